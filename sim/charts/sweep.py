"""A sweep in pictures: cost and worst week over one varied key, or a map of the best strategy over two."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Patch, Rectangle

from sim.charts.selection import names, rows
from sim.charts.style import (
    EMPTY,
    INK,
    PAPER,
    Panels,
    colour,
    drawn,
    hatch,
    legend_below,
    marked_look,
    money_scale,
    new_figure,
    pale,
    percent_axis,
    plain,
    wrapped,
)

if TYPE_CHECKING:
    from sim.records import Table

PANELS = (("cost", "cost"), ("worst_week_service_level", "service level of the worst week"))
NUMBER = re.compile(r"x?[+-]?[\d_]*\.?\d+(?:[eE][+-]?\d+)?")


@drawn
def sweep_lines(table: Table, path: str, currency: str) -> Panels:
    """Cost and the worst week's service level over one varied key, a line for each strategy, with 95 % intervals.

    Reads `sweep.csv`: cost in `currency`, service level 0 to 100 %. path: the column of the varied key, in its own
    unit.

    Picture: docs/gallery.md#sweep_lines
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
            axes.plot(at, mean, label=plain(strategy)[:40], **marked_look(number))
            axes.fill_between(at, low, high, color=colour(number), alpha=0.15, linewidth=0)
        axes.set_title(words, loc="left", fontsize="medium")
        axes.set_ylabel(unit or words)
        axes.set_xticks(places, ticks)
        axes.set_xlabel(wrapped(with_unit(path, values), 50, 2))
        if kpi != "cost":
            percent_axis(axes)
    legend_below(figure, grid[0].get_lines()[: len(shown)])
    return tuple(grid)


@drawn
def sweep_map(table: Table, across: str, up: str) -> Axes:
    """The break-even map: which strategy is best over two varied keys, with a line where another becomes the best.

    Reads `sweep.csv`; `across` and `up` are the columns of the varied keys, in their own units. The best is the
    cheapest whose means hold the goal; a cell is empty where none does. The figure in a cell is the best one's cost
    against the cheapest of the others, in per cent, whether or not that one holds the goal.

    Picture: docs/gallery.md#sweep_map
    """
    shown, columns, lines = names(table, "strategy"), names(table, across), names(table, up)
    width, height = min(1.25, 8.6 / len(columns)), max(min(0.62, 6.0 / len(lines)), 1.9 / len(lines))
    figure = new_figure(2.4 + width * len(columns), 2.2 + height * len(lines))
    axes = figure.add_subplot()
    winners = np.full((len(columns), len(lines)), -1)
    for column, x in enumerate(columns):
        for line, y in enumerate(lines):
            mine = rows(table, **{across: x, up: y})
            best = np.flatnonzero(mine["best"] > 0)
            place = shown.index(str(mine["strategy"][best[0]])) if len(best) else -1
            winners[column, line] = place
            _cell(axes, (column, line), place, _saving(mine["cost"], best) if width >= 0.8 else "")
    _boundary(axes, winners)
    for axis, values, room in ((axes.xaxis, columns, width), (axes.yaxis, lines, 2 * height)):
        step = max(1, math.ceil(0.55 / room))
        ticks = np.arange(0, len(values), step)
        words = axis_of(values)[1]
        axis.set_ticks(ticks + 0.5, [wrapped(words[tick], int(11 * room * step), 2) for tick in ticks])
    axes.set_xlim(0, len(columns))
    axes.set_ylim(0, len(lines))
    axes.set_xlabel(wrapped(with_unit(across, columns), max(int(9 * width * len(columns)), 20), 2))
    axes.set_ylabel(wrapped(with_unit(up, lines), max(int(9 * height * len(lines)), 16), 3))
    axes.grid(visible=False)
    wide = 2.4 + width * len(columns)
    axes.set_title(wrapped("Cheapest that holds the goal, and its cost against the cheapest other", int(9 * wide), 2))
    handles = [Patch(**_look(place), label=f"{letter(place)}  {plain(name)[:40]}") for place, name in enumerate(shown)]
    handles.append(Patch(**_look(-1), label="none holds the goal"))
    legend_below(figure, handles)
    return axes


def letter(place: int) -> str:
    """What stands for a strategy in a cell.

    >>> letter(0), letter(27)
    ('A', 'B2')
    """
    return f"{ascii_uppercase[place % 26]}{place // 26 + 1 if place >= 26 else ''}"


def _look(place: int) -> dict[str, Any]:
    if place < 0:
        return {"facecolor": EMPTY, "edgecolor": PAPER, "linewidth": 0}
    return {"facecolor": pale(place), "hatch": hatch(place), "edgecolor": colour(place), "linewidth": 0}


def _cell(axes: Axes, at: tuple[int, int], place: int, saving: str) -> None:
    axes.add_patch(Rectangle(at, 1, 1, **_look(place)))
    if place >= 0:
        box = {"facecolor": PAPER, "edgecolor": "none", "alpha": 0.85, "boxstyle": "round,pad=0.15"}
        middle = (at[0] + 0.5, at[1] + 0.5)
        axes.text(*middle, f"{letter(place)}  {saving}".strip(), ha="center", va="center", fontsize=9, bbox=box)


def _saving(costs: np.ndarray, best: np.ndarray) -> str:
    """The best one's cost against the cheapest of the others, with its sign; nothing where there are no others."""
    others = np.delete(costs, best[:1])
    if not len(best) or not len(others):
        return ""
    return f"{costs[best[0]] / float(others.min()) - 1:+.0%}".replace("-", "−").replace("%", " %")


def _boundary(axes: Axes, winners: np.ndarray) -> None:
    """A line between cells of which other strategies are the best; winners: (columns, lines) numbers of strategies."""
    upright = [[(x + 1, y), (x + 1, y + 1)] for x, y in np.argwhere(winners[1:] != winners[:-1])]
    level = [[(x, y + 1), (x + 1, y + 1)] for x, y in np.argwhere(winners[:, 1:] != winners[:, :-1])]
    axes.add_collection(LineCollection([*upright, *level], colors=INK, linewidths=2.6, capstyle="round"))


def with_unit(path: str, values: Sequence[str]) -> str:
    """The name of a key with the unit that its values share.

    >>> with_unit("contract.price", ["11/agent_hour", "14/agent_hour"]), with_unit("volume", ["x1", "x2"])
    ('contract.price, /agent_hour', 'volume')
    """
    found = [NUMBER.match(value) for value in values]
    behind = {value[match.end() :].strip() if match else "" for value, match in zip(values, found, strict=True)}
    unit = behind.pop() if len(behind) == 1 else ""
    return f"{path}, {unit}" if unit else path


def axis_of(values: Sequence[str]) -> tuple[list[float], list[str]]:
    """Return where the values of a key stand on an axis, and what is written there: at their numbers, else evenly.

    >>> axis_of(["11/agent_hour", "14/agent_hour"])
    ([11.0, 14.0], ['11', '14'])
    >>> axis_of(["standard", "customised"])
    ([0.0, 1.0], ['standard', 'customised'])
    >>> axis_of(["x0.8", "x1.2"])
    ([0.8, 1.2], ['x0.8', 'x1.2'])
    """
    found = [NUMBER.match(value) for value in values]
    behind = {value[match.end() :] for value, match in zip(values, found, strict=True) if match}
    if all(found) and len(behind) == 1:
        numbers = [match[0] for match in found if match]
        return [float(number.strip("x").replace("_", "")) for number in numbers], numbers
    return [float(place) for place in range(len(values))], [plain(value) for value in values]
