"""The pools of a study: capacity that can be bought, and the terms it is bought on."""

from __future__ import annotations

import math
from typing import Literal, Self

from pydantic import Field, model_validator

from sim.clock import ALWAYS
from sim.study.base import (
    Bodies,
    Country,
    Day,
    Factor,
    Hours,
    LongDuration,
    Model,
    Share,
    Spread,
    Text,
    Zone,
)
from sim.study.contract import Contract
from sim.study.elastic import Outages, Scaling
from sim.study.employment import Employment
from sim.study.exchange import Exchange
from sim.study.parts import Gathering, at
from sim.study.prices import BY_TIME
from sim.study.skill import Languages, Skill

Sourcing = Literal["in_house", "captive", "onshore", "nearshore", "offshore"]
OWN = frozenset({"in_house", "captive"})
"""Ways of sourcing with employees of our own."""


def possible_spread(key: str, mean: float, cv: float) -> None:
    """Raise `ValueError` where no share of this mean has this coefficient of variation: cv² < (1 − mean) ÷ mean."""
    if cv**2 * mean >= 1 - mean:
        most = math.sqrt((1 - mean) / mean)
        raise at(key, f"of a share that is {mean:.0%} on the mean it is below {most:.0%} (got {cv:.0%})")


class Shrinkage(Model):
    """Share of paid time in which agents are not available; the two add."""

    planned: Share = 0.0
    """Leave, training, meetings."""
    unplanned: Share = 0.0
    """Sickness and other absence; who is absent is drawn, day by day."""
    daily_cv: Spread = 0.0
    """Coefficient of variation of the chance of being absent from day to day, as in a wave of colds."""

    @model_validator(mode="after")
    def _someone_left(self) -> Self:
        if self.total >= 1:
            raise ValueError(f"shrinkage is below 100% in all (got {self.total:.0%})")
        if self.daily_cv > 0 and self.unplanned == 0:
            raise at("daily_cv", "wants unplanned: 8%, the mean from which the days differ")
        if self.daily_cv > 0:
            possible_spread("daily_cv", self.unplanned, self.daily_cv)
        return self

    @property
    def total(self) -> float:
        """Both together, 0..1."""
        return self.planned + self.unplanned


class Today(Model):
    """What stands at the start; agents and heads are proficient."""

    heads: Bodies | None = None
    """Our own people on the payroll, those in training left out."""
    in_training: Bodies | None = None
    """Our own people in a class that has begun; on duty from `ready` on, and new then."""
    ready: Day | None = None
    """Their first day on duty; the planner's week that begins then or next; absent: after a whole training."""
    agents: Bodies | None = None
    """A vendor's agents, as ordered."""


class Quality(Model):
    """How a pool's agents handle contacts where a skill does not say."""

    handle_time_factor: Factor = 1.0
    """Handle time of these agents over the queue's."""
    resolution_factor: Factor = 1.0
    """Resolution by these agents over the queue's."""
    satisfaction_factor: Factor = 1.0
    """Satisfaction with these agents over that with an ordinary one."""


class Sharing(Model):
    """Agents who serve the vendor's other clients too: what these leave free of the agents ordered."""

    available: Share
    """Mean share of the agents who are free for us."""
    cv: Spread = 0.0
    """Coefficient of variation of that share, drawn anew in each slot."""
    every: LongDuration = 3600.0
    """How long a slot is."""

    @model_validator(mode="after")
    def _a_beta(self) -> Self:
        if self.available <= 0:
            raise at("available", "a share above zero is wanted (got 0%)")
        if self.cv > 0:
            possible_spread("cv", self.available, self.cv)
        return self


class DaysOff(Model):
    """What public holidays of the agents' country do to their roster."""

    absent: Share
    """Share of the agents who are off duty on these days; our own are paid."""
    only: tuple[Text, ...] | None = Field(default=None, min_length=1)
    """Names of the holidays meant; absent: all."""


class Pool(Model):
    """Agents of one site that are interchangeable, and the terms they come on."""

    sourcing: Sourcing
    """Our own people (in_house, captive), or a vendor's by where they sit; a vendor's fill in a gap of quality."""
    delivery: Literal["dedicated", "shared", "cloud"] = "dedicated"
    """Agents of our own account; pooled with the vendor's other clients; or paid for as they are used, minutes away."""
    package: Literal["standard", "customised"] | None = None
    """A generic script from the first day on, or after a transition, training and fees one of our own."""
    vendor: Text | None = None
    """Name of the firm."""
    time_zone: Zone
    """The agents' clock; rosters and premiums follow it."""
    country: Country | None = None
    """ISO 3166 code; whose public holidays earn the premium."""
    skills: dict[str, Skill] = Field(min_length=1)
    """Queue -> how these agents take its contacts; `{}` as ordinary agents do."""
    quality: Quality = Quality()
    """Factors of all skills that do not say their own."""
    sharing: Sharing | None = None
    """What the vendor's other clients leave; wanted with `delivery: shared`."""
    languages: Languages = ()
    """Languages that the agents speak; markets that name none are open to every pool."""
    shrinkage: Shrinkage = Shrinkage()
    """Paid time in which agents are away; a bare share is planned."""
    public_holidays: DaysOff | None = None
    """Of the pool's country, in rosters that are planned or given by the week."""
    agent_hours: Hours = ALWAYS
    """When the pool can work, on its own clock."""
    today: Today = Today()
    """Who is there at the start."""
    employment: Employment | None = None
    """Terms of our own people; wanted with `sourcing: in_house` and `captive`."""
    contract: Contract | None = None
    """A vendor's terms; wanted with every other sourcing."""
    scaling: Scaling | None = None
    """A rule by which cloud agents come and go; wants `delivery: cloud`."""
    outages: Outages | None = None
    """When the pool is down; absent: never."""

    @property
    def own(self) -> bool:
        """Whether the agents are employees of ours."""
        return self.sourcing in OWN

    @property
    def exchange(self) -> Exchange | None:
        """The currency of its terms; None where it is the study's."""
        terms = self.contract or self.employment
        return terms.currency if terms is not None else None

    @property
    def follows_forecast(self) -> bool:
        """Whether its agents come as the forecast says, by its scaling."""
        return self.scaling is not None and self.scaling.follow is not None

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
        self._note_sharing(faults)
        if self.public_holidays is not None and self.country is None:
            faults.add(ValueError("of which country? It wants country: US or another"), "public_holidays", on_key=True)
        if not self.own and self.today.in_training is not None:
            faults.add(ValueError("training of a vendor's people is the vendor's"), "today", "in_training", on_key=True)
        if self.today.ready is not None and self.today.in_training is None:
            faults.add(ValueError("wants in_training beside it"), "today", "ready", on_key=True)
        if self.scaling is not None and self.delivery != "cloud":
            faults.add(ValueError("agents that come by a rule want delivery: cloud"), "scaling", on_key=True)
        if self.scaling is not None and self.scaling.watch is not None and self.scaling.watch not in self.skills:
            what = f"a queue that the pool has a skill for is wanted (got {self.scaling.watch})"
            faults.add(ValueError(what), "scaling", "watch")
        faults.raise_all()
        return self

    def _note_sharing(self, faults: Gathering) -> None:
        if (self.delivery == "shared") != (self.sharing is not None):
            faults.add(ValueError("goes with delivery: shared"), "sharing", on_key=True)
        if self.delivery == "shared" and self.own:
            faults.add(ValueError("our own people are not shared with a vendor's other clients"), "delivery")
        if self.delivery == "shared" and self.contract is not None and self.contract.unit in BY_TIME:
            what = "agents who are shared are paid by the minute, contact or resolution"
            faults.add(ValueError(f"{what} (got a price per {self.contract.unit})"), "contract", "price")
