"""Ready studies to start from, shipped with the program."""

from __future__ import annotations

from importlib.resources import files

from sim.errors import UsageError

_ABOUT = {
    "minimal": "one queue, two sizes of one team: the smallest useful study",
    "vendor_or_overtime": "one market, one peak: overtime, or a vendor for the overflow",
    "call_centre_day": "a published case: one 13-hour day with hourly rates and staffing",
    "service_desk": "calls, chats, e-mail and social messages, call-backs, two languages, a second tier",
    "holiday_surge": "three markets around the clock, several ways to staff the peak",
    "technology_it": "a software's support on three continents: a night shift, a vendor, or the sun",
    "finance_banking": "a bank in the tax season, two languages, a fraud line that stays at home",
    "ecommerce_retail": "an online shop from Black Friday to the returns of January",
    "health_care": "a health line over Christmas, whose peak lasts for days and may not go abroad",
    "telecommunications": "a hotline with invoices, a new phone, and storms that nobody has planned",
}


def example_names() -> list[str]:
    """Return the names of the examples, the simplest first.

    >>> example_names()[0]
    'minimal'
    """
    found = {item.name.removesuffix(".yaml") for item in files(__name__).iterdir() if item.name.endswith(".yaml")}
    return [*(name for name in _ABOUT if name in found), *sorted(found - set(_ABOUT))]


def example_about(name: str) -> str:
    """Return what an example shows, in one line."""
    return _ABOUT.get(name, "")


def example_text(name: str) -> str:
    """Return the study file of an example.

    >>> example_text("minimal").splitlines()[1]
    'name: Six or seven agents?'
    """
    if name not in example_names():
        raise UsageError(f"no example has this name; there are {', '.join(example_names())} (got {name})")
    return files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
