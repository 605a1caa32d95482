"""The rules of a study's queues in a planner's words: what becomes of a contact that waits, leaves or is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.study.priority import priority_text
from sim.study.queue import NoAnswer, Offer, Queue
from sim.study.reach import queues_reached
from sim.study.study import Study
from sim.study.writing import duration_text, share_text


@dataclass(frozen=True)
class QueueRules:
    """One queue that has contacts.

    Attributes
    ----------
    name, channel : of the queue
    target, within : the promise: a share, and seconds
    priority : as the study writes it; smaller is served first
    rules : one phrase for each thing that can happen to a contact

    """

    name: str
    channel: str
    target: float
    within: float
    priority: str
    rules: tuple[str, ...]


def queue_rules(study: Study) -> list[QueueRules]:
    """Return the rules of every queue that has contacts, in the study's order."""
    reached = set(queues_reached(study))
    return [
        QueueRules(
            name, queue.channel, queue.service_level.target, queue.service_level.within,
            priority_text(queue.priority), tuple(_rules(study, name, queue)),
        )
        for name, queue in study.queues.items()
        if name in reached
    ]  # fmt: skip


def _rules(study: Study, name: str, queue: Queue) -> Iterator[str]:
    if queue.vip is not None:
        yield f"{share_text(queue.vip.share)} VIPs of priority {queue.vip.priority}"
    if queue.lines is not None:
        yield f"{queue.lines} lines"
    if queue.patience.time is not None:
        balking = f", {share_text(queue.patience.balk)} leave at once" if queue.patience.balk else ""
        yield f"patience {duration_text(queue.patience.time.mean)} on average{balking}"
    if queue.max_wait is not None:
        yield f"after {duration_text(queue.max_wait.after)} of waiting {_offered(queue.max_wait)}"
    if queue.when_closed is not None:
        yield f"outside opening hours {_offered(queue.when_closed)}"
    if queue.retry is not None:
        where = f" on {queue.retry.queue}" if queue.retry.queue else ""
        yield f"{share_text(queue.retry.probability)} try again{where}"
    if queue.escalation is not None:
        yield f"{share_text(queue.escalation.share)} of answers are passed on to {queue.escalation.queue}"
    if queue.resolution < 1:
        yield f"{share_text(queue.resolution)} of answers resolve, the others come back{_back_to(queue)}"
    loads = {pool.skills[name].concurrency for pool in study.pools.values() if name in pool.skills}
    if max(loads, default=1) > 1:
        yield f"up to {' or '.join(map(str, sorted(loads)))} at once"


def _offered(offer: Offer) -> str:
    whom = "all" if offer.accepted >= 1 else share_text(offer.accepted)
    if offer.then == "message":
        where = f", answered in {offer.queue}" if offer.queue else ", which nobody answers"
        return f"{whom} leave a message{where}"
    return f"{whom} are called back{_in_vain(offer.no_answer)}"


def _in_vain(rule: NoAnswer | None) -> str:
    return "" if rule is None else f" ({share_text(rule.share)} of calls in vain, {rule.attempts} at most)"


def _back_to(queue: Queue) -> str:
    return f" to {queue.follow_up.queue}" if queue.follow_up and queue.follow_up.queue else ""
