"""Contacts per second of the holiday surge on all its channels against its telephone alone, in one run.

Run as `python -m benchmarks.channels [STUDY]`. Each strategy plays one season on the same customers; drawing them, the
figures and the costs are included, files are not. The best of three counts.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from sim.experiment.replication import draw, play, prepare
from sim.study.study import Study

SURGE = Path(__file__).resolve().parents[1] / "configs" / "holiday_surge.yaml"


def voice_alone(data: dict[str, Any]) -> dict[str, Any]:
    """The study's data with its voice queues only."""
    voice = {name: queue for name, queue in data["queues"].items() if queue["channel"] == "voice"}
    pools = {
        name: {**pool, "skills": {q: skill for q, skill in pool["skills"].items() if q in voice}}
        for name, pool in data["pools"].items()
    }
    strategies = {
        name: {**strategy, "routing": {q: route for q, route in strategy["routing"].items() if q in voice}}
        for name, strategy in data["strategies"].items()
    }
    demand = [entry for entry in data["demand"] if entry["queue"] in voice]
    return {**data, "queues": voice, "demand": demand, "pools": pools, "strategies": strategies}


def pace(data: dict[str, Any]) -> tuple[int, float]:
    """Contacts of one season under every strategy, and the seconds that drawing and playing them took."""
    prepared = prepare(Study.model_validate(data))
    began, contacts = time.perf_counter(), 0
    tickets = draw(prepared, 0)
    for name in prepared.plans:
        contacts += play(prepared, name, tickets)[0].contacts
    return contacts, time.perf_counter() - began


def main() -> None:
    """Measure both and print the ratio."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else SURGE
    data = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    studies = {"voice alone": voice_alone(data), "all channels": data}
    best: dict[str, float] = {}
    for _ in range(3):
        for name, study in studies.items():
            contacts, seconds = pace(study)
            best[name] = max(best.get(name, 0.0), contacts / seconds)
    lines = [f"{data['name']}: {len(data['strategies'])} strategies, one season"]
    lines += [f"{name:<14}{rate:>10,.0f} contacts/s   {rate / best['voice alone']:.2f}" for name, rate in best.items()]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
