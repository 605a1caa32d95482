"""Vendors' offers: files with a pool each, put into one strategy of a study in place of the pool that it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError, WithJsonSchema

from sim.errors import Fault, StudyError, UsageError
from sim.study.base import Day, Model, Text, Weight
from sim.study.faults import FaultList
from sim.study.keys import known_part
from sim.study.offer_table import is_table, read_offer_table
from sim.study.reading import Node, read_file
from sim.units import parse_number


def _score(value: object) -> float:
    number = parse_number(value)
    if not 1 <= number <= 5:
        raise ValueError(f"a score from 1 (bad) to 5 (good) is wanted (got {value!r})")
    return number


Score = Annotated[float, BeforeValidator(_score), WithJsonSchema({"type": ["string", "number"], "examples": [4]})]


class Bid(Model):
    """What an offer is called and whose it is."""

    name: Text = Field(min_length=1, max_length=60)
    """What the offer's strategy and pool are called."""
    vendor: Text | None = None
    """Name of the firm."""
    valid_until: Day | None = None
    """The last day on which it can be accepted."""


class OfferFile(Model):
    """One vendor's offer, or the weights by which offers are compared."""

    offer: Bid | None = None
    """What the offer is called; absent in a file of weights."""
    scores: dict[str, Score] = {}
    """What money does not show, typed by the user: reputation, certificates, experience ..., from 1 to 5; beside
    weights those of the vendor that the study has."""
    weights: dict[str, Weight] = {}
    """Criterion -> weight; in a file of its own, made to add up to 100 %."""


@dataclass(frozen=True)
class Offer:
    """One offer.

    Attributes
    ----------
    file : where it stands
    name, vendor, valid_until : as it says
    scores : criterion -> 1 to 5
    pool : its pool, as typed

    """

    file: Path
    name: str
    vendor: str | None
    valid_until: str | None
    scores: Mapping[str, float]
    pool: Node


@dataclass(frozen=True)
class Criteria:
    """What counts how much, and how the vendor that the study has is scored: criterion -> weight, and -> 1 to 5."""

    weights: Mapping[str, float] = field(default_factory=dict)
    present: Mapping[str, float] = field(default_factory=dict)


def read_offers(paths: Iterable[Path]) -> tuple[list[Offer], Criteria]:
    """Read offers, and the criteria from the file among them that has weights; none where no file has.

    Raises
    ------
    StudyError : a file is at fault
    UsageError : there is no offer, two have one name, or two files have weights

    """
    offers: list[Offer] = []
    criteria = Criteria()
    for path in paths:
        found, pool = _read(path)
        if found.weights:
            if criteria.weights:
                raise UsageError(f"{path}: weights are given in another file already")
            present = {} if found.offer is not None else dict(found.scores)
            criteria = Criteria(dict(found.weights), present)
        if found.offer is not None and pool is not None:
            bid = found.offer
            until = None if bid.valid_until is None else bid.valid_until.isoformat()
            offers.append(Offer(path, bid.name, bid.vendor, until, dict(found.scores), pool))
    names = [offer.name for offer in offers]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError(f"two offers are called {twice}; each wants a name of its own")
    if not offers:
        raise UsageError("no offer is given: a file with offer: {name: ...} and pool: {...} is wanted")
    return offers, criteria


def _read(path: Path) -> tuple[OfferFile, Node | None]:
    root, reading_faults = (read_offer_table(path), []) if is_table(path) else read_file(path)
    faults = FaultList(str(path), root)
    for fault in reading_faults:
        faults.add_fault(fault)
    if not isinstance(root.content, dict):
        raise StudyError([Fault("", "a map with offer, pool and scores is wanted", str(path), 1, 1)])
    pool = root.child("pool")
    own = replace(root, content={key: node for key, node in root.content.items() if key != "pool"})
    plain = known_part(own, OfferFile, faults).plain()
    try:
        found = OfferFile.model_validate(plain)
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False):
            faults.add_error(error)
        raise StudyError(faults.sorted()) from None
    if found.offer is not None and (pool is None or not isinstance(pool.content, dict)):
        faults.add((), "`pool` is missing: {sourcing: ..., skills: ..., contract: ...} of the offer")
    if found.offer is None and not found.weights:
        faults.add((), "offer: {name: ...} with pool: {...}, or weights: {...}, is wanted")
    if faults:
        raise StudyError(faults.sorted())
    return found, pool


def with_offers(root: Node, offers: Sequence[Offer], strategy: str | None, pool: str | None) -> Node:
    """Return a study's tree with one strategy as it stands, and once more for each offer with the offer's pool.

    Bad days are left out: they name pools that offers take the place of.

    Parameters
    ----------
    root : the study as typed
    offers : their pools take the place of `pool` in staffing and routes
    strategy : the one that they are put into; None: the only one that has the pool
    pool : whose place they take; None: the strategy's only vendor

    Raises `UsageError` where no strategy or pool is meant, or more than one.

    """
    plain = root.plain()
    strategies, pools = plain.get("strategies") or {}, plain.get("pools") or {}
    with_vendors = [key for key, way in strategies.items() if _vendors_of(way, pools)]
    name = _the_one("strategy", strategy, with_vendors, strategies)
    place = _the_one("pool", pool, _vendors_of(strategies[name], pools), _staffed(strategies[name]))
    taken = [offer.name for offer in offers if offer.name in {*pools, *strategies}]
    if taken:
        raise UsageError(f"{taken[0]} is the name of a pool or strategy of the study; the offer wants another")
    ways, bought = root.child("strategies"), root.child("pools")
    assert ways is not None and bought is not None and isinstance(root.content, dict)
    as_it_stands = ways.child(name)
    assert as_it_stands is not None
    variants = {name: as_it_stands} | {offer.name: _with_offer(as_it_stands, place, offer) for offer in offers}
    offered = {**_content(bought), **{offer.name: offer.pool for offer in offers}}
    content = {
        **{key: node for key, node in root.content.items() if key != "stress"},
        "pools": replace(bought, content=offered),
        "strategies": replace(ways, content=variants),
        "baseline": Node(name, ways.place, ways.key_place),
    }
    return replace(root, content=content)


def _content(node: Node) -> dict[str, Node]:
    assert isinstance(node.content, dict)
    return node.content


def _staffed(strategy: Any) -> list[str]:
    staffing = strategy.get("staffing") if isinstance(strategy, Mapping) else None
    return list(staffing) if isinstance(staffing, Mapping) else []


def _vendors_of(strategy: Any, pools: Mapping[str, Any]) -> list[str]:
    """The pools of a strategy that are bought by contract."""
    return [name for name in _staffed(strategy) if "contract" in (pools.get(name) or {})]


def _the_one(what: str, wanted: str | None, found: Sequence[str], known: Iterable[str]) -> str:
    if wanted is not None:
        if wanted not in known:
            raise UsageError(f"--{what} {wanted}: there is none of this name; there are {', '.join(known)}")
        return wanted
    if len(found) != 1:
        which = f"{len(found)} could be meant ({', '.join(found)})" if found else "none has a vendor"
        raise UsageError(f"into which {what} shall the offers be put? {which}; --{what} NAME says it")
    return found[0]


def _with_offer(strategy: Node, old: str, offer: Offer) -> Node:
    """A strategy with an offer's pool in place of one, in its staffing and its routes; who scales has no staffing."""
    content = _content(strategy)
    staffing, routing = _with_key(content["staffing"], old, offer.name), content.get("routing")
    if offer.pool.child("scaling") is not None:
        staffed = _content(staffing)
        scaled = replace(staffed[offer.name], content={})
        staffing = replace(staffing, content={**staffed, offer.name: scaled})
    found = {**content, "staffing": staffing}
    if routing is not None and isinstance(routing.content, dict):
        routes = {queue: _route(route, old, offer.name) for queue, route in routing.content.items()}
        found["routing"] = replace(routing, content=routes)
    return replace(strategy, content=found)


def _route(node: Node, old: str, new: str) -> Node:
    """A route, or a step of it: the pool as a word, after `pool` or `closed`, or as a key of `share`."""
    content = node.content
    if isinstance(content, list):
        return replace(node, content=[_route(step, old, new) for step in content])
    if not isinstance(content, dict):
        return replace(node, content=new) if content == old else node
    kept = dict(content)
    for key in ("pool", "when", "closed"):
        if key in kept:
            kept[key] = _route(kept[key], old, new)
    if "share" in kept:
        kept["share"] = _with_key(kept["share"], old, new)
    return replace(node, content=kept)


def _with_key(node: Node, old: str, new: str) -> Node:
    if not isinstance(node.content, dict):
        return node
    return replace(node, content={new if key == old else key: below for key, below in node.content.items()})


@contextmanager
def faults_of_offers(offers: Sequence[Offer]) -> Iterator[None]:
    """Give the faults of an offer's pool their place in the offer's own file."""
    try:
        yield
    except StudyError as error:
        raise StudyError([_placed(fault, offers) for fault in error.faults]) from None


def _placed(fault: Fault, offers: Sequence[Offer]) -> Fault:
    for offer in offers:
        path = f"pools.{offer.name}"
        if fault.path == path or fault.path.startswith(f"{path}."):
            return replace(fault, file=str(offer.file), path=f"pool{fault.path.removeprefix(path)}")
    return fault
