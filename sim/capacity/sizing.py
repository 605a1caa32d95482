"""Pools sized by the program: today's people, an ordinary week, the peak, or week by week within the terms."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from sim.capacity.needs import Need
from sim.capacity.pipeline import Pipeline, PipelineTerms
from sim.capacity.ramp import Ramp, RampTerms
from sim.capacity.seasonal import SeasonalContract
from sim.capacity.spread import placed, spread
from sim.capacity.steps import Array
from sim.capacity.weeks import Weeks
from sim.clock import DAY
from sim.errors import Fault, StudyError
from sim.study.sourcing import Pool


@dataclass(frozen=True)
class Sized:
    """A pool's agents as planned, before its `agent_hours` limit them.

    Attributes
    ----------
    agents : (places,) agents on duty, overtime included
    overtime : (places,) how many of those are on overtime
    heads, ordered, hired, left : (weeks,) people on the payroll, or a vendor's agents; see `PoolPlan`
    in_training : (weeks,) those of the heads who are not on duty yet
    late : whether orders come too late for what is required
    order_by : last day on which the first order or decision may go out for the requirement to be met
    arrives : day on which the first of them come
    notes : what a planner should know
    seasonal : (places,) how many of those on duty are on seasonal contracts; None where there are none
    pace : (weeks,) the factor on the handle time of those on duty; None: all are proficient
    pipeline : of our own people: whom the plan hires, and when
    trained_before : weeks that new people were paid before the horizon
    course : of a vendor's agents sized by the program: their levels

    """

    agents: Array
    overtime: Array
    heads: Array
    ordered: Array
    hired: Array
    left: Array
    in_training: Array
    late: bool = False
    order_by: date | None = None
    arrives: date | None = None
    notes: tuple[str, ...] = ()
    seasonal: Array | None = None
    pace: Array | None = None
    pipeline: Pipeline | None = None
    trained_before: float = 0.0
    course: Ramp | None = None


def head_hours(pool: Pool) -> float:
    """Agent-hours on duty that one head brings a week: contracted hours × (1 − shrinkage)."""
    return pool.weekly_hours * (1 - pool.shrinkage.total)


def heads_for(hours: Array, pool: Pool) -> Array:
    """Whole heads (n,) that bring so many agent-hours a week (n,)."""
    return np.maximum(np.ceil(hours / head_hours(pool) - 1e-9), 0.0)


def standing(pool: Pool) -> float | None:
    """Heads, or a vendor's agents, that stand at the start; None where the study does not say."""
    return pool.today.heads if pool.own else pool.today.agents


def ramp_terms(pool: Pool) -> RampTerms:
    """What sets the pace at which a vendor's agents come and go."""
    terms = pool.contract.ramp if pool.contract else None
    if terms is None:
        return RampTerms()
    first = None if terms.first is None else int(terms.first)
    return RampTerms(math.ceil(terms.notice / DAY), terms.up, terms.down, first)


def notice_of(pool: Pool) -> int:
    """Whole days from an order, or the decision to hire, to the first day on duty."""
    return PipelineTerms.of(pool.employment).notice if pool.employment else ramp_terms(pool).notice


def sized_for_today(name: str, pool: Pool, need: Need, flat: Array, weeks: Weeks) -> Sized:
    """Spread the people who stand at the start over the week, in proportion to an ordinary week's requirement."""
    people = standing(pool)
    if people is None:
        word = "heads" if pool.own else "agents"
        raise StudyError([Fault(f"pools.{name}.today", f"size_for: today wants today: {{{word}: ...}} of this pool")])
    return _all_season(week_of(pool, people, need, flat, weeks), people, weeks)


def week_of(pool: Pool, people: float, need: Need, flat: Array, weeks: Weeks) -> Array:
    """Agents of a week (slots,) in proportion to an ordinary week's requirement, as far as so many people go."""
    hours, bodies = people * head_hours(pool), math.ceil(people * (1 - pool.shrinkage.total) - 1e-9)
    agents = spread(need.ordinary, need.slot_lengths, hours, np.maximum(need.ordinary, bodies))
    even = weeks.first_by_slot(flat)[0]
    left = hours - float(agents @ need.slot_lengths)
    return agents + spread(even, need.slot_lengths, left, np.maximum(bodies - agents, 0.0))


def sized_for_week(name: str, pool: Pool, agents: Array, need: Need, weeks: Weeks) -> Sized:
    """Hold one week's agents (slots,) all season, and say by when they have to be ordered."""
    heads = float(heads_for(np.array([agents @ need.slot_lengths]), pool)[0])
    sized = _all_season(agents, heads, weeks)
    people, notice = standing(pool), timedelta(days=notice_of(pool))
    if people is None or heads <= people:
        return sized
    start = weeks.clock.start
    by = start - notice
    notes = [f"{name}: {_people(heads - people, pool)} more than today at the start, {start}; order by {by}."]
    first = pool.contract.first_arrival if pool.contract else None
    late = first is not None and first > start
    if late:
        notes.append(f"{name}: too late: {_signature(pool)}, so that nobody comes before {first}.")
    return replace(sized, late=late, order_by=by, arrives=start, notes=tuple(notes))


def _signature(pool: Pool) -> str:
    """When a vendor can first come, in words."""
    assert pool.contract is not None
    signed, ready = pool.contract.signed, pool.contract.ready
    return f"the contract is signed on {signed}" + (f" and in transition until {ready}" if ready != signed else "")


def _all_season(agents: Array, heads: float, weeks: Weeks) -> Sized:
    placed, level, none = agents[weeks.slot], np.full(weeks.count, heads), np.zeros(weeks.count)
    return Sized(placed, np.zeros(len(placed)), level, level, none, none, none)


def required_hours(need: Need, weeks: Weeks) -> Array:
    """Agent-hours required in each planning week, (weeks,)."""
    return weeks.by_week(weeks.whole(need.required, need.ordinary) * need.lengths / weeks.hours)


def standing_or_ordinary(pool: Pool, need: Need) -> int:
    """The people who stand at the start: as the study says, else as an ordinary week needs."""
    people = standing(pool)
    return int(heads_for(np.array([need.ordinary_hours]), pool)[0]) if people is None else int(people)


@dataclass(frozen=True)
class Extra:
    """What comes on top of the hours of those who stay.

    Attributes
    ----------
    longer : how much longer these may work in a week, a share of contracted hours
    pace : (weeks,) factor on the handle time of all; as many more agents are required
    contract, seasonal : when seasonal people are there, and how many

    """

    longer: float = 0.0
    pace: Array | None = None
    contract: SeasonalContract | None = None
    seasonal: int = 0


def on_duty(
    pool: Pool, need: Need, flat: Array, weeks: Weeks, heads: Array, extra: Extra | None = None
) -> tuple[Array, Array, Array]:
    """Agents and, of those, agents on overtime and seasonal ones, (places,): contracted hours first.

    Parameters
    ----------
    pool, need : whose terms, and what is required
    flat : (intervals,) pattern for weeks with people but without any requirement
    weeks : the planner's weeks
    heads : (weeks,) people who stay and can be on duty
    extra : seasonal people beside them, and overtime where agents are short

    Hours beyond a week's requirement go where the season needs most, else evenly to the hours in which contacts come.

    """
    extra = extra or Extra()
    required = weeks.whole(need.required, need.ordinary)
    if extra.pace is not None:
        required = np.ceil(required * extra.pace[weeks.week] - 1e-9)
    peak = weeks.largest_by_slot(need.required)[weeks.slot]
    even = weeks.whole(flat, weeks.first_by_slot(flat)[0])
    agents, overtime, seasonal = (np.zeros(len(required)) for _ in range(3))
    for week, there in enumerate(heads * head_hours(pool)):
        here = weeks.week == week
        lengths, bodies = need.lengths[here], float(heads[week]) * (1 - pool.shrinkage.total)
        agents[here] = placed(required[here], lengths, there, bodies, (peak[here], even[here]))
        missing = np.maximum(required[here] - agents[here], 0.0)
        if extra.contract is not None and extra.seasonal and extra.contract.share[week] > 0:
            inside, hours = lengths * extra.contract.inside[here], extra.contract.share[week] * head_hours(pool)
            bodies = extra.seasonal * (1 - pool.shrinkage.total)
            seasonal[here] = placed(missing, inside, extra.seasonal * hours, bodies, (peak[here], even[here]))
            missing = np.maximum(missing - seasonal[here], 0.0)
        if extra.longer > 0 and np.any(missing > 0):
            hours = min(there * extra.longer, float(missing @ lengths))
            overtime[here] = spread(missing, lengths, hours, missing)
    return agents + overtime + seasonal, overtime, seasonal


@dataclass(frozen=True)
class Dates:
    """When the first of the people ordered come, and when they should.

    Attributes
    ----------
    arrives : week in which the first come, or None; below 0 before the horizon
    more : how many they are
    wanted : week in which the first would come if everything were decided early enough, or None
    notice : whole days from an order or decision to the arrival
    orders : whether the plan orders or hires at all
    limit : why it goes no further where it does not

    """

    arrives: int | None
    more: int
    wanted: int | None
    notice: int
    orders: bool = True
    limit: str = "no more overtime is allowed"


def timed(name: str, pool: Pool, sized: Sized, dates: Dates, short: Array, weeks: Weeks) -> Sized:
    """Add the dates of the first order and arrival, and say in which weeks agent-hours (weeks,) are short and why."""
    by = None if dates.wanted is None else weeks.day(dates.wanted) - timedelta(days=dates.notice)
    arrives = None if dates.arrives is None else weeks.day(dates.arrives)
    scarce = np.flatnonzero(short > 1e-6)
    late, notes = bool(len(scarce)) and dates.orders, []
    if arrives is not None:
        notes.append(f"{name}: {_people(dates.more, pool)} more on {arrives}" + ("." if late else f"; order by {by}."))
    if len(scarce):
        worst = int(np.argmax(short))
        days = _spans([int(week) for week in scarce], weeks)
        lack = math.ceil(short[worst] / head_hours(pool) - 1e-9)
        why = "the plan comes too late" if dates.orders else dates.limit
        notes.append(
            f"{name}: {why}: short in {len(scarce)} of {weeks.count} weeks (those of {days}); "
            f"most in the week of {weeks.day(worst)}, by {short[worst]:.0f} agent-hours ({_people(lack, pool)})."
        )
        if by is not None:
            notes.append(f"{name}: for nothing to fall short, the first order had to go out by {by}.")
    return replace(sized, late=late, order_by=by, arrives=arrives, notes=tuple(notes))


def _spans(found: Sequence[int], weeks: Weeks) -> str:
    """Planning weeks as text: the first days of single weeks, and of the first and last of weeks in a row."""
    begins = [week for week in found if week - 1 not in found]
    ends = [week for week in found if week + 1 not in found]
    spans = [(weeks.day(a), weeks.day(b)) for a, b in zip(begins, ends, strict=True)]
    return ", ".join(str(a) if a == b else f"{a} to {b}" for a, b in spans)


def _people(number: float, pool: Pool) -> str:
    return f"{number:g} {'head' if pool.own else 'agent'}{'' if number == 1 else 's'}"
