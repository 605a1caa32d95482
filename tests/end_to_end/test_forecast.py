"""`surgedesk forecast` prints an entry that a study takes, says what it did to the file, and refuses bad files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from ruamel.yaml import YAML

from sim.cli import main
from sim.study import Study
from tests.recorded import recorded


def forecast(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["forecast", *map(str, words)])


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """Ten weeks of half hours, 09:00 to 17:00 on weekdays, 5,000 contacts a week, in London."""
    random, path = np.random.default_rng(1), tmp_path / "history.csv"
    lines = ["start,contacts"]
    for day in np.arange("2026-01-05", "2026-03-16", dtype="datetime64[D]"):
        if np.is_busday(day):
            for slot in range(18, 34):
                lines.append(f"{day} {slot // 2:02}:{30 * (slot % 2):02},{random.poisson(62.5)}")
    path.write_text("\n".join(lines) + "\n")
    return path


def test_the_entry_stands_in_a_study(history: Path) -> None:
    shown = forecast(history, "--market", "uk", "--queue", "phone", "--time-zone", "Europe/London")
    assert shown.exit_code == 0, shown.output
    entry = YAML(typ="safe", pure=True).load(shown.stdout)
    study = Study.model_validate(
        {
            "name": "With a fitted forecast",
            "horizon": {"start": "2026-04-06", "end": "2026-04-13"},
            "markets": {"uk": {"time_zone": "Europe/London"}},
            "queues": {"phone": {"channel": "voice", "handle_time": "3min"}},
            "pools": {"desk": {"sourcing": "in_house", "time_zone": "Europe/London", "skills": {"phone": {}},
                               "employment": {"wage": "14/h"}}},
            "strategies": {"one": {"staffing": {"desk": {"agents": 8}}, "routing": {"phone": ["desk"]}}},
            **entry,
        }
    )  # fmt: skip
    (demand,) = study.demand
    assert demand.volume is not None and demand.weekday is not None and demand.intraday is not None
    # Ten weeks of 5,000 Poisson contacts: standard error 22; 4 of them.
    assert demand.volume * 604800 == pytest.approx(5000, abs=90)
    assert demand.weekday[5:] == (0.0, 0.0)
    assert demand.intraday.at(8 * 3600.0) == 0
    assert demand.intraday.at(12 * 3600.0) == pytest.approx(3.0, rel=0.1)


def test_errors_on_the_weeks_held_out_and_a_chart(history: Path, tmp_path: Path) -> None:
    shown = forecast(history, "--holdout", "2wk", "--chart", tmp_path / "fit.png")
    assert shown.exit_code == 0, shown.output
    assert "# Tried on the last 10 recorded days, fitted without them" in shown.stdout
    assert "this fit   WAPE" in shown.stdout and "last week  WAPE" in shown.stdout
    assert "WARNING" not in shown.stdout
    assert (tmp_path / "fit.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "fit.svg").read_text().startswith("<?xml")
    without = forecast(history, "--holdout", "0wk", "--chart", tmp_path / "plain.svg")
    assert without.exit_code == 0 and "Tried" not in without.stdout
    assert (tmp_path / "plain.png").exists()


def test_a_moved_level_is_warned_of(tmp_path: Path) -> None:
    rows = [f"{day} {hour:02}:00,{100 if number < 56 else 200}"
            for number, day in enumerate(np.arange("2026-01-05", "2026-03-30", dtype="datetime64[D]"))
            for hour in range(24)]  # fmt: skip
    path = tmp_path / "moved.csv"
    path.write_text("time,n\n" + "\n".join(rows) + "\n")
    shown = forecast(path, "--holdout", "3wk")
    assert "WARNING: repeating the last week was closer than this fit. The level has moved" in shown.stdout


def test_a_bad_file_is_refused_with_its_lines(history: Path) -> None:
    text = history.read_text().splitlines()
    text[4], text[9] = "2026-01-05 10:30,many", "05/01/2026 13:00,50"
    history.write_text("\n".join(text))
    shown = forecast(history)
    assert shown.exit_code == 3
    assert shown.stdout == ""
    assert shown.stderr.splitlines() == [
        f"{history}:5:2: a count of at least zero is wanted (got 'many')",
        f"{history}:10:1: an ISO time such as 2026-03-02 09:30 is wanted (got '05/01/2026 13:00')",
    ]


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (["--time-zone", "Mars/Base"], "--time-zone: a time zone such as Europe/London is wanted (got 'Mars/Base')"),
        (["--interval", "half an hour"], "--interval: a duration with its unit is wanted"),
        (["--chart", "nowhere/fit.png"], "--chart: the folder 'nowhere' does not exist"),
    ],
)
def test_wrong_options_are_wrong_usage(history: Path, options: list[str], what: str) -> None:
    shown = forecast(history, *options)
    assert shown.exit_code == 2
    assert what in shown.stderr


def test_a_history_too_short_to_hold_out(history: Path) -> None:
    shown = forecast(history, "--holdout", "9wk")
    assert shown.exit_code == 3
    assert "leaves less than two weeks to fit (--holdout)" in shown.stderr


def test_the_banks_counts_beat_last_week() -> None:
    shown = forecast(recorded("bank_calls_5min_2003.csv"))
    assert shown.exit_code == 0
    assert "# 6 days without any row are treated as not recorded: 2003-04-04" in shown.stdout
    assert "WARNING" not in shown.stdout


def test_the_shops_season_is_not_in_the_fit_and_it_says_so() -> None:
    shown = forecast(recorded("online_retail_orders_hourly.csv"), "--time-zone", "Europe/London")
    assert shown.exit_code == 0
    assert "# The last day, 2011-12-09, is cut short and left out." in shown.stdout
    assert "WARNING: repeating the last week was closer than this fit. The level has moved" in shown.stdout
