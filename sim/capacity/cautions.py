"""What a planner should be warned of before anything is simulated."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from sim.capacity.axis import Axis
from sim.capacity.chats_first import chats_first
from sim.capacity.late_replies import late_replies
from sim.capacity.load import Load, Stream, by_queue, kept_free, live, offered_work, open_to, takes
from sim.capacity.openness import step_open
from sim.capacity.required import NEGLIGIBLE, handle_factor, mixed
from sim.capacity.staffing_plan import StaffingPlan
from sim.capacity.steps import Array, Steps, any_of, combined, constant
from sim.clock import DAY, WEEK, WEEKDAYS
from sim.demand.forecast import Forecast
from sim.study.study import Study

Kind = Literal[
    "overload", "backlog", "nobody_kept_free", "late_overflow", "nobody_on_duty", "outside_opening_hours", "late_plan",
    "roster_ends", "no_route", "late_replies", "chats_first",
]  # fmt: skip
HOUR = 3600.0
WORTH_TELLING = 0.05
"""What deferred work takes off the share of live contacts in time is told of from this on."""
LONG_GAP = 3 * DAY
"""A file of duties that leaves out more than this at an end of the horizon may not be meant so."""


@dataclass(frozen=True)
class Caution:
    """One thing to be warned of: its kind, the queue or pool concerned, and a sentence."""

    kind: Kind
    name: str
    text: str


def cautions(study: Study, forecast: Forecast, plan: StaffingPlan, load: Load) -> Iterator[Caution]:
    """Yield what cannot work, or is not likely to be meant.

    Parameters
    ----------
    study, forecast : the study and its expected contacts
    plan : a strategy's plan
    load : of the strategy, over the horizon

    """
    yield from _overloads(study, forecast, plan)
    yield from _backlogs(study, forecast, plan, load)
    yield from _nobody_kept_free(study, plan, load)
    yield from _late_replies(study, forecast, plan)
    yield from (Caution("chats_first", pool, text) for pool, text in chats_first(study, plan.strategy))
    yield from _late_overflows(study, plan.strategy)
    yield from _unattended(study, forecast, plan)
    yield from _outside_hours(study, forecast, plan.strategy)
    yield from _short_files(study, plan.strategy)
    yield from _without_route(study, plan.strategy)
    for pool in plan.pools:
        if pool.late:
            text = pool.notes[-1] if pool.notes else "the plan comes too late"
            yield Caution("late_plan", pool.pool, text)


def _takers(study: Study, plan: StaffingPlan, stream: Stream) -> set[str]:
    """The strategy's pools that can take a stream's contacts."""
    route = study.strategies[plan.strategy].routing.get(stream[0], ())
    staffed = {pool.pool for pool in plan.pools}
    return {pool for step in route for pool in step.pools if pool in staffed and takes(study, pool, stream)}


def _groups(study: Study, plan: StaffingPlan, streams: Sequence[Stream]) -> list[tuple[set[Stream], set[str]]]:
    """Streams and the pools that can take them, in groups that share nothing with one another."""
    groups: list[tuple[set[Stream], set[str]]] = []
    for stream in streams:
        members, pools = {stream}, _takers(study, plan, stream)
        for other in [group for group in groups if group[1] & pools]:
            groups.remove(other)
            members, pools = members | other[0], pools | other[1]
        groups.append((members, pools))
    return groups


def _streams(study: Study, forecast: Forecast, plan: StaffingPlan, *, live: bool) -> dict[Stream, Array]:
    """Expected contacts (intervals,) of the strategy's live or deferred streams."""
    found: dict[Stream, Array] = {}
    for (market, queue), contacts in zip(forecast.classes, forecast.expected_contacts, strict=True):
        if queue in study.strategies[plan.strategy].routing and study.queues[queue].live == live:
            stream = queue, study.markets[market].language
            found[stream] = found[stream] + contacts if stream in found else contacts
    return found


def _quickest_work(study: Study, plan: StaffingPlan, stream: Stream, contacts: Array) -> Array:
    """Agent-seconds that contacts take of the pool that handles them fastest."""
    takers = sorted(_takers(study, plan, stream))
    fastest = min((handle_factor(study, pool, stream[0]) for pool in takers), default=1.0)
    return contacts * study.queues[stream[0]].handle_time.mean * fastest


def _overloads(study: Study, forecast: Forecast, plan: StaffingPlan) -> Iterator[Caution]:
    """Warn where more live work comes than all agents on duty can do, and nobody leaves."""
    streams = _streams(study, forecast, plan, live=True)
    for members, pools in _groups(study, plan, list(streams)):
        parts = {frozenset(_takers(study, plan, stream)) for stream in members}
        told = _overload(study, plan, {s: c for s, c in streams.items() if s in members}, pools)
        if told is not None:
            yield told
            continue
        for part in sorted(parts - {frozenset(pools)}, key=sorted):  # those who have fewer to turn to
            own = {s: c for s, c in streams.items() if s in members and _takers(study, plan, s) <= part}
            told = _overload(study, plan, own, part)
            if told is not None:
                yield told


def _overload(
    study: Study, plan: StaffingPlan, streams: Mapping[Stream, Array], pools: Collection[str]
) -> Caution | None:
    """What there is to say of live contacts (intervals,) that only some pools can take."""
    clock = study.clock
    load, endless = np.zeros(clock.intervals), np.zeros(clock.intervals, dtype=bool)
    for stream, contacts in streams.items():
        load += _quickest_work(study, plan, stream, contacts) / np.diff(clock.edges)
        endless |= (contacts > NEGLIGIBLE) & (study.queues[stream[0]].patience.time is None)
    there = np.sum([pool.scheduled for pool in plan.pools if pool.pool in pools], axis=0)
    over = np.flatnonzero(endless & (load >= there) & (load > NEGLIGIBLE) & (there > 0))
    if len(over) == 0:
        return None
    worst = int(over[np.argmax((load - there)[over])])
    names = _names(streams)
    text = (
        f"{names}: in {len(over)} of {clock.intervals} intervals more work comes than the agents on duty "
        f"can do, and waiting customers never leave; worst at {clock.iso(float(clock.starts[worst]))}: "
        f"{load[worst]:.1f} erlangs for {there[worst]:.1f} agents."
    )
    return Caution("overload", names, text)


def _late_replies(study: Study, forecast: Forecast, plan: StaffingPlan) -> Iterator[Caution]:
    """Warn of deferred work that comes too long before anybody is on duty who may take it."""
    streams = _streams(study, forecast, plan, live=False)
    arriving = by_queue(streams)
    nobody = np.zeros(study.clock.intervals)
    on_duty = {
        queue: np.sum([nobody, *(pool.scheduled for pool in plan.pools if pool.pool in takers)], axis=0)
        for queue in arriving
        if (takers := set().union(*(_takers(study, plan, stream) for stream in streams if stream[0] == queue)))
    }
    told = late_replies(study.queues, {q: arriving[q] for q in on_duty}, on_duty, study.clock.edges)
    yield from (Caution("late_replies", name, text) for name, text in told)


def _names(streams: Collection[Stream]) -> str:
    """Queues, each with its language where that sets it apart."""
    return ", ".join(sorted(queue if language is None else f"{queue} ({language})" for queue, language in streams))


def _backlogs(study: Study, forecast: Forecast, plan: StaffingPlan, load: Load) -> Iterator[Caution]:
    """Warn of weeks in which more deferred work comes than the agents who can take it have time for."""
    clock, slices = study.clock, load.slices
    week = np.searchsorted(clock.week_edges(), clock.starts, side="right") - 1
    streams = _streams(study, forecast, plan, live=False)
    for members, pools in _groups(study, plan, list(streams)):
        own = [stream for stream in streams if stream in members]
        work = np.sum([_quickest_work(study, plan, stream, streams[stream]) for stream in own], axis=0) / HOUR
        free = np.zeros(clock.intervals)
        for pool in (pool for pool in plan.pools if pool.pool in pools):
            queues = [queue for queue, _ in own if open_to(slices, queue, pool.pool).any()]
            able = slices.mean(np.any([open_to(slices, queue, pool.pool) for queue in queues], axis=0).astype(float))
            kept = min(kept_free(study.strategies[plan.strategy], queue, pool.pool) for queue in queues)
            others = by_queue(live(study, load.arriving[pool.pool]))
            busy = slices.mean(offered_work(study, pool.pool, others, len(slices.interval)))
            free += np.maximum(pool.scheduled - kept - busy, 0.0) * able * np.diff(clock.edges) / HOUR
        need, room = (np.bincount(week, hours, clock.weeks) for hours in (work, free))
        over = np.flatnonzero(need > room * (1 + NEGLIGIBLE))
        if len(over):
            worst = int(over[np.argmax((need - room)[over])])
            names = _names(members)
            text = (
                f"{names}: in {len(over)} of {clock.weeks} weeks more work comes than agents have time for, and the "
                f"backlog grows; most in the week of {clock.start + timedelta(days=7 * worst)}: {need[worst]:.0f} "
                f"agent-hours of work for {room[worst]:.0f} beside live contacts."
            )
            yield Caution("backlog", names, text)


def _nobody_kept_free(study: Study, plan: StaffingPlan, load: Load) -> Iterator[Caution]:
    """Warn of live queues that miss their promise while deferred work waits, since all agents are busy then.

    With n agents busy, the first in line waits longer than T with probability exp(−(n ÷ handle time − arrival rate) T),
    as in M/M/n with priority and no interruption. How often that is so is taken as the share of the time beside live
    contacts that deferred work takes.
    """
    strategy, slices = study.strategies[plan.strategy], load.slices
    lengths = np.diff(slices.edges)
    for pool in plan.pools:
        rates = by_queue(live(study, load.arriving[pool.pool]))
        others = {queue for queue, _ in load.arriving[pool.pool] if queue not in rates}
        unkept = sorted(queue for queue in others if kept_free(strategy, queue, pool.pool) == 0)
        if not unkept or not rates:
            continue
        free = pool.scheduled[slices.interval] - offered_work(study, pool.pool, rates, len(lengths))
        work = np.zeros(len(lengths))
        for some in (load.arriving[pool.pool], load.waited[pool.pool]):
            taken = {queue: rate for queue, rate in by_queue(some).items() if queue in unkept}
            work += offered_work(study, pool.pool, taken, len(lengths))
        often = min(1.0, float(work @ lengths) / max(float(np.maximum(free, 0.0) @ lengths), 1.0))
        mix = mixed(study, pool.pool, rates)
        handle = np.where(mix.handle_time > 0, mix.handle_time, 1.0)
        speed = np.maximum(pool.scheduled[slices.interval] / handle - mix.arrival_rate, 0.0)
        told = []
        for queue, rate in rates.items():
            promise, contacts = study.queues[queue].service_level, rate * lengths
            if contacts.sum() > NEGLIGIBLE:
                in_time = 1.0 - float(np.average(np.exp(-speed * promise.within), weights=contacts))
                if often * (promise.target - in_time) >= WORTH_TELLING:
                    told.append(f"{in_time:.0%} of {queue} within {promise.within:g} s ({promise.target:.0%} promised)")
        if told:
            text = (
                f"{pool.pool}: while {' or '.join(unkept)} waits, all agents are busy and answer about "
                f"{', '.join(told)}; keep_free in the route of {' and '.join(unkept)} keeps some ready."
            )
            yield Caution("nobody_kept_free", pool.pool, text)


def _late_overflows(study: Study, strategy_name: str) -> Iterator[Caution]:
    for queue, route in study.strategies[strategy_name].routing.items():
        if not study.queues[queue].live:
            continue
        within = study.queues[queue].service_level.within
        for step in route:
            if step.after > within:
                text = (
                    f"{queue}: {' and '.join(step.pools)} opens after {step.after:g} s of waiting, "
                    f"later than the {within:g} s of the service level: who comes there is late already."
                )
                yield Caution("late_overflow", queue, text)


def _unattended(study: Study, forecast: Forecast, plan: StaffingPlan) -> Iterator[Caution]:
    """Warn of hours of the market's week in which live contacts come and no pool of the route is ever on duty.

    Deferred work waits for the next shift, but there has to be one. Who is kept free for other queues is not there.
    """
    clock, axis = study.clock, Axis.of_horizon(study.clock)
    duty = {pool.pool: Steps(pool.times, pool.agents) for pool in plan.pools}
    attended: dict[Stream, Array] = {}
    for (market, queue), contacts in zip(forecast.classes, forecast.expected_contacts, strict=True):
        route = study.strategies[plan.strategy].routing.get(queue)
        if route is None or not contacts.sum() > 0:
            continue
        stream = queue, study.markets[market].language
        if stream not in attended:
            takers = _takers(study, plan, stream)
            steps = [(step, pool) for step in route for pool in step.pools if pool in takers]
            there = any_of([
                combined([step_open(study, axis, step, pool), duty[pool], constant(step.keep_free)], _beyond_kept)
                for step, pool in steps
            ])  # fmt: skip
            attended[stream] = there.mean(clock.edges)
        if not study.queues[queue].live and attended[stream].any():
            continue
        zone = study.markets[market].time_zone
        local = clock.local_seconds(clock.starts, zone) % WEEK
        hour = (local // HOUR).astype(np.int64)
        come = np.bincount(hour, contacts, 168)
        holes = (come > NEGLIGIBLE) & (np.bincount(hour, attended[stream], 168) == 0)
        share = float(come[holes].sum() / contacts.sum())
        if share > 0:
            who = "nobody of the route" + (" but those kept free" if any(step.keep_free for step in route) else "")
            text = (
                f"{market}/{queue}: {who} is ever on duty in {int(holes.sum())} of the week's 168 hours "
                f"({_first_hours(holes)}), when {share:.1%} of the contacts come."
            )
            yield Caution("nobody_on_duty", f"{market}/{queue}", text)


def _beyond_kept(parts: Array) -> Array:
    """Agents (k,) on duty while a step is open beyond those it keeps free, of parts (open, on duty, kept free; k)."""
    is_open, agents, kept = parts
    return np.asarray(is_open * np.maximum(agents - kept, 0.0))


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
