"""Whatever is typed into a study, it loads or its faults are told in plain words: nothing else ever happens."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.clock import WeekSteps
from sim.errors import StudyError, UsageError
from sim.study import load_study, load_with_origins, resolved_yaml
from sim.study.notation import parse_frequency, parse_hours, parse_steps
from sim.study.reading import read_text
from sim.study.writing import duration_text, hours_text, number_text, rate_text, share_text, steps_text, word
from sim.units import parse_duration, parse_share
from tests.unit.test_study_desk import CHAT, CLOSED, OFFERED, PRIORITY
from tests.unit.test_study_desk import STUDY as DESK

STUDY = """\
name: Mutated
horizon: {start: 2026-11-02, end: 2026-11-16, interval: 30min}
goal: {service_level: each_week, abandonment: 5%, budget: 4_000_000}
markets: {uk: {time_zone: Europe/London, country: GB}, us: {time_zone: America/New_York}}
queues:
  phone:
    channel: voice
    opening_hours: {mon-fri: 08:00-22:00, sat: [09:00-12:00, 13:00-17:00]}
    service_level: {target: 80%, within: 20s}
    handle_time: {distribution: lognormal, mean: 5min, cv: 0.8}
    patience: {distribution: exponential, mean: 3min, balk: 3%}
    retry: {probability: 40%, delay: 20min, attempts: 2}
    lines: 30
    resolution: 74%
    follow_up: {delay: 1d}
demand:
  - {market: uk, queue: phone, volume: 6_000/week, weekday: {mon: 1.2, tue-sat: 1}, intraday: {00:00: 0.1, 08:00: 1.2},
     seasons: [{name: gifts, from: 2026-11-09, to: 2026-12-24, uplift: 42%}], uncertainty: {day: 10%},
     public_holidays: {uplift: -50%, only: [Christmas Day]}}
  - {market: us, queue: phone, like: uk/phone, rate: {08:00: 100/h, 20:00: 0/h}, public_holidays: {uplift: 0%}}
pools:
  leeds: {sourcing: in_house, time_zone: Europe/London, skills: {phone: {}}, shrinkage: 30%, today: {heads: 80},
          employment: {wage: 13/h, overtime: {up_to: 10%}, premiums: {night: 10%}}}
  cebu: {sourcing: offshore, time_zone: Asia/Manila, skills: {phone: {resolution_factor: 0.9}},
         contract: {price: 12/agent_hour, minimum: {agent_hours: 300/month}, ramp: {up: 25%/week}}}
strategies:
  home: {staffing: {leeds: {agents: {mon-fri: {08:00: 12, 18:00: 0}}}}, routing: {phone: [leeds]}}
  both: {staffing: {leeds: {size_for: base}, cebu: {size_for: remainder}},
         routing: {phone: [{share: {leeds: 1}, hours: {daily: 08:00-18:00}}, {pool: cebu, after: 10s}]}}
""".replace("us: {time_zone: America/New_York}", "us: {time_zone: America/New_York, country: US}")

WORDS = [
    "", "~", "{}", "[]", "[x]", "{x: y}", "0", "-1", "1e400", ".nan", "12:30", "NO", "true", "100%", "1/h", "0s",
    "5min", "phone", "leeds", "uk/phone", "24/7", "2026-13-01", "'", '"\\0"', "é\u2028", "&a", "*a", "!t", "chat",
    "a: b", "- x", "999999999999999999999", "0.0000001/week", "../study.yaml", "forecast", "{file: words.yaml}",
    "00:00-00:00", "1 per 10min", "{start: 3, raise: 1 per 1h}", "[1, 2]", "callback", "email", "expert",
]  # fmt: skip
TOKENS = {text: [match.span() for match in re.finditer(r"[\w./%+-]+|[{}\[\],:]|\n *", text)] for text in (STUDY, DESK)}
JARGON = re.compile(r"value_error|Input should|type=|pydantic|Traceback|<class|object at|NoneType")


@pytest.fixture(scope="module")
def folder() -> Any:
    """A folder for the study files."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def loads_or_tells(load: Callable[[], object], path: Path) -> None:
    """Load; a failure is a list of faults, each in plain words on one line and in its place."""
    try:
        load()
    except StudyError as error:
        assert error.faults
        for fault in error.faults:
            line = str(fault)
            assert fault.what
            assert line.isprintable(), line
            assert not JARGON.search(line), line
            assert fault.file != str(path) or (fault.line >= 1) == (fault.column >= 1)


@pytest.mark.parametrize("text", [STUDY, DESK])
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_words_put_in_place_of_others(folder: Path, text: str, data: st.DataObject) -> None:
    change = st.tuples(st.sampled_from(TOKENS[text]), st.sampled_from(WORDS))
    for (begin, end), new in sorted(data.draw(st.lists(change, min_size=1, max_size=3)), reverse=True):
        text = text[:begin] + new + text[end:]
    path = folder / "words.yaml"
    path.write_text(text, encoding="utf-8")
    loads_or_tells(lambda: load_study(path), path)


@given(begin=st.integers(0, len(STUDY)), length=st.integers(0, 200), new=st.text(max_size=12))
@settings(max_examples=60, deadline=None)
def test_stretches_of_text_replaced(folder: Path, begin: int, length: int, new: str) -> None:
    path = folder / "text.yaml"
    path.write_bytes((STUDY[:begin] + new + STUDY[begin + length :]).encode("utf-8", "surrogatepass"))
    loads_or_tells(lambda: load_study(path), path)


@given(data=st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_bytes_that_are_no_study(folder: Path, data: bytes) -> None:
    path = folder / "bytes.yaml"
    path.write_bytes(data)
    loads_or_tells(lambda: load_study(path), path)


PATHS = [
    "seed", "horizon.end", "queues.phone.patience", "queues.phone.handle_time.mean", "demand.0.volume", "baseline",
    "demand.us/phone.rate", "pools.leeds.shrinkage", "pools.cebu.contract.price", "goal.occupancy", "demand.0", "x.y",
    "strategies.home.staffing.leeds.agents", "strategies.both.routing.phone.0.share.leeds",
    "demand.0.seasons.gifts.uplift",
]  # fmt: skip


@given(path=st.sampled_from(PATHS), value=st.one_of(st.sampled_from(WORDS), st.text(max_size=8)))
@settings(max_examples=100, deadline=None)
def test_any_value_by_set(folder: Path, path: str, value: str) -> None:
    study = folder / "set.yaml"
    study.write_text(STUDY, encoding="utf-8")
    try:
        loads_or_tells(lambda: load_study(study, {path: value}), study)
    except UsageError as error:
        assert str(error).startswith(f"--set {path}")


@given(
    target=st.integers(1, 999), within=st.integers(0, 7200), mean=st.integers(1, 100_000), cv=st.floats(0.01, 10),
    volume=st.floats(1, 1e6), uplift=st.floats(-1, 10), wage=st.floats(0, 1000), agents=st.integers(0, 500),
    weekday=st.lists(st.floats(0, 10), min_size=6, max_size=6),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_a_study_written_with_its_defaults_is_the_same_study(folder: Path, **q: Any) -> None:
    path = folder / "given.yaml"
    text = STUDY.replace("target: 80%, within: 20s", f"target: {q['target'] / 10}%, within: {q['within']}s")
    text = text.replace("mean: 5min, cv: 0.8", f"mean: {q['mean'] / 7}s, cv: {q['cv']}")
    text = text.replace("6_000/week", f"{q['volume']}/week").replace("uplift: 42%", f"uplift: {q['uplift']}")
    text = text.replace("13/h", f"{q['wage']}/h").replace("08:00: 12, 18", f"08:00: {q['agents']}, 18")
    days = dict(zip(("mon", "tue", "wed", "thu", "fri", "sat"), q["weekday"], strict=True)) | {"sun": 1.0}
    text = text.replace("{mon: 1.2, tue-sat: 1}", str(days).replace("'", ""))
    path.write_text(text, encoding="utf-8")
    study, given_tree = load_with_origins(path)
    again = folder / "resolved.yaml"
    again.write_text(resolved_yaml(study, given_tree), encoding="utf-8")
    assert load_study(again) == study


@given(
    slowdowns=st.lists(st.floats(0, 3), max_size=5), start=st.integers(1, 1000), number=st.floats(1e-3, 1e3),
    every=st.floats(1e-3, 1e6), vip=st.integers(-1000, 0), share=st.floats(0, 1), after=st.floats(0, 1e5),
    attempts=st.integers(1, 20), delay=st.floats(1e-3, 1e6), kept=st.integers(0, 99),
)  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_a_desk_written_with_its_defaults_is_the_same_desk(folder: Path, **q: Any) -> None:
    slowdown = [1.0]
    for rise in q["slowdowns"]:
        slowdown.append(slowdown[-1] + rise)
    missed = f"share: {q['share']}, takes: {q['after']}s, delay: {q['delay']}s, attempts: {q['attempts']}"
    text = DESK
    for there, instead in (
        (CHAT, f"concurrency: {len(slowdown)}, concurrency_slowdown: {slowdown}"),
        (PRIORITY, f"priority: {{start: {q['start']}, raise: {q['number']} per {q['every']}s}}"),
        ("vip: {share: 5%, priority: 0}", f"vip: {{share: {q['share']}, priority: {q['vip']}}}"),
        (OFFERED, f"max_wait: {{after: {q['after']}s, then: message, accepted: {q['share']}}}"),
        (CLOSED, f"when_closed: {{then: callback, no_answer: {{{missed}}}}}"),
        ("keep_free: 1", f"keep_free: {q['kept']}"),
    ):
        assert there in text
        text = text.replace(there, instead)
    path = folder / "desk.yaml"
    path.write_text(text, encoding="utf-8")
    study, given_tree = load_with_origins(path)
    for whole in (resolved_yaml(study, given_tree), resolved_yaml(study)):
        (folder / "resolved.yaml").write_text(whole, encoding="utf-8")
        assert load_study(folder / "resolved.yaml") == study


@given(seconds=st.floats(0, 1e8), share=st.floats(-1, 100), rate=st.floats(0, 1e4))
@settings(max_examples=200)
def test_quantities_read_back_exactly(seconds: float, share: float, rate: float) -> None:
    assert parse_duration(duration_text(seconds)) == seconds
    assert parse_share(share_text(share), low=-1, high=100) == share
    assert parse_frequency(rate_text(rate)) == rate
    assert float(number_text(share)) == share


week = st.dictionaries(st.integers(1, 7 * 24 * 4 - 1), st.integers(0, 3), max_size=12)


@given(points=week, first=st.integers(0, 3))
@settings(max_examples=200)
def test_weeks_read_back_exactly(points: dict[int, int], first: int) -> None:
    steps, last = {0.0: float(first)}, float(first)
    for quarter, value in sorted(points.items()):
        if float(value) != last:
            steps[quarter * 900.0] = last = float(value)
    whole = WeekSteps(tuple(steps), tuple(steps.values()))
    assert parse_steps(read_text(steps_text(whole, number_text, always_map=True))[0].plain()) == whole
    ones = {t: float(v > 1) for t, v in steps.items()}
    kept = {t: v for i, (t, v) in enumerate(ones.items()) if i == 0 or v != list(ones.values())[i - 1]}
    if any(kept.values()):
        hours = WeekSteps(tuple(kept), tuple(kept.values()))
        assert parse_hours(read_text(hours_text(hours))[0].plain()) == hours


@given(text=st.text(min_size=1, max_size=30).filter(lambda text: text.isprintable() and text.strip() == text))
@settings(max_examples=200)
def test_any_text_reads_back(text: str) -> None:
    node, faults = read_text(f"{word(text)}: [{word(text)}, x]\n")
    assert faults == []
    assert node.plain() == {text: [text, "x"]}
