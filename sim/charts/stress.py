"""What bad days do to cost and to the worst week, strategy by strategy, on the same customers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes

from sim.charts.differences import signed
from sim.charts.numbering import numbers
from sim.charts.selection import names, rows, setting, strategies
from sim.charts.style import (
    INK,
    Panels,
    colour,
    drawn,
    error,
    hatch,
    legend_below,
    money_scale,
    new_figure,
    plain,
    wrapped,
)

if TYPE_CHECKING:
    from sim.records import Table

SHOWN = (("cost", "cost"), ("worst_week_service_level", "service level of the worst week"))


@drawn
def stress(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> Panels:
    """The change that each scenario makes against the season as expected, with its paired 95 % interval.

    Reads `stress`: cost in the study's currency, service level in percentage points. A row for each scenario, a bar in
    it for each strategy; a figure that no strategy has is left out.

    Picture: docs/gallery.md#stress
    """
    table = tables["stress"]
    scenarios, shown = names(table, "scenario"), strategies(summary)
    number = numbers("strategy", tables, summary)
    looks = {name: _look(number[name]) for name in shown}
    figures = [found for found in SHOWN if np.isfinite(rows(table, kpi=found[0])["change_mean"]).any()]
    figure = new_figure(11, 1.6 + len(scenarios) * (0.35 + 0.24 * len(shown)))
    panels = figure.subplots(1, len(figures), sharey=True, squeeze=False)[0]
    for axes, (kpi, words) in zip(panels, figures, strict=True):
        part = rows(table, kpi=kpi)
        _bars(axes, part, scenarios, looks)
        axes.set_title(words, loc="left", fontsize="medium")
        if kpi == "cost":
            largest = float(np.nanmax(np.abs(part["change_mean"]), initial=0.0))
            scale, unit = money_scale(largest, str(setting(summary).get("currency") or ""))
            axes.xaxis.set_major_formatter(lambda value, _, scale=scale: signed(value / scale))
            axes.set_xlabel(f"change, {unit}")
        else:
            axes.xaxis.set_major_formatter(lambda value, _: signed(value * 100))
            axes.set_xlabel("change, percentage points")
    panels[0].set_yticks(range(len(scenarios)), [wrapped(name, 26, 2) for name in scenarios])
    panels[0].set_ylim(len(scenarios) - 0.5, -0.5)
    handles = [panels[0].bar(0, 0, label=plain(name), **look) for name, look in looks.items()]
    legend_below(figure, handles)
    return tuple(panels)


def _look(number: int) -> dict[str, Any]:
    return {"color": colour(number), "hatch": hatch(number), "edgecolor": INK, "linewidth": 0.4}


def _bars(axes: Axes, table: Table, scenarios: list[str], looks: Mapping[str, dict[str, Any]]) -> None:
    height = 0.8 / max(len(looks), 1)
    for place, (strategy, look) in enumerate(looks.items()):
        for row, scenario in enumerate(scenarios):
            mine = rows(table, strategy=strategy, scenario=scenario)
            if not len(mine["change_mean"]) or not np.isfinite(mine["change_mean"][0]):
                continue
            mean, low, high = (float(mine[f"change_{end}"][0]) for end in ("mean", "low", "high"))
            at = row - 0.4 + height * (place + 0.5)
            axes.barh(at, mean, height=height * 0.9, **look)
            if np.isfinite(low) and np.isfinite(high):
                axes.errorbar(mean, at, xerr=error(mean, low, high), color=INK, linewidth=1, capsize=2)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.margins(x=0.08)
