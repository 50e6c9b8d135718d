"""What an eligibility inquiry (270) and its answer (271) have in common: who asks whom about whom.

005010X279A1. Codes are those of the guide; what they mean is in the code lists.
"""

from __future__ import annotations

from datetime import date, time
from typing import Annotated

from transactions.binding import Fact, Period, at, fold, part
from transactions.dental_claim import Diagnosis
from transactions.parties import Address, Name


class Heading(Fact, frozen=True):
    """BHT: the set. `reference` is the asker's own number for it, which an answer gives back."""

    created: Annotated[date | None, at("HEADER/BHT04")]
    created_at: Annotated[time | None, at("HEADER/BHT05")]
    reference: Annotated[str | None, at("HEADER/BHT03")] = None
    unread: tuple[str, ...] = ()


class Identifier(Fact, frozen=True):
    """REF: a number somebody or something is known by; `description` is the group's or the plan's name.

    `qualifier` 18 plan, 6P group, 1L policy, SY social security, EJ the provider's number for the patient ...
    """

    qualifier: Annotated[str, at("01")]
    value: Annotated[str, at("02")]
    description: Annotated[str | None, at("03")] = None


class Trace(Fact, frozen=True):
    """TRN: the number of a question. `originator` is who gave it, `supplement` more of the originator.

    `kind` is 1 for a number of the sender of the set, 2 in an answer for the one the question had.
    """

    number: Annotated[str, at("02")]
    originator: Annotated[str, at("03")]
    supplement: Annotated[str | None, at("04")] = None
    kind: Annotated[str, at("01")] = "1"


class ProviderRole(Fact, frozen=True):
    """PRV: what a provider is (PE performing, RF referring, PC primary care ...) and a number of his.

    `qualifier` PXC: the number is a taxonomy code.
    """

    role: Annotated[str, at("01")]
    qualifier: Annotated[str | None, at("02")] = None
    number: Annotated[str | None, at("03")] = None


class CoverageDate(Fact, frozen=True):
    """DTP: days, and what is on them.

    `qualifier` 291 plan, 346 and 347 its begin and end, 356 and 357 those of eligibility, 348 and 349 those
    of a benefit, 304 the latest visit ...
    """

    qualifier: Annotated[str, at("01")]
    days: Annotated[Period | None, at("03")]


class Source(Fact, frozen=True):
    """2100A: who is asked. `name.role` is PR for a payer."""

    name: Annotated[Name, at("2100A/NM1")]


class Receiver(Fact, frozen=True):
    """2100B: who asks. `name.role` is 1P for a provider."""

    name: Annotated[Name, at("2100B/NM1")]
    ids: Annotated[tuple[Identifier, ...], at("2100B/REF")] = ()
    address: Annotated[Address | None, part("2100B")] = None
    provider: Annotated[ProviderRole | None, at("2100B/PRV")] = None


class Person(Fact, frozen=True):
    """2100C or 2100D: a subscriber or a dependent.

    `relation` is to the subscriber (01 spouse, 19 child, 34 other; 18 the subscriber himself),
    `birth_sequence` the place among those born together; `provider` has a part in the treatment.
    """

    name: Annotated[Name, at("NM1")]
    ids: Annotated[tuple[Identifier, ...], at("REF")] = ()
    address: Annotated[Address | None, part()] = None
    provider: Annotated[ProviderRole | None, at("PRV")] = None
    birth_date: Annotated[date | None, at("DMG02")] = None
    sex: Annotated[str | None, at("DMG03")] = None
    relation: Annotated[str | None, at("INS02")] = None
    birth_sequence: Annotated[int | None, at("INS17")] = None
    diagnoses: Annotated[tuple[Diagnosis, ...], fold("HI", range(1, 9))] = ()
    dates: Annotated[tuple[CoverageDate, ...], at("DTP")] = ()

    @property
    def member_id(self) -> str | None:
        """The number the payer knows the person by, where it is told as such (MI)."""
        return self.name.id if self.name.id_qualifier == "MI" else None
