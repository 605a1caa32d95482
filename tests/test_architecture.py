"""The shape of the code, held by reading it: who may import whom, homes of outside packages, sizes, names.

Nothing is imported here: the files are parsed, so that a rule is checked also where the code does not run.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SIM = ROOT / "sim"

# A package imports only from packages that stand before it here: data flows one way.
ORDER = [
    "errors", "units", "clock", "randomness", "records", "study", "theory", "demand", "capacity", "engine", "metrics",
    "cost", "experiment", "comparison", "planning", "charts", "report", "cli",
]  # fmt: skip

# Where each outside package may be used; None is anywhere.
HOMES: dict[str, set[str] | None] = {
    "numpy": None,
    "scipy": None,
    "simpy": {"engine"},
    "numba": {"engine", "randomness"},
    "llvmlite": {"engine", "randomness"},
    "matplotlib": {"charts"},
    "click": {"cli"},
    "rich": {"cli"},
    "ruamel": {"study"},
    "pydantic": {"study"},
    "dask": {"experiment"},
    "distributed": {"experiment"},
    "pyarrow": {"experiment", "report"},
    "jinja2": {"report"},
    "openpyxl": {"study"},
    "xlsxwriter": {"report"},
    "holidays": {"clock", "demand"},
}

# What `sim/cli` may import before a command runs: the rest waits inside its functions.
AT_HAND_IN_CLI = {"click", "rich", "sim.errors", "sim.units", "sim.cli"}
AT_HAND_IN_CLI_TABLE = {"click", "sim.errors"}

LONGEST_MODULE = 350
LONGEST_FUNCTION = 60
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}


@dataclass(frozen=True)
class Import:
    """One imported module, where it stands, and whether it is imported as soon as its file is."""

    module: str
    line: int
    at_once: bool


def imports(source: str) -> Iterator[Import]:
    """Every import of a source text; `from a import b` names `a.b` where `a` is the package `sim` itself."""
    yield from _imports(ast.parse(source), at_once=True)


def _imports(node: ast.AST, at_once: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, child.lineno, at_once) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            module = "." * child.level + (child.module or "")
            names = [f"sim.{alias.name}" for alias in child.names] if module == "sim" else [module]
            yield from (Import(name, child.lineno, at_once) for name in names)
        else:
            yield from _imports(child, at_once and not _waits(child))


def _waits(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        return ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def modules() -> list[Path]:
    """The Python files of the package."""
    return sorted(path for path in SIM.rglob("*.py") if "__pycache__" not in path.parts)


def package_of(path: Path) -> str:
    """The line of the order table that a file belongs to: the folder in `sim`, or the file where it is not a folder."""
    return path.relative_to(SIM).parts[0].removesuffix(".py")


def order_fault(package: str, module: str) -> str | None:
    """What is wrong with a package's import of a module, by the order table; None where nothing is."""
    first, _, rest = module.partition(".")
    if first == "":
        return f"{module} is relative"
    if first != "sim":
        return None
    other = rest.partition(".")[0]
    if other not in ORDER:
        return f"{module} is not in the order table"
    if ORDER.index(other) > ORDER.index(package):
        return f"{module} stands below {package}"
    return None


def home_fault(package: str, module: str) -> str | None:
    """What is wrong with a package's import of an outside module, by the table of homes; None where nothing is."""
    top = module.partition(".")[0]
    if top in {"", "sim"} or top in sys.stdlib_module_names:
        return None
    if top not in HOMES:
        return f"{top} is not a package this program stands on"
    homes = HOMES[top]
    if homes is not None and package not in homes:
        return f"{top} is at home in {' and '.join(sorted(homes))}"
    return None


def cli_fault(path: Path, found: Import) -> str | None:
    """What is wrong with an import in `sim/cli` that is done before a command runs; None where nothing is."""
    at_hand = AT_HAND_IN_CLI_TABLE if path.name == "__init__.py" else AT_HAND_IN_CLI
    top = found.module.partition(".")[0]
    if not found.at_once or top in sys.stdlib_module_names:
        return None
    if any(found.module == name or found.module.startswith(f"{name}.") for name in at_hand):
        return None
    return f"{found.module} is imported before it is needed"


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def test_every_package_stands_in_the_order_table() -> None:
    found = {package_of(path) for path in modules()} - {"__init__", "__main__"}
    assert found <= set(ORDER)
    assert {"errors", "units", "cli"} <= found, "the files are looked for in the wrong place"


def test_packages_import_only_from_above() -> None:
    faults = [
        f"{place(path, found.line)}: {fault}"
        for path in modules()
        if package_of(path) in ORDER
        for found in imports(path.read_text())
        if (fault := order_fault(package_of(path), found.module))
    ]
    assert faults == []


def test_outside_packages_have_one_home() -> None:
    faults = [
        f"{place(path, found.line)}: {fault}"
        for path in modules()
        for found in imports(path.read_text())
        if (fault := home_fault(package_of(path), found.module))
    ]
    assert faults == []


def test_the_command_line_loads_nothing_heavy_before_a_command_runs() -> None:
    faults = [
        f"{place(path, found.line)}: {fault}"
        for path in modules()
        if package_of(path) == "cli"
        for found in imports(path.read_text())
        if (fault := cli_fault(path, found))
    ]
    assert faults == []


def test_the_public_door_opens_without_loading_what_is_behind_it() -> None:
    at_once = [found.module for found in imports((SIM / "__init__.py").read_text()) if found.at_once]
    assert [module for module in at_once if module.partition(".")[0] not in sys.stdlib_module_names] == []


def test_modules_hold_one_subject() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in modules()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def test_functions_fit_a_screen() -> None:
    long = [
        f"{place(path, node.lineno)}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_files_are_named_after_their_subject() -> None:
    names = {part.removesuffix(".py") for path in modules() for part in path.relative_to(SIM).parts}
    assert names & VAGUE_NAMES == set()


def test_every_folder_of_the_package_is_a_package() -> None:
    folders = {path.parent for path in modules()}
    bare = {str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists()}
    assert bare == set(), "setuptools leaves out a folder without __init__.py"


def test_the_reader_sees_every_kind_of_import() -> None:
    source = """
import numpy.random
from sim import clock
from sim.study import load
from . import near
if TYPE_CHECKING:
    from sim.engine import simulate
class Here:
    import simpy
    def later(self):
        import rich
"""
    assert [(found.module, found.at_once) for found in imports(source)] == [
        ("numpy.random", True),
        ("sim.clock", True),
        ("sim.study", True),
        (".", True),
        ("sim.engine", False),
        ("simpy", True),
        ("rich", False),
    ]


def test_the_rules_refuse_what_they_should() -> None:
    assert order_fault("study", "sim.clock") is None
    assert order_fault("study", "sim.study.faults") is None
    assert order_fault("study", "sim.engine") == "sim.engine stands below study"
    assert order_fault("study", "sim") == "sim is not in the order table"
    assert order_fault("study", ".faults") == ".faults is relative"
    assert home_fault("engine", "simpy.events") is None
    assert home_fault("metrics", "simpy") == "simpy is at home in engine"
    assert home_fault("metrics", "pandas") == "pandas is not a package this program stands on"
    command, table = SIM / "cli" / "run.py", SIM / "cli" / "__init__.py"
    assert cli_fault(command, Import("sim.experiment", 1, at_once=False)) is None
    assert cli_fault(command, Import("rich.table", 1, at_once=True)) is None
    assert cli_fault(table, Import("rich.table", 1, at_once=True)) is not None
    assert cli_fault(command, Import("sim.experiment", 1, at_once=True)) is not None
