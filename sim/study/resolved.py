"""A study written back as YAML with every default filled in, each value with where it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from pydantic.fields import FieldInfo

from sim.randomness.distributions import Distribution
from sim.study.base import Model
from sim.study.parts import Key
from sim.study.presets import PRESET
from sim.study.queue import Patience
from sim.study.reading import Node
from sim.study.sources import default_source
from sim.study.study import Study
from sim.study.writing import (
    Written,
    distribution_items,
    distribution_text,
    price_text,
    rate_text,
    share_text,
    steps_text,
    word,
)
from sim.units import Price

_COMMENT_COLUMN = 56
_SHORT_FORMS = frozenset({"pool", "planned", "time"})


@dataclass(frozen=True)
class _Line:
    depth: int
    text: str
    comment: str = ""

    def __str__(self) -> str:
        text = "  " * self.depth + self.text
        return f"{text:<{_COMMENT_COLUMN}}  # {self.comment}" if self.comment else text


def resolved_yaml(study: Study, given: Node | None = None) -> str:
    """Return the study as YAML that loads to an equal one, beside the same data files.

    Parameters
    ----------
    study : the study
    given : the tree it was made of (`load_with_origins`); without it, a value that equals its default counts as one

    """
    lines = [
        _Line(0, "# The study with every default filled in, and where each value came from."),
        _Line(0, "# Letters: A official or published, B trade survey, C vendor or consultant, D assumption."),
    ]
    lines += _model(study, (), 0, given)
    return "\n".join(map(str, lines)) + "\n"


def _model(model: Model, keys: tuple[Key, ...], depth: int, given: Node | None) -> Iterator[_Line]:
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if name in model.internal or value is None:
            continue
        key = field.alias or name
        here = (*keys, key)
        origin = _origin(model, name, field, here, given)
        if isinstance(value, Patience):
            yield from _patience(value, depth, origin)
        elif isinstance(value, (Model, dict)) or (_is_list_of_maps(value) and _writer(field) is None):
            inner = list(_inside(value, here, depth + 1, given))
            if inner:
                yield _Line(depth, f"{key}:")
                yield from inner
        elif value != () or name in {"seasons", "events"}:
            yield _Line(depth, f"{key}: {_leaf(model, name, field, value)}", origin)


def _inside(value: Any, keys: tuple[Key, ...], depth: int, given: Node | None) -> Iterator[_Line]:
    if isinstance(value, Model):
        yield from _model(value, keys, depth, given)
    elif isinstance(value, dict):
        for name, below in value.items():
            here = (*keys, name)
            if isinstance(below, float):
                yield _Line(depth, f"{word(name)}: {share_text(below)}", _given_text(here, given) or "given")
                continue
            inner = list(_inside(below, here, depth + 1, given))
            yield _Line(depth, f"{word(name)}:" if inner else f"{word(name)}: {{}}")
            yield from inner
    else:
        for i, below in enumerate(value):
            first, *rest = _model(below, (*keys, i), depth + 1, given)
            yield _Line(depth, f"- {first.text}", first.comment)
            yield from rest


def _is_list_of_maps(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], Model)


def _patience(patience: Patience, depth: int, origin: str) -> Iterator[_Line]:
    items = distribution_items(patience.time) if patience.time is not None else []
    if patience.time is not None and patience.time.name == "constant":
        items = ["distribution: constant", f"value: {distribution_text(patience.time)}"]
    items += [f"balk: {share_text(patience.balk)}"] if patience.balk or patience.time is not None else []
    if items:
        yield _Line(depth, f"patience: {{{', '.join(items)}}}", origin)


def default_text(model: type[Model], name: str) -> str | None:
    """Return the default of a field as a study file writes it; None where it has none, or is a map or an empty list.

    >>> from sim.study.queue import Retry
    >>> default_text(Retry, "attempts"), default_text(Retry, "queue"), default_text(Retry, "probability")
    ('3', None, None)
    """
    field = model.model_fields[name]
    value = None if field.is_required() else field.get_default(call_default_factory=True, validated_data={})
    if value is None or value == () or isinstance(value, (Model, dict)):
        return None
    return _leaf(model, name, field, value)


def _leaf(model: Model | type[Model], name: str, field: FieldInfo, value: Any) -> str:
    writer = _writer(field)
    if name == "agents" and getattr(model, "agents_while_open", False):
        return steps_text(value, lambda agents: f"{agents:g}")
    if name == "rate" and getattr(model, "rate_while_open", False):
        return steps_text(value, rate_text)
    if writer is not None:
        return writer.text(value)
    if isinstance(value, Distribution):
        return distribution_text(value)
    if isinstance(value, Price):
        return price_text(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(word, value))}]"
    return word(value) if isinstance(value, str) else value.isoformat() if isinstance(value, date) else str(value)


def _writer(field: FieldInfo) -> Written | None:
    """Return how a field's values are written, from the marks of its type."""
    waiting: list[Any] = [*field.metadata, field.annotation]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Written):
            return part
        waiting.extend([*get_args(part), *getattr(part, "__metadata__", ())])
    return None


def _origin(model: Model, name: str, field: FieldInfo, keys: tuple[Key, ...], given: Node | None) -> str:
    told = _given_text(keys, given)
    if told is not None and given is not None:
        typed = given.child(name) if keys == ("baseline",) else None
        return told if typed is None or typed.content == getattr(model, name) else "the first strategy that is played"
    source = default_source(type(model).__name__, name)
    if given is not None:
        return source
    default = field.get_default(call_default_factory=True, validated_data={})
    return "given" if field.is_required() or getattr(model, name) != default else source


def _given_text(keys: tuple[Key, ...], given: Node | None) -> str | None:
    """Return how a value came into the study's tree; None where it did not."""
    node = given
    for i, key in enumerate(keys):
        below = node.child(key) if node is not None else None
        short = below is None and node is not None and isinstance(node.content, str) and i == len(keys) - 1
        if not (short and key in _SHORT_FORMS):
            node = below
    if node is None:
        return None
    if node.origin.startswith(PRESET):
        return node.origin
    if node.origin.startswith("like "):
        return f"copied from {node.origin.removeprefix('like ')} by like"
    return f"given by {node.origin}" if node.origin else "given"
