"""The JSON Schema of the study file, for editors that complete keys and mark faults while one types."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from sim.study.base import DISTRIBUTION_SCHEMA
from sim.study.study import Study

_LOOSE = {"type": ["string", "number"]}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a study file in the notations of YAML, with each key's description.

    >>> schema = json_schema()
    >>> schema["properties"]["name"]["type"], "additionalProperties" in schema
    ('string', True)
    """
    schema = Study.model_json_schema(by_alias=True, schema_generator=_Schema)
    definitions = schema["$defs"]
    schema["required"] = [key for key in schema["required"] if key != "baseline"]
    horizon = definitions["HorizonSpec"]
    horizon["required"] = [key for key in horizon["required"] if key != "time_zone"]
    definitions["Shrinkage"] = {**_described(definitions["Shrinkage"]), "anyOf": [_LOOSE, definitions["Shrinkage"]]}
    balk = definitions["Patience"]["properties"]["balk"]
    law = DISTRIBUTION_SCHEMA["anyOf"][1]
    with_balk = {**{k: v for k, v in law.items() if k != "required"}, "properties": {**law["properties"], "balk": balk}}
    definitions["Patience"] = {
        **_described(definitions["Patience"]), "anyOf": [DISTRIBUTION_SCHEMA["anyOf"][0], with_balk],
    }  # fmt: skip
    return {"$schema": GenerateJsonSchema.schema_dialect, **_tidy(schema)}


def _tidy(schema: Any) -> Any:
    """Take out `null`, which no key of a study may be, and titles made from names of classes."""
    if isinstance(schema, list):
        return [_tidy(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    tidy = {key: _tidy(part) for key, part in schema.items() if key != "title" or not isinstance(part, str)}
    options = tidy.get("anyOf")
    if isinstance(options, list):
        tidy["anyOf"] = [option for option in options if option != {"type": "null"}]
        if len(tidy["anyOf"]) == 1:
            tidy = {**tidy.pop("anyOf")[0], **tidy}
    return tidy


def _described(definition: dict[str, Any]) -> dict[str, Any]:
    return {"description": definition["description"]}


class _Schema(GenerateJsonSchema):
    """Leaves out what an editor has no use for: titles made from names, and defaults in the program's own units."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def default_schema(self, schema: Any) -> dict[str, Any]:
        return dict(self.generate_inner(schema["schema"]))
