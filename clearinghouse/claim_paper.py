"""A claim's data for a paper form: by the numbers of the fields of the ADA dental claim form, in our words.

The form itself is the American Dental Association's; nothing of it is here but which datum goes where.
"""

from __future__ import annotations

import html
import os
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from clearinghouse.claim_children import judge, looked_up
from clearinghouse.claim_text import read_claim_text, write_claim_text
from clearinghouse.errors import HouseError
from clearinghouse.house import House
from edi.describe import escape
from store import events
from transactions.claim_parties import Provider
from transactions.dental_claim import DentalClaim, OtherPayer, ServiceLine
from transactions.parties import Address, Name

LINES = 10
"""Services that one sheet of the form holds."""
SELF = "18"
Field = tuple[str, str, str]
"""A field's number, what it is in our words, the claim's datum."""


def write_paper(house: House, account: str | None, key: int, out: Path) -> int:
    """Write the data of a claim into a new file that only its owner can read; the sheets it fills.

    HTML where the name ends so, plain text otherwise. Raises HouseError, also where the file is there.
    """
    claim = looked_up(house, account, key)
    with house.store.read() as ledger:
        text = read_claim_text(house, ledger, claim)
    read = judge(house, claim.account, write_claim_text(house, text, 1)).claim
    if read is None:
        raise HouseError(f"claim {key} cannot be read any more")
    sheets = list(paper_sheets(read))
    page = _as_html(key, sheets) if out.suffix.lower() in (".html", ".htm") else _as_text(key, sheets)
    with os.fdopen(_opened(out), "w", encoding="utf-8") as file:
        file.write(page)
    with house.store.begin() as ledger:
        events.write(
            ledger, "claims", [(claim.account, claim.id)], claim.state, claim.state, "written for paper",
            at=house.now(), actor=house.actor,
        )
    return len(sheets)


def _opened(out: Path) -> int:
    try:
        return os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise HouseError(f"{out} is there already, and is not written over: name another file") from None
    except OSError as problem:
        raise HouseError(f"{out} cannot be written ({problem.strerror}): name another file") from None


def paper_sheets(claim: DentalClaim) -> Iterator[list[Field]]:
    """The filled fields of every sheet: ten services on each, all else on all."""
    parts = [claim.lines[at : at + LINES] for at in range(0, len(claim.lines), LINES)] or [[]]
    for lines in parts:
        told = [*_head(claim), *_people(claim), *_services(claim, lines), *_tail(claim)]
        yield [(number, what, datum) for number, what, datum in told if datum]


def _head(claim: DentalClaim) -> Iterator[Field]:
    payer = claim.subscriber.payer
    yield "1", "kind of request", "predetermination" if claim.is_predetermination else "services rendered"
    yield "2", "number of a predetermination or authorization", (
        claim.predetermination_number or claim.prior_authorization or ""
    )
    yield "3", "plan: name and address", _lines(_name(payer.name), payer.address)
    yield "3a", "plan: its id", payer.name.id or ""
    if claim.other_payers:
        yield from _other(claim, claim.other_payers[0])


def _other(claim: DentalClaim, other: OtherPayer) -> Iterator[Field]:
    yield "4", "other coverage", "yes"
    yield "5", "other insured: name", _name(other.subscriber.name)
    yield "8", "other insured: id", other.subscriber.name.id or ""
    yield "9", "other plan: group", other.group_number or ""
    yield "10", "patient is to the other insured", other.relation
    yield "11", "other plan: name and address", _lines(_name(other.payer.name), other.payer.address)


def _people(claim: DentalClaim) -> Iterator[Field]:
    insured, patient = claim.subscriber, claim.patient
    treated = patient or insured
    yield "12", "insured: name and address", _lines(_name(insured.name), insured.address)
    yield "13", "insured: born", _day(insured.birth_date)
    yield "14", "insured: sex", insured.sex or ""
    yield "15", "insured: id", insured.name.id or ""
    yield "16", "group", insured.group_number or ""
    yield "17", "group or employer: name", insured.group_name or ""
    yield "18", "patient is to the insured", SELF if patient is None else patient.relation
    yield "20", "patient: name and address", _lines(_name(treated.name), treated.address)
    yield "21", "patient: born", _day(treated.birth_date)
    yield "22", "patient: sex", treated.sex or ""
    yield "23", "patient's number at the practice", claim.claim_id


def _services(claim: DentalClaim, lines: list[ServiceLine]) -> Iterator[Field]:
    for row, line in enumerate(lines, 1):
        day = line.service_date or (claim.service.first if claim.service else None)
        surfaces = " ".join("".join(tooth.surfaces) for tooth in line.teeth if tooth.surfaces)
        letters = " ".join("ABCD"[one - 1] for one in line.diagnosis_pointers if 1 <= one <= 4)
        yield f"24 row {row}", "day", _day(day)
        yield f"25 row {row}", "area of the mouth", " ".join(line.oral_cavity)
        yield f"26 row {row}", "numbering of teeth", "JP" if line.teeth else ""
        yield f"27 row {row}", "tooth", " ".join(tooth.tooth for tooth in line.teeth)
        yield f"28 row {row}", "surfaces", surfaces
        yield f"29 row {row}", "procedure", line.procedure.code
        yield f"29a row {row}", "diagnoses", letters
        yield f"29b row {row}", "quantity", str(line.quantity or 1)
        yield f"30 row {row}", "in words", line.procedure.description or ""
        yield f"31 row {row}", "fee", _dollars(line.charge)
    missing = [one.tooth for one in claim.teeth if one.status == "M"]
    yield "32", "total of the claim", _dollars(claim.charge)
    yield "33", "missing teeth", " ".join(missing)
    yield "34", "list of diagnoses", "AB" if claim.diagnoses else ""
    for letter, diagnosis in zip("ABCD", claim.diagnoses, strict=False):
        yield f"34a {letter}", "diagnosis", diagnosis.code
    yield "35", "remarks", "; ".join([*claim.notes, *_payer_number(claim)])


def _payer_number(claim: DentalClaim) -> list[str]:
    number = claim.payer_claim_number
    return [f"number of the claim with the plan: {number}"] if number else []


def _tail(claim: DentalClaim) -> Iterator[Field]:
    orthodontics, replaced = claim.orthodontics, [one for one in claim.lines if one.prosthesis == "R"]
    yield "36", "patient's signature for release", "on file" if claim.release == "Y" else ""
    yield "37", "benefits go to the dentist", "on file" if claim.benefits_assigned == "Y" else ""
    yield "38", "place of treatment", claim.place
    yield "39", "enclosures", "yes" if claim.attachments else "no"
    yield "40", "orthodontics", "yes" if orthodontics else "no"
    if orthodontics:
        yield "41", "appliance placed", _day(claim.appliance_date)
        yield "42", "months of treatment", str(orthodontics.months or "")
    yield "43", "replacement of a prosthesis", "yes" if replaced else "no"
    yield "44", "prior placement", _day(replaced[0].prior_placement) if replaced else ""
    yield "45", "accident", " ".join(claim.accident_causes)
    yield "46", "day of the accident", _day(claim.accident_date)
    yield "47", "state of an automobile accident", claim.accident_state or ""
    billing = claim.billing
    yield "48", "who bills: name and address", _lines(_name(billing.name), billing.address)
    yield "49", "who bills: NPI", billing.name.npi or ""
    yield "50", "who bills: license", next((one.value for one in billing.licenses), "")
    yield "51", "who bills: tax id", billing.tax_id.value
    phones = [way.value for contact in billing.contacts for way in contact.ways if way.kind == "TE"]
    yield "52", "who bills: telephone", next(iter(phones), "")
    yield from _dentist(claim, claim.rendering)


def _dentist(claim: DentalClaim, dentist: Provider | None) -> Iterator[Field]:
    """Who treated; where nobody else is told, who bills."""
    name = dentist.name if dentist else claim.billing.name
    ids = dentist.ids if dentist else claim.billing.licenses
    where = claim.facility.address if claim.facility else claim.billing.address
    yield "53", "who treated: name", _name(name)
    yield "54", "who treated: NPI", name.npi or ""
    yield "55", "who treated: license", next((one.value for one in ids if one.qualifier == "0B"), "")
    yield "56", "where: address", _lines("", where)
    yield "56a", "who treated: specialty", (dentist.specialty if dentist else claim.billing.specialty) or ""


# Words and pages.


def _name(name: Name) -> str:
    family = " ".join(part for part in (name.last_name, name.suffix) if part)
    given = " ".join(part for part in (name.first_name, name.middle_name) if part)
    return ", ".join(part for part in (family, given) if part)


def _lines(name: str, address: Address | None) -> str:
    parts = [name]
    if address is not None:
        town = " ".join(part for part in (address.city, address.state, address.postal_code) if part)
        parts += [address.line_1 or "", address.line_2 or "", town]
    return " / ".join(part for part in parts if part)


def _day(day: date | None) -> str:
    return f"{day:%m/%d/%Y}" if day else ""


def _dollars(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _as_text(key: int, sheets: list[list[Field]]) -> str:
    told = []
    for at, fields in enumerate(sheets, 1):
        told.append(f"Claim {key}, sheet {at} of {len(sheets)}\n")
        told += [f"{number:>10}  {what:<48}  {escape(datum)}" for number, what, datum in fields]
        told.append("")
    return "\n".join(told)


def _as_html(key: int, sheets: list[list[Field]]) -> str:
    told = [
        "<!doctype html>", '<html lang="en"><meta charset="utf-8">', f"<title>Claim {key}</title>",
        "<style>table{border-collapse:collapse}td,th{border:1px solid #888;padding:2px 8px;text-align:left}"
        "@media print{section{page-break-after:always}}</style>",
    ]
    for at, fields in enumerate(sheets, 1):
        told.append(f"<section><h1>Claim {key}, sheet {at} of {len(sheets)}</h1><table>")
        told.append("<tr><th>field</th><th>what</th><th>datum</th></tr>")
        told += [
            f"<tr><td>{number}</td><td>{html.escape(what)}</td><td>{html.escape(escape(datum))}</td></tr>"
            for number, what, datum in fields
        ]
        told.append("</table></section>")
    return "\n".join((*told, "</html>", ""))
