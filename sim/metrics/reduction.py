"""Records -> what is kept of them: sums, and the few columns that are looked at one by one; pieces add up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.metrics.backlog import Open, deferred_contacts
from sim.metrics.callbacks import callback_sums
from sim.metrics.classes import contact_classes
from sim.metrics.occupancy import InHand, in_hand, regrouped, window_edges
from sim.metrics.pools import PoolTally, pool_tally
from sim.metrics.sums import sum_by
from sim.metrics.tickets import TicketTally, ticket_tally
from sim.metrics.vips import vip_tally
from sim.metrics.waiting import Tally, counted_contacts, left_at_once, tally, waiting_population
from sim.records import OUTCOMES, Records
from sim.study.study import Study


@dataclass(frozen=True)
class Reduction:
    """What is kept of the contacts of whole tickets, `added` with that of others.

    Attributes
    ----------
    played : (1,) how many contacts there were, counted or not
    contacts, vips : sums of the counted contacts, and of the VIPs among them; None where no queue has any
    tickets : sums of the counted tickets
    left_at_once : (classes, intervals) who left a message or asked for a call-back without any wait
    callbacks : (classes, 4), see `callback_sums`
    escalated, cut_off : (classes,) counted contacts that were passed on by a first tier; cut off by an outage
    kinds, waits : classes and waits of all offered but the blocked, in as many arrays (n,) as there are pieces
    by_interval, by_week : time in hand by the slices of the counted window
    pools : sums of the pools' contacts
    deferred : when contacts of deferred queues were open, in as many arrays (n,) as there are pieces

    """

    played: NDArray[np.float64]
    contacts: Tally
    vips: Tally | None
    tickets: TicketTally
    left_at_once: NDArray[np.float64]
    callbacks: NDArray[np.float64]
    escalated: NDArray[np.float64]
    cut_off: NDArray[np.float64]
    kinds: tuple[NDArray[np.int16], ...]
    waits: tuple[NDArray[np.float64], ...]
    by_interval: InHand
    by_week: InHand
    pools: PoolTally
    deferred: tuple[Open, ...]


def cells(study: Study) -> int:
    """Return how many sums the largest table of a reduction holds: a piece is best larger than a part of that."""
    classes = len(contact_classes(study).pairs)
    return classes * (study.clock.intervals + 1) * 2 * len(OUTCOMES)


def reduced(
    study: Study, counted: NDArray[np.bool_], records: Records, scores: NDArray[np.float64]
) -> Reduction:
    """Reduce the records of whole tickets.

    Parameters
    ----------
    study : the study that was simulated
    counted : (tickets,) whether the ticket arrived in the counted window
    records : what the engine wrote of them
    scores : (tickets,) their satisfaction

    Raises ValueError where the records hold a contact that the study cannot have.

    """
    horizon, classes = study.clock, contact_classes(study)
    chosen = slice(None) if counted.all() else counted[records.ticket]
    contacts, kinds = counted_contacts(classes, chosen, records), len(classes.pairs)
    kind, waits = waiting_population(contacts)
    edges, week_edges = (window_edges(horizon, some) for some in (horizon.edges, horizon.week_edges()))
    by_interval = in_hand(records, edges)
    return Reduction(
        played=np.array([float(len(records.ticket))]),
        contacts=tally(classes, horizon, contacts),
        vips=vip_tally(study, classes, contacts),
        tickets=ticket_tally(classes, counted, records, scores),
        left_at_once=left_at_once(horizon, contacts, kinds),
        callbacks=callback_sums(contacts, kinds),
        escalated=sum_by(contacts.kind[contacts.escalated], kinds),
        cut_off=sum_by(contacts.kind[contacts.cut_off], kinds),
        kinds=(kind.astype(np.int16),),
        waits=(waits.copy(),),  # a piece is written over the last one
        by_interval=by_interval,
        by_week=regrouped(by_interval, edges, week_edges) or in_hand(records, week_edges),
        pools=pool_tally(study, records, chosen, counted, scores),
        deferred=(deferred_contacts(study, records),),
    )
