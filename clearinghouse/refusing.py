"""What a submitter is told of a file that no acknowledgment of X12 can answer: a report in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from clearinghouse.house import House
from clearinghouse.leaving import Content, answer_name, lay_out
from store import control_numbers
from store.archive import Archived
from store.files import File
from store.ledger import Ledger

REPORT, ROWS = "REPORT", "ROWS"


def refuse(house: House, ledger: Ledger, run: int, file: File, lines: Sequence[str]) -> File:
    """Lay a report on a file into its submitter's outbox; what it says names places, never values."""
    head = f"Report on file {file.id} ({file.name}), received {file.received_at:%Y-%m-%d}:"
    with house.store.archive.deposit() as deposit:
        deposit.write("\r\n".join([head, *lines, ""]).encode("utf-8", "replace"))
        return report(house, ledger, run, file, deposit.commit(), REPORT, "txt")


def report(
    house: House, ledger: Ledger, run: int, file: File, archived: Archived, kind: str, ending: str,
    content: Content | None = None,
) -> File:
    """Lay a report that is archived already into a submitter's outbox."""
    number = control_numbers.next_number(ledger, f"report:{file.partner}")
    return lay_out(
        house, ledger, run, file.account, file.partner, archived,
        name=answer_name(house, kind, number, file.id, ending), kind=kind, answers=file.id,
        content=content or Content(),
    )
