"""A task that worker processes can import, whatever they are started from, and that kills them when it is told to."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Square:
    """Squares numbers; the job `deadly` kills its process the first so many times. Each try leaves a file."""

    folder: Path
    deadly: int = -1
    times: int = 0

    def __call__(self, number: int) -> int:
        tries = len(list(self.folder.glob(f"{number}-*")))
        (self.folder / f"{number}-{tries}").touch()
        if number == self.deadly and tries < self.times:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.times:
            time.sleep(0.2)  # so that the other worker has a job in hand meanwhile
        return number * number
