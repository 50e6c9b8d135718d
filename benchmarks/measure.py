"""What one timed subprocess tells: seconds, what it read, and its peak memory. Standard library only."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

Counts = dict[str, int | float | str]
"""What a job counted: `claims`, `segments`, and what else is worth a note."""


Work = Callable[[str], Counts]
"""A job on the file at a path."""


def peak_kb() -> int:
    """The most memory this process held resident, in KiB.

    Linux carries a parent's peak over an exec into getrusage, so its own account is asked first.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


def measure(job: Callable[[], Counts], setting_up: Callable[[], Counts] | None = None) -> None:
    """Run a job once and print one line of JSON. What `setting_up` takes is in the job too, and taken off."""
    setup_wall, setup_cpu, _ = _timed(setting_up) if setting_up else (0.0, 0.0, {})
    idle_kb = peak_kb()
    wall, cpu, counts = _timed(job)
    told = {
        "claims": 0,
        "segments": 0,
        **counts,
        "seconds": max(wall - setup_wall, 1e-9),
        "cpu_seconds": max(cpu - setup_cpu, 1e-9),
        "idle_kb": idle_kb,
        "peak_kb": peak_kb(),
    }
    print(json.dumps(told))


def _timed(job: Callable[[], Counts]) -> tuple[float, float, Counts]:
    cpu, wall = time.process_time(), time.perf_counter()
    counts = job()
    return time.perf_counter() - wall, time.process_time() - cpu, counts


def run(works: Mapping[str, Work]) -> None:
    """Measure the work that the command line names: the file, a one-claim file of its kind, the work.

    The one-claim file goes first and is not timed, so that imports and compiled guides are ready.
    """
    path, tiny, work = sys.argv[1:4]
    works[work](tiny)
    measure(lambda: works[work](path))
