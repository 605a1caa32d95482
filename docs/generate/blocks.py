"""The fenced blocks of a page, and what the comment before a block says of it.

`<!-- file: NAME -->` writes the block into a file; `<!-- merge: NAME -->` adds its keys to a study; `<!-- fails: 3 -->`
says with which exit code the commands of a block of type `console` end. In such a block a line that begins with `$ ` is
a command and what follows its output; a block of type `sh` has commands alone.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(
    r"^(?P<before>(?:<!-- (?P<note>file|merge|fails): (?P<about>\S+) -->\n)?)"
    r"(?P<opening>```(?P<language>[a-z]+)\n)(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page.

    Attributes
    ----------
    page : where it stands
    language : after the fence
    text : what is in it
    note, about : of the comment before it: what is to be done with the block, and with which file or exit code

    """

    page: str
    language: str
    text: str
    note: str
    about: str


@dataclass(frozen=True)
class Command:
    """A command of a page: the line as it stands, its words without comment, and the output that is shown with it."""

    line: str
    output: str | None = None

    @property
    def words(self) -> list[str]:
        """The words that a shell would make of it, patterns of file names left as they are."""
        return shlex.split(self.line, comments=True)


def blocks_of(page: Path) -> list[Block]:
    """Return the fenced blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(page.name, found["language"], found["text"], found["note"] or "", found["about"] or "")
        for found in _BLOCK.finditer(text)
    ]


def yaml_blocks(page: Path) -> list[str]:
    """Return the texts of the blocks of YAML of a page."""
    return [block.text for block in blocks_of(page) if block.language == "yaml"]


def commands_in(block: Block) -> list[Command]:
    """Return the commands of a block of type `sh` or `console`.

    >>> commands_in(Block("", "console", "$ a b\\nyes\\n$ c\\n", "", ""))
    [Command(line='a b', output='yes\\n'), Command(line='c', output='')]
    """
    if block.language == "console":
        parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
        if parts[0]:
            raise ValueError(f"{block.page}: a block of type console begins with a command: {parts[0]!r}")
        return [Command(*part.split("\n", 1)) for part in parts[1:]]
    lines = block.text.replace("\\\n", " ").splitlines() if block.language == "sh" else []
    return [Command(" ".join(line.split())) for line in lines if line.strip() and not line.startswith("#")]


def with_outputs(page: str, outputs: Iterator[str]) -> str:
    """Return a page in which each command of its `console` blocks has the next of some outputs."""

    def renewed(found: re.Match[str]) -> str:
        if found["language"] != "console":
            return found[0]
        block = Block("", "console", found["text"], "", "")
        text = "".join(f"$ {command.line}\n{next(outputs)}" for command in commands_in(block))
        return f"{found['before']}{found['opening']}{text}```"

    return _BLOCK.sub(renewed, page)
