"""The chart of a sweep, beside its table, and again from its folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sim.errors import ResultsError
from sim.report.folder import read_table, write_json

TABLE, FACTS = "sweep.csv", "varied.json"


@dataclass(frozen=True)
class Varied:
    """What a sweep's chart shows that its table does not tell."""

    keys: tuple[str, ...]
    """The columns of the varied keys."""
    currency: str
    tornado: bool
    """Whether each key is varied alone."""
    goal: bool
    """Whether the study has a goal."""
    strategies: tuple[str, ...]
    """The study's strategies, whether swept or not, in the order of their colours."""

    def write(self, folder: Path) -> None:
        """Keep it beside the sweep's table."""
        write_json(folder / FACTS, asdict(self))

    @classmethod
    def read(cls, folder: Path) -> Varied:
        """Read it again; raises ResultsError where it is missing or damaged."""
        if not (folder / FACTS).is_file():
            raise ResultsError(f"{folder} has no {FACTS}; the command of the sweep with --resume writes it")
        try:
            found = json.loads((folder / FACTS).read_text(encoding="utf-8"))
            keys, strategies = (tuple(map(str, found[name])) for name in ("keys", "strategies"))
            return cls(keys, str(found["currency"]), bool(found["tornado"]), bool(found["goal"]), strategies)
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise ResultsError(f"{folder / FACTS}: cannot be read: {fault}") from fault


def is_sweep(folder: Path) -> bool:
    """Whether a sweep has left its table in `folder`."""
    return (folder / TABLE).is_file()


def draw_sweep(folder: Path, out: Path, kinds: Sequence[str] = ("svg", "png")) -> list[Path]:
    """Draw the chart of a sweep's folder into `out`, a file `sweep` of each kind; nothing where three keys are varied.

    Raises ResultsError where the folder holds no finished sweep.
    """
    from sim.charts.style import save
    from sim.charts.sweep_chart import sweep_chart

    varied = Varied.read(folder)
    rows = read_table(folder / TABLE, text=(*varied.keys, "strategy"))
    shown = sweep_chart(rows, varied.keys, varied.currency, varied.strategies, tornado=varied.tornado, goal=varied.goal)
    return [] if shown is None else save(shown, out, "sweep", kinds)
