"""Reviews asked of the sandbox payer: literal requests (278), and what the responses say."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sandbox_deliveries import NOW, Sandbox, claim, line
from sandbox_inquiries import NPI, PLAN, inquiry, reviews

from sandbox.ledger import read_ledger
from sandbox.payer import Answered
from transactions.binding import Period
from transactions.dental_claim import Tooth
from transactions.parties import Contact, ContactWay, Name
from transactions.review import Refusal
from transactions.review_event import ReviewAttachment, ReviewTrace
from transactions.review_response import Decision, ReviewResponse

BHT = "BHT*0007*13*REQUEST1*20261121*0815"
REVIEWER = ["HL*1**20*1", "NM1*X3*2*SANDBOX DENTAL PLAN*****PI*SBXDENTAL"]
REQUESTER = ["HL*2*1*21*1", f"NM1*1P*2*HARBOR FAMILY DENTISTRY*****XX*{NPI}"]
ROSA = ["NM1*IL*1*ALDERMAN*ROSA****MI*SBX1", "DMG*D8*19840312*F"]
OWEN = ["NM1*IL*1*BRANNIGAN*OWEN****MI*SBX2", "DMG*D8*19790130*M"]
FELIX = ["NM1*QC*1*ALDERMAN*FELIX", "DMG*D8*20140702*M", "INS*N*19"]
X_RAYS = "PWK*RB*EL***AC*XRAY1"
FILLING = ["SV3*AD:D2392*225****1", "TOO*JP*14*O:D"]
CROWN = ["SV3*AD:D2740*1200****1", "TOO*JP*19"]
WHITENING = ["SV3*AD:D9972*350****1"]
WAITING = ReviewAttachment("RB", "EL")


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    return Sandbox(tmp_path / "payer-side", PLAN)


def request(
    *services: list[str], who: list[str] = ROSA, event: tuple[str, ...] = (), um: str = "UM*HS*I*25*11:B",
    reviewer: list[str] = REVIEWER, requester: list[str] = REQUESTER,
) -> list[str]:
    segments = [
        BHT, *reviewer, *requester, "HL*3*2*22*1", *who,
        f"HL*4*3*EV*{int(bool(services))}", "TRN*1*T1*9BITEWING0", um, *event,
    ]
    for number, service in enumerate(services, 5):
        segments += [f"HL*{number}*4*SS*0", *service]
    return segments


def of_dependent(*service: str, who: list[str] = FELIX, above: str = ROSA[0]) -> list[str]:
    return [
        BHT, *REVIEWER, *REQUESTER, "HL*3*2*22*1", above, "HL*4*3*23*1", *who, "HL*5*4*EV*1",
        "TRN*1*T1*9BITEWING0", "UM*HS*I*25*11:B", "DTP*AAH*D8*20261005", "HL*6*5*SS*0", *service,
    ]


def ask(sandbox: Sandbox, segments: list[str], number: int = 1) -> ReviewResponse:
    """The answer to one request, the latest of all that were offered."""
    sandbox.drop(f"{number:03d}.edi", inquiry("278", segments, number=number))
    assert sandbox.answer().reviews == 1
    return reviews(sandbox)[-1]


def decisions(told: ReviewResponse) -> list[str]:
    """HCR01 and HCR03 of the event and of each service."""
    of = [told.decision, *(service.decision for service in told.services)]
    return [" ".join([one.action, *one.reasons]) if one else "" for one in of]


# Deciding.


def test_certified_in_total(sandbox: Sandbox) -> None:
    sandbox.drop("a.edi", inquiry("278", request(
        ["TRN*1*LINE1*9BITEWING0", "UM*HS*I*25", "DTP*472*D8*20261201", *FILLING],
        event=("DTP*AAH*D8*20261130",),
    )))
    assert sandbox.answer() == Answered(
        deliveries=1, reviews=1,
        files=("SANDBOXPAYER-000001-01-999.edi", "SANDBOXPAYER-000001-02-278.edi"),
    )
    (told,) = reviews(sandbox)
    assert (told.heading.reference, told.heading.kind, told.heading.created) == (
        "REQUEST1", "18", date(2026, 11, 21),
    )
    assert told.reviewer.name == Name(
        "2", "SANDBOX DENTAL PLAN", id_qualifier="PI", id="SBXDENTAL", role="X3"
    )
    assert told.reviewer.contact == Contact("PROVIDER SERVICES", (ContactWay("TE", "5035550140"),))
    assert told.requester is not None
    assert told.requester.name == Name("2", "HARBOR FAMILY DENTISTRY", id_qualifier="XX", id=NPI, role="1P")
    assert told.subscriber is not None
    assert (told.subscriber.name.id, told.subscriber.birth_date) == ("SBX1", date(1984, 3, 12))
    assert told.event is not None
    asked, ours = told.event.traces
    assert asked == ReviewTrace("T1", "9BITEWING0", kind="2")
    assert (ours.originator, ours.kind) == ("1990000017", "1")
    assert (told.event.review.category, told.event.review.facility) == ("HS", "11")
    number = told.authorization_number
    assert number is not None
    assert number.startswith("A2026")
    assert told.decision == Decision("A1", number)
    today = date(2026, 11, 21)
    assert (told.event.issued, told.event.days) == (today, Period(date(2026, 11, 30)))
    assert told.event.effective == Period(today, today + timedelta(180))
    (service,) = told.services
    assert service.traces == [ReviewTrace("LINE1", "9BITEWING0", kind="2")]
    assert service.decision == Decision("A1", number)
    assert service.dental is not None
    assert (service.dental.procedure.code, service.dental.quantity) == ("D2392", 1)
    assert (service.teeth, service.days) == ([Tooth("14", ("O", "D"))], Period(date(2026, 12, 1)))
    assert told.is_certified


def test_every_authorization_has_a_number_of_its_own(sandbox: Sandbox) -> None:
    numbers = {ask(sandbox, request(FILLING), turn).authorization_number for turn in range(1, 4)}
    assert len(numbers) == 3
    assert numbers == set(read_ledger(sandbox.folder / "state.json", sandbox.seed).authorizations)


DECIDED = {
    "not covered": (request(WHITENING), ["A3 0M", "A3 0M"]),
    "one of two": (request(FILLING, WHITENING), ["A2", "A1", "A3 0M"]),
    "documents with the event": (request(CROWN, event=(X_RAYS,)), ["A1", "A1"]),
    "documents with the service": (request([*CROWN, X_RAYS]), ["A1", "A1"]),
    "no documents": (request(CROWN), ["A4", "A4"]),
    "no documents for one of two": (request(FILLING, CROWN), ["A4", "A1", "A4"]),
    "orthodontics": (request(["SV3*AD:D8080*4800****1"]), ["A4", "A4"]),
    "as often as the limit": (request(["SV3*AD:D1110*180****2"]), ["A1", "A1"]),
    "more than the limit": (request(["SV3*AD:D1110*270****3"]), ["A6 0L", "A6 0L"]),
    "more by several services": (
        request(["SV3*AD:D1110*90****1"], ["SV3*AD:D1110*90****1"], ["SV3*AD:D1110*90****1"]),
        ["A2", "A1", "A1", "A3 0L"],
    ),
    "another list of procedures": (request(["SV1*HC:99213*80*UN*1"]), ["CT", "CT"]),
    "a type of service": (request(um="UM*HS*I*25*11:B"), ["A1"]),
    "a type without documents": (request(um="UM*HS*I*38*11:B"), ["A4"]),
    "all dental care": (request(um="UM*HS*I*35*11:B"), ["NA"]),
    "no dental care": (request(um="UM*HS*I*1*11:B"), ["CT"]),
    "a service by its type": (request(["UM*HS*I*25"]), ["A1", "A1"]),
    "before the coverage": (request(FILLING, event=("DTP*AAH*D8*20251231",)), ["A3 0M", "A3 0M"]),
    "a class without a review": (request(["SV3*AD:D1110*90****1"], who=OWEN), ["NA", "NA"]),
    "a class that is never paid": (request(["SV3*AD:D8670*90****1"], who=OWEN), ["A3 0M", "A3 0M"]),
    "a class the plan wants documents of": (request(["SV3*AD:D3330*900****1"], who=OWEN), ["A4", "A4"]),
    "of a dependent": (of_dependent(*FILLING), ["A1", "A1"]),
}


@pytest.mark.parametrize("case", DECIDED)
def test_what_is_decided(sandbox: Sandbox, case: str) -> None:
    segments, expected = DECIDED[case]
    told = ask(sandbox, segments)
    assert decisions(told) == expected
    has_number = [one.split()[0] in ("A1", "A2", "A6") for one in expected]
    of = [told.decision, *(service.decision for service in told.services)]
    assert [bool(one and one.authorization_number) for one in of] == has_number
    assert told.refusals == ()
    assert told.heading.kind == ("19" if "A4" in expected else "18")


def test_a_limit_cuts_the_quantity_and_the_charge(sandbox: Sandbox) -> None:
    sandbox.deliver(claim("A1", line("D1110", "90")))
    sandbox.answer()
    told = ask(sandbox, request(["SV3*AD:D1110*270****3"]))
    (service,) = told.services
    assert service.dental is not None
    assert (service.dental.quantity, service.dental.charge) == (1, Decimal(90))
    told = ask(sandbox, request(["SV3*AD:D1110*100****3"]), 2)
    assert told.services[0].dental is not None
    assert told.services[0].dental.charge == Decimal("33.33")


def test_a_limit_that_is_used_up(sandbox: Sandbox) -> None:
    sandbox.deliver(claim("A1", line("D1110", "90")), claim("A2", line("D1110", "91")))
    sandbox.answer()
    assert decisions(ask(sandbox, request(["SV3*AD:D1110*90****1"]))) == ["A3 0L", "A3 0L"]


# Pended.


def test_what_waits_for_documents_says_which(sandbox: Sandbox) -> None:
    told = ask(sandbox, request(CROWN))
    assert (told.is_pended, told.authorization_number) == (True, None)
    assert [service.attachments for service in told.services] == [[WAITING]]
    told = ask(sandbox, request(um="UM*HS*I*38*11:B"), 2)
    assert told.event is not None
    assert told.event.attachments == [WAITING]


def test_what_was_pended_is_decided_in_the_next_pass(sandbox: Sandbox) -> None:
    assert ask(sandbox, request(FILLING, CROWN)).is_pended
    done = sandbox.answer()
    assert (done.deliveries, done.decided, done.files) == (0, 1, ("SANDBOXPAYER-000002-01-278.edi",))
    told = reviews(sandbox)[-1]
    assert decisions(told) == ["A2", "A1", "A3 0P"]
    assert (told.heading.reference, told.heading.kind) == ("REQUEST1", "18")
    assert told.event is not None
    assert told.event.traces[0] == ReviewTrace("T1", "9BITEWING0", kind="2")
    assert sandbox.answer() == Answered()


def test_a_plan_may_certify_without_documents(sandbox: Sandbox) -> None:
    sandbox.plan.write_text(PLAN + '\n[reviews]\nwithout_documents = "certified"\nvalid_days = 10\n')
    ask(sandbox, request(CROWN))
    sandbox.answer()
    told = reviews(sandbox)[-1]
    assert decisions(told) == ["A1", "A1"]
    assert told.event is not None
    assert told.event.effective == Period(date(2026, 11, 21), date(2026, 12, 1))


def test_a_plan_may_wait(sandbox: Sandbox) -> None:
    sandbox.plan.write_text(PLAN + "\n[reviews]\nwait_days = 3\n")
    assert ask(sandbox, request(CROWN)).is_pended
    sandbox.now = NOW + timedelta(days=2)
    assert sandbox.answer() == Answered()
    sandbox.now = NOW + timedelta(days=3)
    assert sandbox.answer().decided == 1
    assert sandbox.answer() == Answered()


def test_a_decision_that_cannot_be_told_stops_nobody(sandbox: Sandbox) -> None:
    """The asker's delimiters are kept; what the plan file says by now may contain them."""
    data = inquiry("278", request(CROWN)).replace(b":", b"/")
    sandbox.drop("a.edi", data)
    assert sandbox.answer().pended == 1
    sandbox.plan.write_text(PLAN.replace("PROVIDER SERVICES", "CLAIMS/REVIEWS"))
    sandbox.deliver(claim("A1", line("D1110", "90")))
    done = sandbox.answer()
    assert (done.claims, done.decided) == (1, 0)
    sandbox.plan.write_text(PLAN)
    assert sandbox.answer().decided == 1


def test_asked_again_with_documents(sandbox: Sandbox) -> None:
    sandbox.plan.write_text(PLAN + "\n[reviews]\nwait_days = 3\n")
    assert ask(sandbox, request(CROWN)).is_pended
    assert decisions(ask(sandbox, request(CROWN, event=(X_RAYS,)), 2)) == ["A1", "A1"]


# Taking back.


def test_an_authorization_is_taken_back(sandbox: Sandbox) -> None:
    number = ask(sandbox, request(FILLING)).authorization_number
    assert number is not None
    cancel = request(um="UM*HS*3*25*11:B", event=(f"REF*BB*{number}",))
    assert ask(sandbox, cancel, 2).decision == Decision("C", number)
    told = ask(sandbox, cancel, 3)
    assert (told.refusals, told.decision) == ((Refusal(False, "AA", "C"),), None)


def test_nobody_takes_back_what_is_somebody_elses(sandbox: Sandbox) -> None:
    number = ask(sandbox, request(FILLING)).authorization_number
    cancel = request(um="UM*HS*3*25*11:B", event=(f"REF*BB*{number}",), who=OWEN)
    assert ask(sandbox, cancel, 2).refusals == (Refusal(False, "AA", "C"),)


# Refused.

REFUSED = {
    "unknown member": ("75", request(FILLING, who=[ROSA[0].replace("SBX1", "SBX9"), ROSA[1]])),
    "no member number": ("72", request(FILLING, who=[ROSA[0].replace("SBX1", "SBX-1"), ROSA[1]])),
    "another birth date": ("71", request(FILLING, who=[ROSA[0], "DMG*D8*19840313*F"])),
    "no birth date": ("58", request(FILLING, who=ROSA[:1])),
    "dependent of an unknown member": ("75", of_dependent(*FILLING, above=ROSA[0].replace("SBX1", "SBX9"))),
}
DEPENDENT_REFUSED = {
    "unknown": ("67", ["NM1*QC*1*ALDERMAN*IRIS", *FELIX[1:]]),
    "another birth date": ("71", [FELIX[0], "DMG*D8*20140703*M", FELIX[2]]),
    "no birth date": ("58", [FELIX[0], FELIX[2]]),
    "no name": ("65", ["NM1*QC*1*ALDERMAN", *FELIX[1:]]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_subscriber_refused(sandbox: Sandbox, case: str) -> None:
    reason, segments = REFUSED[case]
    told = ask(sandbox, segments)
    assert told.subscriber is not None
    assert told.subscriber.refusals == (Refusal(False, reason, "C"),)
    assert (told.dependent, told.event, told.is_refused) == (None, None, True)


@pytest.mark.parametrize("case", DEPENDENT_REFUSED)
def test_a_dependent_refused(sandbox: Sandbox, case: str) -> None:
    reason, who = DEPENDENT_REFUSED[case]
    told = ask(sandbox, of_dependent(*FILLING, who=who))
    assert told.subscriber is not None
    assert told.dependent is not None
    assert (told.subscriber.refusals, told.dependent.refusals) == ((), (Refusal(False, reason, "C"),))
    assert told.event is None


def test_a_requester_without_an_npi(sandbox: Sandbox) -> None:
    requester = [REQUESTER[0], "NM1*1P*2*HARBOR FAMILY DENTISTRY*****24*990000101"]
    told = ask(sandbox, request(FILLING, requester=requester))
    assert told.requester is not None
    assert (told.requester.refusals, told.subscriber) == ((Refusal(False, "43", "C"),), None)


def test_another_payers_member(sandbox: Sandbox) -> None:
    reviewer = [REVIEWER[0], "NM1*X3*2*SOMEBODY ELSE*****PI*OTHER"]
    told = ask(sandbox, request(FILLING, reviewer=reviewer))
    assert (told.reviewer.name_refusals, told.requester) == ((Refusal(False, "79", "N"),), None)


def test_a_payer_that_cannot_answer_now(sandbox: Sandbox) -> None:
    sandbox.plan.write_text(PLAN + "\n[inquiries]\nanswering = false\n")
    told = ask(sandbox, request(FILLING))
    assert (told.reviewer.name_refusals, told.requester) == ((Refusal(True, "42", "P"),), None)


def test_several_requests_in_their_order(sandbox: Sandbox) -> None:
    second = [BHT.replace("REQUEST1", "REQUEST2"), *request(WHITENING)[1:]]
    sandbox.drop("a.edi", inquiry("278", request(FILLING), second, of_dependent(*FILLING)))
    assert sandbox.answer().reviews == 3
    assert [(one.heading.reference, decisions(one)[0]) for one in reviews(sandbox)] == [
        ("REQUEST1", "A1"), ("REQUEST2", "A3 0M"), ("REQUEST1", "A1"),
    ]
