"""The desk as rows of arrays: what the model and its compiled twin share, in the form that the twin reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.clock import AFTERMATH
from sim.demand.draws import ContactDraws
from sim.engine.calendar import OPENING, ROSTER, STEP_CLOSING, STEP_OPENING
from sim.engine.compiled import layout as rows
from sim.engine.desk import Desk
from sim.engine.waiting import Gate, Lane, QueueState
from sim.randomness.compiled import law_rows
from sim.randomness.distributions import time_on_grid
from sim.randomness.laws import CONSTANT, Law
from sim.study.queue import Offer
from sim.study.study import Study

ROOM = {"contacts": 65536, "lanes": 64, "nodes": 32768, "events": 32768, "frames": 256, "duty": 32768,
        "spells": 32768, "agents": 1024, "chats": 2048, "anew": 4096}  # fmt: skip
"""Rows to begin with, of tables that grow; a table of contacts fits into the processor's cache."""

_AT_CLOSE = {"finish": rows.FINISH, "carry": rows.CARRY, "clear": rows.CLEAR}


@dataclass
class Tables:
    """The world and its tables by name; `join` writes their addresses into the world."""

    world: NDArray[Any]
    of: dict[str, NDArray[Any]]

    @property
    def w(self) -> Any:
        """The world's row."""
        return self.world[0]

    def join(self) -> None:
        """Let the world know where its tables are, and how much room there is."""
        for name, table in self.of.items():
            self.w[f"at_{name}"] = table.ctypes.data
            self.w[f"room_{name}"] = len(table)
            if name in rows.TABLES_OF_TWO:
                self.w[f"stride_{name}"] = table.shape[1]

    def grow(self) -> None:
        """Give the tables that run short twice their rows."""
        self.double(named(self.w["short"]))

    def double(self, names: list[str]) -> None:
        """Give tables twice their rows."""
        for name in names:
            old = self.of[name]
            self.of[name] = np.zeros((2 * len(old), *old.shape[1:]), old.dtype)
            self.of[name].view(np.uint8).ravel()[: old.nbytes] = old.view(np.uint8).ravel()  # not field by field
        self.join()


def named(bits: int) -> list[str]:
    """Return the names of tables that grow, from their bits."""
    return [name for bit, name in enumerate(rows.GROWING) if bits >> bit & 1]


def build_world(study: Study, desk: Desk, draws: ContactDraws, room: dict[str, int]) -> Tables:
    """Return the world as it stands before the first customer, with so many rows in the tables that grow."""
    gates, steps = _gates_and_steps(desk)
    place = {gate: k for k, gate in enumerate(gates)}
    slowdowns = list(dict.fromkeys(gate.slowdown for gate in gates)) or [(1.0,)]
    deepest = max(len(slowdown) for slowdown in slowdowns)
    lanes = [lane for queue in desk.queues for lane in queue.lanes.values()]
    most = {**room, "lanes": room["lanes"] + len(lanes), "duty": room["duty"] + len(desk.pools)}
    widest = max((len(queue.gates) for queue in desk.queues), default=0) + 1
    pools, queues, markets = len(desk.pools), len(desk.queues), len(study.markets)
    of: dict[str, NDArray[Any]] = {name: np.zeros(most[name], rows.TABLES[name]) for name in rows.GROWING}
    of |= {
        "pools": np.zeros(pools, rows.POOL),
        "queues": np.zeros(queues, rows.QUEUE),
        "gates": _gate_rows(gates, slowdowns, desk),
        "steps": steps,
        "finishers": _finishers(desk),
        "opened_by": np.array([place[g] for pool in desk.pools for g in pool.opens], np.int64).view(rows.PLACE),
        "scaling": _scaling(desk),
        "lane_gates": np.zeros((most["lanes"], widest), rows.PLACE),
        "ways": np.zeros((pools, most["lanes"] * widest), rows.WAY),
        "factors": np.zeros((pools, queues), rows.FACTOR),
        "fronts": np.zeros((queues, markets), rows.FRONT),
        "offers": _offers(desk),
        "speaks": np.array(desk.table.speaks, np.int64).reshape(markets, pools).view(rows.PLACE),
        "clocks": np.zeros((most["agents"], len(slowdowns)), rows.NUMBER),
        "slowdowns": np.array([[*s, *s[-1:] * (deepest - len(s))] for s in slowdowns]).view(rows.NUMBER),
        "loads": np.zeros((pools, deepest + 2), rows.LOAD),
    }
    of["laws"], of["law_values"] = _laws(draws)
    of["service_hours"], of["accepted_hours"], of["hours"] = _periods(study, desk)
    of["series"], of["changes"] = _series(desk, place)
    tables = Tables(np.zeros(1, rows.WORLD), of)
    of["loads"]["head"], of["loads"]["tail"] = -1, -1
    _fill_state(tables, study, desk, gates)
    _fill_pools(tables, desk)
    _fill_lanes(tables, desk, lanes, place, markets)
    _fill_queues(tables, desk, {lane: k for k, lane in enumerate(lanes)})
    tables.join()
    return tables


def _gates_and_steps(desk: Desk) -> tuple[list[Gate], NDArray[Any]]:
    gates = [gate for queue in desk.steps for step in queue for gate in step]
    found, first = [], 0
    for route, queue in zip(desk.table.routes, desk.steps, strict=True):
        for rule, step in zip(route, queue, strict=True):
            found.append((first, first + len(step), int(rule.is_share)))
            first += len(step)
    return gates, np.array(found, dtype=rows.STEP)


def _gate_rows(gates: Sequence[Gate], slowdowns: Sequence[tuple[float, ...]], desk: Desk) -> NDArray[Any]:
    found = np.zeros(len(gates), rows.GATE)
    weights = [weight for route in desk.table.routes for rule in route for weight in rule.weights]
    for row, gate, weight in zip(found, gates, weights, strict=True):
        row["after"], row["opened_at"], row["weight"] = gate.after, gate.opened_at, weight
        row["pool"], row["longer_than"], row["keep_free"] = gate.pool.position, gate.longer_than, gate.keep_free
        row["slow"], row["most"] = slowdowns.index(gate.slowdown), len(gate.slowdown)
        row["closed"] = -1 if gate.closed is None else gate.closed.position
        row["shared"], row["within_hours"], row["open"] = gate.shared, gate.within_hours, gate.open
    return found


def _laws(draws: ContactDraws) -> tuple[NDArray[Any], NDArray[Any]]:
    """The laws [queue][purpose], of form -1 where the queue has none, and the values that they share."""
    known = [law for queue in draws.laws for law in queue]
    found, values = law_rows([Law(CONSTANT) if law is None else law.law for law in known])
    for row, law in zip(found, known, strict=True):
        if law is None:
            row["form"] = -1
    return found.reshape(len(draws.laws), -1), values.view(rows.NUMBER)


def _periods(study: Study, desk: Desk) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """The stretches of hours in which each queue serves and accepts, [queue][market], and the hours."""
    shape = (len(desk.queues), len(study.markets))
    hours: list[tuple[float, float]] = []
    stretches = [np.zeros(shape, rows.PERIODS), np.zeros(shape, rows.PERIODS)]
    for q, queue in enumerate(desk.queues):
        for which, of_market in zip(stretches, (queue.hours, queue.accepts), strict=True):
            for m, found in enumerate(of_market):
                which[q, m] = (len(hours), len(hours) + len(found.opens))
                hours += list(zip(found.opens, found.closes, strict=True))
    return stretches[0], stretches[1], np.array(hours, dtype=rows.PERIOD)


def _series(desk: Desk, place: dict[Gate, int]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The changes that the clock brings, in the order in which the model puts them on its calendar."""
    pools, found = len(desk.pools), []
    for p, outages in enumerate(desk.outages):
        found.append((rows.OUTAGE, p, 0, ROSTER | p, [(time, float(value)) for time, value in outages]))
    for p, paces in enumerate(desk.paces):
        found.append((rows.PACE, p, 0, ROSTER | p, paces))
    for p, roster in enumerate(desk.rosters):
        found.append((rows.ROSTER_CHANGE, p, 0, ROSTER | (pools + p), [(time, float(n)) for time, n in roster]))
    for order, (gate, hours) in enumerate(desk.gate_hours):
        closing, opening = [c for c in hours if c[1] <= 0], [c for c in hours if c[1] > 0]
        found.append((rows.HOURS, place[gate], 0, STEP_CLOSING | order, closing))
        found.append((rows.HOURS, place[gate], 0, STEP_OPENING | order, opening))
    for order, (queue, market) in enumerate(desk.opening):
        changes = [(time, float(opens)) for time, opens in queue.hours[market].changes()]
        found.append((rows.OPENS, queue.position, market, OPENING | order, changes))
    series = np.zeros(len(found), rows.SERIES)
    every: list[tuple[float, float]] = []
    for row, (what, a, b, rank, changes) in zip(series, found, strict=True):
        row["what"], row["a"], row["b"], row["order"] = what, a, b, rank
        row["next"], row["end"] = len(every), len(every) + len(changes)
        every += changes
    return series, np.array(every, dtype=rows.CHANGE)


def _offers(desk: Desk) -> NDArray[Any]:
    found = np.zeros((len(desk.queues), 2), rows.OFFER)
    for queue in desk.queues:
        rule = queue.rule.max_wait
        _offer(found[queue.position, 0], rule, desk)
        if rule is not None:
            found[queue.position, 0]["after"] = time_on_grid(rule.after)
        _offer(found[queue.position, 1], queue.rule.when_closed, desk)
    return found


def _offer(row: Any, rule: Offer | None, desk: Desk) -> None:
    row["message_queue"] = -1
    if rule is None:
        return
    row["there"], row["accepted"], row["message"] = 1, rule.accepted, rule.then == "message"
    if rule.queue is not None:
        row["message_queue"] = desk.queue_names.index(rule.queue)
    if rule.no_answer is not None:
        row["may_fail"], row["no_answer"], row["attempts"] = 1, rule.no_answer.share, rule.no_answer.attempts
        row["takes"], row["delay"] = time_on_grid(rule.no_answer.takes), time_on_grid(rule.no_answer.delay)


def _finishers(desk: Desk) -> NDArray[Any]:
    pairs = [(queue.position, market) for pool in desk.pools for queue, market in pool.finishing]
    return np.array(pairs, dtype=rows.FINISHER)


def _scaling(desk: Desk) -> NDArray[Any]:
    found = np.zeros(len(desk.table.scaling), rows.SCALING_RULE)
    for row, rule in zip(found, desk.table.scaling, strict=True):
        for name in ("pool", "queue", "wait", "longer_than", "step", "up_to", "at_least", "lead"):
            row[name] = getattr(rule, name)
    return found


def _fill_state(tables: Tables, study: Study, desk: Desk, gates: Sequence[Gate]) -> None:
    w = tables.w
    w["length"], w["limit"] = study.clock.length, study.clock.length + AFTERMATH
    w["chats_used"] = any(gate.shared for gate in gates)
    w["leads_anew"] = any(queue.sharing for queue in desk.queues)
    w["free_node"], w["free_agent"], w["free_chat"] = -1, -1, -1
    w["duty"] = len(desk.pools)
    w["n_loads"], w["n_slowdowns"] = tables.of["loads"].shape[1], len(tables.of["slowdowns"])
    for name in ("pools", "queues", "series", "scaling"):
        w[f"n_{name}"] = len(tables.of[name])


def _fill_pools(tables: Tables, desk: Desk) -> None:
    finishing, opens = 0, 0
    for p, pool in enumerate(desk.pools):
        row, factors = tables.of["pools"][p], tables.of["factors"][p]
        for name in ("busy", "duty", "scheduled", "on_roster", "elastic", "plain", "rising"):
            row[name] = getattr(pool, name)
        row["loses"], row["release"], row["last_duty"] = desk.table.loses[p], -np.inf, p
        row["most"] = len(pool.floor.by_load) - 1
        row["finishing"], row["finishing_end"] = finishing, finishing + len(pool.finishing)
        row["opens"], row["opens_end"] = opens, opens + len(pool.opens)
        finishing, opens = finishing + len(pool.finishing), opens + len(pool.opens)
        tables.of["duty"][p] = (pool.times[0], pool.agents[0], p)
        factors["proficient"], factors["now"] = pool.proficient_factor, pool.handle_factor
        factors["resolution"] = pool.resolution_factor


def _fill_queues(tables: Tables, desk: Desk, lane_places: dict[Lane, int]) -> None:
    gate, step = 0, 0
    for q, queue in enumerate(desk.queues):
        row = tables.of["queues"][q]
        for name in ("priority", "rises", "vip_share", "resolution", "balk", "follow_up_queue", "retry_queue",
                     "escalation_queue", "conditional"):  # fmt: skip
            row[name] = getattr(queue, name)
        _fill_rules(row, queue)
        row["single"] = -1 if queue.single is None else lane_places[queue.single]
        row["gates"], row["gates_end"] = gate, gate + len(queue.gates)
        row["steps"], row["steps_end"] = step, step + len(desk.steps[q])
        gate, step = gate + len(queue.gates), step + len(desk.steps[q])
        tables.of["fronts"][q]["open"] = queue.open
        for name, lanes in zip(("plain_lanes", "vip_lanes"), queue.fixed_lanes, strict=False):
            tables.of[name][q]["place"] = [lane_places[lane] for lane in lanes]


def _fill_rules(row: Any, queue: QueueState) -> None:
    rule = queue.rule
    row["lines"] = -1 if queue.lines is None else queue.lines
    row["vip_priority"] = rule.vip.priority if rule.vip else queue.priority
    row["retries"] = rule.retry.attempts if rule.retry else 0
    row["retry_share"] = rule.retry.probability if rule.retry else 0.0
    row["follow_ups"] = rule.follow_up.attempts if rule.follow_up else 0
    row["escalation_share"] = rule.escalation.share if rule.escalation else 0.0
    row["at_close"], row["calls_back"], row["live"] = _AT_CLOSE[queue.at_close], rule.calls_back, rule.live
    row["sharing"] = bool(queue.sharing)


def _fill_lanes(tables: Tables, desk: Desk, lanes: Sequence[Lane], place: dict[Gate, int], markets: int) -> None:
    """Fill the lanes that are there from the start, and the ways to the pools through them."""
    tables.w["lanes"] = len(lanes)
    for k, lane in enumerate(lanes):
        row = tables.of["lanes"][k]
        row["priority"], row["rises"], row["queue"], row["code"] = lane.priority, lane.rises, lane.queue.position, -1
        row["head"], row["tail"], row["gates"], row["timers"] = -1, -1, len(lane.gates), len(lane.timers)
        tables.of["lane_gates"][k, : len(lane.gates)]["place"] = [place[gate] for gate in lane.gates]
    known = {lane: k for k, lane in enumerate(lanes)}
    for p, pool in enumerate(desk.pools):
        tables.of["pools"][p]["ways"] = len(pool.gates)
        for way, (lane, gate) in enumerate(pool.gates):
            tables.of["ways"][p, way] = (known[lane], place[gate])
    for name in ("plain_lanes", "vip_lanes"):
        tables.of[name] = np.full((len(desk.queues), markets), -1, np.int64).view(rows.PLACE)
