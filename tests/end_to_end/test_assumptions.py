"""What a run says of where its answer tips is what a run with that value says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sim import compare, load_study
from sim.cli import main
from sim.report.assumptions import worth_trying
from sim.report.folder import read_table

STUDY = """
name: Own people or a vendor?
replications: 10
horizon: {start: 2026-03-02, end: 2026-03-04}
goal: {lost_ticket: 1}
markets: {home: {time_zone: Europe/London}}
queues:
  calls:
    channel: voice
    opening_hours: {mon-fri: 09:00-17:00}
    at_close: clear
    handle_time: {distribution: exponential, mean: 3min}
    patience: 4min
demand: [{market: home, queue: calls, rate: 90/h, uncertainty: {day: 10%}}]
pools:
  desk: {sourcing: in_house, time_zone: Europe/London, skills: {calls: {}}, employment: {wage: 20/h}}
  outside:
    sourcing: onshore
    time_zone: Europe/London
    skills: {calls: {}}
    quality: {handle_time_factor: 1, resolution_factor: 1, satisfaction_factor: 1}
    contract: {price: 18/agent_hour, governance: 0%, transition: {fee: 0}}
strategies:
  own: {staffing: {desk: {agents: 6}}, routing: {calls: [desk]}}
  bought: {staffing: {outside: {agents: 6}}, routing: {calls: [outside]}}
"""


def run(study: Path, out: Path, *words: str) -> dict[str, Any]:
    shown = CliRunner().invoke(main, ["run", str(study), "--jobs", "1", "--out", str(out), "--quiet", *words])
    assert shown.exit_code == 0, shown.output
    return dict(json.loads((out / "summary.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("assumptions") / "study.yaml"
    path.write_text(STUDY)
    return path


@pytest.fixture(scope="module")
def found(study: Path) -> dict[str, Any]:
    return run(study, study.parent / "results")


def of(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in found["assumptions"]["found"] if one["name"] == name)


def test_the_price_at_which_the_vendor_is_as_dear_is_bracketed(found: dict[str, Any]) -> None:
    # The same hours are paid on both sides, so the vendor is as dear as our own people at their wage.
    assert found["answer"]["best"] == "bought"
    (tip,) = of(found, "price of outside")["tips"]
    assert tip["holds"]["answer"] == "bought"
    assert tip["tips"]["answer"] == "own"
    assert 18 * (1 + tip["holds"]["change"]) < 20 < 18 * (1 + tip["tips"]["change"])
    assert tip["tips"]["change"] - tip["holds"]["change"] == pytest.approx(0.25 / 8, abs=1e-4)


def test_what_tips_comes_first_and_the_soonest_before_the_others(found: dict[str, Any]) -> None:
    rows = found["assumptions"]["found"]
    assert [bool(row["tips"]) for row in rows] == sorted((bool(row["tips"]) for row in rows), reverse=True)
    # Wages: down by 10 % of the ±15 % tried; price: up by 11 % of the 25 %.
    assert rows[0]["name"] == "price of outside"


@pytest.mark.parametrize("side", ["holds", "tips"])
def test_a_run_with_the_value_gives_the_answer_that_is_told(study: Path, found: dict[str, Any], side: str) -> None:
    (tip,) = of(found, "wages")["tips"]
    wage = 20 * (1 + tip[side]["change"])
    again = compare(load_study(study, {"pools.desk.employment.wage": f"{wage}/h"}))
    assert again.summary["answer"]["best"] == tip[side]["answer"]


def test_the_lead_is_the_difference_of_the_costs(study: Path, found: dict[str, Any]) -> None:
    assert found["assumptions"]["rival"] == "own"
    cost = {name: own["totals"]["cost"]["mean"] for name, own in found["strategies"].items()}
    given = of(found, "volume")["given"]
    assert given["lead"] == pytest.approx(cost["own"] - cost["bought"])
    # Six agents for two days of eight hours; at closing they finish what they have in hand, minutes a day.
    dearer, paid = of(found, "price of outside")["high"], 0.25 * 18 * 6 * 16
    assert paid <= given["lead"] - dearer["lead"] < paid * (1 + 5 / 480)


def test_the_table_holds_every_trial(study: Path) -> None:
    table = read_table(study.parent / "results" / "assumptions.csv")
    names = set(table["assumption"].tolist())
    assert names == {"volume", "handle time", "patience", "wages", "price of outside", "handle time at outside",
                     "cost of a lost ticket"}  # fmt: skip
    for name in names:
        changes = table["change"][table["assumption"] == name].tolist()
        assert changes == sorted(set(changes)) and 0.0 in changes and len(changes) >= 3


def test_trials_are_kept_for_a_run_that_goes_on(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped after all trials, the run goes on without playing any again, to the same bytes."""
    import sim.report.assumptions as trials
    from sim.errors import Interrupted
    from sim.report import run as runs

    def stop(*_: object) -> None:
        raise Interrupted("stopped")

    out = tmp_path / "r"
    with monkeypatch.context() as patched:
        patched.setattr(runs, "_write", stop)
        shown = CliRunner().invoke(main, ["run", str(study), "--jobs", "1", "--out", str(out), "--quiet"])
    assert shown.exit_code == 5
    with monkeypatch.context() as patched:
        patched.setattr(trials, "prepare", stop)
        again = run(study, out, "--resume")
    first = (study.parent / "results" / "assumptions.csv").read_bytes()
    assert (out / "assumptions.csv").read_bytes() == first
    assert again["assumptions"]["seasons"] == 4


def test_few_seasons_or_one_choice_leave_nothing_to_tip(study: Path) -> None:
    assert worth_trying(load_study(study))
    assert not worth_trying(load_study(study, {"replications": "9"}))
    assert not worth_trying(load_study(study, strategies=("own",)))
    assert worth_trying(load_study(study, {"goal": "{budget: 100}"}, ("own",)))


def test_whoever_does_not_want_it_is_spared(study: Path, tmp_path: Path) -> None:
    assert "assumptions" not in run(study, tmp_path / "r", "--no-assumptions")
    page = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert "Not looked at in this run" in page


def test_every_study_that_is_changed_is_another_and_leaves_the_first_as_it_was() -> None:
    from sim.study.assumption import assumptions_of

    study = load_study(Path(__file__).parents[2] / "configs" / "holiday_surge.yaml")
    before = study.model_dump_json()
    found = assumptions_of(study)
    assert len({one.name for one in found}) == len(found) >= 10
    for one in found:
        for factor in (one.low, one.high):
            changed = one.changed(study, factor)
            assert changed != study, one.name
            assert one.value(changed) != one.value(study), one.name
        assert one.changed(study, 1.0) == study, one.name
    assert study.model_dump_json() == before
