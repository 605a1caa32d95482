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
# # Recipe: your own call history in, a board chart out
#
# You have a file that says how many calls came in each half hour, and a board that wants one picture: what do the
# ways of staffing the season cost, and what do customers get? This recipe goes from one to the other in five steps.
# It brings a made-up history along, so that it runs at once; then put your own file into the first cell. Fifteen
# minutes.
#
# **You will learn**
# - what a history file looks like, and how it becomes a forecast;
# - to ask a forecast how good it is before you trust it;
# - to write a study around it, and to draw the one chart that answers the board.

# %% tags=["parameters"]
HISTORY = ""  # your file: CSV or XLSX, a column of times and a column of counts; "" makes one up
TIME_ZONE = "Europe/London"  # the clock of the times in it
OPEN = {"mon-sat": "08:00-20:00"}  # when you answer
GRAIN_MINUTES = 30  # step of the day's curve
HOLDOUT_WEEKS = 3  # the last weeks of the history, to try the forecast on
SEASON = {"from": "2026-10-19", "to": "2026-11-22", "uplift": 0.5}  # the peak you expect, on top of the history's level
START, END = "2026-10-05", "2026-11-30"  # the weeks to plan, END not included
SEASON_CV = 0.08  # how far the whole season may be off
HANDLE_TIME, HANDLE_CV = "5min", 0.9
PATIENCE = "3min"
TARGET, WITHIN = 0.80, "20s"  # what you promise
WAGE, BENEFITS = 15.0, 0.30  # our own people: an hour, and what comes on top of it
SHRINKAGE = 0.30  # paid time that is not worked
VENDOR_RATE = 27.0  # a vendor's agent-hour
MAX_OCCUPANCY = (
    0.58  # plans let agents be busy at most so much; a small desk is not far above by its promise alone (step 3)
)
BUDGET = 85_000  # for these weeks
CURRENCY = "GBP"
MADE_UP_PER_WEEK = 1_600  # calls, of the history that is made up
REPLICATIONS = 6
SEED = 10
BOARD_CHART = ""  # a file name without ending, such as "board": writes board.png and board.svg

# %%
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from sim import Study, compare, draw, load_study, prepare
from sim.charts.cost_and_service import cost_and_service
from sim.charts.forecast_fit import forecast_fit
from sim.charts.style import figure_of, save
from sim.demand.entry import demand_entry
from sim.demand.history import fit_profile, read_counts
from sim.demand.holdout import by_day, hold_out
from sim.theory.erlang_a import erlang_a
from sim.theory.requirement import agents_required
from sim.units import parse_duration

WEEK = 7 * 86_400.0
folder = Path(tempfile.mkdtemp(prefix="own_history_"))

# %% [markdown]
# ## 1 The history
#
# Any export will do that has one column of times (`2026-05-04 08:00`, on your own clock) and one of counts, in steps
# of a day or less. Intervals without calls may be missing. Here is one that is made up: sixteen weeks of calls whose
# days vary.

# %%


def made_up() -> Path:
    """Draw a history from a week whose shape is known, and write it as such files are."""
    curve = {"00:00": 0, "08:00": 0.8, "09:30": 1.5, "12:00": 1.1, "14:00": 1.3, "17:00": 0.8, "20:00": 0}
    days = {"mon": 1.25, "tue": 1.1, "wed": 1.0, "thu": 1.0, "fri": 0.95, "sat": 0.4, "sun": 0}
    first = date(2026, 5, 4)
    entry = {
        "market": "home", "queue": "calls", "volume": f"{MADE_UP_PER_WEEK}/week", "weekday": days, "intraday": curve,
        "uncertainty": {"day": "12%"},
    }  # fmt: skip
    past = Study.model_validate(
        {
            "name": "Past",
            "seed": SEED,
            "horizon": {"start": str(first), "end": "2026-08-24"},
            "markets": {"home": {"time_zone": TIME_ZONE}},
            "queues": {"calls": {"channel": "voice", "handle_time": HANDLE_TIME}},
            "demand": [entry],
            "pools": {
                "any": {
                    "sourcing": "in_house", "time_zone": TIME_ZONE, "skills": {"calls": {}},
                    "employment": {"wage": "15/h"},
                }
            },
            "strategies": {"any": {"staffing": {"any": {"agents": 1}}, "routing": {"calls": ["any"]}}},
        }
    )  # fmt: skip
    halves = np.bincount((draw(prepare(past), 0).arrival // 1800).astype(int))
    midnight = datetime(first.year, first.month, first.day)
    rows = [f"{midnight + timedelta(minutes=30 * k):%Y-%m-%d %H:%M},{count}" for k, count in enumerate(halves) if count]
    path = folder / "calls.csv"
    path.write_text("\n".join(["time,calls", *rows]) + "\n")
    return path


history = Path(HISTORY) if HISTORY else made_up()
if history.suffix == ".csv":
    print("\n".join(history.read_text().splitlines()[:5]), "\n...\n")
counts = read_counts(history, TIME_ZONE)
days = len(set(counts.day.tolist()))
print(f"{counts.count.sum():,.0f} calls on {days} days, in intervals of {counts.interval / 60:g} minutes")

# %% [markdown]
# ## 2 The forecast, and how good it is
#
# The fit is simple on purpose: a level, a factor for each weekday, a curve for the day. How good is it? Fit it
# without the last weeks, forecast them, and look. *WAPE* is the sum of all errors ÷ the sum of all calls. Two things
# to hold it against: repeating the last week recorded, and pure chance, below which no forecast comes for long.

# %%
grain = GRAIN_MINUTES * 60.0
profile = fit_profile(counts, grain)
trial = hold_out(counts, HOLDOUT_WEEKS * WEEK, grain)
print(f"error of the last {HOLDOUT_WEEKS} weeks (WAPE)   by day   by interval")
for words, daily, fine in (
    ("this fit", trial.by_day.wape, trial.by_interval.wape),
    ("the last week again", trial.naive_by_day.wape, trial.naive_by_interval.wape),
    ("chance alone", trial.by_day.chance, trial.by_interval.chance),
):
    print(f"{words:31} {daily:8.1%} {fine:13.1%}")
print(f"days vary by {profile.day_cv:.1%} beyond chance; bias of the fit {trial.by_day.bias:+.1%}")
for remark in profile.remarks:
    print(f"note: {remark}")

# %%
week = {
    "hour": np.arange(profile.means.size) * profile.interval / 3600,
    "recorded": profile.means.ravel() * 3600 / profile.interval,
    "fitted": profile.expected.ravel() * 3600 / profile.interval,
}
fitted = forecast_fit(week, by_day(trial), f"{history.name}: recorded and fitted")
figure_of(fitted)

# %% [markdown]
# ## 3 The study
#
# The forecast becomes a demand entry; the season that you expect stands on top of it, and so does your doubt about
# the whole season (`SEASON_CV`). Around it: the promise, our own people, a vendor, and three ways of using them.
# Planners leave room for busy days (`max_occupancy`). It is written as a file, which you can keep and run with
# `surgedesk run`.
#
# If you are used to 85 %, `MAX_OCCUPANCY` looks low. But 85 % is for large desks: the smaller one is, the more of its
# time it must be free to answer in time (lesson 2). What the promise alone asks for in the busiest interval of an
# ordinary week stands below; the rest is the room for days that are busier than the forecast, and for a season that is
# larger. Raise it for a large desk, or where days hardly vary.

# %%
busiest = float(profile.expected.max()) / profile.interval  # calls a second
handle, patience, within = (parse_duration(text) for text in (HANDLE_TIME, PATIENCE, WITHIN))
print(f"busiest interval of an ordinary week: {busiest * handle:.1f} erlangs")
for words, most in (("the promise alone", None), (f"at most {MAX_OCCUPANCY:.0%} busy as well", MAX_OCCUPANCY)):
    on_duty = agents_required(busiest, handle, patience, TARGET, within, max_occupancy=most)
    print(f"{words:28} {on_duty} agents, busy {erlang_a(busiest, handle, patience, on_duty).occupancy:.0%}")
print()
entry = demand_entry(profile, "home", "calls")
uncertain = f"  uncertainty: {{day: {max(np.nan_to_num(profile.day_cv), 0.0):.1%}, season: {SEASON_CV:.1%}}}"
lines = [line for line in entry.splitlines() if not line.startswith("  uncertainty")]
peak = f"  seasons: [{{name: peak, from: {SEASON['from']}, to: {SEASON['to']}, uplift: {SEASON['uplift']:.1%}}}]"
opening = ", ".join(f"{days}: {hours}" for days, hours in OPEN.items())
text = f"""name: The season ahead
currency: {CURRENCY}
replications: {REPLICATIONS}
seed: {SEED}
horizon: {{start: {START}, end: {END}, time_zone: {TIME_ZONE}}}
goal: {{service_level: overall, abandonment: 5%, budget: {BUDGET}}}
planning: {{max_occupancy: {MAX_OCCUPANCY:.1%}}}
markets: {{home: {{time_zone: {TIME_ZONE}}}}}
queues:
  calls:
    channel: voice
    opening_hours: {{{opening}}}
    service_level: {{target: {TARGET:.1%}, within: {WITHIN}}}
    handle_time: {{distribution: lognormal, mean: {HANDLE_TIME}, cv: {HANDLE_CV}}}
    patience: {{distribution: exponential, mean: {PATIENCE}}}
demand:
{chr(10).join("  " + line for line in [*lines, peak, uncertain])}
pools:
  own:
    sourcing: in_house
    time_zone: {TIME_ZONE}
    skills: {{calls: {{}}}}
    shrinkage: {SHRINKAGE:.1%}
    employment: {{wage: {WAGE}/h, benefits: {BENEFITS:.1%}}}
  vendor:
    sourcing: nearshore
    time_zone: {TIME_ZONE}
    skills: {{calls: {{}}}}
    contract: {{price: {VENDOR_RATE}/agent_hour, governance: 6%}}
strategies:
  as for an ordinary week: {{staffing: {{own: {{size_for: base}}}}, routing: {{calls: [own]}}}}
  own people for the peak: {{staffing: {{own: {{size_for: peak}}}}, routing: {{calls: [own]}}}}
  own and vendor:
    staffing: {{own: {{size_for: base}}, vendor: {{size_for: remainder}}}}
    routing: {{calls: [own, {{pool: vendor, after: 5s}}]}}
"""
path = folder / "season.yaml"
path.write_text(text)
study = load_study(path)
print(f"the study file: {path}\n")
print("\n".join(text[text.index("demand:") : text.index("pools:")].splitlines()))

# %% [markdown]
# ## 4 The seasons
#
# Every way of staffing meets the same customers, in each of the seasons that are played.

# %%
results = compare(study)
print(f"{'':26} cost, {CURRENCY} (95 %)               in time, %             hang up, %           goal held in")
for name, found in results.summary["strategies"].items():
    cells = []
    for kpi, scale, digits in (("cost", 1, 0), ("service_level", 100, 1), ("abandonment_rate", 100, 1)):
        figure = results.figure(name, "totals", kpi)
        mean, low, high = (value * scale for value in (figure.mean, figure.low, figure.high))
        cells.append(f"{mean:,.{digits}f} ({low:,.{digits}f} to {high:,.{digits}f})")
    held = round(found["goal"]["held_share"] * REPLICATIONS)
    print(f"{name:26} {cells[0]:29} {cells[1]:22} {cells[2]:20} {held} of {REPLICATIONS} seasons")
answer = results.summary["answer"]
print(f"\nThe cheapest that holds the goal on the mean: {answer['best'] or 'none'}.")

# %% [markdown]
# ## 5 The board's chart
#
# Further left is cheaper, further up is better for customers in the *worst* week. The small dots are single seasons:
# they say how bad it can get, which is another thing than how well the mean is known (the bars).

# %%
board = cost_and_service(results.tables, results.summary)
if BOARD_CHART:
    target = Path(BOARD_CHART)
    for written in save(board, target.parent, target.name):
        print(f"written: {written}")
figure_of(board)

# %% [markdown]
# ## Questions
#
# 1. The fit's error by interval is far larger than its error by day. Is the fit bad within the day?
# 2. Why is it not enough that a forecast has a small error on the weeks it was fitted to?
# 3. *Predict first, then change a parameter:* `SEASON_CV = 0.0`. Do the dots move together or apart, and do the means
#    move?
# 4. The board asks: "And if more customers come than you plan for?" Why is it wrong to answer by raising `SEASON`,
#    and what do you do instead?
