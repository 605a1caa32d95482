"""Service credits, bonuses and the locked forecast, each statement worked out on paper.

The study: 2 and 3 March 2026 in UTC; a vendor's two agents all the time, 96 hours at 10: a fee of 960 in March.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.comparison.sample import gather
from sim.comparison.vendors import vendor_table
from sim.cost import CostStatement, cost_statement
from sim.demand.forecast import Forecast, forecast
from sim.metrics.measures import measure
from sim.study.study import Study
from tests.unit.handmade import DAY, HOUR, Call, plan_of, queue_of, records_of, study_of, vendor_of

CREDIT = {"per_point_below": "1%", "cap": "12%"}
BONUS = {"per_point_above": "0.5%", "cap": "5%"}


def study_with(changes: dict[str, Any] | None = None, **terms: Any) -> Study:
    return study_of(pools={"desk": vendor_of(**{"price": "10/agent_hour", **terms})}, **(changes or {}))


def answered(late: int, of: int, **changes: Any) -> list[Call]:
    """Contacts of 3 March, so many of them answered after 21 s where 20 are promised, the others after 20."""
    return [Call(DAY + 60.0 * k, 21.0 if k < late else 20.0, **changes) for k in range(of)]


def stated(study: Study, calls: list[Call], expected: Forecast | None = None) -> CostStatement:
    records = records_of(study, calls)
    counted = np.ones(len(records.ticket_outcome), dtype=np.bool_)
    return cost_statement(study, "one", counted, plan_of(study), records, expected)


def lines(statement: CostStatement) -> dict[str, float]:
    return dict(zip(statement.lines, statement.amounts.sum(axis=(0, 1)).tolist(), strict=True))


@pytest.mark.parametrize(
    ("late", "credit"),
    [(6, 5 * 9.6), (4, 0.0), (0, 0.0), (20, 0.12 * 960)],
)
def test_a_credit_is_for_points_below_the_target(late: int, credit: float) -> None:
    """Of 24 calls: 18 in time are 75 %, 5 points below 80: 5 % of 960. 20 of 24 are above. 4 of 24 are 63 points below:
    capped at 12 %."""
    found = lines(stated(study_with(service_credit=CREDIT), answered(late, 24)))
    assert found["service_credit"] == pytest.approx(-credit, abs=1e-4)


def test_parts_of_points_count() -> None:
    """10 of 13 are 76.92 %, 3.0769 points below: 3.0769 % of 960."""
    found = lines(stated(study_with(service_credit=CREDIT), answered(3, 13)))
    assert found["service_credit"] == pytest.approx(-960 * (0.8 - 10 / 13), abs=1e-4)


def test_a_bonus_is_for_points_above() -> None:
    """22 of 25 are 88 %, 8 points above: 4 % of 960; all 25 are 20 points above: capped at 5 %."""
    study = study_with(bonus=BONUS, service_credit=CREDIT)
    assert lines(stated(study, answered(3, 25)))["bonus"] == pytest.approx(38.4, abs=1e-4)
    found = lines(stated(study, answered(0, 25)))
    assert (found["bonus"], found["service_credit"]) == (48, 0)


def test_the_wait_counts_from_when_the_contact_was_opened_to_the_vendor() -> None:
    """After 30 s elsewhere the contact is opened to the vendor, which answers 20 s later: in time, 20 points above."""
    calls = [Call(DAY, 50.0, opened=DAY + 30.0)]
    assert lines(stated(study_with(bonus=BONUS), calls))["bonus"] == 48


def test_each_queue_has_its_own_target() -> None:
    """Calls, 80 % in 20 s: 6 of 10. Chats, 90 % in 40 s: 10 of 10. Promised are 8 + 9 of 20, met 16: 5 points below."""
    chats = queue_of(channel="chat", service_level={"target": "90%", "within": "40s"})
    desk = {**vendor_of(price="10/agent_hour", service_credit=CREDIT), "skills": {"calls": {}, "chats": {}}}
    one = {"staffing": {"desk": {"agents": 2}}, "routing": {"calls": ["desk"], "chats": ["desk"]}}
    demand = [{"market": "home", "queue": name, "rate": "10/h"} for name in ("calls", "chats")]
    study = study_of(queues={"calls": queue_of(), "chats": chats}, pools={"desk": desk}, strategies={"one": one},
                     demand=demand)  # fmt: skip
    calls = [*answered(4, 10), *(Call(DAY, 40.0, queue=1) for _ in range(10))]
    assert lines(stated(study, calls))["service_credit"] == pytest.approx(-48, abs=1e-4)


def test_the_fee_is_the_whole_invoice() -> None:
    """960 + 20 % on half of it + a minimum of 100 hours, 40 more: 1_096; 5 points: 54.80. Governance is of the fee."""
    terms = {"peak": {"from": "2026-03-03", "to": "2026-03-03", "premium": "20%"}, "governance": "10%",
             "minimum": {"agent_hours": "1_550/month"}}  # fmt: skip
    found = lines(stated(study_with(service_credit=CREDIT, **terms), answered(6, 24)))
    assert found["service_credit"] == pytest.approx(-54.8, abs=1e-4)
    assert found["governance"] == pytest.approx(109.6, abs=1e-4)


def test_each_month_stands_alone() -> None:
    """28 February and 1 March: 480 each; in February 2 of 4 in time, 30 points: the cap; in March all."""
    days = {"start": "2026-02-28", "end": "2026-03-02", "interval": "1h", "time_zone": "UTC"}
    study = study_with({"horizon": days}, service_credit=CREDIT, bonus=BONUS)
    calls = [*(Call(60.0 * k, 21.0 if k < 2 else 0.0) for k in range(4)), *answered(0, 3)]
    statement = stated(study, calls)
    by_line = {line: statement.amounts[:, 0, place].tolist() for place, line in enumerate(statement.lines)}
    assert by_line["service_credit"] == [pytest.approx(-57.6, abs=1e-4), 0]
    assert by_line["bonus"] == [0, 24]


def test_a_month_without_an_answer_has_neither() -> None:
    found = lines(stated(study_with(service_credit=CREDIT, bonus=BONUS), [Call(HOUR, 60.0, "abandoned")]))
    assert found == {"agent_hours": 960, "service_credit": 0, "bonus": 0}


@pytest.mark.parametrize(("came", "credit"), [(528, -48.0), (529, 0.0)])
def test_no_credit_is_due_where_the_volume_passed_the_locked_forecast(came: int, credit: float) -> None:
    """10 an hour for 48 hours are 480; 10 % more are 528, and one more voids the credit. Tries after the first do not
    count, nor do those who found the line closed."""
    study = study_with(service_credit=CREDIT, forecast_lock={"weeks": 6, "band": "10%"})
    seen = answered(6, 24)
    others = [Call(HOUR, 60.0, "abandoned") for _ in range(came - len(seen))]
    extra = [Call(2 * HOUR, 60.0, "abandoned", ticket=0, try_=2), Call(HOUR, 0.0, "closed", ticket=1)]
    found = stated(study, [*seen, *others, *extra], forecast(study))
    assert lines(found)["service_credit"] == pytest.approx(credit, abs=1e-4)
    assert found.service[0, 0, 3:5].tolist() == [came, pytest.approx(480)]


def test_a_locked_forecast_has_to_be_known() -> None:
    study = study_with(forecast_lock={"band": "10%"})
    with pytest.raises(ValueError, match="desk's contract locks a forecast, and none is given"):
        stated(study, answered(0, 1))


def test_the_table_shows_each_vendors_months() -> None:
    """Two replications: 18 of 24 in time and 24 of 24: 42 of 48. All are resolved, by 960 each: 40 a ticket.

    Satisfaction: 0.82 in time and 0.72 late, times 0.97 of a nearshore vendor: (42 × 0.82 + 6 × 0.72) × 0.97 ÷ 48.
    """
    study, both = study_with(), []
    for late in (6, 0):
        records, plan, counted = records_of(study, answered(late, 24)), plan_of(study), np.ones(24, dtype=np.bool_)
        both.append({"one": (measure(study, "one", counted, plan, records),
                             cost_statement(study, "one", counted, plan, records, forecast(study)))})  # fmt: skip
    table = vendor_table(study, "one", gather(both)["one"])
    assert {name: column.tolist() for name, column in table.items()} == {
        "strategy": ["one"], "month": ["2026-03"], "pool": ["desk"], "answered": [24], "service_level": [0.875],
        "target": [pytest.approx(0.8)], "offered": [24], "forecast": [pytest.approx(480)], "resolution": [1],
        "satisfaction": [pytest.approx((42 * 0.82 + 6 * 0.72) * 0.97 / 48)], "cost": [960],
        "cost_per_resolved_ticket": [40], "credits": [0], "ramp_adherence": [1],
    }  # fmt: skip


QUARTER = {"start": "2026-03-30", "end": "2026-06-03", "interval": "1h", "time_zone": "UTC"}


def test_a_credit_is_earned_back_by_the_months_that_follow() -> None:
    """Ten contacts a month at 10 each: 100. In April 7 of 10 in time, 10 points below 80: a credit of 10 % of 100 = 10.
    In May 9 of 10, above: it comes back in May; with two months asked for it does not, since June has no answer.
    """

    def month(first: float, late: int) -> list[Call]:
        return [Call(first + 60.0 * k, 21.0 if k < late else 20.0) for k in range(10)]

    calls = [*month(3 * DAY, 3), *month(33 * DAY, 1)]
    terms = {"price": "10/contact", "service_credit": CREDIT}

    def found(months: int) -> dict[str, list[float]]:
        statement = stated(study_with({"horizon": QUARTER}, **terms, earn_back={"months": months}), calls)
        table = statement.amounts.sum(axis=1)
        return {line: table[:, place].tolist() for place, line in enumerate(statement.lines)}

    assert found(1)["service_credit"] == [0, pytest.approx(-10, abs=1e-4), 0, 0]
    assert found(1)["earn_back"] == [0, 0, pytest.approx(10, abs=1e-4), 0]
    assert found(2)["earn_back"] == [0, 0, 0, 0]


def test_earn_back_wants_a_credit() -> None:
    with pytest.raises(ValueError, match="nothing to earn back"):
        study_with(earn_back={"months": 1})
