"""The load of each pool: what arrives while it is the first open pool of a route, or while it is open at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.capacity.axis import Axis
from sim.capacity.openness import queue_open, step_open
from sim.capacity.required import handle_factor
from sim.capacity.steps import Array, Steps
from sim.study.strategy import RouteStep, Strategy
from sim.study.study import Study

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Slices:
    """A span cut at its intervals' borders and wherever a queue, a route's step or a pool opens or closes.

    Attributes
    ----------
    edges : (slices + 1,) seconds since the span's start
    interval : (slices,) the interval in which a slice lies
    intervals : number of intervals
    rates : queue -> (slices,) contacts per second of all markets, while they are open
    open : (queue, step, pool) -> (slices,) whether the route's step may lead to the pool then

    """

    edges: Array
    interval: NDArray[np.int64]
    intervals: int
    rates: Mapping[str, Array]
    open: Mapping[tuple[str, int, str], Flags]

    def largest(self, values: Array) -> Array:
        """Of values (slices,), the largest in each interval, (intervals,)."""
        return np.asarray(np.maximum.reduceat(values, np.searchsorted(self.interval, np.arange(self.intervals))))

    def mean(self, values: Array) -> Array:
        """Of values (slices,), the time average in each interval, (intervals,)."""
        lengths = np.diff(self.edges)
        total = np.bincount(self.interval, values * lengths, self.intervals)
        return np.asarray(total / np.bincount(self.interval, lengths, self.intervals))


def sliced(study: Study, strategy: Strategy, axis: Axis, classes: Sequence[tuple[str, str]], contacts: Array) -> Slices:
    """Cut a span into slices in which nothing opens or closes, and spread each interval's contacts over its open time.

    Parameters
    ----------
    study, strategy : whose queues, pools and routes
    axis : the span
    classes : pairs (market, queue)
    contacts : (classes, intervals) expected contacts in opening hours, follow-ups included

    """
    edges = axis.edges
    low, high = float(edges[0]), float(edges[-1])
    markets = [queue_open(study, axis, market, queue) for market, queue in classes]
    steps = {
        (queue, place, pool): step_open(study, axis, step, pool)
        for queue, route in strategy.routing.items()
        for place, step in enumerate(route)
        for pool in step.pools
        if pool in strategy.staffing
    }
    changes = [part.times for part in (*markets, *steps.values())]
    cut = np.unique(np.concatenate([edges, *(t[(t > low) & (t < high)] for t in changes)]))
    interval = np.searchsorted(edges, cut[:-1], side="right") - 1
    lengths = np.diff(cut)
    rates = {queue: np.zeros(len(lengths)) for queue in strategy.routing}
    for (_, queue), part, count in zip(classes, markets, contacts, strict=True):
        now = part.at(cut[:-1]) > 0
        seconds = np.bincount(interval, lengths * now, len(edges) - 1)
        rate = np.divide(count, seconds, out=np.zeros(len(count)), where=seconds > 0)
        if queue in rates:
            rates[queue] += rate[interval] * now
    return Slices(cut, interval, len(edges) - 1, rates, {key: part.at(cut[:-1]) > 0 for key, part in steps.items()})


def first_shares(slices: Slices, strategy: Strategy, queue: str, on_duty: Mapping[str, Steps]) -> dict[str, Array]:
    """The share of a queue's contacts, by pool and slice, for which a pool is the first open one of the route.

    Parameters
    ----------
    slices : the span
    strategy : whose route
    queue : the queue
    on_duty : agents of the pools whose roster is given by hand; where nobody is on duty, such a pool is passed over
        while another is open

    Returns
    -------
    pool -> (slices,), 0..1. A step with `after` or `when` is first only where no step without them is open.

    """
    route = strategy.routing[queue]
    count = len(slices.interval)
    present = {pool: steps.at(slices.edges[:-1]) > 0 for pool, steps in on_duty.items()}
    closed = np.zeros(count, dtype=bool)
    ranks, shares = [], []
    for place, step in enumerate(route):
        open_ = {pool: slices.open.get((queue, place, pool), closed) for pool in step.pools}
        manned = {pool: flags & present.get(pool, ~closed) for pool, flags in open_.items()}
        any_open, any_manned = (np.any(list(flags.values()), axis=0) for flags in (open_, manned))
        rank = np.where(any_manned, 0.0, np.where(any_open, 2.0, np.inf)) + (step.after > 0 or step.when is not None)
        ranks.append(rank)
        takers = {pool: np.where(any_manned, manned[pool], open_[pool]) for pool in step.pools}
        shares.append(_drawn_shares(step, takers))
    first = np.argmin(ranks, axis=0)
    some = np.isfinite(np.min(ranks, axis=0))
    found: dict[str, Array] = {}
    for place, share in enumerate(shares):
        for pool, weight in share.items():
            here = np.where((first == place) & some, weight, 0.0)
            found[pool] = found.get(pool, 0.0) + here
    return found


def _drawn_shares(step: RouteStep, takers: Mapping[str, Flags]) -> dict[str, Array]:
    """The share of a step's contacts that goes to each pool, renormalised over those that can take them."""
    weights = {pool: flags * (step.share or {pool: 1.0})[pool] for pool, flags in takers.items()}
    total = np.sum(list(weights.values()), axis=0)
    return {pool: np.divide(w, total, out=np.zeros(len(total)), where=total > 0) for pool, w in weights.items()}


def first_rates(slices: Slices, strategy: Strategy, on_duty: Mapping[str, Steps]) -> dict[str, dict[str, Array]]:
    """Contacts per second of each pool's load: pool -> queue -> (slices,)."""
    rates: dict[str, dict[str, Array]] = {pool: {} for pool in strategy.staffing}
    for queue in strategy.routing:
        for pool, share in first_shares(slices, strategy, queue, on_duty).items():
            if pool in rates and np.any(share > 0):
                rates[pool][queue] = share * slices.rates[queue]
    return rates


def open_to(slices: Slices, strategy: Strategy, queue: str, pool: str) -> Flags:
    """Whether any step of a queue's route may lead to a pool, (slices,)."""
    flags = [slices.open[key] for key in slices.open if key[0] == queue and key[2] == pool]
    return np.asarray(np.any(flags, axis=0)) if flags else np.zeros(len(slices.interval), dtype=bool)


def offered_work(study: Study, pool: str, rates: Mapping[str, Array], count: int) -> Array:
    """Erlangs (count,) that contacts of some queues, per second (count,), bring when a pool handles them."""
    work = np.zeros(count)
    for queue, rate in rates.items():
        work += rate * study.queues[queue].handle_time.mean * handle_factor(study, pool, queue)
    return work
