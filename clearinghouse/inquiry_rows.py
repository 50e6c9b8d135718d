"""Inquiries onto the ledger: each question of a file's accepted sets, a row with what everybody asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from clearinghouse.asked_claims import asked_claims
from clearinghouse.house import House
from clearinghouse.inquiry_kinds import QuestionFacts
from clearinghouse.placed import Placed, read_questions
from edi.stream import read
from store import inquiries, sets
from store.files import File
from store.inquiries import Inquiry
from store.ledger import Ledger

BATCH = 1000
"""Inquiries written at a time."""
_ACCEPTED = frozenset("AE")


def record_inquiries(house: House, ledger: Ledger, run: int, file: File) -> Counter[str]:
    """Read a file once more and put down every question of the sets that were accepted."""
    told: Counter[str] = Counter()
    rows = _rows(house, ledger, run, file)
    while some := list(islice(rows, BATCH)):
        known = asked_claims(house, ledger, file.account, some)
        inquiries.record_all(ledger, known, at=house.now(), actor=house.actor)
        told["inquiries accepted"] += len(known)
    return told


def _rows(
    house: House, ledger: Ledger, run: int, file: File
) -> Iterator[tuple[Inquiry, QuestionFacts]]:
    """Every question with what it tells."""
    accepted = {
        one.offset: one.id for one in sets.search(ledger, None, file=file.id) if one.verdict in _ACCEPTED
    }
    with house.store.archive.open(file.sha256) as stream:
        for placed in read_questions(read(stream, house.tables(file.partner))):
            key = accepted.get(placed.set.offset)
            facts = placed.kind.facts(placed.thing)
            if key is not None and facts is not None:
                yield _row(house, run, file, key, placed, facts), facts


def _row(
    house: House, run: int, file: File, set_key: int, placed: Placed, facts: QuestionFacts
) -> Inquiry:
    unit, blind = placed.unit, house.store.blind
    assert unit is not None
    return Inquiry(
        account=file.account,
        file=file.id,
        set=set_key,
        ordinal=placed.ordinal,
        kind=placed.kind.name,
        trace_number=facts.trace,
        payer=facts.payer,
        provider_npi=facts.npi,
        claim_id=facts.claim_id,
        charge_cents=facts.charge_cents,
        service_from=facts.first,
        service_to=facts.last,
        state="accepted",
        received_at=house.now(),
        run=run or None,
        own_offset=unit.offset,
        own_length=unit.end - unit.offset,
        member_index=blind(facts.member) if facts.member else None,
        name_index=blind(facts.name) if facts.name else None,
    )
