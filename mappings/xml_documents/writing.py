"""The events of a file written as an XML document while they come: a segment at a time is held.

Every segment of a set that a guide describes is written: what has no place in it stands in the loop that was
open there. What is left out, or could not be written as it was sent, is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import chain

from lxml import etree

from edi.envelope import Closed, Event, Group, Interchange, Stray, TransactionSet, Unit
from edi.guide import Loop, Slot
from edi.placing import PlacedSegment, Placer
from edi.stream import Tables
from mappings.guides import envelope
from mappings.xml_documents import SHAPES, Sink
from mappings.xml_documents.document import ENCODING, Characters, Document, Harmless, Tag
from mappings.xml_documents.shapes import OwnShape, Pyx12Shape, Shape

FAULTY = "sets with faults, written as they stand"
NO_GUIDE = "sets left out, for want of a guide"
ENVELOPES = "interchanges and groups with faults, only their sets written"
STRAY = "stretches outside of any interchange left out"
CUT = "segments and claims too long, cut short"
UNPLACED = "segments out of place, written where they stand"
REPLACED = "characters that XML cannot hold, replaced by U+FFFD"

_TOO_LONG = ("S110", "S111")


def write(events: Iterable[Event], tables: Tables, shape: str, sink: Sink, told: Counter[str]) -> None:
    """What was read as one document; see `mappings.xml_documents.write_xml`."""
    coming = iter(events)
    first = next(coming)
    characters, guarded = Characters(), Harmless(sink)
    made: Shape = OwnShape(characters) if shape == SHAPES[0] else Pyx12Shape(characters)
    try:
        with etree.xmlfile(guarded, encoding=ENCODING) as file:
            file.write_declaration()
            with file.element(*made.root):
                document = Document(file)
                writing = _Writing(document, made, tables, told)
                for event in chain([first], coming):
                    writing.take(event)
                document.close()
    except etree.LxmlError:
        raise guarded.problem or RuntimeError("the document is not whole") from None
    sink.write(b"\n")
    if characters.replaced:
        told[REPLACED] += characters.replaced


class _Writing:
    """The way through the events: which tags are open, and the places of a set's segments."""

    def __init__(self, document: Document, shape: Shape, tables: Tables, told: Counter[str]) -> None:
        self.document = document
        self.shape = shape
        self.tables = tables
        self.told = told
        self.path: list[Tag] = []
        self.loops: list[Loop] = []
        self.placer: Placer | None = None

    def take(self, event: Event) -> None:
        """Write what one event tells."""
        if isinstance(event, Unit):
            self._count_long(event)
            for placed in self.placer.place(event) if self.placer else ():
                self._write_placed(placed, event)
        elif isinstance(event, Interchange):
            self._open(0)
            self.document.write(self.shape.segment(event.elements, envelope.ISA, None))
        elif isinstance(event, Group):
            self._open(1)
            self.document.write(
                self.shape.segment(event.elements, envelope.GS, event.interchange.delimiters)
            )
        elif isinstance(event, TransactionSet):
            self._open_set(event)
        elif isinstance(event, Closed):
            self._close(event.of)
        elif isinstance(event, Stray):
            self._write_stray(event)

    def _open(self, depth: int) -> None:
        self.path = [*self.path[:depth], self.shape.envelope(depth)]
        self.document.enter(self.path, anew=True)

    def _open_set(self, opened: TransactionSet) -> None:
        guide = opened.guide
        self.loops, self.placer = [], None
        if guide is None:
            self.told[NO_GUIDE] += 1
            return
        self.placer = Placer(self.tables.table_named(guide.name), opened)
        self.path = [*self.path[:2], self.shape.envelope(2, guide)]
        self.document.enter(self.path, anew=True)

    def _write_placed(self, placed: PlacedSegment, unit: Unit) -> None:
        loops = self.loops
        if placed.starts:
            loops[placed.depth - 1 :] = [placed.loop]
        else:
            del loops[placed.depth :]
        path, anew = self.shape.loops(loops, placed)
        self.document.enter([*self.path, *path], anew=anew)
        self.document.write(self.shape.segment(placed.values, placed.slot, unit.set.delimiters))
        if placed.slot is None:
            self.told[UNPLACED] += 1

    def _count_long(self, unit: Unit) -> None:
        for finding in unit.findings:
            if finding.rule.id in _TOO_LONG:
                self.told[CUT] += 1

    def _write_stray(self, stray: Stray) -> None:
        if stray.interchange is None:
            self.told[STRAY] += 1
            return
        self.document.enter(self.path[:1])
        self.document.write(
            self.shape.segment(stray.values, envelope.TA1, stray.interchange.delimiters)
        )

    # The ends.

    def _close(self, of: Interchange | Group | TransactionSet) -> None:
        if isinstance(of, TransactionSet):
            if of.guide is None:
                return
            depth, slot, delimiters = 3, _last_slot(of), of.delimiters
            self.told.update([FAULTY] if of.rejected else [])
        else:
            group = isinstance(of, Group)
            depth, slot = (2, envelope.GE) if group else (1, envelope.IEA)
            delimiters = of.interchange.delimiters if isinstance(of, Group) else of.delimiters
            self.told.update([ENVELOPES] if of.rejected else [])
        if of.trailer:
            self.document.enter(self.path[:depth])
            self.document.write(self.shape.segment(of.trailer, slot, delimiters))
        self.path = self.path[: depth - 1]


def _last_slot(of: TransactionSet) -> Slot | None:
    """SE, as the set's guide has it."""
    last = of.guide.root.children[-1] if of.guide else None
    return last if isinstance(last, Slot) else None
