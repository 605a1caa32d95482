"""People on seasonal contracts: they come on one day, leave on another, and work beside those who stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from sim.capacity.pipeline import PipelineTerms, SeasonalPeople
from sim.capacity.steps import Array
from sim.capacity.weeks import Weeks
from sim.clock import WEEK
from sim.study.employment import Employment


@dataclass(frozen=True)
class SeasonalContract:
    """When seasonal people of one pool are there, and how quick they are.

    Attributes
    ----------
    first, last : their first and last day, on the pool's clock
    inside : (places,) whether they are there
    share : (weeks,) share of the week's hours in which they are there
    factor : (weeks,) factor on their handle time, by their tenure in the middle of the week
    up_to : most people

    """

    first: date
    last: date
    inside: Array
    share: Array
    factor: Array
    up_to: int

    @classmethod
    def of(cls, employment: Employment, zone: str, decide_from: date | None, weeks: Weeks) -> SeasonalContract | None:
        """Lay the contract's days over the planner's weeks; None where there is none, or it ends before it begins.

        People come on its first day, or a lead time after the first day on which the plan may decide.
        """
        terms = employment.seasonal
        if terms is None:
            return None
        lead = PipelineTerms.of(employment).lead
        first = terms.from_ if decide_from is None else max(terms.from_, decide_from + timedelta(days=lead))
        if first > terms.until:
            return None
        begin = weeks.clock.midnight(first, zone)
        middle = (weeks.edges[:-1] + weeks.edges[1:]) / 2
        inside = (middle >= begin) & (middle < weeks.clock.midnight(terms.until + timedelta(days=1), zone))
        share = weeks.by_week(inside.astype(np.float64)) / weeks.by_week(np.ones(len(middle)))
        tenure = np.maximum((np.arange(weeks.count) + 0.5) - begin / WEEK, 0.0)
        factor = PipelineTerms.of(employment).factor(tenure)
        return cls(first, terms.until, inside.astype(np.float64), share, factor, int(terms.up_to))

    def people(self, number: int) -> SeasonalPeople:
        """So many people on this contract."""
        return SeasonalPeople(number, number * self.share, self.factor)
