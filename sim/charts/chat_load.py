"""The load of agents who handle several chats at once, over the hours of the week."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.charts.numbering import numbers
from sim.charts.selection import day_label, hours_of_week, names, planner_zone, rows, strategies
from sim.charts.style import MUTED, Panels, drawn, legend_below, line_look, new_figure, plain, wrapped
from sim.charts.week_axis import label_week
from sim.charts.weeks import week_of

if TYPE_CHECKING:
    from sim.records import Table

FAINT = 0.15


@drawn
def chat_load(tables: Mapping[str, Table], summary: Mapping[str, Any], week: str | None = None) -> Panels:
    """Each strategy's chats in hand per agent with any, and its agents with chats in hand under those on duty, by pool.

    Reads `chats` and, for the agents on duty, `pools`: chats per agent and agents, hours on the planner's clock. week:
    the ISO date of a day of a planning week; without it the mean of each hour of the week over the whole
    horizon.

    Picture: docs/gallery.md#chat_load
    """
    table, week = tables["chats"], None if week is None else week_of(tables, summary, week)
    shown, pools = strategies(summary), names({"pool": table["pool"][table["agents"] > 0]}, "pool")
    number = numbers("pool", tables, summary)
    figure = new_figure(11, 1.5 + 1.5 * len(shown))
    grid = figure.subplots(len(shown), 2, sharex=True, sharey="col", squeeze=False)
    duty, load = (_by_hour(tables[name], tables, summary, week) for name in ("pools", "chats"))
    most = 1.0
    for index, strategy in enumerate(shown):
        left, right = grid[index]
        for pool in pools:
            look = line_look(number[pool])
            when, chats = _means(load, strategy, pool, "chats")
            _, agents = _means(load, strategy, pool, "agents")
            if not agents.any():
                continue
            each = np.divide(chats, agents, out=np.full(len(when), np.nan), where=agents > 0)
            most = max(most, float(np.nanmax(each)))
            left.plot(when, each, **look, linewidth=1.4)
            right.plot(when, agents, **look, linewidth=1.4)
            when, staffed = _means(duty, strategy, pool, "staffed")
            right.fill_between(when, staffed, color=look["color"], alpha=FAINT, linewidth=0)
            right.plot(when, staffed, **look, linewidth=0.8, alpha=0.7)
        left.set_title(wrapped(strategy, 56, 1))
        left.set_ylabel("chats in hand per\nagent who has any")
        right.set_ylabel("agents")
        for axes in (left, right):
            label_week(axes, week or "", labels=index == len(shown) - 1)
    grid[0, 0].set_ylim(0.95, most + 0.05 * max(most - 1, 0.2))
    grid[0, 1].set_ylim(bottom=0)
    handles = [
        Line2D([], [], **line_look(number[pool]), label=f"with chats in hand: {wrapped(pool, 28, 1)}") for pool in pools
    ]
    legend_below(figure, [*handles, Patch(facecolor=MUTED, alpha=2 * FAINT, label="on duty")])
    when_words = f"Week from {day_label(week)}" if week else "Mean of each hour of the week"
    figure.suptitle(f"Chats in hand. {when_words}, clock of {plain(planner_zone(summary))}", x=0.01, ha="left")
    return tuple(grid.flat)


def _by_hour(table: Table, tables: Mapping[str, Table], summary: Mapping[str, Any], week: str | None) -> Table:
    """The rows of `table` with the whole hour since the week began, from Monday, or those of one planning week."""
    kept, hours = hours_of_week(table["start"], tables, summary, week)
    hours = np.floor(hours) if week is None else hours
    return {name: values[kept] for name, values in {**table, "hour": hours}.items()}


def _means(table: Table, strategy: str, pool: str, column: str) -> tuple[np.ndarray, np.ndarray]:
    """The hours of the week at which the pool's intervals stand, (hours,), and the mean of the column over each."""
    mine = rows(table, strategy=strategy, pool=pool)
    hours, place = np.unique(mine["hour"], return_inverse=True)
    return hours, np.bincount(place, mine[column]) / np.bincount(place)
