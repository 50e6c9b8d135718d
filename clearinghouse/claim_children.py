"""Claims made of another one: proven by the rules all claims are, then taken in as a file of the account.

Either all of it is there (the file, its claim, the tie to the claim it was made of) or nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from msgspec.structs import replace

from clearinghouse.errors import HouseError
from clearinghouse.house import PARTNERS, House
from clearinghouse.lifecycle import advance
from clearinghouse.overview import looking, nothing
from clearinghouse.own_files import next_own_number
from clearinghouse.partners import Submitter
from clearinghouse.payer_edits import PayerEdits
from clearinghouse.posts import NoPost
from clearinghouse.proof import prove
from clearinghouse.validation import validate_file
from edi.envelope import Closed, Stray, Unit
from edi.errors import NotX12
from edi.findings import Finding
from edi.rulebook import RULES
from store import claims, files, findings
from store.claims import Claim
from store.files import File
from store.ledger import Ledger
from transactions.dental_claim import DentalClaim
from transactions.rules.payer_rules import payer_rules

FIX, REPLACEMENT, VOID, SECONDARY = "fix", "replacement", "void", "secondary"
"""What a claim is made of another one for (`origin`)."""
LOST = ("rejected", "set rejected", "refused", "payer rejected", "superseded")
"""States of claims that nobody will decide any more."""
RESENT = ("7", "8")
"""Frequencies (CLM05-3) of a claim that is about one the payer has: a replacement, a void."""
_NO_RUN = 0


@dataclass(frozen=True, slots=True)
class Made:
    """What became of the wish: `before` and `after` are the findings, `claim` the new one.

    `claim` is None where errors are left; nothing was changed then.
    """

    of: Claim
    before: tuple[Finding, ...]
    after: tuple[Finding, ...]
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What is wrong in a file of one claim, and the claim as it was read."""

    findings: tuple[Finding, ...]
    claim: DentalClaim | None

    @property
    def clean(self) -> bool:
        """Whether it would be accepted."""
        return self.claim is not None and not any(one.is_error for one in self.findings)


def judge(house: House, account: str, content: bytes) -> Judged:
    """The verdict on a file of one claim, by the guide, our rules and its payer's."""
    tables, edits = house.tables(account), PayerEdits(house)
    found: list[Finding] = []
    claim: DentalClaim | None = None
    today = house.today()
    try:
        for proven in prove(BytesIO(content), tables, today, house.lists, payer_rules(tables)):
            told = proven.findings
            if proven.claim is not None and isinstance(proven.event, Unit):
                claim = proven.claim
                payer = claim.subscriber.payer.name.id or ""
                told = edits.judged(account, payer, proven.event, told)
            if isinstance(proven.event, Unit):
                found += proven.event.findings
            elif isinstance(proven.event, Closed):
                found += proven.event.of.findings
            elif isinstance(proven.event, Stray) and proven.event.finding:
                found.append(proven.event.finding)
            found += told
    except NotX12:
        return Judged(tuple(found), None)
    return Judged(tuple(found), claim)


def claim_to_work_on(house: House, ledger: Ledger, account: str | None, key: int) -> Claim:
    """The claim, where it is one of a submitter that there still is. Raises HouseError."""
    claim = claims.get(ledger, account, key)
    if claim is None:
        raise nothing("claim", key, account)
    if claim.account not in house.partners.submitters:
        raise HouseError(f"{PARTNERS} has no submitter {claim.account!a} any more to send a claim for")
    return claim


def looked_up(house: House, account: str | None, key: int) -> Claim:
    """The claim of that key, as it is now. Raises HouseError."""
    with looking(house, account, f"claim {key}") as ledger:
        return claim_to_work_on(house, ledger, account, key)


def living_child(ledger: Ledger, of: Claim, wanted: Callable[[Claim], bool]) -> Claim | None:
    """A claim made of this one that still goes its way, itself or corrected; None where there is none."""
    waiting = [one for one in claims.children(ledger, of.id) if wanted(one)]
    while waiting:
        child = waiting.pop()
        if child.state not in LOST:
            return child
        waiting += [one for one in claims.children(ledger, child.id) if one.origin == FIX]
    return None


def own_number(house: House, account: str) -> int:
    """The number of the next file that we write for a submitter."""
    with house.store.begin() as ledger:
        return next_own_number(ledger, account)


def take_in_child(
    house: House, of: Claim, origin: str, number: int, content: bytes,
    check: Callable[[Ledger], None] = lambda ledger: None,
) -> Claim:
    """Take a clean file of one claim in; the claim. One transaction. Raises HouseError, then nothing is kept.

    `check` is asked inside of it, and raises where something happened meanwhile.
    """
    archived = house.store.archive.put(BytesIO(content))
    with house.store.begin() as ledger:
        now = claims.get(ledger, of.account, of.id)
        if now is None or now.state != of.state:
            raise HouseError(f"claim {of.id} was changed by somebody else meanwhile; look at it again")
        check(ledger)
        if origin == FIX:
            advance(house, ledger, _NO_RUN, "claims", [of.id], of.state, "corrected")
        file, _ = files.record(
            ledger,
            File(
                account=of.account, direction="in", partner=of.account,
                name=f"{origin}-{of.id}-{number:09d}.edi", sha256=archived.sha256, size=archived.size,
                state="received", received_at=house.now(), note=f"{origin} of claim {of.id}",
            ),
            actor=house.actor,
        )
        made = _proven_claim(house, ledger, file, of)
        claims.record_parent(ledger, made.id, of.id, origin)
        files.amend(ledger, file.id, note=f"{origin} of claim {of.id}")
        if made.frequency in RESENT and of.payer_claim_number:
            # The payer may answer under the number it gave before.
            claims.record_number(ledger, made.id, of.payer_claim_number)
        found = claims.get(ledger, of.account, made.id)
        assert found is not None
        return found


def _proven_claim(house: House, ledger: Ledger, file: File, of: Claim) -> Claim:
    us, submitter = house.partners.house, house.partners.submitters[file.account]
    ourselves: Submitter = replace(submitter, id=us.id, qualifier=us.qualifier)
    validate_file(house, ledger, _NO_RUN, file, ourselves, post=NoPost(house, ourselves), made_of=of.id)
    made = claims.search(ledger, file.account, file=file.id)
    if len(made) != 1 or made[0].state not in ("accepted", "to approve"):
        found = findings.search(ledger, file.account, file=file.id)
        told = ", ".join(dict.fromkeys(one.rule for one in found if one.severity == "error"))
        by = f" ({told})" if told else ""
        raise HouseError(f"the new claim was not accepted by our own edits{by}; nothing was changed")
    return made[0]


def errors_of(found: tuple[Finding, ...]) -> str:
    """The rules of the errors among findings, for a sentence."""
    return ", ".join(dict.fromkeys(one.rule.id for one in found if one.is_error)) or RULES["F102"].id
