"""Terms and quantities in, a cost statement out: by month, pool and line."""

from sim.cost.statement import CostStatement, cost_statement

__all__ = ["CostStatement", "cost_statement"]
