"""Axes of the 168 hours of a week, and of the weeks of a season."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from matplotlib.axes import Axes

from sim.charts.selection import WEEKDAYS, day_label


def label_week(axes: Axes, week: str = "", *, labels: bool = True) -> None:
    """Mark the seven midnights on an x axis in hours since the week began, each day named in its middle.

    week: the ISO date of its first day, for the names and dates of the days; without it they run from Monday.
    """
    axes.set_xlim(0, 168)
    axes.set_xticks(range(0, 169, 24), [""] * 8)
    axes.set_xticks([12 + 24 * day for day in range(7)], _names(week) if labels else [""] * 7, minor=True)
    axes.tick_params(axis="x", which="minor", length=0)
    axes.grid(visible=True, axis="x", which="major")


def label_weeks(axes: Axes, weeks: Sequence[str], *, labels: bool = True, room: int = 12) -> None:
    """Mark weeks that stand at 0, 1, 2 ... on an x axis with their first days, if `labels`, of as many as have room."""
    step = max(1, -(-len(weeks) // max(room, 1)))
    places = range(0, len(weeks), step)
    axes.set_xticks(list(places), [day_label(weeks[place]) for place in places] if labels else [""] * len(places))
    axes.set_xlim(-0.6, len(weeks) - 0.4)
    axes.grid(visible=False, axis="x")
    if labels:
        axes.set_xlabel("week from")


def _names(week: str) -> list[str]:
    if not week:
        return [name.capitalize() for name in WEEKDAYS]
    days = [date.fromisoformat(week) + timedelta(days=day) for day in range(7)]
    return [f"{WEEKDAYS[day.weekday()].capitalize()}\n{day_label(day.isoformat())}" for day in days]
