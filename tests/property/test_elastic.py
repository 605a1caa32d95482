"""150 random desks with outages, cut-off contacts, cloud agents and shared ones: nothing is lost or counted twice."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.capacity.realised import realised
from sim.capacity.steps import Steps
from sim.experiment.replication import draw, play, prepare
from sim.records import Records
from sim.study.elastic import Outages, Scaling
from sim.study.sourcing import Pool, Sharing
from sim.study.study import Study
from tests.property.followed import lines_are_never_exceeded, tickets_are_followed_to_their_ends
from tests.property.played import Played
from tests.property.studies import studies
from tests.property.test_conservation import costs_add_up, counts_agree, nothing_depends_on_the_order

LENGTH = {"distribution": "exponential", "mean": "2h"}


@st.composite
def elastic(draw_: Any) -> Study:
    """A random study whose pools fail, and whose vendors scale or share their agents."""
    study: Study = draw_(studies())
    pools: dict[str, Pool] = {}
    for name, pool in study.pools.items():
        in_hand = draw_(st.sampled_from(("finish", "lose", "lose")))
        changes: dict[str, Any] = {"outages": Outages(per_year=900, length=LENGTH, in_hand=in_hand)}
        kind = draw_(st.sampled_from(("dedicated", "cloud", "shared")))
        if not pool.own and kind == "shared":
            changes |= {"delivery": "shared", "sharing": Sharing(available="60%", cv="30%", every="1h")}
        if not pool.own and kind == "cloud":
            rule = draw_(st.sampled_from(({"wait": "1min"}, {"queue_longer_than": 1})))
            watch, least = draw_(st.sampled_from(list(pool.skills))), draw_(st.integers(0, 1))
            lead = draw_(st.sampled_from(("0s", "10min")))
            scaling = Scaling(watch=watch, step=1, up_to=3, at_least=least, lead=lead, **rule)
            changes |= {"delivery": "cloud", "scaling": scaling}
        pools[name] = pool.model_copy(update=changes)
    return study.model_copy(update={"pools": pools})


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(elastic())
def test_nothing_is_lost_when_pools_fail_and_scale(study: Study) -> None:
    prepared = prepare(study)
    tickets = draw(prepared, 1)
    played = {name: play(prepared, name, tickets) for name in study.strategies}
    for name, (outcome, records) in played.items():
        p = Played(study, name, tickets, realised(study, prepared.plans[name], tickets.replication), records)
        tickets_are_followed_to_their_ends(p)
        lines_are_never_exceeded(p)
        counts_agree(p, outcome)
        costs_add_up(outcome)
        nothing_begins_in_an_outage(p, records)
        what_is_lost_ends_as_the_outage_begins(p, records)
    nothing_depends_on_the_order(prepared, played)


def nothing_begins_in_an_outage(p: Played, records: Records) -> None:
    """No contact is taken by a pool that is down."""
    for place, plan in enumerate(p.plan.pools):
        in_order = Steps(plan.outage_times, plan.in_order)
        started = records.start[records.pool == place]
        assert np.all(in_order.at(started) > 0)


def what_is_lost_ends_as_the_outage_begins(p: Played, records: Records) -> None:
    """A contact that is cut off ends as an outage of its pool begins, and such a pool has none in hand then."""
    ends = records.start + records.handle_time
    for place, plan in enumerate(p.plan.pools):
        mine = records.pool == place
        begins = plan.outage_times[1:][plan.in_order[1:] == 0]
        cut = mine & records.cut_off
        loses = p.study.pools[plan.pool].outages.in_hand == "lose"  # type: ignore[union-attr]
        assert loses or not cut.any()
        assert np.isin(ends[cut], begins).all()
        if loses:
            for begin in begins.tolist():
                assert not (mine & (records.start < begin) & (ends > begin)).any()
