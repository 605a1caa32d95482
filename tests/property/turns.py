"""Whose turn it is: nobody is served before someone of higher priority, or longer waiting, that could be taken."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sim.clock import step_values
from sim.records import BLOCKED, CALLBACKS
from sim.study.strategy import RouteStep
from tests.property.floor import Floor
from tests.property.played import GRID, Played, on_grid


@dataclass(frozen=True)
class Waiting:
    """A contact that an agent could take from `begin` to `end`; call-backs only where they are always due."""

    contact: int
    begin: float
    end: float


def waiting_contacts(p: Played) -> list[Waiting]:
    """Who waits when: on the line, or for a call-back that nothing keeps back."""
    found = []
    for k, rule in enumerate(p.rules):
        if p.outside(k) or p.records.outcome[k] == BLOCKED:
            continue
        end = p.leaves[k]
        offer = p.offer_taken(k)
        if p.records.outcome[k] == CALLBACKS and offer and not offer.no_answer and rule.opening_hours.constant:
            end = p.starts[k] if p.reached(k) else p.limit
        if end > p.arrivals[k]:
            found.append(Waiting(k, p.arrivals[k], end))
    return found


class Turns:
    """Which pool could take whom, and whose turn that makes it."""

    def __init__(self, p: Played, floors: list[Floor]) -> None:
        self.p = p
        self.floors = floors
        self.waiting = waiting_contacts(p)
        self.begins = np.array([w.begin for w in self.waiting])
        self.ends = np.array([w.end for w in self.waiting])
        self._holds = lru_cache(maxsize=None)(p.holds)

    def priority(self, k: int, time: float) -> float:
        """The priority of a contact at a time, by how long it has waited."""
        rule = self.p.rules[k]
        start = rule.vip.priority if rule.vip is not None and self.p.records.vip[k] else rule.priority.start
        return start - (time - self.p.arrivals[k]) * rule.priority.rises

    def present(self, time: float) -> list[Waiting]:
        """Who waits before and after a time."""
        return [self.waiting[i] for i in np.flatnonzero((self.begins < time) & (self.ends > time)).tolist()]

    def could_take(self, k: int, pool: str, time: float) -> bool:
        """Whether a pool could surely take a waiting contact before and at a time, with an idle agent."""
        waited = time - self.p.arrivals[k]
        return self.p.speaks(k, pool) and any(self._open(step, pool, waited, time) for step in self.p.routes(k))

    def _open(self, step: RouteStep, pool: str, waited: float, time: float) -> bool:
        if step.pools != (pool,) or step.keep_free or waited <= on_grid(step.after):
            return False
        zone = self.p.study.pools[pool].time_zone
        if step.hours is not None and not all(self._holds(step.hours, zone, t) for t in (time - 1 / GRID, time)):
            return False
        if step.when is None:
            return True
        if step.when.queue_longer_than is not None or step.when.closed is None:
            return False
        times, agents = self.p.records.duty[self.p.records.pools.index(step.when.closed)]
        around = np.array([time - 1 / GRID, time])
        return bool((step_values(times, agents, around) == 0).all())

    def are_kept(self) -> None:
        """Hold every contact that was taken against all who waited then and could have been taken instead."""
        p = self.p
        for k in np.flatnonzero(p.records.pool >= 0).tolist():
            pool, time = p.records.pools[p.records.pool[k]], p.starts[k]
            own = self.priority(k, time)
            for other in self.present(time):
                j = other.contact
                if j == k or not self.could_take(j, pool, time):
                    continue
                theirs = self.priority(j, time)
                assert theirs >= own - 1e-9, (p.keys[k], p.keys[j])
                # of one priority the longest waiting goes first, unless the agent has chats and cannot take it
                alike = p.records.queue[j] == p.records.queue[k] and p.records.vip[j] == p.records.vip[k]
                if theirs == own and (alike or not p.records.shared[k]):
                    assert (p.arrivals[j], p.keys[j]) >= (p.arrivals[k], p.keys[k])

    def nobody_idles(self) -> None:
        """While someone waits whom a pool could take, all its agents are busy, and those who chat have no room."""
        p = self.p
        for pool, floor in zip(p.records.pools, self.floors, strict=True):
            times = np.unique(np.concatenate([floor.times, self.begins, self.ends]))
            busy, duty = floor.busy(times), floor.on_duty(times)
            planned = step_values(p.pool_plan(pool).times, p.pool_plan(pool).agents, times)
            agents, chats = floor.counts(floor.chatting, times), floor.counts(floor.chats, times)
            least = self._least_concurrency(pool)
            room = (agents <= planned) & (agents > 0) & (chats < agents * least) & (times < p.study.clock.length)
            for i in np.flatnonzero((busy < duty) | room).tolist():
                time = float(times[i])
                for other in self.present(time):
                    if not self.could_take(other.contact, pool, time):
                        continue
                    assert busy[i] >= duty[i], (p.keys[other.contact], pool, time)
                    skill = p.study.pools[pool].skills[p.queue_name(other.contact)]
                    following = float(times[i + 1]) if i + 1 < len(times) else time
                    assert not room[i] or skill.concurrency < 2 or self._held_back(other.contact, pool, time, following)

    def _least_concurrency(self, pool: str) -> int:
        several = [skill.concurrency for skill in self.p.study.pools[pool].skills.values() if skill.concurrency > 1]
        return min(several, default=0)

    def _held_back(self, k: int, pool: str, time: float, following: float) -> bool:
        """Whether anyone of higher priority may be waiting for the pool."""
        p = self.p
        return any(
            p.may_wait(j, time)
            and any(pool in step.pools for step in p.routes(j))
            and self.priority(j, following) < self.priority(k, time)
            for j in range(len(p.keys))
        )


def answers_come_through_an_open_step(p: Played) -> None:
    """The pool stands in a step of the route that was open when its agent took the contact, and no earlier.

    An agent who becomes free at the very time when a step shuts may still take a contact through it.
    """
    r = p.records
    freed = set(zip(r.pool.tolist(), p.ends, strict=True)) | set(
        zip(r.spells.pool.tolist(), r.spells.end.tolist(), strict=True)
    )
    for k in np.flatnonzero(r.pool >= 0).tolist():
        pool, start = r.pools[r.pool[k]], p.starts[k]
        times = [start, start - 1 / GRID] if (int(r.pool[k]), start) in freed else [start]
        assert any(_led_through(p, step, k, pool, times) for step in p.routes(k)), (p.keys[k], pool)


def _led_through(p: Played, step: RouteStep, k: int, pool: str, times: list[float]) -> bool:
    start, after = p.starts[k], on_grid(step.after)
    if pool not in step.pools or (step.share and not step.share[pool]) or start - p.arrivals[k] < after:
        return False
    if p.records.opened[k] < p.arrivals[k] + after:
        return False
    if not any(p.holds(step.hours, p.study.pools[pool].time_zone, time) for time in times):
        return False
    if step.when is None:
        return True
    if step.when.closed is not None:
        plan = p.pool_plan(step.when.closed)
        around = np.array([start - 1 / GRID, start])
        if not (step_values(plan.times, plan.agents, around) == 0).any():
            return False
    others = sum(
        p.arrivals[j] <= start <= (p.leaves[j] if np.isnan(p.starts[j]) else max(p.leaves[j], p.starts[j]))
        or (p.records.outcome[j] == CALLBACKS and not p.starts[j] < start)
        for j in np.flatnonzero(p.records.queue == p.records.queue[k]).tolist()
    )
    return step.when.queue_longer_than is None or others > step.when.queue_longer_than
