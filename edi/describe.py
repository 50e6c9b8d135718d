"""Any X12 file as text for people, or as plain dictionaries: envelopes, loops, segments, elements, findings.

Nothing a file holds makes it fail; what is wrong is told where it stands. `values=False` shows the
structure without a single value of the file. Values in the text cannot command a terminal.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from edi.envelope import Closed, Event, Group, Interchange, Stray, TransactionSet, Unit
from edi.errors import NotX12
from edi.findings import Finding
from edi.guide import Element
from edi.placing import PlacedSegment, Placer
from edi.stream import Tables, read
from edi.values import text

Item = dict[str, Any]
"""One thing of a file: `kind` is interchange, group, set, loop, segment, finding, end, ta1 or refused."""

LONGEST = 300
"""Characters shown of one value."""
_UNSAFE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def escape(value: str) -> str:
    """Text that a terminal shows and does not obey: control, bidi and other invisible characters as codes."""
    if value.isascii() and value.isprintable():
        return value
    return "".join(ch if unicodedata.category(ch) not in _UNSAFE else _code(ch) for ch in value)


def _code(ch: str) -> str:
    number = ord(ch)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def describe(
    stream: BinaryIO, tables: Tables, *, values: bool = True, summary: bool = False,
    element_name: Callable[[str], str] | None = None, code_name: Callable[[str, str], str] | None = None,
) -> Iterator[str]:
    """The lines that describe a file; with `summary` only envelopes, counts and kinds of findings.

    `element_name` names an element by its number; `code_name` a code by its external list, or else by
    its element's number.
    """
    events = read(stream, tables, fast=summary)
    items = summarize_events(events, values=values) if summary else describe_events(
        events, tables, values=values, element_name=element_name, code_name=code_name
    )
    for item in items:
        yield from _lines_of(item)


def describe_events(
    events: Iterable[Event], tables: Tables, *, values: bool = True,
    element_name: Callable[[str], str] | None = None, code_name: Callable[[str, str], str] | None = None,
) -> Iterator[Item]:
    """The events of a file as dictionaries of plain values, in the order of the file.

    Values stand in them unescaped. A file that is not X12 ends with an item `refused`.
    """
    teller = _Teller(values, tables, element_name, code_name)
    for event in _until_refused(events):
        if isinstance(event, NotX12):
            yield _refused(event)
        elif isinstance(event, Unit):
            yield from teller.unit(event)
        else:
            yield from teller.envelope(event)


def summarize_events(events: Iterable[Event], *, values: bool = True) -> Iterator[Item]:
    """Envelopes only; the items `end` of sets count their units by loop and their findings by rule."""
    teller = _Teller(values)
    loops: dict[str, Item] = {}
    rules: dict[str, Item] = {}
    for event in _until_refused(events):
        if isinstance(event, NotX12):
            yield _refused(event)
        elif isinstance(event, Unit):
            row = loops.setdefault(event.loop.id, {"id": event.loop.id, "name": event.loop.name, "count": 0})
            row["count"] += 1
            _count(rules, event.findings)
        elif isinstance(event, Closed) and isinstance(event.of, TransactionSet):
            _count(rules, event.of.findings)
            counted = [row for row in loops.values() if row["id"]]
            yield _end(event.of) | {"loops": counted, "rules": list(rules.values())}
            loops, rules = {}, {}
        else:
            yield from teller.envelope(event)


def _until_refused(events: Iterable[Event]) -> Iterator[Event | NotX12]:
    try:
        yield from events
    except NotX12 as problem:
        yield problem


def _refused(problem: NotX12) -> Item:
    return {"kind": "refused", "reason": problem.reason, "offset": problem.offset}


def _count(rules: dict[str, Item], findings: Iterable[Finding]) -> None:
    for finding in findings:
        first = {**_finding(finding), "count": 0}
        rules.setdefault(finding.rule.id, first)["count"] += 1


class _Teller:
    """Turns events into items; it walks each unit once more to name the place of every segment."""

    def __init__(
        self, values: bool, tables: Tables | None = None, element_name: Callable[[str], str] | None = None,
        code_name: Callable[[str, str], str] | None = None,
    ) -> None:
        self.values = values
        self.tables = tables
        self.element_name = element_name
        self.code_name = code_name
        self.placer: Placer | None = None
        self.told: list[int] = []

    def envelope(self, event: Event) -> Iterator[Item]:
        if isinstance(event, (Interchange, Group, TransactionSet)):
            yield self._start(event)
            yield from map(_finding, event.findings)
            self.told.append(len(event.findings))
        elif isinstance(event, Closed):
            told = self.told.pop()
            yield from map(_finding, event.of.findings[told:])
            yield _end(event.of)
        elif isinstance(event, Stray) and event.finding:
            yield _finding(event.finding)
        elif isinstance(event, Stray):
            yield {"kind": "ta1", "elements": [self._shown(value) for value in event.values[1:]]}

    def _start(self, event: Interchange | Group | TransactionSet) -> Item:
        shown = self._shown
        item: Item = {"offset": event.offset, "control_number": shown(event.control_number)}
        if isinstance(event, TransactionSet):
            guide, group = event.guide, event.group
            table = self.tables.table_named(guide.name) if self.tables and guide else None
            self.placer = Placer(table, event) if table else None
            return item | {
                "kind": "set", "id": guide.set_id if guide else shown(event.id),
                "version": shown(event.version or group.version),
                "guide": guide.name if guide else None, "title": guide.title if guide else None,
            }
        item |= {"sender": shown(event.sender), "receiver": shown(event.receiver)}
        if isinstance(event, Group):
            return item | {
                "kind": "group", "functional_id": shown(event.functional_id), "version": shown(event.version),
                "sent": shown(f"{event.elements[4]} {event.elements[5]}"),
            }
        return item | {
            "kind": "interchange", "sent": shown(f"{event.date} {event.time}"), "usage": shown(event.usage),
            "sender_qualifier": shown(event.sender_qualifier), "wants_ta1": event.wants_ta1,
            "receiver_qualifier": shown(event.receiver_qualifier), "delimiters": event.delimiters.all,
        }

    def unit(self, unit: Unit) -> Iterator[Item]:
        if self.placer is None:
            return
        findings = sorted(unit.findings, key=lambda finding: finding.place.segment)
        told = 0
        for placed in self.placer.place(unit):
            if placed.starts:
                loop = placed.loop
                yield {
                    "kind": "loop", "id": loop.id, "name": loop.name, "depth": placed.depth,
                    "offset": placed.offset,
                }
            yield self._segment(placed, unit)
            while told < len(findings) and findings[told].place.segment <= placed.ordinal:
                yield _finding(findings[told], placed.depth + 1)
                told += 1
        for finding in findings[told:]:
            yield _finding(finding, 1)

    def _segment(self, placed: PlacedSegment, unit: Unit) -> Item:
        slot, parts = placed.slot, placed.values
        segment_id = slot.id if slot else self._shown(parts[0]) or "?"
        elements: list[Item] = []
        delimiters = unit.set.delimiters
        for position, value in enumerate(parts[1:], 1):
            if not value:
                continue
            row = slot.element(position) if slot else None
            name = f"{segment_id}{position:02d}"
            if not (row and row.components) and delimiters.repetition not in value:
                elements.append(self._element(name, 0, row, value))
                continue
            repetitions = value.split(delimiters.repetition)
            for number, repetition in enumerate(repetitions, 1):
                again = number if len(repetitions) > 1 else 0
                if not (row and row.components):
                    elements.append(self._element(name, again, row, repetition))
                    continue
                for index, part in enumerate(repetition.split(delimiters.component), 1):
                    if part:
                        inner = next((c for c in row.components if c.position == index), None)
                        elements.append(self._element(f"{name}-{index}", again, inner, part))
        return {
            "kind": "segment", "id": segment_id, "slot": slot.ref if slot else None,
            "name": slot.name if slot else None, "loop": placed.loop.id, "depth": placed.depth,
            "offset": placed.offset, "ordinal": placed.ordinal, "elements": elements,
        }

    def _element(self, at: str, repetition: int, row: Element | None, value: str) -> Item:
        item: Item = {"at": at}
        if repetition:
            item["repetition"] = repetition
        if row:
            item |= {"number": row.number, "type": row.type}
            if self.element_name and (name := self.element_name(row.number)):
                item["name"] = name
        if self.values:
            item["value"] = text(value)
            if row and self.code_name and (meaning := self.code_name(row.code_list or row.number, value)):
                item["meaning"] = meaning
        return item

    def _shown(self, value: str) -> str | None:
        return text(value) if self.values else None


def _finding(finding: Finding, depth: int = 0) -> Item:
    rule, place = finding.rule, finding.place
    return {
        "kind": "finding", "depth": depth, "rule": rule.id, "severity": rule.severity.value,
        "sentence": rule.sentence, "mend": rule.mend, "offset": place.offset, "segment": place.segment,
        "loop": place.loop, "element": place.element, "component": place.component,
        "repetition": place.repetition, "answer": rule.answer.value, "code": rule.code,
    }


def _end(of: Interchange | Group | TransactionSet) -> Item:
    if isinstance(of, TransactionSet):
        return {
            "kind": "end", "of": "set", "complete": of.complete, "segments": of.segments,
            "errors": of.errors, "warnings": of.warnings,
        }
    errors = sum(finding.is_error for finding in of.findings)
    item: Item = {"kind": "end", "complete": of.complete, "errors": errors}
    if isinstance(of, Group):
        return item | {"of": "group", "sets": of.sets}
    return item | {"of": "interchange", "groups": of.groups}


# Items as lines.

_HEADS = {
    "interchange": "interchange {control_number}, {described}, {usage}, byte {offset}",
    "group": "  group {functional_id} {control_number}, {described}, {version}, byte {offset}",
    "set": "    set {id} {control_number}, {described}, byte {offset}",
    "loop": "{id} {name}",
    "segment": "  {described}, segment {ordinal}, byte {offset}",
    "finding": "! {severity} {rule} at {where}byte {offset}: {sentence} {mend}",
    "ta1": "  TA1 {described}",
    "refused": "not X12: {reason} (byte {offset})",
}


def _lines_of(item: Item) -> Iterator[str]:
    kind = item["kind"]
    if kind == "end":
        yield from _end_lines(item)
        return
    indent = "    " + "  " * item["depth"] if "depth" in item else ""
    shown = {name: show(value) for name, value in item.items() if not isinstance(value, list)}
    if kind == "interchange":
        sender = f"{shown['sender_qualifier']} {shown['sender']}"
        receiver = f"{shown['receiver_qualifier']} {shown['receiver']}"
        shown["described"] = f"{sender} to {receiver}, {shown['sent']}"
    elif kind == "group":
        shown["described"] = f"{shown['sender']} to {shown['receiver']}, {shown['sent']}"
    elif kind == "set":
        shown["described"] = f"{item['guide']} {item['title']}" if item["guide"] else "no guide describes it"
    elif kind == "segment":
        named = f"{item['slot']} {item['name']}"
        shown["described"] = named if item["slot"] else f"{shown['id']} (out of place)"
    elif kind == "ta1":
        shown["described"] = " ".join(map(show, item["elements"]))
    elif kind == "finding":
        places = [f"{name} {item[name]}, " for name in ("segment", "element", "component") if item[name]]
        shown["where"] = "".join(places)
    yield indent + _HEADS[kind].format_map(shown)
    for element in item["elements"] if kind == "segment" else ():
        yield f"{indent}    {_element_line(element)}"


def _element_line(element: Item) -> str:
    again = f"({element['repetition']})" if "repetition" in element else ""
    words = [show(element["at"]) + again, element.get("number", ""), element.get("name", "")]
    value = f" = {show(element['value'])}" if "value" in element else ""
    meaning = f" ({escape(element['meaning'])})" if "meaning" in element else ""
    return " ".join(word for word in words if word) + value + meaning


def _end_lines(item: Item) -> Iterator[str]:
    indent = {"set": "    ", "group": "  "}.get(item["of"], "")
    for loop in item.get("loops", ()):
        yield f"{indent}  {loop['id']} {loop['name']}: {loop['count']}"
    for rule in item.get("rules", ()):
        first = f"{rule['count']}, first at byte {rule['offset']}"
        yield f"{indent}  ! {rule['severity']} {rule['rule']}: {first}: {rule['sentence']}"
    warned = f", {item['warnings']} warnings" if "warnings" in item else ""
    whole = "" if item["complete"] else ", without its trailer"
    inside = {"set": "segments", "group": "sets", "interchange": "groups"}[item["of"]]
    yield f"{indent}end of {item['of']}: {item[inside]} {inside}, {item['errors']} errors{warned}{whole}"


def show(value: object) -> str:
    """A value as people may see it: escaped, its beginning where it is long."""
    if value is None:
        return "-"
    shown = str(value)
    if len(shown) <= LONGEST:
        return escape(shown)
    return f"{escape(shown[:LONGEST])}... ({len(shown)} characters)"
