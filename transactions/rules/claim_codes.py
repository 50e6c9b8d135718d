"""External codes of a dental claim (X101 to X119, X129): numbers of people, code lists, places."""

from __future__ import annotations

from datetime import date

from transactions.claim_parties import BillingProvider, Facility, Provider
from transactions.dental_claim import DentalClaim, OtherPayer
from transactions.parties import Address
from transactions.rules.addresses import address_faults
from transactions.rules.broken import Broken
from transactions.rules.forms import is_diagnosis, is_nine_digits, is_npi, is_telephone
from transactions.rules.lists import CURRENCIES, FREQUENCIES, PLACES_OF_SERVICE, STATES, Lists
from transactions.rules.remittance_codes import check_reasons

ADDRESS_RULES = ("C137", "C138", "X111", "X113", "X115")
"""In the order of the faults of `addresses`."""
UNUSUAL_FREQUENCIES = frozenset(("2", "3", "4", "5", "9"))
ICD_9 = frozenset(("BK", "BF"))
ICD_10 = frozenset(("ABK", "ABF"))
ICD_10_SINCE = date(2015, 10, 1)
_COB_REASONS = ("X116", "X117")


def check_billing(billing: BillingProvider, lists: Lists, broken: list[Broken]) -> None:
    """Numbers, specialty, addresses, currency and telephone of the billing dentist."""
    npi = billing.name.id
    if npi and not is_npi(npi):
        broken.append(Broken("X101", "2010AA/NM1[85]09"))
    tax_id = billing.tax_id
    # One that was not sent is the guide's to tell.
    if tax_id.value and not is_nine_digits(tax_id.value):
        employer = tax_id.qualifier == "EI"
        path = "2010AA/REF[EI]02" if employer else "2010AA/REF[SY]02"
        broken.append(Broken("X102" if employer else "X103", path))
    if billing.specialty and not lists.is_specialty(billing.specialty):
        broken.append(Broken("X110", "2000A/PRV[BI]03"))
    if billing.currency and billing.currency not in CURRENCIES:
        broken.append(Broken("X119", "2000A/CUR02"))
    if billing.address is not None:
        check_office(billing.address, "2010AA", (), broken)
    for number, contact in enumerate(billing.contacts, 1):
        for way in contact.ways:
            if way.kind == "TE" and not is_telephone(way.value):
                broken.append(Broken("X129", "2010AA/PER", (), number, way.value))
    if billing.pay_to is not None and billing.pay_to.address is not None:
        check_address(billing.pay_to.address, "2010AB", (), broken)
    plan = billing.pay_to_plan
    if plan is not None:
        if plan.tax_id and not is_nine_digits(plan.tax_id):
            broken.append(Broken("X102", "2010AC/REF[EI]02"))
        if plan.address is not None:
            check_address(plan.address, "2010AC", (), broken)


def check_people(claim: DentalClaim, broken: list[Broken]) -> None:
    """Addresses and social security numbers of subscriber, patient and payer."""
    subscriber = claim.subscriber
    if subscriber.address is not None:
        check_address(subscriber.address, "2010BA", (), broken)
    if subscriber.social_security_number and not is_nine_digits(subscriber.social_security_number):
        broken.append(Broken("X103", "2010BA/REF[SY]02"))
    if subscriber.payer.address is not None:
        check_address(subscriber.payer.address, "2010BB", (), broken)
    patient = claim.patient
    if patient is not None:
        if patient.address is not None:
            check_address(patient.address, "2010CA", (), broken)
        other = patient.other_id
        if other is not None and other.qualifier == "SY" and not is_nine_digits(other.value):
            broken.append(Broken("X103", "2010CA/REF[SY]02"))


def check_address(address: Address, loop: str, at: tuple[int, ...], broken: list[Broken]) -> None:
    """State, postal code and country of an address."""
    for fault, element in address_faults(address):
        broken.append(Broken(ADDRESS_RULES[fault], f"{loop}/{element}", at))


def check_office(address: Address, loop: str, at: tuple[int, ...], broken: list[Broken]) -> None:
    """The address of a place of treatment: the USA want its whole ZIP code (X114)."""
    check_address(address, loop, at, broken)
    code = address.postal_code
    if code and len(code) == 5 and code.isdigit() and address.country in (None, "US"):
        broken.append(Broken("X114", f"{loop}/N403", at))


def check_providers(claim: DentalClaim, lists: Lists, broken: list[Broken]) -> None:
    """Numbers and specialties of everybody who had a part in the treatment."""
    if claim.rendering is not None:
        _check_provider(claim.rendering, "2310B", (), lists, broken)
    if claim.referring:
        for number, provider in enumerate(claim.referring, 1):
            _check_provider(provider, "2310A", (number,), lists, broken)
    if claim.facility is not None:
        _check_facility(claim.facility, "2310C", (), broken)
    if claim.assistant is not None:
        _check_provider(claim.assistant, "2310D", (), lists, broken)
    if claim.supervising is not None:
        _check_provider(claim.supervising, "2310E", (), lists, broken)


def check_line_providers(claim: DentalClaim, lists: Lists, broken: list[Broken]) -> None:
    """The same for those of the lines."""
    for number, line in enumerate(claim.lines, 1):
        if line.rendering is not None:
            _check_provider(line.rendering, "2420A", (number,), lists, broken)
        if line.assistant is not None:
            _check_provider(line.assistant, "2420B", (number,), lists, broken)
        if line.supervising is not None:
            _check_provider(line.supervising, "2420C", (number,), lists, broken)
        if line.facility is not None:
            _check_facility(line.facility, "2420D", (number,), broken)


def _check_provider(
    provider: Provider, loop: str, at: tuple[int, ...], lists: Lists, broken: list[Broken]
) -> None:
    npi = provider.name.id
    if npi and not is_npi(npi):
        broken.append(Broken("X101", f"{loop}/NM109", at))
    if provider.specialty and not lists.is_specialty(provider.specialty):
        broken.append(Broken("X110", f"{loop}/PRV03", at))


def _check_facility(facility: Facility, loop: str, at: tuple[int, ...], broken: list[Broken]) -> None:
    npi = facility.name.id
    if npi and not is_npi(npi):
        broken.append(Broken("X101", f"{loop}/NM109", at))
    if facility.address is not None:
        check_office(facility.address, loop, at, broken)


def check_claim_lists(claim: DentalClaim, served: date | None, lists: Lists, broken: list[Broken]) -> None:
    """Places of service, frequency, procedures, diagnoses, accident's state; `served`: the day of service."""
    if claim.place not in PLACES_OF_SERVICE:
        broken.append(Broken("X104", "2300/CLM05-1"))
    if claim.frequency not in FREQUENCIES:
        broken.append(Broken("X106" if claim.frequency in UNUSUAL_FREQUENCIES else "X105", "2300/CLM05-3"))
    is_procedure = lists.is_procedure
    for number, line in enumerate(claim.lines, 1):
        code = line.procedure.code
        # One that was not sent is the guide's to tell.
        if code and not is_procedure(code, line.service_date or served):
            broken.append(Broken("X107", "2400/SV301-2", (number,)))
        if line.place is not None and line.place not in PLACES_OF_SERVICE:
            broken.append(Broken("X104", "2400/SV303", (number,)))
    for diagnosis in claim.diagnoses:
        if diagnosis.qualifier in ICD_10:
            if not is_diagnosis(diagnosis.code):
                broken.append(Broken("X108", "2300/HI", value=diagnosis.code))
        elif diagnosis.qualifier in ICD_9 and served is not None and served >= ICD_10_SINCE:
            broken.append(Broken("X109", "2300/HI", value=diagnosis.code))
    state = claim.accident_state
    if state and state not in STATES and claim.accident_country in (None, "US", "CA"):
        broken.append(Broken("X112", "2300/CLM11-4"))


def check_other_payer_codes(claim: DentalClaim, lists: Lists, broken: list[Broken]) -> None:
    """Reasons, remarks, addresses and numbers told of other payers."""
    for number, other in enumerate(claim.other_payers, 1):
        _check_other_payer(other, (number,), lists, broken)
    for number, line in enumerate(claim.lines, 1):
        for index, result in enumerate(line.adjudications, 1):
            check_reasons(
                result.adjustments, "2430/CAS", (number, index), result.paid_on, lists, broken, _COB_REASONS
            )


def _check_other_payer(other: OtherPayer, at: tuple[int, ...], lists: Lists, broken: list[Broken]) -> None:
    payer, subscriber = other.payer, other.subscriber
    check_reasons(other.adjustments, "2320/CAS", at, payer.paid_on, lists, broken, _COB_REASONS)
    if other.outpatient is not None:
        for remark in other.outpatient.remarks:
            if not lists.remarks.contains(remark):
                broken.append(Broken("X118", "2320/MOA", at, value=remark))
    if payer.address is not None:
        check_address(payer.address, "2330B", at, broken)
    if subscriber.address is not None:
        check_address(subscriber.address, "2330A", at, broken)
    for nth, social in enumerate(subscriber.social_security_numbers, 1):
        if not is_nine_digits(social):
            broken.append(Broken("X103", "2330A/REF[SY]02", at, nth))
