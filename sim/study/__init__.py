"""The study: a YAML file read into one frozen value, every fault of it with its place."""

from sim.study.files_named import names_of_files
from sim.study.loading import faults_in, load_study, load_with_origins
from sim.study.overrides import parse_overrides
from sim.study.resolved import resolved_yaml
from sim.study.schema import json_schema
from sim.study.study import Study

__all__ = [
    "Study", "faults_in", "json_schema", "load_study", "load_with_origins", "names_of_files", "parse_overrides",
    "resolved_yaml",
]  # fmt: skip
