"""Queues while the simulation runs: who waits, in which lane, and which gates lead to which pools."""

from __future__ import annotations

from bisect import insort
from collections import deque
from typing import TYPE_CHECKING

from sim.engine.opening import OpenPeriods
from sim.study.queue import Queue

if TYPE_CHECKING:
    from sim.engine.duty import PoolState


class Gate:
    """The way of a queue's contacts to one pool, and what opens it."""

    __slots__ = ("after", "longer_than", "opened_at", "pool", "within_hours")

    def __init__(self, pool: PoolState, after: float, longer_than: int) -> None:
        self.pool = pool
        self.after = after
        self.longer_than = longer_than
        self.within_hours = True
        self.opened_at = 0.0


class Lane:
    """Waiting contacts of one queue that share their gates, the longest waiting first."""

    __slots__ = ("contacts", "gates", "priority", "queue", "timers")

    def __init__(self, queue: QueueState, gates: tuple[Gate, ...]) -> None:
        self.queue = queue
        self.gates = gates
        self.priority = queue.priority
        self.contacts: deque[int] = deque()
        self.timers = tuple(gate for gate in gates if gate.after > 0)

    def add(self, contact: int, seniority: list[float] | None) -> None:
        """Put a contact in; with head starts, before those who have waited less."""
        if seniority is None:
            self.contacts.append(contact)
        else:
            insort(self.contacts, contact, key=seniority.__getitem__)

    def first(self, waiting: bytearray, gate: Gate, now: float, arrival: list[float]) -> int:
        """Return the longest waiting contact that a gate is open to, or -1."""
        contacts = self.contacts
        while contacts and not waiting[contacts[0]]:
            contacts.popleft()
        if not contacts or not gate.within_hours or self.queue.waiting <= gate.longer_than:
            return -1
        if now - arrival[contacts[0]] >= gate.after:
            return contacts[0]
        return next((c for c in contacts if waiting[c] and now - arrival[c] >= gate.after), -1)


class QueueState:
    """One queue of the study: its rules, who is inside, and whether each market finds it open."""

    __slots__ = ("at_close", "balk", "conditional", "follow_up_queue", "gates", "hours", "inside", "lanes", "lines",
                 "open", "position", "priority", "resolution", "retry_queue", "rule", "shares", "single", "waiting",
                 "waiting_by_market")  # fmt: skip

    def __init__(self, position: int, rule: Queue, hours: tuple[OpenPeriods, ...]) -> None:
        self.position = position
        self.rule = rule
        self.priority = rule.priority
        self.resolution = rule.resolution
        self.balk = rule.patience.balk
        self.follow_up_queue = -1
        self.retry_queue = -1
        self.lines = rule.lines
        self.at_close = rule.at_close
        self.hours = hours
        self.open = [periods.is_open(0.0) for periods in hours]
        self.inside = 0
        self.waiting = 0
        self.waiting_by_market = [0] * len(hours)
        self.lanes: dict[tuple[int, ...], Lane] = {}
        self.gates: list[Gate] = []
        self.shares = False
        self.conditional = False
        self.single: Lane | None = None

    def leave_lanes(self, waiting: bytearray) -> dict[int, Lane]:
        """Empty the lanes and return who waited in which."""
        lanes = {contact: lane for lane in self.lanes.values() for contact in lane.contacts if waiting[contact]}
        for lane in self.lanes.values():
            lane.contacts.clear()
        return lanes

    def stays_open(self, market: int, now: float) -> bool:
        """Whether the queue is open to a market beyond now."""
        return self.hours[market].is_open(now)
