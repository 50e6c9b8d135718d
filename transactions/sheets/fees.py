"""Fee schedules as sheets: what a procedure costs, by payer and day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from transactions.binding import Fact
from transactions.sheets.cells import AMOUNT, DAY, PROCEDURE, identifier, text
from transactions.sheets.columns import Column, Sheet
from transactions.sheets.reading import SheetReader, Told
from transactions.sheets.spans import Spans


class Fee(Fact, frozen=True):
    """What one of a procedure costs; without a payer for all that have no fee of their own."""

    procedure: str
    amount: Decimal
    payer_id: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    description: str | None = None


FEES = Sheet(
    "fees",
    "fee schedule",
    "One row for each procedure, payer and span of days. Of one procedure and payer no two rows may hold on "
    "the same day.",
    (
        Column("procedure", PROCEDURE, "The procedure code (CDT).", required=True,
               aliases=("procedure code", "code", "cdt", "cdt code", "ada code", "proc code")),
        Column("fee", AMOUNT, "What one of it costs.", required=True,
               aliases=("amount", "price", "charge", "unit fee", "ucr", "ucr fee")),
        Column("payer_id", identifier(80, 2), "The payer the fee is agreed with; empty: every other payer.",
               aliases=("payer", "carrier id", "payor id")),
        Column("effective_from", DAY, "The first day the fee holds on; empty: from the beginning.",
               aliases=("from", "effective", "effective date", "start", "start date", "valid from")),
        Column("effective_to", DAY, "The last day the fee holds on; empty: until further notice.",
               aliases=("to", "until", "end", "end date", "valid to", "valid until", "effective until")),
        Column("description", text(80), "What the procedure is, in your own words.",
               aliases=("procedure description", "nomenclature")),
    ),
)


class FeeSchedule:
    """Fees by procedure, payer and day."""

    def __init__(self) -> None:
        self._spans: Spans[Fee] = Spans()

    def add(self, fee: Fee) -> bool:
        """Keep a fee; False if another one of the same procedure and payer holds on one of its days."""
        return self._spans.add(_key(fee.procedure, fee.payer_id), fee.effective_from, fee.effective_to, fee)

    def find(self, procedure: str, day: date, payer_id: str | None = None) -> Fee | None:
        """The fee agreed with that payer, or else the one for every other payer."""
        own = self._spans.on(_key(procedure, payer_id), day) if payer_id else None
        return own or self._spans.on(_key(procedure, None), day)

    def fees(self) -> list[Fee]:
        """All of them."""
        return list(self._spans)


def read_fees(reader: SheetReader, told: Told) -> FeeSchedule:
    """The fees of a sheet; `told` hears of the bad rows."""
    schedule = FeeSchedule()
    for row in reader.rows():
        get = row.values.get
        if not row.faults:
            start, end = get("effective_from"), get("effective_to")
            fee = Fee(row.values["procedure"], row.values["fee"], get("payer_id"), start, end,
                      get("description"))
            if start and end and end < start:
                reader.fault(row, "is before effective_from", "effective_to")
            elif not schedule.add(fee):
                reader.fault(row, "an earlier row has a fee of this procedure and payer on the same days")
        if row.faults:
            told(row)
    return schedule


def _key(procedure: str, payer_id: str | None) -> tuple[str, str]:
    return procedure, (payer_id or "").upper()
