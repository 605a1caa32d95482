"""The rows of the compiled engine: what it knows about contacts, pools, queues, gates, lanes and events.

Positions stand for objects, -1 for none. Times are seconds on the grid. Flags are 0 or 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.randomness.compiled import LAW

CONTACT = np.dtype([
    ("order", "i8"), ("key", "u8"), ("arrival", "f8"), ("patience", "f8"), ("handle_time", "f8"), ("resolution", "f8"),
    ("balk", "f8"), ("wait", "f8"), ("opened", "f8"), ("called_back", "f8"), ("age", "f8"), ("vip", "f8"),
    ("head_start", "f8"), ("first", "i8"), ("following", "i8"), ("anew", "i8"), ("round", "i2"), ("try_", "i2"),
    ("queue", "i2"), ("market", "i2"),
    ("pool", "i2"), ("outcome", "i1"), ("waiting", "i1"), ("shared", "i1"), ("escalated", "i1"), ("cut_off", "i1"),
    ("outside", "i1"), ("calls", "i1"), ("ticket_outcome", "i1"), ("ticket_open", "i1"),
], align=True)  # fmt: skip
"""One contact. `first` is the row of its ticket's first contact, whose `ticket_outcome` and `ticket_open` count,
`following` that of the ticket's next one; `age` orders those who wait."""

POOL = np.dtype([
    ("busy", "i8"), ("duty", "i8"), ("scheduled", "i8"), ("on_roster", "i8"), ("elastic", "i8"), ("floor", "i8"),
    ("ways", "i8"), ("most", "i8"), ("last_duty", "i8"), ("release", "f8"), ("finishing", "i8"),
    ("finishing_end", "i8"), ("opens", "i8"), ("opens_end", "i8"), ("down", "i1"), ("plain", "i1"), ("matching", "i1"),
    ("rising", "i1"), ("loses", "i1"),
], align=True)  # fmt: skip
"""One pool: `floor` agents have chats in hand, at most `most` each; it is reached by `ways` lanes and gates."""

QUEUE = np.dtype([
    ("priority", "f8"), ("rises", "f8"), ("vip_share", "f8"), ("vip_priority", "f8"), ("resolution", "f8"),
    ("balk", "f8"), ("retry_share", "f8"), ("escalation_share", "f8"), ("lines", "i8"), ("inside", "i8"),
    ("waiting", "i8"), ("single", "i8"), ("gates", "i8"), ("gates_end", "i8"), ("steps", "i8"), ("steps_end", "i8"),
    ("follow_up_queue", "i8"), ("retry_queue", "i8"), ("escalation_queue", "i8"), ("follow_ups", "i8"),
    ("retries", "i8"), ("at_close", "i1"), ("calls_back", "i1"), ("live", "i1"), ("sharing", "i1"),
    ("conditional", "i1"),
], align=True)  # fmt: skip
"""One queue. `follow_ups` and `retries` are the attempts in all, 0 without the rule."""

FINISH, CARRY, CLEAR = range(3)
"""What a queue does at closing with those who wait."""

OFFER = np.dtype([
    ("after", "f8"), ("accepted", "f8"), ("no_answer", "f8"), ("takes", "f8"), ("delay", "f8"), ("attempts", "i8"),
    ("message_queue", "i8"), ("there", "i1"), ("message", "i1"), ("may_fail", "i1"),
], align=True)  # fmt: skip
"""What a queue offers, [queue][0] to who waits long and [queue][1] outside hours."""

GATE = np.dtype([
    ("after", "f8"), ("opened_at", "f8"), ("weight", "f8"), ("pool", "i8"), ("longer_than", "i8"), ("keep_free", "i8"),
    ("slow", "i8"), ("most", "i8"), ("closed", "i8"), ("shared", "i1"), ("within_hours", "i1"), ("open", "i1"),
], align=True)  # fmt: skip
"""One way of a queue's contacts to a pool; `slow` is the row of its slowdowns, `most` how many these are."""

STEP = np.dtype([("first", "i8"), ("end", "i8"), ("is_share", "i8")])
LANE = np.dtype([
    ("priority", "f8"), ("rises", "f8"), ("queue", "i8"), ("code", "i8"), ("head", "i8"), ("tail", "i8"),
    ("gates", "i8"), ("timers", "i8"),
])  # fmt: skip
NODE = np.dtype([("contact", "i8"), ("next", "i8"), ("before", "i8")])
"""A place in a lane."""

WAY = np.dtype([("lane", "i8"), ("gate", "i8")])
"""A lane that leads to a pool, and its gate, [pool][way]."""

EVENT = np.dtype([("time", "f8"), ("order", "i8"), ("put", "i8"), ("a", "i8"), ("b", "i4"), ("kind", "i4")])
"""An event of the calendar: a heap by time, order, and the turn in which it was put."""

(NOTHING, RETURN, COMPLETE, CHAT_END, PATIENCE, LATER, WAITED_LONG, LINE_UP, HANG_UP, SERIES_STEP, LOOK, DUE, FREED,
 FINISHING) = range(14)  # fmt: skip
"""Kinds of events: what is to be done."""

SERIES = np.dtype([("what", "i8"), ("a", "i8"), ("b", "i8"), ("order", "i8"), ("next", "i8"), ("end", "i8")])
"""Changes that the clock brings to one pool, gate or opening: a stretch of `changes`."""

PACE, OUTAGE, ROSTER_CHANGE, HOURS, OPENS = range(5)
CHANGE = np.dtype([("time", "f8"), ("value", "f8")])

AGENT = np.dtype([
    ("begin", "f8"), ("since", "f8"), ("pool", "i8"), ("load", "i8"), ("version", "i8"), ("chats", "i8"),
    ("last_chat", "i8"), ("next_chat", "i8"), ("next", "i8"), ("before", "i8"),
])  # fmt: skip
"""An agent with chats in hand: `chats` is the first, `next_chat` the one that ends first."""

CHAT = np.dtype([("ends", "f8"), ("order", "i8"), ("contact", "i8"), ("gate", "i8"), ("next", "i8")])
LOAD = np.dtype([("head", "i8"), ("tail", "i8"), ("count", "i8")])
"""Agents of a pool with so many chats in hand, [pool][chats], the one that came there first at the head."""

FACTOR = np.dtype([("proficient", "f8"), ("now", "f8"), ("resolution", "f8")])
FRONT = np.dtype([("waiting", "i8"), ("open", "i8")])
"""A queue as one market finds it, [queue][market]."""

PERIODS = np.dtype([("first", "i8"), ("end", "i8")])
"""A stretch of `PERIOD`s: when a queue serves a market, or when it lets contacts in, [queue][market]."""

PERIOD = np.dtype([("opens", "f8"), ("closes", "f8")])

SCALING_RULE = np.dtype([
    ("wait", "f8"), ("longer_than", "f8"), ("lead", "f8"), ("pool", "i8"), ("queue", "i8"), ("step", "i8"),
    ("up_to", "i8"), ("at_least", "i8"), ("on_the_way", "i8"), ("orders", "i8"),
])  # fmt: skip
FINISHER = np.dtype([("queue", "i8"), ("market", "i8")])
DUTY = np.dtype([("time", "f8"), ("agents", "f8"), ("pool", "i8")])
SPELL = np.dtype([("begin", "f8"), ("end", "f8"), ("pool", "i8"), ("kind", "i8")])
ANEW = np.dtype([("time", "f8"), ("gate", "i8"), ("next", "i8")])
"""When a gate was opened to a contact that was led anew; a chain for each contact."""

PLACE = np.dtype([("place", "i8")])
NUMBER = np.dtype([("value", "f8")])

FRAME = np.dtype([("kind", "i8"), ("a", "i8"), ("b", "i8"), ("place", "i8")])
"""Something begun that is to be gone on with, see `agenda`."""

TABLES = {
    "contacts": CONTACT, "pools": POOL, "queues": QUEUE, "gates": GATE, "lanes": LANE, "nodes": NODE, "events": EVENT,
    "frames": FRAME, "hours": PERIOD, "duty": DUTY, "spells": SPELL, "steps": STEP, "finishers": FINISHER,
    "opened_by": PLACE, "series": SERIES, "changes": CHANGE, "agents": AGENT, "chats": CHAT, "scaling": SCALING_RULE,
    "anew": ANEW, "law_values": NUMBER,
}  # fmt: skip
"""Tables whose rows have one place."""

TABLES_OF_TWO = {
    "lane_gates": PLACE, "ways": WAY, "factors": FACTOR, "fronts": FRONT, "laws": LAW, "accepted_hours": PERIODS,
    "service_hours": PERIODS, "offers": OFFER, "plain_lanes": PLACE, "vip_lanes": PLACE, "speaks": PLACE,
    "clocks": NUMBER, "slowdowns": NUMBER, "loads": LOAD,
}  # fmt: skip
"""Tables whose rows have two places."""

GROWING = ("contacts", "lanes", "nodes", "events", "frames", "duty", "spells", "agents", "chats", "anew")
"""Tables that may have to be longer than they were made."""

WORLD = np.dtype([
    ("now", "f8"), ("length", "f8"), ("limit", "f8"), ("events", "i8"), ("put", "i8"), ("next_first", "i8"),
    ("firsts", "i8"), ("contacts", "i8"), ("more", "i8"), ("open_tickets", "i8"), ("waiting_in_all", "i8"),
    ("over", "i8"), ("chats_used", "i8"), ("leads_anew", "i8"),
    ("head_starts", "i8"), ("vips", "i8"), ("lanes", "i8"), ("nodes", "i8"), ("free_node", "i8"), ("agents", "i8"),
    ("free_agent", "i8"), ("chats", "i8"), ("free_chat", "i8"), ("versions", "i8"), ("duty", "i8"), ("spells", "i8"),
    ("anew", "i8"), ("frames", "i8"), ("short", "i8"), ("overflow", "i8"), ("bad_time", "i8"),
    ("n_pools", "i8"), ("n_queues", "i8"), ("n_series", "i8"), ("n_scaling", "i8"), ("n_loads", "i8"),
    ("n_slowdowns", "i8"),
    *((f"{what}_{name}", "i8") for name in TABLES for what in ("at", "room")),
    *((f"{what}_{name}", "i8") for name in TABLES_OF_TWO for what in ("at", "room", "stride")),
])  # fmt: skip
"""The run itself. First contacts stand in rows from `next_first` to `firsts`; `more` of them are still to be handed in.
Of each table it has the address, the room and, with two places, how many rows one first place has.
"""

World = Any
"""The row of `WORLD`, as compiled functions are handed it."""
