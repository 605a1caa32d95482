"""What our own employees cost: wages through shrinkage, premiums by the clock, benefits, management, seats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.metrics.occupancy import paid_time
from sim.study.employment import Employment

Amounts = NDArray[np.float64]


@dataclass(frozen=True)
class EmployedHours:
    """What a pool of employees worked, (months,) each.

    Attributes
    ----------
    duty : hours on duty, overrun and overtime included, unpaid breaks not
    paid_breaks : hours of paid breaks
    overtime : hours on duty that are overtime
    night, weekend, public_holiday : hours on duty that the premium falls on, by the pool's clock
    head_months : heads × share of the month, prorated by day
    training : hours of people in training, paid; those before the counted window in its first month
    hired : people hired, in the month in which their class begins; those before the counted window in its first month
    seasonal : hours on duty of people on seasonal contracts
    left : people who left, in the month from whose week on they are gone
    empty_seats : seats that stand empty and are paid on × share of the month

    """

    duty: Amounts
    paid_breaks: Amounts
    overtime: Amounts
    night: Amounts
    weekend: Amounts
    public_holiday: Amounts
    head_months: Amounts
    training: Amounts
    hired: Amounts
    seasonal: Amounts
    left: Amounts
    empty_seats: Amounts


def employment_lines(terms: Employment, shrinkage: float, hours: EmployedHours) -> dict[str, Amounts]:
    """Return the cost of a pool of employees by line, (months,) each.

    Parameters
    ----------
    terms : wage, premiums, benefits, management, seat and software
    shrinkage : share of paid time not available, 0..1
    hours : what was worked

    paid = (duty + paid breaks) ÷ (1 − shrinkage), of which overtime ÷ (1 − shrinkage) at the overtime rate:
    `wages` = wage × (paid − overtime paid − seasonal paid); `seasonal_wages` = seasonal wage × seasonal hours ÷
    (1 − shrinkage); `overtime` = wage × (1 + premium) × overtime paid;
    `training` = wage × hours in training;
    a premium by the clock = wage × premium × hours on duty then (premiums add);
    `benefits` = share × all of these; `management` = share × (all of these + benefits);
    `seats`, `software` = price × head-months; `empty_seats` = price × months of seats that are paid on though nobody
    sits there; `hiring` = cost × people hired; `leaving` = cost × people who leave. A line stands where the terms have
    it.

    >>> from sim.units import Price
    >>> terms = Employment(wage=Price(20.0, "h"), benefits="30%", management="10%", seat=Price(400.0, "month"))
    >>> none, one = np.zeros(1), np.ones(1)
    >>> worked = EmployedHours(one * 70, none, none, none, none, none, one * 0.5, none, none, none, none, none)
    >>> {line: amount.round(6).tolist() for line, amount in employment_lines(terms, 0.3, worked).items()}
    {'wages': [2000.0], 'benefits': [600.0], 'management': [260.0], 'seats': [200.0]}

    """
    wage = terms.wage.amount
    overtime = paid_time(hours.overtime, np.zeros_like(hours.overtime), shrinkage)
    regular = paid_time(hours.duty, hours.paid_breaks, shrinkage) - overtime
    lines = {"wages": wage * regular}
    if terms.seasonal is not None:
        seasonal = paid_time(hours.seasonal, np.zeros_like(hours.seasonal), shrinkage)
        lines = {"wages": wage * (regular - seasonal), "seasonal_wages": terms.seasonal.wage.amount * seasonal}
    if terms.overtime is not None:
        lines["overtime"] = overtime_pay(wage, terms.premiums.overtime, overtime)
    elif hours.overtime.any():
        raise ValueError("hours of overtime, but the employment has no overtime terms")
    if terms.hiring.training > 0:
        lines["training"] = training_pay(wage, hours.training)
    for name in ("night", "weekend", "public_holiday"):
        premium = float(getattr(terms.premiums, name))
        if premium > 0:
            lines[f"{name}_premium"] = clock_premium(wage, premium, getattr(hours, name))
    pay = np.sum(list(lines.values()), axis=0)
    if terms.benefits > 0:
        lines["benefits"] = terms.benefits * pay
    if terms.management > 0:
        lines["management"] = management(terms.management, pay, terms.benefits * pay)
    for line, price in (("seats", terms.seat), ("software", terms.software)):
        if price is not None:
            lines[line] = price.amount * hours.head_months
    if terms.seat is not None and terms.seat_notice is not None:
        lines["empty_seats"] = terms.seat.amount * hours.empty_seats
    if terms.hiring.cost > 0:
        lines["hiring"] = hiring(terms.hiring.cost, hours.hired)
    if terms.leaving > 0:
        lines["leaving"] = terms.leaving * hours.left
    return lines


def overtime_pay(wage: float, premium: float, hours: Amounts) -> Amounts:
    """Return wage × (1 + premium) × paid overtime hours.

    >>> overtime_pay(20.0, 0.5, np.array([10.0])).tolist()
    [300.0]
    """
    return wage * (1.0 + premium) * hours


def clock_premium(wage: float, premium: float, hours: Amounts) -> Amounts:
    """Return wage × premium × hours worked at that time: what comes on top of the wage.

    >>> clock_premium(20.0, 0.1, np.array([16.0])).tolist()
    [32.0]
    """
    return wage * premium * hours


def management(share: float, wages: Amounts, benefits: Amounts) -> Amounts:
    """Return share × (wages + benefits).

    >>> management(0.1, np.array([1000.0]), np.array([300.0])).tolist()
    [130.0]
    """
    return share * (wages + benefits)


def training_pay(wage: float, hours: Amounts) -> Amounts:
    """Return wage × hours in training.

    >>> training_pay(20.0, np.array([160.0])).tolist()
    [3200.0]
    """
    return wage * hours


def hiring(cost: float, hired: Amounts) -> Amounts:
    """Return cost × people hired.

    >>> hiring(4200.0, np.array([12.0])).tolist()
    [50400.0]
    """
    return cost * hired
