"""The charts of capacity show the numbers of the tables: gaps, occupancy, waits, people, vendors' hours."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle, StepPatch

from sim.charts.cost_and_service import cost_and_service
from sim.charts.headcount_by_week import headcount_by_week
from sim.charts.narrowed import narrowed
from sim.charts.occupancy_and_wait import occupancy_and_wait
from sim.charts.staffing_by_interval import staffing_by_interval
from sim.charts.staffing_gap import staffing_gap
from sim.charts.style import figure_of
from sim.charts.sweep import sweep_map
from sim.charts.sweep_tornado import sweep_tornado
from sim.charts.vendor_hours import vendor_hours
from sim.charts.wait_distribution import wait_distribution
from sim.comparison.sweep import AS_GIVEN
from tests.unit.desk_tables import desk
from tests.unit.season_tables import season

Case = tuple[dict[str, dict[str, np.ndarray]], dict[str, Any]]
HOUR = 3600.0


@pytest.fixture
def one() -> Case:
    """Two weeks of one strategy with one pool, in hours."""
    return desk(*season(("only",), ("us",), ("home",), weeks=2, minutes=60))


def stairs(axes: Axes) -> list[np.ndarray]:
    return [patch.get_data().values for patch in axes.patches if isinstance(patch, StepPatch)]


def test_what_is_over_in_one_week_does_not_make_up_for_what_is_missing_in_the_other(one: Case) -> None:
    tables, summary = one
    pools = tables["pools"]
    first = np.arange(len(pools["start"])) < 168
    pools["required"], pools["staffed"] = np.full(336, 10.0), np.where(first, 12.0, 7.0)
    (axes,) = staffing_gap(tables, summary)
    over, short = stairs(axes)
    assert (over[145], short[145]) == (pytest.approx(2 / 3), -2.0)  # comes twice in the night of 25 hours
    assert (over[167], short[167]) == (2.0, 0.0)  # and the last hour of that week is not among the 336
    others = np.delete(np.arange(168), [145, 167])
    assert over[others].tolist() == [1.0] * 166  # 2 over in one week of two
    assert short[others].tolist() == [-1.5] * 166  # 3 short in the other
    assert axes.get_title(loc="left") == "only: 251 short, 169 over"
    (axes,) = staffing_gap(tables, summary, week="2026-10-19")
    assert [values.tolist() for values in stairs(axes)] == [[2.0] * 168, [0.0] * 168]


def test_long_intervals_fill_their_hours() -> None:
    tables, summary = season(("only",), ("us",), ("home",), weeks=1, minutes=240)
    tables["pools"]["required"], tables["pools"]["staffed"] = np.full(42, 10.0), np.full(42, 11.0)
    assert stairs(staffing_gap(tables, summary)[0])[0].tolist() == [1.0] * 168


def test_demand_above_the_agents_is_contacts_an_hour_of_the_week(one: Case) -> None:
    tables, summary = one
    summary["setting"]["interval"] = 1800.0  # as if each row were half an hour
    demand = staffing_by_interval(tables, summary, week="2026-10-19")[0]
    every, live = stairs(demand)
    table = tables["intervals"]
    mine = table["offered"][table["queue"] == "phone"][:168]
    assert every.tolist() == pytest.approx((mine * 3 * 2).tolist())  # phone, chat and e-mail are offered the same
    assert live.tolist() == pytest.approx((mine * 2 * 2).tolist())


def test_occupancy_and_wait_are_of_the_same_interval(one: Case) -> None:
    """Half of the intervals are 50 % busy and wait 10 s, the others 90 % and 100 s, with three times the contacts."""
    tables, summary = one
    busy = np.arange(336) % 2 == 1
    tables["pools"]["staffed"], tables["pools"]["busy"] = np.full(336, 10.0), np.where(busy, 9.2, 5.2)
    table = tables["intervals"]
    for queue in ("phone", "chat"):
        mine = table["queue"] == queue
        table["offered"][mine], table["mean_wait"][mine] = np.where(busy, 3.0, 1.0), np.where(busy, 100.0, 10.0)
    (axes,) = occupancy_and_wait(tables, summary)
    line, cross = axes.lines
    assert np.asarray(line.get_xdata()).tolist() == pytest.approx([0.525, 0.925])
    assert np.asarray(line.get_ydata()).tolist() == pytest.approx([10.0, 100.0])
    assert np.asarray(cross.get_xdata()).tolist() == pytest.approx([(0.52 + 3 * 0.92) / 4])
    assert np.asarray(cross.get_ydata()).tolist() == pytest.approx([(10 + 3 * 100) / 4])
    sizes = axes.collections[1].get_sizes()
    assert (sizes[1] - 12) / (sizes[0] - 12) == pytest.approx(3.0)


def test_the_quantiles_of_waits_stand_at_their_shares(one: Case) -> None:
    tables, summary = one
    axes = wait_distribution(tables, summary)[0]
    kpis = tables["kpis"]
    at = [
        float(kpis["mean"][(kpis["scope"] == "queue") & (kpis["name"] == "phone") & (kpis["kpi"] == f"wait_p{p}")][0])
        for p in (50, 90, 95, 99)
    ]
    points = next(line for line in axes.lines if line.get_marker() == "o")
    assert np.asarray(points.get_xdata()).tolist() == at
    assert np.asarray(points.get_ydata()).tolist() == [0.5, 0.1, 0.05, 0.01]
    assert [20.0, 20.0] in [list(np.asarray(line.get_xdata())) for line in axes.lines]  # the promise


def test_the_waits_of_one_queue_can_be_drawn_alone(one: Case) -> None:
    tables, summary = one
    kpis = tables["kpis"]
    chat = {**kpis, "name": np.where(kpis["name"] == "phone", "chat", kpis["name"])}
    tables["kpis"] = {name: np.concatenate([kpis[name], chat[name]]) for name in kpis}
    assert len(wait_distribution(tables, summary)) == 2
    panels = wait_distribution(*narrowed(tables, summary, queues=["chat"]))
    assert [axes.get_title(loc="left") for axes in panels] == ["chat"]


def test_people_are_at_work_or_in_training(one: Case) -> None:
    left, right = headcount_by_week(*one)
    heights = [bar.get_height() for bar in left.patches if hasattr(bar, "get_height")]
    assert heights == [66.0, 66.0, 4.0, 4.0]  # 70 heads, 4 of them in training
    assert [bar.get_height() for bar in right.patches if hasattr(bar, "get_height")] == [3.0, 3.0, -1.0, -1.0]
    assert stairs(left)[0].tolist() == [60.0, 68.0]


def test_a_vendors_hours_on_duty_are_agents_times_hours(one: Case) -> None:
    tables, summary = one
    tables["pools"]["staffed"] = np.where(np.arange(336) < 168, 10.0, 20.0)
    left, right = vendor_hours(tables, summary)
    assert [bar.get_height() for bar in right.patches] == [1680.0, 3360.0]
    assert np.asarray(right.lines[0].get_ydata()).tolist() == [2400.0, 2401.0]
    assert stairs(left)[0].tolist() == [5.0, 5.0]
    tables["workforce"]["billed_hours"] = np.full(2, np.nan)
    right = vendor_hours(tables, summary)[1]
    assert [text.get_text() for text in right.texts] == ["not billed by the hour"]


def test_the_frontier_steps_over_the_strategies_that_none_beats() -> None:
    tables, summary = season(("today", "vendor", "hybrid"), weeks=1)
    summary["frontier"] = ["today", "hybrid"]
    dotted = [line for line in cost_and_service(tables, summary).lines if line.get_linestyle() == ":"]
    totals = [summary["strategies"][name]["totals"] for name in ("today", "hybrid")]
    assert np.asarray(dotted[0].get_xdata()).tolist() == pytest.approx(
        [found["cost"]["mean"] / 1e6 for found in totals]
    )
    level = [found["worst_week_service_level"]["mean"] for found in totals]
    assert np.asarray(dotted[0].get_ydata()).tolist() == pytest.approx(level)
    assert dotted[0].get_drawstyle() == "steps-post"
    some = narrowed(tables, summary, ["today", "vendor"])
    assert [line for line in cost_and_service(*some).lines if line.get_linestyle() == ":"] == []


def sweep_rows(
    points: list[dict[str, str]], costs: list[tuple[float, float]], keys: list[str]
) -> dict[str, np.ndarray]:
    """Rows of two strategies that both hold the goal, at costs known to 5 each way."""
    size = len(points)
    cost = np.array(costs)
    columns: dict[str, Any] = {key: np.repeat([point.get(key, AS_GIVEN) for point in points], 2) for key in keys}
    columns |= {"strategy": np.tile(["home", "away"], size), "cost": cost.ravel(), "holds": np.ones(2 * size)}
    columns |= {"cost_low": cost.ravel() - 5, "cost_high": cost.ravel() + 5}
    return {**columns, "best": (cost == cost.min(axis=1, keepdims=True)).astype(float).ravel()}


def test_a_tornado_hangs_on_the_study_as_given_with_the_key_that_matters_most_on_top() -> None:
    points = [{}, {"small": "1"}, {"small": "2"}, {"large": "1"}, {"large": "2"}]
    table = sweep_rows(points, [(100, 120), (95, 120), (105, 120), (70, 110), (140, 125)], ["small", "large"])
    left, right = sweep_tornado(table, ["small", "large"], "USD")
    assert [label.get_text() for label in left.get_yticklabels()] == ["small", "large"]
    ends = [(bar.get_x() + bar.get_width(), bar.get_x()) for bar in left.patches]
    assert sorted(ends) == [(70.0, 100.0), (95.0, 100.0), (105.0, 100.0), (140.0, 100.0)]
    assert sorted(bar.get_x() + bar.get_width() for bar in right.patches) == [-40.0, -25.0, -15.0, 15.0]
    assert left.get_title(loc="left") == "cost of home"
    assert right.get_title(loc="left") == "home minus away"
    assert "2\n→ away" in [text.get_text() for text in left.texts]
    assert figure_of((left, right)).axes == [left, right]


def test_the_break_even_line_runs_between_cells_with_other_winners() -> None:
    points = [{"x": x, "y": y} for x in ("1", "2", "3") for y in ("10", "20")]
    costs = [(100, 110), (100, 110), (110, 100), (100, 110), (110, 100), (110, 100)]
    table = sweep_rows(points, [(float(a), float(b)) for a, b in costs], ["x", "y"])
    axes = sweep_map(table, "x", "y")
    (line,) = axes.collections
    drawn = sorted(tuple(map(tuple, path.vertices.tolist())) for path in line.get_paths())
    assert drawn == [((1.0, 0.0), (1.0, 1.0)), ((1.0, 1.0), (2.0, 1.0)), ((2.0, 1.0), (2.0, 2.0))]
    assert sorted(text.get_text() for text in axes.texts) == ["A  −9 %"] * 3 + ["B  −9 %"] * 3
    table["best"] = np.zeros(12)
    none = sweep_map(table, "x", "y")
    assert none.texts[:] == []
    assert legend_words(none) == ["none holds the goal"]


def legend_words(axes: Axes) -> list[str]:
    return [text.get_text() for text in figure_of(axes).legends[0].get_texts()]


def test_a_map_compares_with_the_cheapest_other_that_holds_the_goal() -> None:
    points = [{"x": x, "y": y} for x in ("x1", "x1.333333333") for y in ("x0.5", "x1")]
    table = sweep_rows(points, [(100.0, 90.0), (100.0, 125.0), (100.0, 125.0), (100.0, 125.0)], ["x", "y"])
    table["holds"][1], table["best"][:2] = 0, (1, 0)  # away is cheaper at the first point, and misses the goal
    axes = sweep_map(table, "x", "y", ("other", "away", "home"))
    assert [text.get_text() for text in axes.texts] == ["C", "C  −20 %", "C  −20 %", "C  −20 %"]
    assert legend_words(axes) == ["C  home", "study as given"]
    (frame,) = [patch for patch in axes.patches if not patch.get_facecolor()[3]]
    assert isinstance(frame, Rectangle)
    assert (round(frame.get_x()), round(frame.get_y())) == (0, 1)
    assert [label.get_text() for label in axes.get_xticklabels()] == ["x1", "x1.33"]
    assert "goal" in axes.get_title(loc="left")
    assert "goal" not in sweep_map(table, "x", "y", goal=False).get_title(loc="left")


def test_words_of_a_tornado_keep_clear_of_the_line_at_zero() -> None:
    points = [{}, {"key": "x0.5"}, {"key": "0.9/minute"}]
    _, right = sweep_tornado(sweep_rows(points, [(100, 120), (119, 120), (90, 120)], ["key"]), ["key"], "USD")
    figure = figure_of(right)
    figure.draw_without_rendering()
    zero = right.transData.transform((0.0, 0.0))[0]
    for words in right.texts:
        box = words.get_window_extent()
        assert not box.x0 < zero < box.x1, words.get_text()
