"""Replications on disk: one file each, written atomically, so that a killed run can go on where it was."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sim.cost.statement import CostStatement
from sim.errors import ResultsError
from sim.experiment.replication import Outcome
from sim.metrics.measures import Measures

_MARK = "run.json"


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a temporary file beside it, flushed to disk, put in its place."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


class ReplicationStore:
    """The replications of one run in a folder, and the mark that tells which study they belong to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def start(cls, folder: Path, fingerprint: str, resume: bool) -> ReplicationStore:
        """Open the folder of a run, new or to be resumed.

        Raises
        ------
        ResultsError : the folder holds replications of another study or program version, or there are some and the
            run is not to be resumed

        """
        mark = folder / _MARK
        if mark.exists():
            if not resume:
                raise ResultsError(
                    f"{folder} holds an unfinished run; go on with --resume, or start anew with --overwrite"
                )
            if json.loads(mark.read_text(encoding="utf-8"))["fingerprint"] != fingerprint:
                raise ResultsError(
                    f"{folder} holds an unfinished run of another study, seed or version; start anew with --overwrite"
                )
        folder.mkdir(parents=True, exist_ok=True)
        for leftover in folder.glob(".*.tmp"):
            leftover.unlink()
        if not mark.exists():
            write_atomically(mark, json.dumps({"fingerprint": fingerprint}).encode())
        return cls(folder)

    @property
    def engine(self) -> str:
        """The engine that the run began with; empty before that is chosen."""
        return str(json.loads((self.folder / _MARK).read_text(encoding="utf-8")).get("engine", ""))

    def note_engine(self, name: str) -> None:
        """Write down which engine the run uses."""
        mark = self.folder / _MARK
        told = json.loads(mark.read_text(encoding="utf-8")) | {"engine": name}
        write_atomically(mark, json.dumps(told).encode())

    def beside(self, name: str) -> ReplicationStore:
        """Return the store of other replications of the same run, in a folder of its own within this one's."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        for leftover in folder.glob(".*.tmp"):
            leftover.unlink()
        return ReplicationStore(folder)

    @staticmethod
    def belongs(folder: Path, fingerprint: str) -> bool:
        """Tell whether a folder holds replications of a run."""
        mark = folder / _MARK
        return mark.exists() and json.loads(mark.read_text(encoding="utf-8"))["fingerprint"] == fingerprint

    def path(self, replication: int) -> Path:
        """Return the file of a replication."""
        return self.folder / f"replication-{replication:06d}.npz"

    def contacts_path(self, replication: int) -> Path:
        """Return the file of a replication's contacts."""
        return self.folder / f"contacts-{replication:06d}.parquet"

    def missing(self, replications: int, contacts: bool) -> list[int]:
        """Return the replications that are still to be run."""
        return [
            k for k in range(replications)
            if not self.path(k).exists() or (contacts and not self.contacts_path(k).exists())
        ]  # fmt: skip

    def keep(self, replication: int, outcomes: bytes, contacts: bytes = b"") -> None:
        """Store the outcomes of a replication as `packed` has them, and its contacts where there are any."""
        if contacts:
            write_atomically(self.contacts_path(replication), contacts)
        write_atomically(self.path(replication), outcomes)

    def read(self, replication: int) -> dict[str, Outcome]:
        """Return the outcomes of a replication, by strategy."""
        with np.load(self.path(replication), allow_pickle=False) as stored:
            names = [str(name) for name in stored["strategies"]]
            keys = stored.files

            def part(prefix: str) -> dict[str, Any]:
                return {key[len(prefix) :]: stored[key] for key in keys if key.startswith(prefix)}

            return {
                name: Outcome(
                    measures=Measures.of_arrays(part(f"{place}/measures/")),
                    statement=CostStatement.of_arrays(part(f"{place}/cost/")),
                    contacts=int(stored[f"{place}/contacts"]),
                )
                for place, name in enumerate(names)
            }


def packed(outcomes: Mapping[str, Outcome]) -> bytes:
    """Pack the outcomes of a replication, by strategy, as the bytes of its file."""
    arrays: dict[str, Any] = {"strategies": np.array(list(outcomes), dtype=np.str_)}
    for place, outcome in enumerate(outcomes.values()):
        arrays |= {f"{place}/measures/{key}": value for key, value in outcome.measures.arrays().items()}
        arrays |= {f"{place}/cost/{key}": value for key, value in outcome.statement.arrays().items()}
        arrays[f"{place}/contacts"] = np.array(outcome.contacts)
    return _npz(arrays)


def _npz(arrays: Mapping[str, Any]) -> bytes:
    """Pack arrays as an .npz with the quickest compression: interval arrays are mostly small whole numbers."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as pack:
        for name, value in arrays.items():
            entry = io.BytesIO()
            np.lib.format.write_array(entry, np.asanyarray(value), allow_pickle=False)
            pack.writestr(zipfile.ZipInfo(f"{name}.npy"), entry.getvalue(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


Progress = Callable[[int, int], None]
"""Called with the replication that is done and the contacts it played."""
