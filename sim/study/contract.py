"""A vendor's contract: its price and minimum, how fast agents come and go."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from sim.study.base import Bodies, Day, Duration, Model, Spread
from sim.study.parts import at
from sim.study.prices import ContractPrice, MonthPrice, WeeklyShare


class Minimum(Model):
    """Billed at least, used or not."""

    agent_hours: MonthPrice | None = None
    minutes: MonthPrice | None = None
    contacts: MonthPrice | None = None
    paid_hours: MonthPrice | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not any((self.agent_hours, self.minutes, self.contacts, self.paid_hours)):
            raise ValueError("a minimum names agent_hours, paid_hours, minutes or contacts, such as 3_000/month")
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
    price: ContractPrice
    minimum: Minimum | None = None
    ramp: Ramp = Ramp()
    governance: Spread = 0.0
    """Of the invoice: our own people who run the contract."""

    @model_validator(mode="after")
    def _minimum_fits(self) -> Self:
        wanted = f"{self.price.unit}s"
        other = [key for key in Minimum.model_fields if key != wanted and getattr(self.minimum, key, None)]
        if other:
            raise at("minimum", f"with a price per {self.price.unit} it is in {wanted} (got {', '.join(other)})")
        return self
