"""Waiting: the counted contacts sorted into classes, intervals and weeks, and the figures of their waits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.clock import Horizon
from sim.metrics.classes import Classes
from sim.metrics.key_figures import PERCENTILES
from sim.metrics.service_level import own_service_level, service_levels
from sim.metrics.sums import TIMES, count_by, exact_by, sum_by, total_of
from sim.records import ABANDONED, ANSWERED, BLOCKED, CALLBACKS, CLOSED, MESSAGES, OUTCOMES, Records

Row = tuple[str, float, float]
"""A key figure's name, numerator and denominator."""


@dataclass(frozen=True)
class Contacts:
    """The contacts of the counted tickets, (contacts,) each.

    Attributes
    ----------
    kind : class of the contact
    outcome : position in `OUTCOMES`
    wait, handle_time, arrival : seconds
    start : when an agent took it, seconds; nan where none did
    within : whether the wait was within the queue's acceptable wait
    taken : whether an agent had it in hand: the answered, and the call-backs that reached their customer
    escalated, cut_off, vip : whether it was passed on by a first tier; cut off in hand by an outage; served with the
        priority of VIPs

    """

    kind: NDArray[np.int64]
    outcome: NDArray[np.int64]
    arrival: NDArray[np.float64]
    wait: NDArray[np.float64]
    handle_time: NDArray[np.float64]
    start: NDArray[np.float64]
    within: NDArray[np.bool_]
    taken: NDArray[np.bool_]
    escalated: NDArray[np.bool_]
    cut_off: NDArray[np.bool_]
    vip: NDArray[np.bool_]


@dataclass(frozen=True)
class Tally:
    """Sums of the counted contacts by class, from which every figure of waiting is a ratio.

    Attributes
    ----------
    by_interval : (classes, intervals + 1, 2, outcomes) contacts by interval of arrival (the last slot: after the
        horizon), by whether within the acceptable wait, by outcome
    by_week : (classes, weeks + 1, 2, outcomes) the same by planning week; None where weeks are of whole intervals
    wait : (classes, intervals + 1) seconds waited by all of them
    answered_wait : (classes, 2) seconds, of the answered, in two parts
    handle_time, taken : (classes, 2) seconds in two parts, and (classes,) how many, of those that an agent had in hand
    at_once : (classes,) answered without any wait

    """

    by_interval: NDArray[np.float64]
    by_week: NDArray[np.float64] | None
    wait: NDArray[np.float64]
    answered_wait: NDArray[np.float64]
    handle_time: NDArray[np.float64]
    taken: NDArray[np.float64]
    at_once: NDArray[np.float64]

    def weeks(self, horizon: Horizon) -> NDArray[np.float64]:
        """Return the contacts by planning week, (classes, weeks + 1, 2, outcomes)."""
        if self.by_week is not None:
            return self.by_week
        begins = np.searchsorted(horizon.edges, horizon.week_edges()[:-1])
        weeks = np.add.reduceat(self.by_interval[:, :-1], begins, axis=1)
        return np.concatenate([weeks, self.by_interval[:, -1:]], axis=1)


def counted_contacts(classes: Classes, chosen: NDArray[np.bool_] | slice, records: Records) -> Contacts:
    """Return the chosen rows of the records as contacts.

    Parameters
    ----------
    classes : classes of the study
    chosen : (contacts,) bool, rows of counted tickets, or a slice of all
    records : what the engine wrote

    Raises ValueError where a contact stands in a pair of market and queue that the study cannot see.

    """
    pair = records.market[chosen].astype(np.int64) * classes.number.shape[1] + records.queue[chosen]
    kind = classes.number.ravel()[pair]
    if kind.size and kind.min() < 0:
        raise ValueError("a contact stands in a queue that no demand, follow-up or retry of its market leads to")
    wait = records.wait[chosen]
    return Contacts(
        kind=kind,
        outcome=records.outcome[chosen].astype(np.int64),
        arrival=records.arrival[chosen],
        wait=wait,
        handle_time=records.handle_time[chosen],
        start=records.start[chosen],
        within=wait <= classes.within[kind],
        taken=records.pool[chosen] >= 0,
        escalated=records.escalated[chosen],
        cut_off=records.cut_off[chosen],
        vip=records.vip[chosen],
    )


def tally(classes: Classes, horizon: Horizon, contacts: Contacts) -> Tally:
    """Add the contacts up by class, interval and week of arrival."""
    kinds, kind = len(classes.pairs), contacts.kind
    interval = np.minimum((contacts.arrival / horizon.interval).astype(np.int64), horizon.intervals)
    interval[contacts.arrival >= horizon.length] = horizon.intervals
    state = contacts.within * len(OUTCOMES) + contacts.outcome
    cell = kind * (horizon.intervals + 1) + interval
    answered = contacts.outcome == ANSWERED
    served = kind[answered]

    def counts(slot: NDArray[np.int64], slots: int) -> NDArray[np.float64]:
        states = 2 * len(OUTCOMES)
        return sum_by(slot * states + state, kinds * slots * states).reshape(kinds, slots, 2, len(OUTCOMES))

    by_week = None
    if not np.isin(horizon.week_edges(), horizon.edges).all():
        week = np.searchsorted(horizon.week_edges()[1:], contacts.arrival, side="right")
        by_week = counts(kind * (horizon.weeks + 1) + week, horizon.weeks + 1)
    return Tally(
        by_interval=counts(cell, horizon.intervals + 1),
        by_week=by_week,
        wait=sum_by(cell, kinds * (horizon.intervals + 1), contacts.wait).reshape(kinds, -1),
        answered_wait=exact_by(served, kinds, contacts.wait[answered], TIMES),
        handle_time=exact_by(kind, kinds, contacts.handle_time, TIMES),
        taken=count_by(kind, kinds, contacts.taken),
        at_once=count_by(kind, kinds, answered & (contacts.wait == 0)),
    )


def left_at_once(horizon: Horizon, contacts: Contacts, kinds: int) -> NDArray[np.float64]:
    """Return who left a message or asked for a call-back without any wait, (classes, intervals): the line was shut."""
    chosen = ((contacts.outcome == MESSAGES) | (contacts.outcome == CALLBACKS)) & (contacts.wait == 0)
    rows = np.flatnonzero(chosen & (contacts.arrival < horizon.length))
    interval = (contacts.arrival[rows] / horizon.interval).astype(np.int64)
    cell = contacts.kind[rows] * horizon.intervals + np.minimum(interval, horizon.intervals - 1)
    return sum_by(cell, kinds * horizon.intervals).reshape(kinds, horizon.intervals)


def counting_rows(sums: Tally, members: NDArray[np.bool_]) -> list[Row]:
    """Return the contact counts of some classes and their abandonment rate, offered = the sum of all but `closed`."""
    outcomes = sums.by_interval[members].sum(axis=(0, 1, 2))
    offered = float(outcomes.sum() - outcomes[CLOSED])
    rows = [("offered", offered, 1.0)]
    rows += [(name, float(outcomes[position]), 1.0) for position, name in enumerate(OUTCOMES)]
    return [*rows, ("abandonment_rate", float(outcomes[ABANDONED]), offered)]


def waiting_rows(classes: Classes, sums: Tally, members: NDArray[np.bool_]) -> list[Row]:
    """Return service levels and waits of some classes, as ratios of sums.

    Each class enters by its own acceptable wait, and `service_level` by its own definition. `mean_wait` is over all
    offered but the blocked; `delay_probability` is the share of these who were not answered at once.
    """
    states = sums.by_interval[members].sum(axis=1)
    definition = [name for name, member in zip(classes.definition, members, strict=True) if member]
    met, base = own_service_level(states, definition)
    rows = [("service_level", float(met.sum()), float(base.sum()))]
    for name, (part, whole) in service_levels(states).items():
        rows.append((f"service_level_{name}", float(part.sum()), float(whole.sum())))
    outcomes = states.sum(axis=(0, 1))
    answered = float(outcomes[ANSWERED])
    waited = float(outcomes.sum() - outcomes[CLOSED] - outcomes[BLOCKED])
    return [
        *rows,
        ("mean_wait", float(sums.wait[members].sum()), waited),
        ("speed_of_answer", _seconds(sums.answered_wait, members), answered),
        ("delay_probability", waited - float(sums.at_once[members].sum()), waited),
    ]


def handle_time_row(sums: Tally, members: NDArray[np.bool_]) -> Row:
    """Return the mean handle time of some classes, over all contacts that an agent had in hand."""
    return "handle_time", _seconds(sums.handle_time, members), float(sums.taken[members].sum())


def _seconds(parts: NDArray[np.float64], members: NDArray[np.bool_]) -> float:
    return float(total_of(parts[members].sum(axis=0), TIMES))


def waiting_population(contacts: Contacts) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return classes and waits (n,) of all offered but the blocked, the population of mean wait and percentiles."""
    offered = (contacts.outcome != BLOCKED) & (contacts.outcome != CLOSED)
    if offered.all():
        return contacts.kind, contacts.wait
    return contacts.kind[offered], contacts.wait[offered]


def percentile_rows(waits: NDArray[np.float64]) -> list[Row]:
    """Return the percentiles of waits (n,) by the inverted distribution function; no denominator where there is none.

    The p-th percentile is the smallest wait that at least p % of the population do not exceed.

    >>> percentile_rows(np.arange(1.0, 11.0))[1]
    ('wait_p90', 9.0, 1.0)
    """
    if not waits.size:
        return [(f"wait_p{percent}", 0.0, 0.0) for percent in PERCENTILES]
    ranks = [-(-percent * waits.size // 100) - 1 for percent in PERCENTILES]
    ordered = np.partition(waits, ranks)
    return [(f"wait_p{percent}", float(ordered[rank]), 1.0) for percent, rank in zip(PERCENTILES, ranks, strict=True)]
