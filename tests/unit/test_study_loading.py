"""A study loaded: values, defaults, `like`, `--set`, chosen strategies; the contract's examples."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pytest

from sim.demand.forecast import forecast
from sim.errors import StudyError, UsageError
from sim.randomness.distributions import Distribution
from sim.study import faults_in, load_study, load_with_origins, parse_overrides
from sim.study.examples import example_names, example_text
from sim.units import Price

CONTRACT = Path(__file__).parents[3] / "shared" / "design" / "studies"
STUDY = """\
name: Two markets
horizon: {start: 2026-11-02, end: 2026-11-16}
markets: {uk: {time_zone: Europe/London, country: GB}, "1": {time_zone: UTC}}
queues:
  phone: {channel: voice, handle_time: 3min, patience: {balk: 10%}}
  mail: {channel: voice, handle_time: {distribution: exponential, mean: 2min}, patience: 90s, priority: 2}
demand:
  - market: uk
    queue: phone
    volume: 6_000/week
    weekday: {mon-fri: 1}
    deflection: 10%
    seasons: [{name: 11.10, from: 2026-11-09, to: 2026-12-24, uplift: 42%}]
    public_holidays: {uplift: -50%, only: [Christmas, Boxing Day]}
  - {market: 1, queue: phone, rate: 60/h, like: uk/phone, public_holidays: {uplift: 1%}, deflection: 0%}
  - {market: uk, queue: mail, like: 1/phone, volume: 70/day}
pools:
  st. ives:
    {sourcing: in_house, time_zone: UTC, shrinkage: 30%, skills: {phone: {}, mail: {}}, employment: {wage: 14/h}}
strategies:
  six: {staffing: {st. ives: {agents: 6}}, routing: {phone: [st. ives], mail: [{share: {st. ives: 2}}]}}
  seven: {staffing: {st. ives: {agents: {daily: {08:00: 7}}}}, routing: {phone: [st. ives], mail: [st. ives]}}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A study file."""
    path = tmp_path / "study.yaml"
    path.write_text(STUDY.replace('"1": {time_zone: UTC}', '"1": {time_zone: UTC, country: NO}'), encoding="utf-8")
    return path


def test_quantities_are_seconds_shares_and_rates(path: Path) -> None:
    study = load_study(path)
    phone, mail = study.queues["phone"], study.queues["mail"]
    assert phone.handle_time == Distribution("constant", {"value": 180.0})
    assert (phone.patience.time, phone.patience.balk) == (None, 0.1)
    assert mail.patience.time == Distribution("constant", {"value": 90.0})
    assert study.demand[0].volume == 6000 / 604800
    assert study.demand[0].weekday == (1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0)
    assert study.demand[0].seasons[0].name == "11.10"
    assert study.demand[0].seasons[0].from_ == date(2026, 11, 9)
    assert study.pools["st. ives"].shrinkage.planned == 0.3
    assert study.pools["st. ives"].employment is not None
    assert study.pools["st. ives"].employment.wage == Price(14.0, "h")
    assert study.strategies["six"].staffing["st. ives"].agents_while_open
    assert not study.strategies["seven"].staffing["st. ives"].agents_while_open
    assert study.strategies["six"].routing["mail"][0].share == {"st. ives": 2.0}


def test_defaults_are_the_formats(path: Path) -> None:
    study = load_study(path)
    assert (study.horizon.time_zone, study.horizon.interval, study.baseline) == ("Europe/London", 1800.0, "six")
    assert (study.currency, study.replications, study.seed) == ("USD", 20, 1)
    level = study.queues["phone"].service_level
    assert (level.target, level.within, level.definition) == (0.8, 20.0, "excluding_short_abandons")
    assert (study.queues["phone"].retry, study.queues["phone"].resolution) == (None, 1.0)


def test_like_copies_what_is_not_given_and_no_second_source(path: Path) -> None:
    first, second, third = load_study(path).demand
    assert (second.volume, second.rate and second.rate.values) == (None, (60 / 3600,))
    assert (second.weekday, second.seasons, second.deflection) == (first.weekday, first.seasons, 0.0)
    assert second.public_holidays is not None
    assert (second.public_holidays.uplift, second.public_holidays.only) == (0.01, None)
    assert (third.volume, third.rate) == (70 / 86400, None)
    assert (third.weekday, third.deflection, third.like) == (first.weekday, 0.0, "1/phone")


def test_holidays_that_only_the_copied_market_has_are_no_fault(path: Path) -> None:
    text = path.read_text().replace("public_holidays: {uplift: 1%}, ", "").replace("only: [Christmas, ", "only: [")
    path.write_text(text)
    assert load_study(path).demand[1].public_holidays is not None  # Norway keeps no Boxing Day
    path.write_text(text.replace("60/h, like", "60/h, public_holidays: {uplift: 1%, only: [Boxing Day]}, like"))
    with pytest.raises(StudyError, match="NO has no public holiday of this name"):
        load_study(path)


def test_set_replaces_values_by_path(path: Path) -> None:
    words = ["seed=7", "demand.uk/phone.volume=7_000/week", "demand.1.rate={08:00: 1/min}", "goal.budget=4_000_000",
             "queues.mail.service_level.target=90%", "pools.st. ives.today.heads=12", "demand.0.seasons.11.10.uplift=1",
             "strategies.seven.staffing.st. ives.agents=8"]  # fmt: skip
    study = load_study(path, parse_overrides(words))
    assert (study.seed, study.goal.budget, study.pools["st. ives"].today.heads) == (7, 4e6, 12.0)
    assert study.demand[0].volume == 7000 / 604800
    assert study.demand[0].seasons[0].uplift == study.demand[1].seasons[0].uplift == 1.0
    assert study.demand[1].rate is not None
    assert math.isclose(study.demand[1].rate.mean(), 1 / 60)
    assert study.queues["mail"].service_level.target == 0.9
    assert study.strategies["seven"].staffing["st. ives"].agents_while_open


def test_a_star_stands_for_every_entry_that_has_the_key_and_a_factor_for_its_own_number(path: Path) -> None:
    words = ["demand.*.volume=x1.5", "demand.*.seasons.*.uplift=x2", "pools.*.employment.wage=x0.5",
             "queues.*.priority=3"]  # fmt: skip
    study = load_study(path, parse_overrides(words))
    assert [entry.volume for entry in study.demand] == [9000 / 604800, None, pytest.approx(105 / 86400)]
    assert study.demand[1].rate_while_open  # its own rate stays as it is
    assert [season.uplift for entry in study.demand for season in entry.seasons] == [0.84] * 3  # two by `like`
    assert study.pools["st. ives"].employment is not None
    assert study.pools["st. ives"].employment.wage == Price(7.0, "h")
    assert study.queues["mail"].priority.start == 3  # the other queue has no such key in the file
    assert study.queues["phone"].priority.start != 3


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("queues.fone.priority=2", "--set queues.fone.priority: no such name: fone, did you mean `phone`?"),
        ("queues.phone.patiense=2min", "--set queues.phone.patiense: no such key: patiense, did you mean `patience`?"),
        ("demand.uk/fone.volume=1/h", "--set demand.uk/fone.volume: no such entry: uk/fone, did you mean `uk/phone`?"),
        ("queues.phone.handle_time.mean=4min", "--set queues.phone.handle_time.mean: queues.phone.handle_time is one "
         "value here (3min); set it as a whole: --set queues.phone.handle_time=..."),
        ("seed=[1", "--set seed=[1: this is not YAML: a bracket or brace is not closed, or a comma is missing"),
        ("seed=&a 1", "--set seed=&a 1: anchors (`&a`) are not used in a study; take it out"),
        ("seed", "--set wants path.to.key=value (got seed)"),
        ("demand.*.growth=x2", "--set demand.*.growth: the study file has no such key in any entry"),
        ("goal.budget=x2", "--set goal.budget=x2: the study file has no number here to multiply; give the value"),
        ("queues.phone.channel=x2", "--set queues.phone.channel=x2: there is no number here to multiply (got voice)"),
        ("demand.*.seasons=x2", "--set demand.uk/phone.seasons=x2: a factor multiplies one number, and a map or "
         "list stands here; name a key below it"),
    ],
)  # fmt: skip
def test_set_refuses_paths_that_lead_nowhere(path: Path, word: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        load_study(path, parse_overrides([word]))
    assert str(caught.value) == told


def test_a_wrong_value_of_set_says_that_it_is_from_there(path: Path) -> None:
    with pytest.raises(StudyError) as caught:
        load_study(path, {"queues.phone.handle_time": "3", "seed": "", "demand.0.volume": "x/h"})
    assert str(caught.value).splitlines() == [
        "seed: a whole number is wanted (got ''); from --set seed",
        "queues.phone.handle_time: a duration with its unit is wanted, such as 30s, 6.5min, 2h, 3d or 4wk (got 3); "
        "from --set queues.phone.handle_time",
        "demand.uk/phone.volume: a number is wanted (got x/h); from --set demand.0.volume",
    ]


def test_a_value_of_set_is_at_fault_once(path: Path) -> None:
    with pytest.raises(StudyError) as caught:
        load_study(path, {"pools.st. ives.delivery": "shered", "baseline": "nobody"})
    assert sorted(fault.path for fault in caught.value.faults) == ["baseline", "pools.st. ives.delivery"]


def test_chosen_strategies_are_kept_and_one_of_them_is_the_baseline(path: Path) -> None:
    assert list(load_study(path, {}, ["seven"]).strategies) == ["seven"]
    assert load_study(path, {}, ["seven"]).baseline == "seven"
    assert load_study(path, {}, ["seven", "six"]).baseline == "six"
    with pytest.raises(UsageError, match=r"no strategy has this name, did you mean `seven`\? \(got sevn\)"):
        load_study(path, {}, ["sevn"])


@pytest.mark.parametrize("name", ["minimal", "vendor_or_overtime", "call_centre_day"])
def test_the_examples_of_the_format_load_unchanged(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.yaml"
    path.write_text(example_text(name), encoding="utf-8")
    assert load_study(path).strategies
    if not CONTRACT.is_dir():
        pytest.skip("the format's own examples are not here; the shipped copy loads")
    assert load_study(CONTRACT / f"{name}.yaml") == load_study(path)


def test_every_shipped_example_loads(tmp_path: Path) -> None:
    for name in example_names():
        path = tmp_path / f"{name}.yaml"
        path.write_text(example_text(name), encoding="utf-8")
        assert load_study(path).name



def test_a_fault_that_only_the_forecast_finds_has_its_place(tmp_path: Path) -> None:
    """The chats' follow-ups alone are more calls than the volume: told after loading, by the entry's name."""
    text = """
name: Too few calls
horizon: {start: 2026-03-02, end: 2026-03-16}
markets: {home: {time_zone: UTC}}
queues:
  phone: {channel: voice, handle_time: 3min}
  chat: {channel: chat, handle_time: 3min, resolution: 10%, follow_up: {delay: 1d, queue: phone}}
demand:
  - {market: home, queue: phone, volume: 3.000/week}
  - {market: home, queue: chat, volume: 900/week}
pools: {desk: {sourcing: in_house, time_zone: UTC, skills: {phone: {}, chat: {}}, employment: {wage: 14/h}}}
strategies: {one: {staffing: {desk: {agents: 6}}, routing: {phone: [desk], chat: [desk]}}}
"""
    path = tmp_path / "study.yaml"
    path.write_text(text)
    study, tree = load_with_origins(path)
    with pytest.raises(StudyError) as caught, faults_in(path, tree):
        forecast(study)
    (fault,) = caught.value.faults
    line = text.splitlines().index("  - {market: home, queue: phone, volume: 3.000/week}") + 1
    assert str(fault).startswith(f"{path}:{line}:42: demand.home/phone.volume: the follow-ups of other queues alone")
