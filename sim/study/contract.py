"""A vendor's contract: its price and minimum, how fast agents come and go."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from sim.study.base import Bodies, Day, Duration, Model, Spread
from sim.study.parts import at
from sim.study.prices import MonthPrice, Prices, WeeklyShare


class Minimum(Model):
    """Billed at least, used or not."""

    agent_hours: MonthPrice | None = None
    minutes: MonthPrice | None = None
    contacts: MonthPrice | None = None
    paid_hours: MonthPrice | None = None
    resolutions: MonthPrice | None = None
    fte_months: MonthPrice | None = None

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


class Contract(Model):
    """A vendor's terms."""

    later = frozenset(
        {"term", "forecast_lock", "peak", "transition", "learning", "service_credit", "bonus", "earn_back",
         "change_fee", "exit_fee", "training", "currency", "amortise", "incident"}
    )  # fmt: skip
    signed: Day | None = None
    """Day of signature; nothing can be ordered before it."""
    price: Prices
    """One price, or volume bands by month: a list, each price for what lies between its end and the one before."""
    minimum: Minimum | None = None
    ramp: Ramp = Ramp()
    governance: Spread = 0.0
    """Of the invoice: our own people who run the contract."""

    @property
    def unit(self) -> str:
        """What the price is for, such as "agent_hour"."""
        return self.price[0].price.unit

    @property
    def least(self) -> float:
        """The minimum commitment of a whole month, in units of the price; 0 without one."""
        floor = getattr(self.minimum, f"{self.unit}s", None)
        return floor.amount if floor is not None else 0.0

    @model_validator(mode="after")
    def _minimum_fits(self) -> Self:
        wanted = f"{self.unit}s"
        other = [key for key in Minimum.model_fields if key != wanted and getattr(self.minimum, key, None) is not None]
        if other:
            raise at("minimum", f"with a price per {self.unit} it is in {wanted} (got {', '.join(other)})")
        return self
