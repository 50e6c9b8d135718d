"""Files we write for a submitter: one interchange of one set, from us under our own id, and its numbers.

The submitter's numbers are its own; all we write for one submitter is numbered in one sequence.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from clearinghouse.house import House
from edi.delimiters import Delimiters
from edi.writer import Writer
from store import control_numbers
from store.ledger import Ledger


def next_own_number(ledger: Ledger, account: str) -> int:
    """The ISA13 of the next file that we write for a submitter."""
    return control_numbers.next_number(ledger, f"interchange:ask:{account}")


def write_own_file(
    house: House, group_id: str, version: str, number: int, delimiters: Delimiters,
    write: Callable[[Writer], object],
) -> bytes:
    """An interchange with one group, whose sets `write` writes. Raises WriteError."""
    us, now, sink = house.partners.house, house.now(), BytesIO()
    writer = Writer(sink, delimiters)
    with (
        writer.interchange(us.qualifier, us.id, us.qualifier, us.id, now, number, us.usage),
        writer.group(group_id, us.id, us.id, now, number, version),
    ):
        write(writer)
    return sink.getvalue()
