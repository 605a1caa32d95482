"""The planner's weeks: which interval lies in which planning week of the horizon, and where in the week from Monday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sim.capacity.steps import Array
from sim.clock import WEEK, Horizon

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Weeks:
    """The horizon's intervals by planning week, and the places after its end that make the last week whole.

    Attributes
    ----------
    clock : the horizon
    edges : (places + 1,) seconds; the horizon's intervals and those that complete its last week
    source : (places,) the interval of the horizon that each place is, or repeats 7 days later; -1 where there is none
    week : (places,) planning week, from 0
    slot : (places,) interval of the planner's week, from Monday 00:00
    slots : intervals in a week

    """

    clock: Horizon
    edges: Array
    source: Places
    week: Places
    slot: Places
    slots: int

    @classmethod
    def of(cls, clock: Horizon) -> Weeks:
        """Lay the horizon's intervals out in the planner's weeks; an interval belongs where its middle lies."""
        count, slots = clock.intervals, round(WEEK / clock.interval)
        finish = clock.midnight(clock.start + timedelta(days=7 * clock.weeks), clock.zone)
        more = max(0, round((finish - clock.length) / clock.interval))
        edges = np.concatenate([clock.edges, clock.length + clock.interval * np.arange(1, more + 1)])
        source = np.arange(count + more)
        source[count:] -= slots
        middle = (edges[:-1] + edges[1:]) / 2
        local = clock.local_seconds(middle, clock.zone)
        starts = clock.local_seconds(np.zeros(1), clock.zone)[0]
        week = ((local - starts) // WEEK).astype(np.int64)
        slot = (local % WEEK // clock.interval).astype(np.int64)
        return cls(clock, edges, np.maximum(source, -1), np.clip(week, 0, clock.weeks - 1), slot, slots)

    @property
    def count(self) -> int:
        """Planning weeks."""
        return self.clock.weeks

    @property
    def hours(self) -> Array:
        """Length of each place, (places,), hours."""
        return np.diff(self.edges) / 3600.0

    def whole(self, values: Array, ordinary: Array) -> Array:
        """Values of the horizon's intervals (intervals,) laid out over all places, (places,).

        Places after the end repeat the last 7 days; in a shorter horizon they are those of an ordinary week (slots,).
        """
        return np.where(self.source >= 0, values[self.source], ordinary[self.slot])

    def by_week(self, agents: Array) -> Array:
        """Agent-hours of each planning week, (weeks,), of agents (places,)."""
        return np.asarray(np.bincount(self.week, agents * self.hours, self.count), dtype=np.float64)

    def inside(self, values: Array) -> Array:
        """The part of values (places,) that lies in the horizon, (intervals,)."""
        return values[: self.clock.intervals]

    @property
    def slot_inside(self) -> Places:
        """The slots of the horizon's intervals, (intervals,)."""
        return self.slot[: self.clock.intervals]

    def largest_by_slot(self, values: Array) -> Array:
        """Of values (intervals,), the largest by interval of the planner's week, (slots,); 0 where there is none."""
        largest = np.zeros(self.slots)
        np.maximum.at(largest, self.slot_inside, values)
        return largest

    def first_by_slot(self, values: Array) -> tuple[Array, NDArray[np.bool_]]:
        """Values (intervals,) by interval of the planner's week, as they first occur, and which slots occur at all."""
        found, known = np.zeros(self.slots), np.zeros(self.slots, dtype=bool)
        slots = self.slot_inside
        found[slots[::-1]] = values[::-1]
        known[slots] = True
        return found, known

    def day(self, week: int) -> date:
        """First day of a planning week, which may lie before the horizon."""
        return self.clock.start + timedelta(days=7 * week)

    def first_from(self, day: date) -> int:
        """The first planning week that begins on a day or later; below 0 before the horizon."""
        return -((self.clock.start - day).days // 7)
