"""What a contract costs beside its price: each statement worked out on paper.

The study of two days: 2 and 3 March 2026 in UTC, two agents on duty all the time, 96 hours. That of six weeks: from
Monday 2 March to 12 April, with the heads written by hand.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.comparison.sample import gather
from sim.cost import CostStatement, cost_statement
from sim.metrics.measures import measure
from sim.study.sourcing import Today
from sim.study.study import Study
from tests.unit.handmade import DAY, HOUR, Call, desk_of, plan_of, records_of, study_of, vendor_of

WEEK = 7 * DAY
SIX = {"start": "2026-03-02", "end": "2026-04-13", "interval": "1h", "time_zone": "UTC"}
HEADS = [0, 5, 5, 8, 8, 6]
"""Agents of a ramp, week by week."""
FREE = "0/agent_hour"


def study_with(horizon: dict[str, Any] | None = None, *, by_hand: bool = True, **terms: Any) -> Study:
    days = horizon or {"start": "2026-03-02", "end": "2026-03-04", "interval": "1h", "time_zone": "UTC"}
    staffing = {"agents": 2} if by_hand else {"size_for": "forecast"}
    one = {"staffing": {"desk": staffing}, "routing": {"calls": ["desk"]}}
    pools = {"desk": {**vendor_of(**terms), "shrinkage": "20%"}}
    return study_of(pools=pools, horizon=days, strategies={"one": one})


def ramped(**terms: Any) -> Study:
    return study_with(SIX, by_hand=False, **{"price": FREE, **terms})


def stated(study: Study, calls: list[Call] | None = None, **changes: Any) -> CostStatement:
    records = records_of(study, [Call(HOUR)] if calls is None else calls)
    return cost_statement(study, "one", np.ones(1, dtype=np.bool_), plan_of(study, **changes), records)


def ramp(study: Study, heads: list[int] | None = None) -> CostStatement:
    return stated(study, heads=np.array(HEADS if heads is None else heads, dtype=np.float64))


def lines(statement: CostStatement, months: slice = slice(None)) -> dict[str, float]:
    found = dict(zip(statement.lines, statement.amounts[months].sum(axis=(0, 1)).tolist(), strict=True))
    return {line: amount for line, amount in found.items() if amount}


def spread(statement: CostStatement) -> dict[str, float]:
    return dict(zip(statement.lines, statement.amortised.sum(axis=(0, 1)).tolist(), strict=True))


def test_a_peak_is_dearer_by_its_premium() -> None:
    """96 hours × 10 = 960; 15 % on the 48 of 3 March, the last day included: 72; governance 10 % of 1032."""
    peak = {"from": "2026-03-03", "to": "2026-03-03", "premium": "15%"}
    found = lines(stated(study_with(price="10/agent_hour", peak=peak, governance="10%")))
    assert found == {"agent_hours": 960, "peak_premium": 72, "governance": pytest.approx(103.2, abs=1e-4)}


def test_the_peak_of_minutes_is_cut_at_midnight() -> None:
    """A contact of 10 min begins 4 min before the peak's day: 6 of its minutes × 0.5 × 20 % = 0.6."""
    peak = {"from": "2026-03-03", "to": "2026-03-20", "premium": "20%"}
    study = study_with(price="0.5/minute", peak=peak)
    found = lines(stated(study, [Call(DAY - 240.0, handle_time=600.0)]))
    assert found == {"minutes": 5, "peak_premium": pytest.approx(0.6, abs=1e-4)}


def test_in_bands_the_peak_bears_the_mean_price() -> None:
    """96 hours: 60 × 10 + 36 × 5 = 780; half of them at the peak: 10 % of 390."""
    bands = [{"up_to": 930, "price": "10/agent_hour"}, {"price": "5/agent_hour"}]
    peak = {"from": "2026-03-01", "to": "2026-03-02", "premium": "10%"}
    assert lines(stated(study_with(price=bands, peak=peak))) == {"agent_hours": 780, "peak_premium": 39}


def test_a_peak_of_heads_is_by_the_day() -> None:
    """2 heads × 310 a month are 20 a day; 30 % of one day is 6."""
    peak = {"from": "2026-03-03", "to": "2026-03-03", "premium": "30%"}
    found = lines(stated(study_with(price="310/fte_month", peak=peak)))
    assert found == {"fte_months": pytest.approx(40, abs=1e-3), "peak_premium": pytest.approx(6, abs=1e-4)}


@pytest.mark.parametrize(
    ("signed", "months"),
    [("2026-01-15", [9000.0, 0.0]), ("2026-03-31", [9000.0, 0.0]), ("2026-04-01", [0.0, 9000.0]),
     ("2026-04-13", [0.0, 0.0])],
)  # fmt: skip
def test_the_transition_is_due_at_the_signature(signed: str, months: list[float]) -> None:
    """Signed before the window it is counted at its start; on 31 March in March; after the end not at all."""
    statement = ramp(ramped(signed=signed, transition={"fee": 9000}))
    assert statement.amounts[:, 0, statement.lines.index("transition")].tolist() == months


def test_training_is_paid_for_those_who_come() -> None:
    """5 on 9 March, 3 on 23 March, nobody for the 2 who leave: 8 × 400."""
    found = ramp(ramped(signed="2026-02-01", training=400))
    assert lines(found) == {"training": 3200}
    assert lines(found, slice(0, 1)) == {"training": 3200}


def test_who_stands_today_is_trained() -> None:
    """4 stand: 1 comes to make 5, then 3: 4 × 400. In a running contract the first week's people stand."""
    study = ramped(signed="2026-02-01", training=400)
    pool = study.pools["desk"].model_copy(update={"today": Today(agents=4)})
    found = ramp(study.model_copy(update={"pools": {"desk": pool}}), heads=[4, 5, 5, 8, 8, 6])
    assert lines(found) == {"training": 1600}
    assert lines(ramp(ramped(training=400), heads=[5, 5, 5, 8, 8, 6])) == {"training": 1200}


def test_a_roster_by_hand_is_ordered_once() -> None:
    """Weeks of 7, 8 and 7 heads: 8 are trained once, and the order does not change."""
    study = study_with(SIX, price=FREE, signed="2026-02-01", training=400, change_fee=90)
    assert lines(ramp(study, heads=[7, 7, 8, 7, 7, 7])) == {"training": 3200}


def test_every_change_of_order_after_the_first_has_its_fee() -> None:
    """Agents 0, 5, 5, 8, 8, 6: 5 and 8 are the first order, 6 is a change. If 5 stood already, 8 is one too."""
    assert lines(ramp(ramped(signed="2026-02-01", change_fee=2500))) == {"change_fee": 2500}
    assert lines(ramp(ramped(change_fee=2500), heads=[5, 5, 5, 8, 8, 6])) == {"change_fee": 5000}


def test_the_steps_of_one_rise_are_one_order() -> None:
    """Agents 3, 4, 5, 7 rise by the weekly cap: one order with its schedule, the first; then 6, 8: two changes."""
    assert lines(ramp(ramped(signed="2026-02-01", change_fee=2500), [3, 4, 5, 7, 6, 8])) == {"change_fee": 5000}


def test_a_first_order_that_comes_later_is_free() -> None:
    """Nobody until the fourth week's 4; then none again: one change."""
    assert lines(ramp(ramped(signed="2026-02-01", change_fee=2500), [0, 0, 0, 4, 4, 0])) == {"change_fee": 2500}


def test_a_change_is_due_when_it_is_ordered() -> None:
    """6 from 6 April, ordered two weeks before, on 23 March; without notice in April."""
    found = ramp(ramped(signed="2026-02-01", change_fee=2500, ramp={"notice": "2wk"}))
    assert lines(found, slice(0, 1)) == {"change_fee": 2500}
    assert lines(ramp(ramped(signed="2026-02-01", change_fee=2500)), slice(0, 1)) == {}


@pytest.mark.parametrize(
    ("price", "amount"),
    [("10/agent_hour", 5 * 32 * 2 * 10), ("10/paid_hour", 5 * 40 * 2 * 10), ("3043.75/fte_month", 5 * 1400.0)],
)
def test_the_parallel_run_pays_the_first_agents_for_nothing(price: str, amount: float) -> None:
    """The first 5 agents for 2 weeks of 40 paid hours, 32 on duty; 14 days are 14 ÷ 30.4375 months."""
    found = ramp(ramped(signed="2026-02-01", price=price, transition={"parallel_run": "2wk"}))
    assert lines(found)["parallel_run"] == pytest.approx(amount, abs=1e-4)


def test_the_exit_is_paid_when_the_term_ends() -> None:
    """Two months (60.875 d, so 61) from 10 February end on 12 April, the window's last day; a day later they do not."""
    assert lines(ramp(ramped(signed="2026-02-10", term="2mo", exit_fee=700)), slice(1, 2)) == {"exit_fee": 700}
    later = ramp(ramped(signed="2026-02-11", term="2mo", exit_fee=700))
    assert (lines(later), later.committed.tolist()) == ({}, [700])


def test_without_a_term_the_exit_is_paid_when_the_last_has_gone() -> None:
    """Agents until the fourth week: gone from 30 March on. With somebody there at the end, it is due afterwards."""
    gone = ramp(ramped(signed="2026-02-01", exit_fee=700), [0, 5, 5, 8, 0, 0])
    assert (lines(gone, slice(0, 1)), gone.committed.tolist()) == ({"exit_fee": 700}, [0])
    there = ramp(ramped(signed="2026-02-01", exit_fee=700))
    assert (lines(there), there.committed.tolist()) == ({}, [700])


def test_an_incident_is_charged_as_expected() -> None:
    """Two days of a year of 365 at 2 % × 1_825_000: 200."""
    found = lines(stated(study_with(price=FREE, incident={"probability": "2%/year", "cost": 1_825_000})))
    assert found == {"incident": pytest.approx(200, abs=1e-3)}


def test_a_minimum_binds_from_the_signature_to_the_end_of_the_term() -> None:
    """3_100 hours a month are 100 a day; bound from 3 March, one day, of which 48 + 48 were used: 4 are missing."""
    minimum = {"agent_hours": "3_100/month"}
    found = lines(stated(study_with(price="10/agent_hour", minimum=minimum, signed="2026-03-03")))
    assert found == {"agent_hours": 960, "minimum_true_up": pytest.approx(40, abs=1e-4)}
    over = stated(study_with(price="10/agent_hour", minimum=minimum, signed="2026-01-01", term="1mo"))
    assert (lines(over), over.committed.tolist()) == ({"agent_hours": 960}, [0])


def test_what_binds_after_the_end_is_told_apart() -> None:
    """Signed 15 March for two months (61 days): until 15 May. Left from 13 April: 18 ÷ 30 and 14 ÷ 31 months of 300
    hours at 10, in bands 200 × 10 + 100 × 8 = 2_800; and the exit."""
    months = 18 / 30 + 14 / 31
    minimum = {"agent_hours": "300/month"}
    bands = [{"up_to": 200, "price": "10/agent_hour"}, {"price": "8/agent_hour"}]
    for price, amount in (("10/agent_hour", 3000.0), (bands, 2800.0)):
        terms = {"price": price, "minimum": minimum, "signed": "2026-03-15", "term": "2mo", "exit_fee": 50}
        assert ramp(ramped(**terms)).committed.tolist() == [pytest.approx(months * amount + 50, abs=1e-4)]


def test_one_off_costs_are_whole_in_the_cost_and_spread_in_the_amortised() -> None:
    """Six weeks of a year of 365.25 days, of a term of 73.05 days, of 84 days: each fee signed before the window."""
    for terms, days in (({}, 365.25), ({"term": "2.4mo"}, 73.05), ({"term": "2.4mo", "amortise": "12wk"}, 84.0)):
        statement = ramp(ramped(signed="2026-03-01", transition={"fee": 36_525}, **terms))
        assert statement.total == 36_525
        assert spread(statement)["transition"] == pytest.approx(36_525 * 42 / days, abs=1e-3)


def test_nothing_is_spread_beyond_its_time() -> None:
    """5 × 400 from 9 March and 3 × 400 from 23 March, two weeks each: of the second, 9 of 14 days are in March."""
    statement = ramp(ramped(signed="2026-02-01", training=400, amortise="2wk"))
    assert float(statement.amortised.sum()) == pytest.approx(3200, abs=1e-3)
    march = statement.amortised[0, 0, statement.lines.index("training")]
    assert march == pytest.approx(2000 + 1200 * 9 / 14, abs=1e-3)


def test_the_strategy_has_all_three_figures() -> None:
    """960 of hours; a fee of 365.25 spread over a year: 2 of 365.25 days; the minimum until 2 May: 28 + 30 + 1 days."""
    terms = {"price": "10/agent_hour", "minimum": {"agent_hours": "310/month"}, "signed": "2026-03-02", "term": "2mo"}
    study = study_with(**terms, transition={"fee": 365.25}, amortise="12mo")
    records, plan = records_of(study, [Call(HOUR)]), plan_of(study)
    counted = np.ones(1, dtype=np.bool_)
    outcome = measure(study, "one", counted, plan, records), cost_statement(study, "one", counted, plan, records)
    sample = gather([{"one": outcome}])["one"]
    assert sample.cost.tolist() == [960 + 365.25]
    assert sample.ratio("total", "", "cost_amortised")[0].tolist() == [pytest.approx(962, abs=1e-4)]
    left = 28 / 31 + 1 + 1 / 31
    assert sample.ratio("total", "", "committed_after_end")[0].tolist() == [pytest.approx(left * 3100, abs=1e-3)]


def test_the_minimum_begins_with_the_first_order() -> None:
    """Signed 1 March, in transition for 36 h, so ready on 3 March: one day of 100 hours, of which 96 were used."""
    terms = {"minimum": {"agent_hours": "3_100/month"}, "transition": {"lasts": "36h"}}
    found = lines(stated(study_with(price="10/agent_hour", signed="2026-03-01", **terms)))
    assert found == {"agent_hours": 960, "minimum_true_up": pytest.approx(40, abs=1e-4)}


def test_opening_a_site_is_charged_whole_and_spread() -> None:
    """180_000 over 36 months of 30.4375 days, 2 days of it: 328.54; wages 2 × 48 h × 10."""
    terms = {"wage": "10/h", "set_up": {"cost": 180_000, "amortise": "36mo"}}
    statement = stated(study_of(pools={"desk": desk_of(employment=terms)}))
    assert lines(statement) == {"wages": 960, "set_up": 180_000}
    assert spread(statement) == {"wages": 960, "set_up": pytest.approx(180_000 * 2 / (36 * 30.4375), abs=1e-3)}


def test_hiring_is_spread_over_a_year() -> None:
    """3 hired in the week of 2 March at 1_461: 4_383, spread over 365.25 days from 2 March on: 42 of them are 504."""
    study = study_of(horizon=SIX, pools={"desk": desk_of(employment={"wage": "0/h", "hiring": {"cost": 1461}})})
    statement = stated(study, hired=np.array([3.0, 0, 0, 0, 0, 0]))
    assert lines(statement) == {"hiring": 4383}
    assert spread(statement)["hiring"] == pytest.approx(504, abs=1e-3)


def test_the_lines_follow_from_the_terms_alone() -> None:
    """Whoever comes or not, so that the replications of a strategy have the same lines."""
    terms = {"price": "1/agent_hour", "signed": "2026-02-01", "training": 1, "change_fee": 1, "exit_fee": 1,
             "transition": {"fee": 1, "parallel_run": "1wk"}}  # fmt: skip
    nobody, ramping = ramp(ramped(**terms), [0] * 6), ramp(ramped(**terms))
    assert nobody.lines == ramping.lines
    assert len(nobody.lines) == 6
