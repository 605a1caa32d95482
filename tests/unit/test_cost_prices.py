"""Every form of a vendor's price, each statement worked out on paper.

The study: 2 and 3 March 2026 in UTC, two agents on duty all the time, 20 % shrinkage.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.cost import CostStatement, cost_statement
from sim.records import GIVEN_UP, RESOLVED
from sim.study import load_study
from sim.study.resolved import resolved_yaml
from sim.study.study import Study
from tests.unit.handmade import DAY, HOUR, Call, plan_of, records_of, study_of, vendor_of


def study_with(days: dict[str, Any] | None = None, **terms: Any) -> Study:
    horizon = {"start": "2026-03-02", "end": "2026-03-04", "interval": "1h", "time_zone": "UTC", **(days or {})}
    return study_of(pools={"desk": {**vendor_of(**terms), "shrinkage": "20%"}}, horizon=horizon)


def stated(study: Study, calls: list[Call] | None = None, heads: float = 2.0, **changes: Any) -> CostStatement:
    calls = [Call(HOUR)] if calls is None else calls
    records = records_of(study, calls, **changes)
    counted = np.ones(len(records.ticket_outcome), dtype=np.bool_)
    return cost_statement(study, "one", counted, plan_of(study, heads=heads), records)


def lines(statement: CostStatement) -> dict[str, float]:
    return dict(zip(statement.lines, statement.amounts.sum(axis=(0, 1)).tolist(), strict=True))


def test_a_price_per_resolution_buys_the_answer_that_closed_the_ticket() -> None:
    """Ticket 0 comes twice and is resolved the second time; 1 is resolved at once; 2 is answered and given up; 3 never
    answered: two resolutions × 6 = 12. A resolution after the end, of ticket 4, is not of this window."""
    calls = [Call(HOUR, ticket=0), Call(5 * HOUR, ticket=0, round_=2), Call(HOUR, ticket=1), Call(2 * HOUR, ticket=2),
             Call(3 * HOUR, 60.0, "abandoned", ticket=3), Call(2 * DAY - 5.0, 10.0, ticket=4)]  # fmt: skip
    outcomes = [RESOLVED, RESOLVED, GIVEN_UP, GIVEN_UP, RESOLVED]
    assert lines(stated(study_with(price="6/resolution"), calls, outcomes=outcomes)) == {"resolutions": 12}


def test_a_ticket_is_resolved_by_one_pool_only() -> None:
    """Ticket 0 begins at the first vendor and is closed by the second, after both agents took ticket 1 likewise."""
    pools = {"desk": vendor_of(price="6/resolution"), "back": vendor_of(price="7/resolution")}
    one = {"staffing": {"desk": {"agents": 2}, "back": {"agents": 2}}, "routing": {"calls": ["desk", "back"]}}
    study = study_of(pools=pools, strategies={"one": one})
    calls = [Call(HOUR, ticket=0), Call(2 * HOUR, ticket=0, round_=2, pool=1),
             Call(HOUR, ticket=1, pool=1), Call(2 * HOUR, ticket=1, round_=2), Call(2 * HOUR, ticket=2)]  # fmt: skip
    statement = stated(study, calls)
    assert statement.amounts.sum(axis=(0, 2)).tolist() == [2 * 6, 7]


def test_a_price_per_fte_month_is_for_heads_by_the_day() -> None:
    """5 heads × 2 of 31 days × 3_100 = 1_000."""
    found = lines(stated(study_with(price="3_100/fte_month"), heads=5.0))
    assert found == {"fte_months": pytest.approx(1000, abs=1e-4)}


def test_heads_of_each_week_are_paid_for_their_days() -> None:
    """2 to 9 March: 7 days with 4 heads and one with 6 are 34 head-days; 34 ÷ 31 × 310 = 340."""
    study = study_with({"end": "2026-03-10"}, price="310/fte_month")
    plan = plan_of(study, heads=np.array([4.0, 6.0]))
    found = cost_statement(study, "one", np.ones(1, dtype=np.bool_), plan, records_of(study, [Call(HOUR)]))
    assert lines(found) == {"fte_months": pytest.approx(340, abs=1e-4)}


def test_a_minimum_of_heads_is_trued_up() -> None:
    """At least 20 heads, 5 there: 15 × 2 of 31 days × 310 = 300 beside the 100 of those there."""
    found = lines(stated(study_with(price="310/fte_month", minimum={"fte_months": "20/month"}), heads=5.0))
    assert found == {"fte_months": pytest.approx(100, abs=1e-4), "minimum_true_up": pytest.approx(300, abs=1e-4)}


BANDS = [{"up_to": 930, "price": "10/agent_hour"}, {"up_to": 1240, "price": "8/agent_hour"}, {"price": "5/agent_hour"}]


def test_bands_are_marginal_and_prorated() -> None:
    """2 of 31 days: bands end at 60 and 80 hours; 96 hours are 60 × 10 + 20 × 8 + 16 × 5 = 840."""
    assert lines(stated(study_with(price=BANDS))) == {"agent_hours": 840}


def test_below_the_first_end_there_is_one_price() -> None:
    """Half the agents: 48 hours × 10."""
    study = study_with(price=BANDS)
    assert lines(stated(study, duty={"desk": ((0.0, 1.0),)})) == {"agent_hours": 480}


def test_a_price_that_rises_above_the_baseline() -> None:
    """Additional work dearer than the baseline: up to 60 hours 10, the other 36 at 12: 600 + 432."""
    bands = [{"up_to": 930, "price": "10/agent_hour"}, {"price": "12/agent_hour"}]
    assert lines(stated(study_with(price=bands))) == {"agent_hours": 1032}


def test_each_month_begins_in_the_first_band() -> None:
    """28 February and 1 March, 48 hours each. The band of 588 a month ends at 588 ÷ 28 = 21 hours in February and at
    588 ÷ 31 in March: 21 × 10 + 27 × 5 = 345, and 240 + 5 × 588 ÷ 31."""
    study = study_with({"start": "2026-02-28", "end": "2026-03-02"},
                       price=[{"up_to": 588, "price": "10/agent_hour"}, {"price": "5/agent_hour"}])  # fmt: skip
    found = stated(study).amounts[:, 0, 0].tolist()
    assert found == [345, pytest.approx(240 + 5 * 588 / 31, abs=1e-4)]


def test_a_minimum_is_trued_up_at_the_price_of_its_bands() -> None:
    """Minimum 1_550 a month, 100 in 2 of 31 days; used 48: what is missing is 12 × 10 + 20 × 8 + 20 × 5 = 380."""
    study = study_with(price=BANDS, minimum={"agent_hours": "1_550/month"}, governance="10%")
    found = lines(stated(study, duty={"desk": ((0.0, 1.0),)}))
    assert found == {"agent_hours": 480, "minimum_true_up": 380, "governance": 86}


def test_bands_are_written_and_read_back(tmp_path: Path) -> None:
    study = study_with(price=BANDS)
    text = resolved_yaml(study)
    ends = "{up_to: 930, price: 10/agent_hour}, {up_to: 1240, price: 8/agent_hour}, {price: 5/agent_hour}"
    assert f"price: [{ends}]" in text
    path = tmp_path / "study.yaml"
    path.write_text(text, encoding="utf-8")
    assert load_study(path) == study
    assert "price: 10/agent_hour " in resolved_yaml(study_with(price="10/agent_hour"))
