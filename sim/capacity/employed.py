"""Pools of our own people sized by the program: hired ahead in classes, trained, and on overtime where that is used."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np

from sim.capacity.needs import Need
from sim.capacity.pipeline import Pipeline, PipelineTerms, hiring_plan
from sim.capacity.sizing import (
    Dates,
    Sized,
    head_hours,
    heads_for,
    on_duty,
    required_hours,
    sized_for_today,
    sized_for_week,
    standing,
    standing_or_ordinary,
    timed,
    week_of,
)
from sim.capacity.steps import Array
from sim.capacity.weeks import Weeks
from sim.errors import Fault, StudyError
from sim.study.employment import Employment
from sim.study.sourcing import Pool
from sim.study.strategy import Staffing


def employed_by_week(
    name: str, pool: Pool, staffing: Staffing, need: Need, flat: Array, weeks: Weeks, where: str = ""
) -> Sized:
    """Follow the requirement week by week, as far as hiring and overtime allow.

    Parameters
    ----------
    name, pool, staffing : a pool of our own, and the ways that it may use
    need : what is required
    flat : (intervals,) pattern for weeks with people but without any requirement
    weeks : the planner's weeks
    where : the staffing's place in the study, for faults

    """
    employment = pool.employment
    assert employment is not None
    ways = ("hiring",) if staffing.use is None else tuple(staffing.use)
    longest = _longest(employment, ways, where)
    hours = required_hours(need, weeks)
    per_head = head_hours(pool) * (1 + (longest if ways[:1] == ("overtime",) else 0.0))
    needed = np.ceil(hours / per_head - 1e-9) if "hiring" in ways else np.zeros(weeks.count)
    terms, start = PipelineTerms.of(employment), standing_or_ordinary(pool, need)
    earliest = None
    if staffing.decide_from is not None:
        earliest = weeks.first_from(staffing.decide_from + timedelta(days=terms.lead))
    plan, ideal = (hiring_plan(needed.tolist(), start, terms, since) for since in (earliest, None))
    sized = replace(follow(pool, need, flat, weeks, plan, longest), pipeline=plan)
    short = hours - plan.course().proficient * head_hours(pool) * (1 + longest)
    return _told(name, pool, sized, (plan, ideal), short, weeks, orders="hiring" in ways)


def employed_for_week(name: str, pool: Pool, agents: Array, need: Need, flat: Array, weeks: Weeks) -> Sized:
    """Hold one week's agents (slots,) all season, and hire ahead for that; see `employed_by_week`.

    Where the study says nothing of how people come and go, they are there from the start.
    """
    assert pool.employment is not None
    if not _comes_and_goes(pool.employment):
        return sized_for_week(name, pool, agents, need, weeks)
    held = replace(need, required=weeks.inside(agents[weeks.slot]), ordinary=agents)
    terms, people = PipelineTerms.of(pool.employment), standing(pool)
    heads = float(heads_for(np.array([held.ordinary_hours]), pool)[0])
    plan = hiring_plan([heads] * weeks.count, int(heads if people is None else people), terms)
    sized = replace(follow(pool, held, flat, weeks, plan), pipeline=plan)
    return _told(name, pool, sized, (plan, plan), np.zeros(weeks.count), weeks)


def employed_for_today(name: str, pool: Pool, need: Need, flat: Array, weeks: Weeks) -> Sized:
    """Spread the people who stand at the start, and those who are left of them; nobody is hired."""
    assert pool.employment is not None
    sized = sized_for_today(name, pool, need, flat, weeks)
    if pool.employment.attrition == 0:
        return sized
    plan = Pipeline(PipelineTerms.of(pool.employment), int(sized.heads[0]), 0, (0,) * weeks.count)
    course, agents = plan.course(), sized.agents.copy()
    for week, people in enumerate(course.on_duty.tolist()):
        here = weeks.week == week
        agents[here] = week_of(pool, people, need, flat, weeks)[weeks.slot[here]]
    return replace(sized, agents=agents, heads=course.heads, ordered=course.heads, left=course.left, pipeline=plan)


def _comes_and_goes(employment: Employment) -> bool:
    """Whether the study says how people are hired and trained, become proficient, or leave."""
    hiring = employment.hiring
    staged = hiring.training > 0 or hiring.cost > 0 or hiring.class_size > 1
    return staged or employment.attrition > 0 or employment.learning is not None


def follow(pool: Pool, need: Need, flat: Array, weeks: Weeks, plan: Pipeline, longest: float = 0.0) -> Sized:
    """Put the people of a pipeline on duty, week by week, as far as they can be expected to be there."""
    course = plan.course()
    agents, overtime = on_duty(pool, need, flat, weeks, course.on_duty, longest, course.pace)
    return Sized(
        agents, overtime, course.heads, plan.ordered(course.on_duty), course.hired, course.left, course.in_training,
        trained_before=course.trained_before,
    )  # fmt: skip


def _longest(employment: Employment, ways: tuple[str, ...], where: str) -> float:
    """How much longer people work in a week at most, a share of contracted hours; 0 where overtime is not used."""
    if "overtime" not in ways:
        return 0.0
    if employment.overtime is None:
        raise StudyError([Fault(f"{where}.use", "overtime wants employment.overtime: {up_to: ...} of this pool")])
    return employment.overtime.up_to


def _told(
    name: str, pool: Pool, sized: Sized, plans: tuple[Pipeline, Pipeline], short: Array, weeks: Weeks, *,
    orders: bool = True
) -> Sized:  # fmt: skip
    """Say when people come by the plan as it is, by when it should have begun, and where agent-hours are short."""
    plan, ideal = plans
    training = plan.terms.training
    first, wanted = plan.first_class, ideal.first_class
    dates = Dates(
        arrives=None if first is None else first + training,
        more=0 if first is None else plan.hires[first - plan.begin],
        wanted=None if wanted is None else wanted + training,
        notice=plan.terms.notice,
        orders=orders,
    )
    sized = timed(name, pool, sized, dates, short, weeks)
    return replace(sized, notes=(*sized.notes, *_classes(name, plan, weeks)))


def _classes(name: str, plan: Pipeline, weeks: Weeks) -> tuple[str, ...]:
    """Say when classes begin and by when each is decided, where people come in classes or are trained."""
    terms = plan.terms
    if plan.first_class is None or (terms.class_size == 1 and not terms.training):
        return ()
    found = [(plan.begin + place, size) for place, size in enumerate(plan.hires) if size]
    days = ", ".join(f"{weeks.day(week)} ({size})" for week, size in found)
    return (f"{name}: classes begin on {days}; each is decided {terms.lead} days before.",)
