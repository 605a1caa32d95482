"""Time and memory of a whole run: 8 weeks of 5,000 contacts a day, 20 replications, 5 strategies, files included.

Run as `python benchmarks/season.py`. Memory is the largest sum over all processes of the run, sampled 10 times a second
(Linux only: it reads /proc).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STUDY = """
name: Eight weeks
replications: 20
seed: 1
horizon: {start: 2026-03-02, end: 2026-04-27, time_zone: UTC}
markets: {home: {time_zone: UTC}}
queues:
  calls:
    channel: voice
    opening_hours: {daily: 08:00-20:00}
    handle_time: {distribution: lognormal, mean: 5min, cv: 0.8}
    patience: {distribution: exponential, mean: 3min}
demand:
  - {market: home, queue: calls, volume: 35_000/week, intraday: {08:00: 1, 10:00: 2, 14:00: 1.5, 17:00: 1, 20:00: 0},
     uncertainty: {day: 10%}}
pools:
  desk: {sourcing: in_house, time_zone: UTC, skills: {calls: {}}, employment: {wage: 15/h}}
strategies:
"""


def study_text() -> str:
    """The study with five sizes of one team."""
    rows = [
        f"  s{n}: {{staffing: {{desk: {{agents: {{daily: "
        f"{{08:00: {n - 20}, 10:00: {n}, 17:00: {n - 20}, 20:00: 0}}}}}}}}, routing: {{calls: [desk]}}}}\n"
        for n in (48, 50, 52, 54, 56)
    ]
    return STUDY + "".join(rows)


def resident(root: int) -> int:
    """Memory in use by a process and all below it, bytes."""
    parents, sizes = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            sizes[int(folder.name)] = int((folder / "statm").read_text().split()[1]) * 4096
        except (OSError, IndexError):
            continue  # the process has ended meanwhile
        parents[int(folder.name)] = int(fields[1])
    total = 0
    for process, size in sizes.items():
        ancestor = process
        while ancestor and ancestor != root:
            ancestor = parents.get(ancestor, 0)
        total += size if ancestor == root else 0
    return total


def main() -> None:
    """Run and print."""
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / "study.yaml"
        study.write_text(study_text(), encoding="utf-8")
        out = Path(folder) / "results"
        begin, peak = time.perf_counter(), 0
        run = subprocess.Popen([sys.executable, "-m", "sim", "run", str(study), "--out", str(out), "--quiet"])
        while run.poll() is None:
            peak = max(peak, resident(run.pid))
            time.sleep(0.1)
        seconds = time.perf_counter() - begin
        if run.returncode:
            raise SystemExit(run.returncode)
        summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
        offered = sum(found["totals"]["offered"]["mean"] for found in summary["strategies"].values())
        contacts = offered * summary["replications"]
    print(f"{contacts:,.0f} contacts in {seconds:.0f} s: {contacts / seconds:,.0f} a second, everything included")
    print(f"largest memory of all processes together: {peak / 2**20:,.0f} MiB")


if __name__ == "__main__":
    main()
