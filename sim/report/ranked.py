"""The answer: the planner's question, yes or no, and the strategies in order with how sure we are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.comparison.answer import order, order_day
from sim.report.tipping import assumption_table
from sim.report.wording import NOTHING, Said, amount, change, count, said, say, share
from sim.study.sourcing import OWN


@dataclass(frozen=True)
class Ranked:
    """One row of the ranked table, in words."""

    place: int
    name: str
    held: bool
    best: bool
    baseline: bool
    cost: Said
    cost_seasons: str
    against: Said
    weeks_held: str
    worst_week: Said
    worst_week_seasons: str
    lost: Said
    lost_seasons: str
    probability_best: str
    verdict: str
    broken_by: tuple[str, ...]
    order_by: str
    who: str
    """The people that it takes, pool by pool."""


@dataclass(frozen=True)
class Headline:
    """What stands at the top of the page."""

    question: str
    word: str
    """YES, NO, or nothing where the study sets no goal."""
    answer: str
    reasons: tuple[str, ...]
    """One sentence each: what broke the others, by when to order, which are equal."""


def ranked(summary: Mapping[str, Any]) -> list[Ranked]:
    """The strategies in the order of the answer: those that hold the goal by cost, then the closest to it."""
    differences = {str(row["strategy"]): row for row in summary.get("differences") or [] if row.get("kpi") == "cost"}
    return [_row(summary, name, place, differences.get(name)) for place, name in enumerate(order(summary), start=1)]


def _row(summary: Mapping[str, Any], name: str, place: int, difference: Mapping[str, Any] | None) -> Ranked:
    found, currency = summary["strategies"][name], summary["setting"]["currency"]
    totals, goal = found["totals"], found["goal"]
    return Ranked(
        place=place,
        name=name,
        held=bool(goal["held"]) and summary["answer"]["question"] is not None,
        best=name == summary["answer"]["best"],
        baseline=name == summary["baseline"],
        cost=said("cost", totals.get("cost"), currency),
        cost_seasons=_seasons(summary, name, "cost"),
        against=_against(difference, currency),
        weeks_held=_weeks(totals),
        worst_week=said("worst_week_service_level", totals.get("worst_week_service_level"), currency),
        worst_week_seasons=_seasons(summary, name, "worst_week_service_level"),
        lost=said("lost", totals.get("lost"), currency),
        lost_seasons=_seasons(summary, name, "lost"),
        probability_best=share((summary.get("probability_best") or {}).get(name), 0),
        verdict=_verdict(summary, name),
        broken_by=broken_by(goal["broken_by"]),
        order_by=order_day(found.get("plan") or {}),
        who=_who(summary, found.get("plan") or {}),
    )


def _seasons(summary: Mapping[str, Any], name: str, kpi: str) -> str:
    """The range over seasons in words; nothing to say with one season."""
    ends = (summary["strategies"][name].get("seasons") or {}).get(kpi) or {}
    low, high, currency = ends.get("low5"), ends.get("high95"), summary["setting"]["currency"]
    if low is None or high is None or summary["replications"] < 2:
        return ""
    return f"{say(kpi, low, currency)} to {say(kpi, high, currency)}"


def _against(difference: Mapping[str, Any] | None, currency: str) -> Said:
    if difference is None:
        return Said(NOTHING, "")
    texts = [change(difference[end], amount(difference[end], currency)) for end in ("mean", "low", "high")]
    return Said(texts[0], "" if difference["low"] is None else f"{texts[1]} to {texts[2]}")


def _weeks(totals: Mapping[str, Any]) -> str:
    held, weeks = ((totals.get(kpi) or {}).get("mean") for kpi in ("weeks_held", "weeks"))
    return NOTHING if held is None or weeks is None else f"{count(held)} of {count(weeks)}"


def _verdict(summary: Mapping[str, Any], name: str) -> str:
    answer = summary["answer"]
    if answer["question"] is None:
        return "cheapest" if name == answer["best"] else "equal in cost" if name in answer["equal"] else ""
    words = str(summary["strategies"][name]["goal"]["verdict"])
    return f"{words}; equal to the best in cost" if name in answer["equal"] else words


def broken_by(shares: Mapping[str, float]) -> tuple[str, ...]:
    """The parts of the goal that some season broke, the most often broken first, in words.

    >>> broken_by({"budget": 0.0, "abandonment": 0.25, "service level": 1.0})
    ('service level in 100 % of seasons', 'abandonment in 25 % of seasons')
    """
    worst = sorted(shares.items(), key=lambda part: -part[1])
    return tuple(f"{what} in {share(missed, 0)} of seasons" for what, missed in worst if missed > 0)


def _who(summary: Mapping[str, Any], plan: Mapping[str, Any]) -> str:
    """The people of a plan in words; nothing where these results do not tell."""
    words = []
    for name, own in (plan.get("pools") or {}).items():
        facts = summary["setting"]["pools"].get(name) or {}
        if "people" in own and own["people"]["most"] > 0:
            least, most = (count(own["people"][end]) for end in ("least", "most"))
            kind = "heads" if facts.get("sourcing") in OWN else "agents"
            words.append(f"{name} {f'{least} to {most}' if least != most else most} {kind}")
    return ", ".join(words)


def headline(summary: Mapping[str, Any], rows: list[Ranked]) -> Headline:
    """The question, the word, and the sentences that a reader needs who stops there.

    rows: the ranked strategies of the same summary.
    """
    first, answer = rows[0], summary["answer"]
    price = f"at {first.cost.text}" + (f" (95 % interval {first.cost.interval})" if first.cost.interval else "")
    if answer["question"] is None:
        best = next(row for row in rows if row.best)
        return Headline(
            "What does each way of staffing do, and what does it cost?", "", f"{best.name} is the cheapest, {price}.",
            ("The study sets no goal, so the strategies are ranked by cost alone.", *_equals(answer)),
        )  # fmt: skip
    if not answer["holds"]:
        reasons = [f"{row.name} breaks {_words(row.broken_by)}." for row in rows if row.broken_by] + _tipping(summary)
        nearest = (
            f"None of the {len(rows)} strategies holds the goal" if len(rows) > 1 else f"{first.name} does not hold it"
        )
        closest = (
            f". The closest is {first.name}, {price}: {first.verdict}." if len(rows) > 1 else f": {first.verdict}."
        )
        return Headline(answer["question"], "NO", nearest + closest, tuple(reasons))
    lines = [f"The probability that it is the best is {first.probability_best}."] if first.cost.interval else []
    lines += [*_equals(answer), *_tipping(summary)]
    lines += [f"{row.name} holds it too, at {row.cost.text}." for row in rows[1:] if row.held]
    lines += [f"{row.name} breaks {_words(row.broken_by)}." for row in rows if not row.held and row.broken_by]
    held, count = summary["strategies"][first.name]["goal"]["held_seasons"], summary["replications"]
    sure = f"in {held} of {count} simulated season{'' if count == 1 else 's'}"
    order_by = f"; the first order must go out by {first.order_by}" if first.order_by else ""
    words = f"{first.name} is the cheapest that holds it, {sure}, {price}{order_by}."
    return Headline(answer["question"], "YES", words, tuple(lines))


def _tipping(summary: Mapping[str, Any]) -> list[str]:
    """What tips the answer soonest, if anything did."""
    table = assumption_table(summary)
    if table is None:
        return []
    first = table.first[0]
    return [f"What tips it soonest is {first.name}: it {first.tips[0]}."] if first.turned else [
        f"None of the {len(table.first) + len(table.others)} assumptions that were turned tips it."
    ]


def _words(parts: tuple[str, ...]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _equals(answer: Mapping[str, Any]) -> list[str]:
    names = answer["equal"]
    return [f"Equal to it, within 1 % of cost: {', '.join(names)}."] if names else []
