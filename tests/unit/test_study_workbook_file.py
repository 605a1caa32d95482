"""Workbooks in place of CSV files: the same rows, the same words for a fault, with the row that it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from sim.demand.counts_file import read_counts
from sim.errors import StudyError
from sim.study import load_study
from sim.study.data_files import read_forecast, read_history, read_roster, read_sample, read_schedule
from tests.unit.test_study_data_files import MONDAY, STUDY, write


def sheet(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """A workbook with these rows in its first sheet, and something else in a second."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.create_sheet("notes").append(["not a table"])
    book.save(path)
    return path


def told(path: Path) -> list[str]:
    with pytest.raises(StudyError) as caught:
        read_schedule(path)
    return [str(fault).removeprefix(f"{path}:").strip() for fault in caught.value.faults]


def test_a_schedule_of_dates_and_times(tmp_path: Path) -> None:
    rows = [["start", "agents"], [datetime(2026, 3, 2), 0], [datetime(2026, 3, 2, 8), 4], ["2026-03-02 18:30", 0.0]]
    found = read_schedule(sheet(tmp_path / "s.xlsx", rows))
    assert found == ((MONDAY, 0.0), (MONDAY + 28800, 4.0), (MONDAY + 66600, 0.0))


def test_a_forecast_by_week_a_history_by_half_hour_and_a_sample(tmp_path: Path) -> None:
    weeks = sheet(tmp_path / "w.xlsx", [["week", "contacts"], [date(2026, 3, 2), 1500], [date(2026, 3, 9), 1620.5]])
    assert read_forecast(weeks).rows == ((MONDAY, 1500.0), (MONDAY + 604800, 1620.5))
    times = [["time", "calls"], *([datetime(2026, 3, 2, 9, 30 * k), 7 + k] for k in range(2))]
    history = read_history(sheet(tmp_path / "h.xlsx", times))
    assert (history.step, [count for _, count in history.rows]) == (1800.0, [7.0, 8.0])
    assert read_counts(tmp_path / "h.xlsx").count.tolist() == [7.0, 8.0]
    assert read_sample(sheet(tmp_path / "t.xlsx", [["seconds"], [40.5], [12]])) == (12.0, 40.5)


def test_a_roster_with_breaks_as_text(tmp_path: Path) -> None:
    rows = [["agent", "start", "end", "break"],
            ["Ann", datetime(2026, 3, 2, 8), datetime(2026, 3, 2, 16), "12:00-12:30"]]  # fmt: skip
    (duty,) = read_roster(sheet(tmp_path / "r.xlsx", rows))
    assert (duty.agent, duty.start, duty.breaks) == ("Ann", MONDAY + 28800, ((MONDAY + 43200, MONDAY + 45000),))


def test_a_fault_stands_in_its_row_also_below_empty_ones(tmp_path: Path) -> None:
    rows = [["start", "agents"], [datetime(2026, 3, 2), 1], [], ["monday", 5], [None, None], [time(9), 2]]
    assert told(sheet(tmp_path / "s.xlsx", rows)) == [
        "4: a time such as 2026-03-02 09:30 is wanted (got 'monday')",
        "6: a time such as 2026-03-02 09:30 is wanted (got '09:00')",
    ]


def test_what_is_no_workbook_is_said(tmp_path: Path) -> None:
    text = write(tmp_path / "s.xlsx", "start,agents\n")
    assert told(text) == ["cannot be read as a workbook (XLSX without a password)"]
    assert told(sheet(tmp_path / "e.xlsx", [])) == ["its first sheet is empty"]
    assert "No such file" in told(tmp_path / "missing.xlsx")[0]


def test_a_study_takes_workbooks_where_it_takes_csv(tmp_path: Path) -> None:
    sheet(tmp_path / "times.xlsx", [["seconds"], [100], [200]])
    sheet(tmp_path / "volumes.xlsx", [["week", "contacts"], [date(2026, 3, 2), 1500]])
    sheet(tmp_path / "schedule.xlsx", [["start", "agents"], [datetime(2026, 3, 2), 3]])
    duty = ["Ann", datetime(2026, 3, 2, 8), datetime(2026, 3, 2, 16)]
    sheet(tmp_path / "roster.xlsx", [["agent", "start", "end"], duty])
    study = load_study(write(tmp_path / "study.yaml", STUDY.replace(".csv", ".xlsx")))
    assert study.strategies["a"].staffing["desk"].schedule_rows == ((MONDAY, 3.0),)
    assert [row.agent for row in study.strategies["b"].staffing["desk"].roster_rows] == ["Ann"]
