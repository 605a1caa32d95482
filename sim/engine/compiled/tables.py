"""The tables of the compiled engine: `contacts(w, k)` is the row of contact k, to be read and written.

A table's address, its room and, of tables with two places, the length of a stretch stand in the world (`layout`); so
every function is handed one pointer. No place is checked here: `_short` in `loop` sees to it that rows do not run out.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

from sim.engine.compiled import layout
from sim.randomness.compiled import LAW

_WORLD = numba.from_dtype(layout.WORLD)


def _field(builder: Any, world: Any, name: str) -> Any:
    """Code that loads a whole number of the world."""
    offset = np.dtype(layout.WORLD).fields[name][1]  # type: ignore[index]  # it has fields
    bytes_ = builder.bitcast(world, ir.IntType(8).as_pointer())
    place = builder.gep(bytes_, [ir.IntType(64)(offset)])
    return builder.load(builder.bitcast(place, ir.IntType(64).as_pointer()))


def _row_at(context: Any, builder: Any, world: Any, name: str, place: Any, dtype: np.dtype[Any]) -> Any:
    address = builder.add(_field(builder, world, f"at_{name}"), builder.mul(place, place.type(dtype.itemsize)))
    return builder.inttoptr(address, context.get_value_type(numba.from_dtype(dtype)))


def _table(name: str, dtype: np.dtype[Any]) -> Any:
    """Make the reader of a table whose rows have one place."""
    row = numba.from_dtype(dtype)

    @intrinsic
    def read(typing_context: Any, w: Any, k: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return _row_at(context, builder, args[0], name, args[1], dtype)

        return row(_WORLD, types.int64), generate

    return read


def _table_of_two(name: str, dtype: np.dtype[Any]) -> Any:
    """Make the reader of a table whose rows have two places."""
    row = numba.from_dtype(dtype)

    @intrinsic
    def read(typing_context: Any, w: Any, j: Any, k: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            stretch = _field(builder, args[0], f"stride_{name}")
            place = builder.add(builder.mul(args[1], stretch), args[2])
            return _row_at(context, builder, args[0], name, place, dtype)

        return row(_WORLD, types.int64, types.int64), generate

    return read


contacts = _table("contacts", layout.CONTACT)
pools = _table("pools", layout.POOL)
queues = _table("queues", layout.QUEUE)
gates = _table("gates", layout.GATE)
lanes = _table("lanes", layout.LANE)
nodes = _table("nodes", layout.NODE)
events = _table("events", layout.EVENT)
frames = _table("frames", layout.FRAME)
hours = _table("hours", layout.PERIOD)
duty = _table("duty", layout.DUTY)
spells = _table("spells", layout.SPELL)
steps = _table("steps", layout.STEP)
finishers = _table("finishers", layout.FINISHER)
opened_by = _table("opened_by", layout.PLACE)
series = _table("series", layout.SERIES)
changes = _table("changes", layout.CHANGE)
agents = _table("agents", layout.AGENT)
chats = _table("chats", layout.CHAT)
scaling = _table("scaling", layout.SCALING_RULE)
anew = _table("anew", layout.ANEW)

lane_gates = _table_of_two("lane_gates", layout.PLACE)
ways = _table_of_two("ways", layout.WAY)
factors = _table_of_two("factors", layout.FACTOR)
fronts = _table_of_two("fronts", layout.FRONT)
laws = _table_of_two("laws", LAW)
accepted_hours = _table_of_two("accepted_hours", layout.PERIODS)
service_hours = _table_of_two("service_hours", layout.PERIODS)
offers = _table_of_two("offers", layout.OFFER)
plain_lanes = _table_of_two("plain_lanes", layout.PLACE)
vip_lanes = _table_of_two("vip_lanes", layout.PLACE)
speaks = _table_of_two("speaks", layout.PLACE)
clocks = _table_of_two("clocks", layout.NUMBER)
slowdowns = _table_of_two("slowdowns", layout.NUMBER)
loads = _table_of_two("loads", layout.LOAD)


@intrinsic
def _law_values_at(typing_context: Any, w: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.inttoptr(_field(builder, args[0], "at_law_values"), cgutils.voidptr_t)

    return types.voidptr(_WORLD), generate


@numba.njit
def law_values(w: Any) -> Any:
    """Return the values that the laws share."""
    return numba.carray(_law_values_at(w), w.room_law_values, np.float64)  # type: ignore[attr-defined, call-arg]
