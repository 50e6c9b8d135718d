"""The implementation guides this house holds, one module of rows each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Head:
    """The title page of a guide: what must be known of it before its rows are read.

    `module` is the module of its rows, `also` the versions that are read as this one.
    """

    name: str
    module: str
    title: str
    set_id: str
    group_id: str
    version: str
    also: tuple[str, ...] = ()


DENTAL_CLAIM = Head(
    "837D", "x224a2", "dental claim", "837", "HC", "005010X224A2", ("005010X224", "005010X224A1")
)
REMITTANCE = Head("835", "x221a1", "remittance advice", "835", "HP", "005010X221A1", ("005010X221",))
ACKNOWLEDGMENT = Head("999", "x231a1", "set acknowledgment", "999", "FA", "005010X231A1", ("005010X231",))
CLAIM_ACKNOWLEDGMENT = Head("277CA", "x214", "claim acknowledgment", "277", "HN", "005010X214")

HEADS = (DENTAL_CLAIM, REMITTANCE, ACKNOWLEDGMENT, CLAIM_ACKNOWLEDGMENT)
