"""One claim taken out of the file it came in: the segments of the units it stands in, to be changed.

What is not changed is written again as the billing system wrote it; only the envelope and the HL levels
are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from clearinghouse.errors import HouseError
from clearinghouse.house import House
from clearinghouse.own_files import write_own_file
from edi.delimiters import Delimiters
from edi.envelope import Unit
from edi.errors import NotX12, WriteError
from edi.guide import Loop
from edi.stream import read
from edi.writer import Writer
from mappings.guides import DENTAL_CLAIM
from store import files, sets
from store.claims import Claim
from store.errors import ArchiveDamaged, NotArchived
from store.ledger import Ledger
from transactions.rules.layout import lay_out

HEADER, CLAIM = "", "2300"
LEVELS = {"2000A": "20", "2000B": "22", "2000C": "23"}
"""The HL levels a claim stands in, each with its HL03."""
OURS = frozenset(("ST", "HL", "SE"))
"""Segments that we write."""


@dataclass(slots=True)
class Segment:
    """A segment of a unit: its loop, which one of each repeatable loop it stands in, its id and elements."""

    loop: str
    repeats: tuple[int, ...]
    values: list[str]


@dataclass(slots=True)
class OfUnit:
    """A unit's loop in the guide, and its segments but for those that are ours."""

    loop: Loop
    segments: list[Segment]


@dataclass(slots=True)
class ClaimText:
    """The units of a claim by loop id: the header (no id), 2000A, 2000B, perhaps 2000C, 2300."""

    delimiters: Delimiters
    units: dict[str, OfUnit]


def read_claim_text(house: House, ledger: Ledger, claim: Claim) -> ClaimText:
    """A claim from the archive. Raises HouseError where it does not stand in whole levels or is damaged."""
    wires, delimiters = _wires(house, ledger, claim)
    content = _written(house, wires, delimiters, 1)
    unit = _claim_unit(house, claim, content)
    if unit is None:
        raise HouseError(
            f"claim {claim.id} cannot be told from what stands around it; have its file sent again"
        )
    found = ClaimText(delimiters, {})
    above: Unit | None = unit
    while above is not None:
        segments = [
            Segment(one.loop, one.repeats, one.values)
            for one in lay_out(above) if one.values[0] not in OURS
        ]
        found.units[above.loop.id] = OfUnit(above.loop, segments)
        above = above.above
    return found


def write_claim_text(house: House, text: ClaimText, number: int) -> bytes:
    """The claim as a file of its own. Raises HouseError for what X12 cannot carry."""
    separator, terminator = text.delimiters.element, text.delimiters.segment
    wires = {
        id_: "".join(separator.join(one.values) + terminator for one in unit.segments)
        for id_, unit in text.units.items()
    }
    return _written(house, wires, text.delimiters, number)


def _wires(house: House, ledger: Ledger, claim: Claim) -> tuple[dict[str, str], Delimiters]:
    """The wire text of each unit without what is ours, by loop id."""
    file, own = files.get(ledger, None, claim.file), sets.get(ledger, None, claim.set)
    assert file is not None
    assert own is not None
    delimiters = Delimiters(*own.delimiters)
    spans = {
        HEADER: (claim.header_offset, claim.header_length),
        "2000A": (claim.billing_offset, claim.billing_length),
        "2000B": (claim.subscriber_offset, claim.subscriber_length),
        "2000C": (claim.patient_offset, claim.patient_length),
        CLAIM: (claim.own_offset, claim.own_length),
    }
    wires: dict[str, str] = {}
    try:
        with house.store.archive.open(file.sha256) as stream:
            for id_, (offset, length) in spans.items():
                if offset is not None and length:
                    stream.seek(offset)
                    wires[id_] = _without_ours(stream.read(length).decode("latin-1"), delimiters)
    except (ArchiveDamaged, NotArchived):
        raise HouseError(f"the archive does not hold file {file.id} whole any more") from None
    if not wires.keys() >= {HEADER, "2000A", "2000B"}:
        raise HouseError(f"claim {claim.id} does not stand in whole levels; have its file sent again")
    return wires, delimiters


def _without_ours(text: str, delimiters: Delimiters) -> str:
    if delimiters.segment not in "\r\n":
        text = text.replace("\r", "").replace("\n", "")
    lines = [line.strip("\r\n") for line in text.split(delimiters.segment)]
    kept = [line for line in lines if line and line.partition(delimiters.element)[0] not in OURS]
    return "".join(line + delimiters.segment for line in kept)


def _written(house: House, wires: dict[str, str], delimiters: Delimiters, number: int) -> bytes:
    version = DENTAL_CLAIM.version

    def write(writer: Writer) -> None:
        with writer.set("837", "0001", version):
            parent: int | None = None
            for id_ in (HEADER, *LEVELS, CLAIM):
                if id_ not in wires:
                    continue
                if id_ in LEVELS:
                    below = id_ == "2000A" or (id_ == "2000B" and "2000C" in wires)
                    parent = writer.level(LEVELS[id_], parent, below)
                if wires[id_]:
                    writer.raw(wires[id_], wires[id_].count(delimiters.segment), delimiters)

    try:
        return write_own_file(house, DENTAL_CLAIM.group_id, version, number, delimiters, write)
    except WriteError as problem:
        raise HouseError(f"the claim cannot be written: {problem}") from None


def _claim_unit(house: House, claim: Claim, content: bytes) -> Unit | None:
    try:
        for event in read(BytesIO(content), house.tables(claim.account)):
            if isinstance(event, Unit) and event.loop.id == CLAIM:
                return event
    except NotX12:
        pass
    return None
