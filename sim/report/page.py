"""The report page: one file that leads with the answer, needs nothing from outside and runs no script but its own."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from sim.report.assumptions import FEWEST
from sim.report.drawing import inline_svg
from sim.report.folder import ResultsFolder
from sim.report.held import Held
from sim.report.holes import hole_lists
from sim.report.key_tables import market_tables, pool_tables, queue_tables, total_table
from sim.report.origins import filled_in
from sim.report.queue_overview import LIVE, overviews
from sim.report.ranked import headline, ranked
from sim.report.risk import DAY_HEADINGS, bad_days, bad_seasons
from sim.report.statement import statement
from sim.report.tickets import scores, ticket_table
from sim.report.tipping import assumption_table
from sim.report.vendors import vendor_months
from sim.report.waterfall import waterfall_of
from sim.report.weekly import pool_weeks, week_figures
from sim.report.wording import amount

CAPTIONS = {
    "cost_and_service": "Cost against the service level of the worst week. Each dot is one simulated season; the "
    "dotted line joins the strategies that no other beats in both.",
    "differences": "Each strategy against the baseline on the same customers, with 95 % intervals.",
    "stress": "What each kind of bad days changes, on the same customers, with 95 % intervals.",
    "costs": "What the money is spent on, by line.",
    "waterfall": "From one contact at the rate card's price to what a resolved ticket costs.",
    "waits_by_hour": "Mean wait by hour of the week, over the whole horizon. Dark is long.",
    "waits_by_interval": "The busiest week, interval by interval, against what was promised.",
    "wait_distribution": "How long one contact in two, in ten, in twenty and in a hundred waits at least, by queue.",
    "occupancy_and_wait": "The busier the agents, the longer the wait: intervals by how busy agents are in them.",
    "replies_by_hour": "How long who writes waits for a reply, by the hour of writing. Dark is long.",
    "backlog": "Deferred work still open, and the age of the oldest of it against what was promised.",
    "coverage": "Served coverage by hour of the week: how often the promise was kept. Dark is seldom.",
    "staffing_by_week": "Demand, and agents required and on duty, week by week: means over the hours with either.",
    "staffing_by_interval": "The busiest week: contacts, and agents required, on duty and busy.",
    "staffing_gap": "Agents on duty beyond those required, and missing, by hour of the week.",
    "headcount_by_week": "People at work and in training, and who joins and leaves, week by week.",
    "vendor_hours": "What is ordered from each vendor, what has arrived, and the hours on duty and billed.",
    "chat_load": "How many chats an agent who has any has in hand, and how many agents have any of those on duty.",
}


def page(results: ResultsFolder, drawings: Mapping[str, str], held: Held) -> str:
    """The page as HTML.

    results: the opened folder; drawings: the SVG text of each chart, by the chart's name; held: what is in it beside.
    """
    summary, rows = results.summary, ranked(results.summary)
    names = [row.name for row in rows]
    charts = {name: inline_svg(text, name.replace("_", "-"), CAPTIONS[name]) for name, text in drawings.items()}
    queues = overviews(summary, names)
    season_headings, seasons = bad_seasons(summary, names, live="waits_by_hour" in charts)
    words = {
        "name": summary["study"],
        "currency": summary["setting"]["currency"],
        "lost_ticket": _lost_ticket(summary["setting"]),
        "setting": summary["setting"],
        "days": days(summary["setting"]),
        "baseline": summary["baseline"],
        "replications": summary["replications"],
        "headline": headline(summary, rows),
        "rows": rows,
        "names": names,
        "season_headings": season_headings,
        "bad_seasons": seasons,
        "bad_days": bad_days(summary, names),
        "day_headings": DAY_HEADINGS,
        "stressed_seasons": (summary.get("stress") or {}).get("replications"),
        "none_best": (summary.get("probability_best") or {}).get("none"),
        "tickets": ticket_table(summary, names),
        "scores": scores(summary["setting"]),
        "overviews": queues,
        "calls_back": any(LIVE["callback_wait"] in part.headings for part in queues),
        "leaves_messages": any(LIVE["messages"] in part.headings for part in queues),
        "charts": charts,
        "held": held,
        "assumptions": assumption_table(summary),
        "offers": summary.get("offers"),
        "fewest": FEWEST,
        "captions": CAPTIONS,
        "holes": hole_lists(results.tables["coverage"], summary, names),
        "statement": statement(summary, names),
        "waterfall": waterfall_of(results.tables, summary, names),
        "pool_weeks": pool_weeks(results.tables["workforce"], summary, names),
        "decided": _decided(summary, names),
        "vendor_months": vendor_months(results.tables, summary, names),
        "week_figures": week_figures(results.tables["kpis"], summary["baseline"], names),
        "total": total_table(summary, names),
        "queues": queue_tables(summary, names),
        "markets": market_tables(summary, names),
        "pools": pool_tables(summary, names),
        "manifest": results.manifest,
        "resolved": _text(results, "resolved.yaml"),
        "filled_in": filled_in(_text(results, "resolved.yaml")),
        "study": _text(results, "study.yaml"),
    }
    style, script = (_beside(file) for file in ("page.css", "page.js"))
    words |= {"style": style, "script": script, "script_hash": script_hash(script)}
    return _environment().get_template("template.html").render(words)


def script_hash(script: str) -> str:
    """What a content policy calls a script that may run; any other may not.

    >>> script_hash("")
    'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
    """
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode('utf-8')).digest()).decode('ascii')}"


def _beside(name: str) -> str:
    return resources.files("sim.report").joinpath(name).read_text(encoding="utf-8")


def _lost_ticket(setting: Mapping[str, Any]) -> str:
    """What the goal charges for a lost ticket, in words; nothing where it charges nothing."""
    price = (setting.get("goal") or {}).get("lost_ticket")
    return amount(price, setting["currency"], 0 if price == int(price) else 2) if price else ""


def _decided(summary: Mapping[str, Any], shown: list[str]) -> list[tuple[str, list[str]]]:
    """What each strategy's plan has to decide by which day, of those that have to decide anything."""
    plans = [(name, (summary["strategies"][name].get("plan") or {}).get("decisions") or []) for name in shown]
    return [(name, words) for name, words in plans if words]


def _text(results: ResultsFolder, name: str) -> str:
    path = results.path / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("sim.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment


def days(setting: Mapping[str, Any]) -> tuple[str, str]:
    """The first and the last day of the counted window on the planner's clock, ISO dates, both included.

    >>> days({"start": "2026-03-01T15:00:00Z", "end": "2026-03-06T15:00:00Z", "time_zone": "Asia/Tokyo"})
    ('2026-03-02', '2026-03-06')
    """
    zone = ZoneInfo(setting["time_zone"])
    first, end = (datetime.fromisoformat(setting[name]).astimezone(zone) for name in ("start", "end"))
    return first.date().isoformat(), (end - timedelta(seconds=1)).date().isoformat()
