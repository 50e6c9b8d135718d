"""The figures as tables: to a terminal, and into docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
from datetime import date

from benchmarks.environment import PEERS
from benchmarks.generate import MEGABYTE
from benchmarks.jobs import GOALS, INTAKE, INTAKE_GOAL, MEMORY_LIMIT_MB, US, Goal, Job
from benchmarks.runner import Result

COMPARED_MB = 10
BUSY = 1.1
"""Wall time over processor time from which on a run counts as disturbed."""

Rows = list[tuple[str, ...]]


def table(head: tuple[str, ...], rows: Rows) -> str:
    """A Markdown table whose columns line up in plain text too."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = [head, tuple("-" * width for width in widths), *rows]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in lines
    )


def figures(results: list[Result]) -> str:
    """One row per job."""
    rows: Rows = []
    for result in results:
        job = result.job
        place = (job.work, job.who, job.kind, f"{job.megabytes}")
        if result.failure:
            rows.append((*place, result.failure, "", "", "", ""))
            continue
        rows.append(
            (
                *place,
                f"{result.bytes_a_second / MEGABYTE:.2f}",
                f"{result.size / result.slowest / MEGABYTE:.2f}",
                f"{result.rate(result.segments):,.0f}",
                f"{result.rate(result.claims):,.0f}",
                f"{result.peak_kb / 1024:.1f}",
            )
        )
    return table(
        ("work", "who", "file", "MB", "MB/s", "slowest run", "segments/s", "claims/s", "peak MiB"), rows
    )


def compared(results: list[Result], who: str, work: str, kind: str) -> Result | None:
    """The result that stands for a work: on 10 MB, else on the nearest size there is."""
    found = [
        result
        for result in results
        if not result.failure and (result.job.who, result.job.work, result.job.kind) == (who, work, kind)
    ]
    return min(found, key=lambda result: abs(result.job.megabytes - COMPARED_MB), default=None)


def _goal_row(goal: Goal, results: list[Result]) -> tuple[str, ...] | None:
    ours = compared(results, US, goal.work, goal.kind)
    other = compared(results, goal.other, goal.other_work, goal.other_kind)
    if ours is None or other is None:
        return None
    sizes = ours.size / other.size
    ratio = sizes * other.cpu_seconds / ours.cpu_seconds
    least, most = sizes * other.cpu_seconds / ours.slowest_cpu, sizes * other.slowest_cpu / ours.cpu_seconds
    stand_in = "" if goal.other_kind == goal.kind else f" (on {goal.other_kind})"
    return (
        f"{goal.work}, {goal.kind}",
        f"{goal.factor:g} x {goal.other}, {goal.other_work}{stand_in}",
        f"{ratio:.1f} x ({least:.1f} to {most:.1f})",
        "met" if ratio >= goal.factor else "missed",
    )


def _memory_rows(results: list[Result]) -> Rows:
    """Peak memory over the sizes of each of our jobs that ran on more than one size."""
    peaks: dict[tuple[str, str], dict[int, float]] = {}
    for result in results:
        if result.job.who == US and not result.failure:
            sizes = peaks.setdefault((result.job.work, result.job.kind), {})
            sizes[result.job.megabytes] = result.peak_kb / 1024
    rows: Rows = []
    for (work, kind), sizes in peaks.items():
        if len(sizes) < 2:
            continue
        told = ", ".join(f"{sizes[megabytes]:.1f} at {megabytes} MB" for megabytes in sorted(sizes))
        met = "met" if max(sizes.values()) < MEMORY_LIMIT_MB else "missed"
        rows.append((f"memory, {work}, {kind}", f"under {MEMORY_LIMIT_MB} MiB at any size", told, met))
    return rows


def goals(results: list[Result]) -> str:
    """One row per goal that can be judged from these results."""
    rows: Rows = [row for goal in GOALS if (row := _goal_row(goal, results)) is not None]
    rows += _memory_rows(results)
    taken_in = compared(results, US, INTAKE, "837D")
    if taken_in is not None:
        rate = taken_in.rate(taken_in.claims)
        rows.append(
            (
                f"{INTAKE}, 837D",
                f"{INTAKE_GOAL:,} claims/s",
                f"{rate:,.0f} claims/s",
                "met" if rate >= INTAKE_GOAL else "missed",
            )
        )
    return table(("what", "goal", "reached", ""), rows) if rows else ""


def _machine() -> str:
    return (
        f"{os.cpu_count()} cores of {platform.machine()}, {platform.system()}, each process on one core; "
        f"CPython {platform.python_version()}"
    )


def _busy(results: list[Result]) -> str:
    """A warning where other work took the core from the jobs."""
    wall, cpu = sum(result.seconds for result in results), sum(result.cpu_seconds for result in results)
    if wall <= BUSY * cpu:
        return ""
    return (
        f" Other work ran beside: the jobs waited {100 - 100 * cpu / wall:.0f} % of their time for the core."
    )


def _runs(results: list[Result]) -> str:
    counts = {result.job.repeats for result in results}
    return f"{min(counts)} to {max(counts)}"


PAGE = """# Speed

Measured on {day} by `{command}`: {machine}.{busy}
Peers: {peers}.

The files are made by `benchmarks/generate.py` from a seed: valid dental remittances (835) and claims (837D),
and professional claims (837P) for the peers that have no dental guide. Every job runs in a fresh process;
imports, compiling a guide and reading a map are not counted. The jobs take turns; the figures are the best of
{runs} runs, the more the shorter they are (the slow peers get 1 MB). Megabytes are 1,000,000 bytes; memory
is the process's peak with the interpreter.

{goals}## Figures

{figures}

## Looking for claims

With 100,000 claims in SQLite, through a house that is open, the answer's table and its audit row with it
(`python -m benchmarks.ours_claims` alone). The goal is the middle of the processor's times.

{looking}

## How to read them

* Rates are by the clock; ratios compare the processor time of the two jobs on 10 MB (1 MB for the slow
  peers), which other work on the machine disturbs less.
* The range behind a ratio is our slowest run against the other's best, and our best against its slowest: a
  goal inside the range is not settled by this run.
* Writing starts from typed claims in memory and ends in bytes; x12sdk's starts from its models of whole sets
  and leaves out the envelope.
* pyx12 has no 837D map; its rate on a generated 837P stands in. It writes its 999 for an 835 only up to AK1.
* x12sdk has no 837D either: its 837P (as 005010X222A2) stands in. It keeps a whole transaction set as models.
* oxedi reads 835 only. It parses a whole file in memory, checks it, and lays claims and lines out in tables.
* The bare split is `split` on the terminator and on the element separator, in chunks of 256 KiB, none kept.
"""


def page(results: list[Result], command: str, looking: str) -> str:
    """docs/benchmarks.md; `looking` is the table of what looking for claims takes."""
    told = goals(results)
    return PAGE.format(
        day=date.today().isoformat(),
        command=command,
        machine=_machine(),
        busy=_busy(results),
        runs=_runs(results),
        peers=", ".join(peer.replace("==", " ") for peer in PEERS),
        goals=f"## Goals\n\n{told}\n\n" if told else "",
        figures=figures(results),
        looking=looking,
    )


def wanted(jobs: tuple[Job, ...], words: list[str], quick: bool) -> list[Job]:
    """The jobs chosen on the command line: every word in the job's own name; `quick` has no 100 MB."""
    return [
        job
        for job in jobs
        if all(word in f"{job.who} {job.work} {job.kind} {job.megabytes}MB" for word in words)
        and not (quick and job.megabytes > 10)
    ]
