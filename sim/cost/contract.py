"""What a vendor's contract costs: usage at its price, the monthly minimum, our own people who govern it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.study.contract import Contract

Amounts = NDArray[np.float64]

LINES = {"agent_hour": "agent_hours", "paid_hour": "paid_hours", "minute": "minutes", "contact": "contacts"}
"""Unit of a price -> line of the statement, which is also the key of the minimum in that unit."""


@dataclass(frozen=True)
class Usage:
    """What was used of a contract, (months,) each.

    Attributes
    ----------
    agent_hours : hours on duty
    paid_hours : hours through the vendor's shrinkage
    minutes : minutes of contacts in hand; two chats in one agent's hand count twice
    contacts : contacts answered, and call-backs that reached their customer
    month_share : share of the month that the counted window covers, prorated by day

    """

    agent_hours: Amounts
    paid_hours: Amounts
    minutes: Amounts
    contacts: Amounts
    month_share: Amounts


def contract_lines(terms: Contract, usage: Usage) -> dict[str, Amounts]:
    """Return the cost of a contract by line, (months,) each.

    Parameters
    ----------
    terms : price, minimum and governance
    usage : what was used

    The line of the price's unit = price × used; `minimum_true_up` = price × what is missing to the minimum of the
    month, in the price's unit; `governance` = share × (both).

    >>> from sim.units import Price
    >>> from sim.study.contract import Minimum
    >>> terms = Contract(price=Price(0.5, "minute"), minimum=Minimum(minutes=Price(1000.0, "month")), governance="10%")
    >>> used, none = np.array([1200.0, 300.0]), np.zeros(2)
    >>> lines = contract_lines(terms, Usage(none, none, used, none, np.array([1.0, 0.5])))
    >>> {line: amount.tolist() for line, amount in lines.items()}
    {'minutes': [600.0, 150.0], 'minimum_true_up': [0.0, 100.0], 'governance': [60.0, 25.0]}

    """
    line = LINES[terms.price.unit]
    used: Amounts = getattr(usage, line)
    lines = {line: terms.price.amount * used}
    if terms.minimum is not None:
        floor = getattr(terms.minimum, line)
        if floor is not None:
            lines["minimum_true_up"] = true_up(terms.price.amount, floor.amount * usage.month_share, used)
    if terms.governance > 0:
        lines["governance"] = terms.governance * np.sum(list(lines.values()), axis=0)
    return lines


def true_up(price: float, minimum: Amounts, used: Amounts) -> Amounts:
    """Return price × max(0, minimum − used): what a minimum costs beyond what was used.

    >>> true_up(13.5, np.array([3000.0, 3000.0]), np.array([2900.0, 3100.0])).tolist()
    [1350.0, 0.0]
    """
    return price * np.maximum(0.0, minimum - used)
