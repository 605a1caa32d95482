"""What a contract costs once, from its signature to its exit, and what it still binds us to after the horizon."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.clock import WEEK, Horizon
from sim.cost.contract import by_bands
from sim.cost.months import Pieces, months_between
from sim.cost.one_off import YEAR, OneOff
from sim.study.contract import Contract
from sim.study.sourcing import Pool
from sim.units import PERIODS

if TYPE_CHECKING:
    from sim.capacity.staffing_plan import PoolPlan


@dataclass(frozen=True)
class Orders:
    """What was ordered of a vendor, week by week.

    Attributes
    ----------
    weeks : (weeks,) the starts of the weeks, seconds
    coming : (weeks,) agents who come at the week's start
    changes : (weeks,) whether a change of order takes effect: a run of rises, or of falls, begins; a plateau does not
        end a run, since the vendor has its whole schedule, and the first order is no change
    gone : the start of the first week without any agent after which none come; None where some are there at the end

    """

    weeks: NDArray[np.float64]
    coming: NDArray[np.float64]
    changes: NDArray[np.bool_]
    gone: float | None


def orders_of(horizon: Horizon, pool: Pool, plan: PoolPlan, by_hand: bool) -> Orders:
    """Return a pool's orders.

    Parameters
    ----------
    horizon, pool, plan : the plan's heads by week, and what stood before them: `today`; without it nobody if the
        contract's signature is given, else those of the first week
    by_hand : whether the roster was given by hand: it is ordered once, for its largest week

    """
    assert pool.contract is not None
    heads = np.full(len(plan.heads), plan.heads.max()) if by_hand else plan.heads
    unsaid = 0.0 if pool.contract.signed is not None else float(heads[0])
    standing = unsaid if pool.today.agents is None else pool.today.agents
    more = np.diff(heads, prepend=standing)
    changes = turns(more)
    if standing == 0 and changes.any():
        changes[np.argmax(changes)] = False
    there = np.flatnonzero(heads > 0)
    weeks = horizon.week_edges()
    left = len(there) > 0 and there[-1] + 1 < len(heads)
    return Orders(
        weeks=weeks[:-1],
        coming=np.maximum(more, 0.0),
        changes=changes,
        gone=float(weeks[there[-1] + 1]) if left else None,
    )


def turns(more: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return the weeks (weeks,) in which a run of rises, or of falls, of agents begins.

    >>> turns(np.array([0.0, 12.0, 3.0, 0.0, 4.0, -5.0, -1.0, 2.0])).nonzero()[0].tolist()
    [1, 5, 7]
    """
    begins, last = np.zeros(len(more), dtype=np.bool_), 0.0
    for week, way in enumerate(np.sign(more).tolist()):
        begins[week] = way != 0 and way != last
        last = way or last
    return begins


def contract_one_offs(horizon: Horizon, pool: Pool, orders: Orders) -> list[OneOff]:
    """Return what a contract costs once.

    `transition` = its fee, on the day of signature, + its fee per agent × agents who come, as they come;
    `parallel_run` = price × what the first agents who come would work or be paid in that time, from so long before they
    come; `training` = fee × agents who come, as they come; `change_fee` for each change of order, as it goes out:
    notice before it takes effect; `exit_fee` when the term ends, without a term when the last agent has gone. Each line
    that the terms have stands, if only with 0.
    """
    terms = pool.contract
    assert terms is not None
    fees = {
        "transition": terms.transition.fee + terms.transition.fee_per_agent,
        "parallel_run": terms.transition.parallel_run,
        "training": terms.training,
        "change_fee": terms.change_fee,
        "exit_fee": terms.exit_fee,
    }
    named = [(line, 0.0, 0.0) for line, fee in fees.items() if fee > 0]
    spread = terms.amortise or terms.term or YEAR
    return [OneOff(line, due, amount, spread) for line, due, amount in (*named, *_dues(horizon, pool, terms, orders))]


def _dues(horizon: Horizon, pool: Pool, terms: Contract, orders: Orders) -> Iterator[tuple[str, float, float]]:
    signed = 0.0 if terms.signed is None else horizon.midnight(terms.signed, pool.time_zone)
    if terms.transition.fee > 0:
        yield "transition", signed, terms.transition.fee
    first = np.flatnonzero(orders.coming)
    if terms.transition.fee_per_agent > 0:
        for week in first:
            yield "transition", float(orders.weeks[week]), terms.transition.fee_per_agent * float(orders.coming[week])
    if terms.transition.parallel_run > 0:
        for week in first[:1]:
            begin = float(orders.weeks[week]) - terms.transition.parallel_run
            yield "parallel_run", begin, parallel_run(pool, terms, float(orders.coming[week]))
    if terms.training > 0:
        for week in first:
            yield "training", float(orders.weeks[week]), terms.training * float(orders.coming[week])
    if terms.change_fee > 0:
        ordered = orders.weeks[orders.changes] - terms.ramp.notice
        yield from (("change_fee", float(at), terms.change_fee) for at in ordered)
    due = exit_due(horizon, pool, orders)
    if terms.exit_fee > 0 and due is not None:
        yield "exit_fee", due, terms.exit_fee


def parallel_run(pool: Pool, terms: Contract, agents: float) -> float:
    """Return what a vendor's first agents are paid before they take contacts.

    price × agents × weeks × hours a week (paid_hour), through shrinkage (agent_hour); or price × agents × months.

    >>> from sim.study.sourcing import Pool
    >>> vendor = {"sourcing": "nearshore", "time_zone": "UTC", "skills": {"calls": {}}, "shrinkage": "25%"}
    >>> terms = {"price": "10/agent_hour", "transition": {"parallel_run": "2wk"}}
    >>> pool = Pool.model_validate({**vendor, "contract": terms})
    >>> parallel_run(pool, pool.contract, 5.0)
    3000.0
    """
    price, lasts = terms.price[0].price.amount, terms.transition.parallel_run
    if terms.unit == "fte_month":
        return price * agents * lasts / PERIODS["month"]
    hours = pool.weekly_hours * lasts / WEEK
    return price * agents * hours * (1.0 if terms.unit == "paid_hour" else 1.0 - pool.shrinkage.total)


def exit_due(horizon: Horizon, pool: Pool, orders: Orders) -> float | None:
    """Return when the exit falls due, seconds since the start; None where agents are still there and no term ends."""
    assert pool.contract is not None
    end = pool.contract.term_end
    return orders.gone if end is None else horizon.midnight(end, pool.time_zone)


def bound(cut: Pieces, terms: Contract) -> NDArray[np.bool_]:
    """Return on which pieces (pieces,) of the window the minimum binds: from the first order on, to the term's end."""
    first, end = terms.ready or date.min, terms.term_end or date.max
    return np.array([first <= day < end for day in cut.days], dtype=np.bool_)


def committed_after_end(horizon: Horizon, pool: Pool, orders: Orders) -> float:
    """Return what a contract still obliges us to after the horizon.

    price of the minimum × months left of the term, prorated by day, + the exit fee if it falls due after the horizon.
    """
    terms, zone = pool.contract, pool.time_zone
    assert terms is not None
    due = exit_due(horizon, pool, orders)
    fee = terms.exit_fee if due is None or due >= horizon.length else 0.0
    if terms.term_end is None:
        return fee
    begin = max(horizon.length, horizon.midnight(terms.ready, zone) if terms.ready else 0.0)
    left = months_between(horizon, zone, begin, terms.term_end)
    one = np.ones(1)
    return fee + left * float(by_bands(terms.price, terms.least * one, one)[0])
