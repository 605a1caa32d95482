"""Runs the commands that a page shows, one after the other in a folder of the page's own."""

from __future__ import annotations

import configparser
import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner
from ruamel.yaml import YAML

from docs.generate.blocks import Block, Command, blocks_of, commands_in
from docs.generate.given import GIVEN
from sim.cli import main

ROOT = Path(__file__).parents[2]
NOT_RUN = {
    r"make \w+": "makes an environment or takes minutes; the target has to be there",
    r"python3 -m venv ": "makes an environment",
    r"\S*python -m pip install ": "wants the network; the extra has to be there",
    r"\.venv/bin/(ruff|mypy|pytest)": "checks everything, these pages included",
    r"\.venv/bin/surgedesk ": "wants that environment, plays a whole season",
    r"surgedesk validate": "takes half a minute; one case is run by the tests",
    r"surgedesk (run|sweep) .*--cluster": "wants a cluster",
}
"""Commands that are not run here, and why; those of surgedesk are still held against its options."""
SEASONS = "2"
"""How many seasons are played where a page shows no output."""
_LONG = "surgedesk validate"
_PLAYS = ("run", "sweep", "offers")


def reason_not_run(command: Command) -> str | None:
    """Return why a command is not run; None where it is."""
    return next((why for pattern, why in NOT_RUN.items() if re.match(pattern, command.line)), None)


def run_page(page: Path, folder: Path, *, long: bool = False) -> Iterator[tuple[Block, Command, str | None]]:
    """Do what a page says, its Python included; yields each command with what it printed, None where it is not run.

    With `long`, those of surgedesk are run also where they take long. Raises AssertionError where a command ends with
    another exit code than the page says, or does not exist.
    """
    if not (folder / "configs").exists():
        shutil.copytree(ROOT / "configs", folder / "configs")
    with contextlib.chdir(folder):
        for name in re.findall(r"^<!-- given: (\S+) -->$", page.read_text(encoding="utf-8"), re.MULTILINE):
            target = Path(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            GIVEN[target.name](target)
        for block in blocks_of(page):
            if block.note in ("file", "merge"):
                _write(block, Path(block.about))
            if block.language == "python":
                with contextlib.redirect_stdout(StringIO()):
                    exec(compile(block.text, block.page, "exec"), {})
            for command in commands_in(block):
                if reason_not_run(command) is not None and not (long and command.line.startswith(_LONG)):
                    check_words(command)
                    yield block, command, None
                else:
                    yield block, command, _printed(block, command)


def _write(block: Block, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if block.note == "file":
        target.write_text(block.text, encoding="utf-8")
        return
    yaml, written = YAML(), StringIO()
    yaml.width = 1000
    yaml.dump(joined(yaml.load(target.read_text(encoding="utf-8")), yaml.load(block.text)), written)
    target.write_text(written.getvalue(), encoding="utf-8")


def joined(base: Any, further: Any) -> Any:
    """Return a tree with further keys; what is no mapping is replaced.

    >>> joined({"a": {"b": 1}, "c": [1]}, {"a": {"d": 2}, "c": [3]})
    {'a': {'b': 1, 'd': 2}, 'c': [3]}
    """
    if not (isinstance(base, dict) and isinstance(further, dict)):
        return further
    for key, value in further.items():
        base[key] = joined(base[key], value) if key in base else value
    return base


def _printed(block: Block, command: Command) -> str:
    first, *rest = command.words
    if first != "surgedesk":
        raise AssertionError(f"{block.page}: {command.line}: is neither surgedesk nor known not to be run")
    words = [file for word in rest for file in (_matching(word) or [word])]
    if words[0] in _PLAYS:
        words += ["--jobs", "1"] if command.output is not None else ["--jobs", "1", "--replications", SEASONS]
    with plain_terminal():
        shown = CliRunner().invoke(main, words)
    wanted = int(block.about) if block.note == "fails" else 0
    if shown.exit_code != wanted:
        raise AssertionError(f"{block.page}: {command.line}: exit code {shown.exit_code}\n{shown.output}")
    return "".join(f"{line.rstrip()}\n" for line in shown.output.strip("\n").splitlines())


def _matching(word: str) -> list[str]:
    return sorted(str(path) for path in Path().glob(word)) if "*" in word else []


def check_words(command: Command) -> None:
    """Hold a command that is not run against what there is: options, targets of make, extras.

    Raises AssertionError, or the error of click, where something is not there.
    """
    for part in command.line.split(" && "):
        words = Command(part).words
        if Path(words[0]).name == "surgedesk":
            parse(words[1:])
        elif words[0] == "make":
            assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE), part
        elif "install" in words:
            found = re.search(r"\.\[(.*)\]", part)
            extras = found[1].split(",") if found else []
            known = configparser.ConfigParser(interpolation=None)
            known.read(ROOT / "setup.cfg", encoding="utf-8")
            assert [extra for extra in extras if extra not in {*known["options.extras_require"], "NAME"}] == [], part


def parse(words: list[str]) -> None:
    """Read the words of a command of surgedesk as click does, without running it."""
    with click.Context(main, info_name="surgedesk") as top:
        command = main.get_command(top, words[0])
        assert command is not None, f"surgedesk has no command {words[0]}"
        command.make_context(words[0], words[1:], parent=top)


@contextlib.contextmanager
def plain_terminal() -> Iterator[None]:
    """Take away what would change what a command prints: a terminal's width and colours."""
    names = ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE")
    kept = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)
