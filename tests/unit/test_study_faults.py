"""Every fault of a study: its line and column, its key, and the words a planner reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import StudyError
from sim.study import load_study

STUDY = """\
name: A small study
horizon: {start: 2026-11-02, end: 2026-11-16}
markets:
  uk: {time_zone: Europe/London, country: GB}
  us: {time_zone: America/New_York}
queues:
  phone:
    channel: voice
    opening_hours: {mon-fri: 08:00-22:00, sat: [09:00-12:00, 13:00-17:00]}
    service_level: {target: 80%, within: 20s}
    handle_time: {distribution: lognormal, mean: 5min, cv: 0.8}
    patience: {distribution: exponential, mean: 3min, balk: 3%}
    retry: {probability: 40%, delay: 20min}
    resolution: 74%
    follow_up: {delay: 1d}
demand:
  - market: uk
    queue: phone
    volume: 6_000/week
    weekday: {mon: 1.2, tue-sat: 1}
    intraday: {00:00: 0.1, 08:00: 1.2}
    seasons: [{name: gifts, from: 2026-11-09, to: 2026-12-24, uplift: 42%}]
    public_holidays: {uplift: -50%, only: [Christmas Day]}
  - {market: us, queue: phone, volume: 100/day}
pools:
  leeds:
    sourcing: in_house
    time_zone: Europe/London
    skills: {phone: {}}
    shrinkage: 30%
    today: {heads: 80}
    employment: {wage: 13/h, overtime: {up_to: 10%}}
  cebu:
    sourcing: offshore
    time_zone: Asia/Manila
    skills: {phone: {resolution_factor: 0.9}}
    contract: {price: 12/agent_hour, minimum: {agent_hours: 300/month}, ramp: {up: 25%/week}}
strategies:
  home:
    staffing: {leeds: {agents: 12}}
    routing: {phone: [leeds]}
  both:
    staffing: {leeds: {size_for: base}, cebu: {size_for: remainder}}
    routing: {phone: [leeds, {pool: cebu, after: 10s}]}
"""


def faults(folder: Path, text: str) -> list[str]:
    """The faults of a study, as they are printed, without the file's name."""
    path = folder / "study.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        load_study(path)
    except StudyError as error:
        return [str(fault).removeprefix(f"{path}:") for fault in error.faults]
    return []


def test_the_study_itself_has_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, STUDY) == []


# (what stands there, what stands there instead, the one fault)
CASES = [
    ("name: A small study", "name:",
     "1:1: name: nothing is given: give a value or leave the key out ({} is an empty map)"),
    ("name: A small study\n", "", "1:1: `name` is missing"),
    ("name: A small study", "name: {a: b}", "1:1: name: a text is wanted (got {a: b})"),
    ("name: A small study", "name: x\nreplications: 0", "2:15: replications: a number of at least 1 is wanted (got 0)"),
    ("name: A small study", "name: x\nreplications: 1.5", "2:15: replications: a whole number is wanted (got 1.5)"),
    ("name: A small study", "name: x\nseed: many", "2:7: seed: a whole number is wanted (got many)"),
    ("name: A small study", "name: x\ncurrency: dollar",
     "2:11: currency: a currency's ISO 4217 code is wanted, such as USD, EUR or GBP (got dollar)"),
    ("name: A small study", "name: x\nnome: y", "2:1: nome: unknown key, did you mean `name`?"),
    ("name: A small study", "name: x\nzzz: y", "2:1: zzz: unknown key; known are name, currency, replications, seed, "
     "horizon, goal, planning, satisfaction, markets, queues, demand, pools, strategies, stress, stress_replications, "
     "baseline"),
    ("name: A small study", "name: x\nbaseline: hom",
     "2:11: baseline: no strategy has this name, did you mean `home`? (got hom)"),
    ("name: A small study", "name: x\ngoal: {abandonment: 130%}",
     "2:21: goal.abandonment: a share between 0% and 100% is wanted (got 130%)"),
    ("name: A small study", "name: x\ngoal: {service_level: weekly}",
     "2:23: goal.service_level: one of overall, each_week is wanted (got weekly)"),
    ("start: 2026-11-02", "start: 2.11.2026",
     "2:18: horizon.start: a day such as 2026-11-16 is wanted (got 2.11.2026)"),
    ("start: 2026-11-02", "start: 2026-11-31",
     "2:18: horizon.start: there is no such day: day is out of range for month (got 2026-11-31)"),
    ("end: 2026-11-16", "end: 2026-11-02", "2:35: horizon.end: the day after the last is later than the start "
     "(got 2026-11-02 to 2026-11-02)"),
    ("end: 2026-11-16", "end: 2026-11-16, interval: 7min",
     "2:57: horizon.interval: an interval is 1min to 1d long and divides the day (got 420s)"),
    ("end: 2026-11-16", "end: 2026-11-16, warm_up: 2wk", "2:56: horizon.warm_up: the warm-up is shorter than the "
     "horizon of 14 days"),
    ("end: 2026-11-16", "end: 2026-11-16, timezone: UTC",
     "2:47: horizon.timezone: unknown key, did you mean `time_zone`?"),
    ("time_zone: Europe/London, ", "time_zone: Europe/Londn, ",
     "4:19: markets.uk.time_zone: a time zone such as Europe/London or UTC is wanted (got Europe/Londn)"),
    ("country: GB", "country: Wales", "4:43: markets.uk.country: a country's ISO 3166 code, such as US, GB or NO, is "
     "wanted (got Wales)"),
    ("  uk: {time", "  u/k: {time", "4:3: markets.u/k: a name is printable, without / and blanks at its ends, and does "
     "not begin with = + - @ or .\n17:13: demand.uk/phone.market: no market has this name, did you mean "
     "`u/k`? (got uk)"),
    ("channel: voice", "channel: fax",
     "8:14: queues.phone.channel: one of voice, chat, email, social is wanted (got fax)"),
    ("mon-fri: 08:00-22:00", "mon-fry: 08:00-22:00", "9:21: queues.phone.opening_hours.mon-fry: days are daily, "
     "mon ... sun, or a range such as mon-fri (got mon-fry)"),
    ("mon-fri: 08:00-22:00", "mon-fri: 8-22",
     "9:30: queues.phone.opening_hours.mon-fri: a time of day such as 08:30 is wanted (got 8-22)"),
    ("13:00-17:00", "13:00-27:00",
     "9:62: queues.phone.opening_hours.sat.1: a time of day such as 08:30 is wanted (got 13:00-27:00)"),
    ("target: 80%", "target: 100%", "10:29: queues.phone.service_level.target: a share above 0% and below 100% is "
     "wanted (got 100%)"),
    ("within: 20s", "within: 20", "10:42: queues.phone.service_level.within: a duration with its unit is wanted, such "
     "as 30s, 6.5min, 2h, 3d or 4wk (got 20)"),
    ("handle_time:", "handel_time:", "11:5: queues.phone.handel_time: unknown key, did you mean `handle_time`?"),
    ("distribution: lognormal", "distribution: lognormall", "11:33: queues.phone.handle_time.distribution: one of "
     "exponential, lognormal, gamma, weibull, uniform, triangular, constant, empirical is wanted (got lognormall)"),
    ("mean: 5min, cv: 0.8", "mean: 5min", "11:5: queues.phone.handle_time: lognormal wants mean, cv; missing here: cv"),
    ("mean: 5min, cv: 0.8", "mean: 0s, cv: 0.8",
     "11:50: queues.phone.handle_time.mean: a duration above zero is wanted (got 0s)"),
    ("mean: 5min, cv: 0.8", "mean: .inf, cv: 0.8", "11:50: queues.phone.handle_time.mean: a duration with its unit is "
     "wanted, such as 30s, 6.5min, 2h, 3d or 4wk (got .inf)"),
    ("mean: 5min, cv: 0.8", "mean: 5min, cv: 0.8, low: 1s",
     "11:65: queues.phone.handle_time.low: unknown key; lognormal wants mean, cv"),
    ("{distribution: lognormal, mean: 5min, cv: 0.8}", "0s",
     "11:18: queues.phone.handle_time: a handle time is above zero"),
    ("balk: 3%", "balk: 3", "12:61: queues.phone.patience.balk: a share between 0% and 100% is wanted (got 3)"),
    ("mean: 3min, balk", "mean: three, balk", "12:49: queues.phone.patience.mean: a duration with its unit is wanted, "
     "such as 30s, 6.5min, 2h, 3d or 4wk (got three)"),
    ("probability: 40%, ", "", "13:5: queues.phone.retry: `probability` is missing"),
    ("delay: 20min", "delay: 20min, queue: chat", "13:52: queues.phone.retry.queue: no queue has this name; known are "
     "phone (got chat)"),
    ("    follow_up: {delay: 1d}\n", "", "14:17: queues.phone.resolution: below 100% it wants follow_up: {delay: ...}, "
     "when the unresolved come back"),
    ("volume: 6_000/week", "volume: 6_000", "19:13: demand.uk/phone.volume: a rate such as 120/h, 16_000/week or "
     "200/30min is wanted (got 6_000)"),
    ("volume: 6_000/week", "volume: 6,000/week",
     "19:13: demand.uk/phone.volume: a number without commas is wanted (got 6,000/week)"),
    ("volume: 6_000/week", "volume: 0/week", "19:13: demand.uk/phone.volume: a volume above zero is wanted; leave the "
     "entry out where there is none"),
    ("volume: 6_000/week", "volume: 6_000/week\n    rate: 3/h", "17:5: demand.uk/phone: exactly one of volume, rate, "
     "forecast and history is wanted (got volume, rate)"),
    ("volume: 6_000/week", "rate: {08:00: 100/h, 8:00: 90/h}",
     "19:26: demand.uk/phone.rate.8:00: this time is named twice (got 8:00)"),
    ("volume: 6_000/week", "rate: {08:00: 0/h}", "19:5: demand.uk/phone.rate: a rate above zero at some time is "
     "wanted; leave the entry out where there is none"),
    ("tue-sat: 1", "mon-tue: 1", "20:25: demand.uk/phone.weekday.mon-tue: mon named twice (got mon-tue)"),
    ("tue-sat: 1", "tue-sat: -1",
     "20:34: demand.uk/phone.weekday.tue-sat: a number of at least zero is wanted (got -1)"),
    ("volume: 100/day", "volume: 100/day, weekday: {sun: 1}", "24:49: demand.us/phone.weekday: no day of the week has "
     "contacts: its curve or opening hours have only mon, tue, wed, thu, fri, sat"),
    ("00:00: 0.1", "25:00: 0.1",
     "21:16: demand.uk/phone.intraday.25:00: a time of day such as 08:30 is wanted (got 25:00)"),
    ("to: 2026-12-24", "to: 2026-11-01", "22:51: demand.uk/phone.seasons.0.to: the last day is not before the first "
     "(got 2026-11-09 to 2026-11-01)"),
    ("uplift: 42%", "uplift: -142%", "22:71: demand.uk/phone.seasons.0.uplift: a share between -100% and 10000% is "
     "wanted (got -142%)"),
    ("only: [Christmas Day]", "only: [Cristmas]", "23:44: demand.uk/phone.public_holidays.only.0: GB has no public "
     "holiday of this name, did you mean `Christmas Day`? (got Cristmas)"),
    ("volume: 100/day", "volume: 100/day, public_holidays: {uplift: -50%}",
     "24:49: demand.us/phone.public_holidays: whose? They want markets.us.country, such as US"),
    ("market: us", "market: eu", "24:14: demand.eu/phone.market: no market has this name; known are uk, us (got eu)"),
    ("market: us", "market: uk", "24:5: demand.1: the demand of uk/phone stands in another entry already"),
    ("volume: 100/day", "like: uk/fone", "24:38: demand.us/phone.like: no demand entry (market/queue) has this name, "
     "did you mean `uk/phone`? (got uk/fone)"),
    ("volume: 100/day", "like: us/phone", "24:38: demand.us/phone.like: `like` goes in a circle (got us/phone)"),
    ("volume: 100/day", "forecast: {file: volumes.xls}", "24:49: demand.us/phone.forecast.file: not yet: this "
     "release does not simulate this kind of workbook; save it as XLSX or CSV"),
    ("sourcing: in_house", "sourcing: inhouse", "27:15: pools.leeds.sourcing: one of in_house, captive, onshore, "
     "nearshore, offshore is wanted, did you mean `in_house`? (got inhouse)"),
    ("sourcing: in_house", "sourcing: in_house\n    delivery: shared",
     "28:15: pools.leeds.delivery: our own people are not shared with a vendor's other clients"),
    ("sourcing: in_house", "sourcing: in_house\n    sharing: {available: 50%}",
     "28:5: pools.leeds.sharing: goes with delivery: shared"),
    ("sourcing: in_house", "sourcing: in_house\n    outages: {per_year: 2}",
     "28:5: pools.leeds.outages: per_year and length go together"),
    ("sourcing: in_house", "sourcing: in_house\n    scaling: {watch: phone, wait: 60s, step: 5, up_to: 60}",
     "28:5: pools.leeds.scaling: agents that come by a rule want delivery: cloud"),
    ("sourcing: in_house",
     "sourcing: in_house\n    delivery: cloud\n    scaling: {watch: chat, wait: 1min, step: 5, up_to: 9}",
     "29:22: pools.leeds.scaling.watch: no queue has this name; known are phone (got chat)"),
    ("skills: {phone: {}}", "skills: {phone: {concurrency: 2}}",
     "29:22: pools.leeds.skills.phone.concurrency: is for chats; an agent has one contact of channel voice in hand"),
    ("skills: {phone: {}}", "skills: {phone: {}, chat: {}}",
     "29:25: pools.leeds.skills.chat: no queue has this name; known are phone (got chat)"),
    ("shrinkage: 30%", "shrinkage: {planned: 60%, unplanned: 40%}",
     "30:5: pools.leeds.shrinkage: shrinkage is below 100% in all (got 100%)"),
    ("shrinkage: 30%", "shrinkage: 130%",
     "30:16: pools.leeds.shrinkage: a share between 0% and 100% is wanted (got 130%)"),
    ("heads: 80", "agents: 80",
     "31:13: pools.leeds.today.agents: today of a pool sourced in_house is counted in heads"),
    ("heads: 80", "heads: 79.5",
     "31:20: pools.leeds.today.heads: a whole number of at least zero is wanted (got 79.5)"),
    ("wage: 13/h", "wage: 13", "32:24: pools.leeds.employment.wage: money per h is wanted, such as 20.6/h (got 13)"),
    ("wage: 13/h", "wage: 13 EUR/h",
     "32:24: pools.leeds.employment.wage: money without its currency is wanted, such as 20.6/h (got 13 EUR/h)"),
    ("wage: 13/h", "wage: 13/h, learning: {handle_time_factor: 0.9, proficient_after: 4wk}",
     "32:61: pools.leeds.employment.learning.handle_time_factor: at least 1 is wanted: who is new is not quicker "
     "(got 0.9)"),
    ("wage: 13/h", "wage: 13/h, attrition: 30%",
     "32:41: pools.leeds.employment.attrition: a share per year is wanted, such as 32%/year (got 30%)"),
    ("wage: 13/h", "wage: 13/h, attrition: 100%/year",
     "32:41: pools.leeds.employment.attrition: less than 100%/year is wanted: with all gone in a year nobody stays a "
     "day (got 100%/year)"),
    ("wage: 13/h", "wage: 13/h, premiums: {public_holiday: 100%}", "32:41: pools.leeds.employment.premiums."
     "public_holiday: which days are holidays? It wants pools.leeds.country, such as US"),
    ("sourcing: offshore", "sourcing: captive", "33:3: pools.cebu: a pool sourced captive wants employment: {...}\n"
     "37:5: pools.cebu.contract: a pool sourced captive has employment, no contract"),
    ("resolution_factor: 0.9", "resolution_factor: 1.5", "36:41: pools.cebu.skills.phone.resolution_factor: "
     "resolution is at most 100%: 74% times 1.5 is more"),
    ("price: 12/agent_hour", "price: 12/resolution", "37:38: pools.cebu.contract.minimum: with a price per resolution "
     "it is in resolutions (got agent_hours)"),
    ("price: 12/agent_hour", "price: 12/day", "37:23: pools.cebu.contract.price: money per agent_hour or paid_hour or "
     "minute or contact or resolution or fte_month is wanted, such as 20.6/agent_hour (got 12/day)"),
    ("price: 12/agent_hour", "price: [12/agent_hour]",
     "37:24: pools.cebu.contract.price.0: a map of keys is wanted (got 12/agent_hour)"),
    ("price: 12/agent_hour", "price: [{price: 12/agent_hour}, {up_to: 9, price: 11/minute}]",
     "37:24: pools.cebu.contract.price.0: each band but the last ends above the one before (got no up_to)\n"
     "37:49: pools.cebu.contract.price.1.up_to: the last band has no end: leave up_to out\n"
     "37:66: pools.cebu.contract.price.1.price: all bands have one unit (got 11/minute)"),
    ("price: 12/agent_hour", "price: 1/minute", "37:33: pools.cebu.contract.minimum: with a price per minute it is in "
     "minutes (got agent_hours)"),
    ("up: 25%/week", "up: 25%/month", "37:84: pools.cebu.contract.ramp.up: a share per week is wanted, such as "
     "25%/week (got 25%/month)"),
    ("{agents: 12}", "{agents: 12.5}", "40:32: strategies.home.staffing.leeds.agents: a whole number of at least zero "
     "is wanted (got 12.5)"),
    ("{agents: 12}", "{}", "40:16: strategies.home.staffing.leeds: exactly one of agents, schedule, roster, shifts and "
     "size_for is wanted (got none)"),
    ("{agents: 12}", "{agents: 12, use: [hiring]}",
     "40:36: strategies.home.staffing.leeds.use: belongs to size_for: forecast"),
    ("{agents: 12}", "{size_for: forecast, use: [hiring, seasonal]}", "40:58: strategies.home.staffing.leeds.use.1: "
     "seasonal wants pools.leeds.employment.seasonal: {wage, from, until, up_to}"),
    ("wage: 13/h", "wage: 13/h, seasonal: {wage: 12/h, from: 2026-03-09, until: 2026-03-08, up_to: 5}",
     "32:78: pools.leeds.employment.seasonal.until: the last day is not before the first "
     "(got 2026-03-09 to 2026-03-08)"),
    ("{agents: 12}", "{size_for: remainder}", "40:34: strategies.home.staffing.leeds.size_for: remainder wants a pool "
     "before it in this strategy's staffing, with a queue in common"),
    ("staffing: {leeds: {agents: 12}}", "staffing: {leads: {agents: 12}}", "40:16: strategies.home.staffing.leads: no "
     "pool has this name, did you mean `leeds`? (got leads)\n"
     "41:23: strategies.home.routing.phone.0: leeds has no staffing in this strategy"),
    ("routing: {phone: [leeds]}", "routing: {phone: [cebu]}",
     "41:23: strategies.home.routing.phone.0: cebu has no staffing in this strategy"),
    ("routing: {phone: [leeds]}", "routing: {phone: leeds}",
     "41:22: strategies.home.routing.phone: a list is wanted (got leeds)"),
    ("routing: {phone: [leeds]}", "routing: {phone: []}",
     "41:15: strategies.home.routing.phone: at least one entry is wanted (got [])"),
    ("routing: {phone: [leeds]}", "routing: {phone: [{share: {leeds: 0%}}]}",
     "41:24: strategies.home.routing.phone.0.share: the weights of a share are not all zero"),
    ("routing: {phone: [leeds]}", "routing: {phone: [{pool: leeds, when: {queue_longer_than: -1}}]}",
     "41:63: strategies.home.routing.phone.0.when.queue_longer_than: a number of at least 0 is wanted (got -1)"),
    ("leeds: {size_for: base}", "leeds: {size_for: forecast, use: [overtime, hiring, hiring]}",
     "43:44: strategies.both.staffing.leeds.use: each way is named once"),
    ("cebu: {size_for: remainder}", "cebu: {size_for: today}",
     "43:58: strategies.both.staffing.cebu.size_for: today wants pools.cebu.today: {agents: ...}"),
    ("cebu: {size_for: remainder}", "cebu: {size_for: forecast, use: [hiring]}", "43:68: strategies.both.staffing.cebu."
     "use: is for our own people; cebu is a vendor's and follows its contract's ramp"),
    ("after: 10s", "after: soon", "44:50: strategies.both.routing.phone.1.after: a duration with its unit is wanted, "
     "such as 30s, 6.5min, 2h, 3d or 4wk (got soon)"),
]  # fmt: skip


@pytest.mark.parametrize(("there", "instead", "fault"), CASES)
def test_one_change_gives_one_fault_in_its_place(tmp_path: Path, there: str, instead: str, fault: str) -> None:
    assert STUDY.count(there) >= 1
    assert "\n".join(faults(tmp_path, STUDY.replace(there, instead, 1))) == fault


def test_all_faults_come_at_once_by_place(tmp_path: Path) -> None:
    text = STUDY.replace("80%", "80", 1).replace("voice", "voise", 1).replace("[leeds]", "[leads]", 1)
    text = text.replace("volume: 100/day", "volum: 100/day", 1).replace("wage: 13/h", "wage: 13/h, sead: 3/month", 1)
    assert faults(tmp_path, text) == [
        "8:14: queues.phone.channel: one of voice, chat, email, social is wanted, did you mean `voice`? (got voise)",
        "10:29: queues.phone.service_level.target: a share between 0% and 100% is wanted (got 80)",
        "24:32: demand.us/phone.volum: unknown key, did you mean `volume`?",
        "32:30: pools.leeds.employment.sead: unknown key, did you mean `seat`?",
        "41:23: strategies.home.routing.phone.0: no pool has this name, did you mean `leeds`? (got leads)",
    ]


def test_several_faults_of_one_value_each_have_their_place(tmp_path: Path) -> None:
    text = STUDY.replace("{mon-fri: 08:00-22:00, ", "{mon-fri: 8-22, tue: 09:00-10:00, satt: 1, ", 1)
    assert faults(tmp_path, text) == [
        "9:30: queues.phone.opening_hours.mon-fri: a time of day such as 08:30 is wanted (got 8-22)",
        "9:36: queues.phone.opening_hours.tue: tue named twice (got tue)",
        "9:54: queues.phone.opening_hours.satt: days are daily, mon ... sun, or a range such as mon-fri (got satt)",
    ]


def test_a_copied_fault_is_told_once_where_it_was_typed(tmp_path: Path) -> None:
    text = STUDY.replace("volume: 100/day", "volume: 100/day, like: uk/phone", 1).replace("00:00: 0.1", "00:00: x", 1)
    assert faults(tmp_path, text) == ["21:23: demand.uk/phone.intraday.00:00: a number is wanted (got x)"]


def test_a_queue_with_contacts_wants_a_route(tmp_path: Path) -> None:
    text = STUDY.replace("demand:", "  mail:\n    channel: voice\n    handle_time: 3min\ndemand:", 1)
    assert faults(tmp_path, text) == []  # nothing leads there
    text = text.replace("follow_up: {delay: 1d}", "follow_up: {delay: 1d, queue: mail}", 1)
    assert faults(tmp_path, text) == [
        "44:5: strategies.home.routing: no route for mail: it has contacts that no pool can ever take",
        "47:5: strategies.both.routing: no route for mail: it has contacts that no pool can ever take",
    ]


def test_a_route_that_is_never_open_is_refused(tmp_path: Path) -> None:
    text = STUDY.replace("    shrinkage: 30%", "    agent_hours: {mon-fri: 08:00-18:00}", 1)
    text = text.replace("[leeds]", "[{pool: leeds, hours: {daily: 18:00-08:00}}]", 1)
    assert faults(tmp_path, text) == [
        "41:15: strategies.home.routing.phone: no pool of this route works at the hours of its step: nobody can ever "
        "take these contacts",
    ]


def test_control_characters_of_a_value_do_not_reach_the_terminal(tmp_path: Path) -> None:
    (told,) = faults(tmp_path, STUDY.replace("channel: voice", 'channel: "\\e[31mred\\n"', 1))
    assert told == (
        "8:14: queues.phone.channel: one of voice, chat, email, social is wanted (got \\x1b[31mred\\n)"
    )


def test_none_is_no_name_for_a_strategy(tmp_path: Path) -> None:
    (told,) = faults(tmp_path, STUDY.replace("  home:\n", "  none:\n", 1))
    assert told == (
        "39:3: strategies.none: in the results this name is kept for the case that no strategy holds the goal; "
        "choose another"
    )
