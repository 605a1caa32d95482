"""The efficient frontier of cost and service."""

from __future__ import annotations

from collections.abc import Mapping


def efficient_frontier(points: Mapping[str, tuple[float, float]]) -> list[str]:
    """Return the strategies that no other beats in both cost and service, cheapest first.

    Parameters
    ----------
    points : strategy -> (cost, service); less cost and more service are better

    A strategy is beaten by one that costs no more and serves no worse, and is better in one of the two.

    >>> efficient_frontier({"a": (10.0, 0.8), "b": (12.0, 0.7), "c": (15.0, 0.9)})
    ['a', 'c']

    """
    kept = [
        name
        for name, (cost, service) in points.items()
        if not any(
            other_cost <= cost and other_service >= service and (other_cost, other_service) != (cost, service)
            for other_cost, other_service in points.values()
        )
    ]
    return sorted(kept, key=lambda name: points[name])
