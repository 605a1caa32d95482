"""What every part of a study is made of: the frozen model, and the quantities its fields are typed with."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, ClassVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema

from sim.clock import WeekSteps, public_holidays
from sim.randomness.distributions import PARAMETERS, Distribution
from sim.study.notation import (
    clock_second,
    day_numbers,
    number_from_zero,
    parse_day,
    parse_distribution,
    parse_frequency,
    parse_hours,
    parse_span,
    parse_steps,
    parse_weekday,
    whole_from_zero,
)
from sim.study.writing import (
    Written,
    duration_text,
    growth_text,
    hours_text,
    number_text,
    rate_text,
    share_text,
    steps_text,
    weekday_text,
)
from sim.units import Price, parse_number, parse_price, parse_share, parse_share_rate

__all__ = ["clock_second", "day_numbers", "parse_distribution", "parse_hours", "parse_steps"]

DISTRIBUTION_KEYS = ("distribution", *dict.fromkeys(key for keys in PARAMETERS.values() for key in keys))


class Model(BaseModel):
    """A frozen part of a study; a key it does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, use_attribute_docstrings=True)

    internal: ClassVar[frozenset[str]] = frozenset()
    """Fields that the loader fills and that are no keys of the file."""
    beside: ClassVar[tuple[str, ...]] = ()
    """Keys of the file that stand beside the fields' own, for a short way of writing."""


_DURATION = r"^\s*\+?[0-9][0-9_]*(\.[0-9]+)?([eE][+-]?[0-9]+)?\s*(s|min|h|d|wk|mo)\s*$"
_SHARE = r"^\s*[+-]?[0-9][0-9_]*(\.[0-9]+)?\s*%\s*$"


def _text(example: str, pattern: str | None = None, *, number: bool = False) -> WithJsonSchema:
    schema: dict[str, Any] = {"type": ["string", "number"] if number else "string", "examples": [example]}
    return WithJsonSchema({**schema, "pattern": pattern} if pattern else schema)


def _read(reader: Callable[[Any], Any], *kinds: type) -> BeforeValidator:
    """Return the validator that reads text, and passes on what has been read already."""
    return BeforeValidator(lambda value: value if isinstance(value, kinds) else reader(value))


def _seconds(*, zero: bool) -> BeforeValidator:
    return BeforeValidator(lambda value: parse_span(value, zero=zero))


def _steps(number: Callable[[float], str], *, always_map: bool = False) -> Written:
    return Written(lambda steps: steps_text(steps, number, always_map=always_map))


def _label(value: object) -> object:
    """A text as it is, a number as text; nothing that cannot be printed on one line."""
    text = str(value) if isinstance(value, (int, float)) else value
    if isinstance(text, str) and not text.isprintable():
        raise ValueError("a text on one line, without control characters, is wanted")
    return text


def _country(value: object) -> str:
    code = str(value).strip()
    public_holidays(code, date(2026, 1, 1), date(2026, 1, 1))  # knows every code, and says what is wanted
    return code


def _zone(value: object) -> str:
    text = str(value).strip()
    try:
        # A key of the database; a path or an empty word would reach outside it.
        if re.fullmatch(r"[A-Za-z][A-Za-z0-9_+\-/]*", text):
            return ZoneInfo(text).key
    except (OSError, ValueError, LookupError):
        pass
    raise ValueError(f"a time zone such as Europe/London or UTC is wanted (got {value!r})")


def _currency(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z]{3}", value):
        raise ValueError(f"a currency's ISO 4217 code is wanted, such as USD, EUR or GBP (got {value!r})")
    return value


def _positive(value: object) -> float:
    number = parse_number(value)
    if not number > 0:
        raise ValueError(f"a number above zero is wanted (got {value!r})")
    return number


def _share_of(low: float, high: float) -> BeforeValidator:
    return BeforeValidator(lambda value: parse_share(value, low=low, high=high))


def price_of(*units: str) -> BeforeValidator:
    """Return the validator of a price in one of some units."""
    return _read(lambda value: parse_price(value, units), Price)


_STEPS = WithJsonSchema(
    {
        "anyOf": [
            {"type": ["string", "number"]},
            {"type": "object", "additionalProperties": {"type": ["string", "number", "object"]}},
        ],
        "examples": ["12", {"mon-fri": {"08:00": 12, "18:00": 0}}],
    }
)
_HOURS = WithJsonSchema(
    {
        "anyOf": [
            {"const": "24/7"},
            {
                "type": "object",
                "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
            },
        ],
        "examples": ["24/7", {"mon-fri": "08:00-22:00"}],
    }
)
DISTRIBUTION_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "string", "pattern": _DURATION},
        {
            "type": "object",
            "properties": {"distribution": {"enum": list(PARAMETERS)}}
            | {key: {"type": ["string", "number"]} for key in DISTRIBUTION_KEYS[1:]},
            "required": ["distribution"],
            "additionalProperties": False,
        },
    ],
    "examples": ["3min", {"distribution": "lognormal", "mean": "6.5min", "cv": 0.9}],
}

Text = Annotated[str, BeforeValidator(_label)]
Country = Annotated[
    str, BeforeValidator(_country), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{2,3}$", "examples": ["US"]})
]
CurrencyCode = Annotated[str, BeforeValidator(_currency), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$"})]
Day = Annotated[date, _read(parse_day, date), WithJsonSchema({"type": "string", "format": "date"})]
Duration = Annotated[float, _seconds(zero=True), _text("30s", _DURATION), Written(duration_text)]
LongDuration = Annotated[float, _seconds(zero=False), _text("4wk", _DURATION), Written(duration_text)]
Share = Annotated[float, _share_of(0.0, 1.0), _text("80%", number=True), Written(share_text)]
Uplift = Annotated[float, _share_of(-1.0, 100.0), _text("42%", number=True), Written(share_text)]
Spread = Annotated[float, _share_of(0.0, 100.0), _text("12%", number=True), Written(share_text)]
Weight = Annotated[float, _share_of(0.0, math.inf), _text("50%", number=True), Written(share_text)]
Factor = Annotated[float, BeforeValidator(_positive), _text("1.12", number=True), Written(number_text)]
Amount = Annotated[float, BeforeValidator(number_from_zero), _text("4_200", number=True), Written(number_text)]
Bodies = Annotated[float, BeforeValidator(whole_from_zero), _text("12", number=True), Written(number_text)]
Rate = Annotated[float, BeforeValidator(parse_frequency), _text("16_000/week"), Written(rate_text)]
Growth = Annotated[float, BeforeValidator(parse_share_rate), _text("8%/year"), Written(growth_text)]
Zone = Annotated[str, BeforeValidator(_zone), _text("America/New_York")]
Time = Annotated[Distribution, BeforeValidator(parse_distribution), WithJsonSchema(DISTRIBUTION_SCHEMA)]
Hours = Annotated[WeekSteps, _read(parse_hours, WeekSteps), _HOURS, Written(hours_text)]
RateSteps = Annotated[
    WeekSteps, _read(lambda v: parse_steps(v, parse_frequency), WeekSteps), _STEPS, _steps(rate_text, always_map=True)
]
FactorSteps = Annotated[
    WeekSteps, _read(lambda v: parse_steps(v, number_from_zero), WeekSteps), _STEPS, _steps(number_text)
]
AgentSteps = Annotated[
    WeekSteps, _read(lambda v: parse_steps(v, whole_from_zero), WeekSteps), _STEPS, _steps(number_text, always_map=True)
]
WeekdayFactors = Annotated[
    tuple[float, ...],
    BeforeValidator(parse_weekday),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": ["string", "number"]}}),
    Written(weekday_text),
]
