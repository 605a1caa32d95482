"""The cheapest way for our own people to meet the requirement: hire, and how early; seasonal contracts; overtime."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.capacity.learning import learned_after
from sim.capacity.pipeline import Pipeline, PipelineTerms, Wanted, hiring_plan
from sim.capacity.seasonal import SeasonalContract
from sim.capacity.steps import Array
from sim.study.employment import Employment
from sim.units import PERIODS

ROUNDS = 3
"""How often each of the choices is tried over, while the others stay."""
LEVELS = 4
"""Steps in which overtime that a plan reckons with rises to its limit."""


@dataclass(frozen=True)
class Task:
    """What our people have to do, and the ways in which that may be met.

    Attributes
    ----------
    hours : (weeks,) agent-hours required of proficient people
    head_hours : agent-hours on duty that one head brings a week
    start : people who stand at the start
    terms : how people come and go
    hiring : whether people may be hired
    earliest : first week in which a class may begin; None: early enough for all
    contract : of seasonal people; None where none may come
    longest : overtime at most, a share of contracted hours
    people : (weeks,) heads wanted whatever their tenure, or None
    in_training : people who are in training at the start, and the week in which they are on duty
    decided : an earlier plan whose classes before `earliest` stand; None: there is none
    seasonal : seasonal people who are hired already; None: they can be decided on

    """

    hours: Array
    head_hours: float
    start: int
    terms: PipelineTerms
    hiring: bool = True
    earliest: int | None = None
    contract: SeasonalContract | None = None
    longest: float = 0.0
    people: Sequence[float] | None = None
    in_training: tuple[int, int] = (0, 0)
    decided: Pipeline | None = None
    seasonal: int | None = None


@dataclass(frozen=True)
class Mix:
    """One way of meeting a task.

    Attributes
    ----------
    plan : whom it hires and when, seasonal people beside them
    seasonal : heads on seasonal contracts
    overtime, short : (weeks,) agent-hours of overtime, and those that are missing all the same
    cost : of the people in the horizon, and of hiring and training before it

    """

    plan: Pipeline
    seasonal: int
    overtime: Array
    short: Array
    cost: float

    @property
    def rank(self) -> tuple[float, float]:
        """What decides between two: hours that are missing, to a tenth, then the cost, in whole units."""
        return round(float(self.short.sum()), 1), round(self.cost)


def cheapest(task: Task, employment: Employment) -> Mix:
    """Return the cheapest mix of those that leave the least missing.

    Tried are: how many weeks before they are needed people come on duty (until they are proficient), how many seasonal
    people come, and with how much overtime hiring reckons; one after the other, the best of each kept, first over the
    whole range and then around the best. Of equals the first: fewer weeks, more seasonal people, more overtime.
    """
    most = task.contract.up_to if task.contract else 0
    wait = math.ceil(learned_after(task.terms.learning)) if task.hiring else 0
    ranges, steps = ((0, wait), (most, 0), (LEVELS, 0)), (8, 16, LEVELS)
    if task.seasonal is not None:
        ranges = (ranges[0], (task.seasonal, task.seasonal), ranges[2])
    best = [0, most if task.seasonal is None else task.seasonal, LEVELS]
    found = _mix(task, employment, best)
    for turn in range(ROUNDS):
        for place, ((first, last), count) in enumerate(zip(ranges, steps, strict=True)):
            for value in _around(best[place], first, last, count) if turn else _spaced(first, last, count):
                tried = [*best[:place], value, *best[place + 1 :]]
                other = _mix(task, employment, tried)
                if other.rank < found.rank:
                    best, found = tried, other
    return found


def _spaced(first: int, last: int, count: int) -> list[int]:
    """Whole numbers from one to another, evenly spaced, at most one more than so many.

    >>> _spaced(60, 0, 4), _spaced(0, 2, 4)
    ([60, 45, 30, 15, 0], [0, 1, 2])
    """
    return [round(number) for number in np.linspace(first, last, min(count, abs(last - first)) + 1).tolist()]


def _around(best: int, first: int, last: int, count: int) -> list[int]:
    """The numbers that lie closer to the best than the spacing, in the direction of the range."""
    near = math.ceil(abs(last - first) / count)
    low, high = max(min(first, last), best - near), min(max(first, last), best + near)
    return list(range(low, high + 1)) if first <= last else list(range(high, low - 1, -1))


def _mix(task: Task, employment: Employment, choice: Iterable[int]) -> Mix:
    ahead, seasonal, level = choice
    overtime = task.longest * level / LEVELS
    rest = task.hours
    if task.contract is not None:
        rest = rest - task.contract.people(seasonal).proficient * task.head_hours
    needed = np.ceil(rest / (task.head_hours * (1 + overtime)) - 1e-9)
    if not task.hiring:
        needed = np.zeros(len(rest))
    wanted = Wanted(needed.tolist(), task.people if task.hiring else None)
    plan = hiring_plan(wanted, task.start, task.terms, task.earliest, ahead, task.in_training, task.decided)
    course = plan.course()
    there = course.proficient * task.head_hours
    missing = np.maximum(rest - there, 0.0)
    longer = np.minimum(missing, there * task.longest)
    heads_weeks = float(course.heads.sum()) + course.trained_before
    cost = _cost(employment, heads_weeks, float(sum(plan.hires)), float(longer.sum()) / task.head_hours)
    if task.contract is not None and seasonal:
        cost += _seasonal_cost(employment, seasonal * float(task.contract.share.sum()))
        plan = replace(plan, seasonal=task.contract.people(seasonal))
    return Mix(plan, seasonal, longer, missing - longer, cost)


def _cost(terms: Employment, weeks: float, hired: float, overtime: float) -> float:
    """What people cost for so many weeks of heads, so many hired, and weeks of heads on overtime.

    weeks × (wage × paid hours × (1 + benefits) × (1 + management) + seat and software by the week) + hired × cost of
    hiring + overtime × wage × (1 + premium) × paid hours × (1 + benefits) × (1 + management).
    """
    pay = terms.wage.amount * terms.paid_hours.amount
    extra = pay * (1 + terms.premiums.overtime) * overtime
    return (pay * weeks + extra) * _on_top(terms) + _places(terms) * weeks + terms.hiring.cost * hired


def _seasonal_cost(terms: Employment, weeks: float) -> float:
    """What seasonal people cost for so many weeks of heads: their own wage, likewise."""
    assert terms.seasonal is not None
    return (terms.seasonal.wage.amount * terms.paid_hours.amount * _on_top(terms) + _places(terms)) * weeks


def _on_top(terms: Employment) -> float:
    return (1 + terms.benefits) * (1 + terms.management)


def _places(terms: Employment) -> float:
    """Seat and software of a head for a week."""
    by_month = sum(price.amount for price in (terms.seat, terms.software) if price is not None)
    return by_month * PERIODS["week"] / PERIODS["month"]
