"""Our own jobs on business types. Arguments: the file, a one-claim file, and the work."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from msgspec import Struct

from benchmarks import jobs
from benchmarks.measure import Counts, Work, run
from edi import stream
from edi.envelope import Unit
from mappings.tables import guide_tables
from transactions.bound import UnitReader
from transactions.dental_claim import DentalClaim
from transactions.remittance import ProviderAdjustments, Remittance, RemittanceClaim

READERS: dict[str, dict[str, type[Struct]]] = {
    "835": {"": Remittance, "2100": RemittanceClaim, "TRAILER": ProviderAdjustments},
    "837D": {"2300": DentalClaim},
}
"""The types of a guide's units; those above a claim are read for it."""


def read_typed(path: str) -> Counts:
    """Every claim as its type, with the parties above it; nothing kept but the sum of the charges."""
    kind = "835" if Path(path).name.startswith("835") else "837D"
    reader, claims, charge = UnitReader(kind, READERS[kind]), 0, Decimal(0)
    with open(path, "rb") as file:
        for event in stream.read(file, guide_tables()):
            if event.__class__ is Unit:
                made = reader.read(event)
                if isinstance(made, RemittanceClaim | DentalClaim):
                    claims += 1
                    charge += made.charge
    return {"claims": claims, "charge": int(100 * charge)}


WORK: dict[str, Work] = {jobs.TYPED: read_typed}


def main() -> None:
    """Time the work of the command line."""
    run(WORK)


if __name__ == "__main__":
    main()
