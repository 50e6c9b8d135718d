"""The questions of the follow-up: claims read again from the archive, told as a 276 in the house's name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from itertools import count

from msgspec.structs import replace

from clearinghouse.batches import Carried, Envelope, by_delimiters, in_wire_order, write_batch
from clearinghouse.carrying import carry
from clearinghouse.claim_facts import claim_facts
from clearinghouse.fitting import by_fit
from clearinghouse.house import House
from clearinghouse.partners import Payer, Writing
from clearinghouse.posts import NoPost
from clearinghouse.status_questions import CLAIM_STATUS
from clearinghouse.validation import validate_file
from edi.delimiters import Delimiters
from edi.stream import read
from edi.writer import Writer
from store import control_numbers, files, inquiries
from store.accounts import HOUSE
from store.claims import Claim
from store.files import File
from store.ledger import Ledger
from transactions.binding import Period
from transactions.claim_status_inquiry import (
    AskedClaim,
    AskedPatient,
    AskedPayer,
    AskingProvider,
    AskingReceiver,
    ClaimStatusInquiry,
    StatusHeading,
)
from transactions.dental_claim import DentalClaim
from transactions.parties import Name
from transactions.reading import read_claims

_ANY = "BITEWING"


def ask_about(
    house: House, ledger: Ledger, run: int, account: str, slug: str, rows: list[Claim], damaged: set[int]
) -> dict[int, int | None]:
    """Take in a question about each of an account's claims: the inquiry's key by the claim's.

    None where it cannot be asked (our own edits refuse the question, or it cannot be written); a claim whose
    file the archive does not hold whole is left out, and the file joins `damaged`.
    """
    by_key = {one.id: one for one in rows}
    asked: dict[int, int | None] = {}
    questions = []
    for row, claim, delimiters in _read(house, ledger, slug, rows, damaged):
        asked[row.id] = None
        if claim is not None:
            questions.append((row.id, question(house, slug, row, claim), delimiters))
    us, payer = house.partners.house, house.partners.payers[slug]
    ourselves = replace(payer, id=us.id, qualifier=us.qualifier, writing=Writing())
    for fit in by_fit(questions, CLAIM_STATUS.head, CLAIM_STATUS.write, us, ourselves):
        if fit.delimiters is not None:
            asked |= _take_in(house, ledger, run, account, [by_key[key] for key, _ in fit.things],
                              [thing for _, thing in fit.things], fit.delimiters)
    return asked


def question(house: House, slug: str, row: Claim, claim: DentalClaim) -> ClaimStatusInquiry:
    """A claim as a 276 asks about it; its trace is the key of the claim's row."""
    us, now = house.partners.house, house.now()
    first, last = claim_facts(claim)[1:]
    insured, patient = claim.subscriber, claim.patient
    asked = AskedClaim(
        trace_number=trace_of(row.id),
        payer_claim_number=row.payer_claim_number,
        patient_account=claim.claim_id,
        charge=claim.charge,
        service=Period(first, last if last != first else None) if first else None,
    )
    payer_name = insured.payer.name
    return ClaimStatusInquiry(
        heading=StatusHeading(_ANY, now.date(), now.time().replace(second=0, microsecond=0, tzinfo=None)),
        payer=AskedPayer(
            Name(kind="2", last_name=house.partners.payers[slug].name, id_qualifier="PI", id=payer_name.id)
        ),
        receiver=AskingReceiver(Name(kind="2", last_name=us.name, id_qualifier="46", id=us.id)),
        provider=AskingProvider((_provider(claim),)),
        subscriber=_patient(insured.name, insured.birth_date, insured.sex),
        dependent=_patient(patient.name, patient.birth_date, patient.sex) if patient else None,
        claim=asked,
    )


def trace_of(claim: int) -> str:
    """The trace number, inside the house, of a question about a claim."""
    return f"CLAIM{claim}"


def _provider(claim: DentalClaim) -> Name:
    """Who billed, by NPI or, without one, by tax id."""
    name, tax = claim.billing.name, claim.billing.tax_id
    number = ("XX", name.npi) if name.npi else ("FI", tax.value)
    return replace(name, role=None, id_qualifier=number[0], id=number[1])


def _patient(name: Name, born: object, sex: str | None) -> AskedPatient:
    told = replace(name, role=None)
    return AskedPatient(told, born, sex)  # type: ignore[arg-type]


# Claims from the archive.


def _read(
    house: House, ledger: Ledger, slug: str, rows: list[Claim], damaged: set[int]
) -> Iterator[tuple[Claim, DentalClaim | None, Delimiters]]:
    """The claims of these rows, each with the delimiters it came in; None for one that cannot be read."""
    by_key = {one.id: one for one in rows}
    us, payer = house.partners.house, house.partners.payers[slug]
    carried = in_wire_order(carry(house, ledger, rows, damaged))
    own = {one.claim: one.delimiters for one in carried}
    for delimiters, some in by_delimiters(carried, us.name + us.id + payer.name + payer.id):
        written = _batch(house, payer, some, delimiters) if delimiters else []
        for one, claim in _paired(some, written, by_key):
            yield by_key[one.claim], claim, own[one.claim]


def _paired(
    some: list[Carried], written: list[DentalClaim], rows: dict[int, Claim]
) -> Iterator[tuple[Carried, DentalClaim | None]]:
    """Each claim with what was read of it; with nothing where the numbers do not agree."""
    whole = len(some) == len(written)
    for at, one in enumerate(some):
        claim = written[at] if whole else None
        agrees = claim is not None and claim.claim_id == rows[one.claim].claim_id and not claim.unread
        yield one, claim if agrees else None


def _batch(
    house: House, payer: Payer, some: list[Carried], delimiters: Delimiters
) -> list[DentalClaim]:
    """Claims as objects: written as a batch that is never sent, and read."""
    sink, numbers = BytesIO(), count(1)
    envelope = Envelope(house.now(), 1, 1, lambda: (f"{next(numbers):04d}", _ANY))
    plain = replace(payer, writing=Writing())
    write_batch(sink, some, house.partners.house, plain, envelope, delimiters)
    sink.seek(0)
    return list(read_claims(read(sink, house.tables(HOUSE), runs=True)))


# Questions onto the ledger.


def _take_in(
    house: House, ledger: Ledger, run: int, account: str, rows: list[Claim],
    questions: Iterable[ClaimStatusInquiry], delimiters: Delimiters,
) -> dict[int, int | None]:
    """Take questions in as if the account had sent them, each in a set of its own: the house's file."""
    us, now = house.partners.house, house.now()
    number = control_numbers.next_number(ledger, f"interchange:ask:{account}")
    content = _written(house, questions, number, now, delimiters)
    archived = house.store.archive.put(BytesIO(content))
    file, _ = files.record(
        ledger,
        File(
            account=account, direction="in", partner=HOUSE, name=f"followup-{account}-{number:09d}.edi",
            sha256=archived.sha256, size=archived.size, state="received", received_at=now, run=run or None,
            note="asked by the plan",
        ),
        actor=house.actor,
    )
    asker = replace(house.partners.submitters[account], id=us.id, qualifier=us.qualifier)
    validate_file(house, ledger, run, file, asker, post=NoPost(house, asker))
    taken = {one.trace_number: one.id for one in inquiries.search(ledger, account, file=file.id)}
    asked = {row.id: taken.get(trace_of(row.id)) for row in rows}
    inquiries.record_claims(ledger, [(key, claim) for claim, key in asked.items() if key is not None])
    return asked


def _written(
    house: House, questions: Iterable[ClaimStatusInquiry], number: int, now: datetime, delimiters: Delimiters
) -> bytes:
    us, head, sink = house.partners.house, CLAIM_STATUS.head, BytesIO()
    writer = Writer(sink, delimiters)
    with (
        writer.interchange(us.qualifier, us.id, us.qualifier, us.id, now, number, us.usage),
        writer.group(head.group_id, us.id, us.id, now, number, head.version),
    ):
        CLAIM_STATUS.write(writer, questions, (f"{one:04d}" for one in count(1)), 1)
    return sink.getvalue()
