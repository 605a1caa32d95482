"""Pools of our own people sized by the program: hired ahead in classes, trained, and on overtime where that is used."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np

from sim.capacity.hiring_search import Mix, Task, cheapest
from sim.capacity.needs import Need
from sim.capacity.pipeline import Pipeline, PipelineTerms
from sim.capacity.seasonal import SeasonalContract
from sim.capacity.sizing import (
    Dates,
    Extra,
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

LIMITED = {"seasonal": "seasonal staff", "overtime": "overtime"}
"""Way of adding hours up to a limit -> its name in a sentence."""


def employed_by_week(
    name: str, pool: Pool, staffing: Staffing, need: Need, flat: Array, weeks: Weeks, where: str = "",
    decided: Pipeline | None = None,
) -> Sized:
    """Follow the requirement week by week, as far as hiring, seasonal contracts and overtime allow.

    Parameters
    ----------
    name, pool, staffing : a pool of our own, and the ways that it may use
    need : what is required
    flat : (intervals,) pattern for weeks with people but without any requirement
    weeks : the planner's weeks
    where : the staffing's place in the study, for faults
    decided : whom a plan before `decide_from` hires: what was decided until then stays

    """
    employment = pool.employment
    assert employment is not None
    ways = ("hiring",) if staffing.use is None else tuple(staffing.use)
    longest = _longest(employment, ways, where)
    hours = required_hours(need, weeks)
    hired_already = _hired_already(decided, staffing, pool)
    open_to = staffing if hired_already is None else staffing.model_copy(update={"decide_from": None})
    contract = _seasonal(pool, open_to, ways, weeks, where)
    terms = PipelineTerms.of(employment)
    earliest = None
    if staffing.decide_from is not None:
        earliest = weeks.first_from(staffing.decide_from + timedelta(days=terms.lead))
    task = Task(
        hours=hours, head_hours=head_hours(pool), start=standing_or_ordinary(pool, need), terms=terms,
        hiring="hiring" in ways, earliest=earliest, contract=contract, longest=longest,
        in_training=in_training(pool, terms, weeks), decided=decided, seasonal=hired_already,
    )  # fmt: skip
    mix = cheapest(task, employment)
    ideal = mix if earliest is None else cheapest(replace(task, earliest=None), employment)
    extra = Extra(longest, mix.plan.course().pace, contract, mix.seasonal)
    sized = replace(follow(pool, need, flat, weeks, mix.plan, extra), pipeline=mix.plan)
    sized = _told(name, pool, sized, (mix.plan, ideal.plan), mix.short, weeks, ways)
    sized = replace(sized, notes=(*sized.notes, *_chosen(name, mix, ways, hours)))
    return sized if contract is None else _with_seasonal(name, sized, contract, mix.seasonal, terms.lead)


def _hired_already(decided: Pipeline | None, staffing: Staffing, pool: Pool) -> int | None:
    """Seasonal people who were hired before the plan is made anew; None where they can still be decided on."""
    terms = pool.employment
    if decided is None or staffing.decide_from is None or terms is None or terms.seasonal is None:
        return None
    by = terms.seasonal.from_ - timedelta(days=PipelineTerms.of(terms).lead)
    if by >= staffing.decide_from:
        return None
    return decided.seasonal.people if decided.seasonal is not None else 0


def employed_for_week(name: str, pool: Pool, agents: Array, need: Need, flat: Array, weeks: Weeks) -> Sized:
    """Hold one week's agents (slots,) all season, and hire ahead for that; see `employed_by_week`.

    Wanted are as many people as the agents take, whatever their tenure, and proficient ones as far as the season's own
    requirement asks for them: who is new at the start may be slow as long as there is little to do.
    Where the study says nothing of how people come and go, they are there from the start.
    """
    assert pool.employment is not None
    if not _comes_and_goes(pool.employment):
        return sized_for_week(name, pool, agents, need, weeks)
    held = replace(need, required=weeks.inside(agents[weeks.slot]), ordinary=agents)
    terms, people = PipelineTerms.of(pool.employment), standing(pool)
    heads = float(heads_for(np.array([held.ordinary_hours]), pool)[0])
    hours = np.minimum(required_hours(need, weeks), required_hours(held, weeks))
    start = int(heads if people is None else people)
    task = Task(
        hours, head_hours(pool), start, terms,
        people=[heads] * weeks.count, in_training=in_training(pool, terms, weeks),
    )  # fmt: skip
    plan = cheapest(task, pool.employment).plan
    sized = replace(follow(pool, held, flat, weeks, plan, Extra()), pipeline=plan)
    return _told(name, pool, sized, (plan, plan), np.zeros(weeks.count), weeks)


def employed_for_today(name: str, pool: Pool, need: Need, flat: Array, weeks: Weeks) -> Sized:
    """Spread the people who stand at the start, and those who are left of them; nobody is hired."""
    assert pool.employment is not None
    sized = sized_for_today(name, pool, need, flat, weeks)
    terms = PipelineTerms.of(pool.employment)
    trainees, ready = in_training(pool, terms, weeks)
    if pool.employment.attrition == 0 and not trainees:
        return sized
    plan = Pipeline(terms, int(sized.heads[0]), 0, (0,) * weeks.count, trainees=trainees, ready=ready)
    course, agents = plan.course(), sized.agents.copy()
    for week, people in enumerate(course.on_duty.tolist()):
        here = weeks.week == week
        agents[here] = week_of(pool, people, need, flat, weeks)[weeks.slot[here]]
    return replace(
        sized, agents=agents, heads=course.heads, ordered=course.heads, left=course.left,
        in_training=course.in_training, pace=course.pace, pipeline=plan,
    )  # fmt: skip


def in_training(pool: Pool, terms: PipelineTerms, weeks: Weeks) -> tuple[int, int]:
    """People who are in training at the start, and the planning week in which they are on duty."""
    today = pool.today
    ready = terms.training if today.ready is None else max(weeks.first_from(today.ready), 0)
    return int(today.in_training or 0), ready


def _comes_and_goes(employment: Employment) -> bool:
    """Whether the study says how people are hired and trained, become proficient, or leave."""
    hiring = employment.hiring
    staged = hiring.training > 0 or hiring.cost > 0 or hiring.class_size > 1
    return staged or employment.attrition > 0 or employment.learning is not None


def follow(pool: Pool, need: Need, flat: Array, weeks: Weeks, plan: Pipeline, extra: Extra) -> Sized:
    """Put the people of a pipeline on duty, week by week, as far as they can be expected to be there."""
    course, staying = plan.course(), replace(plan, seasonal=None).course()
    agents, overtime, seasonal = on_duty(pool, need, flat, weeks, staying.on_duty, extra)
    return Sized(
        agents, overtime, course.heads, plan.ordered(course.on_duty), course.hired, course.left, course.in_training,
        seasonal=None if plan.seasonal is None else seasonal, pace=course.pace,
        trained_before=course.trained_before,
    )  # fmt: skip


def _chosen(name: str, mix: Mix, ways: tuple[str, ...], hours: Array) -> tuple[str, ...]:
    """Say what the plan uses of several ways."""
    if len(ways) == 1:
        return ()
    weeks = int(np.count_nonzero(mix.overtime > 0.5))
    share = float(np.max(np.divide(mix.overtime, hours, out=np.zeros(len(hours)), where=hours > 0), initial=0.0))
    used = {
        "hiring": f"{sum(mix.plan.hires)} hired",
        "seasonal": f"{mix.seasonal} seasonal",
        "overtime": f"overtime in {weeks} weeks" + (f", of at most {share:.0%} of the work" if weeks else ""),
    }
    return (f"{name}: the cheapest mix: {', '.join(used[way] for way in ways)}.",)


def _seasonal(
    pool: Pool, staffing: Staffing, ways: tuple[str, ...], weeks: Weeks, where: str
) -> SeasonalContract | None:
    """The contract of seasonal people, where the plan may use it."""
    if "seasonal" not in ways:
        return None
    assert pool.employment is not None
    if pool.employment.seasonal is None:
        what = "seasonal wants employment.seasonal: {wage, from, until, up_to} of this pool"
        raise StudyError([Fault(f"{where}.use", what)])
    return SeasonalContract.of(pool.employment, pool.time_zone, staffing.decide_from, weeks)


def _with_seasonal(name: str, sized: Sized, contract: SeasonalContract, people: int, lead: int) -> Sized:
    """Say from when to when seasonal people are there, and by when they are to be hired."""
    if not people:
        return sized
    by = contract.first - timedelta(days=lead)
    note = f"{name}: {people} seasonal heads from {contract.first} to {contract.last}; hire them by {by}."
    order_by = by if sized.order_by is None else min(sized.order_by, by)
    arrives = contract.first if sized.arrives is None else min(sized.arrives, contract.first)
    return replace(sized, order_by=order_by, arrives=arrives, notes=(*sized.notes, note))


def _longest(employment: Employment, ways: tuple[str, ...], where: str) -> float:
    """How much longer people work in a week at most, a share of contracted hours; 0 where overtime is not used."""
    if "overtime" not in ways:
        return 0.0
    if employment.overtime is None:
        raise StudyError([Fault(f"{where}.use", "overtime wants employment.overtime: {up_to: ...} of this pool")])
    return employment.overtime.up_to


def _told(
    name: str, pool: Pool, sized: Sized, plans: tuple[Pipeline, Pipeline], short: Array, weeks: Weeks,
    ways: tuple[str, ...] = ("hiring",),
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
        orders="hiring" in ways,
        limit=f"no more {' or '.join(LIMITED[way] for way in ways if way in LIMITED)} is allowed",
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
