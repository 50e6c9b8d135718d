"""The dental claim (837D, 005010X224A2) as business data: one CLM with its lines and all that stands above.

Amounts are dollars. Codes are those of the guide; what they mean is in the code lists. Nothing is
judged here: a claim is read and written as it was sent, the rules say what is wrong with it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from msgspec import field

from transactions.adjustments import ADJUSTMENT_STARTS, Adjustment, OutpatientRemarks, Procedure
from transactions.binding import Fact, Period, Record, above, at, fold, loop, loops, part
from transactions.claim_parties import (
    BillingProvider,
    Facility,
    Patient,
    Provider,
    Submission,
    Subscriber,
)
from transactions.parties import Address, Name, Reference


class Orthodontics(Fact, frozen=True):
    """DN1: months of treatment in all and remaining; or only that it is orthodontic (`told_only` Y)."""

    months: Annotated[Decimal | None, at("01")] = None
    months_remaining: Annotated[Decimal | None, at("02")] = None
    told_only: Annotated[str | None, at("04")] = None


class ToothStatus(Fact, frozen=True):
    """DN2: a tooth that is missing (M) or to be extracted (E)."""

    tooth: Annotated[str, at("01")]
    status: Annotated[str, at("02")]


class Attachment(Fact, frozen=True):
    """PWK: a document that supports the claim and how it is sent; `control_number` finds it again (AC)."""

    kind: Annotated[str, at("01")]
    transmission: Annotated[str, at("02")]
    control_number: Annotated[str | None, at("06")] = None


class Contract(Fact, frozen=True):
    """CN1: what was agreed with the payer; `percentage` and `discount` in hundredths."""

    kind: Annotated[str, at("01")]
    amount: Annotated[Decimal | None, at("02")] = None
    percentage: Annotated[Decimal | None, at("03")] = None
    code: Annotated[str | None, at("04")] = None
    discount: Annotated[Decimal | None, at("05")] = None
    version: Annotated[str | None, at("06")] = None


class Diagnosis(Fact, frozen=True):
    """One HI composite: `qualifier` ABK or BK the principal one, ABF or BF another, TQ a dental one."""

    qualifier: Annotated[str, at("+0-1")]
    code: Annotated[str, at("+0-2")]


class Pricing(Fact, frozen=True):
    """HCP: what a repricer made of a claim or a line."""

    method: Annotated[str, at("01")]
    allowed: Annotated[Decimal, at("02")]
    savings: Annotated[Decimal | None, at("03")] = None
    organization: Annotated[str | None, at("04")] = None
    rate: Annotated[Decimal | None, at("05")] = None
    group: Annotated[str | None, at("06")] = None
    group_amount: Annotated[Decimal | None, at("07")] = None
    procedure: Annotated[str | None, at("10")] = None
    quantity: Annotated[Decimal | None, at("12")] = None
    rejection: Annotated[str | None, at("13")] = None
    policy: Annotated[str | None, at("14")] = None
    exception: Annotated[str | None, at("15")] = None


class PayerNumber(Fact, frozen=True):
    """REF of a line: a number, and the other payer it is of (C040) if not the claim's."""

    value: Annotated[str, at("02")]
    other_payer: Annotated[str | None, at("04-2")] = None


class Tooth(Fact, frozen=True):
    """TOO: a tooth (universal numbering) and its surfaces (B D F I L M O)."""

    tooth: Annotated[str, at("02")]
    surfaces: Annotated[tuple[str, ...], fold("03", range(1, 6))] = ()


class OtherSubscriber(Fact, frozen=True):
    """2330A: the insured of another payer."""

    name: Annotated[Name, at("NM1")]
    address: Annotated[Address | None, part()] = None
    social_security_numbers: Annotated[tuple[str, ...], at("REF[SY]02")] = ()


class OtherPayerName(Fact, frozen=True):
    """2330B: another payer, the day it paid and its numbers for the claim."""

    name: Annotated[Name, at("NM1")]
    address: Annotated[Address | None, part()] = None
    paid_on: Annotated[date | None, at("DTP[573]03")] = None
    ids: Annotated[tuple[Reference, ...], at("REF[2U,EI,FY,NF]")] = ()
    prior_authorization: Annotated[str | None, at("REF[G1]02")] = None
    referral_number: Annotated[str | None, at("REF[9F]02")] = None
    is_adjusted: Annotated[bool, at("REF[T4]02", yes="Y")] = False
    predetermination_number: Annotated[str | None, at("REF[G3]02")] = None
    claim_number: Annotated[str | None, at("REF[F8]02")] = None


class OtherPayerProvider(Fact, frozen=True):
    """2330C to 2330H: a provider of the claim by the numbers another payer knows it by."""

    kind: Annotated[str, at("NM102")]
    ids: Annotated[tuple[Reference, ...], at("REF")] = ()
    role: Annotated[str | None, at("NM101", choice=True)] = None


class OtherPayer(Record):
    """2320: another payer of the claim, and what it decided."""

    sequence: Annotated[str, at("SBR01")]
    relation: Annotated[str, at("SBR02")]
    subscriber: Annotated[OtherSubscriber, loop("2330A")]
    payer: Annotated[OtherPayerName, loop("2330B")]
    benefits_assigned: Annotated[str, at("OI03")]
    release: Annotated[str, at("OI06")]
    group_number: Annotated[str | None, at("SBR03")] = None
    group_name: Annotated[str | None, at("SBR04")] = None
    medicare_secondary: Annotated[str | None, at("SBR05")] = None
    filing: Annotated[str | None, at("SBR09")] = None
    adjustments: Annotated[list[Adjustment], fold("CAS", ADJUSTMENT_STARTS)] = field(default_factory=list)
    paid: Annotated[Decimal | None, at("AMT[D]02")] = None
    patient_liability: Annotated[Decimal | None, at("AMT[EAF]02")] = None
    noncovered: Annotated[Decimal | None, at("AMT[A8]02")] = None
    outpatient: Annotated[OutpatientRemarks | None, at("MOA")] = None
    referring: Annotated[list[OtherPayerProvider], loops("2330C")] = field(default_factory=list)
    rendering: Annotated[OtherPayerProvider | None, loop("2330D")] = None
    supervising: Annotated[OtherPayerProvider | None, loop("2330E")] = None
    billing: Annotated[OtherPayerProvider | None, loop("2330F")] = None
    facility: Annotated[OtherPayerProvider | None, loop("2330G")] = None
    assistant: Annotated[OtherPayerProvider | None, loop("2330H")] = None


class LineAdjudication(Record):
    """2430: what another payer decided on a line; `payer_id` is that payer's NM109 in 2330B."""

    payer_id: Annotated[str, at("SVD01")]
    paid: Annotated[Decimal, at("SVD02")]
    procedure: Annotated[Procedure, at("SVD03")]
    quantity: Annotated[Decimal, at("SVD05")]
    bundled_line: Annotated[int | None, at("SVD06")] = None
    adjustments: Annotated[list[Adjustment], fold("CAS", ADJUSTMENT_STARTS)] = field(default_factory=list)
    paid_on: Annotated[date | None, at("DTP[573]03")] = None
    patient_liability: Annotated[Decimal | None, at("AMT[EAF]02")] = None


class ServiceLine(Record):
    """2400: a service. `prosthesis` I initial, R replacement; pointers count the claim's diagnoses from 1."""

    number: Annotated[int, at("LX01")]
    procedure: Annotated[Procedure, at("SV301")]
    charge: Annotated[Decimal, at("SV302")]
    place: Annotated[str | None, at("SV303")] = None
    oral_cavity: Annotated[list[str], fold("SV304", range(1, 6))] = field(default_factory=list)
    prosthesis: Annotated[str | None, at("SV305")] = None
    quantity: Annotated[Decimal | None, at("SV306")] = None
    diagnosis_pointers: Annotated[list[int], fold("SV311", range(1, 5))] = field(default_factory=list)
    teeth: Annotated[list[Tooth], at("TOO")] = field(default_factory=list)
    service_date: Annotated[date | None, at("DTP[472]03")] = None
    prior_placement: Annotated[date | None, at("DTP[441]03")] = None
    prior_placement_estimated: Annotated[date | None, at("DTP[139]03")] = None
    appliance_date: Annotated[date | None, at("DTP[452]03")] = None
    replacement_date: Annotated[date | None, at("DTP[446]03")] = None
    treatment_start: Annotated[date | None, at("DTP[196]03")] = None
    treatment_end: Annotated[date | None, at("DTP[198]03")] = None
    contract: Annotated[Contract | None, at("CN1")] = None
    predetermination_numbers: Annotated[list[PayerNumber], at("REF[G3]")] = field(default_factory=list)
    prior_authorizations: Annotated[list[PayerNumber], at("REF[G1]")] = field(default_factory=list)
    line_control_number: Annotated[str | None, at("REF[6R]02")] = None
    repriced_number: Annotated[str | None, at("REF[9A]02")] = None
    repriced_again_number: Annotated[str | None, at("REF[9C]02")] = None
    referral_numbers: Annotated[list[PayerNumber], at("REF[9F]")] = field(default_factory=list)
    sales_tax: Annotated[Decimal | None, at("AMT[T]02")] = None
    file_information: Annotated[list[str], at("K301")] = field(default_factory=list)
    pricing: Annotated[Pricing | None, at("HCP")] = None
    rendering: Annotated[Provider | None, loop("2420A")] = None
    assistant: Annotated[Provider | None, loop("2420B")] = None
    supervising: Annotated[Provider | None, loop("2420C")] = None
    facility: Annotated[Facility | None, loop("2420D")] = None
    adjudications: Annotated[list[LineAdjudication], loops("2430")] = field(default_factory=list)


class DentalClaim(Record):
    """2300: a claim or predetermination.

    `frequency` 1 original, 7 replacement, 8 void; `patient` is None where the subscriber is the patient;
    `unread` are the paths of what a claim with faults did not tell readably.
    """

    claim_id: Annotated[str, at("CLM01")]
    charge: Annotated[Decimal, at("CLM02")]
    place: Annotated[str, at("CLM05-1")]
    frequency: Annotated[str, at("CLM05-3")]
    has_signature: Annotated[bool, at("CLM06", yes="Y", no="N")]
    assignment: Annotated[str, at("CLM07")]
    benefits_assigned: Annotated[str, at("CLM08")]
    release: Annotated[str, at("CLM09")]
    lines: Annotated[list[ServiceLine], loops("2400")]
    submission: Annotated[Submission, above("")]
    billing: Annotated[BillingProvider, above("2000A")]
    subscriber: Annotated[Subscriber, above("2000B")]
    patient: Annotated[Patient | None, above("2000C")] = None
    accident_causes: Annotated[list[str], fold("CLM11", (1, 2))] = field(default_factory=list)
    accident_state: Annotated[str | None, at("CLM11-4")] = None
    accident_country: Annotated[str | None, at("CLM11-5")] = None
    special_program: Annotated[str | None, at("CLM12")] = None
    is_predetermination: Annotated[bool, at("CLM19", yes="PB")] = False
    delay_reason: Annotated[str | None, at("CLM20")] = None
    accident_date: Annotated[date | None, at("DTP[439]03")] = None
    appliance_date: Annotated[date | None, at("DTP[452]03")] = None
    service: Annotated[Period | None, at("DTP[472]03")] = None
    repricer_received: Annotated[date | None, at("DTP[050]03")] = None
    orthodontics: Annotated[Orthodontics | None, at("DN1")] = None
    teeth: Annotated[list[ToothStatus], at("DN2")] = field(default_factory=list)
    attachments: Annotated[list[Attachment], at("PWK")] = field(default_factory=list)
    contract: Annotated[Contract | None, at("CN1")] = None
    patient_paid: Annotated[Decimal | None, at("AMT[F5]02")] = None
    predetermination_number: Annotated[str | None, at("REF[G3]02")] = None
    authorization_waiver: Annotated[str | None, at("REF[4N]02")] = None
    payer_claim_number: Annotated[str | None, at("REF[F8]02")] = None
    referral_number: Annotated[str | None, at("REF[9F]02")] = None
    prior_authorization: Annotated[str | None, at("REF[G1]02")] = None
    repriced_number: Annotated[str | None, at("REF[9A]02")] = None
    repriced_again_number: Annotated[str | None, at("REF[9C]02")] = None
    clearinghouse_number: Annotated[str | None, at("REF[D9]02")] = None
    file_information: Annotated[list[str], at("K301")] = field(default_factory=list)
    notes: Annotated[list[str], at("NTE[ADD]02")] = field(default_factory=list)
    diagnoses: Annotated[list[Diagnosis], fold("HI", range(1, 5))] = field(default_factory=list)
    pricing: Annotated[Pricing | None, at("HCP")] = None
    referring: Annotated[list[Provider], loops("2310A")] = field(default_factory=list)
    rendering: Annotated[Provider | None, loop("2310B")] = None
    facility: Annotated[Facility | None, loop("2310C")] = None
    assistant: Annotated[Provider | None, loop("2310D")] = None
    supervising: Annotated[Provider | None, loop("2310E")] = None
    other_payers: Annotated[list[OtherPayer], loops("2320")] = field(default_factory=list)
    unread: tuple[str, ...] = ()
