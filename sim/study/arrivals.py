"""The demand of a study: who contacts which queue, how often, and in what shape of week and season."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from typing import Annotated

from sim.study.base import FactorSteps, Growth, Model, Rate, RateSteps, Share, Spread, Uplift, day_numbers, parse_number


def _weekday_factors(value: object) -> tuple[float, ...]:
    if isinstance(value, (list, tuple)):
        return tuple(float(v) for v in value)
    if not isinstance(value, dict) or not value:
        raise ValueError(f"weekday is a map such as {{mon: 1.2, tue-fri: 1, sat-sun: 0.8}} (got {value!r})")
    factors = [0.0] * 7
    for key, number in value.items():
        for day in day_numbers(key):
            factors[day] = parse_number(number)
    if min(factors) < 0 or sum(factors) <= 0:
        raise ValueError(f"weekday factors are not negative and not all zero (got {value!r})")
    return tuple(factors)


class Uplifted(Model):
    """Days with more or fewer contacts than an ordinary week: a season or an event."""

    name: str
    from_: date = Field(alias="from")
    to: date
    """The last day, included."""
    uplift: Uplift

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to < self.from_:
            raise ValueError(f"`to` is the last day, not before `from` (got {self.from_} to {self.to})")
        return self


class PublicHolidays(Model):
    """What public holidays of the market's country do to demand."""

    uplift: Uplift
    only: tuple[str, ...] | None = None
    """Names of the holidays meant; absent: all."""


class Uncertainty(Model):
    """Coefficients of variation of the gamma factors on each day and on the whole season."""

    day: Spread = 0.0
    season: Spread = 0.0
    shared: bool = True
    """One uniform a day and a season for all demand; or this entry's own."""


class ForecastFile(Model):
    """Contacts per week or interval from a file: its first column a start (day or time), its second the contacts."""

    file: str
    rows: tuple[tuple[float, float], ...] = ()
    """Read at loading: (local clock second after Monday 1970-01-05, contacts) of each row."""
    step: float = 604800.0
    """Length of a row, seconds."""


class HistoryFile(Model):
    """Recorded contacts: fitted to a week's shape, or replayed as they were."""

    file: str
    use: Literal["fit", "replay"] = "fit"
    scale: float = Field(default=1.0, gt=0)
    rows: tuple[tuple[float, float], ...] = ()
    step: float = 1800.0


class Demand(Model):
    """One stream of customers, of a market to a queue."""

    market: str
    queue: str
    like: str | None = None
    """`market/queue` of another entry; every key not given is copied from it."""
    volume: Rate | None = None
    """An ordinary week's contacts, repeats included, retries not; per second."""
    rate: RateSteps | None = None
    """First contacts, per second, on the market's clock."""
    forecast: ForecastFile | None = None
    history: HistoryFile | None = None
    counts: Literal["contacts", "tickets"] = "contacts"
    """Whether `volume`, `forecast` and `history` count repeats or are first contacts already."""
    growth: Growth = 0.0
    """Share per second, compounded by the year from the horizon's start."""
    weekday: Annotated[tuple[float, ...], BeforeValidator(_weekday_factors)] | None = None
    """Factors of Monday to Sunday, made to average one."""
    intraday: FactorSteps | None = None
    """Factors by clock time, made to average one over the day; outside opening hours it means closed contacts."""
    seasons: tuple[Uplifted, ...] = ()
    events: tuple[Uplifted, ...] = ()
    public_holidays: PublicHolidays | None = None
    deflection: Share = 0.0
    """Share solved by self-service that never reaches a queue."""
    uncertainty: Uncertainty = Uncertainty()

    @property
    def name(self) -> str:
        """`market/queue`."""
        return f"{self.market}/{self.queue}"

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        given = [k for k in ("volume", "rate", "forecast", "history") if getattr(self, k) is not None]
        if len(given) != 1:
            raise ValueError(
                f"exactly one of volume, rate, forecast and history is wanted (got {', '.join(given) or 'none'})"
            )
        return self
