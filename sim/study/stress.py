"""Bad days that a study asks about: every strategy is played through each of them, with the plans as they are."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from sim.study.base import Factor, LongDuration, Model, Text, Uplift
from sim.study.elastic import Moment
from sim.study.parts import Gathering, at


class PoolDown(Model):
    """A pool that is down for a time, beside the outages that it has anyhow."""

    pool: Text
    """Which one."""
    from_: Moment = Field(alias="from")
    """On the pool's clock."""
    length: LongDuration
    """How long it lasts."""


class LeavingWave(Model):
    """People of a pool leave faster than the plan reckons with."""

    pool: Text
    """Which one."""
    factor: Factor
    """How many times as fast: of those who stay a year otherwise, the share that stays to the power of it."""


class Delay(Model):
    """A vendor brings all that is ordered later than agreed."""

    pool: Text
    """The vendor's pool."""
    by: LongDuration
    """In whole planning weeks; a week that is begun counts."""


class Stress(Model):
    """One bad turn of the season, of one or several parts."""

    name: Text = Field(min_length=1, max_length=60)
    """What it is called in the report."""
    demand: Uplift | None = None
    """How much more, or less, comes than the forecast said; plans and locked forecasts stay as they are."""
    outage: PoolDown | None = None
    """A pool is down for a time."""
    attrition: LeavingWave | None = None
    """People of a pool leave faster than planned."""
    delay: Delay | None = None
    """A vendor brings its agents late."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        faults = Gathering()
        if all(part is None for part in (self.demand, self.outage, self.attrition, self.delay)):
            faults.add(ValueError("what happens? One of demand, outage, attrition and delay is wanted"))
        if self.demand is not None and self.demand <= -1:
            faults.add(at("demand", "more than -100% is wanted: with no customers nothing is to be seen"))
        faults.raise_all()
        return self
