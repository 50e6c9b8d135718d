"""Requests for a review of services (278) made of what somebody at a desk knows of a treatment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from msgspec.structs import replace

from transactions.binding import Fact, Period
from transactions.dental_claim import Tooth
from transactions.parties import Name
from transactions.review import FullName, ReviewDependent, Reviewer, ReviewSubscriber
from transactions.review_event import Review, ReviewAttachment, ReviewTrace
from transactions.review_request import (
    RequestedEvent,
    RequestedService,
    Requester,
    ReviewRequest,
    ReviewRequestHeading,
)
from transactions.review_service import DentalService, ReviewProcedure

SELF = "18"
_UNIVERSAL = "JP"
_OFFICE = ("11", "B")
_RELATIONS = frozenset(("01", "19"))
_OTHER = "G8"


class Treatment(Fact, frozen=True):
    """A dental service that is planned: a procedure, at a tooth with its surfaces, and its fee in dollars."""

    procedure: str
    tooth: str | None = None
    surfaces: tuple[str, ...] = ()
    fee: Decimal | None = None


class Plan(Fact, frozen=True):
    """Who plans which treatments for whom; the subscriber's names are told where the patient is another.

    `attachments` are control numbers of documents sent beside (PWK06), `service_type` is UM03.
    """

    payer_id: str
    payer_name: str
    provider_name: str
    provider_npi: str
    member_id: str
    last_name: str
    first_name: str
    birth_date: date
    treatments: tuple[Treatment, ...]
    day: date
    relation: str = SELF
    provider_first_name: str | None = None
    subscriber_last_name: str | None = None
    subscriber_first_name: str | None = None
    attachments: tuple[str, ...] = ()
    service_type: str = "35"


def review_of(plan: Plan, moment: datetime, reference: str) -> ReviewRequest:
    """The request for a review of what is planned; `reference` names it (BHT03, and its trace)."""
    is_self = plan.relation == SELF
    patient = FullName("1", plan.last_name, plan.first_name)
    number = {"id_qualifier": "MI", "id": plan.member_id}
    if is_self:
        subscriber = ReviewSubscriber(replace(patient, **number), birth_date=plan.birth_date)
    else:
        name = FullName("1", plan.subscriber_last_name, plan.subscriber_first_name, **number)
        subscriber = ReviewSubscriber(name)
    review = Review(
        "HS", "I", plan.service_type, facility=_OFFICE[0], facility_kind=_OFFICE[1]
    )
    kind = "1" if plan.provider_first_name else "2"
    provider = Name(
        kind, plan.provider_name, plan.provider_first_name, id_qualifier="XX", id=plan.provider_npi, role="1P"
    )
    return ReviewRequest(
        heading=ReviewRequestHeading(reference, moment.date(), moment.time().replace(microsecond=0)),
        reviewer=Reviewer(Name("2", plan.payer_name, id_qualifier="PI", id=plan.payer_id, role="X3")),
        requester=Requester(provider),
        subscriber=subscriber,
        dependent=None if is_self else _dependent(plan),
        event=RequestedEvent(
            review,
            traces=[ReviewTrace(reference, f"9{plan.provider_npi[-9:]}")],
            days=Period(plan.day),
            attachments=[ReviewAttachment("RB", "EL", control_number=one) for one in plan.attachments],
        ),
        services=_services(plan.treatments),
    )


def _dependent(plan: Plan) -> ReviewDependent:
    relation = plan.relation if plan.relation in _RELATIONS else _OTHER
    return ReviewDependent(
        Name("1", plan.last_name, plan.first_name), birth_date=plan.birth_date, relation=relation
    )


def _services(treatments: Sequence[Treatment]) -> list[RequestedService]:
    return [
        RequestedService(
            dental=DentalService(ReviewProcedure(one.procedure), Decimal(1), one.fee),
            teeth=[Tooth(one.tooth, one.surfaces)] if one.tooth else [],
        )
        for one in treatments
    ]
