"""First contacts behind the contacts that a planner counts: repeats taken out, for all queues of a market at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.demand.followups import shares_onward
from sim.errors import Fault, StudyError
from sim.study.arrivals import Demand
from sim.study.queue import Queue

_SLACK = 1e-9


def contacts_of_ticket(queues: Mapping[str, Queue], first: str, answered: float = 1.0) -> NDArray[np.float64]:
    """Return the contacts (queues,) that one ticket brings to each queue, its first contact included.

    Of the answered contacts of queue q the share `escalation` is passed on to the queue that it names; of the rest the
    share 1 − resolution comes back, to the queue that q's `follow_up` names or to q itself, as long as the ticket has
    had fewer answered contacts than q's `attempts`. Retries do not count, nor do messages, and every contact but the
    first is taken as answered.

    Parameters
    ----------
    queues : the study's queues by name
    first : the queue of the first contact
    answered : share of first contacts that can be answered, 0..1; those outside opening hours cannot

    >>> phone = Queue.model_validate({"channel": "voice", "handle_time": "3min", "resolution": 0.75,
    ...     "follow_up": {"delay": "1d", "attempts": 3}})
    >>> contacts_of_ticket({"phone": phone}, "phone").tolist()  # 1 + 1/4 + 1/16
    [1.3125]

    """
    position = {name: i for i, name in enumerate(queues)}
    contacts, current = np.zeros(len(queues)), np.zeros(len(queues))
    contacts[position[first]], current[position[first]] = 1.0, answered
    for contact in range(1, _most_answers(queues)):
        following = np.zeros(len(queues))
        for (name, queue), share in zip(queues.items(), current.tolist(), strict=True):
            passed, back = shares_onward(queue, contact)
            if queue.escalation is not None:
                following[position[queue.escalation.queue]] += share * passed
            if queue.follow_up is not None:
                following[position[queue.follow_up.queue or name]] += share * back
        contacts, current = contacts + following, following
    return contacts


def _most_answers(queues: Mapping[str, Queue]) -> int:
    """Answered contacts that no ticket exceeds: once nobody comes back, it is passed on from tier to tier at most."""
    return max((q.follow_up.attempts for q in queues.values() if q.follow_up is not None), default=1) + len(queues)


def first_contact_ratios(
    queues: Mapping[str, Queue],
    entries: Sequence[Demand],
    volumes: NDArray[np.float64],
    answered: NDArray[np.float64],
    known: NDArray[np.float64],
    when: str = "",
) -> NDArray[np.float64]:
    """Return first contacts ÷ contacts (entries,) of the demand entries of one market, one entry a queue.

    Solves Σ over entries e of A[q, e] × first[e] = volume[q] for the queues q whose volume counts contacts, with
    A[q, e] the contacts at q per ticket of e (`contacts_of_ticket`). This is the steady state of a week that goes on
    as it is.

    Parameters
    ----------
    queues : the study's queues by name
    entries : the demand entries of one market
    volumes : (entries,) contacts in the same span of time
    answered : (entries,) share of their first contacts in opening hours
    known : (entries,) the ratio where it is given, nan where it is asked for
    when : the span, for the fault's text

    Raises
    ------
    StudyError : the follow-ups alone are more than the volume of a queue, or leave it open

    """
    position = {name: i for i, name in enumerate(queues)}
    rows = [position[entry.queue] for entry in entries]
    columns = [contacts_of_ticket(queues, entry.queue, share) for entry, share in zip(entries, answered, strict=True)]
    matrix = np.array(columns).T[rows]
    asked = np.isnan(known)
    first = np.where(asked, 0.0, volumes * known)
    try:
        first[asked] = np.linalg.solve(matrix[np.ix_(asked, asked)], volumes[asked] - matrix[asked] @ first)
    except np.linalg.LinAlgError:
        names = " and ".join(entry.name for entry, a in zip(entries, asked, strict=True) if a)
        what = f"the first contacts of {names} cannot be told from follow-ups; say counts: tickets"
        raise StudyError([Fault("demand", what)]) from None
    first = _not_negative(entries, volumes, first, matrix, asked, when)
    return np.where(volumes > 0, first / np.where(volumes > 0, volumes, 1.0), 1.0)


def _not_negative(
    entries: Sequence[Demand],
    volumes: NDArray[np.float64],
    first: NDArray[np.float64],
    matrix: NDArray[np.float64],
    asked: NDArray[np.bool_],
    when: str,
) -> NDArray[np.float64]:
    """Pass the first contacts (entries,) on, rounding noise taken off; fewer than none are a fault of the volume."""
    faults = []
    slack = _SLACK * max(1.0, float(volumes.max()))
    for i in np.flatnonzero(asked & (first < -slack)).tolist():
        repeats = volumes[i] - matrix[i, i] * first[i]
        faults.append(Fault(f"demand.{entries[i].name}",
                            f"the follow-ups of other queues alone are {repeats:,.1f} contacts{when}, more than its "
                            f"volume of {volumes[i]:,.1f} with repeats; raise it, or say counts: tickets"))  # fmt: skip
    if faults:
        raise StudyError(faults)
    return np.maximum(first, 0.0)
