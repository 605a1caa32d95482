"""A figure of the validation: what it must be, how it is read from what was played, and what is played for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sim.comparison.validation.estimate import Floats, Statistic, deviation, ratio
from sim.comparison.validation.played import Played
from sim.study.study import Study

Reader = Callable[[Played], tuple[float, ...]]
"""Reads the sums of one replication that a statistic takes."""

NORMAL = {0.90: 1.645, 0.95: 1.960}
"""Standard errors in half an interval of that confidence."""


@dataclass(frozen=True)
class Published:
    """A published simulation: so many days, half the length of the interval where it was printed, its confidence."""

    days: int
    half_width: float | None = None
    confidence: float = 0.95

    @property
    def error(self) -> float | None:
        """The standard error, where an interval was printed."""
        return None if self.half_width is None else self.half_width / NORMAL[self.confidence]


@dataclass(frozen=True)
class Figure:
    """One figure: what it must be, and how it is read.

    Attributes
    ----------
    name, target : as published
    read : the sums of one replication that the statistic takes
    statistic : of sums over replications
    rare : whether it is the share of a rare event
    published : where the target is a simulation's; None: it is exact
    digits : decimals of the target

    """

    name: str
    target: float
    digits: int
    read: Reader
    statistic: Statistic = ratio
    rare: bool = False
    published: Published | None = None


@dataclass(frozen=True)
class Part:
    """A study to be played for a case, one of several if its figures come from several desks.

    `replications` are those of the whole validation, `quick` those of the quick one; `steady` means that controls are
    known.
    """

    case: str
    model: str
    source: str
    study: Callable[[], Study]
    figures: tuple[Figure, ...]
    replications: int
    quick: int
    steady: bool = True


def kpi(name: str, unit: float = 1.0, of: str = "") -> Reader:
    """A key figure in units of so many of its own, of all queues or of one."""

    def read(played: Played) -> tuple[float, ...]:
        numerator, denominator = played.figure(name, of)
        return numerator / unit, denominator

    return read


def gone_within(played: Played) -> tuple[float, ...]:
    """Abandoned within T ÷ all."""
    good, offered = played.figure("service_level_short_abandons_met")
    return good - played.figure("service_level_all_offered")[0], offered


def blocked(played: Played) -> tuple[float, ...]:
    """Blocked ÷ all."""
    return played.amount("blocked"), played.amount("offered")


def busy(played: Played, pool: int) -> tuple[float, ...]:
    """Mean number of a pool's busy agents."""
    _, seconds, in_hand = played.busy_moments(pool)
    return in_hand, seconds


def per_day(name: str, each: float = 1.0) -> Reader:
    """A key figure's sum per day, ÷ `each`."""
    return lambda played: (played.figure(name)[0], each * played.days)


def spread_of(values: Callable[[Played], Floats]) -> Reader:
    """Sums of squares, of ones and of values."""

    def read(played: Played) -> tuple[float, ...]:
        found = values(played)
        return float(found @ found), float(len(found)), float(found.sum())

    return read


def half_width_of(days: int, confidence: float = 0.95) -> Statistic:
    """Half the length of the interval that so many days give."""
    return lambda sums: NORMAL[confidence] * deviation(sums) / days**0.5
