"""The ramp: how fast agents ordered or people hired can come, week by week, and when each order has to go out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_LONGEST = 520
"""Weeks before the horizon at which a ramp begins at the earliest."""


@dataclass(frozen=True)
class RampTerms:
    """What sets the pace of agents or heads, whole numbers.

    Attributes
    ----------
    notice : whole days from an order, or the decision to hire, to the arrival
    up, down : largest weekly rise and fall as shares of the level, at least one; None: no cap
    first : size of the first class, where nobody is there at the start; None: as the cap allows
    falls : whether the level may fall at all (our own people are not dismissed)

    """

    notice: int = 0
    up: float | None = None
    down: float | None = None
    first: int | None = None
    falls: bool = True

    def most_after(self, level: int) -> float:
        """The most that may be there a week later, where the first class is over.

        >>> RampTerms(up=0.25).most_after(10), RampTerms(up=0.25).most_after(2), RampTerms().most_after(2)
        (12, 3, inf)
        """
        return math.inf if self.up is None else level + max(1, _whole(self.up * level))

    def least_after(self, level: int) -> int:
        """The fewest that may be there a week later."""
        if not self.falls:
            return level
        return 0 if self.down is None else level - min(level, max(1, _whole(self.down * level)))

    def least_before(self, level: int) -> int:
        """The fewest from which a level can be reached within a week."""
        if self.most_after(0) >= level:
            return 0
        low, high = 0, level
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.most_after(middle) >= level else (middle, high)
        return high


def _whole(number: float) -> int:
    return math.floor(number + 1e-9)


@dataclass(frozen=True)
class Ramp:
    """Levels by planning week, from the first week of the ramp (below 0: before the horizon) to the horizon's last.

    `start` is the level before that, `levels[i]` the level in week `begin + i`.
    """

    begin: int
    start: int
    levels: tuple[int, ...]

    def at(self, week: int) -> int:
        """The level in a week, the last one held on after the horizon."""
        if week < self.begin:
            return self.start
        return self.levels[min(week - self.begin, len(self.levels) - 1)]

    @property
    def first_rise(self) -> int | None:
        """The first week in which more are there than at the start, or None."""
        return next((self.begin + i for i, level in enumerate(self.levels) if level > self.start), None)


def ramp(needed: Sequence[int], start: int, terms: RampTerms, earliest: int | None = None) -> Ramp:
    """Levels that meet the need of every week if the terms allow it, and come as near as they allow if not.

    Parameters
    ----------
    needed : (weeks,) level needed in each week of the horizon
    start : level before anything was decided
    terms : notice, caps, first class
    earliest : first week in which a change may arrive, below 0 before the horizon; None: early enough for all

    Before the horizon levels only rise. Where nobody is there at the start, the first class comes once, whole.

    >>> ramp([2, 2, 6], 2, RampTerms(up=0.5)).levels  # 2 -> 3 -> 4 -> 6: the first rise lies a week before its need
    (3, 4, 6)
    >>> ramp([2, 2, 6], 2, RampTerms(up=0.5), earliest=1).levels
    (2, 3, 4)
    >>> ramp([0, 2, 6], 0, RampTerms(up=0.5, first=4)).levels
    (0, 4, 6)

    """
    wanted = list(needed)
    for week in range(len(wanted) - 2, -1, -1):
        wanted[week] = max(wanted[week], terms.least_before(wanted[week + 1]))
    classes = terms.first is not None and start == 0 and any(needed)
    begin, soonest = 0, -_LONGEST if earliest is None else min(earliest, 0)
    while begin > soonest and wanted[0] > ((terms.first or 0) if classes else terms.most_after(start)):
        wanted.insert(0, terms.least_before(wanted[0]))
        begin -= 1
    begins_class = None
    if classes:
        begins_class = _class_week(needed, wanted, begin, terms, earliest)
        while begin > begins_class:
            wanted.insert(0, 0)
            begin -= 1
    level, levels = start, []
    for week, aim in enumerate(wanted, begin):
        if begins_class is not None and week <= begins_class:
            level = (terms.first or 0) if week == begins_class else 0
        elif earliest is None or week >= earliest:
            level = _next(level, aim, terms, week)
        levels.append(level)
    return Ramp(begin, start, tuple(levels))


def _class_week(
    needed: Sequence[int], wanted: Sequence[int], begin: int, terms: RampTerms, earliest: int | None
) -> int:
    """The last week in which the first class may come so that the caps reach all that is wanted later."""
    latest = next(week for week, need in enumerate(needed) if need > 0)
    while latest > begin and wanted[latest - begin] > (terms.first or 0):
        latest -= 1
    return latest if earliest is None else max(latest, earliest)


def _next(level: int, aim: int, terms: RampTerms, week: int) -> int:
    if aim >= level:
        return int(min(aim, terms.most_after(level)))
    return max(aim, terms.least_after(level)) if week >= 0 else level
