"""The order plan: what has to be ordered, decided or let go by which day, and who is there week by week."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sim.capacity.sizing import notice_of, standing
from sim.capacity.staffing_plan import PoolPlan, StaffingPlan
from sim.records import Table
from sim.study.study import Study


@dataclass(frozen=True)
class Decision:
    """One decision that a plan rests on.

    Attributes
    ----------
    by : the last day on which it can be taken for what it brings to come in time
    pool : whose people or agents
    arrives : the day on which they come, or go
    people : how many come (above zero) or go
    what : "hire", "hire a class of", "hire for the season", "order" or "give notice"

    """

    by: date
    pool: str
    arrives: date
    people: int
    what: str

    @property
    def words(self) -> str:
        """The decision in a sentence.

        >>> Decision(date(2026, 10, 12), "manila", date(2026, 11, 9), 12, "order").words
        'by 2026-10-12: manila: order 12, there from 2026-11-09'
        >>> Decision(date(2026, 12, 28), "manila", date(2027, 1, 4), -5, "give notice").words
        'by 2026-12-28: manila: give notice 5, gone from 2027-01-04'
        """
        then = "there" if self.people > 0 else "gone"
        return f"by {self.by}: {self.pool}: {self.what} {abs(self.people)}, {then} from {self.arrives}"


def decisions(study: Study, plan: StaffingPlan) -> list[Decision]:
    """Return the decisions of a strategy's plan, in the order of their days."""
    found = [decision for pool in plan.pools for decision in _of_pool(study, pool)]
    return sorted(found, key=lambda decision: (decision.by, decision.pool, decision.arrives))


def _of_pool(study: Study, plan: PoolPlan) -> Iterator[Decision]:
    pool = study.pools[plan.pool]
    if plan.pipeline is not None and pool.employment is not None:
        yield from _hires(study, plan)
        return
    if plan.course is None:
        yield from _at_the_start(study, plan)
        return
    notice = timedelta(days=notice_of(pool))
    course, weeks = plan.course, study.clock.weeks
    before = course.start
    for week in range(course.begin, weeks):
        level = course.at(week)
        if level != before:
            day = study.clock.start + timedelta(days=7 * week)
            more = level - before
            yield Decision(day - notice, plan.pool, day, more, "order" if more > 0 else "give notice")
        before = level


def _at_the_start(study: Study, plan: PoolPlan) -> Iterator[Decision]:
    """What a team that is held all season takes beyond those who stand there today."""
    pool, people = study.pools[plan.pool], standing(study.pools[plan.pool])
    if plan.order_by is None or plan.arrives is None or people is None:
        return
    more = math.ceil(float(plan.heads[0]) - people - 1e-9)
    yield Decision(plan.order_by, plan.pool, plan.arrives, more, "hire" if pool.own else "order")


def _hires(study: Study, plan: PoolPlan) -> Iterator[Decision]:
    pipeline, terms = plan.pipeline, study.pools[plan.pool].employment
    assert pipeline is not None and terms is not None
    lead = timedelta(days=pipeline.terms.lead)
    for place, size in enumerate(pipeline.hires):
        if size:
            begins = study.clock.start + timedelta(days=7 * (pipeline.begin + place))
            arrives = begins + timedelta(days=7 * pipeline.terms.training)
            yield Decision(begins - lead, plan.pool, arrives, size, "hire a class of")
    if pipeline.seasonal is not None and terms.seasonal is not None:
        first = terms.seasonal.from_
        yield Decision(first - lead, plan.pool, first, pipeline.seasonal.people, "hire for the season")


def order_table(study: Study, plans: list[StaffingPlan]) -> Table:
    """Return who is there week by week under each strategy, as the plan reckons.

    Columns: strategy, week (its first day), pool, required, ordered, heads, in_training, hired, left, present.
    """
    weeks = [study.clock.start + timedelta(days=7 * week) for week in range(study.clock.weeks)]
    parts = [(plan.strategy, pool) for plan in plans for pool in plan.pools]
    names = ("required_heads", "ordered", "heads", "in_training", "hired", "left", "present")
    columns: Table = {
        "strategy": np.array([strategy for strategy, _ in parts for _ in weeks], dtype=object),
        "week": np.array([day.isoformat() for _ in parts for day in weeks], dtype=object),
        "pool": np.array([pool.pool for _, pool in parts for _ in weeks], dtype=object),
    }
    series = {name: np.concatenate([getattr(pool, name) for _, pool in parts]) for name in names}
    return {**columns, "required": series.pop("required_heads"), **series}
