"""The agents that a load requires: the smallest number for which Erlang A holds every queue's target."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.capacity.steps import Array
from sim.errors import NoPlanError
from sim.study.queue import ServiceLevel
from sim.study.study import Study
from sim.theory.erlang_a import WaitingShares, waiting_shares

NEGLIGIBLE = 1e-9
"""Contacts per second (one in thirty years) below which nobody is required."""
_ROUNDING = 1e-12  # a target missed by less is met: the rest is rounding
_DOUBLINGS = 40


@dataclass(frozen=True)
class Mix:
    """Loads of one pool, each of one or several queues that share its agents; arrays (n,).

    Attributes
    ----------
    arrival_rate : contacts per second, all queues together
    handle_time : rate-weighted mean in this pool, seconds
    patience : rate-weighted mean, seconds; inf where a queue with contacts has none
    balk : rate-weighted share that leaves at once
    promises : the different targets of the queues
    asked : (promises, n) whether a queue with this promise has contacts
    beside : agents of other pools that serve the same contacts
    beside_rate : contacts per second that those complete when all are busy

    """

    arrival_rate: Array
    handle_time: Array
    patience: Array
    balk: Array
    promises: tuple[ServiceLevel, ...]
    asked: NDArray[np.bool_]
    beside: Array
    beside_rate: Array

    def rows(self) -> Array:
        """One row of numbers per load, (n, columns); equal rows require equally many agents."""
        columns = (self.arrival_rate, self.handle_time, self.patience, self.balk, self.beside, self.beside_rate)
        return np.column_stack([*columns, self.asked.T])

    def holding(self, promises: Collection[ServiceLevel]) -> Mix:
        """The same loads, of which only some promises have to be held."""
        kept = [i for i, promise in enumerate(self.promises) if promise in promises]
        return replace(self, promises=tuple(self.promises[i] for i in kept), asked=self.asked[kept])

    def busy(self, agents: Array) -> Array:
        """How many of so many agents (n,) have a contact in hand on average, if all contacts are answered, (n,)."""
        speed = self.beside_rate + np.divide(agents, self.handle_time, out=np.zeros_like(agents), where=agents > 0)
        share = np.divide(self.arrival_rate, speed, out=np.zeros_like(agents), where=agents > 0)
        return np.asarray(agents * np.minimum(share, 1.0))

    def at(self, index: NDArray[np.int64]) -> Mix:
        """The loads at some positions."""
        picked = (self.arrival_rate[index], self.handle_time[index], self.patience[index], self.balk[index])
        return Mix(*picked, self.promises, self.asked[:, index], self.beside[index], self.beside_rate[index])


def mixed(study: Study, pool: str, rates: Mapping[str, Array]) -> Mix:
    """Join the queues of a pool's load into one stream: total rate, rate-weighted handle time, patience and balking.

    Parameters
    ----------
    study : whose queues, and the pool's skills
    pool : the pool that handles them
    rates : queue -> contacts per second (n,), at least one queue

    """
    queues = [study.queues[name] for name in rates]
    by_queue = np.array(list(rates.values()))
    total = by_queue.sum(axis=0)
    weights = np.divide(by_queue, total, out=np.zeros_like(by_queue), where=total > NEGLIGIBLE)
    handle = np.array([study.queues[name].handle_time.mean * handle_factor(study, pool, name) for name in rates])
    patience = np.array([math.inf if q.patience.time is None else q.patience.time.mean for q in queues])
    waits = np.where(weights > 0, patience[:, None], 0.0)
    promises = tuple(dict.fromkeys(q.service_level for q in queues))
    asked = np.array([np.any([w > 0 for q, w in zip(queues, weights, strict=True) if q.service_level == p], axis=0)
                      for p in promises])  # fmt: skip
    nobody = np.zeros(len(total))
    mean_patience = np.where(weights > 0, weights, 1.0) * waits
    balk = weights.T @ np.array([q.patience.balk for q in queues])
    return Mix(total, weights.T @ handle, mean_patience.sum(axis=0), balk, promises, asked, nobody, nobody)


def handle_factor(study: Study, pool: str, queue: str) -> float:
    """How many times the queue's handle time a contact takes of an agent; 1 where the pool names no skill for it.

    A chat is reckoned as with an agent who has a full set of k in hand: each is slower by slowdown[k], but k of them
    share the agent, so one takes slowdown[k] ÷ k of the time of a chat alone.
    """
    skill = study.pools[pool].skills.get(queue)
    return skill.handle_time_factor * skill.concurrency_slowdown[-1] / skill.concurrency if skill else 1.0


def required_agents(mix: Mix, max_occupancy: float = 1.0) -> Array:
    """The smallest whole number of agents, (n,), that holds every promise and the highest occupancy; 0 without load.

    The steady state is Erlang A's, Erlang C's where nobody leaves. With agents of other pools beside, of
    completion rate R when all are busy, m agents here bring the mean handle time (b + m) / (R + m / handle time).
    Raises `NoPlanError` where no number of agents will do.
    """
    needed = np.zeros(len(mix.arrival_rate))
    some = np.flatnonzero(mix.arrival_rate > NEGLIGIBLE)
    if len(some) == 0:
        return needed
    rows, chosen, place = np.unique(mix.at(some).rows(), axis=0, return_index=True, return_inverse=True)
    needed[some] = _smallest(mix.at(some[chosen]), max_occupancy)[np.reshape(place, -1)]
    return needed


def _smallest(mix: Mix, max_occupancy: float) -> Array:
    """Bisect for the smallest number of agents of every load at once: more agents serve no worse in steady state."""
    load = mix.arrival_rate * mix.handle_time
    low = np.where(mix.beside > 0, -1.0, 0.0)  # fails, or is taken to: contacts need an agent
    high: Array = np.ceil(load + 2 * np.sqrt(load) + 2)
    for _ in range(_DOUBLINGS):
        short = np.flatnonzero(~_held(mix, high, max_occupancy))
        if len(short) == 0:
            break
        low[short] = high[short]
        high[short] = 2 * high[short]
    else:
        raise NoPlanError("no number of agents holds the service level and highest occupancy that the study asks for")
    while np.any(high - low > 1):
        open_ = np.flatnonzero(high - low > 1)
        middle = np.floor((low[open_] + high[open_]) / 2)
        held = _held(mix.at(open_), middle, max_occupancy)
        high[open_] = np.where(held, middle, high[open_])
        low[open_] = np.where(held, low[open_], middle)
    return high


def _held(mix: Mix, agents: Array, max_occupancy: float) -> NDArray[np.bool_]:
    """Whether so many agents, beside those of other pools, hold every promise and the highest occupancy, (n,)."""
    all_agents = mix.beside + agents
    handle = all_agents / (mix.beside_rate + agents / mix.handle_time)
    held: NDArray[np.bool_] = np.ones(len(agents), dtype=bool)
    for promise, asked in zip(mix.promises, mix.asked, strict=True):
        shares = waiting_shares(mix.arrival_rate, handle, mix.patience, all_agents, promise.within, mix.balk)
        occupancy = mix.arrival_rate * handle * shares.answered / all_agents
        served = ~asked | (surplus(shares, promise) >= -_ROUNDING)
        held = held & served & (occupancy <= max_occupancy + _ROUNDING)
    return held


def surplus(shares: WaitingShares, promise: ServiceLevel) -> Array:
    """By how much of all offered (n,) the contacts answered in time exceed those that the promise asks for."""
    good, short = shares.answered_within, shares.abandoned_within
    if promise.definition == "short_abandons_met":
        return np.asarray(good + short - promise.target)
    if promise.definition == "answered_only":
        return np.asarray(good - promise.target * shares.answered)
    if promise.definition == "excluding_short_abandons":
        return np.asarray(good - promise.target * (1 - short))
    return np.asarray(good - promise.target)
