"""The pools of a study: capacity that can be bought, and the terms it is bought on."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sim.clock import ALWAYS, WeekSteps
from sim.study.base import Bodies, Country, Day, Duration, Factor, Hours, Model, Share, Spread, Text, Zone, price_of
from sim.study.notation import parse_hours
from sim.study.parts import Gathering, at
from sim.study.writing import Written, number_text, share_text
from sim.units import Price, parse_number, parse_share

Sourcing = Literal["in_house", "captive", "onshore", "nearshore", "offshore"]
OWN = frozenset({"in_house", "captive"})
"""Ways of sourcing with employees of our own."""

PRICE_UNITS = ("agent_hour", "paid_hour", "minute", "contact")
"""What a price may be for: an hour on duty, an hour through shrinkage, a handled minute, an answered contact."""

PRICE_UNITS_LATER = ("resolution", "fte_month")


def _weekly_share(value: object) -> float:
    share, slash, period = str(value).partition("/")
    if slash and period.strip() != "week":
        raise ValueError(f"a share per week is wanted, such as 25%/week (got {value!r})")
    return parse_share(share.strip(), high=100.0)


def _schema(*units: str) -> WithJsonSchema:
    pattern = rf"^\s*[0-9][0-9_]*(\.[0-9]+)?\s*/\s*({'|'.join(units)})\s*$"
    return WithJsonSchema({"type": "string", "pattern": pattern})


HourPrice = Annotated[Price, price_of("h"), _schema("h")]
MonthPrice = Annotated[Price, price_of("month"), _schema("month")]
WeekHours = Annotated[Price, price_of("week"), _schema("week")]
ContractPrice = Annotated[Price, price_of(*PRICE_UNITS), _schema(*PRICE_UNITS)]
WeeklyShare = Annotated[
    float,
    BeforeValidator(_weekly_share),
    WithJsonSchema({"type": ["string", "number"], "examples": ["25%/week"]}),
    Written(lambda share: f"{share_text(share)}/week"),
]


def _slowdowns(value: object) -> tuple[float, ...]:
    faults, numbers = Gathering(), list[float]()
    for i, number in enumerate(value if isinstance(value, (list, tuple)) else [value]):
        try:
            numbers.append(parse_number(number))
        except ValueError as fault:
            faults.add(fault, i)
    faults.raise_all()
    return tuple(numbers)


def _last_slowdown(value: object) -> float:
    try:
        return parse_number(value)
    except ValueError as fault:
        raise at("concurrency_slowdown", str(fault)) from None


Slowdown = Annotated[
    tuple[float, ...],
    BeforeValidator(_slowdowns),
    WithJsonSchema(
        {
            "type": ["string", "number", "array"],
            "items": {"type": ["string", "number"]},
            "examples": [1.3, [1, 1.25, 1.58]],
        }
    ),
    Written(lambda numbers: f"[{', '.join(map(number_text, numbers))}]"),
]


def _count(value: object) -> int | None:
    """A concurrency, or None where the value is none; the field's own check says so then."""
    try:
        number = parse_number(value)
    except ValueError:
        return None
    return int(number) if number == int(number) and 1 <= number <= 20 else None


def _languages(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Languages = Annotated[
    tuple[Text, ...],
    BeforeValidator(_languages),
    WithJsonSchema({"type": ["string", "array"], "items": {"type": "string"}, "examples": ["en", ["en", "fr"]]}),
]


class Skill(Model):
    """How a pool handles the contacts of one queue."""

    handle_time_factor: Factor = 1.0
    """Handle time of these agents over the queue's."""
    resolution_factor: Factor = 1.0
    """Resolution by these agents over the queue's."""
    satisfaction_factor: Factor = 1.0
    """Satisfaction with these agents over that with an ordinary one."""
    concurrency: int = Field(default=1, ge=1, le=20)
    """Chats that an agent has in hand at most."""
    concurrency_slowdown: Slowdown = (1.0,)
    """By how much each chat is slower with 1, 2, ... in hand: a list, or the last of it, to which it rises evenly."""

    @model_validator(mode="before")
    @classmethod
    def _each_load(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        given, count = data.get("concurrency_slowdown"), _count(data.get("concurrency", 1))
        if isinstance(given, (list, tuple)) or count is None:
            return data
        last = 1.0 if given is None else _last_slowdown(given)
        if count == 1 and last != 1:
            raise at("concurrency_slowdown", "wants a concurrency of 2 or more: a chat alone is not slowed down")
        return {**data, "concurrency_slowdown": [1 + (last - 1) * k / max(count - 1, 1) for k in range(count)]}

    @model_validator(mode="after")
    def _slower_together(self) -> Self:
        slowdown = self.concurrency_slowdown
        if len(slowdown) != self.concurrency:
            what = f"a list has one number for each load, {self.concurrency} in all (got {len(slowdown)})"
            raise at("concurrency_slowdown", what)
        if slowdown[0] != 1 or any(b < a for a, b in zip(slowdown, slowdown[1:], strict=False)):
            raise at("concurrency_slowdown", f"begins with 1 and does not fall (got {list(slowdown)})")
        return self


class Shrinkage(Model):
    """Share of paid time in which agents are not available; the two add."""

    planned: Share = 0.0
    """Leave, training, meetings."""
    unplanned: Share = 0.0
    """Sickness and other absence."""

    @model_validator(mode="after")
    def _someone_left(self) -> Self:
        if self.total >= 1:
            raise ValueError(f"shrinkage is below 100% in all (got {self.total:.0%})")
        return self

    @property
    def total(self) -> float:
        """Both together, 0..1."""
        return self.planned + self.unplanned


class Today(Model):
    """What stands at the start, proficient."""

    later = frozenset({"in_training"})
    heads: Bodies | None = None
    """Our own people on the payroll."""
    agents: Bodies | None = None
    """A vendor's agents, as ordered."""


NIGHT: WeekSteps = parse_hours({"daily": "22:00-06:00"})
"""Hours of the night premium unless given; an assumption."""


class Premiums(Model):
    """Shares of the wage on top, for hours worked then."""

    overtime: Spread = 0.0
    night: Spread = 0.0
    weekend: Spread = 0.0
    public_holiday: Spread = 0.0
    night_hours: Hours = NIGHT
    """When the night premium falls, on the pool's clock; 22:00-06:00 unless given."""


class Overtime(Model):
    """How much longer our people may work in a week."""

    up_to: Share
    """Of contracted hours."""


class Hiring(Model):
    """How new people come."""

    later = frozenset({"training", "cost", "class_size"})
    lead_time: Duration = 0.0
    """From the decision to the first day on duty."""


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
    """Contracted hours of a full-time head, paid."""
    hiring: Hiring = Hiring()

    @model_validator(mode="after")
    def _a_week_of_work(self) -> Self:
        if not 0 < self.paid_hours.amount <= 168:
            raise at("paid_hours", f"above 0 and at most 168 hours a week are wanted (got {self.paid_hours.amount:g})")
        return self


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


class Pool(Model):
    """Agents of one site that are interchangeable, and the terms they come on."""

    later = frozenset({"scaling", "outages", "quality", "package"})
    sourcing: Sourcing
    delivery: Literal["dedicated"] = "dedicated"
    vendor: Text | None = None
    """Name of the firm."""
    time_zone: Zone
    country: Country | None = None
    """ISO 3166 code; whose public holidays earn the premium."""
    skills: dict[str, Skill] = Field(min_length=1)
    languages: Languages = ()
    """Languages that the agents speak; markets that name none are open to every pool."""
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
        faults = Gathering()
        wanted, other = ("employment", "contract") if self.own else ("contract", "employment")
        if getattr(self, wanted) is None:
            faults.add(ValueError(f"a pool sourced {self.sourcing} wants {wanted}: {{...}}"))
        if getattr(self, other) is not None:
            faults.add(ValueError(f"a pool sourced {self.sourcing} has {wanted}, no {other}"), other, on_key=True)
        counted, not_counted = ("heads", "agents") if self.own else ("agents", "heads")
        if getattr(self.today, not_counted) is not None:
            what = f"today of a pool sourced {self.sourcing} is counted in {counted}"
            faults.add(ValueError(what), "today", not_counted, on_key=True)
        faults.raise_all()
        return self
