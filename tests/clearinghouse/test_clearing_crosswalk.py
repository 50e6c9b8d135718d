"""A submitter's own id for a payer: the payer is asked under its own, answers name what was used."""

from __future__ import annotations

import pytest
from clearing_files import ELM, OAK_NPI, ended, file
from clearing_places import Place
from inquiry_texts import (
    MARLOW,
    OKAFOR,
    answer271,
    answer277,
    answer278,
    ask270,
    ask276,
    ask278,
    echoed,
)

THEIRS = "*****PI*EXDENT~"
"""How the payer names itself in its answers."""

REFERENCE = "BITEWING000000001"
"""BHT03 of the first set that we send."""


@pytest.fixture
def crossed(place: Place) -> Place:
    """Oak calls delta OD7."""
    place.settings('id = "OAKSTREET"', 'id = "OAKSTREET"\npayer_ids = { "OD7" = "delta" }')
    return place


def trace(place: Place) -> str:
    (one,) = place.inquiries()
    return one.out_trace or ""


def test_an_eligibility_answer_names_the_payer_as_it_was_asked(crossed: Place) -> None:
    crossed.take("oak", ask270(MARLOW, payer="OD7"))
    assert "*****PI*DLT01~" in crossed.got("delta", "270")[0]
    crossed.take("delta", answer271((OAK_NPI, MARLOW, echoed(trace(crossed)))))
    (text,) = crossed.got("oak", "271")
    assert "~NM1*PR*2*EXAMPLE DENTAL PLAN*****PI*OD7~" in text


def test_an_answer_under_another_qualifier_names_the_payer_by_the_asker_s(crossed: Place) -> None:
    crossed.take("oak", ask270(MARLOW, payer="od7"))
    text = answer271((OAK_NPI, MARLOW, echoed(trace(crossed)))).replace(THEIRS, "*****FI*391234567~")
    crossed.take("delta", text)
    assert "~NM1*PR*2*EXAMPLE DENTAL PLAN*****PI*od7~" in crossed.got("oak", "271")[0]


def test_a_status_answer_names_the_payer_as_it_was_asked(crossed: Place) -> None:
    crossed.take("oak", ask276(MARLOW, payer="OD7"))
    assert "*****PI*DLT01~" in crossed.got("delta", "276")[0]
    crossed.take("delta", answer277((OAK_NPI, MARLOW, trace(crossed), "F1:65")))
    (text,) = crossed.got("oak", "277")
    assert "~NM1*PR*2*EXAMPLE DENTAL PLAN*****PI*OD7~" in text


def test_a_review_is_asked_of_the_payer_s_own_id_and_answered_under_the_asker_s(crossed: Place) -> None:
    crossed.take("oak", ask278(MARLOW, payer="OD7"))
    (asked,) = crossed.got("delta", "278")
    assert "~NM1*X3*2*EXAMPLE DENTAL PLAN*****PI*DLT01~" in asked
    crossed.take("delta", answer278(MARLOW, echoed(trace(crossed)), "A1*AUTH77", reference=REFERENCE))
    (text,) = crossed.got("oak", "278")
    assert "~NM1*X3*2*EXAMPLE DENTAL PLAN*****PI*OD7~" in text
    assert "HCR*A1*AUTH77" in text


def test_an_answer_to_who_named_the_payer_by_its_own_id_is_left_as_it_is(crossed: Place) -> None:
    crossed.take("elm", ask270(MARLOW, sender=ELM))
    (one,) = crossed.inquiries()
    crossed.take("delta", answer271(("1992000012", MARLOW, echoed(one.out_trace or ""))))
    assert "~NM1*PR*2*EXAMPLE DENTAL PLAN*****PI*EXDENT~" in crossed.got("elm", "271")[0]


def test_a_refusal_under_an_id_answers_what_was_asked_under_another_name_of_it(crossed: Place) -> None:
    """Two ids of one payer in one batch: the refusal of DLT01 is oak's OD7, and not its dlt02."""
    crossed.drop("oak", "a.edi", ask270(MARLOW, payer="OD7"))
    crossed.drop("oak", "b.edi", ask270(OKAFOR, payer="dlt02", number=2, reference="EQ2"))
    crossed.run()
    refusal = [
        "ST*271*0001*005010X279A1", f"BHT*0022*11*{REFERENCE}*20260304*0900", "HL*1**20*0",
        "NM1*PR*2*EXAMPLE DENTAL PLAN*****PI*DLT01", "AAA*Y**42*R",
    ]
    crossed.take("delta", file(ended(refusal), group="HB", number=801, sender="DELTAPAYER"))
    assert {one.payer: one.state for one in crossed.inquiries()} == {"OD7": "answered", "dlt02": "sent"}
    (text,) = crossed.got("oak", "271")
    assert "*****PI*OD7~" in text
