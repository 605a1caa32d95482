"""Lanes of the compiled engine: who waits, the longest waiting first; who has left stays in until nobody is before."""

from __future__ import annotations

from sim.engine.compiled.calendar import LANES, NODES
from sim.engine.compiled.layout import World
from sim.engine.compiled.tables import contacts, gates, lane_gates, lanes, nodes, pools, queues, ways
from sim.randomness.compiling import compiled


@compiled
def _new_node(w: World, contact: int) -> int:
    node = w.free_node
    if node >= 0:
        w.free_node = nodes(w, node).next
    else:
        node = w.nodes
        if node >= w.room_nodes:
            w.overflow |= NODES
            return 0
        w.nodes = node + 1
    nodes(w, node).contact = contact
    return int(node)


@compiled
def drop_head(w: World, lane: int) -> None:
    """Take the first of a lane out of it."""
    row = lanes(w, lane)
    node = row.head
    row.head = nodes(w, node).next
    if row.head < 0:
        row.tail = -1
    else:
        nodes(w, row.head).before = -1
    nodes(w, node).next = w.free_node
    w.free_node = node


@compiled
def add(w: World, contact: int, lane: int) -> None:
    """Put a contact in at the end of a lane."""
    _insert_after(w, contact, lane, lanes(w, lane).tail)


@compiled
def add_by_age(w: World, contact: int, lane: int) -> None:
    """Put a contact into a lane before those who have waited less, seen from the nearer end."""
    row, age = lanes(w, lane), contacts(w, contact).age
    if row.head < 0:
        _insert_after(w, contact, lane, -1)
        return
    oldest, youngest = contacts(w, nodes(w, row.head).contact).age, contacts(w, nodes(w, row.tail).contact).age
    if age - oldest < youngest - age:
        node = row.head
        before = -1
        while node >= 0 and contacts(w, nodes(w, node).contact).age <= age:
            before = node
            node = nodes(w, node).next
        _insert_after(w, contact, lane, before)
        return
    node = row.tail
    while node >= 0 and contacts(w, nodes(w, node).contact).age > age:
        node = nodes(w, node).before
    _insert_after(w, contact, lane, node)


@compiled
def _insert_after(w: World, contact: int, lane: int, before: int) -> None:
    node, row = _new_node(w, contact), lanes(w, lane)
    following = row.head if before < 0 else nodes(w, before).next
    nodes(w, node).before = before
    nodes(w, node).next = following
    if before < 0:
        row.head = node
    else:
        nodes(w, before).next = node
    if following < 0:
        row.tail = node
    else:
        nodes(w, following).before = node


@compiled
def first(w: World, lane: int, gate: int) -> int:
    """Return the longest waiting contact of a lane that a gate is open to, or -1."""
    row, way = lanes(w, lane), gates(w, gate)
    while row.head >= 0 and not contacts(w, nodes(w, row.head).contact).waiting:
        drop_head(w, lane)
    if row.head < 0 or not way.open or queues(w, row.queue).waiting <= way.longer_than:
        return -1
    contact = nodes(w, row.head).contact
    if w.now - contacts(w, contact).arrival >= way.after:
        return int(contact)
    if not w.head_starts:
        return -1
    node = row.head
    while node >= 0:
        contact = nodes(w, node).contact
        if contacts(w, contact).waiting and w.now - contacts(w, contact).arrival >= way.after:
            return int(contact)
        node = nodes(w, node).next
    return -1


@compiled
def priority_of(w: World, lane: int, contact: int) -> float:
    """Return the priority that a contact of a lane has by now."""
    row = lanes(w, lane)
    return float(row.priority - (w.now - contacts(w, contact).arrival) * row.rises)


@compiled
def new_lane(w: World, queue: int, code: int, priority: float, count: int) -> int:
    """Make a lane of a queue whose gates, so many, stand in its row of `lane_gates`; join it to the gates' pools."""
    lane = w.lanes
    if lane + 1 >= w.room_lanes:
        w.overflow |= LANES
        return 0
    w.lanes = lane + 1
    row = lanes(w, lane)
    row.priority, row.rises, row.queue, row.code = priority, queues(w, queue).rises, queue, code
    row.head, row.tail, row.gates, row.timers = -1, -1, count, 0
    for k in range(count):
        gate = lane_gates(w, lane, k).place
        if gates(w, gate).after > 0.0:
            row.timers += 1
        _join(w, lane, gate)
    return int(lane)


@compiled
def _join(w: World, lane: int, gate: int) -> None:
    """Put a lane and its gate among the ways to the gate's pool: by priority, then by queue, then as they come."""
    pool = gates(w, gate).pool
    row = pools(w, pool)
    if row.ways >= w.stride_ways:
        w.overflow |= LANES
        return
    place = row.ways
    row.ways += 1
    while place > 0:
        other = lanes(w, ways(w, pool, place - 1).lane)
        mine = lanes(w, lane)
        if other.priority < mine.priority or (other.priority == mine.priority and other.queue <= mine.queue):
            break
        ways(w, pool, place).lane = ways(w, pool, place - 1).lane
        ways(w, pool, place).gate = ways(w, pool, place - 1).gate
        place -= 1
    ways(w, pool, place).lane = lane
    ways(w, pool, place).gate = gate
