"""A received 999: what the other side reports of the sets it was sent.

The answers are read segment by segment, by segment id: faults of the 999 itself do not stop them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from edi.envelope import Closed, Event, TransactionSet, Unit
from edi.findings import Answer
from edi.values import text

MEANINGS: dict[Answer, dict[str, str]] = {
    Answer.IK3: {
        "1": "segment id unknown", "2": "segment not expected here", "3": "required segment missing",
        "4": "loop too often", "5": "segment too often", "6": "segment not of this set",
        "7": "segment out of order", "8": "elements in error", "I4": "segment not used by the guide",
        "I6": "segment missing that others make necessary", "I7": "loop too seldom",
        "I8": "segment too seldom", "I9": "segment that others make impossible",
    },
    Answer.IK4: {
        "1": "required element missing", "2": "element missing that others make necessary",
        "3": "too many elements", "4": "too short", "5": "too long", "6": "character not allowed",
        "7": "code not allowed", "8": "no date", "9": "no time", "10": "elements exclude each other",
        "12": "too many repetitions", "13": "too many components",
        "I6": "code not used by the guide", "I9": "element missing that others make necessary",
        "I10": "element not used by the guide", "I11": "too few repetitions",
        "I12": "not of the form it must have", "I13": "element that others make impossible",
    },
    Answer.IK5: {
        "1": "set not supported", "2": "trailer missing", "3": "control numbers differ",
        "4": "wrong segment count", "5": "segments in error", "6": "set id malformed",
        "7": "control number malformed", "23": "control number used twice",
        "I5": "segments in error by the guide", "I6": "guide not supported",
    },
    Answer.AK9: {
        "1": "group not supported", "2": "version not supported", "3": "trailer missing",
        "4": "control numbers differ", "5": "wrong set count", "6": "control number malformed",
        "19": "control number used twice",
    },
}
"""What the codes of an answer mean; codes of security segments are left out."""
MAX_FAULTS = 1_000
"""Faults kept of one answered set."""
VERDICTS = frozenset("AEMPRWX")
ACCEPTED = frozenset("AE")


@dataclass(frozen=True, slots=True)
class ReportedFault:
    """An IK3, or one IK4 below it: positions count from 1, 0 is "not told".

    `owner` is the business unit the segment belongs to, as the answer names it (`CLM01`, its value);
    `value` is the copy of the bad value (IK404). Both may tell of a patient.
    """

    segment_id: str
    segment: int
    loop: str
    segment_code: str
    element: int = 0
    component: int = 0
    repetition: int = 0
    element_number: str = ""
    element_code: str = ""
    owner: tuple[str, str] = ("", "")
    value: str = ""


@dataclass(frozen=True, slots=True)
class SetAnswer:
    """The answer to one transaction set (AK2 to IK5).

    The first three fields name its group (AK1). `verdict` is empty where none came; `codes` are IK502
    and on. `offset` is the byte of the 999's file where the answer starts.
    """

    functional_id: str
    group_number: str
    group_version: str
    set_id: str
    control_number: str
    version: str
    verdict: str
    codes: tuple[str, ...]
    faults: tuple[ReportedFault, ...]
    offset: int

    @property
    def accepted(self) -> bool:
        """Whether the set was taken (A, or E with errors noted)."""
        return self.verdict in ACCEPTED


@dataclass(frozen=True, slots=True)
class GroupAnswer:
    """The answer to a functional group (AK1 and AK9), told after those to its sets.

    `verdict` is A, E, P (some sets rejected), R, M, W or X, or empty where no AK9 came. Counts are None
    where they are no numbers. `sets` counts the set answers that came: an A, E or R may come with none.
    """

    functional_id: str
    group_number: str
    group_version: str
    verdict: str
    declared: int | None
    received: int | None
    accepted_sets: int | None
    codes: tuple[str, ...]
    sets: int
    offset: int

    @property
    def accepted(self) -> bool:
        """Whether the group was taken whole (A, or E with errors noted)."""
        return self.verdict in ACCEPTED


Answered = SetAnswer | GroupAnswer


def read_999(events: Iterable[Event]) -> Iterator[Answered]:
    """The answers in a file's events: for each 999 set its set answers, then its group answer."""
    reader = AnswerReader()
    for event in events:
        yield from reader.take(event)


class AnswerReader:
    """Fed with the events of `edi.stream.read`, gives the answers of the 999 sets among them."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._group = ("", "", "")
        self._started = False
        self._sets = 0
        self._set: list[str] = []
        self._set_offset = 0
        self._faults: list[ReportedFault] = []
        self._segment: ReportedFault | None = None
        self._told = False

    def take(self, event: Event) -> list[Answered]:
        """The answers that the next event completes."""
        answers: list[Answered] = []
        if isinstance(event, Unit) and event.set.id == "999":
            for values in event.segments():
                answers += self._walk(values, event)
        elif isinstance(event, Closed) and isinstance(event.of, TransactionSet) and event.of.id == "999":
            answers += self._end_set()
            if self._started:
                answers.append(self._end_group(["AK9"], event.of.end))
            self._start()
        return answers

    def _walk(self, values: list[str], unit: Unit) -> list[Answered]:
        component = unit.set.delimiters.component
        answers: list[Answered] = []
        match values[0]:
            case "AK1":
                self._group = (_at(values, 1), _at(values, 2), _at(values, 3))
                self._started = True
            case "AK2":
                answers += self._end_set()
                self._set, self._set_offset, self._faults = values, unit.offset, []
            case "IK3":
                self._end_segment()
                self._segment = ReportedFault(
                    _at(values, 1), _count(_at(values, 2)) or 0, _at(values, 3), _at(values, 4)
                )
            case "CTX":
                self._name_owner(_at(values, 1).split(component))
            case "IK4":
                self._note_element(values, component)
            case "IK5":
                answers += self._end_set(_verdict(_at(values, 1)), _codes(values[2:]))
            case "AK9":
                answers += self._end_set()
                answers.append(self._end_group(values, unit.offset))
        return answers

    def _name_owner(self, parts: list[str]) -> None:
        if self._segment and not self._told and len(parts) > 1 and not self._segment.owner[0]:
            self._segment = replace(self._segment, owner=(parts[0], parts[1]))

    def _note_element(self, values: list[str], separator: str) -> None:
        if self._segment is None:
            return
        numbers = [_count(part) or 0 for part in _at(values, 1).split(separator)]
        element, component, repetition = [*numbers, 0, 0, 0][:3]
        self._told = True
        self._keep(replace(
            self._segment, element=element, component=component, repetition=repetition,
            element_number=_at(values, 2), element_code=_at(values, 3), value=_at(values, 4),
        ))

    def _keep(self, fault: ReportedFault) -> None:
        if len(self._faults) < MAX_FAULTS:
            self._faults.append(fault)

    def _end_segment(self) -> None:
        if self._segment and not self._told:
            self._keep(self._segment)
        self._segment, self._told = None, False

    def _end_set(self, verdict: str = "", codes: tuple[str, ...] = ()) -> list[Answered]:
        if not self._set:
            return []
        self._end_segment()
        about, faults = self._set, tuple(self._faults)
        self._set, self._faults = [], []
        self._sets += 1
        return [
            SetAnswer(
                *self._group, _at(about, 1), _at(about, 2), _at(about, 3), verdict, codes, faults,
                self._set_offset,
            )
        ]

    def _end_group(self, values: list[str], offset: int) -> GroupAnswer:
        declared, received, accepted = (_count(_at(values, position)) for position in (2, 3, 4))
        sets, self._started, self._sets = self._sets, False, 0
        return GroupAnswer(
            *self._group, _verdict(_at(values, 1)), declared, received, accepted, _codes(values[5:]),
            sets, offset,
        )


def _at(values: Sequence[str], position: int) -> str:
    return text(values[position]) if position < len(values) else ""


def _count(value: str) -> int | None:
    return int(value) if len(value) <= 10 and value.isascii() and value.isdigit() else None


def _verdict(value: str) -> str:
    return value if value in VERDICTS and len(value) == 1 else ""


def _codes(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(text(value) for value in values[:5] if value)
