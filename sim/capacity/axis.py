"""The two spans for which a plan reckons: the horizon, and an ordinary week of the planner's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from sim.capacity.steps import Array, Steps, constant, shortest
from sim.clock import DAY, WEEK, Horizon, WeekSteps


@dataclass(frozen=True)
class Axis:
    """A span cut into intervals, onto which weekly rules of local clocks are laid.

    Attributes
    ----------
    clock : the horizon
    ordinary : whether the span is an ordinary week from Monday 00:00 of the planner's clock, to which the other
        clocks stand as on the horizon's first Monday; else the horizon and the 28 days after it
    edges : (intervals + 1,) borders of the intervals, seconds since the span's start

    """

    clock: Horizon
    ordinary: bool
    edges: Array

    @classmethod
    def of_horizon(cls, clock: Horizon) -> Axis:
        """The horizon's intervals."""
        return cls(clock, False, clock.edges)

    @classmethod
    def of_ordinary_week(cls, clock: Horizon) -> Axis:
        """The intervals of an ordinary week."""
        slots = np.arange(round(WEEK / clock.interval) + 1, dtype=np.float64)
        return cls(clock, True, slots * clock.interval)

    def lay(self, hours: WeekSteps, zone: str) -> Steps:
        """A weekly rule of a local clock as steps of the span."""
        if hours.constant:
            return constant(hours.values[0])
        if not self.ordinary:
            return Steps(*self.clock.expand(hours, zone))
        ahead = self._ahead(zone)
        times = np.unique([0.0, *((time - ahead) % WEEK for time in hours.times)])
        return shortest(times, np.array([hours.at(time + ahead) for time in times]))

    def days(self, zone: str) -> NDArray[np.int64]:
        """The number of the local day in which each interval's middle lies, (intervals,); 0..6 in an ordinary week."""
        middle = (self.edges[:-1] + self.edges[1:]) / 2
        if self.ordinary:
            return np.asarray((middle + self._ahead(zone)) // DAY % 7, dtype=np.int64)
        return np.asarray(self.clock.local_seconds(middle, zone) // DAY, dtype=np.int64)

    def _ahead(self, zone: str) -> float:
        """Seconds by which a clock is ahead of the planner's on the horizon's first Monday."""
        monday = np.array([first_monday(self.clock)])
        return float((self.clock.local_seconds(monday, zone) - self.clock.local_seconds(monday, self.clock.zone))[0])

    def move(self, steps: Steps) -> Steps:
        """A step function of the horizon as it is in the span: itself, or from the horizon's first Monday on."""
        if not self.ordinary:
            return steps
        monday = first_monday(self.clock)
        later = steps.from_(monday)
        kept = later.times < monday + WEEK
        return Steps(later.times[kept] - monday, later.values[kept])


def first_monday(clock: Horizon) -> float:
    """Seconds from the start to the first Monday 00:00 of the planner's clock."""
    return clock.midnight(clock.start + timedelta(days=-clock.start.weekday() % 7), clock.zone)
