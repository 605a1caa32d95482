"""How each vendor served, month by month: its own service level beside what it promised and was told to expect."""

from __future__ import annotations

import numpy as np

from sim.comparison.sample import Sample
from sim.comparison.tables import Columns, named, ratio, texts
from sim.cost.statement import SERVICE_FIELDS
from sim.study.study import Study


def vendor_pools(study: Study, sample: Sample) -> list[str]:
    """Return the pools of a strategy that come with a contract."""
    return [pool for pool in sample.pools if study.pools[pool].contract is not None]


def vendor_table(study: Study, strategy: str, sample: Sample) -> Columns:
    """Return each vendor's scorecard by month of its clock.

    `answered`, `offered`, `forecast`, `cost` and `credits` (given back, as an amount above zero) are means over the
    replications; `service_level` counts from when a contact was opened to the pool, `target` is the mean of the queues'
    own, weighted by what was answered; `resolution` is the share of the contacts in hand that closed their ticket;
    `satisfaction` is of the tickets whose last contact in hand was the vendor's; `cost_per_resolved_ticket` is the
    month's cost ÷ those that it resolved; `ramp_adherence` is agent-hours on duty ÷ those of the agents who had arrived
    by what was ordered. Months in which nothing came, nobody answered and nothing was paid are left out.
    """
    pools = vendor_pools(study, sample)
    columns = [sample.cost_pools.index(pool) for pool in pools]
    sums = dict(zip(SERVICE_FIELDS, np.moveaxis(sample.sums["service"][:, columns], -1, 0), strict=True))
    costs = sample.amounts[:, :, columns].sum(axis=0)
    back = [line for line, name in enumerate(sample.lines) if name in ("service_credit", "earn_back")]
    cost, credits = costs.sum(axis=-1), 0.0 - costs[..., back].sum(axis=-1)
    months, place = np.nonzero((sums["answered"] > 0) | (sums["offered"] > 0) | (cost > 0))
    kept = {name: values[months, place] for name, values in {**sums, "cost": cost, "credits": credits}.items()}
    means = {name: kept[name] / sample.replications for name in ("answered", "offered", "forecast", "cost", "credits")}
    return named(
        strategy,
        {
            "month": texts(sample.months[month] for month in months),
            "pool": texts(pools[column] for column in place),
            "answered": means["answered"],
            "service_level": ratio(kept["met"], kept["answered"]),
            "target": ratio(kept["promised"], kept["answered"]),
            "offered": means["offered"],
            "forecast": means["forecast"],
            "resolution": ratio(kept["resolved"], kept["handled"]),
            "satisfaction": ratio(kept["satisfaction"], kept["tickets"]),
            "cost": means["cost"],
            "cost_per_resolved_ticket": ratio(kept["cost"], kept["resolved"]),
            "credits": means["credits"],
            "ramp_adherence": ratio(kept["staffed"], kept["due"]),
        },
    )
