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
# # 10 One desk, three channels: apart or blended?
#
# A front office answers the telephone, chats and e-mail. Phone and chat customers wait on the line and want an answer
# within seconds; an e-mail may wait for hours. Should each channel have a team of its own, or should everybody do
# everything? You will play both with the *same number of agents* and the same customers, see what e-mail does to the
# phone, what several chats at once buy and cost, and what happens when e-mail grows urgent. Twenty minutes; another
# ten for the last section, on urgent e-mail, which is optional.
#
# **You will learn**
# - why it pays to mix what can wait with what cannot, and how to protect what cannot;
# - what several chats at once buy, and what they cost;
# - what a priority can do, and what it cannot.

# %% tags=["parameters"]
# each dictionary by channel
TEAMS = {"phone": 5, "chat": 2, "email": 2}  # agents of each channel when the teams are apart
PER_WEEK = {"phone": 3_400, "chat": 2_000, "email": 2_200}
MINUTES = {"phone": 5, "chat": 8, "email": 4}  # mean handle time; a chat's is that of a chat alone
SLOWDOWN = [1, 1.25, 1.6]  # how much slower each chat is with one, two, three in hand
KEEP_FREE = 1  # agents whom e-mail leaves idle for the next call
REPLICATIONS = 3
SEED = 1

# %% [markdown]
# ## The study
#
# The desk is open every day from 08:00 to 20:00 and promises what is usual: 80 % of calls within 20 seconds, 80 % of
# chats within 40 seconds, 95 % of e-mails within 24 hours. E-mail comes day and night and waits for the morning. The
# smallest priority is served first: a free agent looks for a call, then for a chat, then for an e-mail.
#
# The next cell writes this down as a study and says how to play and to print it. At a first reading run it and go on.

# %%
import matplotlib.pyplot as plt
import numpy as np

from sim import Study, compare
from sim.charts.backlog import backlog
from sim.charts.chat_load import chat_load
from sim.charts.style import figure_of

CHANNEL = {"phone": "voice", "chat": "chat", "email": "email"}
CURVE = {
    "phone": {"00:00": 0, "08:00": 0.8, "10:00": 1.4, "13:00": 1.1, "18:00": 0.7, "20:00": 0},
    "chat": {"00:00": 0, "08:00": 0.8, "10:00": 1.2, "13:00": 1.1, "18:00": 0.8, "20:00": 0},
    "email": {"00:00": 0.3, "07:00": 1, "10:00": 1.6, "22:00": 0.7},
}
POOLS = {
    "phone team": ("phone",),
    "e-mail team": ("email",),
    "phone and e-mail": ("phone", "email"),
    "whole desk": ("phone", "chat", "email"),
    **{f"chat team, {n} at once": ("chat",) for n in range(1, len(SLOWDOWN) + 1)},
}
CHAT_TEAM = list(POOLS)[-1]  # with as many chats at once as SLOWDOWN has numbers


def queue(name: str, priority: object) -> dict:
    """What a channel's customers bring: work, patience where they are on the line, a further call where unresolved."""
    found = {
        "channel": CHANNEL[name],
        "priority": priority,
        "handle_time": {"distribution": "lognormal", "mean": f"{MINUTES[name]}min", "cv": 0.8},
        "resolution": "80%",
        "follow_up": {"delay": {"distribution": "exponential", "mean": "1d"}, "queue": "phone"},
    }
    if name != "email":
        patience = {"distribution": "exponential", "mean": "3min"}
        found |= {"opening_hours": {"daily": "08:00-20:00"}, "patience": patience}
    return found


def pool(name: str) -> dict:
    """Agents by their skills; those of a chat team take as many chats at once as its name says."""
    most = int(name.split()[2]) if name.startswith("chat team") else len(SLOWDOWN)
    several = {"concurrency": most, "concurrency_slowdown": SLOWDOWN[:most]}
    return {
        "sourcing": "in_house",
        "time_zone": "Europe/London",
        "skills": {skill: several if skill == "chat" else {} for skill in POOLS[name]},
        "employment": {"wage": "15/h"},
    }


def strategy(agents: dict, keep_free: int = 0) -> dict:
    """Pools with their agents from 08:00 to 20:00; e-mail takes an agent only while more than `keep_free` are idle."""
    takes = {channel: next(name for name in agents if channel in POOLS[name]) for channel in CHANNEL}
    return {
        "staffing": {name: {"agents": {"daily": {"08:00": n, "20:00": 0}}} for name, n in agents.items()},
        "routing": {
            channel: [{"pool": name, "keep_free": keep_free if channel == "email" else 0}]
            for channel, name in takes.items()
        },
    }


def desk(strategies: dict, email_priority: object = 3) -> Study:
    """A week of the desk, after a first day that does not count."""
    priorities = {"phone": 1, "chat": 2, "email": email_priority}
    return Study.model_validate(
        {
            "name": "one desk, three channels",
            "replications": REPLICATIONS,
            "seed": SEED,
            "horizon": {"start": "2026-03-01", "end": "2026-03-09", "warm_up": "1d"},
            "markets": {"home": {"time_zone": "Europe/London"}},
            "queues": {name: queue(name, priorities[name]) for name in CHANNEL},
            "demand": [
                {"market": "home", "queue": name, "volume": f"{PER_WEEK[name]}/week", "intraday": CURVE[name],
                 "uncertainty": {"day": "10%"}}
                for name in CHANNEL
            ],
            "pools": {name: pool(name) for name in POOLS},
            "strategies": strategies,
        }
    )  # fmt: skip


def mean(results, name: str, *place: str) -> float:
    """The mean of a key figure of one strategy, such as `"queues", "phone", "mean_wait"`."""
    return results.figure(name, *place).mean


def show(results, names) -> None:
    """Print what customers get and what the desk gives, one line a strategy."""
    print(f"{'':34}     phone           chat           e-mail        whole desk")
    print(f"{'':34} in time  wait  in time  wait  reply backlog   busy satisfied    USD")
    for name in names:
        level = {q: mean(results, name, "queues", q, "service_level") for q in CHANNEL}
        wait = {q: mean(results, name, "queues", q, "mean_wait") for q in CHANNEL}
        most = mean(results, name, "queues", "email", "backlog_max")
        busy, happy, cost = (mean(results, name, "totals", kpi) for kpi in ("occupancy", "satisfaction", "cost"))
        print(
            f"{name:34} {level['phone']:7.1%} {wait['phone']:3.0f} s {level['chat']:8.1%} {wait['chat']:3.0f} s "
            f"{wait['email'] / 3600:4.1f} h {most:7.0f} {busy:6.1%} {happy:9.3f} {cost:6,.0f}"
        )


# %% [markdown]
# ## The same agents in four ways
#
# *In time* is the share answered within the promised time, *reply* the mean time until an e-mail is answered,
# *backlog* the most e-mails open at one time, *busy* the share of the agents' time with a contact in hand,
# *satisfied* a score from 0 to 1 that falls with late answers and further contacts and is 0 for who was never helped,
# *USD* the week's wages.

# %%
everybody = sum(TEAMS.values())
beside_chat = everybody - TEAMS["chat"]
apart = dict(zip(("phone team", CHAT_TEAM, "e-mail team"), TEAMS.values(), strict=True))
ways = {
    "apart": strategy(apart),
    "all blended": strategy({"whole desk": everybody}),
    "all blended, some kept free": strategy({"whole desk": everybody}, KEEP_FREE),
    "chat apart, some kept free": strategy({"phone and e-mail": beside_chat, CHAT_TEAM: TEAMS["chat"]}, KEEP_FREE),
}
results = compare(desk(ways))
show(results, ways)
for name, agents in (("all blended, some kept free", everybody), ("chat apart, some kept free", beside_chat)):
    if agents <= KEEP_FREE:
        print(f"{name}: all {agents} agents are kept free for calls (KEEP_FREE = {KEEP_FREE}), so nobody ever takes an")
        print("e-mail, and the reply printed is only the time after which the simulation stops.")

# %% [markdown]
# The same people at nearly the same cost, and very different waits. Three forces are at work:
#
# - *Pooling.* A customer finds any free agent of a larger team; idle minutes of one channel serve another.
# - *Work in hand is not interrupted.* While there is a backlog, an agent who becomes free takes an e-mail, and the
#   next call waits until one of them is done, whatever its priority. Keeping an agent or two out of e-mail's reach
#   helps.
# - *Chats spread.* A new chat goes to the agent with the fewest. In a chat team all are soon at two or three; in a
#   blended desk somebody is mostly idle and takes the chat alone, which is a whole agent for one chat. Chat's
#   customers get first-class service, and the phone pays for it.
#
# So it pays to mix what can wait with what cannot, and to leave alone what has a way of its own to use time well.

# %% [markdown]
# ## Why e-mail fills the gaps
#
# Calls must be answered when they come, so a phone team is sized for its busy hours and has idle ones. E-mail can
# wait, so it moves to where the agents are: look at how busy each team is over the day, and at when the backlog
# melts.

# %%
table = results.tables["pools"]
hours = np.array([int(start[11:13]) for start in table["start"]])  # UTC, which is London's clock in March
figure, axes = plt.subplots(figsize=(9, 3.5))
for way, name, style in [*(("apart", team, "--") for team in apart), (list(ways)[-1], "phone and e-mail", "-")]:
    mine = (table["strategy"] == way) & (table["pool"] == name)
    busy, staffed = (np.bincount(hours[mine], table[column][mine], 24)[8:20] for column in ("busy", "staffed"))
    width = 1.4 if way == "apart" else 2.6
    axes.stairs(busy / staffed, range(8, 21), baseline=None, label=name, linestyle=style, linewidth=width)
axes.set_xlabel("hour of the day")
axes.yaxis.set_major_formatter("{x:.0%}")
axes.set_ylabel("share of the agents' time busy")
axes.set_ylim(0, 1.02)
axes.legend(loc="lower right")
figure.tight_layout()

# %%
figure_of(backlog(results.tables, results.summary))

# %% [markdown]
# ## Would fewer agents do?

# %%
fewer, left_out = {}, []
for less in (1, 2):
    chat = TEAMS["chat"]
    for name, agents, teams in (
        (f"all blended, {everybody - less}", everybody - less, {"whole desk": everybody - less}),
        (f"chat apart, {beside_chat - less} + {chat}", beside_chat - less,
         {"phone and e-mail": beside_chat - less, CHAT_TEAM: chat}),
    ):  # fmt: skip
        if agents > KEEP_FREE:
            fewer[f"{name} agents"] = strategy(teams, KEEP_FREE)
        else:
            left_out.append(name)
study = desk(ways | fewer)
smaller = compare(desk(fewer)) if fewer else None
if smaller:
    show(smaller, fewer)
if left_out:
    print(
        f"With KEEP_FREE = {KEEP_FREE} nobody would ever take an e-mail, so these are left out: {'; '.join(left_out)}."
    )

found = [(results, name) for name in ways] + [(smaller, name) for name in fewer]
kept = [
    (mean(played, name, "totals", "cost"), name)
    for played, name in found
    if all(mean(played, name, "queues", q, "service_level") >= study.queues[q].service_level.target for q in CHANNEL)
]
print(f"\nEvery promise is kept by: {'; '.join(name for _, name in kept) or 'none'}.")
if kept:
    cost, cheapest = min(kept)
    share = cost / mean(results, "apart", "totals", "cost")
    print(f"The cheapest of them, {cheapest}, costs {share:.1%} of the teams apart.")

# %% [markdown]
# ## Several chats at once
#
# An agent with two or three chats writes in one while the customers of the others read and type. But each chat takes
# longer: `SLOWDOWN` says how many times, with one, two ... in hand, and its time to the end is worked out anew whenever
# a chat comes or goes.

# %%
chats = {}
for name in [name for name in POOLS if name.startswith("chat team")]:
    chats[name] = strategy({"phone team": TEAMS["phone"], name: TEAMS["chat"], "e-mail team": TEAMS["email"]})
several = compare(desk(chats))

print(f"{'':24} in time  wait  gave up  a chat takes  in hand of a busy agent  satisfied")
for played, name, team in [*((several, name, name) for name in chats), (results, "all blended", "whole desk")]:
    level, wait, gone, length, happy = (
        mean(played, name, "queues", "chat", kpi)
        for kpi in ("service_level", "mean_wait", "abandonment_rate", "handle_time", "satisfaction")
    )
    figures = played.summary["strategies"][name]["pools"][team]
    in_hand = figures["chats_in_hand"]["mean"] if "chats_in_hand" in figures else 1.0  # one at a time is just busy
    print(f"{name:24} {level:7.1%} {wait:3.0f} s {gone:8.1%} {length / 60:9.1f} min {in_hand:12.2f} {happy:21.3f}")

# %%
figure_of(chat_load(results.tables, results.summary))

# %% [markdown]
# ## When e-mail is urgent (optional)
#
# One manager says that e-mail comes first, since its customers have waited longest. Another says that an e-mail
# should grow urgent while it waits: `priority: {start: 3, raise: 1 per 1h}` starts behind the phone (1) and chat (2),
# draws level with chat after an hour and with the phone after two.

# %%
rules = {"grows urgent by 1 an hour": {"start": 3, "raise": "1 per 1h"}, "comes first": 0}
print("e-mail comes last")
show(results, ["all blended"])
for name, priority in rules.items():
    print(f"\ne-mail {name}")
    show(compare(desk({"all blended": ways["all blended"]}, priority)), ["all blended"])

# %% [markdown]
# ## Questions
#
# 1. All blended and nobody kept free, phone customers wait although agents work on e-mails that could wait until the
#    evening. Why does the phone's higher priority not help them?
# 2. *Predict first, then change a parameter:* `KEEP_FREE = 3`. Who gains, who pays? How many agents does the desk
#    really have for e-mail then?
# 3. With more chats at once each chat takes longer, and yet its customers wait less. Where does the time come from?
#    Set `SLOWDOWN` to `[1, 2, 3]`: what is left of the gain?
# 4. In the blended desk a busy agent has hardly more than one chat in hand. Why, and how would you change it?
# 5. When e-mail comes first, calls wait much longer, the share of calls answered in time does not fall, and e-mail is
#    answered hardly sooner. Explain all three. (Look at the backlog's chart.)
# 6. What does this model leave out that speaks for teams apart?
