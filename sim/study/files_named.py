"""The data files that a study names, read once each into what the models keep of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sim.errors import StudyError
from sim.study.data_files import read_forecast, read_history, read_roster, read_sample, read_schedule
from sim.study.faults import FaultList, shown
from sim.study.named_parts import staffings, text
from sim.study.parts import Key
from sim.study.queue import Patience
from sim.study.reading import Node
from sim.study.shape import below, is_time
from sim.study.study import Study

Values = dict[tuple[Key, ...], object]


def read_named_files(root: Node, folder: Path, faults: FaultList) -> Values:
    """Return what the study's files hold, by the keys of the models' fields; a file that fails is noted.

    Parameters
    ----------
    root : the study's tree, every `like` filled in
    folder : where the study stands; names of files are relative to it
    faults : a missing file is noted at its key, what is wrong in a file at its line

    """
    values: Values = {}
    read: dict[tuple[str, str], object] = {}
    for keys, name, reader, into in _named(root):
        if faults.told(keys):
            continue
        token = (reader.__name__, name)
        if token not in read:
            read[token] = _read(keys, folder / name, reader, faults)
        elif read[token] is None:
            faults.refuse_for(keys, ())  # told already where the file was named first
        if read[token] is not None:
            values.update({(*keys[:-1], field): value for field, value in into(read[token]).items()})
    return values


def with_values(data: Any, values: Values) -> Any:
    """Put values into plain data at their keys; the data is changed and returned."""
    for keys, value in values.items():
        below_it = data
        for key in keys[:-1]:
            below_it = below_it[key]
        below_it[keys[-1]] = value
    return data


Into = Callable[[Any], dict[str, object]]


def _series(series: Any) -> dict[str, object]:
    return {"rows": series.rows, "step": series.step}


def _named(root: Node) -> Iterator[tuple[tuple[Key, ...], str, Callable[[Path], Any], Into]]:
    demand = root.child("demand")
    for i, entry in enumerate(demand.content if demand and isinstance(demand.content, list) else []):
        for key, reader in (("forecast", read_forecast), ("history", read_history)):
            if (name := text(entry.child(key), "file")) is not None:
                yield ("demand", i, key, "file"), name, reader, _series
    for keys, staffing in staffings(root):
        if (name := text(staffing, "schedule")) is not None:
            yield (*keys, "schedule"), name, read_schedule, lambda rows: {"schedule_rows": rows}
        if (name := text(staffing, "roster")) is not None:
            yield (*keys, "roster"), name, read_roster, lambda rows: {"roster_rows": rows}
    for keys, node in _times(root, Study, ()):
        if text(node, "distribution") == "empirical" and (name := text(node, "file")) is not None:
            yield (*keys, "file"), name, read_sample, lambda sample: {"sample": sample}


def _times(node: Node, shape: Any, keys: tuple[Key, ...]) -> Iterator[tuple[tuple[Key, ...], Node]]:
    """Every map of the tree that is a distribution of times."""
    if is_time(shape) or shape is Patience:
        yield keys, node
    elif isinstance(node.content, dict):
        for key, value in node.content.items():
            yield from _times(value, below(shape, key), (*keys, key))
    elif isinstance(node.content, list):
        for i, value in enumerate(node.content):
            yield from _times(value, below(shape, i), (*keys, i))


def _read(keys: tuple[Key, ...], path: Path, reader: Callable[[Path], Any], faults: FaultList) -> object:
    try:
        if not path.is_file():
            faults.refuse(keys, f"there is no such file (got {shown(str(path))})", on_key=False)
            return None
        result: object = reader(path)
    except OSError as error:
        faults.refuse(keys, f"the file cannot be read: {error.strerror}", on_key=False)
        return None
    except StudyError as error:
        faults.refuse_for(keys, error.faults)
        return None
    return result


def names_of_files(root: Node) -> list[str]:
    """Return the names of the data files of a study, as they stand there, each once."""
    return list(dict.fromkeys(name for _, name, _, _ in _named(root)))
