"""The study written back with every default: where each value came from, and that it reads back as the same study."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.study import Study, load_study, load_with_origins, resolved_yaml
from sim.study.examples import example_names, example_text

STUDY = """\
name: "Nearly: everything # of it"
currency: GBP
horizon: {start: 2026-03-02, end: 2026-04-13, interval: 15min, warm_up: 1d}
goal: {service_level: each_week, abandonment: 5.5%, occupancy: 90%, budget: 4_000_000, lost_ticket: 18.25}
planning: {max_occupancy: 88%}
markets: {uk: {time_zone: Europe/London, country: GB}, "yes: no": {time_zone: Asia/Kolkata, country: IN}}
queues:
  phone:
    channel: voice
    priority: 2
    opening_hours: {mon-thu: 22:00-02:00, sat: [08:00-12:00, 13:00-24:00]}
    at_close: clear
    service_level: {target: 81.5%, within: 20.5s, definition: all_offered}
    handle_time: {distribution: lognormal, mean: 6.5min, cv: 90%}
    patience: {distribution: weibull, mean: 100s, shape: 1.3, balk: 3%}
    retry: {probability: 40%, delay: {distribution: triangular, low: 1min, mode: 2min, high: 7min}, queue: desk}
    lines: 40
    resolution: 74%
    follow_up: {delay: {distribution: gamma, mean: 1d, cv: 2}, attempts: 3, queue: desk}
  desk: {channel: voice, handle_time: {distribution: empirical, file: times.csv}, patience: 90s}
demand:
  - market: uk
    queue: phone
    volume: 6_001/week
    counts: tickets
    growth: -8%/year
    weekday: {mon: 1.25, tue-thu: 1.02, sat: 0.3333333333333333}
    intraday: {mon: {08:00: 1}, tue-sun: {00:00: 0.15, 08:30: 1.7, 24:00: 0.2}}
    seasons: [{name: gifts, from: 2026-03-02, to: 2026-03-20, uplift: 42%}]
    events: [{name: 11.11, from: 2026-03-09, to: 2026-03-10, uplift: -12.5%}]
    public_holidays: {uplift: -55%, only: [Good Friday, New Year's Day]}
    deflection: 15%
    uncertainty: {day: 12%, season: 8%, shared: false}
  - {market: "yes: no", queue: phone, like: uk/phone, rate: {08:00: 100/7min, 20:00: 0/h}, seasons: [], public_holidays: {uplift: 0%}}
  - {market: uk, queue: desk, forecast: {file: volumes.csv}}
  - {market: "yes: no", queue: desk, history: {file: counts.csv, use: replay, scale: 1.1}}
pools:
  leeds:
    sourcing: in_house
    time_zone: Europe/London
    country: GB
    skills: {phone: {handle_time_factor: 1.05}, desk: {}}
    shrinkage: {planned: 22%, unplanned: 8%}
    agent_hours: {daily: 06:00-23:00}
    today: {heads: 80}
    employment:
      wage: 13.37/h
      benefits: 20%
      premiums: {overtime: 50%, night: 10%, weekend: 5%, public_holiday: 100%, night_hours: {daily: 20:00-06:00}}
      overtime: {up_to: 10%}
      seat: 420/month
      software: 150/month
      management: 12%
      paid_hours: 37.5/week
      hiring: {lead_time: 34d}
  cebu:
    sourcing: offshore
    vendor: Harbour CX
    time_zone: Asia/Manila
    skills: {phone: {resolution_factor: 0.93}, desk: {}}
    today: {agents: 0}
    contract: {signed: 2026-01-14, price: 13.5/agent_hour, minimum: {agent_hours: 3_000/month}, ramp: {notice: 4wk, up: 25%/week, down: 15%/week, first: 12}, governance: 6%}
strategies:
  a:
    staffing:
      leeds: {agents: {mon-fri: {08:00: 12, 18:00: 0}}}
      cebu: {agents: 6}
    routing: {phone: [leeds, {pool: cebu, after: 10s, hours: {mon: 08:00-09:00}, when: {queue_longer_than: 5}}], desk: [{share: {leeds: 50%, cebu: 2}}]}
  b:
    staffing:
      leeds: {shifts: [{name: early, days: [mon-fri, sun], start: 06:30, length: 8.5h, agents: 7, breaks: [{after: 4h, length: 30min}, {after: 6h, length: 15min, paid: true}]}]}
      cebu: {schedule: schedule.csv}
    routing: {phone: [leeds, cebu], desk: [leeds]}
  c:
    staffing: {leeds: {size_for: forecast, use: [hiring, overtime], decide_from: 2026-02-01}, cebu: {size_for: remainder}}
    routing: {phone: [leeds, cebu], desk: [leeds]}
  d:
    staffing: {leeds: {roster: roster.csv}}
    routing: {phone: [leeds], desk: [leeds]}
baseline: b
"""  # noqa: E501


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A study that uses nearly every key of this release, with its files."""
    (tmp_path / "times.csv").write_text("30\n60\n", encoding="utf-8")
    weeks = "".join(f"2026-{day},7000\n" for day in ("03-02", "03-09", "03-16", "03-23", "03-30", "04-06"))
    (tmp_path / "volumes.csv").write_text("week,contacts\n" + weeks, encoding="utf-8")
    (tmp_path / "counts.csv").write_text("time,count\n2026-03-02 08:00,7\n2026-03-02 09:00,7\n", encoding="utf-8")
    (tmp_path / "schedule.csv").write_text("start,agents\n2026-03-02,3\n", encoding="utf-8")
    (tmp_path / "roster.csv").write_text("agent,start,end\nA,2026-03-02 08:00,2026-03-02 16:00\n", encoding="utf-8")
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    return tmp_path / "study.yaml"


def loaded_again(study: Study, text: str, folder: Path) -> bool:
    """Whether a text, put beside the study's files, loads to the same study."""
    again = folder / "resolved.yaml"
    again.write_text(text, encoding="utf-8")
    return load_study(again) == study


def test_nearly_every_key_reads_back(path: Path) -> None:
    study, given = load_with_origins(path)
    assert loaded_again(study, resolved_yaml(study, given), path.parent)
    assert loaded_again(study, resolved_yaml(study), path.parent)


def test_overrides_and_chosen_strategies_read_back(path: Path) -> None:
    study, given = load_with_origins(path, {"demand.uk/phone.volume": "1/7min", "goal.budget": "1e3"}, ["c", "a"])
    text = resolved_yaml(study, given)
    assert loaded_again(study, text, path.parent)
    assert re.search(r"^    volume: .*# given by --set demand.uk/phone.volume$", text, re.M)
    assert re.search(r"^  budget: 1000 .*# given by --set goal.budget$", text, re.M)
    assert re.search(r"^baseline: a .*# the first strategy that is played$", text, re.M)


@pytest.mark.parametrize("name", example_names())
def test_the_examples_read_back(tmp_path: Path, name: str) -> None:
    path = tmp_path / "study.yaml"
    path.write_text(example_text(name), encoding="utf-8")
    study, given = load_with_origins(path)
    assert loaded_again(study, resolved_yaml(study, given), tmp_path)


def test_every_value_says_where_it_came_from(path: Path) -> None:
    study, given = load_with_origins(path)
    lines = resolved_yaml(study, given).splitlines()
    told = {re.sub(r"\s+# .*", "", line).strip(): line.partition("  # ")[2] for line in lines}
    assert told["wage: 13.37/h"] == "given"
    assert told["replications: 20"] == "default: the program's, more make the intervals narrower"
    assert told["growth: -8%/year"] == "copied from uk/phone by like"  # the last of the two entries that have it
    assert told["time_zone: Europe/London"] == "given"
    bare = [line for line in lines[2:] if "  # " not in line]
    assert [line for line in bare if not line.endswith((":", "{}"))] == []


def test_a_default_of_the_world_stands_with_its_source(tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    text = example_text("minimal").replace("    service_level: {target: 80%, within: 20s}\n", "")
    path.write_text(text, encoding="utf-8")
    study, given = load_with_origins(path)
    for whole in (resolved_yaml(study, given), resolved_yaml(study)):
        assert re.search(r"target: 80% .*# default: B, Call Centre Helper: phone 80 % in 20 s", whole)
        assert re.search(r"paid_hours: 40/week .*# default: D, assumption", whole)
    assert re.search(r"time_zone: Europe/London .*# default: the first market's", resolved_yaml(study, given))
