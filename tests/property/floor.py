"""Agents at work: never more than on duty, never above their concurrency, chats slowed down as their load says."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.clock import step_values
from sim.records import CHATTING
from tests.property.played import GRID, Played, on_grid


class Floor:
    """Who has what in hand in one pool, on the spans between the times at which anything changes there."""

    def __init__(self, p: Played, pool: int) -> None:
        r, spells = p.records, p.records.spells
        own = r.pool == pool
        self.contacts = np.flatnonzero(own)
        self.whole = _spans(r.start[own & ~r.shared], r.handle_time[own & ~r.shared])
        self.chats = _spans(r.start[own & r.shared], r.handle_time[own & r.shared])
        self.chatting = _between(spells, (spells.pool == pool) & (spells.kind == CHATTING))
        self.ringing = _between(spells, (spells.pool == pool) & (spells.kind != CHATTING))
        self.duty_times, self.duty = r.duty[pool]
        parts = (self.whole, self.chats, self.chatting, self.ringing)
        plan = p.pool_plan(r.pools[pool])
        self.times = np.unique(np.concatenate([self.duty_times, plan.times, *(part.ravel() for part in parts)]))

    def counts(self, spans: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.int64]:
        """How many spans (n, 2) cover the time just after each of some times."""
        return np.searchsorted(np.sort(spans[:, 0]), at, "right") - np.searchsorted(np.sort(spans[:, 1]), at, "right")

    def busy(self, at: NDArray[np.float64]) -> NDArray[np.int64]:
        """How many agents are busy just after each of some times."""
        return self.counts(self.whole, at) + self.counts(self.chatting, at) + self.counts(self.ringing, at)

    def on_duty(self, at: NDArray[np.float64]) -> NDArray[np.float64]:
        """How many agents are on duty just after each of some times."""
        return step_values(self.duty_times, self.duty, at)


def _spans(begin: NDArray[np.float64], length: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([begin, begin + length], axis=1)


def _between(spells: object, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.stack([spells.begin[chosen], spells.end[chosen]], axis=1)  # type: ignore[attr-defined]


def agents_are_never_busier_than_on_duty(p: Played, floors: list[Floor]) -> None:
    """At every time at most as many are busy as on duty, and at least as many on duty as planned."""
    for pool, floor in zip(p.records.pools, floors, strict=True):
        assert (np.diff(floor.duty_times) > 0).all()
        assert (floor.busy(floor.times) <= floor.on_duty(floor.times)).all()
        assert floor.busy(floor.times)[-1:].sum() == 0
        plan = p.pool_plan(pool)
        before_end = floor.times[floor.times < p.study.clock.length]
        assert (floor.on_duty(before_end) >= step_values(plan.times, plan.agents, before_end)).all()


def nobody_works_longer_without_a_reason(p: Played, floors: list[Floor]) -> None:
    """After the shift agents only finish what they have in hand, unless a closed queue is served out."""
    for pool, floor in zip(p.records.pools, floors, strict=True):
        plan = p.pool_plan(pool)
        at = floor.times[floor.times < p.study.clock.length]
        planned = step_values(plan.times, plan.agents, at)
        idle = floor.on_duty(at) > np.maximum(planned, floor.busy(at))
        assert all(_served_out(p, pool, [time]) for time in at[idle].tolist())
        shifts = np.maximum(planned, step_values(plan.times, plan.agents, at - 1 / GRID))
        come = np.concatenate([floor.whole[:, 0], floor.chatting[:, 0], floor.ringing[:, 0]])
        taken = (shifts == 0) & np.isin(at, floor.chats[:, 0])
        more = (floor.busy(at) > shifts) & np.isin(at, come)
        assert all(_served_out(p, pool, [time - 1 / GRID, time]) for time in at[taken | more].tolist())


def _served_out(p: Played, pool: str, times: list[float]) -> bool:
    """Whether anyone may be waiting, at one of some times, in a closed queue that keeps a pool's agents."""
    return any(
        rule.at_close == "finish"
        and p.speaks(k, pool)
        and any(pool in step.pools for step in p.routes(k))
        and any(p.may_wait(k, time) and not p.holds(rule.opening_hours, p.zone_of(k), time) for time in times)
        for k, rule in enumerate(p.rules)
    )


def chats_stay_within_the_concurrency(p: Played, floors: list[Floor]) -> None:
    """Agents who chat have at least one chat in hand, and at most as many as its skill allows."""
    for name, floor in zip(p.records.pools, floors, strict=True):
        most = max(skill.concurrency for skill in p.study.pools[name].skills.values())
        agents, chats = floor.counts(floor.chatting, floor.times), floor.counts(floor.chats, floor.times)
        assert (agents <= chats).all()
        assert (chats <= agents * most).all()


def work_is_done_at_the_pace_of_the_load(p: Played, floors: list[Floor]) -> None:
    """A contact takes its handle time times the pool's factor and pace; a chat longer, as its agent's load says."""
    for name, floor in zip(p.records.pools, floors, strict=True):
        skills, plan = p.study.pools[name].skills, p.pool_plan(name)
        for k in floor.contacts.tolist():
            skill, seconds = skills[p.queue_name(k)], float(p.records.handle_time[k])
            drawn = p.tickets.draws.brings(*p.keys[k], int(p.records.queue[k]))[0]
            factor = skill.handle_time_factor * step_values(plan.pace_times, plan.pace, p.starts[k : k + 1])[0]
            work = drawn if factor == 1 else on_grid(drawn * factor)
            if not p.records.shared[k]:
                assert seconds == work
            elif p.ends[k] < p.limit:
                slowdown = skill.concurrency_slowdown
                assert work - 1 / GRID <= seconds <= work * slowdown[-1] + 1 / GRID
                _paced(p, floor, k, work)


def _paced(p: Played, floor: Floor, k: int, work: float) -> None:
    """While one agent of the pool chats, every chat of the pool is that agent's: its load is known at each time."""
    begin, end = p.starts[k], p.ends[k]
    cuts = np.unique(np.clip(np.concatenate([floor.chats.ravel(), floor.chatting.ravel()]), begin, end))
    if len(cuts) < 2 or (floor.counts(floor.chatting, cuts[:-1]) != 1).any():
        return
    name = p.records.pools[p.records.pool[k]]
    slowdown = p.study.pools[name].skills[p.queue_name(k)].concurrency_slowdown
    load = floor.counts(floor.chats, cuts[:-1])
    assert load.max() <= len(slowdown)
    done = (np.diff(cuts) / np.array(slowdown)[load - 1]).sum()
    assert abs(done - work) <= 1 / GRID
