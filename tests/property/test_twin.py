"""The compiled twin plays random studies as the model does, to the last bit; `make soak` plays as many as one likes."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings

from sim.study.study import Study
from tests.property.studies import studies
from tests.property.test_elastic import elastic
from tests.property.twins import both_play_alike

STUDIES_IN_VALIDATION = 2000
"""Half of them with outages, scaling and shared agents."""


def _test(count: int) -> Callable[[Callable[[Study], None]], Callable[[Study], None]]:
    return settings(max_examples=count, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@_test(60)
@given(studies())
def test_the_twin_plays_as_the_model(study: Study) -> None:
    both_play_alike(study)


@_test(60)
@given(elastic())
def test_the_twin_plays_as_the_model_when_pools_fail_and_scale(study: Study) -> None:
    both_play_alike(study)


@pytest.mark.validation
@_test(int(os.environ.get("SOAK", STUDIES_IN_VALIDATION)) // 2)
@given(studies())
def test_the_twin_plays_many_studies_as_the_model(study: Study) -> None:
    both_play_alike(study)


@pytest.mark.validation
@_test(int(os.environ.get("SOAK", STUDIES_IN_VALIDATION)) // 2)
@given(elastic())
def test_the_twin_plays_many_studies_as_the_model_when_pools_fail_and_scale(study: Study) -> None:
    both_play_alike(study)
