"""Agents on duty in the compiled engine: scheduled, held over closing, and overrunning; and what is written of them."""

from __future__ import annotations

from sim.engine.compiled.calendar import DUTY, SPELLS
from sim.engine.compiled.layout import World
from sim.engine.compiled.opening import is_open
from sim.engine.compiled.tables import duty, factors, finishers, fronts, pools, spells
from sim.randomness.compiling import compiled


@compiled
def keep_pace(w: World, pool: int, pace: float) -> None:
    """Let a pool take contacts at this pace from now on."""
    for queue in range(w.n_queues):
        factor = factors(w, pool, queue)
        factor.now = factor.proficient * pace


@compiled
def note(w: World, pool: int) -> None:
    """Write down the agents on duty from now on."""
    row = pools(w, pool)
    agents = float(max(row.duty, row.busy))
    last = duty(w, row.last_duty)
    if last.time == w.now:
        last.agents = agents
    elif last.agents != agents:
        if w.duty >= w.room_duty:
            w.overflow |= DUTY
            return
        row.last_duty = w.duty
        w.duty += 1
        new = duty(w, row.last_duty)
        new.pool, new.time, new.agents = pool, w.now, agents


@compiled
def note_spell(w: World, pool: int, begin: float, kind: int) -> None:
    """Write down a time that ends now, in which an agent was busy."""
    if w.spells >= w.room_spells:
        w.overflow |= SPELLS
        return
    spell = spells(w, w.spells)
    w.spells += 1
    spell.pool, spell.begin, spell.end, spell.kind = pool, begin, w.now, kind


@compiled
def reschedule(w: World, pool: int, on_roster: int, elastic: int) -> None:
    """Take the next number of agents: who is idle leaves first, unless a closed queue holds them."""
    row = pools(w, pool)
    row.on_roster, row.elastic = on_roster, elastic
    row.scheduled = on_roster + elastic
    if row.down:
        row.duty = 0
    elif row.scheduled > row.duty or not _held(w, pool):
        row.duty = row.scheduled
    note(w, pool)


@compiled
def let_go(w: World, pool: int) -> None:
    """Let the agents go who stayed for a closed queue, if no other closed queue holds them."""
    row = pools(w, pool)
    if row.duty > row.scheduled and not _held(w, pool):
        row.duty = row.scheduled
        note(w, pool)


@compiled
def _held(w: World, pool: int) -> bool:
    row = pools(w, pool)
    for k in range(row.finishing, row.finishing_end):
        queue, market = finishers(w, k).queue, finishers(w, k).market
        if fronts(w, queue, market).waiting > 0 and not is_open(w, queue, market, w.now):
            return True
    return False
