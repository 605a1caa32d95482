"""The steps from the rate card to the cost of a resolved ticket, worked out on paper, drawn and told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.charts.waterfall import waterfall
from sim.comparison.sample import Sample, gather
from sim.comparison.waterfall import STEPS, waterfall_table
from sim.cost import cost_statement
from sim.metrics.measures import measure
from sim.records import LOST, RESOLVED
from sim.report.key_tables import total_table
from sim.report.waterfall import waterfall_of
from sim.study.study import Study
from tests.unit.handmade import HOUR, Call, desk_of, plan_of, records_of, study_of, vendor_of
from tests.unit.season_tables import season

CALLS = [Call(HOUR * k, handle_time=HOUR, ticket=min(k, 5)) for k in range(8)]
"""Eight contacts of an hour: the first five tickets need one each, the sixth three."""
OUTCOMES = [RESOLVED] * 5 + [LOST]


def played(study: Study) -> Sample:
    calls = [Call(**{**vars(call), "round_": max(1, k - 4)}) for k, call in enumerate(CALLS)]
    records, plan = records_of(study, calls, outcomes=OUTCOMES), plan_of(study)
    counted = np.ones(6, dtype=np.bool_)
    outcome = measure(study, "one", counted, plan, records), cost_statement(study, "one", counted, plan, records)
    return gather([{"one": outcome}])["one"]


def steps(study: Study) -> dict[str, float]:
    table = waterfall_table(study, "one", played(study))
    return dict(zip(table["step"].tolist(), table["amount"].tolist(), strict=True))


def vendor(shrinkage: str = "20%", **terms: Any) -> Study:
    return study_of(pools={"desk": {**vendor_of(**terms), "shrinkage": shrinkage}}, goal={"lost_ticket": 15})


def test_an_hourly_price_is_paid_for_much_beside_contacts() -> None:
    """96 hours at 10, 8 with a contact: 80 of 960. A contact is 10, a resolved ticket 16 of them, 176 of idle time;
    governance 10 % is 19.2, the lost ticket 3: 214.2 in all."""
    found = steps(vendor(price="10/agent_hour", governance="10%"))
    assert found == {"one_contact": pytest.approx(10), "further_contacts": pytest.approx(6),
                     "idle_time": pytest.approx(176), "governance": pytest.approx(19.2), "lost_tickets": 3}  # fmt: skip


def test_paid_hours_hold_shrinkage() -> None:
    """120 paid hours at 10 for 96 on duty: 240 of 1_200 off duty, 48 a resolved ticket."""
    found = steps(vendor(price="10/paid_hour"))
    assert found == {"one_contact": pytest.approx(10), "further_contacts": pytest.approx(6),
                     "idle_time": pytest.approx(176), "shrinkage": pytest.approx(48), "lost_tickets": 3}  # fmt: skip


def test_a_price_by_use_has_no_idle_time() -> None:
    """480 minutes at 0.5: 240, 30 a contact and 48 a resolved ticket; a fee of 100 is 20."""
    found = steps(vendor(price="0.5/minute", transition={"fee": 100}))
    assert found == {"one_contact": 30, "further_contacts": pytest.approx(18), "beginning_and_ending": 20,
                     "lost_tickets": 3}  # fmt: skip


def test_our_own_people_have_benefits_and_seats() -> None:
    """96 hours on duty of 120 paid at 10: as by paid hour; benefits of 30 % are 360, 72 a resolved ticket."""
    study = study_of(pools={"desk": desk_of(employment={"wage": "10/h", "benefits": "30%"}, shrinkage="20%")})
    found = steps(study)
    assert found["people_and_seats"] == pytest.approx(72)
    assert found["shrinkage"] == pytest.approx(48)


def test_the_steps_add_up_to_the_key_figure_and_no_line_is_lost() -> None:
    terms = {"price": "10/agent_hour", "governance": "7%", "service_credit": {"per_point_below": "1%"},
             "bonus": {"per_point_above": "1%"}, "training": 33, "signed": "2026-01-05", "exit_fee": 9, "term": "2mo",
             "incident": {"probability": "5%/year", "cost": 9999}, "minimum": {"agent_hours": "9_000/month"},
             "peak": {"from": "2026-03-03", "to": "2026-03-03", "premium": "11%"}}  # fmt: skip
    study = vendor(**terms)
    sample, found = played(study), steps(study)
    cost, resolved = sample.ratio("total", "", "cost_per_resolved_ticket")
    assert sum(found.values()) == pytest.approx(float(cost[0] / resolved[0]), rel=1e-12)
    assert "other" not in found
    assert list(found) == [step for step in STEPS if step in found]


def test_without_a_resolved_ticket_there_is_nothing_to_divide_by() -> None:
    study = vendor(price="10/agent_hour")
    records, plan = records_of(study, [Call(HOUR, 9.0, "abandoned")], outcomes=[LOST]), plan_of(study)
    counted = np.ones(1, dtype=np.bool_)
    outcome = measure(study, "one", counted, plan, records), cost_statement(study, "one", counted, plan, records)
    assert not len(waterfall_table(study, "one", gather([{"one": outcome}])["one"])["step"])


def test_the_bars_hang_on_each_other_and_end_at_the_sum() -> None:
    tables, summary = season(("today", "vendor"), weeks=1, minutes=240)
    for axes in waterfall(tables, summary):
        bars = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in axes.patches]
        assert all(end == pytest.approx(begin) for (_, end), (begin, _) in zip(bars, bars[1:-1], strict=False))
        assert bars[-1] == (0, pytest.approx(bars[-2][1]))


def test_the_report_tells_rates_steps_and_sums() -> None:
    tables, summary = season(("today", "vendor"), weeks=1, minutes=240)
    for facts in summary["setting"]["pools"].values():
        facts["rate"] = {"amount": 13.5, "unit": "agent_hour"}
    found = waterfall_of(tables, summary, ["today", "vendor"])
    assert found is not None
    assert found.rates[0][1] == "$13.50 an hour on duty"
    assert dict(found.rows)["credits and bonuses"] == ("–", "−$0.25")
    assert found.total == ("$4.38", "$4.25")
    assert waterfall_of({}, summary, ["today"]) is None


def test_costs_over_a_longer_time_are_told_where_they_say_something() -> None:
    tables, summary = season(("today", "vendor"), weeks=1, minutes=240)
    totals = {name: found["totals"] for name, found in summary["strategies"].items()}
    for found in totals.values():
        found["cost_amortised"] = dict(found["cost"])
        found["committed_after_end"] = {"mean": 0.0, "low": None, "high": None}
    words = ("cost, one-off costs spread", "committed to after the horizon")
    assert not set(words) & dict(total_table(summary, list(totals)).rows).keys()
    totals["vendor"]["cost_amortised"]["mean"] -= 1000.0
    totals["vendor"]["committed_after_end"]["mean"] = 5000.0
    rows = dict(total_table(summary, list(totals)).rows)
    assert [cell.text for cell in rows[words[1]]] == ["$0", "$5,000"]
    assert words[0] in rows
