"""The charts of a sweep, beside its table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.report.folder import read_table


def draw_sweep(table: Path, varied: Sequence[str], currency: str, *, tornado: bool = False) -> list[Path]:
    """Draw lines over one varied key, a map over two, or a tornado, into `charts/` beside the table; else nothing."""
    from sim.charts.style import save
    from sim.charts.sweep import sweep_lines, sweep_map
    from sim.charts.sweep_tornado import sweep_tornado

    rows, folder = read_table(table, text=(*varied, "strategy")), table.parent / "charts"
    if tornado:
        return save(sweep_tornado(rows, varied, currency), folder, "sweep")
    if len(varied) == 1:
        return save(sweep_lines(rows, varied[0], currency), folder, "sweep")
    if len(varied) == 2:
        return save(sweep_map(rows, varied[0], varied[1]), folder, "sweep")
    return []
