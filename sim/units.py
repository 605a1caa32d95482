"""Quantities with units, parsed once at the border: seconds, shares 0..1, rates per second, money per unit.

Every function raises `ValueError` with a sentence that names the value it got.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

SECONDS = {"s": 1.0, "min": 60.0, "h": 3600.0, "d": 86400.0, "wk": 604800.0, "mo": 365.25 / 12 * 86400.0}
PERIODS = {
    "s": 1.0, "second": 1.0, "min": 60.0, "minute": 60.0, "h": 3600.0, "hour": 3600.0, "d": 86400.0, "day": 86400.0,
    "wk": 604800.0, "week": 604800.0, "month": 365.25 / 12 * 86400.0, "year": 365.0 * 86400.0,
}  # fmt: skip
_NUMBER = re.compile(r"[+-]?(\d[\d_]*)?(\.\d+)?([eE][+-]?\d+)?")


def parse_number(value: object) -> float:
    """Read a plain finite number; underscores may separate thousands.

    >>> parse_number("16_000")
    16000.0
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise ValueError(f"a number is wanted (got {value!r})")
    text = str(value).strip()
    if isinstance(value, str) and (not text or not _NUMBER.fullmatch(text) or not any(c.isdigit() for c in text)):
        raise ValueError(f"a number {'without commas ' if ',' in text else ''}is wanted (got {value!r})")
    number = float(text.replace("_", ""))
    if not math.isfinite(number):
        raise ValueError(f"a finite number is wanted (got {value!r})")
    return number


def parse_duration(value: object, *, zero: bool = True) -> float:
    """Read a duration such as `30s`, `6.5min`, `2h`, `34d`, `4wk`, `36mo` into seconds.

    >>> parse_duration("6.5min")
    390.0
    """
    if not isinstance(value, str):
        raise ValueError(f"a duration with its unit is wanted, such as 30s, 6.5min, 2h, 3d or 4wk (got {value!r})")
    match = re.fullmatch(r"\s*([^a-zA-Z\s]+(?:[eE][+-]?\d+)?)\s*(s|min|h|d|wk|mo)\s*", value)
    if not match:
        raise ValueError(f"a duration with its unit is wanted, such as 30s, 6.5min, 2h, 3d or 4wk (got {value!r})")
    seconds = parse_number(match[1]) * SECONDS[match[2]]
    if seconds < 0 or (seconds == 0 and not zero):
        raise ValueError(f"a duration {'above' if not zero else 'of at least'} zero is wanted (got {value!r})")
    return seconds


def parse_share(value: object, *, low: float = 0.0, high: float = 1.0) -> float:
    """Read a share such as `80%` or `0.8` into 0..1, or within other bounds where a rule allows them.

    >>> parse_share("12.5%")
    0.125
    """
    if isinstance(value, str) and value.strip().endswith("%"):
        share = parse_number(value.strip()[:-1]) / 100
    else:
        share = parse_number(value)
    if not low <= share <= high:
        bounds = f"between {low:.0%} and {high:.0%}" if math.isfinite(high) else f"of at least {low:.0%}"
        raise ValueError(f"a share {bounds} is wanted (got {value!r})")
    return share


def parse_rate(value: object) -> float:
    """Read a rate such as `120/h`, `16_000/week` or `200/30min` into a number per second.

    >>> parse_rate("120/h") * 3600
    120.0
    """
    number, seconds = _per(value, "a rate such as 120/h, 16_000/week or 200/30min")
    if number < 0:
        raise ValueError(f"a rate of at least zero is wanted (got {value!r})")
    return number / seconds


def parse_share_rate(value: object) -> float:
    """Read a yearly share such as `32%/year` into a share per second.

    >>> round(parse_share_rate("36.5%/year") * 86400, 6)
    0.001
    """
    text = str(value)
    share, slash, period = text.partition("/")
    if not slash or period.strip() not in PERIODS:
        raise ValueError(f"a share per time is wanted, such as 32%/year (got {value!r})")
    return parse_share(share.strip(), low=-1.0, high=math.inf) / PERIODS[period.strip()]


def _per(value: object, wanted: str) -> tuple[float, float]:
    number, slash, period = str(value).partition("/")
    if not slash:
        raise ValueError(f"{wanted} is wanted (got {value!r})")
    period = period.strip()
    seconds = PERIODS.get(period)
    if seconds is None:
        try:
            seconds = parse_duration(period, zero=False)
        except ValueError:
            raise ValueError(f"{wanted} is wanted (got {value!r})") from None
    return parse_number(number.strip()), seconds


@dataclass(frozen=True)
class Price:
    """An amount of money in the study's currency, and the unit of what it buys."""

    amount: float
    unit: str


def parse_price(value: object, units: tuple[str, ...]) -> Price:
    """Read money with the unit of what it buys, such as `20.6/h`, `420/month` or `0.62/minute`.

    >>> parse_price("13.5/agent_hour", ("agent_hour", "minute"))
    Price(amount=13.5, unit='agent_hour')
    """
    number, slash, unit = str(value).partition("/")
    if not slash or unit.strip() not in units:
        raise ValueError(f"money per {' or '.join(units)} is wanted, such as 20.6/{units[0]} (got {value!r})")
    if re.search(r"[^\W\d]{3}|[$€£¥]", number):
        raise ValueError(f"money without its currency is wanted, such as 20.6/{units[0]} (got {value!r})")
    amount = parse_number(number.strip())
    if amount < 0:
        raise ValueError(f"an amount of at least zero is wanted (got {value!r})")
    return Price(amount, unit.strip())
