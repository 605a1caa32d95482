"""What a study's demand comes to, in plain data: by week, by market and queue, with holidays, hours and warnings."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY
from sim.demand.first_contacts import contacts_of_ticket
from sim.demand.forecast import Forecast
from sim.study.arrivals import Demand, Uplifted
from sim.study.queue import Offer
from sim.study.study import Study
from sim.study.writing import duration_text, hours_text

COLD_START = 0.02
"""A first week that lacks this share of its contacts, since no follow-up is on its way yet, is warned of."""

ANY_TIME = "any time"
"""When deferred work comes: it is never sent away."""


@dataclass(frozen=True)
class Volume:
    """Expected contacts of one market and queue, or of all; follow-ups are in, retries and messages are not.

    Attributes
    ----------
    weeks : contacts of each planning week, those to a closed queue included
    ordinary : contacts of an ordinary week, without seasons, events, holidays and growth
    peak_week : first day of the whole week with the most contacts; None where no whole week has any
    peak : its contacts over the ordinary week's; None where there is none, or no ordinary week
    first_contacts : on the horizon
    closed_share : share of the horizon's contacts that come while their queue is closed, 0..1

    """

    weeks: tuple[float, ...]
    ordinary: float
    peak_week: date | None
    peak: float | None
    first_contacts: float
    closed_share: float


@dataclass(frozen=True)
class ClassDescription:
    """One market and queue: when contacts are let in on the market's clock, what comes, and what it is made of."""

    market: str
    queue: str
    opening_hours: str
    volume: Volume


@dataclass(frozen=True)
class DemandDescription:
    """What the program understood of the demand.

    Attributes
    ----------
    week_starts : first day of each planning week, on the planner's clock
    whole : which of them have seven days
    total : all markets and queues
    classes : one by one, in the study's order
    holidays : (day, market, name) of the public holidays that have an effect
    clock_changes : (day, market, hours by which the clock is put forward) on the horizon
    warnings : what is likely to be a mistake
    notes : what was done about the data, and what is worth knowing

    """

    week_starts: tuple[date, ...]
    whole: tuple[bool, ...]
    total: Volume
    classes: tuple[ClassDescription, ...]
    holidays: tuple[tuple[date, str, str], ...]
    clock_changes: tuple[tuple[date, str, float], ...]
    warnings: tuple[str, ...]
    notes: tuple[str, ...]


def describe_demand(study: Study, forecast: Forecast) -> DemandDescription:
    """Return what the program understood of a study's demand.

    Parameters
    ----------
    study : the study
    forecast : its forecast

    """
    start, end = study.clock.start, study.clock.end
    begins = tuple(start + timedelta(days=7 * week) for week in range(study.clock.weeks))
    whole = tuple(begin + timedelta(days=7) <= end for begin in begins)
    by_week = _by_week(study, forecast)
    classes = []
    for i, (market, queue) in enumerate(forecast.classes):
        own = [k for k, e in enumerate(study.demand) if (e.market, e.queue) == (market, queue)]
        volume = _volume(forecast, by_week, [i], own, begins, whole)
        rule = study.queues[queue]
        hours = hours_text(rule.opening_hours) if rule.live else ANY_TIME
        classes.append(ClassDescription(market, queue, hours, volume))
    every, all_entries = list(range(len(forecast.classes))), list(range(len(study.demand)))
    return DemandDescription(
        begins, whole, _volume(forecast, by_week, every, all_entries, begins, whole), tuple(classes),
        forecast.holidays, tuple(sorted(_clock_changes(study))), tuple(_warnings(study, forecast, classes, by_week)),
        (*forecast.notes, *_notes(study), *_provided_for(study, classes)),
    )  # fmt: skip


def _by_week(study: Study, forecast: Forecast) -> NDArray[np.float64]:
    """Contacts (classes, weeks), by the week in which their interval begins."""
    clock = study.clock
    week = np.searchsorted(clock.week_edges(), clock.starts, side="right") - 1
    contacts = forecast.expected_contacts + forecast.closed_contacts
    return np.array([np.bincount(week, weights=row, minlength=clock.weeks) for row in contacts], dtype=np.float64)


def _volume(
    forecast: Forecast,
    by_week: NDArray[np.float64],
    classes: list[int],
    entries: list[int],
    begins: tuple[date, ...],
    whole: tuple[bool, ...],
) -> Volume:
    weeks = by_week[classes].sum(axis=0)
    ordinary = float(forecast.ordinary_week[classes].sum() + forecast.ordinary_closed[classes].sum())
    peak_week, peak = None, None
    if any(whole) and weeks.any():
        top = int(np.argmax(np.where(whole, weeks, -1.0)))
        peak_week, peak = begins[top], float(weeks[top]) / ordinary if ordinary > 0 else None
    total = float(weeks.sum())
    closed = float(forecast.closed_contacts[classes].sum())
    return Volume(
        tuple(weeks.tolist()), ordinary, peak_week, peak, float(forecast.first_contacts[entries].sum()),
        closed / total if total > 0 else 0.0,
    )  # fmt: skip


def _clock_changes(study: Study) -> Iterator[tuple[date, str, float]]:
    clock = study.clock
    instants = np.append(np.arange(0.0, clock.length, 900.0), clock.length - 1.0)
    for market, place in study.markets.items():
        offsets = clock.local_seconds(instants, place.time_zone) - instants
        for i in np.flatnonzero(np.diff(offsets) != 0).tolist():
            hours = float(offsets[i + 1] - offsets[i]) / 3600.0
            yield clock.local_date(float(instants[i + 1]), place.time_zone), market, hours


def _warnings(
    study: Study, forecast: Forecast, classes: list[ClassDescription], by_week: NDArray[np.float64]
) -> Iterator[str]:
    for found in classes:
        if found.volume.closed_share > 0 and study.queues[found.queue].when_closed is None:
            yield _closed(study, found)
        retry = study.queues[found.queue].retry
        if found.volume.closed_share > 0 and retry is not None and retry.delay.name == "constant":
            yield (
                f"{found.market}/{found.queue}: who comes outside opening hours and tries again does so exactly "
                f"{duration_text(retry.delay.mean)} after the opening, all at one instant; give retry.delay a "
                "distribution"
            )
    for entry, calendar in zip(study.demand, forecast.calendar, strict=True):
        last = calendar.first + timedelta(days=len(calendar.calendar) - 1)
        for kind, spans in (("season", entry.seasons), ("event", entry.events)):
            for span in spans:
                if span.to < calendar.first or span.from_ > last:
                    yield f"{entry.name}: the {kind} {span.name} lies outside the horizon ({_dates(span)})"
    yield from _cold_start(study, forecast, by_week)


def _provided_for(study: Study, classes: list[ClassDescription]) -> Iterator[str]:
    """What becomes of contacts outside opening hours where the study offers something then."""
    for found in classes:
        if found.volume.closed_share > 0 and study.queues[found.queue].when_closed is not None:
            yield _closed(study, found)


def _closed(study: Study, found: ClassDescription) -> str:
    queue = study.queues[found.queue]
    offer, retry = queue.when_closed, queue.retry
    befalls = [_accepting(offer)] if offer is not None else []
    of_whom = "of them" if offer is None else "of the others"
    if offer is None or offer.accepted < 1:
        again = f"{retry.probability:.0%}" if retry else "none"
        befalls.append(f"{again} {of_whom} {'try' if retry else 'tries'} again{' after opening' if retry else ''}")
    return (
        f"{found.market}/{found.queue}: {found.volume.closed_share:.1%} of its contacts come outside opening hours; "
        f"{', '.join(befalls)}"
    )


def _accepting(offer: Offer) -> str:
    """What those do who accept an offer outside opening hours."""
    who = "all of them" if offer.accepted == 1 else f"{offer.accepted:.0%} of them"
    if offer.then == "callback":
        return f"{who} ask to be called back"
    if offer.queue is None:
        return f"{who} leave a message that nobody answers"
    return f"{who} leave a message, which {offer.queue} answers beyond its volume"


def _dates(span: Uplifted) -> str:
    return f"{span.from_} to {span.to}"


def _cold_start(study: Study, forecast: Forecast, by_week: NDArray[np.float64]) -> Iterator[str]:
    """Warn where the first week is counted, but lacks follow-ups of weeks before the horizon."""
    clock = study.clock
    if clock.warm_up >= 7 * DAY or clock.length < 7 * DAY:
        return
    here = forecast.edges[:-1] < clock.week_edges()[1]
    full = 0.0
    for entry, contacts in zip(study.demand, forecast.first_contacts[:, here].sum(axis=1), strict=True):
        full += float(contacts) * _repeats(study, entry)
    came = float(by_week[:, 0].sum())
    if full > 0 and came < (1 - COLD_START) * full:
        yield (
            f"the first week has {1 - came / full:.0%} fewer contacts than one like it, since no follow-up of earlier "
            f"weeks is on its way; horizon.warm_up leaves it out of the figures"
        )


def _repeats(study: Study, entry: Demand) -> float:
    return math.fsum(contacts_of_ticket(study.queues, entry.queue).tolist())


def _notes(study: Study) -> Iterator[str]:
    exact = [e.name for e in study.demand if e.uncertainty.day == 0 and e.uncertainty.season == 0]
    if exact:
        whose = "every entry" if len(exact) == len(study.demand) else ", ".join(exact)
        yield f"the forecast of {whose} is taken as sure: no uncertainty is given"
    for entry in study.demand:
        keys = ("seasons", "events", "public_holidays", "deflection")
        if entry.forecast is not None and (more := [key for key in keys if getattr(entry, key)]):
            yield f"{entry.name}: what its forecast says is changed by {', '.join(more)}; leave out what it has already"
