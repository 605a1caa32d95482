"""One replication: draw the customers, play them through every strategy, reduce to figures and costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.capacity.plan import plan_staffing
from sim.capacity.realised import realised
from sim.capacity.staffing_plan import StaffingPlan
from sim.cost.statement import CostStatement, cost_statement
from sim.demand.actuals import Actuals
from sim.demand.forecast import Forecast, forecast
from sim.demand.replan import replanned
from sim.demand.tickets import Tickets, draw_tickets
from sim.engine.choice import SIMPY, simulator
from sim.metrics.measures import Measures, measure
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


def draw(prepared: Prepared, replication: int) -> Tickets:
    """Return the customers of one replication (0, 1, ...)."""
    return draw_tickets(prepared.study, prepared.forecast, replication)


def play(prepared: Prepared, strategy: str, tickets: Tickets) -> tuple[Outcome, Records]:
    """Play customers through one strategy; returns the reduced outcome and the records it came from.

    On duty are the agents of the plan who are there in the customers' replication.
    """
    study, plan = prepared.study, realised(prepared.study, prepared.plans[strategy], tickets.replication)
    records = simulator(prepared.engine)(study, strategy, tickets, plan)
    counted = tickets.counted(study.horizon.warm_up)
    return (
        Outcome(
            measures=measure(study, strategy, counted, plan, records),
            statement=cost_statement(
                study, strategy, counted, plan, records, prepared.told or prepared.forecast, tickets.replication
            ),
            contacts=len(records.ticket),
        ),
        records,
    )
