"""Our own reading of business types. Arguments: the file, a one-claim file, and the work."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from benchmarks import jobs
from benchmarks.measure import Counts, Work, run
from edi import stream
from mappings.tables import guide_tables
from transactions.claim_status_sets import read_status_inquiries, read_status_responses
from transactions.eligibility_sets import read_eligibility_inquiries, read_eligibility_responses
from transactions.reading import read_claims, read_remittances
from transactions.remittance import RemittanceClaim

PATIENTS = {
    "270": read_eligibility_inquiries, "271": read_eligibility_responses,
    "276": read_status_inquiries, "277": read_status_responses,
}
"""Kinds of files whose objects are patients or claims asked about or told of."""


def read_typed(path: str) -> Counts:
    """Every claim as its type, with the parties above it; nothing kept but the sum of the charges."""
    claims, charge = 0, Decimal(0)
    with open(path, "rb") as file:
        events = stream.read(file, guide_tables(), runs=True)
        read_patients = PATIENTS.get(Path(path).name[:3])
        if read_patients:
            claims = sum(1 for _ in read_patients(events))
        elif Path(path).name.startswith("835"):
            for part in read_remittances(events):
                if isinstance(part, RemittanceClaim):
                    claims += 1
                    charge += part.charge
        else:
            for claim in read_claims(events):
                claims += 1
                charge += claim.charge
    return {"claims": claims, "charge": int(100 * charge)}


WORK: dict[str, Work] = {jobs.TYPED: read_typed}


def main() -> None:
    """Time the work of the command line."""
    run(WORK)


if __name__ == "__main__":
    main()
