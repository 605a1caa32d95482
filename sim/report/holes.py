"""Holes in the coverage in words: hours of the week, put together where they lie side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.charts.coverage import by_hour
from sim.charts.selection import WEEKDAYS, rows
from sim.records import Table
from sim.report.wording import share

POOR = 0.5
"""An hour is a hole where less than this share of its intervals met the target, or nobody was on duty at times."""


@dataclass(frozen=True)
class Hole:
    """A block of hours of the week in which customers were not looked after."""

    days: str
    hours: str
    served: str
    staffed: str


def holes(coverage: Table, strategy: str, market: str) -> list[Hole]:
    """The holes of one strategy in one market, hours with contacts alone, in the order of the week.

    coverage: the table of that name. Hours that touch on one day make one block, equal blocks on days that touch too.
    """
    mine = rows(coverage, strategy=strategy, market=market)
    served, staffed = by_hour(mine, "served"), by_hour(mine, "staffed")
    poor = np.isfinite(served) & ((served < POOR) | (staffed < 1))
    blocks: list[tuple[list[int], tuple[int, int]]] = []
    for day in range(7):
        for run in _runs(poor[day]):
            same = next((days for days, hours in blocks if hours == run and days[-1] == day - 1), None)
            if same is None:
                blocks.append(([day], run))
            else:
                same.append(day)
    return [_hole(days, hours, served, staffed) for days, hours in blocks]


def _runs(poor: np.ndarray) -> list[tuple[int, int]]:
    """First and past-the-last hour of each stretch of poor hours of a day.

    >>> _runs(np.array([True, True, False, True]))
    [(0, 2), (3, 4)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[0], poor.astype(int), [0]])))
    return [(int(begin), int(end)) for begin, end in zip(edges[::2], edges[1::2], strict=True)]


def _hole(days: list[int], hours: tuple[int, int], served: np.ndarray, staffed: np.ndarray) -> Hole:
    names = [WEEKDAYS[day].capitalize() for day in days]
    words = names[0] if len(names) == 1 else f"{names[0]}–{names[-1]}"
    block = np.ix_(days, range(*hours))
    on_duty = share(float(np.nanmean(staffed[block])), 0)
    return Hole(words, f"{hours[0]:02d}:00–{hours[1]:02d}:00", share(float(np.nanmean(served[block])), 0), on_duty)


def hole_lists(coverage: Table, summary: Mapping[str, Any], names: list[str]) -> list[dict[str, Any]]:
    """For each strategy and market the holes, and how many of the week's hours they are."""
    markets = list(summary["setting"]["markets"])
    return [
        {
            "strategy": name,
            "markets": [{"market": market, "holes": holes(coverage, name, market)} for market in markets],
        }
        for name in names
    ]
