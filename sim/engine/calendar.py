"""The calendar of events: SimPy's, with bare callbacks and one written order for events at equal times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from heapq import heappush
from typing import Any

import simpy

COMPLETION, STEP_CLOSING, ROSTER, STEP_OPENING, OPENING, ARRIVAL, TIMER, OFFER, ABANDONMENT, SCALING, LIMIT = (
    kind << 50 for kind in range(11)
)
"""Order at equal times: completions; changes of pace, then of rosters, between the steps of routes whose hours end and
those whose hours begin; opening and closing; arrivals of every kind; overflow timers, then offers to who has waited
long; abandonments; ticks of scaling rules; the end of the aftermath. Within a kind the contact's order (ticket, round,
try) decides."""

ROUND_BITS, TRY_BITS = 6, 5


def contact_order(ticket: int, round_: int, try_: int) -> int:
    """Return the rank of a contact among events of one kind at one time.

    >>> contact_order(3, 1, 2) < contact_order(3, 2, 1) < contact_order(4, 1, 1)
    True
    """
    return (ticket << (ROUND_BITS + TRY_BITS)) | (round_ << TRY_BITS) | try_


class Occurrence(simpy.Event):
    """An event that succeeds when its time comes; `subject` says whom it is about.

    Occurrences of one kind share their list of callbacks: a process per contact would cost several times as much.
    """

    _ok = True
    _value = None

    def __init__(self, callbacks: list[Any], subject: Any) -> None:
        self.callbacks = callbacks
        self.subject = subject


class Calendar(simpy.Environment):
    """SimPy's environment with events put at absolute times, so that no time is rounded by adding a delay.

    The engine reads SimPy's `_now` itself: `now` is a property, and calling it costs a run some 6 % of its time.
    """

    def at(self, time: float, order: int, occurrence: simpy.Event) -> None:
        """Put an occurrence at a time (seconds, on the grid) with its order among equals."""
        heappush(self._queue, (time, order, next(self._eid), occurrence))  # type: ignore[misc]

    def series(
        self, order: int, action: Callable[[Any, Any], None], about: Any, changes: Iterable[tuple[float, Any]]
    ) -> None:
        """Call `action(about, value)` at the time of each (time, value), ascending; one event stands at a time."""
        self._put_next(order, action, about, iter(changes))

    def hours(
        self, order: int, action: Callable[[Any, Any], None], about: Any, changes: Iterable[tuple[float, float]]
    ) -> None:
        """Call `action` as `series` does, for hours that begin (above zero) and end (zero)."""
        changes = list(changes)
        self.series(STEP_CLOSING | order, action, about, [change for change in changes if change[1] <= 0])
        self.series(STEP_OPENING | order, action, about, [change for change in changes if change[1] > 0])

    def _put_next(
        self, order: int, action: Callable[[Any, Any], None], about: Any, left: Iterator[tuple[float, Any]]
    ) -> None:
        following = next(left, None)
        if following is None:
            return
        time, value = following

        def change(_: Occurrence) -> None:
            self._put_next(order, action, about, left)
            action(about, value)

        self.at(time, order, Occurrence([change], None))
