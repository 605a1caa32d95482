"""Deferred work that nobody can answer in time: promised within hours in which no agent who may take it is on duty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from sim.capacity.steps import Array
from sim.study.queue import Queue


def late_replies(
    queues: Mapping[str, Queue], arriving: Mapping[str, Array], on_duty: Mapping[str, Array], edges: Array
) -> Iterator[tuple[str, str]]:
    """Yield the queues whose promise the rosters cannot hold, each with a sentence.

    Parameters
    ----------
    queues : the study's queues
    arriving : queue -> (intervals,) expected contacts
    on_duty : queue -> (intervals,) agents on duty who may take its contacts
    edges : (intervals + 1,) seconds

    A contact that comes while nobody is on duty waits at least until somebody is; after the horizon's end the rosters
    go on as at its beginning.

    """
    starts = edges[:-1]
    for name, contacts in arriving.items():
        there = np.flatnonzero(on_duty[name] > 0)
        if not there.size or contacts.sum() <= 0:
            continue
        opens = np.append(starts[there], edges[-1] + starts[there[0]])
        wait = opens[np.searchsorted(there, np.arange(len(starts)))] - starts
        promise = queues[name].service_level
        late = float(contacts[wait > promise.within].sum() / contacts.sum())
        if late > 1 - promise.target:
            worst = int(np.argmax(wait))
            text = (
                f"{name}: {late:.0%} of its contacts come more than {promise.within / 3600:g} h before the next agent "
                f"who may take them is on duty (at worst {wait[worst] / 3600:.0f} h before): the promise of "
                f"{promise.target:.0%} in that time cannot be held."
            )
            yield name, text
