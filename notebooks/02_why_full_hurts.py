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
# # 2 Why 100 % busy hurts
#
# Idle agents look like wasted money. This lesson shows what they buy: Little's law tells how a queue and a wait
# belong together, one agent more or less shows how steep the way to 100 % is, and the square-root rule says how much
# idle time a desk of any size needs. Fifteen minutes.
#
# **You will learn**
# - *Little's law*: customers there on average = customers who come × time they stay;
# - *the power of one*: what a single agent does to the wait of everybody;
# - *square-root staffing*: why large desks may be busier than small ones, and by how much;
# - to hold a simulation against an exact formula, with the interval in between.

# %% tags=["parameters"]
CALLS_PER_HOUR = 200
HANDLE_TIME = 180.0  # seconds, the mean; single calls are exponential
TARGET = 0.80  # the promise: this share of the calls is answered ...
WITHIN = 20.0  # ... within so many seconds
LOADS = [4, 16, 64, 256]  # erlangs, of desks of four sizes
BETA = 1.0  # safety of the square-root rule
SAME_OCCUPANCY = 0.85  # what the rule is compared with: all desks equally busy
REPLICATIONS = 6  # of each simulation
THROWS = 24  # of the desk at exactly 100 %
SEED = 2

# %% [markdown]
# ## A desk that never closes
#
# Here nobody hangs up, so the textbook formula (Erlang C) is exact and the simulation must agree with it. The first
# hours are not counted (`warm_up`), because the desk begins empty. Run this cell and go on; it only says how to play.

# %%
import math
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np
from scipy.stats import norm

from sim import Study, draw, play, prepare
from sim.comparison import Estimate, ratio_of_means
from sim.theory.erlang_c import delay_probability, erlang_c
from sim.theory.requirement import agents_required

HOUR, DAY = 3600.0, 86_400.0


def warm_up_of(load: float, handle_time: float, agents: int) -> float:
    """Seconds until such a desk has forgotten that it began empty: whole hours, at least six.

    The nearer to 100 % busy, the longer: a queue forgets within about handle time ÷ (√agents − √load)² (the relaxation
    time of a queue, Morse 1955); we wait four times as long.
    """
    forgets = handle_time / (math.sqrt(agents) - math.sqrt(load)) ** 2
    return max(6, math.ceil(4 * forgets / HOUR)) * HOUR


def desk(calls_per_hour: float, handle_time: float, agents: list[int], days: float, warm_up: float) -> Study:
    """One queue around the clock, from which nobody leaves, and a strategy for each number of agents."""
    return Study.model_validate(
        {
            "name": "How busy?",
            "seed": SEED,
            "horizon": {"start": "2026-03-02", "end": f"2026-03-{2 + math.ceil(days):02d}", "warm_up": f"{warm_up}s"},
            "markets": {"home": {"time_zone": "UTC"}},
            "queues": {
                "calls": {"channel": "voice", "handle_time": {"distribution": "exponential", "mean": f"{handle_time}s"}}
            },
            "demand": [{"market": "home", "queue": "calls", "rate": f"{calls_per_hour}/h"}],
            "pools": {
                "desk": {
                    "sourcing": "in_house", "time_zone": "UTC", "skills": {"calls": {}}, "employment": {"wage": "14/h"}
                }
            },
            "strategies": {
                f"{n}": {"staffing": {"desk": {"agents": n}}, "routing": {"calls": ["desk"]}} for n in agents
            },
        }
    )  # fmt: skip


@dataclass
class Calls:
    """What happened to the calls of one replication; times in seconds since the start."""

    arrival: np.ndarray
    wait: np.ndarray
    handle_time: np.ndarray
    warm_up: float
    end: float

    def counted(self, values: np.ndarray) -> np.ndarray:
        """The values of calls that came after the warm-up."""
        return values[(self.arrival >= self.warm_up) & (self.arrival < self.end)]

    def there(self, moments: np.ndarray, stay: np.ndarray) -> np.ndarray:
        """How many calls are there at each of the moments, if each stays so long."""
        left = np.sort(self.arrival + stay)
        return np.searchsorted(self.arrival, moments, "right") - np.searchsorted(left, moments, "right")


def played(study: Study, replications: int = REPLICATIONS) -> dict[str, list[Calls]]:
    """Play all replications; the calls of each, by strategy."""
    prepared, found = prepare(study), {name: [] for name in study.strategies}
    for k in range(replications):
        tickets = draw(prepared, k)
        for name in study.strategies:
            records = play(prepared, name, tickets)[1]
            window = study.horizon.warm_up, study.clock.length
            found[name].append(Calls(records.arrival, records.wait, records.handle_time, *window))
    return found


def interval(values: list[float], high: float = math.inf) -> Estimate:
    """The mean over the replications with its 95 % interval; `high` is the most that a value can be."""
    return ratio_of_means(np.array(values, float), np.ones(len(values)), low=0.0, high=high)


def shown(found: Estimate, digits: int = 1) -> str:
    return f"{found.mean:.{digits}f} ({found.low:.{digits}f} to {found.high:.{digits}f})"


def of_agents(number: int) -> str:
    return f"{number} agent" if number == 1 else f"{number} agents"


# %% [markdown]
# ## Little's law
#
# The *offered load* is the work that comes: calls a second × seconds of work, in erlangs. It is how many agents would
# be busy if nobody ever waited. 200 calls an hour of three minutes, for example, are ten erlangs: a desk of ten would
# have to be busy every second.
#
# Little's law (1961) says: **L = λ W**. The average number of customers who are there (L) is the number who come in a
# second (λ) times the time they stay (W). It holds for the queue alone, for the agents alone and for the desk as a
# whole, whatever the distributions are. We test it in two ways that know nothing of each other. A supervisor looks at
# the desk once a minute and counts heads. A clerk writes down, for each call, how long it waited and how long it
# took.

# %%
rate, load = CALLS_PER_HOUR / HOUR, CALLS_PER_HOUR * HANDLE_TIME / HOUR
fewest = math.floor(load) + 1  # with fewer the queue grows for ever
enough = agents_required(rate, HANDLE_TIME, None, TARGET, WITHIN)
numbers = list(range(fewest, max(enough + 2, fewest + 4)))
warm_up = warm_up_of(load, HANDLE_TIME, fewest)
desks = played(desk(CALLS_PER_HOUR, HANDLE_TIME, numbers, 1.6 + warm_up / DAY, warm_up))
calls = desks[f"{enough}"]

print(f"offered load {load:.1f} erlangs, {of_agents(enough)}; the first {warm_up / HOUR:.0f} hours are not counted\n")
print("on average          heads, counted every minute     λ × W of the clerk's notes     exact")
moments = np.arange(calls[0].warm_up, calls[0].end, 60.0)
exact = erlang_c(rate, HANDLE_TIME, enough)
little = {}
for place, of, truth in (
    ("waiting", lambda c: c.wait, exact.mean_queue),
    ("in an agent's hand", lambda c: c.handle_time, load),
    ("both", lambda c: c.wait + c.handle_time, exact.mean_queue + load),
):
    heads = interval([c.there(moments, of(c)).mean() for c in calls])
    product = interval([c.counted(of(c)).sum() / (c.end - c.warm_up) for c in calls])
    little[place] = heads, product, truth
    print(f"{place:19} {shown(heads, 2):>26} {shown(product, 2):>30} {truth:9.2f}")

# %% [markdown]
# (λ × W is the calls a second × the mean stay, which is the sum of all stays ÷ the seconds of the window.)
#
# The law is more than a curiosity. The screen on the wall shows how many wait, the telephone system knows how many
# call: their quotient is the mean wait, and no call has to be timed.
#
# ## The power of one
#
# How much does one agent matter? *Occupancy* is the share of the agents' time with a call in hand.

# %%
print("agents  occupancy   mean wait, seconds                        answered in time")
print("                    exact    simulated (95 % interval)        exact   simulated (95 % interval)")
power = {}
for n in numbers:
    found = erlang_c(rate, HANDLE_TIME, n, WITHIN)
    waits = interval([c.counted(c.wait).mean() for c in desks[f"{n}"]])
    levels = interval([(c.counted(c.wait) <= WITHIN).mean() for c in desks[f"{n}"]], high=1.0)
    power[n] = found, waits
    print(
        f"{n:6} {found.occupancy:9.1%} {found.mean_wait:9.1f}    {shown(waits):26} "
        f"{found.service_level.all_offered:10.1%}   {shown(levels, 3)}"
    )
more = [power[n][0].mean_wait / power[n + 1][0].mean_wait for n in numbers[:-1]]
print(f"\none agent fewer makes the wait {min(more):.1f} to {max(more):.1f} times as long")

# %% [markdown]
# The first agent above the load saves most of the wait, the next ones less and less. It works backwards as well: an
# agent who goes to lunch makes all customers wait as many times as long as the line below the table says, and the wider
# interval shows that such a desk is also harder to predict. In a small desk one agent matters more than in a large one.
#
# ## The wall at 100 %
#
# Draw the wait over the occupancy, for desks of several sizes. All curves hit the same wall, but large desks come
# much nearer before it hurts.

# %%
figure, axes = plt.subplots(figsize=(7, 4))
busy = np.linspace(0.5, 0.99, 50)
for agents in (5, 20, 100):
    waits = [erlang_c(share * agents / HANDLE_TIME, HANDLE_TIME, agents).mean_wait for share in busy]
    axes.plot(busy, waits, label=f"{agents} agents, exact")
middle = [interval([c.counted(c.wait).mean() for c in desks[f"{n}"]]) for n in numbers]
axes.errorbar(
    [load / n for n in numbers],
    [found.mean for found in middle],
    yerr=[[m.mean - m.low for m in middle], [m.high - m.mean for m in middle]],
    fmt="ko", markersize=4, capsize=3, label=f"{numbers[0]} to {numbers[-1]} agents, simulated",
)  # fmt: skip
axes.set_yscale("log")
axes.set_ylim(0.1, 3000)
axes.xaxis.set_major_formatter("{x:.0%}")
axes.set_xlabel("occupancy")
axes.set_ylabel("mean wait, seconds")
axes.legend()
figure.tight_layout()

# %% [markdown]
# And *at* 100 %? Then exactly as much work comes as the agents can do. It looks balanced, but it is not: an idle
# minute is lost for ever, while a burst of calls has to be worked off by agents who have nothing to spare. The queue
# has no steady state. It grows with the square root of time: in four times the time, twice as long. For calls at
# random the mean number waiting comes near √(4 λ t ÷ π), from below, as the desk begins empty.

# %%
full = math.ceil(load)
knife_edge = played(desk(full / HANDLE_TIME * HOUR, HANDLE_TIME, [full], 1, 0.0), THROWS)[f"{full}"]
hours = [1, 4, 16]
growth = {}
print(f"{of_agents(full)} for exactly as much work\nafter hours   waiting, simulated (95 % interval)   √(4 λ t ÷ π)")
for hour in hours:
    queue = interval([c.there(np.array([hour * HOUR]), c.wait)[0] for c in knife_edge])
    growth[hour] = queue, math.sqrt(4 * full / HANDLE_TIME * hour * HOUR / math.pi)
    print(f"{hour:11}   {shown(queue):34} {growth[hour][1]:12.1f}")

# %%
figure, axes = plt.subplots(figsize=(7, 3.2))
grid = np.arange(0, knife_edge[0].end, 300.0)
for c in knife_edge[:8]:
    axes.plot(grid / HOUR, c.there(grid, c.wait), linewidth=0.9)
axes.plot(grid / HOUR, np.sqrt(4 * full / HANDLE_TIME * grid / math.pi), "k--", label="√(4 λ t ÷ π)")
axes.set_xlabel("hours since the start")
axes.set_ylabel("customers waiting")
axes.set_title(f"{of_agents(full)}, 100 % of their work: some throws of the dice", fontsize=10)
axes.legend()
figure.tight_layout()

# %% [markdown]
# ## How much idle time, then? The square-root rule
#
# Calls at random with a mean of R in progress vary by about √R. So a desk needs a reserve in proportion to √R, not a
# percentage: **agents = R + β √R**, where β, the safety, is mostly chosen between ½ (thrifty) and 2 (generous). Halfin
# and Whitt (1981) showed that with this rule the share of customers who wait at all stays about the same at every size,
# near 1 ÷ (1 + β Φ(β) ÷ φ(β)), while occupancy rises towards 100 % by itself. Φ and φ are the normal distribution and
# its density.
#
# We play desks of several sizes, each with 600 calls an hour which are short or long, and compare two rules: the
# square-root rule, and "all desks equally busy".

# %%
limit = 1 / (1 + BETA * norm.cdf(BETA) / norm.pdf(BETA))
per_hour = 600.0
square_root = {}
print(f"share of customers who wait at all; the rule's limit for large desks is {limit:.3f}\n")
print("  load  |  R + β√R: agents  occupancy   exact   simulated (95 % interval)   |  all equally busy: agents  exact")
for size in LOADS:
    by_rule = math.ceil(size + BETA * math.sqrt(size))
    by_share = math.ceil(size / SAME_OCCUPANCY)
    desk_of_size = played(desk(per_hour, size / per_hour * HOUR, [by_rule], 1, max(HOUR, 4 * size * 6.0)))
    delayed = interval([(c.counted(c.wait) > 0).mean() for c in desk_of_size[f"{by_rule}"]], high=1.0)
    square_root[size] = by_rule, delay_probability(size, by_rule), delayed, delay_probability(size, by_share)
    print(
        f"{size:6}  | {by_rule:16} {size / by_rule:10.1%} {square_root[size][1]:7.3f}   {shown(delayed, 3):26}  | "
        f"{by_share:24} {square_root[size][3]:7.3f}"
    )

# %% [markdown]
# Equally busy is unfair in both directions: the small desk lets most customers wait, the large one hardly anybody, so
# the large one could do with fewer agents. That is why a target for occupancy cannot be the same for a team of ten
# and a team of three hundred.
#
# ## Questions
#
# 1. The screen on the wall shows 6 customers waiting on average, and 120 call in an hour. How long is the mean wait?
# 2. A desk has as few agents as can hold (the first row of the table of the power of one). One of them is off sick
#    for a day. What happens?
# 3. Your director wants 95 % occupancy. What would you say if the desk has 10 agents, and what if it has 200?
# 4. A desk of 64 erlangs doubles to 128. How many agents more does the square-root rule with β = 1 ask for?
# 5. *Predict first, then change a parameter:* `BETA = 0.5`. What happens to the agents, and what to the share who
#    wait?
# 6. At exactly 100 % the queue is 0 now and then, even after days. Is the desk "caught up" then?
