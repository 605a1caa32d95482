"""Control variates for a steady state: what random arrivals, completions and leavings brought beyond their rates.

Arrivals are Poisson, handle times and patience exponential. Whatever the engine does with the contacts, for a function
g of the state (agents busy, contacts waiting) the sum of g over the arrivals, each taken just before it, less the
arrival rate times the time integral of g, has mean zero; so it is with completions (rate μ × busy) and leavings
(rate θ × waiting). They need no queueing theory, and cannot move an estimate away from what the engine does; they take
most of the noise off it (Henderson & Glynn 2002; Lavenberg & Welch 1981).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.records import ABANDONED, ANSWERED, Records
from sim.study.study import Study

Floats = NDArray[np.float64]


def controls(study: Study, records: Records) -> Floats:
    """Return the control variates (k,) of one replication, per second of the counted window; each has mean zero.

    Parameters
    ----------
    study : one market; Poisson demand of a constant rate, exponential handle times and patience, always open
    records : what the engine wrote

    """
    begin, end = study.clock.warm_up, study.clock.length
    times, change, kind = _events(study, records)
    after = np.cumsum(change, axis=0)
    before = after - change
    agents = np.array([agents[0] for _, agents in records.duty])
    seconds = np.diff(np.append(np.clip(times, begin, end), end))
    inside = (times >= begin) & (times < end)
    passed, found = _basis(after, agents), _basis(before, agents)
    columns = []
    for number, rate in enumerate(_rates(study, records)):
        happened = inside & (kind == number)
        columns.append(found[happened].sum(axis=0) - (rate(after) * seconds) @ passed)
    return np.concatenate(columns) / (end - begin)


def _events(study: Study, records: Records) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Times (n,), changes of the state (n, pools + queues) and kinds (n,) of everything that happened, in order.

    Kinds: 0.. arrivals by queue, then completions by pool, then leavings by queue; -1 where a waiting contact starts.
    """
    pools, queues = len(records.pools), len(study.queues)
    answered, left = records.outcome == ANSWERED, records.outcome == ABANDONED
    waits = (answered | left) & (records.wait > 0)
    queue, pool, start = records.queue.astype(np.int64), records.pool.astype(np.int64), records.start
    parts = [
        (answered, start + records.handle_time, queues + pool, ((-1, pool),)),
        (answered & waits, start, np.full(len(queue), -1), ((1, pool), (-1, pools + queue))),
        (left & waits, start, queues + pools + queue, ((-1, pools + queue),)),
        (waits, records.arrival, queue, ((1, pools + queue),)),
        (answered & ~waits, records.arrival, queue, ((1, pool),)),
        (~answered & ~waits, records.arrival, queue, ()),
    ]
    times, kinds, changes = [], [], []
    for rows, when, kind, steps in parts:
        change = np.zeros((int(rows.sum()), pools + queues))
        for step, column in steps:
            change[np.arange(len(change)), column[rows]] += step
        times.append(when[rows])
        kinds.append(kind[rows])
        changes.append(change)
    time = np.concatenate(times)
    order = np.argsort(time, kind="stable")
    return time[order], np.concatenate(changes)[order], np.concatenate(kinds)[order]


def _rates(study: Study, records: Records) -> list[_Rate]:
    """The rates of each kind of event, in the order of `_events`."""
    pools = len(records.pools)
    rules = list(study.queues.values())
    demand = {entry.queue: entry.rate for entry in study.demand}
    rates = [_Rate(float(steps.values[0]), None) for steps in demand.values() if steps is not None]
    rates += [_Rate(1 / rules[0].handle_time.mean, pool) for pool in range(pools)]
    return rates + [
        _Rate(1 / rule.patience.time.mean, pools + queue)
        for queue, rule in enumerate(rules)
        if rule.patience.time is not None
    ]


class _Rate:
    """A rate per second, by itself or for each of those that a column of the state counts."""

    def __init__(self, rate: float, column: int | None) -> None:
        self.rate, self.column = rate, column

    def __call__(self, state: Floats) -> Floats:
        return self.rate * (np.ones(len(state)) if self.column is None else state[:, self.column])


def _basis(state: Floats, agents: Floats) -> Floats:
    """Functions of the state (n, functions): 1, each count and its square, whether each pool is busy throughout."""
    full = state[:, : len(agents)] >= agents
    return np.column_stack([np.ones(len(state)), state, state**2, full])
