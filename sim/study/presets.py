"""What `sourcing`, `delivery` and `package` fill in where a pool does not say: quality, ramp, fees, sharing.

Letters: A official statistics or a published paper; B trade survey or analyst; C a vendor's or consultant's page;
D an assumption, no source found. A key that the study gives wins, whatever it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from sim.study.parts import Key
from sim.study.reading import Node, leaves


class Preset(NamedTuple):
    """One number that a preset fills in: the keys of the pool that lead to it, its text, its letter and source."""

    keys: tuple[str, ...]
    text: str
    source: str


PRESET = "preset: "
"""How the origin of a value begins that a preset filled in."""

HANDLE_TIME, RESOLUTION, SATISFACTION = "handle_time_factor", "resolution_factor", "satisfaction_factor"
FACTORS = (HANDLE_TIME, RESOLUTION, SATISFACTION)

QUALITY: dict[str, dict[str, tuple[float, str]]] = {
    "onshore": {
        HANDLE_TIME: (1.02, "D, assumption: a little slower, less at home in our systems"),
        RESOLUTION: (0.99, "D, assumption: a small gap to our own people"),
        SATISFACTION: (0.99, "D, assumption: a small gap to our own people"),
    },
    "nearshore": {
        HANDLE_TIME: (1.05, "D, assumption: between onshore and offshore"),
        RESOLUTION: (0.97, "D, assumption: between onshore and offshore"),
        SATISFACTION: (0.97, "D, assumption: between onshore and offshore"),
    },
    "offshore": {
        HANDLE_TIME: (1.12, "D, assumption: friction of language and culture"),
        RESOLUTION: (0.93, "D, assumption: friction of language and culture"),
        SATISFACTION: (0.93, "D, assumption: friction of language and culture"),
    },
    "standard": {
        HANDLE_TIME: (1.10, "D, assumption: a generic script takes longer"),
        RESOLUTION: (0.95, "D, assumption: a generic script resolves less"),
        SATISFACTION: (0.97, "D, assumption: a generic script pleases less"),
    },
}
"""Way of sourcing or package -> factor -> number and source. Our own people and what is customised have no gap."""

SHARED = (
    Preset(("sharing", "available"), "75%", "D, assumption: the rest is with the vendor's other clients"),
    Preset(("sharing", "cv"), "20%", "D, assumption: as other clients' volumes vary"),
    Preset(("sharing", "every"), "1h", "D, assumption"),
)
CUSTOMISED_RAMP = (
    Preset(("contract", "ramp", "notice"), "30d", "D, assumption: 30 to 60 days; C, vendors: 4-5 weeks to start"),
    Preset(("contract", "ramp", "up"), "25%/week", "D, assumption"),
    Preset(("contract", "ramp", "down"), "15%/week", "D, assumption"),
)
CUSTOMISED_LASTS = Preset(("contract", "transition", "lasts"), "6wk", "D, assumption: knowledge transfer")
CUSTOMISED_FEE = Preset(
    ("contract", "transition", "fee_per_agent"), "1_000", "D, assumption: 500 to 1,500 USD an agent"
)


def presets_of(pool: Any, queues: Any, currency: Any = "USD") -> list[Preset]:
    """Return what the presets of a pool's plain data fill in: nothing that the data give.

    Parameters
    ----------
    pool, queues : plain data of the study, as typed; where every answer of a queue resolves, so do these agents'
    currency : the study's; a fee in money is filled in where it is USD only

    >>> pool = {"sourcing": "nearshore", "skills": {"q": {"handle_time_factor": "1.2"}}}
    >>> [preset.keys for preset in presets_of(pool, {"q": {"resolution": "70%"}})][3:]
    [('skills', 'q', 'resolution_factor'), ('skills', 'q', 'satisfaction_factor')]
    >>> [preset.keys for preset in presets_of(pool, {"q": {}})][3:]
    [('skills', 'q', 'satisfaction_factor')]
    >>> presets_of({"sourcing": "in_house", "skills": {"q": {}}}, {"q": {}})
    []

    """
    if not isinstance(pool, Mapping):
        return []
    found = [preset for preset in _wanted(pool, currency) if _can_fill(pool, preset.keys)]
    return [*found, *_of_skills(pool, queues, {preset.keys: preset for preset in found})]


def _wanted(pool: Mapping[str, Any], currency: Any) -> Iterator[Preset]:
    sourcing, delivery, package = (pool.get(key) for key in ("sourcing", "delivery", "package"))
    yield from _quality([name for name in (sourcing, package) if isinstance(name, str)])
    if delivery == "shared":
        yield from SHARED
    contract = pool.get("contract")
    if package != "customised" or not isinstance(contract, Mapping):
        return
    if delivery in (None, "dedicated") and "ramp" not in contract:
        yield from CUSTOMISED_RAMP
    if "signed" in contract:
        yield CUSTOMISED_LASTS
    transition = contract.get("transition")
    if currency == "USD" and not (isinstance(transition, Mapping) and "fee" in transition):
        yield CUSTOMISED_FEE


def _quality(names: list[str]) -> Iterator[Preset]:
    for factor in FACTORS:
        parts = [(name, *QUALITY[name][factor]) for name in names if name in QUALITY]
        number = 1.0
        for _, value, _ in parts:
            number *= value
        if parts:
            source = "; ".join(f"{name}: {source}" for name, _, source in parts)
            yield Preset(("quality", factor), f"{number:.6g}", source)


def _can_fill(data: Mapping[str, Any], keys: tuple[str, ...]) -> bool:
    """Whether nothing stands where the keys lead, and maps or nothing above."""
    node: Any = data
    for key in keys[:-1]:
        node = node.get(key, {})
        if not isinstance(node, Mapping):
            return False
    return keys[-1] not in node


def _of_skills(pool: Mapping[str, Any], queues: Any, filled: Mapping[tuple[str, ...], Preset]) -> Iterator[Preset]:
    """A factor that a skill does not give is that of the pool's quality."""
    quality, skills = pool.get("quality"), pool.get("skills")
    for queue, skill in skills.items() if isinstance(skills, Mapping) else ():
        if not isinstance(skill, Mapping):
            continue
        for factor in FACTORS:
            preset = filled.get(("quality", factor))
            given = quality.get(factor) if isinstance(quality, Mapping) else None
            text = preset.text if preset is not None else given
            if factor == RESOLUTION and not _may_come_again(queues, queue):
                continue
            if text is not None and factor not in skill:
                yield Preset(("skills", queue, factor), text, "the pool's quality")


def _may_come_again(queues: Any, name: str) -> bool:
    queue = queues.get(name) if isinstance(queues, Mapping) else None
    return isinstance(queue, Mapping) and ("resolution" in queue or "follow_up" in queue)


def with_pool_presets(pool: Any, queues: Any, currency: Any = "USD") -> Any:
    """Return a pool's plain data with what its presets fill in; see `presets_of`.

    >>> with_pool_presets({"sourcing": "offshore", "skills": {"q": {}}}, {})["skills"]["q"]["handle_time_factor"]
    '1.12'
    """
    for preset in presets_of(pool, queues, currency):
        pool = _filled(pool, preset.keys, preset.text)
    return pool


def _filled(data: Mapping[str, Any], keys: tuple[str, ...], text: Any) -> dict[str, Any]:
    first, *rest = keys
    return {**data, first: _filled(data.get(first, {}), tuple(rest), text) if rest else text}


def with_presets(root: Node) -> Node:
    """Return a study's tree with what the presets of its pools fill in, each marked with where it comes from."""
    pools, currency = root.child("pools"), root.child("currency")
    if pools is None or not isinstance(pools.content, dict) or not isinstance(root.content, dict):
        return root
    money = "USD" if currency is None else currency.content
    queues = root.child("queues")
    plain = queues.plain() if queues is not None else None
    found: dict[str, Node] = {}
    for name, pool in pools.content.items():
        for preset in presets_of(pool.plain(), plain, money):
            pool = _with_node(pool, preset.keys, preset.text, PRESET + preset.source)
        found[name] = pool
    return replace(root, content={**root.content, "pools": replace(pools, content=found)})


def _with_node(node: Node, keys: tuple[Key, ...], text: str, origin: str) -> Node:
    first, *rest = keys
    content: Any = node.content
    below = node.child(first) or Node({}, node.place, node.key_place)
    value = _with_node(below, tuple(rest), text, origin) if rest else Node(text, node.place, node.key_place, origin)
    return replace(node, content={**content, str(first): value})


def filled_in(root: Node) -> dict[str, str]:
    """Return what presets filled in, pool by pool of a study's tree: `quality.handle_time_factor 1.12, ...`."""
    told: dict[str, str] = {}
    pools = root.child("pools")
    for name, pool in pools.content.items() if pools is not None and isinstance(pools.content, dict) else ():
        found = [
            f"{'.'.join(map(str, keys))} {leaf.content}"
            for keys, leaf in leaves(pool)
            if leaf.origin.startswith(PRESET) and keys[0] != "skills"
        ]
        if found:
            told[name] = f"{', '.join(found)} ({_names(pool)}); the sources are in resolved.yaml of a run"
    return told


def _names(pool: Node) -> str:
    """What a pool is called by the keys that are presets."""
    words = (pool.child(key) for key in ("sourcing", "delivery", "package"))
    return ", ".join(str(word.content) for word in words if word is not None)
