"""The set acknowledgment (999, 005010X231A1) as business data: whether the sets of a group were taken.

It speaks of X12 alone: of segments, elements and codes; whether a claim was taken a 277CA tells. The
faults may name a patient's claim (`BusinessUnit`) and copy what was wrong (`bad_value`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from msgspec import Struct, field

from edi.envelope import Event
from edi.errors import WriteError
from edi.guide import Guide
from edi.writer import Writer
from mappings.guides import ACKNOWLEDGMENT
from mappings.registry import guide_named
from transactions.binding import Fact, Record, at, fold, loops
from transactions.bound import UnitReader
from transactions.set_writing import SetWriter

ACCEPTED = frozenset("AE")


class Trigger(Fact, frozen=True):
    """CTX, situational trigger: the place that made a fault of what else would be none.

    `segment` counts from the set's ST, which is 1; `element`, `component` and `repetition` from 1.
    """

    segment_id: Annotated[str, at("02")]
    segment: Annotated[int, at("03")]
    loop: Annotated[str | None, at("04")] = None
    element: Annotated[int | None, at("05-1")] = None
    component: Annotated[int | None, at("05-2")] = None
    repetition: Annotated[int | None, at("05-3")] = None
    element_number: Annotated[str | None, at("06-1")] = None
    component_number: Annotated[str | None, at("06-2")] = None


class BusinessUnit(Fact, frozen=True):
    """CTX: the claim or person a fault belongs to: what its number is (CLM01, TRN02 ...), and the number.

    Of several in one segment, which nobody sends, the first is read; `unread` tells of the others.
    """

    name: Annotated[str, at("01-1")]
    value: Annotated[str, at("01-2")]


class ElementFault(Record):
    """2110, IK4: a wrong element. `element_number` is the standard's, `code` 1 missing, 7 no such code ...

    `bad_value` is a copy of what stood there.
    """

    element: Annotated[int, at("IK401-1")]
    code: Annotated[str, at("IK403")]
    component: Annotated[int | None, at("IK401-2")] = None
    repetition: Annotated[int | None, at("IK401-3")] = None
    element_number: Annotated[str | None, at("IK402")] = None
    bad_value: Annotated[str | None, at("IK404")] = None
    triggers: Annotated[list[Trigger], at("CTX")] = field(default_factory=list)


class SegmentFault(Record):
    """2100, IK3: a wrong or missing segment; `segment` counts from the set's ST, which is 1.

    `code` 8: its elements are wrong, 3 missing, 2 not expected there ...
    """

    segment_id: Annotated[str, at("IK301")]
    segment: Annotated[int, at("IK302")]
    code: Annotated[str, at("IK304")]
    loop: Annotated[str | None, at("IK303")] = None
    triggers: Annotated[list[Trigger], at("CTX[SITUATIONAL TRIGGER]")] = field(default_factory=list)
    business_unit: Annotated[
        BusinessUnit | None,
        at(
            "CTX[TRN02,NM109,PATIENT NAME NM109,SUBSCRIBER NAME NM109,ENT01,SUBSCRIBER NUMBER REF02,CLM01]"
        ),
    ] = None
    elements: Annotated[list[ElementFault], loops("2110")] = field(default_factory=list)


class SetVerdict(Fact, frozen=True):
    """IK5: what became of a set: A accepted, E accepted with its faults noted, R rejected.

    M, W and X are rejections too, for want of security. `reasons` are codes (5: segments in error).
    """

    code: Annotated[str, at("01")]
    reasons: Annotated[tuple[str, ...], fold("", range(2, 7))] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether it was taken, faults noted or not."""
        return self.code in ACCEPTED


class AcknowledgedSet(Record):
    """2000: a set by its ST, and what became of it."""

    set_id: Annotated[str, at("AK201")]
    control_number: Annotated[str, at("AK202")]
    verdict: Annotated[SetVerdict, at("IK5")]
    version: Annotated[str | None, at("AK203")] = None
    faults: Annotated[list[SegmentFault], loops("2100")] = field(default_factory=list)
    unread: tuple[str, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether the set was taken, faults noted or not."""
        return self.verdict.is_accepted


class GroupVerdict(Fact, frozen=True):
    """AK9: what became of the group, by the codes of a set and P: only some of its sets were accepted.

    `sets_included` is what its GE said, `sets_received` what was counted; `reasons` are codes.
    """

    code: Annotated[str, at("01")]
    sets_included: Annotated[int, at("02")]
    sets_received: Annotated[int, at("03")]
    sets_accepted: Annotated[int, at("04")]
    reasons: Annotated[tuple[str, ...], fold("", range(5, 10))] = ()


class GroupTrailer(Record):
    """What stands behind the sets."""

    verdict: Annotated[GroupVerdict, at("AK9")]
    unread: tuple[str, ...] = ()


class SetAcknowledgment(Record):
    """The answer to one functional group, named by its GS (GS01, GS06, GS08).

    A group taken whole may come without its `sets`. Read as a stream this is the heading: `sets` is empty
    and `verdict` None, as it is where none came.
    """

    group_id: Annotated[str, at("HEADER/AK101")]
    group_control_number: Annotated[str, at("HEADER/AK102")]
    group_version: Annotated[str, at("HEADER/AK103")]
    sets: list[AcknowledgedSet] = field(default_factory=list)
    verdict: GroupVerdict | None = None
    unread: tuple[str, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether the whole group was taken; of one taken in part its sets tell."""
        return self.verdict is not None and self.verdict.code in ACCEPTED


LEVELS: dict[str, type[Struct]] = {"": SetAcknowledgment, "2000": AcknowledgedSet, "TRAILER": GroupTrailer}
"""The types of the units of a 999, for a `UnitReader`."""


def set_acknowledgment_reader() -> UnitReader:
    """Reads the units of 999 sets: heading, the sets acknowledged, the verdict on the group."""
    return UnitReader(ACKNOWLEDGMENT.name, LEVELS)


def read_set_acknowledgments(events: Iterable[Event]) -> Iterator[SetAcknowledgment]:
    """The set acknowledgments of a file, each whole; for the parts as a stream use the reader.

    Never raises for what stands in the file; a set with faults tells in `unread` what was not read.
    """
    made: SetAcknowledgment | None = None
    for told in set_acknowledgment_reader().read_all(events):
        if isinstance(told, SetAcknowledgment):
            if made is not None:
                yield made
            made = told
        elif made is not None:
            _take(made, told)
    if made is not None:
        yield made


def _take(made: SetAcknowledgment, told: Any) -> None:
    if isinstance(told, AcknowledgedSet):
        made.sets.append(told)
    else:
        made.verdict = told.verdict
        made.unread += told.unread


def write_set_acknowledgment(
    writer: Writer, acknowledgment: SetAcknowledgment, control_number: str, *, guide: Guide | None = None
) -> None:
    """Write a 999 set. Raises WriteError."""
    if acknowledgment.verdict is None:
        raise WriteError("the verdict on the group must be told", "AK9")
    into = SetWriter(writer, guide or guide_named(ACKNOWLEDGMENT.name))
    with writer.set("999", control_number, into.guide.version):
        into.put("", acknowledgment)
        for answered in acknowledgment.sets:
            into.put("2000", answered)
        into.put("TRAILER", GroupTrailer(acknowledgment.verdict))
