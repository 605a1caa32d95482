"""Recorded counts fitted to the shape of a week, or replayed as they were."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, WEEK, Horizon, WeekSteps, step_integral, week_steps
from sim.demand.counts_file import Counts, counts_of_rows, read_counts
from sim.errors import StudyError

__all__ = ["Counts", "Profile", "counts_of_rows", "fit_profile", "read_counts", "replay_counts", "replay_rates"]

NEARLY_ALWAYS = 0.9
"""Where a file lists zeros, an interval of the week recorded on this share of its days and absent on one was lost."""
NEVER_EMPTY = 10.0
"""So was, in any file, one recorded on half of its days with this mean: it is empty by chance once in 20,000 times."""
WHOLE_DAY = 0.75
"""The first and the last day count only if they have this share of the rows that their weekday usually has."""
YEAR = 365.0
LONG_ENOUGH = 371.0
"""Days of history from which growth can be told from season: a year and a week."""


@dataclass(frozen=True)
class Profile:
    """The week that recorded counts were fitted to.

    Attributes
    ----------
    interval : length of an interval, seconds
    grain : intervals that share one intraday factor, seconds
    means : (7, slots) mean contacts of each interval of the week, from Monday
    variances : (7, slots) variances of these contacts over the weeks; nan where there are fewer than two
    days : (7,) days of each weekday that were recorded
    day_cv : coefficient of variation of a day's rate about its week's level, Poisson noise taken off; nan if unknown
    week_cv : the same of a week's level about the mean: season, trend and chance together; nan if unknown
    growth : share a year; nan where the history is too short to tell it from season
    growth_error : its standard error
    volume : contacts of an ordinary week, at the history's mean level, or at its end where growth is known
    remarks : what was peculiar and what was done about it

    """

    interval: float
    grain: float
    means: NDArray[np.float64]
    variances: NDArray[np.float64]
    days: NDArray[np.int64]
    day_cv: float
    week_cv: float
    growth: float
    growth_error: float
    volume: float
    remarks: tuple[str, ...]

    @property
    def weekday(self) -> NDArray[np.float64]:
        """Factors of Monday to Sunday (7,), mean one."""
        days = self.means.sum(axis=1)
        return np.asarray(days / days.mean())

    @property
    def intraday(self) -> NDArray[np.float64]:
        """Factors of the intervals of the day (slots,), mean one: the same shape on all days, level within a grain."""
        slots = self.means.sum(axis=0)
        width = max(1, round(self.grain / self.interval))
        level = np.repeat([slots[i : i + width].mean() for i in range(0, slots.size, width)], width)[: slots.size]
        return np.asarray(level / level.mean())

    @property
    def expected(self) -> NDArray[np.float64]:
        """Contacts (7, slots) of the intervals of an ordinary week: volume × weekday × intraday."""
        return np.asarray(self.volume * np.outer(self.weekday, self.intraday) / self.means.size)

    @property
    def dispersion(self) -> float:
        """Variance over mean of an interval's contacts, averaged by contacts; 1 for Poisson."""
        known = np.isfinite(self.variances) & (self.means > 0)
        return float(self.variances[known].sum() / self.means[known].sum()) if known.any() else math.nan

    @property
    def steps(self) -> WeekSteps:
        """The intraday factors as a step function over the week."""
        clock = {i * self.interval: float(factor) for i, factor in enumerate(self.intraday)}
        return week_steps(dict.fromkeys(range(7), clock))


def fit_profile(counts: Counts, grain: float = 0.0) -> Profile:
    """Fit the shape of a week to recorded counts.

    Means are taken over the days on which something was recorded; a day without any row was not recorded (closed, or
    lost). An interval absent from a recorded day had no contacts, unless it is busy or the file lists zeros and has
    this interval nearly always: then it was lost, and is left out. The weekday factors are the row sums of the means,
    the intraday curve their column sums: with equally many days of each weekday the maximum-likelihood fit of
    rate = base × weekday × intraday to Poisson counts.

    Parameters
    ----------
    counts : recorded contacts per interval
    grain : length over which the intraday factors are made level, seconds; each interval its own where shorter

    Raises
    ------
    StudyError : no contacts at all

    >>> week = [(d * 86400.0 + 43200.0 * half, 10.0 * (1 + half)) for d in range(14) for half in range(2)]
    >>> p = fit_profile(counts_of_rows(week, 43200.0))
    >>> p.volume, p.intraday.round(3).tolist()
    (210.0, [0.667, 1.333])

    """
    table, days, remarks = _table(counts)
    if not np.nansum(table) > 0:
        raise StudyError("the recorded counts are all zero")
    means, variances = _week(table, days)
    totals = np.nansum(table + np.where(np.isnan(table), means[days % 7], 0.0), axis=1)
    growth, error = _growth(days, totals)
    volume = float(means.sum())
    if math.isfinite(growth):
        centre = float(np.mean(days))
        volume *= (1 + growth) ** ((float(days[-1]) - centre) / YEAR)
    number = np.bincount(days % 7, minlength=7)
    return Profile(
        counts.interval, max(grain, counts.interval), means, variances, number, *_spreads(days, totals),
        growth, error, volume, (*counts.remarks, *remarks),
    )  # fmt: skip


def _table(counts: Counts) -> tuple[NDArray[np.float64], NDArray[np.int64], list[str]]:
    """Contacts (recorded days, slots), nan where lost, and the day numbers (recorded days,)."""
    days, rows = np.unique(counts.day, return_inverse=True)
    table = np.full((days.size, counts.slots), np.nan)
    table[rows, counts.slot] = counts.count
    keep, remarks = _whole_days(table, days)
    table, days = table[keep], days[keep]
    empty, remarks_empty = _empty(table, days, lists_zeros=bool((counts.count == 0).any()))
    remarks += remarks_empty
    missing = _missing_days(days)
    if missing:
        remarks.append(missing)
    return np.where(empty, 0.0, table), days, remarks


def _empty(
    table: NDArray[np.float64], days: NDArray[np.int64], *, lists_zeros: bool
) -> tuple[NDArray[np.bool_], list[str]]:
    """Where an interval without a row had no contacts (recorded days, slots), and what was assumed, in words."""
    empty, taken, lost = np.zeros(table.shape, dtype=bool), 0, 0
    for weekday in np.unique(days % 7):
        own = days % 7 == weekday
        absent = np.isnan(table[own])
        recorded = 1.0 - absent.mean(axis=0)
        mean = np.nansum(table[own], axis=0) / np.maximum((~absent).sum(axis=0), 1)
        kept = (recorded >= 0.5) & (mean >= NEVER_EMPTY)
        if lists_zeros:
            kept |= recorded >= NEARLY_ALWAYS
        empty[own] = absent & ~kept
        taken += int((absent & ~kept & (recorded > 0)).sum())
        lost += int((absent & kept).sum())
    remarks = [f"{taken} intervals without a row are taken as empty"] if taken else []
    if lost:
        remarks.append(f"{lost} intervals without a row, elsewhere always recorded or busy, are left out of the means")
    return empty, remarks


def _whole_days(table: NDArray[np.float64], days: NDArray[np.int64]) -> tuple[NDArray[np.bool_], list[str]]:
    filled = (~np.isnan(table)).sum(axis=1)
    keep, remarks = np.ones(days.size, dtype=bool), []
    for i, word in ((0, "first"), (days.size - 1, "last")):
        others = filled[(days % 7 == days[i] % 7) & (np.arange(days.size) != i)]
        if others.size and filled[i] < WHOLE_DAY * np.median(others):
            keep[i] = False
            remarks.append(f"the {word} day, {day_text(days[i])}, is cut short and left out")
    return keep, remarks


def _missing_days(days: NDArray[np.int64]) -> str:
    """Say which days of recorded weekdays have no row at all."""
    weekdays = np.unique(days % 7)
    spanned = np.arange(days[0], days[-1] + 1)
    missing = np.setdiff1d(spanned[np.isin(spanned % 7, weekdays)], days)
    if not missing.size:
        return ""
    shown = ", ".join(day_text(day) for day in missing[:8])
    shown += f" and {missing.size - 8} more" if missing.size > 8 else ""
    return f"{missing.size} days without any row are treated as not recorded: {shown}"


def day_text(day: int) -> str:
    """Return the date of a local day number, 0 on Monday 1970-01-05.

    >>> day_text(7)
    '1970-01-12'
    """
    return (date(1970, 1, 5) + timedelta(days=int(day))).isoformat()


def _week(table: NDArray[np.float64], days: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    means, variances = np.zeros((7, table.shape[1])), np.full((7, table.shape[1]), np.nan)
    for weekday in np.unique(days % 7):
        own = table[days % 7 == weekday]
        known = (~np.isnan(own)).sum(axis=0)
        means[weekday] = np.nansum(own, axis=0) / np.maximum(known, 1)
        spread = np.nansum((own - means[weekday]) ** 2, axis=0)
        variances[weekday] = np.where(known > 1, spread / np.maximum(known - 1, 1), np.nan)
    return means, variances


def _growth(days: NDArray[np.int64], totals: NDArray[np.float64]) -> tuple[float, float]:
    """Yearly growth and its standard error, from the same weekday a year (52 weeks) apart; nan below a year.

    Days a year apart carry the same season, so that season is not mistaken for growth. The standard error is taken
    over weeks, since days of a week move together.
    """
    if days[-1] - days[0] < LONG_ENOUGH:
        return math.nan, math.nan
    earlier = np.isin(days + 364, days)
    pairs = days[earlier]
    now, then = totals[np.searchsorted(days, pairs + 364)], totals[earlier]
    weeks = np.unique(pairs // 7, return_inverse=True)[1]
    up, down = np.bincount(weeks, weights=now), np.bincount(weeks, weights=then)
    if up.size < 2 or not down.sum() > 0:
        return math.nan, math.nan
    ratio = up.sum() / down.sum()
    error = math.sqrt(np.sum((up - ratio * down) ** 2) * up.size / (up.size - 1)) / down.sum()
    return float(ratio ** (YEAR / 364) - 1), float(error)


def _spreads(days: NDArray[np.int64], totals: NDArray[np.float64]) -> tuple[float, float]:
    """Coefficients of variation of a day's factor within its week, and of a week's level; Poisson noise taken off.

    A day's count with expectation f = week's level × weekday's mean and a factor of coefficient of variation c has
    variance f + c² f². Summed over n days, with p parameters fitted to them:
    c² = (Σ (count − f)² ÷ (n − p) × n − Σ f) ÷ Σ f².
    """
    means = np.bincount(days % 7, weights=totals, minlength=7) / np.maximum(np.bincount(days % 7, minlength=7), 1)
    weeks, row = np.unique(days // 7, return_inverse=True)
    plain = means[days % 7]
    level = np.bincount(row, weights=totals) / np.maximum(np.bincount(row, weights=plain), 1e-300)
    fitted = level[row] * plain
    free = days.size - weeks.size - np.unique(days % 7).size + 1
    day = week = math.nan
    if free > 0:
        noise = float(np.sum((totals - fitted) ** 2)) * days.size / free - float(fitted.sum())
        day = math.sqrt(max(noise, 0.0) / float(np.sum(fitted**2)))
    if weeks.size > 1:
        own = (1 / np.maximum(np.bincount(row, weights=plain), 1e-300)).mean()
        week = math.sqrt(max(float(level.var(ddof=1)) - own - (0 if math.isnan(day) else day**2) / 5, 0.0))
    return day, week


def replay_rates(
    counts: Counts, horizon: Horizon, zone: str, scale: float = 1.0
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return recorded counts as steps: (k,) seconds since the horizon's start, (k,) contacts per second from there.

    The horizon's local days take the counts of the same dates where the history has its first day; else the history
    is moved by whole weeks so that its first week meets the horizon's first. Days that were not recorded are empty.
    An hour that daylight saving repeats repeats its rate.

    Raises
    ------
    StudyError : the history, moved so, ends before the horizon

    """
    edges = np.unique(np.concatenate([np.arange(0.0, horizon.length, counts.interval), [horizon.length]]))
    local = horizon.local_seconds(edges, zone)
    if np.any(np.mod(local[:-1], counts.interval)):  # the clock's offset is no multiple of the interval
        grid = math.gcd(round(counts.interval), 900)
        edges = np.arange(0.0, horizon.length, float(grid))
        local = horizon.local_seconds(edges, zone)
    asked = local + replay_shift(counts, float(local[0]), float(local[-1]))
    starts = np.floor_divide(asked, counts.interval) * counts.interval
    index = np.minimum(np.searchsorted(counts.clock, starts), counts.clock.size - 1)
    rates = np.where(counts.clock[index] == starts, counts.count[index], 0.0) * scale / counts.interval
    rates[edges >= horizon.length] = 0.0
    return edges, rates


def replay_shift(counts: Counts, first_second: float, end_second: float) -> float:
    """Return by how many seconds, whole weeks, a history lies after the local clock of the horizon it is replayed on.

    Parameters
    ----------
    counts : the history
    first_second, end_second : the horizon's first and end on the local clock, seconds after Monday 1970-01-05

    Raises
    ------
    StudyError : the history, moved so, ends before the horizon

    """
    first, last = counts.clock[0] // DAY, counts.clock[-1] // DAY
    start = first_second // DAY
    shift = 0.0 if first <= start <= last else math.ceil((first - start) / 7) * WEEK
    if end_second + shift - 1.0 >= (last + 1) * DAY:
        raise StudyError(f"the history ends on {day_text(int(last))}, before the horizon it is replayed on")
    return shift


def replay_counts(counts: Counts, horizon: Horizon, zone: str, scale: float = 1.0) -> NDArray[np.float64]:
    """Return recorded counts as expected contacts per interval of the horizon (intervals,); see `replay_rates`.

    >>> from datetime import date
    >>> from sim.demand.counts_file import counts_of_rows
    >>> day = counts_of_rows([(h * 3600.0, 6.0) for h in range(48)], 3600.0)
    >>> replay_counts(day, Horizon.of(date(1970, 1, 5), date(1970, 1, 6), "UTC", 1800.0), "UTC")[:3].tolist()
    [3.0, 3.0, 3.0]
    """
    times, rates = replay_rates(counts, horizon, zone, scale)
    return np.asarray(step_integral(times, rates, horizon.edges))
