"""The reference of the study file, from the models that read it: every block, every key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args, get_origin, get_type_hints

from docs.generate.kinds import bare, in_words, kind_of, model_within
from docs.generate.markdown import code, slug, table
from sim.randomness.distributions import PARAMETERS
from sim.study import Study
from sim.study.base import Model
from sim.study.offer import OfferFile
from sim.study.presets import CUSTOMISED_FEE, CUSTOMISED_LASTS, CUSTOMISED_RAMP, QUALITY, SHARED, Preset
from sim.study.queue import LIVE_CHANNELS, channel_defaults
from sim.study.resolved import default_text
from sim.study.sources import SOURCES

_PLACEHOLDERS = {"markets": "MARKET", "queues": "QUEUE", "pools": "POOL", "strategies": "STRATEGY", "skills": "QUEUE",
                 "staffing": "POOL", "routing": "QUEUE", "demand": "MARKET/QUEUE"}  # fmt: skip
_WANTED = "wanted"
_FILLED = {("HorizonSpec", "time_zone"), ("Study", "baseline")}
"""Keys without a default that the program fills in from others."""


@dataclass(frozen=True)
class Block:
    """A part of a study: the model that reads it, and the paths at which it stands, the first for its heading."""

    model: type[Model]
    paths: tuple[str, ...]

    @property
    def heading(self) -> str:
        """What it is called on the page."""
        return code(self.paths[0]) if self.paths[0] else "The whole file"


def blocks(root: type[Model], path: str = "") -> list[Block]:
    """Return every part of a file once, in the order in which it is first met."""
    found: dict[type[Model], list[str]] = {}
    _walk(root, path, found, frozenset())
    return [Block(model, tuple(paths)) for model, paths in found.items()]


def _walk(model: type[Model], path: str, found: dict[type[Model], list[str]], above: frozenset[type[Model]]) -> None:
    found.setdefault(model, []).append(path)
    for name, key, hint in _fields(model):
        inner = model_within(hint)
        if inner is not None and kind_of(bare(hint)) is None and inner not in above:
            _walk(inner, _path_below(path, key or name, hint), found, above | {model})


def _path_below(path: str, key: str, hint: Any) -> str:
    here = f"{path}.{key}" if path else key
    name = _PLACEHOLDERS.get(key) if get_origin(bare(hint)) in (dict, tuple) else None
    if name is not None:
        return f"{here}.{name}"
    return f"{here}.N" if get_origin(bare(hint)) is tuple else here


def _fields(model: type[Model]) -> Iterator[tuple[str, str, Any]]:
    """The name of each field that the file has, its key there, and its type."""
    hints = get_type_hints(model, include_extras=True)
    for name, field in model.model_fields.items():
        if name not in model.internal:
            yield name, field.alias or name, hints[name]


def reference(root: type[Model], path: str = "") -> str:
    """Return the blocks of a file, each with a table of its keys."""
    found = blocks(root, path)
    anchors = {block.model: slug(block.heading) for block in found}
    return "\n".join(_block(block, anchors) for block in found)


def _block(block: Block, anchors: dict[type[Model], str]) -> str:
    depth = "###" if block.paths[0].count(".") > 1 or (block.paths[0].count(".") == 1 and not _named(block)) else "##"
    lines = [f"{depth} {block.heading}", "", _about(block.model)]
    others = [code(path) for path in block.paths[1:]]
    if others:
        lines += ["", f"Also at {', '.join(others)}."]
    rows = [_row(block.model, name, key, hint, anchors) for name, key, hint in _fields(block.model)]
    if block.model.beside:
        shape = block.model.model_fields["time"].description or ""
        law = "[time or distribution](#distributions)"
        rows.insert(0, ["*a time, or `distribution` and its keys*", law, "–", shape])
    return "\n".join([*lines, "", table(["key", "value", "default", "meaning"], rows)])


def _named(block: Block) -> bool:
    return block.paths[0].rpartition(".")[2] in set(_PLACEHOLDERS.values()) | {"N"}


def _about(model: type[Model]) -> str:
    return " ".join((model.__doc__ or "").split())


def _row(model: type[Model], name: str, key: str, hint: Any, anchors: dict[type[Model], str]) -> list[str]:
    meaning = model.model_fields[name].description
    if not meaning:
        raise ValueError(f"{model.__name__}.{name} has no meaning: write a docstring under it")
    return [code(key), _value(model, name, hint, anchors), _default(model, name), meaning]


def _value(model: type[Model], name: str, hint: Any, anchors: dict[type[Model], str]) -> str:
    hint, inner = bare(hint), model_within(hint)
    if inner is None or kind_of(hint) is not None:
        return in_words(hint, list(model.model_fields[name].metadata))
    link = f"[block](#{anchors[inner]})"
    if get_origin(hint) is tuple:
        return f"list of [blocks](#{anchors[inner]})"
    if get_origin(hint) is dict:
        several = any(get_origin(bare(part)) is tuple for part in _parts(hint))
        return f"map: name -> {f'list of [blocks](#{anchors[inner]})' if several else link}"
    return link


def _parts(hint: Any) -> Iterator[Any]:
    for part in get_args(hint):
        yield part
        yield from _parts(part)


def _default(model: type[Model], name: str) -> str:
    source = SOURCES.get((model.__name__, name), "")
    if model.model_fields[name].is_required():
        return source if (model.__name__, name) in _FILLED else f"*{_WANTED}*"
    text = default_text(model, name)
    said = code(text) if text is not None else ""
    return f"{said}; {source}" if said and source else said or source or "–"


def distributions() -> str:
    """Return the distributions that a time may have, with their keys."""
    return table(
        ["`distribution`", "keys beside it"],
        ([code(name), ", ".join(map(code, keys))] for name, keys in PARAMETERS.items()),
    )


def channels() -> str:
    """Return what is usual for each channel."""
    rows = []
    for channel in ("voice", "chat", "email", "social"):
        usual = channel_defaults(channel)
        level = usual["service_level"]
        rows.append(
            [code(channel), "live: the customer waits on the line" if channel in LIVE_CHANNELS else "deferred work",
             f"{level['target']} within {level['within']}", code(usual["at_close"])]
        )  # fmt: skip
    promise = f"`service_level` ({SOURCES['ServiceLevel', 'target'].partition(':')[0]})"
    return table(["`channel`", "kind", promise, "`at_close`"], rows)


def presets() -> str:
    """Return what `sourcing`, `delivery` and `package` fill in where a pool does not say."""
    rows = [
        [code(_preset_word(word)), code(f"quality.{factor}: {number:g}"), source]
        for word, factors in QUALITY.items()
        for factor, (number, source) in factors.items()
    ]
    rows += [["`delivery: shared`", *_filled(preset)] for preset in SHARED]
    fixed = [*CUSTOMISED_RAMP, CUSTOMISED_LASTS, CUSTOMISED_FEE]
    rows += [["`package: customised`", *_filled(preset)] for preset in fixed]
    return table(["word", "fills in", "letter and source"], rows)


def _preset_word(word: str) -> str:
    return f"package: {word}" if word == "standard" else f"sourcing: {word}"


def _filled(preset: Preset) -> list[str]:
    return [code(f"{'.'.join(preset.keys)}: {preset.text}"), preset.source]


def study_keys() -> str:
    """Return the reference of a study."""
    return reference(Study)


def offer_keys() -> str:
    """Return the reference of an offer's file; its `pool` is that of a study."""
    return reference(OfferFile, "offer file")
