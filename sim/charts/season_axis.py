"""The axis of the whole horizon: instants as days since its start, marked by week, week-ends shaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
from matplotlib.axes import Axes

from sim.charts.selection import WEEKDAYS, day_label, names, planner_zone
from sim.charts.style import EMPTY

if TYPE_CHECKING:
    from sim.records import Table

DAY = 86400.0
SHORT = 7.5
"""Up to this many days each day is named, beyond it each week."""
MOST_SHADED = 200
"""Days beyond which week-ends are too narrow to be seen."""
LABELS = 7
"""Dates for which there is room."""


@dataclass(frozen=True)
class SeasonAxis:
    """The instants of a horizon on an x axis in days of 24 hours since its first interval."""

    zone: str
    """The clock on which days and weeks begin."""
    origin: float
    """The first interval's start, seconds since 1970."""
    length: float
    """Days to the end of the last interval."""
    weeks: tuple[str, ...]
    """First days of the planning weeks, ISO dates."""

    def places(self, starts: np.ndarray) -> np.ndarray:
        """Where ISO instants (n,) stand, (n,) days."""
        known = {start: _seconds(start) for start in dict.fromkeys(str(value) for value in starts)}
        return (np.array([known[str(value)] for value in starts], dtype=float) - self.origin) / DAY

    def midnight(self, day: date) -> float:
        """Where the local midnight that begins `day` stands, in days."""
        return (datetime.combine(day, time(), ZoneInfo(self.zone)).timestamp() - self.origin) / DAY

    def label(self, axes: Axes, *, labels: bool) -> None:
        """Mark weeks, or days where there are few, with their dates if `labels`, and shade Saturdays and Sundays."""
        first = datetime.fromtimestamp(self.origin, UTC).astimezone(ZoneInfo(self.zone)).date()
        days = [first + timedelta(days=day) for day in range(int(self.length) + 2)]
        axes.set_xlim(0, self.length)
        if self.length <= MOST_SHADED:
            for day in (day for day in days if day.weekday() > 4):
                ends = (max(self.midnight(day), 0), min(self.midnight(day + timedelta(days=1)), self.length))
                if ends[0] < ends[1]:
                    axes.axvspan(*ends, color=EMPTY, linewidth=0, zorder=0)
        short = self.length <= SHORT
        begins = days if short else [date.fromisoformat(week) for week in self.weeks]
        marks = [(self.midnight(day), _words(day, short)) for day in begins]
        marks = [(place, words) for place, words in marks if 0 <= place < self.length]
        step = max(1, -(-len(marks) // LABELS))
        axes.set_xticks([place for place, _ in marks], [""] * len(marks), minor=True)
        axes.set_xticks([place for place, _ in marks[::step]], [words if labels else "" for _, words in marks[::step]])
        axes.grid(visible=True, axis="x", which="both")


def season_axis(starts: np.ndarray, tables: Mapping[str, Table], summary: Mapping[str, Any]) -> SeasonAxis:
    """The axis on which ISO instants (n,), starts of intervals, stand on the planner's clock."""
    seconds = sorted(_seconds(start) for start in set(starts.tolist()))
    step = seconds[1] - seconds[0] if len(seconds) > 1 else DAY
    weeks = tuple(names(tables["workforce"], "week"))
    return SeasonAxis(planner_zone(summary), seconds[0], (seconds[-1] + step - seconds[0]) / DAY, weeks)


def _seconds(start: str) -> float:
    instant = datetime.fromisoformat(start)
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).timestamp()


def _words(day: date, short: bool) -> str:
    return f"{WEEKDAYS[day.weekday()].capitalize()}\n{day_label(day.isoformat())}" if short else day_label(str(day))
