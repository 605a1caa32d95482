"""What drawing the customers and reducing the records cost beside playing them, on M/M/100+M, a call."""

from __future__ import annotations

from dataclasses import dataclass, replace

from benchmarks.cases import desk, timed
from sim.engine.choice import COMPILED
from sim.engine.compiled.engine import simulate_in_pieces
from sim.experiment.replication import STRETCH, Customers, play_in_pieces, prepare

CASE, DAYS = "M/M/100+M", 84


@dataclass(frozen=True)
class Ends:
    """Nanoseconds a call: drawing, playing, and reducing to all figures and costs."""

    calls: int
    drawing: float
    playing: float
    reducing: float


def ends() -> Ends:
    """Measure twelve weeks, drawn, played and reduced in pieces."""
    study = desk(CASE, DAYS)
    prepared = replace(prepare(study), engine=COMPILED)
    customers, plan = Customers.of(prepared, 0), prepared.plans["one"]

    def drawn() -> None:
        for _ in customers.stretches():
            pass

    def played() -> None:
        simulate_in_pieces(study, "one", customers.stretches, customers.count, plan, lambda: lambda _: None, STRETCH)

    drawing, playing, all_ = (
        timed(work, 5)[0] * 1e9 / customers.count
        for work in (drawn, played, lambda: play_in_pieces(prepared, "one", customers))
    )
    return Ends(customers.count, drawing, playing - drawing, all_ - playing)
