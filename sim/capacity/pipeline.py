"""The pipeline of our own people, week by week: hired in classes, trained, learning, leaving."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.capacity.learning import learning_factor, mean_factor
from sim.capacity.steps import Array
from sim.clock import DAY, WEEK
from sim.study.employment import Employment, Learning

Leavers = Callable[[int, Array], Array]
"""Of cohorts (cohorts,), how many of each are gone from a week's start on, (cohorts,): (week, cohorts) -> leavers."""


@dataclass(frozen=True)
class PipelineTerms:
    """What sets the pace at which people come, become proficient, and leave.

    Attributes
    ----------
    lead : whole days from the decision to the first day of a class
    training : whole weeks of a class that are paid and not on duty
    class_size : a class is so many people, or a multiple
    stay : share of the people who are still there a week later, 0..1
    learning : how people become proficient; None: they are from the first day on duty

    """

    lead: int = 0
    training: int = 0
    class_size: int = 1
    stay: float = 1.0
    learning: Learning | None = None

    @classmethod
    def of(cls, employment: Employment) -> PipelineTerms:
        """The terms of an employment, in whole days and weeks."""
        hiring = employment.hiring
        lead, training = math.ceil(hiring.lead_time / DAY), math.ceil(hiring.training / WEEK)
        return cls(lead, training, hiring.class_size, weekly_stay(employment.attrition), employment.learning)

    @property
    def notice(self) -> int:
        """Whole days from the decision to the first day on duty."""
        return self.lead + 7 * self.training

    def factor(self, tenure: Array) -> Array:
        """The factor on the handle time, (n,), of people who have been on duty for so many weeks, (n,)."""
        return np.ones(len(tenure)) if self.learning is None else learning_factor(self.learning, tenure * WEEK)


def weekly_stay(attrition: float) -> float:
    """The share of people who are still there a week later, where (1 − attrition) are a year later.

    >>> round(weekly_stay(0.32), 6), round(weekly_stay(0.32) ** (365 / 7), 6)
    (0.992631, 0.68)
    """
    return float((1.0 - attrition) ** (7 / 365))


@dataclass(frozen=True)
class Course:
    """What becomes of a pipeline in the weeks of the horizon.

    Attributes
    ----------
    on_duty, in_training : (weeks,) people who can be on duty, and those who cannot yet
    hired, left : (weeks,) people who come at the week's start, and who are gone from its start on; of those who came
        and went before the horizon, in its first week
    trained_before : weeks that new people were paid before the horizon, in training and until it begins
    pace : (weeks,) the factor on the handle time of those on duty, by their tenures in the middle of the week

    """

    on_duty: Array
    in_training: Array
    hired: Array
    left: Array
    trained_before: float
    pace: Array

    @property
    def heads(self) -> Array:
        """People on the payroll, (weeks,)."""
        return self.on_duty + self.in_training

    @property
    def proficient(self) -> Array:
        """Proficient people who would do the work of those on duty, (weeks,)."""
        return np.asarray(self.on_duty / self.pace)


@dataclass(frozen=True)
class SeasonalPeople:
    """So many people on a seasonal contract, by planning week.

    Attributes
    ----------
    people : how many
    heads : (weeks,) people there on the mean of the week
    factor : (weeks,) factor on their handle time

    """

    people: int
    heads: Array
    factor: Array

    @property
    def proficient(self) -> Array:
        """Proficient people who would do their work, (weeks,)."""
        return np.asarray(self.heads / self.factor)

    @property
    def come(self) -> Array:
        """People who come in each week, (weeks,); of a week that they work in part, that part."""
        return np.maximum(np.diff(self.heads, prepend=0.0), 0.0)

    @property
    def go(self) -> Array:
        """People who are gone since the week before, (weeks,), likewise."""
        return np.maximum(-np.diff(self.heads, prepend=0.0), 0.0)


@dataclass(frozen=True)
class Pipeline:
    """The people who stand at the horizon's start, and the classes that are hired.

    Attributes
    ----------
    terms : how people come and go
    start : people who stand at the horizon's start
    begin : week of the first of `hires`, at most 0
    hires : by week, from `begin` to the horizon's last: people who begin in a class of that week; those whose training
        ends before the horizon are paid until it begins
    seasonal : people on a contract that ends, beside them; they stay to its end
    trainees, ready : people who are in training at the start, and the week in which they are on duty

    """

    terms: PipelineTerms
    start: int
    begin: int
    hires: tuple[int, ...]
    seasonal: SeasonalPeople | None = None
    trainees: int = 0
    ready: int = 0

    @property
    def first_class(self) -> int | None:
        """The first week in which a class begins, below 0 before the horizon, or None."""
        return next((self.begin + place for place, size in enumerate(self.hires) if size), None)

    def ordered(self, on_duty: Array) -> Array:
        """People on duty (weeks,) and those decided by the end of each week who will be, (weeks,)."""
        result, terms = on_duty.copy(), self.terms
        for place, size in enumerate(self.hires):
            week = self.begin + place
            decided, there = math.floor(week - terms.lead / 7), week + terms.training
            result[max(decided, 0) : max(there, 0)] += size
        return result

    def course(self, leavers: Leavers | None = None) -> Course:
        """Follow the people week by week.

        Parameters
        ----------
        leavers : who leaves; those who can be expected to unless given

        Those who leave in a week are gone from the next one's start on; people stay together in cohorts, first those
        who stand at the start, then a class each.

        >>> half = Pipeline(PipelineTerms(training=1, class_size=4, stay=0.5), 8, -1, (0, 4, 0))
        >>> course = half.course()
        >>> course.on_duty.tolist(), course.in_training.tolist(), course.left.tolist()
        ([8.0, 6.0], [4.0, 0.0], [0.0, 6.0])

        """
        terms, count = self.terms, len(self.hires)
        cohorts = np.zeros(count + 2)  # who stands at the start, each class, and who is in training at the start
        rows = np.zeros((5, count))
        for place, size in enumerate(self.hires):
            week = self.begin + place
            gone = leavers(week, cohorts) if leavers else cohorts * (1.0 - terms.stay)
            cohorts = cohorts - gone
            cohorts[place + 1] = size
            if week == 0:
                cohorts[0], cohorts[-1] = self.start, self.trainees
            tenure = np.append(place - terms.training - np.arange(count), week - self.ready).astype(np.float64)
            there = np.append(True, tenure >= 0)
            factors = np.append(1.0, terms.factor(np.maximum(tenure, 0.0) + 0.5))[there]
            on_duty = cohorts[there]
            in_training = cohorts[~there].sum()
            rows[:, place] = on_duty.sum(), in_training, size, gone.sum(), mean_factor(on_duty, factors)
        before = -self.begin
        on_duty, in_training, hired, left, pace = rows[:, before:]
        hired[0], left[0] = rows[2:4, : before + 1].sum(axis=1)
        course = Course(on_duty, in_training, hired, left, float(rows[:2, :before].sum()), pace)
        return course if self.seasonal is None else _beside(course, self.seasonal)


def _beside(course: Course, seasonal: SeasonalPeople) -> Course:
    """A course with seasonal people beside it."""
    on_duty, proficient = course.on_duty + seasonal.heads, course.proficient + seasonal.proficient
    pace = np.divide(on_duty, proficient, out=np.ones(len(on_duty)), where=proficient > 0)
    hired, left = course.hired + seasonal.come, course.left + seasonal.go
    return replace(course, on_duty=on_duty, hired=hired, left=left, pace=pace)


@dataclass(frozen=True)
class Wanted:
    """Who is wanted on duty week by week, (weeks,) each: proficient people, and people whatever their tenure."""

    proficient: Sequence[float]
    people: Sequence[float] | None = None


def hiring_plan(
    wanted: Wanted, start: int, terms: PipelineTerms, earliest: int | None = None, ahead: int = 0,
    in_training: tuple[int, int] = (0, 0), decided: Pipeline | None = None,
) -> Pipeline:
    """Hire whole classes so that on duty are as many as every week needs, as far as there is time for it.

    Parameters
    ----------
    wanted : who is wanted in each week of the horizon
    start : people who stand at the start
    terms : lead time, training, class size, and who can be expected to stay
    earliest : first week in which a class may begin, below 0 before the horizon; None: early enough for all
    in_training : people who are in training at the start, and the week in which they are on duty
    decided : an earlier plan: its classes before `earliest` stand
    ahead : weeks that a class is on duty before the week for which it is hired, if there is time: it is quicker then

    The class of each week is as large as what is missing in that week, after the leavers to be expected and with the
    pace that those who are new have then.

    >>> ten, class_of_4 = Wanted([10, 10, 15]), PipelineTerms(training=1, class_size=4)
    >>> hiring_plan(ten, 10, class_of_4).hires  # in the weeks -1, 0, 1 and 2
    (0, 0, 8, 0)
    >>> hiring_plan(ten, 10, class_of_4, ahead=1).hires  # in the weeks -2 to 2
    (0, 0, 8, 0, 0)
    >>> hiring_plan(Wanted([10, 15, 15]), 10, class_of_4, earliest=1).hires
    (0, 0, 8, 0)

    """
    (trainees, ready), begin = in_training, -terms.training - ahead
    if decided is not None:
        begin = min(begin, decided.begin)
    hires = np.zeros(len(wanted.proficient) - begin)
    if decided is not None and earliest is not None:
        standing = max(min(earliest - decided.begin, len(decided.hires)), 0)
        hires[decided.begin - begin : decided.begin - begin + standing] = decided.hires[:standing]
    begins = begin + np.arange(len(hires))
    first = begin + terms.training if earliest is None else max(earliest, begin) + terms.training
    people = wanted.people if wanted.people is not None else (0.0,) * len(wanted.proficient)
    for week, (proficient, bodies) in enumerate(zip(wanted.proficient, people, strict=True)):
        on_duty = max(week - ahead, first)
        if on_duty > week:
            continue
        age = week - begins
        here = age >= terms.training
        stay = terms.stay ** age.astype(np.float64)
        each = stay / terms.factor(np.maximum(age - terms.training, 0) + 0.5)
        left, place = start * terms.stay**week, on_duty - terms.training - begin
        new = trainees * terms.stay**week if week >= ready else 0.0
        slow = float(terms.factor(np.array([max(week - ready, 0) + 0.5]))[0])
        missing = max(
            (proficient - left - new / slow - float(hires[here] @ each[here])) / float(each[place]),
            (bodies - left - new - float(hires[here] @ stay[here])) / float(stay[place]),
        )
        hires[place] += terms.class_size * max(math.ceil(missing / terms.class_size - 1e-9), 0)
    return Pipeline(terms, start, begin, tuple(int(size) for size in hires), trainees=trainees, ready=ready)
