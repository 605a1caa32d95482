"""Bad days of a study: what each changes and what it leaves, and how they come into the results."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from sim.capacity.realised import realised
from sim.capacity.staffing_plan import PoolPlan
from sim.cli import main
from sim.comparison.estimate import share_interval
from sim.demand.tickets import first_contact_counts
from sim.errors import StudyError
from sim.experiment.replication import Prepared, prepare
from sim.experiment.stressed import stressed
from sim.study import load_study
from sim.study.stress import Stress
from sim.study.study import Study
from tests.unit.capacity_studies import away, home, strategy, study_of

FOUR_WEEKS = {"start": "2026-03-02", "end": "2026-03-30", "time_zone": "Europe/London"}


def stress(**parts: Any) -> Stress:
    return Stress.model_validate({"name": "bad", **parts})


def both(study: Study, **parts: Any) -> tuple[Prepared, Prepared]:
    prepared = prepare(study)
    return prepared, stressed(prepared, stress(**parts))


def test_a_forecast_that_is_too_low_brings_more_customers_to_the_same_plan() -> None:
    """20 % more first contacts on the mean; over 300 seasons the ratio's error is √((1 ÷ a + 1 ÷ b)) of counts a, b."""
    base, bad = both(study_of(), demand="+20%")
    assert bad.plans["plan"].pools[0].agents.tolist() == base.plans["plan"].pools[0].agents.tolist()
    assert bad.forecast.expected_contacts is base.forecast.expected_contacts
    few, many = (
        sum(int(first_contact_counts(p.study, p.forecast, k).sum()) for k in range(300)) for p in (base, bad)
    )
    ratio = many / few
    assert abs(ratio - 1.2) < 3 * 1.2 * np.sqrt(1 / few + 1 / many)


def test_an_outage_comes_for_certain_beside_those_that_are_drawn() -> None:
    """From 10:00 to 14:00 in London on 3 March: nobody is scheduled then."""
    outage = {"pool": "desk", "from": "2026-03-03 10:00", "length": "4h"}
    _, bad = both(study_of(strategies=strategy({"desk": {"agents": 6}})), outage=outage)
    plan = realised(bad.study, bad.plans["plan"], 0).pools[0]
    day = plan.scheduled[48:96]
    assert day[20:28].tolist() == [0] * 8 and day[19] == day[28] == 6
    drawn = {"per_year": 60, "length": "4h"}
    study = study_of(pools={"desk": home(outages=drawn)}, strategies=strategy({"desk": {"agents": 6}}))
    _, bad = both(study, outage=outage)
    assert bad.study.pools["desk"].outages is not None and bad.study.pools["desk"].outages.per_year == 60


def test_a_wave_of_leavers_follows_the_closed_form() -> None:
    """Of 200 people (1 − 0.4)^(3 × 21 ÷ 365) are there in the fourth week; within 3 standard errors but in 0.27 %."""
    pool = home({"attrition": "40%/year"}, today={"heads": 200})
    study = study_of(horizon=FOUR_WEEKS, pools={"desk": pool}, strategies=strategy({"desk": {"size_for": "today"}}))
    base, bad = both(study, attrition={"pool": "desk", "factor": 3})
    heads = np.array([realised(bad.study, bad.plans["plan"], k).pools[0].heads[3] for k in range(300)])
    stay = 0.6 ** (3 * 21 / 365)
    assert abs(heads.mean() - 200 * stay) < 3 * np.sqrt(200 * stay * (1 - stay) / 300)
    assert base.plans["plan"].pools[0].heads.tolist() == bad.plans["plan"].pools[0].heads.tolist()


def delayed(heads: list[int], by: str, today: int = 2) -> PoolPlan:
    entry = {"market": "uk", "queue": "calls", "rate": "60/h"}
    study = study_of(
        horizon=FOUR_WEEKS, demand=[entry], pools={"vendor": away(today={"agents": today})},
        strategies=strategy({"vendor": {"size_for": "forecast"}}),
    )  # fmt: skip
    prepared = prepare(study)
    (plan,) = prepared.plans["plan"].pools
    steps = [plan.__class__(**{**vars(plan), "heads": np.array(heads, dtype=float)})]
    prepared = Prepared(study, prepared.forecast, {"plan": prepared.plans["plan"].__class__("plan", tuple(steps))})
    return stressed(prepared, stress(delay={"pool": "vendor", "by": by})).plans["plan"].pools[0]


def test_who_comes_late_comes_so_much_later_and_who_goes_goes_as_agreed() -> None:
    """2 stand; 4, 6, 6, 3 are ordered. A week late: 2, 4, 6, 3. Three weeks: 2, 2, 2, 3; nobody is kept on."""
    assert delayed([4, 6, 6, 3], "1wk").heads.tolist() == [2, 4, 6, 3]
    assert delayed([4, 6, 6, 3], "3wk").heads.tolist() == [2, 2, 2, 3]
    assert delayed([4, 6, 6, 3], "8d").heads.tolist() == [2, 2, 4, 3]


def test_fewer_heads_are_fewer_agents_on_duty() -> None:
    late, agreed = delayed([4, 6, 6, 3], "1wk"), delayed([2, 2, 2, 2], "1wk")
    by_week = [plan.scheduled[: 3 * 336].reshape(3, -1).sum(axis=1) for plan in (late, agreed)]
    assert by_week[0][0] == pytest.approx(by_week[1][0] / 2)
    assert by_week[0][2] == pytest.approx(by_week[1][2])


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ("{name: a}", "what happens?"),
        ("{name: a, demand: -100%}", "more than -100% is wanted"),
        ("{name: a, delay: {pool: nobody, by: 1wk}}", "no pool has this name"),
        ("{name: a, delay: {pool: leeds, by: 1wk}}", "a vendor's pool is wanted"),
        ("{name: a, attrition: {pool: cape_town, factor: 2}}", "people of our own are wanted"),
        ("{name: a, attrition: {pool: leeds, factor: 2}}", "nobody leaves it"),
    ],
)
def test_bad_days_that_cannot_be_are_refused(tmp_path: Path, parts: str, told: str) -> None:
    from sim.study.examples import example_text

    path = tmp_path / "study.yaml"
    path.write_text(f"{example_text('vendor_or_overtime')}stress: [{parts}]\n", encoding="utf-8")
    with pytest.raises(StudyError, match=told.replace("?", r"\?")):
        load_study(path)


STUDY = """
name: Bad days
replications: 4
stress_replications: 3
horizon: {start: 2026-03-02, end: 2026-03-04, time_zone: UTC}
goal: {service_level: overall}
markets: {home: {time_zone: UTC}}
queues: {calls: {channel: voice, handle_time: 5min, patience: 3min}}
demand: [{market: home, queue: calls, rate: 20/h}]
pools: {desk: {sourcing: in_house, time_zone: UTC, skills: {calls: {}}, employment: {wage: 10/h}}}
strategies:
  few: {staffing: {desk: {agents: 2}}, routing: {calls: [desk]}}
  many: {staffing: {desk: {agents: 3}}, routing: {calls: [desk]}}
stress:
  - {name: more than told, demand: +50%}
  - {name: "=a bad name", outage: {pool: desk, from: 2026-03-03 08:00, length: 6h}}
"""


def played(folder: Path, name: str, *words: str) -> Path:
    out = folder / name
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    run = CliRunner().invoke(main, ["run", str(folder / "study.yaml"), "--out", str(out), "--quiet", *words])
    assert run.exit_code == 0, run.output
    return out


def test_they_stand_in_the_results_the_same_with_two_workers(tmp_path: Path) -> None:
    one, two = played(tmp_path, "one", "--jobs", "1"), played(tmp_path, "two", "--jobs", "2")
    assert (one / "stress.csv").read_bytes() == (two / "stress.csv").read_bytes()
    with (one / "stress.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {row["scenario"] for row in rows} == {"more than told", "'=a bad name"}
    summary = json.loads((one / "summary.json").read_text(encoding="utf-8"))
    assert summary["stress"]["replications"] == 3
    few = summary["stress"]["scenarios"]["more than told"]["few"]
    assert few["lost"]["change"]["mean"] > 0 and few["held_share"] == 0
    down = summary["stress"]["scenarios"]["=a bad name"]["many"]
    assert down["service_level"]["change"]["mean"] < 0
    assert -6 * 3 * 10 <= down["cost"]["change"]["mean"] < -6 * 3 * 10 + 5  # who is in a call finishes it, paid
    page = (one / "report.html").read_text(encoding="utf-8")
    assert "How bad can it get?" in page and "=a bad name" in page
    assert (one / "charts" / "stress.svg").exists()


def test_a_study_without_them_has_no_trace_of_them(tmp_path: Path) -> None:
    text = STUDY[: STUDY.index("stress:\n")]
    (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
    words = ["run", str(tmp_path / "study.yaml"), "--out", str(tmp_path / "out"), "--quiet", "--jobs", "1"]
    assert CliRunner().invoke(main, words).exit_code == 0
    assert not (tmp_path / "out" / "stress.csv").exists()
    assert "stress" not in json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))


def test_the_interval_of_a_probability_covers_it() -> None:
    """Of binomial counts with p = 0.3 and n = 20 the intervals hold p in 97.5 % (exact sum over the 21 counts)."""
    from scipy.stats import binom

    held = [k for k in range(21) if share_interval(k, 20)[0] <= 0.3 <= share_interval(k, 20)[1]]
    assert 0.95 < float(binom.pmf(held, 20, 0.3).sum()) < 0.99
