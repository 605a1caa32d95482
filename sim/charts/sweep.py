"""A sweep in pictures: cost and worst week over one varied key, or a map of the best strategy over two."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import LineCollection
from matplotlib.patches import Patch, Rectangle

from sim.charts.key_values import axis_of, is_as_given, with_unit
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
    wrapped,
)

if TYPE_CHECKING:
    from sim.records import Table

GIVEN: dict[str, Any] = {"facecolor": "none", "edgecolor": INK, "linewidth": 1.3, "linestyle": (0, (4, 2))}
PANELS = (("cost", "cost"), ("worst_week_service_level", "service level of the worst week"))


@drawn
def sweep_lines(table: Table, path: str, currency: str, order: Sequence[str] = ()) -> Panels:
    """Cost and the worst week's service level over one varied key, a line for each strategy, with 95 % intervals.

    Reads `sweep.csv`: cost in `currency`, service level 0 to 100 %. path: the column of the varied key, in its own
    unit; order: the study's strategies, for the same colours as on other charts where a few of them are swept.

    Picture: docs/gallery.md#sweep_lines
    """
    shown = numbered(table, order)
    values = names(table, path)
    places, ticks = axis_of(values)
    panels = [panel for panel in PANELS if panel[0] in table and np.isfinite(table[panel[0]]).any()]
    figure = new_figure(5.4 * len(panels), 4.4)
    grid = figure.subplots(1, len(panels), squeeze=False)[0]
    for axes, (kpi, words) in zip(grid, panels, strict=True):
        scale, unit = money_scale(float(np.nanmax(table[kpi])), currency) if kpi == "cost" else (1.0, "")
        for strategy, number in shown.items():
            mine = rows(table, strategy=strategy)
            where = [values.index(str(value)) for value in mine[path]]
            at = np.array([places[place] for place in where])
            mean, low, high = (mine[name] / scale for name in (kpi, f"{kpi}_low", f"{kpi}_high"))
            axes.plot(at, mean, label=wrapped(strategy, 40, 1), **marked_look(number))
            axes.fill_between(at, low, high, color=colour(number), alpha=0.15, linewidth=0)
        axes.set_title(words, loc="left", fontsize="medium")
        axes.set_ylabel(unit or words)
        axes.set_xticks(places, ticks)
        axes.set_xlabel(with_unit(path, values, 50, 2))
        if kpi != "cost":
            percent_axis(axes)
    legend_below(figure, grid[0].get_lines()[: len(shown)])
    return tuple(grid)


@drawn
def sweep_map(table: Table, across: str, up: str, order: Sequence[str] = (), *, goal: bool = True) -> Axes:
    """The break-even map: which strategy is best over two varied keys, with a line where another becomes the best.

    Reads `sweep.csv`; `across` and `up` are the columns of the varied keys, in their own units. The best is the
    cheapest whose means hold the goal; a cell is empty where none does. The figure in a cell is the best one's cost
    against the cheapest of the others that hold the goal too, in per cent; there is none where no other does. A frame
    is around the study as it is, where both keys are multiplied by 1. order: the study's strategies, for the same
    colours as on other charts where a few of them are swept; goal: whether the study has one.

    Picture: docs/gallery.md#sweep_map
    """
    number, columns, lines = numbered(table, order), names(table, across), names(table, up)
    width, height = min(1.25, 8.6 / len(columns)), max(min(0.62, 6.0 / len(lines)), 1.9 / len(lines))
    figure = new_figure(2.4 + width * len(columns), 2.2 + height * len(lines))
    axes = figure.add_subplot()
    winners = np.full((len(columns), len(lines)), -1)
    for column, x in enumerate(columns):
        for line, y in enumerate(lines):
            mine = rows(table, **{across: x, up: y})
            best = np.flatnonzero(mine["best"] > 0)
            place = number[str(mine["strategy"][best[0]])] if len(best) else -1
            winners[column, line] = place
            _cell(axes, (column, line), place, _saving(mine, best) if width >= 0.8 else "")
    _boundary(axes, winners)
    framed = _frame_given(axes, columns, lines)
    _name_values(axes.xaxis, columns, width)
    _name_values(axes.yaxis, lines, 2 * height)
    axes.set_xlim(0, len(columns))
    axes.set_ylim(0, len(lines))
    axes.set_xlabel(with_unit(across, columns, max(int(9 * width * len(columns)), 20), 2))
    axes.set_ylabel(with_unit(up, lines, max(int(9 * height * len(lines)), 16), 3))
    axes.grid(visible=False)
    words = "Cheapest that holds the goal, and its cost against the next that holds it"
    words = words if goal else "Cheapest, and its cost against the next"
    axes.set_title(wrapped(words, int(9 * figure.get_figwidth()), 2))
    handles = [
        Patch(**_look(place), label=f"{letter(place)}  {wrapped(name, 40, 1)}")
        for name, place in number.items()
        if (winners == place).any()
    ]
    handles += [Patch(**_look(-1), label="none holds the goal")] if (winners < 0).any() else []
    handles += [Patch(**GIVEN, label="study as given")] if framed else []
    legend_below(figure, handles)
    return axes


def numbered(table: Table, order: Sequence[str] = ()) -> dict[str, int]:
    """The strategies of a sweep, each with the number of its colour: its place in the study, or in the sweep."""
    shown = names(table, "strategy")
    places = {name: place for place, name in enumerate(dict.fromkeys([*order, *shown]))}
    return {name: places[name] for name in shown}


def _name_values(axis: Axis, values: Sequence[str], room: float) -> None:
    """Write the values below or beside their cells, as many as have room; room: inches for each."""
    step = max(1, math.ceil(0.55 / room))
    ticks = np.arange(0, len(values), step)
    words = axis_of(values)[1]
    axis.set_ticks(ticks + 0.5, [wrapped(words[tick], int(11 * room * step), 2) for tick in ticks])


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


def _saving(point: Table, best: np.ndarray) -> str:
    """The best one's cost against the cheapest other that holds the goal, with its sign; nothing where none does."""
    costs = point["cost"]
    others = np.delete(costs, best[:1])[np.delete(point["holds"], best[:1]) > 0]
    if not len(best) or not len(others):
        return ""
    return f"{costs[best[0]] / float(others.min()) - 1:+.0%}".replace("-", "−").replace("%", " %")


def _frame_given(axes: Axes, columns: Sequence[str], lines: Sequence[str]) -> bool:
    """Frame the cell in which both keys are as the study has them; returns whether there is one."""
    at = [[place for place, value in enumerate(values) if is_as_given(value)] for values in (columns, lines)]
    for x, y in itertools.product(*at):
        axes.add_patch(Rectangle((x + 0.06, y + 0.06), 0.88, 0.88, **GIVEN))
    return all(at)


def _boundary(axes: Axes, winners: np.ndarray) -> None:
    """A line between cells of which other strategies are the best; winners: (columns, lines) numbers of strategies."""
    upright = [[(x + 1, y), (x + 1, y + 1)] for x, y in np.argwhere(winners[1:] != winners[:-1])]
    level = [[(x, y + 1), (x + 1, y + 1)] for x, y in np.argwhere(winners[:, 1:] != winners[:, :-1])]
    axes.add_collection(LineCollection([*upright, *level], colors=INK, linewidths=2.6, capstyle="round"))
