"""Why nobody plans agents who are busy all the time: how long customers wait when agents are how busy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.charts.panels import strategy_grid
from sim.charts.selection import live_queues, means_by_place, rows, strategies, waited
from sim.charts.style import (
    INK,
    PAPER,
    SERIES,
    WARN,
    Panels,
    drawn,
    figure_of,
    legend_below,
    percent_axis,
    time_scale,
    wide_scale,
)

if TYPE_CHECKING:
    from sim.records import Table

BIN = 0.05
"""Width of a range of occupancy of which the median is drawn."""
FEWEST = 5
"""Intervals that a median is taken of."""
LARGEST = 220.0
"""Area of the mark of a range in which all contacts come, square points."""
LINE: dict[str, Any] = {"color": INK, "linewidth": 1.6}
MARK: dict[str, Any] = {"color": SERIES[0], "edgecolors": INK, "linewidths": 0.8, "zorder": 3}
SPREAD: dict[str, Any] = {"color": SERIES[2], "alpha": 0.45, "linewidth": 0}
TOTAL: dict[str, Any] = {
    "color": WARN,
    "marker": "X",
    "markersize": 9,
    "markeredgecolor": PAPER,
    "linestyle": "",
    "zorder": 4,
}


@drawn
def occupancy_and_wait(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> Panels:
    """Each strategy's mean wait of live queues in the intervals in which its agents are so busy, by 5 % of occupancy.

    Reads `pools` (busy over on duty, all pools together, 0 to 100 %) and `intervals` (waits in seconds or minutes),
    interval by interval, means over the replications. Drawn are the median of the intervals, the range that holds 80 %
    of them, a mark as large as the share of contacts that come then, and a cross for the whole horizon as a contact
    meets it on average: busy intervals have more contacts, so that it lies right of the key figure `occupancy`. Agents
    may also be busy with deferred work, which nobody waits for on the line.

    Picture: docs/gallery.md#occupancy_and_wait
    """
    shown = strategies(summary)
    points = {strategy: busy_intervals(tables, summary, strategy) for strategy in shown}
    curves = {strategy: _curve(*found) for strategy, found in points.items()}
    tops = [float(np.max(curve[:, 3], initial=0.0)) for curve in curves.values()]
    scale, unit = time_scale(max(tops, default=0.0))
    grid = strategy_grid(shown, min(len(shown), 3), height=2.2)
    for index, (axes, strategy) in enumerate(zip(grid.panels, shown, strict=True)):
        middle, low, median, high, share = curves[strategy].T
        axes.fill_between(middle, low / scale, high / scale, **SPREAD)
        axes.plot(middle, median / scale, **LINE)
        axes.scatter(middle, median / scale, s=12 + LARGEST * share, **MARK)
        occupancy, waits, weights = points[strategy]
        if weights.sum() > 0:
            axes.plot(np.average(occupancy, weights=weights), np.average(waits, weights=weights) / scale, **TOTAL)
        if grid.is_last(index):
            axes.set_xlabel("occupancy of agents on duty")
        if grid.is_first(index):
            axes.set_ylabel(f"mean wait ({unit})")
    first = grid.panels[0]
    wide_scale(first, [top / scale for top in tops], 1.0, () if any(tops) else (1.0,))
    percent_axis(first, "x", ceiling=None)
    least = min((float(curve[0, 0]) for curve in curves.values() if len(curve)), default=0.0)
    first.set_xlim(max(0.0, least - BIN), 1.02)
    first.locator_params(axis="x", nbins=5)
    handles: list[Any] = [
        Line2D(
            [],
            [],
            **LINE,
            marker="o",
            markerfacecolor=SERIES[0],
            label="median of intervals, large where many contacts come",
        )
    ]
    handles += [
        Patch(**SPREAD, label="80 % of intervals"),
        Line2D([], [], **TOTAL, label="whole horizon, as a contact meets it"),
    ]
    legend_below(figure_of(first), handles)
    return grid.panels


def busy_intervals(
    tables: Mapping[str, Table], summary: Mapping[str, Any], strategy: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Occupancy 0..1, mean wait in seconds and contacts offered of each interval that has them, all (intervals,)."""
    duty, mine = (rows(tables[name], strategy=strategy) for name in ("pools", "intervals"))
    starts, place = np.unique(np.concatenate([duty["start"], mine["start"]]).astype(str), return_inverse=True)
    on_duty, asked = place[: len(duty["start"])], place[len(duty["start"]) :]
    busy, staffed = (np.bincount(on_duty, np.nan_to_num(duty[name]), len(starts)) for name in ("busy", "staffed"))
    counts = np.isin(mine["queue"].astype(str), live_queues(tables, summary)) & waited(mine)
    weights = np.where(counts & np.isfinite(mine["mean_wait"]), np.nan_to_num(mine["offered"]), 0.0)
    offered = np.bincount(asked, weights, len(starts))
    waits = means_by_place(mine["mean_wait"], weights, asked, len(starts))
    kept = (staffed > 0) & (offered > 0)
    return busy[kept] / staffed[kept], waits[kept], offered[kept]


def _curve(occupancy: np.ndarray, waits: np.ndarray, offered: np.ndarray) -> np.ndarray:
    """For each range of occupancy with enough intervals its middle, the 10 %, 50 % and 90 % quantile of waits, and the
    share of contacts, (ranges, 5).

    >>> _curve(np.full(5, 0.81), np.arange(5.0), np.ones(5)).round(3).tolist()
    [[0.825, 0.4, 2.0, 3.6, 1.0]]
    """
    places = np.minimum(occupancy / BIN, 1 / BIN - 0.5).astype(int)  # all busy belongs to the last range
    kept = np.flatnonzero(np.bincount(places, minlength=1) >= FEWEST)
    found = [
        [(k + 0.5) * BIN, *np.quantile(waits[places == k], [0.1, 0.5, 0.9]), offered[places == k].sum() / offered.sum()]
        for k in kept
    ]
    return np.array(found).reshape(-1, 5)
