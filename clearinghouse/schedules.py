"""Schedules: the calendar of a house as crontab lines, or as systemd services with their timers.

Nothing of ours stays running: the system's own clock starts each run, and the lock keeps two apart.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from clearinghouse.calendar import Calendar

LEAD = timedelta(minutes=30)
"""How long before a payer's cut-off its claims are sent."""
WAIT = "600"
"""Seconds a run waits for another's end."""
_EVERY_DAY = frozenset(range(7))
_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SOME_DAY = date(2000, 1, 3)


@dataclass(frozen=True, slots=True)
class Job:
    """What is run, and when: at a time of some weekdays, or every so many minutes until the hour `until`."""

    name: str
    says: str
    command: tuple[str, ...]
    zone: str
    at: time
    days: frozenset[int] = _EVERY_DAY
    every: int = 0
    until: int = 0


def jobs(calendar: Calendar) -> list[Job]:
    """The jobs of a house: intake, sending before cut-offs, follow-up, what is late, all nightly, figures."""
    plan, own = calendar.schedule, calendar.house
    zone, run = str(own.zone), ("run", "--wait", WAIT)
    coming = _steps("intake", "collection", "conversion", "validation", "matching", "delivery")
    found = [
        Job(
            "intake", "take in and answer what has come", (*run, *coming), zone, plan.opens,
            every=plan.every, until=plan.closes.hour,
        )
    ]
    for slug, hours in calendar.payers.items():
        if hours.cut_off is not None:
            at, days = _before(hours.cut_off, hours.weekdays)
            says = f"send before the cut-off of {slug}"
            found.append(Job(f"send-{slug}", says, run, str(hours.zone), at, days))
    asking = (*run, *_steps("followup", "routing", "delivery"))
    return [
        *found,
        Job("followup", "ask about claims without a decision", asking, zone, plan.followup, own.weekdays),
        Job("reports", "tell what is late", ("due", "list", "--late"), zone, plan.reports, own.weekdays),
        Job("acceptance", "tell what was rejected", ("trend",), zone, plan.reports, own.weekdays),
        Job("nightly", "run everything", run, zone, plan.nightly),
        Job("figures", "tell the day's figures", ("report", "daily"), zone, plan.closes),
    ]


def _steps(*names: str) -> tuple[str, ...]:
    return tuple(word for name in names for word in ("--step", name))


def _before(cut_off: time, days: frozenset[int]) -> tuple[time, frozenset[int]]:
    """The time so long before a cut-off, and its days (the days before, where it lies behind midnight)."""
    moment = datetime.combine(_SOME_DAY, cut_off) - LEAD
    back = (_SOME_DAY - moment.date()).days
    return moment.time(), frozenset((day - back) % 7 for day in days)


# Crontab.


def crontab(some: Iterable[Job], program: str, house: Path) -> str:
    """The lines of a crontab that knows CRON_TZ (cronie and others; not every cron does)."""
    lines, zone = ["# The schedule of a bitewing house, printed by `bitewing schedule print`."], ""
    for job in some:
        if job.zone != zone:
            zone = job.zone
            lines.append(f"CRON_TZ={zone}")
        lines += [f"# {job.name}: {job.says}", f"{_cron_time(job)} {_cron_command(job, program, house)}"]
    return "\n".join(lines) + "\n"


def _cron_time(job: Job) -> str:
    days = "*" if job.days == _EVERY_DAY else ",".join(sorted(str((day + 1) % 7) for day in job.days))
    if job.every:
        return f"*/{job.every} {job.at.hour}-{job.until - 1} * * {days}"
    return f"{job.at.minute} {job.at.hour} * * {days}"


def _cron_command(job: Job, program: str, house: Path) -> str:
    words = [program, *job.command, "--house", str(house), *_logged(job, str(house / "run.log"))]
    # A percent sign ends the command of a crontab's line.
    return shlex.join(words).replace("%", r"\%")


def _logged(job: Job, target: str) -> list[str]:
    return ["--log", target] if job.command[0] == "run" else []


# systemd.


def units(some: Iterable[Job], program: str, house: Path, user: str = "") -> dict[str, str]:
    """The unit files by name: for every job a service that runs once, and its timer."""
    found: dict[str, str] = {}
    for job in some:
        name = f"bitewing-{job.name}"
        found[f"{name}.service"] = _unit(_service(job, program, house, user))
        found[f"{name}.timer"] = _unit(_timer(job))
    return found


def _service(job: Job, program: str, house: Path, user: str) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    words = [program, *job.command, "--house", str(house), *_logged(job, "-")]
    yield "Unit", [("Description", f"Bitewing: {job.says}"), ("After", "network-online.target"),
                   ("Wants", "network-online.target")]
    yield "Service", [
        ("Type", "oneshot"),
        *([("User", user)] if user else []),
        ("ExecStart", " ".join(map(_quoted, words))),
        ("UMask", "0077"),
        ("NoNewPrivileges", "yes"),
        ("PrivateTmp", "yes"),
    ]


def _timer(job: Job) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    yield "Unit", [("Description", f"Bitewing: when to {job.says}")]
    yield "Timer", [
        ("OnCalendar", _on_calendar(job)),
        # What was missed while the machine was off is made up for; the next intake comes soon anyway.
        ("Persistent", "no" if job.every else "yes"),
        ("AccuracySec", "30s"),
    ]
    yield "Install", [("WantedBy", "timers.target")]


def _unit(sections: Iterable[tuple[str, list[tuple[str, Any]]]]) -> str:
    told = [
        f"[{section}]\n" + "".join(f"{name}={value}\n" for name, value in settings)
        for section, settings in sections
    ]
    return "\n".join(told)


def _on_calendar(job: Job) -> str:
    days = "" if job.days == _EVERY_DAY else ",".join(_NAMES[day] for day in sorted(job.days)) + " "
    if job.every:
        return f"{days}*-*-* {job.at.hour:02d}..{job.until - 1:02d}:00/{job.every}:00 {job.zone}"
    return f"{days}*-*-* {job.at:%H:%M}:00 {job.zone}"


def _quoted(word: str) -> str:
    """A word of a command line as systemd reads it back."""
    plain = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return plain if plain and not any(ch in plain for ch in " \t'\"\\;") else f'"{plain}"'
