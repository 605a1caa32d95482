"""The study's plain facts that stand beside its figures, so that they can be read without the study."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.comparison.waterfall import rate_card
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.capacity.staffing_plan import StaffingPlan


def setting(study: Study) -> dict[str, Any]:
    """Return name, currency, clocks, counted window, goal, promises, pools and satisfaction scores of a study."""
    horizon, goal = study.clock, study.goal
    return {
        "name": study.name,
        "currency": study.currency,
        "time_zone": horizon.zone,
        "interval": horizon.interval,
        "start": horizon.iso(horizon.warm_up),
        "end": horizon.iso(horizon.length),
        "goal": {
            "service_level": goal.service_level,
            "abandonment": goal.abandonment,
            "occupancy": goal.occupancy,
            "budget": goal.budget,
            "lost_ticket": goal.lost_ticket,
        },
        "queues": {
            name: {
                "channel": queue.channel,
                "live": queue.live,
                "target": queue.service_level.target,
                "within": queue.service_level.within,
                "definition": queue.service_level.definition,
            }
            for name, queue in study.queues.items()
        },
        "markets": {
            name: {"time_zone": market.time_zone, "language": market.language}
            for name, market in study.markets.items()
        },
        "pools": {
            name: {
                "sourcing": pool.sourcing,
                "vendor": pool.vendor,
                "time_zone": pool.time_zone,
                "rate": rate_card(pool),
            }
            for name, pool in study.pools.items()
        },
        "satisfaction": study.satisfaction.model_dump(),
    }


def order_plan(study: Study, plan: StaffingPlan) -> dict[str, Any]:
    """Return how a strategy's pools are sized, by when its orders go out and arrive, and whether they come too late."""
    staffing = study.strategies[plan.strategy].staffing
    first = min((part.order_by for part in plan.pools if part.order_by is not None), default=None)
    return {
        "order_by": None if first is None else first.isoformat(),
        "late": any(part.late for part in plan.pools),
        "notes": list(plan.notes),
        "pools": {
            part.pool: {
                "size_for": staffing[part.pool].size_for,
                "people": {"least": float(part.heads.min()), "most": float(part.heads.max())},
                "order_by": None if part.order_by is None else part.order_by.isoformat(),
                "arrives": None if part.arrives is None else part.arrives.isoformat(),
                "late": part.late,
                "notes": list(part.notes),
            }
            for part in plan.pools
        },
    }
