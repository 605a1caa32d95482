"""The report of a results folder: its charts drawn and its page written, from the stored tables alone."""

from __future__ import annotations

from pathlib import Path

from sim.experiment.store import write_atomically
from sim.report.folder import ResultsFolder

PAGE = "report.html"


def build_report(folder: Path) -> Path:
    """Draw `charts/` and write `report.html` into the results folder, and return the page's path.

    Nothing is simulated. Raises ResultsError where `folder` is no finished results folder.
    """
    from sim.charts import draw_all
    from sim.report.page import page

    results = ResultsFolder.open(folder)
    paths = draw_all(results.tables, results.summary, results.path / "charts")
    drawings = {path.stem: path.read_text(encoding="utf-8") for path in paths if path.suffix == ".svg"}
    target = results.path / PAGE
    write_atomically(target, page(results, drawings).encode("utf-8"))
    return target
