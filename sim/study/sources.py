"""Where the numbers that a study does not give come from, and how far each can be trusted.

A: official statistics or a published paper; B: trade survey or analyst; C: a vendor's or consultant's page;
D: an assumption, no source found.
"""

from __future__ import annotations

PROMISES = "phone 80 % in 20 s, chat in 40 s, social in 20 min, e-mail 95 % in 24 h"

SOURCES: dict[tuple[str, str], str] = {
    ("Study", "currency"): "a label, nothing is converted",
    ("Study", "replications"): "the program's, more make the intervals narrower",
    ("Study", "seed"): "the program's, any will do",
    ("Study", "baseline"): "the first strategy",
    ("Study", "stress_replications"): "the program's, a change is seen on few seasons since it is paired",
    ("HorizonSpec", "interval"): "the usual grain of planning",
    ("HorizonSpec", "time_zone"): "the first market's",
    ("HorizonSpec", "warm_up"): "counted from the start",
    ("Planning", "max_occupancy"): "no ceiling",
    ("Queue", "priority"): "first come, first served among queues",
    ("Queue", "opening_hours"): "always open",
    ("Queue", "at_close"): "by channel: live queues are served out, deferred work is kept",
    ("Queue", "resolution"): "absent: every answered contact resolves",
    ("ServiceLevel", "target"): f"B, Call Centre Helper: {PROMISES}",
    ("ServiceLevel", "within"): f"B, Call Centre Helper: {PROMISES}",
    ("ServiceLevel", "definition"): "the definition of most planning tools",
    ("Retry", "attempts"): "D, assumption",
    ("FollowUp", "attempts"): "D, assumption",
    ("Offer", "accepted"): "all take the offer",
    ("MaxWait", "accepted"): "all take the offer",
    ("NoAnswer", "takes"): "absent: no time lost",
    ("NoAnswer", "delay"): "D, assumption",
    ("NoAnswer", "attempts"): "D, assumption",
    ("Satisfaction", "resolved"): "C, SQM Group: 82 % of callers without a complaint in the top box",
    ("Satisfaction", "unresolved"): "D, assumption",
    ("Satisfaction", "lost"): "D, assumption",
    ("Satisfaction", "further_contact"): "C, SQM Group as quoted: 20 points for each further call",
    ("Satisfaction", "late"): "D, assumption",
    ("Hiring", "class_size"): "people are hired one by one",
    ("Employment", "paid_hours"): "D, assumption: a full-time week",
    ("Premiums", "night_hours"): "D, assumption",
    ("Exchange", "cv"): "absent: the rate is known",
    ("ServiceCredit", "cap"): "no more than the whole fee",
    ("Bonus", "cap"): "no more than the whole fee",
    ("ForecastLock", "weeks"): "a label, the study has one forecast",
    ("SetUp", "amortise"): "a year",
    ("Contract", "amortise"): "absent: the contract's term, else 12 months",
    ("HistoryFile", "use"): "the program's",
    ("Demand", "counts"): "forecasts and histories count repeats",
    ("Uncertainty", "shared"): "a busy day is busy everywhere",
    ("Pool", "delivery"): "agents of our own account only",
    ("Pool", "agent_hours"): "can work at any hour",
    ("Pool", "package"): "absent: neither a generic script nor a transition",
    ("Quality", "handle_time_factor"): "absent: as the queue says",
    ("Quality", "resolution_factor"): "absent: as the queue says",
    ("Quality", "satisfaction_factor"): "absent: as with an ordinary agent",
    ("Shrinkage", "daily_cv"): "absent: people are absent one by one, no day is worse than another",
    ("Sharing", "cv"): "absent: always the same share",
    ("Sharing", "every"): "D, assumption",
    ("Scaling", "lead"): "absent: at once",
    ("Skill", "handle_time_factor"): "the queue's own handle time",
    ("Skill", "resolution_factor"): "the queue's own resolution",
    ("Skill", "satisfaction_factor"): "as satisfied as with an ordinary agent",
    ("Skill", "concurrency"): "one at a time",
    ("Skill", "concurrency_slowdown"): "absent: chats do not slow each other down",
    ("RouteStep", "after"): "open at once",
    ("RouteStep", "keep_free"): "absent: none is kept free",
    ("Break", "paid"): "breaks are unpaid unless said",
}
"""(model, field) -> letter and source of its default; what is not here is absent, or changes nothing."""

NEUTRAL = "absent: none"


def default_source(model: str, field: str) -> str:
    """Return the comment beside a default of the program.

    >>> default_source("RouteStep", "after"), default_source("Queue", "lines")
    ('default: open at once', 'absent: none')
    """
    source = SOURCES.get((model, field))
    if source is None:
        return NEUTRAL
    return source if source.startswith("absent") else f"default: {source}"
