"""Eligibility asked of the sandbox payer: literal questions (270), and what the answers (271) say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from sandbox_deliveries import FELIX, Sandbox, claim, line, practice
from sandbox_deliveries import ROSA as SUBSCRIBER
from sandbox_inquiries import NPI, OTHER_NPI, PLAN, answers, eligibility, inquiry, said

from sandbox.payer import Answered
from transactions.binding import Period
from transactions.eligibility import CoverageDate, Identifier, Trace
from transactions.eligibility_benefit import Benefit, BenefitProcedure, Delivery, Refusal
from transactions.eligibility_response import EligibilityResponse
from transactions.parties import Contact, ContactWay, Name

BHT = "BHT*0022*13*QUESTION1*20261121*0815"
SOURCE = ["HL*1**20*1", "NM1*PR*2*SANDBOX DENTAL PLAN*****PI*SBXDENTAL"]
RECEIVER = ["HL*2*1*21*1", f"NM1*1P*2*HARBOR FAMILY DENTISTRY*****XX*{NPI}"]
ROSA = ["NM1*IL*1*ALDERMAN*ROSA****MI*SBX1", "DMG*D8*19840312"]
FELIX_ASKED = ["NM1*03*1*ALDERMAN*FELIX", "DMG*D8*20140702", "INS*N*19"]
OWEN = ["NM1*IL*1*BRANNIGAN*OWEN****MI*SBX2", "DMG*D8*19790130"]


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    return Sandbox(tmp_path / "payer-side", PLAN)


def of_subscriber(
    *asked: str, who: list[str] = ROSA, source: list[str] = SOURCE, receiver: list[str] = RECEIVER
) -> list[str]:
    return [BHT, *source, *receiver, "HL*3*2*22*0", "TRN*1*T1*9BITEWING0", *who, *asked]


def of_dependent(*asked: str, who: list[str] = FELIX_ASKED, above: list[str] = ROSA) -> list[str]:
    return [
        BHT, *SOURCE, *RECEIVER, "HL*3*2*22*1", *above, "HL*4*3*23*0", "TRN*1*T1*9BITEWING0", *who, *asked,
    ]


def ask(sandbox: Sandbox, *segments: str) -> EligibilityResponse:
    """The only answer to one question."""
    sandbox.drop("a.edi", inquiry("270", segments))
    assert sandbox.answer().eligibility == 1
    (told,) = eligibility(sandbox)
    return told


# Who answers whom.


def test_the_answer_gives_back_who_asked_and_by_which_numbers(sandbox: Sandbox) -> None:
    sandbox.drop("a.edi", inquiry("270", of_subscriber(
        "EQ*35", who=[ROSA[0], "REF*EJ*CHART7", "REF*18*NOT GIVEN BACK", ROSA[1]],
    )))
    assert sandbox.answer() == Answered(
        deliveries=1, eligibility=1,
        files=("SANDBOXPAYER-000001-01-999.edi", "SANDBOXPAYER-000001-02-271.edi"),
    )
    (told,) = eligibility(sandbox)
    assert (told.heading.purpose, told.heading.reference, told.heading.created) == (
        "11", "QUESTION1", date(2026, 11, 21),
    )
    assert told.source.name == Name("2", "SANDBOX DENTAL PLAN", id_qualifier="PI", id="SBXDENTAL", role="PR")
    assert told.source.contacts == (Contact("PROVIDER SERVICES", (ContactWay("TE", "5035550140"),)),)
    assert told.receiver is not None
    assert told.receiver.name == Name("2", "HARBOR FAMILY DENTISTRY", id_qualifier="XX", id=NPI, role="1P")
    asked, ours = told.traces
    assert asked == Trace("T1", "9BITEWING0", kind="2")
    assert (ours.originator, ours.kind) == ("1990000017", "1")
    assert told.subscriber is not None
    assert told.subscriber.name == Name("1", "ALDERMAN", "ROSA", id_qualifier="MI", id="SBX1")
    assert (told.subscriber.birth_date, told.subscriber.relation) == (date(1984, 3, 12), "18")
    assert (told.subscriber.is_changed, told.subscriber.maintenance_reason) == (False, None)
    assert told.subscriber.ids == (Identifier("EJ", "CHART7"),)
    assert told.subscriber.dates == (CoverageDate("346", Period(date(2026, 1, 1))),)
    assert told.dependent is None
    assert told.is_active is True


def test_two_traces_leave_room_for_one_of_ours(sandbox: Sandbox) -> None:
    segments = of_subscriber("EQ*35")
    segments.insert(segments.index("TRN*1*T1*9BITEWING0") + 1, "TRN*1*HOUSE1*9HARBORBIL")
    told = ask(sandbox, *segments)
    assert [(one.kind, one.number) for one in told.traces][:2] == [("2", "T1"), ("2", "HOUSE1")]
    assert [one.kind for one in told.traces] == ["2", "2", "1"]


def test_every_question_of_a_file_has_its_answer(sandbox: Sandbox) -> None:
    first = [
        BHT, *SOURCE, *RECEIVER,
        "HL*3*2*22*1", "TRN*1*T1*9BITEWING0", *ROSA, "EQ*35",
        "HL*4*3*23*0", "TRN*1*T2*9BITEWING0", *FELIX_ASKED, "EQ*35",
        "HL*5*2*22*0", "TRN*1*T3*9BITEWING0", *OWEN, "EQ*35",
    ]
    second = [BHT.replace("QUESTION1", "QUESTION2"), *of_subscriber("EQ*35")[1:]]
    sandbox.drop("a.edi", inquiry("270", first, second))
    assert sandbox.answer().eligibility == 4
    told = eligibility(sandbox)
    assert [(one.heading.reference, one.traces[0].number, one.is_active) for one in told] == [
        ("QUESTION1", "T1", True), ("QUESTION1", "T2", False), ("QUESTION1", "T3", True),
        ("QUESTION2", "T1", True),
    ]


# What the plan says.

WHOLE = [
    "1 35 network W",
    "A 23^41 share 0 network W",
    "A 24^25^26^28^37^40 share 0.2 network W",
    "A 27^36^39 share 0.5 network W",
    "A 38 share 0.5 network W",
    "C 24^25^26^27^28^36^37^39^40 period 23 $50",
    "C 24^25^26^27^28^36^37^39^40 period 29 $50",
    "F 35 period 23 $1500",
    "F 35 period 29 $1500",
    "F 38 period 32 $1200",
    "F 38 period 33 $1200",
    "F D1110 period 23 2 P6",
    "F D1110 period 29 2 P6",
    "I D9972",
]


def test_all_dental_care(sandbox: Sandbox) -> None:
    told = ask(sandbox, *of_subscriber("EQ*35"))
    assert said(told.benefits) == WHOLE
    assert told.benefits[0] == Benefit("1", "IND", ("35",), plan="STANDARD PLAN", network="W")
    assert told.benefits[11].deliveries == (Delivery("VS", 2, period="23", periods=1),)


def test_the_whole_plan_is_all_dental_care(sandbox: Sandbox) -> None:
    assert said(ask(sandbox, *of_subscriber("EQ*30")).benefits) == ["1 30^35 network W", *WHOLE[1:]]


ONE_TYPE = {
    "23": ["1 23 network W", "A 23 share 0 network W", "F 23 period 23 $1500", "F 23 period 29 $1500"],
    "25": [
        "1 25 network W", "A 25 share 0.2 network W", "C 25 period 23 $50", "C 25 period 29 $50",
        "F 25 period 23 $1500", "F 25 period 29 $1500",
    ],
    "36": [
        "1 36 network W", "A 36 share 0.5 network W", "C 36 period 23 $50", "C 36 period 29 $50",
        "F 36 period 23 $1500", "F 36 period 29 $1500",
    ],
    "38": ["1 38 network W", "A 38 share 0.5 network W", "F 38 period 32 $1200", "F 38 period 33 $1200"],
    "1": ["I 1"],
}


@pytest.mark.parametrize("service_type", ONE_TYPE)
def test_one_type_of_service(sandbox: Sandbox, service_type: str) -> None:
    assert said(ask(sandbox, *of_subscriber(f"EQ*{service_type}")).benefits) == ONE_TYPE[service_type]


def test_several_questions_are_answered_once_each(sandbox: Sandbox) -> None:
    told = ask(sandbox, *of_subscriber("EQ*23^1", "EQ*23", "EQ**AD:D9972"))
    assert said(told.benefits) == [*ONE_TYPE["23"], "I 1", "I D9972"]


def test_a_procedure(sandbox: Sandbox) -> None:
    told = ask(sandbox, *of_subscriber("EQ**AD:D2740"))
    assert said(told.benefits) == [
        "1 D2740 network W", "A D2740 share 0.5 network W", "C D2740 period 23 $50", "C D2740 period 29 $50",
        "F D2740 period 23 $1500", "F D2740 period 29 $1500", "CB D2740 $1050",
    ]
    assert {one.procedure for one in told.benefits} == {BenefitProcedure("D2740")}
    assert told.benefits[-1].messages == ("ALLOWED AMOUNT OF ONE UNIT",)


@pytest.mark.parametrize("procedure", ["AD:D9972", "HC:99213"])
def test_a_procedure_that_is_not_covered(sandbox: Sandbox, procedure: str) -> None:
    told = ask(sandbox, *of_subscriber(f"EQ**{procedure}"))
    assert said(told.benefits) == [f"I {procedure[3:]}"]


def test_what_was_used_is_gone(sandbox: Sandbox) -> None:
    sandbox.deliver(
        claim("A1", line("D2392", "198.5"), line("D1110", "90")),
        claim("A2", line("D2392", "198.5"), patient=FELIX),
    )
    sandbox.drop("later.edi", inquiry("270", of_subscriber("EQ*25", "EQ**AD:D1110")))
    sandbox.answer()
    (told,) = eligibility(sandbox)
    assert [text for text in said(told.benefits) if text[0] in "CF"] == [
        "C 25 period 23 $50", "C 25 period 29 $0", "F 25 period 23 $1500", "F 25 period 29 $1291.2",
        "F D1110 period 23 $1500", "F D1110 period 29 $1291.2", "CB D1110 $90", "F D1110 period 23 2 P6",
        "F D1110 period 29 1 P6",
    ]


def test_benefits_of_another_year_are_whole(sandbox: Sandbox) -> None:
    sandbox.plan.write_text(PLAN + "\n[inquiries]\ndays_ahead = 90\n")
    sandbox.deliver(claim("A1", line("D2392", "198.5")))
    sandbox.drop("later.edi", inquiry("270", of_subscriber("EQ*25", "DTP*291*D8*20270115")))
    sandbox.answer()
    assert said(eligibility(sandbox)[0].benefits)[2:] == ONE_TYPE["25"][2:]


# The network.


def owens(sandbox: Sandbox, npi: str, asked: str) -> list[str]:
    receiver = [RECEIVER[0], f"NM1*1P*2*SOMEBODY*****XX*{npi}"]
    return said(ask(sandbox, *of_subscriber(asked, who=OWEN, receiver=receiver)).benefits)


def test_the_network_and_what_is_paid_outside(sandbox: Sandbox) -> None:
    assert owens(sandbox, NPI, "EQ*35") == [
        "1 35 network Y",
        "A 23^41 share 0 network Y", "A 23^41 share 0.2 network N",
        "A 24^25^26^28^36^37^40 share 0.1 network Y", "A 24^25^26^28^36^37^40 share 0.4 network N",
        "A 27^39 share 0.5 network Y", "I 27^39 network N",
        "I 38 network Y", "I 38 network N",
        "C 24^25^26^27^28^36^37^39^40 period 23 $0", "C 24^25^26^27^28^36^37^39^40 period 29 $0",
        "B 35 period 27 $20",
    ]


def test_who_asks_from_outside_the_network(sandbox: Sandbox) -> None:
    assert owens(sandbox, OTHER_NPI, "EQ*24")[:3] == [
        "1 24 network N", "A 24 share 0.1 network Y", "A 24 share 0.4 network N",
    ]


def test_a_class_that_is_never_paid_is_not_covered(sandbox: Sandbox) -> None:
    assert owens(sandbox, NPI, "EQ*38") == ["I 38"]


def test_claims_from_outside_the_network_are_paid_less(sandbox: Sandbox) -> None:
    owen = replace(
        SUBSCRIBER, name=Name("1", "BRANNIGAN", "OWEN", id_qualifier="MI", id="SBX2"),
        birth_date=date(1979, 1, 30),
    )
    sandbox.deliver(
        claim("IN", line("D1110", "100"), subscriber=owen, service=Period(date(2026, 10, 6))),
        claim("OUT", line("D1110", "100"), subscriber=owen, billing=practice(OTHER_NPI)),
    )
    assert sandbox.answers().paid() == [
        ("IN", "1", "80", ["PR-3 20"]), ("OUT", "1", "64", ["PR-3 20 PR-2 16"]),
    ]


# Days.


def test_a_coverage_that_has_ended(sandbox: Sandbox) -> None:
    told = ask(sandbox, *of_dependent("EQ*35", "EQ**AD:D2740"))
    assert told.benefits == [Benefit("6", "IND", ("35",), plan="STANDARD PLAN")]
    assert told.dependent is not None
    assert told.dependent.dates == (
        CoverageDate("346", Period(date(2026, 3, 1))), CoverageDate("347", Period(date(2026, 10, 31))),
    )
    assert told.is_active is False


@pytest.mark.parametrize(
    ("day", "is_active"),
    [("20260228", False), ("20260301", True), ("20261031", True), ("20261101", False)],
)
def test_the_first_and_the_last_day_count(sandbox: Sandbox, day: str, is_active: bool) -> None:
    told = ask(sandbox, *of_dependent(f"DTP*291*D8*{day}", "EQ*35"))
    assert told.is_active is is_active


def test_a_question_may_have_a_day_of_its_own(sandbox: Sandbox) -> None:
    told = ask(sandbox, *of_dependent("EQ*23", "DTP*291*D8*20261005", "EQ*24"))
    assert [text[:4] for text in said(told.benefits)] == ["1 23", "A 23", "F 23", "F 23", "6 24"]


# Refusals.

OTHER_SOURCE = [SOURCE[0], "NM1*PR*2*SOMEBODY ELSE*****PI*OTHER"]
NO_NPI = [RECEIVER[0], "NM1*1P*2*HARBOR FAMILY DENTISTRY*****SV*77"]
SUBSCRIBER_REFUSED = {
    "no member number": ("72", of_subscriber("EQ*35", who=["NM1*IL*1*ALDERMAN*ROSA", ROSA[1]])),
    "no number at all": ("72", of_subscriber("EQ*35", who=[ROSA[0].replace("SBX1", "SBX-1"), ROSA[1]])),
    "unknown member": ("75", of_subscriber("EQ*35", who=[ROSA[0].replace("SBX1", "SBX9"), ROSA[1]])),
    "another birth date": ("71", of_subscriber("EQ*35", who=[ROSA[0], "DMG*D8*19840313"])),
    "no birth date": ("58", of_subscriber("EQ*35", who=ROSA[:1])),
    "before birth": ("60", of_subscriber("DTP*291*D8*19840311", "EQ*35")),
    "too long ago": ("62", of_subscriber("DTP*291*D8*20241120", "EQ*35")),
    "too far ahead": ("63", of_subscriber("EQ*35", "DTP*291*RD8*20261121-20261223")),
    "dependent of an unknown member": (
        "75", of_dependent("EQ*35", above=[ROSA[0].replace("SBX1", "SBX9"), ROSA[1]]),
    ),
    "dependent, subscriber's birth date": ("71", of_dependent("EQ*35", above=[ROSA[0], "DMG*D8*19840313"])),
}
DEPENDENT_REFUSED = {
    "unknown dependent": ("67", of_dependent("EQ*35", who=["NM1*03*1*ALDERMAN*IRIS", FELIX_ASKED[1]])),
    "another birth date": ("71", of_dependent("EQ*35", who=[FELIX_ASKED[0], "DMG*D8*20140703"])),
    "no birth date": ("58", of_dependent("EQ*35", who=FELIX_ASKED[:1])),
    "no name": ("65", of_dependent("EQ*35", who=["NM1*03*1*ALDERMAN", FELIX_ASKED[1]])),
    "before birth": ("60", of_dependent("DTP*291*D8*20140701", "EQ*35")),
}


@pytest.mark.parametrize("case", SUBSCRIBER_REFUSED)
def test_a_subscriber_refused(sandbox: Sandbox, case: str) -> None:
    reason, segments = SUBSCRIBER_REFUSED[case]
    told = ask(sandbox, *segments)
    assert told.subscriber is not None
    assert told.subscriber.refusals == (Refusal(False, reason, "C"),)
    assert (told.refusal_reasons, told.benefits, told.dependent) == ((reason,), [], None)
    assert told.traces[0] == Trace("T1", "9BITEWING0", kind="2")


@pytest.mark.parametrize("case", DEPENDENT_REFUSED)
def test_a_dependent_refused(sandbox: Sandbox, case: str) -> None:
    reason, segments = DEPENDENT_REFUSED[case]
    told = ask(sandbox, *segments)
    assert told.dependent is not None
    assert told.dependent.refusals == (Refusal(False, reason, "C"),)
    assert (told.refusal_reasons, told.benefits) == ((reason,), [])
    assert told.traces[0] == Trace("T1", "9BITEWING0", kind="2")


@pytest.mark.parametrize("day", ["20241121", "20261222"])
def test_days_that_are_just_allowed(sandbox: Sandbox, day: str) -> None:
    assert ask(sandbox, *of_subscriber(f"DTP*291*D8*{day}", "EQ*35")).refusals == ()


def test_another_payers_member(sandbox: Sandbox) -> None:
    told = ask(sandbox, *of_subscriber("EQ*35", source=OTHER_SOURCE))
    assert told.source.refusals == (Refusal(False, "79", "C"),)
    assert (told.source.name.id, told.receiver, told.subscriber) == ("OTHER", None, None)


def test_a_provider_without_an_npi(sandbox: Sandbox) -> None:
    told = ask(sandbox, *of_subscriber("EQ*35", receiver=NO_NPI))
    assert told.receiver is not None
    assert (told.receiver.refusals, told.subscriber) == ((Refusal(False, "43", "C"),), None)


def test_a_payer_that_cannot_answer_now(sandbox: Sandbox) -> None:
    sandbox.plan.write_text(PLAN + "\n[inquiries]\nanswering = false\n")
    told = ask(sandbox, *of_subscriber("EQ*35"))
    assert (told.source.refusals, told.receiver) == ((Refusal(True, "42", "R"),), None)


def test_a_name_that_differs_is_told_as_the_payer_has_it(sandbox: Sandbox) -> None:
    told = ask(sandbox, *of_subscriber("EQ*35", who=["NM1*IL*1*ALDERMANN*ROSA****MI*SBX1", ROSA[1]]))
    assert told.subscriber is not None
    assert (told.subscriber.name.last_name, told.subscriber.is_changed) == ("ALDERMAN", True)


def test_a_question_taken_back_is_confirmed(sandbox: Sandbox) -> None:
    segments = of_subscriber("EQ*35")
    segments[0] = segments[0].replace("*13*", "*01*") + "*RT"
    assert ask(sandbox, *segments).heading.purpose == "06"


def test_questions_of_a_rejected_set_have_no_answer(sandbox: Sandbox) -> None:
    bad = of_subscriber("EQ*35")
    bad[2] = bad[2].replace("*PR*", "*QQ*")
    sandbox.drop("a.edi", inquiry("270", bad, of_subscriber("EQ*23")))
    assert sandbox.answer().eligibility == 1
    assert len(answers(sandbox, "271")) == 1
    assert said(eligibility(sandbox)[0].benefits) == ONE_TYPE["23"]
