"""The practice: who sends, who bills, who treats; from columns of a sheet or from a file all sheets share.

    [submitter]
    name = "SUNNY HILL DENTAL"
    id = "SUNNYHILL"
    contact = "FRONT DESK"
    telephone = "6085550101"

    [receiver]
    name = "BITEWING CLEARINGHOUSE"
    id = "BITEWING"

    [billing]
    name = "SUNNY HILL DENTAL"
    npi = "1382047169"
    tax_id = "391234567"
    ...

A word of a table is the column of that name: `npi` in `[billing]` is the column `billing_npi`. What a row
tells goes before what the file tells.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from edi.errors import GuideError
from mappings.override_words import check_words, line_of
from mappings.own_files import read_text
from transactions.claim_parties import BillingProvider, Provider
from transactions.parties import Address, Contact, ContactWay, Name, Reference
from transactions.sheets.cells import (
    NPI,
    PLAIN,
    POSTAL_CODE,
    STATE,
    TAX_ID,
    TAXONOMY,
    TELEPHONE,
    Kind,
    Misread,
    coded,
    identifier,
    text,
)
from transactions.sheets.columns import Column

LARGEST = 1 << 18
"""Bytes a practice file may have."""
TABLES = ("submitter", "receiver", "billing", "rendering")


def _told(name: str, kind: Kind, help: str, required: bool = False, aliases: tuple[str, ...] = ()) -> Column:
    table, _, word = name.partition("_")
    elsewhere = f"{word} in [{table}] of the practice file"
    return Column(name, kind, help, aliases, required, once=True, elsewhere=elsewhere)


SENDING = (
    _told("submitter_name", text(60), "Who sends the claims.", True),
    _told("submitter_id", identifier(80, 2), "The sender's id at the receiver.", True),
    _told("submitter_contact", text(60), "Whom the receiver may ask.", True),
    _told("submitter_telephone", TELEPHONE, "That person's telephone.", True),
    _told("receiver_name", text(60), "Who receives the claims.", True),
    _told("receiver_id", identifier(80, 2), "The receiver's id.", True),
)
BILLING_NAME = (
    _told("billing_name", text(60), "The practice, or the last name of the dentist, that bills.", True,
          ("billing provider", "billing provider name", "practice", "practice name", "provider name")),
    _told("billing_first_name", text(35), "First name; only where a dentist bills as a person."),
    _told("billing_npi", NPI, "The NPI of who bills.", True,
          ("npi", "provider npi", "practice npi", "billing provider npi")),
)
BILLING = (
    *BILLING_NAME,
    _told("billing_tax_id", TAX_ID, "The tax number of who bills.", True, ("tax id", "tin", "ein")),
    _told("billing_tax_id_kind",
          coded({"ei": "EI", "ein": "EI", "sy": "SY", "ssn": "SY"},
                "EI (employer's number) or SY (social security number)"),
          "Which tax number it is; empty: EI."),
    _told("billing_specialty", TAXONOMY, "The taxonomy code of who bills.", aliases=("billing taxonomy",)),
    _told("billing_address", text(55), "Street and number of who bills.", True, ("practice address",)),
    _told("billing_address_2", text(55), "Suite or floor."),
    _told("billing_city", text(30), "Town of who bills.", True),
    _told("billing_state", STATE, "State of who bills.", True),
    _told("billing_postal_code", POSTAL_CODE, "Postal code of who bills, best with nine digits.", True,
          ("billing zip",)),
)
RENDERING = (
    _told("rendering_last_name", text(60), "The dentist who treated, if not who bills.",
          aliases=("dentist", "dentist last name", "treating dentist", "rendering provider")),
    _told("rendering_first_name", text(35), "That dentist's first name.", aliases=("dentist first name",)),
    _told("rendering_npi", NPI, "That dentist's NPI.",
          aliases=("dentist npi", "treating dentist npi", "rendering provider npi")),
    _told("rendering_specialty", TAXONOMY, "That dentist's taxonomy code.", aliases=("dentist taxonomy",)),
)
PRACTICE = (*SENDING, *BILLING, *RENDERING)
"""Columns that a practice file may tell for a whole sheet."""

Practice = Mapping[str, Any]
"""What a practice file tells, by column."""


def read_practice(file: Path) -> Practice:
    """What a practice file tells; raises GuideError naming the table and the word."""
    return parse_practice(read_text(file, LARGEST), file.name)


def parse_practice(told: str, file: str) -> Practice:
    """What the TOML text of a practice file tells; `file` names it in a GuideError."""
    try:
        tables = tomllib.loads(told)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as cause:
        raise GuideError(f"{file}: not TOML ({cause})") from None
    check_words(file, tables, TABLES)
    found: dict[str, Any] = {}
    for table, words in tables.items():
        where = f"{file}: [{table}]"
        if not isinstance(words, dict):
            raise GuideError(f"{where} must be a table")
        columns = {
            column.name.removeprefix(f"{table}_"): column
            for column in PRACTICE if column.name.startswith(f"{table}_")
        }
        check_words(where, words, columns)
        for word in words:
            column = columns[word]
            try:
                found[column.name] = column.kind.read(line_of(where, words, word).strip(), PLAIN)
            except Misread:
                raise GuideError(f"{where}: {word} must be {column.kind.expected(PLAIN)}") from None
    return found


def billing_of(told: Mapping[str, Any]) -> BillingProvider:
    """Who bills."""
    get = told.get
    return BillingProvider(
        name=Name(
            kind="1" if "billing_first_name" in told else "2", last_name=told["billing_name"],
            first_name=get("billing_first_name"), id_qualifier="XX", id=told["billing_npi"],
        ),
        tax_id=Reference(get("billing_tax_id_kind", "EI"), told["billing_tax_id"]),
        address=address_of(told, "billing_"),
        specialty=get("billing_specialty"),
    )


def rendering_of(told: Mapping[str, Any]) -> Provider | None:
    """Who treated, if that is told."""
    if "rendering_last_name" not in told:
        return None
    name = Name(
        kind="1", last_name=told["rendering_last_name"], first_name=told.get("rendering_first_name"),
        id_qualifier="XX" if "rendering_npi" in told else None, id=told.get("rendering_npi"),
    )
    return Provider(name, told.get("rendering_specialty"))


def address_of(told: Mapping[str, Any], whose: str) -> Address:
    """The address in the columns that begin with `whose`."""
    get = told.get
    return Address(
        get(f"{whose}address"), get(f"{whose}address_2"), get(f"{whose}city"), get(f"{whose}state"),
        get(f"{whose}postal_code"),
    )


def contact_of(told: Mapping[str, Any]) -> Contact:
    """Whom the receiver may ask."""
    return Contact(told["submitter_contact"], (ContactWay("TE", told["submitter_telephone"]),))
