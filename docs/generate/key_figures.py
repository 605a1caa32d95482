"""The reference of the key figures, from their registry."""

from __future__ import annotations

from docs.generate.markdown import code, table
from sim.metrics.key_figures import KEY_FIGURES
from sim.report.wording import label

_TITLES = {
    "contacts": "Contacts", "tickets": "Tickets", "seconds": "Times, in seconds", "share": "Shares, 0 to 1",
    "hours": "Hours", "heads": "People", "weeks": "Weeks", "ratio": "Numbers",
    "money": "Money, in the study's currency",
}  # fmt: skip


def key_figures() -> str:
    """Return a table of the key figures for each unit: name, words of the report, scopes, meaning."""
    parts = []
    for unit in dict.fromkeys(figure.unit for figure in KEY_FIGURES.values()):
        rows = [
            [code(name), label(name), ", ".join(figure.scopes), figure.meaning]
            for name, figure in KEY_FIGURES.items()
            if figure.unit == unit
        ]
        parts += [f"## {_TITLES[unit]}\n", table(["name", "in the report", "of", "meaning"], rows)]
    return "\n".join(parts)
