"""The figures of the pools: their hours, and what became of the contacts that their agents had in hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.metrics.chats import chat_pools
from sim.metrics.occupancy import PoolTime, mean_heads
from sim.metrics.satisfaction import last_pools
from sim.metrics.sums import SHARES, TIMES, count_by, exact_by, sum_by, total_of
from sim.metrics.waiting import Row
from sim.records import ANSWERED, Records
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.capacity.staffing_plan import StaffingPlan


def pool_hours(study: Study, plan: StaffingPlan, records: Records, time: PoolTime) -> Iterator[tuple[str, list[Row]]]:
    """Yield each pool's name and the figures of its hours, then "" and those of all pools together."""
    hours = np.stack([time.staffed.sum(axis=1), time.busy.sum(axis=1), time.paid.sum(axis=1)]) / 3600.0
    heads = np.array([mean_heads(study.clock, plan.of(name)) for name in records.pools])
    for place, name in enumerate(records.pools):
        yield name, _hour_rows(hours[:, place], float(heads[place]))
    yield "", _hour_rows(hours.sum(axis=1), float(heads.sum()))


def _hour_rows(hours: NDArray[np.float64], heads: float) -> list[Row]:
    staffed, busy, paid = (float(value) for value in hours)
    return [
        ("staffed_hours", staffed, 1.0),
        ("busy_hours", busy, 1.0),
        ("paid_hours", paid, 1.0),
        ("occupancy", busy, staffed),
        ("utilisation", busy, paid),
        ("headcount", heads, 1.0),
    ]


@dataclass(frozen=True)
class PoolTally:
    """Sums of the contacts that the agents of each pool had in hand, (pools,) each.

    Attributes
    ----------
    contacts, handle_time : of every contact in hand: the answered, and the call-backs that reached their customer;
        seconds (pools, 2) in two parts
    answered, met : the answered, and those within the acceptable wait from when the contact was opened to the pool
    tickets, satisfaction : of the tickets whose last contact in hand was in this pool; their scores (pools, 2) in two
        parts

    """

    contacts: NDArray[np.float64]
    handle_time: NDArray[np.float64]
    answered: NDArray[np.float64]
    met: NDArray[np.float64]
    tickets: NDArray[np.float64]
    satisfaction: NDArray[np.float64]


def pool_tally(
    study: Study,
    records: Records,
    chosen: NDArray[np.bool_] | slice,
    counted: NDArray[np.bool_],
    scores: NDArray[np.float64],
) -> PoolTally:
    """Add up what became of the contacts that the pools' agents had in hand.

    Parameters
    ----------
    study : acceptable waits of the queues
    records : what the engine wrote
    chosen : (contacts,) rows of counted tickets, or a slice of all
    counted, scores : (tickets,) which tickets count, and their satisfaction

    """
    size = len(records.pools)
    mine = records.pool >= 0 if isinstance(chosen, slice) else chosen & (records.pool >= 0)
    taken = slice(None) if mine.all() else mine
    pool, queue = records.pool[taken].astype(np.int64), records.queue[taken]
    answered = records.outcome[taken] == ANSWERED
    within = np.array([promised.service_level.within for promised in study.queues.values()])
    waited = records.start[taken] - records.opened[taken]
    last = last_pools(records)
    ended = counted & (last >= 0)
    return PoolTally(
        contacts=sum_by(pool, size),
        handle_time=exact_by(pool, size, records.handle_time[taken], TIMES),
        answered=count_by(pool, size, answered),
        met=count_by(pool, size, answered & (waited <= within[queue])),
        tickets=count_by(last, size, ended),
        satisfaction=exact_by(last[ended], size, scores[ended], SHARES),
    )


def contact_rows(
    study: Study, pools: Sequence[str], sums: PoolTally, chats: NDArray[np.float64]
) -> dict[str, list[Row]]:
    """Return for each pool, by name, the figures of the contacts that its agents had in hand.

    Parameters
    ----------
    study : which pools have several chats in hand
    pools : names of the strategy's pools
    sums : of their contacts
    chats : (chat pools, intervals, 2) seconds by interval, see `chat_time`

    `chats_in_hand` is the mean number of chats of an agent who has any.
    """
    handled, score = total_of(sums.handle_time, TIMES), total_of(sums.satisfaction, SHARES)
    rows: dict[str, list[Row]] = {
        name: [
            ("contacts", float(sums.contacts[place]), 1.0),
            ("service_level", float(sums.met[place]), float(sums.answered[place])),
            ("handle_time", float(handled[place]), float(sums.contacts[place])),
            ("satisfaction", float(score[place]), float(sums.tickets[place])),
        ]
        for place, name in enumerate(pools)
    }
    for name, (in_hand, agents) in zip(chat_pools(study, pools), chats.sum(axis=1).tolist(), strict=True):
        rows[name].append(("chats_in_hand", in_hand, agents))
    return rows
