"""Plays the five studies of this folder and writes their comparison into docs/industries.md, between its two markers.

    python configs/industries/compare.py

The question, the answer and what decides it stand in the first lines of each study; every number is of the runs.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim import ResultsFolder, Study, load_study, prepare
from sim.demand.describe import describe_demand

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs" / "industries.md"
BEGIN = "<!-- begin: written by configs/industries/compare.py -->"
END = "<!-- end -->"


@dataclass(frozen=True)
class Industry:
    """One study and what its run left.

    Attributes
    ----------
    name : of its file, without the ending
    head : what its first lines say: question, answer, what decides
    study, summary : the study, and `summary.json` of its run

    """

    name: str
    head: dict[str, str]
    study: Study
    summary: dict[str, Any]

    @property
    def baseline(self) -> str:
        """The strategy with our own people alone."""
        return str(self.summary["baseline"])

    @property
    def best(self) -> str:
        """The cheapest strategy whose means hold the goal."""
        return str(self.summary["answer"]["best"])

    @property
    def link(self) -> str:
        return f"{self.study.name}, `{self.name}`"

    def totals(self, strategy: str) -> dict[str, dict[str, float]]:
        """A strategy's figures of all queues: KPI -> mean, low, high."""
        found: dict[str, dict[str, float]] = self.summary["strategies"][strategy]["totals"]
        return found


def head_of(text: str) -> dict[str, str]:
    """Read the first lines of a study.

    >>> head_of("# Shop: who?\\n# Answer (20 seasons): hire.\\n# We do.\\n# What decides: the rate.\\nname: x\\n")
    {'question': 'who?', 'answer': 'hire. We do.', 'decides': 'the rate.'}
    """
    comment = " ".join(line.removeprefix("# ") for line in text.split("\nname:")[0].splitlines())
    found = re.match(r"[^:]+: (.*?) Answer \(\d+ seasons\): (.*?) What decides: (.*?)(?: Letters behind |$)", comment)
    if found is None:
        raise ValueError(f"question, answer and what decides are wanted in the first lines (got {comment})")
    return dict(zip(("question", "answer", "decides"), map(str.strip, found.groups()), strict=True))


def played(path: Path, folder: Path) -> Industry:
    """Run a study by the command, with its own number of seasons."""
    out = folder / path.stem
    subprocess.run([sys.executable, "-m", "sim", "run", str(path), "--out", str(out), "--quiet"], check=True)
    return industry(path, ResultsFolder.open(out).summary)


def industry(path: Path, summary: dict[str, Any]) -> Industry:
    """Put a study together with the summary of its run."""
    return Industry(path.stem, head_of(path.read_text(encoding="utf-8")), load_study(path), summary)


def peaks(study: Study) -> tuple[float, float, float]:
    """Contacts of an ordinary week, the busiest week over it, and the busiest day over its mean day, as forecast."""
    expected = prepare(study).forecast
    volume = describe_demand(study, expected).total
    day = study.clock.local_seconds(study.clock.starts, study.horizon.time_zone) // 86400
    busiest = np.bincount((day - day.min()).astype(int), weights=expected.expected_contacts.sum(axis=0)).max()
    return volume.ordinary, volume.peak or 1.0, float(busiest) * 7 / volume.ordinary


def channels(found: Industry) -> str:
    """The shares of the channels in all contacts, with our own people alone."""
    names = {"voice": "phone", "chat": "chat", "email": "e-mail", "social": "social", "": "second tier"}
    shares = dict.fromkeys(names, 0.0)
    asked = {entry.queue for entry in found.study.demand}
    for name, figures in found.summary["strategies"][found.baseline]["queues"].items():
        channel = found.study.queues[name].channel if name in asked else ""
        shares[channel] += figures["offered"]["mean"]
    total = sum(shares.values())
    return ", ".join(f"{names[channel]} {share / total:.0%}" for channel, share in shares.items() if share)


def handle_times(found: Industry) -> str:
    """Minutes that an agent needs for a contact, of the first tier and of the second."""
    times: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    asked = {entry.queue for entry in found.study.demand}
    for name, figures in found.summary["strategies"][found.baseline]["queues"].items():
        times[name in asked].append((figures["handle_time"]["mean"], figures["answered"]["mean"]))
    means = [sum(time * n for time, n in rows) / sum(n for _, n in rows) for rows in times.values() if rows]
    return "; second tier ".join(f"{mean / 60:.1f} min" for mean in means)


def desks(all_found: list[Industry]) -> Iterator[str]:
    yield "| study | question | ordinary week | busiest week, day | contacts | handle time | promise |"
    yield "|---|---|---:|---:|---|---|---|"
    for found in all_found:
        ordinary, week, day = peaks(found.study)
        promise = str(found.summary["answer"]["question"]).split(", every week")[0]
        yield (
            f"| {found.link} | {found.head['question']} | {ordinary:,.0f} | {week:.2f}, {day:.2f} | "
            f"{channels(found)} | {handle_times(found)} | {promise} |"
        )


def held(found: Industry, strategy: str) -> str:
    """In how many seasons a strategy held the goal."""
    seasons = found.summary["strategies"][strategy]["goal"]["held_seasons"]
    return f"{seasons} of {found.summary['replications']} seasons"


def difference(found: Industry, strategy: str) -> str:
    """Cost against our own people alone, with its interval, in percent."""
    if strategy == found.baseline:
        return "they are these"
    (row,) = (row for row in found.summary["differences"] if (row["strategy"], row["kpi"]) == (strategy, "cost"))
    base = found.totals(found.baseline)["cost"]["mean"]
    mean, low, high = (100 * row[key] / base for key in ("mean", "low", "high"))
    return f"{mean:+.1f} % ({low:+.1f} to {high:+.1f})"


def answers(all_found: list[Industry]) -> Iterator[str]:
    yield "| study | best | a resolved ticket (95 %) | holds the goal | against our own people alone | what decides |"
    yield "|---|---|---:|---:|---:|---|"
    for found in all_found:
        ticket = found.totals(found.best)["cost_per_resolved_ticket"]
        yield (
            f"| {found.study.name} | `{found.best}` | {ticket['mean']:.2f} {found.study.currency} "
            f"({ticket['low']:.2f} to {ticket['high']:.2f}) | {held(found, found.best)} "
            f"| {difference(found, found.best)} | {found.head['decides']} |"
        )


def bad_days(found: Industry, strategy: str) -> str:
    """What the worst of the bad days takes off a strategy's worst week, in points of service level."""
    scenarios = found.summary["stress"]["scenarios"].values()
    return f"{100 * min(own[strategy]['worst_week_service_level']['change']['mean'] for own in scenarios):+.1f}"


def strategies(found: Industry) -> Iterator[str]:
    """Every strategy of one study."""
    yield f"\n**{found.study.name}.** {found.head['answer']}\n"
    yield (
        f"| strategy | cost, {found.study.currency} | against own people alone | one-off costs spread | worst week | "
        "bad days change it by | tickets lost | satisfaction | holds the goal |"
    )
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for name, results in found.summary["strategies"].items():
        totals = results["totals"]
        yield (
            f"| `{name}` | {totals['cost']['mean']:,.0f} | {difference(found, name)} | "
            f"{totals['cost_amortised']['mean']:,.0f} | {totals['worst_week_service_level']['mean']:.1%} | "
            f"{bad_days(found, name)} | "
            f"{totals['lost']['mean']:,.0f} | {totals['satisfaction']['mean']:.1%} | "
            f"{held(found, name)} |"
        )


def block(all_found: list[Industry]) -> str:
    """What stands between the markers."""
    parts = ["\n".join(desks(all_found)), "\n".join(answers(all_found))]
    return "\n\n".join(parts) + "\n" + "\n".join("\n".join(strategies(found)) for found in all_found)


def replaced(page: str, text: str) -> str:
    """Return the page with the text between its markers.

    >>> replaced(f"a\\n{BEGIN}\\nold\\n{END}\\nb\\n", "new") == f"a\\n{BEGIN}\\nnew\\n{END}\\nb\\n"
    True
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page wants the two markers {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{text}\n{END}{after}"


def main() -> None:
    """Play all, and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        found = [played(path, Path(folder)) for path in sorted(HERE.glob("*.yaml"))]
    PAGE.write_text(replaced(PAGE.read_text(encoding="utf-8"), block(found)), encoding="utf-8")
    sys.stdout.write(f"Wrote the comparison into {PAGE}\n")


if __name__ == "__main__":
    main()
