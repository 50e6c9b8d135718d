"""Inquiries, responses and reviews: what keeps a rule from being broken, and what is carried where."""

from __future__ import annotations

import pytest
from edi_faults import recounted
from rules_judging import changed, events_of, guide_findings, judge, rules_of, sample
from segment_faults import (
    ASKED,
    ASKED_OF_DEPENDENT,
    BRACES,
    CERTIFIED,
    CLAIMS_ASKED,
    CLAIMS_TOLD,
    CROWN,
    DECIDED,
    LINES_TOLD,
    REFUSED,
    TOLD,
    TOLD_OF_DEPENDENT,
)

REFUSAL = "AAA*Y**42*Y~\n"


def told(base: str, *changes: tuple[str, str]) -> list[str]:
    """The rules a clean sample breaks with some changes, all its sets counted anew."""
    text = sample(f"clean/{base}").decode()
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return rules_of(recounted(text).encode())


def without_benefits(base: str) -> tuple[str, str]:
    """The change that takes all benefits out of the last level of a response."""
    text = sample(f"clean/{base}").decode()
    return text[text.index("EB*") : text.index("SE*")], ""


# Eligibility.


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("HL*3*2*22*0~\n", f"{REFUSAL.replace('42', '43').replace('*Y~', '*C~')}HL*3*2*22*0~\n"),
        ("HL*1**20*1~\n", f"HL*1**20*1~\n{REFUSAL}"),
        ("HL*2*1*21*1~\n", f"{REFUSAL}HL*2*1*21*1~\n"),
        ("N4*MADISON*WI*53704~\n", "N4*MADISON*WI*53704~\nAAA*Y**42*C~\n"),
    ],
)
def test_a_refusal_at_any_level_above_explains_missing_benefits(old: str, new: str) -> None:
    assert told(TOLD, without_benefits(TOLD)) == ["C603"]
    data = changed(sample(f"clean/{TOLD}"), without_benefits(TOLD), (old, new))
    assert not guide_findings(events_of(data))
    assert rules_of(data) == []


def test_a_refusal_of_the_subscriber_explains_nothing_of_the_dependent() -> None:
    assert told(TOLD_OF_DEPENDENT, without_benefits(TOLD_OF_DEPENDENT)) == ["C604"]
    refused = ("N4*MADISON*WI*53704~\n", "N4*MADISON*WI*53704~\nAAA*N**75*C~\n")
    assert told(TOLD_OF_DEPENDENT, without_benefits(TOLD_OF_DEPENDENT), refused) == ["C604"]
    of_dependent = ("NM1*03*1*MARLOW*TOBIAS~\n", "NM1*03*1*MARLOW*TOBIAS~\nAAA*N**64*C~\n")
    assert told(TOLD_OF_DEPENDENT, without_benefits(TOLD_OF_DEPENDENT), of_dependent) == []


def test_a_subscriber_with_a_dependent_need_not_be_asked_about() -> None:
    assert told(ASKED_OF_DEPENDENT) == []
    assert told(ASKED_OF_DEPENDENT, ("HL*4*3*23*0~\n", "EQ*35~\nHL*4*3*23*0~\n")) == []


def test_traces_of_two_owners_may_be_alike() -> None:
    twice = ("*CHAIR 2~\n", "*CHAIR 2~\nTRN*1*SH-E-1001*9CLEARING1~\n")
    assert told(ASKED, twice) == []


def test_addresses_abroad_and_places_of_another_kind() -> None:
    assert told(ASKED, ("N4*MADISON*WI*537031234~", "N4*LUND**22100*SE***M~")) == []
    assert told(TOLD_OF_DEPENDENT, ("III*ZZ*11", "III*GR*11")) == []
    assert told(ASKED, ("PRV*PE*PXC*1223G0001X", "PRV*PE")) == []


def test_a_unit_with_a_fault_of_the_guide_is_not_judged() -> None:
    fault = ("DMG*D8*19840213*F", "DMG*D8*20840213*X")
    assert told(ASKED, fault) == []
    assert told(ASKED, fault, ("AD:D2740", "AD:2740")) == ["X509"]


def test_several_faults_of_one_unit_stand_in_their_order() -> None:
    found = judge(
        changed(
            sample(f"clean/{TOLD}"), ("D8*19840213", "D8*20840213"), ("PXC*1223G0001X", "PXC*X"),
            ("AD:D1110", "AD:1110"), ("AD:D2740", "AD:2740"),
        )
    )
    assert [(one.rule.id, one.place.segment) for one in found] == [
        ("X604", 15), ("X609", 30), ("X609", 33), ("X602", 44),
    ]
    assert found[1].place.component == 2


# Claim status.


def test_statuses_of_pharmacies_are_another_list() -> None:
    assert told(CLAIMS_TOLD, ("STC*R4:294*", "STC*R4:9999::RX*")) == []
    assert told(CLAIMS_TOLD, ("STC*R4:294*", "STC*R4:9999*")) == ["X812"]
    assert told(CLAIMS_TOLD, ("F2:88~", "F2:9999~")) == ["X812"]


def test_amounts_that_are_not_told_are_not_compared() -> None:
    assert told(CLAIMS_TOLD, ("**340*222*", "***222*")) == []
    assert told(LINES_TOLD, ("**128*98*", "***98*")) == []
    assert told(LINES_TOLD, ("**128*98*", "**129*98*")) == []


def test_amounts_of_one_claim_are_not_those_of_the_next() -> None:
    """A second claim of the patient has its own lines."""
    line = "SVC*AD:D1120*60*60****1~\nSTC*F1:65*20250409~\nDTP*472*D8*20250317~\n"
    old = "DTP*472*RD8*20250317-20250318~\n"
    assert told(CLAIMS_TOLD, (old, old + line)) == []
    assert told(CLAIMS_TOLD, (old, old + line.replace("*60*60*", "*97*60*"))) == ["B803"]


def test_a_line_has_a_day_for_its_claim() -> None:
    day = "DTP*472*D8*20250310~\n"
    line = f"SVC*AD:D1120*60*****1~\n{day}"
    assert told(CLAIMS_ASKED, (day, line)) == []
    assert told(CLAIMS_ASKED, (day, "")) == ["C705"]


# Services reviews.


def test_an_event_before_the_dependent_is_told_at_the_dependent() -> None:
    event = "HL*4*3*EV*0~\nTRN*1*SH-R-42-3*9391234567~\nUM*HS*I*38*11:B~\n"
    found = told(
        BRACES, ("HL*4*3*23*1~\n", f"{event}HL*5*3*23*1~\n"), ("HL*5*4*EV*1", "HL*6*5*EV*1"),
        ("HL*6*5*SS*0", "HL*7*6*SS*0"),
    )
    assert found == ["C901"]


def test_nothing_is_carried_into_the_next_set() -> None:
    """Two requests in one group: the dependent of the first is not that of the second."""
    first, second = (sample(f"clean/{name}").decode() for name in (BRACES, CROWN))
    body = second[second.index("ST*") : second.index("GE*")].replace("*0001", "*0002")
    data = first.replace("GE*1", f"{body}GE*2")
    assert rules_of(data.encode()) == []
    response = sample(f"clean/{CERTIFIED}").decode()
    bare = response[response.index("ST*") : response.index("GE*")]
    for line in ("HCR*A1*EX-7714301~\n", "HCR*A1*EX-7714302~\n", "HCR*A1*EX-7714303~\n"):
        bare = bare.replace(line, "")
    twice = response[: response.index("ST*")] + bare + bare.replace("*0001", "*0002")
    assert rules_of(recounted(f"{twice}GE*2*501~\nIEA*1*000000501~\n").encode()) == ["C956", "C956"]


def test_an_event_is_decided_by_any_of_its_services() -> None:
    assert told(DECIDED, ("HCR*A2*EX-7714400~\n", "")) == []
    first, second, third = (f"HCR*A1*EX-771430{number}~\n" for number in (1, 2, 3))
    assert told(CERTIFIED, (first, ""), (second, "")) == []
    assert told(CERTIFIED, (first, ""), (third, "")) == []
    another = "HL*7*3*EV*0~\nTRN*2*SH-R-43-2*9391234567~\nUM*SC*I*40*11:B~\n"
    assert told(CERTIFIED, ("TOO*JP*32~\n", f"TOO*JP*32~\n{another}")) == ["C956"]
    assert told(
        CERTIFIED, (first, ""), (second, ""), (third, ""), ("TOO*JP*32~\n", f"TOO*JP*32~\n{another}{first}")
    ) == ["C956"]


def test_a_response_that_stops_says_why() -> None:
    stop = ("HL*4*3*EV*1~\n", "HL*4*3*23*0~\nNM1*QC*1*BRANDT*NILS~\n")
    text = sample(f"clean/{CERTIFIED}").decode()
    rest = text[text.index("TRN*2") : text.index("SE*")]
    assert told(CERTIFIED, stop, (rest, "")) == ["C955"]
    assert told(CERTIFIED, stop, (rest, "AAA*N**58*C~\n")) == []


def test_refused_inquiries_are_clean() -> None:
    assert told(REFUSED) == []
