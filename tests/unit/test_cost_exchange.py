"""Terms in another currency: every line at the season's rate, which is drawn where it is not known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.comparison.waterfall import rate_card
from sim.cost import CostStatement, cost_statement
from sim.cost.exchange import season_rate
from sim.study.exchange import Exchange
from tests.unit.handmade import Call, desk_of, plan_of, records_of, study_of, vendor_of

PESO = {"code": "PHP", "rate": 0.0175}


def stated(pool: dict[str, Any], replication: int = 0) -> CostStatement:
    study = study_of(pools={"desk": pool}, goal={"lost_ticket": 5})
    records = records_of(study, [Call(0.0)], outcomes=[2])
    return cost_statement(study, "one", np.ones(1, dtype=bool), plan_of(study), records, None, replication)


def lines(statement: CostStatement) -> dict[str, float]:
    return dict(zip(statement.lines, statement.amounts.sum(axis=(0, 1)).tolist(), strict=True))


def test_a_contract_in_pesos() -> None:
    """Two agents for 48 hours at 700 pesos: 67,200; governance 5 %: 3,360; the fee of signature 100,000: × 0.0175.

    1,176, 58.80 and 1,750. A lost ticket costs 5 in the study's own currency. An exit fee of 8,000 after the end: 140.
    """
    terms = {"price": "700/agent_hour", "governance": "5%", "transition": {"fee": 100_000}, "signed": "2026-03-01",
             "term": "6mo", "exit_fee": 8000, "currency": PESO}  # fmt: skip
    found = stated(vendor_of(**terms))
    assert lines(found) == {
        "agent_hours": 1176, "governance": pytest.approx(58.8, abs=1e-4), "transition": 1750, "exit_fee": 0,
        "lost_tickets": 5,
    }  # fmt: skip
    assert found.committed[0] == pytest.approx(140, abs=1e-4)


def test_employees_of_a_captive_in_their_currency() -> None:
    """Two agents for 48 hours at 100 pesos: 9,600 × 0.0175 = 168; benefits 25 %: 42."""
    found = stated(desk_of(employment={"wage": "100/h", "benefits": "25%", "currency": PESO}))
    assert lines(found) == {"wages": 168, "benefits": 42, "lost_tickets": 5}


def test_an_uncertain_rate_has_its_mean_and_spread_and_is_one_for_all_pools_of_a_season() -> None:
    """Over 4,000 seasons, within 3 standard errors but in 0.54 % of trials together."""
    peso = Exchange(code="PHP", rate="0.0175", cv="6%")
    drawn = np.array([season_rate(peso, 1, k) for k in range(4000)]) / 0.0175
    assert abs(drawn.mean() - 1) < 3 * drawn.std() / np.sqrt(4000)
    squares = (drawn - drawn.mean()) ** 2
    assert abs(squares.mean() - 0.06**2) < 3 * squares.std() / np.sqrt(4000)
    assert season_rate(peso, 1, 7) == season_rate(Exchange(code="PHP", rate="0.0175", cv="6%"), 1, 7)
    found = lines(stated(vendor_of(price="700/agent_hour", currency={**PESO, "cv": "6%"}), 7))
    assert found["agent_hours"] == pytest.approx(67_200 * season_rate(peso, 1, 7), abs=1e-3)
    assert found["lost_tickets"] == 5


def test_the_rate_card_is_in_the_studys_currency() -> None:
    study = study_of(pools={"desk": vendor_of(price="800/agent_hour", currency={**PESO, "rate": 0.5})})
    assert rate_card(study.pools["desk"]) == {"amount": 400.0, "unit": "agent_hour"}


def test_a_code_alone_says_how_to_go_on() -> None:
    with pytest.raises(ValueError, match=r"what is a unit worth\? \{code: PHP, rate: 0.0175\} is wanted"):
        study_of(pools={"desk": vendor_of(price="800/agent_hour", currency="PHP")})
