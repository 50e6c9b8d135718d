"""What a review of services (278) is about: the patient's event, as requests and responses tell it.

By 005010X217. What is only asked, or only answered, stands in `review_request` and `review_response`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from transactions.binding import Fact, Period, at, fold


class ReviewTrace(Fact, frozen=True):
    """TRN: the number of an event or a service; `originator` is who gave it, `supplement` more of him.

    Responses tell the `kind`: 1 the number of who answers, 2 the one it was asked by.
    """

    number: Annotated[str, at("02")]
    originator: Annotated[str, at("03")]
    supplement: Annotated[str | None, at("04")] = None
    kind: Annotated[str | None, at("01", choice=True)] = None


class Review(Fact, frozen=True):
    """UM: what kind of review it is.

    `category` AR admission, HS services, SC referral to a specialist, IN individual; `purpose` I first
    asking, 3 cancel, 4 extend, R renew, S revised ...; `service_type` 38 orthodontics, 25 restorations ...;
    `facility` is a place of service (`facility_kind` B) or the first digits of a bill type (A);
    `level_of_service` 03 emergency, E elective, U urgent. The rest only the event of a request tells:
    `causes` (AA, AP, EM) of an accident and the state and country it was in, the patient's condition and
    outlook, whether data may be released, why it comes late.
    """

    category: Annotated[str, at("01")]
    purpose: Annotated[str | None, at("02")] = None
    service_type: Annotated[str | None, at("03")] = None
    facility: Annotated[str | None, at("04-1")] = None
    facility_kind: Annotated[str | None, at("04-2")] = None
    level_of_service: Annotated[str | None, at("06")] = None
    causes: Annotated[tuple[str, ...], fold("05", (1, 2, 3))] = ()
    accident_state: Annotated[str | None, at("05-4")] = None
    accident_country: Annotated[str | None, at("05-5")] = None
    condition: Annotated[str | None, at("07")] = None
    prognosis: Annotated[str | None, at("08")] = None
    release: Annotated[str | None, at("09")] = None
    delay_reason: Annotated[str | None, at("10")] = None


class ReviewDiagnosis(Fact, frozen=True):
    """One HI composite: `qualifier` ABK or BK the principal one, ABJ or BJ at admission, ABF or BF another.

    In a response LOI: a question (LOINC) that must be answered before a decision.
    """

    qualifier: Annotated[str, at("+0-1")]
    code: Annotated[str, at("+0-2")]
    known_since: Annotated[date | None, at("+0-4")] = None


class Frequency(Fact, frozen=True):
    """HSD: how much, how often, for how long: `quantity` of `unit` (VS visits, DY days, MN months ...).

    That is for every `per_count` of `per` (DA days, WK weeks, MO months), during `length` of `period` (7
    days, 34 months, 35 weeks ...); `pattern` and `time` tell weekdays and the time of day.
    """

    unit: Annotated[str | None, at("01")] = None
    quantity: Annotated[Decimal | None, at("02")] = None
    per: Annotated[str | None, at("03")] = None
    per_count: Annotated[Decimal | None, at("04")] = None
    period: Annotated[str | None, at("05")] = None
    length: Annotated[int | None, at("06")] = None
    pattern: Annotated[str | None, at("07")] = None
    time: Annotated[str | None, at("08")] = None


class Condition(Fact, frozen=True):
    """CRC: up to five things that are so, or (`applies` false) are not."""

    applies: Annotated[bool, at("02", yes="Y", no="N")]
    indicators: Annotated[tuple[str, ...], fold("", range(3, 8))]


class HospitalStay(Fact, frozen=True):
    """CL1: kind and source of an admission, the patient's status, and the status in a nursing home."""

    admission_type: Annotated[str | None, at("01")] = None
    admission_source: Annotated[str | None, at("02")] = None
    patient_status: Annotated[str | None, at("03")] = None
    nursing_home_status: Annotated[str | None, at("04")] = None


class AmbulanceTransport(Fact, frozen=True):
    """CR1: `kind` I first trip, R return, T transfer, X round trip.

    The weight is in `weight_unit` (LB, KG), the distance in `distance_unit` (DH miles, DK kilometres).
    """

    kind: Annotated[str, at("03")]
    weight_unit: Annotated[str | None, at("01")] = None
    weight: Annotated[Decimal | None, at("02")] = None
    reason: Annotated[str | None, at("04")] = None
    distance_unit: Annotated[str | None, at("05")] = None
    distance: Annotated[Decimal | None, at("06")] = None
    round_trip: Annotated[str | None, at("09")] = None
    stretcher: Annotated[str | None, at("10")] = None


class ChiropracticTreatment(Fact, frozen=True):
    """CR2: treatment `number` of `count`, from one vertebra to another. The condition is told in requests."""

    number: Annotated[int | None, at("01")] = None
    count: Annotated[Decimal | None, at("02")] = None
    first_vertebra: Annotated[str | None, at("03")] = None
    last_vertebra: Annotated[str | None, at("04")] = None
    condition: Annotated[str | None, at("08")] = None
    has_complications: Annotated[bool | None, at("09", yes="Y", no="N")] = None
    description: Annotated[str | None, at("10")] = None
    more_description: Annotated[str | None, at("11")] = None
    has_x_rays: Annotated[bool | None, at("12", yes="Y", no="N")] = None


class OxygenAtHome(Fact, frozen=True):
    """CR5: equipment, `flow` in litres a minute, uses a day and hours of one, and how it is given.

    Only requests tell what a blood test found: `blood_gas` in mm of mercury, `saturation` in percent.
    """

    flow: Annotated[Decimal, at("06")]
    delivery: Annotated[str, at("17")]
    equipment: Annotated[str | None, at("03")] = None
    second_equipment: Annotated[str | None, at("04")] = None
    reason: Annotated[str | None, at("05")] = None
    daily_uses: Annotated[Decimal | None, at("07")] = None
    hours: Annotated[Decimal | None, at("08")] = None
    order: Annotated[str | None, at("09")] = None
    blood_gas: Annotated[Decimal | None, at("10")] = None
    saturation: Annotated[Decimal | None, at("11")] = None
    test_condition: Annotated[str | None, at("12")] = None
    findings: Annotated[tuple[str, ...], fold("", (13, 14, 15))] = ()
    portable_flow: Annotated[Decimal | None, at("16")] = None
    third_equipment: Annotated[str | None, at("18")] = None


class CareAtHome(Fact, frozen=True):
    """CR6: care at home: outlook, start, the period certified, whether Medicare covers it, kind of asking.

    Surgery, the orders and visits of a doctor, the last stay and where the patient is are told in requests;
    `surgery_code` is of the list `surgery_qualifier` (HC, ID).
    """

    prognosis: Annotated[str, at("01")]
    start: Annotated[date, at("02")]
    medicare: Annotated[str, at("07")]
    purpose: Annotated[str, at("08")]
    certified: Annotated[Period | None, at("04")] = None
    surgery: Annotated[date | None, at("09")] = None
    surgery_qualifier: Annotated[str | None, at("10")] = None
    surgery_code: Annotated[str | None, at("11")] = None
    ordered: Annotated[date | None, at("12")] = None
    last_visit: Annotated[date | None, at("13")] = None
    last_contact: Annotated[date | None, at("14")] = None
    last_stay: Annotated[Period | None, at("16")] = None
    location: Annotated[str | None, at("17")] = None


class ReviewAttachment(Fact, frozen=True):
    """PWK: a document or picture that goes beside (or is asked for) and its way; `control_number` finds it.

    `kind` RB X-rays, DA dental models, DG test reports ...; `transmission` EL electronic, FX fax, BM mail ...
    """

    kind: Annotated[str, at("01")]
    transmission: Annotated[str, at("02")]
    control_number: Annotated[str | None, at("06")] = None
    description: Annotated[str | None, at("07")] = None
