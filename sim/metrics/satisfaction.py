"""How satisfied the customers of tickets are, by what befell each ticket."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.metrics.sums import count_by_ticket, sum_by
from sim.records import ANSWERED, CLOSED, GIVEN_UP, LOST, MESSAGES, RESOLVED, Records
from sim.study.study import Study


def ticket_scores(study: Study, records: Records) -> NDArray[np.float64]:
    """Return the satisfaction (tickets,), 0..1, of the customer of each ticket.

    Parameters
    ----------
    study : its scores, each queue's acceptable wait, each skill's factor
    records : what the engine wrote

    score = max(0, s − further_contact × further − late × late answers) × factor, not above 1; s is `resolved`,
    `unresolved` (given up) or `lost` by what became of the ticket; factor the mean satisfaction factor, by pool and
    queue, over the contacts that an agent had in hand, 1 where none had. A contact is further if it is offered and
    brought by the customer, beyond the first: one that was passed on to a second tier is not the customer's doing, nor
    is a message that is then worked in another queue, and who comes outside opening hours was not offered.

    """
    size, rule = len(records.ticket_outcome), study.satisfaction
    start = np.zeros(3)
    start[[RESOLVED, GIVEN_UP, LOST]] = rule.resolved, rule.unresolved, rule.lost
    within = np.array([queue.service_level.within for queue in study.queues.values()])
    late = (records.outcome == ANSWERED) & (records.wait > within[records.queue])
    further = np.maximum(count_by_ticket(records.ticket, size, brought(records)) - 1, 0)
    score = start[records.ticket_outcome] - rule.further_contact * further
    score -= rule.late * count_by_ticket(records.ticket, size, late)
    return np.asarray(np.minimum(np.maximum(score, 0.0) * mean_factors(study, records), 1.0))


def brought(records: Records) -> NDArray[np.bool_]:
    """Return which contacts (contacts,) were offered and brought by the customer."""
    own: NDArray[np.bool_] = (records.outcome != CLOSED) & ~records.escalated
    left = np.flatnonzero(records.outcome[:-1] == MESSAGES)
    own[left[records.ticket[left + 1] == records.ticket[left]] + 1] = False  # the message, worked in its queue
    return own


def mean_factors(study: Study, records: Records) -> NDArray[np.float64]:
    """Return the mean satisfaction factor (tickets,) of the agents who had a ticket's contacts in hand, 1 if none."""
    size, skills = len(records.ticket_outcome), [study.pools[pool].skills for pool in records.pools]
    factors = np.array(
        [[mine[name].satisfaction_factor if name in mine else 1.0 for name in study.queues] for mine in skills]
    )
    if (factors == 1).all():
        return np.ones(size)
    taken = np.flatnonzero(records.pool >= 0)
    ticket = records.ticket[taken]
    count = sum_by(ticket, size)
    total = sum_by(ticket, size, factors[records.pool[taken], records.queue[taken]])
    return np.divide(total, count, out=np.ones(size), where=count > 0)


def last_pools(records: Records) -> NDArray[np.int64]:
    """Return the pool (tickets,) whose agent had the ticket in hand last, -1 where none had."""
    pools = np.full(len(records.ticket_outcome), -1, dtype=np.int64)
    last = last_in_hand(records)
    pools[records.ticket[last]] = records.pool[last]
    return pools


def last_in_hand(records: Records) -> NDArray[np.int64]:
    """Return the rows of the contacts that were the last of their ticket which an agent had in hand."""
    taken = np.flatnonzero(records.pool >= 0)
    ticket = records.ticket[taken]
    return np.asarray(taken[np.append(ticket[1:] != ticket[:-1], True)[: len(taken)]])
