"""How the contacts of a forecast go on: unresolved ones come back, others are passed on, round by round.

A follow-up that is due while its queue is closed comes in the next open period, at the same share of that period as
the share of the closed gap that had passed when it was due: t' = open + (t − close) ÷ (open − close) × (length of the
open period). So the follow-ups of a night spread over the day after it, in the order in which they were due. What is
passed on to a second tier comes there at once, or when it opens.
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
        """Let what is due in a gap come over the period after it; None where there is nothing to move."""
        if periods.always:
            return None
        begin, end, cell, period = _open_pieces(periods, cells, step)
        close, opens, length = (
            periods.closes[period],
            periods.opens[period],
            periods.ends[period] - periods.opens[period],
        )
        rate = (opens - close) / length
        due = np.array([[begin, end], [close + (begin - opens) * rate, close + (end - opens) * rate]]) / step
        return cls(cells, np.concatenate([cell, cell]), due[:, 0].ravel(), due[:, 1].ravel(), cyclic)

    @classmethod
    def at_openings(cls, periods: OpenPeriods, cells: int, step: float, *, cyclic: bool = False) -> Regrouping | None:
        """Let what is due in a gap come as soon as the gap ends; None where there is nothing to move."""
        if periods.always:
            return None
        begin, end, cell, _ = _open_pieces(periods, cells, step)
        here = (periods.opens >= 0) & (periods.opens < cells * step)
        opening = (periods.opens[here] / step).astype(np.int64)
        due_from, due_to = np.concatenate([begin, periods.closes[here]]), np.concatenate([end, periods.opens[here]])
        return cls(cells, np.concatenate([cell, opening]), due_from / step, due_to / step, cyclic)

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


def _open_pieces(
    periods: OpenPeriods, cells: int, step: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Cut the open periods at the cells' borders: begin and end (pieces,) in seconds, cell and period of each."""
    borders = np.arange(cells + 1) * step
    points = np.unique(np.concatenate([borders, periods.opens, periods.ends]))
    points = points[(points >= 0) & (points <= cells * step)]
    begin, end = points[:-1], points[1:]
    middle = (begin + end) / 2
    period = np.searchsorted(periods.opens, middle, side="right") - 1
    inside = (period >= 0) & (middle < periods.ends[np.maximum(period, 0)])
    begin, end, middle, period = begin[inside], end[inside], middle[inside], period[inside]
    return begin, end, np.minimum((middle / step).astype(np.int64), cells - 1), period


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


@dataclass(frozen=True)
class Onward:
    """When the contacts of one market that go on come to their next queue.

    Attributes
    ----------
    back : by queue with a follow-up, the share (cells,) of those who come back that does so 0, 1, ... cells later,
        from `delay_kernel` or `folded_kernel`
    passed : by queue with a second tier, the same of those who are passed on
    regroupings : by queue, how follow-ups due while it is closed come when it is open
    openings : by queue, how what is passed on to it while it is closed comes when it opens
    cyclic : whether the last cell is followed by the first

    """

    back: Mapping[str, NDArray[np.float64]]
    passed: Mapping[str, NDArray[np.float64]]
    regroupings: Mapping[str, Regrouping | None]
    openings: Mapping[str, Regrouping | None]
    cyclic: bool = False


def shares_onward(queue: Queue, answered: int) -> tuple[float, float]:
    """Return the shares of a queue's answered contacts that are passed on, and that come back unresolved.

    Parameters
    ----------
    queue : the queue that answered
    answered : how many answered contacts the ticket has had, this one included; at `attempts` nobody comes back

    >>> rules = {"resolution": 0.75, "follow_up": {"delay": "1d"}, "escalation": {"share": 0.2, "queue": "experts"}}
    >>> shares_onward(Queue.model_validate({"channel": "voice", "handle_time": "3min", **rules}), 1)
    (0.2, 0.2)

    """
    passed = queue.escalation.share if queue.escalation is not None else 0.0
    again = queue.follow_up is not None and answered < queue.follow_up.attempts
    return passed, (1.0 - passed) * (1.0 - queue.resolution) if again else 0.0


def with_follow_ups(first: NDArray[np.float64], queues: Mapping[str, Queue], onward: Onward) -> NDArray[np.float64]:
    """Return the contacts (queues, cells) of one market that come of its answered first contacts, these included.

    Parameters
    ----------
    first : (queues, cells) first contacts that can be answered, in the order of the queues
    queues : the study's queues by name
    onward : when those who go on come

    Round k + 1 is what round k passes on, after its handle time, and of the rest the share 1 − resolution, as long as
    k is below the queue's attempts, later by the delay. Retries do not count, nor do messages; every contact is taken
    as answered at once by an agent of factor one.

    """
    from scipy import fft

    cells = first.shape[1]
    size = cells if onward.cyclic else fft.next_fast_len(2 * cells, real=True)
    back, passed = (
        {name: fft.rfft(k, size) for name, k in kernels.items()} for kernels in (onward.back, onward.passed)
    )
    position = {name: i for i, name in enumerate(queues)}
    total, current, contact = first.copy(), first, 1
    while current.sum() > NEGLIGIBLE * max(total.sum(), 1.0):
        due, due_at_once = np.zeros_like(first), np.zeros_like(first)
        for name, queue in queues.items():
            row = current[position[name]]
            if not row.any():
                continue
            on, again = shares_onward(queue, contact)
            if on > 0 and queue.escalation is not None:
                later = fft.irfft(fft.rfft(row, size) * passed[name], size)[:cells] * on
                due_at_once[position[queue.escalation.queue]] += np.maximum(later, 0.0)
            if again > 0 and queue.follow_up is not None:
                later = fft.irfft(fft.rfft(row, size) * back[name], size)[:cells] * again
                due[position[queue.follow_up.queue or name]] += np.maximum(later, 0.0)
        come = [_come(onward.regroupings.get(name), due[i]) for i, name in enumerate(queues)]
        come_at_once = [_come(onward.openings.get(name), due_at_once[i]) for i, name in enumerate(queues)]
        current = np.array(come) + np.array(come_at_once)
        total += current
        contact += 1
    return total


def _come(regrouping: Regrouping | None, due: NDArray[np.float64]) -> NDArray[np.float64]:
    return due if regrouping is None else regrouping.moved(due)


def periods_of_week(times: NDArray[np.float64], values: NDArray[np.float64]) -> OpenPeriods:
    """Return the open periods over three weeks, the middle one from 0 to a week, of steps (k,) over one week."""
    if np.all(values > 0):
        return OpenPeriods(np.array([-WEEK]), np.array([-WEEK]), np.array([2 * WEEK]))
    all_times = np.concatenate([times + k * WEEK for k in range(-2, 2)])
    all_values = np.tile(values, 4)
    kept = np.concatenate([[True], np.diff(all_values) != 0])
    periods = OpenPeriods.of(all_times[kept], all_values[kept], 2 * WEEK)
    return OpenPeriods(periods.closes[1:], periods.opens[1:], periods.ends[1:])
