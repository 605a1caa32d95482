"""Hours of the pools: on duty, with a contact in hand, paid; within the counted window, whoever's contacts they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.clock import WEEK, Horizon, step_integral
from sim.metrics.sums import sum_by
from sim.records import Records
from sim.study.sourcing import Pool
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.capacity.staffing_plan import PoolPlan, StaffingPlan


@dataclass(frozen=True)
class PoolTime:
    """Agent-seconds by pool and slice, (pools, slices) each.

    Attributes
    ----------
    staffed : on duty, overrun included
    busy : with any contact in hand, or with a call-back that nobody took
    paid : on duty or on a paid break, through shrinkage, and in training
    in_hand : contact-seconds: those of an agent with two chats in hand count twice

    """

    staffed: NDArray[np.float64]
    busy: NDArray[np.float64]
    paid: NDArray[np.float64]
    in_hand: NDArray[np.float64]


@dataclass(frozen=True)
class InHand:
    """Seconds that contacts were in hand, (pools, slices) each: those that had their agent alone, and chats."""

    alone: NDArray[np.float64]
    chats: NDArray[np.float64]


def in_hand(records: Records, edges: NDArray[np.float64]) -> InHand:
    """Return the seconds that contacts were in hand between edges (slices + 1,), from when an agent took them."""
    if not records.shared.any():
        alone = contact_seconds(records, np.True_, edges)
        return InHand(alone, np.zeros_like(alone))
    return InHand(contact_seconds(records, ~records.shared, edges), contact_seconds(records, records.shared, edges))


def regrouped(finer: InHand, edges: NDArray[np.float64], coarser: NDArray[np.float64]) -> InHand | None:
    """Return seconds by the slices between coarser edges, from those between edges; None where these do not hold all.

    >>> time = InHand(np.array([[1.0, 2.0, 4.0]]), np.zeros((1, 3)))
    >>> regrouped(time, np.array([0.0, 1.0, 5.0, 9.0]), np.array([0.0, 5.0, 9.0])).alone.tolist()
    [[3.0, 4.0]]
    """
    if not np.isin(coarser, edges).all() or edges[-1] != coarser[-1]:
        return None
    begins = np.searchsorted(edges, coarser[:-1])
    return InHand(np.add.reduceat(finer.alone, begins, axis=1), np.add.reduceat(finer.chats, begins, axis=1))


def pool_time(
    study: Study, plan: StaffingPlan, records: Records, edges: NDArray[np.float64], time: InHand
) -> PoolTime:
    """Return the pools' time in the slices between edges (slices + 1,), seconds, in the order of the records' pools.

    Paid time is (duty + paid breaks) ÷ (1 − shrinkage), and the time in training; shrinkages add. Unpaid breaks are in
    neither. An agent is busy for the whole of a contact that is its alone, and for its spells: with chats in hand, or
    with a call-back that nobody took.
    """
    staffed = np.array([step_integral(times, agents, edges) for times, agents in records.duty])
    paid = [
        paid_time(duty, break_seconds(study.clock, plan.of(name), edges), study.pools[name].shrinkage.total)
        + training_seconds(study.clock, study.pools[name], plan.of(name), edges)
        for name, duty in zip(records.pools, staffed, strict=True)
    ]
    busy = time.alone + spell_seconds(records, edges) if records.spells.pool.size else time.alone
    return PoolTime(staffed, busy, np.array(paid), time.alone + time.chats)


def break_seconds(horizon: Horizon, plan: PoolPlan, edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the agent-seconds on paid breaks in the slices between edges (slices + 1,)."""
    return step_integral(horizon.starts, plan.paid_breaks, edges)


def training_seconds(
    horizon: Horizon, pool: Pool, plan: PoolPlan, edges: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the paid seconds of people in training between edges (slices + 1,): contracted hours of a week of 168."""
    heads = step_integral(horizon.week_edges()[:-1], plan.in_training, edges)
    return heads * (pool.weekly_hours * 3600.0 / WEEK)


def paid_time(duty: NDArray[np.float64], breaks: NDArray[np.float64], shrinkage: float) -> NDArray[np.float64]:
    """Return the paid time behind duty and paid breaks, same unit: (duty + breaks) ÷ (1 − shrinkage).

    >>> paid_time(np.array([70.0]), np.array([0.0]), 0.3).round(9).tolist()
    [100.0]
    """
    return (duty + breaks) / (1.0 - shrinkage)


def contact_seconds(
    records: Records, which: NDArray[np.bool_] | np.bool_, edges: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the seconds (pools, slices) that some contacts (contacts,) were in hand between edges (slices + 1,)."""
    in_hand = which & (records.pool >= 0)
    taken = slice(None) if in_hand.all() else np.flatnonzero(in_hand)
    start = records.start[taken]
    return seconds_in_hand(
        records.pool[taken].astype(np.int64), start, start + records.handle_time[taken], edges, len(records.pools)
    )


def spell_seconds(records: Records, edges: NDArray[np.float64], kind: int | None = None) -> NDArray[np.float64]:
    """Return the agent-seconds (pools, slices) of spells, of one kind or of all, between edges (slices + 1,)."""
    spells = records.spells
    mine = np.ones(spells.pool.size, dtype=np.bool_) if kind is None else spells.kind == kind
    return seconds_in_hand(
        spells.pool[mine].astype(np.int64), spells.begin[mine], spells.end[mine], edges, len(records.pools)
    )


def seconds_in_hand(
    group: NDArray[np.int64],
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    edges: NDArray[np.float64],
    groups: int,
) -> NDArray[np.float64]:
    """Add spans up over slices by group: seconds (groups, slices) that spans [start, end) lie between edges.

    Parameters
    ----------
    group : (n,) group of a span
    start, end : (n,) seconds; what lies outside the edges is cut off
    edges : (slices + 1,) ascending, seconds
    groups : number of groups

    A span counts from its start to the end of that slice and in full in every later slice; the same counted from its
    end is taken off again. Only offsets within a slice are added, so the sums are exact on the grid of times.

    >>> z = np.zeros(1, dtype=np.int64)
    >>> seconds_in_hand(z, np.array([5.0]), np.array([25.0]), np.array([0.0, 10.0, 20.0, 30.0]), 1).tolist()
    [[5.0, 10.0, 5.0]]

    """
    slices = len(edges) - 1
    rest, begun = np.zeros(groups * slices), np.zeros(groups * slices)
    for sign, times in ((1.0, start), (-1.0, end)):
        clipped = np.clip(times, edges[0], edges[-1])
        slot = slice_of(clipped, edges)
        cell = group * slices + slot
        rest += sign * sum_by(cell, groups * slices, edges[1:][slot] - clipped)
        begun += sign * sum_by(cell, groups * slices)
    carried = np.cumsum(begun.reshape(groups, slices), axis=1) - begun.reshape(groups, slices)
    return np.asarray(rest.reshape(groups, slices) + carried * np.diff(edges))


def slice_of(times: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the slice (n,) between edges (slices + 1,) that holds each time (n,) in [first edge, last edge].

    A time on an edge belongs to the slice that begins there; the last edge to the last slice.

    >>> slice_of(np.array([0.0, 10.0, 25.0]), np.array([0.0, 10.0, 25.0])).tolist()
    [0, 1, 1]
    """
    steps = np.diff(edges)
    if len(steps) > 64 and (steps[:-1] == steps[0]).all() and steps[-1] <= steps[0]:
        slot = ((times - edges[0]) / steps[0]).astype(np.int64)
    else:
        slot = np.searchsorted(edges, times, side="right") - 1
    return np.asarray(np.minimum(slot, len(steps) - 1))


def window_edges(horizon: Horizon, edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Clip edges (n,) to the counted window [warm-up, end)."""
    return np.clip(edges, horizon.warm_up, horizon.length)


def mean_heads(horizon: Horizon, plan: PoolPlan) -> float:
    """Return the people employed on the mean of the counted window."""
    lengths = np.diff(window_edges(horizon, horizon.week_edges()))
    return float(np.dot(plan.heads, lengths) / lengths.sum())
