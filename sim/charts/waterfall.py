"""From the rate card to the cost of a resolved ticket, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes

from sim.charts.selection import names, rows, setting, strategies
from sim.charts.style import INK, Panels, colour, drawn, new_figure, plain, without_axes, wrapped
from sim.comparison.waterfall import STEPS

if TYPE_CHECKING:
    from sim.records import Table

COLUMNS = 3
DEARER, CHEAPER, WHOLE = 1, 4, 0
"""Numbers of the colours: what adds, what takes off, the first step and the sum."""


@drawn
def waterfall(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> Panels:
    """What a resolved ticket costs under each strategy: a bar for each step, from the rate card down to the sum.

    Reads `waterfall`: the study's currency per resolved ticket. All panels share their axes; a step that no strategy
    has is left out.

    Picture: docs/gallery.md#waterfall
    """
    table = tables["waterfall"]
    known = names(table, "strategy")
    shown = [strategy for strategy in strategies(summary) if strategy in known]
    steps = [step for step in STEPS if step in names(table, "step")]
    unit = plain(str(setting(summary).get("currency") or "")) or "money"
    if not shown:
        return (without_axes(new_figure(8, 2).add_subplot(), "no ticket was resolved"),)
    columns = min(COLUMNS, len(shown))
    lines = -(-len(shown) // columns)
    figure = new_figure(2.0 + 3.0 * columns, 1.2 + lines * (0.9 + 0.24 * (len(steps) + 1)))
    panels = figure.subplots(lines, columns, sharex=True, sharey=True, squeeze=False).ravel()
    for axes, strategy in zip(panels, shown, strict=False):
        _panel(axes, rows(table, strategy=strategy), steps)
        axes.set_title(wrapped(strategy, 30, 2), loc="left", fontsize="medium")
    panels[0].set_yticks(range(len(steps) + 1), [*(step.replace("_", " ") for step in steps), "a resolved ticket"])
    panels[0].invert_yaxis()
    panels[0].margins(x=0.16)
    for axes in panels[len(shown) :]:
        axes.set_visible(False)
    for axes in panels[max(len(shown) - columns, 0) : len(shown)]:
        axes.set_xlabel(f"{unit} per resolved ticket")
        axes.tick_params(labelbottom=True)
    return tuple(panels[: len(shown)])


def _panel(axes: Axes, mine: Mapping[str, np.ndarray], steps: list[str]) -> None:
    by_step = dict(zip(mine["step"].tolist(), mine["amount"].tolist(), strict=True))
    reached = 0.0
    for place, step in enumerate(steps):
        amount = float(by_step.get(step, 0.0))
        look = WHOLE if place == 0 else DEARER if amount >= 0 else CHEAPER
        _bar(axes, place, reached, amount, colour(look), hatched=look == CHEAPER)
        reached += amount
    _bar(axes, len(steps), 0.0, reached, colour(WHOLE), bold=True)
    axes.axvline(0, color=INK, linewidth=1)
    axes.grid(visible=False, axis="y")


def _bar(
    axes: Axes, place: int, begin: float, amount: float, fill: str, *, bold: bool = False, hatched: bool = False
) -> None:
    look: dict[str, Any] = {"color": fill, "edgecolor": "white", "linewidth": 0.5, "hatch": "///" if hatched else ""}
    axes.barh(place, amount, left=begin, height=0.7, **look)
    if amount:
        axes.annotate(
            f"{amount:,.2f}", (max(begin, begin + amount), place), (4, 0), textcoords="offset points", va="center",
            fontsize=9, weight="bold" if bold else "normal",
        )  # fmt: skip
