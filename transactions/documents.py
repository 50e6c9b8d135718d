"""JSON: claims, remittances and claim acknowledgments as documents, both ways.

A document is one transaction set: `{"transaction": "837D", "claims": [...]}`. Amounts and quantities are
text (`"125.5"`) of the form X12 has, days ISO 8601; what is absent is left out. Keys nobody knows are
refused, with their path.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct, inspect

from edi.envelope import Closed, Event, TransactionSet, Unit
from edi.errors import EdiError
from edi.values import NUMBER
from edi.writer import Writer
from mappings.guides import CLAIM_ACKNOWLEDGMENT, DENTAL_CLAIM, REMITTANCE, Head
from transactions.bound import UnitReader
from transactions.claim_acknowledgment import ClaimAcknowledgment, read_claim_acknowledgments
from transactions.dental_claim import DentalClaim
from transactions.reading import claim_reader, gather_remittances
from transactions.remittance import Remittance
from transactions.writing import write_claim_acknowledgment, write_claims, write_remittance

LONGEST_NUMBER = 40
"""Characters an amount may have in a document."""

Kind = TypeVar("Kind")
_type_info = cache(inspect.type_info)


class DocumentError(EdiError):
    """A JSON document that is not what it should be; `path` is the place (`$.lines[0].charge`)."""

    def __init__(self, reason: str, path: str = "$") -> None:
        super().__init__(f"{path}: {reason}")
        self.reason = reason
        self.path = path


class ClaimDocument(Struct, tag_field="transaction", tag="837D", forbid_unknown_fields=True):
    """The claims of an 837D set."""

    claims: Annotated[list[DentalClaim], Meta(min_length=1)]


class RemittanceDocument(Struct, tag_field="transaction", tag="835", forbid_unknown_fields=True):
    """An 835 set."""

    remittance: Remittance


class AcknowledgmentDocument(Struct, tag_field="transaction", tag="277CA", forbid_unknown_fields=True):
    """The answer to one batch: a 277CA set, or a part of one that answers several."""

    acknowledgment: ClaimAcknowledgment


Document = ClaimDocument | RemittanceDocument | AcknowledgmentDocument


def to_json(thing: Struct) -> bytes:
    """A document, or any other object of these types, as JSON."""
    return msgspec.json.encode(thing)


def from_json(data: bytes | str, kind: type[Kind]) -> Kind:
    """An object from JSON; raises DocumentError with the path of what is wrong, never with a value."""
    try:
        _check_numbers(msgspec.json.decode(data), _type_info(kind), "$")  # type: ignore[arg-type]
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as problem:
        reason, _, path = str(problem).partition(" - at ")
        if reason.startswith("Invalid value"):
            reason = "this is not one of the values that can stand here"
        raise DocumentError(reason[:120], path.strip("`") or "$") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise DocumentError("this is not JSON") from None


def read_document(data: bytes | str) -> Document:
    """A document from JSON; raises DocumentError."""
    return from_json(data, Document)  # type: ignore[arg-type]


def _check_numbers(raw: Any, wanted: inspect.Type, path: str) -> None:
    """Amounts must be text of X12's form: no exponent, no other digits than 0 to 9. The rest is msgspec's."""
    if isinstance(wanted, inspect.DecimalType):
        if raw is not None and not (
            isinstance(raw, str) and len(raw) <= LONGEST_NUMBER and NUMBER.fullmatch(raw)
        ):
            raise DocumentError('an amount must be text like "125.50"', path)
    elif isinstance(wanted, inspect.StructType):
        if isinstance(raw, dict):
            for field in wanted.fields:
                if field.encode_name in raw:
                    _check_numbers(raw[field.encode_name], field.type, f"{path}.{field.encode_name}")
    elif isinstance(wanted, inspect.UnionType):
        for one in _of_union(raw, wanted):
            _check_numbers(raw, one, path)
    elif isinstance(wanted, inspect.ListType | inspect.VarTupleType):
        if isinstance(raw, list):
            for index, item in enumerate(raw):
                _check_numbers(item, wanted.item_type, f"{path}[{index}]")
    elif isinstance(wanted, inspect.DictType) and isinstance(raw, dict):
        for item in raw.values():
            _check_numbers(item, wanted.value_type, f"{path}[...]")


def _of_union(raw: Any, union: inspect.UnionType) -> Iterator[inspect.Type]:
    """The type a value is meant for: of documents the one with its tag, else the one that is not None."""
    for one in union.types:
        if isinstance(one, inspect.StructType) and one.tag_field:
            if isinstance(raw, dict) and raw.get(one.tag_field) == one.tag:
                yield one
        elif raw is not None and not isinstance(one, inspect.NoneType):
            yield one


# Files to documents and back.


def documents(events: Iterable[Event]) -> Iterator[Document]:
    """A document for every set of a file whose guide has types; one set at a time is held."""
    claims: list[DentalClaim] = []
    reader = claim_reader()
    held: list[Event] = []
    for event in events:
        if isinstance(event, Unit):
            _take(event, reader, claims, held)
        elif isinstance(event, Closed) and isinstance(event.of, TransactionSet):
            held.append(event)
            if claims:
                yield ClaimDocument(claims)
            yield from map(RemittanceDocument, gather_remittances(held))
            yield from map(AcknowledgmentDocument, read_claim_acknowledgments(held))
            claims, held = [], []


def _take(unit: Unit, reader: UnitReader, claims: list[DentalClaim], held: list[Event]) -> None:
    guide = unit.set.guide
    if guide is not None and guide.name == DENTAL_CLAIM.name:
        claim = reader.read(unit)
        if claim is not None:
            claims.append(claim)
    else:
        held.append(unit)


def head_of(document: Document) -> Head:
    """The guide a document is written by: its group id and version open the group it goes into."""
    if isinstance(document, ClaimDocument):
        return DENTAL_CLAIM
    return REMITTANCE if isinstance(document, RemittanceDocument) else CLAIM_ACKNOWLEDGMENT


def write_document(writer: Writer, document: Document, control_numbers: Iterable[str]) -> int:
    """Write a document's sets into the open group; how many they are. Raises WriteError."""
    numbers = iter(control_numbers)
    if isinstance(document, ClaimDocument):
        return len(write_claims(writer, document.claims, numbers))
    if isinstance(document, RemittanceDocument):
        write_remittance(writer, document.remittance, next(numbers))
    else:
        write_claim_acknowledgment(writer, document.acknowledgment, next(numbers))
    return 1
