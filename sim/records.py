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

TICKET_OUTCOMES = ("resolved", "given_up", "lost")
RESOLVED, GIVEN_UP, LOST = range(len(TICKET_OUTCOMES))
"""What became of a ticket: resolved; given up after answered contacts; never answered or never followed up."""


CHATTING, NOT_REACHED = range(2)


@dataclass(frozen=True)
class Spells:
    """Times in which one agent of a pool was busy, (spells,) each: pool (position), begin and end (seconds), kind.

    A spell of kind `CHATTING` lasts from an agent's first chat in hand to the moment when none is left; one of kind
    `NOT_REACHED` is a call-back that did not reach the customer.
    """

    pool: NDArray[np.int16]
    begin: NDArray[np.float64]
    end: NDArray[np.float64]
    kind: NDArray[np.int8]


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
    wait : (contacts,) seconds on the line, to answer or to leaving; 0 for blocked and closed. A call-back's ends with
        the request; its customer then waits from `arrival + wait` to `start`, off the line
    outcome : (contacts,) int8, position in `OUTCOMES`
    pool : (contacts,) int16, position in `pools` of the pool that had it in hand; -1 where none had
    start : (contacts,) when an agent took it: the answer, or the connection of a call-back; nan where none did
    handle_time : (contacts,) seconds in hand from `start` on, a chat's as slowed down; 0 where none had it
    opened : (contacts,) when the contact was opened to the answering pool; nan where not answered
    shared : (contacts,) bool, a chat that its agent may have had in hand beside others; when that agent was busy
        stands in `spells`
    escalated : (contacts,) bool, passed on from a first tier, not brought by the customer
    cut_off : (contacts,) bool, answered and cut off in hand by an outage of the pool
    vip : (contacts,) bool, served with the priority of the queue's VIPs
    ticket_outcome : (tickets,) int8, `RESOLVED`, `GIVEN_UP` or `LOST`
    ticket_end : (tickets,) when the ticket's last contact ended
    pools : names of the strategy's pools
    duty : per pool the step function (times, agents) of agents on duty, overrun included
    spells : times (spells,) in which an agent was busy that are not one contact's own: with chats in hand, or with a
        call-back that nobody took

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
    start: NDArray[np.float64]
    handle_time: NDArray[np.float64]
    opened: NDArray[np.float64]
    shared: NDArray[np.bool_]
    escalated: NDArray[np.bool_]
    cut_off: NDArray[np.bool_]
    vip: NDArray[np.bool_]
    ticket_outcome: NDArray[np.int8]
    ticket_end: NDArray[np.float64]
    pools: tuple[str, ...]
    duty: tuple[tuple[NDArray[np.float64], NDArray[np.float64]], ...]
    spells: Spells
