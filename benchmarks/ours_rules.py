"""Our own proof of a file: its guide and all rules. Arguments: the file, a one-claim file, the work."""

from __future__ import annotations

from datetime import date

from benchmarks import jobs
from benchmarks.measure import Counts, Work, run
from clearinghouse.proof import prove
from edi.envelope import Closed, TransactionSet
from mappings.tables import guide_tables

TODAY = date(2024, 7, 1)


def prove_file(path: str) -> Counts:
    """Every finding of every rule, none kept; a valid file may have warnings."""
    segments, rejected = 4, 0
    with open(path, "rb") as file:
        for proven in prove(file, guide_tables(), TODAY, runs=True):
            rejected += any(finding.is_error for finding in proven.findings)
            if isinstance(proven.event, Closed) and isinstance(proven.event.of, TransactionSet):
                segments += proven.event.of.segments
                rejected += proven.event.of.rejected
    return {"segments": segments, "rejected": rejected}


WORK: dict[str, Work] = {jobs.PROVE: prove_file}


def main() -> None:
    """Time the work of the command line."""
    run(WORK)


if __name__ == "__main__":
    main()
