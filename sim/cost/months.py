"""The counted window cut into pieces of one local day, for months prorated by day on a pool's clock."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, Horizon
from sim.metrics.sums import sum_by


@dataclass(frozen=True)
class Pieces:
    """Pieces of the counted window, each within one day of a clock and between two cuts.

    Attributes
    ----------
    edges : (pieces + 1,) seconds since the horizon's start
    days : (pieces,) the local day of a piece
    months : names "YYYY-MM" of the months that the window touches
    month : (pieces,) position of a piece's month
    month_share : (pieces,) the share of its month that a piece covers: its share of the day ÷ days in the month

    """

    edges: NDArray[np.float64]
    days: tuple[date, ...]
    months: tuple[str, ...]
    month: NDArray[np.int64]
    month_share: NDArray[np.float64]

    def by_month(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sums (months,) of what the pieces hold (pieces,)."""
        return sum_by(self.month, len(self.months), values)


def pieces(horizon: Horizon, zone: str, cuts: Sequence[NDArray[np.float64]] = ()) -> Pieces:
    """Cut the counted window at every midnight of a clock and at further instants.

    Parameters
    ----------
    horizon : the horizon
    zone : time zone of the clock
    cuts : instants, seconds since the start; those outside the window do not cut

    A day with a daylight-saving night is one day, whatever its hours: every piece is a share of its own day.

    >>> march = pieces(Horizon.of(date(2026, 3, 28), date(2026, 4, 2), "Europe/London", 1800.0), "Europe/London")
    >>> march.months, (march.by_month(march.month_share) * [31, 30]).round(9).tolist()
    (('2026-03', '2026-04'), [4.0, 1.0])

    """
    first, last = (
        int(horizon.local_seconds(np.array([at]), zone)[0] // DAY) for at in (horizon.warm_up, horizon.length)
    )
    midnights = np.array([horizon.midnight(horizon.day_of(number), zone) for number in range(first, last + 2)])
    window = np.array([horizon.warm_up, horizon.length])
    edges = np.unique(np.concatenate([window, midnights, *cuts]))
    edges = edges[(edges >= horizon.warm_up) & (edges <= horizon.length)]
    place = np.searchsorted(midnights, edges[:-1], side="right") - 1
    days = tuple(horizon.day_of(first + position) for position in place.tolist())
    names = [f"{day.year:04d}-{day.month:02d}" for day in days]
    months = tuple(dict.fromkeys(names))
    in_month = np.array([monthrange(day.year, day.month)[1] for day in days])
    return Pieces(
        edges=edges,
        days=days,
        months=months,
        month=np.array([months.index(name) for name in names], dtype=np.int64),
        month_share=np.diff(edges) / np.diff(midnights)[place] / in_month,
    )


def months_between(horizon: Horizon, zone: str, begin: float, end: date) -> float:
    """Return the months from an instant (seconds since the start) to a day's midnight, prorated by day; 0 if past.

    >>> year = Horizon.of(date(2026, 1, 1), date(2026, 1, 17), "UTC", 1800.0)
    >>> round(months_between(year, "UTC", 16 * DAY, date(2026, 3, 15)), 6)  # 15/31 + 1 + 14/31
    1.935484
    """
    day, total = horizon.local_date(begin, zone), 0.0
    while day < end:
        first, next_ = horizon.midnight(day, zone), horizon.midnight(day + timedelta(days=1), zone)
        total += (next_ - max(begin, first)) / (next_ - first) / monthrange(day.year, day.month)[1]
        day += timedelta(days=1)
    return total
