"""Tables of a made-up season on all channels: a voice season with chats and e-mail beside it."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from sim.metrics.key_figures import DEFINITIONS

Tables = dict[str, dict[str, np.ndarray]]
VENDOR = (
    "answered", "service_level", "target", "offered", "forecast", "resolution", "satisfaction", "cost",
    "cost_per_resolved_ticket", "credits", "ramp_adherence",
)  # fmt: skip
WEIGHTS = {"resolved": 0.82, "unresolved": 0.2, "lost": 0.0, "further_contact": 0.2, "late": 0.1}


def desk(
    tables: Tables, summary: dict[str, Any], chat: str = "chat", email: str = "email"
) -> tuple[Tables, dict[str, Any]]:
    """The season with a chat queue and an e-mail queue: tables, facts, and key figures of every kind.

    E-mail is promised in 24 h; half a contact is open in the first interval, then one more in each, 10 minutes old at
    first and an hour older each time. Two chats are in hand with each of three agents, in the first pool alone. The
    first queue has VIPs and call-backs. The first pool is a vendor's.
    """
    tables, summary = dict(tables), copy.deepcopy(summary)
    summary["setting"]["satisfaction"] = WEIGHTS
    facts = summary["setting"]["queues"]
    facts[next(iter(facts))]["live"] = True
    facts[chat] = {"channel": "chat", "live": True, "target": 0.8, "within": 40.0, "definition": DEFINITIONS[0]}
    facts[email] = {"channel": "email", "live": False, "target": 0.95, "within": 86400.0, "definition": DEFINITIONS[0]}
    voice = tables["intervals"]
    size = len(voice["start"])
    parts = [voice, {**voice, "queue": _texts([chat] * size)}]
    parts.append({**voice, "queue": _texts([email] * size), "mean_wait": np.full(size, 7200.0)})
    tables["intervals"] = {name: np.concatenate([part[name] for part in parts]) for name in voice}
    starts = list(dict.fromkeys(voice["start"].tolist()))
    shown = list(summary["strategies"])
    place = {"strategy": _texts(np.repeat(shown, len(starts))), "start": _texts(starts * len(shown))}
    steps = np.tile(np.arange(len(starts), dtype=float), len(shown))
    rows = _texts([email] * len(steps))
    tables["backlog"] = {**place, "queue": rows, "open": 0.5 + steps, "oldest_age": 600.0 + 3600.0 * steps}
    pool = str(tables["pools"]["pool"][0])
    chats = {"chats": np.full(len(steps), 6.0), "agents": np.full(len(steps), 3.0)}
    tables["chats"] = {**place, "pool": _texts([pool] * len(steps)), **chats}
    size = len(shown)
    card = {"month": _texts(["2026-10"] * size), "strategy": _texts(shown), "pool": _texts([pool] * size)}
    tables["vendors"] = {**card, **{name: np.full(size, 0.5) for name in VENDOR}}
    for found in summary["strategies"].values():
        _figures(found, chat, email, pool)
    return tables, summary


def _figures(found: dict[str, Any], chat: str, email: str, pool: str) -> None:
    queues = found["queues"]
    first = next(iter(queues))
    found["totals"] |= {
        "tickets": _about(1000.0), "resolved_share": _about(0.875), "contacts_per_ticket": _about(1.4),
        "time_to_resolution": _about(46_800.0), "satisfaction": _about(0.625),
    }  # fmt: skip
    queues[first] |= {"answered": _about(900.0), "abandoned": _about(60.0), "messages": _about(0.0)}
    queues[chat] = copy.deepcopy(queues[first])
    queues[first] |= {"callbacks": _about(40.0), "callbacks_reached": _about(0.95), "callback_wait": _about(900.0)}
    queues[email] = {
        kpi: _about(value)
        for kpi, value in {
            "offered": 500.0, "answered": 500.0, "abandoned": 0.0, "abandonment_rate": 0.0, "mean_wait": 7200.0,
            "service_level": 0.9, "backlog_max": 55.0, "backlog_age_p95": 90_000.0,
        }.items()
    }  # fmt: skip
    vips = {"offered": 50.0, "abandonment_rate": 0.01, "service_level": 0.99, "mean_wait": 3.0}
    found["vips"] = {first: {kpi: _about(value) for kpi, value in vips.items()}}
    found["pools"].setdefault(pool, {})["chats_in_hand"] = _about(2.0)


def _about(value: float) -> dict[str, float]:
    return {"mean": value, "low": value, "high": value}


def _texts(values: Any) -> np.ndarray:
    column = np.empty(len(values), dtype=object)
    column[:] = [str(value) for value in values]
    return column
