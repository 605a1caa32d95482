"""Shifts: agents who come at one local time of day, stay for an elapsed length, and pause in between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sim.capacity.steps import Steps, counted
from sim.clock import AFTERMATH, DAY, Horizon, local_to_posix
from sim.study.strategy import Break, Shift

DUTY, PAID_BREAK, UNPAID_BREAK = range(3)


def shift_pieces(length: float, breaks: Sequence[Break]) -> list[tuple[float, float, int]]:
    """Cut a shift into pieces (from, to, kind) of duty, paid and unpaid break, seconds after its start.

    Where breaks overlap, a paid one prevails; what reaches beyond the shift is cut.

    >>> shift_pieces(8.0, [Break(after="4s", length="1s")])
    [(0.0, 4.0, 0), (4.0, 5.0, 2), (5.0, 8.0, 0)]
    """
    marks = {0.0, length} | {t for b in breaks for t in (b.after, b.after + b.length) if t < length}
    times = sorted(marks)
    pieces = []
    for a, b in zip(times, times[1:], strict=False):
        paid = [pause.paid for pause in breaks if pause.after <= a < pause.after + pause.length]
        kind = DUTY if not paid else PAID_BREAK if any(paid) else UNPAID_BREAK
        pieces.append((a, b, kind))
    return pieces


def shift_starts(clock: Horizon, shift: Shift, zone: str) -> Iterator[float]:
    """Yield the starts, seconds, of every shift that touches the horizon or the 28 days after it."""
    day = clock.local_date(-shift.length - DAY, zone)
    last = clock.local_date(clock.length + AFTERMATH, zone)
    while day <= last:
        if day.weekday() in shift.days:
            yield local_second(clock, day, shift.start, zone)
        day += timedelta(days=1)


def local_second(clock: Horizon, day: date, second: float, zone: str) -> float:
    """Seconds since the horizon's start of a local day's clock time; a time in a spring gap moves forward by it."""
    local = datetime(day.year, day.month, day.day) + timedelta(seconds=second)
    return local_to_posix(local, zone) - clock.origin


def shift_duty(clock: Horizon, shifts: Sequence[Shift], zone: str) -> tuple[Steps, Steps]:
    """Agents on duty, and agents on paid breaks, as step functions from the start to 28 days after the end."""
    spans: dict[int, list[tuple[float, float, float]]] = {DUTY: [], PAID_BREAK: [], UNPAID_BREAK: []}
    for shift in shifts:
        pieces = shift_pieces(shift.length, shift.breaks)
        for start in shift_starts(clock, shift, zone):
            for a, b, kind in pieces:
                spans[kind].append((start + a, start + b, float(shift.agents)))
    high = clock.length + AFTERMATH
    return counted(spans[DUTY], 0.0, high), counted(spans[PAID_BREAK], 0.0, high)
