"""Paired differences against the baseline: the same customers, served another way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes

from sim.charts.selection import rows, setting, strategies
from sim.charts.style import (
    INK,
    MUTED,
    SERIES,
    Panels,
    drawn,
    error,
    money_scale,
    new_figure,
    time_scale,
    without_axes,
    wrapped,
)

if TYPE_CHECKING:
    from sim.records import Table

# Key figure, its words, and whether less of it is better.
SHOWN = (
    ("cost", "cost", True),
    ("service_level", "service level", False),
    ("abandonment_rate", "abandonment", True),
)
IF_NOBODY_LEAVES = ("mean_wait", "mean wait", True)
BETTER, WORSE, UNCLEAR = SERIES[0], SERIES[3], MUTED


@drawn
def differences(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> Panels:
    """Each strategy minus the baseline, on the same customers: cost, service level and abandonment with 95 % intervals.

    Reads `differences`: cost in the study's currency, shares in percentage points; a figure that no strategy has, or
    in which none differs, is left out. Where abandonment is, the mean wait stands in its place. A filled dot is a
    difference whose interval does not hold zero, a hollow one may be chance.

    Picture: docs/gallery.md#differences
    """
    table = tables["differences"]
    baseline = str(summary.get("baseline") or "")
    shown = others(summary)
    figure = new_figure(11, 1.9 + 0.5 * max(len(shown), 2))
    if not shown or len(table["mean"]) == 0:
        return (without_axes(figure.add_subplot(), "One strategy only: there is nothing to compare it with."),)
    figures = _figures(table)
    panels = figure.subplots(1, len(figures), sharey=True, squeeze=False)[0]
    for axes, (kpi, words, less_is_better) in zip(panels, figures, strict=True):
        _draw(axes, rows(table, kpi=kpi), shown, less_is_better, kpi)
        axes.set_title(words)
        if kpi == "cost":
            scale, unit = money_scale(_largest(rows(table, kpi=kpi)), str(setting(summary).get("currency") or ""))
            axes.xaxis.set_major_formatter(lambda value, _, scale=scale: signed(value / scale))
            axes.set_xlabel(unit)
        elif kpi == "mean_wait":
            scale, unit = time_scale(_largest(rows(table, kpi=kpi)))
            axes.xaxis.set_major_formatter(lambda value, _, scale=scale: signed(value / scale))
            axes.set_xlabel(unit)
        else:
            axes.xaxis.set_major_formatter(lambda value, _: signed(value * 100))
            axes.set_xlabel("percentage points")
        axes.tick_params(axis="x", labelsize=9)
    panels[0].set_yticks(range(len(shown)), [wrapped(name, 24, 2) for name in shown])
    panels[0].set_ylim(len(shown) - 0.5, -0.5)
    figure.suptitle(f"Difference to “{wrapped(baseline, 60, 1)}” on the same customers", x=0.01, ha="left")
    handles = [
        panels[0].plot([], [], marker=mark, color=shade, linestyle="", markersize=8, markerfacecolor=face, label=words)[
            0
        ]
        for mark, shade, face, words in (
            ("o", BETTER, BETTER, "better"),
            ("s", WORSE, WORSE, "worse"),
            ("D", UNCLEAR, "none", "interval holds zero"),
        )
    ]
    figure.legend(handles=handles, loc="outside lower right", ncols=3)
    return tuple(panels)


def others(summary: Mapping[str, Any]) -> list[str]:
    """The strategies that are compared with the baseline."""
    return [name for name in strategies(summary) if name != str(summary.get("baseline") or "")]


def signed(value: float) -> str:
    """A number with its sign, and zero without.

    >>> signed(12_000.0), signed(0.0), signed(-0.5)
    ('+12,000', '0', '−0.5')
    """
    text = f"{value:+,.0f}" if abs(value) >= 1000 else f"{value:+.4g}"
    return "0" if abs(value) < 1e-12 else text.replace("-", "−")


def _figures(table: Table) -> list[tuple[str, str, bool]]:
    """The figures in which some strategy differs from the baseline; all that there are if none does."""
    known = [found for found in SHOWN if np.isfinite(rows(table, kpi=found[0])["mean"]).any()]
    differing = [found for found in known if _largest(rows(table, kpi=found[0])) > 0]
    if differing and SHOWN[-1] not in differing and _largest(rows(table, kpi=IF_NOBODY_LEAVES[0])) > 0:
        differing.append(IF_NOBODY_LEAVES)
    return differing or known


def _largest(table: Table) -> float:
    ends = np.abs(np.concatenate([table["mean"], table["low"], table["high"]]))
    return float(np.nanmax(ends, initial=0.0))


def _draw(axes: Axes, table: Table, shown: list[str], less_is_better: bool, kpi: str) -> None:
    axes.axvline(0, color=INK, linewidth=1.2)
    for place, name in enumerate(shown):
        mine = rows(table, strategy=name)
        if len(mine["mean"]) == 0 or not np.isfinite(mine["mean"][0]):
            axes.annotate("none", (0, place), (5, 0), textcoords="offset points", va="center", color=MUTED)
            continue
        mean, low, high = (float(mine[part][0]) for part in ("mean", "low", "high"))
        sure = bool(low > 0 or high < 0)
        good = (mean < 0) == less_is_better
        shade, mark = (UNCLEAR, "D") if not sure else (BETTER, "o") if good else (WORSE, "s")
        axes.errorbar(
            mean,
            place,
            xerr=error(mean, low, high),
            fmt=mark,
            color=shade,
            markersize=8,
            capsize=4,
            linewidth=1.8,
            markerfacecolor=shade if sure else "none",
        )
    axes.margins(x=0.15)
    axes.locator_params(axis="x", nbins=5)
    axes.grid(visible=False, axis="y")
