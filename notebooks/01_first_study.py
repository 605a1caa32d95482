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
# # 1 A first study: is one agent more worth it?
#
# A desk answers calls from Monday to Friday, 09:00 to 17:00. How many calls come, how long they take and what is
# promised stands in the first cell below. How many agents keep the promise, and what does one more cost? Fifteen
# minutes.
#
# **You will learn**
# - what a study is: one world, and several strategies that meet exactly the same customers;
# - what one simulated week tells, and what it does not;
# - how to read a mean with its 95 % interval, and why a difference is known better than either figure.

# %% tags=["parameters"]
CALLS_PER_HOUR = 90
HANDLE_TIME = 180.0  # seconds, the mean; single calls are exponential
AGENTS = [6, 7]
WAGE = 14.0  # of an agent, an hour
TARGET = 0.80  # this share is to be answered ...
WITHIN = 20.0  # ... within so many seconds
REPLICATIONS = 20  # weeks that are played
SEED = 1

# %% [markdown]
# ## The study
#
# A study usually stands in a YAML file; here it is a dictionary with the same keys. Read it from the top: when
# (`horizon`), where (`markets`), what customers come for and what they are promised (`queues`), how many come
# (`demand`), who can answer (`pools`), and who is on duty in each of the ways to compare (`strategies`).

# %%
import matplotlib.pyplot as plt

from sim import Study, compare, draw, play, prepare
from sim.charts.differences import differences
from sim.charts.style import figure_of, percent_axis


def desk(calls_per_hour: float) -> Study:
    """A week of the desk, with a strategy for each number of agents."""
    return Study.model_validate(
        {
            "name": "How many agents?",
            "replications": REPLICATIONS,
            "seed": SEED,
            "horizon": {"start": "2026-03-02", "end": "2026-03-07"},
            "markets": {"home": {"time_zone": "Europe/London"}},
            "queues": {
                "calls": {
                    "channel": "voice",
                    "opening_hours": {"mon-fri": "09:00-17:00"},
                    "service_level": {"target": TARGET, "within": f"{WITHIN}s"},
                    "handle_time": {"distribution": "exponential", "mean": f"{HANDLE_TIME}s"},
                }
            },
            "demand": [{"market": "home", "queue": "calls", "rate": f"{calls_per_hour}/h"}],
            "pools": {
                "desk": {
                    "sourcing": "in_house",
                    "time_zone": "Europe/London",
                    "skills": {"calls": {}},
                    "employment": {"wage": f"{WAGE}/h"},
                }
            },
            "strategies": {
                f"{agents} agents": {"staffing": {"desk": {"agents": agents}}, "routing": {"calls": ["desk"]}}
                for agents in AGENTS
            },
        }
    )


study = desk(CALLS_PER_HOUR)

# %% [markdown]
# ## One week, event by event
#
# `prepare` forecasts the demand and plans the rosters, `draw` draws the customers of one week, `play` lets them meet
# the agents. The same customers, with the same arrival times and the same work, go to both strategies: what differs
# is the staffing alone.

# %%
prepared = prepare(study)
tickets = draw(prepared, 0)
print(f"{len(tickets.arrival):,} customers call in this week")
for name in study.strategies:
    _, records = play(prepared, name, tickets)
    wait = records.wait
    in_time = (wait <= WITHIN).mean()
    print(f"{name}: mean wait {wait.mean():.1f} s, longest {wait.max():.0f} s, {in_time:.1%} within {WITHIN:g} s")

# %% [markdown]
# ## Many weeks
#
# One week is one throw of the dice. `compare` plays as many weeks as the study says, every strategy on the same
# customers, and gives each figure with its *95 % interval*: an interval made in this way covers the true mean 95
# times in 100 (lesson 9 tests that). Occupancy is the share of the agents' time with a call in hand.

# %%
results = compare(study)
UNITS = {"service_level": "share", "mean_wait": "seconds", "occupancy": "share", "cost": "a week"}
for name in study.strategies:
    for kpi, unit in UNITS.items():
        found = results.figure(name, "totals", kpi)
        ends = f"95 % interval {found.low:10,.3f} to {found.high:10,.3f}"
        print(f"{name:10} {kpi:14} {found.mean:10,.3f}   {ends}   {unit}")

HOURS = 5 * 8  # that the desk is open in a week
print("\nwages of the planned hours, agents × hours × wage, and what is paid for work after closing time")
for agents in AGENTS:
    planned, paid = agents * HOURS * WAGE, results.figure(f"{agents} agents", "totals", "cost").mean
    print(f"{agents} agents: {agents} × {HOURS} × {WAGE:g} = {planned:,.0f}, and {paid - planned:,.0f} more")

# %% [markdown]
# Nobody is sent away at closing time: whoever called before is answered, and those minutes are paid as well. That is
# why the cost is a little above the planned hours, and why it varies from week to week.

# %% [markdown]
# ## The picture
#
# The dashed line is the promise. If an interval lies wholly to the right of it, the strategy keeps the promise; if it
# lies wholly to the left, it does not; if it crosses the line, we do not know yet.

# %%
figure, axes = plt.subplots(figsize=(6.5, 1 + 0.8 * len(study.strategies)))
for name in study.strategies:
    found = results.figure(name, "totals", "service_level")
    axes.errorbar(found.mean, name, xerr=[[found.mean - found.low], [found.high - found.mean]], fmt="o", capsize=4)
percent_axis(axes, "x", ceiling=None)
axes.axvline(TARGET, linestyle="--", color="grey")
axes.set_xlabel(f"answered within {WITHIN:g} s, share of the calls")
axes.margins(y=0.5)
figure.tight_layout()

# %% [markdown]
# ## The difference
#
# Because both strategies meet the same customers, their *difference* can be taken week by week. A busy week is busy
# for both, and that part cancels.

# %%
for difference in results.summary["differences"]:
    if difference["kpi"] in UNITS:
        print(
            f"{difference['strategy']} against {difference['baseline']}: {difference['kpi']:14} "
            f"{difference['mean']:+9,.3f}   95 % interval {difference['low']:+9,.3f} to {difference['high']:+9,.3f}   "
            f"{UNITS[difference['kpi']]}"
        )

# %%
figure_of(differences(results.tables, results.summary))

# %% [markdown]
# ## Questions
#
# 1. With six agents they are busy about three quarters of their time. Why do customers wait although a quarter of the
#    agents' time is idle?
# 2. Which of the two keeps the promise of 80 % within 20 seconds, and how sure are you?
# 3. *Predict first, then change a parameter:* `CALLS_PER_HOUR = 110`. What happens with six agents to the occupancy,
#    and what to the mean wait? Which of them moves faster?
# 4. *Predict first:* how much narrower do the intervals get with `REPLICATIONS = 80`?
# 5. What does one second less of mean wait cost with the seventh agent?
