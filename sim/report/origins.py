"""The figures of the world that the program filled in, each with its source, from `resolved.yaml`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(
    r"(?P<indent> *)(?P<item>- )?(?P<key>[^\s:#]+|\"[^\"]*\"):(?: (?P<value>.*?))?(?:\s+# (?P<origin>.*))?$"
)
_SOURCE = re.compile(r"(?:default|preset): (?:\w+: )?(?P<letter>[ABCD]), (?P<source>.+)")


@dataclass(frozen=True)
class FilledIn:
    """One figure that the study did not give.

    Attributes
    ----------
    path : its key
    value : as the study file would write it
    letter : how far it can be trusted: A official or published, B trade survey, C vendor or consultant, D assumption
    source : where it comes from

    """

    path: str
    value: str
    letter: str
    source: str


def filled_in(resolved: str) -> list[FilledIn]:
    r"""Return the figures with a source that `resolved.yaml` says were filled in, in its order.

    >>> filled_in("queues:\n  phone:\n    follow_up:\n      attempts: 5    # default: D, assumption\n")
    [FilledIn(path='queues.phone.follow_up.attempts', value='5', letter='D', source='assumption')]
    """
    found: list[FilledIn] = []
    above: list[tuple[int, str]] = []
    for line in resolved.splitlines():
        part = _LINE.fullmatch(line)
        if part is None:
            continue
        depth = len(part["indent"]) + 2 * bool(part["item"])
        above = [(at, key) for at, key in above if at < depth] + [(depth, part["key"].strip('"'))]
        source = _SOURCE.fullmatch(part["origin"] or "")
        if source is not None:
            path = ".".join(key for _, key in above)
            found.append(FilledIn(path, part["value"] or "", source["letter"], source["source"]))
    return found
