"""A fitted week written as a demand entry of a study file."""

from __future__ import annotations

import json
import math
import re

import numpy as np

from sim.clock import WEEKDAYS
from sim.demand.history import Profile

_PLAIN = re.compile(r"[A-Za-z_][\w-]*")
_WORDS = {"null", "true", "false"}
_PER_LINE = 8
CLEAR = 1.96
"""A growth is written only where it exceeds this many of its standard errors."""


def demand_entry(profile: Profile, market: str, queue: str) -> str:
    """Write a fitted week as YAML that stands under `demand:` of a study, with the keys of the study format.

    Factors are rounded to three decimals; the study makes them average one again.

    >>> from sim.demand.history import counts_of_rows, fit_profile
    >>> week = [(d * 86400.0 + 43200.0 * half, 10.0 * (1 + half)) for d in range(7) for half in range(2)]
    >>> print(demand_entry(fit_profile(counts_of_rows(week, 43200.0)), "uk", "calls"))
    - market: uk
      queue: calls
      volume: 210/week
      weekday: {mon: 1, tue: 1, wed: 1, thu: 1, fri: 1, sat: 1, sun: 1}
      intraday: {00:00: 0.667, 12:00: 1.333}
    """
    weekday = [f"{name}: {_number(factor)}" for name, factor in zip(WEEKDAYS, profile.weekday, strict=True)]
    lines = [
        f"- market: {_word(market)}",
        f"  queue: {_word(queue)}",
        f"  volume: {_volume(profile.volume)}/week",
        f"  weekday: {{{', '.join(weekday)}}}",
        *_intraday(profile),
    ]
    if math.isfinite(profile.growth) and abs(profile.growth) > CLEAR * profile.growth_error:
        lines.append(f"  growth: {100 * profile.growth:.1f}%/year")
    if math.isfinite(profile.day_cv) and profile.day_cv >= 0.0005:
        lines.append(f"  uncertainty: {{day: {100 * profile.day_cv:.1f}%}}")
    return "\n".join(lines)


def _intraday(profile: Profile) -> list[str]:
    factors = profile.intraday
    if len(factors) == 1:
        return []  # counts by day tell nothing of the hours: the contacts spread over the opening hours
    starts = [0, *(np.flatnonzero(np.diff(factors) != 0) + 1).tolist()]
    items = []
    for start in starts:
        minutes = round(start * profile.interval / 60)
        items.append(f"{minutes // 60:02}:{minutes % 60:02}: {_number(factors[start])}")
    rows = [", ".join(items[i : i + _PER_LINE]) for i in range(0, len(items), _PER_LINE)]
    if len(rows) == 1:
        return [f"  intraday: {{{rows[0]}}}"]
    return ["  intraday: {", *(f"    {row}," for row in rows[:-1]), f"    {rows[-1]}", "  }"]


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def _volume(value: float) -> str:
    return f"{value:_.0f}" if value >= 100 else _number(value)


def _word(text: str) -> str:
    return text if _PLAIN.fullmatch(text) and text.lower() not in _WORDS else json.dumps(text, ensure_ascii=False)
