"""The demand of a study: who contacts which queue, how often, and in what shape of week and season."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from sim.study.base import (
    Bodies,
    Day,
    Factor,
    FactorSteps,
    Growth,
    Model,
    Rate,
    RateSteps,
    Share,
    Spread,
    Text,
    Uplift,
    WeekdayFactors,
)
from sim.study.parts import at

Rows = tuple[tuple[float, float], ...]


class Uplifted(Model):
    """Days with more or fewer contacts than an ordinary week: a season or an event."""

    name: Text = Field(min_length=1, max_length=200)
    """What the days are called."""
    from_: Day = Field(alias="from")
    """The first day."""
    to: Day
    """The last day, included."""
    uplift: Uplift
    """How many more contacts come, such as 60%; below zero: fewer."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to < self.from_:
            raise at("to", f"the last day is not before the first (got {self.from_} to {self.to})")
        return self


class PublicHolidays(Model):
    """What public holidays of the market's country do to demand."""

    uplift: Uplift
    """How many more contacts come on these days, or fewer, such as -55%."""
    only: tuple[Text, ...] | None = Field(default=None, min_length=1)
    """Names of the holidays meant; absent: all."""


class Uncertainty(Model):
    """Coefficients of variation of the gamma factors on each day and on the whole season."""

    day: Spread = 0.0
    """How much days differ from what was to be expected of them."""
    season: Spread = 0.0
    """How far the whole season may lie from the forecast."""
    shared: bool = True
    """Whether a busy day or season is busy for all such demand alike; otherwise this entry has its own."""


class ForecastFile(Model):
    """Contacts per week, day or interval from a file: a start on the market's clock, and the contacts."""

    internal = frozenset({"rows", "step"})
    file: Text
    """CSV or workbook with the header `start,contacts` (or week, day, interval; or count, calls), beside the study."""
    scale: Factor = 1.0
    """What the contacts are multiplied by."""
    rows: SkipJsonSchema[Rows] = ()
    """Read at loading: (local clock second after Monday 1970-01-05, contacts) of each row, without gaps."""
    step: SkipJsonSchema[float] = 604800.0
    """Length of a row, seconds."""


class HistoryFile(Model):
    """Recorded contacts: fitted to a week's shape, or replayed as they were."""

    internal = frozenset({"rows", "step"})
    file: Text
    """CSV or workbook with the header `time,count`, on the market's clock, beside the study."""
    use: Literal["fit", "replay"] = "fit"
    """Whether a week's shape is fitted to the counts, or the counts come again as they were."""
    scale: Factor = 1.0
    """What the counts are multiplied by."""
    rows: SkipJsonSchema[Rows] = ()
    """Read at loading: (local clock second after Monday 1970-01-05, contacts), ascending; gaps were not recorded."""
    step: SkipJsonSchema[float] = 1800.0
    """Length of a row, seconds."""


class Demand(Model):
    """One stream of customers, of a market to a queue."""

    internal = frozenset({"rate_while_open"})
    market: Text
    """The market they come from."""
    queue: Text
    """The queue they turn to first."""
    like: Text | None = None
    """`market/queue` of another entry; every key not given is copied from it."""
    volume: Rate | None = None
    """An ordinary week's contacts, repeats included, retries not."""
    rate: RateSteps | None = None
    """First contacts: one rate while the queue is open, or by time on the market's clock, taken literally."""
    rate_while_open: SkipJsonSchema[bool] = False
    """Set by the loader: `rate` was one rate."""
    forecast: ForecastFile | None = None
    """Contacts per week, day or interval, from a file."""
    history: HistoryFile | None = None
    """Recorded contacts, from a file."""
    counts: Literal["contacts", "tickets"] = "contacts"
    """Whether `volume`, `forecast` and `history` count repeats or are first contacts already."""
    growth: Growth = 0.0
    """By the year, compounded from the horizon's start."""
    weekday: WeekdayFactors | None = None
    """Factors of Monday to Sunday, made to average one."""
    intraday: FactorSteps | None = None
    """Factors by clock time, made to average one over the day; outside opening hours it means closed contacts."""
    seasons: tuple[Uplifted, ...] = ()
    """Stretches of days with more or fewer contacts; where they overlap they multiply."""
    events: tuple[Uplifted, ...] = ()
    """Days such as Black Friday, on which the season does not count; where they overlap they multiply."""
    public_holidays: PublicHolidays | None = None
    """What public holidays of the market's country do; absent: nothing."""
    backlog: Bodies = 0.0
    """Contacts of a deferred queue that are open at the horizon's start, each the first of its ticket; not in `volume`,
    and not copied by `like`."""
    deflection: Share = 0.0
    """Share solved by self-service that never reaches a queue."""
    uncertainty: Uncertainty = Uncertainty()
    """How far days and the season may lie from the forecast; absent: only by chance of single customers."""

    @property
    def name(self) -> str:
        """`market/queue`."""
        return f"{self.market}/{self.queue}"

    @model_validator(mode="before")
    @classmethod
    def _one_rate(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(data.get("rate"), (int, float, str)):
            return {**data, "rate_while_open": True}
        return data

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = [k for k in ("volume", "rate", "forecast", "history") if getattr(self, k) is not None]
        if len(given) != 1:
            raise ValueError(
                f"exactly one of volume, rate, forecast and history is wanted (got {', '.join(given) or 'none'})"
            )
        return self
