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
# # 7 In-house, vendor or both?
#
# "We keep our own people for an ordinary week and let a vendor take what is above." It sounds like the best of both.
# First you will see why what is above is the most expensive traffic there is. Then you will play three ways of
# staffing over a grid of volumes and peaks and draw the map of which is the cheapest. Twenty minutes.
#
# **You will learn**
# - why overflow comes in bursts, and how to put a number on it (*peakedness*);
# - how many more agents bursts need than the same work that comes at random;
# - when your own people, a vendor, or both are the cheapest.

# %% tags=["parameters"]
LOAD = 12.0  # erlangs that come to our own people
OWN = 12  # our own agents; what finds them all busy goes to the vendor at once
HANDLE_TIME = 180.0  # seconds, the mean, of the lesson's first half
LOST = 0.05  # the vendor may lose this share of what comes to it
VOLUMES = [150, 450, 1_350]  # contacts of an ordinary week, of the lesson's second half
MINUTES = 20  # mean handle time there: technical support
PEAKS = [1.0, 2.0, 3.0]  # the two peak weeks over an ordinary one
WAGE = 20.6  # our own people's wage, an hour
RATE = 52.0  # the vendor's price of an agent-hour on duty
FEE = 8_000  # transition, once
REPLICATIONS = 6  # of the first half
SEASONS = 2  # of each point of the map
SEED = 7

# %%
import math

import matplotlib.pyplot as plt
import numpy as np

from sim import Study, compare, draw, play, prepare
from sim.comparison import Estimate, ratio_of_means
from sim.theory.erlang_b import blocking_probability, servers_required
from sim.theory.overflow import overflow

HOUR = 3600.0


def interval(values: list[float], low: float = 0.0) -> Estimate:
    """The mean over the replications with its 95 % interval."""
    return ratio_of_means(np.array(values, float), np.ones(len(values)), low=low)


def shown(found: Estimate, digits: int = 2, scale: float = 1.0) -> str:
    mean, low, high = (value * scale for value in (found.mean, found.low, found.high))
    return f"{mean:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


# %% [markdown]
# ## Overflow comes in bursts
#
# Calls come at random to our own agents. Nobody waits here: a call that finds all of them busy goes to the vendor at
# once. The vendor sees nothing for a while, and then, when our people are all busy, *every* call. Count how many
# calls it has in hand if it never lacks agents. For calls at random the variance of that number equals its mean; the
# quotient variance ÷ mean is the *peakedness*. Kosten (1937) found it for overflow by formula.

# %%


def house(agents: dict[str, int], load: float = LOAD, route: tuple[str, ...] = ("own", "vendor")) -> Study:
    """One queue around the clock in which nobody waits: who finds no free agent in the route is lost."""
    pool = {"sourcing": "in_house", "time_zone": "UTC", "skills": {"calls": {}}, "employment": {"wage": "14/h"}}
    return Study.model_validate(
        {
            "name": "Overflow",
            "replications": REPLICATIONS,
            "seed": SEED,
            "horizon": {"start": "2026-03-02", "end": "2026-03-04", "interval": "1h", "warm_up": "2h"},
            "markets": {"home": {"time_zone": "UTC"}},
            "queues": {
                "calls": {
                    "channel": "voice",
                    "handle_time": {"distribution": "exponential", "mean": f"{HANDLE_TIME}s"},
                    "patience": {"distribution": "exponential", "mean": "60s", "balk": "100%"},
                }
            },
            "demand": [{"market": "home", "queue": "calls", "rate": f"{load / HANDLE_TIME * HOUR}/h"}],
            "pools": dict.fromkeys(route, pool),
            "strategies": {
                "overflow": {
                    "staffing": {name: {"agents": agents[name]} for name in route},
                    "routing": {"calls": list(route)},
                }
            },
        }
    )


endless = math.ceil(4 * LOAD + 40)
watched = house({"own": OWN, "vendor": endless})
prepared = prepare(watched)
grid = np.arange(watched.horizon.warm_up, watched.clock.length, 20.0)
in_hand = []
for k in range(REPLICATIONS):
    records = play(prepared, "overflow", draw(prepared, k))[1]
    theirs = records.pool == records.pools.index("vendor")
    begun, done = np.sort(records.start[theirs]), np.sort((records.start + records.handle_time)[theirs])
    in_hand.append(np.searchsorted(begun, grid, "right") - np.searchsorted(done, grid, "right"))

flow = overflow(LOAD, OWN)
found = {
    "mean": interval([numbers.mean() for numbers in in_hand]),
    "variance": interval([numbers.var() for numbers in in_hand]),
    "peakedness": interval([numbers.var() / numbers.mean() for numbers in in_hand]),
}
print(f"{LOAD:g} erlangs come to {OWN} of our own agents; calls in the vendor's hand, if it never lacks agents")
print("             by formula   simulated (95 % interval)      at random")
for name, at_random in (("mean", flow.mean), ("variance", flow.mean), ("peakedness", 1.0)):
    print(f"{name:12} {getattr(flow, name):8.2f}      {shown(found[name]):26} {at_random:10.2f}")

# %%
figure, axes = plt.subplots(figsize=(7.5, 3))
stretch = grid < grid[0] + 8 * HOUR
axes.step(grid[stretch] / HOUR, in_hand[0][stretch], where="post", label="overflow")
even = np.random.default_rng(SEED)
arrivals = np.sort(even.uniform(0, grid[-1], even.poisson(flow.mean / HANDLE_TIME * grid[-1])))
ends = np.sort(arrivals + even.exponential(HANDLE_TIME, len(arrivals)))
random_calls = np.searchsorted(arrivals, grid) - np.searchsorted(ends, grid)
axes.step(grid[stretch] / HOUR, random_calls[stretch], where="post", label="as much work, at random", alpha=0.7)
axes.set_xlabel("hour")
axes.set_ylabel("calls in the vendor's hand")
axes.legend()
figure.tight_layout()

# %% [markdown]
# ## What bursts cost
#
# How many agents must the vendor have, so that it loses no more than the share `LOST` of what comes to it? For calls at
# random that is Erlang B. For overflow there is an exact answer as well: our n agents and its m are, together, one
# group of n + m, and so the vendor loses B(n + m, a) ÷ B(n, a) of what overflows.

# %%


def lost_share(vendor: int) -> float:
    """Share of the overflow that a vendor with so many agents loses."""
    return blocking_probability(LOAD, OWN + vendor) / blocking_probability(LOAD, OWN)


bursty = next(m for m in range(1, 10_000) if lost_share(m) <= LOST)
steady = servers_required(flow.mean, LOST)
busy_steady = flow.mean * (1 - blocking_probability(flow.mean, steady)) / steady
busy_bursty = flow.mean * (1 - lost_share(bursty)) / bursty
print(f"{flow.mean:.2f} erlangs at random:   {steady} agents, busy {busy_steady:.0%}")
print(f"{flow.mean:.2f} erlangs of overflow: {bursty} agents, busy {busy_bursty:.0%}\n")

print("vendor's agents   lost of the overflow: exact   simulated (95 %)          if it came at random: exact")
simulated = {}
for m in sorted({steady, bursty}):
    played = compare(house({"own": OWN, "vendor": m}))
    lost, taken = played.values("overflow", "abandoned"), played.values("overflow", "contacts", "pool", "vendor")
    simulated[m] = ratio_of_means(lost, lost + taken, low=0.0)
    print(f"{m:15} {lost_share(m):29.1%}   {shown(simulated[m], 1, 100):25} {blocking_probability(flow.mean, m):18.1%}")

# %% [markdown]
# The vendor knows. A price by the hour lets *you* pay for the idle time between bursts; a price by the minute lets
# the vendor carry it, so it asks for more. Before you ask for overflow only, consider giving the vendor a fixed
# share, or hours of the day: that is work at random.
#
# ## The map
#
# Now a season of six weeks, of which the two in the middle are the peak. Our own people are paid all six weeks,
# whatever comes. The vendor's agents are ordered ahead, may be half as many more or fewer from week to week, handle a
# little slower and resolve a little less, and cost a fee to begin with. Three ways, on the same customers:
#
# - *own people*: enough of our own for the peak;
# - *own and vendor*: our own for an ordinary week; what has waited ten seconds goes to the vendor;
# - *vendor*: everything.

# %%
WAYS = ("own people", "own and vendor", "vendor")


def season(volume: float, peak: float) -> Study:
    """One point of the map: a volume and a peak, three ways of staffing it."""
    own = {
        "wage": f"{WAGE}/h", "benefits": "30%", "seat": "420/month", "software": "150/month", "management": "12%",
    }  # fmt: skip
    contract = {
        "signed": "2025-11-03", "price": f"{RATE}/agent_hour", "transition": {"fee": FEE}, "governance": "6%",
        "ramp": {"notice": "4wk", "up": "50%/week", "down": "50%/week"},
    }  # fmt: skip
    skill = {"handle_time_factor": 1.05, "resolution_factor": 0.97, "satisfaction_factor": 1}
    peak_weeks = {"name": "peak", "from": "2026-03-16", "to": "2026-03-29", "uplift": f"{100 * (peak - 1):g}%"}
    return Study.model_validate(
        {
            "name": "Worth it",
            "replications": SEASONS,
            "seed": SEED,
            "horizon": {"start": "2026-03-02", "end": "2026-04-13", "time_zone": "America/New_York"},
            "goal": {"lost_ticket": 18},
            "markets": {"us": {"time_zone": "America/New_York"}},
            "queues": {
                "phone": {
                    "channel": "voice",
                    "opening_hours": {"daily": "08:00-20:00"},
                    "handle_time": {"distribution": "lognormal", "mean": f"{MINUTES}min", "cv": 0.9},
                    "patience": {"distribution": "exponential", "mean": "4min"},
                    "resolution": "75%",
                    "follow_up": {"delay": {"distribution": "exponential", "mean": "1d"}},
                }
            },
            "demand": [{"market": "us", "queue": "phone", "volume": f"{volume}/week", "seasons": [peak_weeks]}],
            "pools": {
                "home": {
                    "sourcing": "in_house", "time_zone": "America/Chicago", "skills": {"phone": {}},
                    "shrinkage": "30%", "employment": own,
                },
                "vendor": {
                    "sourcing": "nearshore", "time_zone": "America/Bogota", "skills": {"phone": skill},
                    "shrinkage": "30%", "contract": contract,
                },
            },
            "strategies": {
                "own people": {"staffing": {"home": {"size_for": "peak"}}, "routing": {"phone": ["home"]}},
                "own and vendor": {
                    "staffing": {"home": {"size_for": "base"}, "vendor": {"size_for": "remainder"}},
                    "routing": {"phone": ["home", {"pool": "vendor", "after": "10s"}]},
                },
                "vendor": {"staffing": {"vendor": {"size_for": "forecast"}}, "routing": {"phone": ["vendor"]}},
            },
        }
    )  # fmt: skip


points = {(volume, peak): compare(season(volume, peak)) for volume in VOLUMES for peak in PEAKS}
costs = {
    point: {name: results.figure(name, "totals", "cost_per_resolved_ticket").mean for name in WAYS}
    for point, results in points.items()
}
OPEN_HOURS = 6 * 7 * 12
print("cost of a resolved ticket, USD; busy: share of the vendor's time with a call in hand, as overflow and as all;")
print("own agents: on duty on average, if there are own people only")
print(
    "volume  peak  "
    + "".join(f"{name:>16}" for name in WAYS)
    + "   cheapest           vendor busy: overflow   all   own agents"
)
for (volume, peak), by_way in costs.items():
    cheapest = min(by_way, key=by_way.__getitem__)
    busy = [
        results.figure(name, "pools", "vendor", "occupancy").mean
        for results in [points[volume, peak]]
        for name in WAYS[1:]
    ]
    overflowing, all_of_it = (f"{share:.0%}" if share is not None else "–" for share in busy)
    on_duty = points[volume, peak].figure("own people", "pools", "home", "staffed_hours").mean / OPEN_HOURS
    print(
        f"{volume:6}  {peak:4}  " + "".join(f"{by_way[name]:16.2f}" for name in WAYS)
        + f"   {cheapest:16} {overflowing:>17} {all_of_it:>12} {on_duty:12.1f}"
    )  # fmt: skip

largest = points[VOLUMES[-1], PEAKS[-1]]
lines = largest.summary["strategies"]["own people"]["costs"]["home"].values()
own_hour = sum(line["mean"] for line in lines) / largest.figure("own people", "pools", "home", "staffed_hours").mean
print(f"\nan agent-hour on duty: of our own people {own_hour:.2f} (their wage is {WAGE:g}), of the vendor {RATE:g} USD")

# %% [markdown]
# Each cell of the map is a point: its colour says which way is the cheapest, its number by how much it is cheaper
# than the next one. A difference of a per cent or two is none: the seasons played are few (`SEASONS`).

# %%
colours = {"own people": "#0072b2", "own and vendor": "#e69f00", "vendor": "#009e73"}
figure, axes = plt.subplots(figsize=(7, 3.2))
for row, volume in enumerate(VOLUMES):
    for column, peak in enumerate(PEAKS):
        first, second = sorted(costs[volume, peak].items(), key=lambda pair: pair[1])[:2]
        axes.add_patch(plt.Rectangle((column, row), 1, 1, facecolor=colours[first[0]], edgecolor="white"))
        words = f"{first[0]}\n−{1 - first[1] / second[1]:.0%}"
        axes.text(column + 0.5, row + 0.5, words, ha="center", va="center", color="white", fontsize=9)
axes.set_xlim(0, len(PEAKS))
axes.set_ylim(0, len(VOLUMES))
axes.set_xticks([k + 0.5 for k in range(len(PEAKS))], [f"{peak:g} ×" for peak in PEAKS])
axes.set_yticks([k + 0.5 for k in range(len(VOLUMES))], [f"{volume:,}" for volume in VOLUMES])
axes.set_xlabel("peak weeks over an ordinary one")
axes.set_ylabel("contacts in an ordinary week")
figure.tight_layout()

# %% [markdown]
# Read the rows from left to right and the columns from below. What the vendor costs once is divided by the tickets,
# and what idle people cost grows with the peak. An agent-hour of our own people on duty costs far more than the wage,
# with shrinkage, benefits, management and a seat (the line below the table): a vendor that is dearer by the hour may
# still be worth it where the peak is high. Change `RATE` and `FEE` above and see the borders move.
#
# In the row of a small volume it may go the other way: a ticket of our own people gets *cheaper* with a higher peak.
# Look at the column of our own agents. They come whole: a peak for which one agent more is needed makes the ticket
# dearer, and a higher one for which the same agents are enough makes it cheaper again, as more tickets divide the same
# cost.
#
# ## Questions
#
# 1. Why is overflow more bursty than the calls it comes from? What is its peakedness here?
# 2. How many agents more than for the same work at random does the vendor need, and how busy are they?
# 3. *Predict first, then change a parameter:* `OWN = 16`. Less work overflows. Is it more or less bursty, and do the
#    vendor's agents get busier?
# 4. Why does the vendor gain with the volume, and why do our own people lose with the peak?
# 5. A vendor for the overflow alone is wanted for the peak only. Why is it so seldom the cheapest way on this map?
# 6. Where on the map would you not decide by the cost alone?
