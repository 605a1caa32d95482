"""Where the recorded data stand: the folder that SURGEDESK_DATA names, or `shared/data` beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def recorded(name: str) -> Path:
    """The path of a recorded file; the test is skipped, and says so, where it is absent."""
    folder = Path(os.environ.get("SURGEDESK_DATA", Path(__file__).parents[2] / "shared" / "data"))
    path = folder / name
    if not path.is_file():
        pytest.skip(f"recorded data absent: {path} (set SURGEDESK_DATA to their folder)")
    return path
