"""Holding: claims that somebody wants to wait, lets go again, or approves; all of those named, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clearinghouse.errors import HouseError
from clearinghouse.house import House
from clearinghouse.lifecycle import CLAIM, advance
from clearinghouse.overview import looking_to_change, nothing
from store import claims
from store.claims import Claim
from store.ledger import Ledger

REASONS = ("a document is missing", "asked by the submitter", "asked by the payer", "looks wrong")
"""Reasons in words of ours; what else is told stays in the claim's row and is in no event and no log."""
LONGEST = 200
_OWN_WORDS = "in the operator's words"


def hold(house: House, account: str | None, keys: Sequence[int], reason: str) -> list[Claim]:
    """Put claims on hold that were not sent yet. Raises HouseError, and then none is."""
    reason = reason.strip()
    if not reason or len(reason) > LONGEST or not reason.isprintable():
        raise HouseError(f"a reason has 1 to {LONGEST} printable characters")
    detail = reason if reason in REASONS else _OWN_WORDS

    def note(ledger: Ledger, found: Sequence[Claim]) -> None:
        claims.record_reason(ledger, [one.id for one in found], reason)

    return _move(house, account, keys, "put on hold", detail, note)


def release(house: House, account: str | None, keys: Sequence[int]) -> list[Claim]:
    """Let claims go that are on hold. Raises HouseError, and then none goes."""

    def forget(ledger: Ledger, found: Sequence[Claim]) -> None:
        claims.record_reason(ledger, [one.id for one in found], None)

    return _move(house, account, keys, "released", "", forget)


def approve(house: House, account: str | None, keys: Sequence[int]) -> list[Claim]:
    """Approve claims that wait for it. Raises HouseError, and then none is."""
    return _move(house, account, keys, "approved", "", lambda ledger, found: None)


def _move(
    house: House, account: str | None, keys: Sequence[int], event: str, detail: str,
    note: Callable[[Ledger, Sequence[Claim]], None],
) -> list[Claim]:
    with looking_to_change(house, account) as ledger:
        found = []
        for key in dict.fromkeys(keys):
            claim = claims.get(ledger, account, key)
            if claim is None:
                raise nothing("claim", key, account)
            if (claim.state, event) not in CLAIM:
                why = _why_not(claim, event)
                raise HouseError(f"claim {key} is {claim.state} and cannot be {event}{why}")
            found.append(claim)
        for state in dict.fromkeys(one.state for one in found):
            theirs = [one.id for one in found if one.state == state]
            advance(house, ledger, 0, "claims", theirs, state, event, detail)
        note(ledger, found)
        return claims.get_many(ledger, account, [one.id for one in found])


def _why_not(claim: Claim, event: str) -> str:
    """What to do instead; nothing was changed."""
    if event == "put on hold" and claim.state == "to approve":
        return ": it is not sent before somebody approves it"
    if event == "put on hold" and claim.out_file is not None:
        return ": it has left the house, or is written into a batch; it may be voided when the payer has it"
    if claim.state in ("rejected", "set rejected"):
        return ": mend it with `bitewing claims fix`"
    return "; none of the claims was changed"
