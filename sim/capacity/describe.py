"""What a strategy's staffing comes to, and what a planner should be warned of before anything is simulated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.capacity.axis import Axis
from sim.capacity.cautions import Caution, cautions
from sim.capacity.load import Load, by_queue, load_of, offered_work
from sim.capacity.staffing_plan import StaffingPlan
from sim.capacity.steps import Steps
from sim.demand.forecast import Forecast
from sim.study.study import Study


@dataclass(frozen=True)
class PoolSummary:
    """What one pool's plan comes to.

    Attributes
    ----------
    pool : name
    counted_in : "heads" of our own people, or a vendor's "agents"
    peak_agents : most agents on duty at once within the horizon
    mean_agents : agents on duty, averaged over the horizon
    peak_required : most agents that the load requires in any interval
    peak_load, mean_load : erlangs of the contacts whose first open pool it is
    least_heads, most_heads : over the weeks, heads or a vendor's agents
    arrives, order_by, late : see `PoolPlan`

    """

    pool: str
    counted_in: str
    peak_agents: float
    mean_agents: float
    peak_required: float
    peak_load: float
    mean_load: float
    least_heads: float
    most_heads: float
    arrives: date | None
    order_by: date | None
    late: bool


@dataclass(frozen=True)
class StrategySummary:
    """A strategy's pools, notes on its plan, and warnings."""

    strategy: str
    pools: tuple[PoolSummary, ...]
    notes: tuple[str, ...]
    cautions: tuple[Caution, ...]


def describe(study: Study, forecast: Forecast, plan: StaffingPlan) -> StrategySummary:
    """Say what a strategy's staffing comes to, and warn of what cannot work.

    Parameters
    ----------
    study, forecast : the study and its expected contacts
    plan : the strategy's plan, from `plan_staffing`

    """
    strategy = study.strategies[plan.strategy]
    given = {p.pool: Steps(p.times, p.agents) for p in plan.pools if strategy.staffing[p.pool].size_for is None}
    axis = Axis.of_horizon(study.clock)
    load = load_of(study, strategy, axis, forecast.classes, forecast.expected_contacts, given)
    pools = tuple(_pool_summaries(study, plan, load))
    return StrategySummary(plan.strategy, pools, plan.notes, tuple(cautions(study, forecast, plan, load)))


def _pool_summaries(study: Study, plan: StaffingPlan, whole: Load) -> Iterator[PoolSummary]:
    clock = study.clock
    slices, lengths = whole.slices, np.diff(clock.edges)
    for pool in plan.pools:
        rates = by_queue(whole.arriving[pool.pool])
        load = slices.mean(offered_work(study, pool.pool, rates, len(slices.interval)))
        yield PoolSummary(
            pool=pool.pool,
            counted_in="heads" if study.pools[pool.pool].own else "agents",
            peak_agents=float(pool.agents[pool.times < clock.length].max()),
            mean_agents=float(np.average(pool.scheduled, weights=lengths)),
            peak_required=float(pool.required.max()),
            peak_load=float(load.max()),
            mean_load=float(np.average(load, weights=lengths)),
            least_heads=float(pool.heads.min()),
            most_heads=float(pool.heads.max()),
            arrives=pool.arrives,
            order_by=pool.order_by,
            late=pool.late,
        )
