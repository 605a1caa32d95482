"""A sweep in pictures: cost and worst week over one varied key, or a map of the best strategy over two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.charts.selection import names, rows
from sim.charts.style import (
    EMPTY,
    PAPER,
    Panels,
    colour,
    drawn,
    legend_below,
    line_look,
    money_scale,
    new_figure,
    percent_axis,
    plain,
    wrapped,
)

if TYPE_CHECKING:
    from sim.records import Table

PANELS = (("cost", "cost"), ("worst_week_service_level", "service level of the worst week"))
NUMBER = re.compile(r"[+-]?[\d_]*\.?\d+(?:[eE][+-]?\d+)?")


@drawn
def sweep_lines(table: Table, path: str, currency: str) -> Panels:
    """Cost and the worst week's service level over one varied key, a line for each strategy, with 95 % intervals.

    Reads `sweep.csv`; `path` is the column of the varied key.
    """
    shown = names(table, "strategy")
    values = names(table, path)
    places, ticks = axis_of(values)
    panels = [panel for panel in PANELS if panel[0] in table and np.isfinite(table[panel[0]]).any()]
    figure = new_figure(5.4 * len(panels), 4.4)
    grid = figure.subplots(1, len(panels), squeeze=False)[0]
    for axes, (kpi, words) in zip(grid, panels, strict=True):
        scale, unit = money_scale(float(np.nanmax(table[kpi])), currency) if kpi == "cost" else (1.0, "")
        for number, strategy in enumerate(shown):
            mine = rows(table, strategy=strategy)
            where = [values.index(str(value)) for value in mine[path]]
            at = np.array([places[place] for place in where])
            mean, low, high = (mine[name] / scale for name in (kpi, f"{kpi}_low", f"{kpi}_high"))
            axes.plot(at, mean, label=plain(strategy), **line_look(number))
            axes.fill_between(at, low, high, color=colour(number), alpha=0.15, linewidth=0)
        axes.set_title(words, loc="left", fontsize="medium")
        axes.set_ylabel(unit or words)
        axes.set_xticks(places, ticks)
        axes.set_xlabel(plain(path))
        if kpi != "cost":
            percent_axis(axes)
    legend_below(figure, grid[0].get_lines()[: len(shown)])
    return tuple(grid)


@drawn
def sweep_map(table: Table, across: str, up: str) -> Axes:
    """Which strategy is best over two varied keys: the cheapest whose means hold the goal; empty where none does.

    Reads `sweep.csv`; `across` and `up` are the columns of the varied keys. A cell tells by how much the best is
    cheaper, or dearer, than the cheapest of the others, whether or not that one holds the goal.
    """
    shown, columns, lines = names(table, "strategy"), names(table, across), names(table, up)
    figure = new_figure(2.6 + 1.25 * len(columns), 2.2 + 0.62 * len(lines))
    axes = figure.add_subplot()
    for column, x in enumerate(columns):
        for line, y in enumerate(lines):
            _cell(axes, rows(table, **{across: x, up: y}), shown, (column, line))
    axes.set_xlim(0, len(columns))
    axes.set_ylim(0, len(lines))
    axes.set_xticks(np.arange(len(columns)) + 0.5, [plain(value) for value in columns])
    axes.set_yticks(np.arange(len(lines)) + 0.5, [plain(value) for value in lines])
    axes.set_xlabel(plain(across))
    axes.set_ylabel(wrapped(up, 40, 2))
    axes.grid(visible=False)
    handles = [Patch(facecolor=colour(place), label=plain(name)) for place, name in enumerate(shown)]
    legend_below(figure, [*handles, Patch(facecolor=EMPTY, label="none holds the goal")])
    return axes


def _cell(axes: Axes, mine: Table, shown: list[str], at: tuple[int, int]) -> None:
    from matplotlib.patches import Rectangle

    best = np.flatnonzero(mine["best"] > 0)
    if not len(best):
        axes.add_patch(Rectangle(at, 1, 1, facecolor=EMPTY, edgecolor=PAPER))
        return
    chosen = int(best[0])
    place = shown.index(str(mine["strategy"][chosen]))
    axes.add_patch(Rectangle(at, 1, 1, facecolor=colour(place), edgecolor=PAPER))
    others = np.delete(mine["cost"], chosen)
    if len(others):
        change = mine["cost"][chosen] / float(others.min()) - 1
        words = f"{change:+.0%}".replace("-", "−")
        box = {"facecolor": PAPER, "edgecolor": "none", "alpha": 0.8, "boxstyle": "round,pad=0.15"}
        axes.text(at[0] + 0.5, at[1] + 0.5, words, ha="center", va="center", fontsize=9, bbox=box)


def axis_of(values: Sequence[str]) -> tuple[list[float], list[str]]:
    """Return where the values of a key stand on an axis, and what is written there: at their numbers, else evenly.

    >>> axis_of(["11/agent_hour", "14/agent_hour"])
    ([11.0, 14.0], ['11', '14'])
    >>> axis_of(["standard", "customised"])
    ([0.0, 1.0], ['standard', 'customised'])
    """
    found = [NUMBER.match(value) for value in values]
    behind = {value[match.end() :] for value, match in zip(values, found, strict=True) if match}
    if all(found) and len(behind) == 1:
        numbers = [match[0] for match in found if match]
        return [float(number.replace("_", "")) for number in numbers], numbers
    return [float(place) for place in range(len(values))], [plain(value) for value in values]
