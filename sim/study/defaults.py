"""Defaults that depend on other keys: filled into the study's plain data before it is checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SOURCES = ("volume", "rate", "forecast", "history")


def filled(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data with the planner's clock, the baseline and every `like` filled in.

    >>> filled({"markets": {"uk": {"time_zone": "Europe/London"}}, "horizon": {}})["horizon"]
    {'time_zone': 'Europe/London'}
    """
    full = dict(data)
    markets, horizon = full.get("markets"), full.get("horizon")
    if isinstance(horizon, Mapping) and "time_zone" not in horizon and isinstance(markets, Mapping) and markets:
        first = next(iter(markets.values()))
        if isinstance(first, Mapping) and "time_zone" in first:
            full["horizon"] = {**horizon, "time_zone": first["time_zone"]}
    strategies = full.get("strategies")
    if "baseline" not in full and isinstance(strategies, Mapping) and strategies:
        full["baseline"] = next(iter(strategies))
    if isinstance(full.get("demand"), (list, tuple)):
        full["demand"] = copied_from_like(full["demand"])
    return full


def copied_from_like(entries: list[Any] | tuple[Any, ...]) -> list[Any]:
    """Return the demand entries with every key that `like` copies, `like` itself kept.

    >>> copied_from_like([{"market": "a", "queue": "q", "volume": "1/h"}, {"market": "b", "queue": "q", "like": "a/q"}])[1]
    {'market': 'b', 'queue': 'q', 'like': 'a/q', 'volume': '1/h'}
    """
    by_name = {f"{e.get('market')}/{e.get('queue')}": e for e in entries if isinstance(e, Mapping)}

    def resolved(entry: Any, seen: tuple[str, ...]) -> Any:
        if not isinstance(entry, Mapping) or "like" not in entry or entry["like"] not in by_name:
            return entry
        model = entry["like"]
        if model in seen:
            return entry
        source = resolved(by_name[model], (*seen, model))
        own = any(key in entry for key in _SOURCES)
        skipped = {"market", "queue", "like"} | (set(_SOURCES) if own else set())
        return {**entry, **{k: v for k, v in source.items() if k not in entry and k not in skipped}}

    return [resolved(e, (f"{e.get('market')}/{e.get('queue')}",) if isinstance(e, Mapping) else ()) for e in entries]
