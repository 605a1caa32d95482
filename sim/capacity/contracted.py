"""Pools bought by contract that follow the need week by week: as fast as notice, transition and weekly caps allow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np

from sim.capacity.learning import ramp_pace
from sim.capacity.needs import Need
from sim.capacity.ramp import Ramp, RampTerms, ramp
from sim.capacity.sizing import (
    Dates,
    Extra,
    Sized,
    head_hours,
    on_duty,
    ramp_terms,
    required_hours,
    standing,
    standing_or_ordinary,
    timed,
)
from sim.capacity.steps import Array
from sim.capacity.weeks import Weeks
from sim.errors import Fault, StudyError
from sim.study.sourcing import Pool
from sim.study.strategy import Staffing


def sized_by_week(
    name: str, pool: Pool, staffing: Staffing, need: Need, flat: Array, weeks: Weeks, where: str = "",
    decided: Ramp | None = None,
) -> Sized:
    """Follow the requirement week by week, as far as the contract's ramp allows.

    Parameters
    ----------
    name, pool, staffing : a vendor's pool and its staffing
    need : what is required
    flat : (intervals,) pattern for weeks with people but without any requirement
    weeks : the planner's weeks
    where : the staffing's place in the study, for faults
    decided : levels that were ordered before `decide_from`; what arrives by then stays as it was

    """
    if staffing.use is not None:
        raise StudyError([Fault(f"{where}.use", "use is for our own people; a vendor follows its contract's ramp")])
    hours = required_hours(need, weeks)
    needed = [int(heads) for heads in np.ceil(hours / head_hours(pool) - 1e-9)]
    terms = ramp_terms(pool)
    start = _start(pool, need) if decided is None else decided.start
    course, ideal, pace = _learning_courses(pool, staffing, needed, terms, start, weeks, decided)
    heads = np.array([float(course.at(week)) for week in range(weeks.count)])
    agents, *_ = on_duty(pool, need, flat, weeks, heads, Extra(pace=pace))
    sized = replace(
        _levels(course, terms, weeks), agents=agents, overtime=np.zeros(len(agents)), pace=pace, course=course
    )
    rise = course.first_rise
    more = 0 if rise is None else course.at(rise) - course.start
    dates = Dates(rise, more, ideal.first_rise, terms.notice)
    return timed(name, pool, sized, dates, hours - heads / pace * head_hours(pool), weeks)


def _start(pool: Pool, need: Need) -> int:
    """What the plan starts from: today's agents, else an ordinary week's need; a contract just signed brings nobody."""
    if standing(pool) is None and pool.contract and pool.contract.signed:
        return 0
    return standing_or_ordinary(pool, need)


def _learning_courses(
    pool: Pool, staffing: Staffing, needed: Sequence[int], terms: RampTerms, start: int, weeks: Weeks,
    decided: Ramp | None = None,
) -> tuple[Ramp, Ramp, Array]:
    """The ramp as it can be and as it would be if decided early enough, and the pace of the first, (weeks,).

    Where agents are slow at first, as many more are wanted as their pace asks for; more bring a slower pace, so this is
    done until no week wants more: wanted agents only rise, and at most by the factor of the first day.
    """
    wanted, learning = np.array(needed), pool.contract.learning if pool.contract else None
    while True:
        course, ideal = _courses(pool, staffing, wanted.tolist(), start, terms, weeks, decided)
        pace = ramp_pace(course, learning, weeks.count)
        more = np.maximum(wanted, np.ceil(np.array(needed) * pace - 1e-9).astype(int))
        if np.array_equal(more, wanted):
            return course, ideal, pace
        wanted = more


def _courses(
    pool: Pool, staffing: Staffing, needed: Sequence[int], start: int, terms: RampTerms, weeks: Weeks,
    decided: Ramp | None = None,
) -> tuple[Ramp, Ramp]:
    """The ramp as it can be, and as it would be if everything were decided early enough."""
    first = pool.contract.first_arrival if pool.contract else None
    ideal = ramp(needed, start, terms)
    since = None if staffing.decide_from is None else staffing.decide_from + timedelta(days=terms.notice)
    known = [day for day in (first, since) if day is not None]
    if not known:
        return ideal, ideal
    earliest = weeks.first_from(max(known))
    if decided is not None:
        return _going_on(decided, needed, terms, max(earliest, 0), weeks), ideal
    return ramp(needed, start, terms, earliest), ideal


def _going_on(decided: Ramp, needed: Sequence[int], terms: RampTerms, earliest: int, weeks: Weeks) -> Ramp:
    """Levels as they were ordered up to a week, and from it on as the need asks for."""
    if earliest >= weeks.count:
        return decided
    before = tuple(decided.at(week) for week in range(decided.begin, earliest))
    rest = ramp(needed[earliest:], decided.at(earliest - 1), terms, 0)
    return replace(decided, levels=(*before, *(rest.at(week) for week in range(weeks.count - earliest))))


def _levels(course: Ramp, terms: RampTerms, weeks: Weeks) -> Sized:
    """The weekly series of a ramp; a level counts as ordered from the week in which its order goes out."""
    count = weeks.count
    heads = np.array([float(course.at(week)) for week in range(-1, count)])
    reach = [math.ceil(week + 1 + terms.notice / 7) - 1 for week in range(count)]
    ordered = np.array([float(course.at(min(week, count - 1))) for week in reach])
    change = np.diff(heads)
    none, rises, falls = np.zeros(0), np.maximum(change, 0.0), np.maximum(-change, 0.0)
    return Sized(none, none, heads[1:], ordered, rises, falls, np.zeros(count))
