"""Counts read from CSV: columns found, faults with their line, and what daylight saving does."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.demand.counts_file import Counts, read_counts
from sim.errors import StudyError


def counts_of(folder: Path, text: str, zone: str = "UTC", **options: str | float) -> Counts:
    path = folder / "counts.csv"
    path.write_text(text)
    return read_counts(path, zone, **options)  # type: ignore[arg-type]


def faults_of(folder: Path, text: str, **options: str) -> list[str]:
    with pytest.raises(StudyError) as caught:
        counts_of(folder, text, **options)
    return [str(fault).replace(str(folder), "") for fault in caught.value.faults]


def test_columns_interval_and_clock_are_found(tmp_path: Path) -> None:
    counts = counts_of(tmp_path, "site;Start;Calls\nA;1970-01-06 09:00;3\nA;1970-01-06 09:30;4\nA;1970-01-06 10:00;5\n")
    assert counts.clock.tolist() == [118800.0, 120600.0, 122400.0]
    assert counts.count.tolist() == [3.0, 4.0, 5.0]
    assert counts.interval == 1800.0
    assert counts.day.tolist() == [1, 1, 1]
    assert counts.slot.tolist() == [18, 19, 20]
    assert counts.remarks == ()


def test_named_columns_win(tmp_path: Path) -> None:
    text = "when,calls,chats\n1970-01-05T00:00,1,7\n1970-01-05T01:00,2,8\n"
    assert counts_of(tmp_path, text).count.tolist() == [1.0, 2.0]
    assert counts_of(tmp_path, text, count_column="chats").count.tolist() == [7.0, 8.0]
    assert faults_of(tmp_path, text, count_column="mails") == [
        "/counts.csv:1:1: has no column 'mails'; it has when, calls, chats"
    ]


def test_several_columns_of_numbers_want_a_name(tmp_path: Path) -> None:
    assert faults_of(tmp_path, "when,a,b\n1970-01-05T00:00,1,7\n") == [
        "/counts.csv:1:1: has several columns of numbers; name the counts with --count-column"
    ]


def test_every_fault_has_its_line(tmp_path: Path) -> None:
    text = "time,n\n1970-01-05 00:00,1\nyesterday,2\n1970-01-05 02:00,-1\n1970-01-05 03:00\n1970-01-05 04:00,x\n"
    assert faults_of(tmp_path, text) == [
        "/counts.csv:3:1: an ISO time such as 2026-03-02 09:30 is wanted (got 'yesterday')",
        "/counts.csv:4:2: a count of at least zero is wanted (got '-1')",
        "/counts.csv:5:1: has 1 cells, too few",
        "/counts.csv:6:2: a count of at least zero is wanted (got 'x')",
    ]


def test_many_faults_are_cut_short(tmp_path: Path) -> None:
    rows = "".join(f"1970-01-05 {hour:02}:00,-1\n" for hour in range(24))
    faults = faults_of(tmp_path, "time,n\n1970-01-04 23:00,1\n" + rows)
    assert len(faults) == 21
    assert faults[-1] == "and 4 more faults of this file"


def test_times_off_the_grid_are_faults(tmp_path: Path) -> None:
    rows = "".join(f"1970-01-05 {hour:02}:00,1\n" for hour in range(6))
    assert faults_of(tmp_path, "time,n\n" + rows + "1970-01-05 06:20,1\n") == [
        "/counts.csv:8:1: 1970-01-05 06:20:00 does not start an interval of 3600 s"
    ]


def test_a_row_given_twice_counts_once_and_a_contradiction_is_a_fault(tmp_path: Path) -> None:
    text = "time,n\n1970-01-05 00:00,1\n1970-01-05 01:00,2\n1970-01-05 01:00,2\n1970-01-05 02:00,3\n"
    counts = counts_of(tmp_path, text)
    assert counts.count.tolist() == [1.0, 2.0, 3.0]
    assert counts.remarks == ("1 rows given twice with the same count are counted once",)
    assert faults_of(tmp_path, text.replace("01:00,2\n1970-01-05 02", "01:00,5\n1970-01-05 02")) == [
        "/counts.csv:4:1: 1970-01-05 01:00:00 stands also in line 3, with another count"
    ]


def test_missing_counts_and_order_are_told(tmp_path: Path) -> None:
    rows = ("02:00,3", "00:00,1", "01:00,NA", "03:00,4", "04:00,4")
    text = "time,n\n" + "".join(f"1970-01-05 {row}\n" for row in rows)
    counts = counts_of(tmp_path, text)
    assert counts.clock.tolist() == [0.0, 7200.0, 10800.0, 14400.0]
    assert set(counts.remarks) == {
        "1 rows without a count are treated as not recorded",
        "the rows are not in order of time; they were sorted",
    }


def test_the_repeated_hour_is_averaged_and_the_skipped_one_left_out(tmp_path: Path) -> None:
    autumn = "time,n\n2026-10-25 00:00,1\n2026-10-25 01:00,4\n2026-10-25 01:00,8\n2026-10-25 02:00,1\n"
    counts = counts_of(tmp_path, autumn, "Europe/London")
    assert counts.count.tolist() == [1.0, 6.0, 1.0]
    assert counts.remarks == ("1 starts in the hour that daylight saving repeats are averaged",)
    spring = "time,n\n2026-03-29 00:00,1\n2026-03-29 01:00,4\n2026-03-29 02:00,8\n"
    counts = counts_of(tmp_path, spring, "Europe/London")
    assert counts.count.tolist() == [1.0, 8.0]
    assert counts.remarks == ("1 starts in the hour that daylight saving skips are left out",)


def test_offsets_are_turned_into_the_local_clock(tmp_path: Path) -> None:
    counts = counts_of(tmp_path, "time,n\n1970-01-05T23:00Z,1\n1970-01-06T00:00Z,2\n", "Asia/Jerusalem")
    assert (counts.clock / 3600).tolist() == [25.0, 26.0]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("time,n\n", "has no rows below a header"),
        ("time\n1970-01-05\n", "wants a header with a time and a count column"),
        ("a,b\n1,2\n", "has no column of ISO times such as 2026-03-02 09:30; name one with --time-column"),
        ("time,n\n1970-01-05 00:00,1\n", "has one row; give the length of an interval with --interval"),
        ("time,n\n1970-01-05,1\n1970-01-12,2\n", "a day is a whole number of intervals (--interval)"),
    ],
)
def test_files_without_counts_are_refused(tmp_path: Path, text: str, what: str) -> None:
    assert any(what in fault for fault in faults_of(tmp_path, text))


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="cannot be read"):
        read_counts(tmp_path / "none.csv")
    (tmp_path / "latin.csv").write_bytes(b"time,n\n\xff\xfe\n")
    with pytest.raises(StudyError, match="is not UTF-8 text"):
        read_counts(tmp_path / "latin.csv")
