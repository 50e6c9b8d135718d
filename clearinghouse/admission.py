"""Admission: what a payer gets now. It takes the transaction, is not paused, and knows the provider."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from clearinghouse.partners import Payer
from store import enrolments
from store.accounts import HOUSE
from store.ledger import Ledger

LIVE = "live"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why something is held: the event that holds it, and the reason in words (no value from a file)."""

    event: str
    reason: str


NO_PAYER = Obstacle("no payer known", "no payer has this id")


def obstacle_of(payer: Payer, transaction: str) -> Obstacle | None:
    """What keeps everything of a transaction from a payer; None: nothing does."""
    if transaction not in payer.transactions:
        return Obstacle("not taken by payer", f"the payer takes no {transaction}")
    if payer.paused:
        return Obstacle("payer paused", "the payer is paused")
    return None


class Enrolled:
    """The providers that a payer takes a transaction of on a day, by account; all, where it demands no
    enrolment.
    """

    def __init__(self, ledger: Ledger, slug: str, payer: Payer, transaction: str, day: date) -> None:
        self._transaction = transaction
        self._states: dict[tuple[str, str], str] | None = None
        if transaction in payer.enrolment:
            found = enrolments.search(ledger, None, payer=slug, transaction=transaction)
            self._states = {
                (one.account, one.provider_npi): f"{LIVE} from {one.since} on, not now"
                if one.state == LIVE and one.since > day
                else one.state
                for one in found
            }

    def obstacle(self, account: str, npi: str) -> Obstacle | None:
        """What keeps a provider's work of this account from the payer; None: nothing does."""
        if self._states is None:
            return None
        known = [self._states.get((whose, npi)) for whose in (account, HOUSE)]
        if LIVE in known:
            return None
        state = next((one for one in known if one), None)
        is_so = f"the provider's enrolment for {self._transaction} is {state}"
        if state and not state.startswith(LIVE):
            is_so += f", not {LIVE}"
        return Obstacle(
            "not enrolled", is_so if state else f"the provider is not enrolled for {self._transaction}"
        )
