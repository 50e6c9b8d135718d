"""What cannot be written is refused with its place, never its value, and leaves no half of a claim behind."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace
from positions import events_of
from test_transactions_positions_claim import PATIENT, PLAIN_CLAIM, WHOLE_CLAIM
from written import MOMENT, clean_events, file_with

from edi.delimiters import Delimiters, choose_delimiters
from edi.errors import WriteError
from edi.writer import Writer
from mappings.guides import DENTAL_CLAIM, REMITTANCE
from transactions.adjustments import Adjustment, OutpatientRemarks, Procedure
from transactions.claim_parties import Provider
from transactions.dental_claim import DentalClaim, Diagnosis, ServiceLine, Tooth
from transactions.parties import Address, Contact, ContactWay, Name, Reference
from transactions.reading import read_claims
from transactions.remittance import Payee, Payer, Payment, Remittance, RemittanceClaim
from transactions.writing import write_claims, write_remittance

LINE = PLAIN_CLAIM.lines[0]


def write(claim: DentalClaim) -> bytes:
    return file_with(DENTAL_CLAIM, lambda writer: write_claims(writer, [claim], ["0001"]))


@pytest.mark.parametrize("character", [*"*:^~\n\r\x00\x1b\x7f\x85\ud800"])
def test_a_delimiter_or_control_character_never_changes_the_structure(character: str) -> None:
    text = f"SECRET{character}ST*837"
    for changed in (
        {"claim_id": text},
        {"notes": [text]},
        {"place": text},
        {"diagnoses": [Diagnosis("ABK", text)]},
        {"lines": [replace(LINE, procedure=Procedure(code="D1110", modifiers=(text,)))]},
        {"rendering": Provider(name=Name(kind="1", last_name="A"), ids=(Reference("LU", text),))},
        {"subscriber": replace(PLAIN_CLAIM.subscriber, group_number=text)},
        {"patient": replace(PATIENT, relation=text)},
    ):
        with pytest.raises(WriteError) as told:
            write(replace(PLAIN_CLAIM, **changed))
        assert "SECRET" not in str(told.value)


def test_other_delimiters_carry_what_the_usual_ones_cannot() -> None:
    claim = replace(PLAIN_CLAIM, notes=["A*B:C^D~E"], claim_id="X:1")
    delimiters = choose_delimiters([claim.notes[0], claim.claim_id])
    assert not set(delimiters.all) & set("*:^~")
    data = file_with(DENTAL_CLAIM, lambda writer: write_claims(writer, [claim], ["0001"]), delimiters)
    assert list(read_claims(clean_events(data))) == [claim]


@pytest.mark.parametrize(
    "delimiters", [Delimiters("|", ">", "!", "\n"), Delimiters("\x1d", "\x1f", "\x1e", "\x1c", "\r\n")]
)
def test_any_delimiters_do(delimiters: Delimiters) -> None:
    claims = [WHOLE_CLAIM, PLAIN_CLAIM]
    data = file_with(DENTAL_CLAIM, lambda writer: write_claims(writer, claims, ["0001"]), delimiters)
    assert list(read_claims(clean_events(data))) == claims


def test_text_that_is_not_ascii_comes_back() -> None:
    """The guide's check says what it thinks of it; the text is not harmed."""
    claim = replace(PLAIN_CLAIM, notes=["José Øre, 12 €"])
    data = write(claim)
    assert "José Øre, 12 €".encode() in data
    (read,) = read_claims(events_of(data))
    assert read == claim


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"charge": 71}, "2300: charge: the value is not of the type"),
    ({"charge": "71"}, "2300: charge: the value"),
    ({"charge": Decimal("NaN")}, "2300: charge: the value"),
    ({"charge": Decimal("-Infinity")}, "2300: charge: the value"),
    ({"claim_id": None}, "2300: claim_id: the value"),
    ({"claim_id": 5}, "2300: claim_id: the value"),
    ({"accident_date": "20250101"}, "2300: accident_date: the value"),
    ({"service": date(2025, 1, 1)}, "2300: service: the value"),
    ({"lines": None}, "2300: lines: the value"),
    ({"lines": [None]}, r"2300: lines\[0\]: the value"),
    ({"lines": [replace(LINE, procedure=None)]}, r"2300: lines\[0\].procedure: the value"),
    ({"lines": [replace(LINE, number=True, charge="1")]}, r"2300: lines\[0\].number: the value"),
    ({"diagnoses": [Diagnosis("ABK", "A")] * 5}, r"HI\[ABK,BK,TQ\]01: there are more values"),
    ({"accident_causes": ["AA", "EM", "OA"]}, "CLM11-1: there are more values"),
    ({"lines": [replace(LINE, diagnosis_pointers=[1, 2, 3, 4, 1])]}, "SV311-1: there are more values"),
    ({"lines": [replace(LINE, teeth=[Tooth("1", tuple("MODBLF"))])]}, "TOO03-1: there are more values"),
    ({"lines": [replace(LINE, procedure=Procedure("D1", modifiers=("A",) * 5))]}, "SV301-3: there are more"),
    ({"supervising": Provider(name=Name(kind="1", last_name="A"), specialty="X")}, "no place for specialty"),
    ({"referring": [Provider(name=Name(kind="1", last_name="A"))]}, "role must be told"),
    ({"rendering": Provider(name=Name(kind="1"), ids=(Reference("LU", "1", "PAYER"),))}, "other_payer"),
    ({"patient": replace(PATIENT, name=replace(PATIENT.name, id="1"))}, "no place for id"),
    ({"unread": ("2300/REF",)}, "2300: the object was not read whole"),
    ({"subscriber": replace(PLAIN_CLAIM.subscriber, unread=("2000B/REF",))}, "2000B: the object was not"),
]


@pytest.mark.parametrize(("changed", "reason"), WRONG)
def test_what_cannot_be_said_is_refused(changed: dict[str, Any], reason: str) -> None:
    with pytest.raises(WriteError, match=reason):
        write(replace(PLAIN_CLAIM, **changed))


def test_more_adjustments_than_groups_are_refused() -> None:
    many = [Adjustment("CO", str(reason), Decimal(1)) for reason in range(1, 32)]
    other = replace(WHOLE_CLAIM.other_payers[0], adjustments=many)
    with pytest.raises(WriteError, match="CAS02: there are more values"):
        write(replace(WHOLE_CLAIM, other_payers=[other]))


def test_groups_that_alternate_are_brought_together() -> None:
    mixed = [Adjustment(group, str(reason), Decimal(1)) for reason in range(1, 9) for group in ("CO", "PR")]
    other = replace(WHOLE_CLAIM.other_payers[0], adjustments=mixed)
    (read,) = read_claims(clean_events(write(replace(WHOLE_CLAIM, other_payers=[other]))))
    assert read.other_payers[0].adjustments == sorted(mixed, key=lambda one: one.group)


def test_a_claim_that_is_refused_leaves_nothing_of_itself() -> None:
    out = io.BytesIO()
    writer = Writer(out)
    bad = replace(PLAIN_CLAIM, claim_id="BAD", lines=[*PLAIN_CLAIM.lines, replace(LINE, place="1*1")])
    with (
        pytest.raises(WriteError),
        writer.interchange("ZZ", "SENDER", "ZZ", "RECEIVER", MOMENT, 1),
        writer.group("HC", "SENDER", "RECEIVER", MOMENT, 1, DENTAL_CLAIM.version),
    ):
        write_claims(writer, [PLAIN_CLAIM, bad], ["0001"])
    writer.flush()
    assert b"CLM*CLAIM2" in out.getvalue()
    assert b"BAD" not in out.getvalue()
    assert b"~SE*" not in out.getvalue()


# Remittances: what stands where the guide's codes allow it.

PAYMENT = Payment(
    handling="I", amount=Decimal(0), credit_debit="C", method="NON", effective_date=date(2025, 3, 1)
)
ADDRESS = Address(line_1="1 MAIN STREET", city="BOISE", state="ID", postal_code="83702")
CONTACT = Contact(name="DESK", ways=(ContactWay(kind="TE", value="2085550101"),))


def remittance(*claims: RemittanceClaim, contact: Contact = CONTACT) -> Remittance:
    return Remittance(
        payment=PAYMENT, trace_number="T1", payer_identifier="1512345678",
        payer=Payer(
            name="PLAN", address=ADDRESS, business_contact=contact, technical_contacts=(CONTACT,)
        ),
        payee=Payee(name="PRACTICE", id_qualifier="XX", id="1345678902"), claims=list(claims),
    )


def test_ways_of_a_contact_go_where_their_kind_may_stand() -> None:
    def pers(contact: Contact) -> bytes:
        told = remittance(contact=contact)
        data = file_with(REMITTANCE, lambda writer: write_remittance(writer, told, "0001"))
        return next(segment for segment in data.split(b"~") if segment.startswith(b"PER*CX"))

    def ways(*kinds: str) -> Contact:
        return Contact(ways=tuple(ContactWay(kind, "1") for kind in kinds))

    assert pers(ways("TE", "EX")) == b"PER*CX**TE*1*EX*1"
    assert pers(ways("EX")) == b"PER*CX****EX*1"
    assert pers(ways("TE", "FX", "EX")) == b"PER*CX**TE*1*FX*1*EX*1"
    with pytest.raises(WriteError, match=r"PER\[CX\]03: there are more values"):
        pers(ways("TE", "FX", "EM"))


def test_empty_objects_are_left_out() -> None:
    claim = RemittanceClaim(
        claim_id="C1", status="1", charge=Decimal(1), paid=Decimal(1), filing="12", payer_claim_number="P1",
        patient=Name(kind="1"), outpatient=OutpatientRemarks(),
    )
    data = file_with(REMITTANCE, lambda writer: write_remittance(writer, remittance(claim), "0001"))
    assert b"~MOA" not in data
    line = ServiceLine(number=1, procedure=Procedure(code="D1110"), charge=Decimal(71))
    assert b"~TOO" not in write(replace(PLAIN_CLAIM, lines=[line]))
