"""The names by which parts of a study speak of each other: each has to exist."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sim.study.faults import FaultList, entry_names
from sim.study.named_parts import named, text
from sim.study.parts import Key
from sim.study.reading import Node
from sim.study.shape import did_you_mean


def check_names(root: Node, faults: FaultList) -> None:
    """Note every name that is not one of this study, with the nearest that is."""
    _Names(root, faults).check()


class _Names:
    def __init__(self, root: Node, faults: FaultList) -> None:
        self.root = root
        self.faults = faults
        self.markets, self.queues, self.pools, self.strategies = (
            self._keys(key) for key in ("markets", "queues", "pools", "strategies")
        )

    def check(self) -> None:
        self._demand()
        for name, _ in named(self.root, "queues"):
            for key in ("retry", "follow_up", "escalation", "max_wait", "when_closed"):
                self._value(("queues", name, key, "queue"), "queue", self.queues)
        for name, pool in named(self.root, "pools"):
            for queue_name in _map(pool.child("skills")):
                self._known(("pools", name, "skills", queue_name), queue_name, "queue", self.queues, on_key=True)
            self._value(("pools", name, "scaling", "watch"), "queue", self.queues)
        for name, strategy in named(self.root, "strategies"):
            self._strategy(name, strategy)
        self._value(("baseline",), "strategy", self.strategies)

    def _demand(self) -> None:
        entries = entry_names(self.root.child("demand"))
        known = [name for name in entries if name is not None]
        first: dict[str, int] = {}
        for i, name in enumerate(entries):
            self._value(("demand", i, "market"), "market", self.markets)
            self._value(("demand", i, "queue"), "queue", self.queues)
            if name is not None and first.setdefault(name, i) != i:
                self.faults.add(("demand", i), f"the demand of {name} stands in another entry already")
            like = self._value(("demand", i, "like"), "demand entry (market/queue)", known)
            if like in first or like in known:
                self._circle(i, entries)

    def _circle(self, start: int, entries: Sequence[str | None]) -> None:
        passed, here = [start], start
        demand = self.root.child("demand")
        assert demand is not None and isinstance(demand.content, list)
        while (like := text(demand.content[here], "like")) in entries:
            here = entries.index(like)
            if here in passed:
                if here == start:
                    self.faults.add(("demand", start, "like"), f"`like` goes in a circle (got {like})")
                return
            passed.append(here)

    def _strategy(self, name: str, strategy: Node) -> None:
        staffing = _map(strategy.child("staffing"))
        for pool in staffing:
            self._known(("strategies", name, "staffing", pool), pool, "pool", self.pools, on_key=True)
        for queue, route in _map(strategy.child("routing")).items():
            keys = ("strategies", name, "routing", queue)
            self._known(keys, queue, "queue", self.queues, on_key=True)
            for i, step in enumerate(route.content if isinstance(route.content, list) else []):
                if isinstance(step.content, str):
                    self._step((*keys, i), step.content, queue, staffing, on_key=False)
                if (pool_name := text(step, "pool")) is not None:
                    self._step((*keys, i, "pool"), pool_name, queue, staffing, on_key=False)
                closed = self._value((*keys, i, "when", "closed"), "pool", self.pools)
                if closed in self.pools and staffing and closed not in staffing:
                    self.faults.add((*keys, i, "when", "closed"), f"{closed} has no staffing in this strategy")
                for pool in _map(step.child("share")):
                    self._step((*keys, i, "share", pool), pool, queue, staffing, on_key=True)

    def _step(self, keys: Sequence[Key], pool: str, queue: str, staffing: Collection[str], *, on_key: bool) -> None:
        if not self._known(keys, pool, "pool", self.pools, on_key=on_key):
            return
        node = self.root.child("pools")
        skills = node and node.child(pool) and node.child(pool).child("skills")  # type: ignore[union-attr]
        if skills and isinstance(skills.content, dict) and queue not in skills.content and queue in self.queues:
            what = f"{pool} has no skill for {queue}: give pools.{pool}.skills.{queue}, or take it out of the route"
            self.faults.add(keys, what, on_key=on_key)
        if staffing and pool not in staffing:
            self.faults.add(keys, f"{pool} has no staffing in this strategy", on_key=on_key)

    def _value(self, keys: Sequence[Key], kind: str, known: Collection[str]) -> str | None:
        """Check the name that stands as a value at these keys, if one does; return it."""
        node: Node | None = self.root
        for key in keys:
            node = node.child(key) if node is not None else None
        if node is None or not isinstance(node.content, str):
            return None
        self._known(keys, node.content, kind, known, on_key=False)
        return node.content

    def _known(self, keys: Sequence[Key], name: str, kind: str, known: Collection[str], *, on_key: bool) -> bool:
        if known and name not in known:
            self.faults.add(keys, f"no {kind} has this name{did_you_mean(name, known)} (got {name})", on_key=on_key)
        return name in known

    def _keys(self, key: str) -> tuple[str, ...]:
        return tuple(_map(self.root.child(key)))


def _map(node: Node | None) -> dict[str, Node]:
    return node.content if node is not None and isinstance(node.content, dict) else {}
