"""The set acknowledgment 999 (005010X231A1): written from what was found while a file is read.

One 999 set answers one functional group; a group of acknowledgments (FA) is not answered. What a
sender sent so malformed that the 999 has no room for it is told as zeros, never cut short.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from edi.envelope import Closed, Event, Group, TransactionSet, Unit
from edi.findings import Answer, Finding, Place
from edi.writer import Value, Writer

VERSION = "005010X231A1"
MAX_FINDINGS = 500
"""Findings told of one set; who sent more has to mend these first."""
MAX_CODES = 5
"""IK502 to IK506, AK905 to AK909."""
MAX_TRIGGERS = 9
MAX_POSITION = 99
"""The 999 can name no element behind it; IK3 alone tells of those."""
SEGMENTS_IN_ERROR = "5"
ELEMENTS_IN_ERROR = "8"
REQUIRED_MISSING = "1"
NO_ID = "ZZZ"
"""IK301 for a segment whose id is none (the standard has no such segment)."""
_NO_LOOPS = frozenset(("", "?", "HEADER", "TRAILER"))
_MISSING = frozenset(("3", "I7"))
_TRACED = frozenset(("270", "271", "276", "277", "278"))


@dataclass(frozen=True, slots=True)
class _Told:
    """A finding with what only its unit knew: the business unit (CTX01), a copy of the bad value."""

    finding: Finding
    owner: tuple[str, str] | None
    value: str


class Acknowledger:
    """Fed with the events of `edi.stream.read`, writes a 999 set for each functional group.

    The writer stands inside an open group FA. `number` is ST02 of the first 999 set; the next ones
    count on. `note_warnings` tells warnings too (IK5 `E`); `echo_values` copies bad values to IK404
    and names the claim (CTX) the segment belongs to.

    Groups whose header is rejected get an AK9 only. Nothing is written for groups of an interchange
    whose ISA is rejected; when one turns out rejected at its end, drop what was written for it.
    """

    def __init__(
        self, writer: Writer, number: int = 1, *, note_warnings: bool = False, echo_values: bool = True,
        max_findings: int = MAX_FINDINGS,
    ) -> None:
        self.writer = writer
        self.number = number
        self.written = 0
        self.note_warnings = note_warnings
        self.echo_values = echo_values
        self.max_findings = max_findings
        self._open: AbstractContextManager[None] | None = None
        self._told: list[_Told] = []
        self._codes: dict[str, None] = {}
        self._rejected = False
        self._warned = False
        self._rejected_sets = 0
        self._warned_sets = 0
        self._sets = 0

    def take(self, event: Event) -> str:
        """Take the next event; the verdict where a set (A E R) or a group (A E P R) is closed by it."""
        if event.__class__ is Unit:
            if event.findings and self._open:
                self.note(event.findings, event)
        elif isinstance(event, Group):
            self._start_group(event)
        elif isinstance(event, Closed) and self._open:
            if isinstance(event.of, TransactionSet):
                self.note(event.of.findings)
                return self._end_set(event.of)
            if isinstance(event.of, Group):
                return self._end_group(event.of)
        return ""

    def note(self, findings: Iterable[Finding], unit: Unit | None = None) -> None:
        """Note findings of the set that is open: those of the reading, or of business rules.

        With the `unit` they were found in, the 999 can name its claim and copy the bad value.
        """
        lines: list[list[str]] | None = None
        for finding in findings:
            if finding.rule.answer not in (Answer.IK3, Answer.IK4, Answer.IK5):
                continue
            if finding.is_error:
                self._rejected = True
            elif self.note_warnings:
                self._warned = True
            else:
                continue
            if finding.rule.answer is Answer.IK5:
                self._codes[finding.rule.code] = None
                continue
            if len(self._told) >= (self.max_findings if finding.is_error else self.max_findings // 2):
                continue
            if unit is None or not self.echo_values:
                self._told.append(_Told(finding, None, ""))
                continue
            if lines is None:
                lines = _segments(unit)
            inside = _is_inside(finding, unit)
            owner = self._owner(unit, lines, finding.place.segment) if inside else None
            value = self._bad_value(unit, lines, finding) if inside else ""
            self._told.append(_Told(finding, owner, value))

    # The parts of the 999.

    def _start_group(self, group: Group) -> None:
        if group.functional_id == "FA" or group.interchange.rejected:
            return
        self._open = self.writer.set("999", f"{self.number:04d}", VERSION)
        self._open.__enter__()
        self.number += 1
        self._sets = self._rejected_sets = self._warned_sets = 0
        self.writer.segment([
            "AK1", self._echo(group.functional_id, 2, 2) or "00", _digits(group.control_number, 9) or "0",
            self._echo(group.version, 1, 12) or "0",
        ])

    def _end_set(self, of: TransactionSet) -> str:
        verdict = "R" if self._rejected else "E" if self._warned else "A"
        self._sets += 1
        self._rejected_sets += self._rejected
        self._warned_sets += self._warned and not self._rejected
        if not of.group.rejected:
            number = of.control_number.zfill(4) if of.control_number.isalnum() else of.control_number
            segments: list[list[Value]] = [[
                "AK2", self._echo(of.id, 3, 3) or "000", self._echo(number, 4, 9) or "0000",
                self._echo(of.version, 1, 35),
            ]]
            segments += self._faults()
            codes = dict.fromkeys([SEGMENTS_IN_ERROR] * bool(self._told)) | self._codes
            segments.append(["IK5", verdict, *list(codes)[:MAX_CODES]])
            self.writer.batch(segments)
        self._forget()
        return verdict

    def _forget(self) -> None:
        self._told = []
        self._codes = {}
        self._rejected = self._warned = False

    def _end_group(self, group: Group) -> str:
        rejected = self._rejected_sets
        accepted = self._sets - rejected
        verdict = "A"
        if group.rejected or (rejected and not accepted):
            verdict, accepted = "R", 0
        elif rejected:
            verdict = "P"
        elif self._warned_sets or group.findings:
            verdict = "E"
        codes = [f.rule.code for f in group.findings if f.rule.answer is Answer.AK9]
        declared = group.sets if group.declared_sets is None else group.declared_sets
        counts = [str(min(count, 999_999)) for count in (declared, group.sets, accepted)]
        self.writer.segment(["AK9", verdict, *counts, *list(dict.fromkeys(codes))[:MAX_CODES]])
        assert self._open is not None
        self._open.__exit__(None, None, None)
        self._open = None
        self.written += 1
        return verdict

    def _faults(self) -> list[list[Value]]:
        """IK3 with CTX, IK4 and CTX: one IK3 for each segment and code, in the order of the segments."""
        groups: dict[tuple[int, str, str, str], list[_Told]] = {}
        for told in sorted(self._told, key=lambda told: told.finding.place.segment):
            rule, place = told.finding.rule, told.finding.place
            code = ELEMENTS_IN_ERROR if rule.answer is Answer.IK4 else rule.code
            groups.setdefault((place.segment, code, place.segment_id, place.loop), []).append(told)
        segments: list[list[Value]] = []
        for (_, code, _, _), several in groups.items():
            segments += self._segment_fault(code, several)
        return segments

    def _segment_fault(self, code: str, several: list[_Told]) -> list[list[Value]]:
        segments: list[list[Value]] = [["IK3", *self._where(several[0].finding.place), code]]
        whole = [told.finding for told in several if told.finding.rule.answer is Answer.IK3]
        segments += self._triggers(whole)
        owner = next((told.owner for told in several if told.owner), None)
        if owner:
            segments.append(["CTX", list(owner)])
        seen: set[tuple[int, int, int, str]] = set()
        for told in several:
            rule, place = told.finding.rule, told.finding.place
            key = (place.element, place.component, place.repetition, rule.code)
            if rule.answer is not Answer.IK4 or key in seen or not 0 < place.element <= MAX_POSITION:
                continue
            seen.add(key)
            number = _digits(place.element_number, 4)
            segments.append(["IK4", _position(place), number, rule.code, told.value])
            segments += self._triggers([told.finding])
        return segments

    def _triggers(self, findings: list[Finding]) -> list[list[Value]]:
        places = dict.fromkeys(f.trigger for f in findings if f.trigger and f.trigger.segment)
        return [
            [
                "CTX", "SITUATIONAL TRIGGER", *self._where(place),
                _position(place) if 0 < place.element <= MAX_POSITION else "",
                _digits(place.element_number, 4),
            ]
            for place in list(places)[:MAX_TRIGGERS] if place
        ]

    def _where(self, place: Place) -> list[str]:
        """Segment id, position in the set and loop: IK301 to IK303, CTX02 to CTX04."""
        # The bracket of LS and LE (`2120CLS`) is no loop of the guides': it is told as the one it bounds.
        loop = "" if place.loop in _NO_LOOPS else self._echo(place.loop.removesuffix("LS"), 1, 6)
        return [self._echo(place.segment_id, 2, 3) or NO_ID, str(max(place.segment, 1)), loop]

    # What is repeated from the file.

    def _echo(self, value: str, least: int, most: int) -> str:
        """A value the 999 can carry as it is, else nothing."""
        fits = least <= len(value) <= most and value.isascii() and value.isprintable() and value.strip()
        return value if fits and not any(ch in value for ch in self.writer.delimiters.all) else ""

    def _bad_value(self, unit: Unit, lines: list[list[str]], finding: Finding) -> str:
        place, delimiters = finding.place, unit.set.delimiters
        at = place.segment - unit.segment
        values = lines[at] if at < len(lines) else []
        if finding.rule.code == REQUIRED_MISSING or not 0 < place.element < len(values):
            return ""
        if values[0] != place.segment_id:
            return ""
        value = values[place.element]
        if place.repetition:
            value = _part(value, delimiters.repetition, place.repetition)
        if place.component:
            value = _part(value, delimiters.component, place.component)
        if delimiters.component in value or delimiters.repetition in value:
            return ""
        return self._echo(value, 1, 99)

    def _owner(self, unit: Unit, lines: list[list[str]], ordinal: int) -> tuple[str, str] | None:
        """The business unit a segment belongs to, as CTX01 names it: from its unit, or those above."""
        above: Unit | None = unit
        while above:
            upto = lines[: ordinal - unit.segment + 1] if above is unit else _segments(above)
            found: dict[str, str] = {}
            for values in upto:
                if name := _owner_name(values, unit.set.id):
                    found[name[0]] = self._echo(name[1], 1, 35)
            for wanted in ("CLM01", "TRN02", "PATIENT NAME NM109", "SUBSCRIBER NAME NM109"):
                if found.get(wanted):
                    return wanted, found[wanted]
            above = above.above
        return None


def _owner_name(values: list[str], set_id: str) -> tuple[str, str] | None:
    segment_id, first, second = [*values, "", ""][:3]
    last = values[9] if len(values) > 9 else ""
    if segment_id == "CLM":
        return "CLM01", first
    if segment_id == "TRN" and set_id in _TRACED:
        return "TRN02", second
    if segment_id == "NM1" and first == "IL":
        return "SUBSCRIBER NAME NM109", last
    if segment_id == "NM1" and first in ("QC", "03"):
        return "PATIENT NAME NM109", last
    return None


def _segments(unit: Unit) -> list[list[str]]:
    """The unit's segments by their ordinal: empty ones stand too, but where lines are the segments."""
    delimiters = unit.set.delimiters
    lines = [line.lstrip("\r\n") for line in unit.text.split(delimiters.segment)]
    if delimiters.segment in "\r\n":
        lines = [line for line in lines if line]
    return [line.split(delimiters.element) for line in lines]


def _is_inside(finding: Finding, unit: Unit) -> bool:
    """Whether the finding is about a segment of this unit, or one that is missing at its end.

    A unit carries the findings of the loops that it closed too; what is missing before its first segment was
    missing there.
    """
    missing = finding.rule.answer is Answer.IK3 and finding.rule.code in _MISSING
    at = finding.place.segment - unit.segment
    return 0 < at <= unit.count if missing else 0 <= at < unit.count


def _part(value: str, separator: str, position: int) -> str:
    parts = value.split(separator)
    return parts[position - 1] if position <= len(parts) else ""


def _position(place: Place) -> list[str]:
    """C030: element, component, repetition."""
    limits = ((place.element, 99), (place.component, 99), (place.repetition, 9999))
    return [str(number) if 0 < number <= limit else "" for number, limit in limits]


def _digits(value: str, most: int) -> str:
    return value if len(value) <= most and value.isascii() and value.isdigit() else ""
