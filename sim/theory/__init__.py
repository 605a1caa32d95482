"""Closed forms of queues: Erlang B, C and A, finite lines, priorities, overflow, busyness, exact days that vary.

Everywhere: `arrival_rate` per second, `handle_time` and `patience` means in seconds, waits in seconds, shares 0..1.
"""

from __future__ import annotations
