"""Numbers in words for people: money with its currency, durations, shares, each with its interval."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.comparison.answer import SYMBOLS, percent, promise
from sim.metrics.key_figures import KEY_FIGURES

NOTHING = "–"
MINUS = "−"
LABELS = {
    "offered": "contacts offered",
    "mean_wait": "mean wait, all but the blocked",
    "speed_of_answer": "mean wait of the answered",
    "wait_p50": "wait of the median customer",
    "wait_p90": "wait that 90 % stay below",
    "wait_p95": "wait that 95 % stay below",
    "wait_p99": "wait that 99 % stay below",
    "delay_probability": "share who had to wait",
    "abandonment_rate": "abandonment",
    "service_level_excluding_short_abandons": "service level, short abandons left out",
    "service_level_all_offered": "service level, of all offered",
    "service_level_answered_only": "service level, of the answered",
    "service_level_short_abandons_met": "service level, short abandons met",
    "worst_week_service_level": "service level of the worst week",
    "lost": "lost tickets",
    "given_up": "given up after an answer",
    "resolved_share": "resolved",
    "callbacks": "call-backs asked for",
    "callbacks_reached": "call-backs that reached the customer",
    "callback_wait": "wait for a call-back, from request to connection",
    "messages": "messages left",
    "escalations_received": "passed on from a first tier",
    "cut_off": "cut off by an outage",
    "backlog_max": "largest backlog",
    "backlog_age_p95": "age that 95 % of the backlog stay below",
    "chats_in_hand": "chats in hand, of agents with any",
    "served_coverage": "served coverage",
    "staffed_coverage": "staffed coverage",
    "cost_amortised": "cost, one-off costs spread",
    "committed_after_end": "committed to after the horizon",
    "cost_cvar95": "cost of the dearest 5 % of seasons",
}


@dataclass(frozen=True)
class Said:
    """A figure as it stands on the page."""

    text: str
    """The mean, with its unit."""
    interval: str
    """Its 95 % interval, or nothing where there is none."""


def label(name: str) -> str:
    """A key figure or cost line in words.

    >>> label("speed_of_answer"), label("weeks_held")
    ('mean wait of the answered', 'weeks held')
    """
    return LABELS.get(name, name.replace("_", " "))


def amount(value: float | None, currency: str, digits: int = 0) -> str:
    """Money with thousands separators and its currency.

    >>> amount(3_912_400.4, "USD"), amount(-1250.0, "SEK"), amount(1.256, "EUR", 2)
    ('$3,912,400', '−SEK 1,250', '€1.26')
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    shown = f"{abs(value):,.{digits}f}"
    sign = MINUS if value < 0 and float(shown.replace(",", "")) else ""
    return f"{sign}{SYMBOLS.get(currency, f'{currency} ')}{shown}"


def duration(seconds: float | None) -> str:
    """Seconds as people say them.

    >>> duration(0.04), duration(4.66), duration(34.2), duration(130.0), duration(7500.0), duration(200_000.0)
    ('0.04 s', '4.7 s', '34 s', '2 min 10 s', '2 h 05 min', '2 d 8 h')
    >>> duration(1200.0), duration(46_800.0), duration(172_800.0)
    ('20 min', '13 h', '2 d')
    """
    if seconds is None or not math.isfinite(seconds):
        return NOTHING
    if seconds < 9.95:
        return "0 s" if seconds == 0 else f"{seconds:.2g} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s" if whole % 60 else f"{whole // 60} min"
    minutes = round(seconds / 60)
    if minutes < 1440:
        return f"{minutes // 60} h {minutes % 60:02d} min" if minutes % 60 else f"{minutes // 60} h"
    hours = round(seconds / 3600)
    return f"{hours // 24} d {hours % 24} h" if hours % 24 else f"{hours // 24} d"


def promised(facts: Mapping[str, Any]) -> str:
    """A queue's promise in words; e-mail is promised in hours, social messages in minutes.

    >>> promised({"target": 0.8, "within": 120.0, "channel": "voice"})
    '80 % in 2 min'
    >>> promised({"target": 0.95, "within": 86400.0, "channel": "email"})
    '95 % in 24 h'
    """
    short = promise(**facts)
    return f"{percent(facts['target'])} in {duration(facts['within'])}" if "/" in short else short


def share(value: float | None, digits: int = 1) -> str:
    """A share in per cent.

    >>> share(0.8134), share(None)
    ('81.3 %', '–')
    """
    return NOTHING if value is None or not math.isfinite(value) else f"{value * 100:.{digits}f} %"


def count(value: float | None) -> str:
    """A number of things, whole where it is large.

    >>> count(98_214.3), count(7.25), count(8.0)
    ('98,214', '7.2', '8')
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    return f"{value:,.0f}" if abs(value) >= 100 or value == round(value) else f"{value:,.1f}"


def change(value: float | None, text: str) -> str:
    """`text`, which shows `value`, with a plus in front where it is an increase.

    >>> change(5.0, "$5"), change(-5.0, "−$5")
    ('+$5', '−$5')
    """
    return f"+{text}" if value is not None and math.isfinite(value) and value > 0 and text != NOTHING else text


def say(kpi: str, value: float | None, currency: str) -> str:
    """The value of a key figure in its own unit.

    >>> say("mean_wait", 130.0, "USD"), say("occupancy", 0.81, "USD"), say("cost_per_contact", 13.456, "USD")
    ('2 min 10 s', '81.0 %', '$13.46')
    """
    unit = KEY_FIGURES[kpi].unit if kpi in KEY_FIGURES else ""
    if unit == "money":
        return amount(value, currency, 2 if "_per_" in kpi else 0)
    if unit == "share":
        return share(value)
    if unit == "seconds":
        return duration(value)
    if unit == "ratio":
        return NOTHING if value is None else f"{value:.2f}"
    return f"{count(value)} h" if unit == "hours" and value is not None else count(value)


def said(kpi: str, estimate: Mapping[str, Any] | None, currency: str) -> Said:
    """An estimate (`mean`, `low`, `high`) in the key figure's unit.

    >>> said("occupancy", {"mean": 0.8, "low": 0.79, "high": 0.81}, "USD")
    Said(text='80.0 %', interval='79.0 % to 81.0 %')
    """
    found = estimate or {}
    low, high = found.get("low"), found.get("high")
    between = "" if low is None or high is None else f"{say(kpi, low, currency)} to {say(kpi, high, currency)}"
    return Said(say(kpi, found.get("mean"), currency), between)
