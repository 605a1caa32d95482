"""What may stand behind a key, in words: the kind of each type that a study's fields have, and an example of it."""

from __future__ import annotations

import types
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le

from docs.generate.markdown import code
from sim.study import base, elastic, employment, offer, prices, priority, skill, strategy
from sim.study.base import Model


@dataclass(frozen=True)
class Kind:
    """A kind of value: what it is called, how it is typed, and where this page says more."""

    words: str
    examples: tuple[str, ...] = ()
    below: str = ""

    def __str__(self) -> str:
        name = f"[{self.words}](#{self.below})" if self.below else self.words
        return f"{name}: {' or '.join(map(code, self.examples))}" if self.examples else name


KINDS: list[tuple[Any, Kind]] = [
    (base.Text, Kind("text")),
    (base.Country, Kind("country", ("GB",))),
    (base.CurrencyCode, Kind("currency", ("EUR",))),
    (base.Day, Kind("day", ("2026-11-16",))),
    (base.Duration, Kind("time", ("30s", "4wk"))),
    (base.LongDuration, Kind("time above zero", ("30s", "4wk"))),
    (base.Share, Kind("share up to 100 %", ("80%",))),
    (base.Uplift, Kind("share above or below zero", ("42%", "-55%"))),
    (base.Spread, Kind("share, also above 100 %", ("12%",))),
    (base.Weight, Kind("weight", ("60%",))),
    (base.Factor, Kind("factor above zero", ("1.12",))),
    (base.Amount, Kind("number from 0 on", ("4_200",))),
    (base.Bodies, Kind("whole number from 0 on", ("12",))),
    (base.Rate, Kind("rate", ("16_000/week",))),
    (base.Growth, Kind("share a year", ("8%/year",))),
    (base.Zone, Kind("time zone", ("Europe/London",))),
    (base.Time, Kind("time or distribution", (), "distributions")),
    (base.Hours, Kind("hours", ("24/7",), "hours")),
    (base.RateSteps, Kind("rate, or rates by time", ("90/h",), "numbers-by-time")),
    (base.FactorSteps, Kind("factor, or factors by time", (), "numbers-by-time")),
    (base.AgentSteps, Kind("number, or numbers by time", ("12",), "numbers-by-time")),
    (base.WeekdayFactors, Kind("factors by day", (), "numbers-by-time")),
    (prices.HourPrice, Kind("money per hour", ("20.6/h",))),
    (prices.MonthPrice, Kind("amount per month", ("420/month",))),
    (prices.WeekHours, Kind("hours per week", ("40/week",))),
    (prices.ContractPrice, Kind("price", tuple(f"13.5/{unit}" for unit in prices.PRICE_UNITS))),
    (prices.Prices, Kind("price", tuple(f"13.5/{unit}" for unit in prices.PRICE_UNITS))),
    (prices.WeeklyShare, Kind("share a week", ("25%/week",))),
    (prices.YearlyShare, Kind("share a year", ("2%/year",))),
    (employment.ShareGoneInAYear, Kind("share a year", ("32%/year",))),
    (elastic.Moment, Kind("day and time", ("2026-11-27 08:00",))),
    (strategy.Days, Kind("days", ("mon-fri",))),
    (strategy.StartTime, Kind("time of day", ("08:00",))),
    (skill.Slowdown, Kind("factor, or a list of them", ("1.3",))),
    (skill.Languages, Kind("language, or a list of them", ("en",))),
    (priority.PriorityRule, Kind("whole number, smaller is served first, or `{start: 3, raise: 1 per 10min}`", ("1",))),
    (offer.Score, Kind("number from 1 (bad) to 5 (good)", ("4",))),
]
"""Types of fields and what they are; two types are the same where they are equal."""


def kind_of(hint: Any) -> Kind | None:
    """Return the kind of a type that is in the list; None where it is not."""
    return next((kind for known, kind in KINDS if known == hint), None)


def bare(hint: Any) -> Any:
    """Take `| None` off a type."""
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = (inner for inner in get_args(hint) if inner is not type(None))
    return hint


def in_words(hint: Any, marks: list[Any]) -> str:
    """Return what may stand behind a key, of its type without `None` and the marks of the field (limits)."""
    found = kind_of(hint)
    if found is not None:
        return str(found)
    if get_origin(hint) is Literal:
        words = ", ".join(map(code, get_args(hint)))
        return f"one of {words}" if "," in words else words
    if get_origin(hint) is tuple:
        return f"list: {in_words(get_args(hint)[0], [])}"
    if get_origin(hint) is dict:
        return f"map: name -> {in_words(get_args(hint)[1], [])}"
    if get_origin(hint) is Annotated:
        return in_words(get_args(hint)[0], marks)
    if hint is bool:
        return "`true` or `false`"
    if hint is int:
        low: Any = next((mark.ge for mark in marks if isinstance(mark, Ge)), None)
        high: Any = next((mark.le for mark in marks if isinstance(mark, Le)), None)
        return f"whole number from {low}" + (" on" if high is None or high > 1e9 else f" to {high:,}")
    raise TypeError(f"the reference has no words for {hint!r}")


def model_within(hint: Any) -> type[Model] | None:
    """Return the part of a study that a type is, is a list of, or maps names to; None where it is a value."""
    hint = bare(hint)
    if isinstance(hint, type) and issubclass(hint, Model):
        return hint
    return next((found for inner in get_args(hint) if (found := model_within(inner))), None)
