"""Agents of a pool on duty while the simulation runs: scheduled, held over closing, and overrunning."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from sim.engine.chats import ChatFloor
from sim.records import Spells

if TYPE_CHECKING:
    from sim.engine.waiting import Gate, Lane, QueueState


class PoolState:
    """Agents of one pool: how many are scheduled, on duty and busy now, and what the duty was over time.

    `duty` exceeds `scheduled` while agents stay for a closed queue; `busy` exceeds `duty` while agents whose shift
    has ended finish what they have in hand. Agents on duty are the larger of `duty` and `busy`. `plain` pools have
    agents with one contact at a time, none kept free, and queues whose priority does not rise. `opens` are the gates
    that are open while this pool has nobody on duty. `matching` is set while the pool chooses its next contacts;
    `rising` tells whether the priority of any of its queues rises. `handle_factor` is what a contact's handle time is
    multiplied by, queue by queue, if an agent takes it now: the proficient agents' factor times the pool's pace.
    `scheduled` are those of the roster and the `elastic` ones, whom a scaling rule brought. While the pool is `down`
    nobody is on duty but who has something in hand.
    """

    __slots__ = ("agents", "busy", "down", "duty", "elastic", "finishing", "floor", "gates", "handle_factor",
                 "matching", "on_roster", "opens", "plain", "position", "proficient_factor", "resolution_factor",
                 "rising", "scheduled", "spells", "times")  # fmt: skip

    def __init__(
        self, position: int, handle_factor: tuple[float, ...], resolution_factor: tuple[float, ...], scheduled: int
    ) -> None:
        self.position = position
        self.proficient_factor = handle_factor
        self.handle_factor = handle_factor
        self.resolution_factor = resolution_factor
        self.on_roster = self.scheduled = self.duty = scheduled
        self.elastic = 0
        self.down = False
        self.busy = 0
        self.gates: list[tuple[Lane, Gate]] = []
        self.finishing: list[tuple[QueueState, int]] = []
        self.opens: list[Gate] = []
        self.floor = ChatFloor(self)
        self.plain = True
        self.matching = False
        self.rising = False
        self.spells: list[tuple[float, float, int]] = []
        self.times = [0.0]
        self.agents = [float(scheduled)]

    def keep_pace(self, pace: float) -> None:
        """Take contacts at this pace from now on: a factor on the handle time of proficient agents."""
        self.handle_factor = tuple(factor * pace for factor in self.proficient_factor)

    def note(self, now: float) -> None:
        """Write down the agents on duty from now on."""
        agents = float(max(self.duty, self.busy))
        if self.times[-1] == now:
            self.agents[-1] = agents
        elif self.agents[-1] != agents:
            self.times.append(now)
            self.agents.append(agents)

    def reschedule(self, now: float, on_roster: int, elastic: int) -> None:
        """Take the next number of agents: who is idle leaves first, unless a closed queue holds them."""
        self.on_roster, self.elastic = on_roster, elastic
        self.scheduled = on_roster + elastic
        if self.down:
            self.duty = 0
        elif self.scheduled > self.duty or not self._held(now):
            self.duty = self.scheduled
        self.note(now)

    def release(self, now: float) -> None:
        """Let the agents go who stayed for a closed queue, if no other closed queue holds them."""
        if self.duty > self.scheduled and not self._held(now):
            self.duty = self.scheduled
            self.note(now)

    def _held(self, now: float) -> bool:
        """Whether a queue that this pool serves is closed, or closes now, with contacts still to be served out."""
        return any(
            queue.waiting_by_market[market] > 0 and not queue.stays_open(market, now)
            for queue, market in self.finishing
        )


def spells_of(pools: Sequence[PoolState]) -> Spells:
    """Return the spells of all pools, pool by pool, in the order in which they ended."""
    rows = [(pool.position, *spell) for pool in pools for spell in pool.spells]
    position, begin, end, kind = (np.array(column) for column in zip(*rows, strict=True)) if rows else [np.zeros(0)] * 4
    return Spells(position.astype(np.int16), begin, end, kind.astype(np.int8))
