"""The cost statement of each strategy, stacked by line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes

from sim.charts.numbering import numbering
from sim.charts.selection import rows, setting, strategies
from sim.charts.style import INK, colour, drawn, error, hatch, money_scale, new_figure, wrapped

if TYPE_CHECKING:
    from sim.records import Table

LINES_SHOWN = 8


@drawn
def costs(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> Axes:
    """Each strategy's mean cost over the horizon, stacked by line, with the 95 % interval of the total.

    Reads `costs` and, for the interval, the summary's total `cost`, in the study's currency. Credits stand left of
    zero; the smallest lines are put together where there are more than eight.

    Picture: docs/gallery.md#costs
    """
    shown = strategies(summary)
    amounts, lines = amounts_by_line(tables["costs"], shown, numbering(tables, summary)["line"])
    gross = np.where(amounts > 0, amounts, 0).sum(axis=0)
    scale, unit = money_scale(float(gross.max(initial=0.0)), str(setting(summary).get("currency") or ""))
    figure = new_figure(11, 1.8 + 0.55 * len(shown))
    axes = figure.add_subplot()
    _draw_bars(axes, amounts / scale, lines)
    for place, strategy in enumerate(shown):
        total = summary["strategies"][strategy].get("totals", {}).get("cost") or {}
        mean = float(total["mean"] if total.get("mean") is not None else amounts[:, place].sum())
        low, high = (float("nan") if total.get(end) is None else float(total[end]) for end in ("low", "high"))
        axes.errorbar(
            mean / scale, place, xerr=error(mean, low, high) / scale, color=INK, capsize=4, fmt="none", linewidth=1.5
        )
        right = max(gross[place], mean, high if np.isfinite(high) else mean) / scale
        axes.annotate(
            f"{mean / scale:,.2f}", (right, place), (7, 0), textcoords="offset points", va="center", weight="bold"
        )
    axes.set_yticks(range(len(shown)), [wrapped(name, 26, 2) for name in shown])
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.margins(x=0.09)
    if float(amounts.min(initial=0.0)) >= 0:
        axes.set_xlim(left=0)
    axes.axvline(0, color=INK, linewidth=1)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.4g}")
    axes.set_xlabel(f"cost over the horizon, {unit} (mean; bar with caps: 95 % interval of the total)")
    figure.legend(loc="outside upper left", ncols=4)
    return axes


def amounts_by_line(table: Table, shown: list[str], lines: list[str]) -> tuple[np.ndarray, list[str]]:
    """Amounts (lines, strategies) over all months and pools in the order of `lines`, and what the rows are called.

    Where there are many lines, those from the eighth on are put together.
    """
    place = {line: index for index, line in enumerate(lines)}
    amounts = np.zeros((len(lines), len(shown)))
    for column, strategy in enumerate(shown):
        mine = rows(table, strategy=strategy)
        where = [place[str(line)] for line in mine["line"]]
        amounts[:, column] = np.bincount(where, np.nan_to_num(mine["mean"]), len(lines)) if where else 0.0
    if len(lines) > LINES_SHOWN:
        rest = amounts[LINES_SHOWN - 1 :].sum(axis=0, keepdims=True)
        amounts = np.concatenate([amounts[: LINES_SHOWN - 1], rest])
        lines = [*lines[: LINES_SHOWN - 1], f"{len(lines) - LINES_SHOWN + 1} smaller lines"]
    return amounts, lines


def _draw_bars(axes: Axes, amounts: np.ndarray, lines: list[str]) -> None:
    places = np.arange(amounts.shape[1])
    right, left = np.zeros(len(places)), np.zeros(len(places))
    for index, line in enumerate(lines):
        widths = amounts[index]
        if not widths.any():
            continue
        starts = np.where(widths >= 0, right, left)
        axes.barh(
            places,
            widths,
            left=starts,
            height=0.68,
            color=colour(index),
            hatch=hatch(index),
            edgecolor="white",
            linewidth=0.6,
            label=wrapped(line.replace("_", " "), 30, 1),
        )
        right, left = right + np.maximum(widths, 0), left + np.minimum(widths, 0)
