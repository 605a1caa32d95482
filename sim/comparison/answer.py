"""The first screen: the planner's question, its answer in one line, and the strategies in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.comparison.tables import texts
from sim.records import Table

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
QUEUES_NAMED = 6
IN_WORDS = {"email": "e-mail"}
"""Names of queues that are spelt otherwise in a sentence."""
_UNITS = ((86400.0, "d"), (3600.0, "h"), (60.0, "min"), (1.0, "s"))
DEFERRED_UNITS = {"email": (3600.0, "h"), "social": (60.0, "min")}


def question(facts: Mapping[str, Any]) -> str:
    """Return the goal as the planner's question, from the study's plain facts.

    >>> goal = {"service_level": "each_week", "abandonment": 0.05, "budget": 4e6}
    >>> question({"currency": "USD", "goal": goal, "queues": {"phone": {"target": 0.8, "within": 20.0}}})
    'Phone 80/20, every week, abandonment up to 5 %, below $4.0 M?'

    A budget is shown to its last digit, so that no cost beside it seems above or below it by rounding.
    """
    goal, parts = facts["goal"], []
    if goal.get("service_level"):
        queues = facts["queues"]
        named = list(queues.items())[:QUEUES_NAMED]
        parts = [f"{IN_WORDS.get(name, name)} {promise(**queue)}" for name, queue in named]
        if (left := len(queues) - QUEUES_NAMED) > 0:
            parts.append(f"{left} more queue{'' if left == 1 else 's'}")
        parts.append({"each_week": "every week", "overall": "over the season"}[goal["service_level"]])
    for key, words in (("abandonment", "abandonment"), ("occupancy", "occupancy")):
        if goal.get(key) is not None:
            parts.append(f"{words} up to {percent(goal[key])}")
    if goal.get("budget") is not None:
        exact = next((digits for digits in (1, 2) if (goal["budget"] / 10 ** (6 - digits)).is_integer()), 3)
        parts.append(f"below {money(goal['budget'], facts['currency'], exact)}")
    text = ", ".join(parts)
    return f"{text[:1].upper()}{text[1:]}?"


def promise(target: float, within: float, channel: str = "voice", **_: object) -> str:
    """Return a promise in the trade's short form, or in words where it is not in seconds.

    E-mail is promised in hours, social in minutes below two hours.

    >>> promise(0.8, 20.0), promise(0.95, 172800.0), promise(0.95, 172800.0, "email"), promise(0.8, 300.0, "social")
    ('80/20', '95 % in 2 d', '95 % in 48 h', '80 % in 5 min')
    """
    if channel in DEFERRED_UNITS:
        size, unit = DEFERRED_UNITS[channel] if within < 7200 else (3600.0, "h")
        return f"{percent(target)} in {within / size:.4g} {unit}"
    if within < 600 and float(within).is_integer():
        return f"{target * 100:.4g}/{within:.0f}"
    size, unit = next((size, unit) for size, unit in _UNITS if within % size == 0 or unit == "s")
    return f"{percent(target)} in {within / size:g} {unit}"


def percent(share: float | None, digits: int | None = None) -> str:
    """Return a share in percent.

    >>> percent(0.05), percent(0.8561, 1), percent(None)
    ('5 %', '85.6 %', '-')
    """
    if share is None:
        return "-"
    return f"{share * 100:.4g} %" if digits is None else f"{share * 100:.{digits}f} %"


def money(amount: float, currency: str, digits: int = 1) -> str:
    """Return an amount with its currency, millions in short.

    >>> money(4e6, "USD"), money(3812.4, "GBP"), money(-2.5e6, "SGD")
    ('$4.0 M', '£3,812', 'SGD -2.5 M')
    """
    return f"{_sign(currency)}{_short(amount, digits, amount)}"


def _sign(currency: str) -> str:
    return SYMBOLS.get(currency, f"{currency} ")


def _short(amount: float, digits: int, largest: float) -> str:
    """An amount in millions, if the largest that stands beside it is."""
    return f"{amount / 1e6:,.{digits}f} M" if abs(largest) >= 999_500 else f"{amount:,.0f}"


def headline(summary: Mapping[str, Any]) -> str:
    """Return the question and its answer in one line.

    The answer names the cheapest strategy whose means hold the goal, in how many seasons it holds, any that equal it,
    and the date by which its first order must go out.
    """
    answer, strategies = summary["answer"], summary["strategies"]
    if answer["question"] is None:
        cost = strategies[answer["best"]]["totals"]["cost"]["mean"]
        return f"No goal is set; cheapest is {answer['best']}{_equal(answer)}: {_cost(cost, summary)}."
    if not answer["holds"]:
        nearest = order(summary)[0]
        return f"{answer['question']}  NO: closest is {nearest}, {strategies[nearest]['goal']['verdict']}."
    found = strategies[answer["best"]]
    seasons = f"in {_seasons(found['goal']['held_seasons'], summary)}"
    return f"{answer['question']}  YES: {answer['best']}{_equal(answer)}, {seasons}{_order_by(found['plan'])}."


def _cost(amount: float, summary: Mapping[str, Any]) -> str:
    return money(amount, summary["setting"]["currency"], 2)


def _equal(answer: Mapping[str, Any]) -> str:
    return f" (equal in cost: {', '.join(answer['equal'])})" if answer["equal"] else ""


def _seasons(held: int, summary: Mapping[str, Any]) -> str:
    count = summary["replications"]
    return f"{held} of {count} season{'' if count == 1 else 's'}"


def _order_by(plan: Mapping[str, Any]) -> str:
    words = order_day(plan)
    return f"; order by {words}" if words else ""


def order_day(plan: Mapping[str, Any]) -> str:
    """Return the day by which the first order of a plan has to go out; nothing where nothing has to be ordered.

    >>> order_day({"order_by": "2026-09-07", "late": False})
    '2026-09-07'
    >>> order_day({"order_by": "2026-08-10", "late": True, "decide_by": "2026-08-24"})
    '2026-08-24, too late for the whole season (in time would have been 2026-08-10)'
    """
    if plan.get("order_by") is None:
        return ""
    if not plan.get("late"):
        return str(plan["order_by"])
    first = plan.get("decide_by") or plan["order_by"]
    missed = f" (in time would have been {plan['order_by']})" if first != plan["order_by"] else ""
    return f"{first}, too late for the whole season{missed}"


def order(summary: Mapping[str, Any]) -> list[str]:
    """Return the strategies that hold the goal, cheapest first, then the others, closest to the goal first."""

    def rank(name: str) -> tuple[bool, float, float]:
        found = summary["strategies"][name]
        held, cost = found["goal"]["held"], float(found["totals"]["cost"]["mean"])
        return not held, 0.0 if held else float(found["goal"]["shortfall"]), cost

    return sorted(summary["strategies"], key=rank)


def ranking(summary: Mapping[str, Any]) -> Table:
    """Return the strategies in order, a row each, in texts to print; the columns' names are the headings."""
    strategies, baseline = summary["strategies"], summary["baseline"]
    names = order(summary)
    totals = [strategies[name]["totals"] for name in names]
    return {
        "strategy": texts(names),
        "cost (95 %)": texts(_cost_cell(found["cost"], summary) for found in totals),
        f"vs {baseline}": texts(_against(summary, name) for name in names),
        "weeks held": texts(_weeks_cell(found) for found in totals),
        "worst week": texts(percent(found["worst_week_service_level"]["mean"], 1) for found in totals),
        "lost tickets": texts(f"{found['lost']['mean']:,.0f}" for found in totals),
        "verdict": texts(_verdict_cell(summary, name) for name in names),
    }


def _cost_cell(cost: Mapping[str, Any], summary: Mapping[str, Any]) -> str:
    if cost["low"] is None:
        return _cost(cost["mean"], summary)
    mean, low, high = (_short(cost[end], 2, cost["mean"]) for end in ("mean", "low", "high"))
    return f"{_sign(summary['setting']['currency'])}{mean} ({low} to {high})"


def _against(summary: Mapping[str, Any], name: str) -> str:
    baseline = summary["strategies"].get(summary["baseline"])
    if baseline is None or name == summary["baseline"]:
        return "-"
    base = float(baseline["totals"]["cost"]["mean"])
    change = float(summary["strategies"][name]["totals"]["cost"]["mean"]) - base
    return f"{change / base * 100:+.1f} %" if base > 0 else f"{change:+,.0f}"


def _weeks_cell(found: Mapping[str, Any]) -> str:
    held = f"{found['weeks_held']['mean']:.2f}".rstrip("0").rstrip(".")
    return f"{held} of {found['weeks']['mean']:.0f}"


def _verdict_cell(summary: Mapping[str, Any], name: str) -> str:
    answer, goal = summary["answer"], summary["strategies"][name]["goal"]
    words: Sequence[str] = ["cheapest"] if answer["question"] is None and name == answer["best"] else []
    if answer["question"] is not None:
        words = [goal["verdict"], *(["equal to the best in cost"] if name in answer["equal"] else [])]
    elif name in answer["equal"]:
        words = ["equal in cost"]
    return "; ".join(words)
