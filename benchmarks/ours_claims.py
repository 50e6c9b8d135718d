"""Looking for claims, and at one, among many: `python -m benchmarks.ours_claims [COUNT]`.

The store is built once, in bulk; every question is asked as the command asks it, its audit row and the
table of its answer with it, through a house that is open. Told are milliseconds of the processor and of the
clock: the middle and the slowest of the runs.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from benchmarks.claim_store import build
from benchmarks.report import table
from clearinghouse.claim_overview import Asked, list_claims, show_claim
from clearinghouse.house import House
from store import claims
from store.claims import Claim

COUNT, RUNS, GOAL_MS = 100_000, 15, 50.0
Times = tuple[float, float, float, float]
"""Milliseconds: processor, middle and slowest; clock, middle and slowest."""


def questions(known: Claim) -> dict[str, tuple[str | None, Asked]]:
    """Every way of looking, as an operator (over all accounts) and as an account."""
    year = {"service_from": date(2023, 1, 1), "service_to": date(2023, 12, 31)}
    ways = {
        "nothing": Asked(),
        "CLM01": Asked(claim_id=known.claim_id),
        "member id": Asked(member="M000123"),
        "patient's name": Asked(name="FAMILY8 GIVEN8"),
        "payer claim number": Asked(payer_claim_number=known.payer_claim_number or "N00000001"),
        "check or EFT trace": Asked(trace="EFT000000100"),
        "one day of service": Asked(service_from=known.service_from, service_to=known.service_from),
        "a year of service": Asked(**year),  # type: ignore[arg-type]
        "amount": Asked(charge_cents=known.charge_cents),
        "state (many)": Asked(state="paid"),
        "state (none)": Asked(state="held"),
        "payer": Asked(payer="payer-3"),
        "payer (none)": Asked(payer="NOBODY"),
        "group received": Asked(group="received"),
        "group in-process": Asked(group="in-process"),
        "group processed": Asked(group="processed"),
        "group, payer and year": Asked(group="processed", payer="payer-2", **year),  # type: ignore[arg-type]
        "payer, year, no answer": Asked(state="denied", payer="payer-2", service_from=date(2022, 1, 1),
                                        service_to=date(2022, 1, 4)),
    }
    return {
        f"{way}, {who}": (account, asked)
        for who, account in (("operator", None), ("account", known.account))
        for way, asked in ways.items()
    }


def timed(work: Callable[[], object]) -> Times:
    """The times of a work that was done once before."""
    work()
    cpu, wall = [], []
    for _ in range(RUNS):
        cpu_start, wall_start = time.process_time(), time.perf_counter()
        work()
        wall.append((time.perf_counter() - wall_start) * 1000)
        cpu.append((time.process_time() - cpu_start) * 1000)
    return sorted(cpu)[RUNS // 2], max(cpu), sorted(wall)[RUNS // 2], max(wall)


def measure(house: House, count: int) -> dict[str, Times]:
    """The times of every question, by its name."""
    with house.store.read() as ledger:
        known = claims.get(ledger, None, count // 2)
    assert known is not None
    told = {
        f"list by {name}": timed(lambda: list_claims(house, account, asked, limit=50))  # noqa: B023
        for name, (account, asked) in questions(known).items()
    }
    for name, key in (("the oldest", 1), ("one in the middle", known.id), ("the newest", count)):
        told[f"show {name}"] = timed(lambda: show_claim(house, None, key))  # noqa: B023
    return told


def page(told: dict[str, Times]) -> str:
    """The times as a table."""
    rows = [
        (name, *(f"{value:.1f}" for value in times), "met" if times[0] < GOAL_MS else "missed")
        for name, times in told.items()
    ]
    head = ("what", "processor ms", "slowest", "clock ms", "slowest", f"under {GOAL_MS:g} ms")
    return table(head, rows)


def looked(count: int = COUNT) -> dict[str, Times]:
    """Build the store and ask everything."""
    with tempfile.TemporaryDirectory(prefix="bitewing-bench-") as folder:
        house = build(Path(folder) / "house", count)
        try:
            return measure(house, count)
        finally:
            house.close()


def main() -> None:
    """Print the table and a line of JSON."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    told = looked(count)
    print(page(told))
    print(json.dumps({"claims": count, "worst_cpu_ms": max(one[0] for one in told.values()),
                      "worst_clock_ms": max(one[2] for one in told.values())}))


if __name__ == "__main__":
    main()
