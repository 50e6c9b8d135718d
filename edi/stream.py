"""The streamed reading of a file: envelopes, sets and units as events, every fault as a finding.

Memory stays bounded whatever the file's size: a unit (a claim, a level, a header) at a time. Nothing raises
but NotX12, for a file that never starts an interchange.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from edi import isa
from edi.envelope import Closed, Event, Group, Interchange, Stray, TransactionSet
from edi.errors import NotX12
from edi.findings import Finding, Place
from edi.reader import CHUNK, LOOKAHEAD, Source
from edi.rulebook import RULES
from edi.table import Table
from edi.units import OUTSIDE, peek, read_units
from edi.values import read_date, read_time

_BOM = "\xef\xbb\xbf"


class Tables(Protocol):
    """What the reading needs to know of guides."""

    def table(self, group_id: str, version: str, set_id: str, set_version: str) -> Table | None:
        """The compiled guide for a set, or None where none is at hand."""

    def knows_version(self, version: str) -> bool:
        """Whether any guide has this version (GS08)."""

    def knows_group(self, group_id: str, version: str) -> bool:
        """Whether sets of this version travel in groups of this functional id."""


def read(stream: BinaryIO, tables: Tables, *, fast: bool = True, chunk: int = CHUNK) -> Iterator[Event]:
    """The events of a file. `fast=False` walks every segment: the same events, only slower.

    Raises NotX12 where no interchange starts in the file at all.
    """
    return _Reading(stream, tables, fast, chunk).events()


class _Reading:
    __slots__ = ("fast", "source", "tables")

    def __init__(self, stream: BinaryIO, tables: Tables, fast: bool, chunk: int) -> None:
        self.source = Source(stream, chunk)
        self.tables = tables
        self.fast = fast

    # Outside interchanges.

    def events(self) -> Iterator[Event]:
        source = self.source
        if source.ahead(3) == _BOM:
            source.pos += 3
        started = False
        while True:
            source.skip_line_ends(" \t\x00\x1a")
            head = source.ahead(8)
            if not head:
                break
            if isa.starts_here(head):
                started = True
                yield from self._interchange()
                continue
            at = source.offset
            self._seek_interchange()
            if not started and not source.ahead(1):
                raise NotX12(_what_it_is(head), at)
            yield Stray(Finding(RULES["F101"], Place(offset=at)))
        if not started:
            raise NotX12("the file is empty", 0)

    def _seek_interchange(self) -> None:
        """Move to the next interchange, or to the end."""
        source = self.source
        while True:
            found = isa.find_start(source.text, source.pos)
            if found >= 0:
                source.pos = found
                return
            source.pos = max(source.pos, len(source.text) - 6)
            if not source.fill():
                source.pos = len(source.text)
                return

    # Interchange.

    def _interchange(self) -> Iterator[Event]:
        source = self.source
        at = source.offset
        try:
            elements, delimiters, broken = isa.read_header(source)
        except NotX12 as problem:
            place = Place(offset=at, segment_id="ISA")
            yield Stray(Finding(RULES["I122"], place))
            source.pos += 3
            self._seek_interchange()
            if not source.ahead(1) and problem.offset == 0:
                raise
            return
        interchange = Interchange(elements, delimiters, at)
        interchange.findings += [self._envelope_finding(rule, interchange, at, "ISA") for rule in broken]
        yield interchange
        numbers: set[str] = set()
        while True:
            at = source.offset
            kind = peek(source, delimiters.element, delimiters.segment)
            if kind == "GS":
                interchange.groups += 1
                yield from self._group(interchange, numbers)
                continue
            if kind in ("", "ISA"):
                interchange.findings.append(self._envelope_finding("I123", interchange, at, kind))
                break
            found = source.segment(delimiters.segment)
            assert found is not None
            values = found[0].split(delimiters.element)
            if kind == "IEA":
                self._end_interchange(interchange, values, at)
                break
            if kind == "TA1":
                yield Stray(None, interchange, values)
            elif not any(f.rule.id == "I124" for f in interchange.findings):
                interchange.findings.append(self._envelope_finding("I124", interchange, at, ""))
        yield Closed(interchange)

    def _end_interchange(self, interchange: Interchange, values: list[str], at: int) -> None:
        interchange.complete = True
        count, number = [*values, "", ""][1:3]
        if count != str(interchange.groups) and not (count == "1" and interchange.groups == 0):
            interchange.findings.append(self._envelope_finding("I121", interchange, at, "IEA"))
        if number != interchange.control_number:
            interchange.findings.append(self._envelope_finding("I101", interchange, at, "IEA"))

    def _envelope_finding(
        self, rule: str, interchange: Interchange, at: int, segment_id: str, group: str = "", number: str = ""
    ) -> Finding:
        place = Place(
            offset=at, segment_id=segment_id, path=segment_id,
            interchange=interchange.control_number, group=group, set=number,
        )
        return Finding(RULES[rule], place)

    # Functional group.

    def _group(self, interchange: Interchange, numbers: set[str]) -> Iterator[Event]:
        source, delimiters = self.source, interchange.delimiters
        at = source.offset
        found = source.segment(delimiters.segment)
        assert found is not None
        elements = [*found[0].split(delimiters.element), *[""] * 9][:9]
        group = Group(interchange, elements, at)
        for rule in self._group_faults(group, numbers):
            group.findings.append(self._group_finding(rule, group, at, "GS"))
        numbers.add(group.control_number)
        yield group
        seen: set[str] = set()
        while True:
            at = source.offset
            kind = peek(source, delimiters.element, delimiters.segment)
            if kind == "ST":
                group.sets += 1
                yield from self._set(group, seen)
                continue
            if kind in ("", "ISA", "IEA", "GS"):
                group.findings.append(self._group_finding("G103", group, at, kind))
                break
            found = source.segment(delimiters.segment)
            assert found is not None
            if kind == "GE":
                values = [*found[0].split(delimiters.element), "", ""]
                group.complete = True
                group.declared_sets = int(values[1]) if values[1].isdecimal() and len(values[1]) < 9 else None
                if group.declared_sets != group.sets:
                    group.findings.append(self._group_finding("G105", group, at, "GE"))
                if values[2] != group.control_number:
                    group.findings.append(self._group_finding("G104", group, at, "GE"))
                break
            if not any(f.rule.id == "I124" for f in interchange.findings):
                interchange.findings.append(self._envelope_finding("I124", interchange, at, ""))
        yield Closed(group)

    def _group_faults(self, group: Group, numbers: set[str]) -> list[str]:
        _, functional, sender, receiver, day, clock, number, agency, version = group.elements
        faults = []
        if not self.tables.knows_version(version):
            faults.append("G102")
        elif not self.tables.knows_group(functional, version):
            faults.append("G101")
        if not (1 <= len(number) <= 9 and number.isascii() and number.isdigit()):
            faults.append("G106")
        elif number in numbers:
            faults.append("G119")
        whole = 2 <= len(sender) <= 15 and 2 <= len(receiver) <= 15 and agency == "X"
        if not whole or len(day) != 8 or not read_date(day) or not read_time(clock):
            faults.append("G107")
        return faults

    def _group_finding(self, rule: str, group: Group, at: int, segment_id: str) -> Finding:
        return self._envelope_finding(rule, group.interchange, at, segment_id, group.control_number)

    # Transaction set.

    def _set(self, group: Group, seen: set[str]) -> Iterator[Event]:
        source, delimiters = self.source, group.interchange.delimiters
        at = source.offset
        head = source.ahead(LOOKAHEAD).partition(delimiters.segment)[0]
        _, set_id, number, version = [*head[:200].split(delimiters.element), "", "", ""][:4]
        table = self.tables.table(group.functional_id, group.version, set_id, version)
        guide = table.guide if table else None
        transaction = TransactionSet(group, set_id, number, version, guide, at)
        for rule in self._set_faults(transaction, seen):
            transaction.findings.append(self._set_finding(rule, transaction, at, "ST", 1))
        seen.add(number)
        yield transaction
        if table:
            for unit in read_units(self.source, transaction, table, fast=self.fast):
                transaction.segments += unit.count
                for finding in unit.findings:
                    if finding.is_error:
                        transaction.errors += 1
                    else:
                        transaction.warnings += 1
                yield unit
        else:
            self._skip_set(transaction)
        self._end_set(transaction)
        for finding in transaction.findings:
            if finding.is_error:
                transaction.errors += 1
            else:
                transaction.warnings += 1
        yield Closed(transaction)

    def _set_faults(self, transaction: TransactionSet, seen: set[str]) -> list[str]:
        faults = []
        group, guide = transaction.group, transaction.guide
        if not (len(transaction.id) == 3 and transaction.id.isalnum()):
            faults.append("T106")
        elif guide is None and self.tables.knows_version(group.version):
            faults.append("T101")
        elif transaction.version and transaction.version != group.version:
            faults.append("T126")
        if not 4 <= len(transaction.control_number) <= 9 or not transaction.control_number.isalnum():
            faults.append("T107")
        elif transaction.control_number in seen:
            faults.append("T123")
        return faults

    def _set_finding(self, rule: str, of: TransactionSet, at: int, segment_id: str, ordinal: int) -> Finding:
        return Finding(
            RULES[rule],
            Place(
                offset=at, segment_id=segment_id, segment=ordinal, path=segment_id,
                interchange=of.group.interchange.control_number, group=of.group.control_number,
                set=of.control_number,
            ),
        )

    def _end_set(self, transaction: TransactionSet) -> None:
        """Read SE, or tell that it is missing."""
        source, delimiters = self.source, transaction.delimiters
        at = source.offset
        kind = peek(source, delimiters.element, delimiters.segment)
        if kind != "SE":
            transaction.findings.append(
                self._set_finding("T102", transaction, at, kind, transaction.segments + 1)
            )
            transaction.end = at
            return
        found = source.segment(delimiters.segment)
        assert found is not None
        transaction.segments += 1
        transaction.complete = True
        transaction.end = source.offset
        count, number = [*found[0].split(delimiters.element), "", ""][1:3]
        ordinal = transaction.segments
        if count != str(ordinal):
            transaction.findings.append(self._set_finding("T104", transaction, at, "SE", ordinal))
        if number != transaction.control_number:
            transaction.findings.append(self._set_finding("T103", transaction, at, "SE", ordinal))

    def _skip_set(self, transaction: TransactionSet) -> None:
        source, delimiters = self.source, transaction.delimiters
        source.segment(delimiters.segment)
        transaction.segments = 1
        while peek(source, delimiters.element, delimiters.segment) not in OUTSIDE | {""}:
            source.segment(delimiters.segment)
            transaction.segments += 1


def _what_it_is(head: str) -> str:
    if head.startswith(("\xff\xfe", "\xfe\xff")):
        return "the file is UTF-16 text; X12 is sent as single-byte text"
    if head.startswith("\xc9\xe2\xc1"):
        return "the file is EBCDIC; convert it to ASCII"
    if head.startswith("PK\x03\x04") or head.startswith("\x1f\x8b"):
        return "the file is compressed; send the X12 file itself"
    return "no interchange (ISA) starts in the file"
