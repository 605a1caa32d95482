"""Rosters given by hand: a number while open, a week's pattern, a schedule, a roster of agents, or shifts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from sim.capacity.axis import Axis
from sim.capacity.openness import pool_open, wanted
from sim.capacity.shifts import shift_duty
from sim.capacity.steps import Array, Steps, constant, counted, product, repeated_after_end, shortest
from sim.clock import Horizon, local_to_posix
from sim.study.strategy import RosterRow, Staffing
from sim.study.study import Study


@dataclass(frozen=True)
class Roster:
    """Agents of one pool on duty, and those on paid breaks, from the horizon's start to 28 days after its end."""

    duty: Steps
    paid_breaks: Steps


def given_roster(study: Study, strategy_name: str, pool: str) -> Roster:
    """The duty of a pool whose staffing is given by hand, within the hours in which the pool can work.

    Raises `ValueError` where the staffing is sized by the program.
    """
    strategy = study.strategies[strategy_name]
    staffing, zone = strategy.staffing[pool], study.pools[pool].time_zone
    axis, paid = Axis.of_horizon(study.clock), constant(0.0)
    if staffing.size_for is not None:
        raise ValueError(f"the staffing of {pool} in {strategy_name} is not given by hand")
    if staffing.agents is not None:
        duty = axis.lay(staffing.agents, zone)
        if staffing.agents_while_open:
            duty = product(duty, wanted(study, axis, strategy, pool))
    elif not staffing.ways:
        duty = constant(0.0)  # all come by the pool's scaling
    elif staffing.shifts:
        duty, paid = shift_duty(study.clock, staffing.shifts, zone)
    else:
        duty = repeated_after_end(_from_file(study.clock, staffing, zone), study.clock)
    open_ = pool_open(study, axis, pool)
    return Roster(product(duty, open_).from_(0.0), product(paid, open_).from_(0.0))


def _from_file(clock: Horizon, staffing: Staffing, zone: str) -> Steps:
    if staffing.schedule is not None:
        return schedule_duty(clock, staffing.schedule_rows, zone)
    return roster_duty(clock, staffing.roster_rows, zone)


def schedule_duty(clock: Horizon, rows: Sequence[tuple[float, float]], zone: str) -> Steps:
    """Agents on duty by a schedule: each row holds until the next, the last until the horizon's end.

    Parameters
    ----------
    clock : the horizon
    rows : (seconds on the pool's local clock after Monday 1970-01-05 00:00, agents), ascending; before the first,
        nobody is on duty
    zone : the pool's time zone; a repeated hour repeats its rows, a skipped one skips them

    """
    local = np.array([-np.inf, *(start for start, _ in rows)])
    agents = np.array([0.0, *(number for _, number in rows)])
    begins, shifts = _local_shifts(clock, zone)
    times = [begins] + [local[1:] - shift for shift in np.unique(shifts)]
    changes = np.unique(np.concatenate(times))
    changes = changes[(changes >= 0) & (changes < clock.length)]
    readings = clock.local_seconds(changes, zone)
    return shortest(changes, agents[np.searchsorted(local, readings, side="right") - 1])


def _local_shifts(clock: Horizon, zone: str) -> tuple[Array, Array]:
    """Where the local clock's distance from the horizon's seconds changes, and that distance from there on."""
    begins, _ = clock.offsets(0.0, clock.length, zone)  # the clock's own cut at daylight-saving nights
    begins = np.maximum(begins, 0.0)
    return begins, clock.local_seconds(begins, zone) - begins


def roster_duty(clock: Horizon, rows: Sequence[RosterRow], zone: str) -> Steps:
    """Agents on duty by a roster of single agents: from start to end of each row, but for its breaks."""
    spans = []
    for row in rows:
        times = [row.start, *(t for pause in sorted(row.breaks) for t in pause), row.end]
        reached = row.start
        for begin, end in zip(times[::2], times[1::2], strict=True):
            begin = max(begin, reached)
            end = min(end, row.end)
            if begin < end:
                spans.append((_instant(clock, begin, zone), _instant(clock, end, zone), 1.0))
            reached = max(reached, end)
    return counted(spans, 0.0, clock.length)


def _instant(clock: Horizon, local: float, zone: str) -> float:
    return local_to_posix(datetime(1970, 1, 5) + timedelta(seconds=local), zone) - clock.origin
