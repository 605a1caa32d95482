"""The agents that one pool needs: for live queues by Erlang A, and for deferred work beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from sim.capacity.deferred import USABLE, added_agents, is_prompt
from sim.capacity.load import Load, Rates, by_queue, kept_free, offered_work, open_to
from sim.capacity.required import Mix, mixed, required_agents
from sim.capacity.steps import Array
from sim.study.strategy import Strategy
from sim.study.study import Study


@dataclass(frozen=True)
class Beside:
    """Agents of other pools that serve the same live contacts, and what they complete a second when busy, (slices,)."""

    agents: Array
    rate: Array


@dataclass(frozen=True)
class Team:
    """Agents required of a pool, and those of them who are there for deferred work only, (intervals,) each."""

    required: Array
    deferred: Array


def team(study: Study, strategy: Strategy, load: Load, pool: str, live: Rates, beside: Beside | None = None) -> Team:
    """Return the agents that a pool needs for live contacts, and for the deferred work of which it is first.

    Live queues make one stream of Erlang A. Deferred work that is promised soon is added to that stream, for its own
    promise. Other deferred work, and what came while nobody could work, fills the slack of the day, beyond the agents
    that its route keeps free, then adds agents.

    Parameters
    ----------
    study, strategy : the study, and whose routes
    load : of the strategy
    pool : the pool
    live : the live contacts that it is to serve
    beside : who serves them too; nobody unless given

    """
    slices = load.slices
    nobody = np.zeros(len(slices.interval))
    beside = beside or Beside(nobody, nobody)
    usable = min(study.planning.max_occupancy, USABLE)
    prompt = by_queue({s: rate for s, rate in load.arriving[pool].items() if is_prompt(study.queues[s[0]])})
    agents, busy = nobody, nobody
    if live:
        mix = _mix(study, pool, by_queue(live), beside)
        agents = required_agents(mix, study.planning.max_occupancy)
        busy = mix.busy(agents)
    least = slices.largest(agents)
    if prompt:
        mix = _mix(study, pool, {**by_queue(live), **prompt}, beside)
        soon = mix.holding({study.queues[queue].service_level for queue in prompt})
        agents = np.maximum(agents, required_agents(soon, usable))
        busy = mix.busy(agents)
    there = slices.largest(agents)
    there = there + _for_the_day(study, strategy, load, pool, there, busy, usable)
    return Team(there, there - least)


def _mix(study: Study, pool: str, rates: Mapping[str, Array], beside: Beside) -> Mix:
    return replace(mixed(study, pool, rates), beside=beside.agents, beside_rate=beside.rate)


def _for_the_day(
    study: Study, strategy: Strategy, load: Load, pool: str, there: Array, busy: Array, usable: float
) -> Array:
    """Agents (intervals,) to be added to those there for the deferred work that may wait within the day.

    Parameters
    ----------
    there : (intervals,) agents who are there anyhow
    busy : (slices,) how many of them have other contacts in hand
    usable : share of an agent's time that can go into deferred work

    """
    slices = load.slices
    deferred = {s: rate for s, rate in load.arriving[pool].items() if not study.queues[s[0]].live}
    if not deferred:
        return np.zeros(slices.intervals)
    can_wait = {s: rate for s, rate in deferred.items() if not is_prompt(study.queues[s[0]])}
    count, hours = len(slices.interval), np.diff(slices.edges) / 3600.0
    comes = offered_work(study, pool, by_queue(can_wait), count)
    waited = offered_work(study, pool, by_queue(load.waited[pool]), count)
    able = np.any([open_to(slices, queue, pool) for queue, _ in deferred], axis=0)
    if pool in load.on_duty:
        able &= load.on_duty[pool].at(slices.edges[:-1]) > 0
    kept = max(kept_free(strategy, queue, pool) for queue, _ in deferred)
    slack = np.maximum(usable * (there[slices.interval] - kept) - busy, 0.0) * able

    def summed(values: Array) -> Array:
        return np.asarray(np.bincount(slices.interval, values * hours, slices.intervals), dtype=np.float64)

    day = load.axis.days(study.pools[pool].time_zone)
    work, room, time = summed(comes + waited), summed(slack), summed(able)
    enough = time * (there >= kept)
    time = np.where(np.isin(day, day[enough > 0]), enough, time)  # where an agent more is not kept free as well
    added = added_agents(work, room, time, day, summed(comes), usable)
    return np.where(added > 0, added + np.maximum(kept - there, 0.0), 0.0)
