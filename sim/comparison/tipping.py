"""Where the answer tips: which strategy is best as one assumption is turned, and between which values that changes.

A trial is played on a few of the run's seasons. What it changes there, against the same seasons as they were, is added
to what all seasons of the run gave: the seasons' own luck is in both and falls out.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.comparison.goal import Criterion, Verdict, criteria, verdict
from sim.comparison.sample import Sample
from sim.comparison.tables import texts
from sim.records import Table
from sim.study.study import Study

SEASONS = 4
"""Seasons that each trial is played on."""
STEPS = 3
"""How often the span in which an answer tips is halved: of 20 % on one side, 2.5 % are left."""
NONE = "none"
IMPOSSIBLE = "no plan"
"""What stands in place of a strategy where none holds the goal, or where no staffing can be planned."""


@dataclass(frozen=True)
class Standing:
    """How a strategy stands: its mean cost, and the ratios (n,) of each part of the goal; NaN without a base."""

    cost: float
    ratios: tuple[tuple[float, ...], ...]

    def plus(self, trial: Standing, few: Standing) -> Standing:
        """Return this with what a trial changed against the same few seasons.

        >>> Standing(10.0, ((0.8,),)).plus(Standing(13.0, ((0.5,),)), Standing(12.0, ((0.6,),)))
        Standing(cost=11.0, ratios=((0.7,),))
        """
        ratios = zip(self.ratios, trial.ratios, few.ratios, strict=True)
        moved = tuple(tuple((np.array(a) + np.array(b) - np.array(c)).round(12).tolist()) for a, b, c in ratios)
        return Standing(self.cost + trial.cost - few.cost, moved)


@dataclass(frozen=True)
class Tried:
    """What came of one assumption times a factor.

    Attributes
    ----------
    factor : 1 for what the study says
    value : the assumption then, in words
    answer : the best strategy; `NONE` where none holds the goal, `IMPOSSIBLE` where none can be planned
    lead : by how much the run's answer is cheaper than its rival; NaN where it has no answer or no rival
    shortfall : by how much the strategy that is nearest to the goal misses it, as a share of its limits
    missed : the parts of the goal that the run's answer misses, in words

    """

    factor: float
    value: str
    answer: str
    lead: float
    shortfall: float
    missed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Turned:
    """One assumption, at all the factors that were tried, from the smallest to the largest."""

    name: str
    tried: tuple[Tried, ...]

    @property
    def given(self) -> Tried:
        """As the study has it."""
        return next(each for each in self.tried if each.factor == 1.0)

    def tips(self) -> list[tuple[Tried, Tried]]:
        """Return the neighbours between which the answer changes, the one nearer to the study's value first.

        On each side only the first change is told.
        """
        lower = [each for each in reversed(self.tried) if each.factor <= 1.0]
        upper = [each for each in self.tried if each.factor >= 1.0]
        return [pair for side in (lower, upper) for pair in _first_change(side)]

    def matters(self) -> tuple[float, float]:
        """Return what assumptions are ordered by, smaller first: the share of its span that it takes to tip, the swing.

        What does not tip comes after all that does, by how far it moves the lead, or the shortfall where nobody leads.
        """
        ends = (self.tried[0], self.tried[-1])
        nearest = [math.log(far.factor) / math.log(ends[far.factor > 1.0].factor) for _, far in self.tips()]
        known = all(math.isfinite(each.lead) for each in ends)
        measured = [each.lead if known else each.shortfall for each in (*ends, self.given)]
        return min(nearest, default=math.inf), min(measured) - max(measured)


def _first_change(side: Sequence[Tried]) -> list[tuple[Tried, Tried]]:
    changes = (pair for pair in itertools.pairwise(side) if pair[0].answer != pair[1].answer)
    return list(itertools.islice(changes, 1))


def standing(study: Study, sample: Sample) -> Standing:
    """Return how a strategy stands on the replications of a sample."""
    ratios = tuple(tuple(_ratios(part).tolist()) for part in criteria(study, sample))
    return Standing(float(sample.cost.mean()), ratios)


def _ratios(part: Criterion) -> NDArray[np.float64]:
    num, den = part.num.sum(axis=0), part.den.sum(axis=0)
    return np.asarray(np.divide(num, den, out=np.full(len(den), np.nan), where=den > 0))


def judged(parts: Sequence[Criterion], stands: Standing) -> Verdict:
    """Judge how a strategy stands by the parts of the goal; a ratio without a base breaks nothing."""
    rows = [np.array([ratios]) for ratios in stands.ratios]
    known = [np.isfinite(row) for row in rows]
    changed = [
        replace(part, num=np.where(given, row, 0.0), den=given.astype(np.float64))
        for part, row, given in zip(parts, rows, known, strict=True)
    ]
    return verdict(changed, 1)


def tried(
    factor: float, value: str, stands: Mapping[str, Standing], parts: Mapping[str, Sequence[Criterion]],
    pair: tuple[str, str],
) -> Tried:  # fmt: skip
    """Say what came of a trial.

    Parameters
    ----------
    factor, value : of the assumption
    stands : strategy -> how it stands in the trial; empty where nothing could be planned
    parts : strategy -> the parts of the goal
    pair : the run's answer and its rival, between which the lead is

    """
    if not stands:
        return Tried(factor, value, IMPOSSIBLE, math.nan, math.inf)
    verdicts = {name: judged(parts[name], stands[name]) for name in stands}
    holders = [name for name in stands if verdicts[name].held]
    answer = min(holders, key=lambda name: stands[name].cost, default=NONE)
    chosen, other = (stands.get(name) for name in pair)
    lead = other.cost - chosen.cost if chosen is not None and other is not None else math.nan
    missed = verdicts[pair[0]].missed_in_words if pair[0] in verdicts else ()
    return Tried(factor, value, answer, lead, min(found.shortfall for found in verdicts.values()), missed)


def rival(stands: Mapping[str, Standing], parts: Mapping[str, Sequence[Criterion]], chosen: str) -> str:
    """Return the strategy that comes next after the chosen one: nearest to the goal, then the cheapest."""

    def rank(name: str) -> tuple[float, float]:
        return judged(parts[name], stands[name]).shortfall, stands[name].cost

    return min((name for name in stands if name != chosen), key=rank, default=NONE)


def to_halve(turned: Sequence[Turned]) -> list[tuple[str, float]]:
    """Return which assumptions to try next at which factors: the middle of each pair between which one tips."""
    return [(one.name, middle(*(each.factor for each in pair))) for one in turned for pair in one.tips()]


def middle(near: float, far: float) -> float:
    """Return the factor halfway, with four decimals.

    >>> middle(1.0, 1.25)
    1.125
    """
    return round((near + far) / 2, 4)


def spread_out(costs: NDArray[np.float64], count: int = SEASONS) -> list[int]:
    """Return seasons of all kinds: of equal parts of the seasons, cheapest to dearest, the middle one of each.

    costs : (replications,)

    >>> spread_out(np.array([5.0, 1.0, 4.0, 2.0, 3.0, 6.0]), 3)
    [0, 1, 4]
    """
    parts = np.array_split(np.argsort(costs, kind="stable"), min(count, len(costs)))
    return sorted(int(part[(len(part) - 1) // 2]) for part in parts)


def tipping_table(turned: Sequence[Turned]) -> Table:
    """Return a row an assumption and factor: assumption, change, assumed, answer, lead, shortfall."""
    rows = [(one.name, each) for one in turned for each in one.tried]
    return {
        "assumption": texts(name for name, _ in rows),
        "change": np.array([each.factor - 1.0 for _, each in rows]).round(6),
        "assumed": texts(each.value for _, each in rows),
        "answer": texts(each.answer for _, each in rows),
        "lead": np.array([each.lead for _, each in rows]),
        "shortfall": np.array([_finite(each.shortfall, np.nan) for _, each in rows]),
    }


@dataclass(frozen=True)
class Tipping:
    """What came of turning the assumptions.

    Attributes
    ----------
    seasons : on which each trial was played
    rival : the strategy that leads are over; `NONE` where there is no other
    turned : every assumption

    """

    seasons: int
    rival: str
    turned: tuple[Turned, ...]

    @property
    def summary(self) -> dict[str, Any]:
        """What `summary.json` holds of it: those that matter most first."""
        told = [_told(one) for one in sorted(self.turned, key=Turned.matters)]
        return {"seasons": self.seasons, "rival": self.rival, "found": told}


def _told(one: Turned) -> dict[str, Any]:
    return {
        "name": one.name,
        "given": _end(one.given),
        "low": _end(one.tried[0]),
        "high": _end(one.tried[-1]),
        "tips": [{"holds": _end(near), "tips": _end(far)} for near, far in one.tips()],
    }


def _end(each: Tried) -> dict[str, Any]:
    numbers = {"lead": _finite(each.lead, None), "shortfall": _finite(each.shortfall, None)}
    words = {"value": each.value, "answer": each.answer, "missed": list(each.missed)}
    return {"change": round(each.factor - 1.0, 6), **words, **numbers}


def _finite(value: float, other: float | None) -> float | None:
    return value if math.isfinite(value) else other
