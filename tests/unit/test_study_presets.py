"""Presets of sourcing, delivery and package: what they fill in, that a given key wins, and that they read back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from sim.study import load_study
from sim.study.loading import load_with_origins
from sim.study.presets import CUSTOMISED_FEE, CUSTOMISED_LASTS, CUSTOMISED_RAMP, QUALITY, SHARED, presets_of
from sim.study.resolved import resolved_yaml

TEXT = """
name: presets
currency: USD
horizon: {start: 2026-03-02, end: 2026-03-09, time_zone: UTC}
markets: {home: {time_zone: UTC}}
queues:
  phone: {channel: voice, handle_time: 5min, resolution: 80%, follow_up: {delay: 1d}}
  mail: {channel: email, handle_time: 5min}
demand: [{market: home, queue: phone, rate: 10/h}, {market: home, queue: mail, rate: 1/h}]
pools:
  vendor:
    sourcing: offshore
    package: standard
    time_zone: UTC
    skills: {phone: {resolution_factor: 0.9}, mail: {}}
    contract: {price: 12/agent_hour}
strategies: {one: {staffing: {vendor: {agents: 3}}, routing: {phone: [vendor], mail: [vendor]}}}
"""
QUEUES: dict[str, Any] = {"phone": {"resolution": "80%"}}


def test_every_number_has_its_letter_and_its_source() -> None:
    sources = [source for factors in QUALITY.values() for _, source in factors.values()]
    sources += [preset.source for preset in (*SHARED, *CUSTOMISED_RAMP, CUSTOMISED_LASTS, CUSTOMISED_FEE)]
    assert len(sources) > 15
    assert all(re.match(r"[ABCD], \w", source) for source in sources)


def test_two_presets_of_one_factor_multiply_and_what_is_given_wins(tmp_path: Path) -> None:
    """Offshore 1.12 and standard 1.10 in handle time, 0.93 and 0.97 in satisfaction; every answer to mail resolves."""
    (tmp_path / "study.yaml").write_text(TEXT, encoding="utf-8")
    pool = load_study(tmp_path / "study.yaml").pools["vendor"]
    phone, mail = pool.skills["phone"], pool.skills["mail"]
    assert (phone.handle_time_factor, mail.handle_time_factor) == (pytest.approx(1.232), pytest.approx(1.232))
    assert (phone.resolution_factor, mail.resolution_factor) == (0.9, 1.0)
    assert phone.satisfaction_factor == pytest.approx(0.9021)
    assert pool.contract is not None and pool.contract.ramp.notice == 0


def test_the_pools_own_quality_wins_over_presets_and_a_skill_over_both() -> None:
    pool = {"sourcing": "offshore", "quality": {"handle_time_factor": "1.3"}, "skills": {"a": {}, "b": "no map"}}
    found = {preset.keys: preset.text for preset in presets_of(pool, QUEUES)}
    assert ("quality", "handle_time_factor") not in found
    assert found["skills", "a", "handle_time_factor"] == "1.3"
    assert found["quality", "satisfaction_factor"] == found["skills", "a", "satisfaction_factor"] == "0.93"


def test_what_is_customised_has_a_transition_a_fee_and_a_ramp_unless_they_are_given() -> None:
    pool: dict[str, Any] = {"sourcing": "captive", "package": "customised", "contract": {"signed": "2026-01-01"}}
    assert [preset.keys[1:] for preset in presets_of(pool, QUEUES)] == [
        ("ramp", "notice"), ("ramp", "up"), ("ramp", "down"), ("transition", "lasts"), ("transition", "fee_per_agent"),
    ]  # fmt: skip
    assert [preset.keys[-1] for preset in presets_of(pool, QUEUES, "EUR")] == ["notice", "up", "down", "lasts"]
    pool["contract"] = {"ramp": {}, "transition": {"fee": "9"}}
    assert presets_of(pool, QUEUES) == []


def test_they_stand_in_the_resolved_study_with_their_source_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    path.write_text(TEXT.replace("standard", "customised"), encoding="utf-8")
    study, tree = load_with_origins(path)
    text = resolved_yaml(study, tree)
    assert "# preset: offshore: D, assumption: friction of language and culture" in text
    assert "# preset: D, assumption: 30 to 60 days; C, vendors: 4-5 weeks to start" in text
    path.write_text(text, encoding="utf-8")
    assert load_study(path) == study
