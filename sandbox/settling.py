"""Settling: a claim taken in becomes what the 835 says of it, and the ledger remembers it.

A replacement takes the first claim back before it is adjudicated anew, a void only takes it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from sandbox.adjudication import DUPLICATE, ClaimResult, adjudicate, deny, reverse
from sandbox.claims import TakenIn, take_in
from sandbox.insured import INCOMPLETE, UNKNOWN_CLAIM, Members, Refusal
from sandbox.ledger import Ledger, Payee, PersonName, Rendering, Settled, SettledLine
from sandbox.manners import drawn
from sandbox.plan import PlanFile
from transactions.claim_parties import BillingProvider
from transactions.dental_claim import DentalClaim, ServiceLine
from transactions.parties import Name

REPLACEMENT, VOID = "7", "8"
DENIED, REVERSED, PREDETERMINED = "4", "22", "25"
PROCESSED = {"P": "1", "S": "2"}
"""CLP02 by our turn among the payers; every later turn is 3."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a claim: refused, or taken in under `number` with what the 835 tells (`settled`)."""

    claim: DentalClaim
    refusal: Refusal | None = None
    number: str = ""
    settled: tuple[Settled, ...] = ()


class Settler:
    """Settles claims one after another, in the order they were delivered."""

    def __init__(self, file: PlanFile, members: Members, ledger: Ledger, today: date) -> None:
        self.file = file
        self.members = members
        self.ledger = ledger
        self.today = today

    def settle(self, claim: DentalClaim) -> Outcome:
        """Take in a claim, adjudicate it, and remember both it and the benefits it used."""
        taken = take_in(claim, self.file.payer, self.members, self.today)
        if isinstance(taken, Refusal):
            return Outcome(claim, taken)
        first: Settled | None = None
        if claim.frequency in (REPLACEMENT, VOID):
            first = self._find_first(taken)
            if first is None:
                return Outcome(claim, UNKNOWN_CLAIM)
        if self._is_refused(claim):
            return Outcome(claim, INCOMPLETE)
        number = self.ledger.claim_number(self.today.year)
        settled = [] if first is None else [self._take_back(first)]
        if claim.frequency != VOID:
            settled.append(self._decide(taken, number, first))
        return Outcome(claim, None, number, tuple(settled))

    def _is_refused(self, claim: DentalClaim) -> bool:
        """Whether the claim is of the share that is refused though nothing is wrong with it."""
        ledger, share = self.ledger, self.file.refusals.claims
        delivery = ledger.counters.get("delivery", 0)
        return drawn(share, ledger.seed, "claim", delivery, claim.submission.reference, claim.claim_id)

    def _find_first(self, taken: TakenIn) -> Settled | None:
        """The claim that a replacement or void is about: the same patient's and payee's, not yet reversed."""
        first = self.ledger.settled.get(taken.claim.payer_claim_number or "")
        if first is None or first.reversed or first.status == PREDETERMINED:
            return None
        same = (first.patient_key, first.payee.npi) == (taken.insured.key, taken.claim.billing.name.npi)
        return first if same else None

    def _take_back(self, first: Settled) -> Settled:
        ledger = self.ledger
        reversal = replace(first, status=REVERSED, received=self.today, result=reverse(first.result))
        ledger.settled[first.number] = replace(first, reversed=True)
        ledger.use(first.patient_key, reversal.result.taken)
        if ledger.by_print.get(first.print) == first.number:
            del ledger.by_print[first.print]
        return reversal

    def _decide(self, taken: TakenIn, number: str, first: Settled | None) -> Settled:
        ledger, key = self.ledger, taken.insured.key
        if taken.asked.predetermination:
            result = self._adjudicate(taken)
        elif taken.print in ledger.by_print:
            result = deny(taken.asked, DUPLICATE)
        else:
            result = self._adjudicate(taken)
            ledger.use(key, result.taken)
            if not result.denied:
                ledger.by_print[taken.print] = number
        settled = _settled(taken, result, number, self.today, first.number if first else "")
        ledger.settled[number] = settled
        return settled

    def _adjudicate(self, taken: TakenIn) -> ClaimResult:
        plan = self.file.plans[taken.insured.plan]
        return adjudicate(plan, self.ledger.used.get(taken.insured.key, {}), taken.asked)


def _status(taken: TakenIn, result: ClaimResult) -> str:
    if taken.asked.predetermination:
        return PREDETERMINED
    if result.denied:
        return DENIED
    return PROCESSED.get(taken.claim.subscriber.sequence, "3")


def _settled(taken: TakenIn, result: ClaimResult, number: str, today: date, first_number: str) -> Settled:
    claim = taken.claim
    subscriber, patient = claim.subscriber, claim.patient
    return Settled(
        number=number,
        claim_id=claim.claim_id,
        status=_status(taken, result),
        payee=_payee(claim.billing),
        patient=_name(patient.name if patient else subscriber.name),
        subscriber=_name(subscriber.name),
        member_id=subscriber.name.id or "",
        is_dependent=patient is not None,
        patient_key=taken.insured.key,
        print=taken.print,
        place=claim.place,
        frequency=claim.frequency,
        received=today,
        lines=tuple(_line(claim, line) for line in claim.lines),
        result=result,
        rendering=_rendering(claim),
        first_number=first_number,
    )


def _line(claim: DentalClaim, line: ServiceLine) -> SettledLine:
    day = line.service_date or (claim.service.first if claim.service else None)
    return SettledLine(
        line.procedure.code,
        line.procedure.modifiers,
        "" if line.quantity is None else str(line.quantity),
        None if claim.is_predetermination else day,
        line.line_control_number or "",
    )


def _payee(billing: BillingProvider) -> Payee:
    name = billing.name
    whole = " ".join(filter(None, (name.last_name, name.first_name if name.kind == "1" else "")))
    where = (billing.pay_to and billing.pay_to.address) or billing.address
    told = ("", "", "", "")
    if where is not None:
        told = (where.line_1 or "", where.city or "", where.state or "", where.postal_code or "")
    return Payee(name.npi or "", whole[:60], billing.tax_id.value, *told)


def _rendering(claim: DentalClaim) -> Rendering | None:
    treated = claim.rendering
    if treated is None or treated.name.npi is None or treated.name.npi == claim.billing.name.npi:
        return None
    return Rendering(treated.name.kind, _name(treated.name), treated.name.npi)


def _name(name: Name) -> PersonName:
    return PersonName(name.last_name or "", name.first_name or "", name.middle_name or "", name.suffix or "")
