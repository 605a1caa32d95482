"""The summary, the tables and the first screen of a small study with hand-made records."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.comparison import Results, headline, ranking, summarise
from sim.comparison.answer import money, question
from sim.comparison.sample import Outcome, gather
from sim.cost import cost_statement
from sim.metrics import measure
from sim.records import LOST, RESOLVED, Table
from sim.study.study import Study
from tests.unit.handmade import DAY, Call, desk_of, plan_of, records_of, study_of, vendor_of

COLUMNS = {
    "kpis": "strategy scope name kpi mean low high",
    "replications": "strategy replication scope name kpi value",
    "intervals": "strategy start market queue offered answered abandoned blocked closed messages callbacks "
    "service_level mean_wait",
    "pools": "strategy start pool required staffed busy",
    "schedule": "strategy start pool scheduled",
    "coverage": "strategy market weekday hour staffed served",
    "workforce": "strategy week pool required ordered heads in_training hired left present billed_hours",
    "costs": "strategy month pool line mean low high",
    "differences": "strategy baseline kpi mean low high",
    "waterfall": "strategy step amount",
    "vendors": "strategy month pool answered service_level target offered forecast resolution satisfaction cost "
    "cost_per_resolved_ticket credits ramp_adherence",
}
GOAL = {"service_level": "each_week", "abandonment": "50%", "budget": 3000, "lost_ticket": 5}
REPLICATIONS = 4


def two_ways(**changes: Any) -> Study:
    own = {"staffing": {"desk": {"agents": 2}}, "routing": {"calls": ["desk"]}}
    both = {"staffing": {"desk": {"agents": 2}, "away": {"agents": 2}}, "routing": {"calls": ["desk", "away"]}}
    return study_of(
        **{
            "pools": {"desk": desk_of(), "away": vendor_of(price="0.5/minute", governance="10%")},
            "strategies": {"own": own, "both": both},
            "goal": GOAL,
            "horizon": {"start": "2026-03-02", "end": "2026-03-12", "interval": "1h", "time_zone": "UTC"},
            **changes,
        }
    )


def season(study: Study, replication: int) -> dict[str, Outcome]:
    """One season: `own` answers 7 of 10 calls in time and loses one, `both` answers 9 of 10, the last two away."""
    stream = np.random.default_rng(replication)
    times = np.sort(stream.uniform(0, 10 * DAY, 40))
    counted = times >= study.clock.warm_up
    outcomes = {}
    for strategy in study.strategies:
        both = strategy == "both"
        in_time, at_home = (9, 8) if both else (7, 10)
        calls = [Call(t, 60.0 * (k % 10 >= in_time), pool=int(k % 10 >= at_home)) for k, t in enumerate(times)]
        if not both:
            calls[-1] = Call(times[-1], 30.0, "abandoned")
        duty = dict.fromkeys(study.strategies[strategy].staffing, ((0.0, 2.0),))
        result = [RESOLVED] * 39 + [RESOLVED if both else LOST]
        records = records_of(study, calls, duty, result)
        plan = plan_of(study, strategy)
        outcomes[strategy] = (measure(study, strategy, counted, plan, records),
                              cost_statement(study, strategy, counted, plan, records))  # fmt: skip
    return outcomes


def results(count: int = REPLICATIONS, **changes: Any) -> Results:
    study = two_ways(**changes)
    seasons: Iterator[dict[str, Outcome]] = (season(study, k) for k in range(count))
    plans = {"own": plan_of(study, "own"), "both": plan_of(study, "both", order_by=date(2026, 2, 9))}
    return summarise(study, plans, seasons, "simpy")


def rows(table: Table, **equals: str) -> dict[str, np.ndarray]:
    kept = np.logical_and.reduce([table[name] == word for name, word in equals.items()])
    return {name: values[kept] for name, values in table.items()}


@pytest.fixture(scope="module")
def found() -> Results:
    return results()


def test_tables_have_their_columns_at_equal_length(found: Results) -> None:
    assert {name: " ".join(table) for name, table in found.tables.items()} == COLUMNS
    for name, table in found.tables.items():
        assert len({len(values) for values in table.values()}) == 1, name
        assert len(table["strategy"]) > 0, name


def test_the_summary_is_plain_data_with_its_blocks(found: Results) -> None:
    summary = json.loads(json.dumps(found.summary, allow_nan=False))
    assert summary == found.summary
    assert list(summary["strategies"]) == ["own", "both"]
    assert {"study", "seed", "replications", "engine", "baseline", "differences", "probability_best"} <= summary.keys()
    own = summary["strategies"]["own"]
    assert {"totals", "queues", "markets", "pools", "costs", "goal"} <= own.keys()
    assert own["pools"].keys() == {"desk"}
    assert own["goal"]["held_share"] == 0
    assert own["goal"]["broken_by"] == {"service level": 1.0, "abandonment": 0.0, "budget": 1.0}


def test_figures_and_means_agree_between_summary_and_tables(found: Results) -> None:
    kpis, replications = (rows(found.tables[name], strategy="both", scope="total") for name in ("kpis", "replications"))
    totals = found.summary["strategies"]["both"]["totals"]
    assert set(kpis["kpi"]) == set(totals)
    for kpi, mean in zip(kpis["kpi"], kpis["mean"], strict=True):
        assert totals[kpi]["mean"] == (None if np.isnan(mean) else mean)
    cost = replications["value"][replications["kpi"] == "cost"]
    assert len(cost) == REPLICATIONS
    assert totals["cost"]["mean"] == pytest.approx(cost.mean(), rel=1e-12)
    assert totals["cost_cvar95"] == {"mean": None, "low": None, "high": None}
    assert totals["cost_per_contact"]["mean"] == pytest.approx(cost.mean() / 40, rel=1e-12)


def test_intervals_pools_and_costs_add_up_to_the_totals(found: Results) -> None:
    for name in ("own", "both"):
        totals = {kpi: estimate["mean"] for kpi, estimate in found.summary["strategies"][name]["totals"].items()}
        intervals, pools = (rows(found.tables[table], strategy=name) for table in ("intervals", "pools"))
        assert intervals["offered"].sum() == totals["offered"] == 40
        assert pools["staffed"].sum() == pytest.approx(totals["staffed_hours"])  # intervals of an hour
        assert pools["busy"].sum() == pytest.approx(totals["busy_hours"])
        costs = rows(found.tables["costs"], strategy=name)
        assert costs["mean"].sum() == pytest.approx(totals["cost"], rel=1e-12)
        by_line = found.summary["strategies"][name]["costs"].values()
        assert sum(line["mean"] for pool in by_line for line in pool.values()) == pytest.approx(totals["cost"])


def test_the_cost_of_each_way_on_paper(found: Results) -> None:
    """Ten days of two agents at 10 an hour, 4800; a lost ticket at 5, or 8 calls of 100 s at 0.5 a minute + 10 %."""
    own, both = (found.summary["strategies"][name]["costs"] for name in ("own", "both"))
    assert own["desk"]["wages"]["mean"] == 4800
    assert own[""]["lost_tickets"] == {"mean": 5.0, "low": 5.0, "high": 5.0}
    assert both["away"]["minutes"]["mean"] == pytest.approx(8 * 100 / 60 * 0.5, abs=1e-3)
    assert both["away"]["governance"]["mean"] == pytest.approx(8 * 100 / 60 * 0.05, abs=1e-3)


def test_differences_are_against_the_baseline(found: Results) -> None:
    table = found.tables["differences"]
    assert set(table["strategy"]) == {"both"} and set(table["baseline"]) == {"own"}
    lost = rows(table, kpi="lost")
    assert (lost["mean"][0], lost["low"][0], lost["high"][0]) == (-1, -1, -1)
    listed = {entry["kpi"]: entry for entry in found.summary["differences"]}
    assert listed["service_level"]["mean"] == pytest.approx(36 / 40 - 28 / 40)
    assert listed["cost"]["mean"] == pytest.approx(8 * 100 / 60 * 0.55 - 5, abs=1e-3)


def test_workforce_bills_what_the_terms_count(found: Results) -> None:
    table = rows(found.tables["workforce"], strategy="both")
    assert list(table["week"]) == ["2026-03-02", "2026-03-09"] * 2
    assert table["billed_hours"][table["pool"] == "desk"].tolist() == [2 * 168, 2 * 72]
    assert table["billed_hours"][table["pool"] == "away"].sum() == pytest.approx(8 * 100 / 3600)  # priced by the minute


def test_holes_are_hours_that_were_asked_for_and_not_served() -> None:
    holes = results().summary["strategies"]["own"]["coverage_holes"]
    assert holes and all(hole["served"] < 0.5 and hole["staffed"] == 1 for hole in holes)
    assert [hole["served"] for hole in holes] == sorted(hole["served"] for hole in holes)


def test_the_range_over_seasons_is_not_the_interval(found: Results) -> None:
    table = rows(found.tables["replications"], strategy="own", scope="total", kpi="worst_week_service_level")
    low, high = np.quantile(table["value"], [0.05, 0.95])
    seasons = found.summary["strategies"]["own"]["seasons"]["worst_week_service_level"]
    assert seasons == {"low5": pytest.approx(low), "high95": pytest.approx(high)}


def test_one_replication_has_figures_without_intervals() -> None:
    one = results(1)
    assert one.summary["strategies"]["own"]["totals"]["cost"] == {"mean": 4805.0, "low": None, "high": None}
    assert np.isnan(one.tables["kpis"]["low"]).all()
    assert ranking(one.summary)["cost (95 %)"][1] == "$4,805"


def test_the_warm_up_has_no_rows() -> None:
    horizon = {"start": "2026-03-02", "end": "2026-03-12", "interval": "1h", "time_zone": "UTC", "warm_up": "36.5h"}
    warm = results(2, horizon=horizon)
    for name in ("intervals", "pools"):
        assert warm.tables[name]["start"][0] == "2026-03-03T12:00:00Z"
    pools = rows(warm.tables["pools"], strategy="own")
    assert pools["staffed"].tolist() == [2.0] * (240 - 36)  # a cut interval has the mean of what is left of it


def test_replications_must_hold_the_same_figures() -> None:
    study, other = two_ways(), two_ways(goal={})
    with pytest.raises(ValueError, match="same figures"):
        gather([season(study, 0), season(other, 1)])
    with pytest.raises(ValueError, match="has strategies"):
        gather([season(study, 0), {"own": season(study, 1)["own"]}])
    with pytest.raises(ValueError, match="no replication"):
        gather([])


def test_the_first_screen_says_no_with_the_closest(found: Results) -> None:
    assert headline(found.summary) == (
        "Calls 80/20, every week, abandonment up to 50 %, below $3,000?  "
        "NO: closest is both, misses budget; holds in 0 of 4 seasons."
    )


def test_the_first_screen_says_yes_with_the_date() -> None:
    goal = {**GOAL, "service_level": "overall", "budget": 5000}
    yes = results(goal=goal)
    assert headline(yes.summary) == (
        "Calls 80/20, over the season, abandonment up to 50 %, below $5,000?  "
        "YES: both, in 4 of 4 seasons; order by 2026-02-09."
    )
    table = ranking(yes.summary)
    assert list(table) == ["strategy", "cost (95 %)", "vs own", "weeks held", "worst week", "lost tickets", "verdict"]
    assert list(table["strategy"]) == ["both", "own"]
    assert list(table["vs own"]) == ["+0.0 %", "-"]
    assert list(table["lost tickets"]) == ["0", "1"]
    assert table["verdict"][0] == "holds the goal, in 4 of 4 seasons"
    assert table["verdict"][1].startswith("misses service level")
    assert yes.summary["probability_best"] == {"own": 0.0, "both": 1.0, "none": 0.0}


def test_without_a_goal_the_cheapest_is_named() -> None:
    free = results(goal={})
    assert headline(free.summary) == "No goal is set; cheapest is own (equal in cost: both): $4,800."
    assert list(ranking(free.summary)["verdict"]) == ["cheapest", "equal in cost"]


def test_questions_and_money_read_as_people_write_them() -> None:
    queues = {name: {"target": 0.8, "within": 20.0} for name in "abcdefgh"}
    goal = {"service_level": "overall", "occupancy": 0.855}
    assert question({"currency": "EUR", "goal": goal, "queues": queues}) == (
        "A 80/20, b 80/20, c 80/20, d 80/20, e 80/20, f 80/20, 2 more queues, over the season, occupancy up to "
        "85.5 %?"
    )
    assert [money(x, "USD", 2) for x in (0.0, 999.4, 999_499.0, 999_500.0, 3_812_345.0)] == [
        "$0", "$999", "$999,499", "$1.00 M", "$3.81 M",
    ]  # fmt: skip


def test_an_interval_of_cost_is_in_the_unit_of_its_mean(found: Results) -> None:
    summary = json.loads(json.dumps(found.summary))
    summary["strategies"]["own"]["totals"]["cost"] = {"mean": 1_010_000.0, "low": 971_246.0, "high": 1_040_000.0}
    summary["strategies"]["both"]["totals"]["cost"] = {"mean": 971_451.0, "low": 886_136.0, "high": 1_060_000.0}
    assert set(ranking(summary)["cost (95 %)"]) == {
        "$1.01 M (0.97 M to 1.04 M)", "$971,451 (886,136 to 1,060,000)",
    }  # fmt: skip
