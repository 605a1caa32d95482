"""How the VIPs of each queue fare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from sim.metrics.classes import Classes
from sim.metrics.waiting import Contacts, Row, Tally, counting_rows, tally, waiting_rows
from sim.study.study import Study

VIP_FIGURES = ("offered", "abandonment_rate", "service_level", "mean_wait")


def vip_tally(study: Study, classes: Classes, contacts: Contacts) -> Tally | None:
    """Return the sums of the VIPs alone; None where no queue has any."""
    if all(queue.vip is None for queue in study.queues.values()):
        return None
    columns = {field.name: getattr(contacts, field.name)[contacts.vip] for field in fields(contacts)}
    return tally(classes, study.clock, Contacts(**columns))


def vip_rows(study: Study, classes: Classes, sums: Tally | None) -> Iterator[tuple[str, Row]]:
    """Yield the queue and each of `VIP_FIGURES` for its VIPs, of every queue that has some.

    A VIP is who was served with the priority of the queue's VIPs; the figures are defined as those of all customers.
    """
    queues = [(place, name) for place, (name, queue) in enumerate(study.queues.items()) if queue.vip is not None]
    if sums is None:
        return
    for place, name in queues:
        members = classes.members("queue", place)
        rows = counting_rows(sums, members) + waiting_rows(classes, sums, members)
        yield from ((name, row) for row in rows if row[0] in VIP_FIGURES)
