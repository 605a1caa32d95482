"""Tickets meet agents: the SimPy model, its compiled twin, and the routing that both read."""

from sim.engine.simpy_engine import simulate

__all__ = ["simulate"]
