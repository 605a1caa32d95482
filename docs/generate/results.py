"""The reference of the results folder: every table, its columns and what they hold."""

from __future__ import annotations

from docs.generate.markdown import code, table
from sim.comparison.waterfall import STEPS
from sim.report.folder import COLUMNS, WHERE_PRESENT

_TABLES = {
    "kpis": "Every key figure with its 95 % interval over the seasons.",
    "replications": "Every key figure of every season.",
    "intervals": "Contacts and waits by interval of arrival within the horizon, means over the seasons. What its "
    "tickets bring after the end (follow-ups, retries) stands in `kpis` alone, so that these add up to less.",
    "pools": "Agents by interval, means over the seasons.",
    "schedule": "Agents by interval as planned; who is there when a season comes is in `pools`.",
    "coverage": "The 168 hours of the week on each market's own clock.",
    "workforce": "People by week of the planner's clock: the plan, and as it came on the mean.",
    "costs": "The cost statement.",
    "differences": "Each strategy less the baseline, season by season on the same customers.",
    "assumptions": "Where the answer tips: one assumption turned at a time, in runs of 10 seasons and more.",
    "backlog": "Deferred work that is open, with e-mail or social messages only.",
    "chats": "Chats in hand, with agents who take several at once only.",
    "waterfall": "From the rate card to the cost of a resolved ticket; the steps add up.",
    "offers": "The scorecard of offers, with `surgedesk offers` only.",
    "stress": "Bad days, with `stress` in the study only.",
    "vendors": "Each vendor's scorecard by month, with vendors only.",
}
_ANYWHERE = {
    "strategy": "name of the strategy",
    "replication": "season, from 0",
    "scope": "`total`, `queue`, `market`, `pool`, `week` or `vip`",
    "name": "which queue, market, pool or week; empty for the total",
    "kpi": "name of the [key figure](kpis.md)",
    "value": "the figure in that season; empty where nothing happened",
    "mean": "mean over the seasons; of a rate the ratio of the means",
    "low": "lower end of the 95 % interval; empty with one season",
    "high": "upper end of it",
    "start": "start of the interval, ISO text in UTC",
    "market": "name of the market",
    "queue": "name of the queue",
    "pool": "name of the pool",
    "week": "first day of the week",
    "month": "month, such as 2026-11",
}
_OWN = {
    "intervals": {
        "offered": "contacts that asked for an agent",
        "answered": "of them answered",
        "abandoned": "left before an answer",
        "blocked": "refused, all lines taken",
        "closed": "outside opening hours, not among the offered",
        "messages": "messages left",
        "callbacks": "call-backs asked for",
        "service_level": "share within the promise, by the queue's definition",
        "mean_wait": "seconds, of all offered but the blocked",
    },
    "pools": {
        "required": "agents that the forecast load takes",
        "staffed": "mean agents on duty",
        "busy": "mean agents with a contact in hand",
    },
    "schedule": {"scheduled": "agents that the plan expects on duty"},
    "coverage": {
        "weekday": "`mon` to `sun`",
        "hour": "0 to 23",
        "staffed": "share of time with an agent on duty for the market's live queues",
        "served": "share of intervals with a contact in which the promise was held; empty where nobody asked",
    },
    "workforce": {
        "required": "people that the week takes, through shrinkage",
        "ordered": "level ordered or decided by the end of the week, arrived or not",
        "heads": "people on the payroll, or agents under contract",
        "in_training": "of them not on duty yet",
        "hired": "who come at the start of the week",
        "left": "who are gone from its start on",
        "present": "there on the mean: (heads − in training) × (1 − shrinkage)",
        "billed_hours": "hours that are paid; empty where pay is not by time, and in weeks that are not counted",
    },
    "costs": {
        "pool": "name of the pool; empty for what belongs to none",
        "line": "line of the statement, such as `wages`, `agent_hours`, `transition`, `service_credit`",
    },
    "differences": {"baseline": "strategy that it is compared with"},
    "assumptions": {
        "assumption": "what is turned",
        "change": "by which share, such as -0.2; 0 is the study as it is",
        "assumed": "what it is then",
        "answer": "best strategy then; `none` where none holds the goal, `no plan` where none can be staffed",
        "lead": "by how much the run's answer is cheaper than its rival; empty without one",
        "shortfall": "by how much the strategy nearest to the goal misses it, as a share of its limits",
    },
    "backlog": {
        "open": "contacts open at the start of the interval",
        "oldest_age": "seconds since the arrival of the oldest",
    },
    "chats": {"chats": "chats in hand", "agents": "agents who have any"},
    "waterfall": {
        "step": "in order: " + ", ".join(map(code, STEPS)),
        "amount": "money for each resolved ticket",
    },
    "offers": {
        "offer": "name of the offer, or of the strategy as it stands",
        "criterion": "what is scored; `total` is the weighted mean",
        "weight": "its share of the total",
        "score": "0 to 5; empty where none was typed",
    },
    "stress": {
        "scenario": "name of the bad days",
        "change_mean": "what they change, season by season on the same customers",
        "change_low": "lower end of its 95 % interval",
        "change_high": "upper end of it",
    },
    "vendors": {
        "answered": "contacts that it answered",
        "service_level": "share within the promise, from when a contact was opened to it",
        "target": "what was promised",
        "offered": "contacts of the queues in whose routes it stands",
        "forecast": "what it was told to expect",
        "resolution": "share of its contacts that closed their ticket",
        "satisfaction": "0 to 1, of the tickets that it had last",
        "cost": "what was paid",
        "cost_per_resolved_ticket": "of those that it resolved",
        "credits": "service credits given back",
        "ramp_adherence": "agent-hours on duty ÷ those of the agents due by what was ordered",
    },
}  # fmt: skip


def tables() -> str:
    """Return every table of the results folder with its columns."""
    parts = []
    for name, columns in {**COLUMNS, **WHERE_PRESENT}.items():
        own = _OWN.get(name, {})
        unknown = [column for column in columns if column not in {**_ANYWHERE, **own}]
        if name not in _TABLES or unknown:
            raise ValueError(f"{__name__} does not say what {name}.csv holds, or its {', '.join(unknown)}")
        rows = [[code(column), own.get(column) or _ANYWHERE[column]] for column in columns]
        parts.append(f"### {name}.csv\n\n{_TABLES[name]}\n\n{table(['column', 'holds'], rows)}")
    return "\n".join(parts)


CONTACTS = {
    "strategy": "name of the strategy",
    "replication": "season, from 0",
    "ticket": "number of the customer's issue; the same in every strategy",
    "round": "1, 2, ...: which answered contact of the ticket it is, or would be",
    "try": "1, 2, ...: which attempt within the round",
    "market": "name of the market",
    "queue": "name of the queue",
    "arrival": "seconds after the horizon's start",
    "wait": "seconds, to the answer or to leaving",
    "outcome": "`answered`, `abandoned`, `blocked`, `closed`, `messages`, `callbacks` or `unserved`",
    "pool": "who had it in hand; empty where nobody had",
    "start": "when the answer began, seconds after the horizon's start; empty where none did",
    "opened": "when it was opened to that pool, likewise",
    "handle_time": "seconds in hand",
    "shared": "whether it is a chat that its agent may have had in hand beside others",
    "escalated": "whether a first tier passed it on",
    "cut_off": "whether an outage cut it off in hand",
    "vip": "whether it had the priority of VIPs",
    "ticket_outcome": "`resolved`, `given_up` or `lost`: how the ticket ended",
}
"""Columns of `contacts.parquet` and what they hold; a test holds them against a file."""


def contacts() -> str:
    """Return the columns of the table of single contacts."""
    return table(["column", "holds"], ([code(name), holds] for name, holds in CONTACTS.items()))
