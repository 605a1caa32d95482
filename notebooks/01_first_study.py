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
# # A first study: six or seven agents?
#
# A desk answers calls from Monday to Friday, 09:00 to 17:00. Ninety customers call in an hour, and a call takes three
# minutes on average. Is a sixth agent enough to answer 80 % of the calls within 20 seconds, and what does a seventh
# cost? You will write a study, play it, and read how sure the answer is. It takes ten minutes.

# %% tags=["parameters"]
CALLS_PER_HOUR = 90
HANDLE_TIME = "3min"
AGENTS = (6, 7)
REPLICATIONS = 20

# %% [markdown]
# ## The study
#
# A study is one world (horizon, markets, queues, demand, pools) and several strategies that meet exactly the same
# customers. It usually stands in a YAML file; here it is a dictionary with the same keys.

# %%
import matplotlib.pyplot as plt

from sim import Study, draw, play, prepare, summarise

study = Study.model_validate(
    {
        "name": "Six or seven agents?",
        "replications": REPLICATIONS,
        "horizon": {"start": "2026-03-02", "end": "2026-03-07"},
        "markets": {"home": {"time_zone": "Europe/London"}},
        "queues": {
            "calls": {
                "channel": "voice",
                "opening_hours": {"mon-fri": "09:00-17:00"},
                "service_level": {"target": "80%", "within": "20s"},
                "handle_time": {"distribution": "exponential", "mean": HANDLE_TIME},
            }
        },
        "demand": [{"market": "home", "queue": "calls", "rate": f"{CALLS_PER_HOUR}/h"}],
        "pools": {
            "desk": {
                "sourcing": "in_house",
                "time_zone": "Europe/London",
                "skills": {"calls": {}},
                "employment": {"wage": "14/h"},
            }
        },
        "strategies": {
            f"{agents} agents": {"staffing": {"desk": {"agents": agents}}, "routing": {"calls": ["desk"]}}
            for agents in AGENTS
        },
    }
)

# %% [markdown]
# ## One week, event by event
#
# `prepare` forecasts the demand and plans the rosters, `draw` draws the customers of one week, `play` lets them meet
# the agents. The same tickets go to both strategies: what differs is the staffing alone.

# %%
prepared = prepare(study)
tickets = draw(prepared, 0)
print(f"{len(tickets.arrival)} customers call in this week")
for name in study.strategies:
    _, records = play(prepared, name, tickets)
    wait = records.wait
    print(f"{name}: mean wait {wait.mean():5.1f} s, longest {wait.max():4.0f} s, {(wait <= 20).mean():.1%} within 20 s")

# %% [markdown]
# ## Many weeks
#
# One week is one throw of the dice. Twenty weeks give an interval that covers the true mean 95 times in 100.

# %%
weeks = []
for replication in range(study.replications):
    tickets = draw(prepared, replication)
    outcomes = {name: play(prepared, name, tickets)[0] for name in study.strategies}
    weeks.append({name: (found.measures, found.statement) for name, found in outcomes.items()})
summary = summarise(study, prepared.plans, weeks, "simpy").summary

for name, found in summary["strategies"].items():
    for kpi in ("service_level", "mean_wait", "occupancy", "cost"):
        value = found["totals"][kpi]
        print(f"{name:10} {kpi:14} {value['mean']:10.3f}   95 % interval {value['low']:10.3f} to {value['high']:10.3f}")

# %% [markdown]
# ## The picture

# %%
figure, axes = plt.subplots(figsize=(6, 3))
names = list(study.strategies)
levels = [summary["strategies"][name]["totals"]["service_level"] for name in names]
means = [level["mean"] for level in levels]
below = [level["mean"] - level["low"] for level in levels]
above = [level["high"] - level["mean"] for level in levels]
axes.errorbar(means, names, xerr=[below, above], fmt="o", capsize=4)
axes.axvline(0.8, linestyle="--", color="grey")
axes.set_xlabel("answered within 20 s, share of the offered (dashed: the target)")
axes.margins(y=0.5)
figure.tight_layout()

# %% [markdown]
# ## Questions
#
# 1. With six agents occupancy is about 75 %. Why do customers wait although a quarter of the agents' time is idle?
# 2. Raise `CALLS_PER_HOUR` to 110. What happens to the mean wait, and what to the occupancy? Which moves faster?
# 3. The cost of a seventh agent is certain, its effect is not. How would you make the interval of the effect narrower?
