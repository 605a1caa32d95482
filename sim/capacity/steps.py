"""Step functions of time: agents on duty, and hours that are open or not, on one axis of seconds since the start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.clock import AFTERMATH, WEEK, Horizon, step_integral, step_values

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Steps:
    """A step function: from `times[i]` on, `values[i]` holds; `times` (k,) ascend."""

    times: Array
    values: Array

    def at(self, instants: Array) -> Array:
        """The values (n,) at instants (n,)."""
        return step_values(self.times, self.values, instants)

    def mean(self, edges: Array) -> Array:
        """The time averages (n,) over the slices between edges (n + 1,), seconds.

        >>> Steps(np.array([0.0, 10.0]), np.array([1.0, 3.0])).mean(np.array([0.0, 20.0])).tolist()
        [2.0]
        """
        return step_integral(self.times, self.values, edges) / np.diff(edges)

    def from_(self, low: float) -> Steps:
        """The same function, its first time moved to `low`."""
        later = self.times > low
        return shortest(
            np.concatenate([[low], self.times[later]]), np.concatenate([self.at(np.array([low])), self.values[later]])
        )


def constant(value: float) -> Steps:
    """The function that always has one value."""
    return Steps(np.zeros(1), np.array([value]))


def shortest(times: Array, values: Array) -> Steps:
    """The step function without the times at which nothing changes.

    >>> shortest(np.array([0.0, 5.0, 9.0]), np.array([1.0, 1.0, 2.0])).times.tolist()
    [0.0, 9.0]
    """
    kept = np.concatenate([[True], np.diff(values) != 0])
    return Steps(times[kept], values[kept])


def combined(parts: Sequence[Steps], rule: Callable[[Array], Array]) -> Steps:
    """Join step functions by a rule that takes their values (parts, k) at every change and returns (k,).

    >>> day = Steps(np.array([0.0, 8.0]), np.array([0.0, 1.0]))
    >>> combined([day, constant(3.0)], lambda v: v.prod(axis=0)).values.tolist()
    [0.0, 3.0]
    """
    times = np.unique(np.concatenate([part.times for part in parts]))
    return shortest(times, rule(np.stack([part.at(times) for part in parts])))


def product(*parts: Steps) -> Steps:
    """The product of step functions: agents while open, or open only while all are open."""
    return combined(parts, lambda values: np.asarray(values.prod(axis=0)))


def _any(values: Array) -> Array:
    return np.asarray((values > 0).any(axis=0), dtype=np.float64)


def any_of(parts: Sequence[Steps]) -> Steps:
    """1 while any of the functions is above zero, else 0; 0 always where there are none."""
    return combined(parts, _any) if parts else constant(0.0)


def counted(spans: Iterable[tuple[float, float, float]], low: float, high: float) -> Steps:
    """How many are there: the sum of spans (from, to, how many), cut to [low, high).

    >>> counted([(0.0, 8.0, 2.0), (4.0, 12.0, 1.0)], 0.0, 20.0).values.tolist()
    [2.0, 3.0, 1.0, 0.0]
    """
    cut = [(max(a, low), min(b, high), n) for a, b, n in spans if max(a, low) < min(b, high)]
    changes = [(low, 0.0), *((a, n) for a, _, n in cut), *((b, -n) for _, b, n in cut if b < high)]
    times, place = np.unique([t for t, _ in changes], return_inverse=True)
    rises = np.zeros(len(times))
    np.add.at(rises, place, [n for _, n in changes])
    return shortest(times, np.cumsum(rises))


def joined(before: Steps, after: Steps, at: float) -> Steps:
    """One function up to an instant, and another from it on.

    >>> joined(constant(1.0), Steps(np.array([0.0, 9.0]), np.array([2.0, 3.0])), 5.0).values.tolist()
    [1.0, 2.0, 3.0]
    """
    early, late = before.times < at, after.from_(at)
    times, values = [before.times[early], late.times], [before.values[early], late.values]
    return shortest(np.concatenate(times), np.concatenate(values))


def repeated_after_end(steps: Steps, clock: Horizon) -> Steps:
    """Repeat the last 7 days before the horizon's end, or the whole horizon if it is shorter, for 28 days after it."""
    period = min(WEEK, clock.length)
    end = clock.length
    inside = steps.times < end
    tail = Steps(steps.times[inside], steps.values[inside]).from_(end - period)
    times, values = [steps.times[inside]], [steps.values[inside]]
    start = end
    while start < end + AFTERMATH:
        times.append(tail.times + (start - end + period))
        values.append(tail.values)
        start += period
    joined, all_values = np.concatenate(times), np.concatenate(values)
    kept = joined < end + AFTERMATH
    return shortest(joined[kept], all_values[kept])
