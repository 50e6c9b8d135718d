"""Voids (CLM05-3 8): the payer tells of the claim it took back, and nothing of the void that asked for it."""

from __future__ import annotations

from collections.abc import Iterable

from clearinghouse.answering import Ties
from clearinghouse.lifecycle import CLAIM
from store.claims import Claim

VOID = "8"
EFFECT = "void took effect"


class Voids:
    """Ends the voids of claims that are taken back while one remittance is tied."""

    def __init__(self, ties: Ties) -> None:
        self._ties = ties
        self._ended: dict[int, str] = {}

    def end(self, reversed_one: Claim, alike: Iterable[Claim]) -> None:
        """A claim was taken back; among those of its number the voids of it have their answer."""
        for one in alike:
            state = self._ended.get(one.id, one.state)
            after = CLAIM.get((state, EFFECT))
            if one.frequency == VOID and one.out_file and after and _is_same(one, reversed_one):
                self._ties.answered(one.out_file)
                self._ties.advance_claims([one.id], state, EFFECT)
                self._ended[one.id] = after


def _is_same(one: Claim, other: Claim) -> bool:
    """Whether two claims of one number are about the same services of the same account."""
    same = one.account, one.billing_npi, one.charge_cents, one.service_from
    return one.id != other.id and same == (
        other.account, other.billing_npi, other.charge_cents, other.service_from
    )
