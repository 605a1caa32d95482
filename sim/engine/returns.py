"""Customers who come again: a further try after leaving, a follow-up after an unresolved answer, a second tier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sim.engine.contacts import Contacts
from sim.engine.waiting import QueueState
from sim.records import CLOSED


class Return(NamedTuple):
    """A further contact: its try within its round, the queue it asks for, and when (None: beyond all openings)."""

    round_: int
    try_: int
    queue: int
    time: float | None


def retry_of(
    contacts: Contacts, queues: Sequence[QueueState], contact: int, outcome: int, now: float
) -> Return | None:
    """Return the next try of a customer who left without an answer, or None if the customer lets it be.

    The delay runs from the leaving; for a closed contact from the next opening of the queue it comes to.
    """
    queue = queues[contacts.queue[contact]]
    retry = queue.rule.retry
    ticket, round_, try_ = contacts.key(contact)
    if retry is None or try_ >= retry.attempts or contacts.draws.retry(ticket, round_, try_) >= retry.probability:
        return None
    again = queue.position if queue.retry_queue < 0 else queue.retry_queue
    start: float | None = now
    if outcome == CLOSED:
        start = queues[again].accepts[contacts.market[contact]].open_from(now)
    delay = contacts.draws.retry_delay(ticket, round_, try_, queue.position)
    return Return(round_, try_ + 1, again, None if start is None else start + delay)


def follow_up_of(contacts: Contacts, queues: Sequence[QueueState], contact: int, now: float) -> Return | None:
    """Return the next contact after an unresolved answer, or None if the ticket is given up."""
    queue = queues[contacts.queue[contact]]
    follow_up = queue.rule.follow_up
    ticket, round_, _ = contacts.key(contact)
    if follow_up is None or round_ >= follow_up.attempts:
        return None
    again = queue.position if queue.follow_up_queue < 0 else queue.follow_up_queue
    due = now + contacts.draws.follow_up_delay(ticket, round_, queue.position)
    return Return(round_ + 1, 1, again, queues[again].accepts[contacts.market[contact]].moved_into_hours(due))


def escalation_of(contacts: Contacts, queues: Sequence[QueueState], contact: int, now: float) -> Return | None:
    """Return the second tier's contact, if an answered one is passed on: at once, or when that queue opens."""
    queue = queues[contacts.queue[contact]]
    ticket, round_, _ = contacts.key(contact)
    rule = queue.rule.escalation
    if rule is None or contacts.draws.escalation(ticket, round_) >= rule.share:
        return None
    time = queues[queue.escalation_queue].accepts[contacts.market[contact]].open_from(now)
    return Return(round_ + 1, 1, queue.escalation_queue, time)


def message_of(contacts: Contacts, contact: int, queue: int, now: float) -> Return:
    """Return the contact in a deferred queue that a message becomes, at once."""
    _, round_, try_ = contacts.key(contact)
    return Return(round_, try_ + 1, queue, now)
