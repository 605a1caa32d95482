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
# # From the hourly rate to the cost of a resolved ticket
#
# A vendor's rate card says 13.50 an hour. What does it cost until a customer's issue is *resolved*? You will follow the
# money from the rate to the ticket, see which step adds how much, compare with your own people, and find out which
# number of the contract is worth negotiating. Fifteen minutes.

# %% tags=["parameters"]
RATE = 13.5  # the vendor's price of an agent-hour on duty
WAGE = 20.6  # our own people's wage, an hour
PER_WEEK = 4_000  # contacts of an ordinary week, repeats included
MINUTES = 6.5  # mean handle time of our own people
SLOWER = 1.12  # the vendor's handle time over ours
RESOLVES = 0.93  # the vendor's resolution over ours
REPLICATIONS = 4

# %% [markdown]
# ## The study
#
# Four weeks of a telephone, open from 08:00 to 20:00. Three in four answers resolve the ticket; the others call again a
# day later. Both teams are sized for the same forecast and the same promise. The vendor's contract has what contracts
# have: a minimum, a transition fee, governance, a fee for the exit, a service credit.

# %%
import matplotlib.pyplot as plt
import numpy as np

from sim import Study, draw, play, prepare, summarise
from sim.charts.waterfall import waterfall


def vendor(**changes: object) -> dict:
    """The vendor's pool; any term of its contract can be changed."""
    contract = {
        "signed": "2026-01-05",
        "term": "12mo",
        "price": f"{RATE}/agent_hour",
        "minimum": {"agent_hours": "3_600/month"},
        "transition": {"fee": 20_000},
        "governance": "6%",
        "exit_fee": 5_000,
        "service_credit": {"per_point_below": "1%", "cap": "12%"},
        "amortise": "12mo",
    }
    skill = {"handle_time_factor": SLOWER, "resolution_factor": RESOLVES, "satisfaction_factor": 1}
    pool = {"sourcing": "offshore", "time_zone": "Asia/Manila", "skills": {"phone": skill}, "shrinkage": "30%"}
    terms = {key: value for key, value in (contract | changes).items() if value is not None}
    return {**pool, "today": {"agents": 30}, "contract": terms}


def study(volume: int = PER_WEEK, pool: dict | None = None, within: str = "20s") -> Study:
    """Our own desk and the vendor, the same customers for both."""
    own = {
        "wage": f"{WAGE}/h", "benefits": "30%", "seat": "420/month", "software": "150/month", "management": "12%",
    }  # fmt: skip
    return Study.model_validate(
        {
            "name": "Rate and ticket",
            "replications": REPLICATIONS,
            "seed": 5,
            "horizon": {"start": "2026-03-02", "end": "2026-03-30", "time_zone": "America/New_York"},
            "goal": {"lost_ticket": 18},
            "markets": {"us": {"time_zone": "America/New_York"}},
            "queues": {
                "phone": {
                    "channel": "voice",
                    "opening_hours": {"daily": "08:00-20:00"},
                    "service_level": {"target": "80%", "within": within},
                    "handle_time": {"distribution": "lognormal", "mean": f"{MINUTES}min", "cv": 0.9},
                    "patience": {"distribution": "exponential", "mean": "4min"},
                    "resolution": "75%",
                    "follow_up": {"delay": {"distribution": "exponential", "mean": "1d"}},
                }
            },
            "demand": [{"market": "us", "queue": "phone", "volume": f"{volume}/week", "uncertainty": {"day": "10%"}}],
            "pools": {
                "home": {
                    "sourcing": "in_house", "time_zone": "America/Chicago", "skills": {"phone": {}},
                    "shrinkage": "30%", "employment": own,
                },
                "vendor": pool or vendor(),
            },
            "strategies": {
                "at home": {"staffing": {"home": {"size_for": "base"}}, "routing": {"phone": ["home"]}},
                "vendor": {"staffing": {"vendor": {"size_for": "base"}}, "routing": {"phone": ["vendor"]}},
            },
        }
    )  # fmt: skip


def results(of: Study):
    """Play the study and summarise it."""
    prepared = prepare(of)
    seasons = []
    for k in range(of.replications):
        tickets = draw(prepared, k)
        outcomes = {name: play(prepared, name, tickets)[0] for name in of.strategies}
        seasons.append({name: (found.measures, found.statement) for name, found in outcomes.items()})
    return summarise(of, prepared.plans, seasons, "simpy")


def figure(found, strategy: str, kpi: str) -> float:
    return found.summary["strategies"][strategy]["totals"][kpi]["mean"]


first = results(study())
for name in ("at home", "vendor"):
    contact, ticket = (figure(first, name, kpi) for kpi in ("cost_per_contact", "cost_per_resolved_ticket"))
    print(f"{name:8}  a contact {contact:6.2f}   a resolved ticket {ticket:6.2f}")

# %% [markdown]
# The rates differ by a third. What a resolved ticket costs differs by another number: why?
#
# ## Step by step
#
# The waterfall begins with one contact at the rate card's price for the minutes in which an agent has it in hand, and
# ends with what a resolved ticket costs. Every bar is a reason to pay more than the rate says.

# %%
table = first.tables["waterfall"]
for name in ("at home", "vendor"):
    print(f"\n{name}")
    total = 0.0
    for strategy, step, amount in zip(table["strategy"], table["step"], table["amount"], strict=True):
        if strategy == name:
            total += amount
            print(f"  {step.replace('_', ' '):24} {amount:7.2f}   {total:7.2f}")
panels = waterfall(first.tables, first.summary)
panels[0].figure

# %% [markdown]
# - *One contact*: 13.50 ÷ 60 × the minutes in hand, which are more than 6.5: the vendor's agents are slower.
# - *Further contacts*: a customer who is not helped calls again, and that call costs as well.
# - *Idle time*: agents wait for calls so that callers do not wait for agents. The smaller the team, the more of it.
# - *Shrinkage*, *people and seats*: for our own people only; in the vendor's price they are included.
# - *Minimum*, *governance*, *beginning and ending*: what the rate card does not say.
#
# ## What moves it most?
#
# Change one thing at a time, each by something that a negotiation or a better forecast could bring.

# %%
changes = {
    "as it is": study(),
    "price − 1.00": study(pool=vendor(price=f"{RATE - 1}/agent_hour")),
    "no minimum": study(pool=vendor(minimum=None)),
    "no transition fee": study(pool=vendor(transition=None)),
    "governance 3 %": study(pool=vendor(governance="3%")),
    "a promise of 80 % in 2 min": study(within="2min"),
    "twice the volume": study(2 * PER_WEEK),
}
better = vendor()
better["skills"] = {"phone": {"handle_time_factor": SLOWER, "resolution_factor": 1, "satisfaction_factor": 1}}
changes["resolves as well as we do"] = study(pool=better)
costs = {name: figure(results(of), "vendor", "cost_per_resolved_ticket") for name, of in changes.items()}
for name, cost in costs.items():
    print(f"{name:28} {cost:6.2f}   {cost - costs['as it is']:+6.2f}")

# %%
names = [name for name in costs if name != "as it is"]
shifts = np.array([costs[name] - costs["as it is"] for name in names])
order = np.argsort(shifts)
plt.barh([names[i] for i in order], shifts[order], color="#0072b2")
plt.axvline(0, color="black", linewidth=0.8)
plt.xlabel("change of the cost of a resolved ticket")
plt.tight_layout()
plt.show()

# %% [markdown]
# ## Questions
#
# 1. A dollar off the rate takes less than a dollar off the ticket, though more than one call is needed. Why?
# 2. Which of the changes costs the vendor nothing, and which costs the customer something?
# 3. The transition is paid once. When is it fair to divide all of it by the tickets of four weeks?
# 4. A vendor offers a price per contact instead of per hour. Who carries the idle time then, who the further contacts?
