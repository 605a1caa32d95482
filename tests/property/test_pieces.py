"""Seasons that are drawn, played and reduced in pieces end in the same bytes as in one piece on the model."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings

from sim.engine.choice import COMPILED
from sim.engine.compiled import engine
from sim.experiment import replication as seasons
from sim.experiment.jobs import PlaySeason
from sim.experiment.replication import prepare
from sim.study.study import Study
from tests.property.studies import studies
from tests.property.test_elastic import elastic

EVERYTHING_BIT_BY_BIT = settings(
    max_examples=50, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def in_pieces_as_in_one(study: Study) -> None:
    prepared = prepare(study)
    expected = PlaySeason(prepared)(1)
    drawn = patch.multiple(seasons, STRETCH=5, MOST_KEPT=0, cells=lambda _: 0)
    with drawn, patch.multiple(engine, AT_A_TIME=3, FEW=0, GROWN=0.0):
        found = PlaySeason(replace(prepared, engine=COMPILED))(1)
    assert found.played == expected.played
    assert found.outcomes == expected.outcomes, f"in pieces seed {study.seed} ends otherwise"


@EVERYTHING_BIT_BY_BIT
@given(studies())
def test_pieces_end_as_one(study: Study) -> None:
    in_pieces_as_in_one(study)


@EVERYTHING_BIT_BY_BIT
@given(elastic())
def test_pieces_end_as_one_when_pools_fail_and_scale(study: Study) -> None:
    in_pieces_as_in_one(study)
