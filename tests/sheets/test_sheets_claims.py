"""Sheets of claims: literal rows become literal claims, and every bad row says what was expected."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from sheet_texts import MOMENT, PRACTICE, read

from clearinghouse.checking import check
from clearinghouse.conversion import Addresses, to_x12
from edi.findings import Finding
from mappings.tables import guide_tables
from transactions.adjustments import Procedure
from transactions.claim_parties import (
    BillingProvider,
    ClaimPayer,
    Patient,
    Provider,
    Submission,
    Subscriber,
)
from transactions.dental_claim import DentalClaim, Diagnosis, ServiceLine, Tooth
from transactions.documents import ClaimDocument
from transactions.parties import Address, Contact, ContactWay, Name, Reference
from transactions.sheets.cells import Form
from transactions.sheets.fees import Fee, FeeSchedule

SAMPLES = Path(__file__).resolve().parent.parent.parent / "samples" / "sheets"
HEADER = (
    "Claim ID,Last Name,First Name,DOB,Gender,Relationship,Address,City,State,Zip,Member ID,Payer ID,Payer,"
    "DOS,Procedure,Fee"
)
JUNE = "MARLOW,JUNE,1984-02-13,F,Self,7 BIRCH LANE,MADISON,WI,53704,XD1002003,EXDENT,EXAMPLE DENTAL PLAN"
NOBODY = "," * 11

SUBMISSION = Submission(
    "20260320091530", Name("2", "SUNNY HILL DENTAL", id_qualifier="46", id="SUNNYHILL"),
    Name("2", "BITEWING CLEARINGHOUSE", id_qualifier="46", id="BITEWING"), date(2026, 3, 20), time(9, 15),
    contacts=(Contact("FRONT DESK", (ContactWay("TE", "6085550101"),)),),
)
BILLING = BillingProvider(
    Name("2", "SUNNY HILL DENTAL", id_qualifier="XX", id="1382047169"), Reference("EI", "391234567"),
    Address("12 SUNNY HILL ROAD", None, "MADISON", "WI", "537031234"), "1223G0001X",
)
PAYER = ClaimPayer(Name("2", "EXAMPLE DENTAL PLAN", id_qualifier="PI", id="EXDENT"))
HOME = Address("7 BIRCH LANE", None, "MADISON", "WI", "53704")
INSURED = Subscriber(
    "P", Name("1", "MARLOW", "JUNE", id_qualifier="MI", id="XD1002003"), PAYER, filing="CI", address=HOME,
    birth_date=date(1984, 2, 13), sex="F",
)


def claims(
    *rows: str, header: str = HEADER, fees: FeeSchedule | None = None
) -> tuple[list[DentalClaim], list[str]]:
    return read("claims", "\n".join((header, *rows)) + "\n", practice=PRACTICE, fees=fees)


def ids(*rows: str) -> tuple[list[str], list[str]]:
    """The ids of the claims that are made, and the places of what is bad."""
    found, bad = claims(*rows)
    return [claim.claim_id for claim in found], bad


def line(number: int, procedure: str, charge: str, day: date | None = date(2026, 3, 10)) -> ServiceLine:
    return ServiceLine(number, Procedure(procedure), Decimal(charge), quantity=Decimal(1), service_date=day)


def test_a_claim_of_two_rows() -> None:
    found, bad = claims(f"C1,{JUNE},2026-03-10,D0120,58.00", f"C1,{NOBODY},2026-03-10,D1110,92.25")
    assert bad == []
    assert found == [
        DentalClaim(
            claim_id="C1", charge=Decimal("150.25"), place="11", frequency="1", has_signature=True,
            assignment="A", benefits_assigned="Y", release="Y", submission=SUBMISSION, billing=BILLING,
            subscriber=INSURED, lines=[line(1, "D0120", "58"), line(2, "D1110", "92.25")],
        )
    ]


def test_every_column_of_a_claim() -> None:
    columns = {
        "claim id": "C7", "last name": "MARLOW", "first name": "TOBIAS", "mi": "Q", "dob": "22.05.2014",
        "sex": "M", "relation": "Child", "address": "7 BIRCH LANE", "address 2": "APT 3", "city": "MADISON",
        "state": "WI", "zip": "53704", "member id": "XD1002003", "payer id": "EXDENT",
        "payer": "EXAMPLE DENTAL PLAN", "group": "GRP100", "employer": "SAWMILL", "filing": "bl",
        "insured last name": "MARLOW", "insured first name": "JUNE", "pos": "2", "dx": "K02.52 Z01.20",
        "authorization": "PA5", "predetermination number": "PD6", "frequency": "replacement",
        "payer claim number": "ICN8", "patient paid": "40,00", "signature on file": "no",
        "accepts assignment": "no", "benefits assigned": "no", "release signed": "no", "note": "SEE CHART",
        "dos": "10.03.2026", "code": "D2750", "tooth": "3", "surface": "MO", "quad": "UR", "fee": "1.150,50",
        "qty": "2", "prosthesis": "R", "prior placement": "01.02.2015", "pointers": "B", "line id": "L77",
        "dentist": "HARTLEY", "dentist first name": "RUTH", "dentist npi": "1597304827",
        "dentist taxonomy": "1223G0001X", "billing name": "LANE", "billing first name": "AVA",
        "npi": "1881000016", "tax id": "123456789", "billing tax id kind": "SSN",
        "billing taxonomy": "1223E0200X", "practice address": "1 QUAY", "billing address 2": "FLOOR 2",
        "billing city": "PORTLAND", "billing state": "OR", "billing zip": "97201",
        "submitter name": "DESK CO", "submitter id": "DESK", "submitter contact": "ANN",
        "submitter telephone": "5035550101", "receiver name": "PLAN HUB", "receiver id": "HUB",
    }
    form = Form(decimal=",", dates="DD.MM.YYYY")
    text = ";".join(columns) + "\n" + ";".join(columns.values()) + "\n"
    found, bad = read("claims", text, form)
    assert bad == []
    assert found == [
        DentalClaim(
            claim_id="C7", charge=Decimal("1150.50"), place="02", frequency="7", has_signature=False,
            assignment="C", benefits_assigned="N", release="I",
            lines=[
                ServiceLine(
                    1, Procedure("D2750"), Decimal("1150.50"), oral_cavity=["10"], prosthesis="R",
                    quantity=Decimal(2), diagnosis_pointers=[2], teeth=[Tooth("3", ("M", "O"))],
                    service_date=date(2026, 3, 10), prior_placement=date(2015, 2, 1),
                    line_control_number="L77",
                )
            ],
            submission=Submission(
                "20260320091530", Name("2", "DESK CO", id_qualifier="46", id="DESK"),
                Name("2", "PLAN HUB", id_qualifier="46", id="HUB"), date(2026, 3, 20), time(9, 15),
                contacts=(Contact("ANN", (ContactWay("TE", "5035550101"),)),),
            ),
            billing=BillingProvider(
                Name("1", "LANE", "AVA", id_qualifier="XX", id="1881000016"), Reference("SY", "123456789"),
                Address("1 QUAY", "FLOOR 2", "PORTLAND", "OR", "97201"), "1223E0200X",
            ),
            subscriber=Subscriber(
                "P", Name("1", "MARLOW", "JUNE", id_qualifier="MI", id="XD1002003"), PAYER, False, "GRP100",
                "SAWMILL", filing="BL",
            ),
            patient=Patient(
                "19", Name("1", "MARLOW", "TOBIAS", "Q"),
                Address("7 BIRCH LANE", "APT 3", "MADISON", "WI", "53704"), date(2014, 5, 22), "M",
            ),
            patient_paid=Decimal("40.00"), predetermination_number="PD6", payer_claim_number="ICN8",
            prior_authorization="PA5", notes=["SEE CHART"],
            diagnoses=[Diagnosis("ABK", "K0252"), Diagnosis("ABF", "Z0120")],
            rendering=Provider(
                Name("1", "HARTLEY", "RUTH", id_qualifier="XX", id="1597304827"), "1223G0001X"
            ),
        )
    ]


def test_a_predetermination_has_no_day() -> None:
    header = f"{HEADER},predetermination"
    found, bad = claims(f"C1,{JUNE},,D2740,1150,yes", header=header)
    assert bad == []
    assert (found[0].is_predetermination, found[0].lines) == (True, [line(1, "D2740", "1150", None)])
    assert claims(f"C1,{JUNE},2026-03-10,D2740,1150,yes", header=header) == (
        [], ["row 2: column 14 (service_date): must be empty in a predetermination"]
    )


def test_fees_from_a_schedule() -> None:
    fees = FeeSchedule()
    fees.add(Fee("D0120", Decimal("61.00")))
    fees.add(Fee("D0120", Decimal("49.50"), "exdent", date(2026, 1, 1), date(2026, 12, 31)))
    header = f"{HEADER},qty"
    found, bad = claims(
        f"C1,{JUNE},2026-03-10,D0120,,2", f"C2,{JUNE},2025-03-10,D0120,,", f"C3,{JUNE},2025-03-10,D0120,5,3",
        f"C4,{JUNE},2026-03-10,D1110,,", header=header, fees=fees,
    )
    assert [claim.charge for claim in found] == [Decimal("99.00"), Decimal("61.00"), Decimal("5")]
    assert bad == [
        "row 5: column 16 (fee): is empty, and the fee schedule has none for this procedure and day"
    ]
    assert claims(f"C1,{JUNE},2026-03-10,D0120,")[1] == [
        "row 2: column 16 (fee): is empty; tell the charge, or give a fee schedule (--fees)"
    ]


# Claims go out whole or not at all.


def good(claim_id: str, fee: str = "58") -> str:
    return f"{claim_id},{JUNE},2026-03-10,D0120,{fee}"


def test_a_bad_row_leaves_its_claim_out() -> None:
    assert ids(good("C1"), good("C2"), good("C2", "x"), good("C2"), good("C3")) == (
        ["C1", "C3"],
        [
            "row 3: left out with its claim, for row 4",
            "row 4: column 16 (fee): expected an amount such as 125.50",
            "row 5: left out with its claim, for row 4",
        ],
    )


def test_a_row_whose_claim_is_not_known_leaves_out_its_neighbours() -> None:
    unknown = "row 4: column 1 (claim_id): expected an id of 1 to 20 letters, digits and . / _ - (format the "
    found, bad = ids(good("C1"), good("C2"), good("=C"), good("C3"), good("C4"))
    assert found == ["C1", "C4"]
    assert [one.replace("column as text)", "").replace(unknown, "row 4!") for one in bad] == [
        "row 3: left out with its claim, for row 4", "row 4!", "row 5: left out with its claim, for row 4"
    ]
    found, bad = ids(good("C1"), "ragged", good("C1"), good("C2"))
    assert found == ["C2"]
    assert [one[:24] for one in bad] == [
        "row 2: left out with its", "row 3: has 1 cells, the ", "row 4: left out with its"
    ]
    assert ids(good("C1"), "ragged")[0] == []
    assert ids("ragged", good("C1"), good("C2"))[0] == ["C2"]


def test_a_claim_that_comes_again_is_none() -> None:
    """The first of its rows were a claim already: without the others it would be wrong."""
    assert ids(good("C1"), good("C2"), good("C1"), good("C1"), good("C3")) == (
        ["C2", "C3"],
        [
            "row 2: left out with its claim, for row 4",
            "row 4: column 1 (claim_id): came before: the rows of a claim must stand together",
            "row 5: left out with its claim, for row 4",
        ],
    )


def test_a_claim_has_at_most_fifty_rows() -> None:
    assert ids(*[good("C1")] * 50, good("C2")) == (["C1", "C2"], [])
    found, bad = ids(*[good("C1")] * 52, good("C2"))
    assert found == ["C2"]
    assert bad[:3] == [
        "row 52: column 1 (claim_id): is that of more than 50 rows",
        "row 53: left out with its claim, for row 52",
        "row 2: left out with its claim, for row 52",
    ]
    assert len(bad) == 52


def test_what_the_rows_of_a_claim_tell_must_agree() -> None:
    other = JUNE.replace("MADISON", "LODI")
    assert claims(good("C1"), f"C1,{other},2026-03-10,D0120,58") == (
        [],
        [
            "row 2: left out with its claim, for row 3",
            "row 3: column 8 (patient_city): is not as in row 2, of the same claim",
        ],
    )


# Every other way in which a row of a claim is bad.


@pytest.mark.parametrize(
    ("more", "cells", "says"),
    [
        ("frequency", "void",
         "column payer_claim_number: is empty; expected the payer's number of the claim before"),
        ("dentist", "HARTLEY",
         "column rendering_npi: is empty; expected the NPI of the dentist who is named"),
        ("dentist npi", "1597304827",
         "column rendering_last_name: is empty; expected the name of the dentist whose NPI is told"),
        ("surface", "MO",
         "column 17 (surfaces): are those of exactly one tooth: tell it in the column tooth"),
        ("tooth,surface", "3 4,MO",
         "column 18 (surfaces): are those of exactly one tooth: tell it in the column tooth"),
        ("dx,pointers", "K02.52,2",
         "column 18 (diagnosis_pointers): names a diagnosis that the claim does not have"),
        ("insured first name", "TOM",
         "column 17 (subscriber_first_name): names somebody else than the patient, whose relationship is "
         "self"),
        ("npi", "1382047160",
         "column 17 (billing_npi): expected an NPI: ten digits with a right check digit"),
        ("filing", "??", "column 17 (filing): expected a code of the kind of insurance such as CI "
         "(commercial), MC (Medicaid), BL (Blue Cross)"),
        ("frequency", "2", "column 17 (frequency): expected original, replacement or void"),
        ("prosthesis", "new", "column 17 (prosthesis): expected initial or replacement"),
    ],
)
def test_bad_rows(more: str, cells: str, says: str) -> None:
    rest = "," * (more.count(",") + 1)
    found, bad = claims(f"{good('C1')},{cells}", good("C2") + rest, header=f"{HEADER},{more}")
    assert [claim.claim_id for claim in found] == ["C2"]
    assert bad == [f"row 2: {says}"]


def test_a_patient_who_is_not_the_subscriber_needs_one() -> None:
    assert claims(good("C1").replace("Self", "Spouse"))[1] == [
        "row 2: column subscriber_last_name: is empty; expected the subscriber, as the patient is not",
        "row 2: column subscriber_first_name: is empty; expected the subscriber, as the patient is not",
    ]


def test_what_is_missing() -> None:
    _, bad = claims(f"C1,{NOBODY},,,")
    assert bad == ["row 2: column 15 (procedure): is empty; expected a procedure code such as D0120"]
    _, bad = claims(f"C1,{NOBODY},,D0120,58")
    assert bad[0] == (
        "row 2: column 2 (patient_last_name): is empty; expected one line of text, at most 60 characters"
    )
    assert len(bad) == 13
    assert bad[-1] == "row 2: column 14 (service_date): is empty; expected a date as YYYY-MM-DD"


def test_what_the_practice_file_would_tell_is_missing() -> None:
    practice = {name: value for name, value in PRACTICE.items() if name != "billing_npi"}
    found, bad = read("claims", f"{HEADER},npi\n{good('C1')},\n{good('C2')},1881000016\n", practice=practice)
    assert [claim.billing.name.npi for claim in found] == ["1881000016"]
    assert bad == [
        "row 2: column 17 (billing_npi): is empty; expected an NPI: ten digits with a right check digit "
        "(or tell npi in [billing] of the practice file)"
    ]


# Into X12.


def test_samples_are_clean_x12() -> None:
    fees, bad_fees = read("fees", (SAMPLES / "fees.csv").read_bytes())
    schedule = FeeSchedule()
    for fee in fees:
        schedule.add(fee)
    found, bad = read("claims", (SAMPLES / "claims.csv").read_bytes(), practice=PRACTICE, fees=schedule)
    assert (bad_fees, bad, len(found)) == ([], [], 4)
    assert [claim.charge for claim in found] == [
        Decimal("340.00"), Decimal("119.50"), Decimal("1210.50"), Decimal("1150")
    ]
    out, findings = io.BytesIO(), list[Finding]()
    to_x12(out, [ClaimDocument(found)], Addresses("SUNNYHILL", "BITEWING"), MOMENT)
    verdict = check(io.BytesIO(out.getvalue()), guide_tables(), MOMENT, findings.append)
    assert [(one.rule.id, one.place.path) for one in findings] == []
    assert (verdict.clean, verdict.claims, verdict.sets) == (True, 4, Counter({"837D accepted": 1}))
