"""Quantities as a study file writes them: each text reads back as exactly the value it was made of."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sim.clock import DAY, WEEKDAYS, WeekSteps
from sim.randomness.distributions import Distribution
from sim.units import PERIODS, SECONDS, Price, parse_duration, parse_rate, parse_share, parse_share_rate

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_ ./()%+-]*")
_NOTHING = {"null", "Null", "NULL"}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Written:
    """Marks a field's type with how its values are written."""

    text: Callable[[Any], str]


def number_text(value: float) -> str:
    """Write a number.

    >>> number_text(12.0), number_text(0.1)
    ('12', '0.1')
    """
    short = f"{value:.12g}"
    return short if float(short) == value else repr(float(value))


def duration_text(seconds: float) -> str:
    """Write a duration with the unit that leaves the fewest digits.

    >>> duration_text(1800.0), duration_text(1209600.0), duration_text(390.0), duration_text(12 * SECONDS["mo"])
    ('30min', '2wk', '6.5min', '12mo')
    """
    units = ("wk", "d", "h", "min", "s", "mo")
    texts = [f"{number_text(seconds / SECONDS[unit])}{unit}" for unit in units] if seconds else []
    exact = [text for text in texts if "e+" not in text and "e-" not in text and parse_duration(text) == seconds]
    return min(exact, key=lambda text: len(text.rstrip(_LETTERS)), default=f"{number_text(seconds)}s")


def share_text(share: float) -> str:
    """Write a share as per cent.

    >>> share_text(0.8), share_text(-0.55), share_text(0.125)
    ('80%', '-55%', '12.5%')
    """
    text = f"{share * 100:.10g}%"
    return text if parse_share(text, low=-1.0, high=float("inf")) == share else repr(share)


def rate_text(per_second: float) -> str:
    """Write a rate by the hour, or with the first period that gives a short number.

    >>> rate_text(90 / 3600), rate_text(16000 / 604800)
    ('90/h', '16000/week')
    """
    periods = ("h", "week", "day", "min", "s")
    texts = [f"{per_second * PERIODS[period]:.10g}/{period}" for period in periods]
    exact = [text for text in texts if "e+" not in text and "e-" not in text and parse_rate(text) == per_second]
    short = [text for text in exact if len(text.partition("/")[0]) <= 7]
    return next(iter(short or exact), f"{per_second!r}/s")


def growth_text(per_second: float) -> str:
    """Write a yearly share.

    >>> growth_text(0.08 / (365 * 86400))
    '8%/year'
    """
    text = f"{per_second * PERIODS['year'] * 100:.10g}%/year"
    return text if parse_share_rate(text) == per_second else f"{per_second!r}/s"


def price_text(price: Price) -> str:
    """Write a price.

    >>> price_text(Price(13.5, "agent_hour"))
    '13.5/agent_hour'
    """
    return f"{number_text(price.amount)}/{price.unit}"


def clock_text(second: float) -> str:
    """Write a time of day.

    >>> clock_text(30600.0)
    '08:30'
    """
    minutes = round(second / 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def steps_text(steps: WeekSteps, number: Callable[[float], str], *, always_map: bool = False) -> str:
    """Write a week's steps: one number, a clock map, or a map of days to clock maps.

    >>> from sim.study.notation import parse_steps
    >>> steps_text(parse_steps({"mon-fri": {"08:00": 12, "18:00": 0}}), number_text)
    '{mon-fri: {00:00: 0, 08:00: 12, 18:00: 0}, sat-sun: {00:00: 0}}'
    """
    if steps.constant and not always_map:
        return number(steps.values[0])
    days = []
    for day in range(7):
        points = {0.0: steps.at(day * DAY)}
        points |= {t - day * DAY: v for t, v in zip(steps.times, steps.values, strict=True) if 0 <= t - day * DAY < DAY}
        days.append("{" + ", ".join(f"{clock_text(t)}: {number(v)}" for t, v in sorted(points.items())) + "}")
    return days[0] if len(set(days)) == 1 else _by_days(days)


def hours_text(steps: WeekSteps) -> str:
    """Write opening hours, day by day.

    >>> from sim.study.notation import parse_hours
    >>> hours_text(parse_hours({"fri-sat": "22:00-02:00"}))
    '{fri: 22:00-24:00, sat: [00:00-02:00, 22:00-24:00], sun: 00:00-02:00}'
    """
    if steps.constant:
        return "24/7"
    days = []
    for day in range(7):
        begin = day * DAY
        cuts = sorted({begin, *(t for t in steps.times if begin <= t < begin + DAY), begin + DAY})
        ranges = [f"{clock_text(a - begin)}-{clock_text(b - begin)}"
                  for a, b in zip(cuts, cuts[1:], strict=False) if steps.at(a) > 0]  # fmt: skip
        days.append(ranges[0] if len(ranges) == 1 else f"[{', '.join(ranges)}]" if ranges else "")
    return _by_days(days)


def weekday_text(factors: Sequence[float]) -> str:
    """Write factors by day.

    >>> weekday_text((1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.0))
    '{mon-fri: 1, sat: 0.5, sun: 0}'
    """
    return _by_days([number_text(factor) for factor in factors])


def days_text(days: Sequence[int]) -> str:
    """Write a selection of days.

    >>> days_text((0, 1, 2, 5))
    '[mon-wed, sat]'
    """
    runs = [_run(a, b) for a, b in _runs([str(day in days) for day in range(7)]) if a in days]
    return runs[0] if len(runs) == 1 else f"[{', '.join(runs)}]"


def distribution_text(law: Distribution) -> str:
    """Write a distribution of times, a constant one as its bare duration.

    >>> distribution_text(Distribution("lognormal", {"mean": 390.0, "cv": 0.9}))
    '{distribution: lognormal, mean: 6.5min, cv: 0.9}'
    """
    if law.name == "constant":
        return duration_text(law.parameters["value"])
    return "{" + ", ".join(distribution_items(law)) + "}"


def distribution_items(law: Distribution) -> list[str]:
    """Write the keys of a distribution's map, each with its value."""
    if law.name == "empirical":
        return ["distribution: empirical", f"file: {word(law.file)}"]
    written = {
        key: number_text(value) if key in {"cv", "shape"} else duration_text(value)
        for key, value in law.parameters.items()
    }
    return [f"distribution: {law.name}", *(f"{key}: {text}" for key, text in written.items())]


def word(text: str) -> str:
    """Write a text so that YAML reads back the same text, in quotes where it has to be.

    >>> word("Christmas Day"), word("New Year's: day one")
    ('Christmas Day', '"New Year\\'s: day one"')
    """
    if _PLAIN.fullmatch(text) and text == text.strip() and text not in _NOTHING:
        return text
    escaped = "".join(f"\\{c}" if c in '\\"' else c if c.isprintable() else f"\\U{ord(c):08X}" for c in text)
    return f'"{escaped}"'


def _by_days(days: Sequence[str]) -> str:
    """Write a map of days; a day without text is left out."""
    runs = [(_run(a, b), days[a]) for a, b in _runs(days) if days[a]]
    return "{" + ", ".join(f"{name}: {text}" for name, text in runs) + "}"


def _runs(days: Sequence[str]) -> list[tuple[int, int]]:
    starts = [d for d in range(7) if d == 0 or days[d] != days[d - 1]]
    return [(a, b - 1) for a, b in zip(starts, [*starts[1:], 7], strict=True)]


def _run(first: int, last: int) -> str:
    if (first, last) == (0, 6):
        return "daily"
    return WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]}-{WEEKDAYS[last]}"

