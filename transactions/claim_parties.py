"""The parties of a dental claim (837D): who sends it, who bills, who is insured, who pays, who treated.

A claim reaches those above it (`Submission`, `BillingProvider`, `Subscriber`, `Patient`) as objects
that all claims under them share.
"""

from __future__ import annotations

from datetime import date, time
from typing import Annotated

from transactions.binding import Fact, at, loop, part
from transactions.parties import Address, Contact, Name, Reference


class Submission(Fact, frozen=True):
    """BHT, 1000A and 1000B: the batch a claim came in.

    `purpose` is 00 an original, 18 a repetition; `kind` CH chargeable, RP reporting, 31 subrogation.
    """

    reference: Annotated[str, at("HEADER/BHT03")]
    submitter: Annotated[Name, at("1000A/NM1")]
    receiver: Annotated[Name, at("1000B/NM1")]
    created: Annotated[date | None, at("HEADER/BHT04")]
    created_at: Annotated[time | None, at("HEADER/BHT05")]
    purpose: Annotated[str, at("HEADER/BHT02")] = "00"
    kind: Annotated[str, at("HEADER/BHT06")] = "CH"
    contacts: Annotated[tuple[Contact, ...], at("1000A/PER")] = ()
    unread: tuple[str, ...] = ()


class PayTo(Fact, frozen=True):
    """2010AB: where to pay, if not at the billing provider's address. `kind` 1 a person, 2 a practice."""

    kind: Annotated[str, at("NM102")]
    address: Annotated[Address | None, part()] = None


class PayToPlan(Fact, frozen=True):
    """2010AC: the plan that is paid in a subrogation."""

    name: Annotated[Name, at("NM1")]
    tax_id: Annotated[str, at("REF[EI]02")]
    address: Annotated[Address | None, part()] = None
    other_id: Annotated[Reference | None, at("REF[2U,FY,NF]")] = None


class BillingProvider(Fact, frozen=True):
    """2000A: the dentist or practice that bills. `tax_id` is of kind EI or SY; `licenses` 0B state, 1G UPIN.

    `currency` is told where it is not the US dollar.
    """

    name: Annotated[Name, at("2010AA/NM1")]
    tax_id: Annotated[Reference, at("2010AA/REF[EI,SY]")]
    address: Annotated[Address | None, part("2010AA")] = None
    specialty: Annotated[str | None, at("PRV03")] = None
    currency: Annotated[str | None, at("CUR02")] = None
    licenses: Annotated[tuple[Reference, ...], at("2010AA/REF[0B,1G]")] = ()
    contacts: Annotated[tuple[Contact, ...], at("2010AA/PER")] = ()
    pay_to: Annotated[PayTo | None, loop("2010AB")] = None
    pay_to_plan: Annotated[PayToPlan | None, loop("2010AC")] = None
    unread: tuple[str, ...] = ()


class ClaimPayer(Fact, frozen=True):
    """2010BB: the payer the claim goes to, and the number it knows the billing provider by."""

    name: Annotated[Name, at("NM1")]
    address: Annotated[Address | None, part()] = None
    ids: Annotated[tuple[Reference, ...], at("REF[2U,EI,FY,NF]")] = ()
    billing_provider_id: Annotated[Reference | None, at("REF[G2,LU]")] = None


class Subscriber(Fact, frozen=True):
    """2000B: the insured, the coverage and its payer. `sequence` P primary, S secondary, T tertiary ..."""

    sequence: Annotated[str, at("SBR01")]
    name: Annotated[Name, at("2010BA/NM1")]
    payer: Annotated[ClaimPayer, loop("2010BB")]
    is_patient: Annotated[bool, at("SBR02", yes="18")] = True
    group_number: Annotated[str | None, at("SBR03")] = None
    group_name: Annotated[str | None, at("SBR04")] = None
    medicare_secondary: Annotated[str | None, at("SBR05")] = None
    filing: Annotated[str | None, at("SBR09")] = None
    address: Annotated[Address | None, part("2010BA")] = None
    birth_date: Annotated[date | None, at("2010BA/DMG02")] = None
    sex: Annotated[str | None, at("2010BA/DMG03")] = None
    social_security_number: Annotated[str | None, at("2010BA/REF[SY]02")] = None
    casualty_claim_number: Annotated[str | None, at("2010BA/REF[Y4]02")] = None
    unread: tuple[str, ...] = ()


class Patient(Fact, frozen=True):
    """2000C: a patient who is not the subscriber; `relation` is to the subscriber (01 spouse, 19 child)."""

    relation: Annotated[str, at("PAT01")]
    name: Annotated[Name, at("2010CA/NM1")]
    address: Annotated[Address | None, part("2010CA")] = None
    birth_date: Annotated[date | None, at("2010CA/DMG02")] = None
    sex: Annotated[str | None, at("2010CA/DMG03")] = None
    casualty_claim_number: Annotated[str | None, at("2010CA/REF[Y4]02")] = None
    other_id: Annotated[Reference | None, at("2010CA/REF[1W,SY]")] = None
    unread: tuple[str, ...] = ()


class Provider(Fact, frozen=True):
    """2310A, B, D, E and 2420A to C: a dentist who had a part in the treatment."""

    name: Annotated[Name, at("NM1")]
    specialty: Annotated[str | None, at("PRV03")] = None
    ids: Annotated[tuple[Reference, ...], at("REF")] = ()


class Facility(Fact, frozen=True):
    """2310C and 2420D: where the service was rendered."""

    name: Annotated[Name, at("NM1")]
    address: Annotated[Address | None, part()] = None
    ids: Annotated[tuple[Reference, ...], at("REF")] = ()
