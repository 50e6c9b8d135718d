"""Reading: the events of a file become claims, remittances and claim acknowledgments.

`read_claims` and `read_remittances` stream: one unit's object at a time, memory stays flat.
`gather_remittances` and `read_claim_acknowledgments` hold a whole set. None of them raises for what
stands in the file: units with faults are read as far as they can be (their `unread` tells what could
not), units without a place are left out. Whoever needs the unit beside its object (its place, its
findings) asks one of the readers for it. Events with runs (`edi.stream.read(..., runs=True)`) are read too,
and fastest: for who wants the objects only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from edi.envelope import Event
from mappings.guides import CLAIM_ACKNOWLEDGMENT, DENTAL_CLAIM, REMITTANCE
from transactions.bound import UnitReader
from transactions.claim_acknowledgment import LEVELS, read_claim_acknowledgments
from transactions.dental_claim import DentalClaim
from transactions.remittance import ProviderAdjustments, Remittance, RemittanceClaim

RemittancePart = Remittance | RemittanceClaim | ProviderAdjustments

__all__ = [
    "RemittancePart", "acknowledgment_reader", "claim_reader", "gather_remittances",
    "read_claim_acknowledgments", "read_claims", "read_remittances", "remittance_reader",
]


def claim_reader() -> UnitReader:
    """Reads the 2300 units of 837D sets as `DentalClaim`."""
    return UnitReader(DENTAL_CLAIM.name, {"2300": DentalClaim})


def remittance_reader() -> UnitReader:
    """Reads the units of 835 sets: heading, claims (2100) and what stands behind them (TRAILER)."""
    return UnitReader(
        REMITTANCE.name, {"": Remittance, "2100": RemittanceClaim, "TRAILER": ProviderAdjustments}
    )


def acknowledgment_reader() -> UnitReader:
    """Reads the units of 277CA sets: heading and the levels 2000A to 2000D."""
    return UnitReader(CLAIM_ACKNOWLEDGMENT.name, LEVELS)


def read_claims(events: Iterable[Event]) -> Iterator[DentalClaim]:
    """The claims of all 837D sets."""
    return claim_reader().read_all(events)


def read_remittances(events: Iterable[Event]) -> Iterator[RemittancePart]:
    """Of every 835 set its heading, then its claims one at a time, then its provider adjustments."""
    return remittance_reader().read_all(events)


def gather_remittances(events: Iterable[Event]) -> Iterator[Remittance]:
    """Every 835 set with its claims and provider adjustments."""
    whole: Remittance | None = None
    for told in read_remittances(events):
        if isinstance(told, Remittance):
            if whole is not None:
                yield whole
            whole = told
        elif whole is not None and isinstance(told, RemittanceClaim):
            whole.claims.append(told)
        elif whole is not None and isinstance(told, ProviderAdjustments):
            whole.provider_adjustments += told.adjustments
            whole.unread += told.unread
    if whole is not None:
        yield whole
