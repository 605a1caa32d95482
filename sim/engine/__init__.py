"""Tickets meet agents: the SimPy model, and the routing it reads."""

from sim.engine.simpy_engine import simulate

__all__ = ["simulate"]
