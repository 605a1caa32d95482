"""Same seed, same bytes: whatever the number of workers, the hash seed of Python, or how often the run was killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.experiment.jobs import PlaySeason, run_missing
from sim.experiment.replication import prepare
from sim.experiment.store import ReplicationStore
from sim.experiment.workers import Workers
from sim.study import load_study

ROOT = Path(__file__).parents[2]
REPLICATIONS = 60

STUDY = """
name: Two desks
seed: 11
horizon: {start: 2026-03-27, end: 2026-03-31, interval: 1h, time_zone: Europe/London}
goal: {service_level: each_week, lost_ticket: 5}
markets: {uk: {time_zone: Europe/London, country: GB}, us: {time_zone: America/New_York}}
queues:
  calls:
    channel: voice
    opening_hours: {daily: 08:00-20:00}
    handle_time: {distribution: lognormal, mean: 5min, cv: 0.8}
    patience: {distribution: exponential, mean: 3min, balk: 5%}
    retry: {probability: 40%, delay: {distribution: exponential, mean: 20min}}
    vip: {share: 10%, priority: 0}
    max_wait: {after: 1min, then: callback, accepted: 50%, no_answer: {share: 30%, takes: 30s, delay: 10min}}
    when_closed: {then: message, accepted: 50%, queue: email}
    escalation: {share: 10%, queue: chat}
    resolution: 80%
    follow_up: {delay: {distribution: exponential, mean: 5h}, queue: email}
  chat:
    channel: chat
    priority: {start: 2, raise: 1 per 5min}
    handle_time: {distribution: gamma, mean: 8min, cv: 0.6}
    patience: {distribution: exponential, mean: 3min}
  email:
    channel: email
    priority: 3
    handle_time: 4min
demand:
  - {market: uk, queue: calls, volume: 600/week, uncertainty: {day: 20%, season: 5%}}
  - {market: us, queue: calls, volume: 300/week, intraday: {00:00: 1, 08:00: 3}}
  - {market: uk, queue: chat, volume: 400/week}
  - {market: us, queue: email, volume: 200/week, counts: tickets}
pools:
  leeds:
    sourcing: in_house
    time_zone: Europe/London
    country: GB
    shrinkage: 30%
    skills: {calls: {}, chat: {concurrency: 3, concurrency_slowdown: 1.5}, email: {}}
    employment: {wage: 13/h}
  cape_town:
    sourcing: nearshore
    time_zone: Africa/Johannesburg
    skills: {calls: {handle_time_factor: 1.08}, chat: {concurrency: 2}, email: {}}
    contract: {price: 0.42/minute}
strategies:
  home: {staffing: {leeds: {agents: 5}}, routing: {calls: [leeds], chat: [leeds], email: [leeds]}}
  both:
    staffing: {leeds: {agents: 3}, cape_town: {agents: 2}}
    routing:
      calls: [{share: {leeds: 70%, cape_town: 30%}}, {pool: cape_town, after: 30s}]
      chat: [{pool: leeds, keep_free: 1}, cape_town]
      email: [leeds, {pool: cape_town, when: {closed: leeds}}]
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("determinism") / "study.yaml"
    path.write_text(STUDY)
    return path


@pytest.fixture(scope="module")
def results(study: Path) -> dict[str, bytes]:
    """Every file of a run in one process."""
    out = study.parent / "undisturbed"
    assert started(study, out, jobs=1, hash_seed=1).wait() == 0
    return contents(out)


def started(study: Path, out: Path, jobs: int, hash_seed: int, *words: str) -> subprocess.Popen[bytes]:
    """The command line, begun in a process group of its own."""
    command = [sys.executable, "-m", "sim", "run", study.name, "--out", out.name, "--jobs", str(jobs)]
    return subprocess.Popen(
        [*command, "--replications", str(REPLICATIONS), "--quiet", *words],
        cwd=study.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": str(hash_seed)},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def test_two_workers_and_another_hash_seed_leave_the_same_bytes(study: Path, results: dict[str, bytes]) -> None:
    out = study.parent / "two_workers"
    assert started(study, out, jobs=2, hash_seed=2).wait() == 0
    assert {"summary.json", "kpis.csv", "report.html"} <= results.keys()
    assert differing(results, contents(out)) == []


def test_a_replication_run_alone_is_the_one_of_a_whole_run(study: Path, tmp_path: Path) -> None:
    whole = ReplicationStore.start(tmp_path / "whole", "mark", resume=False)
    alone = ReplicationStore.start(tmp_path / "alone", "mark", resume=False)
    run_missing(prepare(load_study(study)), whole, 8, Workers(), lambda *_: None)
    alone.keep(7, PlaySeason(prepare(load_study(study)))(7).outcomes)
    assert whole.path(7).read_bytes() == alone.path(7).read_bytes()
    assert whole.path(6).read_bytes() != alone.path(7).read_bytes()


def test_another_seed_gives_other_figures(study: Path, tmp_path: Path) -> None:
    stores = {seed: ReplicationStore.start(tmp_path / seed, "mark", resume=False) for seed in ("11", "12")}
    for seed, store in stores.items():
        store.keep(0, PlaySeason(prepare(load_study(study, {"seed": seed})))(0).outcomes)
    assert stores["11"].path(0).read_bytes() != stores["12"].path(0).read_bytes()


def stored(partial: Path) -> int:
    return len(list(partial.glob("replication-*.npz")))


MOMENTS: dict[str, Callable[[Path], bool]] = {
    "in the midst of the replications": lambda partial: stored(partial) >= REPLICATIONS // 3,
    "while the tables and charts are made": lambda partial: (partial / "results" / "kpis.csv").exists(),
}


@pytest.mark.skipif(not Path("/proc").exists(), reason="whether its workers are gone is read from /proc")
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_run_goes_on_to_the_same_bytes(study: Path, results: dict[str, bytes], moment: str) -> None:
    out = study.parent / f"killed_{list(MOMENTS).index(moment)}"
    partial = out.with_name(f"{out.name}.partial")
    run = started(study, out, 2, 3)
    waited_until(lambda: MOMENTS[moment](partial) or run.poll() is not None)
    workers = members(run.pid)
    run.send_signal(signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL, "it was over before it could be killed"
    assert not out.exists()
    waited_until(lambda: not members(run.pid) & workers)  # nothing is left running
    assert started(study, out, 2, 4, "--resume").wait() == 0
    assert differing(results, contents(out)) == []
    assert not partial.exists()


def test_a_run_killed_when_all_was_in_place_only_tidies_up(study: Path, results: dict[str, bytes]) -> None:
    out = study.parent / "undisturbed"
    partial = out.with_name(f"{out.name}.partial")
    mark = json.loads((out / "manifest.json").read_text())["fingerprint"]
    for owner in ("another run", mark):
        ReplicationStore.start(partial, owner, resume=False)
        assert started(study, out, 1, 5, "--resume").wait() == 0
        assert differing(results, contents(out)) == []
        assert partial.exists() == (owner != mark)
        shutil.rmtree(partial, ignore_errors=True)


def members(group: int) -> set[int]:
    """Processes of a group that have not ended."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, own_group = stat.read_text().rpartition(")")[2].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended meanwhile
        if int(own_group) == group and state != "Z":
            found.add(int(stat.parent.name))
    return found


def waited_until(done: Callable[[], bool], seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.005)
