"""Agent-hours spread over the intervals of a week in whole agents, in proportion to what is required."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from sim.capacity.steps import Array

_GOLDEN = (math.sqrt(5) - 1) / 2
_HALVINGS = 60


def spread(required: Array, lengths: Array, hours: float, limit: Array | None = None) -> Array:
    """Whole agents per interval in proportion to the requirement, so that their hours come nearest to those there are.

    Parameters
    ----------
    required : (n,) agents required; where none are, none are placed
    lengths : (n,) hours of each interval
    hours : agent-hours to spread; never exceeded
    limit : (n,) most agents per interval, or none

    Returns
    -------
    (n,) whole agents. Each requirement is multiplied by one factor and rounded (Webster's method of apportionment);
    the hours left over go one by one where the next agent comes nearest, equals being taken in an order that leaps
    through the week. Where one agent is required, one is placed if there are hours for that.

    >>> spread(np.array([4.0, 2.0, 0.0]), np.ones(3), 3.0).tolist()
    [2.0, 1.0, 0.0]

    """
    top = np.full(len(required), np.inf) if limit is None else limit
    usable = (required > 0) & (lengths > 0)
    usable &= top > 0
    least = np.where(usable & (required >= 1), 1.0, 0.0)
    if least @ lengths > hours:
        least = np.zeros(len(required))
    if hours <= 0 or not np.any(usable):
        return np.zeros(len(required))

    def rounded(factor: float) -> Array:
        return np.where(usable, np.clip(np.floor(factor * required + 0.5), least, top), 0.0)

    low, high = 0.0, 1.0
    while rounded(high) @ lengths <= hours and np.any(rounded(high)[usable] < top[usable]):
        low, high = high, 2 * high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if rounded(middle) @ lengths <= hours else (low, middle)
    agents = rounded(low)
    leaping = (np.arange(len(required)) * _GOLDEN) % 1.0
    left = hours - float(agents @ lengths)
    priority = required / (agents + 0.5)
    for place in np.lexsort((leaping, -priority)):
        if usable[place] and agents[place] < top[place] and lengths[place] <= left * (1 + 1e-12):
            agents[place] += 1
            left -= lengths[place]
    return agents


def placed(required: Array, lengths: Array, hours: float, bodies: float, surplus: Sequence[Array]) -> Array:
    """Whole agents per interval: the requirement as far as the hours go, and what is left over beyond it.

    Parameters
    ----------
    required : (n,) whole agents required
    lengths : (n,) hours of each interval
    hours : agent-hours there are
    bodies : people present at once at most; only the requirement may exceed them
    surplus : patterns (n,) for the hours beyond the requirement, the next where one has no room left

    Where the hours fall short, the requirement is scaled down.

    >>> placed(np.array([1.0, 0.0]), np.ones(2), 4.0, 2.0, [np.array([1.0, 1.0])]).tolist()
    [2.0, 2.0]

    """
    wanted = float(required @ lengths)
    if hours < wanted:
        return spread(required, lengths, hours)
    agents = np.where(lengths > 0, required, 0.0)
    for pattern in surplus:
        room = np.maximum(np.ceil(bodies - 1e-9) - agents, 0.0)
        agents = agents + spread(pattern, lengths, hours - float(agents @ lengths), room)
    return agents
