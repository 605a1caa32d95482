"""The same cases in Ciw: M/M/n, with reneging or without, its own random numbers."""

from __future__ import annotations

from typing import Any

import ciw


def ciw_records(
    calls_per_second: float, handle_time: float, patience: float | None, agents: int, seconds: float
) -> int:
    """Simulate and return the number of calls recorded."""
    reneging: dict[str, Any] = {}
    if patience is not None:
        reneging["reneging_time_distributions"] = [ciw.dists.Exponential(1 / patience)]
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(calls_per_second)],
        service_distributions=[ciw.dists.Exponential(1 / handle_time)],
        number_of_servers=[agents],
        **reneging,
    )
    ciw.seed(1)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(seconds)
    return len(simulation.get_all_records())
