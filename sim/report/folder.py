"""The results folder: its tables written and read; the same bytes for the same numbers, in place whole or not."""

from __future__ import annotations

import csv
import json
import math
import re
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import ResultsError
from sim.experiment.store import write_atomically
from sim.records import Table

COLUMNS: dict[str, tuple[str, ...]] = {
    "kpis": ("strategy", "scope", "name", "kpi", "mean", "low", "high"),
    "replications": ("strategy", "replication", "scope", "name", "kpi", "value"),
    "intervals": (
        "strategy", "start", "market", "queue", "offered", "answered", "abandoned", "blocked", "closed", "messages",
        "callbacks", "service_level", "mean_wait",
    ),
    "pools": ("strategy", "start", "pool", "required", "staffed", "busy"),
    "coverage": ("strategy", "market", "weekday", "hour", "staffed", "served"),
    "workforce": (
        "strategy", "week", "pool", "required", "ordered", "heads", "in_training", "hired", "left", "present",
        "billed_hours",
    ),
    "costs": ("strategy", "month", "pool", "line", "mean", "low", "high"),
    "differences": ("strategy", "baseline", "kpi", "mean", "low", "high"),
}  # fmt: skip
WHERE_PRESENT: dict[str, tuple[str, ...]] = {
    "assumptions": ("assumption", "change", "assumed", "answer", "lead", "shortfall"),
    "backlog": ("strategy", "start", "queue", "open", "oldest_age"),
    "chats": ("strategy", "start", "pool", "chats", "agents"),
    "schedule": ("strategy", "start", "pool", "scheduled"),
    "waterfall": ("strategy", "step", "amount"),
    "offers": ("offer", "criterion", "weight", "score"),
    "stress": (
        "strategy", "scenario", "kpi", "mean", "low", "high", "change_mean", "change_low", "change_high",
    ),
    "vendors": (
        "strategy", "month", "pool", "answered", "service_level", "target", "offered", "forecast", "resolution",
        "satisfaction", "cost", "cost_per_resolved_ticket", "credits", "ramp_adherence",
    ),
}
"""Tables that only some results have: with assumptions that were turned; with deferred work; with agents who may have
several chats in hand; the schedule and the steps to the cost of a ticket, which older ones lack; with offers that were
scored; with bad days; with vendors."""
TEXT = frozenset(
    ("strategy", "scope", "name", "kpi", "start", "market", "queue", "pool", "month", "week", "weekday", "line")
) | {"baseline", "step", "scenario", "assumption", "assumed", "answer", "offer", "criterion"}
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def write_table(path: Path, table: Table) -> None:
    """Write columns of equal length as CSV (UTF-8, a header, line feeds); nan becomes an empty cell.

    Raises ValueError where the columns differ in length.
    """
    lengths = {len(values) for values in table.values()}
    if len(lengths) > 1:
        raise ValueError(f"columns of {path.name} differ in length: { {name: len(table[name]) for name in table} }")
    write_atomically(path, csv_of(table).encode("utf-8"))


def csv_of(table: Table) -> str:
    """Return columns of equal length as the text of a CSV file.

    Numbers take the fewest digits that give them back exactly. A text that a spreadsheet would read as a formula (it
    begins with `= + - @`, a tab or a carriage return) gets an apostrophe in front, which `read_table` takes off again.

    >>> csv_of({"name": np.array(["a", "=b"]), "cost": np.array([1.5, np.nan])})
    "name,cost\\na,1.5\\n'=b,\\n"
    """
    rows = zip(*(_cells(values) for values in table.values()), strict=True)
    lines = [",".join(_quoted(name) for name in table), *(",".join(row) for row in rows), ""]
    return "\n".join(lines)


def _cells(values: np.ndarray) -> list[str]:
    if np.asarray(values).dtype.kind in "fiub":
        return [number_cell(value) for value in np.asarray(values).tolist()]
    known: dict[str, str] = {}
    for value in values:
        if str(value) not in known:
            known[str(value)] = _quoted(text_cell(str(value)))
    return [known[str(value)] for value in values]


def _quoted(cell: str) -> str:
    """A cell of a CSV line; the standard library's writer leaves a lone carriage return bare, which splits the line."""
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in ',"\r\n') else cell


def number_cell(value: float) -> str:
    """A number in its shortest exact digits, whole numbers without a point, nan as nothing.

    >>> number_cell(0.1), number_cell(7.0), number_cell(float("nan")), number_cell(1e300)
    ('0.1', '7', '', '1e+300')
    """
    if math.isnan(value):
        return ""
    if abs(value) < 1e15 and value == int(value):
        return str(int(value))
    return repr(float(value))


def text_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> text_cell("=1+1"), text_cell("phone"), text_cell("'=1")
    ("'=1+1", 'phone', "''=1")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def text_of_cell(cell: str) -> str:
    """The text that `text_cell` wrote.

    >>> text_of_cell("'=1+1"), text_of_cell("'tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def read_table(path: Path, text: Collection[str] = TEXT) -> dict[str, np.ndarray]:
    """Read a CSV that `write_table` wrote: columns of names as text, all others as float64 with nan where empty.

    `text` are the columns of names. Raises ResultsError where the file is missing, is no such table or holds a word
    where a number belongs.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise ResultsError(f"{path}: cannot be read as a table: {fault}") from fault
    if not lines:
        raise ResultsError(f"{path}: is empty, not even a header")
    header, body = lines[0], lines[1:]
    for number, line in enumerate(body, start=2):
        if len(line) != len(header):
            raise ResultsError(f"{path}:{number}: {len(line)} cells under a header of {len(header)}")
    columns = list(zip(*body, strict=True)) if body else [()] * len(header)
    return {name: _column(path, name, cells, name in text) for name, cells in zip(header, columns, strict=True)}


def _column(path: Path, name: str, cells: tuple[str, ...], is_text: bool) -> np.ndarray:
    if is_text:
        column = np.empty(len(cells), dtype=object)
        column[:] = [text_of_cell(cell) for cell in cells]
        return column
    try:
        return np.array([float(cell) if cell else math.nan for cell in cells], dtype=float)
    except ValueError as fault:
        raise ResultsError(f"{path}: column {name} holds something that is no number: {fault}") from fault


def json_text(value: object) -> str:
    """JSON for people and programs: in the order given, indented, nan and infinity as null, a line feed at the end.

    >>> json_text({"b": float("nan"), "a": [1]}).replace(chr(10), "").replace(" ", "")
    '{"b":null,"a":[1]}'
    """
    return json.dumps(_finite(value), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _finite(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _finite(part) for key, part in value.items()}
    if isinstance(value, np.ndarray):
        return _finite(value.tolist())
    if isinstance(value, (list, tuple)):
        return [_finite(part) for part in value]
    if isinstance(value, np.generic):
        return _finite(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value


def write_json(path: Path, value: object) -> None:
    """Write `value` as JSON into `path`, whole or not at all."""
    write_atomically(path, json_text(value).encode("utf-8"))


def write_results(
    folder: Path,
    *,
    manifest: Mapping[str, Any],
    summary: Mapping[str, Any],
    tables: Mapping[str, Table],
    study: str,
    resolved: str,
) -> None:
    """Write everything but charts and report into `folder`, which is made where it is missing.

    tables: every table of `COLUMNS`, and those of `WHERE_PRESENT` that there are, by name; study, resolved: the texts
    of `study.yaml` and `resolved.yaml`. The manifest comes last: a folder that has one is complete. Raises ValueError
    where a table or column is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    present = {name: columns for name, columns in WHERE_PRESENT.items() if name in tables}
    for name, columns in {**COLUMNS, **present}.items():
        missing = [column for column in columns if column not in tables[name]] if name in tables else list(columns)
        if missing:
            raise ValueError(f"table {name} has no {', '.join(missing)}")
        write_table(folder / f"{name}.csv", tables[name])
    write_atomically(folder / "study.yaml", study.encode("utf-8"))
    write_atomically(folder / "resolved.yaml", resolved.encode("utf-8"))
    write_json(folder / "summary.json", summary)
    write_json(folder / "manifest.json", manifest)


def move_into_place(staged: Path, target: Path, *, overwrite: bool = False) -> None:
    """Move the finished folder `staged` to `target`, in place of an older one only where `overwrite` says so.

    Raises ResultsError where something stands at `target` that may not be replaced, or that is no results folder.
    """
    if target.exists() and not overwrite:
        raise ResultsError(f"{target} exists already; --overwrite replaces it, --out names another folder")
    older = target.with_name(f".{target.name}.older")
    if target.exists():
        if any(target.iterdir()) and not (target / "manifest.json").is_file():
            raise ResultsError(f"{target} is not a results folder and will not be replaced")
        shutil.rmtree(older, ignore_errors=True)
        target.rename(older)
    staged.rename(target)
    shutil.rmtree(older, ignore_errors=True)


@dataclass(frozen=True)
class ResultsFolder:
    """A finished run, read from its folder."""

    path: Path
    manifest: Mapping[str, Any]
    """Where the numbers come from: seed, versions, command."""
    summary: Mapping[str, Any]
    """The figures of every strategy, as `summary.json` holds them."""
    tables: Mapping[str, Table]
    """Every table of `COLUMNS`, and those of `WHERE_PRESENT` that there are, by name."""

    @classmethod
    def open(cls, path: str | Path) -> ResultsFolder:
        """Read the results folder at `path`; raises ResultsError that says what is missing where it is none."""
        folder = Path(path)
        if not folder.is_dir():
            raise ResultsError(f"{folder} is not a folder; `surgedesk run` writes one below results/")
        wanted = ["manifest.json", "summary.json", *(f"{name}.csv" for name in COLUMNS)]
        missing = [name for name in wanted if not (folder / name).is_file()]
        if missing:
            raise ResultsError(f"{folder} is not a finished results folder: {', '.join(missing)} missing")
        manifest, summary = (_read_json(folder / name) for name in ("manifest.json", "summary.json"))
        if not isinstance(summary.get("strategies"), dict) or not summary["strategies"]:
            raise ResultsError(f"{folder / 'summary.json'}: holds no strategies")
        return cls(folder, manifest, summary, dict(_read_tables(folder)))


def _read_tables(folder: Path) -> Iterator[tuple[str, dict[str, np.ndarray]]]:
    present = {name: columns for name, columns in WHERE_PRESENT.items() if (folder / f"{name}.csv").is_file()}
    for name, columns in {**COLUMNS, **present}.items():
        table = read_table(folder / f"{name}.csv")
        missing = [column for column in columns if column not in table]
        if missing:
            raise ResultsError(f"{folder / name}.csv: column {', '.join(missing)} missing")
        yield name, table


def _read_json(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise ResultsError(f"{path}: cannot be read: {fault}") from fault
    if not isinstance(value, dict):
        raise ResultsError(f"{path}: is not a JSON object")
    return value
