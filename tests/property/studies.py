"""Random small studies: queues of every channel, markets and pools in other zones, every form of roster and route."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from sim.study.study import Study

ZONES = ("UTC", "Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")
STARTS = ("2026-03-02", "2026-03-07", "2026-03-28", "2026-10-03", "2026-10-24", "2026-11-01", "2026-12-30")
"""Ordinary days, nights on which some clock changes, and a year's end."""
CLOCK = ("00:00", "06:30", "09:00", "12:00", "17:00", "20:15", "23:45")
_MONDAY = date(1970, 1, 5)

Draw = Any


def studies() -> st.SearchStrategy[Study]:
    """Studies of one to three days and a few dozen contacts, with one or two strategies; a third only telephones."""
    return st.composite(_study)()


def _study(draw: Draw) -> Study:
    start = date.fromisoformat(draw(st.sampled_from(STARTS)))
    days = draw(st.sampled_from((1, 2, 2, 3)))
    queues = [f"queue{k}" for k in range(draw(st.integers(1, 3)))]
    pools = [f"pool{k}" for k in range(draw(st.integers(1, 3)))]
    markets = [f"market{k}" for k in range(draw(st.integers(1, 2)))]
    desk = draw(st.integers(0, 2)) > 0
    channels = [draw(st.sampled_from(CHANNELS)) if desk else "voice" for _ in queues]
    rules = {name: draw(_queues(queues)) for name in queues}
    if desk:
        by_name = dict(zip(queues, channels, strict=True))
        rules = {name: _with_channel(draw, name, rule, by_name) for name, rule in rules.items()}
    spoken = draw(st.sampled_from(((), ("en",), ("en", "fr")))) if desk else ()
    skills = {name: draw(_chat_skills()) for name, channel in zip(queues, channels, strict=True) if channel == "chat"}
    data = {
        "name": "Random",
        "seed": draw(st.integers(0, 2**32)),
        "replications": 2,
        "horizon": {
            "start": start.isoformat(),
            "end": (start + timedelta(days=days)).isoformat(),
            "interval": draw(st.sampled_from(("15min", "30min", "1h", "4h"))),
            "time_zone": draw(st.sampled_from(ZONES)),
            "warm_up": draw(st.sampled_from(("0s", "0s", "3h", "10h"))),
        },
        "goal": {"lost_ticket": draw(st.sampled_from((5, 12.5)))},
        "markets": {
            name: {"time_zone": draw(st.sampled_from(ZONES)), "country": "GB", **draw(_perhaps("language", spoken))}
            for name in markets
        },
        "queues": rules,
        "demand": _demand(draw, markets, queues),
        "pools": {name: draw(_pools(queues, skills, spoken, first=k == 0)) for k, name in enumerate(pools)},
        "strategies": {
            name: _strategy(draw, queues, pools, start, days, desk)
            for name in ("first", "second")[: draw(st.integers(1, 2))]
        },
    }
    return Study.model_validate(data)


CHANNELS = ("voice", "voice", "chat", "chat", "chat", "email", "social")


def _with_channel(draw: Draw, name: str, rule: dict[str, Any], channels: dict[str, str]) -> dict[str, Any]:
    """A queue's rule on its channel: what it offers, who is served first there, and whom it passes contacts on to."""
    channel, more = channels[name], dict[str, Any]()
    if draw(st.integers(0, 2)) == 0:
        more["priority"] = {"start": draw(st.integers(1, 3)), "raise": draw(_shares("1 per 10min", "3 per 1h"))}
    if draw(st.integers(0, 2)) == 0:
        more["vip"] = {"share": draw(_shares("20%", "50%")), "priority": draw(st.integers(-1, 0))}
    later = [other for other in channels if other > name]
    if later and draw(st.booleans()):
        more["escalation"] = {"share": draw(_shares("20%", "60%")), "queue": draw(st.sampled_from(later))}
    deferred = [other for other, kind in channels.items() if kind in {"email", "social"}]
    for key, after in (("max_wait", {"after": draw(_shares("0s", "30s", "5min"))}), ("when_closed", {})):
        if channel in {"voice", "chat"} and draw(st.booleans()):
            more[key] = {**after, **draw(_offers(channel, deferred))}
    return {**rule, **more, "channel": channel}


@st.composite
def _offers(draw: Draw, channel: str, deferred: list[str]) -> dict[str, Any]:
    offer = {"then": "message", "accepted": draw(_shares("50%", "100%"))}
    if channel == "chat" or draw(st.booleans()):
        return {**offer, **draw(_perhaps("queue", deferred))}
    missed = {
        "share": draw(_shares("30%", "80%")), "takes": draw(_shares("0s", "40s")),
        "delay": draw(_shares("1min", "2h")), "attempts": draw(st.integers(1, 3)),
    }  # fmt: skip
    return {**offer, "then": "callback", **draw(_perhaps("no_answer", [missed]))}


@st.composite
def _chat_skills(draw: Draw) -> dict[str, Any]:
    several = st.sampled_from(
        ((1, 1), (2, 1.3), (2, 1), (3, 2), (3, [1, 1.25, 1.58]), (3, [1, 1, 3]), (4, 1.7), (2, [1, 2]))
    )
    concurrency, slowdown = draw(several)
    return {"concurrency": concurrency, "concurrency_slowdown": slowdown}


def hours() -> st.SearchStrategy[Any]:
    """Opening hours: always, by day, by weekday, over midnight, several spans."""
    return st.sampled_from(
        (
            "24/7",
            "24/7",
            {"daily": "08:00-20:00"},
            {"daily": "01:30-02:30"},
            {"mon-fri": "09:00-17:00", "sat-sun": "10:00-14:00"},
            {"daily": ["00:00-09:30", "13:00-24:00"]},
            {"daily": "18:00-06:00"},
        )
    )


def times(shortest: str, middle: str, longest: str) -> st.SearchStrategy[Any]:
    """Distributions of times around the middle; constants so that things happen at once."""
    return st.sampled_from(
        (
            middle,
            {"distribution": "exponential", "mean": middle},
            {"distribution": "lognormal", "mean": middle, "cv": 0.9},
            {"distribution": "gamma", "mean": middle, "cv": 0.5},
            {"distribution": "weibull", "mean": middle, "shape": 0.8},
            {"distribution": "uniform", "low": shortest, "high": longest},
            {"distribution": "triangular", "low": shortest, "mode": middle, "high": longest},
        )
    )


@st.composite
def _queues(draw: Draw, names: list[str]) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "channel": "voice",
        "priority": draw(st.integers(1, 2)),
        "opening_hours": draw(hours()),
        "at_close": draw(st.sampled_from(("finish", "clear", "carry"))),
        "service_level": {
            "target": "80%",
            "within": draw(st.sampled_from(("0s", "20s", "10min"))),
            "definition": draw(
                st.sampled_from(("excluding_short_abandons", "all_offered", "answered_only", "short_abandons_met"))
            ),
        },
        "handle_time": draw(times("1min", "20min", "90min")),
    }
    if draw(st.booleans()):
        patience = draw(times("0s", "10min", "60min"))
        rule["patience"] = patience if isinstance(patience, str) else {**patience, "balk": draw(_shares("0%", "25%"))}
    if draw(st.booleans()):
        rule["retry"] = {
            "probability": draw(_shares("50%", "100%")),
            "delay": draw(times("1min", "10min", "12h")),
            "attempts": draw(st.integers(1, 3)),
            **draw(_perhaps("queue", names)),
        }
    if draw(st.booleans()):
        rule["lines"] = draw(st.integers(1, 5))
    if draw(st.booleans()):
        rule["resolution"] = draw(_shares("40%", "80%", "100%"))
        rule["follow_up"] = {
            "delay": draw(times("10min", "5h", "2d")),
            "attempts": draw(st.integers(1, 3)),
            **draw(_perhaps("queue", names)),
        }
    return rule


def _shares(*values: str) -> st.SearchStrategy[str]:
    return st.sampled_from(values)


def _perhaps(key: str, values: Sequence[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.just({}) | st.sampled_from(values).map(lambda value: {key: value}) if values else st.just({})


def _demand(draw: Draw, markets: list[str], queues: list[str]) -> list[dict[str, Any]]:
    pairs = [(market, queue) for market in markets for queue in queues]
    chosen = [pair for pair in pairs if draw(st.booleans())][:3] or [draw(st.sampled_from(pairs))]
    entries = []
    for market, queue in chosen:
        volume = draw(
            st.sampled_from(
                (
                    {"rate": "1/h"},
                    {"rate": {"09:00": "8/h", "12:00": "0/h", "23:30": "4/h"}},
                    {"volume": "150/week", "counts": "tickets"},
                    {"volume": "150/week", "counts": "tickets", "intraday": {"06:00": 1, "10:00": 5, "22:00": 0}},
                )
            )
        )
        uncertainty = draw(st.sampled_from(({}, {"day": "30%", "season": "10%"}, {"day": "50%", "shared": False})))
        entries.append({"market": market, "queue": queue, **volume, "uncertainty": uncertainty})
    return entries


@st.composite
def _pools(
    draw: Draw, queues: list[str], chats: dict[str, Any], spoken: Sequence[str], *, first: bool
) -> dict[str, Any]:
    """A pool that handles every queue; the first one speaks every language."""
    factor = st.sampled_from((1, 1, 1.12, 0.9))
    pool: dict[str, Any] = {
        "time_zone": draw(st.sampled_from(ZONES)),
        "shrinkage": draw(_shares("0%", "30%")),
        "agent_hours": draw(st.sampled_from(("24/7", "24/7", {"daily": "07:00-22:00"}))),
        "skills": {
            queue: {"handle_time_factor": draw(factor), "resolution_factor": draw(factor), **chats.get(queue, {})}
            for queue in queues
        },
        "languages": spoken if first else [language for language in spoken if draw(st.booleans())],
    }
    if draw(st.booleans()):
        premiums = {"night": "10%", "weekend": "5%", "public_holiday": "100%"}
        employment = {"wage": "20/h", "benefits": "20%", "premiums": premiums, "seat": "300/month", "management": "12%"}
        if draw(st.booleans()):
            employment |= {
                "hiring": {"training": "1wk", "class_size": 2, "cost": 100},
                "learning": {"handle_time_factor": 1.5, "proficient_after": "4wk"},
                "attrition": "99%/year",
            }
        return {**pool, "sourcing": "in_house", "country": "GB", "employment": employment, "today": {"heads": 6}}
    contract = draw(
        st.sampled_from(
            (
                {"price": "13.5/agent_hour", "minimum": {"agent_hours": "500/month"}, "governance": "6%"},
                {"price": "11/paid_hour"},
                {"price": "0.62/minute", "ramp": {"notice": "1d", "up": "50%/week"}},
                {"price": "4.5/contact", "minimum": {"contacts": "100/month"}},
            )
        )
    )
    return {**pool, "sourcing": "nearshore", "contract": contract, "today": {"agents": 2}}


def _strategy(draw: Draw, queues: list[str], pools: list[str], start: date, days: int, desk: bool) -> dict[str, Any]:
    staffing = {pool: _staffing(draw, start, days, first=k == 0) for k, pool in enumerate(pools)}
    return {"staffing": staffing, "routing": {queue: _route(draw, pools, desk) for queue in queues}}


def _staffing(draw: Draw, start: date, days: int, first: bool) -> dict[str, Any]:
    way = draw(st.sampled_from(("number", "number", "week", "schedule", "roster", "shifts", "size_for")))
    if way == "number":
        return {"agents": draw(st.integers(0, 3))}
    if way == "week":
        named = draw(st.sampled_from(("daily", "mon-fri", "sat-sun")))
        return {"agents": {named: {clock: draw(st.integers(0, 3)) for clock in CLOCK[:: draw(st.integers(1, 3))]}}}
    if way == "shifts":
        pause = {"after": "3h", "length": "20min", "paid": draw(st.booleans())}
        begins, agents = draw(st.sampled_from(CLOCK)), draw(st.integers(1, 3))
        shift = {"name": "shift", "days": "daily", "start": begins, "length": "7.5h", "agents": agents}
        return {"shifts": [{**shift, "breaks": [pause]}]}
    if way == "size_for":
        needs = ("today", "base", "peak", "forecast", *(() if first else ("remainder",)))
        return {"size_for": draw(st.sampled_from(needs))}
    begin = (start - _MONDAY).days * 86400.0
    if way == "schedule":
        rows = [(begin + k * 21600.0, float(draw(st.integers(0, 3)))) for k in range(4 * days)]
        return {"schedule": "schedule.csv", "schedule_rows": rows}
    rows = []
    for agent in range(draw(st.integers(1, 3))):
        for day in range(days):
            begins = begin + day * 86400.0 + 3600.0 * draw(st.integers(0, 23))
            rows.append({"agent": f"a{agent}", "start": begins, "end": begins + 28800.0,
                         "breaks": [(begins + 7200.0, begins + 9000.0)]})  # fmt: skip
    return {"roster": "roster.csv", "roster_rows": rows}


def _route(draw: Draw, pools: list[str], desk: bool) -> list[Any]:
    order = draw(st.permutations(pools))[: draw(st.integers(1, len(pools)))]
    if draw(st.booleans()):
        return list(order)  # plain
    return [_step(draw, pool, pools, desk, first=k == 0) for k, pool in enumerate(order)]


def _step(draw: Draw, pool: str, pools: list[str], desk: bool, *, first: bool) -> Any:
    step: dict[str, Any] = {"pool": pool}
    if draw(st.booleans()) and len(pools) > 1:
        step = {"share": {name: draw(st.integers(1, 5)) for name in draw(st.permutations(pools))[:2]}}
    if draw(st.integers(0, 2)) == 0:
        step["after"] = draw(_shares("10.1s", "30s", "5min"))
    if draw(st.integers(0, 3)) == 0:
        step["hours"] = draw(hours())
    if draw(st.integers(0, 3)) == 0 and not first:
        step["when"] = {"queue_longer_than": draw(st.integers(0, 2))}
    if desk and draw(st.integers(0, 3)) == 0:
        step["keep_free"] = draw(st.integers(1, 2))
    others = [name for name in pools if name != pool]
    if desk and others and draw(st.integers(0, 3)) == 0:
        step["when"] = {**step.get("when", {}), "closed": draw(st.sampled_from(others))}
    return step["pool"] if set(step) == {"pool"} else step
