"""Which engine plays: the SimPy model, or its compiled twin where the work pays for loading it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.demand.tickets import Tickets
from sim.errors import UsageError
from sim.randomness.compiling import can_compile, is_compiled, note_compiled
from sim.records import Records
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.capacity.staffing_plan import StaffingPlan

SIMPY, COMPILED, AUTO = "simpy", "compiled", "auto"
PAYS_FOR_LOADING = 200_000
"""Contacts from which on the twin is quicker, half a second for loading its code included."""
PAYS_FOR_COMPILING = 3_000_000
"""Contacts for which it is compiled, which takes a minute once: they take the model about half as long."""

Simulate = Callable[[Study, str, Tickets, "StaffingPlan"], Records]


def chosen_engine(wanted: str, contacts: float) -> str:
    """Return the engine for a run that plays so many first contacts in all.

    Raises
    ------
    UsageError : the compiled engine is wanted and numba is not there, or does not fit the numpy that is

    """
    if wanted == SIMPY or (wanted == AUTO and contacts < PAYS_FOR_LOADING):
        return SIMPY
    if not can_compile():
        if wanted == COMPILED:
            raise UsageError("--engine compiled wants numba; install it with: pip install 'surgedesk[fast]'")
        return SIMPY
    return COMPILED if wanted == COMPILED or is_compiled(COMPILED) or contacts >= PAYS_FOR_COMPILING else SIMPY


def make_ready(engine: str, told: Callable[[str], None]) -> None:
    """Compile the twin if that has not been done on this machine, so that no worker has to; say so before."""
    if engine != COMPILED or is_compiled(COMPILED):
        return
    told("Compiling the fast engine for this machine, once: about a minute ...")
    from sim.engine.compiled.engine import compile_all

    compile_all()
    note_compiled(COMPILED)


def simulator(engine: str) -> Simulate:
    """Return the function that plays tickets through a strategy on one of the engines."""
    if engine == COMPILED:
        from sim.engine.compiled.engine import simulate
    else:
        from sim.engine.simpy_engine import simulate
    return simulate
