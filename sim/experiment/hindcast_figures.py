"""The figures of a hindcast: recorded against simulated, for all calls, by queue, by hour and by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.demand.history import day_text
from sim.experiment.hindcast import ABANDONED_, BASE, DELAYED, FIELDS, MET, OFFERED, WAIT, Hindcast
from sim.records import Table

MEASURES: dict[str, tuple[int, int]] = {
    "offered": (OFFERED, -1),
    "abandonment_rate": (ABANDONED_, OFFERED),
    "mean_wait": (WAIT, OFFERED),
    "delay_probability": (DELAYED, OFFERED),
    "service_level": (MET, BASE),
}
"""Measure -> its numerator and denominator among `FIELDS`; -1 is a plain sum."""


@dataclass(frozen=True)
class Compared:
    """One figure, recorded and simulated; `low` and `high` hold 90 % of the replications."""

    measure: str
    recorded: float
    mean: float
    low: float
    high: float

    @property
    def inside(self) -> bool:
        """Whether the recorded month could be one of the simulated ones."""
        return self.low <= self.recorded <= self.high


def compare(
    recorded: NDArray[np.float64], simulated: NDArray[np.float64], measures: Sequence[str] = tuple(MEASURES)
) -> list[Compared]:
    """Compare sums (..., fields) with simulated ones (replications, ..., fields), all cells put together.

    The simulated mean of a rate is the ratio of the means.
    """
    own = recorded.reshape(-1, len(FIELDS)).sum(axis=0)
    runs = simulated.reshape(simulated.shape[0], -1, len(FIELDS)).sum(axis=1)
    found = []
    for measure in measures:
        top, bottom = MEASURES[measure]
        ratio = [_ratio(own, top, bottom), _ratio(runs.mean(axis=0), top, bottom)]
        spread = np.array([_ratio(run, top, bottom) for run in runs])
        low, high = np.quantile(spread, [0.05, 0.95]) if np.isfinite(spread).all() else (np.nan, np.nan)
        found.append(Compared(measure, ratio[0], ratio[1], float(low), float(high)))
    return found


def _ratio(sums: NDArray[np.float64], top: int, bottom: int) -> float:
    if bottom < 0:
        return float(sums[top])
    return float(sums[top] / sums[bottom]) if sums[bottom] > 0 else float("nan")


def comparison_table(month: str, result: Hindcast) -> Table:
    """Put all comparisons of a hindcast into one table, a row a figure.

    Columns: month, scope (total, queue, hour, day), name (of the queue, `07` ... `23`, or the ISO date), measure,
    recorded, mean, low, high. Hours and days without a recorded call are left out.
    """
    cells = [("total", "", result.recorded, result.simulated)]
    cells += [
        ("queue", name, result.recorded[q], result.simulated[:, q]) for q, name in enumerate(result.queues)
    ]
    cells += [
        ("hour", f"{hour:02}", result.recorded[:, :, hour], result.simulated[:, :, :, hour]) for hour in range(24)
    ]
    cells += [
        ("day", day_text(int(day)), result.recorded[:, d], result.simulated[:, :, d])
        for d, day in enumerate(result.days)
    ]
    rows = [
        (month, scope, name, figure.measure, figure.recorded, figure.mean, figure.low, figure.high)
        for scope, name, recorded, simulated in cells
        if recorded[..., OFFERED].sum() > 0
        for figure in compare(recorded, simulated)
    ]
    texts, numbers = ("month", "scope", "name", "measure"), ("recorded", "mean", "low", "high")
    table: dict[str, NDArray[np.object_] | NDArray[np.float64]] = {
        column: np.array([row[i] for row in rows], dtype=object) for i, column in enumerate(texts)
    }
    return table | {column: np.array([row[i + 4] for row in rows], dtype=float) for i, column in enumerate(numbers)}
