"""Random contracts over random weeks: the statement adds up on every road, and a commitment is paid, used or not."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.cost import CostStatement, cost_statement
from sim.cost.contract import by_bands
from sim.cost.contract_life import bound
from sim.cost.exchange import season_rate
from sim.cost.months import pieces
from sim.cost.statement import MONEY_GRID
from sim.demand.forecast import forecast
from sim.study.prices import BY_TIME, PRICE_UNITS
from sim.study.study import Study
from tests.unit.handmade import DAY, Call, plan_of, records_of, study_of, vendor_of

START = date(2026, 2, 20)
ONCE = ("transition", "parallel_run", "training", "change_fee", "exit_fee")

Draw = Any


def money(most: int) -> st.SearchStrategy[float]:
    return st.integers(0, 100 * most).map(lambda cents: cents / 100)


@st.composite
def contracts(draw: Draw) -> dict[str, Any]:
    """Terms of every kind, each there or not."""
    unit = draw(st.sampled_from(PRICE_UNITS))
    ends = sorted(draw(st.sets(st.integers(1, 900), max_size=2)))
    prices = [f"{draw(money(20))}/{unit}" for _ in range(len(ends) + 1)]
    bands = [{"up_to": end, "price": price} for end, price in zip(ends, prices, strict=False)]
    day = START + timedelta(days=draw(st.integers(-60, 50)))
    share = st.sampled_from(("0.5%", "3%", "20%"))
    optional: dict[str, st.SearchStrategy[Any]] = {
        "minimum": st.integers(0, 2000).map(lambda floor: {f"{unit}s": f"{floor}/month"}),
        "term": st.sampled_from(("1mo", "2mo", "36mo")),
        "peak": st.tuples(st.integers(0, 40), share).map(
            lambda peak: {"from": str(START + timedelta(days=peak[0])), "to": "2026-04-01", "premium": peak[1]}
        ),
        "governance": share,
        "training": money(500),
        "change_fee": money(500),
        "exit_fee": money(5000),
        "incident": money(9000).map(lambda cost: {"probability": "4%/year", "cost": cost}),
        "service_credit": st.tuples(share, share).map(lambda terms: {"per_point_below": terms[0], "cap": terms[1]}),
        "bonus": st.tuples(share, share).map(lambda terms: {"per_point_above": terms[0], "cap": terms[1]}),
        "currency": st.sampled_from((0.0175, 1.25)).map(lambda rate: {"code": "PHP", "rate": rate, "cv": "6%"}),
        "forecast_lock": share.map(lambda band: {"weeks": 4, "band": band}),
        "amortise": st.sampled_from(("1wk", "6mo")),
        "ramp": st.just({"notice": "2wk"}),
    }
    transition: dict[str, Any] = {"fee_per_agent": draw(st.sampled_from((0, 750)))}
    transition |= {"fee": draw(money(9000)), "lasts": f"{draw(st.integers(0, 30))}d"}
    if unit in BY_TIME:
        transition["parallel_run"] = draw(st.sampled_from(("0s", "10d")))
    terms: dict[str, Any] = {"price": [*bands, {"price": prices[-1]}], "signed": day.isoformat()}
    terms["transition"] = transition
    terms |= {key: draw(values) for key, values in optional.items() if draw(st.booleans())}
    if "service_credit" in terms and draw(st.booleans()):
        terms["earn_back"] = {"months": draw(st.integers(1, 2))}
    return terms


def stated(terms: dict[str, Any], heads: list[int], seed: int, zone: str) -> tuple[Study, CostStatement]:
    """Six weeks; contacts anywhere, also in what is not counted, some answered after the end."""
    pool = {**vendor_of(**terms), "shrinkage": "25%", "time_zone": zone}
    horizon = {"start": START.isoformat(), "end": "2026-04-03", "interval": "1h", "time_zone": "UTC", "warm_up": "60h"}
    one = {"staffing": {"desk": {"size_for": "forecast"}}, "routing": {"calls": ["desk"]}}
    study = study_of(horizon=horizon, pools={"desk": pool}, strategies={"one": one}, goal={"lost_ticket": 17.77})
    stream = np.random.default_rng(seed)
    most_wait = DAY if seed % 3 == 0 else 40.0
    drawn = zip(*(stream.uniform(0, most, 60) for most in (42 * DAY, most_wait, 2000.0)), strict=True)
    calls = [Call(at, wait, handle_time=handled) for at, wait, handled in drawn]
    records = records_of(study, calls, outcomes=stream.integers(0, 3, 60).tolist())
    counted = np.array([call.arrival >= study.clock.warm_up for call in calls])
    plan = plan_of(study, heads=np.array(heads, dtype=np.float64))
    return study, cost_statement(study, "one", counted, plan, records, forecast(study))


CASES = given(
    terms=contracts(),
    heads=st.lists(st.integers(0, 9), min_size=6, max_size=6),
    seed=st.integers(0, 99),
    zone=st.sampled_from(("UTC", "Asia/Manila", "America/New_York")),
)


@settings(max_examples=500, deadline=None)
@CASES
def test_statements_of_random_contracts(terms: dict[str, Any], heads: list[int], seed: int, zone: str) -> None:
    study, found = stated(terms, heads, seed, zone)
    contract = study.pools["desk"].contract
    assert contract is not None
    for table in (found.amounts, found.amortised):
        total = math.fsum(table.ravel().tolist())
        assert all(sum(table.sum(axis=axes).tolist()) == total for axes in ((0, 1), (0, 2), (1, 2)))
    line = {name: found.amounts[:, 0, place] for place, name in enumerate(found.lines)}
    spread = {name: found.amortised[:, 0, place] for place, name in enumerate(found.lines)}
    none = np.zeros(len(found.months))
    fee = line[f"{contract.unit}s"] + line.get("peak_premium", none) + line.get("minimum_true_up", none)
    cent = 3 / MONEY_GRID
    cut = pieces(study.clock, zone)
    committed = contract.least * cut.by_month(cut.month_share * bound(cut, contract))
    months = [found.months.index(month) for month in cut.months]
    # Each unit is worth its band's price, so a larger amount of them is never cheaper.
    rate = season_rate(contract.currency, study.seed, 0)
    least = rate * by_bands(contract.price, committed, cut.by_month(cut.month_share))
    assert (fee[months] >= least - cent).all()
    if contract.service_credit is not None:
        credit = -line["service_credit"]
        assert (credit >= 0).all() and (credit <= contract.service_credit.cap * fee + cent).all()
    if contract.earn_back is not None:
        assert (np.cumsum(line["earn_back"]) <= np.cumsum(-line["service_credit"]) + cent).all()
        assert line["earn_back"][: contract.earn_back.months].sum() == 0
    if contract.bonus is not None:
        assert (line["bonus"] >= 0).all() and (line["bonus"] <= contract.bonus.cap * fee + cent).all()
    for name, amounts in line.items():
        if name in ONCE:
            assert spread[name].sum() <= amounts.sum() + cent * len(found.months)
        else:
            assert (spread[name] == amounts).all()
        assert name == "service_credit" or (amounts >= 0).all()
    assert (found.committed >= 0).all()
