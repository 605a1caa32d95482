"""Processor sharing (M/G/1-PS): one agent whose speed is shared out evenly among all chats in hand.

Nobody waits for a start; with k chats in hand each runs at 1 ÷ k of its speed. Mean times depend on the handle time by
its mean alone, whatever its law (Sakata, Noguchi & Oizumi 1971; Kleinrock 1976, ch. 4).
"""

from __future__ import annotations

import math


def sharing_time(arrival_rate: float, handle_time: float, alone: float | None = None) -> float:
    """Mean seconds from arrival to the end of all chats, or of those that would take `alone` seconds alone.

    `arrival_rate` per second, `handle_time` mean seconds alone. A chat of w seconds takes w ÷ (1 − ρ) on average, ρ =
    arrival rate × handle time (Kleinrock 1967); inf from a load of one on. Raises ValueError for a value out of range.

    >>> sharing_time(arrival_rate=0.5, handle_time=1.0), sharing_time(0.5, 1.0, alone=3.0)  # 1 / (1/2), 3 / (1/2)
    (2.0, 6.0)
    """
    if not (arrival_rate >= 0 and handle_time > 0 and (alone is None or alone >= 0)):
        raise ValueError(
            "a rate and a time alone of at least zero and a handle time above zero are wanted "
            f"(got {arrival_rate!r}, {alone!r} and {handle_time!r})"
        )
    load = arrival_rate * handle_time
    return (handle_time if alone is None else alone) / (1 - load) if load < 1 else math.inf


def share_with(chats: int, load: float) -> float:
    """Share of time in which at least so many chats are in hand: ρ^chats.

    >>> share_with(chats=2, load=0.5)
    0.25
    """
    return min(load, 1.0) ** chats
