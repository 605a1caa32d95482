"""A study file loaded: read, overridden, filled in, checked; one frozen study, or every fault with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.errors import Fault, StudyError, UsageError
from sim.study.consistency import inconsistencies
from sim.study.defaults import SOURCES, like_copies
from sim.study.faults import FaultList, entry_name, entry_names, shown
from sim.study.files_named import read_named_files, with_values
from sim.study.keys import known_part
from sim.study.names import check_names
from sim.study.not_yet import refuse_later_values
from sim.study.overrides import overridden
from sim.study.presets import with_presets
from sim.study.reading import Node, read_file
from sim.study.shape import did_you_mean
from sim.study.study import Study


def load_study(path: str | Path, overrides: Mapping[str, str] | None = None, strategies: Sequence[str] = ()) -> Study:
    """Load a study file.

    Parameters
    ----------
    path : the YAML file; the data files that it names stand relative to its folder
    overrides : path of a key -> YAML value, as `--set` gives them
    strategies : names of those to keep; none given: all. The baseline is the study's, or the first of those kept

    Raises
    ------
    StudyError : the study or a data file is at fault; holds every fault found, by place
    UsageError : an override leads to no key, or a strategy's name is not one of the study

    """
    study, _ = load_with_origins(path, overrides, strategies)
    return study


def load_with_origins(
    path: str | Path, overrides: Mapping[str, str] | None = None, strategies: Sequence[str] = (),
    change: Callable[[Node], Node] = lambda root: root,
) -> tuple[Study, Node]:
    """Load a study and return beside it the tree that it was made of, which tells where each value came from.

    `change` is done to the tree as typed, after the overrides.
    """
    path = Path(path)
    root, reading_faults = read_file(path)
    faults = FaultList(str(path), root)
    for fault in reading_faults:
        faults.add_fault(fault)
    if not isinstance(root.content, dict):
        faults.add((), f"a map of keys is wanted, such as name: ..., horizon: ... (got {shown(root.plain())})")
        raise StudyError(faults.sorted())
    root = faults.root = change(overridden(root, overrides or {}))
    root = faults.root = with_presets(with_likes(known_part(root, Study, faults)))
    refuse_later_values(root, faults)
    check_names(root, faults)
    values = read_named_files(root, path.parent, faults)
    study = _validated(with_values(root.plain(), values), faults)
    if study is not None and not faults:
        for part in inconsistencies(study):
            if "only" not in part.keys or faults.typed(part.keys):
                faults.add(part.keys, part.what, on_key=part.on_key)
    if faults or study is None:
        raise StudyError(faults.sorted())
    return _chosen(study, strategies), root


@contextmanager
def faults_in(path: str | Path, tree: Node) -> Iterator[None]:
    """Give faults that come up after loading, told by the name of a demand entry, their place in the study's file.

    Parameters
    ----------
    path : the study file
    tree : what `load_with_origins` returned beside the study

    """
    try:
        yield
    except StudyError as error:
        raise StudyError([_placed(fault, str(path), tree) for fault in error.faults]) from None


def _placed(fault: Fault, file: str, tree: Node) -> Fault:
    demand, name = tree.child("demand"), fault.path.removeprefix("demand.")
    names = entry_names(demand)
    if fault.file or name not in names or demand is None or not isinstance(demand.content, list):
        return fault
    number, faults = names.index(name), FaultList(file, tree)
    source = next((key for key in SOURCES if demand.content[number].child(key) is not None), "market")
    faults.add(("demand", number, source), fault.what)
    return faults.sorted()[0]


def _validated(data: Any, faults: FaultList) -> Study | None:
    try:
        return Study.model_validate(data)
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False):
            faults.add_error(error)
        if not faults:
            raise AssertionError(f"a fault was lost: {invalid}") from invalid
        return None


def with_likes(root: Node) -> Node:
    """Return the tree with what `like` copies, each copied value marked with the entry it was copied from.

    >>> from sim.study.reading import read_text
    >>> tree, _ = read_text("demand: [{market: a, queue: q, volume: 1/h}, {market: b, queue: q, like: a/q}]")
    >>> with_likes(tree).child("demand").child(1).child("volume").origin
    'like a/q'
    """
    demand = root.child("demand")
    if demand is None or not isinstance(demand.content, list) or not isinstance(root.content, dict):
        return root
    copies = like_copies([_texts(entry) for entry in demand.content])
    entries = []
    for entry, copied in zip(demand.content, copies, strict=True):
        if isinstance(entry.content, dict):
            own: dict[str, Node] = dict(entry.content)
            for key, source in copied.items():
                node = demand.content[source].child(key)
                assert node is not None
                own[key] = node.marked(f"like {entry_name(demand, source)}")
            entry = replace(entry, content=own)
        entries.append(entry)
    return replace(root, content={**root.content, "demand": replace(demand, content=entries)})


def _texts(entry: Node) -> Any:
    if not isinstance(entry.content, dict):
        return None
    return {key: node.content if isinstance(node.content, str) else True for key, node in entry.content.items()}


def _chosen(study: Study, strategies: Sequence[str]) -> Study:
    if not strategies:
        return study
    unknown = [name for name in strategies if name not in study.strategies]
    if unknown:
        told = [f"no strategy has this name{did_you_mean(name, study.strategies)} (got {name})" for name in unknown]
        raise UsageError("\n".join(told))
    kept = {name: strategy for name, strategy in study.strategies.items() if name in strategies}
    baseline = study.baseline if study.baseline in kept else next(iter(kept))
    return study.model_copy(update={"strategies": kept, "baseline": baseline})
