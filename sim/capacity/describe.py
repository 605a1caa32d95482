"""What a strategy's staffing comes to, and what a planner should be warned of before anything is simulated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from sim.capacity.axis import Axis
from sim.capacity.load import by_queue, load_of, offered_work
from sim.capacity.openness import step_open
from sim.capacity.plan import StaffingPlan
from sim.capacity.required import NEGLIGIBLE, handle_factor
from sim.capacity.steps import Array, Steps, any_of, product
from sim.clock import DAY, WEEK, WEEKDAYS
from sim.demand.forecast import Forecast
from sim.study.study import Study

Kind = Literal[
    "overload", "late_overflow", "nobody_on_duty", "outside_opening_hours", "late_plan", "roster_ends", "no_route"
]
HOUR = 3600.0
LONG_GAP = 3 * DAY
"""A file of duties that leaves out more than this at an end of the horizon may not be meant so."""


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
class Caution:
    """One thing to be warned of: its kind, the queue or pool concerned, and a sentence."""

    kind: Kind
    name: str
    text: str


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
    pools = tuple(_pool_summaries(study, forecast, plan))
    cautions = [
        *_overloads(study, forecast, plan),
        *_late_overflows(study, plan.strategy),
        *_unattended(study, forecast, plan),
        *_outside_hours(study, forecast, plan.strategy),
        *_short_files(study, plan.strategy),
        *_without_route(study, plan.strategy),
        *(Caution("late_plan", pool.pool, _last_note(pool.notes)) for pool in plan.pools if pool.late),
    ]
    return StrategySummary(plan.strategy, pools, plan.notes, tuple(cautions))


def _last_note(notes: tuple[str, ...]) -> str:
    return notes[-1] if notes else "the plan comes too late"


def _pool_summaries(study: Study, forecast: Forecast, plan: StaffingPlan) -> Iterator[PoolSummary]:
    clock, strategy = study.clock, study.strategies[plan.strategy]
    given = {p.pool: Steps(p.times, p.agents) for p in plan.pools if strategy.staffing[p.pool].size_for is None}
    whole = load_of(study, strategy, Axis.of_horizon(clock), forecast.classes, forecast.expected_contacts, given)
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


def _groups(study: Study, strategy_name: str) -> list[tuple[set[str], set[str]]]:
    """The strategy's queues and pools, in groups that share nothing with one another."""
    groups: list[tuple[set[str], set[str]]] = []
    for queue, route in study.strategies[strategy_name].routing.items():
        queues, pools = {queue}, {pool for step in route for pool in step.pools}
        for other in [group for group in groups if group[1] & pools]:
            groups.remove(other)
            queues, pools = queues | other[0], pools | other[1]
        groups.append((queues, pools))
    return groups


def _overloads(study: Study, forecast: Forecast, plan: StaffingPlan) -> Iterator[Caution]:
    """Warn where more work comes than all agents on duty can do, and nobody leaves."""
    clock = study.clock
    agents = {pool.pool: pool.scheduled for pool in plan.pools}
    routing = study.strategies[plan.strategy].routing
    for queues, pools in _groups(study, plan.strategy):
        load, endless = np.zeros(clock.intervals), np.zeros(clock.intervals, dtype=bool)
        for (_, queue), contacts in zip(forecast.classes, forecast.expected_contacts, strict=True):
            if queue in queues:
                takers = {pool for step in routing[queue] for pool in step.pools}
                fastest = min(handle_factor(study, pool, queue) for pool in takers)
                load += contacts * study.queues[queue].handle_time.mean * fastest / np.diff(clock.edges)
                endless |= (contacts > NEGLIGIBLE) & (study.queues[queue].patience.time is None)
        there = np.sum([agents[pool] for pool in sorted(pools) if pool in agents], axis=0)
        over = np.flatnonzero(endless & (load >= there) & (load > NEGLIGIBLE) & (there > 0))
        if len(over):
            worst = int(over[np.argmax((load - there)[over])])
            names = ", ".join(sorted(queues))
            text = (
                f"{names}: in {len(over)} of {clock.intervals} intervals more work comes than the agents on duty "
                f"can do, and waiting customers never leave; worst at {clock.iso(float(clock.starts[worst]))}: "
                f"{load[worst]:.1f} erlangs for {there[worst]:.1f} agents."
            )
            yield Caution("overload", names, text)


def _late_overflows(study: Study, strategy_name: str) -> Iterator[Caution]:
    for queue, route in study.strategies[strategy_name].routing.items():
        within = study.queues[queue].service_level.within
        for step in route:
            if step.after > within:
                text = (
                    f"{queue}: {' and '.join(step.pools)} opens after {step.after:g} s of waiting, "
                    f"later than the {within:g} s of the service level: who comes there is late already."
                )
                yield Caution("late_overflow", queue, text)


def _unattended(study: Study, forecast: Forecast, plan: StaffingPlan) -> Iterator[Caution]:
    """Warn of hours of the market's week in which contacts come and no pool of the route is ever on duty."""
    clock, axis = study.clock, Axis.of_horizon(study.clock)
    duty = {pool.pool: Steps(pool.times, pool.agents) for pool in plan.pools}
    attended: dict[str, Array] = {}
    for queue, route in study.strategies[plan.strategy].routing.items():
        steps = [(step, pool) for step in route for pool in step.pools if pool in duty]
        there = any_of([product(step_open(study, axis, step, pool), duty[pool]) for step, pool in steps])
        attended[queue] = there.mean(clock.edges)
    for (market, queue), contacts in zip(forecast.classes, forecast.expected_contacts, strict=True):
        if queue not in attended or not contacts.sum() > 0:
            continue
        zone = study.markets[market].time_zone
        local = clock.local_seconds(clock.starts, zone) % WEEK
        hour = (local // HOUR).astype(np.int64)
        come = np.bincount(hour, contacts, 168)
        holes = (come > NEGLIGIBLE) & (np.bincount(hour, attended[queue], 168) == 0)
        share = float(come[holes].sum() / contacts.sum())
        if share > 0:
            text = (
                f"{market}/{queue}: nobody of the route is ever on duty in {int(holes.sum())} of the week's 168 hours "
                f"({_first_hours(holes)}), when {share:.1%} of the contacts come."
            )
            yield Caution("nobody_on_duty", f"{market}/{queue}", text)


def _first_hours(holes: Array) -> str:
    """The first of the holes, on the market's clock."""
    first = int(np.flatnonzero(holes)[0])
    return f"the first is {WEEKDAYS[first // 24]} {first % 24:02d}:00"


def _outside_hours(study: Study, forecast: Forecast, strategy_name: str) -> Iterator[Caution]:
    routed = study.strategies[strategy_name].routing
    rows = zip(forecast.classes, forecast.expected_contacts, forecast.closed_contacts, strict=True)
    for (market, queue), contacts, closed in rows:
        if queue in routed and closed.sum() > NEGLIGIBLE:
            share = float(closed.sum() / (closed.sum() + contacts.sum()))
            text = f"{market}/{queue}: {share:.1%} of the contacts come outside the opening hours."
            yield Caution("outside_opening_hours", f"{market}/{queue}", text)


def _short_files(study: Study, strategy_name: str) -> Iterator[Caution]:
    """Warn of a schedule or roster that begins days after the horizon, or ends days before it."""
    clock = study.clock
    for pool, staffing in study.strategies[strategy_name].staffing.items():
        what = "schedule" if staffing.schedule_rows else "roster"
        spans = [(second, second) for second, _ in staffing.schedule_rows]
        spans += [(row.start, row.end) for row in staffing.roster_rows]
        if not spans:
            continue
        first, last = min(begin for begin, _ in spans), max(end for _, end in spans)
        ends = np.array([0.0, clock.length])
        start, end = (float(local) for local in clock.local_seconds(ends, study.pools[pool].time_zone))
        if first - start > LONG_GAP:
            text = f"{pool}: the {what} begins on {_day(first)}; nobody is on duty before."
            yield Caution("roster_ends", pool, text)
        if end - last > LONG_GAP and (staffing.roster_rows or len(spans) > 1):
            after = f"the {int((end - last) // DAY)} days of the horizon after it"
            held = f"{staffing.schedule_rows[-1][1]:.0f} agents" if staffing.schedule_rows else "nobody"
            text = f"{pool}: the {what} ends on {_day(last)}; {held} on duty in {after}."
            yield Caution("roster_ends", pool, text)


def _without_route(study: Study, strategy_name: str) -> Iterator[Caution]:
    """Warn of a pool that is staffed but can take no contact."""
    strategy = study.strategies[strategy_name]
    routed = {pool for route in strategy.routing.values() for step in route for pool in step.pools}
    for pool in strategy.staffing:
        if pool not in routed:
            yield Caution("no_route", pool, f"{pool} is staffed, but no route of this strategy leads to it.")


def _day(second: float) -> date:
    return date(1970, 1, 5) + timedelta(days=second // DAY)
