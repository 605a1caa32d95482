# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # When is a vendor worth it?
#
# Small and steady, or large and with a peak? You will play three ways of staffing over a grid of volumes and peaks,
# on the same customers, and draw the map of which is the cheapest: your own people for the peak, your own for an
# ordinary week with a vendor above it, or everything to the vendor. Fifteen minutes, of which one is the computer's.

# %% tags=["parameters"]
VOLUMES = (500, 1_500, 4_500)  # contacts of an ordinary week
PEAKS = (1.0, 1.5, 2.0, 3.0)  # the two peak weeks over an ordinary one
WAGE = 20.6  # our own people's wage, an hour
RATE = 52.0  # the vendor's price of an agent-hour on duty
FEE = 8_000  # transition, once
REPLICATIONS = 2

# %% [markdown]
# ## The study
#
# Six weeks, of which the third and the fourth are the peak. Our own people are paid all six weeks, whatever comes.
# The vendor's agents are ordered four weeks ahead, may be half as many more or fewer from week to week, handle a
# little slower and resolve a little less, and cost a fee to begin with.

# %%
import matplotlib.pyplot as plt
import numpy as np

from sim import Study, draw, play, prepare

WAYS = ("own people", "own and vendor", "vendor")


def study(volume: int, peak: float) -> Study:
    """One point of the grid: a volume and a peak, three ways of staffing it."""
    own = {
        "wage": f"{WAGE}/h", "benefits": "30%", "seat": "420/month", "software": "150/month", "management": "12%",
    }  # fmt: skip
    contract = {
        "signed": "2025-11-03", "price": f"{RATE}/agent_hour", "transition": {"fee": FEE}, "governance": "6%",
        "ramp": {"notice": "4wk", "up": "50%/week", "down": "50%/week"},
    }  # fmt: skip
    skill = {"handle_time_factor": 1.05, "resolution_factor": 0.97, "satisfaction_factor": 1}
    season = {"name": "peak", "from": "2026-03-16", "to": "2026-03-29", "uplift": f"{100 * (peak - 1):g}%"}
    return Study.model_validate(
        {
            "name": "Worth it",
            "replications": REPLICATIONS,
            "seed": 8,
            "horizon": {"start": "2026-03-02", "end": "2026-04-13", "time_zone": "America/New_York"},
            "goal": {"lost_ticket": 18},
            "markets": {"us": {"time_zone": "America/New_York"}},
            "queues": {
                "phone": {
                    "channel": "voice",
                    "opening_hours": {"daily": "08:00-20:00"},
                    "handle_time": {"distribution": "lognormal", "mean": "6min", "cv": 0.9},
                    "patience": {"distribution": "exponential", "mean": "4min"},
                    "resolution": "75%",
                    "follow_up": {"delay": {"distribution": "exponential", "mean": "1d"}},
                }
            },
            "demand": [{"market": "us", "queue": "phone", "volume": f"{volume}/week", "seasons": [season]}],
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


def cost_per_resolved(of: Study) -> dict[str, float]:
    """The cost of a resolved ticket under each way, mean of the seasons; all ways meet the same customers."""
    prepared, sums = prepare(of), {name: np.zeros(2) for name in WAYS}
    for k in range(of.replications):
        tickets = draw(prepared, k)
        for name in WAYS:
            found = play(prepared, name, tickets)[0]
            resolved = found.measures.ratio("total", "", "resolved_share")[0]
            sums[name] += found.statement.total, resolved
    return {name: cost / resolved for name, (cost, resolved) in sums.items()}


# %% [markdown]
# ## The grid

# %%
grid = {(volume, peak): cost_per_resolved(study(volume, peak)) for volume in VOLUMES for peak in PEAKS}
print("volume  peak  " + "".join(f"{name:>16}" for name in WAYS) + "   cheapest")
for (volume, peak), costs in grid.items():
    cheapest = min(costs, key=costs.__getitem__)
    print(f"{volume:6}  {peak:4}  " + "".join(f"{costs[name]:16.2f}" for name in WAYS) + f"   {cheapest}")

# %% [markdown]
# ## The map
#
# Each cell is a point of the grid: its colour says which way is the cheapest, its number by how much it is cheaper
# than the next one.

# %%
colours = {"own people": "#0072b2", "own and vendor": "#e69f00", "vendor": "#009e73"}
figure, axes = plt.subplots(figsize=(7, 3.2))
for row, volume in enumerate(VOLUMES):
    for column, peak in enumerate(PEAKS):
        first, second = sorted(grid[volume, peak].items(), key=lambda pair: pair[1])[:2]
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
plt.show()

# %% [markdown]
# Read the rows from left to right and the columns from below. What the vendor costs once is divided by the tickets,
# and what idle people cost grows with the peak. An agent-hour of our own people on duty costs about 47 here, with
# shrinkage, benefits, management and a seat: the vendor at 52 is dearer by the hour, and still worth it where the
# peak is high. Change `RATE` and `FEE` above and see the borders move.
#
# ## Questions
#
# 1. Why does the vendor gain with the volume?
# 2. Why do our own people lose with the peak?
# 3. A vendor for the overflow alone is seldom the cheapest way here, though it is wanted for the peak only. Why?
# 4. Where on this map would you not decide by the cost alone?
