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
# # Erlang C, Erlang A and the simulation, side by side
#
# Erlang C lets every customer wait for ever. Erlang A lets them lose patience. The simulation plays each customer.
# Where the formulas' assumptions hold, all three must agree; you will see where they part, and why. Fifteen minutes.

# %% tags=["parameters"]
CALLS_PER_HOUR = 200
HANDLE_TIME = 180.0  # seconds
PATIENCE = 300.0  # seconds
AGENTS = range(8, 15)
DAYS = 5
REPLICATIONS = 4

# %%
import math

import matplotlib.pyplot as plt
import numpy as np

from sim import Study, draw, play, prepare
from sim.theory.erlang_a import erlang_a
from sim.theory.erlang_c import erlang_c


def desk(handle_time: dict, patience: dict | None) -> Study:
    """One queue around the clock, and a strategy for each number of agents."""
    queue = {"channel": "voice", "handle_time": handle_time, "service_level": {"target": "80%", "within": "20s"}}
    return Study.model_validate(
        {
            "name": "side by side",
            "horizon": {"start": "2026-03-02", "end": f"2026-03-{2 + DAYS:02d}", "interval": "1h", "warm_up": "4h"},
            "markets": {"home": {"time_zone": "UTC"}},
            "queues": {"calls": queue | ({"patience": patience} if patience else {})},
            "demand": [{"market": "home", "queue": "calls", "rate": f"{CALLS_PER_HOUR}/h"}],
            "pools": {
                "desk": {
                    "sourcing": "in_house", "time_zone": "UTC", "skills": {"calls": {}}, "employment": {"wage": "14/h"}
                }
            },
            "strategies": {
                f"{n}": {"staffing": {"desk": {"agents": n}}, "routing": {"calls": ["desk"]}} for n in AGENTS
            },
        }
    )  # fmt: skip


def simulated_wait(study: Study) -> list[float]:
    """Mean wait by number of agents, seconds."""
    prepared = prepare(study)
    draws = [draw(prepared, k) for k in range(REPLICATIONS)]
    waits = []
    for name in study.strategies:
        kept = [play(prepared, name, tickets)[1] for tickets in draws]
        late = [found.wait[found.arrival >= study.horizon.warm_up] for found in kept]
        waits.append(float(np.concatenate(late).mean()))
    return waits


# %% [markdown]
# ## Exponential handle times and patience: the formulas' own world

# %%
rate = CALLS_PER_HOUR / 3600
patient = [erlang_c(rate, HANDLE_TIME, n, 20.0).mean_wait for n in AGENTS]
impatient = [erlang_a(rate, HANDLE_TIME, PATIENCE, n, within=20.0).mean_wait for n in AGENTS]
exponential = {"distribution": "exponential", "mean": f"{HANDLE_TIME:g}s"}
leaving = {"distribution": "exponential", "mean": f"{PATIENCE:g}s"}
played = simulated_wait(desk(exponential, leaving))

print("agents   Erlang C   Erlang A   simulation   (mean wait, seconds)")
for n, c, a, s in zip(AGENTS, patient, impatient, played, strict=True):
    print(f"{n:6} {f'{c:.1f}' if math.isfinite(c) else 'no limit':>10} {a:10.1f} {s:12.1f}")

# %% [markdown]
# ## Where the formulas stop: handle times that vary more than exponential ones
#
# Recorded handle times are log-normal, often with a standard deviation above their mean. No closed form is left, but
# the simulation does not mind.

# %%
spread = {"distribution": "lognormal", "mean": f"{HANDLE_TIME:g}s", "cv": 1.5}
varied = simulated_wait(desk(spread, leaving))

figure, axes = plt.subplots(figsize=(7, 4))
stable = [(n, c) for n, c in zip(AGENTS, patient, strict=True) if math.isfinite(c)]
axes.plot(*zip(*stable, strict=True), "--", label="Erlang C: nobody leaves")
axes.plot(list(AGENTS), impatient, "-", label="Erlang A: customers lose patience")
axes.plot(list(AGENTS), played, "o", label="simulation, exponential handle times")
axes.plot(list(AGENTS), varied, "s", fillstyle="none", label="simulation, log-normal handle times (cv 1.5)")
axes.set_yscale("log")
axes.set_xlabel("agents on duty")
axes.set_ylabel("mean wait, seconds")
axes.legend()
figure.tight_layout()

# %% [markdown]
# ## Questions
#
# 1. With ten agents Erlang C has no answer. Why, and what do real customers do about it?
# 2. Why does Erlang C overstate the wait even where it has an answer?
# 3. Read off how many agents keep the mean wait below ten seconds by each of the three. What does the difference cost?
