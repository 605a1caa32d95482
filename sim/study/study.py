"""The whole study: one world, a goal, and several strategies that meet exactly the same customers."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from sim.clock import Horizon
from sim.study.arrivals import Demand
from sim.study.base import CurrencyCode, Model, Text
from sim.study.defaults import filled
from sim.study.parts import at
from sim.study.queue import Queue
from sim.study.sourcing import Pool
from sim.study.strategy import Strategy
from sim.study.stress import Stress
from sim.study.world import Goal, HorizonSpec, Market, Planning, Satisfaction


class Study(Model):
    """One world, a goal, and strategies that meet exactly the same customers.

    In the program every default is filled in, and every quantity is in internal units.
    """

    name: Text = Field(min_length=1, max_length=200)
    """What the study is called; its results folder is named after it."""
    currency: CurrencyCode = "USD"
    """ISO 4217 code of all money in the study, but where terms have a currency of their own."""
    replications: int = Field(default=20, ge=1, le=100_000)
    """Seasons played, each with its own customers."""
    seed: int = Field(default=1, ge=0, le=2**63 - 1)
    """The same seed gives the same bytes."""
    horizon: HorizonSpec
    """The days that are simulated."""
    goal: Goal = Goal()
    """What "good" means; absent: strategies are ranked by cost alone."""
    planning: Planning = Planning()
    """Rules for the teams that the program sizes."""
    satisfaction: Satisfaction = Satisfaction()
    """How a ticket's satisfaction is scored."""
    markets: dict[str, Market] = Field(min_length=1)
    """Name -> where customers are."""
    queues: dict[str, Queue] = Field(min_length=1)
    """Name -> what customers contact us for."""
    demand: tuple[Demand, ...] = Field(min_length=1)
    """One entry for each market and queue that customers turn to first."""
    pools: dict[str, Pool] = Field(min_length=1)
    """Name -> agents who can be had, and on what terms."""
    strategies: dict[str, Strategy] = Field(min_length=1)
    """Name -> one way of staffing; all meet the same customers."""
    stress: tuple[Stress, ...] = ()
    """Bad days through which every strategy is played as well."""
    stress_replications: int = Field(default=10, ge=1, le=100_000)
    """Seasons of each, if there are so many."""
    baseline: Text
    """Strategy that differences are reported against; the first where the study gives none."""

    @property
    def clock(self) -> Horizon:
        """The horizon with its clocks."""
        h = self.horizon
        return Horizon.of(h.start, h.end, h.time_zone, h.interval, h.warm_up)

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, data: object) -> object:
        return filled(data) if isinstance(data, dict) else data

    @model_validator(mode="after")
    def _names_known(self) -> Self:
        if self.baseline not in self.strategies:
            raise at("baseline", f"the name of a strategy of this study is wanted (got {self.baseline!r})")
        return self
