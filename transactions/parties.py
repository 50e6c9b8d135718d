"""Who and where: names, addresses, contacts and the numbers parties are known by.

Elements NM1, N3, N4, PER, REF, as the guides for claims, remittances and acknowledgments share them.
"""

from __future__ import annotations

from typing import Annotated

from transactions.binding import Fact, at, fold


class Name(Fact, frozen=True):
    """NM1: a person or an organization, with one number it is known by.

    `kind` is 1 for a person, 2 for an organization (whose whole name is `last_name`). `role` is told
    only where several are possible (DN or P3 for a referring dentist).
    """

    kind: Annotated[str, at("02")]
    last_name: Annotated[str | None, at("03")] = None
    first_name: Annotated[str | None, at("04")] = None
    middle_name: Annotated[str | None, at("05")] = None
    suffix: Annotated[str | None, at("07")] = None
    id_qualifier: Annotated[str | None, at("08")] = None
    id: Annotated[str | None, at("09")] = None
    role: Annotated[str | None, at("01", choice=True)] = None

    @property
    def npi(self) -> str | None:
        """The National Provider Identifier, where the number is one."""
        return self.id if self.id_qualifier == "XX" else None


class Address(Fact, frozen=True):
    """N3 and N4."""

    line_1: Annotated[str | None, at("N301")] = None
    line_2: Annotated[str | None, at("N302")] = None
    city: Annotated[str | None, at("N401")] = None
    state: Annotated[str | None, at("N402")] = None
    postal_code: Annotated[str | None, at("N403")] = None
    country: Annotated[str | None, at("N404")] = None
    subdivision: Annotated[str | None, at("N407")] = None


class Reference(Fact, frozen=True):
    """REF: a number and what kind of number it is; `other_payer` is the payer that gave it (C040)."""

    qualifier: Annotated[str, at("01")]
    value: Annotated[str, at("02")]
    other_payer: Annotated[str | None, at("04-2")] = None


class ContactWay(Fact, frozen=True):
    """One way to reach somebody: TE telephone, EX extension, FX fax, EM electronic mail, UR web page."""

    kind: Annotated[str, at("+0")]
    value: Annotated[str, at("+1")]


class Contact(Fact, frozen=True):
    """PER: whom to ask."""

    name: Annotated[str | None, at("02")] = None
    ways: Annotated[tuple[ContactWay, ...], fold("", (3, 5, 7))] = ()
