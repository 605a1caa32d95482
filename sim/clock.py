"""The horizon: its intervals, and local clocks turned into seconds since its start (UTC) and back.

Local rules are step functions over the 168 hours of a local week (`WeekSteps`). They become UTC once, here. Within a
stretch of constant offset the local clock is the UTC clock plus that offset, so a gap time moves forward to the end
of the gap, a repeated hour repeats its rule, and nothing subtracts two local datetimes.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, reset_tzpath

import numpy as np
from numpy.typing import NDArray

reset_tzpath(())  # the rules come from the pinned tzdata package, not from the machine: same study, same bytes

DAY = 86400.0
WEEK = 7 * DAY
AFTERMATH = 28 * DAY
"""Seconds after the horizon's end in which open contacts are still followed."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EPOCH_MONDAY = 4 * 86400  # 1970-01-05 was a Monday


@dataclass(frozen=True)
class WeekSteps:
    """A step function over the local week: from `times[i]` (seconds after Monday 00:00) on, `values[i]` holds.

    `times` are ascending, start at 0 and stay below one week.
    """

    times: tuple[float, ...]
    values: tuple[float, ...]

    @property
    def constant(self) -> bool:
        """Whether one value holds all week."""
        return len(set(self.values)) == 1

    def at(self, second_of_week: float) -> float:
        """Return the value that holds at a second of the local week."""
        return self.values[bisect_right(self.times, second_of_week % WEEK) - 1]

    def mean(self) -> float:
        """Return the time average over the week.

        >>> WeekSteps((0.0, 302400.0), (1.0, 3.0)).mean()
        2.0
        """
        ends = (*self.times[1:], WEEK)
        return math.fsum(v * (b - a) for a, b, v in zip(self.times, ends, self.values, strict=True)) / WEEK


ALWAYS = WeekSteps((0.0,), (1.0,))


def week_steps(days: Mapping[int, Mapping[float, float]]) -> WeekSteps:
    """Join the clock maps of the days of a week into one step function.

    Parameters
    ----------
    days : day of the week (0 = Monday) -> {second of the day: value}; a value holds until the next time, over
        midnight into the next named day; a day that is not named has nothing (0) from its midnight on.

    >>> week_steps({d: {8 * 3600.0: 4.0, 21 * 3600.0: 0.0} for d in range(7)}).values[:4]
    (0.0, 4.0, 0.0, 4.0)
    """
    points: dict[float, float] = {}
    for day in range(7):
        if day not in days or not days[day]:
            points[day * DAY] = 0.0
        for second, value in sorted(days.get(day, {}).items()):
            points[day * DAY + second] = float(value)
    times = sorted(t for t in points if t < WEEK)
    last = points[max(points)]
    if not times or times[0] > 0:
        points[0.0], times = last, [0.0, *times]
    kept = [t for i, t in enumerate(times) if i == 0 or points[t] != points[times[i - 1]]]
    return WeekSteps(tuple(kept), tuple(points[t] for t in kept))


@dataclass(frozen=True)
class Horizon:
    """The simulated span: UTC seconds from a local midnight, cut into intervals of equal length.

    Attributes
    ----------
    start, end : the first day and the day after the last, on the planner's clock
    zone : name of the planner's time zone
    interval : length of an interval, seconds
    warm_up : seconds at the start whose tickets are not counted
    origin : POSIX time of the start, seconds
    length : seconds from start to end

    """

    start: date
    end: date
    zone: str
    interval: float
    warm_up: float
    origin: float
    length: float

    @classmethod
    def of(cls, start: date, end: date, zone: str, interval: float, warm_up: float = 0.0) -> Horizon:
        """Make the horizon between two local midnights.

        >>> Horizon.of(date(2026, 3, 28), date(2026, 3, 30), "Europe/London", 1800.0).length / 3600
        47.0
        """
        origin = local_to_posix(datetime(start.year, start.month, start.day), zone)
        finish = local_to_posix(datetime(end.year, end.month, end.day), zone)
        return cls(start, end, zone, interval, warm_up, origin, finish - origin)

    @property
    def intervals(self) -> int:
        """Number of intervals; the last may be shorter than the others."""
        return math.ceil(self.length / self.interval)

    @property
    def edges(self) -> NDArray[np.float64]:
        """Borders of the intervals, (intervals + 1,), seconds since the start."""
        edges = np.arange(self.intervals + 1, dtype=np.float64) * self.interval
        edges[-1] = self.length
        return edges

    @property
    def starts(self) -> NDArray[np.float64]:
        """Starts of the intervals, (intervals,), seconds since the start."""
        return self.edges[:-1]

    @property
    def weeks(self) -> int:
        """Number of planning weeks of 7 days on the planner's clock, counted from the start."""
        return math.ceil((self.end - self.start).days / 7)

    def week_edges(self) -> NDArray[np.float64]:
        """Borders of the planning weeks on the planner's clock, (weeks + 1,), seconds since the start."""
        days = [min(7 * k, (self.end - self.start).days) for k in range(self.weeks + 1)]
        return np.array([self.midnight(self.start + timedelta(days=d), self.zone) for d in days])

    def midnight(self, day: date, zone: str) -> float:
        """Seconds since the start at which a local day begins."""
        return local_to_posix(datetime(day.year, day.month, day.day), zone) - self.origin

    def iso(self, seconds: float) -> str:
        """Return an instant as ISO text in UTC.

        >>> Horizon.of(date(2026, 3, 2), date(2026, 3, 3), "UTC", 1800.0).iso(1800)
        '2026-03-02T00:30:00Z'
        """
        return datetime.fromtimestamp(self.origin + seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def local_date(self, seconds: float, zone: str) -> date:
        """Return the local day of an instant."""
        return datetime.fromtimestamp(self.origin + seconds, ZoneInfo(zone)).date()

    def local_seconds(self, seconds: NDArray[np.float64], zone: str) -> NDArray[np.float64]:
        """Return the readings (n,) of a local clock, in seconds after Monday 1970-01-05 00:00 of that clock.

        Floor-divided by 86400 this numbers the local days, modulo 604800 it is the second of the local week.
        """
        seconds = np.asarray(seconds, dtype=np.float64)
        low, high = (float(seconds.min()), float(seconds.max())) if seconds.size else (0.0, 0.0)
        begins, offsets = self.offsets(low, high, zone)
        index = np.maximum(np.searchsorted(begins, seconds, side="right") - 1, 0)
        return np.asarray(seconds + self.origin + offsets[index] - _EPOCH_MONDAY, dtype=np.float64)

    def day_of(self, number: int) -> date:
        """Return the date of a local day number (from `local_seconds` // 86400)."""
        return date(1970, 1, 5) + timedelta(days=int(number))

    def expand(
        self, steps: WeekSteps, zone: str, low: float = 0.0, high: float | None = None
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Turn a local week's steps into UTC: times (k,), ascending from `low`, and the values (k,) from then on.

        Parameters
        ----------
        steps : the rule on the local clock
        zone : the time zone of that clock
        low, high : seconds since the start; `high` is exclusive and defaults to 28 days after the end

        >>> h = Horizon.of(date(2026, 3, 2), date(2026, 3, 3), "UTC", 1800.0)
        >>> nine_to_five = week_steps({d: {32400.0: 1.0, 61200.0: 0.0} for d in range(5)})
        >>> h.expand(nine_to_five, "UTC", 0.0, 86400.0)[0].tolist()
        [0.0, 32400.0, 61200.0]

        """
        high = self.length + AFTERMATH if high is None else high
        begins, offsets = self.offsets(low, high, zone)
        bounds = [low, *begins[1:].tolist(), high]
        times: list[float] = []
        values: list[float] = []
        for a, b, offset in zip(bounds, bounds[1:], offsets.tolist(), strict=False):
            shift = self.origin + offset - _EPOCH_MONDAY
            week = (a + shift) // WEEK
            times.append(a)
            values.append(steps.at((a + shift) % WEEK))
            while week * WEEK - shift < b:
                for second, value in zip(steps.times, steps.values, strict=True):
                    t = week * WEEK + second - shift
                    if a < t < b:
                        times.append(t)
                        values.append(value)
                week += 1
        kept = [i for i in range(len(times)) if i == 0 or values[i] != values[i - 1]]
        return np.array([times[i] for i in kept]), np.array([values[i] for i in kept])

    def offsets(self, low: float, high: float, zone: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the begins (k,) of the stretches of constant UTC offset between two instants, and the offsets (k,).

        The first begins at `low`; all are seconds, the begins since the horizon's start.
        """
        begins, offsets = _offset_segments(zone, math.floor(self.origin + low), math.ceil(self.origin + high) + 1)
        return np.array(begins) - self.origin, np.array(offsets)


def local_to_posix(local: datetime, zone: str) -> float:
    """Return the POSIX time of a naive local time; a time inside a spring gap moves forward by the gap.

    >>> london = "Europe/London"
    >>> local_to_posix(datetime(2026, 3, 29, 1, 30), london) == local_to_posix(datetime(2026, 3, 29, 2, 30), london)
    True
    """
    aware = local.replace(tzinfo=ZoneInfo(zone))
    return aware.astimezone(UTC).timestamp()


@lru_cache(maxsize=256)
def _offset_segments(zone: str, low: int, high: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Stretches of constant UTC offset in [low, high] (POSIX seconds): their begins and offsets, both in seconds."""
    info = ZoneInfo(zone)

    def offset(t: int) -> float:
        shift = datetime.fromtimestamp(t, info).utcoffset()
        assert shift is not None
        return shift.total_seconds()

    begins, offsets = [float(low)], [offset(low)]
    t = low
    while t < high:
        following = min(t + 86400, high)
        if offset(following) != offsets[-1]:
            change = _first_change(offset, t, following)
            begins.append(float(change))
            offsets.append(offset(change))
        t = following
    return tuple(begins), tuple(offsets)


def _first_change(offset: Callable[[int], float], low: int, high: int) -> int:
    before = offset(low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if offset(middle) == before else (low, middle)
    return high


def step_values(
    times: NDArray[np.float64] | Sequence[float],
    values: NDArray[np.float64] | Sequence[float],
    at: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the values (n,) that a step function (k,) has at instants (n,); before its first time, the first value.

    >>> step_values([0.0, 10.0], [1.0, 2.0], np.array([0.0, 9.0, 10.0])).tolist()
    [1.0, 1.0, 2.0]
    """
    index = np.maximum(np.searchsorted(np.asarray(times), at, side="right") - 1, 0)
    return np.asarray(values, dtype=np.float64)[index]


def step_integral(
    times: NDArray[np.float64], values: NDArray[np.float64], edges: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Integrate a step function (k,) over the slices between edges (n + 1,); returns (n,), value-seconds.

    Before its first time the function is 0.

    >>> step_integral(np.array([0.0, 10.0]), np.array([1.0, 3.0]), np.array([0.0, 5.0, 20.0])).tolist()
    [5.0, 35.0]
    """
    if len(times) == 0:
        return np.zeros(len(edges) - 1)
    total = np.concatenate([[0.0], np.cumsum(values[:-1] * np.diff(times))])
    index = np.searchsorted(times, edges, side="right") - 1
    inside = np.maximum(index, 0)
    cumulative = np.where(index < 0, 0.0, total[inside] + values[inside] * (edges - times[inside]))
    return np.diff(cumulative)


def public_holidays(country: str, first: date, last: date) -> dict[date, str]:
    """Return the public holidays of a country from one day to another, both included: day -> English name.

    Two holidays on one day stand as `Name; Name`; a day off in place of one at a weekend is `Name (observed)`.

    Parameters
    ----------
    country : ISO 3166 code of two or three letters
    first, last : days on the country's own calendar

    Raises `ValueError` where the country is not known.

    >>> public_holidays("US", date(2026, 11, 20), date(2026, 11, 30))
    {datetime.date(2026, 11, 26): 'Thanksgiving Day'}

    """
    import holidays

    if country not in holidays.list_supported_countries():
        raise ValueError(f"a country's ISO 3166 code, such as US, GB or NO, is wanted (got {country!r})")
    years = range(first.year, last.year + 1)
    found = holidays.country_holidays(country, years=years, language="en_US")  # else the machine's language
    return {day: found[day] for day in sorted(found) if first <= day <= last}


def holiday_is(holiday: str, wanted: str) -> bool:
    """Tell whether a holiday goes by a name; capitals and the word Day at the end do not matter.

    A day off in place of the holiday, `(observed)`, has to be named so.

    >>> holiday_is("Thanksgiving Day", "Thanksgiving"), holiday_is("Boxing Day (observed)", "Boxing Day")
    (True, False)
    """
    return _plain_name(wanted) in {_plain_name(name) for name in holiday.split(";")}


def _plain_name(name: str) -> str:
    return " ".join(name.casefold().replace("\u2019", "'").split()).removesuffix(" day")
