"""Records -> figures: waiting, coverage, occupancy, ticket outcomes; sums that add up over replications."""

from sim.metrics.measures import Measures, measure

__all__ = ["Measures", "measure"]
