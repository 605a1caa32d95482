"""Several faults within one value, each with the keys that lead to the part at fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Key = str | int


def on_one_line(text: str) -> str:
    """Return a text with its control characters written out, safe for a terminal.

    >>> print(on_one_line("red" + chr(27) + "[31m"))
    red\\x1b[31m
    """
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


@dataclass(frozen=True)
class Part:
    """One fault of a value: the keys down to the part, what is wrong, and whether the last key itself is wrong."""

    keys: tuple[Key, ...]
    what: str
    on_key: bool = False


class PartFaults(ValueError):
    """Everything wrong within one value.

    >>> str(PartFaults([Part(("mon",), "hours are wanted"), Part(("tue",), "hours are wanted")]))
    'mon: hours are wanted; tue: hours are wanted'
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = tuple(parts)
        super().__init__("; ".join(": ".join([*map(str, part.keys), part.what]) for part in self.parts))


def at(key: Key, what: str) -> PartFaults:
    """Return the fault of one part of a value."""
    return PartFaults([Part((key,), what)])


class Gathering:
    """Collects the faults met while the parts of a value are read one by one, and raises them together at the end.

    >>> faults = Gathering()
    >>> for key, text in {"a": "1", "b": "x"}.items():
    ...     try:
    ...         number = float(text)
    ...     except ValueError as fault:
    ...         faults.add(fault, key)
    >>> [part.keys for part in faults.parts]
    [('b',)]
    """

    def __init__(self) -> None:
        self.parts: list[Part] = []

    def add(self, fault: ValueError, *keys: Key, on_key: bool = False) -> None:
        """Note what was wrong with the part that the keys lead to."""
        if isinstance(fault, PartFaults):
            self.parts.extend(Part((*keys, *part.keys), part.what, part.on_key) for part in fault.parts)
        else:
            self.parts.append(Part(keys, str(fault), on_key))

    def raise_all(self) -> None:
        """Raise what was noted, if anything was."""
        if self.parts:
            raise PartFaults(self.parts)
