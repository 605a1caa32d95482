"""Tables of a made-up season, plausible in shape and size, for the tests of charts and report."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from sim.metrics.key_figures import DEFINITIONS

PLAIN = ("today", "in_house_peak", "in_house_seasonal", "offshore", "hybrid", "follow_the_sun", "multi_source")
NASTY = ("<script>alert(1)</script>", "[/x]", "=1+1", "$x^2$", "&" + "a" * 59, "50 % _{off}", "quote \" and ' <b>")
LINES = (
    "wages",
    "benefits",
    "premiums",
    "seats",
    "software",
    "management",
    "price",
    "minimum",
    "governance",
    "lost_tickets",
)
TABLE = dict[str, np.ndarray]


def season(
    strategies: tuple[str, ...] = PLAIN,
    markets: tuple[str, ...] = ("us", "uk", "sg"),
    pools: tuple[str, ...] = ("austin", "manila", "jakarta"),
    queue: str = "phone",
    weeks: int = 4,
    replications: int = 20,
    minutes: int = 60,
) -> tuple[dict[str, TABLE], dict[str, Any]]:
    """All tables of a results folder and its summary, for made-up strategies of rising cost and service."""
    chance = np.random.default_rng(7)
    zones = dict(zip(markets, ("America/New_York", "Europe/London", "Asia/Singapore", *["UTC"] * 9), strict=False))
    begin = datetime(2026, 10, 19, tzinfo=ZoneInfo("America/Chicago")).astimezone(UTC)
    starts = [begin + timedelta(minutes=minutes * i) for i in range(weeks * 7 * 24 * 60 // minutes)]
    levels = {name: 0.55 + 0.4 * i / max(len(strategies) - 1, 1) for i, name in enumerate(strategies)}
    tables = {
        "intervals": _intervals(chance, strategies, starts, zones, queue, levels),
        "pools": _pools(chance, strategies, starts, pools, minutes),
        "coverage": _coverage(chance, strategies, markets, levels),
        "workforce": _workforce(strategies, pools, weeks),
        "costs": _costs(strategies, pools),
        "waterfall": _waterfall(strategies),
        "stress": _stress(strategies, replications),
    }
    tables["replications"], summary = _figures(
        chance, strategies, markets, pools, queue, weeks, replications, levels, tables["costs"]
    )
    summary["setting"] = _setting(zones, queue, pools, minutes, starts)
    tables["kpis"] = _kpis(summary)
    tables["differences"] = _columns(
        [tuple(row.values()) for row in summary["differences"]], "strategy baseline kpi mean low high"
    )
    return tables, summary


def manifest() -> dict[str, Any]:
    """What a finished run says about its origin."""
    return {
        "study": "Holiday surge <2026>",
        "study_sha256": "0f3a" * 16,
        "fingerprint": "9c" * 32,
        "seed": 2026,
        "replications": 20,
        "strategies": list(PLAIN),
        "engine": "simpy",
        "python": "3.11.9",
        "packages": {"numpy": "2.4.6", "simpy": "4.1.1", "surgedesk": "0.1.0"},
        "time_zone_data": "2026.1",
        "holidays": [{"date": "2026-11-26", "market": "us", "name": "Thanksgiving Day"}],
        "notes": [],
        "command": "surgedesk run holiday_surge.yaml",
    }


def _columns(rows: list[tuple[Any, ...]], names: str) -> TABLE:
    table: TABLE = {}
    for index, name in enumerate(names.split()):
        values = [row[index] for row in rows]
        numeric = not any(isinstance(value, str) for value in values)
        table[name] = np.array([np.nan if v is None else v for v in values], dtype=float if numeric else object)
    return table


def _intervals(chance: Any, strategies: Any, starts: Any, zones: dict[str, str], queue: str, levels: Any) -> TABLE:
    rows = []
    for strategy in strategies:
        for start in starts:
            for place, (market, zone) in enumerate(zones.items()):
                local = start.astimezone(ZoneInfo(zone))
                day = 1 + 0.8 * np.sin((local.hour - 8) / 24 * 2 * np.pi)
                surge = 1.0 + 0.35 * ((start - starts[0]).days // 7)
                offered = round(
                    (40 - 12 * place) * day * surge * (0.7 if local.weekday() > 4 else 1) * chance.uniform(0.9, 1.1), 3
                )
                level = min(1.0, max(0.0, levels[strategy] + 0.2 - 0.25 * (day - 0.5) * (surge - 0.6)))
                wait = 6 + 260 * (1 - level) ** 1.5
                gone = offered * 0.2 * (1 - level)
                when = start.isoformat().replace("+00:00", "Z")
                none = (0.0,) * 4
                rows.append((strategy, when, market, queue, offered, offered - gone, gone, *none, level, wait))
    outcomes = "offered answered abandoned blocked closed messages callbacks"
    return _columns(rows, f"strategy start market queue {outcomes} service_level mean_wait")


def _pools(chance: Any, strategies: Any, starts: Any, pools: Any, minutes: int) -> TABLE:
    rows = []
    for index, strategy in enumerate(strategies):
        used = pools[: 1 + index % len(pools)]
        for start in starts:
            local = start.astimezone(ZoneInfo("America/Chicago"))
            need = (
                40
                * (1 + 0.8 * np.sin((local.hour - 8) / 24 * 2 * np.pi))
                * (1 + 0.35 * ((start - starts[0]).days // 7))
            )
            for pool in used:
                required = round(need / len(used), 0)
                staffed = round(required * (0.75 + 0.05 * index), 0)
                rows.append(
                    (strategy, start.isoformat().replace("+00:00", "Z"), pool, required, staffed, 0.8 * staffed)
                )
    return _columns(rows, "strategy start pool required staffed busy")


def _coverage(chance: Any, strategies: Any, markets: Any, levels: Any) -> TABLE:
    rows = []
    for strategy in strategies:
        for market in markets:
            for weekday in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"):
                for hour in range(24):
                    served = min(1.0, max(0.0, levels[strategy] + 0.1 - 0.25 * np.cos((hour - 3) / 24 * 2 * np.pi)))
                    served = (
                        float("nan") if (weekday == "sun" and hour < 6) else round(served * chance.uniform(0.9, 1), 3)
                    )
                    rows.append((strategy, market, weekday, hour, 0.0 if served < 0.4 else 1.0, served))
    return _columns(rows, "strategy market weekday hour staffed served")


def _workforce(strategies: Any, pools: Any, weeks: int) -> TABLE:
    rows = []
    for index, strategy in enumerate(strategies):
        for pool in pools[: 1 + index % len(pools)]:
            for week in range(weeks):
                day = (date(2026, 10, 19) + timedelta(weeks=week)).isoformat()
                rows.append(
                    (
                        strategy,
                        day,
                        pool,
                        60.0 + 8 * week,
                        5.0,
                        70.0 + index,
                        4.0,
                        3.0,
                        1.0,
                        66.0 + index,
                        2400.0 + week,
                    )
                )
    return _columns(rows, "strategy week pool required ordered heads in_training hired left present billed_hours")


def _waterfall(strategies: tuple[str, ...]) -> TABLE:
    """A contact costs 2 to 3; a credit takes a quarter off, where there is a vendor: all but the first."""
    rows: list[tuple[Any, ...]] = []
    for place, strategy in enumerate(strategies):
        rows += [(strategy, "one_contact", 2 + place / 8), (strategy, "further_contacts", 0.5)]
        rows += [(strategy, "idle_time", 0.75), (strategy, "minimum", 0.125)]
        rows += [(strategy, "credits_and_bonuses", -0.25)] if place else []
        rows.append((strategy, "lost_tickets", 1.0))
    return _columns(rows, "strategy step amount")


def _stress(strategies: tuple[str, ...], replications: int) -> TABLE:
    """More customers cost 1,000 more and take ten points off the worst week, a late vendor half; a chance name."""
    rows: list[tuple[Any, ...]] = []
    for scenario, part in (("forecast 20 % low", 1.0), ("vendor late, $x^2$", 0.5)):
        for place, strategy in enumerate(strategies):
            for kpi, base, change in (("cost", 9000.0, 1000.0), ("worst_week_service_level", 0.8, -0.1)):
                change *= part * (1 + place / 8)
                spread = 0.1 * abs(change) if replications > 1 else np.nan
                mean = base + change
                ends = (mean - spread, mean + spread, change, change - spread, change + spread)
                rows.append((strategy, scenario, kpi, mean, *ends))
    return _columns(rows, "strategy scenario kpi mean low high change_mean change_low change_high")


def _costs(strategies: Any, pools: Any) -> TABLE:
    rows = []
    for index, strategy in enumerate(strategies):
        for month in ("2026-10", "2026-11"):
            for pool in pools[: 1 + index % len(pools)]:
                for place, line in enumerate(LINES):
                    mean = 250_000.0 * (1 + 0.15 * index) / (1 + place) ** 1.2 / (1 + index % len(pools))
                    rows.append((strategy, month, pool, line, mean, mean * 0.98, mean * 1.02))
                rows.append((strategy, month, pool, "service_credit", -4_000.0, -5_000.0, -3_000.0))
    return _columns(rows, "strategy month pool line mean low high")


def _figures(
    chance: Any,
    strategies: Any,
    markets: Any,
    pools: Any,
    queue: str,
    weeks: int,
    replications: int,
    levels: Any,
    costs: TABLE,
) -> tuple[TABLE, dict[str, Any]]:
    rows: list[tuple[Any, ...]] = []
    body: dict[str, Any] = {}
    season = chance.normal(0, 1, replications)
    for strategy in strategies:
        cost = float(costs["mean"][costs["strategy"] == strategy].sum())
        level = levels[strategy]
        seasons = {
            "cost": cost * (1 + 0.04 * season),
            "service_level": np.clip(level - 0.02 * season, 0, 1),
            "abandonment_rate": np.clip(0.25 * (1 - level) + 0.01 * season, 0, 1),
            "worst_week_service_level": np.clip(level - 0.08 - 0.05 * season, 0, 1),
            "weeks": np.full(replications, float(weeks)),
            "weeks_held": np.clip(np.round(weeks * (level + 0.05 - 0.03 * season)), 0, weeks),
            "lost": np.clip(4000 * (1 - level) + 100 * season, 0, None),
            "mean_wait": 20 + 300 * (1 - level) + 5 * season,
            "speed_of_answer": 18 + 280 * (1 - level) + 5 * season,
            **{f"wait_p{p}": 300 * (1 - level) * p / 50 + season for p in (50, 90, 95, 99)},
            "offered": 98_000 * (1 + 0.05 * season),
            "served_coverage": np.clip(level + 0.02 * season, 0, 1),
            "cost_per_contact": cost / 98_000 * (1 + 0.01 * season),
        }
        for kpi, values in seasons.items():
            rows += [(strategy, float(k), "total", "", kpi, float(v)) for k, v in enumerate(values)]
        for week in range(weeks):
            day = (date(2026, 10, 19) + timedelta(weeks=week)).isoformat()
            surge = 1 + 0.35 * week
            rows += [
                (strategy, float(k), "week", day, "offered", float(8000 * surge * (1 + 0.05 * v)))
                for k, v in enumerate(season)
            ]
        body[strategy] = _strategy(seasons, markets, pools, queue, costs, strategy, level)
    held = [name for name in strategies if levels[name] >= 0.8] or ["none"]
    best = dict.fromkeys((*strategies, "none"), 0.0) | {held[0]: 1.0}
    base = strategies[0]
    differences = []
    for name in strategies[1:]:
        for kpi, spread in (("cost", 9_000.0), ("service_level", 0.01), ("abandonment_rate", 0.004)):
            mean = body[name]["totals"][kpi]["mean"] - body[base]["totals"][kpi]["mean"]
            differences.append(
                {
                    "strategy": name,
                    "baseline": base,
                    "kpi": kpi,
                    "mean": mean,
                    "low": mean - spread,
                    "high": mean + spread,
                }
            )
    chosen = None if held[0] == "none" else held[0]
    answer = {
        "question": "Phone 80/20, every week, below $1.5 M?",
        "holds": chosen is not None,
        "best": chosen,
        "equal": [],
    }
    summary = {
        "answer": answer,
        "study": "Holiday surge <2026>",
        "seed": 2026,
        "replications": replications,
        "engine": "simpy",
        "baseline": base,
        "strategies": body,
        "differences": differences,
        "probability_best": best,
        "frontier": list(strategies),
    }
    return _columns(rows, "strategy replication scope name kpi value"), summary


def _strategy(
    seasons: Any, markets: Any, pools: Any, queue: str, costs: TABLE, strategy: str, level: float
) -> dict[str, Any]:
    def figures(scale: float = 1.0) -> dict[str, Any]:
        return {kpi: _estimate(values * scale) for kpi, values in seasons.items() if "cost" not in kpi}

    mine = costs["strategy"] == strategy
    statement: dict[str, Any] = {}
    for pool, line, mean in zip(costs["pool"][mine], costs["line"][mine], costs["mean"][mine], strict=True):
        lines = statement.setdefault(pool, {})
        before = lines.get(line, {"mean": 0.0})["mean"]
        lines[line] = {"mean": before + mean, "low": (before + mean) * 0.98, "high": (before + mean) * 1.02}
    queue_figures = figures() | {
        f"service_level_{word}": {"mean": level - d, "low": level - d - 0.01, "high": level - d + 0.01}
        for word, d in zip(DEFINITIONS, (0, 0.02, -0.01, 0.01), strict=True)
    }
    held = level >= 0.8
    hours = _estimate(seasons["offered"] / 4)
    occupancy = {"mean": 0.81, "low": 0.80, "high": 0.82}
    return {
        "totals": {kpi: _estimate(values) for kpi, values in seasons.items()},
        "queues": {queue: queue_figures},
        "markets": {market: figures(0.95) for market in markets},
        "pools": {
            pool: {"occupancy": occupancy, "utilisation": occupancy, "staffed_hours": hours} for pool in statement
        },
        "costs": statement,
        "goal": {
            "held_share": 1.0 if held else 0.0,
            "held_low": 0.84 if held else 0.0,
            "held_high": 1.0 if held else 0.16,
            "held": held,
            "held_seasons": 20 if held else 0,
            "missed": [] if held else ["service level"],
            "shortfall": max(0.0, 0.8 - level),
            "broken_by": {"service level": 0.0 if held else 1.0, "abandonment": 0.0 if held else 0.4, "budget": 0.0},
            "verdict": "holds the goal, in 20 of 20 seasons"
            if held
            else "misses service level; holds in 0 of 20 seasons",
        },
        "plan": {
            "order_by": "2026-10-12",
            "late": False,
            "notes": [],
            "pools": {
                pool: {"order_by": "2026-10-12", "arrives": "2026-11-09", "late": False, "notes": [f"note on {pool}"]}
                for pool in statement
            },
        },
        "seasons": {
            kpi: dict(zip(("low5", "high95"), np.quantile(v, [0.05, 0.95]).tolist(), strict=True))
            for kpi, v in seasons.items()
        },
        "coverage_holes": [],
    }


def _estimate(values: np.ndarray) -> dict[str, float | None]:
    if len(values) < 2:
        return {"mean": float(values.mean()), "low": None, "high": None}
    half = 2.09 * float(values.std(ddof=1)) / len(values) ** 0.5
    return {"mean": float(values.mean()), "low": float(values.mean()) - half, "high": float(values.mean()) + half}


def _kpis(summary: dict[str, Any]) -> TABLE:
    rows = []
    for strategy, body in summary["strategies"].items():
        scopes = [("total", "", body["totals"])]
        scopes += [
            (scope, name, kpis) for scope in ("queue", "market", "pool") for name, kpis in body[f"{scope}s"].items()
        ]
        for scope, name, kpis in scopes:
            rows += [(strategy, scope, name, kpi, f["mean"], f["low"], f["high"]) for kpi, f in kpis.items()]
        for week, offered in (("2026-10-19", 8000.0), ("2026-10-26", 10_800.0)):
            level = body["totals"]["service_level"]["mean"]
            rows += [(strategy, "week", week, "offered", offered, offered * 0.98, offered * 1.02)]
            rows += [(strategy, "week", week, "service_level", level, level - 0.01, level + 0.01)]
    return _columns(rows, "strategy scope name kpi mean low high")


def _setting(zones: dict[str, str], queue: str, pools: Any, minutes: int, starts: Any) -> dict[str, Any]:
    return {
        "name": "Holiday surge <2026>",
        "currency": "USD",
        "time_zone": "America/Chicago",
        "interval": minutes * 60.0,
        "start": starts[0].isoformat(),
        "end": (starts[-1] + timedelta(minutes=minutes)).isoformat(),
        "goal": {"service_level": "each_week", "abandonment": 0.05, "budget": 1_500_000.0, "lost_ticket": 18.0},
        "queues": {queue: {"channel": "voice", "target": 0.8, "within": 20.0, "definition": DEFINITIONS[0]}},
        "markets": {market: {"time_zone": zone} for market, zone in zones.items()},
        "pools": {pool: {"sourcing": "in_house", "vendor": None, "time_zone": "America/Chicago"} for pool in pools},
    }
