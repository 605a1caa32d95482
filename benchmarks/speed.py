"""Calls a second on one desk of 100 agents: the textbook SimPy model, Ciw, cimba, our two engines, our whole run."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.cases import AGENTS, CALLS_PER_HOUR, HANDLE_TIME, PATIENCE, desk, timed
from benchmarks.cimba_model import cimba_calls
from benchmarks.ciw_model import ciw_records
from benchmarks.textbook import textbook_waits
from sim.comparison.summary import summarise
from sim.engine.choice import COMPILED, SIMPY, simulator
from sim.experiment.jobs import run_missing
from sim.experiment.replication import draw, prepare
from sim.experiment.store import ReplicationStore
from sim.experiment.workers import Workers
from sim.records import ANSWERED
from sim.report.folder import write_results
from sim.study.study import Study

DAY = 86400.0
SHORT, LONG = 4, 84
"""Days that the slow and the quick play: their paces do not depend on the number of calls (`growth`)."""


@dataclass(frozen=True)
class Pace:
    """How fast something is: calls a second, and as a multiple of the textbook model of the same case."""

    case: str
    what: str
    calls: int
    pace: float
    ratio: float


def whole_run(study: Study, engine: str) -> None:
    """Everything a run does with the numbers: forecast, plan, draw, simulate, reduce, store, compare, write tables."""
    with tempfile.TemporaryDirectory() as folder:
        prepared = replace(prepare(study), engine=engine)
        store = ReplicationStore.start(Path(folder), "", resume=False)
        run_missing(prepared, store, 1, Workers(), lambda *_: None)
        outcomes = {name: (found.measures, found.statement) for name, found in store.read(0).items()}
        results = summarise(study, prepared.plans, [outcomes], engine)
        write_results(
            Path(folder) / "results", manifest={}, summary=results.summary, tables=results.tables, study="", resolved=""
        )


def paces(case: str) -> Iterator[Pace]:
    """Yield the paces of one case, the textbook model's first.

    Raises SystemExit where the waits of the textbook model and of our engines are not identical.
    """
    short, long = desk(case, SHORT), desk(case, LONG)
    prepared = prepare(short)
    tickets, plan = draw(prepared, 0), prepared.plans["one"]
    calls = len(tickets.arrival)
    seconds, (wait, answered) = timed(
        lambda: textbook_waits(tickets.arrival, tickets.handle_time, tickets.patience, AGENTS), 2
    )
    base = calls / seconds

    def pace(what: str, number: int, took: float) -> Pace:
        return Pace(case, what, number, number / took, number / took / base)

    yield pace("textbook SimPy model", calls, seconds)
    rate, impatient = CALLS_PER_HOUR[case] / 3600, case.endswith("+M")
    seconds, number = timed(
        lambda: ciw_records(rate, HANDLE_TIME, PATIENCE if impatient else None, AGENTS, SHORT * DAY / 8), 1
    )
    yield pace("Ciw, its own draws", number, seconds)
    cimba_calls(rate, DAY, impatient)  # compiles
    seconds, (number, _) = timed(lambda: cimba_calls(rate, 20 * DAY, impatient), 5)
    yield pace("cimba, its own draws, sums only", round(number), seconds)
    for engine, times in ((SIMPY, 3), (COMPILED, 5)):
        play = simulator(engine)
        seconds, records = timed(lambda: play(short, "one", tickets, plan), times)  # noqa: B023  # called at once
        if not (np.array_equal(wait, records.wait) and np.array_equal(answered, records.outcome == ANSWERED)):
            raise SystemExit(f"{case}: the waits of the textbook model and of the {engine} engine differ")
        yield pace(f"our {engine} engine alone", calls, seconds)
    many, plan = draw(prepare(long), 0), prepare(long).plans["one"]
    seconds, _ = timed(lambda: simulator(COMPILED)(long, "one", many, plan), 5)
    yield pace("our compiled engine alone, twelve weeks", len(many.arrival), seconds)
    seconds, _ = timed(lambda: whole_run(short, SIMPY))
    yield pace("our whole run, SimPy engine", calls, seconds)
    seconds, _ = timed(lambda: whole_run(long, COMPILED))
    yield pace("our whole run, compiled engine, twelve weeks", len(many.arrival), seconds)
