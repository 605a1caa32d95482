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
# # 4 Pooling and skills
#
# Two teams, one for orders and one for returns: should everybody learn both? Pooling shortens waits, training
# costs money, and people who do two things may be slower in each. You will see how much a few all-rounders are worth,
# and at what price pooling stops paying. Fifteen minutes.
#
# **You will learn**
# - why one large team beats two small ones of the same number;
# - why the first people with two skills bring far more than the last;
# - how much slower all-rounders may be before teams apart are better;
# - what skills are worth on a day when the forecast was wrong.

# %% tags=["parameters"]
CALLS_PER_HOUR = 60  # of each of the two kinds
HANDLE_TIME = 240.0  # seconds, the mean
PATIENCE = 180.0  # seconds, the mean
TEAM = 5  # agents of each of the two teams
SLOWER = 1.10  # handle time of an all-rounder over a specialist's
SURPRISE = 0.40  # on a bad day one kind of call comes so much more often
TARGET = 0.80  # the promise: this share of the calls is answered ...
WITHIN = 20.0  # ... within so many seconds
REPLICATIONS = 8
SEED = 4

# %% [markdown]
# ## Pooling by formula
#
# Take several equal teams, put them together, and ask how many agents keep the promise. Work adds up, but its ups and
# downs partly cancel: the reserve grows only with the square root (lesson 2). Erlang A gives the numbers.

# %%
import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import brentq

from sim import Study, compare
from sim.comparison import Estimate, ratio_of_means
from sim.theory.erlang_a import erlang_a
from sim.theory.requirement import agents_required

rate = CALLS_PER_HOUR / 3600
load = rate * HANDLE_TIME
print(f"each team has {load:.1f} erlangs of work; agents who answer {TARGET:.0%} within {WITHIN:g} s\n")
print("teams   apart   together   saved   busy apart   busy together")
pooled = {}
for teams in (1, 2, 4, 8):
    apart = teams * agents_required(rate, HANDLE_TIME, PATIENCE, TARGET, WITHIN)
    together = agents_required(teams * rate, HANDLE_TIME, PATIENCE, TARGET, WITHIN)
    busy = [erlang_a(teams * rate, HANDLE_TIME, PATIENCE, together).occupancy]
    busy.insert(0, erlang_a(rate, HANDLE_TIME, PATIENCE, apart // teams).occupancy)
    pooled[teams] = apart, together
    print(f"{teams:5} {apart:7} {together:10} {1 - together / apart:7.0%} {busy[0]:12.0%} {busy[1]:15.0%}")

# %% [markdown]
# ## The two teams, and a few all-rounders
#
# Now the simulation. The number of agents stays the same; more and more of them learn both kinds of calls, as many
# from each team. A call goes to a specialist if one is free, else to an all-rounder: those who can do both are kept
# for where they are needed.

# %%
# how many of the agents are all-rounders: none, a fifth of them ... all, as many from each team
BOTH = sorted({2 * round(TEAM * fifths / 5) for fifths in range(6)})


def two_teams(
    all_rounders: list[int], slower: float = 1.0, surprise: float = 0.0, all_rounders_first: bool = False
) -> Study:
    """Two kinds of calls around the clock, a strategy for each number of all-rounders among the same agents."""
    order = -1 if all_rounders_first else 1
    exponential = {"distribution": "exponential", "mean": f"{HANDLE_TIME}s"}
    queue = {
        "channel": "voice",
        "handle_time": exponential,
        "patience": {"distribution": "exponential", "mean": f"{PATIENCE}s"},
        "service_level": {"target": TARGET, "within": f"{WITHIN}s"},
    }
    skill = {"handle_time_factor": slower}
    skills = {
        "orders team": {"orders": {}},
        "returns team": {"returns": {}},
        "all-rounders": {"orders": skill, "returns": skill},
    }
    home = {"sourcing": "in_house", "time_zone": "UTC", "employment": {"wage": "14/h"}}
    strategies = {}
    for number in all_rounders:
        special = TEAM - number // 2
        staffing = {"orders team": special, "returns team": special, "all-rounders": number}
        on_duty = {pool: {"agents": agents} for pool, agents in staffing.items() if agents}
        strategies[f"{number}"] = {
            "staffing": on_duty,
            "routing": {
                kind: [pool for pool in (f"{kind} team", "all-rounders") if pool in on_duty][::order]
                for kind in ("orders", "returns")
            },
        }
    used = {pool for strategy in strategies.values() for pool in strategy["staffing"]}
    return Study.model_validate(
        {
            "name": "Two teams",
            "replications": REPLICATIONS,
            "seed": SEED,
            "horizon": {"start": "2026-03-02", "end": "2026-03-03", "interval": "1h", "warm_up": "2h"},
            "markets": {"home": {"time_zone": "UTC"}},
            "queues": {"orders": queue, "returns": queue},
            "demand": [
                {"market": "home", "queue": "orders", "rate": f"{CALLS_PER_HOUR * (1 + surprise)}/h"},
                {"market": "home", "queue": "returns", "rate": f"{CALLS_PER_HOUR}/h"},
            ],
            "pools": {name: {**home, "skills": found} for name, found in skills.items() if name in used},
            "strategies": strategies,
        }
    )


def shown(found: Estimate, scale: float = 1.0, digits: int = 1) -> str:
    """A mean and its 95 % interval."""
    mean, low, high = (value * scale for value in (found.mean, found.low, found.high))
    return f"{mean:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


exact = {
    0: erlang_a(rate, HANDLE_TIME, PATIENCE, TEAM).mean_wait,
    2 * TEAM: erlang_a(2 * rate, HANDLE_TIME, PATIENCE, 2 * TEAM).mean_wait,
}
results = compare(two_teams(BOTH))
waits = {number: results.figure(f"{number}", "totals", "mean_wait") for number in BOTH}
most = waits[0].mean - waits[2 * TEAM].mean
gain = {number: (waits[0].mean - found.mean) / most for number, found in waits.items()}
print(f"of {2 * TEAM} agents       mean wait, seconds              hang up, %")
print("all-rounders      simulated (95 %)      exact     simulated (95 %)     share of the gain")
for number in BOTH:
    gone = results.figure(f"{number}", "totals", "abandonment_rate")
    formula = f"{exact[number]:8.1f}" if number in exact else " " * 8
    print(f"{number:12}      {shown(waits[number]):20} {formula}     {shown(gone, 100):20} {gain[number]:8.0%}")
few = BOTH[1]
print(f"\n{few / (2 * TEAM):.0%} of the agents as all-rounders bring {gain[few]:.0%} of the gain")

# %% [markdown]
# Nobody and everybody are two cases that Erlang A knows exactly. What lies between has no simple formula, and holds
# the good news: the first all-rounders bring far more than the last. They go where the queue is, and that is all that
# pooling does.

# %%
figure, axes = plt.subplots(figsize=(7, 3.6))
ends = [[w.mean - w.low for w in waits.values()], [w.high - w.mean for w in waits.values()]]
axes.errorbar(BOTH, [w.mean for w in waits.values()], yerr=ends, fmt="o-", capsize=4, label="simulated")
axes.plot(list(exact), list(exact.values()), "k*", markersize=11, label="exact (Erlang A)")
axes.set_xlabel(f"all-rounders among the {2 * TEAM} agents")
axes.set_ylabel("mean wait, seconds")
axes.set_ylim(bottom=0)
axes.legend()
figure.tight_layout()

# %% [markdown]
# ## When all-rounders are slower
#
# Who does two things may need longer for each. How much longer, until one team of all-rounders is no better than two
# teams of specialists? Erlang A gives the point of balance, and the simulation is asked to confirm it.

# %%


def longer_together(slower: float, calls_per_hour: float = CALLS_PER_HOUR, team: int = TEAM) -> float:
    """Mean wait of one team of all-rounders less that of two teams, seconds, if a call takes so many times as long."""
    one_kind = calls_per_hour / 3600
    apart = erlang_a(one_kind, HANDLE_TIME, PATIENCE, team).mean_wait
    return erlang_a(2 * one_kind, HANDLE_TIME * slower, PATIENCE, 2 * team).mean_wait - apart


def balance_of(calls_per_hour: float, team: int) -> float:
    """How many times as long an all-rounder may take until one team is no better than two."""
    return brentq(lambda slower: longer_together(slower, calls_per_hour, team), 1.0, 10.0)


balance = balance_of(CALLS_PER_HOUR, TEAM)
print(f"as long a wait as apart when all-rounders take {balance:.3f} times as long ({balance - 1:.0%} more)\n")
one = np.ones(REPLICATIONS)
against = {}
print("all-rounders take   wait together less wait apart, seconds: simulated (95 % interval)    exact")
for slower in (1.0, SLOWER, round(balance, 3), round(2 * balance - 1, 3)):
    found = compare(two_teams([0, 2 * TEAM], slower))
    difference = found.values(f"{2 * TEAM}", "mean_wait") - found.values("0", "mean_wait")
    against[slower] = ratio_of_means(difference, one)
    print(f"{slower:9.3f} × as long {shown(against[slower]):>40} {longer_together(slower):+28.2f}")

# %% [markdown]
# So pooling pays for some slowness, and the more, the smaller the teams are (question 4 asks about large ones). With
# *some* all-rounders only some calls are slower, which is a further reason for a few rather than all.
#
# ## The day the forecast was wrong
#
# Today an advertisement had a wrong price, and far more customers call about orders; returns come as always. Nobody
# knew it yesterday, the rosters stand.

# %%
shown_days = sorted({0, few, 2 * TEAM})
surprised = compare(two_teams(shown_days, slower=SLOWER, surprise=SURPRISE))
print(f"orders {SURPRISE:+.0%}; all-rounders take {SLOWER:g} times as long (mean wait in seconds, hanging up in %)\n")
print("all-rounders     orders: wait        hang up          returns: wait       hang up           all: wait")
bad_day = {}
for number in shown_days:
    cells = []
    for kind in ("orders", "returns"):
        wait, gone = (surprised.figure(f"{number}", "queues", kind, kpi) for kpi in ("mean_wait", "abandonment_rate"))
        bad_day[number, kind] = wait, gone
        cells += [f"{shown(wait):19}", f"{shown(gone, 100):17}"]
    print(f"{number:12}     {' '.join(cells)} {shown(surprised.figure(f'{number}', 'totals', 'mean_wait'))}")
print()
for number in shown_days[1:]:
    change = {kind: bad_day[number, kind][0].mean - bad_day[0, kind][0].mean for kind in ("orders", "returns")}
    print(f"{number} all-rounders against none: orders {change['orders']:+.1f} s, returns {change['returns']:+.1f} s")

# %% [markdown]
# Apart, one team drowns beside another that has time. All-rounders share the trouble out: orders gain, and returns pay
# for a part of it. With a few all-rounders they pay less. When all are all-rounders there is one queue, both kinds
# wait alike, and what returns pay may be nearly as much as what orders gain. Whether all customers taken together are
# better off, the last column says: with large teams, slow all-rounders and all calls in their hands they may not be. A
# few are the other half of what skills buy: an insurance against a wrong forecast.
#
# ## Questions
#
# 1. Two teams of the same size are put together. Where does the shorter wait come from, if nobody works more or
#    faster?
# 2. How much of the gain do the first two all-rounders bring? Why so much?
# 3. All-rounders are taken only when no specialist is free. What would happen if they were taken first?
# 4. By how much may all-rounders be slower until one team is no better than two? *Predict first, then change a
#    parameter:* would it be more or less with `CALLS_PER_HOUR = 600` and `TEAM = 45`?
# 5. What does the model leave out that speaks for teams apart?
