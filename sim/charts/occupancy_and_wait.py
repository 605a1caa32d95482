"""Why nobody plans agents who are busy all the time: how long customers wait when agents are how busy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D

from sim.charts.panels import strategy_grid
from sim.charts.selection import live_queues, local_clock, planner_zone, rows, strategies, waited
from sim.charts.style import (
    INK,
    MUTED,
    SERIES,
    Panels,
    drawn,
    figure_of,
    legend_below,
    percent_axis,
    plain,
    time_scale,
    wide_scale,
)

if TYPE_CHECKING:
    from sim.records import Table

BIN = 0.05
"""Width of a range of occupancy whose median is drawn."""
FEWEST = 3
"""Hours of the week that a median is taken of."""


@drawn
def occupancy_and_wait(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> Panels:
    """Each strategy's mean wait of live queues over the occupancy of its agents, a dot for each hour of the week.

    Reads `pools` (busy over on duty, all pools together) and `intervals` (waits weighted by contacts offered), both
    over the whole horizon, hours on the planner's clock. The line is the median of each 5 % of occupancy with 3 hours
    or more. Agents may also be busy with deferred work, which nobody waits for on the line.
    """
    shown = strategies(summary)
    points = {strategy: _points(tables, summary, strategy) for strategy in shown}
    tops = [float(np.nanmax(waits, initial=0.0)) for _, waits in points.values()]
    scale, unit = time_scale(max(tops, default=0.0))
    grid = strategy_grid(shown, min(len(shown), 3), height=2.3)
    for index, (axes, strategy) in enumerate(zip(grid.panels, shown, strict=True)):
        occupancy, waits = points[strategy]
        axes.plot(occupancy, waits / scale, **DOT)
        axes.plot(*_medians(occupancy, waits / scale), **MEDIAN)
        if grid.is_last(index):
            axes.set_xlabel("occupancy of agents on duty")
        if grid.is_first(index):
            axes.set_ylabel(f"mean wait ({unit})")
    first = grid.panels[0]
    wide_scale(first, [top / scale for top in tops], 1.0)
    percent_axis(first, "x", ceiling=None)
    first.set_xlim(0, 1.02)
    first.set_xticks([0, 0.25, 0.5, 0.75, 1.0])
    figure = figure_of(first)
    handles = [Line2D([], [], **DOT, label="one hour of the week"), Line2D([], [], **MEDIAN, label="median")]
    legend_below(figure, handles)
    clock = plain(planner_zone(summary))
    figure.suptitle(f"Wait over occupancy, each of the 168 hours of the week. Clock of {clock}", x=0.01, ha="left")
    return grid.panels


DOT: dict[str, Any] = {"linestyle": "", "marker": "o", "markersize": 4, "color": SERIES[2], "markeredgecolor": MUTED,
                       "markeredgewidth": 0.5}  # fmt: skip
MEDIAN: dict[str, Any] = {"color": INK, "linewidth": 2, "marker": "s", "markersize": 4}


def _points(tables: Mapping[str, Table], summary: Mapping[str, Any], strategy: str) -> tuple[np.ndarray, np.ndarray]:
    """Occupancy 0..1 and mean wait in seconds by hour of the week, both (168,), nan where there is none."""
    zone = planner_zone(summary)
    duty = rows(tables["pools"], strategy=strategy)
    busy, staffed = (_summed(duty["start"], duty[name], zone) for name in ("busy", "staffed"))
    mine = rows(tables["intervals"], strategy=strategy)
    counts = np.isin(mine["queue"].astype(str), live_queues(tables, summary)) & waited(mine)
    weights = np.where(counts & np.isfinite(mine["mean_wait"]), np.nan_to_num(mine["offered"]), 0.0)
    offered, summed = (
        _summed(mine["start"], values, zone) for values in (weights, weights * np.nan_to_num(mine["mean_wait"]))
    )
    return _quotient(busy, staffed), _quotient(summed, offered)


def _summed(starts: np.ndarray, values: np.ndarray, zone: str) -> np.ndarray:
    return np.bincount(local_clock(starts, zone)[1].astype(int), np.nan_to_num(values), 168)


def _quotient(num: np.ndarray, den: np.ndarray) -> np.ndarray:
    return np.asarray(np.divide(num, den, out=np.full(len(num), np.nan), where=den > 0))


def _medians(occupancy: np.ndarray, waits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The middle of each range of occupancy that holds enough hours, and the median wait of them."""
    known = np.isfinite(occupancy) & np.isfinite(waits)
    places = (occupancy[known] / BIN).astype(int)
    kept = np.flatnonzero(np.bincount(places) >= FEWEST)
    medians = [float(np.median(waits[known][places == place])) for place in kept]
    return (kept + 0.5) * BIN, np.array(medians)
