"""Small studies of demand for the tests: markets, queues and entries as given, one desk that serves them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sim.study.study import Study

EPOCH = datetime(1970, 1, 5)
LONDON = {"uk": {"time_zone": "Europe/London", "country": "GB"}}


def study_of(
    demand: Sequence[Mapping[str, Any]],
    queues: Mapping[str, Mapping[str, Any]] | None = None,
    markets: Mapping[str, Mapping[str, Any]] | None = None,
    **horizon: Any,
) -> Study:
    """Make a study of demand entries; queues get a channel and a handle time where they name none."""
    markets = markets or {"home": {"time_zone": "UTC"}}
    queues = queues or {"phone": {}}
    full = {name: {"channel": "voice", "handle_time": "3min", **queue} for name, queue in queues.items()}
    return Study.model_validate(
        {
            "name": "demand",
            "horizon": {"start": "2026-03-02", "end": "2026-03-09", **horizon},  # Monday to Sunday
            "markets": markets,
            "queues": full,
            "demand": list(demand),
            "pools": {
                "desk": {
                    "sourcing": "in_house",
                    "time_zone": "UTC",
                    "skills": {name: {} for name in full},
                    "employment": {"wage": "14/h"},
                }
            },
            "strategies": {
                "one": {"staffing": {"desk": {"agents": 1}}, "routing": {name: ["desk"] for name in full}},
            },
        }
    )


def home(**entry: Any) -> dict[str, Any]:
    """One entry of the market `home` to the queue `phone`, unless it says otherwise."""
    return {"market": "home", "queue": "phone", **entry}


def clock(text: str) -> float:
    """Second of a local clock after Monday 1970-01-05."""
    return (datetime.fromisoformat(text) - EPOCH).total_seconds()


def with_rows(study: Study, key: str, rows: list[tuple[float, float]], step: float, entry: int = 0) -> Study:
    """Fill in the rows that the loader would have read from the entry's file."""
    given = study.demand[entry]
    file = getattr(given, key).model_copy(update={"rows": tuple(rows), "step": step})
    demand = list(study.demand)
    demand[entry] = given.model_copy(update={key: file})
    return study.model_copy(update={"demand": tuple(demand)})
