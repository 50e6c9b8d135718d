"""Claims as sheets: adjacent rows with the same claim id are one claim, which is made whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field

from transactions.dental_claim import DentalClaim
from transactions.sheets.claim_making import Making
from transactions.sheets.reading import Row, SheetReader, Told

MOST_LINES = 50
"""Services one claim can have."""


def read_claims(reader: SheetReader, told: Told, making: Making) -> list[DentalClaim]:
    """The claims of a sheet whose rows are all good; `told` hears of every row of the others.

    A row whose claim id cannot be read may be one of the claim before it or of the one after: neither is
    made. Nor is a claim whose id comes again after another one's.
    """
    gathering = _Gathering(reader, told, making)
    for row in reader.rows():
        gathering.take(row)
    gathering.close()
    return [claim for claim, _ in gathering.made.values()]


@dataclass
class _Open:
    """The claim whose rows are coming; `spoiled` is the row that keeps it from being made."""

    claim_id: str | None
    rows: list[Row] = field(default_factory=list)
    spoiled: Row | None = None


class _Gathering:
    """Rows gathered to claims."""

    def __init__(self, reader: SheetReader, told: Told, making: Making) -> None:
        self.made: dict[str, tuple[DentalClaim, list[Row]]] = {}
        self._reader = reader
        self._told = told
        self._making = making
        self._ids: set[str] = set()
        self._open = _Open(None)
        self._nameless: Row | None = None
        """The row before, if its claim id could not be read."""

    def take(self, row: Row) -> None:
        """Take the next row."""
        claim_id = row.values.get("claim_id")
        if claim_id is None:
            self._nameless = row
            self._hold(row)
            return
        if claim_id != self._open.claim_id:
            self._begin(claim_id)
        self._nameless = None
        self._add(row)

    def _begin(self, claim_id: str) -> None:
        self.close()
        self._open = _Open(claim_id, spoiled=self._nameless)

    def _add(self, row: Row) -> None:
        claim, claim_id = self._open, row.values["claim_id"]
        if not claim.rows and claim_id in self._ids:
            self._reader.fault(row, "came before: the rows of a claim must stand together", "claim_id")
            self._withdraw(claim_id, row)
        self._ids.add(claim_id)
        if len(claim.rows) == MOST_LINES and claim.spoiled is None:
            self._reader.fault(row, f"is that of more than {MOST_LINES} rows", "claim_id")
        self._hold(row)

    def _hold(self, row: Row) -> None:
        """Keep a row with those of the open claim, to be told in order; of too many none is kept."""
        claim = self._open
        if row.faults and claim.spoiled is None:
            claim.spoiled = row
        if len(claim.rows) < MOST_LINES:
            claim.rows.append(row)
        else:
            self._leave_out([row], claim.spoiled or row)

    def close(self) -> None:
        """The open claim has all its rows: make it, or tell of them."""
        claim = self._open
        if not claim.rows:
            return
        if claim.spoiled is None:
            made = self._making.claim(self._reader, claim.rows)
            if made is not None:
                self.made[made.claim_id] = made, claim.rows
                for row in claim.rows:
                    # Its rows may be told of yet: whose they are is kept.
                    row.values = {"claim_id": made.claim_id}
                return
            claim.spoiled = next(row for row in claim.rows if row.faults)
        self._leave_out(claim.rows, claim.spoiled)

    def _withdraw(self, claim_id: str, because: Row) -> None:
        """A claim that was made is none after all."""
        _, rows = self.made.pop(claim_id, (None, []))
        self._leave_out(rows, because)

    def _leave_out(self, rows: list[Row], because: Row) -> None:
        for row in rows:
            if not row.faults:
                self._reader.fault(row, f"left out with its claim, for {because.where}")
            self._told(row)
