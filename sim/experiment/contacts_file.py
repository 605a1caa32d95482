"""Every contact of a run as a Parquet file: one part a replication, joined at the end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import UsageError
from sim.records import OUTCOMES, TICKET_OUTCOMES, Records
from sim.study.study import Study


def check_parquet() -> None:
    """Raise UsageError where the package that writes Parquet is not installed."""
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise UsageError("--contacts wants pyarrow: pip install -c constraints.txt -e '.[parquet]'") from None


def contacts_part(study: Study, replication: int, records: dict[str, Records]) -> bytes:
    """Return the contacts of a replication under each strategy as a Parquet file's bytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = [_table(study, replication, strategy, found) for strategy, found in records.items()]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.concat_tables(tables), sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


def _table(study: Study, replication: int, strategy: str, found: Records) -> Any:
    import pyarrow as pa

    def named(names: Sequence[str], positions: Any) -> Any:
        return pa.DictionaryArray.from_arrays(pa.array(positions.astype(np.int32)), pa.array(list(names))).cast(
            pa.string()
        )

    size = len(found.ticket)
    pools = [*found.pools, ""]
    return pa.table(
        {
            "strategy": pa.array([strategy] * size, pa.string()),
            "replication": np.full(size, replication, dtype=np.int32),
            "ticket": found.ticket,
            "round": found.round_,
            "try": found.try_,
            "market": named(list(study.markets), found.market),
            "queue": named(list(study.queues), found.queue),
            "arrival": found.arrival,
            "wait": found.wait,
            "outcome": named(OUTCOMES, found.outcome),
            "pool": named(pools, np.where(found.pool >= 0, found.pool, len(pools) - 1)),
            "start": pa.array(found.start, from_pandas=True),
            "opened": pa.array(found.opened, from_pandas=True),
            "handle_time": found.handle_time,
            "shared": found.shared,
            "escalated": found.escalated,
            "cut_off": found.cut_off,
            "vip": found.vip,
            "ticket_outcome": named(TICKET_OUTCOMES, found.ticket_outcome[found.ticket]),
        }
    )


def join_parts(parts: Sequence[Path], target: Path) -> None:
    """Join the parts of a run into one Parquet file, one row group a part, holding one part in memory at a time."""
    import pyarrow.parquet as pq

    writer = None
    for part in parts:
        table = pq.read_table(part)
        writer = writer or pq.ParquetWriter(target, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()
