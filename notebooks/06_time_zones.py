# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 6 Time zones and the 24/7 desk
#
# Customers in several time zones, and somebody who answers at any hour. Night work at home, or offices around the
# world? You will reckon what a seat around the clock takes, watch the markets fill each other's valleys,
# follow the sun, and fall into the trap of daylight saving. Fifteen minutes.
#
# **You will learn**
# - how many people one seat around the clock needs;
# - why markets are cheaper to serve together, and what several time zones add to that;
# - what "24/7" means: staffed hours and hours in which the promise was met are two things;
# - what happens in the weeks when one country has changed its clocks and the other has not.

# %% tags=["parameters"]
MARKETS = {"New York": "America/New_York", "London": "Europe/London", "Singapore": "Asia/Singapore"}
PER_WEEK = {"New York": 2_400, "London": 2_000, "Singapore": 1_200}  # contacts
SITES = {"Dublin": "Europe/Dublin", "Denver": "America/Denver", "Manila": "Asia/Manila"}  # the first is home
WAGES = {"Dublin": 15.0, "Denver": 18.0, "Manila": 4.5}  # an hour
ON_COSTS = {"Dublin": 1.5, "Denver": 1.6, "Manila": 2.2}  # payroll, seat, managers and travel: cost of an hour ÷ wage
NIGHT_PREMIUM = 0.30  # on the wage, 22:00 to 06:00 of the site's clock
HANDLE_TIME = 360.0  # seconds, the mean
PATIENCE = 180.0  # seconds, the mean
TARGET = 0.80  # the promise: this share of the calls is answered ...
WITHIN = 30.0  # ... within so many seconds
SHRINKAGE = 0.30  # share of paid time that is not worked: leave, sickness, training
HOURS_A_WEEK = 40  # paid hours of a full-time employee
SHIFT_HOURS = 8  # nobody comes for one hour; must divide the 168 hours of the week
REPLICATIONS = 4
SEED = 6

# %% [markdown]
# ## A seat around the clock
#
# A week has 168 hours. A full-time employee is paid for `HOURS_A_WEEK` and at work for less. So one seat that is never
# empty takes:

# %%
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import matplotlib.pyplot as plt
import numpy as np

from sim import Study, compare, prepare
from sim.charts.coverage import coverage
from sim.charts.style import figure_of
from sim.comparison import Estimate
from sim.theory.erlang_a import erlang_a
from sim.theory.requirement import agents_required, agents_required_by_interval

at_work = HOURS_A_WEEK * (1 - SHRINKAGE)
heads = 168 / at_work
print(f"168 ÷ ({HOURS_A_WEEK} × {1 - SHRINKAGE:.0%}) = {heads:.1f} people for one seat")
quiet = 2 / 3600  # two calls an hour
needed = agents_required(quiet, HANDLE_TIME, PATIENCE, TARGET, WITHIN)
night = erlang_a(quiet, HANDLE_TIME, PATIENCE, needed)
print(f"two calls an hour at night: agents who keep the promise: {needed}, busy {night.occupancy:.0%} of the time")

# %% [markdown]
# That is the trouble with the night: it is small, and small teams are idle most of the time (lesson 2). A desk needs
# more customers at that hour, and the best ones are those for whom it is day.
#
# ## Several markets, one day
#
# In every market calls follow the same curve on the market's *own* clock. On the clock of the world (UTC) the curves
# stand beside each other and fill each other's valleys.

# %%
CURVE = {"00:00": 0.2, "06:00": 0.5, "08:00": 1.4, "10:00": 2.0, "14:00": 1.7, "18:00": 1.1, "21:00": 0.6}
START, END = date(2026, 2, 9), date(2026, 2, 23)  # no country changes its clocks then


def local(zone: str, hour: int) -> datetime:
    """The clock of a zone, so many hours after the start of the horizon in UTC."""
    return (datetime(START.year, START.month, START.day, tzinfo=UTC) + timedelta(hours=hour)).astimezone(ZoneInfo(zone))


def world(strategies: dict, **changes: object) -> Study:
    """Two weeks of all markets, and the ways to staff them."""
    site = {"sourcing": "in_house", "skills": {"calls": {}}, "shrinkage": SHRINKAGE}
    return Study.model_validate(
        {
            "name": "Around the clock",
            "replications": REPLICATIONS,
            "seed": SEED,
            "horizon": {"start": str(START), "end": str(END), "interval": "1h", "time_zone": "UTC"},
            "markets": {name: {"time_zone": zone} for name, zone in MARKETS.items()},
            "queues": {
                "calls": {
                    "channel": "voice",
                    "handle_time": {"distribution": "exponential", "mean": f"{HANDLE_TIME}s"},
                    "patience": {"distribution": "exponential", "mean": f"{PATIENCE}s"},
                    "service_level": {"target": TARGET, "within": f"{WITHIN}s"},
                }
            },
            "demand": [
                {"market": name, "queue": "calls", "volume": f"{volume}/week", "intraday": CURVE}
                for name, volume in PER_WEEK.items()
            ],
            "pools": {
                name: {
                    **site,
                    "time_zone": zone,
                    "employment": {
                        "wage": f"{WAGES[name]}/h",
                        "benefits": f"{100 * (ON_COSTS[name] - 1)}%",
                        "premiums": {"night": NIGHT_PREMIUM},
                    },
                }
                for name, zone in SITES.items()
            },
            "strategies": strategies,
            **changes,
        }
    )


HOME, *ABROAD = SITES
nobody = {"staffing": {HOME: {"agents": 1}}, "routing": {"calls": [HOME]}}
expected = prepare(world({"any": nobody})).forecast.expected_contacts[:, :168]  # (markets, hours of the first week)
by_hour = expected.reshape(len(MARKETS), 7, 24).mean(axis=1)
figure, axes = plt.subplots(figsize=(7.5, 3.4))
axes.stackplot(range(25), by_hour[:, [*range(24), 0]], labels=list(MARKETS), step="post", alpha=0.85)
axes.set_xlabel("hour of the day, UTC")
axes.set_ylabel("contacts an hour")
axes.set_xlim(0, 24)
axes.legend(loc="upper left", fontsize=8)
figure.tight_layout()


def hours_required(contacts: np.ndarray, shift: int = 1) -> int:
    """Agent-hours of a week that keep the promise in each hour, in shifts of so many hours; contacts (168,).

    The shifts follow on each other, from the best hour to begin the first of them.
    """
    needed = agents_required_by_interval(contacts / 3600, HANDLE_TIME, PATIENCE, TARGET, WITHIN)
    starts = (np.roll(needed, -first).reshape(-1, shift).max(axis=1).sum() * shift for first in range(shift))
    return int(min(starts))


def tell(name: str, contacts: np.ndarray) -> np.ndarray:
    """Print a line on a week and return the agent-hours it needs: by the hour, and in shifts."""
    hours = np.array([hours_required(contacts, shift) for shift in (1, SHIFT_HOURS)])
    peak, busy = contacts.max() / contacts.mean(), contacts.sum() * HANDLE_TIME / 3600 / hours[1]
    print(f"{name:20} {contacts.sum():9,.0f} {peak:18.2f} {hours[0]:19,} {hours[1]:13,} {busy:10.0%}")
    return hours


print("                                 busiest hour        agent-hours of a week")
print("                      contacts   ÷ mean hour     hour by hour     in shifts       busy")
alone = sum(tell(name, row) for name, row in zip(MARKETS, expected, strict=True))
together = tell("together", expected.sum(axis=0))
one_clock = tell("if on one clock", expected[0] / expected[0].sum() * expected.sum())
saved, saved_on_one = 1 - together / alone, 1 - one_clock / alone
print(f"\none desk for all saves {saved[0]:.0%} of the agent-hours, {saved[1]:.0%} in shifts of {SHIFT_HOURS} hours")
print(f"as many customers on one clock: {saved_on_one[0]:.0%} and {saved_on_one[1]:.0%}")

# %% [markdown]
# Two things are at work. *Pooling* (lesson 4) saves most of the hours, and it would do so on one clock as well. That
# the curves fill each other's valleys flattens the day; but flat or not, who can be called in by the hour is never
# there in vain. It pays when people come for a whole shift: a flat day wastes less of it.
#
# ## Three ways to be there
#
# - *Office hours*: the home site from 08:00 to 20:00 of its own clock; who calls at night waits, and gives up.
# - *Nights at home*: the home site at all hours, with a premium for the night.
# - *Follow the sun*: each site works the hours of its own day, and hands over to the next.
#
# In every way there are as many agents in each hour as Erlang A asks for all that come then.

# %%
agents_by_hour = agents_required_by_interval(by_hour.sum(axis=0) / 3600, HANDLE_TIME, PATIENCE, TARGET, WITHIN)


def roster(zone: str, hours: list[int]) -> dict:
    """Agents on duty in these hours of UTC, written on the clock of the zone as it is at the start."""
    shift = local(zone, 0).hour
    on_duty = {(hour + shift) % 24: int(agents_by_hour[hour]) if hour in hours else 0 for hour in range(24)}
    return {"agents": {"daily": {f"{hour:02d}:00": on_duty[hour] for hour in range(24)}}}


def nearest_day(hour: int) -> str:
    """The site for which this hour of UTC lies nearest to the middle of its day, 12:00."""
    return min(SITES, key=lambda name: abs(local(SITES[name], hour).hour - 12))


daytime = [hour for hour in range(24) if 8 <= local(SITES[HOME], hour).hour < 20]
shares = {name: [hour for hour in range(24) if nearest_day(hour) == name] for name in SITES}
ways = {
    "office hours": {"staffing": {HOME: roster(SITES[HOME], daytime)}, "routing": {"calls": [HOME]}},
    "nights at home": {"staffing": {HOME: roster(SITES[HOME], list(range(24)))}, "routing": {"calls": [HOME]}},
    "follow the sun": {
        "staffing": {name: roster(zone, shares[name]) for name, zone in SITES.items() if shares[name]},
        "routing": {"calls": [name for name in SITES if shares[name]]},
    },
}
for name, hours in shares.items():
    print(f"{name:8} works {len(hours):2} hours of the day: {', '.join(f'{hour:02d}' for hour in hours)} (UTC)")


def shown(found: Estimate, scale: float = 1.0, digits: int = 1) -> str:
    mean, low, high = (value * scale for value in (found.mean, found.low, found.high))
    return f"{mean:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"


results = compare(world(ways))
print(f"\n{'':17}hours staffed   promise met, %         hang up, %             cost of two weeks, USD       paid hours")
for name in ways:
    staffed, served, gone, cost = (
        results.figure(name, "totals", kpi)
        for kpi in ("staffed_coverage", "served_coverage", "abandonment_rate", "cost")
    )
    paid = sum(results.figure(name, "pools", pool, "paid_hours").mean for pool in ways[name]["staffing"])
    met, left, money = shown(served, 100), shown(gone, 100), shown(cost, 1, 0)
    print(f"{name:16} {staffed.mean:12.0%}    {met:20}   {left:20}   {money:28} {paid:9,.0f}")

# %% [markdown]
# *Hours staffed* is the share of the 168 hours in which at least one agent is there for a market. *Promise met* looks
# at the hours with calls in which the promise was kept in fact: an hour with two calls and one late answer has missed
# it. It is far below 100 %, even with enough agents in every hour. The plans keep the promise on the *mean* of an hour
# that is played many times: some of these hours have more calls than expected or longer ones, and miss it. A few calls
# more or less are not the reason, for large desks do not do better: they are staffed so closely that their mean lies
# just above the promise, so nearly half of their hours may lie below it. A small desk has its agents whole, and the
# one agent that it cannot do without often does much more than was promised. (Try a tenth of `PER_WEEK` and ten times
# as much.)
#
# The map shows the share of such hours in which the promise was met, over the week and on each market's own clock:
# dark is where nobody was there, or nobody in time.

# %%
figure_of(coverage(results.tables, results.summary))

# %% [markdown]
# ## The trap: the clocks change, but not everywhere at once
#
# In 2026 the United States put their clocks forward on 8 March, Europe on 29 March. In between New York is four hours
# behind London, not five. A team in London answers a New York office line, 09:00 to 17:00 of New York, from 14:00 to
# 22:00 of London: right in winter and summer, and wrong for three weeks. The simulation plays the clocks as they are.

# %%
OFFICE = {"09:00": 4, "17:00": 0}


desks = {
    "roster of London": ("Europe/London", {"14:00": 4, "22:00": 0}),
    "roster of New York": ("America/New_York", OFFICE),
}
trap = Study.model_validate(
    {
        "name": "Two changes of the clock",
        "replications": REPLICATIONS,
        "seed": SEED,
        "horizon": {"start": "2026-03-02", "end": "2026-04-06", "interval": "1h", "time_zone": "UTC"},
        "markets": {"us": {"time_zone": "America/New_York"}},
        "queues": {
            "calls": {
                "channel": "voice",
                "opening_hours": {"mon-fri": "09:00-17:00"},
                "handle_time": {"distribution": "exponential", "mean": "3min"},
                "patience": {"distribution": "exponential", "mean": "2min"},
            }
        },
        "demand": [{"market": "us", "queue": "calls", "rate": "20/h"}],
        "pools": {
            name: {"sourcing": "in_house", "time_zone": zone, "skills": {"calls": {}}, "employment": {"wage": "15/h"}}
            for name, (zone, _) in desks.items()
        },
        "strategies": {
            name: {"staffing": {name: {"agents": {"mon-fri": hours}}}, "routing": {"calls": [name]}}
            for name, (_, hours) in desks.items()
        },
    }
)
found = compare(trap).tables["intervals"]
print("share of the New York callers who hang up, by week")
print(f"{'week of':12}" + "".join(f"{name:>22}" for name in desks))
hang_up = {}
for week in range(5):
    monday = date(2026, 3, 2) + timedelta(weeks=week)
    for name in desks:
        days = [str(monday + timedelta(days=day)) for day in range(7)]
        mine = (found["strategy"] == name) & np.isin([start[:10] for start in found["start"]], days)
        hang_up[week, name] = found["abandoned"][mine].sum() / found["offered"][mine].sum()
    print(f"{monday!s:12}" + "".join(f"{hang_up[week, name]:22.1%}" for name in desks))

# %% [markdown]
# One of eight hours is without agents, one in eight callers gives up, three weeks long. Write a roster on the clock
# of the customers it is for, or check those weeks; `surgedesk check` names the changes of the clocks within a study.
#
# ## Questions
#
# 1. How many people does one seat around the clock take, and what would you tell a manager who plans with three?
# 2. Why do the three markets together need fewer agent-hours than one by one, and what do the time zones add to it?
# 3. "Nights at home" and "follow the sun" are staffed in every hour. Why are they not at 100 % of *promise met*?
# 4. *Predict first, then change a parameter:* `SHIFT_HOURS = 12`. What happens to the agent-hours, and for whom most:
#    the markets alone, all together, or all on one clock?
# 5. A team in London has a roster in London's hours for customers in New York. In which weeks is it wrong, and how
#    would you have found out before?
# 6. Following the sun is not the cheapest way for every company. What is left out here that speaks against it?
