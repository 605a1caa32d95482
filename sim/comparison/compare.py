"""A study compared in memory: every strategy played on the same customers, without a folder of results."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping

from sim.comparison.sample import Outcome
from sim.comparison.summary import Results, summarise
from sim.engine.choice import AUTO, chosen_engine, make_ready
from sim.experiment.replication import Prepared, prepare, season_of
from sim.study.study import Study


def compare(study: Study, engine: str = AUTO) -> Results:
    """Play all replications of a study, every strategy on the same customers, and return its summary and tables.

    study : what to play, as many replications as it says
    engine : `"simpy"`, `"compiled"` (compiled first, for a minute, where that was never done) or `"auto"`, the quicker
        one; figures are the same

    Nothing is written, and stress scenarios are not played: that is what `run_study` is for. Raises UsageError where
    the compiled engine is wanted and numba is not there.

    >>> found = compare(Study.model_validate({
    ...     "name": "Two clerks", "replications": 3, "horizon": {"start": "2026-03-02", "end": "2026-03-03"},
    ...     "markets": {"home": {"time_zone": "UTC"}}, "queues": {"calls": {"channel": "voice", "handle_time": "3min"}},
    ...     "demand": [{"market": "home", "queue": "calls", "rate": "1/h"}],
    ...     "pools": {"clerks": {"sourcing": "in_house", "time_zone": "UTC", "skills": {"calls": {}},
    ...                          "employment": {"wage": "10/h"}}},
    ...     "strategies": {"two": {"staffing": {"clerks": {"agents": 2}}, "routing": {"calls": ["clerks"]}}},
    ... }))
    >>> found.figure("two", "totals", "cost").mean  # two people, a day and a night, 10 an hour
    480.0
    """
    prepared = prepare(study)
    contacts = float(prepared.forecast.first_contacts.sum()) * len(prepared.plans) * study.replications
    chosen = chosen_engine(engine, contacts)
    make_ready(chosen, lambda _: None)
    prepared = dataclasses.replace(prepared, engine=chosen)
    return summarise(study, prepared.plans, played(prepared, range(study.replications)), chosen)


def played(prepared: Prepared, replications: Iterable[int]) -> Iterator[Mapping[str, Outcome]]:
    """Play replications of a study one after the other; yields what each left of every strategy, for `gather`."""
    for replication in replications:
        seasons = season_of(prepared, replication)
        yield {name: (found.measures, found.statement) for name, found in seasons.items()}
