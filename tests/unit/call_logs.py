"""Made-up logs of calls: text as the file holds it, and whole months from a known desk."""

from __future__ import annotations

import heapq
from datetime import date, timedelta

import numpy as np

HEADER = ("call_id,line,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,q_time,outcome,"
          "ser_start,ser_exit,ser_time,server")  # fmt: skip


def clock(seconds: float) -> str:
    """A second of the day as the log writes it."""
    second = round(seconds) % 86400
    return f"{second // 3600}:{second // 60 % 60:02}:{second % 60:02}"


def row(
    day: str, arrival: float, wait: float = 0.0, service: float = 0.0, server: str = "NO_SERVER", priority: int = 0,
    outcome: str = "AGENT", *, queued: bool | None = None,
) -> str:  # fmt: skip
    """One call that left the voice menu at a second of the day."""
    waited = wait > 0 if queued is None else queued
    queue = f"{clock(arrival)},{clock(arrival + wait)}" if waited else "0:00:00,0:00:00"
    served = outcome == "AGENT"
    times = f"{clock(arrival + wait)},{clock(arrival + wait + service)}" if served else "0:00:00,0:00:00"
    return (f"1,AA0101,{priority},PS,{day},{clock(arrival - 9)},{clock(arrival)},9,{queue},{round(wait)},{outcome},"
            f"{times},{round(service)},{server}")  # fmt: skip


def month(days: int = 14, rate: float = 60.0, agents: int = 5, seed: int = 2) -> str:
    """A desk of `agents` from 8 to 18, `rate` calls an hour of priorities 0 to 2, first come first served.

    Services last 180 s on average, patience 120 s, both exponential.
    """
    random, rows = np.random.default_rng(seed), [HEADER]
    for number in range(days):
        day = (date(1999, 1, 3) + timedelta(days=number)).isoformat()
        arrivals = np.sort(random.uniform(8 * 3600, 18 * 3600, random.poisson(10 * rate)))
        free = [(8 * 3600.0, agent) for agent in range(agents)]
        for arrival in np.round(arrivals):
            patience, service = random.exponential(120), max(1.0, round(random.exponential(180)))
            begin = max(arrival, free[0][0])
            priority = int(random.choice(3))
            if begin - arrival > patience:
                rows.append(row(day, arrival, max(1.0, patience), priority=priority, outcome="HANG"))
                continue
            agent = heapq.heappop(free)[1]
            heapq.heappush(free, (begin + service, agent))
            rows.append(row(day, arrival, begin - arrival, service, f"agent_{agent:02}", priority))
    return "\n".join(rows) + "\n"
