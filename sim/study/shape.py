"""What the models say about the file: which keys stand where, and which of them a misspelt word nearly matches."""

from __future__ import annotations

import difflib
import types
from collections.abc import Iterable
from typing import Annotated, Any, Union, get_args, get_origin

from sim.randomness.distributions import Distribution
from sim.study.base import DISTRIBUTION_KEYS, Model


def file_keys(shape: Any) -> dict[str, Any]:
    """Return the keys that a map of the file may have, with the shape of what is below each; {} where any may.

    >>> from sim.study.world import Market
    >>> sorted(file_keys(Market))
    ['country', 'language', 'time_zone']
    """
    shape = _bare(shape)
    if shape is Distribution:
        return dict.fromkeys(DISTRIBUTION_KEYS)
    if not _is_model(shape):
        return {}
    own = {
        (field.alias or name): field.annotation
        for name, field in shape.model_fields.items()
        if name not in shape.internal
    }
    return dict.fromkeys(shape.beside) | own


def below(shape: Any, key: str | int) -> Any:
    """Return the shape of what stands below a key of a map or a position of a list; None where it is not known."""
    shape = _bare(shape)
    if _is_model(shape):
        return file_keys(shape).get(str(key))
    origin, inside = get_origin(shape), get_args(shape)
    if origin is dict:
        return inside[1]
    return inside[0] if origin is tuple and isinstance(key, int) else None


def is_named(shape: Any) -> bool:
    """Tell whether a map's keys are names that the planner chose."""
    return get_origin(_bare(shape)) is dict


def is_time(shape: Any) -> bool:
    """Tell whether a distribution of times stands here."""
    return _bare(shape) is Distribution


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is most like a misspelt one; None where none is.

    >>> nearest("handel_time", ["handle_time", "patience"])
    'handle_time'
    """
    lower = {name.lower(): name for name in known}
    found = difflib.get_close_matches(word.lower(), lower, n=1, cutoff=0.6)
    return lower[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return what to say after an unknown word: the nearest known one, or all of them where none is near.

    >>> did_you_mean("pone", ["phone", "chat"]), did_you_mean("x", ["phone", "chat"])
    (', did you mean `phone`?', '; known are phone, chat')
    """
    names = list(known)
    near = nearest(word, names)
    if near is not None:
        return f", did you mean `{near}`?"
    return f"; known are {', '.join(names[:40])}" if names else ""


def _is_model(shape: Any) -> bool:
    return isinstance(shape, type) and issubclass(shape, Model)


def _bare(shape: Any) -> Any:
    """Take `| None` and what validates off a field's annotation."""
    while True:
        origin = get_origin(shape)
        if origin is Annotated:
            shape = get_args(shape)[0]
        elif origin in (Union, types.UnionType):
            shape = next(inner for inner in get_args(shape) if inner is not type(None))
        else:
            return shape
