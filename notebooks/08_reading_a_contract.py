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
# # 8 Reading a contract
#
# A vendor's rate card names a price of an hour, and it lies below what you pay your own people. What does it cost until
# a customer's issue is *resolved*? You will follow the money from the rate to the ticket, find out which number of the
# contract is worth negotiating, and read its four most expensive sentences: the minimum, the volume bands, the ramp and
# the service credit. Twenty minutes; another ten for the last section, the ramp, which is optional.
#
# **You will learn**
# - what stands between an hourly rate and the cost of a resolved ticket;
# - what a price list with bands and a minimum really charges;
# - why a service credit does not pay for bad service;
# - when the order must go out for agents to be there at the peak.

# %% tags=["parameters"]
RATE = 13.5  # the vendor's price of an agent-hour on duty
WAGE = 20.6  # our own people's wage, an hour
PER_WEEK = 1_200  # contacts of an ordinary week, repeats included
MINUTES = 15.0  # mean handle time of our own people
SLOWER = 1.12  # the vendor's handle time over ours
RESOLVES = 0.93  # the vendor's resolution over ours
MINIMUM = 2_400  # agent-hours that are paid for in a month, used or not; 0: none is agreed
BAND = 1_800  # agent-hours of a month, from which on each further hour is cheaper ...
DISCOUNT = 0.15  # ... by this share
CREDIT_PER_POINT = 0.01  # share of the month's invoice for each point that the service level lies below the promise
CREDIT_CAP = 0.12  # at most this share
LOST_TICKET = 30.0  # margin that is lost with a customer whom nobody helped
PEAK = 0.8  # uplift of the peak of the last section
NOTICE_WEEKS = 5  # from an order to the first agents
RAMP = 0.25  # so many more agents a week, as a share
REPLICATIONS = 3
SEED = 8

# %% [markdown]
# ## The study
#
# The month of June. A telephone, open from 08:00 to 20:00. Three in four answers resolve the ticket; the others call
# again a day later. Both teams are sized for the same forecast and the same promise, 80 % in 20 seconds. The vendor's
# contract has what contracts have: a minimum, a transition fee, governance (our own people who look after the
# vendor), a service credit. Run the cell and read on; come back to it when you wonder what a term
# means.

# %%
import matplotlib.pyplot as plt
import numpy as np

from sim import Study, compare
from sim.charts.staffing_by_week import staffing_by_week
from sim.charts.style import figure_of
from sim.charts.waterfall import waterfall
from sim.comparison import Estimate

TERMS = {
    "signed": "2026-04-06",
    "term": "12mo",
    "price": f"{RATE}/agent_hour",
    "minimum": {"agent_hours": f"{MINIMUM}/month"} if MINIMUM else None,
    "transition": {"fee": 15_000},
    "governance": "6%",
    "service_credit": {"per_point_below": CREDIT_PER_POINT, "cap": CREDIT_CAP},
    "amortise": "12mo",
}
HOME = {
    "sourcing": "in_house",
    "time_zone": "America/Chicago",
    "skills": {"phone": {}},
    "shrinkage": "30%",
    "employment": {
        "wage": f"{WAGE}/h", "benefits": "30%", "seat": "420/month", "software": "150/month", "management": "12%",
    },
}  # fmt: skip
BOTH = {
    "at home": {"staffing": {"home": {"size_for": "base"}}, "routing": {"phone": ["home"]}},
    "vendor": {"staffing": {"vendor": {"size_for": "base"}}, "routing": {"phone": ["vendor"]}},
}


def vendor(resolves: float = RESOLVES, **changes: object) -> dict:
    """The vendor's pool; any term of its contract can be changed, None takes it out."""
    terms = {key: value for key, value in (TERMS | changes).items() if value is not None}
    skill = {"handle_time_factor": SLOWER, "resolution_factor": resolves, "satisfaction_factor": 1}
    pool = {"sourcing": "nearshore", "time_zone": "America/Santo_Domingo", "skills": {"phone": skill}}
    return {**pool, "today": {"agents": 40}, "contract": terms}


def study(
    volume: float = PER_WEEK,
    pool: dict | None = None,
    within: str = "20s",
    strategies: dict | None = None,
    **changes: object,
) -> Study:
    """Our own desk and the vendor, the same customers for both."""
    return Study.model_validate(
        {
            "name": "Rate and ticket",
            "replications": REPLICATIONS,
            "seed": SEED,
            "horizon": {"start": "2026-06-01", "end": "2026-07-01", "time_zone": "America/New_York"},
            "goal": {"lost_ticket": LOST_TICKET},
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
            "pools": {"home": HOME, "vendor": pool or vendor()},
            "strategies": strategies or BOTH,
            **changes,
        }
    )


def shown(found: Estimate, digits: int = 2, scale: float = 1.0) -> str:
    mean, low, high = (value * scale for value in (found.mean, found.low, found.high))
    return f"{mean:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})"


first = compare(study())
print("USD, with 95 % interval       a contact                  a resolved ticket")
per_ticket = {}
for name in BOTH:
    contact, ticket = (first.figure(name, "totals", kpi) for kpi in ("cost_per_contact", "cost_per_resolved_ticket"))
    per_ticket[name] = ticket.mean
    print(f"{name:24} {shown(contact):26} {shown(ticket):26}")
below = 1 - per_ticket["vendor"] / per_ticket["at home"]


def against(share: float) -> str:
    """A share below 1 in words, such as 20 % below, or above."""
    return f"{abs(share):.0%} {'below' if share >= 0 else 'above'}"


print(f"\nThe vendor's rate is {against(1 - RATE / WAGE)} our wage; its resolved ticket {against(below)} ours.")

# %% [markdown]
# ## Step by step
#
# The waterfall begins with one contact at the rate card's price for the minutes in which an agent has it in hand, and
# ends with what a resolved ticket costs. Every bar is a reason to pay more than the rate says.

# %%
table = first.tables["waterfall"]
steps = {}
for name in BOTH:
    print(f"\n{name}, USD a resolved ticket        step      sum")
    total = 0.0
    for strategy, step, amount in zip(table["strategy"], table["step"], table["amount"], strict=True):
        if strategy == name and amount:
            total += amount
            steps[name, step] = amount
            print(f"  {step.replace('_', ' '):32} {amount:8.2f} {total:8.2f}")
figure_of(waterfall(first.tables, first.summary))

# %% [markdown]
# - *One contact*: the rate ÷ 60 × the minutes in hand, which are more where the vendor's agents are slower (`SLOWER`).
# - *Further contacts*: a customer who is not helped calls again, and that call costs as well.
# - *Idle time*: agents wait for calls so that callers do not wait for agents. The smaller the team, the more of it.
# - *Shrinkage*, *people and seats*: for our own people only; in the vendor's price they are included.
# - *Minimum*, *governance*, *beginning and ending* (the transition): what the rate card does not say.
#
# ## What moves it most?
#
# Change one thing at a time, each by something that a negotiation or a better forecast could bring.

# %%
alone = {"strategies": {"vendor": BOTH["vendor"]}}
changes = {
    "price − 1.00": study(pool=vendor(price=f"{RATE - 1}/agent_hour"), **alone),
    "no minimum": study(pool=vendor(minimum=None), **alone),
    "no transition fee": study(pool=vendor(transition=None), **alone),
    "governance 3 %": study(pool=vendor(governance="3%"), **alone),
    "a promise of 80 % in 2 min": study(within="2min", **alone),
    "twice the volume": study(2 * PER_WEEK, **alone),
    "resolves as well as we do": study(pool=vendor(resolves=1.0), **alone),
}
costs = {name: compare(of).figure("vendor", "totals", "cost_per_resolved_ticket").mean for name, of in changes.items()}
as_it_is = per_ticket["vendor"]
print(f"USD a resolved ticket; as it is {as_it_is:.2f}")
for name, cost in costs.items():
    print(f"{name:28} {cost:6.2f}   {cost - as_it_is:+6.2f}")

# %%
names = sorted(costs, key=lambda name: costs[name], reverse=True)
figure, axes = plt.subplots(figsize=(7, 3.2))
axes.barh(names, [costs[name] - as_it_is for name in names], color="#0072b2")
axes.axvline(0, color="black", linewidth=0.8)
axes.set_xlabel("change of the cost of a resolved ticket, USD")
figure.tight_layout()

# %% [markdown]
# ## The price list: bands and a minimum
#
# "Above so many hours a month, so much off" (`BAND`, `DISCOUNT`). It is off the *further* hours only. And below the
# minimum, if there is one, the hour gets dearer, since hours are paid that nobody worked. On paper:

# %%


def invoice(hours: float, minimum: float = MINIMUM) -> float:
    """What the vendor bills for the agent-hours of a month: two bands, and the minimum."""
    cheaper = RATE * (1 - DISCOUNT)
    billed = max(hours, minimum)
    return RATE * min(billed, BAND) + cheaper * max(billed - BAND, 0.0)


print("agent-hours of a month   invoice, USD   of an hour that was worked, USD")
for hours in sorted({0.5 * BAND, 1.0 * BAND, *(x * (MINIMUM or BAND) for x in (1.0, 1.5, 3.0))} - {0.0}):
    print(f"{hours:22,.0f} {invoice(hours):14,.0f} {invoice(hours) / hours:25.2f}")

bands = [
    {"up_to": BAND, "price": f"{RATE}/agent_hour"}, {"price": f"{RATE * (1 - DISCOUNT)}/agent_hour"},
]  # fmt: skip
print()
invoices = {}
for words, volume in (("this June", PER_WEEK), ("with twice the volume", 2 * PER_WEEK)):
    listed = compare(study(volume, vendor(price=bands), **alone))
    lines = listed.summary["strategies"]["vendor"]["costs"]["vendor"]
    billed = sum(lines[line]["mean"] for line in ("agent_hours", "minimum_true_up") if line in lines)
    used = listed.figure("vendor", "pools", "vendor", "staffed_hours").mean
    invoices[words] = used, billed
    print(f"{words}: {used:,.0f} agent-hours worked; on paper {invoice(used):,.0f}, by the program {billed:,.0f} USD")

# %%
figure, axes = plt.subplots(figsize=(7, 3))
worked = np.linspace(0.3 * (MINIMUM or BAND), 3 * (MINIMUM or BAND), 200)
axes.plot(worked, [invoice(hours) / hours for hours in worked])
axes.axhline(RATE, color="grey", linestyle=":", label="the rate card")
used = invoices["this June"][0]
axes.axvline(used, color="#d55e00", linestyle="--", label="this June")
axes.set_xlabel("agent-hours worked in a month")
axes.set_ylabel("paid for each, USD")
axes.legend()
figure.tight_layout()

# %% [markdown]
# ## The promise: service credits
#
# "For each point below 80 % we give back a share of the month's fee, up to a limit." (`CREDIT_PER_POINT`, `CREDIT_CAP`)
# It sounds like an insurance. What if the vendor saves agents?

# %%
agents = round(used / (12 * 30))  # what the program had on duty in an open hour
fewer = [n for n in range(agents, agents - 4, -1) if n > 0]
saving = {f"{n}": {"staffing": {"vendor": {"agents": n}}, "routing": {"phone": ["vendor"]}} for n in fewer}
credit = compare(study(pool=vendor(minimum=None), strategies=saving))
own = credit.tables["vendors"]
print(f"{CREDIT_PER_POINT:.1%} of the month's fee for each point below the promise, {CREDIT_CAP:.0%} at most\n")
print("        in 20 s, % of      by the contract:   credit   less to pay    customers   their margin")
print("agents  all who called     % of the answered     USD     for hours, USD     lost            USD")
bad_service = {}
for n in fewer:
    level = credit.figure(f"{n}", "totals", "service_level")
    by_contract = own["service_level"][own["strategy"] == f"{n}"][0]
    lines = {line: cost["mean"] for line, cost in credit.summary["strategies"][f"{n}"]["costs"]["vendor"].items()}
    lost, given = credit.figure(f"{n}", "totals", "lost").mean, 0.0 - lines.get("service_credit", 0.0)
    bad_service[n] = given, lines["agent_hours"], lost, by_contract
    saved = bad_service[agents][1] - lines["agent_hours"]
    print(
        f"{n:6}  {shown(level, 1, 100):22} {100 * by_contract:11.1f} {given:13,.0f} {saved:13,.0f} {lost:14,.0f} "
        f"{lost * LOST_TICKET:14,.0f}"
    )

# %% [markdown]
# Two things to see. The contract counts the customers who were *answered*; who hung up is nobody's miss, and they
# hang up when the service is bad. Ask for a service level of all who called. And a credit gives back a few per cent
# of a fee, while a customer who was never helped takes the margin of a sale away. A credit is a signal that you
# measure, not an insurance.
#
# ## The ramp: by which day must the order go out? (optional)
#
# A peak of eight weeks begins in the fifth week. From an order to the first agents it takes `NOTICE_WEEKS`, and then
# no more than `RAMP` more a week. Two contracts, equal but for the day on which they were signed:

# %%
season = {"name": "peak", "from": "2026-09-07", "to": "2026-11-01", "uplift": PEAK}
ramp = {"notice": f"{NOTICE_WEEKS}wk", "up": f"{100 * RAMP}%/week", "down": f"{100 * RAMP}%/week", "first": 2}
signed = {"signed in June": "2026-06-01", "signed late in August": "2026-08-24"}
once = {"minimum": None, "transition": None, "ramp": ramp}
peak = study(
    horizon={"start": "2026-08-10", "end": "2026-11-02", "time_zone": "America/New_York"},
    demand=[{"market": "us", "queue": "phone", "volume": f"{PER_WEEK}/week", "seasons": [season]}],
    replications=2,
    pools={"home": HOME, **{name: vendor(signed=day, **once) | {"today": {}} for name, day in signed.items()}},
    strategies={
        name: {
            "staffing": {"home": {"size_for": "base"}, name: {"size_for": "remainder"}},
            "routing": {"phone": ["home", name]},
        }
        for name in signed
    },
)
late = compare(peak)
figure_of(staffing_by_week(late.tables, late.summary))

# %%
table, weekly = late.tables["workforce"], late.tables["intervals"]
print("agents of the vendor: required by the forecast / there, and share of the calls that hang up")
print(f"{'week of':12}" + "".join(f"{name:>34}" for name in signed))
weeks = sorted(set(table["week"]))
hang_up = {}
for number, week in enumerate(weeks):
    cells = []
    for name in signed:
        row = (table["strategy"] == name) & (table["pool"] == name) & (table["week"] == week)
        after = weeks[number + 1] if number + 1 < len(weeks) else "9999"
        calls = (weekly["strategy"] == name) & (weekly["start"] >= week) & (weekly["start"] < after)
        hang_up[name, week] = weekly["abandoned"][calls].sum() / weekly["offered"][calls].sum()
        heads = f"{table['required'][row][0]:.1f} / {table['heads'][row][0]:.1f}"
        cells.append(f"{heads:>22} {hang_up[name, week]:11.1%}")
    print(f"{week:12}" + "".join(cells))
for name in signed:
    lost, cost = (late.figure(name, "totals", kpi) for kpi in ("lost", "cost"))
    print(f"{name}: {lost.mean:,.0f} customers lost, cost with their margin {cost.mean:,.0f} USD")

# %% [markdown]
# Count backwards from the peak: the weeks that the ramp takes to reach the peak's number, the notice, the transition,
# and only then the signature. `surgedesk plan` does it for a study and prints the last day for each order.
#
# ## Questions
#
# 1. The vendor's rate is a third below our wage. How much cheaper is its resolved ticket? Which two steps between its
#    rate and its ticket are the largest?
# 2. A dollar off the rate takes less than a dollar off the ticket, though more than one call is needed. Why?
# 3. Which of the changes costs the vendor nothing, and which costs the customer something?
# 4. *Predict first, then change a parameter:* `MINIMUM = 3_600`. What happens to the price of an hour that was worked
#    this June?
# 5. The vendor puts one agent fewer on duty. What does it give back as a credit, and what do you lose?
# 6. The transition is paid once. When is it fair to divide all of it by the tickets of one month?
