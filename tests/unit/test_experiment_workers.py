"""Jobs: whoever does them, one that kills its worker costs that job alone, and what is asked too much is said."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sim.errors import SurgedeskError
from sim.experiment.workers import ATTEMPTS, Workers, work_through

distributed = pytest.importorskip("distributed")


JOBS = {number: number for number in range(8)}
SQUARES = {number: number**2 for number in JOBS}


Squares = Any
"""The class `squares.Square`: workers are told where to import from, but not of the package `tests`."""


@pytest.fixture
def squares(monkeypatch: pytest.MonkeyPatch) -> Iterator[Squares]:
    monkeypatch.syspath_prepend(Path(__file__).parent)
    yield importlib.import_module("squares").Square


def tries(folder: Path) -> dict[int, int]:
    return {number: len(list(folder.glob(f"{number}-*"))) for number in JOBS}


@pytest.mark.parametrize("jobs", [1, 2, 20])
def test_every_job_is_done_once(jobs: int, tmp_path: Path, squares: Squares) -> None:
    assert dict(work_through(squares(tmp_path), JOBS, Workers(jobs))) == SQUARES
    assert set(tries(tmp_path).values()) == {1}


def test_a_killed_worker_costs_its_job_alone(tmp_path: Path, squares: Squares) -> None:
    found = dict(work_through(squares(tmp_path, deadly=3, times=ATTEMPTS - 1), JOBS, Workers(2)))
    assert found == SQUARES
    assert tries(tmp_path) == {number: ATTEMPTS if number == 3 else 1 for number in JOBS}


def test_a_job_that_kills_every_worker_is_given_up(tmp_path: Path, squares: Squares) -> None:
    done: dict[int, int] = {}
    with pytest.raises(SurgedeskError, match=f"killed {ATTEMPTS} times.*--resume"):
        for number, square in work_through(squares(tmp_path, deadly=5, times=99), JOBS, Workers(2)):
            done[number] = square
    assert done and 5 not in done and tries(tmp_path)[5] == ATTEMPTS


def test_an_executor_of_the_callers_does_the_jobs(tmp_path: Path, squares: Squares) -> None:
    with ThreadPoolExecutor(3) as executor:
        assert dict(work_through(squares(tmp_path), JOBS, Workers(3, executor=executor))) == SQUARES


def test_a_fault_in_a_job_is_the_callers() -> None:
    for workers in (Workers(1), Workers(2)):
        with pytest.raises(TypeError):
            list(work_through(len, dict(JOBS), workers))  # type: ignore[arg-type]


def test_a_cluster_that_is_not_there_is_named() -> None:
    with pytest.raises(SurgedeskError, match="no Dask scheduler answers at nowhere"):
        list(work_through(len, {0: "a"}, Workers(cluster="nowhere")))
