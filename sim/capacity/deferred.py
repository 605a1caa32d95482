"""Deferred work beside live queues: it fills the slack of the day, then adds agents, levelled over the day's hours."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sim.capacity.steps import Array
from sim.study.queue import Queue

USABLE = 0.95
"""Share of an agent's time that can go into deferred work at most; an assumption: at 100 % a queue never empties."""
PROMPT = 4 * 3600.0
"""Deferred work promised within less than this, seconds, has no time to wait for a quieter hour of the day."""
_ROUNDING = 1e-9
_GRADES = 8


def is_prompt(queue: Queue) -> bool:
    """Whether the work is deferred, but has to be done in the interval in which it comes."""
    return not queue.live and queue.service_level.within < PROMPT


def added_agents(
    work: Array, slack: Array, hours: Array, day: NDArray[np.int64], comes: Array, usable: float = USABLE
) -> Array:
    """Whole agents (intervals,) to be added so that the work of each day finds room in its hours.

    Parameters
    ----------
    work : (intervals,) agent-hours of deferred work that come
    slack : (intervals,) agent-hours that agents who are there anyhow can give to it
    hours : (intervals,) hours in which the pool can do it
    day : (intervals,) the working day of each interval
    comes : (intervals,) where the most comes, the agents go who are there for a part of the day
    usable : share of an added agent's time that can go into it, 0..1

    A day's work beyond its slack, divided by `usable`, is spread evenly over the day's hours in whole agents: some all
    day long, and at most one more for a part of it.

    >>> two_days = np.array([0, 0, 0, 1])
    >>> added_agents(np.array([3.5, 0.0, 0.0, 0.5]), np.array([0.0, 0.5, 0.5, 0.5]), np.ones(4), two_days,
    ...     np.array([1.0, 2.0, 1.0, 0.0]), usable=0.5).tolist()  # 2.5 h take 5 agent-hours of the first day's 3 h
    [2.0, 2.0, 1.0, 0.0]

    """
    added = np.zeros(len(work))
    for number in np.unique(day[work > 0]):
        today = day == number
        here = np.flatnonzero(today & (hours > 0))
        missing = (math.fsum(work[today]) - math.fsum(slack[here])) / usable
        if missing <= _ROUNDING or len(here) == 0:
            continue
        whole = float(math.floor(missing / hours[here].sum() + _ROUNDING))
        added[here] = whole
        left = missing - whole * float(hours[here].sum())
        rate = comes[here] / hours[here]
        grade = np.round(_GRADES * rate / max(float(rate.max()), _ROUNDING))
        order = here[np.lexsort((here, -grade))]
        before = np.cumsum(hours[order]) - hours[order]
        added[order[before < left - _ROUNDING]] += 1
    return added
