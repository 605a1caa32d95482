"""The same case in Ciw: M/M/n with reneging, its own random numbers."""

from __future__ import annotations

import ciw


def ciw_records(calls_per_second: float, handle_time: float, patience: float, agents: int, seconds: float) -> int:
    """Simulate and return the number of calls recorded."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(calls_per_second)],
        service_distributions=[ciw.dists.Exponential(1 / handle_time)],
        reneging_time_distributions=[ciw.dists.Exponential(1 / patience)],
        number_of_servers=[agents],
    )
    ciw.seed(1)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(seconds)
    return len(simulation.get_all_records())
