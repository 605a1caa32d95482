"""Control variates for a steady state: what random arrivals, completions and leavings brought beyond their rates.

Arrivals are Poisson, handle times and patience exponential. Whatever the engine does with the contacts, for a function
g of the state (contacts in hand, contacts waiting) the sum of g over the arrivals, each taken just before it, less the
arrival rate times the time integral of g, has mean zero; so it is with completions (rate μ for each in hand), what a
first tier passes on (its share of them) and leavings (rate θ × waiting). Where agents have several chats in hand, how
fast these end depends on who has which: the completions count only while that is known, and beside them stand the sums
over the arrivals of g × (handle time ÷ its mean − 1), whatever its law. All this needs no queueing theory, and cannot
move an estimate away from what the engine does; it takes most of the noise off it (Henderson & Glynn 2002; Lavenberg &
Welch 1981).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.demand.tickets import Tickets
from sim.records import ABANDONED, Records
from sim.study.study import Study

Floats = NDArray[np.float64]
Index = NDArray[np.int64]


def controls(study: Study, tickets: Tickets, records: Records) -> Floats:
    """Return the control variates (k,) of one replication, per second of the counted window; each has mean zero.

    Parameters
    ----------
    study : one market, one strategy, always open; Poisson demand of a constant rate; exponential patience
    tickets : the customers
    records : what the engine wrote

    """
    begin, end = study.clock.warm_up, study.clock.length
    setting = _Setting(study, records)
    events = _events(setting, tickets, records)
    after = np.cumsum(events.change, axis=0)
    moments = np.searchsorted(events.time, events.time)  # all that one event brings at once has one state before it
    before = np.concatenate([np.zeros((1, after.shape[1])), after])[moments]
    seconds = np.diff(np.append(np.clip(events.time, begin, end), end))
    inside = (events.time >= begin) & (events.time < end)
    passed, found, known = setting.basis(after), setting.basis(before), setting.rates(before)
    columns = []
    for kind, rate in setting.rates(after).items():
        happened = inside & (events.kind == kind) & ~np.isnan(known[kind])
        columns.append(found[happened].sum(axis=0) - (np.nan_to_num(rate) * seconds) @ passed)
    for queue in np.flatnonzero(setting.shared.any(axis=0)):
        happened = inside & (events.kind == queue)
        columns.append(events.mark[happened] @ found[happened])
    return np.concatenate(columns) / (end - begin)


class _Setting:
    """What a study says of the rates of events.

    The state counts contacts in hand by pool and queue, then those waiting by queue. Kinds of events are arrivals of
    first contacts by queue, then completions by pool, then leavings by queue, then contacts passed on, by second tier.
    """

    def __init__(self, study: Study, records: Records) -> None:
        self.study = study
        self.rules = list(study.queues.values())
        self.agents = np.array([agents[0] for _, agents in records.duty])
        skills = [[study.pools[pool].skills.get(queue) for queue in study.queues] for pool in records.pools]
        self.shared = np.array([[skill is not None and skill.concurrency > 1 for skill in row] for row in skills])
        self.means = np.array([rule.handle_time.mean for rule in self.rules])
        factors = np.array([[skill.handle_time_factor if skill else 1.0 for skill in row] for row in skills])
        exponential = np.array([rule.handle_time.name == "exponential" for rule in self.rules])
        self.ends = np.where(exponential, 1 / (self.means * factors), np.nan)
        self.slowdowns = [max((s.concurrency_slowdown for s in row if s), key=len) for row in skills]
        self.most = self.agents * np.array([len(slowdown) for slowdown in self.slowdowns])

    @property
    def shape(self) -> tuple[int, int]:
        """Pools and queues."""
        return len(self.agents), len(self.rules)

    def rates(self, state: Floats) -> dict[int, Floats]:
        """The rates (n,) per second of the kinds of events in states (n, columns); nan where a state does not tell."""
        pools, queues = self.shape
        ends = self._in_hand(state) * self.ends * self._speed(state)[:, :, None]
        waiting = state[:, pools * queues :]
        found = {queues + pool: ends[:, pool].sum(axis=1) for pool in range(pools)}
        for entry in self.study.demand:
            if entry.rate is not None:
                rate = float(entry.rate.values[0])
                found[list(self.study.queues).index(entry.queue)] = np.full(len(state), rate)
        for number, rule in enumerate(self.rules):
            if rule.patience.time is not None:
                found[queues + pools + number] = waiting[:, number] / rule.patience.time.mean
            if rule.escalation is not None:
                kind = 2 * queues + pools + list(self.study.queues).index(rule.escalation.queue)
                found[kind] = found.get(kind, 0.0) + rule.escalation.share * ends[:, :, number].sum(axis=1)
        return found

    def basis(self, state: Floats) -> Floats:
        """Functions of the state (n, functions): 1, each count and its square, whether each pool takes no more."""
        pools, queues = self.shape
        in_hand = self._in_hand(state).sum(axis=2)
        counts = np.column_stack([in_hand, state[:, pools * queues :]])
        functions = [np.ones(len(state)), counts, counts**2, in_hand >= self.most]
        if self.shared.any():
            functions.append(in_hand >= self.agents)
        return np.column_stack(functions)

    def _in_hand(self, state: Floats) -> Floats:
        """Contacts in hand (n, pools, queues)."""
        pools, queues = self.shape
        return state[:, : pools * queues].reshape(len(state), pools, queues)

    def _speed(self, state: Floats) -> Floats:
        """Speed (n, pools) of a contact in hand over that alone.

        With chats it is known where there is only one agent, or all have as many as they take.
        """
        in_hand = self._in_hand(state).sum(axis=2).astype(np.int64)
        speed = np.ones(in_hand.shape)
        for pool in np.flatnonzero(self.shared.any(axis=1)).tolist():
            slowdown, most = self.slowdowns[pool], int(self.most[pool])
            by_number = np.full(most + 1, np.nan)
            if self.agents[pool] == 1:
                by_number[:] = 1 / np.array([1.0, *slowdown])
            by_number[most] = 1 / slowdown[-1]
            speed[:, pool] = by_number[in_hand[:, pool]]
        return speed


@dataclass(frozen=True)
class _Events:
    """Everything that happened, in order: times (n,), changes of the state (n, columns), kinds (n,), -1 where a kind
    has no rate of its own, and marks (n,): handle time ÷ its mean − 1 of an arrival.
    """

    time: Floats
    change: Floats
    kind: Index
    mark: Floats


def _events(setting: _Setting, tickets: Tickets, records: Records) -> _Events:
    pools, queues = setting.shape
    queue, pool = records.queue.astype(np.int64), records.pool.astype(np.int64)
    taken = records.pool >= 0
    left = np.where(taken, records.start, records.arrival + records.wait)
    waits = left > records.arrival
    first = (records.round_ == 1) & (records.try_ == 1)
    come = np.where(first, queue, np.where(records.escalated, 2 * queues + pools + queue, -1))
    gone = np.where(records.outcome == ABANDONED, queues + pools + queue, -1)
    none, hand, line = np.full(len(queue), -1), pool * queues + queue, pools * queues + queue
    parts = (
        (taken, left + records.handle_time, queues + pool, ((-1, hand),)),
        (taken & waits, left, none, ((1, hand), (-1, line))),
        (~taken & waits, left, gone, ((-1, line),)),
        (waits, records.arrival, come, ((1, line),)),
        (taken & ~waits, records.arrival, come, ((1, hand),)),
        (~taken & ~waits, records.arrival, come, ()),
    )
    mark = tickets.handle_time[records.ticket] / setting.means[queue] - 1
    times, kinds, changes, marks = [], [], [], []
    for rows, when, kind, steps in parts:
        change = np.zeros((int(rows.sum()), pools * queues + queues))
        for step, column in steps:
            change[np.arange(len(change)), column[rows]] += step
        times.append(when[rows])
        kinds.append(kind[rows])
        changes.append(change)
        marks.append(mark[rows])
    time = np.concatenate(times)
    order = np.argsort(time, kind="stable")
    return _Events(
        time[order], np.concatenate(changes)[order], np.concatenate(kinds)[order], np.concatenate(marks)[order]
    )
