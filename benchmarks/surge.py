"""The holiday surge on all its channels: our two engines on the same draws; a whole season with figures and costs."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import dataclass, replace

from benchmarks.cases import surge, timed
from sim.capacity.realised import realised
from sim.engine.choice import COMPILED, SIMPY, simulator
from sim.experiment.jobs import PlaySeason
from sim.experiment.replication import draw, prepare


@dataclass(frozen=True)
class Race:
    """Seconds of both engines for the same work: contacts played, under a strategy or in a whole season."""

    what: str
    contacts: int
    simpy: float
    compiled: float

    @property
    def ratio(self) -> float:
        """How many times quicker the compiled engine is."""
        return self.simpy / self.compiled


def races() -> Iterator[Race]:
    """Yield the engines alone under each strategy, and a season of all: drawing, playing, figures, costs."""
    study = surge()
    prepared = prepare(study)
    tickets = draw(prepared, 0)
    for name, plan in prepared.plans.items():
        there, seconds, contacts = realised(study, plan, 0), {}, 0
        for engine, times in ((SIMPY, 2), (COMPILED, 4)):
            play = simulator(engine)
            gc.collect()  # of what the other engine left
            seconds[engine], records = timed(lambda: play(study, name, tickets, there), times)  # noqa: B023
            contacts = len(records.ticket)
        yield Race(f"engine alone: {name}", contacts, seconds[SIMPY], seconds[COMPILED])
    slow, season = timed(lambda: PlaySeason(prepared)(0), 1)
    gc.collect()
    quick, again = timed(lambda: PlaySeason(replace(prepared, engine=COMPILED))(0), 3)
    if again.outcomes != season.outcomes:
        raise SystemExit("the season ends otherwise on the compiled engine")
    yield Race("a season of all strategies", season.played, slow, quick)
