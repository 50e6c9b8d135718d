"""Which claim of an account a status inquiry (276) asks about, where it came through us."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from clearinghouse.directory import same
from clearinghouse.house import House
from clearinghouse.inquiry_kinds import QuestionFacts
from store import claims
from store.claims import Claim
from store.inquiries import Inquiry
from store.ledger import Ledger

_CORRECTED = "superseded"


def asked_claims(
    house: House, ledger: Ledger, account: str, asked: Sequence[tuple[Inquiry, QuestionFacts]]
) -> list[Inquiry]:
    """Inquiries with the claims they ask about; without one where the account has sent none that fits."""
    own, theirs = (
        {one for one in told if one}
        for told in zip(*((facts.claim_id, facts.payer_claim_number) for _, facts in asked), strict=True)
    )
    by_own = claims.find_by_claim_id(ledger, account, own) if own else {}
    by_theirs = claims.find_by_payer_number(ledger, account, theirs) if theirs else {}
    found = []
    for inquiry, facts in asked:
        known = by_theirs.get(facts.payer_claim_number, []), by_own.get(facts.claim_id, [])
        fit = (_fitting(facts, [one for one in some if _is_payers(house, one, inquiry)]) for some in known)
        claim = next((one for one in fit if one), None)
        found.append(replace(inquiry, claim=claim.id) if claim else inquiry)
    return found


def _is_payers(house: House, claim: Claim, inquiry: Inquiry) -> bool:
    """Whether both mean the same payer, by whichever of its ids."""
    slugs = [house.directory.payer_of(one.payer, one.account) for one in (claim, inquiry)]
    return slugs[0] == slugs[1] and (slugs[0] is not None or same(claim.payer) == same(inquiry.payer))


def _fitting(facts: QuestionFacts, known: list[Claim]) -> Claim | None:
    """The claim of these that is meant: nothing that both tell differs; the newest that was not corrected."""
    fit = [
        one for one in known
        if (not facts.claim_id or one.claim_id == facts.claim_id)
        and (facts.charge_cents is None or one.charge_cents == facts.charge_cents)
    ]
    living = [one for one in fit if one.state != _CORRECTED]
    return max(living or fit, key=lambda one: one.id, default=None)
