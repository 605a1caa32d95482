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
# # 9 Is the difference real?
#
# A new call script changes how long calls take, a little. You simulate a day with the old script and a day with the new
# one, and the new one is worse. Bad script, or bad luck? This lesson is about telling them apart. It uses a desk whose
# true figures are known exactly, so that every method can be tested on it. Fifteen minutes.
#
# **You will learn**
# - what a 95 % interval promises, and to test whether it keeps the promise;
# - the commonest mistake: treating calls of one day as if they were independent;
# - why the same customers for both (*common random numbers*) are worth many simulated days;
# - why one of twenty comparisons of equals looks like a discovery.

# %% tags=["parameters"]
CALLS_PER_HOUR = 40
HANDLE_TIME = 240.0  # seconds, the mean
PATIENCE = 300.0  # seconds, the mean
AGENTS = 3
HOURS_OPEN = 8
SHORTER = 0.05  # the new script makes calls shorter by this share; below 0: longer
DAYS = 400  # days that are simulated, cut into experiments ...
GROUP = 10  # ... of so many days
SEED = 9

# %%
import math

import matplotlib.pyplot as plt
import numpy as np
from scipy import stats

from sim import Study, draw, prepare, simulate
from sim.comparison import Estimate, paired_difference, ratio_of_means
from sim.comparison.estimate import share_interval
from sim.theory.time_varying import day_totals


def scripts(seed: int, shorter: float = SHORTER) -> Study:
    """One day of a desk, with the old script and with the new one."""
    factor = {"old script": 1.0, "new script": 1 - shorter}
    return Study.model_validate(
        {
            "name": "Two scripts",
            "seed": seed,
            "horizon": {"start": "2026-03-02", "end": "2026-03-03", "interval": "1h"},
            "markets": {"home": {"time_zone": "UTC"}},
            "queues": {
                "calls": {
                    "channel": "voice",
                    "opening_hours": {"mon": f"09:00-{9 + HOURS_OPEN:02d}:00"},
                    "handle_time": {"distribution": "exponential", "mean": f"{HANDLE_TIME}s"},
                    "patience": {"distribution": "exponential", "mean": f"{PATIENCE}s"},
                }
            },
            "demand": [{"market": "home", "queue": "calls", "rate": f"{CALLS_PER_HOUR}/h"}],
            "pools": {
                name: {
                    "sourcing": "in_house",
                    "time_zone": "UTC",
                    "skills": {"calls": {"handle_time_factor": slower}},
                    "employment": {"wage": "14/h"},
                }
                for name, slower in factor.items()
            },
            "strategies": {
                name: {"staffing": {name: {"agents": AGENTS}}, "routing": {"calls": [name]}} for name in factor
            },
        }
    )


def days_of(
    seed: int, days: int = DAYS, shorter: float = SHORTER
) -> dict[str, tuple[list[np.ndarray], np.ndarray, np.ndarray]]:
    """Many days with each script: the waits of each day, their sum, and the number of calls."""
    study = scripts(seed, shorter)
    prepared, found = prepare(study), {name: [] for name in study.strategies}
    for day in range(days):
        tickets = draw(prepared, day)
        for name in study.strategies:
            found[name].append(simulate(study, name, tickets, prepared.plans[name]).wait)
    return {
        name: (waits, np.array([day.sum() for day in waits]), np.array([float(len(day)) for day in waits]))
        for name, waits in found.items()
    }


def true_wait(factor: float) -> float:
    """The exact mean wait, seconds: all waiting of a day ÷ all calls, of a day that begins empty and is served out."""
    hours, rates = [HOURS_OPEN * 3600.0, 4 * 3600.0], [CALLS_PER_HOUR / 3600, 0.0]
    day = day_totals(hours, rates, [AGENTS, AGENTS], HANDLE_TIME * factor, PATIENCE)
    return day.wait / day.offered


old, new = days_of(SEED).values()
truth = {"old": true_wait(1.0), "new": true_wait(1 - SHORTER)}
print(f"exact mean wait: old script {truth['old']:.2f} s, new script {truth['new']:.2f} s")
print(f"one simulated day: old script {old[1][0] / old[2][0]:.2f} s; the next day {old[1][1] / old[2][1]:.2f} s")

# %% [markdown]
# ## More days, narrower intervals
#
# A day is one throw. The mean of r days has an interval whose half-width falls with √r: for half the width, four
# times the days. (Mean wait is all waiting ÷ all calls. The program treats such a ratio by the jackknife, which
# leaves out one day at a time and looks at what changes.)

# %%


def shown(found: Estimate, digits: int = 2) -> str:
    return f"{found.mean:.{digits}f} ({found.low:.{digits}f} to {found.high:.{digits}f})"


print("days   mean wait, old script, seconds (95 %)   half-width   × √days   and ÷ t")
sizes = sorted({size for size in (5, 20, 80, 320, DAYS) if size <= DAYS})
widths = {}
for size in sizes:
    found = ratio_of_means(old[1][:size], old[2][:size])
    widths[size] = (found.high - found.low) / 2
    spread = widths[size] * math.sqrt(size)
    print(
        f"{size:4}   {shown(found):37} {widths[size]:10.2f} {spread:8.1f} {spread / stats.t.ppf(0.975, size - 1):9.1f}"
    )

# %% [markdown]
# The column × √days should stand still, and for many days it does. With few days the interval is wider, because the
# days' own spread is a guess from these few: Student's t, by which it is multiplied, is 2.8 for five days and falls to
# 1.96 for many. Divided by t, what is left is the spread of the days, which five days tell badly.

# %% [markdown]
# ## Does the interval keep its promise?
#
# "95 %" means: of many experiments made like this, 95 in 100 give an interval that holds the truth. Here we know the
# truth. Cut the days into experiments and count.
#
# The second line is the commonest mistake in simulation, and in real call centres: take the calls of *one* day, treat
# their waits as independent, and compute mean ± 1.96 s ÷ √n. But calls of one day wait in the same queue. If one
# waits long, so does the next.

# %%
groups = [slice(first, first + GROUP) for first in range(0, DAYS - GROUP + 1, GROUP)]
intervals = [ratio_of_means(old[1][part], old[2][part]) for part in groups]
kept = sum(found.low <= truth["old"] <= found.high for found in intervals)
naive = [(day.mean(), 1.96 * day.std(ddof=1) / math.sqrt(len(day))) for day in old[0] if len(day) > 1]
fooled = sum(abs(mean - truth["old"]) <= half for mean, half in naive)
coverage = {}
print("                                        hold the truth    share (its own 95 % interval)")
for words, count, of in (
    (f"{GROUP} days, interval across days", kept, len(intervals)),
    ("1 day, calls as if independent", fooled, len(naive)),
):
    low, high = share_interval(count, of)
    coverage[words] = count / of, low, high
    print(f"{words:38} {count:5} of {of:4} {count / of:14.0%} ({low:.0%} to {high:.0%})")

# %%
figure, axes = plt.subplots(figsize=(7.5, 3.4))
for number, found in enumerate(intervals):
    missed = not found.low <= truth["old"] <= found.high
    axes.plot([number, number], [found.low, found.high], color="#d55e00" if missed else "#0072b2", linewidth=2)
axes.axhline(truth["old"], color="black", linewidth=0.8, label="the truth")
axes.set_xlabel(f"experiment of {GROUP} days (orange: misses the truth)")
axes.set_ylabel("mean wait, seconds")
axes.legend(loc="lower left")
figure.tight_layout()

# %% [markdown]
# ## The same customers for both
#
# The difference between the scripts is small beside the difference between days. If each script meets customers of
# its own, the luck of both adds up. If both meet the *same* customers, who call at the same moment with the same
# patience and the same problem, most of the luck cancels. All strategies of a study meet the same customers; here we
# play the new script on other days as well (another seed), to see what that is worth.

# %%
others = days_of(SEED + 1_000)
strangers = others["new script"]
exact = truth["new"] - truth["old"]
first = slice(0, GROUP)


def unpaired(one: tuple, other: tuple, part: slice) -> Estimate:
    """The difference of two mean waits on unlike days, with Welch's interval from the days' own mean waits."""
    a, b = one[1][part] / one[2][part], other[1][part] / other[2][part]
    errors = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    freedom = sum(errors) ** 2 / sum(error**2 / (len(a) - 1) for error in errors)
    half = stats.t.ppf(0.975, freedom) * math.sqrt(sum(errors))
    return Estimate(a.mean() - b.mean(), a.mean() - b.mean() - half, a.mean() - b.mean() + half)


paired = paired_difference(new[1][first], new[2][first], old[1][first], old[2][first])
apart = unpaired(strangers, old, first)
print(f"new less old, mean wait in seconds; exact {exact:.2f}")
print(f"{GROUP} days, other customers: {shown(apart)}")
print(f"{GROUP} days, same customers:  {shown(paired)}")

per_day = {name: days[1] / days[2] for name, days in (("old", old), ("new", new), ("strangers", strangers))}
same, unlike = per_day["new"] - per_day["old"], per_day["strangers"] - per_day["old"]
ratio = unlike.var(ddof=1) / same.var(ddof=1)
correlation = np.corrcoef(per_day["old"], per_day["new"])[0, 1]
print(f"\nover {DAYS} days: the waits of a day correlate with {correlation:.2f}; variance of a day's difference")
print(f"other customers {unlike.var(ddof=1):.1f}, same customers {same.var(ddof=1):.1f}: a ratio of {ratio:.0f}")
print(f"so one paired day tells as much as {ratio:.0f} unpaired ones")

# %% [markdown]
# How often does an experiment of `GROUP` days notice in which direction the new script changes the wait, that is, lies
# its interval wholly on the true side of 0?

# %%


def on_the_true_side(found: Estimate) -> bool:
    """Whether the interval lies wholly where the exact difference lies; never where there is no difference."""
    return found.high < 0 if exact < 0 else found.low > 0 and exact > 0


seen = {
    "other customers": sum(on_the_true_side(unpaired(strangers, old, part)) for part in groups),
    "same customers": sum(
        on_the_true_side(paired_difference(new[1][p], new[2][p], old[1][p], old[2][p])) for p in groups
    ),
}
for words, count in seen.items():
    print(f"{words:16} {count:3} of {len(groups)} experiments see it ({count / len(groups):.0%})")

# %% [markdown]
# ## Discoveries that are none
#
# Now compare the old script with *itself*, on other days. There is nothing to find. How many of the experiments find
# something?

# %%
itself = others["old script"]
found = [unpaired(itself, old, part) for part in groups]
false_alarms = sum(not low <= 0 <= high for low, high in ((f.low, f.high) for f in found))
low, high = share_interval(false_alarms, len(found))
print(f"{false_alarms} of {len(found)} experiments call a difference real that is none: {false_alarms / len(found):.0%}"
      f" ({low:.0%} to {high:.0%}); 5 % is what a 95 % interval allows")  # fmt: skip

# %% [markdown]
# Whoever tries twenty scripts that change nothing will, on average, find one "significant". So write down before what
# you want to compare; and if you look at many, ask for a wider interval (with m comparisons 1 − 0.05 ÷ m instead of
# 95 %: Bonferroni), or play the winner once more on fresh days.
#
# And a difference that is real may still be too small to matter. An interval that lies between −1.2 and −0.8 seconds
# says two things: it is real, and it is a second.
#
# ## Questions
#
# 1. You want the interval half as wide. How many days more do you play?
# 2. In how many experiments did the intervals hold the truth, and how does the usual mistake do? Why?
# 3. By which factor did common customers reduce the variance? What does that mean for the time you wait for the
#    answer?
# 4. *Predict first, then change a parameter:* `SHORTER = 0.01`. Do the same customers still see it in ten days?
# 5. The old script was compared with itself. Why are there discoveries at all, and how many did you expect?
# 6. An interval for the difference is −0.3 to +2.1 seconds. Has it been shown that there is no difference?
