"""Queues that chats starve: their agents take several chats at once, and nothing holds further chats back for them."""

from __future__ import annotations

from collections.abc import Iterator

from sim.study.reach import queues_reached
from sim.study.study import Study


def chats_first(study: Study, strategy_name: str) -> Iterator[tuple[str, str]]:
    """Yield the pools in which other work has no higher priority than chats, each with a sentence.

    Whoever has a chat in hand takes a further one but nothing else, and only a contact of higher priority keeps further
    chats from those agents. So at equal priorities chats that come later go before a call that waits.
    """
    strategy, reached = study.strategies[strategy_name], queues_reached(study)
    for pool in strategy.staffing:
        skills = study.pools[pool].skills
        mine = [q for q in reached if any(pool in step.pools for step in strategy.routing.get(q, ()))]
        for chat in (queue for queue in mine if skills[queue].concurrency > 1):
            rule = study.queues[chat].priority
            others = [(queue, study.queues[queue].priority) for queue in mine if skills[queue].concurrency == 1]
            behind = [queue for queue, own in others if own.start == rule.start and own.rises <= rule.rises]
            if behind:
                text = (
                    f"{pool}: {' and '.join(behind)} of the same priority as {chat}: an agent with a chat in hand "
                    "takes nothing else, so chats that come later go first; a smaller priority than that of "
                    f"{chat} keeps them back."
                )
                yield pool, text
