"""Coverage of the 168 hours of the week on each market's clock: hours with an agent on duty, intervals served."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.clock import Horizon, WeekSteps
from sim.metrics.classes import Classes
from sim.metrics.service_level import is_held
from sim.metrics.sums import sum_by
from sim.records import Records
from sim.study.sourcing import Pool
from sim.study.study import Study

HOURS = 168
GRAIN = 900.0
"""Local hours begin on the quarter hour of UTC in every time zone in use."""

Step = tuple[NDArray[np.float64], NDArray[np.bool_]]


def coverage(
    study: Study,
    strategy: str,
    classes: Classes,
    records: Records,
    asked: NDArray[np.float64],
    met: NDArray[np.float64],
    base: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return (markets, 168, 4): seconds staffed, seconds in all, intervals with a contact offered, intervals served.

    Parameters
    ----------
    study, strategy : whose routes say which pool may take which queue, and in which hours
    classes : classes of the study
    records : duty of the pools
    asked : (classes, intervals) contacts offered by interval of arrival, but for who found the line shut and left a
        message
    met, base : (classes, intervals) service level of the interval by the queue's own definition

    An hour is staffed while at least one agent is on duty who may take one of the market's live queues, and speaks its
    language where it has one. An interval of a market and live queue is served if its target was met in it; if contacts
    asked and none of them enters the definition's base (all left early, say), nobody was served.

    """
    horizon, result = study.clock, np.zeros((len(study.markets), HOURS, 4))
    served = (base > 0) & is_held(met, base, classes.target[:, None])
    for position, market in enumerate(study.markets.values()):
        mine = np.flatnonzero((classes.market == position) & classes.live)
        queues = {classes.pairs[kind][1] for kind in mine.tolist()}
        duty = on_duty(study, strategy, queues, market.language, records)
        result[position, :, :2] = staffed_hours(horizon, market.time_zone, duty)
        hour = hour_of_week(horizon, horizon.starts, market.time_zone)
        for kind in mine:
            some = asked[kind] > 0
            result[position, :, 2] += sum_by(hour[some], HOURS)
            result[position, :, 3] += sum_by(hour[some & served[kind]], HOURS)
    return result


Way = tuple[str, WeekSteps | None, str | None, int]
"""A pool that may take a queue; in which hours; while which other pool has nobody; how many agents it keeps free."""


def on_duty(study: Study, strategy: str, queues: set[str], language: str | None, records: Records) -> Step:
    """Return when somebody is on duty who may take one of some queues, as a step function (k,) of true and false.

    A step that is open only while a queue is long counts: it opens when it must. A pool that keeps agents free for
    others may take contacts while it has more than those on duty.
    """
    ways: set[Way] = set()
    for queue in queues:
        for step in study.strategies[strategy].routing.get(queue, ()):
            closed = step.when.closed if step.when is not None else None
            for pool in step.pools:
                taken = step.share is None or step.share[pool] > 0
                if taken and pool in records.pools and _can(study.pools[pool], queue, language):
                    ways.add((pool, step.hours, closed, step.keep_free))
    return _either([_open_and_staffed(study, way, records) for way in ways])


def _can(pool: Pool, queue: str, language: str | None) -> bool:
    return queue in pool.skills and (language is None or language in pool.languages)


def _open_and_staffed(study: Study, way: Way, records: Records) -> Step:
    pool, hours, closed, keep_free = way
    open_ = _staffed(records, pool, keep_free)
    if hours is not None:
        begins, values = study.clock.expand(hours, study.pools[pool].time_zone)
        open_ = _both(open_, (begins, values > 0))
    if closed is not None:
        times, somebody = _staffed(records, closed)
        open_ = _both(open_, (times, ~somebody))
    return open_


def _staffed(records: Records, pool: str, keep_free: int = 0) -> Step:
    times, agents = records.duty[records.pools.index(pool)]
    return _changes(times, agents > keep_free)


def _both(one: Step, other: Step) -> Step:
    instants = np.union1d(one[0], other[0])
    return _changes(instants, _at(one, instants) & _at(other, instants))


def _either(steps: list[Step]) -> Step:
    instants = np.unique(np.concatenate([[0.0], *(times for times, _ in steps)]))
    values = np.zeros(len(instants), dtype=np.bool_)
    for step in steps:
        values |= _at(step, instants)
    return _changes(instants, values)


def _changes(times: NDArray[np.float64], values: NDArray[np.bool_]) -> Step:
    kept = np.concatenate([[True], values[1:] != values[:-1]]) if len(times) else np.zeros(0, dtype=np.bool_)
    return times[kept], values[kept]


def _at(step: Step, instants: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Values (n,) at instants (n,), false before the first time."""
    index = np.searchsorted(step[0], instants, side="right") - 1
    return np.concatenate([[False], step[1]])[index + 1]


def staffed_hours(horizon: Horizon, zone: str, duty: Step) -> NDArray[np.float64]:
    """Return (168, 2): seconds with somebody on duty, and seconds in all, by hour of the week on a clock."""
    grid = np.arange(np.floor(horizon.warm_up / GRAIN), np.ceil(horizon.length / GRAIN) + 1) * GRAIN
    edges = np.unique(np.clip(np.concatenate([grid, duty[0]]), horizon.warm_up, horizon.length))
    lengths, hour = np.diff(edges), hour_of_week(horizon, edges[:-1], zone)
    staffed = sum_by(hour, HOURS, lengths * _at(duty, edges[:-1]))
    return np.stack([staffed, sum_by(hour, HOURS, lengths)], axis=1)


def hour_of_week(horizon: Horizon, seconds: NDArray[np.float64], zone: str) -> NDArray[np.int64]:
    """Return the hour of the local week (n,), 0 is Monday 00:00-01:00, of instants (n,)."""
    return (horizon.local_seconds(seconds, zone) // 3600.0).astype(np.int64) % HOURS
