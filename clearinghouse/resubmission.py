"""Resubmission: rejected claims corrected, and what a payer has replaced (7) or voided (8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clearinghouse.claim_changes import Change, change
from clearinghouse.claim_children import (
    FIX,
    REPLACEMENT,
    VOID,
    Made,
    judge,
    living_child,
    looked_up,
    own_number,
    take_in_child,
)
from clearinghouse.claim_text import read_claim_text, write_claim_text
from clearinghouse.decisions import adjustment_reasons, read_decisions
from clearinghouse.errors import HouseError
from clearinghouse.house import PARTNERS, House
from clearinghouse.lifecycle import CLAIM, states_before
from mappings.guides import DENTAL_CLAIM
from store.claims import Claim
from store.ledger import Ledger

FREQUENCY, PAYER_NUMBER = "2300/CLM05-3", "2300/REF[F8]02"
_CODES = {REPLACEMENT: "7", VOID: "8"}
_WITH_THE_PAYER = ("in process", "paid", "denied", "predetermined", "reversed")


def fix(house: House, account: str | None, key: int, changes: Sequence[Change]) -> Made:
    """Correct a rejected or held claim; the new one takes its place. Raises HouseError.

    Where the rules still find an error nothing is changed, and the findings are told. Without changes a
    claim goes on that was rejected for what stood around it.
    """
    claim = looked_up(house, account, key)
    if (claim.state, "corrected") not in CLAIM:
        states = ", ".join(states_before("claims", "corrected"))
        raise HouseError(
            f"claim {key} is {claim.state}: only a claim that is {states} is corrected; what the payer has "
            "is replaced with `bitewing claims replace`"
        )
    return _make(house, claim, FIX, list(changes))


def replace(house: House, account: str | None, key: int, changes: Sequence[Change]) -> Made:
    """Send a claim that the payer has once more, with changes, in its place. Raises HouseError."""
    return _resubmit(house, account, key, REPLACEMENT, list(changes))


def void(house: House, account: str | None, key: int) -> Made:
    """Take back a claim that the payer has. Raises HouseError."""
    return _resubmit(house, account, key, VOID, [])


def _resubmit(house: House, account: str | None, key: int, origin: str, changes: list[Change]) -> Made:
    claim = looked_up(house, account, key)
    number = _payer_number(claim, origin)
    _demand_electronic(house, claim, origin)

    def check(ledger: Ledger) -> None:
        child = living_child(ledger, claim, lambda one: one.origin in _CODES)
        if child is not None:
            what = VOID if child.frequency == _CODES[VOID] else REPLACEMENT
            raise HouseError(
                f"claim {key} has a {what} already: claim {child.id}, {child.state}; work on that one"
            )

    with house.store.read() as ledger:
        check(ledger)
    asked = [*changes, Change(FREQUENCY, _CODES[origin]), Change(PAYER_NUMBER, number)]
    return _make(house, claim, origin, asked, check)


def _payer_number(claim: Claim, origin: str) -> str:
    if claim.state not in _WITH_THE_PAYER:
        mendable = (claim.state, "corrected") in CLAIM
        instead = "corrected with `bitewing claims fix`" if mendable else "waited for"
        raise HouseError(
            f"claim {claim.id} is {claim.state}: a {origin} is made of a claim that the payer has; "
            f"this one is to be {instead}"
        )
    if claim.frequency == _CODES[VOID]:
        raise HouseError(f"claim {claim.id} is a void itself; make the claim anew and submit it")
    if not claim.payer_claim_number:
        raise HouseError(
            f"the payer has not told its number for claim {claim.id} yet (277CA REF 1K, 835 CLP07): "
            f"a {origin} must name it"
        )
    return claim.payer_claim_number


def _demand_electronic(house: House, claim: Claim, origin: str) -> None:
    """Raise where the payer wants this on paper, or knows nothing of it."""
    slug = house.directory.payer_of(claim.payer, claim.account)
    if slug is None:
        raise HouseError(f"{PARTNERS} has no payer for the id that claim {claim.id} names")
    rules = house.partners.payers[slug].resubmission
    paper = f"write it out for paper with `bitewing claims paper {claim.id} --out FILE`"
    if not (rules.replace if origin == REPLACEMENT else rules.void):
        raise HouseError(f"{slug} takes no {origin} electronically (payers.{slug}.resubmission); {paper}")
    if rules.paper_for:
        with house.store.read() as ledger:
            decided = read_decisions(house, ledger, claim)
        on_paper = sorted(adjustment_reasons(decided) & set(rules.paper_for))
        if on_paper:
            raise HouseError(
                f"{slug} wants on paper what it adjusted for {', '.join(on_paper)} "
                f"(payers.{slug}.resubmission.paper_for); {paper}"
            )


def _make(
    house: House, claim: Claim, origin: str, changes: list[Change],
    check: Callable[[Ledger], None] = lambda ledger: None,
) -> Made:
    with house.store.read() as ledger:
        text = read_claim_text(house, ledger, claim)
    before = judge(house, claim.account, write_claim_text(house, text, 1))
    change(text, house.tables(claim.account).table_named(DENTAL_CLAIM.name).guide, changes)
    after = judge(house, claim.account, write_claim_text(house, text, 1))
    if not after.clean:
        return Made(claim, before.findings, after.findings)
    number = own_number(house, claim.account)
    content = write_claim_text(house, text, number)
    made = take_in_child(house, claim, origin, number, content, check)
    return Made(claim, before.findings, after.findings, made)
