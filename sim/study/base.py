"""What every part of a study is made of: the frozen model, and the quantities its fields are typed with."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema

from sim.clock import WEEKDAYS, WeekSteps, week_steps
from sim.randomness.distributions import PARAMETERS, Distribution
from sim.units import Price, parse_duration, parse_number, parse_price, parse_rate, parse_share, parse_share_rate


class Model(BaseModel):
    """A frozen part of a study; a key it does not know is refused.

    `later` names keys of the file format that this release does not act on yet: they are refused by name.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, use_attribute_docstrings=True)
    later: ClassVar[frozenset[str]] = frozenset()


def _text_schema(example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": ["string", "number"], "examples": [example]})


def clock_second(text: object) -> float:
    """Read a time of day such as `08:30` into seconds after midnight; `24:00` is the end of the day.

    >>> clock_second("08:30")
    30600.0
    """
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", str(text).strip())
    if not match or int(match[2]) > 59 or int(match[1]) * 60 + int(match[2]) > 1440:
        raise ValueError(f"a time of day such as 08:30 is wanted (got {text!r})")
    return int(match[1]) * 3600.0 + int(match[2]) * 60.0


def day_numbers(text: object) -> list[int]:
    """Read a selection of days, `daily`, `mon`, `mon-fri` or `sat-sun`, into numbers from 0 (Monday).

    >>> day_numbers("sat-mon")
    [5, 6, 0]
    """
    word = str(text).strip().lower()
    if word == "daily":
        return list(range(7))
    first, dash, last = word.partition("-")
    if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
        raise ValueError(f"days are daily, mon ... sun, or a range such as mon-fri (got {text!r})")
    a = WEEKDAYS.index(first)
    b = WEEKDAYS.index(last) if dash else a
    return [(a + i) % 7 for i in range((b - a) % 7 + 1)]


def _is_clock_map(value: object) -> bool:
    return isinstance(value, dict) and bool(value) and all(":" in str(key) for key in value)


def parse_steps(value: object, number: Any = parse_number) -> WeekSteps:
    """Read a number, a clock map or a map of days to clock maps into a step function over the week.

    >>> parse_steps({"mon-fri": {"08:00": 12, "18:00": 0}}).at(9 * 3600)
    12.0
    """
    if not isinstance(value, dict):
        return WeekSteps((0.0,), (number(value),))
    if not value:
        raise ValueError("at least one time or day is wanted (got an empty map)")
    if _is_clock_map(value):
        value = {"daily": value}
    days: dict[int, dict[float, float]] = {}
    for key, content in value.items():
        clock = content if isinstance(content, dict) else {"00:00": content}
        steps = {clock_second(t): number(v) for t, v in clock.items()}
        for day in day_numbers(key):
            if day in days:
                raise ValueError(f"{WEEKDAYS[day]} is named twice (got {key!r})")
            days[day] = steps
    return week_steps(days)


def parse_hours(value: object) -> WeekSteps:
    """Read opening hours, `24/7` or a map of days to `08:00-22:00` (one range or a list), into steps of 0 and 1.

    >>> parse_hours({"mon-fri": "22:00-06:00"}).at(5 * 86400 + 3600)
    1.0
    """
    if isinstance(value, str) and value.strip() == "24/7":
        return WeekSteps((0.0,), (1.0,))
    if not isinstance(value, dict) or not value:
        raise ValueError(f"hours are 24/7 or a map of days, such as {{mon-fri: 08:00-22:00}} (got {value!r})")
    spans: list[tuple[float, float]] = []
    for key, ranges in value.items():
        for text in ranges if isinstance(ranges, list) else [ranges]:
            first, dash, last = str(text).partition("-")
            if not dash:
                raise ValueError(f"hours of a day are a range such as 08:00-22:00 (got {text!r})")
            a, b = clock_second(first), clock_second(last)
            b = b if b > a else b + 86400.0
            spans.extend((day * 86400.0 + a, day * 86400.0 + b) for day in day_numbers(key))
    return _open_steps(spans)


def _open_steps(spans: list[tuple[float, float]]) -> WeekSteps:
    week = 7 * 86400.0
    cut = [(a, min(b, week)) for a, b in spans] + [(0.0, b - week) for a, b in spans if b > week]
    points = sorted({0.0, *(t for span in cut for t in span if t < week)})
    values = [float(any(a <= t < b for a, b in cut)) for t in points]
    kept = [i for i in range(len(points)) if i == 0 or values[i] != values[i - 1]]
    return WeekSteps(tuple(points[i] for i in kept), tuple(values[i] for i in kept))


def parse_distribution(value: object) -> Distribution:
    """Read `{distribution: NAME, ...}`, or a bare duration as a constant; `sample` values may come from a file.

    >>> parse_distribution("3min").mean
    180.0
    """
    if isinstance(value, Distribution):
        return value
    if not isinstance(value, dict):
        return Distribution("constant", {"value": parse_duration(value)})
    given = dict(value)
    name = given.pop("distribution", None)
    if name not in PARAMETERS:
        raise ValueError(f"distribution is one of {', '.join(PARAMETERS)} (got {name!r})")
    if name == "empirical":
        sample = given.pop("sample", None)
        if given.keys() != {"file"} or not sample:
            raise ValueError(f"an empirical distribution wants the key file alone (got {', '.join(given) or 'nothing'})")
        return Distribution(name, {}, tuple(sorted(sample)))
    wanted = PARAMETERS[name]
    unknown = [key for key in given if key not in wanted]
    missing = [key for key in wanted if key not in given]
    if unknown or missing:
        raise ValueError(f"{name} wants {', '.join(wanted)} (got {', '.join(map(str, given)) or 'nothing'})")
    return _checked(name, {key: _parameter(key, given[key]) for key in wanted})


def _parameter(key: str, value: object) -> float:
    if key in {"cv", "shape"}:
        number = parse_share(value, high=float("inf")) if key == "cv" else parse_number(value)
        if number <= 0:
            raise ValueError(f"{key} is above zero (got {value!r})")
        return number
    return parse_duration(value, zero=key not in {"mean"})


def _checked(name: str, p: dict[str, float]) -> Distribution:
    if name == "uniform" and not p["low"] < p["high"]:
        raise ValueError("low is below high in a uniform distribution")
    if name == "triangular" and not (p["low"] <= p["mode"] <= p["high"] and p["low"] < p["high"]):
        raise ValueError("low, mode, high ascend in a triangular distribution")
    return Distribution(name, p)


def _zone(value: object) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (OSError, ValueError, LookupError):
        raise ValueError(f"a time zone such as Europe/London is wanted (got {value!r})") from None


def positive(value: float) -> float:
    """Pass a number above zero on."""
    if not value > 0:
        raise ValueError(f"a number above zero is wanted (got {value!r})")
    return value


def _share_of(low: float, high: float) -> BeforeValidator:
    return BeforeValidator(lambda value: parse_share(value, low=low, high=high))


def price_of(*units: str) -> BeforeValidator:
    """Return the validator of a price in one of some units."""
    return BeforeValidator(lambda value: value if isinstance(value, Price) else parse_price(value, units))


def _steps(number: Any) -> BeforeValidator:
    return BeforeValidator(lambda value: value if isinstance(value, WeekSteps) else parse_steps(value, number))


def _number_from_zero(value: object) -> float:
    number = parse_number(value)
    if number < 0:
        raise ValueError(f"a number of at least zero is wanted (got {value!r})")
    return number


_STEPS = WithJsonSchema({"type": ["string", "number", "object"]})
Duration = Annotated[float, BeforeValidator(parse_duration), _text_schema("30s")]
LongDuration = Annotated[float, BeforeValidator(lambda v: parse_duration(v, zero=False)), _text_schema("4wk")]
Share = Annotated[float, _share_of(0.0, 1.0), _text_schema("80%")]
Uplift = Annotated[float, _share_of(-1.0, float("inf")), _text_schema("42%")]
Spread = Annotated[float, _share_of(0.0, float("inf")), _text_schema("12%")]
Factor = Annotated[float, BeforeValidator(parse_number), BeforeValidator(positive), _text_schema("1.12")]
Amount = Annotated[float, BeforeValidator(_number_from_zero), _text_schema("4_200")]
Rate = Annotated[float, BeforeValidator(parse_rate), _text_schema("16_000/week")]
Growth = Annotated[float, BeforeValidator(parse_share_rate), _text_schema("8%/year")]
Zone = Annotated[str, BeforeValidator(_zone), _text_schema("America/New_York")]
Time = Annotated[
    Distribution,
    BeforeValidator(parse_distribution),
    WithJsonSchema({"type": ["string", "object"], "properties": {"distribution": {"enum": list(PARAMETERS)}}}),
]
Hours = Annotated[WeekSteps, BeforeValidator(lambda v: v if isinstance(v, WeekSteps) else parse_hours(v)), _STEPS]
RateSteps = Annotated[WeekSteps, _steps(parse_rate), _STEPS]
FactorSteps = Annotated[WeekSteps, _steps(_number_from_zero), _STEPS]
AgentSteps = Annotated[WeekSteps, _steps(_number_from_zero), _STEPS]
