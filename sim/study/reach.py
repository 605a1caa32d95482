"""Where the contacts of a study can come: the pairs of market and queue, by demand and by what its tickets do next."""

from __future__ import annotations

from sim.study.study import Study


def pairs_reached(study: Study) -> tuple[tuple[str, str], ...]:
    """Return the pairs (market, queue) that have contacts: the demand's first, then where their tickets can go on."""
    found = dict.fromkeys((entry.market, entry.queue) for entry in study.demand)
    waiting = list(found)
    while waiting:
        market, name = waiting.pop(0)
        for onward in study.queues[name].onward:
            if (market, onward) not in found:
                found[market, onward] = None
                waiting.append((market, onward))
    return tuple(found)


def queues_reached(study: Study) -> list[str]:
    """Return the queues that have contacts."""
    return list(dict.fromkeys(queue for _, queue in pairs_reached(study)))
