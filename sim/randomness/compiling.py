"""Compiling with numba: whether it can be, what is compiled already, and where the machine code is kept.

Numba looks at a function's own file only to see whether its stored code is still good. Here every file that is compiled
counts: their digest names the folder.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

_SIM = Path(__file__).resolve().parents[1]
_SOURCES = ("randomness", "engine/compiled")

Function = TypeVar("Function", bound=Callable[..., Any])


@lru_cache
def can_compile() -> bool:
    """Tell whether numba is there (the extra `fast`), and fits the Python and numpy that are."""
    try:
        import numba  # noqa: F401
    except ImportError:
        return False
    return True


@lru_cache
def code_folder() -> Path | None:
    """Return where the machine code of this version is kept: beside the sources, else with the user's caches.

    None where neither can be written. Code of other versions beside the sources is removed.
    """
    digest = hashlib.sha256()
    for source in _SOURCES:
        for file in sorted((_SIM / source).glob("*.py")):
            digest.update(file.name.encode() + file.read_bytes())
    name = f"compiled-{digest.hexdigest()[:16]}"
    beside = _SIM / "__pycache__"
    users = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "surgedesk"
    for home in (beside, users):
        try:
            (home / name).mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(home / name, os.W_OK):
            for other in beside.glob("compiled-*"):
                if other.name != name:
                    shutil.rmtree(other, ignore_errors=True)
            return home / name
    return None


def is_compiled(what: str) -> bool:
    """Tell whether a part has been compiled here before, by this Python and numba for this processor."""
    folder = code_folder()
    return folder is not None and (folder / _mark(what)).exists()


def note_compiled(what: str) -> None:
    """Write down that a part has been compiled."""
    folder = code_folder()
    if folder is not None:
        (folder / _mark(what)).touch()


def _mark(what: str) -> str:
    import llvmlite.binding as llvm
    import numba

    python = "{}.{}".format(*sys.version_info)
    return f"{what}-{python}-{numba.__version__}-{llvm.get_host_cpu_name()}"


def compiled(function: Function) -> Function:
    """Compile a function when it is first called, and keep its code for the next time."""
    import numba

    config: Any = numba.config
    folder, before = code_folder(), config.CACHE_DIR
    config.CACHE_DIR = str(folder or "")
    try:
        return cast(Function, numba.njit(cache=folder is not None, error_model="numpy")(function))
    finally:
        config.CACHE_DIR = before
