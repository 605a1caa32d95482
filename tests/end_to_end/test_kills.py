"""kill -9 at random moments: of workers, which a run survives, and of the run itself, which is then resumed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.end_to_end.test_determinism import STUDY, contents, differing, members, started

KILLS, KILLS_OF_ONE = 50, 5
"""In all, and of one folder at most: then it is left to end."""
LONGEST_WAIT = 6.0
"""Seconds from a start, or from the last kill, to the next kill; an undisturbed run takes about as long."""


@pytest.mark.validation
@pytest.mark.skipif(not Path("/proc").exists(), reason="a run's workers are found in /proc")
def test_fifty_kills_of_workers_and_of_runs_leave_the_same_bytes(tmp_path: Path) -> None:
    study = tmp_path / "study.yaml"
    study.write_text(STUDY, encoding="utf-8")
    assert started(study, tmp_path / "undisturbed", 1, 1).wait() == 0
    undisturbed = contents(tmp_path / "undisturbed")
    chance, kills, folders = random.Random(7), {"worker": 0, "run": 0}, 0
    while sum(kills.values()) < KILLS or min(kills.values()) == 0:
        out = tmp_path / f"killed_{folders}"
        folders += 1
        run = started(study, out, 2, folders)
        for _ in range(KILLS_OF_ONE):
            if over(run, chance.uniform(0.2, LONGEST_WAIT)):
                break
            workers = sorted(members(run.pid) - {run.pid})
            if workers and chance.random() < 0.5:
                kills["worker"] += 1
                killed(chance.choice(workers))
            else:
                kills["run"] += 1
                run.kill()
                run.wait()
                run = started(study, out, 2, folders, "--resume")
        while run.wait():  # a job whose worker was killed too often, or the fork server: it is resumed
            run = started(study, out, 2, folders, "--resume")
        assert differing(undisturbed, contents(out)) == [], f"folder {folders} after {kills}"


def killed(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        time.sleep(0)  # it ended meanwhile


def over(run: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        run.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
