"""`tables.xlsx` as a spreadsheet reads it: typed cells, texts that stay texts, the same bytes for the same numbers."""

from __future__ import annotations

import copy
import io
from datetime import datetime
from typing import Any

import numpy as np
import pytest

from sim.comparison.answer import order
from sim.report import workbook as module
from sim.report.workbook import workbook
from tests.unit.season_tables import season

openpyxl = pytest.importorskip("openpyxl")


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def texts(*values: str) -> np.ndarray:
    return np.array(values, dtype=object)


TABLES, SUMMARY = season(strategies=("today", "=1+1", "[/x]"), weeks=1, replications=3)


def test_every_table_has_a_sheet_with_its_columns_and_rows() -> None:
    book = opened(workbook(SUMMARY, TABLES))
    assert book.sheetnames == ["answer", "ranking", "strategies", *TABLES]
    for name, table in TABLES.items():
        cells = list(book[name].iter_rows(values_only=True))
        assert list(cells[0]) == list(table)
        assert len(cells) - 1 == len(next(iter(table.values())))


def test_numbers_are_numbers_and_nothing_is_nothing() -> None:
    table = {"strategy": texts("a", "a"), "kpi": texts("cost", "service_level"), "mean": np.array([1234.5, np.nan])}
    sheet = opened(workbook(SUMMARY, {"kpis": table}))["kpis"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["a", "cost", 1234.5], ["a", "service_level", None]
    ]  # fmt: skip
    assert sheet["C2"].number_format == "#,##0.00"


def test_a_figure_is_shown_in_its_unit() -> None:
    table = {"strategy": texts("a", "a"), "kpi": texts("service_level", "mean_wait"), "mean": np.array([0.8, 12.25])}
    sheet = opened(workbook(SUMMARY, {"kpis": table}))["kpis"]
    assert [sheet["C2"].number_format, sheet["C3"].number_format] == ["0.0%", "#,##0.0"]


def test_instants_are_dates() -> None:
    table = {"strategy": texts("a"), "start": texts("2026-10-19T05:00:00Z"), "offered": np.array([1.5])}
    sheet = opened(workbook(SUMMARY, {"intervals": table}))["intervals"]
    assert sheet["B2"].value == datetime(2026, 10, 19, 5)


@pytest.mark.parametrize("name", ["=1+1", "+SUM(A1)", "@x", "-2", "https://example.org", "{=A1}"])
def test_a_name_is_never_a_formula_or_a_link(name: str) -> None:
    sheet = opened(workbook(SUMMARY, {"pools": {"strategy": texts(name), "busy": np.array([1.0])}}))["pools"]
    cell = sheet["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)


def test_a_table_too_long_for_a_sheet_goes_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 3)
    table = {"strategy": texts(*"abcdefg"), "busy": np.arange(7.0)}
    book = opened(workbook(SUMMARY, {"pools": table}))
    parts = [sheet for sheet in book.sheetnames if sheet.startswith("pools")]
    assert parts == ["pools", "pools (2)", "pools (3)"]
    assert [cell.value for part in parts for cell in book[part]["B"][1:]] == list(range(7))


def test_the_same_numbers_give_the_same_bytes() -> None:
    assert workbook(SUMMARY, TABLES) == workbook(SUMMARY, TABLES)


def test_ranking_and_orders_are_what_the_first_screen_says() -> None:
    summary = copy.deepcopy(SUMMARY)
    first, last = list(summary["strategies"])[0], list(summary["strategies"])[-1]
    for name, cost in ((first, 100.0), (last, 300.0)):
        summary["strategies"][name]["totals"]["cost"] = {"mean": cost, "low": None, "high": None}
    summary["baseline"] = last
    summary["strategies"][first]["plan"] = {
        "order_by": "2026-09-15", "late": False, "decisions": ["by 2026-09-15: austin: hire 14, there from 2026-10-19"],
    }  # fmt: skip
    book = opened(workbook(summary, TABLES))
    head, *rows = list(book["ranking"].iter_rows(values_only=True))
    found = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert [row[0] for row in rows] == order(summary)
    assert (found[first]["cost"], found[first]["cost against baseline"]) == (100.0, -200.0)
    assert found[first]["order by"] == "2026-09-15"
    assert list(book["orders"].iter_rows(min_row=2, values_only=True)) == [
        (first, "by 2026-09-15: austin: hire 14, there from 2026-10-19")
    ]
