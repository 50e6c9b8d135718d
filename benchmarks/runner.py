"""Runs the jobs one after another, each in a fresh process on one core."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.envelope import Facts
from benchmarks.generate import MEGABYTE, cached_file, write_file
from benchmarks.jobs import Job

ROOT = Path(__file__).resolve().parent.parent
TIME_LIMIT = 900
"""Seconds a job may take."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a run of a job showed; of several runs the best, with the slowest beside it.

    `failure` is empty, or why there are no figures.
    """

    job: Job
    size: int = 0
    segments: int = 0
    claims: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_kb: int = 0
    slowest: float = 0.0
    slowest_cpu: float = 0.0
    failure: str = ""

    @property
    def bytes_a_second(self) -> float:
        """The rate the ratios are made of."""
        return self.size / self.seconds if self.seconds else 0.0

    def rate(self, count: int) -> float:
        """So many of something a second."""
        return count / self.seconds if self.seconds else 0.0


def stay_on_one_core() -> None:
    """This process and all it starts; where the system cannot, they run where they like."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def one_claim_file(directory: Path, kind: str) -> Path:
    """The smallest file of a kind: what a job sets itself up with before it is timed."""
    path = directory / f"{kind}-one-claim.edi"
    directory.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        write_file(out, kind, 1)
    return path


def _run_once(job: Job, python: Path, path: Path, tiny: Path) -> dict[str, float] | str:
    command = [str(python), "-m", job.module, str(path), str(tiny), *job.arguments]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=TIME_LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return f"took longer than {TIME_LIMIT} s"
    if done.returncode != 0:
        return f"failed with exit code {done.returncode}"
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def run_job(job: Job, files: Path, peers_python: Path | None) -> Result:
    """One run of a job; its counts are held against what the generator put into the file."""
    python = peers_python if job.peer else Path(sys.executable)
    if python is None:
        return Result(job, failure="its environment could not be made")
    path, facts = cached_file(files, job.kind, job.megabytes, job.damage_every)
    told = _run_once(job, python, path, one_claim_file(files, job.kind))
    if isinstance(told, str):
        return Result(job, failure=told)
    if problem := _disagreement(job, told, facts):
        return Result(job, failure=problem)
    wrote = "size" in told
    return Result(
        job,
        size=int(told["size"]) if wrote else facts.size,
        segments=int(told["segments"]) if wrote else facts.segments,
        claims=int(told["claims"]) if wrote else facts.claims,
        seconds=told["seconds"],
        cpu_seconds=told["cpu_seconds"],
        peak_kb=int(told["peak_kb"]),
        slowest=told["seconds"],
        slowest_cpu=told["cpu_seconds"],
    )


def _disagreement(job: Job, told: dict[str, float], facts: Facts) -> str:
    """Why a job has not done its work, seen from what was put into the file; empty if it has.

    A job that writes tells its own `size`: at least the file's.
    """
    if "size" in told:
        return "" if told["size"] >= facts.size and told["claims"] else "wrote too little"
    for name, held in (("claims", facts.claims), ("segments", facts.segments)):
        if not job.damage_every and told[name] not in (0, held):
            return f"counted {told[name]:.0f} {name} of {held}"
    if told.get("charge", facts.charge) != facts.charge:
        return "read other charges than were written"
    if "rejected" in told and bool(told["rejected"]) != bool(job.damage_every):
        return "accepted a faulty file" if job.damage_every else "rejected a valid file"
    return ""


def _together(one: Result, other: Result | None) -> Result:
    """Two runs of a job as one result; a failure of either stays."""
    if other is None or one.failure:
        return one
    if other.failure:
        return other
    best = one if one.seconds < other.seconds else other
    return replace(
        best,
        peak_kb=max(one.peak_kb, other.peak_kb),
        slowest=max(one.slowest, other.slowest),
        slowest_cpu=max(one.slowest_cpu, other.slowest_cpu),
    )


def run_all(
    jobs: Sequence[Job], files: Path, peers_python: Path | None, tell: Callable[[Result], None]
) -> list[Result]:
    """Every job's best run, `tell` after each run.

    The jobs take turns, round after round, so that a slow minute of the machine strikes all of them alike.
    """
    best: dict[Job, Result] = {}
    for turn in range(max((job.repeats for job in jobs), default=0)):
        for job in jobs:
            if turn < job.repeats:
                result = run_job(job, files, peers_python)
                tell(result)
                best[job] = _together(result, best.get(job))
    return list(best.values())


def line(result: Result) -> str:
    """One result for a terminal."""
    job = result.job
    name = f"{job.who:9} {job.work:44} {job.kind:12} {job.megabytes:4} MB"
    if result.failure:
        return f"{name}  {result.failure}"
    return (
        f"{name}  {result.bytes_a_second / MEGABYTE:8.2f} MB/s "
        f"{result.rate(result.segments):12,.0f} segments/s {result.rate(result.claims):10,.0f} claims/s "
        f"{result.peak_kb / 1024:7.1f} MiB"
    )
