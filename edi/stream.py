"""The streamed reading of a file: envelopes, sets and units as events, every fault as a finding.

Memory stays bounded whatever the file's size: a unit (a claim, a level, a header) at a time. Nothing raises
but NotX12, for a file that never starts an interchange.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO, Protocol

from edi import isa
from edi.delimiters import Delimiters
from edi.envelope import Closed, Event, Group, Interchange, Run, Stray, TransactionSet
from edi.errors import NotX12
from edi.findings import Finding, Place
from edi.headers import (
    GROUP_ELEMENTS,
    group_faults,
    group_trailer_faults,
    interchange_trailer_faults,
    is_group_number,
    is_set_number,
    read_count,
    set_faults,
    set_trailer_faults,
)
from edi.numbers import Numbers
from edi.reader import CHUNK, PADDING, Source
from edi.rulebook import RULES
from edi.table import Table
from edi.units import OUTSIDE, peek, read_units

MAX_FAST = 4
"""Kinds of delimiters in one file that acceptors are compiled for; a file with more is walked from there."""
_BOM = "\xef\xbb\xbf"
_START = 8
"""Characters that tell what stands at a place."""
_HEAD = 400
"""Characters in which the elements of an ST stand, and those that tell guides apart in the segment behind."""


class Tables(Protocol):
    """What the reading needs to know of guides."""

    def table(
        self, group_id: str, version: str, set_id: str, set_version: str, second: Sequence[str] = ()
    ) -> Table | None:
        """The compiled guide for a set, or None where none is at hand.

        `second` is the set's second segment as id and elements, as far as it stands near the first.
        """

    def table_named(self, name: str) -> Table:
        """The compiled guide of that name, which `table` gave before."""

    def knows_version(self, version: str) -> bool:
        """Whether any guide has this version (GS08)."""

    def knows_group(self, group_id: str, version: str) -> bool:
        """Whether sets of this version travel in groups of this functional id."""


def read(
    stream: BinaryIO, tables: Tables, *, fast: bool = True, runs: bool = False, chunk: int = CHUNK
) -> Iterator[Event]:
    """The events of a file. `fast=False` walks every segment: the same events, only slower.

    With `runs`, accepted units that follow one another come as one `Run`: for who wants to know only
    whether the file is right.

    Raises NotX12, before any event, where no interchange starts in the file at all.
    """
    return _Reading(stream, tables, fast, runs, chunk).events()


class _Reading:
    __slots__ = ("delimiters", "fast", "runs", "source", "tables", "whole")

    def __init__(self, stream: BinaryIO, tables: Tables, fast: bool, runs: bool, chunk: int) -> None:
        self.source = Source(stream, chunk)
        self.tables = tables
        self.fast = fast
        self.runs = runs
        self.delimiters: set[Delimiters] = set()
        self.whole = True

    # Outside interchanges.

    def events(self) -> Iterator[Event]:
        source = self.source
        if source.ahead(len(_BOM)) == _BOM:
            source.pos += len(_BOM)
        first, told = source.ahead(_START), False
        while True:
            source.skip_line_ends(PADDING + "\t")
            at, head = source.offset, source.ahead(_START)
            if not head:
                break
            rule, reason = "F101", isa.what_it_is(first)
            if isa.starts_here(head):
                try:
                    header = isa.read_header(source)
                except NotX12 as problem:
                    rule, reason = "I122", problem.reason
                    source.pos += len("ISA")
                else:
                    told = True
                    yield from self._interchange(Interchange(*header[:2], at), header[2])
                    continue
            self._seek_interchange()
            if not told and not source.ahead(1):
                raise NotX12(reason, at)
            told = True
            yield Stray(Finding(RULES[rule], Place(offset=at, segment_id="ISA" if rule == "I122" else "")))
        if not told:
            raise NotX12("the file is empty" if not first else "the file holds only blanks", 0)

    def _seek_interchange(self) -> None:
        """Move to the next interchange, or to the end."""
        source = self.source
        while True:
            found = isa.find_start(source.text, source.pos)
            if found >= 0:
                source.pos = found
                return
            source.pos = max(source.pos, len(source.text) - _START)
            if not source.fill():
                source.pos = len(source.text)
                return

    # Interchange.

    def _interchange(self, interchange: Interchange, broken: list[str]) -> Iterator[Event]:
        source, delimiters, at = self.source, interchange.delimiters, interchange.offset
        for rule in broken:
            self._tell(rule, interchange, at, "ISA")
        yield interchange
        if isa.UNREADABLE.intersection(broken):
            self._seek_interchange()
            yield Closed(interchange)
            return
        numbers = Numbers()
        answers = 0
        while True:
            at = source.offset
            kind = peek(source, delimiters.element, delimiters.segment)
            if kind == "GS":
                interchange.groups += 1
                yield from self._group(interchange, numbers)
                continue
            if kind in ("", "ISA"):
                self._tell("I123", interchange, at, kind)
                break
            values = self._segment(delimiters)
            if kind == "IEA":
                self._end_interchange(interchange, values, at, answers)
                break
            if kind == "TA1":
                answers += 1
                yield Stray(None, interchange, values)
            elif self.whole:
                self._tell_unplaced(interchange, at)
        yield Closed(interchange)

    def _end_interchange(self, interchange: Interchange, values: list[str], at: int, answers: int) -> None:
        broken = interchange_trailer_faults(interchange, values, answers)
        # Where only the terminator of IEA is missing, nothing is; else the file ends within it.
        interchange.complete = self.whole or not broken
        interchange.trailer = values if interchange.complete else []
        for rule in broken if interchange.complete else ["I123"]:
            self._tell(rule, interchange, at, "IEA")

    def _segment(self, delimiters: Delimiters) -> list[str]:
        """The next segment as id and elements; `whole` tells whether it had its terminator."""
        found = self.source.segment(delimiters.segment)
        assert found is not None
        self.whole = found[1]
        return found[0].split(delimiters.element)

    def _tell(self, rule: str, interchange: Interchange, at: int, segment_id: str) -> None:
        number = interchange.control_number
        place = Place(offset=at, segment_id=segment_id, path=segment_id, interchange=number)
        interchange.findings.append(Finding(RULES[rule], place))

    def _tell_unplaced(self, interchange: Interchange, at: int) -> None:
        """Tell once that segments belong to no group or set: the next thousand add nothing."""
        if not any(finding.rule.id == "I124" for finding in interchange.findings):
            self._tell("I124", interchange, at, "")

    # Functional group.

    def _group(self, interchange: Interchange, numbers: Numbers) -> Iterator[Event]:
        source, delimiters = self.source, interchange.delimiters
        at = source.offset
        values = self._segment(delimiters)
        elements = [*values, *[""] * GROUP_ELEMENTS][:GROUP_ELEMENTS]
        group = Group(interchange, elements, at)
        number, version = group.control_number, group.version
        faults = group_faults(
            group,
            values,
            known_version=self.tables.knows_version(version),
            known_group=self.tables.knows_group(group.functional_id, version),
            new_number=not is_group_number(number) or numbers.add(number),
        )
        for rule in faults if self.whole else ():
            self._tell_group(rule, group, at, "GS")
        yield group
        seen = Numbers()
        while True:
            at = source.offset
            kind = peek(source, delimiters.element, delimiters.segment)
            if kind == "ST":
                group.sets += 1
                yield from self._set(group, seen)
                continue
            if kind in ("", "ISA", "IEA", "GS"):
                self._tell_group("G103", group, at, kind)
                break
            values = self._segment(delimiters)
            if kind == "GE" and self.whole:
                self._end_group(group, values, at)
                break
            if self.whole:
                self._tell_unplaced(interchange, at)
        yield Closed(group)

    def _end_group(self, group: Group, values: list[str], at: int) -> None:
        group.complete, group.trailer = True, values
        group.declared_sets = read_count([*values, ""][1])
        for rule in group_trailer_faults(group, values):
            self._tell_group(rule, group, at, "GE")

    def _tell_group(self, rule: str, group: Group, at: int, segment_id: str) -> None:
        place = Place(
            offset=at, segment_id=segment_id, path=segment_id,
            interchange=group.interchange.control_number, group=group.control_number,
        )
        group.findings.append(Finding(RULES[rule], place))

    # Transaction set.

    def _set(self, group: Group, seen: Numbers) -> Iterator[Event]:
        source, delimiters = self.source, group.interchange.delimiters
        at = source.offset
        head, ended, rest = source.ahead(_HEAD).partition(delimiters.segment)
        _, set_id, number, version = [*head.rstrip("\r").split(delimiters.element), "", "", ""][:4]
        second = rest.lstrip("\r\n").partition(delimiters.segment)[0].rstrip("\r").split(delimiters.element)
        table = self.tables.table(group.functional_id, group.version, set_id, version, second)
        transaction = TransactionSet(group, set_id, number, version, table.guide if table else None, at)
        new = not is_set_number(number) or seen.add(number)
        cut_off = not ended and len(head) < _HEAD
        for rule in set_faults(transaction, new_number=new) if not cut_off else ():
            self._tell_set(rule, transaction, at, "ST", 1)
        yield transaction
        if table:
            fast = self.fast and self._is_worth_it(delimiters)
            for unit in read_units(source, transaction, table, fast=fast, runs=self.runs):
                transaction.segments += unit.count
                if not isinstance(unit, Run):
                    _count(transaction, unit.findings)
                yield unit
        else:
            self._skip_set(transaction)
        self._end_set(transaction)
        _count(transaction, transaction.findings)
        yield Closed(transaction)

    def _is_worth_it(self, delimiters: Delimiters) -> bool:
        if delimiters not in self.delimiters and len(self.delimiters) >= MAX_FAST:
            return False
        self.delimiters.add(delimiters)
        return True

    def _tell_set(
        self, rule: str, of: TransactionSet, at: int, segment_id: str, ordinal: int, element: int = 0
    ) -> None:
        place = Place(
            offset=at, segment_id=segment_id, segment=ordinal, element=element,
            path=f"{segment_id}{element:02}" if element else segment_id,
            interchange=of.group.interchange.control_number, group=of.group.control_number,
            set=of.control_number,
        )
        of.findings.append(Finding(RULES[rule], place))

    def _end_set(self, transaction: TransactionSet) -> None:
        """Read SE, or tell that it is missing."""
        source, delimiters = self.source, transaction.delimiters
        at = source.offset
        kind = peek(source, delimiters.element, delimiters.segment)
        ordinal = transaction.segments + 1
        if kind != "SE":
            self._tell_set("T102", transaction, at, kind, ordinal)
            transaction.end = at
            return
        values = self._segment(delimiters)
        transaction.segments = ordinal
        transaction.end = source.offset
        if not self.whole:
            self._tell_set("T102", transaction, at, "", ordinal)
            return
        transaction.complete, transaction.trailer = True, values
        for rule in set_trailer_faults(transaction, values):
            self._tell_set(rule, transaction, at, "SE", ordinal, 3 if rule == "E103" else 0)

    def _skip_set(self, transaction: TransactionSet) -> None:
        source, delimiters = self.source, transaction.delimiters
        source.segment(delimiters.segment)
        transaction.segments = 1
        while peek(source, delimiters.element, delimiters.segment) not in OUTSIDE | {""}:
            source.segment(delimiters.segment)
            transaction.segments += 1


def _count(transaction: TransactionSet, findings: tuple[Finding, ...] | list[Finding]) -> None:
    for finding in findings:
        if finding.is_error:
            transaction.errors += 1
        else:
            transaction.warnings += 1
