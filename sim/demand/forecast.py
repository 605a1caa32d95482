"""The forecast of a study: expected first contacts on stretches of constant rate, and expected contacts by interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, WEEK, Horizon, WeekSteps, step_integral, step_values
from sim.demand.calendar import DayFactors, day_factors
from sim.demand.expectation import expected_contacts, ordinary_week
from sim.demand.first_contacts import contacts_of_ticket, first_contact_ratios
from sim.demand.sources import Curve, demand_curve
from sim.demand.week_shape import open_share
from sim.errors import Fault, StudyError
from sim.study.reach import pairs_reached
from sim.study.study import Study

_DAY_STEPS = WeekSteps(tuple(d * DAY for d in range(7)), tuple(float(d) for d in range(7)))


@dataclass(frozen=True)
class Forecast:
    """What a study's demand is expected to be, before the random factors of its days and seasons.

    Attributes
    ----------
    entries : names (`market/queue`) of the demand entries, in the study's order
    edges : (segments + 1,) borders of the stretches of constant rate, seconds since the horizon's start
    first_contacts : (entries, segments) expected first contacts, deflection taken off
    fixed_counts : (entries, segments) where the first contacts are a recorded, whole count and not an expectation
    day_index : (segments,) number of the local day on the planner's clock, 0 on the horizon's first
    holidays : (day, market, name) of the public holidays that had an effect, in order
    classes : the (market, queue) pairs that contacts can come to, in the study's order of markets and queues; some
        only by a retry or a message, which no forecast counts
    expected_contacts : (classes, intervals) contacts in opening hours, follow-ups included, retries not; the horizon
        starts without any follow-up on its way, as the simulation does; a backlog comes in the first interval
    closed_contacts : (classes, intervals) contacts that come while their queue is closed
    ordinary_week : (classes, intervals of a week) contacts in opening hours of an ordinary week, without seasons,
        events, holidays and growth, from Monday 00:00 of the planner's clock, follow-ups in steady state
    ordinary_closed : (classes, intervals of a week) those while closed
    calendar : per entry the factors of its local days
    notes : what was done about the data, one sentence each
    season_cv : per entry the coefficient of variation of what is left unknown of the season; empty: as the study says
    cells : (entries, segments) the row of what has come so far that a segment belongs to, -1 where it is to come; None
        where nothing has come

    """

    entries: tuple[str, ...]
    edges: NDArray[np.float64]
    first_contacts: NDArray[np.float64]
    fixed_counts: NDArray[np.bool_]
    day_index: NDArray[np.int64]
    holidays: tuple[tuple[date, str, str], ...]
    classes: tuple[tuple[str, str], ...]
    expected_contacts: NDArray[np.float64]
    closed_contacts: NDArray[np.float64]
    ordinary_week: NDArray[np.float64]
    ordinary_closed: NDArray[np.float64]
    calendar: tuple[DayFactors, ...]
    notes: tuple[str, ...]
    season_cv: tuple[float, ...] = ()
    cells: NDArray[np.int64] | None = None


def forecast(study: Study) -> Forecast:
    """Return the forecast of a study.

    The rate of an entry at t is base × growth × weekday × intraday × (event, else season) × holiday × (1 −
    deflection), constant between the edges. Its base is first contacts: where the entry counts contacts, repeats
    are taken out so that an ordinary week's first contacts and follow-ups are its volume. Recorded and forecast rows
    are divided by the same ratio; where other queues' follow-ups come into the entry's queue, the ratio is solved
    week by week on the market's clock, from that week's contacts alone. Repeats are taken out before deflection.

    Raises
    ------
    StudyError : an entry has no contacts in its week, a file does not cover the horizon, or the follow-ups of other
        queues alone exceed a volume

    """
    clock = study.clock
    _each_once(study)
    zones = [study.markets[e.market].time_zone for e in study.demand]
    openings = [study.queues[e.queue].opening_hours for e in study.demand]
    curves = [demand_curve(e, o, clock, z) for e, o, z in zip(study.demand, openings, zones, strict=True)]
    edges = _edges(study, curves)
    begins = edges[:-1]
    days, calendar = [], []
    for entry, zone in zip(study.demand, zones, strict=True):
        local = (clock.local_seconds(begins, zone) // DAY).astype(np.int64)
        first, count = clock.day_of(int(local.min())), int(local.max() - local.min()) + 1
        calendar.append(day_factors(entry, study.markets[entry.market], clock.start, first, count))
        days.append(local)
    lengths = np.diff(edges)
    base = np.array([step_values(c.times, c.rates, begins) * lengths for c in curves])
    uplift = np.array([c.factors[d - d.min()] for c, d in zip(calendar, days, strict=True)])
    answered = _answered(study, curves, base, begins)
    weekly = np.array([_weekly(c, clock) for c in curves])
    ordinary = _ordinary_ratios(study, curves, weekly, answered)
    ratios = _ratios_by_segment(study, curves, ordinary, answered, base * uplift, days)
    kept = np.array([1.0 - e.deflection for e in study.demand])
    first_contacts = base * uplift * ratios * kept[:, None]
    fixed = np.array([np.full(len(begins), c.step > 0) for c in curves])
    for i in np.flatnonzero([c.step > 0 for c in curves]).tolist():
        first_contacts[i] = _whole(first_contacts[i])
    classes = _classes(study)
    offered, closed = expected_contacts(study, classes, edges, first_contacts)
    weeks = [_first_contact_week(c, r * k) for c, r, k in zip(curves, ordinary, kept, strict=True)]
    flat = base * ratios * kept[:, None]
    week, week_closed = ordinary_week(study, classes, weeks, edges, flat)
    planner = clock.local_seconds(begins, clock.zone) // DAY
    return Forecast(
        tuple(e.name for e in study.demand), edges, first_contacts, fixed, (planner - planner[0]).astype(np.int64),
        _holidays(study, calendar), classes, offered, closed, week, week_closed, tuple(calendar),
        _notes(study, curves, calendar),
    )  # fmt: skip


def _each_once(study: Study) -> None:
    names = [e.name for e in study.demand]
    twice = [i for i, name in enumerate(names) if name in names[:i]]
    if twice:
        raise StudyError([Fault(f"demand[{i}]", f"another entry is of {names[i]} already") for i in twice])


def _edges(study: Study, curves: Sequence[Curve]) -> NDArray[np.float64]:
    clock = study.clock
    parts = [clock.edges, clock.expand(_DAY_STEPS, clock.zone, 0.0, clock.length)[0]]
    parts += [clock.expand(_DAY_STEPS, m.time_zone, 0.0, clock.length)[0] for m in study.markets.values()]
    for entry in study.demand:
        zone = study.markets[entry.market].time_zone
        parts.append(clock.expand(study.queues[entry.queue].accepts, zone, 0.0, clock.length)[0])
    parts += [c.times[c.times < clock.length] for c in curves]
    return np.unique(np.concatenate(parts))


def _answered(
    study: Study, curves: Sequence[Curve], base: NDArray[np.float64], begins: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Share (entries,) of contacts in opening hours, in an ordinary week or where only the horizon is known, there."""
    clock, shares = study.clock, []
    for entry, curve, contacts in zip(study.demand, curves, base, strict=True):
        opening = study.queues[entry.queue].accepts
        if curve.week is not None:
            shares.append(open_share(curve.week, opening))
            continue
        times, values = clock.expand(opening, study.markets[entry.market].time_zone, 0.0, clock.length)
        total = float(contacts.sum())
        shares.append(float(contacts @ step_values(times, values, begins)) / total if total > 0 else 1.0)
    return np.array(shares)


def _weekly(curve: Curve, clock: Horizon) -> float:
    """Contacts of an ordinary week; where only the horizon's are known, their mean per week."""
    if curve.week is not None:
        return curve.week.mean() * WEEK
    return float(step_integral(curve.times, curve.rates, np.array([0.0, clock.length]))[0]) * WEEK / clock.length


def _ordinary_ratios(
    study: Study, curves: Sequence[Curve], weekly: NDArray[np.float64], answered: NDArray[np.float64]
) -> NDArray[np.float64]:
    """First contacts ÷ contacts (entries,) in an ordinary week."""
    ratios = np.array([1.0 if c.tickets else np.nan for c in curves])
    for market in study.markets:
        own = [i for i, e in enumerate(study.demand) if e.market == market]
        if own and np.isnan(ratios[own]).any():
            entries = [study.demand[i] for i in own]
            when = " in an ordinary week"
            ratios[own] = first_contact_ratios(study.queues, entries, weekly[own], answered[own], ratios[own], when)
    return ratios


def _ratios_by_segment(
    study: Study,
    curves: Sequence[Curve],
    ordinary: NDArray[np.float64],
    answered: NDArray[np.float64],
    contacts: NDArray[np.float64],
    days: Sequence[NDArray[np.int64]],
) -> NDArray[np.float64]:
    """First contacts ÷ contacts (entries, segments): week by week where rows meet follow-ups of other queues."""
    ratios = np.repeat(ordinary[:, None], contacts.shape[1], axis=1)
    for market in study.markets:
        own = [i for i, e in enumerate(study.demand) if e.market == market]
        rows = [i for i in own if _has_rows(study, i) and not curves[i].tickets and _fed_by_others(study, i, own)]
        if not rows:
            continue
        week = (days[rows[0]] - _first_row_day(study, rows[0])) // 7
        entries = [study.demand[i] for i in own]
        for number in np.unique(week).tolist():
            here = week == number
            known = np.array([np.nan if i in rows else ordinary[i] for i in own])
            monday = date(1970, 1, 5) + timedelta(days=_first_row_day(study, rows[0]) + 7 * number)
            found = first_contact_ratios(
                study.queues, entries, contacts[np.ix_(own, here)].sum(axis=1), answered[own], known,
                f" in the week of {monday}",
            )  # fmt: skip
            ratios[np.ix_(own, here)] = found[:, None]
    return ratios


def _has_rows(study: Study, i: int) -> bool:
    entry = study.demand[i]
    return entry.forecast is not None or (entry.history is not None and entry.history.use == "replay")


def _fed_by_others(study: Study, i: int, own: Sequence[int]) -> bool:
    position = list(study.queues).index(study.demand[i].queue)
    others = (study.demand[j].queue for j in own if j != i)
    return any(contacts_of_ticket(study.queues, queue)[position] > 0 for queue in others)


def _first_row_day(study: Study, i: int) -> int:
    entry = study.demand[i]
    rows = entry.forecast.rows if entry.forecast is not None else ()
    return int(min(rows)[0] // DAY) if rows else 0


def _whole(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round counts (n,) to whole numbers so that the sum up to each is off by half at most.

    >>> _whole(np.array([0.5, 0.5, 1.25, 1.25])).tolist()
    [1.0, 0.0, 1.0, 2.0]
    """
    return np.diff(np.floor(np.concatenate([[0.0], np.cumsum(counts)]) + 0.5 + 1e-9))


def _first_contact_week(curve: Curve, ratio: float) -> WeekSteps | None:
    if curve.week is None:
        return None
    return WeekSteps(curve.week.times, tuple(value * ratio for value in curve.week.values))


def _classes(study: Study) -> tuple[tuple[str, str], ...]:
    reached = set(pairs_reached(study))
    return tuple((m, q) for m in study.markets for q in study.queues if (m, q) in reached)


def _holidays(study: Study, calendar: Sequence[DayFactors]) -> tuple[tuple[date, str, str], ...]:
    found = {(d, e.market, name) for e, c in zip(study.demand, calendar, strict=True) for d, name in c.holidays}
    return tuple(sorted(found))


def _notes(study: Study, curves: Sequence[Curve], calendar: Sequence[DayFactors]) -> tuple[str, ...]:
    notes = [note for curve in curves for note in curve.notes]
    for entry, factors in zip(study.demand, calendar, strict=True):
        country = study.markets[entry.market].country
        if entry.public_holidays is not None and country is None:
            notes.append(f"{entry.name}: its market names no country, so public_holidays have no effect")
        notes += [f"{entry.name}: no public holiday of {country} is called {name}" for name in factors.unknown]
    return tuple(notes)
