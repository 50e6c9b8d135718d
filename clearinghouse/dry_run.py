"""The dry run of a release: which stored claims its rules would reject that were judged without them.

Every file of claims is read again from the archive, a claim at a time; nothing is changed. What is found by a
rule that was in force when the claim came is not told: the claim was answered by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from clearinghouse.errors import HouseError
from clearinghouse.house import House
from clearinghouse.pages import pages
from clearinghouse.payer_edits import PayerEdits
from edi.envelope import Unit
from edi.findings import Rule, Severity
from edi.stream import read
from store import claims, events, files
from store.claims import Claim
from store.errors import ArchiveDamaged, NotArchived
from store.files import File
from transactions.reading import claim_reader
from transactions.rules.claims import check_claim
from transactions.rules.edits import Edits, edits_of
from transactions.rules.judge import CLAIM
from transactions.rules.listing import choose_rules, releases

GUIDE = "837D"
REJECTED = frozenset(("rejected", "set rejected", "superseded"))
"""States of claims that were refused by the rules of their day, or that others took the place of."""


@dataclass(slots=True)
class Share:
    """What a rule would newly find in the claims of an account: how many, and what they charge in cents."""

    claims: int = 0
    charge_cents: int = 0


@dataclass(frozen=True, slots=True)
class Caught:
    """A claim that would newly be rejected, and the rules that do it."""

    claim: Claim
    rules: tuple[str, ...]


@dataclass
class Trial:
    """What the dry run came to. `shares` are by rule and account, warnings included; `caught` are the first
    claims that would be rejected, `rejected` counts all. `unread` are files that could not be read again.
    """

    rules: Sequence[Rule]
    since: datetime
    files: int = 0
    claims: int = 0
    rejected: int = 0
    charge_cents: int = 0
    shares: dict[tuple[str, str], Share] = field(default_factory=dict)
    caught: list[Caught] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)


def try_release(
    house: House, release: str, since: datetime, account: str | None = None, *, most: int = 200
) -> Trial:
    """Judge the claims received since then by the rules of a release; keeps at most so many of those caught.

    An operator's dry run over all accounts is audited. Raises HouseError for a release whose rules have
    always been in force.
    """
    rules = [rule for rule in choose_rules(release=release) if rule.start is not None]
    if not rules:
        dated = [name for name in releases() if any(rule.start for rule in choose_rules(release=name))]
        raise HouseError(
            f"the rules of release {release} have always been in force, every claim was judged by them; "
            f"with a first day there are: {', '.join(dated) or 'none'}"
        )
    trial, edits, payers = Trial(rules, since), edits_of(rules), PayerEdits(house)
    with house.store.read() as ledger:
        events.audit(ledger, account, house.actor, house.now(), "claims for a dry run")
    for file in _files(house, account, since):
        try:
            for claim, found in _judged(house, file, edits, payers):
                trial.claims += 1
                _note(trial, claim, found, most)
        except (ArchiveDamaged, NotArchived):
            trial.unread.append(file.id)
        else:
            trial.files += 1
    return trial


def _files(house: House, account: str | None, since: datetime) -> Iterator[File]:
    """The files of claims that came in since then."""

    def search(after: int, limit: int) -> list[File]:
        with house.store.read() as ledger:
            return files.search(ledger, account, direction="in", since=since, after=after, limit=limit)

    for some in pages(search):
        yield from (file for file in some if GUIDE in file.kind.split("+"))


def _judged(
    house: House, file: File, edits: Edits, payers: PayerEdits
) -> Iterator[tuple[Claim, list[Rule]]]:
    """The claims of a file that were not rejected, each with the rules found that it was judged without.

    Rules weigh as the claim's payer says.
    """
    rows = _rows(house, file)
    row = next(rows, None)
    claims_read = claim_reader()
    with house.store.archive.open(file.sha256) as stream:
        for event in read(stream, house.tables(file.partner)):
            if not isinstance(event, Unit) or event.loop.id != CLAIM:
                continue
            while row is not None and row.own_offset < event.offset:
                row = next(rows, None)
            if row is None:
                return
            if row.own_offset != event.offset or row.state in REJECTED:
                continue
            claim = claims_read.read(event)
            if claim is None:
                continue
            day = row.received_at.date()
            payer = claim.subscriber.payer.name.id or ""
            told = check_claim(claim, event, day, house.lists, edits)
            weighed = payers.weighed(row.account, payer, event.set, told)
            found = {one.rule.id: one.rule for one in weighed}
            yield row, [rule for rule in found.values() if not rule.in_force(day)]


def _rows(house: House, file: File) -> Iterator[Claim]:
    """The rows of a file's claims, in the order of the file."""

    def search(after: int, limit: int) -> list[Claim]:
        with house.store.read() as ledger:
            return claims.search(ledger, file.account, file=file.id, after=after, limit=limit)

    for some in pages(search):
        yield from some


def _note(trial: Trial, claim: Claim, found: list[Rule], most: int) -> None:
    for rule in found:
        share = trial.shares.setdefault((rule.id, claim.account), Share())
        share.claims += 1
        share.charge_cents += claim.charge_cents
    rejecting = tuple(rule.id for rule in found if rule.severity is Severity.ERROR)
    if rejecting:
        trial.rejected += 1
        trial.charge_cents += claim.charge_cents
        if len(trial.caught) < most:
            trial.caught.append(Caught(claim, rejecting))
