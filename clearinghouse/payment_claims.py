"""Which claim a payer's answer is about: several may have one CLM01, of several submitters or years."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from clearinghouse.cents import to_cents
from store.claims import Claim
from transactions.remittance import RemittanceClaim

UNANSWERED = ("routed", "sent", "acknowledged", "in process", "refused", "payer rejected")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer tells of its claim besides CLM01; `payee` is the NPI of who is paid."""

    number: str
    charge: int
    day: date | None
    payee: str
    predetermination: bool
    reversal: bool

    @classmethod
    def of(cls, answer: RemittanceClaim, payee: str) -> Asked:
        """From an answer; the charge of a reversal is the claim's with the sign turned."""
        days = [line.service_date or line.service_start for line in answer.lines]
        return cls(
            answer.payer_claim_number,
            abs(to_cents(answer.charge)),
            answer.service_start or min((day for day in days if day), default=None),
            payee,
            answer.is_predetermination,
            answer.is_reversal,
        )


_VOID = "8"
_AT_PAYER = ("sent", "acknowledged", "in process")
NOT_SENT = "no claim with this number was sent to this payer"
"""The one reason that time may cure; where a claim is there and differs, a person must look."""
_MARKS: dict[str, Callable[[Asked, Claim], bool]] = {
    "payer claim number": lambda asked, one: bool(asked.number) and one.payer_claim_number == asked.number,
    "kind": lambda asked, one: (one.kind == "predetermination") == asked.predetermination,
    "provider": lambda asked, one: bool(asked.payee) and one.billing_npi == asked.payee,
    "charge": lambda asked, one: one.charge_cents == asked.charge,
    "date": lambda asked, one: asked.day is not None and one.service_from == asked.day,
    "state": lambda asked, one: (one.state in UNANSWERED) != asked.reversal,
}
"""By what claims of one number are told apart, the surest first."""
_KNOWN: dict[str, Callable[[Asked, Claim], bool]] = {
    "provider": lambda asked, one: bool(asked.payee and one.billing_npi),
    "charge": lambda asked, one: True,
    "date": lambda asked, one: asked.day is not None and one.service_from is not None,
}
"""The proofs, and whether an answer and a claim both tell them: more must fit than differ."""


def find_claim(
    asked: Asked, found: Sequence[Claim], is_theirs: Callable[[Claim], bool]
) -> tuple[Claim | None, str]:
    """The one claim an answer is about and by what it is known, or none and why.

    `is_theirs` tells whether a claim is for the payer that answers.
    """
    mine = [one for one in found if one.out_set is not None and is_theirs(one)]
    if not mine:
        return None, NOT_SENT
    by = ["claim number"]
    for name, fits in _MARKS.items():
        if len(mine) == 1:
            break
        kept = [one for one in mine if fits(asked, one)]
        if kept and len(kept) < len(mine):
            mine = kept
            by.append(name)
    if len(mine) > 1:
        return None, "several claims with this number were sent to this payer"
    differs = _differs(asked, mine[0])
    if differs:
        # The number alone is no proof: providers give the same, also to claims that went another way.
        return None, f"the claim with this number differs in {differs}"
    return mine[0], ", ".join(by)


def _differs(asked: Asked, claim: Claim) -> str:
    """In what a claim is not the one that is asked for; empty where enough of it fits."""
    if _MARKS["payer claim number"](asked, claim):
        return ""
    told = [name for name, known in _KNOWN.items() if known(asked, claim)]
    differs = [name for name in told if not _MARKS[name](asked, claim)]
    if 2 * len(differs) < len(told):
        return ""
    *first, last = differs
    return f"{', '.join(first)} and {last}" if first else last


def voids_of(claim: Claim, found: Sequence[Claim]) -> list[Claim]:
    """The voids (CLM05-3 is 8) of a claim that its payer took back: later ones of its number, with it."""
    if claim.state != "reversed":
        return []
    return [
        one for one in found
        if one.frequency == _VOID and one.id > claim.id and one.state in _AT_PAYER
        and _services(one) == _services(claim)
    ]


def _services(claim: Claim) -> tuple[object, ...]:
    """What a claim and a void of it have in common: a number alone may be another visit's."""
    return (
        claim.account, claim.claim_id, claim.payer, claim.billing_npi, claim.charge_cents, claim.service_from
    )
