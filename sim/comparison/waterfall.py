"""From the rate card to the cost of a resolved ticket: what is paid beside the time in which contacts are in hand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.comparison.sample import Sample
from sim.comparison.tables import Columns, named, texts
from sim.study.sourcing import Pool
from sim.study.study import Study

Amounts = NDArray[np.float64]

STEPS: dict[str, tuple[str, ...]] = {
    "one_contact": (),
    "further_contacts": (),
    "idle_time": (),
    "shrinkage": (),
    "premiums": ("overtime", "night_premium", "weekend_premium", "public_holiday_premium", "peak_premium"),
    "minimum": ("minimum_true_up",),
    "people_and_seats": ("benefits", "management", "seats", "software", "empty_seats"),
    "governance": ("governance",),
    "beginning_and_ending": (
        "set_up", "transition", "parallel_run", "hiring", "training", "leaving", "change_fee", "exit_fee",
    ),
    "incident": ("incident",),
    "credits_and_bonuses": ("service_credit", "earn_back", "bonus"),
    "other": (),
    "lost_tickets": ("lost_tickets",),
}  # fmt: skip
"""Steps in their order, and the lines of the statement that each adds; a line that none names belongs to `other`."""

BY_THE_HOUR = frozenset(("agent_hours", "paid_hours", "fte_months"))
BY_USE = frozenset(("minutes", "contacts", "resolutions"))
_STEP_OF = {line: step for step, lines in STEPS.items() for line in lines}


def waterfall_table(study: Study, strategy: str, sample: Sample) -> Columns:
    """Return what a resolved ticket costs, step by step; the steps add up to `cost_per_resolved_ticket`.

    Parameters
    ----------
    study : shrinkage of the pools
    strategy, sample : its replications

    All amounts are means over the replications ÷ resolved tickets, but the first. `one_contact`: the rate for the time
    in which agents have contacts in hand (for a price by use: the price) ÷ contacts in hand. `further_contacts`: the
    same for the contacts that it takes beyond one a resolved ticket. `idle_time`: the rate for time on duty without a
    contact. `shrinkage`: the rate for paid time off duty. No row where no ticket is resolved.
    """
    resolved = float(sample.ratio("total", "", "resolved_share")[0].sum())
    in_hand = float(sample.ratio("total", "", "handle_time")[1].sum())
    if resolved <= 0 or in_hand <= 0:
        return named(strategy, {"step": texts([]), "amount": np.zeros(0)})
    sums = dict.fromkeys(STEPS, 0.0)
    for step, amounts in _parts(study, sample):
        sums[step] += float(amounts.sum())
    handling = sums["one_contact"]
    steps = {step: amount / resolved for step, amount in sums.items()}
    steps["one_contact"] = handling / in_hand
    steps["further_contacts"] = handling / resolved - handling / in_hand
    kept = [step for step, amount in steps.items() if amount != 0]
    return named(strategy, {"step": texts(kept), "amount": np.array([steps[step] for step in kept])})


def _parts(study: Study, sample: Sample) -> Iterator[tuple[str, Amounts]]:
    """Every amount (replications,) of the statement with its step; what is paid by time in its parts."""
    by_line = sample.amounts.sum(axis=1)
    for place, name in enumerate(sample.cost_pools):
        for column, line in enumerate(sample.lines):
            amounts = by_line[:, place, column]
            if line in BY_USE:
                yield "one_contact", amounts
            elif name and (line in BY_THE_HOUR or line == "wages"):
                yield from _of_time(study.pools[name], sample, name, line, amounts)
            else:
                yield _STEP_OF.get(line, "other"), amounts


def _of_time(pool: Pool, sample: Sample, name: str, line: str, amounts: Amounts) -> Iterator[tuple[str, Amounts]]:
    """Paid time in three: with a contact in hand, on duty without one, off duty.

    On duty are 1 − shrinkage of what is paid, all of an `agent_hour`; of them busy ÷ staffed with a contact in hand.
    """
    busy, staffed = (sample.ratio("pool", name, kpi)[0] for kpi in ("busy_hours", "staffed_hours"))
    share = np.divide(busy, staffed, out=np.zeros_like(busy), where=staffed > 0)
    on_duty = amounts * (1.0 if line == "agent_hours" else 1.0 - pool.shrinkage.total)
    handling = on_duty * share
    yield "one_contact", handling
    yield "idle_time", on_duty - handling
    yield "shrinkage", amounts - on_duty


def rate_card(pool: Pool) -> dict[str, object]:
    """Return what a pool's rate card says: an amount and what it buys; with volume bands the first band's.

    An amount in another currency is given in the study's, at its mean rate.

    >>> from sim.study.sourcing import Pool
    >>> vendor = {"sourcing": "nearshore", "time_zone": "UTC", "skills": {"calls": {}}}
    >>> rate_card(Pool.model_validate({**vendor, "contract": {"price": "13.5/agent_hour"}}))
    {'amount': 13.5, 'unit': 'agent_hour'}
    """
    rate = 1.0 if pool.exchange is None else pool.exchange.rate
    if pool.contract is not None:
        price = pool.contract.price[0].price
        return {"amount": price.amount * rate, "unit": price.unit}
    assert pool.employment is not None
    return {"amount": pool.employment.wage.amount * rate, "unit": "paid_hour"}
