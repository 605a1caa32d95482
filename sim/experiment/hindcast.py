"""A recorded month simulated from what it teaches, and held against what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.capacity.duty_fit import DutyFit, infer_duty
from sim.capacity.staffing_plan import PoolPlan, StaffingPlan
from sim.clock import DAY, local_to_posix
from sim.demand.call_fit import (
    QueueFit,
    expected_by_counts,
    expected_by_profile,
    fitted_study,
    queue_positions,
)
from sim.demand.call_log import CallLog
from sim.demand.tickets import Tickets, arranged
from sim.engine.simpy_engine import simulate
from sim.errors import StudyError
from sim.randomness.distributions import on_grid
from sim.randomness.keyed import ticket_keys
from sim.randomness.streams import named_stream
from sim.records import ABANDONED, ANSWERED
from sim.study.study import Study

HOUR = 3600.0
FIELDS = ("offered", "abandoned", "delayed", "wait", "met", "base")
OFFERED, ABANDONED_, DELAYED, WAIT, MET, BASE = range(len(FIELDS))


Play = Callable[[Study, Tickets, StaffingPlan], tuple[NDArray[np.int8], NDArray[np.float64]]]
"""Plays tickets through a plan: outcome (tickets,), as in `records.OUTCOMES`, and wait (tickets,), seconds."""


@dataclass(frozen=True)
class Rules:
    """How a log is turned into a simulation.

    Attributes
    ----------
    head_starts : seconds that each queue's calls are put ahead, in the study's order of queues
    arrivals : "fit": each day's volume spread by the fitted week; "replay": the recorded counts per interval as rates;
        "calls": every call at its recorded second
    grain : interval of replayed counts, seconds
    step : slice of the clock in which the agents on duty are constant, seconds
    longest_gap : an agent who takes no call for longer was away, seconds

    """

    head_starts: tuple[float, ...]
    arrivals: Literal["fit", "replay", "calls"] = "fit"
    grain: float = 900.0
    step: float = 900.0
    longest_gap: float = 900.0


@dataclass(frozen=True)
class Hindcast:
    """Recorded and simulated sums by queue, recorded day and hour of arrival (on the log's clock).

    Attributes
    ----------
    queues : names
    days : (days,) local day numbers
    recorded : (queues, days, 24, fields) sums over calls, fields as in `FIELDS`
    simulated : (replications, queues, days, 24, fields)
    duty : the agents on duty inferred from the log

    """

    queues: tuple[str, ...]
    days: NDArray[np.int64]
    recorded: NDArray[np.float64]
    simulated: NDArray[np.float64]
    duty: DutyFit


def played(study: Study, tickets: Tickets, plan: StaffingPlan) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """Play tickets through the study's baseline in the engine; a study whose customers come back is refused."""
    records = simulate(study, study.baseline, tickets, plan)
    if len(records.ticket) != len(tickets.arrival):
        raise StudyError("a hindcast wants queues without retry and follow_up: the log's calls contain them already")
    return records.outcome, records.wait


def hindcast(
    study: Study, fits: tuple[QueueFit, ...], log: CallLog, rules: Rules, play: Play = played
) -> Hindcast:
    """Simulate the days of a log with what was learned (from it, or from another month), and sum both up.

    From the log come the number of calls of each day (or more, see `Rules`) and the agents on duty; from the fits the
    week's shape, the handle times and the patience. The study gives the queues with their opening hours and service
    levels, the pool and its routing (its baseline), replications and seed. Another `play` than the engine tries
    another discipline on the same customers.

    Raises
    ------
    StudyError : the study has several pools in its baseline, or no demand entry for a queue

    """
    world = _over_days(fitted_study(study, fits), log)
    duty = infer_duty(
        log.service_start[log.answered], (log.service_start + log.service)[log.answered], log.server[log.answered],
        rules.step, rules.longest_gap,
    )  # fmt: skip
    plan = _plan(world, duty)
    position = queue_positions(log, study)
    cells = _Cells(world, log.days)
    recorded = cells.sums(position, log.arrival, log.wait, log.answered)
    simulated = np.stack([
        cells.sums(*_offered(world, tickets, *play(world, tickets, plan)))
        for tickets in _replications(world, fits, log, rules)
    ])  # fmt: skip
    return Hindcast(tuple(study.queues), log.days, recorded, simulated, duty)


def _over_days(study: Study, log: CallLog) -> Study:
    """The study from the log's first day to its last, on the log's clock: the first market's."""
    zone = next(iter(study.markets.values())).time_zone
    first, last = (date(1970, 1, 5) + timedelta(days=int(day)) for day in (log.days[0], log.days[-1]))
    span = {"start": first, "end": last + timedelta(days=1), "time_zone": zone, "warm_up": 0.0}
    return study.model_copy(update={"horizon": study.horizon.model_copy(update=span)})


def _seconds(study: Study, clock: NDArray[np.float64]) -> NDArray[np.float64]:
    """Seconds since the horizon's start (n,) of local clock seconds (n,); the offset is that of the local hour."""
    hours, row = np.unique(np.floor_divide(clock, HOUR), return_inverse=True)
    epoch, horizon = datetime(1970, 1, 5), study.clock
    starts = np.array([local_to_posix(epoch + timedelta(hours=float(h)), horizon.zone) for h in hours])
    return np.asarray(starts[row] - horizon.origin + (clock - hours[row] * HOUR))


def _plan(study: Study, duty: DutyFit) -> StaffingPlan:
    """The plan of the baseline's only pool, by what was inferred."""
    staffing = study.strategies[study.baseline].staffing
    if len(staffing) != 1:
        raise StudyError(f"a hindcast wants one pool in the baseline; {study.baseline!r} staffs {', '.join(staffing)}")
    times, agents = _seconds(study, duty.times), duty.agents
    if times[0] > 0:
        times, agents = np.concatenate([[0.0], times]), np.concatenate([[0.0], agents])
    horizon = study.clock
    nothing, weeks = np.zeros(horizon.intervals), np.zeros(horizon.weeks)
    pool = PoolPlan(
        next(iter(staffing)), times, agents, required=nothing, scheduled=nothing, overtime=nothing,
        paid_breaks=nothing, required_heads=weeks, ordered=weeks, heads=weeks, in_training=weeks, hired=weeks,
        left=weeks, present=weeks,
    )  # fmt: skip
    return StaffingPlan(study.baseline, (pool,))


def _replications(study: Study, fits: tuple[QueueFit, ...], log: CallLog, rules: Rules) -> Iterator[Tickets]:
    entry_of = _entries(study)
    for replication in range(study.replications):
        arrivals, entries, keys, ahead = [], [], [], []
        for queue, name in enumerate(study.queues):
            times = _arrivals(study, fits, log, rules, replication, queue)
            arrivals.append(times)
            entries.append(np.full(times.size, entry_of[queue]))
            keys.append(ticket_keys(study.seed, replication, name, times.size))
            ahead.append(np.full(times.size, rules.head_starts[queue]))
        yield arranged(
            study, np.concatenate(arrivals), np.concatenate(entries), np.concatenate(keys), np.concatenate(ahead)
        )


def _arrivals(
    study: Study, fits: tuple[QueueFit, ...], log: CallLog, rules: Rules, replication: int, queue: int
) -> NDArray[np.float64]:
    """Arrivals of a queue in one replication, ascending, seconds since the horizon's start."""
    if rules.arrivals == "calls":
        return _seconds(study, log.arrival[queue_positions(log, study) == queue])
    fitted = rules.arrivals == "fit"
    clock, expected = expected_by_profile(fits, log) if fitted else expected_by_counts(study, log, rules.grain)
    stream = named_stream(study.seed, replication, f"arrivals {list(study.queues)[queue]}")
    counts = stream.poisson(expected[queue])
    width = fits[0].profile.interval if fitted else rules.grain
    begin = np.repeat(_seconds(study, clock), counts)
    times = np.sort(on_grid(begin + width * stream.random(begin.size)))
    return np.minimum(times, study.clock.length - 2.0**-20)


def _entries(study: Study) -> list[int]:
    """For each queue the position of the first demand entry that goes to it."""
    targets = [entry.queue for entry in study.demand]
    missing = [name for name in study.queues if name not in targets]
    if missing:
        raise StudyError(f"a hindcast wants a demand entry for each queue; none goes to {', '.join(missing)}")
    return [targets.index(name) for name in study.queues]


def _offered(
    study: Study, tickets: Tickets, outcome: NDArray[np.int8], wait: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Queue, arrival on the local clock, wait and whether answered, of the calls that were offered."""
    offered = (outcome == ANSWERED) | (outcome == ABANDONED)
    local = study.clock.local_seconds(tickets.arrival[offered], study.clock.zone)
    return tickets.queue[offered], local, wait[offered], outcome[offered] == ANSWERED


class _Cells:
    """Sums calls by queue, recorded day and hour."""

    def __init__(self, study: Study, days: NDArray[np.int64]) -> None:
        self.within = np.array([queue.service_level.within for queue in study.queues.values()])
        self.days = days

    def sums(
        self,
        queue: NDArray[np.int64],
        arrival: NDArray[np.float64],
        wait: NDArray[np.float64],
        answered: NDArray[np.bool_],
    ) -> NDArray[np.float64]:
        """Return the sums (queues, days, 24, fields); `base` leaves out who left within the service level's time."""
        day = np.searchsorted(self.days, np.floor_divide(arrival, DAY).astype(np.int64))
        hour = np.floor_divide(np.mod(arrival, DAY), HOUR).astype(np.int64)
        shape = (self.within.size, self.days.size, 24)
        cell = np.ravel_multi_index((queue, day, hour), shape)
        soon = wait <= self.within[queue]
        values = (np.ones(wait.size), ~answered, wait > 0, wait, answered & soon, answered | ~soon)
        size = int(np.prod(shape))
        sums = [np.bincount(cell, weights=v, minlength=size).astype(np.float64) for v in values]
        return np.stack(sums, axis=-1).reshape(*shape, len(FIELDS))
