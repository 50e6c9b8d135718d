"""Eligibility inquiries made of appointments: what is asked of the payer before the patient comes."""

from __future__ import annotations

from datetime import datetime

from transactions.adjustments import Procedure
from transactions.binding import Period
from transactions.eligibility import CoverageDate, Person, Receiver, Source, Trace
from transactions.eligibility_inquiry import EligibilityInquiry, InquiryHeading, Question
from transactions.parties import Name
from transactions.sheets.appointments import Appointment
from transactions.sheets.cells import SELF

ALL_DENTAL_CARE = "35"
_OTHER = "34"
_RELATIONS = frozenset(("01", "19"))
"""Relations of a dependent that the guide has beside _OTHER."""


def inquiries_of(appointments: list[Appointment], moment: datetime) -> list[EligibilityInquiry]:
    """An inquiry for each appointment; `moment` dates the set and names it."""
    heading = InquiryHeading(
        moment.date(), moment.time().replace(microsecond=0), f"{moment:%Y%m%d%H%M%S}"
    )
    return [_inquiry(one, heading) for one in appointments]


def _inquiry(told: Appointment, heading: InquiryHeading) -> EligibilityInquiry:
    is_self = told.relationship == SELF
    days = (CoverageDate("291", Period(told.day)),)
    own = Name("1", told.patient_last_name, told.patient_first_name, told.patient_middle_name)
    patient = Person(own, birth_date=told.birth_date, sex=told.sex, dates=days)
    number = {"id_qualifier": "MI", "id": told.member_id}
    if is_self:
        subscriber = Person(
            Name(own.kind, own.last_name, own.first_name, own.middle_name, **number),
            birth_date=told.birth_date, sex=told.sex, dates=days,
        )
    else:
        subscriber = Person(Name("1", told.subscriber_last_name, told.subscriber_first_name, **number))
        relation = told.relationship if told.relationship in _RELATIONS else _OTHER
        patient = Person(own, birth_date=told.birth_date, sex=told.sex, relation=relation, dates=days)
    return EligibilityInquiry(
        heading=heading,
        source=Source(Name("2", told.payer_name, id_qualifier="PI", id=told.payer_id, role="PR")),
        receiver=Receiver(_provider(told)),
        subscriber=subscriber,
        dependent=None if is_self else patient,
        traces=_traces(told),
        questions=_questions(told),
    )


def _provider(told: Appointment) -> Name:
    kind = "1" if told.provider_first_name else "2"
    return Name(
        kind, told.provider_name, told.provider_first_name, id_qualifier="XX", id=told.provider_npi, role="1P"
    )


def _traces(told: Appointment) -> list[Trace]:
    """The appointment's own number; who gave it is told by the provider's (9: a number of our own making)."""
    if told.appointment_id is None:
        return []
    return [Trace(told.appointment_id, f"9{told.provider_npi[-9:]}")]


def _questions(told: Appointment) -> list[Question]:
    asked = [Question(procedure=Procedure(code)) for code in told.procedures]
    if told.service_types or not asked:
        asked.insert(0, Question(service_types=list(told.service_types) or [ALL_DENTAL_CARE]))
    return asked
