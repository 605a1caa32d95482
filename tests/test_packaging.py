"""The metadata agree with each other: one version everywhere, every package pinned, every command listed."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

from sim.cli import COMMANDS

ROOT = Path(__file__).parents[1]


def metadata() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "setup.cfg", encoding="utf-8")
    return parser


def names_of(requirements: str) -> set[str]:
    """The normalised names of the packages in a list of requirements, one a line."""
    names = {re.split(r"[<>=!~;\[ ]", line.strip(), maxsplit=1)[0] for line in requirements.splitlines()}
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names if name}


def test_one_version_everywhere() -> None:
    version = metadata()["metadata"]["version"]
    changes = re.search(r"^## (\d\S*)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)  # not "Unreleased"
    citation = re.search(r"^version: (\S+)", (ROOT / "CITATION.cff").read_text(), re.MULTILINE)
    assert changes is not None
    assert citation is not None
    assert (changes[1], citation[1]) == (version, version)


def test_every_requirement_is_pinned_to_one_version() -> None:
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[0-9][\w.+]*", line)] == []
    pinned = names_of("\n".join(lines))
    assert len(pinned) == len(lines), "a package is pinned twice"
    wanted = names_of(metadata()["options"]["install_requires"])
    for extra, requirements in metadata()["options.extras_require"].items():
        if extra != "all":
            wanted |= names_of(requirements)
    assert wanted - pinned == set()


def test_the_extra_all_holds_every_other_extra() -> None:
    extras = metadata()["options.extras_require"]
    held = re.fullmatch(r"surgedesk\[(.*)\]", extras["all"].strip())
    assert held is not None
    assert set(held[1].split(",")) == set(extras) - {"all"}


def test_pyproject_holds_only_the_build_system_and_ruff() -> None:
    tables = re.findall(r"^\[([^\]]+)\]", (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert {table for table in tables if table != "build-system" and not table.startswith("tool.ruff")} == set()


def test_every_listed_command_has_its_file() -> None:
    files = {path.stem for path in (ROOT / "sim" / "cli").glob("*.py")} - {"__init__"}
    assert set(COMMANDS) - files == set()
