"""Queues while the simulation runs: who waits, in which lane, and which gates lead to which pools."""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sim.engine.opening import OpenPeriods
from sim.study.queue import Queue

if TYPE_CHECKING:
    from sim.engine.duty import PoolState
    from sim.engine.routing import StepRule


class Gate:
    """The way of a queue's contacts to one pool, and what opens it.

    `slowdown` has one number for each load of an agent; more than one where its agents take several at once.
    """

    __slots__ = ("after", "closed", "keep_free", "longer_than", "open", "opened_at", "pool", "shared", "slowdown",
                 "within_hours")  # fmt: skip

    def __init__(
        self, pool: PoolState, rule: StepRule, slowdown: tuple[float, ...], closed: PoolState | None = None
    ) -> None:
        self.pool = pool
        self.after = rule.after
        self.longer_than = rule.longer_than
        self.keep_free = rule.keep_free
        self.slowdown = slowdown
        self.shared = len(slowdown) > 1
        self.within_hours = True
        self.closed = closed
        self.opened_at = 0.0
        self.open = True

    def turn(self) -> bool:
        """Open or shut the gate as its hours and the pool that must be closed now say; return whether it opens."""
        was_open = self.open
        self.open = self.within_hours and (self.closed is None or self.closed.duty == 0)
        return self.open and not was_open


class Lane:
    """Waiting contacts of one queue that share their gates and their priority, the longest waiting first.

    Who has left stays in until nobody stands before it; a call-back that lines up again may so stand in it twice.
    """

    __slots__ = ("contacts", "gates", "priority", "queue", "rises", "timers")

    def __init__(self, queue: QueueState, gates: tuple[Gate, ...], priority: int) -> None:
        self.queue = queue
        self.gates = gates
        self.priority = priority
        self.rises = queue.rises
        self.contacts: deque[int] = deque()
        self.timers = tuple(gate for gate in gates if gate.after > 0)

    def add(self, contact: int, ages: Sequence[float] | None) -> None:
        """Put a contact in at the end or, where ages are given, before those who have waited less."""
        if ages is None:
            self.contacts.append(contact)
        else:
            insort(self.contacts, contact, key=ages.__getitem__)

    def first(self, waiting: bytearray, gate: Gate, now: float, arrival: list[float]) -> int:
        """Return the longest waiting contact that a gate is open to, or -1."""
        contacts = self.contacts
        while contacts and not waiting[contacts[0]]:
            contacts.popleft()
        if not contacts or not gate.open or self.queue.waiting <= gate.longer_than:
            return -1
        if now - arrival[contacts[0]] >= gate.after:
            return contacts[0]
        if not self.queue.head_starts:
            return -1  # who came later has waited less
        return next((c for c in contacts if waiting[c] and now - arrival[c] >= gate.after), -1)

    def priority_of(self, waited: float) -> float:
        """Return the priority of a contact that has waited so many seconds."""
        return self.priority - waited * self.rises


class QueueState:
    """One queue of the study: its rules, who is inside, and whether each market finds it open.

    `hours` say when those waiting are served out, sent away or kept, `accepts` when contacts are let in: always where
    the work is deferred. `inside` is counted where `lines` are limited, call-backs left out. `sharing` are the pools of
    its steps with shares, `choices` where these lead, until one of those pools comes on duty or goes.
    """

    __slots__ = ("accepts", "at_close", "balk", "choices", "conditional", "escalation_queue",
                 "fixed_lanes", "follow_up_queue", "gates", "head_starts", "hours", "inside", "lanes", "lines", "open",
                 "position", "priority", "resolution", "retry_queue", "rises", "rule", "sharing", "single",
                 "vip_share", "waiting", "waiting_by_market")  # fmt: skip

    def __init__(
        self, position: int, rule: Queue, hours: tuple[OpenPeriods, ...], accepts: tuple[OpenPeriods, ...]
    ) -> None:
        self.position = position
        self.rule = rule
        self.priority = rule.priority.start
        self.rises = rule.priority.rises
        self.vip_share = rule.vip.share if rule.vip else 0.0
        self.resolution = rule.resolution
        self.balk = rule.patience.balk
        self.follow_up_queue = self.retry_queue = self.escalation_queue = -1
        self.lines = rule.lines
        self.at_close = rule.at_close
        self.hours = hours
        self.accepts = accepts
        self.open = [periods.is_open(0.0) for periods in accepts]
        self.inside = 0
        self.head_starts = False
        self.waiting = 0
        self.waiting_by_market = [0] * len(hours)
        self.lanes: dict[tuple[object, ...], Lane] = {}
        self.choices: dict[tuple[bool, int], list[list[tuple[float, int]]]] = {}
        self.gates: list[Gate] = []
        self.sharing: set[PoolState] = set()
        self.conditional = False
        self.single: Lane | None = None
        self.fixed_lanes: list[list[Lane]] = []

    def leave_lanes(self, waiting: bytearray) -> dict[int, Lane]:
        """Empty the lanes and return who waited in which."""
        lanes = {contact: lane for lane in self.lanes.values() for contact in lane.contacts if waiting[contact]}
        for lane in self.lanes.values():
            lane.contacts.clear()
        return lanes

    def stays_open(self, market: int, now: float) -> bool:
        """Whether the queue is open to a market beyond now."""
        return self.hours[market].is_open(now)
