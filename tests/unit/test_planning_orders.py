"""The order plan: every hire, order and notice with its latest day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from click.testing import CliRunner

from sim import load_study
from sim.cli import main
from sim.experiment.replication import prepare
from sim.planning.orders import Decision, decisions, order_table
from sim.study.study import Study
from tests.unit.capacity_studies import away, home, strategy, study_of
from tests.unit.test_capacity_pipeline import THIRD_WEEK
from tests.unit.test_capacity_plan import DOUBLE, FOUR_WEEKS, ORDINARY

EXTRA = DOUBLE - ORDINARY


def found(study: Study) -> list[Decision]:
    return decisions(study, prepare(study).plans["plan"])


def test_classes_and_seasonal_people_have_their_days() -> None:
    """Twice the calls from 16 March on. A class trains for two weeks from 2 March, decided ten days before."""
    terms = {"hiring": {"lead_time": "10d", "training": "2wk"}}
    pools = {"desk": home(terms, today={"heads": ORDINARY})}
    study = study_of(
        horizon=FOUR_WEEKS, demand=THIRD_WEEK, pools=pools, strategies=strategy({"desk": {"size_for": "forecast"}})
    )
    assert found(study) == [Decision(date(2026, 2, 20), "desk", date(2026, 3, 16), EXTRA, "hire a class of")]
    seasonal = {"wage": "1/h", "from": "2026-03-16", "until": "2026-03-29", "up_to": 20}
    pools = {"desk": home({**terms, "seasonal": seasonal}, today={"heads": ORDINARY})}
    staffing = {"desk": {"size_for": "forecast", "use": ["hiring", "seasonal"]}}
    study = study_of(horizon=FOUR_WEEKS, demand=THIRD_WEEK, pools=pools, strategies=strategy(staffing))
    assert found(study) == [Decision(date(2026, 3, 6), "desk", date(2026, 3, 16), EXTRA, "hire for the season")]


def test_orders_and_notices_of_a_vendor_come_before_what_they_bring() -> None:
    """8 agents, then 14 from 16 March, ordered a week before; half the calls in the last week: notice is given."""
    weeks = [("2026-03-16", "2026-03-22", 100), ("2026-03-23", "2026-03-29", -50)]
    seasons = [{"name": a, "from": a, "to": b, "uplift": f"{u}%"} for a, b, u in weeks]
    entry = {"market": "uk", "queue": "calls", "rate": "60/h", "seasons": seasons}
    pools = {"vendor": away({"notice": "7d"}, today={"agents": ORDINARY})}
    study = study_of(
        horizon=FOUR_WEEKS, demand=[entry], pools=pools, strategies=strategy({"vendor": {"size_for": "forecast"}})
    )
    rise, fall = found(study)
    assert rise == Decision(date(2026, 3, 9), "vendor", date(2026, 3, 16), EXTRA, "order")
    assert (fall.by, fall.arrives, fall.what) == (date(2026, 3, 16), date(2026, 3, 23), "give notice")
    assert fall.people < -EXTRA
    table = order_table(study, [prepare(study).plans["plan"]])
    assert table["heads"].tolist() == [ORDINARY, ORDINARY, DOUBLE, DOUBLE + fall.people]
    assert table["week"].tolist()[0] == "2026-03-02"


def test_a_given_roster_has_nothing_to_decide() -> None:
    assert found(study_of()) == []


def test_no_plan_in_time_has_its_exit_code(tmp_path: Path) -> None:
    text = """
name: Late
horizon: {start: 2026-03-02, end: 2026-03-30, time_zone: UTC}
markets: {home: {time_zone: UTC}}
queues: {calls: {channel: voice, handle_time: 5min}}
demand: [{market: home, queue: calls, rate: 60/h}]
pools:
  vendor:
    sourcing: onshore
    time_zone: UTC
    skills: {calls: {}}
    contract: {price: 10/agent_hour, signed: 2026-03-02, ramp: {notice: 2wk}}
strategies: {one: {staffing: {vendor: {size_for: forecast}}, routing: {calls: [vendor]}}}
"""
    (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
    late = CliRunner().invoke(main, ["plan", str(tmp_path / "study.yaml")])
    assert late.exit_code == 4 and "too late" in late.output and "no strategy's plan comes in time" in late.output
    early = text.replace("2026-03-02, ramp", "2026-02-02, ramp")
    (tmp_path / "study.yaml").write_text(early, encoding="utf-8")
    good = CliRunner().invoke(main, ["plan", str(tmp_path / "study.yaml")])
    assert good.exit_code == 0 and "vendor: order" in good.output
    words = ["run", str(tmp_path / "study.yaml"), "--replications", "1", "--out", str(tmp_path / "out"), "--quiet"]
    assert CliRunner().invoke(main, words).exit_code == 0
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "What has to be decided, by which day" in page
    assert "<li>by 2026-02-16: vendor: order 34, there from 2026-03-02</li>" in page


def test_every_day_of_a_plan_in_time_is_the_first_of_its_decisions() -> None:
    """What `check` says of a pool, "order by", is in the list, whatever the pool is sized for."""
    study = load_study(Path(__file__).parents[2] / "configs" / "holiday_surge.yaml")
    seen = 0
    for plan in prepare(study).plans.values():
        found = decisions(study, plan)
        for pool in plan.pools:
            if pool.order_by is not None and not pool.late:
                first = next(each for each in found if each.pool == pool.pool and each.people > 0)
                assert (first.by, first.arrives) == (pool.order_by, pool.arrives)
                seen += 1
    assert seen >= 4


def test_a_team_for_the_largest_week_is_hired_before_the_start() -> None:
    pools = {"desk": home({"hiring": {"lead_time": "10d"}}, today={"heads": ORDINARY})}
    study = study_of(
        horizon=FOUR_WEEKS, demand=THIRD_WEEK, pools=pools, strategies=strategy({"desk": {"size_for": "peak"}})
    )
    assert found(study) == [Decision(date(2026, 2, 20), "desk", date(2026, 3, 2), EXTRA, "hire")]
