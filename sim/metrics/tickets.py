"""What became of the counted tickets: resolved, given up or lost, how many contacts and how long it took."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.metrics.classes import Classes
from sim.metrics.sums import SHARES, TIMES, count_by, count_by_ticket, exact_by, sum_by, total_of
from sim.metrics.waiting import Row
from sim.records import CLOSED, GIVEN_UP, RESOLVED, Records


@dataclass(frozen=True)
class TicketTally:
    """Sums of the counted tickets by the class of their first contact, (classes,) each.

    Attributes
    ----------
    tickets, resolved, given_up : how many
    contacts : contacts offered to them, retries and follow-ups included, in whatever queue
    time_to_resolution : (classes, 2) seconds from the first contact's arrival to the end of the last, of the resolved,
        in two parts
    satisfaction : (classes, 2) sum of their scores, in two parts

    """

    tickets: NDArray[np.float64]
    resolved: NDArray[np.float64]
    given_up: NDArray[np.float64]
    contacts: NDArray[np.float64]
    time_to_resolution: NDArray[np.float64]
    satisfaction: NDArray[np.float64]


def ticket_tally(
    classes: Classes, counted: NDArray[np.bool_], records: Records, scores: NDArray[np.float64]
) -> TicketTally:
    """Add the counted tickets up by the class of their first contact.

    Parameters
    ----------
    classes : classes of the study
    counted : (tickets,) whether the ticket counts
    records : what the engine wrote
    scores : (tickets,) satisfaction, 0..1

    """
    kinds = len(classes.pairs)
    first = (records.round_ == 1) & (records.try_ == 1)  # one of each ticket, in the order of tickets
    pair = records.market[first].astype(np.int64) * classes.number.shape[1] + records.queue[first]
    kind = classes.number.ravel()[pair]
    arrival = records.arrival[first]
    contacts = count_by_ticket(records.ticket, counted.size, records.outcome != CLOSED)
    resolved = counted & (records.ticket_outcome == RESOLVED)
    given_up = counted & (records.ticket_outcome == GIVEN_UP)
    mine = slice(None) if counted.all() else counted
    span = records.ticket_end[resolved] - arrival[resolved]
    return TicketTally(
        tickets=sum_by(kind[mine], kinds),
        resolved=count_by(kind, kinds, resolved),
        given_up=count_by(kind, kinds, given_up),
        contacts=sum_by(kind[mine], kinds, contacts[mine]),
        time_to_resolution=exact_by(kind[resolved], kinds, span, TIMES),
        satisfaction=exact_by(kind[mine], kinds, scores[mine], SHARES),
    )


def ticket_rows(sums: TicketTally, members: NDArray[np.bool_]) -> list[Row]:
    """Return the ticket figures of some classes; `lost` are all that were not resolved, given up or not."""
    tickets, resolved = float(sums.tickets[members].sum()), float(sums.resolved[members].sum())
    return [
        ("tickets", tickets, 1.0),
        ("resolved_share", resolved, tickets),
        ("lost", tickets - resolved, 1.0),
        ("given_up", float(sums.given_up[members].sum()), 1.0),
        ("contacts_per_ticket", float(sums.contacts[members].sum()), tickets),
        ("time_to_resolution", float(total_of(sums.time_to_resolution[members].sum(axis=0), TIMES)), resolved),
        ("satisfaction", float(total_of(sums.satisfaction[members].sum(axis=0), SHARES)), tickets),
    ]
