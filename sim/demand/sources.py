"""Where a demand entry's numbers come from: volume, rate, forecast file or recorded history, as a curve in time."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, WEEK, Horizon, WeekSteps, local_to_posix, step_integral, step_values
from sim.demand.history import Counts, counts_of_rows, day_text, fit_profile, replay_rates, replay_shift
from sim.demand.week_shape import week_rate, week_shape
from sim.errors import Fault, StudyError
from sim.study.arrivals import Demand

_EPOCH = datetime(1970, 1, 5)  # a Monday


@dataclass(frozen=True)
class Curve:
    """What an entry brings before growth, seasons, events, holidays, deflection and repeats are reckoned with.

    Attributes
    ----------
    times, rates : (k,) step function, seconds since the horizon's start and contacts per second from there on
    week : contacts per second of an ordinary week on the market's clock; None where only the horizon's are known
    tickets : whether these are first contacts already
    step : length of a recorded interval that is replayed to the exact count, seconds; 0 elsewhere
    notes : what was done about it, one sentence each

    """

    times: NDArray[np.float64]
    rates: NDArray[np.float64]
    week: WeekSteps | None
    tickets: bool = False
    step: float = 0.0
    notes: tuple[str, ...] = ()


def demand_curve(entry: Demand, opening: WeekSteps, horizon: Horizon, zone: str) -> Curve:
    """Return the curve of a demand entry on the horizon.

    Parameters
    ----------
    entry : the demand
    opening : opening hours of its queue on the market's clock, 1 where open
    horizon : the simulated span
    zone : the market's time zone

    Raises
    ------
    StudyError : the entry leaves no contacts in the week, or its file does not cover the horizon

    """
    try:
        if entry.forecast is not None:
            return _of_forecast(entry, opening, horizon, zone)
        if entry.history is not None:
            return _of_history(entry, opening, horizon, zone)
        if entry.rate is not None:
            return _of_week(week_rate(entry, opening), horizon, zone, tickets=True)
        week = times_number(week_shape(entry, opening), entry.volume or 0.0)
    except StudyError as error:
        raise StudyError([replace(f, path=f"demand.{entry.name}") for f in error.faults]) from error
    return _of_week(week, horizon, zone, tickets=entry.counts == "tickets")


def times_number(steps: WeekSteps, number: float) -> WeekSteps:
    """Multiply a week's steps by a number."""
    return WeekSteps(steps.times, tuple(value * number for value in steps.values))


def local_instant(second: float, horizon: Horizon, zone: str) -> float:
    """Return when, in seconds since the horizon's start, a local clock reads a second after Monday 1970-01-05."""
    return local_to_posix(_EPOCH + timedelta(seconds=second), zone) - horizon.origin


def _of_week(week: WeekSteps, horizon: Horizon, zone: str, *, tickets: bool) -> Curve:
    return Curve(*horizon.expand(week, zone, 0.0, horizon.length), week, tickets)


def _of_forecast(entry: Demand, opening: WeekSteps, horizon: Horizon, zone: str) -> Curve:
    assert entry.forecast is not None
    given, step = entry.forecast, entry.forecast.step
    rows = sorted((start, count * given.scale) for start, count in given.rows)
    _covering(rows, step, horizon, zone)
    tickets = entry.counts == "tickets"
    if step < DAY:
        return Curve(*replay_rates(counts_of_rows(rows, step), horizon, zone), None, tickets)
    shape = week_shape(entry, opening)
    times, rates = _spread_rows(rows, step, shape, horizon, zone)
    contacts = float(step_integral(times, rates, np.array([0.0, horizon.length]))[0])
    shapes = float(step_integral(*horizon.expand(shape, zone, 0.0, horizon.length), np.array([0.0, horizon.length]))[0])
    mean = contacts / shapes if shapes > 0 else 0.0
    note = f"{entry.name}: the ordinary week is the mean of its forecast on the horizon"
    return Curve(times, rates, times_number(shape, mean), tickets, notes=(note,))


def _covering(rows: list[tuple[float, float]], step: float, horizon: Horizon, zone: str) -> None:
    """Refuse rows that leave out a day at the horizon's ends, or a whole row where rows are a week or longer."""
    if not rows:
        raise StudyError("the forecast has no rows")
    first, last = (float(x) for x in horizon.local_seconds(np.array([0.0, horizon.length - 1.0]), zone))
    day = timedelta(days=1)
    if rows[0][0] // DAY > first // DAY:
        raise StudyError(f"the forecast begins on {(_EPOCH + rows[0][0] // DAY * day).date()}, after the horizon")
    end = rows[-1][0] + max(step, DAY)
    if end <= last // DAY * DAY:
        raise StudyError(f"the forecast ends before {(_EPOCH + last // DAY * day).date()}, before the horizon's end")
    starts = np.array([start for start, _ in rows])
    gaps = np.flatnonzero(np.diff(starts) > step) if step >= WEEK else np.array([], dtype=np.int64)
    overlaps = np.flatnonzero(np.diff(starts) < step) if step >= DAY else np.array([], dtype=np.int64)
    faults = [Fault("", f"the forecast has no row for {(_EPOCH + timedelta(seconds=starts[i] + step)).date()}")
              for i in gaps]  # fmt: skip
    faults += [Fault("", f"the forecast's row of {(_EPOCH + timedelta(seconds=starts[i + 1])).date()} begins "
                         "before the one above it ends") for i in overlaps]  # fmt: skip
    if faults:
        raise StudyError(faults)


def _spread_rows(
    rows: list[tuple[float, float]], step: float, shape: WeekSteps, horizon: Horizon, zone: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Spread each row's contacts over its days by the week's shape (evenly where the shape leaves it empty)."""
    begin = np.array([local_instant(start, horizon, zone) for start, _ in rows])
    end = np.array([local_instant(start + step, horizon, zone) for start, _ in rows])
    contacts = np.array([count for _, count in rows])
    times, values = horizon.expand(shape, zone, min(0.0, float(begin[0])), max(horizon.length, float(end[-1])))
    inside = step_integral(times, values, np.column_stack([begin, end]).ravel())[::2]
    level = contacts / np.where(inside > 0, inside, end - begin)
    all_times = np.unique(np.concatenate([[0.0], times, begin, end]))
    row = np.searchsorted(begin, all_times, side="right") - 1
    covered = (row >= 0) & (all_times < end[np.maximum(row, 0)])
    row = np.maximum(row, 0)
    pattern = np.where(inside[row] > 0, step_values(times, values, all_times), 1.0)
    rates = np.where(covered, level[row] * pattern, 0.0)
    kept = (all_times >= 0) & (all_times < horizon.length)
    return all_times[kept], rates[kept]


def _of_history(entry: Demand, opening: WeekSteps, horizon: Horizon, zone: str) -> Curve:
    assert entry.history is not None
    history, tickets = entry.history, entry.counts == "tickets"
    if not history.rows:
        raise StudyError("the history has no rows")
    counts = counts_of_rows(history.rows, history.step)
    if history.use == "fit":
        profile = fit_profile(counts)
        filled = entry.model_copy(
            update={
                "weekday": entry.weekday or tuple(profile.weekday.tolist()),
                "intraday": entry.intraday or (None if counts.slots == 1 else profile.steps),
            }
        )
        week = times_number(week_shape(filled, opening), profile.volume * history.scale / WEEK)
        fitted = _of_week(week, horizon, zone, tickets=tickets)
        return replace(fitted, notes=tuple(f"{entry.name}: {remark}" for remark in profile.remarks))
    if counts.slots == 1:
        times, rates = _replayed_days(counts, history.scale, week_shape(entry, opening), horizon, zone)
    else:
        times, rates = replay_rates(counts, horizon, zone, history.scale)
    first = float(horizon.local_seconds(np.array([0.0]), zone)[0]) // DAY
    notes = []
    if not counts.clock[0] // DAY <= first <= counts.clock[-1] // DAY:
        weeks = math.ceil((counts.clock[0] // DAY - first) / 7)
        recorded = day_text(int(first + 7 * weeks))
        notes.append(f"{entry.name}: the history is moved by whole weeks, so that {recorded} is replayed first")
    return Curve(times, rates, None, tickets, history.step, tuple(notes))


def _replayed_days(
    counts: Counts, scale: float, shape: WeekSteps, horizon: Horizon, zone: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Spread recorded days over their hours by the week's shape, for counts by day tell nothing of the hours."""
    ends = horizon.local_seconds(np.array([0.0, horizon.length]), zone)
    shift = replay_shift(counts, *ends.tolist())
    moved = (counts.clock - shift, counts.count * scale)
    inside = (moved[0] > ends[0] - DAY) & (moved[0] < ends[1])
    rows = list(zip(moved[0][inside].tolist(), moved[1][inside].tolist(), strict=True))
    return _spread_rows(rows, DAY, shape, horizon, zone)
