"""Lines where promises stand: one for all, or each in the colour of its queue where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sim.charts.style import MUTED, WARN, colour

LOOK: dict[str, Any] = {"linestyle": (0, (7, 3)), "linewidth": 1.2}


def promise_lines(axes: Axes, levels: Mapping[int, float]) -> None:
    """Draw a line across at each level, in the units of the y axis; levels: the number of the queue's series -> level.

    Where all are the same there is one line, in the colour of goals.
    """
    differ = len(set(levels.values())) > 1
    for index, level in sorted(levels.items())[: None if differ else 1]:
        axes.axhline(level, color=colour(index) if differ else WARN, **LOOK)


def promise_handle(*, differ: bool) -> Line2D:
    """What stands in the legend for the lines of `promise_lines`."""
    words = "promise, in the queue's colour where they differ" if differ else "promise"
    return Line2D([], [], color=MUTED if differ else WARN, label=words, **LOOK)
