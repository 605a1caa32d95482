"""Which lane a contact of the compiled engine waits in: its gates by its language and share, its priority if a VIP."""

from __future__ import annotations

from sim.engine.compiled import draws
from sim.engine.compiled.layout import World
from sim.engine.compiled.tables import (
    contacts,
    gates,
    lane_gates,
    lanes,
    plain_lanes,
    pools,
    queues,
    speaks,
    steps,
    vip_lanes,
)
from sim.engine.compiled.waiting import new_lane
from sim.randomness.compiling import compiled


@compiled
def is_vip(w: World, contact: int) -> bool:
    """Tell whether a contact's customer is one of its queue's VIPs."""
    row = contacts(w, contact)
    return bool(w.vips and row.vip < queues(w, row.queue).vip_share)


@compiled
def lane_of(w: World, contact: int) -> int:
    """Return the lane of a contact."""
    row = contacts(w, contact)
    queue = queues(w, row.queue)
    if queue.single >= 0:
        return int(queue.single)
    if not queue.sharing:
        if is_vip(w, contact):
            return int(vip_lanes(w, row.queue, row.market).place)
        return int(plain_lanes(w, row.queue, row.market).place)
    return _shared_lane(w, contact)


@compiled
def _shared_lane(w: World, contact: int) -> int:
    """Return the lane that a uniform picks among the pools on duty; a new one where nobody was led that way before."""
    row = contacts(w, contact)
    queue, vip, drawn = queues(w, row.queue), int(is_vip(w, contact)), draws.share(w, contact)
    code, count, fresh = vip, 0, w.lanes
    for step in range(queue.steps, queue.steps_end):
        gate = _picked(w, step, row.market, drawn)
        code *= steps(w, step).end - steps(w, step).first + 1
        if gate >= 0:
            code += gate - steps(w, step).first + 1
            lane_gates(w, fresh, count).place = gate
            count += 1
    for lane in range(w.lanes):
        if lanes(w, lane).code == code and lanes(w, lane).queue == row.queue:
            return lane
    return new_lane(w, row.queue, code, queue.vip_priority if vip else queue.priority, count)


@compiled
def _can_be_led(w: World, step: int, gate: int, market: int) -> bool:
    pool = gates(w, gate).pool
    return bool(speaks(w, market, pool).place and (pools(w, pool).duty > 0 or not steps(w, step).is_share))


@compiled
def _picked(w: World, step: int, market: int, drawn: float) -> int:
    """Return the gate of a step that a uniform picks by weight among the able, or -1 where none is."""
    total, last, able = 0.0, -1, 0
    for gate in range(steps(w, step).first, steps(w, step).end):
        if _can_be_led(w, step, gate, market):
            total += gates(w, gate).weight
            last = gate
            able += 1
    if able < 2:
        return int(last)
    left = drawn * total
    for gate in range(steps(w, step).first, steps(w, step).end):
        if _can_be_led(w, step, gate, market):
            if left < gates(w, gate).weight:
                return int(gate)
            left -= gates(w, gate).weight
    return int(last)
