"""Our own reading of business types. Arguments: the file, a one-claim file, and the work."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from benchmarks import jobs
from benchmarks.measure import Counts, Work, run
from edi import stream
from mappings.tables import guide_tables
from transactions.claim_status_sets import read_status_inquiries, read_status_responses
from transactions.reading import read_claims, read_remittances
from transactions.remittance import RemittanceClaim


def read_typed(path: str) -> Counts:
    """Every claim as its type, with the parties above it; nothing kept but the sum of the charges."""
    claims, charge = 0, Decimal(0)
    with open(path, "rb") as file:
        events = stream.read(file, guide_tables(), runs=True)
        name = Path(path).name
        if name.startswith("276"):
            for inquiry in read_status_inquiries(events):
                claims += 1
                charge += inquiry.claim.charge or 0 if inquiry.claim else 0
        elif name.startswith("277"):
            for response in read_status_responses(events):
                claims += 1
                charge += sum(one.charge or 0 for one in response.claim.reports) if response.claim else 0
        elif name.startswith("835"):
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
