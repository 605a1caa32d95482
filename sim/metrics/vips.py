"""How the VIPs of each queue fare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from sim.metrics.classes import Classes
from sim.metrics.waiting import Contacts, Row, counting_rows, tally, waiting_rows
from sim.study.study import Study

VIP_FIGURES = ("offered", "abandonment_rate", "service_level", "mean_wait")


def vip_rows(study: Study, classes: Classes, contacts: Contacts) -> Iterator[tuple[str, Row]]:
    """Yield the queue and each of `VIP_FIGURES` for its VIPs, of every queue that has some.

    A VIP is who was served with the priority of the queue's VIPs; the figures are defined as those of all customers.
    """
    queues = [(place, name) for place, (name, queue) in enumerate(study.queues.items()) if queue.vip is not None]
    if not queues:
        return
    columns = {field.name: getattr(contacts, field.name)[contacts.vip] for field in fields(contacts)}
    sums = tally(classes, study.clock, Contacts(**columns))
    for place, name in queues:
        members = classes.members("queue", place)
        rows = counting_rows(sums, members) + waiting_rows(classes, sums, members)
        yield from ((name, row) for row in rows if row[0] in VIP_FIGURES)
