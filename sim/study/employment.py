"""The terms of our own employees: wage and premiums, overtime, hiring, what it takes to open a site."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sim.clock import WeekSteps
from sim.study.base import Amount, Bodies, Day, Duration, Factor, Hours, LongDuration, Model, Share, Spread
from sim.study.exchange import Exchange
from sim.study.notation import parse_hours
from sim.study.parts import at
from sim.study.prices import HourPrice, MonthPrice, WeekHours
from sim.study.writing import Written, number_text, share_text
from sim.units import SECONDS, Price, parse_share

NIGHT: WeekSteps = parse_hours({"daily": "22:00-06:00"})
"""Hours of the night premium unless given; an assumption."""


class Premiums(Model):
    """Shares of the wage on top, for hours worked then."""

    overtime: Spread = 0.0
    """For hours beyond the contracted ones."""
    night: Spread = 0.0
    """For the `night_hours`."""
    weekend: Spread = 0.0
    """For Saturdays and Sundays."""
    public_holiday: Spread = 0.0
    """For public holidays of the pool's country."""
    night_hours: Hours = NIGHT
    """When the night premium falls, on the pool's clock; 22:00-06:00 unless given."""


class Overtime(Model):
    """How much longer our people may work in a week."""

    up_to: Share
    """Of contracted hours."""


class Hiring(Model):
    """How new people come."""

    lead_time: Duration = 0.0
    """From the decision to the first day on the payroll."""
    training: Duration = 0.0
    """Before the first day on duty: paid, not on duty; whole weeks, the last one begun counts."""
    cost: Amount = 0.0
    """Of each person who is hired."""
    class_size: int = Field(default=1, ge=1)
    """People are hired in classes of so many, or a multiple."""


class Seasonal(Model):
    """People on contracts that end, beside those who stay; they are hired and trained before they come."""

    wage: HourPrice
    """Per paid hour."""
    from_: Day = Field(alias="from")
    """Their first day."""
    until: Day
    """Their last day, included."""
    up_to: Bodies
    """Heads at most."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until < self.from_:
            raise at("until", f"the last day is not before the first (got {self.from_} to {self.until})")
        return self


class Learning(Model):
    """How new agents become proficient: their handle time falls exponentially to the settled one."""

    handle_time_factor: Factor
    """Handle time on the first day on duty over that of a proficient agent."""
    proficient_after: LongDuration
    """Time on duty after which 95 % of the way is gone."""

    @model_validator(mode="after")
    def _slower_at_first(self) -> Self:
        if self.handle_time_factor < 1:
            got = number_text(self.handle_time_factor)
            raise at("handle_time_factor", f"at least 1 is wanted: who is new is not quicker (got {got})")
        return self


def _yearly_share(value: object) -> float:
    share, slash, period = str(value).partition("/")
    if not slash or period.strip() != "year":
        raise ValueError(f"a share per year is wanted, such as 32%/year (got {value!r})")
    number = parse_share(share.strip())
    if number >= 1:
        raise ValueError(f"less than 100%/year is wanted: with all gone in a year nobody stays a day (got {value!r})")
    return number


ShareGoneInAYear = Annotated[
    float,
    BeforeValidator(_yearly_share),
    WithJsonSchema({"type": "string", "examples": ["32%/year"]}),
    Written(lambda share: f"{share_text(share)}/year"),
]


class SetUp(Model):
    """What it takes to open a site of our own."""

    cost: Amount
    """Charged at the start of the counted window."""
    amortise: LongDuration = 12 * SECONDS["mo"]
    """Over which it is spread in `cost_amortised`."""


class Employment(Model):
    """Terms of our own employees."""

    currency: Exchange | None = None
    """Of all amounts of the employment; absent: the study's."""
    wage: HourPrice
    """Per paid hour, without on-costs."""
    benefits: Spread = 0.0
    """What the employer pays beside wages, as a share of them."""
    premiums: Premiums = Premiums()
    """Pay on top for overtime and unsocial hours; absent: none."""
    overtime: Overtime | None = None
    """How much longer people may work; absent: no overtime."""
    seat: MonthPrice | None = None
    """A place of work, per head."""
    software: MonthPrice | None = None
    """Licences, per head."""
    management: Spread = 0.0
    """Of wages and benefits."""
    paid_hours: WeekHours = Price(40.0, "week")
    """Contracted hours of a full-time head, paid."""
    hiring: Hiring = Hiring()
    """How long new people take to come, and what they cost."""
    attrition: ShareGoneInAYear = 0.0
    """Of those who stand, the share who are gone a year later; at every time alike, whatever their tenure."""
    learning: Learning | None = None
    """How new agents become proficient; absent: they are from the first day."""
    leaving: Amount = 0.0
    """Cost of each person who leaves."""
    notice: LongDuration | None = None
    """Pay that is still owed to whom we let go after the season."""
    severance: Amount = 0.0
    """Of each person whom we let go after the season."""
    seat_notice: LongDuration | None = None
    """How long a seat is paid on after it stands empty."""
    seasonal: Seasonal | None = None
    """People on contracts that end with the season; absent: none."""
    set_up: SetUp | None = None
    """What it takes to open the site; absent: it stands already."""

    @model_validator(mode="after")
    def _a_week_of_work(self) -> Self:
        if not 0 < self.paid_hours.amount <= 168:
            raise at("paid_hours", f"above 0 and at most 168 hours a week are wanted (got {self.paid_hours.amount:g})")
        return self
