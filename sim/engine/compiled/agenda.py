"""Agents take who waits, and what follows at once: agents go home, others' gates open, further pools take contacts.

In the model these call each other in turn. Here each is a frame on an agenda: the frame on top goes on until it calls
for another, which is carried out first, so that all happens in the model's order.
"""

from __future__ import annotations

from sim.engine.calendar import TIMER
from sim.engine.compiled.calendar import FRAMES, put
from sim.engine.compiled.chats import has_room
from sim.engine.compiled.duty import let_go, note
from sim.engine.compiled.hands import take
from sim.engine.compiled.layout import FREED, World
from sim.engine.compiled.matching import choice, next_release, plain_choice
from sim.engine.compiled.opening import is_open
from sim.engine.compiled.sharing import lead_anew, shares
from sim.engine.compiled.tables import contacts, frames, fronts, gates, opened_by, pools, queues
from sim.randomness.compiling import compiled

MATCHING, RELEASING, CHATS_TO_BEGIN, COMING_OR_GOING = range(4)


@compiled
def put_frame(w: World, kind: int, a: int) -> None:
    """Put something on the agenda, to be carried out before what stands there."""
    if w.frames >= w.room_frames:
        w.overflow |= FRAMES
        return
    frame = frames(w, w.frames)
    w.frames += 1
    frame.kind, frame.a, frame.b, frame.place = kind, a, 0, 0


@compiled
def carry_out(w: World) -> None:
    """Carry out what stands on the agenda, and all that follows from it."""
    while w.frames and not w.overflow:
        kind = frames(w, w.frames - 1).kind
        if kind == MATCHING:
            _go_on_matching(w)
        elif kind == RELEASING:
            _go_on_releasing(w)
        elif kind == CHATS_TO_BEGIN:
            _go_on_with_chats(w)
        else:
            _go_on_coming_or_going(w)


@compiled
def match(w: World, pool: int) -> None:
    """Give a pool's agents the waiting contacts they may take: highest priority, then longest waiting."""
    put_frame(w, MATCHING, pool)
    carry_out(w)


@compiled
def next_for(w: World, pool: int) -> None:
    """Let a pool with less work in hand go on: home where the shift is over, else to who waits."""
    if pools(w, pool).busy >= pools(w, pool).duty:
        note(w, pool)
    if w.waiting_in_all:
        match(w, pool)


@compiled
def _go_on_matching(w: World) -> None:
    frame = frames(w, w.frames - 1)
    pool = frame.a
    row = pools(w, pool)
    if row.plain:
        while w.waiting_in_all and row.busy < row.duty:
            contact, gate = plain_choice(w, pool)
            if contact < 0:
                break
            take(w, contact, gate)
            if no_longer_waits(w, contact):
                return
        w.frames -= 1
        return
    if frame.place == 0:
        frame.place = 1
        row.matching = 1
    while w.waiting_in_all and (row.busy < row.duty or has_room(w, pool)):
        contact, gate = choice(w, pool)
        if contact < 0 or w.overflow:
            break
        take(w, contact, gate)
        if no_longer_waits(w, contact):
            return
    row.matching = 0
    w.frames -= 1
    expect_release(w, pool)


@compiled
def no_longer_waits(w: World, contact: int) -> bool:
    """Take a contact off the waiting; return whether something was put on the agenda by that."""
    row = contacts(w, contact)
    queue, front = queues(w, row.queue), fronts(w, row.queue, row.market)
    row.waiting = 0
    w.waiting_in_all -= 1
    queue.waiting -= 1
    front.waiting -= 1
    found = False
    if w.chats_used:
        put_frame(w, CHATS_TO_BEGIN, row.queue)
        found = True
    if front.waiting == 0 and not is_open(w, row.queue, row.market, w.now):
        put_frame(w, RELEASING, row.queue)
        found = True
    return found


@compiled
def stop_waiting(w: World, contact: int) -> None:
    """Take a contact off the waiting, and carry out what follows."""
    if no_longer_waits(w, contact):
        carry_out(w)


@compiled
def _go_on_releasing(w: World) -> None:
    """Let the agents of the queue's pools go who stayed for a closed queue, pool by pool."""
    frame = frames(w, w.frames - 1)
    gate = queues(w, frame.a).gates + frame.place
    if gate >= queues(w, frame.a).gates_end:
        w.frames -= 1
        return
    frame.place += 1
    pool = gates(w, gate).pool
    was_on_duty = pools(w, pool).duty > 0
    let_go(w, pool)
    if was_on_duty and pools(w, pool).duty == 0:
        put_frame(w, COMING_OR_GOING, pool)


@compiled
def _go_on_with_chats(w: World) -> None:
    """Let chats begin that a contact held back, pool by pool."""
    frame = frames(w, w.frames - 1)
    gate = queues(w, frame.a).gates + frame.place
    if gate >= queues(w, frame.a).gates_end or (frame.place == 0 and w.waiting_in_all == 0):
        w.frames -= 1
        return
    frame.place += 1
    pool = gates(w, gate).pool
    if pools(w, pool).floor and not pools(w, pool).matching:
        put_frame(w, MATCHING, pool)


@compiled
def _go_on_coming_or_going(w: World) -> None:
    """A pool's first agent came or its last went: lead the shares anew, queue by queue; then turn gates for closing."""
    frame = frames(w, w.frames - 1)
    pool, queue = frame.a, frame.b
    if queue < w.n_queues:
        row = queues(w, queue)
        if frame.place == 0 and not (row.sharing and shares(w, queue, pool) and lead_anew(w, queue)):
            frame.b += 1
        elif row.gates + frame.place < row.gates_end:
            frame.place += 1
            put_frame(w, MATCHING, gates(w, row.gates + frame.place - 1).pool)
        else:
            frame.b, frame.place = queue + 1, 0
        return
    gate = pools(w, pool).opens + frame.place
    if gate >= pools(w, pool).opens_end:
        w.frames -= 1
        return
    frame.place += 1
    turn(w, opened_by(w, gate).place)


@compiled
def turn(w: World, gate: int) -> None:
    """Open or shut a gate as its hours and the pool that must be closed now say; either way its pool is to match."""
    row = gates(w, gate)
    was_open = row.open
    row.open = int(row.within_hours and (row.closed < 0 or pools(w, row.closed).duty == 0))
    if row.open and not was_open:
        row.opened_at = w.now
    if row.open != was_open:
        put_frame(w, MATCHING, row.pool)


@compiled
def expect_release(w: World, pool: int) -> None:
    """Put the moment on the calendar at which a chat's priority has risen to that of who holds it back."""
    row = pools(w, pool)
    if not (row.rising and row.floor and w.waiting_in_all):
        return
    time = next_release(w, pool)
    if time < w.limit and not (w.now < row.release and row.release <= time):
        row.release = time
        put(w, time, TIMER | pool, FREED, pool, 0)
