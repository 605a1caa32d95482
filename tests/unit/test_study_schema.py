"""The JSON Schema of the study file accepts what loads, and knows no key that the loader refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.study import json_schema
from sim.study.base import Model
from sim.study.examples import example_names, example_text
from sim.study.reading import leaves, read_text
from tests.unit.test_study_desk import STUDY as DESK

WHOLE = {
    "replications", "seed", "priority", "attempts", "lines", "agents", "concurrency", "keep_free", "queue_longer_than",
    "class_size", "stress_replications", "scaling.step", "scaling.up_to",
}  # fmt: skip


def typed(text: str) -> Any:
    """A study as an editor's reader sees it: whole numbers, true and false where the schema speaks of them."""
    root = read_text(text)[0]
    plain = root.plain()
    for keys, leaf in leaves(root):
        parent = plain
        for key in keys[:-1]:
            parent = parent[key]
        if {keys[-1], ".".join(map(str, keys[-2:]))} & WHOLE:
            parent[keys[-1]] = int(str(leaf.content))
        elif keys[-1] == "shared":
            parent[keys[-1]] = leaf.content == "true"
    return plain


def test_the_schema_accepts_the_examples() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for text in [*map(example_text, example_names()), DESK]:
        assert [error.message for error in validator.iter_errors(typed(text))] == []


@pytest.mark.parametrize(
    ("there", "instead"),
    [("channel: voice", "channel: fax"), ("handle_time:", "handel_time:"), ("agents: 6", "agents: [6]"),
     ("wage: 14/h", "wage: 14"), ("mean: 3min", "mean: 3min, rows: 3"), ("within: 20s", "within: 20")],
)  # fmt: skip
def test_the_schema_refuses_what_an_editor_should_mark(there: str, instead: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    text = example_text("minimal").replace(there, instead, 1)
    assert list(jsonschema.Draft202012Validator(json_schema()).iter_errors(typed(text)))


@pytest.mark.parametrize(
    ("there", "instead"),
    [("channel: social", "channel: sms"), ("then: callback", "then: call"), ("accepted: 60%", "acepted: 60%"),
     ("queue: expert", "queue: [expert]"), ("concurrency: 3", "concurrency: 0"), ("keep_free: 1", "keep_free: -1"),
     ("after: 3min", "after: 3"), ("language: fr", "language: [fr]"), ("late: 15%", "later: 15%")],
)  # fmt: skip
def test_the_schema_refuses_faults_of_a_desk(there: str, instead: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    assert there in DESK
    validator = jsonschema.Draft202012Validator(json_schema())
    assert list(validator.iter_errors(typed(DESK.replace(there, instead, 1))))


def definitions(model: type[Model]) -> set[type[Model]]:
    """Every model of a study."""
    return {model}.union(*(definitions(below) for below in model.__subclasses__()))


def test_keys_of_the_loader_are_not_in_the_schema() -> None:
    schema = json_schema()
    for model in definitions(Model):
        keys = schema["$defs"].get(model.__name__, {}).get("properties", {}).keys()
        assert keys & model.internal == set(), model.__name__
    assert "RosterRow" not in schema["$defs"]
    assert "null" not in json.dumps(schema)


def test_the_command_prints_or_writes_it(tmp_path: Path) -> None:
    printed = CliRunner().invoke(main, ["schema"])
    assert json.loads(printed.stdout) == json_schema()
    out = tmp_path / "schema.json"
    written = CliRunner().invoke(main, ["schema", "--out", str(out)])
    assert (written.exit_code, written.stdout) == (0, f"Wrote {out}.\n")
    assert json.loads(out.read_text(encoding="utf-8")) == json_schema()
    failed = CliRunner().invoke(main, ["schema", "--out", str(tmp_path / "none" / "schema.json")])
    assert (failed.exit_code, "cannot be written" in failed.stderr) == (2, True)
