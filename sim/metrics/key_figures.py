"""The key figures by name: what each says, its unit, the range an interval is clipped to, and where it stands."""

from __future__ import annotations

import math
from dataclasses import dataclass

SCOPES = ("total", "queue", "market", "pool", "week", "vip")
"""Of what a key figure can be, as `kpis.csv` calls it; `vip` is the VIPs of a queue."""


@dataclass(frozen=True)
class KeyFigure:
    """What kind of number a key figure is.

    Attributes
    ----------
    unit : "share", "contacts", "tickets", "seconds", "hours", "heads", "weeks", "money" or "ratio"
    scopes : of what there is one, of `SCOPES`
    meaning : what it says, in plain words
    low, high : the range it cannot leave

    """

    unit: str
    scopes: tuple[str, ...]
    meaning: str
    low: float = 0.0
    high: float = math.inf


DEFINITIONS = ("excluding_short_abandons", "all_offered", "answered_only", "short_abandons_met")
PERCENTILES = (50, 90, 95, 99)

_LIVE = "of live queues in the total and a market"
_OF_CONTACTS, _WITH_WEEKS = "total queue market", "total queue market week vip"
_TEXTS: dict[str, dict[str, tuple[str, str]]] = {
    "contacts": {
        "offered": (
            _WITH_WEEKS,
            "contacts that asked for an agent, retries and follow-ups included: answered + abandoned + blocked + "
            "messages + callbacks + unserved",
        ),
        "answered": (_OF_CONTACTS, "contacts that an agent took"),
        "abandoned": (_OF_CONTACTS, "contacts whose customer left the line before an answer, at once or after a wait"),
        "blocked": (_OF_CONTACTS, "contacts refused because all lines were taken"),
        "messages": (_OF_CONTACTS, "contacts that ended with a message left"),
        "callbacks": (_OF_CONTACTS, "contacts that ended with a request to be called back"),
        "unserved": (_OF_CONTACTS, "contacts still open 28 days after the horizon"),
        "closed": (_OF_CONTACTS, "contacts outside opening hours; not among the offered"),
        "escalations_received": ("queue", "contacts that another queue passed on to this one"),
        "cut_off": ("queue", "answered contacts that an outage ended; where a pool has `in_hand: lose`"),
        "contacts": ("pool", "contacts that the pool's agents had in hand"),
        "backlog_max": ("queue", "most contacts of a deferred queue open at one time"),
    },
    "tickets": {
        "tickets": (_OF_CONTACTS, "customers' issues, by the queue and market of their first contact"),
        "lost": (_OF_CONTACTS, "tickets that were not resolved, given up or never answered"),
        "given_up": (_OF_CONTACTS, "of the lost, those that were answered at least once"),
    },
    "seconds": {
        "mean_wait": (
            "total queue market vip", f"mean wait of all offered but the blocked, to answer or to leaving; {_LIVE}",
        ),
        "speed_of_answer": (_OF_CONTACTS, f"mean wait of the answered (ASA); {_LIVE}"),
        **{
            f"wait_p{percent}": (
                _OF_CONTACTS,
                f"wait that {percent} % of those in `mean_wait` do not exceed, season by season and then averaged",
            )
            for percent in PERCENTILES
        },
        "handle_time": ("total queue market pool", "mean time that an agent had a contact in hand (AHT)"),
        "callback_wait": (_OF_CONTACTS, "mean wait for a call-back, from request to connection, of those reached"),
        "backlog_age_p95": (
            "queue", "age since arrival that 95 % of a deferred queue's open contacts do not exceed, at the borders of "
            "intervals",
        ),
        "time_to_resolution": (_OF_CONTACTS, "mean time of the resolved tickets from first contact to resolution"),
    },
    "share": {
        "service_level": (
            "total queue market pool week vip", f"share answered within the promise, by each queue's own definition; "
            f"{_LIVE}; of a pool from when a contact was opened to it",
        ),
        "service_level_excluding_short_abandons": (
            _OF_CONTACTS, "answered within T ÷ (offered − blocked − messages − call-backs − abandoned within T)",
        ),
        "service_level_all_offered": (_OF_CONTACTS, "answered within T ÷ offered"),
        "service_level_answered_only": (_OF_CONTACTS, "answered within T ÷ answered"),
        "service_level_short_abandons_met": (_OF_CONTACTS, "(answered within T + abandoned within T) ÷ offered"),
        "abandonment_rate": (_WITH_WEEKS, "abandoned ÷ offered"),
        "delay_probability": (
            _OF_CONTACTS, f"share of the offered but the blocked who were not answered at once; {_LIVE}",
        ),
        "callbacks_reached": (_OF_CONTACTS, "share of the call-backs asked for that reached the customer"),
        "resolved_share": (_OF_CONTACTS, "resolved tickets ÷ tickets"),
        "satisfaction": ("total queue market pool", "mean score of the tickets, 0 to 1; of a pool those it had last"),
        "worst_week_service_level": (
            "total", "lowest service level of any live queue in any week of a season, averaged over the seasons",
        ),
        "staffed_coverage": (
            "total market", "share of time with an agent on duty for one of the market's live queues",
        ),
        "served_coverage": (
            "total market", "share of the intervals of a live queue with a contact in which the promise was held",
        ),
        "occupancy": ("total pool", "busy hours ÷ staffed hours"),
        "utilisation": ("total pool", "busy hours ÷ paid hours"),
    },
    "hours": {
        "staffed_hours": ("total pool", "agent-hours on duty, those stayed on to finish included"),
        "busy_hours": ("total pool", "agent-hours with any contact in hand"),
        "paid_hours": ("total pool", "agent-hours that are paid, through shrinkage"),
    },
    "heads": {"headcount": ("total pool", "mean number of people employed, or agents under contract")},
    "weeks": {
        "weeks": ("total", "weeks of the counted window"),
        "weeks_held": ("total", "weeks in which every queue held its promise"),
    },
    "ratio": {
        "contacts_per_ticket": (_OF_CONTACTS, "offered contacts ÷ tickets"),
        "chats_in_hand": ("pool", "mean number of chats of an agent who has any; where agents take several at once"),
    },
    "money": {
        "cost": ("total", "all cost of the counted window, one-off costs whole"),
        "cost_amortised": ("total", "the same with one-off costs spread over `amortise`"),
        "committed_after_end": ("total", "what is still owed after the horizon: minimum, exit, notice"),
        "cost_per_contact": ("total", "cost ÷ contacts that an agent had in hand"),
        "cost_per_resolved_ticket": ("total", "cost ÷ resolved tickets"),
        "cost_cvar95": ("total", "mean cost of the dearest 5 % of seasons; from 100 seasons on"),
    },
}  # fmt: skip
_RANGES = {"share": (0.0, 1.0), "money": (-math.inf, math.inf)}

KEY_FIGURES = {
    name: KeyFigure(unit, tuple(scopes.split()), meaning, *_RANGES.get(unit, (0.0, math.inf)))
    for unit, figures in _TEXTS.items()
    for name, (scopes, meaning) in figures.items()
}
"""Every key figure that may stand in the results.

>>> KEY_FIGURES["abandonment_rate"].meaning, KEY_FIGURES["abandonment_rate"].high
('abandoned ÷ offered', 1.0)
"""
