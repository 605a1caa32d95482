"""A season that has begun: what came is kept, what is to come is what the past lets expect, what was decided stands."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.demand.actuals import Actuals, read_actuals
from sim.demand.forecast import forecast
from sim.demand.replan import replanned, season_given
from sim.demand.tickets import draw_tickets
from sim.demand.uncertainty import busyness
from sim.errors import StudyError
from sim.experiment.replication import prepare
from sim.study.study import Study
from tests.unit.capacity_studies import away, home, strategy, study_of

FOUR_WEEKS = {"start": "2026-03-02", "end": "2026-03-30", "time_zone": "Europe/London"}
DAY = date(2026, 3, 16)


def season(**changes: Any) -> Study:
    entry = {"market": "uk", "queue": "calls", "rate": "60/h", "uncertainty": {"day": "10%", "season": "8%"}}
    return study_of(**{"horizon": FOUR_WEEKS, "demand": [entry], **changes})


def days_as(study: Study, factor: float, folder: Path) -> Actuals:
    """Two weeks of actuals by day: 480 calls on a working day times a factor."""
    rows = ["start,market,queue,contacts"]
    for number in range(14):
        day = date(2026, 3, 2) + timedelta(days=number)
        rows.append(f"{day},uk,calls,{round(480 * factor) if day.weekday() < 5 else 0}")
    (folder / "actuals.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return read_actuals(folder / "actuals.csv", study, DAY)


def test_what_came_is_kept_to_the_last_contact(tmp_path: Path) -> None:
    """528 on each of ten days in every season; the rest differs from season to season."""
    study = season()
    anew = replanned(study, forecast(study), days_as(study, 1.1, tmp_path))
    totals = []
    for k in range(5):
        arrival = draw_tickets(study, anew, k).arrival
        by_day = np.bincount((arrival // 86400).astype(int), minlength=28)
        assert by_day[:14].tolist() == [528] * 5 + [0] * 2 + [528] * 5 + [0] * 2
        totals.append(int(by_day[14:].sum()))
    assert len(set(totals)) == 5


def test_the_rest_is_planned_by_what_the_past_says_of_the_season(tmp_path: Path) -> None:
    """10 % more came than 4,800. Ten days of 10 %: noise 0.1² ÷ 10 + 1 ÷ 4800 = 0.001208; k = 1 ÷ 0.08² = 156.25.

    n = 827.6 of what was seen: mean (156.25 + 827.6 × 1.1) ÷ 983.8 = 1.0841, cv = 1 ÷ √1066.6 = 3.06 %.
    """
    study = season()
    told = forecast(study)
    anew = replanned(study, told, days_as(study, 1.1, tmp_path))
    later = told.edges[:-1] >= 14 * 86400
    ratio = anew.first_contacts[0][later].sum() / told.first_contacts[0][later].sum()
    seen = 1 / (0.1**2 / 10 + 1 / 4800)
    mean = (156.25 + seen * 1.1) / (156.25 + seen)
    assert ratio == pytest.approx(mean) == pytest.approx(1.0841, abs=1e-4)
    assert anew.season_cv == (pytest.approx((156.25 + seen * 1.1) ** -0.5),)
    assert "uk/calls: +10% against the forecast so far; the rest is planned +8%, give or take 3%." in anew.notes
    factors = np.array([busyness(study, anew, k)[0] for k in range(400)])
    assert (factors[:, ~later] == 1).all()
    by_season = factors[:, later].mean(axis=1)
    assert abs(by_season.mean() - 1) < 3 * by_season.std() / 20


def test_what_is_believed_of_a_season_is_right_on_the_mean() -> None:
    """A season's factor and its days' drawn 20,000 times: belief − truth is 0 on the mean, within 3 standard errors,
    and its square is what the belief says it is, to 5 % (the days' noise is gamma, not Poisson: 1 + cv² of it)."""
    stream, cv, day_cv, days, calls = np.random.default_rng(4), 0.2, 0.1, 10, 480
    truth = stream.gamma(cv**-2, cv**2, 20_000)
    by_day = truth[:, None] * stream.gamma(day_cv**-2, day_cv**2, (20_000, days))
    ratio = stream.poisson(calls * by_day).sum(axis=1) / (calls * days)
    found = [season_given(float(one), day_cv**2 / days + 1 / (calls * days), cv) for one in ratio]
    off = np.array([one.mean for one in found]) - truth
    assert abs(off.mean()) < 3 * off.std() / np.sqrt(20_000)
    believed = np.mean([(one.mean * one.cv) ** 2 for one in found])
    assert (off**2).mean() == pytest.approx(believed, rel=0.05)


def test_a_season_without_uncertainty_stays_as_it_was_told() -> None:
    assert season_given(1.5, 0.001, 0.0).mean == 1.0


def plans(study: Study, actuals: Actuals) -> tuple[Any, Any]:
    before, after = prepare(study), prepare(study, actuals)
    return before.plans["plan"].pools[0], after.plans["plan"].pools[0]


def test_classes_decided_before_the_day_stand_and_more_are_hired_from_it_on(tmp_path: Path) -> None:
    """Seven days' lead: decided from 16 March on, a class begins on the 23rd at the earliest."""
    study = season(
        pools={"desk": home({"hiring": {"lead_time": "7d"}}, today={"heads": 7})},
        strategies=strategy({"desk": {"size_for": "forecast"}}),
    )
    before, after = plans(study, days_as(study, 1.6, tmp_path))
    assert before.heads.tolist() == [8, 8, 8, 8]
    assert after.heads.tolist()[:3] == [8, 8, 8] and after.heads[3] > 8
    past = study.clock.edges[1:] <= 14 * 86400
    assert after.scheduled[past].tolist() == before.scheduled[past].tolist()
    assert after.required[past].tolist() == before.required[past].tolist()
    assert after.required[~past].max() > before.required[~past].max()
    assert after.late and "short in" in " ".join(after.notes)


def test_seasonal_people_who_are_hired_come_and_stay(tmp_path: Path) -> None:
    """Hired by 9 March for 16 March to 29 March; a plan of the 16th does not send them home, nor hire more of them."""
    contract = {"wage": "1/h", "from": "2026-03-16", "until": "2026-03-29", "up_to": 9}
    terms = {"hiring": {"lead_time": "7d"}, "seasonal": contract}
    seasons = [{"name": "peak", "from": "2026-03-16", "to": "2026-03-29", "uplift": "50%"}]
    entry = {"market": "uk", "queue": "calls", "rate": "60/h", "seasons": seasons, "uncertainty": {"season": "8%"}}
    study = season(
        demand=[entry], pools={"desk": home(terms, today={"heads": 8})},
        strategies=strategy({"desk": {"size_for": "forecast", "use": ["seasonal"]}}),
    )  # fmt: skip
    before, after = plans(study, days_as(study, 1.2, tmp_path))
    assert before.pipeline is not None and before.pipeline.seasonal is not None
    assert after.heads.tolist() == before.heads.tolist()
    assert after.late or "short in" in " ".join(after.notes)


def test_orders_that_have_gone_out_stand_and_others_follow_after_the_notice(tmp_path: Path) -> None:
    study = season(
        pools={"desk": away({"notice": "7d", "up": "50%/week"}, today={"agents": 8})},
        strategies=strategy({"desk": {"size_for": "forecast"}}),
    )
    before, after = plans(study, days_as(study, 1.6, tmp_path))
    assert before.heads.tolist() == [8, 8, 8, 8]
    assert after.heads.tolist()[:3] == [8, 8, 8] and 8 < after.heads[3] <= 12
    assert before.heads.tolist() == plans(study, days_as(study, 1.0, tmp_path))[1].heads.tolist()


def test_a_base_and_a_given_roster_stay(tmp_path: Path) -> None:
    for staffing in ({"size_for": "base"}, {"agents": 6}):
        study = season(strategies=strategy({"desk": staffing}))
        before, after = plans(study, days_as(study, 1.6, tmp_path))
        assert after.agents.tolist() == before.agents.tolist()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("2026-03-05,uk,calls,480\n", ""), "actuals.csv:5: uk/calls: missing from 2026-03-05 00:00 to here"),
        (("2026-03-05,uk,calls,480", "2026-03-05,uk,call,480"), "actuals.csv:5: the study has no demand of uk/call"),
        (("2026-03-05,uk,calls,480", "2026-03-05,uk,calls,-1"), "actuals.csv:5: a number of contacts of at least 0"),
        (("2026-03-05,uk", "5 March,uk"), "actuals.csv:5: a start such as 2026-11-02"),
        (("2026-03-15,uk,calls,0", "2026-03-16,uk,calls,0"), "actuals.csv:15: a start from 2026-03-02 to the"),
        (("start,market", "begin,market"), "actuals.csv:1:1: wants a header start,market,queue,contacts"),
        (("2026-03-15,uk,calls,0\n", ""), "actuals.csv: uk/calls: missing from 2026-03-15 00:00 to 2026-03-16"),
    ],
)
def test_faults_of_the_file_have_their_line(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    study = season()
    days_as(study, 1.0, tmp_path)
    path = tmp_path / "actuals.csv"
    text = path.read_text(encoding="utf-8")
    assert change[0] in text
    path.write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        read_actuals(path, study, DAY)
    assert str(caught.value).startswith(str(tmp_path / told))


def test_weeks_and_half_hours_are_rows_too(tmp_path: Path) -> None:
    study = season()
    path = tmp_path / "actuals.csv"
    text = "start;market;queue;contacts\n2026-03-02;uk;calls;2400\n2026-03-09;uk;calls;2500\n"
    path.write_text(text, encoding="utf-8")
    found = read_actuals(path, study, DAY).series[0]
    assert (found.edges.tolist(), found.contacts.tolist()) == ([0, 7 * 86400, 14 * 86400], [2400, 2500])
    arrival = draw_tickets(study, replanned(study, forecast(study), read_actuals(path, study, DAY)), 0).arrival
    assert np.histogram(arrival, [0, 7 * 86400, 14 * 86400])[0].tolist() == [2400, 2500]
    halves = [f"2026-03-02 {k // 2:02d}:{30 * (k % 2):02d},uk,calls,{k}" for k in range(48)]
    path.write_text("\n".join(["start,market,queue,contacts", *halves]) + "\n", encoding="utf-8")
    one = read_actuals(path, study, date(2026, 3, 3)).series[0]
    assert len(one.contacts) == 48 and one.edges[1] == 1800


def test_a_day_outside_the_horizon_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="a day between 2026-03-02 and 2026-03-30"):
        read_actuals(tmp_path / "none.csv", season(), date(2026, 3, 2))


TEXT = """
name: Replan
replications: 2
horizon: {start: 2026-03-02, end: 2026-03-16, time_zone: UTC}
markets: {home: {time_zone: UTC}}
queues: {calls: {channel: voice, handle_time: 5min, patience: 3min}}
demand: [{market: home, queue: calls, rate: 6/h, uncertainty: {season: 10%}}]
pools:
  desk:
    {sourcing: in_house, time_zone: UTC, skills: {calls: {}}, today: {heads: 1},
     employment: {wage: 10/h, hiring: {lead_time: 3d}}}
strategies: {one: {staffing: {desk: {size_for: forecast}}, routing: {calls: [desk]}}}
"""


def test_the_commands_take_it(tmp_path: Path) -> None:
    """A week of 2,000 calls where 1,008 were expected: run keeps it, check and plan say so."""
    (tmp_path / "study.yaml").write_text(TEXT, encoding="utf-8")
    actuals = tmp_path / "actuals.csv"
    actuals.write_text("start,market,queue,contacts\n2026-03-02,home,calls,2000\n", encoding="utf-8")
    words = [str(tmp_path / "study.yaml"), "--from", "2026-03-09", "--actuals", str(actuals)]
    out = tmp_path / "out"
    run = CliRunner().invoke(main, ["run", *words, "--out", str(out), "--quiet", "--jobs", "1"])
    assert run.exit_code == 0, run.output
    assert (out / "actuals.csv").read_bytes() == actuals.read_bytes()
    manifest = (out / "manifest.json").read_text(encoding="utf-8")
    assert '"from": "2026-03-09"' in manifest and "--from 2026-03-09 --actuals actuals.csv" in manifest
    again = CliRunner().invoke(main, ["run", words[0], "--out", str(out), "--resume", "--quiet", "--jobs", "1"])
    assert again.exit_code == 2 and "another study" in again.output
    told = "home/calls: +98% against the forecast so far"
    assert told in CliRunner().invoke(main, ["check", *words]).output.replace("\n", " ")
    plan = CliRunner().invoke(main, ["plan", *words, "--csv", str(tmp_path / "weeks.csv")])
    assert plan.exit_code in (0, 4) and told in plan.output
    assert (tmp_path / "weeks.csv").read_text(encoding="utf-8").startswith("strategy,week,pool,required,ordered,heads")
    alone = CliRunner().invoke(main, ["run", words[0], "--from", "2026-03-09"])
    assert alone.exit_code == 2 and "go together" in alone.output
