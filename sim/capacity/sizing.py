"""Pools sized by the program: today's people, an ordinary week, the peak, or week by week within the terms."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from sim.capacity.needs import Need
from sim.capacity.ramp import Ramp, RampTerms, ramp
from sim.capacity.spread import spread
from sim.capacity.steps import Array
from sim.capacity.weeks import Weeks
from sim.clock import DAY
from sim.errors import Fault, StudyError
from sim.study.sourcing import Pool
from sim.study.strategy import Staffing


@dataclass(frozen=True)
class Sized:
    """A pool's agents as planned, before its `agent_hours` limit them.

    Attributes
    ----------
    agents : (places,) agents on duty, overtime included
    overtime : (places,) how many of those are on overtime
    heads, ordered, hired, left : (weeks,) people on the payroll, or a vendor's agents; see `PoolPlan`
    late : whether orders come too late for what is required
    order_by : last day on which the first order or decision may go out for the requirement to be met
    arrives : day on which the first of them come
    notes : what a planner should know

    """

    agents: Array
    overtime: Array
    heads: Array
    ordered: Array
    hired: Array
    left: Array
    late: bool = False
    order_by: date | None = None
    arrives: date | None = None
    notes: tuple[str, ...] = ()


def head_hours(pool: Pool) -> float:
    """Agent-hours on duty that one head brings a week: contracted hours × (1 − shrinkage)."""
    return pool.weekly_hours * (1 - pool.shrinkage.total)


def heads_for(hours: Array, pool: Pool) -> Array:
    """Whole heads (n,) that bring so many agent-hours a week (n,)."""
    return np.ceil(hours / head_hours(pool) - 1e-9)


def standing(pool: Pool) -> float | None:
    """Heads, or a vendor's agents, that stand at the start; None where the study does not say."""
    return pool.today.heads if pool.own else pool.today.agents


def ramp_terms(pool: Pool) -> RampTerms:
    """What sets the pace at which a pool grows and shrinks."""
    if pool.employment is not None:
        return RampTerms(notice=math.ceil(pool.employment.hiring.lead_time / DAY), falls=False)
    terms = pool.contract.ramp if pool.contract else None
    if terms is None:
        return RampTerms()
    first = None if terms.first is None else int(terms.first)
    return RampTerms(math.ceil(terms.notice / DAY), terms.up, terms.down, first)


def sized_for_today(name: str, pool: Pool, need: Need, flat: Array, weeks: Weeks) -> Sized:
    """Spread the people who stand at the start over the week, in proportion to an ordinary week's requirement."""
    people = standing(pool)
    if people is None:
        word = "heads" if pool.own else "agents"
        raise StudyError([Fault(f"pools.{name}.today", f"size_for: today wants today: {{{word}: ...}} of this pool")])
    pattern = need.ordinary if np.any(need.ordinary * need.slot_lengths > 0) else weeks.first_by_slot(flat)[0]
    agents = spread(pattern, need.slot_lengths, people * head_hours(pool))
    return _all_season(agents, people, weeks)


def sized_for_week(name: str, pool: Pool, agents: Array, need: Need, weeks: Weeks) -> Sized:
    """Hold one week's agents (slots,) all season, and say by when they have to be ordered."""
    heads = float(heads_for(np.array([agents @ need.slot_lengths]), pool)[0])
    sized = _all_season(agents, heads, weeks)
    people, notice = standing(pool), timedelta(days=ramp_terms(pool).notice)
    if people is None or heads <= people:
        return sized
    start = weeks.clock.start
    by, word = start - notice, _word(pool)
    notes = [f"{name}: {heads - people:g} {word} more than today are wanted at the start; order by {by}."]
    signed = pool.contract.signed if pool.contract else None
    late = signed is not None and signed > by
    if late:
        notes.append(f"{name}: too late: the contract is signed on {signed}, after {by}.")
    return replace(sized, late=late, order_by=by, arrives=start, notes=tuple(notes))


def _all_season(agents: Array, heads: float, weeks: Weeks) -> Sized:
    placed, level, none = agents[weeks.slot], np.full(weeks.count, heads), np.zeros(weeks.count)
    return Sized(placed, np.zeros(len(placed)), level, level, none, none)


def sized_by_week(
    name: str, pool: Pool, staffing: Staffing, need: Need, flat: Array, weeks: Weeks, where: str = ""
) -> Sized:
    """Follow the requirement week by week, as far as hiring, overtime or the contract's ramp allow.

    Parameters
    ----------
    name, pool, staffing : whose terms and ways
    need : what is required
    flat : (intervals,) pattern for weeks with people but without any requirement
    weeks : the planner's weeks
    where : the staffing's place in the study, for faults

    """
    ways = _ways(pool, staffing, where)
    hours = weeks.by_week(weeks.whole(need.required) * _share(need, weeks))
    longer = pool.employment.overtime.up_to if pool.employment and pool.employment.overtime else 0.0
    per_head = head_hours(pool) * (1 + (longer if ways[:1] == ("overtime",) else 0.0))
    needed = [int(heads) for heads in np.ceil(hours / per_head - 1e-9)]
    terms = ramp_terms(pool)
    course, ideal = Ramp(0, _start(pool, need), (_start(pool, need),)), None
    if pool.contract or "hiring" in ways:
        course, ideal = _courses(pool, staffing, needed, course.start, terms, weeks)
    heads = np.array([float(course.at(week)) for week in range(weeks.count)])
    limit = longer if "overtime" in ways else 0.0
    agents, overtime = _placed(need, flat, weeks, heads * head_hours(pool), limit)
    sized = replace(_levels(course, terms, weeks), agents=agents, overtime=overtime)
    short = hours - heads * head_hours(pool) * (1 + limit)
    return _timed(name, pool, sized, (course, ideal), terms, short, weeks)


def _ways(pool: Pool, staffing: Staffing, where: str) -> tuple[str, ...]:
    if not pool.own:
        if staffing.use is not None:
            raise StudyError([Fault(f"{where}.use", "use is for our own people; a vendor follows its contract's ramp")])
        return ()
    ways = ("hiring",) if staffing.use is None else tuple(staffing.use)
    if "overtime" in ways and (pool.employment is None or pool.employment.overtime is None):
        raise StudyError([Fault(f"{where}.use", "overtime wants employment.overtime: {up_to: ...} of this pool")])
    return ways


def _start(pool: Pool, need: Need) -> int:
    """What the plan starts from: today's people, else an ordinary week's need; a contract just signed brings nobody."""
    people = standing(pool)
    if people is not None:
        return int(people)
    if pool.contract and pool.contract.signed:
        return 0
    return int(heads_for(np.array([need.ordinary_hours]), pool)[0])


def _courses(
    pool: Pool, staffing: Staffing, needed: Sequence[int], start: int, terms: RampTerms, weeks: Weeks
) -> tuple[Ramp, Ramp]:
    """The ramp as it can be, and as it would be if everything were decided early enough."""
    signed = pool.contract.signed if pool.contract else None
    ideal = ramp(needed, start, terms)
    known = [day for day in (signed, staffing.decide_from) if day is not None]
    if not known:
        return ideal, ideal
    earliest = weeks.first_from(max(known) + timedelta(days=terms.notice))
    class_week = earliest if signed and start == 0 and terms.first and any(needed) else None
    return ramp(needed, start, terms, earliest, class_week), ideal


def _levels(course: Ramp, terms: RampTerms, weeks: Weeks) -> Sized:
    """The weekly series of a ramp; a level counts as ordered from the week in which its order goes out."""
    count = weeks.count
    heads = np.array([float(course.at(week)) for week in range(-1, count)])
    reach = [math.ceil(week + 1 + terms.notice / 7) - 1 for week in range(count)]
    ordered = np.array([float(course.at(min(week, count - 1))) for week in reach])
    change = np.diff(heads)
    none = np.zeros(0)
    return Sized(none, none, heads[1:], ordered, np.maximum(change, 0.0), np.maximum(-change, 0.0))


def _share(need: Need, weeks: Weeks) -> Array:
    """Share of each place in which the pool can work, (places,)."""
    return np.asarray(need.lengths / weeks.hours)


def _placed(need: Need, flat: Array, weeks: Weeks, hours: Array, longer: float) -> tuple[Array, Array]:
    """Agents and, of those, agents on overtime, (places,): contracted hours first, overtime where agents are short."""
    required = weeks.whole(need.required)
    peak, even = weeks.largest_by_slot(need.required)[weeks.slot], weeks.whole(flat)
    agents, overtime = np.zeros(len(required)), np.zeros(len(required))
    for week, there in enumerate(hours):
        here = weeks.week == week
        lengths = need.lengths[here]
        pattern = next(
            (p[here] for p in (required, peak, even) if np.any(p[here] * lengths > 0)), np.zeros(len(lengths))
        )
        agents[here] = spread(pattern, lengths, there)
        missing = np.maximum(required[here] - agents[here], 0.0)
        if longer > 0 and np.any(missing > 0):
            overtime[here] = spread(missing, lengths, min(there * longer, float(missing @ lengths)), missing)
    return agents + overtime, overtime


def _timed(
    name: str, pool: Pool, sized: Sized, courses: tuple[Ramp, Ramp | None], terms: RampTerms, short: Array, weeks: Weeks
) -> Sized:
    """Add the dates of the first order and arrival, and say in which weeks agents are short and why."""
    course, ideal = courses
    rise, wanted = course.first_rise, ideal.first_rise if ideal else None
    notice, word = timedelta(days=terms.notice), _word(pool)
    by = None if wanted is None else weeks.day(wanted) - notice
    arrives = None if rise is None else weeks.day(rise)
    notes = []
    if rise is not None and arrives is not None:
        more = course.at(rise) - course.start
        notes.append(f"{name}: {more} more {word} arrive on {arrives}; order by {by or arrives - notice}.")
    scarce = np.flatnonzero(short > 1e-6)
    if len(scarce):
        worst = int(np.argmax(short))
        days = ", ".join(str(weeks.day(int(week))) for week in scarce)
        lack = math.ceil(short[worst] / head_hours(pool) - 1e-9)
        why = "no more overtime is allowed" if ideal is None else "the plan comes too late"
        notes.append(
            f"{name}: {why}: short in {len(scarce)} of {weeks.count} weeks ({days}); "
            f"most in the week of {weeks.day(worst)}, by {short[worst]:.0f} agent-hours ({lack} {word})."
        )
        if by is not None:
            notes.append(f"{name}: for nothing to fall short, the first order had to go out by {by}.")
    late = bool(len(scarce)) and ideal is not None
    return replace(sized, late=late, order_by=by, arrives=arrives, notes=tuple(notes))


def _word(pool: Pool) -> str:
    return "heads" if pool.own else "agents"
