"""Agents with several chats in hand: a virtual clock each, which runs slower the more chats there are.

A chat that is w seconds long when alone ends when its agent's clock has run w seconds since it began. With k chats in
hand the clock runs 1 ÷ slowdown[k] as fast as time, so when a chat comes or goes, all others are re-timed at once.
"""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING, NamedTuple

from sim.randomness.distributions import GRID
from sim.records import CHATTING

if TYPE_CHECKING:
    from sim.engine.duty import PoolState
    from sim.engine.waiting import Gate


class Chat(NamedTuple):
    """One chat in hand: when its agent's clock says that it ends, its order among equals, and the way it came."""

    ends: float
    order: int
    contact: int
    gate: Gate


class ChatAgent:
    """An agent with at least one chat in hand.

    `clocks` holds one clock for each slowdown among the chats, in seconds of a chat alone, true at `since`; `version`
    tells the end that is on the calendar from those that were re-timed.
    """

    __slots__ = ("begin", "chats", "clocks", "since", "version")

    def __init__(self, now: float) -> None:
        self.begin = now
        self.since = now
        self.chats: list[Chat] = []
        self.clocks: dict[tuple[float, ...], float] = {}
        self.version = 0

    @property
    def most(self) -> int:
        """How many chats the agent takes at most, given those in hand."""
        return min(len(chat.gate.slowdown) for chat in self.chats)

    def advance(self, now: float) -> None:
        """Let the clocks run to now."""
        elapsed, load = now - self.since, len(self.chats)
        if elapsed and load:
            for slowdown in self.clocks:
                self.clocks[slowdown] += elapsed / slowdown[min(load, len(slowdown)) - 1]
        self.since = now

    def take(self, contact: int, order: int, seconds: float, gate: Gate, now: float) -> None:
        """Begin a chat of so many seconds alone."""
        self.advance(now)
        clock = self.clocks.setdefault(gate.slowdown, 0.0)
        self.chats.append(Chat(clock + seconds, order, contact, gate))

    def drop(self, chat: Chat, now: float) -> None:
        """End a chat."""
        self.advance(now)
        self.chats.remove(chat)

    def next_end(self) -> tuple[float, Chat]:
        """Return the chat that ends first if the load stays as it is, and when."""
        load, now = len(self.chats), self.since
        best_time, best = -1.0, self.chats[0]
        for chat in self.chats:
            slowdown = chat.gate.slowdown
            left = (chat.ends - self.clocks[slowdown]) * slowdown[load - 1]
            time = max(floor((now + left) * GRID + 0.5) / GRID, now)
            if best_time < 0 or (time, chat.order) < (best_time, best.order):
                best_time, best = time, chat
        return best_time, best


class ChatFloor:
    """The agents of one pool with chats in hand, by how many they have; of equals the one that came there first."""

    __slots__ = ("by_load", "count", "pool")

    def __init__(self, pool: PoolState) -> None:
        self.pool = pool
        self.by_load: list[dict[ChatAgent, None]] = [{}, {}]
        self.count = 0

    def allow(self, most: int) -> None:
        """Let an agent have so many chats in hand, if not more."""
        self.by_load += [{} for _ in range(most + 1 - len(self.by_load))]

    def room(self, gate: Gate) -> ChatAgent | None:
        """Return the agent with the fewest chats who may take one more of a gate's, or None.

        Where more have chats than are on duty, those with the fewest are on their way home and take no more.
        """
        leaving = self.count - self.pool.duty
        for load in range(1, len(gate.slowdown)):
            for agent in self.by_load[load]:
                if leaving > 0:
                    leaving -= 1
                elif agent.most > load:
                    return agent
        return None

    @property
    def has_room(self) -> bool:
        """Whether any agent with chats in hand has fewer than the most that any takes."""
        return len(self.by_load[-1]) < self.count

    def come(self, now: float) -> ChatAgent:
        """Return an idle agent of the pool, who is about to take a chat."""
        self.count += 1
        self.pool.busy += 1
        return ChatAgent(now)

    def sort(self, agent: ChatAgent, before: int) -> None:
        """Put an agent among those with as many chats as it has now."""
        if before:
            del self.by_load[before][agent]
        if agent.chats:
            self.by_load[len(agent.chats)][agent] = None

    def sort_out(self, agent: ChatAgent) -> None:
        """Take an agent with all its chats from among the others."""
        del self.by_load[len(agent.chats)][agent]

    def go(self, agent: ChatAgent, now: float) -> None:
        """Let an agent without chats be idle, and write its spell down."""
        self.count -= 1
        self.pool.busy -= 1
        self.pool.spells.append((agent.begin, now, CHATTING))

    def agents(self) -> list[ChatAgent]:
        """Return all who have chats in hand."""
        return [agent for agents in self.by_load for agent in agents]
