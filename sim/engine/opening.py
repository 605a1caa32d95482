"""Opening hours of a queue in one market as they fall in the simulated span, and where late returns go."""

from __future__ import annotations

from bisect import bisect_right

from sim.clock import AFTERMATH, Horizon, WeekSteps
from sim.randomness.distributions import GRID, time_on_grid


class OpenPeriods:
    """When one queue is open to one market: alternating opens and closes, seconds since the horizon's start."""

    __slots__ = ("closes", "finish", "opens")

    def __init__(self, horizon: Horizon, hours: WeekSteps, zone: str) -> None:
        times, values = horizon.expand(hours, zone)
        self.finish = horizon.length + AFTERMATH
        bounds = [*times.tolist(), self.finish]
        pairs = [(bounds[k], bounds[k + 1]) for k, value in enumerate(values.tolist()) if value > 0]
        self.opens: list[float] = [a for a, _ in pairs]
        self.closes: list[float] = [b for _, b in pairs]

    def changes(self) -> list[tuple[float, bool]]:
        """Return the times at which the queue opens (True) or closes (False), ascending, within the simulated span."""
        both = [(t, True) for t in self.opens] + [(t, False) for t in self.closes]
        return sorted((t, opens) for t, opens in both if 0 < t < self.finish)

    def is_open(self, time: float) -> bool:
        """Whether the queue is open at a time; it is at its opening, not any more at its closing."""
        k = bisect_right(self.opens, time) - 1
        return k >= 0 and time < self.closes[k]

    def open_from(self, time: float) -> float | None:
        """Return a time itself if the queue is open then, else its next opening; None if there is none any more."""
        k = bisect_right(self.opens, time)
        if k > 0 and time < self.closes[k - 1]:
            return time
        return self.opens[k] if k < len(self.opens) else None

    def moved_into_hours(self, time: float) -> float | None:
        """Return when a contact due at a time comes: at that time if open, else in the next open period.

        It comes at the same share of that period as the share of the closed gap that had passed: who would have
        called at night spreads over the next day, and does not stand at the door at its first second.
        """
        k = bisect_right(self.opens, time)
        if k > 0 and time < self.closes[k - 1]:
            return time
        if k == len(self.opens):
            return None
        gap_start = self.closes[k - 1] if k > 0 else 0.0
        opens, closes = self.opens[k], self.closes[k]
        moved = opens + (time - gap_start) / (opens - gap_start) * (closes - opens)
        return min(time_on_grid(moved), closes - 1 / GRID)
