"""Agents on duty, inferred from the services they gave: what a log of calls tells where rosters were not kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class DutyFit:
    """Agents on duty as inferred.

    Attributes
    ----------
    times, agents : (k,) from `times[i]` (seconds) on, `agents[i]` whole agents; 0 before the first time and at the last
    begin, finish : (spells,) when a spell of duty of one agent began and ended, seconds
    hours : agent-hours of the spells, before rounding to whole agents
    busy_hours : hours of service in them

    """

    times: NDArray[np.float64]
    agents: NDArray[np.float64]
    begin: NDArray[np.float64]
    finish: NDArray[np.float64]
    hours: float
    busy_hours: float


def spells(
    start: NDArray[np.float64], end: NDArray[np.float64], server: NDArray[np.int64], longest_gap: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Join each agent's services into spells of duty: begin and finish (spells,), seconds.

    Parameters
    ----------
    start, end : (services,) seconds
    server : (services,) number of the agent, from 0; services of a negative number are left out
    longest_gap : an agent who takes no call for longer was away, seconds

    >>> begin, finish = spells(np.array([0.0, 50.0, 500.0]), np.array([40.0, 90.0, 600.0]), np.array([0, 0, 0]), 60.0)
    >>> begin.tolist(), finish.tolist()
    ([0.0, 500.0], [90.0, 600.0])

    """
    known = server >= 0
    order = np.lexsort((start[known], server[known]))
    a, b, who = start[known][order], end[known][order], server[known][order]
    if not a.size:
        return a, b
    begins = np.concatenate([[True], who[1:] != who[:-1]])
    firsts = np.flatnonzero(begins)
    for first, last in zip(firsts, [*firsts[1:], a.size], strict=True):
        b[first:last] = np.maximum.accumulate(b[first:last])  # services of one agent may overlap by a second
    begins[1:] |= a[1:] - b[:-1] > longest_gap
    return a[begins], b[np.concatenate([np.flatnonzero(begins)[1:] - 1, [a.size - 1]])]


def infer_duty(
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    server: NDArray[np.int64],
    step: float = 900.0,
    longest_gap: float = 900.0,
) -> DutyFit:
    """Infer whole agents on duty per slice of the clock from their services.

    The mean number of agents in a spell of duty over each slice, rounded.

    Parameters
    ----------
    start, end : (services,) seconds
    server : (services,) number of the agent, from 0; services of a negative number are left out
    step : length of a slice, seconds; slices begin at multiples of it
    longest_gap : an agent who takes no call for longer was away, seconds

    Raises
    ------
    ValueError : no service of a known agent

    >>> duty = infer_duty(np.array([0.0, 900.0]), np.array([900.0, 1500.0]), np.array([0, 1]))
    >>> duty.times.tolist(), duty.agents.tolist(), duty.hours
    ([0.0, 1800.0], [1.0, 0.0], 0.4166666666666667)

    """
    begin, finish = spells(start, end, server, longest_gap)
    if not begin.size:
        raise ValueError("no service of a known agent")
    first, last = int(begin.min() // step), int(finish.max() // step)
    edges = np.arange(first, last + 2, dtype=np.float64) * step
    held = _held(np.sort(finish), edges) - _held(np.sort(begin), edges)
    mean = np.diff(held) / step
    agents = np.concatenate([np.floor(mean + 0.5), [0.0]])
    kept = np.concatenate([[True], agents[1:] != agents[:-1]])
    known = server >= 0
    return DutyFit(edges[kept], agents[kept], begin, finish, float((finish - begin).sum()) / 3600,
                   float((end[known] - start[known]).sum()) / 3600)  # fmt: skip


def _held(points: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum over points p of min(p, edge), for each edge: the difference of two of them counts time in between."""
    below = np.searchsorted(points, edges, side="right")
    total = np.concatenate([[0.0], np.cumsum(points)])
    return np.asarray(total[below] + (points.size - below) * edges)
