"""What each pool of a strategy needs: agents required in every interval of the horizon and of an ordinary week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.capacity.axis import Axis
from sim.capacity.load import Load, by_queue, live, load_of, offered_work, open_to, takes
from sim.capacity.openness import pool_open
from sim.capacity.required import mixed
from sim.capacity.roster import Roster
from sim.capacity.steps import Array
from sim.capacity.team import Beside, Team, team
from sim.capacity.weeks import Weeks
from sim.demand.forecast import Forecast
from sim.study.strategy import Strategy
from sim.study.study import Study


@dataclass(frozen=True)
class Setting:
    """A strategy's load before any pool is sized, in the horizon and in an ordinary week."""

    study: Study
    strategy: Strategy
    weeks: Weeks
    season: Load
    ordinary: Load


@dataclass(frozen=True)
class Need:
    """Agents that one pool needs, and the hours in which it can work.

    Attributes
    ----------
    required : (intervals,) agents in the horizon
    deferred : (intervals,) those of them who are there for deferred work only
    ordinary : (slots,) agents in an ordinary week on the planner's clock
    lengths : (places,) hours of each place of `Weeks` within the pool's `agent_hours`
    slot_lengths : (slots,) the same of an ordinary week

    """

    required: Array
    deferred: Array
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
    horizon, week = Axis.of_horizon(clock), Axis.of_ordinary_week(clock)
    on_duty = {pool: roster.duty for pool, roster in given.items()}
    in_week = {pool: week.move(duty) for pool, duty in on_duty.items()}
    season = load_of(study, strategy, horizon, forecast.classes, forecast.expected_contacts, on_duty)
    ordinary = load_of(study, strategy, week, forecast.classes, forecast.ordinary_week, in_week)
    return Setting(study, strategy, Weeks.of(clock), season, ordinary)


def need_as_first(setting: Setting, pool: str) -> Need:
    """What a pool needs for the contacts whose first open pool it is."""
    study, strategy = setting.study, setting.strategy
    season, ordinary = (
        team(study, strategy, load, pool, live(study, load.arriving[pool]))
        for load in (setting.season, setting.ordinary)
    )
    return _need(setting, pool, season, ordinary.required)


def need_as_remainder(setting: Setting, pool: str, earlier: Mapping[str, Array]) -> Need:
    """What a pool needs beside the pools before it, for all live contacts of the queues that they share.

    Deferred work counts where this pool is the first open one of its route.

    Parameters
    ----------
    setting : the strategy's load
    pool : the pool
    earlier : pool -> (intervals,) agents of the pools before it in the strategy, mean of each interval, without those
        who are there for deferred work only

    """
    slots = {name: setting.weeks.first_by_slot(agents) for name, agents in earlier.items()}
    in_week = {name: agents for name, (agents, _) in slots.items()}
    season = _remaining(setting, setting.season, pool, earlier)
    ordinary = _remaining(setting, setting.ordinary, pool, in_week).required
    for _, known in slots.values():
        ordinary = np.where(known, ordinary, 0.0)
    return _need(setting, pool, season, ordinary)


def _need(setting: Setting, pool: str, season: Team, ordinary: Array) -> Need:
    study, weeks, week = setting.study, setting.weeks, setting.ordinary.axis
    share = pool_open(study, setting.season.axis, pool).mean(weeks.edges)
    slot_share = pool_open(study, week, pool).mean(week.edges)
    slot_lengths = slot_share * np.diff(week.edges) / 3600.0
    return Need(season.required, season.deferred, ordinary, share * weeks.hours, slot_lengths)


def _remaining(setting: Setting, load: Load, pool: str, earlier: Mapping[str, Array]) -> Team:
    """Agents required of the pool beside whole agents of the earlier pools that take the same live queues."""
    study, strategy, slices = setting.study, setting.strategy, load.slices
    open_ = {queue: open_to(slices, queue, pool) for queue in strategy.routing}
    shared = {
        stream: rate * open_[stream[0]]
        for stream, rate in live(study, slices.rates).items()
        if takes(study, pool, stream) and np.any(open_[stream[0]])
    }
    if not shared:
        return team(study, strategy, load, pool, {})
    count = len(slices.interval)
    beside, beside_rate = np.zeros(count), np.zeros(count)
    for name, agents in earlier.items():
        led = {stream: open_to(slices, stream[0], name) for stream in shared if takes(study, name, stream)}
        joint = {stream: shared[stream] for stream, flags in led.items() if np.any(flags)}
        if not joint:
            continue
        together = np.any([led[stream] & open_[stream[0]] for stream in joint], axis=0)
        others = {s: rate for s, rate in live(study, load.arriving[name]).items() if s not in shared}
        alone = offered_work(study, name, by_queue(others), count)
        free = np.floor(np.maximum(agents[slices.interval] - alone, 0.0) + 1e-9) * together
        handle = mixed(study, name, by_queue(joint)).handle_time
        beside += np.where(handle > 0, free, 0.0)
        beside_rate += np.divide(free, handle, out=np.zeros_like(free), where=handle > 0)
    return team(study, strategy, load, pool, shared, Beside(beside, beside_rate))
