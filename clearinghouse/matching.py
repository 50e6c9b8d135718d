"""Matching: a payer's answers find what they answer: TA1 and 999 our batches, 277CA and 835 the claims,
271, 277 and 278 the inquiries, whose submitters get them.

Each file is matched in one transaction. What finds nothing is kept, with the reason, and parks the file; it
is looked at again whenever there is news of its payer: something was sent there, or another answer came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from clearinghouse.answering import Ties
from clearinghouse.expecting import review_file
from clearinghouse.house import House
from clearinghouse.lifecycle import advance
from clearinghouse.matching_batches import BatchVerdicts
from clearinghouse.matching_claims import ClaimVerdicts
from clearinghouse.matching_inquiries import tie_answers
from clearinghouse.matching_payments import Payments
from clearinghouse.partners import Payer
from clearinghouse.passing import pass_on
from clearinghouse.passing_remittances import pass_remittances
from clearinghouse.passing_verdicts import pass_verdicts
from clearinghouse.remittance_survey import survey
from clearinghouse.troubles import NO_PARTNER, trouble_with_file
from edi.envelope import Closed, Event, Interchange, Stray, TransactionSet, Unit
from edi.stream import read
from store import files, sets
from store.accounts import HOUSE
from store.files import File
from store.ledger import Ledger

_COUNTED = ("271", "277", "278", "835")
"""Sets that count for nothing where they were rejected."""


def match(house: House, run: int, *, most: int | None = None) -> Counter[str]:
    """Tie every proven answer of a payer, or so many files; counts answers by what became of them."""
    told: Counter[str] = Counter()
    with house.store.read() as ledger:
        waiting = files.search(ledger, HOUSE, direction="in", state="proven", limit=most)
    told += _match_all(house, run, waiting)
    with house.store.read() as ledger:
        parked = files.parked_behind_news(ledger, HOUSE, "parked")
    told += _match_all(house, run, parked[:most])
    return told + tell_submitters(house, run, most=most)


def tell_submitters(
    house: House, run: int, *, dry_run: bool = False, most: int | None = None
) -> Counter[str]:
    """Pass on to every submitter what payers answered it; counts what was (a dry run: would be) passed on."""
    told: Counter[str] = Counter()
    for kind in (pass_on, pass_verdicts, pass_remittances):
        told += kind(house, run, dry_run=dry_run, most=most)
    return told


def _match_all(house: House, run: int, waiting: list[File]) -> Counter[str]:
    told: Counter[str] = Counter()
    for file in waiting:
        payer = house.partners.payers.get(file.partner)
        if payer is None:
            told[f"{file.partner} {NO_PARTNER}"] += 1
            continue
        try:
            with house.store.begin() as ledger:
                told += match_file(house, ledger, run, file, payer)
        except Exception as problem:
            told[trouble_with_file(file.id, problem)] += 1
    return told


def match_file(house: House, ledger: Ledger, run: int, file: File, payer: Payer) -> Counter[str]:
    """Read a file once more and tie all it answers; it is parked where something finds nothing."""
    ties = Ties(house, ledger, run, file, again=file.state == "parked")
    judged = {one.offset: one.verdict for one in sets.search(ledger, None, file=file.id)}
    batches, claims = BatchVerdicts(ties), ClaimVerdicts(ties)
    payments = Payments(ties, payer, survey(_events(house, file)) if "835" in file.kind else {})
    verdict = ""
    ours = False
    for event in _events(house, file):
        if isinstance(event, Interchange):
            ours = (payer.qualifier, payer.id) == (event.sender_qualifier, event.sender)
        elif isinstance(event, TransactionSet):
            # Validation knows which sets stand: of an interchange it rejects, none has a verdict.
            verdict = judged.get(event.offset, "")
        elif isinstance(event, Stray):
            if ours:
                batches.take_ta1(event)
        elif verdict and isinstance(event, (Unit, Closed)):
            batches.take(event)
            _take(event, verdict != "R", claims, payments, ties)
    tie_answers(ties, _events(house, file), judged)
    _end(ties)
    return +ties.told


def _end(ties: Ties) -> None:
    """Tell what became of a file as a whole."""
    ledger, file = ties.ledger, ties.file
    if file.account == HOUSE:
        # Who asked down a line is told there.
        ties.told["notices of refusals"] += ties.refusals.tell(ties.house, ledger, file)
    is_parked = bool(ties.loose) or not (+ties.told or ties.again)
    said = [*(f"{count} {reason}" for reason, count in ties.loose.items()), *list(ties.remarks)[:20]]
    note = "; ".join(said)
    if is_parked and not note:
        note = "no answer to anything stands in it"
    files.amend(ledger, file.id, note=note)
    event = "parked" if is_parked else "matched"
    advance(ties.house, ledger, ties.run, "files", [file.id], file.state, event)
    if is_parked:
        files.tell_looked(ledger, file.id, for_ever=not ties.curable)
    if not ties.again:
        files.tell_news(ledger, file.id)
    for answered in ties.answered_files:
        review_file(ties.house, ledger, ties.run, answered)


def _take(
    event: Unit | Closed, accepted: bool, claims: ClaimVerdicts, payments: Payments, ties: Ties
) -> None:
    """A 999 is read whatever is wrong with it; a 277CA or an 835 that was rejected is not."""
    if accepted:
        claims.take(event)
        payments.take(event)
    elif isinstance(event, Closed) and isinstance(event.of, TransactionSet) and event.of.id in _COUNTED:
        ties.park(f"set {event.of.id} was rejected by our 999 or its balance, and counts for nothing")


def _events(house: House, file: File) -> Iterator[Event]:
    with house.store.archive.open(file.sha256) as stream:
        yield from read(stream, house.tables(file.partner))
