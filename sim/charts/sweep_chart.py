"""The chart that suits a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from sim.charts.style import Panels
from sim.charts.sweep import sweep_lines, sweep_map
from sim.charts.sweep_tornado import sweep_tornado

if TYPE_CHECKING:
    from sim.records import Table


def sweep_chart(
    table: Table, varied: Sequence[str], currency: str, order: Sequence[str] = (), *, tornado: bool, goal: bool
) -> Axes | Panels | None:
    """Return lines over one varied key, a map over two, or a tornado of keys varied alone; None for more keys.

    Reads `sweep.csv`; varied: the columns of the keys; order: the study's strategies; goal: whether the study has one.
    """
    if tornado:
        return sweep_tornado(table, varied, currency)
    if len(varied) == 1:
        return sweep_lines(table, varied[0], currency, order)
    if len(varied) == 2:
        return sweep_map(table, varied[0], varied[1], order, goal=goal)
    return None
