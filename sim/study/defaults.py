"""Defaults that depend on other keys: filled into the study's plain data before it is checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.study.presets import with_pool_presets
from sim.study.queue import channel_defaults

SOURCES = ("volume", "rate", "forecast", "history")
"""Keys of a demand entry of which one says how much there is."""


def filled(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data with the planner's clock, the baseline, presets of pools and every `like` filled in.

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
    if isinstance(full.get("queues"), Mapping):
        full["queues"] = {name: usual_for_channel(queue) for name, queue in full["queues"].items()}
    if isinstance(full.get("pools"), Mapping):
        currency = full.get("currency", "USD")
        full["pools"] = {
            name: with_pool_presets(pool, full.get("queues"), currency) for name, pool in full["pools"].items()
        }
    if isinstance(full.get("demand"), (list, tuple)):
        full["demand"] = copied_from_like(full["demand"])
    return full


def usual_for_channel(queue: Any) -> Any:
    """Return a queue's plain data with what is usual for its channel, where it does not say: promise and closing.

    >>> usual_for_channel({"channel": "chat", "service_level": {"target": "90%"}})["service_level"]
    {'target': '90%', 'within': '40s'}
    """
    if not isinstance(queue, Mapping):
        return queue
    full = {**channel_defaults(queue.get("channel")), **queue}
    usual, given = channel_defaults(queue.get("channel")).get("service_level"), queue.get("service_level")
    if usual is not None and isinstance(given, Mapping):
        full["service_level"] = {**usual, **given}
    return full


def copied_from_like(entries: Sequence[Any]) -> list[Any]:
    """Return the demand entries with every key that `like` copies, `like` itself kept.

    >>> uk = {"market": "uk", "queue": "q", "volume": "1/h"}
    >>> copied_from_like([uk, {"market": "us", "queue": "q", "like": "uk/q"}])[1]
    {'market': 'us', 'queue': 'q', 'like': 'uk/q', 'volume': '1/h'}
    """
    copies = like_copies(entries)
    return [
        {**entry, **{key: entries[source][key] for key, source in copied.items()}} if copied else entry
        for entry, copied in zip(entries, copies, strict=True)
    ]


def like_copies(entries: Sequence[Any]) -> list[dict[str, int]]:
    """Return for each demand entry the keys that `like` copies, with the position of the entry they are written in.

    An entry that says itself how much there is copies no other way of saying it. A circle of `like` copies nothing
    from an entry that was passed before.
    """
    position = {f"{e.get('market')}/{e.get('queue')}": i for i, e in reversed([*enumerate(entries)])
                if isinstance(e, Mapping)}  # fmt: skip

    def chain(i: int) -> list[int]:
        passed = [i]
        while isinstance(entry := entries[passed[-1]], Mapping) and isinstance(entry.get("like"), str):
            model = position.get(entry["like"])
            if model is None or model in passed:
                break
            passed.append(model)
        return passed

    def keys_of(i: int) -> dict[str, int]:
        keys: dict[str, int] = {}
        for at in reversed(chain(i)):
            entry = entries[at]
            if not isinstance(entry, Mapping):
                return {}
            own = any(key in entry for key in SOURCES)
            kept_back = {"market", "queue", "like", "backlog", *(SOURCES if own else ())}
            keys = {key: source for key, source in keys.items() if key not in kept_back} | dict.fromkeys(entry, at)
        return keys

    return [{key: at for key, at in keys_of(i).items() if at != i} for i in range(len(entries))]
