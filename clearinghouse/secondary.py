"""Secondary claims: the claim for the next payer, with what the first one decided (2320, 2330, 2430)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from msgspec import structs

from clearinghouse.claim_children import (
    SECONDARY,
    Made,
    judge,
    living_child,
    looked_up,
    own_number,
    take_in_child,
)
from clearinghouse.claim_text import read_claim_text, write_claim_text
from clearinghouse.coverages import SELF, Coverage, cover
from clearinghouse.decisions import Decision, read_decisions, standing
from clearinghouse.errors import HouseError
from clearinghouse.house import PARTNERS, House
from clearinghouse.own_files import write_own_file
from clearinghouse.partners import Payer
from edi.delimiters import Delimiters
from edi.errors import WriteError
from mappings.guides import DENTAL_CLAIM
from store.claims import Claim
from store.ledger import Ledger
from transactions.adjustments import Adjustment
from transactions.dental_claim import (
    DentalClaim,
    LineAdjudication,
    OtherPayer,
    OtherPayerName,
    OtherSubscriber,
    ServiceLine,
)
from transactions.remittance import RemittanceClaim, RemittanceLine
from transactions.rules.remittance_balance import add_up
from transactions.writing import write_claims

_DECIDED = ("paid", "denied")
_PATIENT = "PR"


@dataclass(frozen=True, slots=True)
class _Primary:
    """The claim as it was sent, and the one decision on it that stands."""

    claim: DentalClaim
    decision: Decision
    payer_id: str


def make_secondary(
    house: House, account: str | None, key: int, payer: str, coverage: Coverage | None = None
) -> Made:
    """The claim for the other payer, ready to be sent. Raises HouseError with the reason why there is none.

    `coverage` is told where the claim names no coverage by that payer (2320) itself.
    """
    claim = looked_up(house, account, key)
    other = house.partners.payers.get(payer)
    if other is None:
        known = ", ".join(sorted(house.partners.payers)) or "none"
        raise HouseError(f"{PARTNERS} has no payer {payer[:40]!a}; there are: {known}")
    if house.directory.payer_of(claim.payer, claim.account) == payer:
        raise HouseError(f"claim {key} went to {payer} already; a secondary claim is for another payer")

    def check(ledger: Ledger) -> None:
        child = living_child(
            ledger, claim,
            lambda one: one.origin == SECONDARY and house.directory.payer_of(one.payer, one.account) == payer,
        )
        if child is not None:
            raise HouseError(f"claim {key} has its claim for {payer} already: {child.id}, {child.state}")

    with house.store.read() as ledger:
        check(ledger)
        text = read_claim_text(house, ledger, claim)
        decision = _decision(claim, standing(read_decisions(house, ledger, claim)))
    before = judge(house, claim.account, write_claim_text(house, text, 1))
    if before.claim is None or before.claim.unread:
        raise HouseError(f"claim {key} cannot be read whole; have it sent again")
    made = _secondary(house, _Primary(before.claim, decision, claim.payer), other, coverage)
    content = _written(house, made, text.delimiters, 1)
    after = judge(house, claim.account, content)
    if not after.clean:
        return Made(claim, before.findings, after.findings)
    number = own_number(house, claim.account)
    content = _written(house, made, text.delimiters, number)
    child = take_in_child(house, claim, SECONDARY, number, content, check)
    return Made(claim, before.findings, after.findings, child)


def _decision(claim: Claim, stand: list[Decision]) -> Decision:
    """The primary's one decision that stands. Raises HouseError."""
    if claim.kind == "predetermination":
        raise HouseError(f"claim {claim.id} is a predetermination: nobody pays it, so nobody pays second")
    if claim.state not in _DECIDED or not stand:
        raise HouseError(
            f"claim {claim.id} is {claim.state}: its payer has not decided it, or took back what it decided; "
            "a secondary claim is made when the 835 has come"
        )
    if len(stand) > 1:
        raise HouseError(
            f"{len(stand)} decisions on claim {claim.id} stand, of payments "
            f"{', '.join(one.trace_number for one in stand)}; one must be taken back by its payer first"
        )
    return stand[0]


def _written(house: House, claim: DentalClaim, delimiters: Delimiters, number: int) -> bytes:
    try:
        return write_own_file(
            house, DENTAL_CLAIM.group_id, DENTAL_CLAIM.version, number, delimiters,
            lambda writer: write_claims(writer, [claim], ["0001"]),
        )
    except WriteError as problem:
        raise HouseError(f"the secondary claim cannot be written: {problem}") from None


# The claim.


def _secondary(house: House, primary: _Primary, other: Payer, coverage: Coverage | None) -> DentalClaim:
    claim, answer = primary.claim, primary.decision.answer
    if answer.charge != claim.charge:
        raise HouseError(
            "the charge in the primary's 835 is not the claim's: it does not balance; "
            "ask the payer which claim it decided"
        )
    lines = _decided_lines(primary)
    _demand_balance(claim, answer, lines)
    subscriber, patient, others = cover(claim, other, coverage)
    return structs.replace(
        claim,
        subscriber=subscriber,
        patient=patient,
        frequency="1",
        payer_claim_number=None,
        prior_authorization=None,
        referral_number=None,
        predetermination_number=None,
        lines=[_line(line, lines.get(index, []), primary) for index, line in enumerate(claim.lines)],
        other_payers=[_primary_payer(primary, bool(lines)), *others],
    )


def _primary_payer(primary: _Primary, by_line: bool) -> OtherPayer:
    """2320 of the payer that has decided, 2330A of its insured, 2330B of itself."""
    claim, decision = primary.claim, primary.decision
    was, answer = claim.subscriber, decision.answer
    owed = _owed(answer.adjustments)
    relation = SELF if claim.patient is None else claim.patient.relation
    return OtherPayer(
        sequence=was.sequence,
        relation=relation,
        subscriber=OtherSubscriber(name=was.name, address=was.address),
        payer=OtherPayerName(
            name=structs.replace(was.payer.name, role=None),
            address=was.payer.address,
            # Told here only where it is told of no line.
            paid_on=None if by_line else decision.day,
            prior_authorization=claim.prior_authorization,
            referral_number=claim.referral_number,
            predetermination_number=claim.predetermination_number,
            claim_number=answer.payer_claim_number or None,
        ),
        benefits_assigned=claim.benefits_assigned,
        release=claim.release,
        group_number=was.group_number,
        group_name=was.group_name,
        medicare_secondary=was.medicare_secondary,
        filing=was.filing,
        adjustments=list(answer.adjustments),
        paid=answer.paid,
        patient_liability=None if by_line else owed,
        outpatient=answer.outpatient,
    )


# Its lines.


def _decided_lines(primary: _Primary) -> dict[int, list[RemittanceLine]]:
    """What was decided on each line, by its index in the claim; none where only the claim was decided.

    By the line's own number (REF 6R); failing that by procedure and charge, the first first.
    """
    found: dict[int, list[RemittanceLine]] = {}
    claim = primary.claim
    for number, decided in enumerate(primary.decision.answer.lines, 1):
        at = _line_of(claim, decided, found)
        if at is None:
            raise HouseError(
                f"line {number} of the primary's 835 is no line of the claim (by REF 6R, else by procedure "
                "and charge): what it decided cannot be told line by line"
            )
        found.setdefault(at, []).append(decided)
    return found


def _line_of(
    claim: DentalClaim, decided: RemittanceLine, taken: dict[int, list[RemittanceLine]]
) -> int | None:
    number = decided.line_control_number
    if number:
        for index, line in enumerate(claim.lines):
            # A line without a number of its own is answered by its place.
            if number == (line.line_control_number or str(line.number)):
                return index
    procedures = {decided.procedure.code}
    if decided.submitted_procedure is not None:
        procedures.add(decided.submitted_procedure.code)
    for index, line in enumerate(claim.lines):
        if index not in taken and line.procedure.code in procedures and line.charge == decided.charge:
            return index
    return None


def _demand_balance(
    claim: DentalClaim, answer: RemittanceClaim, lines: dict[int, list[RemittanceLine]]
) -> None:
    """The decision accounts for the claim to the cent, and for each line of one that was decided by lines."""
    for index, decided in lines.items():
        told = sum((one.paid + add_up(one.adjustments) for one in decided), Decimal(0))
        if told != claim.lines[index].charge:
            raise HouseError(
                f"what the primary decided on line {index + 1} does not balance: payment and adjustments are "
                "not its charge"
            )
    adjusted = add_up(answer.adjustments)
    adjusted += sum((add_up(one.adjustments) for one in answer.lines), Decimal(0))
    if answer.paid + adjusted != claim.charge:
        raise HouseError(
            "the primary's decision does not balance: payment and adjustments are not the claim's charge"
        )
    if lines and len(lines) != len(claim.lines):
        raise HouseError("the primary decided some lines of the claim only: it does not balance line by line")


def _line(line: ServiceLine, decided: list[RemittanceLine], primary: _Primary) -> ServiceLine:
    made = [_adjudication(line, one, primary) for one in decided]
    others = [one for one in line.adjudications if one.payer_id != primary.payer_id]
    return structs.replace(line, adjudications=[*made, *others])


def _adjudication(line: ServiceLine, decided: RemittanceLine, primary: _Primary) -> LineAdjudication:
    quantity = decided.quantity if decided.quantity is not None else line.quantity
    return LineAdjudication(
        payer_id=primary.payer_id,
        paid=decided.paid,
        procedure=structs.replace(decided.procedure, description=None),
        quantity=quantity if quantity is not None else Decimal(1),
        adjustments=list(decided.adjustments),
        paid_on=primary.decision.day,
        patient_liability=_owed(decided.adjustments),
    )


def _owed(adjustments: list[Adjustment]) -> Decimal | None:
    """What is left to the patient; None where that is nothing."""
    return add_up([one for one in adjustments if one.group == _PATIENT]) or None
