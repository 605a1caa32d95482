"""The study: a YAML file read into one frozen value, every fault of it with its place."""

from sim.study.loading import load_study
from sim.study.overrides import parse_overrides
from sim.study.study import Study

__all__ = ["Study", "load_study", "parse_overrides"]
