"""A results folder holds all that is needed to run its study again, the data files too."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from sim.cli import main
from sim.study import load_study

STUDY = """\
name: With a file
replications: 2
horizon: {start: 2026-03-02, end: 2026-03-03}
markets: {home: {time_zone: Europe/London}}
queues:
  calls: {channel: voice, opening_hours: {mon-fri: 09:00-11:00}, handle_time: 3min}
demand: [{market: home, queue: calls, rate: 30/h}]
pools: {desk: {sourcing: in_house, time_zone: Europe/London, skills: {calls: {}}, employment: {wage: 14/h}}}
strategies:
  one: {staffing: {desk: {schedule: data/duty.csv}}, routing: {calls: [desk]}}
"""


def test_the_data_files_lie_beside_the_study(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    duty = b"start,agents\n2026-03-02 09:00,3\n2026-03-02 11:00,0\n"
    (tmp_path / "data" / "duty.csv").write_bytes(duty)
    study, out = tmp_path / "study.yaml", tmp_path / "out"
    study.write_text(STUDY, encoding="utf-8")
    done = CliRunner().invoke(main, ["run", str(study), "--out", str(out), "--jobs", "1", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["replications"] == 2
    assert (out / "data" / "duty.csv").read_bytes() == duty
    assert load_study(out / "resolved.yaml") == load_study(study)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest["data_sha256"]) == ["data/duty.csv"]
