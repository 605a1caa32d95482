"""What matters most: each key of a study varied alone, and how far cost moves with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.charts.differences import signed
from sim.charts.key_values import shortened
from sim.charts.selection import rows
from sim.charts.style import (
    INK,
    PAPER,
    SERIES,
    WARN,
    Panels,
    drawn,
    error,
    legend_below,
    money_scale,
    new_figure,
    wrapped,
)
from sim.comparison.sweep import AS_GIVEN

if TYPE_CHECKING:
    from sim.records import Table

FIRST: dict[str, Any] = {"facecolor": SERIES[2], "edgecolor": INK, "linewidth": 0.5}
LAST: dict[str, Any] = {"facecolor": SERIES[1], "hatch": "///", "edgecolor": INK, "linewidth": 0.5}
GIVEN: dict[str, Any] = {"color": INK, "linewidth": 1.4}
EVEN: dict[str, Any] = {"color": WARN, "linewidth": 1.2, "linestyle": (0, (7, 3)), "zorder": 1}
LETTERS = 18
"""Letters at a bar's end."""
LETTER = 0.02
"""Width of a letter, as a part of a panel's."""
End = tuple[str, float, np.ndarray, str]
"""A value, what comes of it, the distances to its interval's ends, and the best strategy there."""


@drawn
def sweep_tornado(table: Table, varied: Sequence[str], currency: str) -> Panels:
    """How far each key, varied alone, moves the best strategy's cost, and its difference to the next best.

    Reads `sweep.csv` of a sweep with `--tornado`; varied: the columns of the keys; amounts in `currency`, costs with
    their 95 % intervals. The best is that of the study as given, the cheapest where none holds the goal; the next best
    is the cheapest other that holds the goal, else the cheapest other. Beyond zero in the right panel the next best is
    the cheaper one; an arrow names a strategy that becomes the best at that value.

    Picture: docs/gallery.md#sweep_tornado
    """
    given = _point(table, varied, None, AS_GIVEN)
    best, other = _two_best(given)
    keys = sorted(varied, key=lambda key: _swing(table, varied, key, best))
    figure = new_figure(11, 1.6 + 0.72 * len(varied))
    part = LETTER * max(
        len(words) for key in keys for end in _ends(table, varied, key, best, "") for words in _words(end, best)
    )
    panels = figure.subplots(1, 2 if other else 1, sharey=True, squeeze=False)[0]
    for axes, rival in zip(panels, ("", other), strict=False):
        base = _amount(given, best, rival)[0]
        ends = {key: _ends(table, varied, key, best, rival) for key in keys}
        largest = max([abs(base), *(abs(end[1]) for pair in ends.values() for end in pair)])
        scale, unit = money_scale(largest, currency)
        reached = [base, *(end[1] for pair in ends.values() for end in pair), *([0.0] if rival else [])]
        letter = LETTER * (max(reached) - min(reached)) / (1 - 2 * part) / scale if rival else 0.0
        for row, key in enumerate(keys):
            for end, look, up in zip(ends[key], (FIRST, LAST), (0.2, -0.2), strict=True):
                _bar(axes, row + up, base / scale, end, scale, look, best, letter)
        axes.axvline(base / scale, **GIVEN)
        if rival:
            axes.axvline(0, **EVEN)
            axes.xaxis.set_major_formatter(lambda value, _: signed(value))
        axes.set_title(wrapped(f"{best} minus {rival}" if rival else f"cost of {best}", 40, 2), fontsize="medium")
        axes.set_xlabel(unit)
        axes.margins(x=part / (1 - 2 * part))
        axes.locator_params(axis="x", nbins=5)
        axes.grid(visible=False, axis="y")
    panels[0].set_yticks(range(len(keys)), [wrapped(key, 28, 3) for key in keys])
    panels[0].set_ylim(-0.6, len(keys) - 0.4)
    handles: list[Any] = [Patch(**FIRST, label="at the first value"), Patch(**LAST, label="at the last value")]
    handles.append(Line2D([], [], **GIVEN, label="study as given"))
    handles += [Line2D([], [], **EVEN, label="no difference")] if other else []
    legend_below(figure, handles)
    return tuple(panels)


def _point(table: Table, varied: Sequence[str], key: str | None, value: str) -> dict[str, np.ndarray]:
    """The rows of the point at which a key has a value and the others are as given."""
    return rows(table, **{path: value if path == key else AS_GIVEN for path in varied})


def _two_best(given: Table) -> tuple[str, str]:
    """The best strategy and the next best; nothing for the latter where there is one strategy only."""
    order = [str(name) for name in given["strategy"][np.lexsort((given["cost"], -given["holds"]))]]
    return order[0], order[1] if len(order) > 1 else ""


def _amount(point: Table, best: str, rival: str) -> tuple[float, np.ndarray]:
    """The best one's cost, less the rival's where one is named, and the distances to the ends of its interval."""
    mine = rows(point, strategy=best)
    cost, low, high = (float(mine[name][0]) for name in ("cost", "cost_low", "cost_high"))
    less = float(rows(point, strategy=rival)["cost"][0]) if rival else 0.0
    return cost - less, error(cost, low, high)


def _ends(table: Table, varied: Sequence[str], key: str, best: str, rival: str) -> list[End]:
    values = [value for value in dict.fromkeys(table[key].tolist()) if value != AS_GIVEN]
    found = []
    for value, words in zip((values[0], values[-1]), shortened((values[0], values[-1])), strict=True):
        point = _point(table, varied, key, value)
        chosen = point["strategy"][point["best"] > 0]
        found.append((words, *_amount(point, best, rival), str(chosen[0]) if len(chosen) else ""))
    return found


def _words(end: End, best: str) -> list[str]:
    """What stands at a bar's end: the value, and below it the strategy that becomes the best there."""
    value, *_, chosen = end
    return [wrapped(value, LETTERS, 1), *([f"→ {wrapped(chosen, LETTERS - 2, 1)}"] if chosen not in ("", best) else [])]


def _swing(table: Table, varied: Sequence[str], key: str, best: str) -> float:
    (_, first, *_), (_, last, *_) = _ends(table, varied, key, best, "")
    return abs(first - last)


def _bar(
    axes: Axes, at: float, base: float, end: End, scale: float, look: dict[str, Any], best: str, letter: float
) -> None:
    """Draw a bar and its words; letter: width of one where the words keep clear of a line at zero, else 0."""
    _, amount, spread, _ = end
    reached = amount / scale
    axes.barh(at, reached - base, left=base, height=0.38, **look)
    if not letter:
        axes.errorbar(reached, at, xerr=spread / scale, color=INK, linewidth=1, capsize=2)
    beyond = reached - base >= 0
    words, side = _words(end, best), 1 if beyond else -1
    edge = reached + (0.0 if letter else (spread[1, 0] if beyond else -spread[0, 0]) / scale)
    if side * edge < 0 < side * edge + letter * (1 + max(map(len, words))):
        edge = 0.0
    axes.annotate(
        "\n".join(words), (edge, at), (5 if beyond else -5, 0), textcoords="offset points", fontsize=9,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1},
        va="center", ha="left" if beyond else "right",
    )  # fmt: skip
