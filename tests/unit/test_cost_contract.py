"""Cost statements of vendors and of lost tickets, each worked out on paper."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.cost import CostStatement, cost_statement
from sim.records import CHATTING, GIVEN_UP, LOST, NOT_REACHED, RESOLVED
from tests.unit.handmade import DAY, HOUR, Call, desk_of, plan_of, records_of, study_of, vendor_of

CALLS = [
    Call(HOUR, 10.0, handle_time=300.0),
    Call(2 * HOUR, 10.0, "abandoned"),
    Call(3 * HOUR, 0.0, handle_time=600.0),
    Call(2 * DAY - 60.0, 0.0, handle_time=600.0),  # 1 minute of it before the end
    Call(2 * DAY - 5.0, 10.0, handle_time=600.0),  # answered after the end
]
WARM = {"start": "2026-03-02", "end": "2026-03-04", "interval": "1h", "time_zone": "UTC", "warm_up": "2h"}


def stated(calls: list[Call] = CALLS, terms: dict[str, Any] | None = None, **changes: Any) -> CostStatement:
    study = study_of(pools={"desk": {**vendor_of(**(terms or {})), "shrinkage": "20%"}}, **changes)
    counted = np.array([call.arrival >= study.clock.warm_up for call in calls])
    return cost_statement(study, "one", counted, plan_of(study), records_of(study, calls))


def lines(statement: CostStatement) -> dict[str, float]:
    return dict(zip(statement.lines, statement.amounts.sum(axis=(0, 1)).tolist(), strict=True))


@pytest.mark.parametrize(
    ("price", "line", "amount"),
    [
        ("12.5/agent_hour", "agent_hours", 12.5 * 96),  # 2 agents × 48 h on duty
        ("12.5/paid_hour", "paid_hours", 12.5 * 120),  # through 20 % shrinkage
        ("0.5/minute", "minutes", 0.5 * (5 + 10 + 1)),  # in hand before the end
        ("2/contact", "contacts", 2 * 3),  # answered before the end
    ],
)
def test_a_price_buys_its_unit(price: str, line: str, amount: float) -> None:
    assert lines(stated(terms={"price": price})) == {line: amount}


def test_minutes_and_contacts_are_those_in_hand() -> None:
    """Two chats at once, 10 min each, bill 20; a call-back that reaches bills 5; one that does not bills nothing."""
    calls = [
        Call(0.0, 0.0, handle_time=600.0, shared=True),
        Call(0.0, 0.0, handle_time=600.0, shared=True),
        Call(0.0, 120.0, "callbacks", handle_time=300.0, start=HOUR),
        Call(0.0, 120.0, "callbacks"),
    ]
    spells = [(0, 0.0, 600.0, CHATTING), (0, 2 * HOUR, 2 * HOUR + 60.0, NOT_REACHED)]
    for price, line, amount in (("0.5/minute", "minutes", 12.5), ("2/contact", "contacts", 6)):
        study = study_of(pools={"desk": vendor_of(price=price)})
        records = records_of(study, calls, spells=spells)
        assert lines(cost_statement(study, "one", np.ones(4, dtype=bool), plan_of(study), records)) == {line: amount}


def test_governance_is_of_the_invoice() -> None:
    """1200 × 5 % = 60."""
    found = lines(stated(terms={"price": "12.5/agent_hour", "governance": "5%"}))
    assert found == {"agent_hours": 1200, "governance": 60}


def test_a_minimum_is_prorated_and_trued_up() -> None:
    """3100 agent-hours a month, 2 of 31 days: 200; used 96; 104 × 10 = 1040; governance 5 % of 2000 = 100."""
    terms = {"price": "10/agent_hour", "minimum": {"agent_hours": "3_100/month"}, "governance": "5%"}
    assert lines(stated(terms=terms)) == {"agent_hours": 960, "minimum_true_up": 1040, "governance": 100}


def test_a_minimum_that_is_used_costs_nothing() -> None:
    """1_488 a month is 96 for 2 days, which is what was used."""
    terms = {"price": "10/agent_hour", "minimum": {"agent_hours": "1_488/month"}}
    assert lines(stated(terms=terms)) == {"agent_hours": 960, "minimum_true_up": 0}


def test_each_month_is_trued_up_by_itself() -> None:
    """28 February and 1 March: 28 and 31 contacts a month at least, 1 a day each; 3 in February do not fill March."""
    days = {"start": "2026-02-28", "end": "2026-03-02", "interval": "1h", "time_zone": "UTC"}
    terms = {"price": "2/contact", "minimum": {"contacts": "31/month"}}
    found = stated([Call(HOUR), Call(2 * HOUR), Call(3 * HOUR)], terms, horizon=days)
    assert found.months == ("2026-02", "2026-03")
    assert found.amounts[:, 0, found.lines.index("minimum_true_up")].tolist() == [0, 2]


def test_the_window_is_charged_whoever_is_served() -> None:
    """A warm-up of 2 h: 46 h × 2 agents; the first call was over by then, the second is not of a counted ticket."""
    late = [*CALLS, Call(1.99 * HOUR, 0.01 * HOUR, handle_time=120.0)]  # arrived in the warm-up, answered at 2:00
    assert lines(stated(late, {"price": "1/agent_hour"}, horizon=WARM)) == {"agent_hours": 92}
    assert lines(stated(late, {"price": "1/minute"}, horizon=WARM)) == {"minutes": 10 + 1 + 2}


def test_a_lost_ticket_has_a_price() -> None:
    """Of 5 tickets one is resolved; one of the others arrived in the warm-up: 3 × 18 = 54."""
    study = study_of(horizon=WARM, goal={"lost_ticket": 18}, pools={"desk": vendor_of(price="1/contact")})
    outcomes = [LOST, RESOLVED, LOST, GIVEN_UP, LOST]
    records = records_of(study, CALLS, outcomes=outcomes)
    counted = np.array([call.arrival >= 2 * HOUR for call in CALLS])
    statement = cost_statement(study, "one", counted, plan_of(study), records)
    assert statement.pools == ("desk", "")
    assert lines(statement) == {"contacts": 2, "lost_tickets": 54}
    assert statement.amounts[0, 1].tolist() == [0, 54]


def test_two_roads_to_one_total() -> None:
    """By line, by pool and by month the amounts add up to the same total, to the last bit."""
    employment = {"wage": "20.6/h", "benefits": "30%", "premiums": {"night": "10%"}, "seat": "421/month"}
    pools = {"desk": desk_of(employment=employment, shrinkage="30%", time_zone="America/Chicago"),
             "away": {**vendor_of(price="0.62/minute", governance="5%"), "time_zone": "Asia/Manila"}}  # fmt: skip
    one = {"staffing": {"desk": {"agents": 2}, "away": {"agents": 2}}, "routing": {"calls": ["desk", "away"]}}
    days = {"start": "2026-02-20", "end": "2026-04-03", "interval": "1h", "time_zone": "UTC"}
    study = study_of(horizon=days, pools=pools, strategies={"one": one}, goal={"lost_ticket": 17.77})
    stream = np.random.default_rng(3)
    calls = [Call(t, 1.0, handle_time=h, pool=1) for t, h in zip(*stream.uniform(0, 40 * DAY, (2, 200)), strict=True)]
    statement = cost_statement(study, "one", np.ones(200, dtype=bool), plan_of(study), records_of(study, calls))
    amounts = statement.amounts
    for axes in ((0, 1), (0, 2), (1, 2)):
        assert sum(amounts.sum(axis=axes).tolist()) == statement.total
    assert statement.total > 0


def test_a_statement_comes_back_from_its_arrays() -> None:
    statement = stated(terms={"price": "2/contact", "governance": "5%"})
    again = CostStatement.of_arrays(statement.arrays())
    assert (again.months, again.pools, again.lines) == (statement.months, statement.pools, statement.lines)
    assert np.array_equal(again.amounts, statement.amounts)
