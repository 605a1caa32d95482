"""How the unresolved contacts of a forecast come back: the delay, the closed hours, round by round.

A follow-up that is due while its queue is closed comes in the next open period, at the same share of that period as
the share of the closed gap that had passed when it was due: t' = open + (t − close) ÷ (open − close) × (length of the
open period). So the follow-ups of a night spread over the day after it, in the order in which they were due.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.clock import WEEK
from sim.randomness.distributions import Distribution
from sim.study.queue import Queue

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
NEGLIGIBLE = 1e-9
"""Rounds of follow-ups that carry a smaller share of all contacts than this are left out."""


@dataclass(frozen=True)
class OpenPeriods:
    """When a queue is open, as periods in order of time.

    Attributes
    ----------
    closes : (periods,) when the gap before each period began, seconds; equal to `opens` where there was none
    opens, ends : (periods,) begin and end of each period, seconds

    """

    closes: NDArray[np.float64]
    opens: NDArray[np.float64]
    ends: NDArray[np.float64]

    @property
    def always(self) -> bool:
        """Whether there is no gap between the periods."""
        return bool(np.all(self.closes == self.opens))

    @classmethod
    def of(cls, times: NDArray[np.float64], values: NDArray[np.float64], end: float) -> OpenPeriods:
        """Read the periods off a step function (k,) of 0 and 1 that begins closed or whose first period is cut.

        >>> p = OpenPeriods.of(np.array([0.0, 9.0, 17.0]), np.array([0.0, 1.0, 0.0]), 24.0)
        >>> p.closes.tolist(), p.opens.tolist(), p.ends.tolist()
        ([0.0], [9.0], [17.0])
        """
        opened = values > 0
        begins = np.flatnonzero(opened & np.concatenate([[True], ~opened[:-1]]))
        finishes = np.flatnonzero(~opened & np.concatenate([[False], opened[:-1]]))
        opens = times[begins]
        ends = np.append(times[finishes], end)[: len(opens)]
        return cls(np.concatenate([times[:1], ends[:-1]])[: len(opens)], opens, ends)


@dataclass(frozen=True)
class Regrouping:
    """How mass that is due in cells of time is regrouped into the cells in which it comes.

    Attributes
    ----------
    cells : number of cells of equal length
    cell : (pieces,) the cell that each piece comes in
    due_from, due_to : (pieces,) the stretch of time in which a piece is due, in cells
    cyclic : whether the last cell is followed by the first

    """

    cells: int
    cell: NDArray[np.int64]
    due_from: NDArray[np.float64]
    due_to: NDArray[np.float64]
    cyclic: bool

    @classmethod
    def of(cls, periods: OpenPeriods, cells: int, step: float, *, cyclic: bool = False) -> Regrouping | None:
        """Cut the periods and the gaps before them at the cells' borders; None where there is nothing to move."""
        if periods.always:
            return None
        borders = np.arange(cells + 1) * step
        points = np.unique(np.concatenate([borders, periods.opens, periods.ends]))
        points = points[(points >= 0) & (points <= cells * step)]
        begin, end = points[:-1], points[1:]
        middle = (begin + end) / 2
        period = np.searchsorted(periods.opens, middle, side="right") - 1
        inside = (period >= 0) & (middle < periods.ends[np.maximum(period, 0)])
        begin, end, middle, period = begin[inside], end[inside], middle[inside], period[inside]
        cell = np.minimum((middle / step).astype(np.int64), cells - 1)
        close, opens, length = (
            periods.closes[period],
            periods.opens[period],
            periods.ends[period] - periods.opens[period],
        )
        rate = (opens - close) / length
        due = np.array([[begin, end], [close + (begin - opens) * rate, close + (end - opens) * rate]]) / step
        return cls(cells, np.concatenate([cell, cell]), due[:, 0].ravel(), due[:, 1].ravel(), cyclic)

    def moved(self, due: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the mass (cells,) that comes in each cell, from what is due in each (cells,), evenly within it."""
        total = np.concatenate([[0.0], np.cumsum(due)])
        mass = self._until(total, self.due_to) - self._until(total, self.due_from)
        return np.asarray(np.bincount(self.cell, weights=mass, minlength=self.cells), dtype=np.float64)

    def _until(self, total: NDArray[np.float64], cell: NDArray[np.float64]) -> NDArray[np.float64]:
        at = np.arange(self.cells + 1)
        if not self.cyclic:
            return np.interp(cell, at, total)
        rounds = np.floor(cell / self.cells)
        return np.asarray(rounds * total[-1] + np.interp(cell - rounds * self.cells, at, total))


def delay_kernel(delay: Distribution, handle_time: float, step: float, cells: int) -> NDArray[np.float64]:
    """Return the share (cells,) of contacts that come back 0, 1, 2, ... cells later.

    A contact is spread evenly over its cell and comes back after its handle time and the delay, so with S the
    survival function of that sum and A(k) the mean of S over the k-th cell before, the share is A(k) − A(k + 1).

    Parameters
    ----------
    delay : of the follow-up, seconds
    handle_time : mean, seconds
    step : length of a cell, seconds
    cells : how many

    >>> delay_kernel(Distribution("constant", {"value": 90.0}), 0.0, 60.0, 4).tolist()
    [0.0, 0.5, 0.5, 0.0]

    """
    if delay.name in {"constant", "empirical"}:
        sample = np.array([delay.parameters["value"]] if delay.name == "constant" else delay.sample) + handle_time
        values, weights = np.unique(sample, return_counts=True)
        until = np.arange(cells + 1) * step
        below = np.searchsorted(values, until)
        sums, ranks = (np.concatenate([[0.0], np.cumsum(x)]) for x in (values * weights, weights))
        means = np.diff(sums[below] + (ranks[-1] - ranks[below]) * until) / (ranks[-1] * step)
    else:
        points = (np.arange(cells)[:, None] + (_NODES + 1) / 2) * step
        means = delay.survival(points - handle_time) @ _WEIGHTS / 2
    return -np.diff(np.concatenate([[1.0], means])) + 0.0


def folded_kernel(delay: Distribution, handle_time: float, step: float, cells: int) -> NDArray[np.float64]:
    """Return the share (cells,) of contacts that come back 0, 1, ... cells later around a week of so many cells.

    What comes back after more than 8 weeks is spread evenly.
    """
    kernel = delay_kernel(delay, handle_time, step, 8 * cells).reshape(8, cells).sum(axis=0)
    return np.asarray(kernel + (1.0 - kernel.sum()) / cells)


def with_follow_ups(
    first: NDArray[np.float64],
    queues: Mapping[str, Queue],
    kernels: Mapping[str, NDArray[np.float64]],
    regroupings: Mapping[str, Regrouping | None],
    *,
    cyclic: bool = False,
) -> NDArray[np.float64]:
    """Return the contacts (queues, cells) of one market, follow-ups included, of its answered first contacts.

    Parameters
    ----------
    first : (queues, cells) first contacts that can be answered, in the order of the queues
    queues : the study's queues by name
    kernels : (cells,) by queue with a follow-up, from `delay_kernel` or `folded_kernel`
    regroupings : by queue, how what is due while it is closed comes when it is open
    cyclic : whether the last cell is followed by the first

    Round k + 1 is the share 1 − resolution of round k, as long as k is below the queue's attempts, later by the
    delay. Retries do not count, and every contact is taken as answered at once by an agent of factor one.

    """
    from scipy import fft

    cells = first.shape[1]
    size = cells if cyclic else fft.next_fast_len(2 * cells, real=True)
    spectra = {name: fft.rfft(kernel, size) for name, kernel in kernels.items()}
    position = {name: i for i, name in enumerate(queues)}
    total, current, contact = first.copy(), first, 1
    while current.sum() > NEGLIGIBLE * max(total.sum(), 1.0):
        due = np.zeros_like(first)
        for name, queue in queues.items():
            rule, row = queue.follow_up, current[position[name]]
            if rule is None or contact >= rule.attempts or queue.resolution >= 1 or not row.any():
                continue
            back = fft.irfft(fft.rfft(row, size) * spectra[name], size)[:cells] * (1.0 - queue.resolution)
            due[position[rule.queue or name]] += np.maximum(back, 0.0)
        current = np.array([_come(regroupings.get(name), due[i]) for i, name in enumerate(queues)])
        total += current
        contact += 1
    return total


def _come(regrouping: Regrouping | None, due: NDArray[np.float64]) -> NDArray[np.float64]:
    return due if regrouping is None else regrouping.moved(due)


def reachable(queues: Mapping[str, Queue], first: set[str]) -> set[str]:
    """Return the queues that contacts of some queues can come to, by follow-ups or by tries at another queue."""
    found, new = set(first), set(first)
    while new:
        onward = {
            rule.queue
            for name in new
            for rule, share in (
                (queues[name].follow_up, 1.0 - queues[name].resolution),
                (queues[name].retry, getattr(queues[name].retry, "probability", 0.0)),
            )
            if rule is not None and share > 0 and rule.queue is not None
        }
        new = onward - found
        found |= new
    return found


def periods_of_week(times: NDArray[np.float64], values: NDArray[np.float64]) -> OpenPeriods:
    """Return the open periods over three weeks, the middle one from 0 to a week, of steps (k,) over one week."""
    if np.all(values > 0):
        return OpenPeriods(np.array([-WEEK]), np.array([-WEEK]), np.array([2 * WEEK]))
    all_times = np.concatenate([times + k * WEEK for k in range(-2, 2)])
    all_values = np.tile(values, 4)
    kept = np.concatenate([[True], np.diff(all_values) != 0])
    periods = OpenPeriods.of(all_times[kept], all_values[kept], 2 * WEEK)
    return OpenPeriods(periods.closes[1:], periods.opens[1:], periods.ends[1:])
