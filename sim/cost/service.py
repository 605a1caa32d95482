"""A vendor's own service by month, and what it gives back or earns for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.clock import step_integral
from sim.cost.months import Pieces
from sim.cost.work import VendorWork, routed
from sim.metrics.sums import SHARES, total_of
from sim.records import Records
from sim.study.contract import Contract
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.capacity.staffing_plan import PoolPlan
    from sim.demand.forecast import Forecast

Amounts = NDArray[np.float64]
HOUR = 3600.0


@dataclass(frozen=True)
class VendorService:
    """How a vendor served, (months,) each.

    Attributes
    ----------
    answered : contacts answered in the pool, in the month of the answer
    met : those answered within their queue's acceptable wait, from when the contact was opened to the pool
    promised : those that should have been: the sum of their queues' targets
    offered : contacts that came, repeats included, retries not, to the queues in whose routes the pool stands
    forecast : how many of them the study's forecast expects
    handled : contacts in hand, in the month in which they began
    tickets : tickets whose last contact in hand was the vendor's, in the month in which it began
    resolved : those of them that it resolved
    satisfaction : the sum of their satisfaction
    staffed, due : agent-hours on duty, and those of the agents who had arrived by what was ordered

    """

    answered: Amounts
    met: Amounts
    promised: Amounts
    offered: Amounts
    forecast: Amounts
    handled: Amounts
    tickets: Amounts
    resolved: Amounts
    satisfaction: Amounts
    staffed: Amounts
    due: Amounts

    @property
    def points(self) -> Amounts:
        """Percentage points by which the service level lies above its target, (months,); 0 without any answer."""
        none = np.zeros_like(self.answered)
        return 100 * np.divide(self.met - self.promised, self.answered, out=none, where=self.answered > 0)


def service_lines(terms: Contract, fee: Amounts, service: VendorService) -> dict[str, Amounts]:
    """Return service credits, negative, what is earned back of them, and bonuses, (months,) each.

    Parameters
    ----------
    terms : credit, bonus and the locked forecast's band
    fee : (months,) the month's invoice
    service : the vendor's own

    `service_credit` = −fee × min(cap, share per point × points below the target); 0 in a month whose volume passed
    forecast × (1 + band). `bonus` = fee × min(cap, share per point × points above). The target is the mean of the
    queues' own, weighted by what the vendor answered; parts of points count. `earn_back`: see `earned_back`.

    >>> one = np.ones(1)
    >>> served = VendorService(200 * one, 150 * one, 160 * one, *[0 * one] * 8)  # 75 % where 80 % are promised
    >>> credit = {"per_point_below": "2%", "cap": "12%"}
    >>> service_lines(Contract(price="1/contact", service_credit=credit), 500 * one, served)["service_credit"].tolist()
    [-50.0]
    """
    lines = {}
    if terms.service_credit is not None:
        credit = terms.service_credit
        share = np.minimum(credit.per_point_below * np.maximum(-service.points, 0.0), credit.cap)
        lines["service_credit"] = -fee * np.where(passed_the_lock(terms, service), 0.0, share)
    if terms.earn_back is not None:
        lines["earn_back"] = earned_back(-lines["service_credit"], service, terms.earn_back.months)
    if terms.bonus is not None:
        share = np.minimum(terms.bonus.per_point_above * np.maximum(service.points, 0.0), terms.bonus.cap)
        lines["bonus"] = fee * share
    return lines


def earned_back(credits: Amounts, service: VendorService, months: int) -> Amounts:
    """Return what a vendor gets back of its credits (months,), in the month in which it has earned it, (months,).

    A month's credit comes back when each of the next `months` months had an answer and met the target; what the end of
    the horizon leaves open does not.

    >>> met = np.array([70.0, 85.0, 80.0, 75.0])  # of 100 answers, 80 promised
    >>> served = VendorService(100 + 0 * met, met, 80 + 0 * met, *[0 * met] * 8)
    >>> earned_back(np.array([40.0, 0.0, 0.0, 20.0]), served, 2).tolist()
    [0.0, 0.0, 40.0, 0.0]
    """
    back, good = np.zeros_like(credits), (service.points >= 0) & (service.answered > 0)
    for month in range(len(credits) - months):
        if good[month + 1 : month + 1 + months].all():
            back[month + months] += credits[month]
    return back


def passed_the_lock(terms: Contract, service: VendorService) -> NDArray[np.bool_]:
    """Return in which months (months,) more came than forecast × (1 + band); in none without a lock."""
    if terms.forecast_lock is None:
        return np.zeros(len(service.offered), dtype=np.bool_)
    return np.asarray(service.offered > service.forecast * (1 + terms.forecast_lock.band))


def vendor_service(
    study: Study,
    strategy: str,
    plan: PoolPlan,
    cut: Pieces,
    records: Records,
    work: VendorWork,
    forecast: Forecast | None,
) -> VendorService:
    """Return a vendor's service by month of its clock, of the pool whose plan is given.

    Raises ValueError where the contract locks a forecast and none is given.
    """
    pool = plan.pool
    terms, place = study.pools[pool].contract, records.pools.index(pool)
    if terms is not None and terms.forecast_lock is not None and forecast is None:
        raise ValueError(f"{pool}'s contract locks a forecast, and none is given")
    target = np.array([queue.service_level.target for queue in study.queues.values()])
    return VendorService(
        answered=cut.by_month(work.answered.sum(axis=0)),
        met=cut.by_month(work.met.sum(axis=0)),
        promised=cut.by_month((work.answered * target[:, None]).sum(axis=0)),
        offered=cut.by_month(work.offered),
        forecast=_expected(study, routed(study, strategy, pool), cut, forecast),
        handled=cut.by_month(work.handled),
        tickets=cut.by_month(work.tickets),
        resolved=cut.by_month(work.resolved),
        satisfaction=total_of(np.stack([cut.by_month(part) for part in work.satisfaction.T], axis=-1), SHARES),
        staffed=cut.by_month(step_integral(*records.duty[place], cut.edges) / HOUR),
        due=cut.by_month(step_integral(plan.times, plan.agents, cut.edges) / HOUR),
    )


def _expected(study: Study, ways: dict[str, bool], cut: Pieces, forecast: Forecast | None) -> Amounts:
    if forecast is None:
        return np.zeros(len(cut.months))
    mine = [ways[queue] for _, queue in forecast.classes]
    rate = forecast.expected_contacts[mine].sum(axis=0) / np.diff(study.clock.edges)
    return cut.by_month(step_integral(study.clock.starts, rate, cut.edges))
