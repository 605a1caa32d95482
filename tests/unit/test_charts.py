"""Charts: every one draws whatever the study holds, says its units, and shows the numbers of the tables."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.charts import CHARTS, draw_all
from sim.charts.cost_and_service import cost_and_service
from sim.charts.costs import amounts_by_line, costs
from sim.charts.coverage import by_hour
from sim.charts.differences import differences
from sim.charts.numbering import lines_by_size
from sim.charts.selection import local_clock, peak_week, pool_rows
from sim.charts.staffing_by_interval import staffing_by_interval
from sim.charts.staffing_by_week import staffing_by_week
from sim.charts.style import Chart, figure_of, percent_axis, save
from sim.charts.waits_by_hour import waits_by_hour
from sim.charts.waits_by_interval import waits_by_interval
from tests.unit.desk_tables import desk
from tests.unit.season_tables import NASTY, season

Case = tuple[dict[str, dict[str, np.ndarray]], dict[str, Any]]
TEN = tuple(f"strategy_number_{index}" for index in range(10))
UNITS = (
    "USD", "agents", "contacts", "seconds", "minutes", "service level", "week from", "hour of day", "percentage points",
    "share of", "cost over the horizon", "mean wait", "contacts open", "age of the oldest", "chats in hand", "people",
    "time waited", "hours a week", "contacts\nan hour",
)  # fmt: skip


@pytest.fixture(scope="module")
def plain() -> Case:
    return season(strategies=("today", "vendor", "hybrid"), weeks=2, markets=("us", "uk"))


@pytest.fixture(scope="module")
def nasty() -> Case:
    return desk(*season(NASTY[:4], NASTY[:1], NASTY[:3], NASTY[3], weeks=1, minutes=240), NASTY[4], NASTY[0])


@pytest.fixture(scope="module")
def single() -> Case:
    return desk(*season(("only",), ("home",), ("desk",), weeks=1, replications=1, minutes=120))


@pytest.fixture(scope="module")
def ten() -> Case:
    return desk(*season(TEN, markets=("us",), weeks=1, minutes=240))


@pytest.fixture(scope="module")
def nasty_figures(nasty: Case) -> dict[str, Figure]:
    return {name: figure_of(chart(*nasty)) for name, chart in CHARTS.items()}


def words(figure: Figure) -> list[str]:
    return [str(text.get_text()) for text in figure.findobj(Text) if isinstance(text, Text)]


@pytest.mark.parametrize("name", CHARTS)
def test_one_strategy_and_one_season_draw(name: str, single: Case, tmp_path: Path) -> None:
    paths = save(CHARTS[name](*single), tmp_path, name)
    assert [path.name for path in paths] == [f"{name}.svg", f"{name}.png"]
    assert paths[1].read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", CHARTS)
def test_ten_strategies_are_all_named(name: str, ten: Case) -> None:
    shown = " ".join(words(figure_of(CHARTS[name](*ten)))).replace("\n", "")
    assert [strategy for strategy in TEN if strategy not in shown] == []


@pytest.mark.parametrize("name", CHARTS)
def test_names_of_the_study_are_shown_as_they_are_and_never_read_as_formulas(
    name: str, nasty_figures: dict[str, Figure], tmp_path: Path
) -> None:
    svg = save(nasty_figures[name].axes[0], tmp_path, name)[0].read_text(encoding="utf-8")
    texts = [text for text in nasty_figures[name].findobj(Text) if isinstance(text, Text)]
    assert [text.get_text() for text in texts if text.get_parse_math() and "$" in text.get_text()] == []
    assert any("$x^2$" in text.get_text() for text in texts)
    assert "<script" not in svg


@pytest.mark.parametrize("name", CHARTS)
def test_axes_say_their_units(name: str, nasty: Case, nasty_figures: dict[str, Figure]) -> None:
    shown = [axes for axes in nasty_figures[name].axes if axes.axison and axes.get_visible()]
    said = [label for axes in shown for label in (axes.get_ylabel(), axes.get_xlabel()) if label]
    assert any(unit in label for unit in UNITS for label in said)
    strategies = {strategy.replace(" ", "") for strategy in nasty[1]["strategies"]}
    for label in said:
        assert any(unit in label for unit in UNITS) or "".join(label.split()) in strategies


def test_same_tables_same_bytes_whatever_settings_the_caller_has(tmp_path: Path) -> None:
    small = desk(*season(("today", "vendor"), ("us",), ("desk",), weeks=1, minutes=240))
    first = [path.read_bytes() for path in draw_all(*small, tmp_path / "a")]
    with matplotlib.rc_context({"font.size": 31, "axes.grid": False, "svg.hashsalt": "other", "text.parse_math": True}):
        second = [path.read_bytes() for path in draw_all(*small, tmp_path / "b")]
        assert matplotlib.rcParams["font.size"] == 31
    assert first == second
    assert len(first) == 2 * len(CHARTS)


def test_a_notebook_sees_a_chart_as_a_picture(plain: Case) -> None:
    first, second = (figure_of(costs(*plain)) for _ in range(2))
    assert isinstance(first, Chart) and isinstance(second, Chart)
    assert first._repr_png_().startswith(b"\x89PNG")
    assert second._repr_png_() == first._repr_png_()


def test_no_window_system_is_loaded() -> None:
    code = "import sys, sim.charts; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_cost_bars_add_up_to_the_table(plain: Case) -> None:
    tables, summary = plain
    axes = costs(tables, summary)
    drawn = sum(bar.get_width() for bar in axes.patches) * 1e6
    assert drawn == pytest.approx(float(tables["costs"]["mean"].sum()), rel=1e-9)
    assert "million USD" in axes.get_xlabel()


def test_small_cost_lines_are_put_together_without_loss() -> None:
    lines = np.array([f"line{index}" for index in range(12)], dtype=object)
    table = {
        "strategy": np.array(["s"] * 12, dtype=object), "line": lines, "mean": np.arange(1.0, 13.0),
    }  # fmt: skip
    amounts, names = amounts_by_line(table, ["s"], lines_by_size(table))
    assert names == [*(f"line{index}" for index in range(11, 4, -1)), "5 smaller lines"]
    assert amounts[:, 0].tolist() == [12.0, 11.0, 10.0, 9.0, 8.0, 7.0, 6.0, 15.0]


def test_goal_lines_stand_at_budget_and_target(plain: Case) -> None:
    axes = cost_and_service(*plain)
    dashed = [line for line in axes.lines if line.get_linestyle() == "--"]
    ends = [(np.asarray(line.get_xdata()).tolist(), np.asarray(line.get_ydata()).tolist()) for line in dashed]
    assert ([0, 1], [0.8, 0.8]) in ends
    assert ([1.5, 1.5], [0, 1]) in ends


def test_differences_show_mean_interval_and_zero(plain: Case) -> None:
    tables, summary = plain
    table = {name: values.copy() for name, values in tables["differences"].items()}
    unsure = (table["strategy"] == "hybrid") & (table["kpi"] == "abandonment_rate")
    table["low"][unsure], table["high"][unsure] = -0.5, 0.5
    cost, _, abandonment = differences({**tables, "differences": table}, summary)
    assert [list(map(float, np.asarray(line.get_xdata()))) for line in cost.lines][0] == [0.0, 0.0]
    row = next(i for i, name in enumerate(table["strategy"]) if name == "hybrid" and table["kpi"][i] == "cost")
    marks = [x for line in cost.lines if line.get_marker() in ("o", "s") for x in np.asarray(line.get_xdata()).tolist()]
    assert table["mean"][row] in marks
    hollow = [line for line in abandonment.lines if line.get_marker() == "D"]
    assert len(hollow) == 1
    assert hollow[0].get_markerfacecolor() == "none"


def test_a_figure_that_no_strategy_has_gets_no_panel(plain: Case) -> None:
    tables, summary = plain
    table = tables["differences"]
    none = np.where(table["kpi"] == "service_level", np.nan, table["mean"])
    panels = differences({**tables, "differences": {**table, "mean": none}}, summary)
    assert [axes.get_title(loc="left") for axes in panels] == ["cost", "abandonment"]


def test_where_nobody_can_leave_the_mean_wait_stands_in_the_place_of_abandonment(plain: Case) -> None:
    tables, summary = plain
    table = {name: np.concatenate([values, values]) for name, values in tables["differences"].items()}
    table["kpi"][len(table["kpi"]) // 2 :] = "mean_wait"
    for part in ("mean", "low", "high"):
        table[part][table["kpi"] == "abandonment_rate"] = 0.0
        table[part][table["kpi"] == "mean_wait"] = 60.0
    panels = differences({**tables, "differences": table}, summary)
    assert [axes.get_title(loc="left") for axes in panels] == ["cost", "service level", "mean wait"]
    assert panels[-1].get_xlabel() == "seconds"
    same = {**table, **{part: np.zeros_like(table[part]) for part in ("mean", "low", "high")}}
    panels = differences({**tables, "differences": same}, summary)
    assert [axes.get_title(loc="left") for axes in panels] == ["cost", "service level", "abandonment"]


def test_shares_between_whole_per_cents_are_not_rounded_on_their_axis() -> None:
    axes = Figure().subplots()
    axes.set_xticks([0.65, 0.675, 0.7])
    percent_axis(axes, "x", ceiling=None)
    assert [text.get_text() for text in axes.get_xticklabels()] == ["65 %", "67.5 %", "70 %"]


def test_every_wait_lies_inside_its_axes(plain: Case) -> None:
    for axes in waits_by_interval(*plain)[::2]:
        tops = [np.nanmax(np.asarray(line.get_ydata(), dtype=float)) for line in axes.lines if len(line.get_xdata())]
        assert max(tops) <= axes.get_ylim()[1]


def two_pools(size_for: str | None) -> Case:
    """One week of one strategy: 5 of 8 required on duty at home, the vendor's 3 required beside them."""
    tables, summary = season(("both",), ("home",), ("home_team", "vendor"), weeks=1, minutes=240)
    start = tables["intervals"]["start"]
    size = len(start)
    tables["pools"] = {
        "strategy": np.array(["both"] * 2 * size, dtype=object),
        "start": np.concatenate([start, start]),
        "pool": np.array(["home_team"] * size + ["vendor"] * size, dtype=object),
        "required": np.repeat([8.0, 3.0], size),
        "staffed": np.repeat([5.0, 3.0], size),
        "busy": np.repeat([4.0, 2.0], size),
    }
    summary["strategies"]["both"]["plan"] = {"pools": {"home_team": {}, "vendor": {"size_for": size_for}}}
    return tables, summary


@pytest.mark.parametrize(("size_for", "total"), [("remainder", 8.0), ("forecast", 11.0), (None, 11.0)])
def test_required_counts_a_remainder_once(size_for: str | None, total: float) -> None:
    tables, summary = two_pools(size_for)
    table = pool_rows(tables, summary, "both")
    assert table["required"].sum() / len(tables["intervals"]["start"]) == total
    by_week = staffing_by_week(tables, summary)[1]
    assert [patch.get_data().values.tolist() for patch in by_week.patches if hasattr(patch, "get_data")] == [[total]]
    assert [bar.get_height() for bar in by_week.patches if hasattr(bar, "get_height")][:2] == [5.0, 3.0]
    by_interval = staffing_by_interval(tables, summary)[1]
    lines = [patch.get_data() for patch in by_interval.patches if hasattr(patch, "get_data")]
    assert any(np.all(line.values == total) for line in lines)
    assert any(np.all(line.values == 6.0) for line in lines)


def test_demand_band_spans_the_seasons(plain: Case) -> None:
    tables, summary = plain
    demand = staffing_by_week(tables, summary)[0]
    table = tables["replications"]
    mine = (table["strategy"] == "today") & (table["scope"] == "week") & (table["name"] == "2026-10-19")
    low, high = np.quantile(table["value"][mine], [0.05, 0.95])
    heights = demand.collections[0].get_paths()[0].vertices[:, 1]
    assert {round(float(low), 3), round(float(high), 3)} <= {round(float(height), 3) for height in heights}


def test_demand_lies_inside_its_panel(plain: Case) -> None:
    demand = staffing_by_week(*plain)[0]
    band = demand.collections[0].get_paths()[0].vertices[:, 1]
    assert demand.get_ylim()[1] > max(float(band.max()), float(np.max(np.asarray(demand.lines[0].get_ydata()))))


def test_hours_of_the_week_and_weeks_follow_the_local_clock() -> None:
    starts = ["2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z", "2026-11-01T07:30:00+00:00"]
    weeks, hours = local_clock(starts, "America/New_York")  # the night in which 01:30 comes twice
    assert hours.tolist() == [145.5, 145.5, 146.5]
    assert weeks.tolist() == ["2026-10-26"] * 3
    weeks, hours = local_clock(starts, "America/New_York", "2026-10-29")
    assert (weeks.tolist(), hours.tolist()) == (["2026-10-29"] * 3, [73.5, 73.5, 74.5])


def test_peak_week_has_the_most_contacts(plain: Case) -> None:
    assert peak_week(*plain) == "2026-10-26"


def test_coverage_stands_at_its_day_and_hour() -> None:
    table = {
        "weekday": np.array(["mon", "sun"], dtype=object),
        "hour": np.array([0.0, 23.0]),
        "served": np.array([0.25, 1.0]),
    }
    grid = by_hour(table, "served")
    assert (grid[0, 0], grid[6, 23]) == (0.25, 1.0)
    assert int(np.isfinite(grid).sum()) == 2


def test_waits_by_hour_weigh_by_contacts() -> None:
    tables, summary = season(("only",), ("us",), ("desk",), weeks=1)
    intervals: Mapping[str, np.ndarray] = {
        "strategy": np.array(["only"] * 2, dtype=object),
        "start": np.array(["2026-10-19T04:00:00Z", "2026-10-19T04:30:00Z"], dtype=object),  # Monday 00:00 in New York
        "market": np.array(["us"] * 2, dtype=object),
        "queue": np.array(["phone"] * 2, dtype=object),
        "offered": np.array([3.0, 1.0]),
        "messages": np.zeros(2),
        "callbacks": np.zeros(2),
        "mean_wait": np.array([10.0, 50.0]),
        "service_level": np.array([1.0, 0.0]),
    }
    image = waits_by_hour({**tables, "intervals": intervals}, summary)[0].images[0].get_array()
    assert image is not None
    assert image[0, 0] == pytest.approx(20.0)  # (3 × 10 + 1 × 50) ÷ 4 seconds
    assert int(np.ma.count(image)) == 1
