"""What the page holds beside its text and charts: the numbers behind each chart, and the explorer's series."""

from __future__ import annotations

from dataclasses import dataclass

from sim.charts import charts_of
from sim.charts.selection import peak_week
from sim.comparison.answer import order
from sim.report.explorer import explorer
from sim.report.folder import ResultsFolder
from sim.report.numbers import chart_numbers


@dataclass(frozen=True)
class Held:
    """Packed parts of a page.

    Attributes
    ----------
    numbers : chart -> its CSV
    explorer : the series of every strategy
    week : the week that the explorer begins with, the busiest

    """

    numbers: dict[str, str]
    explorer: str
    week: str


def held(results: ResultsFolder) -> Held:
    """Pack what the page of a results folder holds."""
    tables, summary = results.tables, results.summary
    return Held(
        chart_numbers(tables, summary, list(charts_of(tables, summary))),
        explorer(tables, summary, order(summary)),
        peak_week(tables, summary),
    )
