"""A vendor's contract: its price and minimum, how fast agents come and go, what beginning and ending it costs."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Self

from pydantic import Field, model_validator

from sim.clock import DAY
from sim.study.base import Amount, Bodies, Day, Duration, LongDuration, Model, Share, Spread
from sim.study.employment import Learning
from sim.study.exchange import Exchange
from sim.study.parts import Gathering, at
from sim.study.prices import BY_TIME, MonthPrice, Prices, WeeklyShare, YearlyShare


class Minimum(Model):
    """Billed at least, used or not."""

    agent_hours: MonthPrice | None = None
    """Hours on duty a month, with a price per agent_hour."""
    minutes: MonthPrice | None = None
    """Minutes in hand a month, with a price per minute."""
    contacts: MonthPrice | None = None
    """Answered contacts a month, with a price per contact."""
    paid_hours: MonthPrice | None = None
    """Paid hours a month, with a price per paid_hour."""
    resolutions: MonthPrice | None = None
    """Resolutions a month, with a price per resolution."""
    fte_months: MonthPrice | None = None
    """Heads, with a price per fte_month."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if all(getattr(self, key) is None for key in Minimum.model_fields):
            known = ", ".join(Minimum.model_fields)
            raise ValueError(f"a minimum names one of {known}, such as agent_hours: 3_000/month")
        return self


class Ramp(Model):
    """How fast a vendor's agents come and go."""

    notice: Duration = 0.0
    """From the order to the first change."""
    up: WeeklyShare | None = None
    """Largest rise a week, a share of the agents ordered (at least one agent); absent: none."""
    down: WeeklyShare | None = None
    """Largest fall a week, likewise."""
    first: Bodies | None = None
    """Agents of the first class."""


class Peak(Model):
    """Days, on the pool's clock, on which a vendor's work is dearer."""

    from_: Day = Field(alias="from")
    """The first day."""
    to: Day
    """The last day, included."""
    premium: Spread
    """Of the price, on top."""

    @model_validator(mode="after")
    def _not_over_before(self) -> Self:
        if self.from_ > self.to:
            raise at("to", f"the peak does not end before it begins (got {self.from_} to {self.to})")
        return self


class Transition(Model):
    """From the signature to the vendor's first contact: knowledge transfer, and both teams paid for a while."""

    fee: Amount = 0.0
    """Due on the day of signature."""
    fee_per_agent: Amount = 0.0
    """Of each agent who comes, due as they come."""
    lasts: Duration = 0.0
    """From the signature to the first day on duty at the earliest; the minimum binds from then on. The notice of the
    first order runs meanwhile."""
    parallel_run: Duration = 0.0
    """The first agents who come are paid for that long beside those who still do the work."""


class Incident(Model):
    """Loss of customers' data at the vendor's, charged as what is to be expected of it."""

    probability: YearlyShare
    """Chance of one in a year."""
    cost: Amount
    """What one costs us."""


class ServiceCredit(Model):
    """What a vendor gives back for a month in which it answered too late."""

    per_point_below: Share
    """Of the month's fee, for each percentage point below the target."""
    cap: Share = 1.0
    """Of the month's fee at most."""


class EarnBack(Model):
    """How a vendor gets a service credit back: by holding the target in the months that follow."""

    months: int = Field(ge=1)
    """So many in a row, each with at least one answer."""


class Bonus(Model):
    """What a vendor earns for a month in which it answered better than promised."""

    per_point_above: Share
    """Of the month's fee, for each percentage point above the target."""
    cap: Share = 1.0
    """Of the month's fee at most."""


class ForecastLock(Model):
    """The volume that a vendor was told: the study's forecast."""

    weeks: int = Field(default=0, ge=0)
    """How long ahead it is locked; the study has one forecast, known from the start."""
    band: Spread
    """A month's contacts may pass the forecast by this share; above it no service credit is due."""


class Contract(Model):
    """A vendor's terms."""

    signed: Day | None = None
    """Day of signature; nothing can be ordered before it. Absent: the contract has been running."""
    term: LongDuration | None = None
    """How long the contract binds, from its signature on, to the day."""
    currency: Exchange | None = None
    """Of all amounts of the contract; absent: the study's."""
    price: Prices
    """One price, or volume bands by month: a list, each price for what lies between its end and the one before."""
    minimum: Minimum | None = None
    """What is billed at least by month, used or not; absent: nothing."""
    ramp: Ramp = Ramp()
    """Notice, and how fast agents come and go."""
    learning: Learning | None = None
    """Of the agents who come by the ramp; those who stand at the start are proficient."""
    peak: Peak | None = None
    """Days on which work is dearer; absent: none."""
    governance: Spread = 0.0
    """Of the invoice: our own people who run the contract."""
    service_credit: ServiceCredit | None = None
    """What the vendor gives back for service below the target; absent: nothing."""
    earn_back: EarnBack | None = None
    """How it gets a credit back; wants `service_credit`."""
    bonus: Bonus | None = None
    """What it earns for service above the target; absent: nothing."""
    forecast_lock: ForecastLock | None = None
    """Above which volume no credit is due; absent: at any volume one is."""
    transition: Transition = Transition()
    """What it takes to begin."""
    training: Amount = 0.0
    """Per agent who comes."""
    change_fee: Amount = 0.0
    """Per change of order after the first: the weekly steps of one rise, or of one fall, are one order."""
    exit_fee: Amount = 0.0
    """When the term ends; without a term, when the last agent has gone."""
    incident: Incident | None = None
    """A loss of customers' data; absent: none is reckoned with."""
    amortise: LongDuration | None = None
    """Over which one-off costs are spread in `cost_amortised`; absent: the term, else 12 months."""

    @property
    def unit(self) -> str:
        """What the price is for, such as "agent_hour"."""
        return self.price[0].price.unit

    @property
    def least(self) -> float:
        """The minimum commitment of a whole month, in units of the price; 0 without one."""
        floor = getattr(self.minimum, f"{self.unit}s", None)
        return floor.amount if floor is not None else 0.0

    @property
    def term_end(self) -> date | None:
        """The first day after the term; None without one."""
        if self.term is None or self.signed is None:
            return None
        return self.signed + timedelta(days=round(self.term / DAY))

    @property
    def ready(self) -> date | None:
        """The first day after the transition; None where no signature is given."""
        return None if self.signed is None else self.signed + timedelta(days=math.ceil(self.transition.lasts / DAY))

    @property
    def first_arrival(self) -> date | None:
        """The first day on which anybody can come: after the transition, and notice after the signature, or None."""
        if self.signed is None or self.ready is None:
            return None
        return max(self.ready, self.signed + timedelta(days=math.ceil(self.ramp.notice / DAY)))

    @model_validator(mode="after")
    def _fits(self) -> Self:
        faults, wanted = Gathering(), f"{self.unit}s"
        other = [key for key in Minimum.model_fields if key != wanted and getattr(self.minimum, key, None) is not None]
        if other:
            what = f"with a price per {self.unit} it is in {wanted} (got {', '.join(other)})"
            faults.add(ValueError(what), "minimum")
        if self.term is not None and self.signed is None:
            faults.add(ValueError("from when on? It wants signed: DAY in the contract"), "term", on_key=True)
        if self.transition.lasts > 0 and self.signed is None:
            what = "from when on? It wants signed: DAY in the contract"
            faults.add(ValueError(what), "transition", "lasts", on_key=True)
        if self.transition.parallel_run > 0 and self.unit not in BY_TIME:
            what = f"is paid by time; it wants a price per {', '.join(BY_TIME[:-1])} or {BY_TIME[-1]}"
            faults.add(ValueError(what), "transition", "parallel_run", on_key=True)
        if self.earn_back is not None and self.service_credit is None:
            faults.add(ValueError("wants service_credit: there is nothing to earn back"), "earn_back", on_key=True)
        faults.raise_all()
        return self
