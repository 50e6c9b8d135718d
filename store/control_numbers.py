"""Control numbers: named sequences (one per partner and envelope) that nobody gets twice."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import case, select, update

from store.ledger import Ledger
from store.tables import control_numbers


def next_number(
    ledger: Ledger, name: str, *, alike: Collection[str] = (), maximum: int = 999_999_999
) -> int:
    """The next number of a sequence, 1 first and again 1 after `maximum`.

    It is taken when the transaction is kept; until then others who ask for the same sequence wait. What it
    gives, the sequences `alike` do not give afterwards: all of them go on from the furthest.
    """
    names = sorted({name, *alike})
    for one in names:
        ledger.insert_if_absent(control_numbers, {"name": one, "last": 0})
    last, own = control_numbers.c.last, control_numbers.c.name.in_(names)
    ledger.write(update(control_numbers).where(own).values(last=case((last >= maximum, 1), else_=last + 1)))
    number = max(int(row[0]) for row in ledger.rows(select(last).where(own)))
    if len(names) > 1:
        ledger.write(update(control_numbers).where(own).values(last=number))
    return number


def next_block(ledger: Ledger, name: str, count: int) -> range:
    """The next numbers of a sequence that never comes round again."""
    last = ledger.count_up(control_numbers, name, count)
    return range(last - count + 1, last + 1)
