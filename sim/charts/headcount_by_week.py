"""People employed week by week: at work and in training, who joins and who leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.charts.selection import names, pool_rows, strategies
from sim.charts.style import CASED, INK, PAPER, SERIES, Panels, drawn, legend_below, new_figure, wrapped
from sim.charts.week_axis import label_weeks

if TYPE_CHECKING:
    from sim.records import Table

READY: dict[str, Any] = {"facecolor": SERIES[0], "edgecolor": PAPER, "linewidth": 0.4}
TRAINED: dict[str, Any] = {"facecolor": SERIES[5], "hatch": "///", "edgecolor": INK, "linewidth": 0.4}
JOINED: dict[str, Any] = {"facecolor": SERIES[2], "edgecolor": INK, "linewidth": 0.4}
LEFT: dict[str, Any] = {"facecolor": SERIES[3], "hatch": "...", "edgecolor": INK, "linewidth": 0.4}
COLUMNS = ("required", "heads", "in_training", "hired", "left")


@drawn
def headcount_by_week(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> Panels:
    """Each strategy's people by week, at work and in training, over those required, and who joined and left.

    Reads `workforce`: people, the vendors' agents among them, all pools together, means over the replications.

    Picture: docs/gallery.md#headcount_by_week
    """
    shown, weeks = strategies(summary), sorted(names(tables["workforce"], "week"))
    figure = new_figure(11, 1.3 + 1.5 * len(shown))
    grid = figure.subplots(len(shown), 2, sharex=True, sharey="col", squeeze=False)
    places, tallest, moved = np.arange(len(weeks)), 1.0, 1.0
    for index, strategy in enumerate(shown):
        left, right = grid[index]
        mine = pool_rows(tables, summary, strategy, "workforce")
        at = [weeks.index(str(week)) for week in mine["week"]]
        required, heads, training, joined, gone = (
            np.bincount(at, np.nan_to_num(mine[name]), len(weeks)) for name in COLUMNS
        )
        left.bar(places, heads - training, width=0.86, **READY)
        left.bar(places, training, bottom=heads - training, width=0.86, **TRAINED)
        left.stairs(
            required, np.arange(len(weeks) + 1) - 0.5, color=INK, linewidth=1.8, baseline=None, path_effects=CASED
        )
        right.bar(places, joined, width=0.86, **JOINED)
        right.bar(places, -gone, width=0.86, **LEFT)
        tallest, moved = max(tallest, heads.max(), required.max()), max(moved, joined.max(), gone.max())
        right.axhline(0, color=INK, linewidth=0.8)
        left.set_title(wrapped(strategy, 56, 1))
        left.set_ylabel("people")
        right.set_ylabel("people a week")
        for axes in (left, right):
            label_weeks(axes, weeks, labels=index == len(shown) - 1, room=7)
    grid[0, 0].set_ylim(0, 1.08 * tallest)
    grid[0, 1].set_ylim(-1.08 * moved, 1.08 * moved)
    grid[0, 1].yaxis.set_major_formatter(lambda value, _: f"{abs(value):,.4g}")
    handles = [Patch(**READY, label="at work"), Patch(**TRAINED, label="in training")]
    handles += [Patch(**JOINED, label="joined (up)"), Patch(**LEFT, label="left (down)")]
    legend_below(figure, [*handles, Line2D([], [], color=INK, linewidth=1.8, label="required, through shrinkage")])
    return tuple(grid.flat)
