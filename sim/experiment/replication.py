"""One replication: draw the customers, play them through every strategy, reduce to figures and costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sim.capacity.plan import plan_staffing
from sim.capacity.realised import realised
from sim.capacity.staffing_plan import StaffingPlan
from sim.cost.statement import CostStatement, statement_of
from sim.cost.work import Work, work_of
from sim.demand.actuals import Actuals
from sim.demand.forecast import Forecast, forecast
from sim.demand.replan import replanned
from sim.demand.tickets import Tickets, draw_tickets, first_contact_counts, ticket_stretches
from sim.engine.choice import COMPILED, SIMPY, simulator
from sim.metrics.measures import Measures, measures_of
from sim.metrics.reduction import Reduction, cells, reduced
from sim.metrics.satisfaction import ticket_scores
from sim.metrics.sums import added
from sim.records import Records
from sim.study.study import Study


@dataclass(frozen=True)
class Prepared:
    """What all replications of a study share.

    Attributes
    ----------
    study : the study
    forecast : of its customers
    plans : strategy -> its staffing
    told : the forecast that vendors were told, where that is another one
    engine : which one plays, `SIMPY` or `COMPILED`; the records are the same

    """

    study: Study
    forecast: Forecast
    plans: Mapping[str, StaffingPlan]
    told: Forecast | None = None
    engine: str = SIMPY


@dataclass(frozen=True)
class Outcome:
    """One strategy in one replication: its figures, its costs and the number of contacts played."""

    measures: Measures
    statement: CostStatement
    contacts: int


def prepare(study: Study, actuals: Actuals | None = None) -> Prepared:
    """Forecast the demand of a study and plan the staffing of each strategy.

    With actuals the past is as it was, what was decided until then stands, and the rest is forecast and planned anew.
    """
    expected = forecast(study)
    plans = {name: plan_staffing(study, expected, name) for name in study.strategies}
    if actuals is None:
        return Prepared(study, expected, plans)
    anew = replanned(study, expected, actuals)
    going_on = {name: plan_staffing(study, anew, name, plan, actuals.day) for name, plan in plans.items()}
    return Prepared(study, anew, going_on, told=expected)


@dataclass(frozen=True)
class Customers:
    """The customers of one replication, drawn a stretch of time after the other, for every strategy the same.

    Attributes
    ----------
    prepared, replication : whose customers
    count : how many tickets

    """

    prepared: Prepared
    replication: int
    count: int
    _kept: tuple[Tickets, ...]

    @classmethod
    def of(cls, prepared: Prepared, replication: int) -> Customers:
        """Count the customers of a replication, and draw them where they are few enough to be kept."""
        study, expected = prepared.study, prepared.forecast
        count = int(first_contact_counts(study, expected, replication).sum())
        count += sum(int(demand.backlog) for demand in study.demand)
        drawn = ticket_stretches(study, expected, replication, STRETCH)
        return cls(prepared, replication, count, tuple(drawn) if count <= MOST_KEPT else ())

    def stretches(self) -> Iterator[Tickets]:
        """Begin with the tickets, at least `STRETCH` at a time but for the last."""
        if self._kept:
            return iter(self._kept)
        return ticket_stretches(self.prepared.study, self.prepared.forecast, self.replication, STRETCH)


STRETCH = 1 << 16
"""Tickets that are drawn at once; what is done with them stays in the processor's cache."""
MOST_KEPT = 1 << 21
"""Tickets up to which they are drawn once for all strategies, and kept; about 70 bytes each."""


def draw(prepared: Prepared, replication: int) -> Tickets:
    """Return the customers of one replication (0, 1, ...)."""
    return draw_tickets(prepared.study, prepared.forecast, replication)


def play(prepared: Prepared, strategy: str, tickets: Tickets) -> tuple[Outcome, Records]:
    """Play customers through one strategy; returns the reduced outcome and the records it came from.

    On duty are the agents of the plan who are there in the customers' replication.
    """
    study, plan = prepared.study, realised(prepared.study, prepared.plans[strategy], tickets.replication)
    records = simulator(prepared.engine)(study, strategy, tickets, plan)
    reduction, work = _reduced(study, strategy, records)
    return _outcome(prepared, strategy, plan, reduction, work, records, tickets.replication), records


def season_of(prepared: Prepared, replication: int) -> dict[str, Outcome]:
    """Play the customers of one replication (0, 1, ...) through every strategy, by name."""
    if prepared.engine == COMPILED:
        customers = Customers.of(prepared, replication)
        return {name: play_in_pieces(prepared, name, customers) for name in prepared.plans}
    tickets = draw(prepared, replication)
    return {name: play(prepared, name, tickets)[0] for name in prepared.plans}


def play_in_pieces(prepared: Prepared, strategy: str, customers: Customers) -> Outcome:
    """Play customers through one strategy on the compiled engine, in bounded memory; the outcome is that of `play`.

    Of a contact only its wait is kept, and of one in a deferred queue when it was open.
    """
    study, plan = prepared.study, realised(prepared.study, prepared.plans[strategy], customers.replication)
    kept: list[tuple[Reduction, Work]] = []

    def begun() -> Callable[[Records], None]:
        kept.clear()
        return lambda piece: _keep(kept, _reduced(study, strategy, piece))

    from sim.engine.compiled.engine import simulate_in_pieces

    records = simulate_in_pieces(
        study, strategy, customers.stretches, customers.count, plan, begun, max(STRETCH, cells(study) // 8)
    )
    return _outcome(prepared, strategy, plan, *kept[0], records, customers.replication)


def _outcome(
    prepared: Prepared,
    strategy: str,
    plan: StaffingPlan,
    reduction: Reduction,
    work: Work,
    records: Records,
    replication: int,
) -> Outcome:
    told = prepared.told or prepared.forecast
    return Outcome(
        measures=measures_of(prepared.study, strategy, plan, reduction, records),
        statement=statement_of(prepared.study, strategy, plan, work, records, told, replication),
        contacts=int(reduction.played[0]),
    )


def _reduced(study: Study, strategy: str, piece: Records) -> tuple[Reduction, Work]:
    """Reduce the records of whole tickets, all of them or a piece."""
    first = (piece.round_ == 1) & (piece.try_ == 1)  # one of each ticket, in the order of tickets
    counted = piece.arrival[first] >= study.horizon.warm_up
    scores = ticket_scores(study, piece)
    return reduced(study, counted, piece, scores), work_of(study, strategy, counted, piece, scores)


def _keep(kept: list[tuple[Reduction, Work]], more: tuple[Reduction, Work]) -> None:
    kept[:] = [(added(kept[0][0], more[0]), kept[0][1] + more[1])] if kept else [more]
