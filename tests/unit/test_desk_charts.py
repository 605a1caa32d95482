"""Charts of a desk on all channels: live queues in seconds, deferred work by its backlog, agents with several chats."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.text import Text

from sim.charts import CHARTS, charts_of
from sim.charts.backlog import backlog
from sim.charts.chat_load import chat_load
from sim.charts.replies_by_hour import replies_by_hour
from sim.charts.season_axis import season_axis
from sim.charts.selection import local_clock, rows
from sim.charts.style import Panels, figure_of, save
from sim.charts.waits_by_hour import waits_by_hour
from sim.charts.waits_by_interval import waits_by_interval
from tests.unit.desk_tables import desk
from tests.unit.season_tables import season

Case = tuple[dict[str, dict[str, np.ndarray]], dict[str, Any]]


@pytest.fixture(scope="module")
def plain() -> Case:
    return season(strategies=("today", "vendor", "hybrid"), weeks=2, markets=("us", "uk"))


def words(panels: Panels) -> list[str]:
    return [str(text.get_text()) for text in figure_of(panels).findobj(Text) if isinstance(text, Text)]


def test_hours_in_which_all_left_a_message_are_left_out() -> None:
    tables, summary = season(("only",), ("us",), ("desk",), weeks=1)
    shut = tables["intervals"]["start"] == tables["intervals"]["start"][2]
    tables["intervals"]["messages"][shut] = tables["intervals"]["offered"][shut]
    tables["intervals"]["mean_wait"][shut] = 0.0
    image = waits_by_hour(tables, summary)[0].images[0].get_array()
    assert image is not None
    assert int(np.ma.count_masked(image)) == 1
    drawn = waits_by_interval(tables, summary)[0].lines[0]
    assert int(np.isnan(np.asarray(drawn.get_ydata(), dtype=float)).sum()) == 1


def test_a_study_has_the_charts_of_its_channels(plain: Case) -> None:
    voice, all_channels = (set(charts_of(*case)) for case in (plain, desk(*plain)))
    assert all_channels - voice == {"backlog", "replies_by_hour", "chat_load", "vendor_hours"}
    assert all_channels == set(CHARTS)
    tables, summary = desk(*plain)
    for queue in ("phone", "chat"):
        summary["setting"]["queues"][queue]["live"] = False
    del tables["chats"]
    shown = {"differences", "costs", "waterfall", "replies_by_hour", "backlog", "staffing_by_week"}
    shown |= {"staffing_by_interval", "staffing_gap", "headcount_by_week", "vendor_hours"}
    shown |= {"wait_distribution", "stress"}
    assert set(charts_of(tables, summary)) == shown


def test_live_and_deferred_queues_never_share_an_axis(plain: Case) -> None:
    tables, summary = desk(*plain)
    live = " ".join(words(waits_by_interval(tables, summary)) + words(waits_by_hour(tables, summary)))
    assert "email" not in live
    assert "hours)" not in live
    assert "chat" in live
    deferred = " ".join(words(replies_by_hour(tables, summary)) + words(backlog(tables, summary)))
    assert "email, us" in deferred
    assert "phone" not in deferred
    assert "chat" not in deferred


def test_targets_that_differ_stand_in_their_queues_colours(plain: Case) -> None:
    left, right = waits_by_interval(*desk(*plain))[:2]
    across = [line for line in left.lines if list(np.asarray(line.get_xdata())) == [0, 1]]
    unit = 60.0 if "minutes" in left.get_ylabel() else 1.0
    assert [float(np.asarray(line.get_ydata())[0]) * unit for line in across] == [20.0, 40.0]
    assert [line.get_color() for line in across] == [line.get_color() for line in left.lines[:2]]
    assert len({line.get_color() for line in right.lines if list(np.asarray(line.get_xdata())) == [0, 1]}) == 1


def test_replies_are_mapped_in_seconds_by_hour_of_writing(plain: Case) -> None:
    image = replies_by_hour(*desk(*plain))[0].images[0].get_array()
    assert image is not None
    assert np.asarray(image) == pytest.approx(np.full((7, 24), 7200.0))


def test_backlog_shows_the_table_and_the_promise(plain: Case) -> None:
    tables, summary = desk(*plain)
    panels = backlog(tables, summary)
    assert [axes.get_title(loc="left") for axes in panels[::2]] == ["hybrid", "vendor", "today"]
    count, age = panels[:2]
    hours = len(set(tables["backlog"]["start"].tolist()))
    assert np.asarray(count.lines[0].get_xdata()).tolist() == pytest.approx(np.arange(hours) / 24)
    assert np.asarray(count.lines[0].get_ydata()).tolist() == (0.5 + np.arange(hours)).tolist()
    unit = {"hours": 1.0, "days": 24.0}[age.get_ylabel().split("(")[1].rstrip(")")]
    assert np.asarray(age.lines[0].get_ydata()) * unit == pytest.approx(1 / 6 + np.arange(hours))
    assert float(np.asarray(age.lines[-1].get_ydata())[0]) * unit == pytest.approx(24.0)
    assert (count.get_yscale(), age.get_yscale()) == ("linear", "linear")


def test_backlogs_far_apart_go_by_the_logarithm_and_reach_zero(plain: Case) -> None:
    tables, summary = desk(*plain)
    table = tables["backlog"]
    full = np.where(table["strategy"] == "today", 1000.0, 1.0)
    for axes in backlog({**tables, "backlog": {**table, "open": full * table["open"]}}, summary)[::2]:
        assert axes.get_yscale() == "symlog"
        assert axes.get_ylim()[0] == 0
        assert axes.get_ylim()[1] > 1000 * (len(set(table["start"].tolist())) - 0.5)


def test_backlog_of_one_week_names_its_days(plain: Case) -> None:
    last = backlog(*desk(*plain), week="2026-10-26")[-1]
    assert last.get_xlim() == pytest.approx((0.0, 7.0))
    assert last.get_xticklabels()[0].get_text() == "Mon\n26 Oct"
    assert len(last.lines[0].get_xdata()) == 168


def test_long_names_stay_inside_the_figure(tmp_path: Path) -> None:
    tables, summary = season(("only",), ("us",), ("desk",), weeks=1, minutes=240)
    panels = waits_by_interval(*desk(tables, summary, "c" * 60, "e" * 60))
    save(panels, tmp_path, "name")
    figure = figure_of(panels)
    box = figure.legends[0].get_window_extent()
    assert box.x0 >= 0
    assert box.x1 <= figure.bbox.x1


def test_season_axis_keeps_to_the_clock_over_the_night_of_25_hours(plain: Case) -> None:
    tables, summary = plain
    starts = tables["intervals"][
        "start"
    ]  # two weeks from Monday 19 October in Chicago; the clock goes back on 1 November
    axis = season_axis(starts, tables, summary)
    assert axis.length == 14.0
    assert axis.midnight(date(2026, 10, 19)) == 0.0
    assert axis.midnight(date(2026, 11, 1)) == 13.0
    assert axis.midnight(date(2026, 11, 2)) == pytest.approx(14 + 1 / 24)


def test_chat_load_is_chats_per_agent_with_any(plain: Case) -> None:
    tables, summary = desk(*plain)
    left, right = chat_load(tables, summary)[:2]
    assert left.get_title(loc="left") == "hybrid"
    assert np.asarray(left.lines[0].get_ydata()).tolist() == [2.0] * 168
    assert np.asarray(right.lines[0].get_ydata()).tolist() == [3.0] * 168
    mine = rows(tables["pools"], strategy="hybrid", pool="austin")
    tuesday_ten = local_clock(mine["start"], "America/Chicago")[1] == 34.0
    assert np.asarray(right.lines[1].get_ydata())[34] == pytest.approx(mine["staffed"][tuesday_ten].mean())
    idle = {**tables["chats"], "pool": np.where(tables["chats"]["pool"] == "austin", "idle", ""), "agents": 0.0}
    both = {
        name: np.concatenate([values, np.broadcast_to(idle[name], values.shape)])
        for name, values in tables["chats"].items()
    }
    shown = words(chat_load({**tables, "chats": both}, summary))
    assert "with chats in hand: austin" in shown
    assert "with chats in hand: idle" not in shown
    week = chat_load(tables, summary, week="2026-10-26")
    assert "Week from 26 Oct" in " ".join(words(week))
