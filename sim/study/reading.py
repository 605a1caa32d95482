"""YAML text into a tree of nodes that know where they stand: nothing but maps, lists and text, read as YAML 1.2.

Every plain word stays the text that was typed (`12:30`, `NO`, `08:00`, `11.10`), so that a name is a name and a
quantity is read once, by its own reader. Anchors, aliases, tags, doubled keys and a second document are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sim.errors import Fault, StudyError
from sim.study.parts import on_one_line

MOST_BYTES = 2**20
DEEPEST = 30
NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True)
class Place:
    """A line and a column of the file, both from 1; (0, 0) is no place in it."""

    line: int = 0
    column: int = 0


@dataclass(frozen=True)
class Node:
    """A value of the file: a map, a list, a text or nothing, and where it came from.

    Attributes
    ----------
    content : the value
    place : where it stands
    key_place : where its key stands; the value's own place in a list
    origin : how it came into the study, if it was not typed at this place of the file: `--set ...` or `like ...`

    """

    content: dict[str, Node] | list[Node] | str | None
    place: Place = field(default=Place(), compare=False)
    key_place: Place = field(default=Place(), compare=False)
    origin: str = field(default="", compare=False)

    def child(self, key: object) -> Node | None:
        """Return the value of a key of a map or a position of a list; None where there is none."""
        if isinstance(self.content, dict):
            return self.content.get(str(key))
        if isinstance(self.content, list) and isinstance(key, int) and 0 <= key < len(self.content):
            return self.content[key]
        return None

    def plain(self) -> Any:
        """Return the value without places: dictionaries, lists, text and None."""
        if isinstance(self.content, dict):
            return {key: node.plain() for key, node in self.content.items()}
        if isinstance(self.content, list):
            return [node.plain() for node in self.content]
        return self.content

    def marked(self, origin: str) -> Node:
        """Return the value and all below it with an origin, where they have none yet."""
        content: Any = self.content
        if isinstance(content, dict):
            content = {key: node.marked(origin) for key, node in content.items()}
        elif isinstance(content, list):
            content = [node.marked(origin) for node in content]
        return replace(self, content=content, origin=self.origin or origin)


def read_file(path: Path) -> tuple[Node, list[Fault]]:
    """Read a study file into its tree; the faults are those that leave a tree to go on with.

    Raises
    ------
    StudyError : there is no tree: the file is missing, not UTF-8, larger than 1 MiB, or not YAML

    """
    return read_text(_text(path), str(path))


def read_text(text: str, file: str = "") -> tuple[Node, list[Fault]]:
    """Read YAML text into its tree, likewise.

    >>> node, faults = read_text("a: {b: 12:30}")
    >>> node.plain(), node.child("a").child("b").place
    ({'a': {'b': '12:30'}}, Place(line=1, column=8))
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    tree = _Tree(file)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            tree.take(event)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        column = error.position - text.rfind("\n", 0, error.position)
        raise StudyError([Fault("", "a character that YAML does not allow", file, line, column)]) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise StudyError([*tree.faults, Fault("", _plainly(error), file, line, column)]) from None
    except YAMLError as error:
        raise StudyError([Fault("", f"this is not YAML: {error}", file, 1, 1)]) from None
    if tree.root is None:
        raise StudyError([*tree.faults, Fault("", "the file is empty: a map of keys is wanted", file, 1, 1)])
    return tree.root, tree.faults


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise StudyError([Fault("", "there is no such file", str(path))]) from None
    except IsADirectoryError:
        raise StudyError([Fault("", "this is a folder; a study is one YAML file", str(path))]) from None
    except (OSError, ValueError) as error:
        what = getattr(error, "strerror", None) or error
        raise StudyError([Fault("", f"cannot be read: {what}", str(path))]) from None
    if len(data) > MOST_BYTES:
        raise StudyError([Fault("", "is larger than 1 MiB; put long tables into CSV files", str(path))])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        workbook = data.startswith(b"PK\x03\x04")
        what = "this is an Excel workbook; a study is a YAML text file" if workbook else "the file is not UTF-8 text"
        raise StudyError([Fault("", what, str(path), line, column)]) from None


_PROBLEMS = (
    (r"'\\t'|tab", "a tab stands where blanks are wanted; indent with blanks"),
    (
        r"mapping values are not allowed",
        "a `: ` where no key can begin; check the indentation, or put quotes around the text",
    ),
    (r"could not find expected ':'", "a key without its `:`, or text that goes on in the wrong column"),
    (r"expected <block end>", "the indentation does not fit the lines above"),
    (r"sequence entries are not allowed", "a `- ` where no list can begin; check the indentation"),
    (r"expected ',' or '[\]}]'|flow node|stream end", "a bracket or brace is not closed, or a comma is missing"),
    (r"node content", "a key or a value is missing, or a character stands where none can"),
    (r"unexpected end of stream", "a quote is not closed"),
    (r"undefined alias", "aliases (`*name`) are not used in a study; write the value out, or use like"),
    (r"end with|document start", "text stands where the document ends"),
    (r"cannot start any token", "a character that no value can begin with; put quotes around the text"),
)


def _plainly(error: Any) -> str:
    problem = " ".join(str(error.problem or error.context).split())
    told = next((words for pattern, words in _PROBLEMS if re.search(pattern, problem)), None)
    return f"this is not YAML: {told or on_one_line(problem)}"


class _Tree:
    """Builds the tree from the parser's events and notes what is refused."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self.root: Node | None = None
        self._open: list[tuple[Node, list[str | None], list[Place]]] = []
        self._documents = 0

    def take(self, event: Any) -> None:
        """Take the next event of the parser."""
        kind = type(event).__name__
        place = Place(event.start_mark.line + 1, event.start_mark.column + 1)
        if kind == "DocumentStartEvent":
            self._document(event, place)
        if self._documents > 1:
            return
        if kind == "AliasEvent":
            self._refuse(place, "aliases (`*name`) are not used in a study; write the value out, or use like")
            self._add(Node("", place))
        elif kind in {"MappingStartEvent", "SequenceStartEvent"}:
            self._refuse_marks(event, place)
            if len(self._open) >= DEEPEST:
                raise StudyError([*self.faults, self._fault(place, f"nested more than {DEEPEST} deep")])
            self._open.append((Node({} if kind[0] == "M" else [], place), [], []))
        elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
            self._add(self._open.pop()[0])
        elif kind == "ScalarEvent":
            self._refuse_marks(event, place)
            nothing = event.style is None and event.value in NOTHING
            self._add(Node(None if nothing else event.value, place))

    def _document(self, event: Any, place: Place) -> None:
        self._documents += 1
        if self._documents == 2:
            self._refuse(place, "a second document begins here; a study is one")
        if event.version not in (None, (1, 2)):
            self._refuse(Place(1, 1), "a study is read as YAML 1.2; leave the %YAML line out")

    def _refuse_marks(self, event: Any, place: Place) -> None:
        if event.anchor is not None:
            self._refuse(place, f"anchors (`&{event.anchor}`) are not used in a study; take it out")
        tag = getattr(event, "tag", None) or getattr(event, "ctag", None)
        if tag is not None and str(tag) not in {"None", ""}:
            self._refuse(place, "tags (`!name`) are not used in a study; take it out")

    def _add(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        parent, waiting, places = self._open[-1]
        if isinstance(parent.content, list):
            parent.content.append(replace(node, key_place=node.place))
        elif not waiting:
            waiting.append(self._key(node, parent.content))
            places.append(node.place)
        else:
            key, key_place = waiting.pop(), places.pop()
            if key is not None and isinstance(parent.content, dict):
                value_place = key_place if node.content is None else node.place
                parent.content[key] = replace(node, key_place=key_place, place=value_place)

    def _key(self, node: Node, taken: Any) -> str | None:
        if not isinstance(node.content, str) or not node.content.strip():
            self._refuse(node.place, "a key is a word, not a list, a map or nothing")
            return None
        if node.content in taken:
            first = taken[node.content].key_place.line
            self._refuse(node.place, f"the key is given twice, first in line {first}", node.content)
            return None
        return node.content

    def _refuse(self, place: Place, what: str, path: str = "") -> None:
        keys = [waiting[0] for _, waiting, _ in self._open if waiting and waiting[0] is not None]
        self.faults.append(self._fault(place, what, ".".join([*keys, *([path] if path else [])])))

    def _fault(self, place: Place, what: str, path: str = "") -> Fault:
        return Fault(on_one_line(path), on_one_line(what), self.file, place.line, place.column)


def leaves(node: Node, keys: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Node]]:
    """Yield every value of a tree that is neither a map nor a list, with the keys that lead to it.

    >>> [(keys, leaf.content) for keys, leaf in leaves(read_text("a: [x, {b: y}]")[0])]
    [(('a', 0), 'x'), (('a', 1, 'b'), 'y')]
    """
    if isinstance(node.content, dict):
        for key, below in node.content.items():
            yield from leaves(below, (*keys, key))
    elif isinstance(node.content, list):
        for i, below in enumerate(node.content):
            yield from leaves(below, (*keys, i))
    else:
        yield keys, node
