"""The results of a few strategies, markets or queues alone, so that a chart shows these."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.charts.numbering import KEPT, numbering
from sim.errors import UsageError
from sim.study.shape import nearest

if TYPE_CHECKING:
    from sim.records import Table


def narrowed(
    tables: Mapping[str, Table],
    summary: Mapping[str, Any],
    strategies: Sequence[str] = (),
    markets: Sequence[str] = (),
    queues: Sequence[str] = (),
) -> tuple[dict[str, Table], dict[str, Any]]:
    """Return tables and summary with these strategies, markets and queues alone; all where none is named.

    The summary keeps the names of all, so that a name has the same colour however few are shown.

    Raises
    ------
    UsageError : the results have none of a name

    """
    setting = summary["setting"]
    wanted = {
        "strategy": _known("strategy", strategies, summary["strategies"]),
        "market": _known("market", markets, setting.get("markets") or {}),
        "queue": _known("queue", queues, setting.get("queues") or {}),
    }
    facts = {
        **setting,
        "markets": _some(setting.get("markets") or {}, wanted["market"]),
        "queues": _some(setting.get("queues") or {}, wanted["queue"]),
    }
    chosen = wanted["strategy"]
    best = summary["answer"].get("best")
    less = {
        **summary,
        KEPT: numbering(tables, summary),
        "setting": facts,
        "strategies": _some(summary["strategies"], chosen),
        "answer": {**summary["answer"], "best": best if not chosen or best in chosen else None},
        "differences": [row for row in summary.get("differences") or [] if not chosen or row["strategy"] in chosen],
    }
    return {name: _rows(table, wanted) for name, table in tables.items()}, less


def _known(what: str, names: Sequence[str], known: Mapping[str, Any]) -> tuple[str, ...]:
    for name in names:
        if name not in known:
            near = nearest(name, known)
            hint = f"; did you mean {near}?" if near is not None else f"; there are {', '.join(map(str, known))}"
            raise UsageError(f"--{what}: the results have no {what} {name!r}{hint}")
    return tuple(names)


def _some(found: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: part for name, part in found.items() if not names or name in names}


def _rows(table: Table, wanted: Mapping[str, Sequence[str]]) -> Table:
    """The rows of a table that are of what is wanted, by its columns of names."""
    size = len(next(iter(table.values()), ()))
    kept = np.ones(size, dtype=bool)
    for column, names in wanted.items():
        if names and column in table:
            kept &= np.isin(np.asarray(table[column], dtype=str), names)
    return {name: values[kept] for name, values in table.items()}
