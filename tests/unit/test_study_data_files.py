"""CSV files that a study names: what they hold, and their faults by line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from sim.errors import StudyError
from sim.study import load_study
from sim.study.data_files import read_forecast, read_history, read_roster, read_sample, read_schedule

MONDAY = (datetime(2026, 3, 2) - datetime(1970, 1, 5)).total_seconds()
DAY = 86400.0
STUDY = """\
name: From files
horizon: {start: 2026-03-02, end: 2026-03-09}
markets: {uk: {time_zone: Europe/London}}
queues: {phone: {channel: voice, handle_time: {distribution: empirical, file: times.csv}, patience: {distribution: empirical, file: times.csv, balk: 1%}}}
demand: [{market: uk, queue: phone, forecast: {file: volumes.csv}}]
pools: {desk: {sourcing: in_house, time_zone: UTC, skills: {phone: {}}, employment: {wage: 14/h}}}
strategies:
  a: {staffing: {desk: {schedule: schedule.csv}}, routing: {phone: [desk]}}
  b: {staffing: {desk: {roster: roster.csv}}, routing: {phone: [desk]}}
"""  # noqa: E501


def write(path: Path, text: str) -> Path:
    """Write a text and return its path."""
    path.write_text(text, encoding="utf-8")
    return path


def told(path: Path, reader: object, text: str) -> list[str]:
    """The faults of a file, without its name."""
    write(path, text)
    with pytest.raises(StudyError) as caught:
        reader(path)  # type: ignore[operator]
    return [str(fault).removeprefix(f"{path}:") for fault in caught.value.faults]


def test_a_schedule_is_a_step_function_on_the_local_clock(tmp_path: Path) -> None:
    path = write(tmp_path / "s.csv", "start,agents\n2026-03-02,0\n2026-03-02 08:00,4\n2026-03-02T18:30,0\n")
    assert read_schedule(path) == ((MONDAY, 0.0), (MONDAY + 28800, 4.0), (MONDAY + 66600, 0.0))


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("start,agents\n2026-03-02 08:00,4\n2026-03-02 08:00,5\n",
         ["3: starts ascend, each once; this one is not after the one above it"]),
        ("start,agents\n2026-03-02 08:00,4.5\nmonday,5\n2026-03-02 09:00Z,1\n2026-03-02 10:00\n",
         ["2: a whole number of at least zero is wanted (got '4.5')",
          "3: a time such as 2026-03-02 09:30 is wanted (got 'monday')",
          "4: a time of the local clock, without an offset, is wanted (got '2026-03-02 09:00Z')",
          "5: 2 cells are wanted (got 1)"]),
        ("begin,agents\n2026-03-02 08:00,4\n", ["1:1: the header wants one column start (got begin, agents)"]),
        ("start,agents,site\n2026-03-02 08:00,4,x\n", ["1:1: unknown column: site"]),
        ("start,agents\n\n", ["1:1: has no rows"]),
        ("", [" is empty"]),
    ],
)  # fmt: skip
def test_faults_of_a_schedule_have_their_lines(tmp_path: Path, text: str, faults: list[str]) -> None:
    assert told(tmp_path / "s.csv", read_schedule, text) == faults


def test_a_long_list_of_faults_is_cut(tmp_path: Path) -> None:
    rows = "".join(f"x{i},1\n" for i in range(50))
    faults = told(tmp_path / "s.csv", read_schedule, f"start,agents\n{rows}")
    assert (len(faults), faults[-1]) == (21, " and 30 more faults in this file")


def test_what_is_not_text_is_named(tmp_path: Path) -> None:
    for data, what in (
        (b"PK\x03\x04\xff", "an Excel workbook, not text: save the sheet as CSV UTF-8"),
        ("start,agents".encode("utf-16"), "UTF-16, not UTF-8 text: a spreadsheet saves it as CSV UTF-8"),
        ("café".encode("latin-1"), "not UTF-8 text: a spreadsheet saves it as CSV UTF-8"),
    ):
        path = tmp_path / "s.csv"
        path.write_bytes(data)
        with pytest.raises(StudyError) as caught:
            read_schedule(path)
        assert str(caught.value) == f"{path}: is {what}"


def test_a_roster_has_duties_with_breaks_over_midnight(tmp_path: Path) -> None:
    text = "agent;start;end;break 1;break 2\nAda;2026-03-02 22:00;2026-03-03 06:00;03:00-03:30;23:30-00:15\n"
    (row,) = read_roster(write(tmp_path / "r.csv", text))
    assert (row.agent, row.start, row.end) == ("Ada", MONDAY + 79200, MONDAY + DAY + 21600)
    assert row.breaks == ((MONDAY + 84600, MONDAY + DAY + 900), (MONDAY + DAY + 10800, MONDAY + DAY + 12600))


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ("A,2026-03-02 08:00,2026-03-02 16:00,15:30-16:30\n", ["2: a break lies within its duty (got '15:30-16:30')"]),
        ("A,2026-03-02 08:00,2026-03-02 16:00,2026-03-02 12:00\n",
         ["2: a break such as 12:00-12:30 is wanted (got '2026-03-02 12:00')"]),
        ("A,2026-03-02 08:00,2026-03-02 08:00,\n",
         ["2: a duty ends after it begins, within a day (got 2026-03-02 08:00 to 2026-03-02 08:00)"]),
        ("A,2026-03-02 08:00,2026-03-02 16:00,\nA,2026-03-02 15:00,2026-03-02 17:00,\n",
         ["3: A is on duty already when this duty begins"]),
        (",2026-03-02 08:00,2026-03-02 16:00,\n", ["2: the agent has no name"]),
    ],
)  # fmt: skip
def test_faults_of_a_roster_have_their_lines(tmp_path: Path, rows: str, faults: list[str]) -> None:
    assert told(tmp_path / "r.csv", read_roster, f"agent,start,end,break\n{rows}") == faults


def test_a_forecast_by_week_day_or_interval(tmp_path: Path) -> None:
    weeks = read_forecast(write(tmp_path / "w.csv", "week,contacts\n2026-W10,7000\n2026-03-09,8000\n"))
    assert (weeks.step, weeks.rows) == (7 * DAY, ((MONDAY, 7000.0), (MONDAY + 7 * DAY, 8000.0)))
    single = read_forecast(write(tmp_path / "d.csv", "day,calls\n2026-03-02,90\n"))
    assert single.step == DAY
    text = "start,contacts\n2026-03-02 08:00,9\n2026-03-02 08:30,8\n2026-03-02 09:00,8\n2026-03-03 08:00,7\n"
    assert read_forecast(write(tmp_path / "i.csv", text)).step == 1800.0


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("week,contacts\n2026-03-02,1\n2026-03-16,2\n2026-03-23,2\n",
         ["3: rows are 1 week apart, and one or more are left out before this one"]),
        ("start,contacts\n2026-03-02,1\n",
         ["1:1: a single row is of a week or a day: name its column so"]),
        ("start,contacts\n2026-03-02 08:00,1\n2026-03-02 08:25,1\n",
         ["1:1: rows are whole days, or divide the day (these are 25 minutes apart)"]),
        ("start,contacts\n2026-03-02 08:00,1\n2026-03-02 08:30,1\n2026-03-02 09:00,1\n2026-03-02 09:10,-1\n",
         ["5: a number of at least zero is wanted (got '-1')"]),
        ("start,contacts\n2026-03-02 08:00,1\n2026-03-02 08:30,1\n2026-03-02 09:00,1\n2026-03-02 09:10,1\n",
         ["5: rows are 30 minutes apart, but this one does not fit"]),
    ],
)  # fmt: skip
def test_faults_of_a_forecast_have_their_lines(tmp_path: Path, text: str, faults: list[str]) -> None:
    assert told(tmp_path / "f.csv", read_forecast, text) == faults


def test_a_history_may_have_gaps_but_no_weeks(tmp_path: Path) -> None:
    text = "time,count\n2026-03-02 08:00,9\n2026-03-02 09:00,8\n2026-03-04 08:00,7\n2026-03-04 09:00,7\n"
    assert read_history(write(tmp_path / "h.csv", text)).step == 3600.0
    assert told(tmp_path / "h.csv", read_history, "week,count\n2026-03-02,1\n2026-03-09,1\n") == [
        "2: a history has intervals of a day or less (these rows are 1 week apart)"
    ]


def test_a_sample_is_one_column_of_seconds(tmp_path: Path) -> None:
    assert read_sample(write(tmp_path / "a.csv", "30\n10.5\n\n20\n")) == (10.5, 20.0, 30.0)
    assert read_sample(write(tmp_path / "b.csv", "seconds\n30\n")) == (30.0,)
    assert told(tmp_path / "c.csv", read_sample, "30\n-1\nx\n") == [
        "2: a number of at least zero is wanted (got '-1')",
        "3: a number is wanted (got 'x')",
    ]
    assert told(tmp_path / "d.csv", read_sample, "a,b\n30,1\n") == ["1:1: one column, of seconds, is wanted"]
    assert told(tmp_path / "e.csv", read_sample, "0\n0\n") == ["1:1: the times are not all zero"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A study with its files."""
    write(tmp_path / "study.yaml", STUDY)
    write(tmp_path / "times.csv", "60\n120\n")
    write(tmp_path / "volumes.csv", "week,contacts\n2026-03-02,700\n")
    write(tmp_path / "schedule.csv", "start,agents\n2026-03-02,3\n")
    write(tmp_path / "roster.csv", "agent,start,end\nAda,2026-03-02 08:00,2026-03-02 16:00\n")
    return tmp_path


def test_the_study_holds_what_its_files_say(folder: Path) -> None:
    study = load_study(folder / "study.yaml")
    phone, forecast = study.queues["phone"], study.demand[0].forecast
    assert phone.handle_time.sample == (60.0, 120.0)
    assert phone.patience.time is not None
    assert (phone.patience.time.sample, phone.patience.balk) == ((60.0, 120.0), 0.01)
    assert forecast is not None
    assert (forecast.rows, forecast.step) == (((MONDAY, 700.0),), 7 * DAY)
    assert study.strategies["a"].staffing["desk"].schedule_rows == ((MONDAY, 3.0),)
    assert study.strategies["b"].staffing["desk"].roster_rows[0].agent == "Ada"


def test_a_missing_file_is_a_fault_of_the_study_and_a_bad_one_of_itself(folder: Path) -> None:
    (folder / "times.csv").unlink()
    write(folder / "volumes.csv", "week,contacts\n2026-03-02,many\n")
    with pytest.raises(StudyError) as caught:
        load_study(folder / "study.yaml")
    study, volumes, times = folder / "study.yaml", folder / "volumes.csv", folder / "times.csv"
    shown = str(times) if len(str(times)) <= 60 else str(times)[:57] + "..."
    assert [str(fault) for fault in caught.value.faults] == [
        f"{study}:4:79: queues.phone.handle_time.file: there is no such file (got {shown})",
        f"{volumes}:2: a number is wanted (got 'many')",
    ]


def test_a_forecast_covers_the_horizon(folder: Path) -> None:
    write(folder / "volumes.csv", "day,contacts\n2026-03-02,10\n2026-03-03,10\n")
    with pytest.raises(StudyError, match="the forecast goes from 2026-03-02 to 2026-03-03, the horizon from 2026-03-02 "
                                         "to 2026-03-08"):  # fmt: skip
        load_study(folder / "study.yaml")


def test_fields_that_the_loader_fills_are_no_keys_of_the_file(folder: Path) -> None:
    text = STUDY.replace("{file: volumes.csv}", "{file: volumes.csv, rows: [[1, 2]]}")
    write(folder / "study.yaml", text.replace("{schedule: ", "{agents_while_open: true, schedule: "))
    with pytest.raises(StudyError) as caught:
        load_study(folder / "study.yaml")
    assert [(fault.line, fault.what) for fault in caught.value.faults] == [
        (5, "unknown key; known are file, scale"),
        (8, "unknown key; known are agents, schedule, roster, shifts, size_for, use, decide_from"),
    ]
