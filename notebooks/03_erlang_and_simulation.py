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
# # 3 Erlang C, Erlang A and the simulation, side by side
#
# Erlang C lets every customer wait for ever. Erlang A lets them lose patience. The simulation plays each customer.
# Where the formulas' assumptions hold, formula and simulation must agree; you will see where they part, and why.
# Twenty minutes.
#
# **You will learn**
# - the two formulas themselves, in ten lines of your own;
# - why Erlang C overstates the wait, and asks for too many agents, when customers are impatient;
# - a law that turns the wait into the share who hang up;
# - what formulas do not know, and when that matters.

# %% tags=["parameters"]
CALLS_PER_HOUR = 200
HANDLE_TIME = 180.0  # seconds, the mean
HANDLE_CV = 1.5  # standard deviation ÷ mean of recorded handle times
PATIENCE = 300.0  # seconds, the mean time after which customers hang up
AGENTS = [8, 9, 10, 11, 12, 13, 14]
TARGET = 0.80  # the promise: this share of the calls is answered ...
WITHIN = 20.0  # ... within so many seconds
WAGE = 14.0  # of an agent, an hour
REPLICATIONS = 40  # days of each simulation
SEED = 4

# %%
import math

import matplotlib.pyplot as plt
import numpy as np

from sim import Study, compare
from sim.comparison import Estimate, ratio_of_means
from sim.theory.erlang_a import erlang_a
from sim.theory.erlang_c import erlang_c
from sim.theory.requirement import agents_required


def desk(handle_time: dict, patience: dict) -> Study:
    """One queue around the clock, and a strategy for each number of agents; the first hours are not counted."""
    return Study.model_validate(
        {
            "name": "side by side",
            "replications": REPLICATIONS,
            "seed": SEED,
            "horizon": {"start": "2026-03-02", "end": "2026-03-03", "interval": "1h", "warm_up": "3h"},
            "markets": {"home": {"time_zone": "UTC"}},
            "queues": {
                "calls": {
                    "channel": "voice",
                    "handle_time": handle_time,
                    "patience": patience,
                    "service_level": {"target": TARGET, "within": f"{WITHIN}s"},
                }
            },
            "demand": [{"market": "home", "queue": "calls", "rate": f"{CALLS_PER_HOUR}/h"}],
            "pools": {
                "desk": {
                    "sourcing": "in_house", "time_zone": "UTC", "skills": {"calls": {}},
                    "employment": {"wage": f"{WAGE}/h"},
                }
            },
            "strategies": {
                f"{n}": {"staffing": {"desk": {"agents": n}}, "routing": {"calls": ["desk"]}} for n in AGENTS
            },
        }
    )  # fmt: skip


def shown(found: Estimate, scale: float = 1.0, digits: int = 1) -> str:
    """A mean and its 95 % interval."""
    mean, low, high = (value * scale for value in (found.mean, found.low, found.high))
    return f"{mean:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def number(value: float, digits: int = 1) -> str:
    return f"{value:.{digits}f}" if math.isfinite(value) else "no limit"


# %% [markdown]
# ## The formulas
#
# Calls come at random (Poisson) with λ a second, a call takes h seconds on average, n agents are there, and a customer
# who waits hangs up after 1 ÷ θ seconds on average; handle times and patience are exponential. Then all there is to
# know of the desk is how many customers are there, and the chance p(k) that there are k of them follows from one
# below: as often as the desk goes up from k − 1 to k, it comes down again.
#
# - *Erlang A* (Palm 1957): p(k) = p(k − 1) × λ ÷ (min(k, n) ÷ h + max(k − n, 0) × θ), and all p(k) add up to 1. What it
#   is divided by is the rate at which customers leave: those who are served, and those who give up. Mean queue: Σ (k −
#   n) p(k) over all k above n. Mean wait, by Little's law (lesson 2): mean queue ÷ λ.
# - *Erlang C* (Erlang 1917) is the same without patience, θ = 0. Then the sums have closed forms. With the load R = λ h
#   and B, the share that Erlang B loses (B = 1 for no agents, then B(n) = R B(n − 1) ÷ (n + R B(n − 1))), the share
#   who wait at all is **C = n B ÷ (n − R (1 − B))**, and the mean wait is **C h ÷ (n − R)**, if n is more than R.
#
# Here are both in a few lines, held against the program's own.

# %%
rate = CALLS_PER_HOUR / 3600
load = rate * HANDLE_TIME


def my_erlang_a(agents: int) -> float:
    """Mean wait in seconds, by adding up the chances of 0, 1, 2 ... customers at the desk."""
    chance, total, queue, k = 1.0, 1.0, 0.0, 0
    while chance > 1e-15 * total or k <= load:
        k += 1
        chance *= rate / (min(k, agents) / HANDLE_TIME + max(k - agents, 0) / PATIENCE)
        total += chance
        queue += max(k - agents, 0) * chance
    return queue / total / rate


def my_erlang_c(agents: int) -> float:
    """Mean wait in seconds; without end unless there are more agents than erlangs."""
    if agents <= load:
        return math.inf
    lost = 1.0
    for n in range(1, agents + 1):
        lost = load * lost / (n + load * lost)
    waiting = agents * lost / (agents - load * (1 - lost))
    return waiting * HANDLE_TIME / (agents - load)


print("mean wait, seconds   Erlang C: mine   the program's   Erlang A: mine   the program's")
for n in AGENTS:
    mine, theirs = my_erlang_c(n), erlang_c(rate, HANDLE_TIME, n).mean_wait
    a, program = my_erlang_a(n), erlang_a(rate, HANDLE_TIME, PATIENCE, n).mean_wait
    agree = math.isclose(a, program, rel_tol=1e-9) and (mine == theirs or math.isclose(mine, theirs, rel_tol=1e-9))
    words = "" if agree else "   they differ!"
    print(f"{n:6} agents {number(mine, 2):>23} {number(theirs, 2):>15} {a:16.2f} {program:15.2f}{words}")

# %% [markdown]
# ## The formulas' own world
#
# Where calls, handle times and patience are as the formulas suppose, Erlang A is exact, and the simulation must agree.
# Waits are those of all customers, to the answer or to hanging up.

# %%
patient = {n: erlang_c(rate, HANDLE_TIME, n, WITHIN) for n in AGENTS}
impatient = {n: erlang_a(rate, HANDLE_TIME, PATIENCE, n, WITHIN) for n in AGENTS}
exponential = {"distribution": "exponential", "mean": f"{HANDLE_TIME}s"}
leaving = {"distribution": "exponential", "mean": f"{PATIENCE}s"}
results = compare(desk(exponential, leaving))
played = {n: results.figure(f"{n}", "totals", "mean_wait") for n in AGENTS}

print("mean wait, seconds")
print("agents   Erlang C   Erlang A   simulation (95 % interval)")
for n in AGENTS:
    print(f"{n:6} {number(patient[n].mean_wait):>10} {impatient[n].mean_wait:10.1f}   {shown(played[n])}")

# %% [markdown]
# Each of the simulation's intervals holds Erlang A's figure in about 95 of 100 such tables. But the rows of one table
# are not so many proofs: all of them were played with the *same* customers. If these happen to be a busy lot, all rows
# lie too high, and if one interval misses the truth, its neighbours are likely to miss it too. That is why so many days
# are played here (`REPLICATIONS`); with 8 days most seeds put every point on the same side of the curve.
#
# Erlang C lies far above. With no more agents than erlangs of work it has no answer at all, while the real desk goes
# on: it is bad, but not endless, because those who hang up take their work with them.
#
# ## Who waits, and who leaves
#
# With exponential patience of mean 1 ÷ θ, each waiting customer leaves at the rate θ. So the share who leave is θ ×
# the mean wait of all: **abandonment = mean wait ÷ mean patience**. A desk that measures two of the three knows the
# third.

# %%
print("agents   hang up, % of the calls")
print("         mean wait ÷ patience   Erlang A   simulation (95 % interval)")
for n in AGENTS:
    gone = results.figure(f"{n}", "totals", "abandonment_rate")
    by_law = played[n].mean / PATIENCE
    print(f"{n:6} {by_law:15.1%} {impatient[n].abandonment_rate:14.1%}     {shown(gone, 100)}")

# %% [markdown]
# Now we see where Erlang C goes wrong. It keeps in the queue a few per cent who in truth leave, and they are not any
# few: they leave when the queue is long. Near 100 % every call that leaves shortens the wait of all behind it, so a
# small abandonment takes away most of the wait.
#
# ## How many agents does the promise need?

# %%
needed = {
    "Erlang C": agents_required(rate, HANDLE_TIME, None, TARGET, WITHIN),
    "Erlang A": agents_required(rate, HANDLE_TIME, PATIENCE, TARGET, WITHIN),
}
print(f"agents for {TARGET:.0%} within {WITHIN:g} s: " + ", ".join(f"{name} {n}" for name, n in needed.items()))
more = needed["Erlang C"] - needed["Erlang A"]
yearly = more * WAGE * 24 * 365
print(f"the difference, around the clock at {WAGE:g} an hour: {yearly:,.0f} USD a year in wages")
print("\nagents come whole, so the difference jumps with the promise:")
print("promise   Erlang C   Erlang A   difference, USD a year")
by_target = {}
for step in (-0.05, -0.02, -0.01, 0.0, 0.02, 0.05, 0.10):
    if 0 < TARGET + step < 1:
        ask = [agents_required(rate, HANDLE_TIME, leave, TARGET + step, WITHIN) for leave in (None, PATIENCE)]
        by_target[round(TARGET + step, 3)] = ask[0] - ask[1]
        print(f"{TARGET + step:7.1%} {ask[0]:10} {ask[1]:10} {(ask[0] - ask[1]) * WAGE * 24 * 365:17,.0f}")
print("\nagents   in time: Erlang C   Erlang A   simulation (95 % interval)")
for n in AGENTS:
    levels = (found[n].service_level.excluding_short_abandons for found in (patient, impatient))
    simulated = results.figure(f"{n}", "totals", "service_level")
    print(f"{n:6} " + " ".join(f"{level:13.1%}" for level in levels) + f"   {shown(simulated, 100)} %")

# %% [markdown]
# (Customers who hang up within the promised time are not counted here, neither as met nor as missed: the usual
# definition.)
#
# ## Where the formulas stop
#
# Recorded handle times are not exponential. They are rather log-normal, often with a standard deviation above their
# mean. No closed form is left, but the simulation does not mind. The customers come at the same moments as above,
# with the same patience; only their calls are as varied as recorded ones.

# %%
spread = {"distribution": "lognormal", "mean": f"{HANDLE_TIME}s", "cv": HANDLE_CV}
others = compare(desk(spread, leaving))
varied = {n: others.figure(f"{n}", "totals", "mean_wait") for n in AGENTS}
one = np.ones(REPLICATIONS)
print("agents   mean wait of log-normal less exponential, seconds (95 % interval)")
longer = {}
for n in AGENTS:
    longer[n] = ratio_of_means(others.values(f"{n}", "mean_wait") - results.values(f"{n}", "mean_wait"), one)
    print(f"{n:6}   {shown(longer[n]):24} {longer[n].mean / played[n].mean:+6.1%} of the wait")

# %%
figure, axes = plt.subplots(figsize=(7, 4))
stable = [(n, found.mean_wait) for n, found in patient.items() if math.isfinite(found.mean_wait)]
if stable:
    axes.plot(*zip(*stable, strict=True), "--", label="Erlang C: nobody leaves")
axes.plot(AGENTS, [impatient[n].mean_wait for n in AGENTS], "-", label="Erlang A: customers lose patience")
for found, mark, words in (
    (played, {"fmt": "o"}, "simulation, exponential handle times"),
    (varied, {"fmt": "s", "fillstyle": "none"}, f"simulation, log-normal handle times (cv {HANDLE_CV:g})"),
):
    ends = [[f.mean - f.low for f in found.values()], [f.high - f.mean for f in found.values()]]
    axes.errorbar(AGENTS, [f.mean for f in found.values()], yerr=ends, capsize=3, label=words, **mark)
axes.set_yscale("log")
axes.set_xlabel("agents on duty")
axes.set_ylabel("mean wait, seconds")
axes.legend()
figure.tight_layout()

# %% [markdown]
# Handle times that are more spread make the wait longer. How much longer depends: little, where customers are impatient
# and the spread is ordinary, since a queue that some leave cannot grow long behind a few very long calls. It is a lot
# with a large spread, and with patient customers near 100 % busy: try `HANDLE_CV = 3.0`, and `PATIENCE = 3000.0`
# together with `HANDLE_CV = 2.5`, and read the last column. So Erlang A with its exponential handle times is a good
# guess for an ordinary desk, and no law.
#
# What often matters more is what no formula here knows: rates that change over the day, days that are busier than
# expected, customers who call again, several skills. That is what the next lessons are about.
#
# ## Questions
#
# 1. With ten agents and two hundred calls an hour Erlang C has no answer. Why, and what do real customers do about
#    it?
# 2. Why does Erlang C overstate the wait even where it has an answer?
# 3. How many agents does each formula ask for, and what does the difference cost in a year? How much of that hangs on
#    the promise being 80 % and not 79 %?
# 4. A desk reports a mean wait of 30 seconds and 10 % who hang up. How patient are its customers?
# 5. *Predict first, then change a parameter:* `PATIENCE = 60.0`. Which way do the mean wait and the share who hang up
#    move with eleven agents?
# 6. "Nobody complains: our wait is short." Why should the mean wait never stand alone?
