"""The load of each pool: what arrives while it is the first open pool of a route, or while it is open at all.

A load comes in streams, one for each queue and language, since a market's language decides who can take its contacts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.capacity.axis import Axis
from sim.capacity.openness import pool_open, queue_open, step_open
from sim.capacity.required import handle_factor
from sim.capacity.steps import Array, Steps
from sim.study.strategy import RouteStep, Strategy
from sim.study.study import Study

Flags = NDArray[np.bool_]
Stream = tuple[str, str | None]
"""A queue, and the language of the markets whose contacts these are; None where they name none."""
Rates = Mapping[Stream, Array]
"""Contacts per second of streams, each (slices,)."""


_UNMANNED, _NEVER = 2.0, 4.0
"""Ranks of a step whose pools have nobody on duty by a roster given by hand, and of one that does not open for sure."""


@dataclass(frozen=True)
class Slices:
    """A span cut at its intervals' borders and wherever a queue, a route's step or a pool opens or closes.

    Attributes
    ----------
    edges : (slices + 1,) seconds since the span's start
    interval : (slices,) the interval in which a slice lies
    intervals : number of intervals
    cyclic : whether the last slice is followed by the first
    rates : contacts per second of all markets, while they are let in
    open : (queue, step, pool) -> (slices,) whether the route's step may lead to the pool then
    works : (slices,) whether a pool can work then, by pools whose being closed opens a step

    """

    edges: Array
    interval: NDArray[np.int64]
    intervals: int
    cyclic: bool
    rates: Rates
    open: Mapping[tuple[str, int, str], Flags]
    works: Mapping[str, Flags]

    def largest(self, values: Array) -> Array:
        """Of values (slices,), the largest in each interval, (intervals,)."""
        return np.asarray(np.maximum.reduceat(values, np.searchsorted(self.interval, np.arange(self.intervals))))

    def mean(self, values: Array) -> Array:
        """Of values (slices,), the time average in each interval, (intervals,)."""
        lengths = np.diff(self.edges)
        total = np.bincount(self.interval, values * lengths, self.intervals)
        return np.asarray(total / np.bincount(self.interval, lengths, self.intervals))


@dataclass(frozen=True)
class Load:
    """The contacts of a span by the first open pool of their route.

    Attributes
    ----------
    axis, slices : the span
    arriving : by pool, what arrives
    waited : by pool, deferred work that arrived while no pool of its route could work, in the slice in which the first
        of them can again; at the end of a span that is not cyclic some is left over
    on_duty : agents of the pools whose roster is given by hand

    """

    axis: Axis
    slices: Slices
    arriving: Mapping[str, Rates]
    waited: Mapping[str, Rates]
    on_duty: Mapping[str, Steps]


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
    works = {pool: pool_open(study, axis, pool) for pool in _that_must_be_closed(strategy)}
    changes = [part.times for part in (*markets, *steps.values(), *works.values())]
    cut = np.unique(np.concatenate([edges, *(t[(t > low) & (t < high)] for t in changes)]))
    interval = np.searchsorted(edges, cut[:-1], side="right") - 1
    lengths = np.diff(cut)
    rates: dict[Stream, Array] = {(queue, None): np.zeros(len(lengths)) for queue in strategy.routing}
    for (market, queue), part, count in zip(classes, markets, contacts, strict=True):
        now = part.at(cut[:-1]) > 0
        seconds = np.bincount(interval, lengths * now, len(edges) - 1)
        rate = np.divide(count, seconds, out=np.zeros(len(count)), where=seconds > 0)
        if queue in strategy.routing:
            stream = queue, study.markets[market].language
            rates[stream] = rates.get(stream, 0.0) + rate[interval] * now
    open_ = {key: part.at(cut[:-1]) > 0 for key, part in steps.items()}
    able = {pool: part.at(cut[:-1]) > 0 for pool, part in works.items()}
    return Slices(cut, interval, len(edges) - 1, axis.ordinary, rates, open_, able)


def _that_must_be_closed(strategy: Strategy) -> set[str]:
    steps = (step for route in strategy.routing.values() for step in route)
    return {step.when.closed for step in steps if step.when is not None and step.when.closed is not None}


def takes(study: Study, pool: str, stream: Stream) -> bool:
    """Whether a pool speaks the language of a stream's customers."""
    return stream[1] is None or stream[1] in study.pools[pool].languages


def first_shares(
    study: Study, slices: Slices, strategy: Strategy, stream: Stream, on_duty: Mapping[str, Steps]
) -> dict[str, Array]:
    """The share of a stream's contacts, by pool and slice, for which a pool is the first open one of the route.

    Parameters
    ----------
    study : whose pools speak languages
    slices : the span
    strategy : whose route
    stream : the queue and language
    on_duty : agents of the pools whose roster is given by hand; where nobody is on duty, such a pool is passed over
        while another is open

    Returns
    -------
    pool -> (slices,), 0..1. A step with `after` or `when` is first only where no step without them is open, unless
    what it waits for is sure: a pool that cannot work then, or whose roster given by hand has nobody, is closed.
    Deferred work waits where all pools known have nobody on duty.

    """
    queue = stream[0]
    count = len(slices.interval)
    present = {pool: steps.at(slices.edges[:-1]) > 0 for pool, steps in on_duty.items()}
    closed = np.zeros(count, dtype=bool)
    ranks, shares = [], []
    for place, step in enumerate(strategy.routing[queue]):
        pools = [pool for pool in step.pools if takes(study, pool, stream)]
        if not pools:
            continue
        open_ = {pool: slices.open.get((queue, place, pool), closed) for pool in pools}
        manned = {pool: flags & present.get(pool, ~closed) for pool, flags in open_.items()}
        any_open, any_manned = (np.any(list(flags.values()), axis=0) for flags in (open_, manned))
        ranks.append(
            np.where(any_manned, 0.0, np.where(any_open, _UNMANNED, np.inf)) + _condition(slices, step, present)
        )
        takers = {pool: np.where(any_manned, manned[pool], open_[pool]) for pool in pools}
        shares.append(_drawn_shares(step, takers))
    if not ranks:
        return {}
    first = np.argmin(ranks, axis=0)
    some = np.min(ranks, axis=0) < (np.inf if study.queues[queue].live else _UNMANNED)
    found: dict[str, Array] = {}
    for place, share in enumerate(shares):
        for pool, weight in share.items():
            here = np.where((first == place) & some, weight, 0.0)
            found[pool] = found.get(pool, 0.0) + here
    return found


def _condition(slices: Slices, step: RouteStep, present: Mapping[str, Flags]) -> Array | float:
    """What the conditions of a step put it behind others by: 0 without any, 1 where they may hold, 4 where not."""
    when = step.when
    if step.after > 0 or (when is not None and when.queue_longer_than is not None):
        return 1.0
    if when is None or when.closed is None:
        return 0.0
    works, known = slices.works[when.closed], present.get(when.closed)
    return np.where(works, 1.0, 0.0) if known is None else np.where(works & known, _NEVER, 0.0)


def _drawn_shares(step: RouteStep, takers: Mapping[str, Flags]) -> dict[str, Array]:
    """The share of a step's contacts that goes to each pool, renormalised over those that can take them."""
    weights = {pool: flags * (step.share or {pool: 1.0})[pool] for pool, flags in takers.items()}
    total = np.sum(list(weights.values()), axis=0)
    return {pool: np.divide(w, total, out=np.zeros(len(total)), where=total > 0) for pool, w in weights.items()}


def load_of(
    study: Study,
    strategy: Strategy,
    axis: Axis,
    classes: Sequence[tuple[str, str]],
    contacts: Array,
    on_duty: Mapping[str, Steps],
) -> Load:
    """Say which pool is the first open one for whom: what `sliced` and `first_shares` do, for all streams."""
    slices = sliced(study, strategy, axis, classes, contacts)
    arriving: dict[str, dict[Stream, Array]] = {pool: {} for pool in strategy.staffing}
    waited: dict[str, dict[Stream, Array]] = {pool: {} for pool in strategy.staffing}
    for stream, rate in slices.rates.items():
        shares = first_shares(study, slices, strategy, stream, on_duty)
        held = None if study.queues[stream[0]].live or not shares else _held_over(slices, rate, shares)
        for pool, share in shares.items():
            if pool in arriving and np.any(share > 0):
                arriving[pool][stream] = share * rate
                if held is not None:
                    waited[pool][stream] = share * held
    return Load(axis, slices, arriving, waited, on_duty)


def _held_over(slices: Slices, rate: Array, shares: Mapping[str, Array]) -> Array:
    """Contacts per second (slices,) that come when a pool can work again, of those that arrive while none can."""
    open_ = np.sum(list(shares.values()), axis=0) > 0
    lengths, openings, shut = np.diff(slices.edges), np.flatnonzero(open_), np.flatnonzero(~open_)
    if len(openings) == 0:
        return np.zeros(len(rate))
    following = np.searchsorted(openings, shut)
    reached = (following < len(openings)) | slices.cyclic
    there = openings[following[reached] % len(openings)]
    contacts = np.bincount(there, (rate * lengths)[shut[reached]], len(rate))
    return np.asarray(contacts / lengths)


def by_queue(rates: Rates) -> dict[str, Array]:
    """Contacts per second of all languages together: queue -> (slices,)."""
    found: dict[str, Array] = {}
    for (queue, _), rate in rates.items():
        found[queue] = found[queue] + rate if queue in found else rate
    return found


def open_to(slices: Slices, queue: str, pool: str) -> Flags:
    """Whether any step of a queue's route may lead to a pool, (slices,)."""
    flags = [slices.open[key] for key in slices.open if key[0] == queue and key[2] == pool]
    return np.asarray(np.any(flags, axis=0)) if flags else np.zeros(len(slices.interval), dtype=bool)


def kept_free(strategy: Strategy, queue: str, pool: str) -> int:
    """Agents of a pool that stay free for other queues, by the route of a queue that leads to it."""
    return min((step.keep_free for step in strategy.routing[queue] if pool in step.pools), default=0)


def live(study: Study, rates: Rates) -> dict[Stream, Array]:
    """The part of a load whose customers wait on the line."""
    return {stream: rate for stream, rate in rates.items() if study.queues[stream[0]].live}


def offered_work(study: Study, pool: str, rates: Mapping[str, Array], count: int) -> Array:
    """Erlangs (count,) that contacts of some queues, per second (count,), bring when a pool handles them."""
    work = np.zeros(count)
    for queue, rate in rates.items():
        work += rate * study.queues[queue].handle_time.mean * handle_factor(study, pool, queue)
    return work
