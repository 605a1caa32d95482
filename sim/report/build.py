"""The report of a results folder: its charts, its page and its workbook, from the stored tables alone."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from sim.experiment.store import write_atomically
from sim.experiment.workers import end_with_parent, worker_context
from sim.report.folder import ResultsFolder

PAGE, WORKBOOK = "report.html", "tables.xlsx"
LARGE = 500_000
"""Cells of a workbook from which on a process of its own writes it, which takes as long as drawing the charts."""


def build_report(folder: Path) -> Path:
    """Draw `charts/`, write `report.html` and `tables.xlsx` into the results folder, and return the page's path.

    Nothing is simulated. Raises ResultsError where `folder` is no finished results folder.
    """
    results = ResultsFolder.open(folder)
    cells = sum(len(table) * max(map(len, table.values()), default=0) for table in results.tables.values())
    if cells < LARGE:
        _write_workbook(results)
        return _write_page(results)
    with ProcessPoolExecutor(1, worker_context(), initializer=end_with_parent) as beside:
        written = beside.submit(_write_workbook_of, results.path)
        page = _write_page(results)
        written.result()
    return page


def renew_page(folder: Path) -> None:
    """Write page and workbook of a results folder again, with the charts that it has."""
    results = ResultsFolder.open(folder)
    _write_workbook(results)
    _page_with(results, sorted((results.path / "charts").glob("*.svg")))


def _write_page(results: ResultsFolder) -> Path:
    from sim.charts import draw_all

    return _page_with(results, draw_all(results.tables, results.summary, results.path / "charts"))


def _page_with(results: ResultsFolder, charts: list[Path]) -> Path:
    from sim.report.held import held
    from sim.report.page import page

    drawings = {path.stem: path.read_text(encoding="utf-8") for path in charts if path.suffix == ".svg"}
    target = results.path / PAGE
    write_atomically(target, page(results, drawings, held(results)).encode("utf-8"))
    return target


def _write_workbook(results: ResultsFolder) -> None:
    from sim.report.workbook import workbook

    write_atomically(results.path / WORKBOOK, workbook(results.summary, results.tables))


def _write_workbook_of(folder: Path) -> None:
    _write_workbook(ResultsFolder.open(folder))
