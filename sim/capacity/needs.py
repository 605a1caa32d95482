"""What each pool of a strategy needs: agents required in every interval of the horizon and of an ordinary week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.capacity.axis import Axis
from sim.capacity.load import Slices, first_rates, offered_work, open_to, sliced
from sim.capacity.openness import pool_open
from sim.capacity.required import Mix, mixed, required_agents
from sim.capacity.roster import Roster
from sim.capacity.steps import Array
from sim.capacity.weeks import Weeks
from sim.demand.forecast import Forecast
from sim.study.strategy import Strategy
from sim.study.study import Study

Rates = Mapping[str, Mapping[str, Array]]


@dataclass(frozen=True)
class Setting:
    """A strategy's load before any pool is sized: pool -> queue -> (slices,) contacts per second."""

    study: Study
    strategy: Strategy
    weeks: Weeks
    season: Slices
    ordinary: Slices
    season_rates: Rates
    ordinary_rates: Rates


@dataclass(frozen=True)
class Need:
    """Agents that one pool needs, and the hours in which it can work.

    Attributes
    ----------
    required : (intervals,) agents in the horizon
    ordinary : (slots,) agents in an ordinary week on the planner's clock
    lengths : (places,) hours of each place of `Weeks` within the pool's `agent_hours`
    slot_lengths : (slots,) the same of an ordinary week

    """

    required: Array
    ordinary: Array
    lengths: Array
    slot_lengths: Array

    @property
    def ordinary_hours(self) -> float:
        """Agent-hours of an ordinary week."""
        return float(self.ordinary @ self.slot_lengths)


def setting_of(study: Study, forecast: Forecast, strategy_name: str, given: Mapping[str, Roster]) -> Setting:
    """Work out which pool is whose first choice when, in the horizon and in an ordinary week."""
    strategy, clock = study.strategies[strategy_name], study.clock
    weeks = Weeks.of(clock)
    horizon, week = Axis.of_horizon(clock), Axis.of_ordinary_week(clock)
    season = sliced(study, strategy, horizon, forecast.classes, forecast.expected_contacts)
    ordinary = sliced(study, strategy, week, forecast.classes, forecast.ordinary_week)
    on_duty = {pool: roster.duty for pool, roster in given.items()}
    in_week = {pool: week.move(duty) for pool, duty in on_duty.items()}
    season_rates, ordinary_rates = first_rates(season, strategy, on_duty), first_rates(ordinary, strategy, in_week)
    return Setting(study, strategy, weeks, season, ordinary, season_rates, ordinary_rates)


def need_as_first(setting: Setting, pool: str) -> Need:
    """What a pool needs for the contacts whose first open pool it is."""
    return _need(
        setting,
        pool,
        _required(setting, setting.season, pool, setting.season_rates[pool]),
        _required(setting, setting.ordinary, pool, setting.ordinary_rates[pool]),
    )


def need_as_remainder(setting: Setting, pool: str, earlier: Mapping[str, Array]) -> Need:
    """What a pool needs beside the pools before it, for all contacts of the queues that they share.

    Parameters
    ----------
    setting : the strategy's load
    pool : the pool
    earlier : pool -> (intervals,) agents of the pools before it in the strategy, mean of each interval

    """
    slots = {name: setting.weeks.first_by_slot(agents) for name, agents in earlier.items()}
    season = _remaining(setting, setting.season, setting.season_rates, pool, earlier)
    ordinary = _remaining(
        setting, setting.ordinary, setting.ordinary_rates, pool, {name: agents for name, (agents, _) in slots.items()}
    )
    for _, known in slots.values():
        ordinary = np.where(known, ordinary, 0.0)
    return _need(setting, pool, season, ordinary)


def _need(setting: Setting, pool: str, required: Array, ordinary: Array) -> Need:
    study, weeks, week = setting.study, setting.weeks, Axis.of_ordinary_week(setting.study.clock)
    share = pool_open(study, Axis.of_horizon(study.clock), pool).mean(weeks.edges)
    slot_share = pool_open(study, week, pool).mean(week.edges)
    return Need(required, ordinary, share * weeks.hours, slot_share * np.diff(week.edges) / 3600.0)


def _required(setting: Setting, slices: Slices, pool: str, rates: Mapping[str, Array]) -> Array:
    if not rates:
        return np.zeros(slices.intervals)
    mix = mixed(setting.study, pool, rates)
    return slices.largest(required_agents(mix, setting.study.planning.max_occupancy))


def _remaining(setting: Setting, slices: Slices, rates: Rates, pool: str, earlier: Mapping[str, Array]) -> Array:
    """Agents required of the pool, (intervals,), beside whole agents of the earlier pools that take the same queues."""
    strategy, study = setting.strategy, setting.study
    open_ = {queue: open_to(slices, strategy, queue, pool) for queue in strategy.routing}
    shared = {queue: slices.rates[queue] * flags for queue, flags in open_.items() if np.any(flags)}
    if not shared:
        return np.zeros(slices.intervals)
    mix = mixed(study, pool, shared)
    beside, beside_rate = np.zeros_like(mix.beside), np.zeros_like(mix.beside_rate)
    for name, agents in earlier.items():
        joint = [queue for queue in shared if np.any(open_to(slices, strategy, queue, name))]
        if not joint:
            continue
        together = np.any([open_to(slices, strategy, q, name) & open_[q] for q in joint], axis=0)
        alone = offered_work(study, name, {q: r for q, r in rates[name].items() if q not in shared}, len(together))
        free = np.floor(np.maximum(agents[slices.interval] - alone, 0.0) + 1e-9) * together
        handle = mixed(study, name, {q: shared[q] for q in joint}).handle_time
        beside += np.where(handle > 0, free, 0.0)
        beside_rate += np.divide(free, handle, out=np.zeros_like(free), where=handle > 0)
    mix = Mix(*_stream(mix), mix.promises, mix.asked, beside, beside_rate)
    return slices.largest(required_agents(mix, study.planning.max_occupancy))


def _stream(mix: Mix) -> tuple[Array, Array, Array, Array]:
    return mix.arrival_rate, mix.handle_time, mix.patience, mix.balk
