"""A small study of the desk whose made-up months stand in `call_logs`."""

from __future__ import annotations

from typing import Any

from sim.study import Study


def desk_study(replications: int = 3, queues: int = 3, **changes: Any) -> Study:
    """Queues in one line, always open unless `changes` say otherwise; a hindcast infers the agents itself."""
    names = ("unidentified", "regular", "priority")[:queues]
    queue = {"channel": "voice", "opening_hours": "24/7", "handle_time": "3min"} | changes
    return Study.model_validate(
        {
            "name": "A desk",
            "replications": replications,
            "horizon": {"start": "1999-01-03", "end": "1999-01-17", "interval": "30min", "time_zone": "Asia/Jerusalem"},
            "markets": {"bank": {"time_zone": "Asia/Jerusalem"}},
            "queues": dict.fromkeys(names, queue),
            "demand": [{"market": "bank", "queue": name, "volume": "1000/week"} for name in names],
            "pools": {
                "desk": {
                    "sourcing": "in_house",
                    "time_zone": "Asia/Jerusalem",
                    "skills": {name: {} for name in names},
                    "employment": {"wage": "20/h"},
                }
            },
            "strategies": {
                "desk": {"staffing": {"desk": {"agents": 1}}, "routing": {name: ["desk"] for name in names}}
            },
        }
    )
