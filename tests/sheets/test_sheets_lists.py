"""Fees, members and appointments: literal rows become literal objects, looked up by day."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from sheet_texts import PRACTICE, read

from transactions.sheets.appointments import Appointment
from transactions.sheets.cells import Form
from transactions.sheets.fees import FEES, Fee, FeeSchedule, read_fees
from transactions.sheets.members import MEMBERS, Member, Members, read_members
from transactions.sheets.reading import Row, SheetReader

FEE_ROWS = """\
code,fee,payer,from,to,description
D0120,58,,,2025-12-31,RECALL
D0120,61,,2026-01-01,,RECALL
D0120,49.50,EXDENT,2026-01-01,2026-06-30,
"""
BOTH_DAYS = "an earlier row has a fee of this procedure and payer on the same days"


def schedule(text: str) -> tuple[FeeSchedule, list[Row]]:
    bad: list[Row] = []
    return read_fees(SheetReader(io.BytesIO(text.encode()), FEES), bad.append), bad


def test_fees() -> None:
    assert read("fees", FEE_ROWS) == (
        [
            Fee("D0120", Decimal("58"), None, None, date(2025, 12, 31), "RECALL"),
            Fee("D0120", Decimal("61"), None, date(2026, 1, 1), None, "RECALL"),
            Fee("D0120", Decimal("49.50"), "EXDENT", date(2026, 1, 1), date(2026, 6, 30)),
        ],
        [],
    )


@pytest.mark.parametrize(
    ("procedure", "payer", "day", "amount"),
    [
        ("D0120", None, date(2025, 12, 31), "58"),
        ("D0120", None, date(2026, 1, 1), "61"),
        ("D0120", "exdent", date(2026, 6, 30), "49.50"),
        ("D0120", "EXDENT", date(2026, 7, 1), "61"),
        ("D0120", "EXDENT", date(2025, 12, 31), "58"),
        ("D0120", "OTHER", date(2026, 6, 30), "61"),
    ],
)
def test_a_fee_is_found_by_procedure_payer_and_day(
    procedure: str, payer: str | None, day: date, amount: str
) -> None:
    fees, bad = schedule(FEE_ROWS)
    found = fees.find(procedure, day, payer)
    assert found is not None
    assert (found.amount, bad) == (Decimal(amount), [])


def test_a_fee_that_is_not_there() -> None:
    fees, _ = schedule("code,fee,payer,from,to\nD0120,58,EXDENT,2026-01-01,2026-12-31\n")
    assert fees.find("D0120", date(2025, 12, 31), "EXDENT") is None
    assert fees.find("D0120", date(2027, 1, 1), "EXDENT") is None
    assert fees.find("D0120", date(2026, 5, 5)) is None
    assert fees.find("D0140", date(2026, 5, 5), "EXDENT") is None


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        (",", ",", True),
        ("2026-01-01,2026-06-30", "2026-06-30,", True),
        ("2026-01-01,2026-06-30", "2026-07-01,", False),
        ("2026-07-01,", ",2026-06-30", False),
        ("2026-07-01,", ",2026-07-01", True),
        ("2026-03-01,2026-03-31", "2026-01-01,2026-12-31", True),
        ("2026-01-01,2026-12-31", "2026-03-01,2026-03-31", True),
    ],
)
def test_two_fees_on_one_day(first: str, second: str, overlap: bool) -> None:
    text = f"code,fee,payer,from,to\nD0120,1,EXDENT,{first}\nD0120,2,exdent,{second}\nD0120,3,,{second}\n"
    found, bad = read("fees", text)
    assert [fee.amount for fee in found] == [Decimal(1), Decimal(3)] if overlap else [1, 2, 3]
    assert bad == ([f"row 3: {BOTH_DAYS}"] if overlap else [])


def test_days_in_the_wrong_order() -> None:
    assert read("fees", "code,fee,from,to\nD0120,1,2026-02-01,2026-01-31\n") == (
        [], ["row 2: column 4 (effective_to): is before effective_from"]
    )


def test_an_empty_cell_that_is_needed() -> None:
    assert read("fees", "code,fee\n,1\nD0120,\n") == (
        [],
        [
            "row 2: column 1 (procedure): is empty; expected a procedure code such as D0120",
            "row 3: column 2 (fee): is empty; expected an amount such as 125.50",
        ],
    )


def test_every_fault_of_a_row_is_told() -> None:
    assert read("fees", 'code,fee,from\nx,"y",z\n', Form(dates="DD.MM.YYYY", decimal=","))[1] == [
        "row 2: column 1 (procedure): expected a procedure code such as D0120",
        "row 2: column 2 (fee): expected an amount such as 125,50",
        "row 2: column 3 (effective_from): expected a date as DD.MM.YYYY",
    ]


# Members.

MEMBER_HEADER = "member,last name,first name,mi,dob,sex,relation,payer id,payer,group,insured id,from,to"
TOBIAS = Member(
    "XD2", "MARLOW", "TOBIAS", date(2014, 5, 22), "19", "EXDENT", "Q", "M", "XD1", "EXAMPLE", "GRP100",
    date(2025, 1, 1), date(2025, 12, 31),
)
TOBIAS_ROW = "XD2,MARLOW,TOBIAS,Q,2014-05-22,M,child,EXDENT,EXAMPLE,GRP100,XD1,2025-01-01,2025-12-31"


def test_members() -> None:
    text = f"{MEMBER_HEADER}\n{TOBIAS_ROW}\nXD1,MARLOW,JUNE,,1984-02-13,,self,EXDENT,,,,,\n"
    june = Member("XD1", "MARLOW", "JUNE", date(1984, 2, 13), "18", "EXDENT")
    assert read("members", text) == ([TOBIAS, june], [])


def test_a_member_is_found_by_who_it_is_and_the_day() -> None:
    twin = TOBIAS_ROW.replace("TOBIAS", "IRIS")
    bad: list[Row] = []
    stream = io.BytesIO(f"{MEMBER_HEADER}\n{TOBIAS_ROW}\n{twin}\n".encode())
    members: Members = read_members(SheetReader(stream, MEMBERS), bad.append)
    born, inside = date(2014, 5, 22), date(2025, 12, 31)
    assert members.find("exdent", "xd2", born, "Tobias", inside) == TOBIAS
    assert members.find("EXDENT", "XD2", born, "TOBIAS", date(2026, 1, 1)) is None
    assert members.find("EXDENT", "XD1", born, "TOBIAS", inside) is None
    assert members.find("EXDENT", "XD2", date(2014, 5, 23), "TOBIAS", inside) is None
    assert [one.first_name for one in members.members()] == ["TOBIAS", "IRIS"]
    assert bad == []


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (TOBIAS_ROW, "an earlier row has this person covered by this payer on the same days"),
        (TOBIAS_ROW.replace("2025-01-01", "2026-01-01"), "column 13 (covered_to): is before covered_from"),
        (TOBIAS_ROW.replace("child", "self"),
         "column 11 (subscriber_id): expected the member_id or nothing, as the member is the subscriber"),
        (TOBIAS_ROW.replace("child", ""), "column 7 (relationship): is empty; expected the relation to the "
         "subscriber: self, spouse, child, life partner, other or unknown"),
        (TOBIAS_ROW.replace(",M,", ",?,"), "column 6 (sex): expected F, M or U (unknown)"),
    ],
)
def test_bad_members(row: str, says: str) -> None:
    assert read("members", f"{MEMBER_HEADER}\n{TOBIAS_ROW}\n{row}\n") == ([TOBIAS], [f"row 3: {says}"])


# Appointments.

APPOINTMENT_HEADER = (
    "id;dob;last name;first name;mi;sex;relation;member;payer id;payer;group;insured last name;"
    "insured first name;date;stc;procedures;npi;billing name;billing first name"
)
FULL = (
    "A-1;22.05.2014;MARLOW;TOBIAS;Q;M;Child;XD1;EXDENT;EXAMPLE DENTAL PLAN;GRP100;MARLOW;JUNE;06.04.2026;"
    "35 23;D1120, D1206;1881000016;LANE;AVA"
)
SHORT = ";13.02.1984;MARLOW;JUNE;;;Self;XD1;EXDENT;EXAMPLE DENTAL PLAN;;;;06.04.2026;;;;;"
GERMAN = Form(dates="DD.MM.YYYY")


def test_appointments() -> None:
    found, bad = read("appointments", f"{APPOINTMENT_HEADER}\n{FULL}\n{SHORT}\n", GERMAN, PRACTICE)
    assert bad == []
    assert found == [
        Appointment(
            payer_id="EXDENT", payer_name="EXAMPLE DENTAL PLAN", provider_name="LANE",
            provider_npi="1881000016", member_id="XD1", patient_last_name="MARLOW",
            patient_first_name="TOBIAS", birth_date=date(2014, 5, 22), relationship="19",
            day=date(2026, 4, 6), provider_first_name="AVA",
            patient_middle_name="Q", sex="M", subscriber_last_name="MARLOW", subscriber_first_name="JUNE",
            group_number="GRP100", service_types=("35", "23"), procedures=("D1120", "D1206"),
            appointment_id="A-1",
        ),
        Appointment(
            payer_id="EXDENT", payer_name="EXAMPLE DENTAL PLAN", provider_name="SUNNY HILL DENTAL",
            provider_npi="1382047169", member_id="XD1", patient_last_name="MARLOW", patient_first_name="JUNE",
            birth_date=date(1984, 2, 13), relationship="18", day=date(2026, 4, 6),
        ),
    ]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (SHORT.replace("Self", "Spouse").replace(";;;;06", ";;;TOM;06"),
         "column 12 (subscriber_last_name): is empty; expected the subscriber, as the patient is not"),
        (SHORT.replace("06.04.2026", ""), "column 14 (date): is empty; expected a date as DD.MM.YYYY"),
        (FULL.replace("35 23", "ZZZ"),
         "column 15 (service_types): expected service type codes such as 35 (dental care) or 23 24 25"),
    ],
)
def test_bad_appointments(row: str, says: str) -> None:
    found, bad = read("appointments", f"{APPOINTMENT_HEADER}\n{row}\n{FULL}\n", GERMAN, PRACTICE)
    assert [one.appointment_id for one in found] == ["A-1"]
    assert bad == [f"row 2: {says}"]


def test_an_appointment_needs_a_provider() -> None:
    assert read("appointments", f"{APPOINTMENT_HEADER}\n{SHORT}\n", GERMAN)[1] == [
        "row 2: column 18 (billing_name): is empty; expected one line of text, at most 60 characters "
        "(or tell name in [billing] of the practice file)",
        "row 2: column 17 (billing_npi): is empty; expected an NPI: ten digits with a right check digit "
        "(or tell npi in [billing] of the practice file)",
    ]
