"""Appointments become eligibility inquiries: literal appointments, literal inquiries."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest
from msgspec.structs import replace

from transactions.adjustments import Procedure
from transactions.binding import Period
from transactions.eligibility import CoverageDate, Person, Receiver, Source, Trace
from transactions.eligibility_inquiry import EligibilityInquiry, InquiryHeading, Question
from transactions.parties import Name
from transactions.sheets.appointments import Appointment
from transactions.sheets.inquiry_making import inquiries_of

MOMENT = datetime(2026, 4, 1, 9, 12, 30, 5)
CHILD = Appointment(
    payer_id="EXDENT", payer_name="EXAMPLE DENTAL PLAN", provider_name="HARTLEY", provider_npi="1597304827",
    member_id="XD1002003", patient_last_name="MARLOW", patient_first_name="TOBIAS",
    birth_date=date(2014, 5, 22), relationship="19", day=date(2026, 4, 6), provider_first_name="RUTH",
    patient_middle_name="LEE", sex="M", subscriber_last_name="MARLOW", subscriber_first_name="JUNE",
    service_types=("23", "41"), procedures=("D1120", "D1206"), appointment_id="A-302",
)
DAYS = (CoverageDate("291", Period(date(2026, 4, 6))),)


def test_a_dependent() -> None:
    assert inquiries_of([CHILD], MOMENT) == [EligibilityInquiry(
        heading=InquiryHeading(date(2026, 4, 1), time(9, 12, 30), "20260401091230"),
        source=Source(Name("2", "EXAMPLE DENTAL PLAN", id_qualifier="PI", id="EXDENT", role="PR")),
        receiver=Receiver(Name("1", "HARTLEY", "RUTH", id_qualifier="XX", id="1597304827", role="1P")),
        subscriber=Person(Name("1", "MARLOW", "JUNE", id_qualifier="MI", id="XD1002003")),
        dependent=Person(
            Name("1", "MARLOW", "TOBIAS", "LEE"), birth_date=date(2014, 5, 22), sex="M", relation="19",
            dates=DAYS,
        ),
        traces=[Trace("A-302", "9597304827")],
        questions=[
            Question(service_types=["23", "41"]),
            Question(procedure=Procedure("D1120")), Question(procedure=Procedure("D1206")),
        ],
    )]


def test_the_subscriber_is_the_patient() -> None:
    own = replace(CHILD, relationship="18", subscriber_last_name=None, subscriber_first_name=None)
    (inquiry,) = inquiries_of([own], MOMENT)
    assert inquiry.dependent is None
    assert inquiry.subscriber == Person(
        Name("1", "MARLOW", "TOBIAS", "LEE", id_qualifier="MI", id="XD1002003"),
        birth_date=date(2014, 5, 22), sex="M", dates=DAYS,
    )


@pytest.mark.parametrize(
    ("told", "asked"), [("01", "01"), ("19", "19"), ("53", "34"), ("G8", "34"), ("21", "34")]
)
def test_relations_the_inquiry_has(told: str, asked: str) -> None:
    (inquiry,) = inquiries_of([replace(CHILD, relationship=told)], MOMENT)
    assert inquiry.dependent is not None
    assert inquiry.dependent.relation == asked


def test_what_is_asked() -> None:
    plain = replace(CHILD, service_types=(), procedures=(), appointment_id=None)
    (inquiry,) = inquiries_of([plain], MOMENT)
    assert inquiry.questions == [Question(service_types=["35"])]
    assert inquiry.traces == []
    (inquiry,) = inquiries_of([replace(CHILD, service_types=())], MOMENT)
    assert [one.service_types for one in inquiry.questions] == [[], []]
