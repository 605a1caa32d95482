"""The key figures by name: their unit, and the range that an interval is clipped to."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class KeyFigure:
    """What kind of number a key figure is.

    Attributes
    ----------
    unit : "share", "contacts", "tickets", "seconds", "hours", "heads", "weeks", "money" or "ratio"
    low, high : the range it cannot leave

    """

    unit: str
    low: float = 0.0
    high: float = math.inf


DEFINITIONS = ("excluding_short_abandons", "all_offered", "answered_only", "short_abandons_met")
PERCENTILES = (50, 90, 95, 99)

_NAMES = {
    "contacts": "offered answered abandoned blocked closed messages callbacks unserved contacts escalations_received "
    "cut_off backlog_max",
    "tickets": "tickets lost given_up",
    "seconds": "mean_wait speed_of_answer handle_time time_to_resolution callback_wait backlog_age_p95 "
    + " ".join(f"wait_p{percent}" for percent in PERCENTILES),
    "share": "abandonment_rate delay_probability service_level resolved_share occupancy utilisation staffed_coverage "
    "served_coverage worst_week_service_level satisfaction callbacks_reached "
    + " ".join(f"service_level_{name}" for name in DEFINITIONS),
    "hours": "staffed_hours busy_hours paid_hours",
    "heads": "headcount",
    "weeks": "weeks weeks_held",
    "ratio": "contacts_per_ticket chats_in_hand",
    "money": "cost cost_amortised committed_after_end cost_per_contact cost_per_resolved_ticket cost_cvar95",
}
_RANGES = {"share": (0.0, 1.0), "money": (-math.inf, math.inf)}

KEY_FIGURES = {
    name: KeyFigure(unit, *_RANGES.get(unit, (0.0, math.inf)))
    for unit, names in _NAMES.items()
    for name in names.split()
}
"""Every key figure that may stand in the results.

>>> KEY_FIGURES["abandonment_rate"]
KeyFigure(unit='share', low=0.0, high=1.0)
"""
