"""Literal segments against literal values for every place the types of the 999 are tied to, by hand.

Reader and writer are made from the same ties, so that a round trip could never show a wrong one.
"""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from positions import events_of, file_of, segments, tied, told, written

from edi.errors import WriteError
from transactions.document_text import from_json, to_json
from transactions.set_acknowledgment import (
    LEVELS,
    AcknowledgedSet,
    BusinessUnit,
    ElementFault,
    GroupTrailer,
    GroupVerdict,
    SegmentFault,
    SetAcknowledgment,
    SetVerdict,
    Trigger,
    read_set_acknowledgments,
    set_acknowledgment_reader,
    write_set_acknowledgment,
)

SET = """
    ST*999*1001*005010X231A1
    AK1*HC*101*005010X224A2
    AK2*837*0001*005010X224A2
    IK5*A
    AK2*837*0002*005010X224A1
    IK3*SV3*24*2400*8
    CTX*SITUATIONAL TRIGGER*CLM*20*2300*5:3:2*1331:1332
    CTX*SITUATIONAL TRIGGER*SBR*12
    CTX*CLM01:CLAIM-3
    IK4*2:4:6*782*7*12345X
    CTX*SITUATIONAL TRIGGER*DTP*22*2310B*3*1251
    IK4*11**1
    IK3*ZZZ*25**1
    IK5*R*5*I5*4*3*2
    AK2*270*0003
    IK5*E*I6
    AK9*P*3*4*2*2*3*4*5*6
"""

ACKNOWLEDGMENT = SetAcknowledgment(
    group_id="HC",
    group_control_number="101",
    group_version="005010X224A2",
    sets=[
        AcknowledgedSet(
            set_id="837", control_number="0001", version="005010X224A2", verdict=SetVerdict("A")
        ),
        AcknowledgedSet(
            set_id="837",
            control_number="0002",
            version="005010X224A1",
            verdict=SetVerdict("R", ("5", "I5", "4", "3", "2")),
            faults=[
                SegmentFault(
                    segment_id="SV3",
                    segment=24,
                    loop="2400",
                    code="8",
                    triggers=[
                        Trigger(
                            segment_id="CLM", segment=20, loop="2300", element=5, component=3, repetition=2,
                            element_number="1331", component_number="1332",
                        ),
                        Trigger(segment_id="SBR", segment=12),
                    ],
                    business_unit=BusinessUnit("CLM01", "CLAIM-3"),
                    elements=[
                        ElementFault(
                            element=2, component=4, repetition=6, element_number="782", code="7",
                            bad_value="12345X",
                            triggers=[
                                Trigger(
                                    segment_id="DTP", segment=22, loop="2310B", element=3,
                                    element_number="1251",
                                )
                            ],
                        ),
                        ElementFault(element=11, code="1"),
                    ],
                ),
                SegmentFault(segment_id="ZZZ", segment=25, code="1"),
            ],
        ),
        AcknowledgedSet(set_id="270", control_number="0003", verdict=SetVerdict("E", ("I6",))),
    ],
    verdict=GroupVerdict(
        "P", sets_included=3, sets_received=4, sets_accepted=2, reasons=("2", "3", "4", "5", "6")
    ),
)
REJECTED = ACKNOWLEDGMENT.sets[1]

SHORT = """
    ST*999*1001*005010X231A1
    AK1*HP*7*005010X221A1
    AK9*A*1*1*1
"""
SHORT_ACKNOWLEDGMENT = SetAcknowledgment(
    group_id="HP", group_control_number="7", group_version="005010X221A1",
    verdict=GroupVerdict("A", sets_included=1, sets_received=1, sets_accepted=1),
)


def read_of(*texts: str) -> list[SetAcknowledgment]:
    return list(read_set_acknowledgments(events_of(file_of("FA", "005010X231A1", *texts))))


def written_of(acknowledgment: SetAcknowledgment) -> list[str]:
    return written(
        "FA", "005010X231A1",
        lambda writer: write_set_acknowledgment(writer, acknowledgment, "1001"),
    )


CASES = pytest.mark.parametrize(
    ("text", "acknowledgment"), [(SET, ACKNOWLEDGMENT), (SHORT, SHORT_ACKNOWLEDGMENT)], ids=["whole", "short"]
)


@CASES
def test_read(text: str, acknowledgment: SetAcknowledgment) -> None:
    assert read_of(text) == [acknowledgment]


@CASES
def test_write(text: str, acknowledgment: SetAcknowledgment) -> None:
    assert written_of(acknowledgment) == segments(text)


@CASES
def test_json_and_back(text: str, acknowledgment: SetAcknowledgment) -> None:
    assert from_json(to_json(acknowledgment), SetAcknowledgment) == acknowledgment


@pytest.mark.parametrize("fault", ["", "ZZZ*1"])
def test_of_several_business_units_the_first_is_told(fault: str) -> None:
    """The standard lets CTX01 come up to ten times; what stands behind it is read all the same."""
    text = SET.replace("CLM01:CLAIM-3", "CLM01:CLAIM-3^TRN02:TRACE-4")
    text = text.replace("CTX*SITUATIONAL TRIGGER*SBR", "CTX*SITUATIONAL TRIGGER^SITUATIONAL TRIGGER*SBR")
    [made] = read_of(text.replace("AK9*P", f"{fault}\nAK9*P"))
    sets = list(made.sets)
    assert sets[1].unread == ("2100/CTX[TRN02,NM109,PATIENT NAME NM109,SUBSCRIBER NAME NM109,ENT01,"
                              "SUBSCRIBER NUMBER REF02,CLM01]01-1",)
    sets[1] = replace(sets[1], unread=())
    sets[2] = replace(sets[2], unread=())
    assert sets == ACKNOWLEDGMENT.sets
    assert made.verdict == ACKNOWLEDGMENT.verdict


def test_several_in_a_file() -> None:
    data = file_of("FA", "005010X231A1", SHORT) + file_of("FA", "005010X231A1", SET)
    assert list(read_set_acknowledgments(events_of(data))) == [SHORT_ACKNOWLEDGMENT, ACKNOWLEDGMENT]


def test_parts_as_a_stream() -> None:
    events = events_of(file_of("FA", "005010X231A1", SET))
    heading, *sets, trailer = set_acknowledgment_reader().read_all(events)
    assert heading == replace(ACKNOWLEDGMENT, sets=[], verdict=None)
    assert sets == ACKNOWLEDGMENT.sets
    assert trailer.verdict == ACKNOWLEDGMENT.verdict


@pytest.mark.parametrize(("code", "accepted"), [("A", True), ("E", True), ("P", False), ("R", False)])
def test_is_accepted(code: str, accepted: bool) -> None:
    verdict = GroupVerdict(code, 1, 1, 1)
    assert replace(SHORT_ACKNOWLEDGMENT, verdict=verdict).is_accepted is accepted
    assert replace(REJECTED, verdict=SetVerdict(code)).is_accepted is accepted


def test_without_a_verdict_nothing_is_accepted() -> None:
    assert not replace(SHORT_ACKNOWLEDGMENT, verdict=None).is_accepted


def test_sets_tell_whether_they_are_accepted() -> None:
    assert [one.is_accepted for one in ACKNOWLEDGMENT.sets] == [True, False, True]


def test_cut_off_before_the_verdict() -> None:
    """The sets that came are told."""
    data = file_of("FA", "005010X231A1", SET)
    [made] = read_set_acknowledgments(events_of(data[: data.index(b"AK9")]))
    assert made == replace(ACKNOWLEDGMENT, verdict=None)


@pytest.mark.parametrize(
    ("segment", "faulty", "index", "unread"),
    [
        ("IK3*SV3*24*2400*8", "IK3*SV3*X*2400*8", 1, "2100/IK302"),
        ("IK4*2:4:6*", "IK4*2:Y:6*", 1, "2110/IK401-2"),
        ("CTX*CLM01:CLAIM-3", "CTX*CLAIM:CLAIM-3", 1, "2100/CTX"),
        ("AK2*270*0003", "AK2*270*0003~ZZZ*1", 2, "2000/ZZZ"),
    ],
)
def test_unreadable(segment: str, faulty: str, index: int, unread: str) -> None:
    assert SET.count(segment) == 1
    [made] = read_of(SET.replace(segment, faulty.replace("~", "\n")))
    assert [one.unread for one in made.sets] == [(unread,) if at == index else () for at in range(3)]
    with pytest.raises(WriteError, match="2000: the object was not read whole"):
        written_of(made)


def test_an_unreadable_verdict_is_told_with_the_whole() -> None:
    [made] = read_of(SET.replace("AK9*P*3*4*2", "AK9*P*3*FOUR*2"))
    assert made.unread == ("TRAILER/AK903",)
    assert made.verdict == replace(ACKNOWLEDGMENT.verdict, sets_received=0)


UNSAYABLE: dict[str, SetAcknowledgment] = {
    "no verdict": replace(SHORT_ACKNOWLEDGMENT, verdict=None),
    "six reasons": replace(
        SHORT_ACKNOWLEDGMENT, verdict=GroupVerdict("R", 1, 1, 0, ("1", "2", "3", "4", "5", "6"))
    ),
    "a delimiter in a bad value": replace(
        ACKNOWLEDGMENT,
        sets=[
            replace(
                REJECTED,
                faults=[
                    SegmentFault("SV3", 24, "8", elements=[ElementFault(2, "7", bad_value="SECRET*1")])
                ],
            )
        ],
    ),
    "a number of another type": replace(ACKNOWLEDGMENT, sets=[replace(REJECTED, faults=[SegmentFault(
        "SV3", "SECRET", "8",  # type: ignore[arg-type]
    )])]),
}


@pytest.mark.parametrize("unsayable", UNSAYABLE)
def test_refuses_to_write(unsayable: str) -> None:
    """And no value stands in the message: a copy of a bad one may tell of a patient."""
    with pytest.raises(WriteError) as caught:
        written_of(UNSAYABLE[unsayable])
    assert "SECRET" not in str(caught.value)


def test_every_place_is_told() -> None:
    """No field of any type is left out above."""
    assert ACKNOWLEDGMENT.verdict is not None
    trailer = GroupTrailer(ACKNOWLEDGMENT.verdict)
    assert tied(*LEVELS.values()) - told(ACKNOWLEDGMENT, trailer) == set()
