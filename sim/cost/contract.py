"""What a vendor's contract costs by month: usage at its price, peak, minimum, our own people who govern it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.study.contract import Contract
from sim.study.prices import PriceBand

Amounts = NDArray[np.float64]


@dataclass(frozen=True)
class Usage:
    """What was used of a contract, (months,) each.

    Attributes
    ----------
    used : in the unit of its price. agent_hour: hours on duty; paid_hour: hours through the vendor's shrinkage; minute:
        minutes of contacts in hand, two chats in one agent's hand count twice; contact: contacts answered, and
        call-backs that reached their customer; resolution: those of them that closed their ticket; fte_month: heads
        times the share of the month, prorated by day
    at_peak : that of it which falls on the days of the peak
    month_share : share of the month that the counted window covers, prorated by day
    bound : share of the month on which the window and the minimum's life fall
    seconds : of the window

    """

    used: Amounts
    at_peak: Amounts
    month_share: Amounts
    bound: Amounts
    seconds: Amounts


def invoice_lines(terms: Contract, usage: Usage) -> dict[str, Amounts]:
    """Return what a vendor bills by line, (months,) each, before credits and without what is billed once.

    Parameters
    ----------
    terms : price, minimum and peak
    usage : what was used

    The line of the price's unit = price × used; `peak_premium` = premium × that of the peak's days, with volume bands
    at the month's mean price; `minimum_true_up` = price × what is missing to the minimum of the month, in the price's
    unit. Bands and minimum are prorated in a month that the window covers in part.

    >>> from sim.study.contract import Minimum
    >>> terms = Contract(price="0.5/minute", minimum=Minimum(minutes="1000/month"))
    >>> none, share = np.zeros(2), np.array([1.0, 0.5])
    >>> lines = invoice_lines(terms, Usage(np.array([1200.0, 300.0]), none, share, share, none))
    >>> {line: amount.tolist() for line, amount in lines.items()}
    {'minutes': [600.0, 150.0], 'minimum_true_up': [0.0, 100.0]}

    """
    lines = {f"{terms.unit}s": by_bands(terms.price, usage.used, usage.month_share)}
    if terms.peak is not None:
        part = np.divide(usage.at_peak, usage.used, out=np.zeros_like(usage.used), where=usage.used > 0)
        lines["peak_premium"] = terms.peak.premium * part * lines[f"{terms.unit}s"]
    if terms.minimum is not None:
        lines["minimum_true_up"] = true_up(terms.price, terms.least * usage.bound, usage)
    return lines


def overhead_lines(terms: Contract, fee: Amounts, seconds: Amounts) -> dict[str, Amounts]:
    """Return what a contract costs beside the vendor's bill, (months,) each.

    Parameters
    ----------
    terms : governance and incident
    fee : (months,) the month's invoice
    seconds : (months,) of the counted window

    `governance` = share × invoice; `incident` = probability × time × cost.

    >>> terms = Contract(price="1/contact", governance="6%")
    >>> overhead_lines(terms, np.array([500.0]), np.zeros(1))["governance"].tolist()
    [30.0]
    """
    lines = {}
    if terms.governance > 0:
        lines["governance"] = terms.governance * fee
    if terms.incident is not None:
        lines["incident"] = terms.incident.probability * seconds * terms.incident.cost
    return lines


def by_bands(bands: Sequence[PriceBand], used: Amounts, month_share: Amounts) -> Amounts:
    """Return the price of what was used in each month: each band's price × what lies within the band.

    Parameters
    ----------
    bands : prices, each up to its end; marginal: a band's price is for what lies above the end of the one before
    used : (months,) in the unit of the prices
    month_share : (months,) share of the month, by which the ends of the bands are prorated

    >>> bands = Contract(price=[{"up_to": 1000, "price": "2/contact"}, {"price": "1.5/contact"}]).price
    >>> by_bands(bands, np.array([800.0, 1200.0, 1200.0]), np.array([1.0, 1.0, 0.5])).tolist()
    [1600.0, 2300.0, 2050.0]
    """
    if len(bands) == 1:
        return bands[0].price.amount * used
    ends = [np.inf if band.up_to is None else band.up_to for band in bands]
    total, before = np.zeros_like(used), np.zeros_like(used)
    for band, end in zip(bands, ends, strict=True):
        here = used if end == np.inf else np.minimum(used, end * month_share)
        total = total + band.price.amount * (here - before)
        before = here
    return total


def true_up(bands: Sequence[PriceBand], minimum: Amounts, usage: Usage) -> Amounts:
    """Return what a minimum costs beyond what was used: the price of max(minimum, used), less that of used.

    >>> price, one = Contract(price="13.5/agent_hour").price, np.ones(2)
    >>> true_up(price, 3000 * one, Usage(np.array([2900.0, 3100.0]), 0 * one, one, one, one)).tolist()
    [1350.0, 0.0]
    """
    if len(bands) == 1:
        return bands[0].price.amount * np.maximum(0.0, minimum - usage.used)
    most = np.maximum(minimum, usage.used)
    return by_bands(bands, most, usage.month_share) - by_bands(bands, usage.used, usage.month_share)
