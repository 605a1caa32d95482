"""Offers of vendors: read with their faults, put into a strategy, and scored; every score worked out by hand."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.comparison.offers import offer_table, scorecard, unknown_weights
from sim.errors import StudyError, UsageError
from sim.study import load_study
from sim.study.loading import load_with_origins
from sim.study.offer import Offer, faults_of_offers, read_offers, with_offers

STUDY = """
name: Tiny
replications: 3
horizon: {start: 2026-03-02, end: 2026-03-04, time_zone: UTC}
markets: {home: {time_zone: UTC}}
queues: {calls: {channel: voice, handle_time: 5min, patience: 3min}}
demand: [{market: home, queue: calls, rate: 20/h}]
pools:
  desk: {sourcing: in_house, time_zone: UTC, skills: {calls: {}}, employment: {wage: 10/h}}
  vendor: {sourcing: onshore, time_zone: UTC, skills: {calls: {}}, contract: {price: 1/minute}}
strategies:
  alone: {staffing: {desk: {agents: 3}}, routing: {calls: [desk]}}
  both:
    staffing: {desk: {agents: 1}, vendor: {agents: 2}}
    routing: {calls: [desk, {pool: vendor, after: 5s, when: {queue_longer_than: 0}}]}
"""
OFFER = """
offer: {name: NAME, vendor: A firm, valid_until: 2026-10-01}
scores: {reputation: 4}
pool: {sourcing: onshore, time_zone: UTC, skills: {calls: {}}, contract: {price: PRICE/minute}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    for name, price in (("cheap", "0.5"), ("dear", "2")):
        (tmp_path / f"{name}.yaml").write_text(OFFER.replace("NAME", name).replace("PRICE", price), encoding="utf-8")
    weights = "weights: {cost: 60, reputation: 40}\nscores: {reputation: 2}\n"
    (tmp_path / "weights.yaml").write_text(weights, encoding="utf-8")
    return tmp_path


def offers_of(folder: Path, *names: str) -> list[Offer]:
    return read_offers([folder / f"{name}.yaml" for name in names])[0]


def test_each_offer_is_the_strategy_with_its_pool_in_place_of_the_vendors(folder: Path) -> None:
    offers = offers_of(folder, "cheap", "dear")
    study, _ = load_with_origins(folder / "study.yaml", change=lambda root: with_offers(root, offers, None, None))
    assert list(study.strategies) == ["both", "cheap", "dear"] and study.baseline == "both"
    cheap = study.strategies["cheap"]
    assert list(cheap.staffing) == ["desk", "cheap"]
    assert [step.pool for step in cheap.routing["calls"]] == ["desk", "cheap"]
    assert cheap.routing["calls"][1].after == 5
    price = study.pools["cheap"].contract
    assert price is not None and price.price[0].price.amount == 0.5
    assert study.strategies["both"] == load_study(folder / "study.yaml").strategies["both"]


def test_agents_who_scale_have_no_staffing_of_their_own(folder: Path) -> None:
    text = (folder / "cheap.yaml").read_text(encoding="utf-8")
    cloud = text.replace("onshore,", "onshore, delivery: cloud, scaling: {follow: forecast, step: 1, up_to: 9},")
    (folder / "cheap.yaml").write_text(cloud, encoding="utf-8")
    offers = offers_of(folder, "cheap")
    study, _ = load_with_origins(folder / "study.yaml", change=lambda root: with_offers(root, offers, None, None))
    assert study.strategies["cheap"].staffing["cheap"].ways == []


@pytest.mark.parametrize(
    ("strategy", "pool", "told"),
    [
        ("alone", None, "into which pool shall the offers be put"),
        ("nobody", None, "--strategy nobody: there is none of this name; there are alone, both"),
        (None, "nobody", "--pool nobody: there is none of this name; there are desk, vendor"),
    ],
)
def test_what_is_meant_has_to_be_said(folder: Path, strategy: str | None, pool: str | None, told: str) -> None:
    offers = offers_of(folder, "cheap")
    with pytest.raises(UsageError, match=told):
        load_with_origins(folder / "study.yaml", change=lambda root: with_offers(root, offers, strategy, pool))


def test_a_fault_of_an_offers_pool_stands_in_its_own_file(folder: Path) -> None:
    text = (folder / "cheap.yaml").read_text(encoding="utf-8").replace("0.5/minute", "0.5/hours")
    (folder / "cheap.yaml").write_text(text, encoding="utf-8")
    offers = offers_of(folder, "cheap")
    with pytest.raises(StudyError) as caught, faults_of_offers(offers):
        load_with_origins(folder / "study.yaml", change=lambda root: with_offers(root, offers, None, None))
    (fault,) = caught.value.faults
    assert (fault.file, fault.line, fault.path) == (str(folder / "cheap.yaml"), 4, "pool.contract.price")


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("offer: {name: a}\n", 1, "`pool` is missing"),
        ("offer: {name: a}\nscores: {b: 7}\npool: {}\n", 2, "a score from 1 (bad) to 5 (good) is wanted"),
        ("offers: {name: a}\n", 1, "unknown key, did you mean `offer`?"),
        ("scores: {a: 3}\n", 1, "offer: {name: ...} with pool: {...}, or weights: {...}, is wanted"),
    ],
)
def test_faults_of_an_offer_have_their_place(tmp_path: Path, text: str, line: int, told: str) -> None:
    (tmp_path / "offer.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        read_offers([tmp_path / "offer.yaml"])
    fault = caught.value.faults[0]
    assert fault.line == line and told in fault.what


def test_names_are_told_apart(folder: Path) -> None:
    with pytest.raises(UsageError, match="two offers are called cheap"):
        offers_of(folder, "cheap", "cheap")
    with pytest.raises(UsageError, match="no offer is given"):
        offers_of(folder, "weights")
    named = OFFER.replace("NAME", "desk").replace("PRICE", "1")
    (folder / "desk.yaml").write_text(named, encoding="utf-8")
    offers = offers_of(folder, "desk")
    with pytest.raises(UsageError, match="desk is the name of a pool or strategy"):
        load_with_origins(folder / "study.yaml", change=lambda root: with_offers(root, offers, None, None))


def totals(**means: float) -> dict[str, Any]:
    return {"totals": {kpi: {"mean": mean} for kpi, mean in means.items()}}


def test_the_scorecard_by_hand() -> None:
    """Cost 100 and 125: 5 and 5 × 100 ÷ 125 = 4. Weeks 6 of 8 and 8 of 8: 3.75 and 5. Reputation 2 and 4.

    Weights 2, 1 and 1 of 4: a = (2 × 5 + 3.75 + 2) ÷ 4 = 3.9375; b = (8 + 5 + 4) ÷ 4 = 4.25. Without a reputation a has
    (10 + 3.75) ÷ 3 = 4.5833 and is before b.
    """
    summary = {
        "strategies": {
            "a": totals(cost=100, weeks_held=6, weeks=8, resolved_share=0.6, satisfaction=0.8),
            "b": totals(cost=125, weeks_held=8, weeks=8, resolved_share=0.9, satisfaction=0.4),
        }
    }
    weights = {"cost": 2.0, "service": 1.0, "reputation": 1.0}
    both = scorecard(summary, {"a": {"reputation": 2}, "b": {"reputation": 4}}, weights)
    assert [(card.name, card.total) for card in both] == [("b", 4.25), ("a", 3.9375)]
    first = scorecard(summary, {"b": {"reputation": 4}}, weights)[0]
    assert (first.name, first.total) == ("a", pytest.approx(13.75 / 3))
    usual = {card.name: card.total for card in scorecard(summary, {})}
    assert usual == {"a": pytest.approx(0.6 * 5 + 0.4 * 3.75), "b": pytest.approx(0.6 * 4 + 0.4 * 5)}
    shares = scorecard(summary, {}, {"resolution": 1.0, "satisfaction": 1.0})
    assert {card.name: dict(card.scores) for card in shares} == {
        "a": {"resolution": pytest.approx(10 / 3), "satisfaction": 5.0},
        "b": {"resolution": 5.0, "satisfaction": 2.5},
    }
    table = offer_table(both, weights)
    assert table["criterion"].tolist() == ["cost", "service", "reputation", "total"] * 2
    assert table["weight"].tolist()[:3] == [0.5, 0.25, 0.25]
    assert unknown_weights({"cost": 1, "fame": 1}, {"a": {"reputation": 2}}) == ["fame"]


def test_the_command_ranks_them_as_an_ordinary_run_would(folder: Path) -> None:
    """The folder's study is a study of its own: run as such it gives the same figures, to the last digit."""
    files = [str(folder / f"{name}.yaml") for name in ("cheap", "dear", "weights")]
    out = folder / "results"
    words = ["offers", str(folder / "study.yaml"), *files, "--out", str(out), "--json", "--jobs", "1"]
    run = CliRunner().invoke(main, words)
    assert run.exit_code == 0, run.output
    cards = json.loads(run.output)
    scores = {card["offer"]: card["scores"] for card in cards}
    assert scores["cheap"] == {"cost": 5.0, "reputation": 4.0} and scores["both"]["reputation"] == 2
    assert 5 > scores["both"]["cost"] > scores["dear"]["cost"]
    assert [card["score"] for card in cards] == sorted((card["score"] for card in cards), reverse=True)
    with (out / "offers.csv").open(encoding="utf-8") as file:
        assert [row["criterion"] for row in csv.DictReader(file)] == ["cost", "reputation", "total"] * 3
    words = ["run", str(out / "study.yaml"), "--out", str(folder / "again"), "--quiet", "--jobs", "1"]
    again = CliRunner().invoke(main, words)
    assert again.exit_code == 0, again.output
    assert (folder / "again" / "kpis.csv").read_bytes() == (out / "kpis.csv").read_bytes()
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "Vendor scorecard, month by month" in page
    best = cards[0]
    assert f"{best['offer']} has the highest score, {best['score']:.2f} of 5." in page
    assert json.loads((out / "summary.json").read_text())["offers"]["best"] == best["offer"]
    with zipfile.ZipFile(out / "tables.xlsx") as book:
        assert 'name="offers"' in book.read("xl/workbook.xml").decode()


def test_a_weight_without_a_score_is_refused(folder: Path) -> None:
    (folder / "weights.yaml").write_text("weights: {cost: 60, fame: 40}\n", encoding="utf-8")
    files = [str(folder / f"{name}.yaml") for name in ("cheap", "weights")]
    run = CliRunner().invoke(main, ["offers", str(folder / "study.yaml"), *files])
    assert run.exit_code == 2 and "no offer has a score for fame" in run.output
