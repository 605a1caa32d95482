"""The pools of a study: capacity that can be bought, and the terms it is bought on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.clock import ALWAYS
from sim.study.base import Amount, Duration, Factor, Hours, Model, Share, Spread, Zone, price_of
from sim.units import Price

Sourcing = Literal["in_house", "captive", "onshore", "nearshore", "offshore"]
OWN = frozenset({"in_house", "captive"})
"""Ways of sourcing with employees of our own."""

HourPrice = Annotated[Price, price_of("h")]
MonthPrice = Annotated[Price, price_of("month")]
WeekHours = Annotated[Price, price_of("week")]
ContractPrice = Annotated[Price, price_of("agent_hour", "paid_hour", "minute", "contact")]


class Skill(Model):
    """How a pool handles the contacts of one queue."""

    later = frozenset({"concurrency", "concurrency_slowdown", "satisfaction_factor"})
    handle_time_factor: Factor = 1.0
    resolution_factor: Factor = 1.0


class Shrinkage(Model):
    """Share of paid time in which agents are not available; the two add."""

    planned: Share = 0.0
    unplanned: Share = 0.0

    @property
    def total(self) -> float:
        """Both together, 0..1."""
        return self.planned + self.unplanned


class Today(Model):
    """What stands at the start, proficient."""

    later = frozenset({"in_training"})
    heads: Amount | None = None
    """Our own people on the payroll."""
    agents: Amount | None = None
    """A vendor's agents, as ordered."""


class Premiums(Model):
    """Shares of the wage on top, for hours worked then."""

    overtime: Spread = 0.0
    night: Spread = 0.0
    weekend: Spread = 0.0
    public_holiday: Spread = 0.0
    night_hours: Hours = Field(default_factory=lambda: _night())
    """When the night premium falls, on the pool's clock; 22:00-06:00 unless given."""


def _night() -> object:
    from sim.study.base import parse_hours

    return parse_hours({"daily": "22:00-06:00"})


class Overtime(Model):
    """How much longer our people may work in a week."""

    up_to: Share
    """Of contracted hours."""


class Hiring(Model):
    """How new people come."""

    later = frozenset({"training", "cost", "class_size"})
    lead_time: Duration = 0.0


class Employment(Model):
    """Terms of our own employees."""

    later = frozenset({"seasonal", "attrition", "learning", "set_up", "severance"})
    wage: HourPrice
    benefits: Spread = 0.0
    """Of wages."""
    premiums: Premiums = Premiums()
    overtime: Overtime | None = None
    seat: MonthPrice | None = None
    """Per head."""
    software: MonthPrice | None = None
    """Per head."""
    management: Spread = 0.0
    """Of wages and benefits."""
    paid_hours: WeekHours = Price(40.0, "week")
    """Contracted hours of a full-time head."""
    hiring: Hiring = Hiring()


class Minimum(Model):
    """Billed at least, used or not."""

    agent_hours: MonthPrice | None = None
    minutes: MonthPrice | None = None
    contacts: MonthPrice | None = None
    paid_hours: MonthPrice | None = None


class Ramp(Model):
    """How fast a vendor's agents come and go."""

    notice: Duration = 0.0
    up: Spread | None = None
    """Largest weekly rise, a share of the agents ordered (at least one agent); written 25%/week."""
    down: Spread | None = None
    first: Amount | None = None
    """Agents of the first class."""

    @model_validator(mode="before")
    @classmethod
    def _per_week(cls, data: object) -> object:
        if isinstance(data, dict):
            cut = {}
            for key in ("up", "down"):
                if isinstance(data.get(key), str):
                    share, slash, period = data[key].partition("/")
                    if slash and period.strip() != "week":
                        raise ValueError(f"{key} is a share per week, such as 25%/week (got {data[key]!r})")
                    cut[key] = share.strip()
            return {**data, **cut}
        return data


class Contract(Model):
    """A vendor's terms."""

    later = frozenset(
        {"term", "forecast_lock", "peak", "transition", "learning", "service_credit", "bonus", "earn_back",
         "change_fee", "exit_fee", "training", "currency", "amortise", "incident"}
    )  # fmt: skip
    signed: date | None = None
    price: ContractPrice
    minimum: Minimum | None = None
    ramp: Ramp = Ramp()
    governance: Spread = 0.0
    """Of the invoice: our own people who run the contract."""


class Pool(Model):
    """Agents of one site that are interchangeable, and the terms they come on."""

    later = frozenset({"scaling", "outages", "language", "languages", "quality", "keep_free"})
    sourcing: Sourcing
    delivery: Literal["dedicated"] = "dedicated"
    package: Literal["standard", "customised"] | None = None
    vendor: str | None = None
    time_zone: Zone
    country: str | None = None
    skills: dict[str, Skill] = Field(min_length=1)
    shrinkage: Shrinkage = Shrinkage()
    agent_hours: Hours = ALWAYS
    """When the pool can work, on its own clock."""
    today: Today = Today()
    employment: Employment | None = None
    contract: Contract | None = None

    @property
    def own(self) -> bool:
        """Whether the agents are employees of ours."""
        return self.sourcing in OWN

    @property
    def weekly_hours(self) -> float:
        """Contracted hours a week of one head, paid."""
        return self.employment.paid_hours.amount if self.employment else 40.0

    @model_validator(mode="before")
    @classmethod
    def _shrinkage_alone(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(data.get("shrinkage"), (str, int, float)):
            return {**data, "shrinkage": {"planned": data["shrinkage"]}}
        return data

    @model_validator(mode="after")
    def _terms(self) -> Self:
        wanted, other = ("employment", "contract") if self.own else ("contract", "employment")
        if getattr(self, other) is not None or getattr(self, wanted) is None:
            raise ValueError(f"a pool sourced {self.sourcing} wants {wanted}, and no {other}")
        if self.shrinkage.total >= 1:
            raise ValueError(f"shrinkage is below 100% in all (got {self.shrinkage.total:.0%})")
        today = ("heads", "agents") if self.own else ("agents", "heads")
        if getattr(self.today, today[1]) is not None:
            raise ValueError(f"today of a pool sourced {self.sourcing} is counted in {today[0]}, not {today[1]}")
        return self


