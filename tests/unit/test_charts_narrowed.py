"""Charts of a few strategies or of one week: nothing is lost, and a name looks as it does on the chart of all."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.container import BarContainer
from matplotlib.legend import Legend

from sim.charts import CHARTS, OF_A_WEEK, charts_of
from sim.charts.cost_and_service import cost_and_service
from sim.charts.costs import costs
from sim.charts.coverage import coverage
from sim.charts.narrowed import narrowed
from sim.charts.staffing_by_interval import staffing_by_interval
from sim.charts.staffing_by_week import staffing_by_week
from sim.charts.style import figure_of
from sim.charts.weeks import week_of
from tests.unit.desk_tables import desk
from tests.unit.season_tables import season

ALL = ("today", "vendor", "hybrid")
TABLES, SUMMARY = desk(*season(ALL, ("us", "uk"), weeks=2, minutes=120))
BY_NAME = {
    "strategy": ("cost_and_service", "stress", "wait_distribution"), "line": ("costs",), "queue": ("backlog",),
    "pool": ("staffing_by_interval", "staffing_by_week", "chat_load"),
}  # fmt: skip


def looks(name: str, *some: Any) -> dict[str, tuple[str, Any, Any]]:
    """Each entry of a chart's legend with its colour, hatch and marker; numbers before a name left out."""
    found: dict[str, tuple[str, Any, Any]] = {}
    for legend in figure_of(CHARTS[name](*narrowed(TABLES, SUMMARY, *some))).legends:
        assert isinstance(legend, Legend)
        for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=True):
            face = handle.get_facecolor() if hasattr(handle, "get_facecolor") else handle.get_color()  # type: ignore[union-attr]
            hatch = handle.get_hatch() if hasattr(handle, "get_hatch") else None
            mark = handle.get_marker() if hasattr(handle, "get_marker") else None
            found[text.get_text().lstrip("0123456789 ")] = (to_hex(face), hatch, mark)
    return found


@pytest.mark.parametrize("name", [name for names in BY_NAME.values() for name in names])
@pytest.mark.parametrize("strategy", ALL)
def test_a_name_has_one_look_however_few_are_shown(name: str, strategy: str) -> None:
    whole, alone = looks(name), looks(name, [strategy])
    assert alone
    assert {label: whole[label] for label in alone} == alone


def test_a_queue_alone_keeps_its_look() -> None:
    whole = looks("waits_by_interval")
    for queue in SUMMARY["setting"]["queues"]:
        if queue in whole:
            assert looks("waits_by_interval", (), (), [queue])[queue] == whole[queue]


@pytest.mark.parametrize("strategy", ALL)
@pytest.mark.parametrize("chart", [staffing_by_interval, staffing_by_week])
def test_the_demand_of_one_strategy_is_what_it_is_offered(chart: Any, strategy: str) -> None:
    demand = chart(*narrowed(TABLES, SUMMARY, [strategy]))[0]
    assert strategy in demand.get_title(loc="left")
    offered = TABLES["intervals"]["offered"][TABLES["intervals"]["strategy"] == strategy]
    if chart is staffing_by_week:
        drawn = max(float(np.max(np.asarray(line.get_ydata()))) for line in demand.lines)
        assert 0.5 * offered.sum() <= drawn < offered.sum()  # the busier of two weeks
    else:
        areas = [patch.get_data().values for patch in demand.patches if hasattr(patch, "get_data")]
        assert areas[0].sum() * 2 >= 0.5 * offered.sum()  # contacts an hour, in intervals of two hours


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("strategy", ALL)
def test_every_chart_of_one_strategy_shows_something(name: str, strategy: str) -> None:
    case = narrowed(TABLES, SUMMARY, [strategy])
    if name in charts_of(*case):
        for axes in figure_of(CHARTS[name](*case)).axes:
            assert not axes.axison or axes.has_data()
    else:
        assert (name, strategy) in (("differences", "today"), ("vendor_hours", "today"))


def test_a_line_of_costs_that_one_strategy_lacks_takes_no_other_ones_place() -> None:
    kept = ~((TABLES["costs"]["strategy"] == "vendor") & (TABLES["costs"]["line"] == "wages"))
    less = {**TABLES, "costs": {name: values[kept] for name, values in TABLES["costs"].items()}}
    of_all, of_one = (costs(*narrowed(less, SUMMARY, some)) for some in ((), ("vendor",)))
    whole, alone = (
        {
            str(bars.get_label()): to_hex(bars[0].get_facecolor())
            for bars in axes.containers
            if isinstance(bars, BarContainer)
        }
        for axes in (of_all, of_one)
    )
    assert "wages" in whole and "wages" not in alone
    assert {label: whole[label] for label in alone} == alone


@pytest.mark.parametrize("day", ["2026-10-26", "2026-10-29", "2026-11-01"])
def test_any_day_of_a_week_names_it(day: str) -> None:
    assert week_of(TABLES, SUMMARY, day) == "2026-10-26"
    for name in sorted(OF_A_WEEK):
        first, other = (figure_of(CHARTS[name](TABLES, SUMMARY, week=week)) for week in ("2026-10-26", day))  # type: ignore[call-arg]
        assert other._repr_png_() == first._repr_png_()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("day", "told"),
    [("nonsense", r"such as 2026-11-23 \(got nonsense\)"), ("2026-11-02", "of 2026-10-19 to 2026-11-01"), ("", "date")],
)
def test_a_week_outside_the_results_is_refused(day: str, told: str) -> None:
    for name in OF_A_WEEK:
        with pytest.raises(ValueError, match=told):
            CHARTS[name](TABLES, SUMMARY, week=day)  # type: ignore[call-arg]


def test_an_unknown_measure_is_told_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"served or staffed \(got foo\)"):
        coverage(TABLES, SUMMARY, measure="foo")


def test_a_goal_that_is_not_drawn_is_not_in_the_legend() -> None:
    none = {**SUMMARY, "setting": {**SUMMARY["setting"], "goal": {}}}
    said = [
        {text.get_text() for text in figure_of(cost_and_service(TABLES, summary)).legends[0].get_texts()}
        for summary in (SUMMARY, none)
    ]
    assert said[0] - said[1] == {"the goal"}
