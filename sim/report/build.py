"""The report of a results folder: its charts, its page and its workbook, from the stored tables alone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sim.experiment.store import write_atomically
from sim.experiment.workers import Workers, work_through
from sim.report.folder import ResultsFolder

PAGE, WORKBOOK = "report.html", "tables.xlsx"
LARGE = 500_000
"""Cells of the tables from which on two processes share the work."""
_WORKBOOK, _HELD = "the workbook", "what the page holds"


def build_report(folder: Path) -> Path:
    """Draw `charts/`, write `report.html` and `tables.xlsx` into the results folder, and return the page's path.

    Nothing is simulated. Raises ResultsError where `folder` is no finished results folder.
    """
    from sim.charts import charts_of
    from sim.report.page import page

    results = ResultsFolder.open(folder)
    cells = sum(len(table) * max(map(len, table.values()), default=0) for table in results.tables.values())
    names = list(charts_of(results.tables, results.summary))
    jobs = dict(enumerate([_WORKBOOK, *names, _HELD]))  # the longest first
    workers = Workers(min(2, os.cpu_count() or 1) if cells >= LARGE else 1)
    found = {jobs[number]: part for number, part in work_through(_BuildPart(results), jobs, workers)}
    target = results.path / PAGE
    text = page(results, {name: found[name] for name in names}, found[_HELD])
    write_atomically(target, text.encode("utf-8"))
    return target


class _BuildPart:
    """Makes one part of the report: writes the workbook, draws a chart, or packs what the page holds."""

    def __init__(self, results: ResultsFolder) -> None:
        self.results = results

    def __reduce__(self) -> tuple[Any, ...]:
        return _part_of, (self.results.path,)  # each process reads the folder: that is quicker than sending it

    def __call__(self, part: str) -> Any:
        """Return the SVG of a chart, what the page holds, or nothing of the workbook."""
        results = self.results
        if part == _WORKBOOK:
            from sim.report.workbook import workbook

            return write_atomically(results.path / WORKBOOK, workbook(results.summary, results.tables))
        if part == _HELD:
            from sim.report.held import held

            return held(results)
        from sim.charts import draw

        paths = draw(part, results.tables, results.summary, results.path / "charts")
        return next(path for path in paths if path.suffix == ".svg").read_text(encoding="utf-8")


def _part_of(folder: Path) -> _BuildPart:
    return _BuildPart(ResultsFolder.open(folder))
