"""Claims asked about (276) at the sandbox payer, as literal questions, and what the answers (277) say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sandbox_deliveries import FELIX, OTHER_NPI, Sandbox, batch, claim, line, practice
from sandbox_inquiries import NPI, PLAN, answers, inquiry, statuses

from sandbox.ledger import read_ledger
from sandbox.payer import Answered
from transactions.adjustments import Procedure
from transactions.binding import Period
from transactions.claim_status_response import AnsweredClaim, ClaimStatusResponse, StatusReport
from transactions.parties import Contact, ContactWay, Name
from transactions.statuses import Status

BHT = "BHT*0010*13*QUESTION1*20261121*0815"
PAYER = ["HL*1**20*1", "NM1*PR*2*SANDBOX DENTAL PLAN*****PI*SBXDENTAL"]
RECEIVER = ["HL*2*1*21*1", "NM1*41*2*BITEWING*****46*BITEWING"]
PROVIDER = ["HL*3*2*19*1", f"NM1*1P*2*HARBOR FAMILY DENTISTRY*****XX*{NPI}"]
ROSA = ["DMG*D8*19840312*F", "NM1*IL*1*ALDERMAN*ROSA****MI*SBX1"]
FELIX_ASKED = ["DMG*D8*20140702*M", "NM1*QC*1*ALDERMAN*FELIX"]
A1 = ("REF*EJ*A1", "AMT*T3*288.5", "DTP*472*D8*20261005")


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    """A payer that settled a claim of each fate."""
    sandbox = Sandbox(tmp_path / "payer-side", PLAN)
    paid = claim(
        "A1", line("D2392", "198.5", line_control_number="L1"), line("D1110", "90", line_control_number="L2")
    )
    sandbox.deliver(
        paid,
        claim("DEDUCTED", line("D2160", "10"), patient=FELIX, service=Period(date(2026, 3, 2))),
        claim("A2", line("D2392", "200"), patient=FELIX),
        claim("DENIED", line("D9972", "350")),
        claim("LATE", line("D0120", "48"), service=Period(date(2026, 11, 1)), patient=FELIX),
        claim("AGAIN", *paid.lines),
        claim("PLANNED", line("D2740", "1200"), is_predetermination=True, service=None),
        claim("TAKEN BACK", line("D0120", "40")),
        claim("REFUSED", line("D0120", "48"), service=None),
    )
    sandbox.answer()
    sandbox.deliver(claim(
        "TAKEN BACK", line("D0120", "40"), frequency="8",
        payer_claim_number=number_of(sandbox, "TAKEN BACK"),
    ))
    sandbox.answer()
    return sandbox


def number_of(sandbox: Sandbox, claim_id: str) -> str:
    """The payer's claim number, as the 277CA told it."""
    settled = read_ledger(sandbox.folder / "state.json", sandbox.seed).settled
    return next(number for number, one in settled.items() if one.claim_id == claim_id)


def of_rosa(*asked: str, who: list[str] = ROSA, provider: list[str] = PROVIDER) -> list[str]:
    return [BHT, *PAYER, *RECEIVER, *provider, "HL*4*3*22*0", *who, "TRN*1*T1", *asked]


def of_felix(*asked: str, who: list[str] = FELIX_ASKED) -> list[str]:
    return [
        BHT, *PAYER, *RECEIVER, *PROVIDER, "HL*4*3*22*1", ROSA[1], "HL*5*4*23", *who, "TRN*1*T1", *asked,
    ]


def ask(sandbox: Sandbox, *segments: str) -> ClaimStatusResponse:
    """The only answer to one question."""
    sandbox.drop("zz-question.edi", inquiry("276", segments, number=77))
    assert sandbox.answer().statuses == 1
    (told,) = statuses(sandbox)
    return told


def told_claim(sandbox: Sandbox, *segments: str) -> AnsweredClaim:
    claim = ask(sandbox, *segments).claim
    assert claim is not None
    assert claim.trace_number == "T1"
    return claim


def status(claim: AnsweredClaim) -> str:
    (report,) = claim.reports
    (one,) = report.statuses
    return ":".join(part for part in (one.category, one.code, one.entity) if part)


# Found.


def test_a_paid_claim_with_its_payment(sandbox: Sandbox) -> None:
    sandbox.drop("zz-question.edi", inquiry("276", of_rosa(*A1), number=77))
    assert sandbox.answer() == Answered(
        deliveries=1, statuses=1,
        files=("SANDBOXPAYER-000003-01-999.edi", "SANDBOXPAYER-000003-02-277.edi"),
    )
    (told,) = statuses(sandbox)
    assert (told.heading.created, told.heading.reference != "QUESTION1") == (date(2026, 11, 21), True)
    assert told.payer.name == Name("2", "SANDBOX DENTAL PLAN", id_qualifier="PI", id="SBXDENTAL")
    assert told.payer.contact == Contact("PROVIDER SERVICES", (ContactWay("TE", "5035550140"),))
    assert told.receiver is not None
    assert told.receiver.name.id == "BITEWING"
    assert told.provider is not None
    assert [name.npi for name in told.provider.names] == [NPI]
    assert told.subscriber is not None
    assert (told.subscriber.name.id, told.dependent) == ("SBX1", None)
    kept = read_ledger(sandbox.folder / "state.json", sandbox.seed).settled[number_of(sandbox, "A1")]
    day = date(2026, 11, 21)
    assert told.claim == AnsweredClaim(
        "T1",
        [StatusReport((Status("F1", "65"),), day, Decimal("288.5"), Decimal("208.8"), day, day,
                      kept.trace_number)],
        payer_claim_number=kept.number, patient_account="A1", service=Period(date(2026, 10, 5)),
    )


def test_the_payment_is_that_of_the_835(sandbox: Sandbox) -> None:
    payments = [
        (remit.trace_number, one.claim_id) for remit in sandbox.answers().remittances for one in remit.claims
    ]
    (report,) = told_claim(sandbox, *of_rosa(*A1)).reports
    assert (report.payment_number, "A1") in payments


FATES = {
    "of a dependent": (of_felix("REF*EJ*A2"), "F1:65", "126"),
    "not covered": (of_rosa("REF*EJ*DENIED", "DTP*472*D8*20261005"), "F2:585", "0"),
    "after the coverage": (of_felix("REF*EJ*LATE", "DTP*472*D8*20261101"), "F2:89:QC", "0"),
    "the same again": (of_rosa("REF*EJ*AGAIN", "DTP*472*D8*20261005"), "F2:54", "0"),
    "all of it deductible": (of_felix("REF*EJ*DEDUCTED", "DTP*472*D8*20260302"), "F4:9", "0"),
    "predetermined": (of_rosa("REF*EJ*PLANNED", "DTP*472*D8*20261005"), "F0:37", "0"),
    "taken back": (of_rosa("REF*EJ*TAKEN BACK", "DTP*472*D8*20261005"), "F3:101", "0"),
}


@pytest.mark.parametrize("case", FATES)
def test_every_fate_of_a_claim(sandbox: Sandbox, case: str) -> None:
    segments, expected, paid = FATES[case]
    if not any(segment.startswith("DTP") for segment in segments):
        segments = [*segments, "DTP*472*D8*20261005"]
    claim = told_claim(sandbox, *segments)
    assert (status(claim), claim.reports[0].paid) == (expected, Decimal(paid))
    assert claim.is_finalized
    assert (claim.reports[0].payment_number is None) == (paid == "0")


def test_by_the_payers_own_number(sandbox: Sandbox) -> None:
    number = number_of(sandbox, "A1")
    claim = told_claim(sandbox, *of_rosa(f"REF*1K*{number}", "DTP*472*D8*20261005"))
    assert (claim.payer_claim_number, claim.patient_account) == (number, "A1")


def test_by_charge_and_days(sandbox: Sandbox) -> None:
    claim = told_claim(sandbox, *of_rosa("AMT*T3*350", "DTP*472*RD8*20261001-20261031"))
    assert claim.patient_account == "DENIED"


def test_by_the_tax_number_of_the_provider(sandbox: Sandbox) -> None:
    provider = [PROVIDER[0], "NM1*1P*2*HARBOR FAMILY DENTISTRY*****FI*990000101"]
    assert status(told_claim(sandbox, *of_rosa(*A1, provider=provider))) == "F1:65"


def test_a_replaced_claim_is_told_as_it_stands_now(sandbox: Sandbox) -> None:
    sandbox.deliver(claim(
        "A1", line("D2392", "198.5"), frequency="7", payer_claim_number=number_of(sandbox, "A1"),
    ))
    sandbox.answer()
    first = number_of(sandbox, "A1")
    claim_now = told_claim(sandbox, *of_rosa("REF*EJ*A1", "DTP*472*D8*20261005"))
    assert (status(claim_now), claim_now.reports[0].charge) == ("F1:65", Decimal("198.5"))
    assert claim_now.payer_claim_number != first


def test_the_lines_that_are_asked_for(sandbox: Sandbox) -> None:
    claim = told_claim(sandbox, *of_rosa(
        *A1, "SVC*AD:D1110*90*****1", "REF*FJ*L2", "DTP*472*D8*20261005",
        "SVC*AD:D9999*1*****1", "DTP*472*D8*20261005",
    ))
    (told,) = claim.lines
    assert (told.procedure, told.charge, told.paid, told.quantity) == (Procedure("D1110"), 90, 90, 1)
    assert (told.line_control_number, told.service) == ("L2", Period(date(2026, 10, 5)))
    assert [report.statuses for report in told.reports] == [(Status("F1", "65"),)]


def test_a_denied_line_says_why(sandbox: Sandbox) -> None:
    claim = told_claim(sandbox, *of_rosa(
        "REF*EJ*DENIED", "AMT*T3*350", "DTP*472*D8*20261005", "SVC*AD:D9972*350*****1", "DTP*472*D8*20261005",
    ))
    assert [report.statuses for line in claim.lines for report in line.reports] == [(Status("F2", "585"),)]


# Not found.

OTHER_PAYER = [PAYER[0], "NM1*PR*2*SOMEBODY ELSE*****PI*OTHER"]
NO_NUMBER = [PROVIDER[0], "NM1*1P*2*HARBOR FAMILY DENTISTRY*****SV*77"]
DAY = "DTP*472*D8*20261005"
LOST = {
    "unknown": ("A4:35", of_rosa("REF*EJ*NOPE", DAY)),
    "refused before": ("A4:35", of_rosa("REF*EJ*REFUSED", DAY)),
    "another charge": ("A4:35", of_rosa("REF*EJ*A1", "AMT*T3*288.51", DAY)),
    "another day": ("A4:35", of_rosa("REF*EJ*A1", "DTP*472*D8*20261006")),
    "another patient's": ("A4:35", of_felix("REF*EJ*A1", DAY)),
    "another provider's": (
        "A4:35", of_rosa(*A1, provider=[PROVIDER[0], f"NM1*1P*2*CEDAR STREET*****XX*{OTHER_NPI}"]),
    ),
    "unknown member": ("D0:33", of_rosa(*A1, who=[ROSA[0], ROSA[1].replace("SBX1", "SBX9")])),
    "no member number": ("E0:164:IL", of_rosa(*A1, who=[ROSA[0], ROSA[1].replace("SBX1", "S-1")])),
    "another birth date": ("D0:158:QC", of_rosa(*A1, who=["DMG*D8*19840313*F", ROSA[1]])),
    "unknown dependent": (
        "D0:97:IN", of_felix("REF*EJ*A2", DAY, who=[FELIX_ASKED[0], "NM1*QC*1*ALDERMAN*IRIS"]),
    ),
    "nothing to find it by": ("E0:21", of_rosa(DAY)),
    "no number of the provider": ("E0:562:1P", of_rosa(*A1, provider=NO_NUMBER)),
    "another payer's": ("E0:116", [BHT, *OTHER_PAYER, *of_rosa(*A1)[3:]]),
}


@pytest.mark.parametrize("case", LOST)
def test_what_is_not_found(sandbox: Sandbox, case: str) -> None:
    expected, segments = LOST[case]
    claim = told_claim(sandbox, *segments)
    assert (status(claim), claim.payer_claim_number, claim.is_finalized) == (expected, None, False)
    assert claim.service is not None


def test_the_number_of_somebody_elses_claim(sandbox: Sandbox) -> None:
    number = number_of(sandbox, "A2")
    assert status(told_claim(sandbox, *of_rosa(f"REF*1K*{number}", DAY))) == "A4:35"


def test_a_payer_that_cannot_answer_now(sandbox: Sandbox) -> None:
    sandbox.plan.write_text(PLAN + "\n[inquiries]\nanswering = false\n")
    assert status(told_claim(sandbox, *of_rosa(*A1))) == "E1:0"


def test_a_claim_of_the_same_payee_under_another_member(sandbox: Sandbox) -> None:
    """An account number is the practice's own: others may use the same."""
    sandbox.deliver(claim("A1", line("D0120", "48"), billing=practice(OTHER_NPI)))
    sandbox.answer()
    assert status(told_claim(sandbox, *of_rosa(*A1))) == "F1:65"


def test_claims_and_the_questions_about_them_in_one_file(sandbox: Sandbox) -> None:
    both = inquiry("276", of_rosa("REF*EJ*NEW", DAY), number=78)
    sandbox.drop("zz.edi", both + batch(claim("NEW", line("D0120", "30")), number=79))
    sandbox.drop("zzz.edi", inquiry("276", of_rosa("REF*EJ*NEW", DAY), number=80))
    sandbox.answer()
    assert [status(one.claim) for one in statuses(sandbox) if one.claim] == ["A4:35", "F1:65"]


def test_several_questions_in_their_order(sandbox: Sandbox) -> None:
    segments = [*of_rosa(*A1), "TRN*1*T2", "REF*EJ*NOPE", DAY, "TRN*1*T3", "REF*EJ*DENIED", DAY]
    sandbox.drop("zz.edi", inquiry("276", segments, number=77))
    assert sandbox.answer().statuses == 3
    assert [one.claim.trace_number for one in statuses(sandbox) if one.claim] == ["T1", "T2", "T3"]
    assert len(answers(sandbox, "277")) == 1
