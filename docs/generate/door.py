"""The reference of the package for programs: what `import sim` gives, with signatures and docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from types import FunctionType
from typing import Any

import sim
from docs.generate.markdown import code

_UNDERLINE = re.compile(r"^-+$")


def door() -> str:
    """Return every name of the public door."""
    return "\n".join("\n".join(_entry(name, getattr(sim, name))) for name in sim.__all__)


def _entry(name: str, thing: Any) -> Iterator[str]:
    yield f"## {name}\n"
    if isinstance(thing, FunctionType):
        yield f"```text\n{_call(name, thing)}\n```\n"
    yield f"In {code(thing.__module__)}. " + "\n".join(_words(inspect.getdoc(thing) or ""))
    yield ""
    if isinstance(thing, type):
        yield from _members(name, thing)


def _call(name: str, function: FunctionType) -> str:
    """A signature, its parameters one a line; types as they are written in the code."""
    signature = inspect.signature(function)
    parameters = "".join(f"    {_parameter(one)},\n" for one in signature.parameters.values())
    return f"{name}(\n{parameters}) -> {signature.return_annotation}"


def _parameter(one: inspect.Parameter) -> str:
    default = "" if one.default is inspect.Parameter.empty else f" = {one.default!r}"
    return f"{one.name}: {one.annotation}{default}"


def _members(name: str, thing: type) -> Iterator[str]:
    """The attributes that have words of their own, class methods and properties."""
    found = [*_attributes(thing)]
    for member, value in vars(thing).items():
        if isinstance(value, (classmethod, property)) and not member.startswith("_"):
            told = inspect.getdoc(value if isinstance(value, property) else value.__func__) or ""
            called = f"{name}.{member}(...)" if isinstance(value, classmethod) else f".{member}"
            found.append(f"- {code(called)}: {' '.join(told.split())}")
    if found:
        yield from (*found, "")


def _attributes(thing: type) -> Iterator[str]:
    source = inspect.getsource(thing)
    for name, words in re.findall(r'^    (\w+): [^\n]+\n    """(.*?)"""', source, re.MULTILINE | re.DOTALL):
        yield f"- {code('.' + name)}: {' '.join(words.split())}"


def _examples(lines: list[str]) -> dict[int, int]:
    """The first line of each run of examples, and the line after its last."""
    found: dict[int, int] = {}
    for place, line in enumerate(lines):
        if line.startswith(">>>") and not any(first < place < last for first, last in found.items()):
            found[place] = next((end for end in range(place, len(lines)) if not lines[end].strip()), len(lines))
    return found


def _words(docstring: str) -> Iterator[str]:
    """A docstring as Markdown: its sections' entries become lists, its examples code."""
    lines = docstring.splitlines()
    underlines = {place for place, line in enumerate(lines) if _UNDERLINE.match(line)}
    examples = _examples(lines)
    for place, line in enumerate(lines):
        if place in examples:
            yield from ("```text", *lines[place : examples[place]], "```")
        elif any(first < place < last for first, last in examples.items()):
            continue
        elif place in underlines:
            yield ""
        elif place + 1 in underlines:
            yield f"*{line}*"
        elif " : " in line and not line.startswith(" "):
            names, _, meaning = line.partition(" : ")
            yield f"- {', '.join(map(code, names.split(', ')))}: {meaning}"
        else:
            yield line.strip() if not line.startswith("    ") else f"  {line.strip()}"
