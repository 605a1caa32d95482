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
# # 5 Seasons, busy days, peak lag, and the price of uncertainty
#
# A peak that you know is a matter of counting. A peak that you do not know is a matter of betting: order too few
# agents and customers wait, order too many and they sit idle. This lesson separates the two, and ends with the
# question of every autumn: how much to commit? Two sittings: twenty minutes for the peaks, and another fifteen, for
# those who sign the orders, for the last two sections, which need nothing but the first cells.
#
# **You will learn**
# - why a season of + 50 % does not need 50 % more agents;
# - why days vary more than chance, and what that does to the wait (*busyness*);
# - why the desk is fullest some time after the calls were most (*peak lag*);
# - how much to commit when the season is uncertain (the *newsvendor*), and what uncertainty costs.

# %% tags=["parameters"]
PER_WEEK = 8_000  # contacts of an ordinary week, around the clock
HANDLE_TIME = 480.0  # seconds, the mean
PATIENCE = 300.0  # seconds, the mean
SEASON = 0.50  # uplift of the three peak weeks
TARGET = 0.80  # the promise: this share of the calls is answered ...
WITHIN = 20.0  # ... within so many seconds
DAY_CVS = [0.0, 0.1, 0.25]  # how much days vary beyond chance: standard deviation ÷ mean of the day's rate
SWING = 0.5  # the day's curve: so much above and below its mean
PEAK_HOUR = 12
LONG_CALLS = 1_800.0  # seconds, the mean handle time where we look at the lag
TIGHT = 1.25  # agents there over the day's mean load: enough for the day, too few for its peak
SEASON_LOAD = 20.0  # erlangs expected in the season to commit for
SEASON_CV = 0.25  # how uncertain they are: standard deviation ÷ mean
COMMITTED = 18.0  # price of an agent-hour that is ordered ahead, used or not
ON_DEMAND = 0.75  # price of a minute on the day, where all committed agents are busy
SEASONS = 60  # seasons that are played
REPLICATIONS = 5
SEED = 5

# %%
import math

import matplotlib.pyplot as plt
import numpy as np
from scipy.integrate import quad
from scipy.stats import gamma

from sim import Study, compare, draw, play, prepare
from sim.comparison import Estimate, ratio_of_means
from sim.theory.busyness import count_deviation
from sim.theory.erlang_a import erlang_a
from sim.theory.erlang_b import blocking_probability
from sim.theory.requirement import agents_required, agents_required_by_interval

HOUR, DAY = 3600.0, 86400.0
HOME = {"sourcing": "in_house", "time_zone": "UTC", "skills": {"calls": {}}, "employment": {"wage": "14/h"}}


def desk(demand: dict, agents: list[int], days: int, **changes: object) -> Study:
    """One queue around the clock, and a strategy for each number of agents."""
    exponential = {"distribution": "exponential", "mean": f"{changes.pop('handle_time', HANDLE_TIME)}s"}
    queue = {
        "channel": "voice",
        "handle_time": exponential,
        "service_level": {"target": TARGET, "within": f"{WITHIN}s"},
    }
    if changes.pop("impatient", True):
        queue["patience"] = {"distribution": "exponential", "mean": f"{PATIENCE}s"}
    return Study.model_validate(
        {
            "name": "Seasons",
            "replications": REPLICATIONS,
            "seed": SEED,
            "horizon": {"start": "2026-11-02", "end": f"2026-11-{2 + days:02d}", "interval": "1h"},
            "markets": {"home": {"time_zone": "UTC"}},
            "queues": {"calls": queue},
            "demand": [{"market": "home", "queue": "calls", **demand}],
            "pools": {"desk": HOME},
            "strategies": {
                f"{n}": {"staffing": {"desk": {"agents": n}}, "routing": {"calls": ["desk"]}} for n in agents
            },
            **changes,
        }
    )


def interval(values: list[float] | np.ndarray, low: float = 0.0) -> Estimate:
    """The mean over the replications with its 95 % interval."""
    return ratio_of_means(np.asarray(values, float), np.ones(len(values)), low=low)


def shown(found: Estimate, digits: int = 1, scale: float = 1.0) -> str:
    mean, low, high = (value * scale for value in (found.mean, found.low, found.high))
    return f"{mean:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


# %% [markdown]
# ## A season that you know
#
# Five weeks, of which the middle three are the season. `prepare` forecasts the contacts of each interval, and Erlang
# A says how many agents keep the promise. Nothing is uncertain here but the moment at which each call comes.

# %%
season = {"name": "season", "from": "2026-11-09", "to": "2026-11-29", "uplift": SEASON}
horizon = {"start": "2026-11-02", "end": "2026-12-07", "interval": "1h"}
known = desk({"volume": f"{PER_WEEK}/week", "seasons": [season]}, [1], 1, horizon=horizon)
expected = prepare(known).forecast.expected_contacts.sum(axis=0)
weekly = expected.reshape(-1, 168).sum(axis=1).round(3)
agents = agents_required_by_interval(weekly / 168 / HOUR, HANDLE_TIME, PATIENCE, TARGET, WITHIN)
print("week   contacts   against an ordinary week   agents on duty   against an ordinary week")
for week, (contacts, needed) in enumerate(zip(weekly, agents, strict=True), 1):
    print(f"{week:4} {contacts:10,.0f} {contacts / PER_WEEK - 1:+20.0%} {needed:20} {needed / agents[0] - 1:+21.0%}")

# %% [markdown]
# The agents grow less than the contacts: the work grows in proportion, the reserve with its square root.
#
# ## Busy days
#
# Even where the forecast is right on average, days are not. In a Poisson world the contacts of a day with mean m
# would vary by √m. Recorded days vary more: the weather, the press, a wrong invoice. The model multiplies each day's
# rate by a random factor of mean one, the *busyness*. The variance of a day's count is then m + (m × cv)². Drawing
# days checks it.

# %%
daily = PER_WEEK / 7
print(f"{daily:,.0f} contacts expected on a day; standard deviation of a day's count")
print("cv of the days    by formula     drawn (95 % interval)")
deviations = {}
for cv in DAY_CVS:
    busy_days = prepare(desk({"volume": f"{PER_WEEK}/week", "uncertainty": {"day": cv}}, [1], 20))
    counts = [np.bincount((draw(busy_days, k).arrival // DAY).astype(int), minlength=20) for k in range(40)]
    variance = interval([((days - daily) ** 2).mean() for days in counts])
    drawn = Estimate(*(math.sqrt(value) for value in (variance.mean, variance.low, variance.high)))
    deviations[cv] = count_deviation(daily, cv), drawn
    print(f"{cv:14.0%} {deviations[cv][0]:13.1f}     {shown(drawn)}")

# %% [markdown]
# And what do busy days do to the wait? Agents who are right for the mean day are too few on busy days and too many on
# quiet ones, and these do not cancel: the wait bends upwards. Erlang A, averaged over the distribution of the day's
# factor, is nearly exact here, because a queue forgets within the hour and the factor changes at midnight only.

# %%
rate = PER_WEEK / 7 / DAY
right = agents_required(rate, HANDLE_TIME, PATIENCE, TARGET, WITHIN)


def over_days(cv: float, figure) -> float:
    """A figure of Erlang A, averaged over days whose rate has this coefficient of variation, weighted by contacts."""
    if cv == 0:
        return figure(erlang_a(rate, HANDLE_TIME, PATIENCE, right, WITHIN))
    factor = gamma(cv**-2, scale=cv**2)
    middles = factor.ppf((np.arange(200) + 0.5) / 200)
    found = [figure(erlang_a(rate * f, HANDLE_TIME, PATIENCE, right, WITHIN)) for f in middles]
    return float(np.average(found, weights=middles))


print(f"{right} agents, right for the mean day; simulated with 95 % interval")
print("cv of the days   mean wait, s: formula   simulated               hang up, %: formula   simulated")
busy = {}
for cv in DAY_CVS:
    found = compare(desk({"volume": f"{PER_WEEK}/week", "uncertainty": {"day": cv}}, [right], 14))
    wait, gone = (found.figure(f"{right}", "totals", kpi) for kpi in ("mean_wait", "abandonment_rate"))
    busy[cv] = over_days(cv, lambda queue: queue.mean_wait), wait
    lost = over_days(cv, lambda queue: queue.abandonment_rate)
    print(f"{cv:14.0%} {busy[cv][0]:16.1f}         {shown(wait):24} {100 * lost:12.1f}       {shown(gone, 1, 100)}")

# %% [markdown]
# ## The peak lags behind
#
# Calls swing over the day. When is the desk fullest? Not when most calls come: work that has begun stays. With a rate
# of λ (1 + a cos ω(t − T)) and enough agents, the number in hand swings as well, but later. For exponential handle
# times of mean h the lag is arctan(ω h) ÷ ω (Eick, Massey and Whitt 1993). For calls much shorter than a day that is
# about h itself: half-hour calls, half an hour late.
#
# For other handle times the same authors give about **E[S²] ÷ 2 E[S] = h (1 + cv²) ÷ 2**, as long as that is much
# shorter than a day: the mean time that a call still takes if you look at it at a random moment, and that is more
# likely a long call. Calls that are all alike lag by half of h, exponential ones (cv 1) by h, and with cv 1.5 it is
# about 1.6 h for short calls (log-normal calls of half an hour: some 42 minutes). The few very long calls make the lag.
#
# With too few agents for the peak, and customers who stay on the line, the queue is later still. It grows as long as
# more work comes than the agents can do, so it is longest when the calls have *fallen back* to what they can do: with
# n agents and a mean load R at the time T + arccos((n ÷ R − 1) ÷ a) ÷ ω, if the calls' chance is left out.

# %%
per_hour = 60.0
clock = {
    f"{minute // 60:02d}:{minute % 60:02d}": 1 + SWING * math.cos(2 * math.pi * (minute + 7.5 - 60 * PEAK_HOUR) / 1440)
    for minute in range(0, 1440, 15)
}
mean_load = per_hour * LONG_CALLS / HOUR
plenty, tight = math.ceil(mean_load * (1 + SWING) + 6 * math.sqrt(mean_load)), math.ceil(mean_load * TIGHT)
demand = {"rate": f"{per_hour}/h", "intraday": clock}
swinging = desk(demand, [plenty, tight], 8, handle_time=LONG_CALLS, impatient=False)
prepared, grid = prepare(swinging), np.arange(DAY, 8 * DAY, 300.0)  # the first day is not looked at
in_hand, waiting = {}, {}
for n in (plenty, tight):
    in_hand[n], waiting[n] = [], []
    for k in range(REPLICATIONS):
        records = play(prepared, f"{n}", draw(prepared, k))[1]
        answered = ~np.isnan(records.start)
        begun, done = np.sort(records.start[answered]), np.sort((records.start + records.handle_time)[answered])
        leaves = np.sort(records.arrival + records.wait)
        in_hand[n].append(np.searchsorted(begun, grid) - np.searchsorted(done, grid))
        waiting[n].append(np.searchsorted(np.sort(records.arrival), grid) - np.searchsorted(leaves, grid))


def over_the_day(series: np.ndarray) -> np.ndarray:
    """The mean of 7 whole days, every 5 minutes of the day (288,)."""
    return series.reshape(7, -1).mean(axis=0)


def peak_of_wave(series: np.ndarray) -> float:
    """The hour of the day at which the daily wave of a series is highest, by its phase."""
    phase = np.angle((series * np.exp(-2j * math.pi * grid / DAY)).sum())
    return (-phase / (2 * math.pi) * 24) % 24


def after_the_peak(hour: float) -> float:
    """Hours from the peak of the calls to this hour of the day: -12 to 12, as the clock begins anew at midnight."""
    return (hour - PEAK_HOUR + 12) % 24 - 12


omega = 2 * math.pi / DAY
lag_by_formula = math.atan(omega * LONG_CALLS) / omega / 60
lag = interval([after_the_peak(peak_of_wave(series)) * 60 for series in in_hand[plenty]], low=-math.inf)
print("how long after the peak of the calls (95 % intervals)")
print(f"most calls in hand, with {plenty} agents: {lag_by_formula:4.0f} minutes by formula, simulated {shown(lag, 0)}")
height = (tight / mean_load - 1) / SWING
if abs(height) < 1:
    queue_by_formula = math.acos(height) / omega / HOUR
    longest = [after_the_peak(over_the_day(series).argmax() / 12) for series in waiting[tight]]
    fullest = interval(longest, low=-math.inf)
    by_formula = f"{queue_by_formula:4.1f} hours   by formula"
    print(f"longest queue,      with {tight} agents: {by_formula}, simulated {shown(fullest)}")

# %%
figure, axes = plt.subplots(figsize=(7.5, 3.6))
hours = np.arange(0, 24, 1 / 12)
wave = 1 + SWING * np.cos(2 * math.pi * (hours - PEAK_HOUR) / 24)
axes.plot(hours, mean_load * wave, "k:", label="calls that come × their handle time")
for n, words in ((plenty, "in hand, enough agents"), (tight, f"in hand, {tight} agents")):
    axes.plot(hours, over_the_day(np.mean(in_hand[n], axis=0)), label=words)
axes.plot(hours, over_the_day(np.mean(waiting[tight], axis=0)), label=f"waiting, {tight} agents")
axes.axvline(PEAK_HOUR, color="grey", linewidth=0.8)
axes.set_xlabel("hour of the day")
axes.set_ylabel("calls at that moment")
axes.legend(fontsize=8)
figure.tight_layout()

# %% [markdown]
# A roster that follows the calls of the same moment is *early* by the lag: too many agents before the peak, too few
# after it. Staff to the *load*, which the formula above moves to its true place, or let the simulation find the hours
# that hurt.
#
# (See it in the picture: the dotted line, which is what such a roster follows, lies above the calls in hand while they
# rise and below them while they fall.)
#
# ## How much to commit: the newsvendor (second sitting)
#
# In August you order agents for the season. A committed agent-hour costs the same, used or not (`COMMITTED`). On the
# day, what is missing can be bought by the minute (`ON_DEMAND`), which is much dearer for an hour of work. Nobody
# knows how large the season will be: `SEASON_LOAD` is expected, give or take a share of it (`SEASON_CV`).
#
# The textbook (the *newsvendor*, after the boy who buys papers in the morning) says: one more committed agent is
# right as long as the chance that it is needed exceeds the ratio of the prices, so commit up to the quantile **1 − c
# ÷ p** of the load. That ignores that calls come at random. With the overflow of Erlang B, averaged over the
# uncertain season, the cost is exact: c × K + p × load × (share that finds all K busy).

# %%
price = ON_DEMAND * 60
factor = gamma(SEASON_CV**-2, scale=SEASON_CV**2) if SEASON_CV > 0 else None
ratio = max(0.0, 1 - COMMITTED / price)


def cost_of(committed: int, load: float, price: float = price) -> float:
    """Expected cost of an hour, of a season whose load is known; `price` of an hour on demand."""
    return COMMITTED * committed + price * load * blocking_probability(load, committed)


def expected_cost(committed: int, price: float = price) -> float:
    """Expected cost of an hour, over all that the season may be."""
    if factor is None:
        return cost_of(committed, SEASON_LOAD, price)
    low, high = factor.ppf([1e-9, 1 - 1e-9])
    return quad(lambda f: factor.pdf(f) * cost_of(committed, SEASON_LOAD * f, price), low, high, limit=200)[0]


quantile = SEASON_LOAD * (factor.ppf(ratio) if factor else 1.0)
candidates = range(0, math.ceil(SEASON_LOAD * (1 + 4 * SEASON_CV)) + 10)
costs = {committed: expected_cost(committed) for committed in candidates}
best = min(costs, key=costs.__getitem__)
print(f"prices: {COMMITTED:g} an hour committed, {price:g} an hour on demand; critical ratio 1 − c ÷ p = {ratio:.2f}")
print(f"commit the mean:               {SEASON_LOAD:5.1f} agents")
print(f"newsvendor, load alone:        {quantile:5.1f} agents")
print(f"exact, with random calls:      {best:5} agents, {costs[best]:.1f} an hour")

# %% [markdown]
# Now by simulation: many seasons, each a day long, each as large as chance makes it. Committed agents take a call if
# one is free, else it goes on demand at once.

# %%
SERVICE = 2_400.0  # seconds: long calls, so that few are enough to see
steps = max(2, round(0.2 * best))
tried = sorted({max(0, best + step * steps) for step in (-2, -1, 0, 1, 2)})
vendor = {"sourcing": "nearshore", "time_zone": "UTC", "skills": {"calls": {"handle_time_factor": 1}}}
bets = Study.model_validate(
    {
        "name": "How much to commit",
        "replications": SEASONS,
        "seed": SEED,
        "horizon": {"start": "2026-11-02", "end": "2026-11-03", "interval": "1h", "warm_up": "4h"},
        "markets": {"home": {"time_zone": "UTC"}},
        "queues": {
            "calls": {"channel": "voice", "handle_time": {"distribution": "exponential", "mean": f"{SERVICE}s"}}
        },
        "demand": [
            {"market": "home", "queue": "calls", "rate": f"{SEASON_LOAD * HOUR / SERVICE}/h",
             "uncertainty": {"season": SEASON_CV}}
        ],
        "pools": {
            "committed": {**vendor, "contract": {"price": f"{COMMITTED}/agent_hour"}},
            "on demand": {**vendor, "contract": {"price": f"{ON_DEMAND}/minute"}},
        },
        "strategies": {
            f"{n}": {
                "staffing": {"committed": {"agents": n}, "on demand": {"agents": math.ceil(8 * SEASON_LOAD)}},
                "routing": {"calls": ["committed", "on demand"]},
            }
            for n in tried
        },
    }
)  # fmt: skip
played = compare(bets)
hours = 20.0  # of the day, without the warm-up
simulated = {n: interval(played.values(f"{n}", "cost") / hours) for n in tried}
at_best = played.values(f"{best}", "cost")
dearer = {n: interval((played.values(f"{n}", "cost") - at_best) / hours, -math.inf) for n in tried}
print(f"cost of an hour, over {SEASONS} seasons; 95 % intervals")
print("committed   exact    simulated                 more than the best: exact    simulated, paired")
for n in tried:
    print(f"{n:9} {costs[n] if n in costs else expected_cost(n):7.1f}    {shown(simulated[n]):25} "
          f"{expected_cost(n) - costs[best]:+14.1f}             {shown(dearer[n])}")  # fmt: skip

# %%
figure, axes = plt.subplots(figsize=(7, 3.6))
axes.plot(list(costs), list(costs.values()), label="exact: Erlang B over all seasons")
ends = [[s.mean - s.low for s in simulated.values()], [s.high - s.mean for s in simulated.values()]]
axes.errorbar(tried, [s.mean for s in simulated.values()], yerr=ends, fmt="o", capsize=4, label="simulated")
axes.axvline(quantile, linestyle="--", color="grey", label="newsvendor, load alone")
axes.axvline(SEASON_LOAD, linestyle=":", color="grey", label="the mean")
axes.set_xlabel("agents committed")
axes.set_ylabel("cost of an hour")
axes.set_xlim(tried[0] - 2, tried[-1] + 2)
axes.set_ylim(0.9 * costs[best], 1.15 * max(expected_cost(n) for n in (tried[0], tried[-1])))
axes.legend(fontsize=8)
figure.tight_layout()

# %% [markdown]
# The curve is flat at its bottom: a few agents more or less cost little. It is the large mistake that is dear.
#
# ## The price of uncertainty
#
# If you knew the season, you would commit the best number for it each time. What you pay above that is the price of
# not knowing, and the most that a perfect forecast could be worth.

# %%


def told(load: float) -> float:
    """Cost of an hour with the best number for a load that is known."""
    return min(cost_of(n, load) for n in range(0, math.ceil(load + 4 * math.sqrt(load) + 4)))


if factor is None:
    informed = told(SEASON_LOAD)
else:
    informed = float(np.mean([told(SEASON_LOAD * f) for f in factor.ppf((np.arange(60) + 0.5) / 60)]))
steady = told(SEASON_LOAD)
print(f"no season differs from the forecast:     {steady:6.1f} an hour")
print(f"they differ, and you are told in time:   {informed:6.1f}")
print(f"they differ, and you must commit before: {costs[best]:6.1f}")
print(f"the price of not knowing:                {costs[best] - informed:6.1f}")

# %% [markdown]
# That seasons differ costs next to nothing if you are told in time. On the mean it may even be a trifle cheaper than if
# they were all alike: the reserve, a part of the cost, grows only with the square root of the load, so a larger season
# adds less to the cost than one that is smaller by as much saves. It is the *not knowing* that is dear.

# %% [markdown]
# ## Questions
#
# 1. The season brings half as many contacts again. Why does it need fewer than half as many agents again?
# 2. Days with a cv of 25 % and days without have the same mean. Why is the mean wait so much longer with them?
# 3. Calls peak at noon and take half an hour. When should most agents be there, and when is the queue longest if
#    there are too few?
# 4. Commit 18, on demand 45: what is the critical ratio, and why is the best number above the mean of 20?
# 5. *Predict first, then change a parameter:* `ON_DEMAND = 0.45`, which is 27 an hour. More committed agents or
#    fewer?
# 6. A consultant sells a better forecast. What is it worth at most, in per cent of the cost?
