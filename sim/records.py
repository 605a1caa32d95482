"""The shape of what the engine writes: one row a contact, served or not; duty per pool as a step function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Table = Mapping[str, NDArray[Any]]
"""A table: column name -> array; text columns hold `str` objects, missing numbers are nan."""

OUTCOMES = ("answered", "abandoned", "blocked", "closed", "messages", "callbacks", "unserved")
ANSWERED, ABANDONED, BLOCKED, CLOSED, MESSAGES, CALLBACKS, UNSERVED = range(len(OUTCOMES))

RESOLVED, GIVEN_UP, LOST = range(3)
"""What became of a ticket: resolved; given up after answered contacts; never answered or never followed up."""


@dataclass(frozen=True)
class Records:
    """Everything that happened to the contacts and the duty of one replication under one strategy.

    Rows are contacts in the order (ticket, round, try). Times are seconds since the horizon's start, on the grid.

    Attributes
    ----------
    ticket : (contacts,) int64, row of the ticket in `Tickets`
    round_, try_ : (contacts,) int16, from 1
    queue : (contacts,) int16, position of the queue in the study
    market : (contacts,) int16, position of the market in the study
    arrival : (contacts,) when the contact asked for an agent
    wait : (contacts,) seconds to answer or to leaving; 0 for blocked and closed
    outcome : (contacts,) int8, position in `OUTCOMES`
    pool : (contacts,) int16, position of the answering pool in `pools`, -1 where not answered
    handle_time : (contacts,) seconds in hand, 0 where not answered
    opened : (contacts,) when the contact was opened to the answering pool; nan where not answered
    ticket_outcome : (tickets,) int8, `RESOLVED`, `GIVEN_UP` or `LOST`
    ticket_end : (tickets,) when the ticket's last contact ended
    pools : names of the strategy's pools
    duty : per pool the step function (times, agents) of agents on duty, overrun included

    """

    ticket: NDArray[np.int64]
    round_: NDArray[np.int16]
    try_: NDArray[np.int16]
    queue: NDArray[np.int16]
    market: NDArray[np.int16]
    arrival: NDArray[np.float64]
    wait: NDArray[np.float64]
    outcome: NDArray[np.int8]
    pool: NDArray[np.int16]
    handle_time: NDArray[np.float64]
    opened: NDArray[np.float64]
    ticket_outcome: NDArray[np.int8]
    ticket_end: NDArray[np.float64]
    pools: tuple[str, ...]
    duty: tuple[tuple[NDArray[np.float64], NDArray[np.float64]], ...]

    @property
    def start(self) -> NDArray[np.float64]:
        """When an agent took the contact, (contacts,), seconds; meaningful where answered."""
        return self.arrival + self.wait
