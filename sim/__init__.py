"""surgedesk: what each way of staffing the peak does to waiting, coverage and cost, and how sure we are.

The public door: `load_study`, `compare`, `run_study`, and `prepare`, `draw`, `play`, `summarise` of which they are
made. Everything else lives in the packages named in README.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_DOOR = {
    "load_study": "sim.study",
    "Study": "sim.study",
    "prepare": "sim.experiment.replication",
    "draw": "sim.experiment.replication",
    "play": "sim.experiment.replication",
    "simulate": "sim.engine",
    "summarise": "sim.comparison.summary",
    "compare": "sim.comparison.compare",
    "run_study": "sim.report.run",
    "RunOptions": "sim.report.run",
    "ResultsFolder": "sim.report.folder",
}

__all__ = sorted(_DOOR)


def __getattr__(name: str) -> Any:
    """Load what is asked for only then, so that `surgedesk --help` answers at once."""
    if name not in _DOOR:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_DOOR[name]), name)
