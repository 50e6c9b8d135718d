"""Who takes part in a review of services (278): who decides, who asks, who is the patient, who treats.

What a request and a response have in common, by 005010X217. Codes are those of the guide; what they
mean is in the code lists. Only a response tells refusals (AAA) and a reviewer's contact.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from transactions.binding import Fact, at, part
from transactions.parties import Address, Contact, Name, Reference


class Refusal(Fact, frozen=True):
    """AAA: why no review took place, and what the requester shall do.

    `is_valid` tells whether the request was right in itself; `reason` 42 not able to answer now, 72 member
    id not found, 75 subscriber not found ...; `action` C correct and send again, N send no more, P send
    again, R send again by what is told, Y do not send again, the payer goes on by itself.
    """

    is_valid: Annotated[bool, at("01", yes="Y", no="N")]
    reason: Annotated[str, at("03")]
    action: Annotated[str, at("04")]


class FullName(Name, frozen=True):
    """NM1 with all parts of a name: `prefix` is a title."""

    prefix: Annotated[str | None, at("06")] = None


class ProviderNumber(Fact, frozen=True):
    """REF: a number of a provider; `state` is the one that gave a licence (0B)."""

    qualifier: Annotated[str, at("01")]
    value: Annotated[str, at("02")]
    state: Annotated[str | None, at("03")] = None


class ReviewSpecialty(Fact, frozen=True):
    """PRV: what a provider is in this (PE performing, RF referring, OP, OR, AT ...) and the taxonomy code."""

    role: Annotated[str, at("01")]
    code: Annotated[str | None, at("03")] = None


class Reviewer(Fact, frozen=True):
    """2000A: who decides. `name.role` is X3 for a review organization, PR a payer, 2B or 36 others.

    `refusals` are those of the whole request, `name_refusals` those of the reviewer it was sent to.
    """

    name: Annotated[Name, at("2010A/NM1")]
    contact: Annotated[Contact | None, at("2010A/PER")] = None
    refusals: Annotated[tuple[Refusal, ...], at("AAA")] = ()
    name_refusals: Annotated[tuple[Refusal, ...], at("2010A/AAA")] = ()
    unread: tuple[str, ...] = ()


class ReviewSubscriber(Fact, frozen=True):
    """2000C: the subscriber, who is the patient where no dependent is told. `military_status` is INS08."""

    name: Annotated[FullName, at("2010C/NM1")]
    ids: Annotated[tuple[Reference, ...], at("2010C/REF")] = ()
    address: Annotated[Address | None, part("2010C")] = None
    birth_date: Annotated[date | None, at("2010C/DMG02")] = None
    sex: Annotated[str | None, at("2010C/DMG03")] = None
    military_status: Annotated[str | None, at("2010C/INS[Y]08")] = None
    refusals: Annotated[tuple[Refusal, ...], at("2010C/AAA")] = ()
    unread: tuple[str, ...] = ()


class ReviewDependent(Fact, frozen=True):
    """2000D: the patient where not the subscriber.

    `relation` is to the subscriber (01 spouse, 19 child, G8 other), `birth_sequence` the place among those
    born together. Only a response may tell an id with the name.
    """

    name: Annotated[Name, at("2010D/NM1")]
    ids: Annotated[tuple[Reference, ...], at("2010D/REF")] = ()
    address: Annotated[Address | None, part("2010D")] = None
    birth_date: Annotated[date | None, at("2010D/DMG02")] = None
    sex: Annotated[str | None, at("2010D/DMG03")] = None
    relation: Annotated[str | None, at("2010D/INS[N]02")] = None
    birth_sequence: Annotated[int | None, at("2010D/INS[N]17")] = None
    refusals: Annotated[tuple[Refusal, ...], at("2010D/AAA")] = ()
    unread: tuple[str, ...] = ()


class ReviewProvider(Fact, frozen=True):
    """2010EA, 2010F, 2010FA: who gives, gave or shall give what is asked for.

    `name.role` is SJ for the one who treats, DN who referred, DK who ordered, FA a facility, P3 a primary
    care provider ...
    """

    name: Annotated[FullName, at("NM1")]
    ids: Annotated[tuple[ProviderNumber, ...], at("REF")] = ()
    address: Annotated[Address | None, part()] = None
    contact: Annotated[Contact | None, at("PER")] = None
    specialty: Annotated[ReviewSpecialty | None, at("PRV")] = None
    refusals: Annotated[tuple[Refusal, ...], at("AAA")] = ()


class TransportStop(Fact, frozen=True):
    """2010EB of a request, 2010EC of a response: where an ambulance fetches, stops and brings the patient.

    `name.role` is PW where the patient is fetched, 45 or FS where brought, ND or R3 a stop on the way.
    """

    name: Annotated[Name, at("NM1")]
    address: Annotated[Address | None, part()] = None
    refusals: Annotated[tuple[Refusal, ...], at("AAA")] = ()
