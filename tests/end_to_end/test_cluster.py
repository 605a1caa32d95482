"""A run on a local Dask cluster of two worker processes, one of which is killed: the folder is as if run here."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import main
from tests.end_to_end.test_determinism import REPLICATIONS, STUDY, contents, differing, waited_until

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def cluster() -> Iterator[distributed.LocalCluster]:
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as found:
        yield found


def run(folder: Path, name: str, *words: str) -> dict[str, bytes]:
    given = ["run", str(folder / "study.yaml"), "--replications", str(REPLICATIONS), "--quiet", *words]
    found = CliRunner().invoke(main, [*given, "--out", str(folder / name)])
    assert found.exit_code == 0, found.output
    return contents(folder / name)


@pytest.mark.filterwarnings("default")
def test_a_cluster_gives_the_same_bytes_also_when_a_worker_is_killed(
    cluster: distributed.LocalCluster, tmp_path: Path
) -> None:
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    here = run(tmp_path, "here", "--jobs", "1")
    partial = tmp_path / "there.partial"

    with distributed.Client(cluster) as client:
        victim = next(iter(client.run(os.getpid).values()))
    killed = threading.Event()

    def kill_one() -> None:
        waited_until(lambda: len(list(partial.glob("replication-*"))) >= 3)
        os.kill(victim, signal.SIGKILL)
        if len(list(partial.glob("replication-*"))) < REPLICATIONS:
            killed.set()

    killer = threading.Thread(target=kill_one, daemon=True)
    killer.start()
    there = run(tmp_path, "there", "--cluster", cluster.scheduler_address)
    killer.join()
    assert killed.is_set(), "it was over before the worker could be killed"
    assert differing(here, there) == []
