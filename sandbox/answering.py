"""The answers to one delivered interchange: TA1, 999, a 277CA for each set, an 835 for each payee, 271 ..."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from io import BytesIO

from mappings.guides import CLAIM_ACKNOWLEDGMENT, REMITTANCE
from sandbox.acknowledging import acknowledge
from sandbox.envelopes import Sender, correspondent
from sandbox.inquiries import Payer, write_eligibility, write_reviews, write_statuses
from sandbox.ledger import Correspondent, Settled, Unpaid
from sandbox.manners import Kind, length, next_run
from sandbox.offering import AnswerFile
from sandbox.paying import pay
from sandbox.receiving import Received
from sandbox.settling import DENIED, PREDETERMINED, REVERSED, Outcome, Settler
from transactions.claim_acknowledgment import ClaimAcknowledgment
from transactions.remittance import Remittance
from transactions.writing import write_claim_acknowledgment, write_remittance

FATES = {DENIED: "denied", PREDETERMINED: "predetermined", REVERSED: "reversed"}


class Answers:
    """The answer files of one delivered file, named in the order they are to be read, and counts."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.files: list[AnswerFile] = []
        self.told: Counter[str] = Counter()

    def add(self, kind: Kind, content: bytes) -> None:
        """Add an answer, unless it is empty."""
        if content:
            name = f"{self.prefix}-{len(self.files) + 1:02d}-{kind}.edi"
            self.files.append(AnswerFile(name, content, kind))


def answer_interchange(answers: Answers, received: Received, payer: Payer) -> None:
    """Settle the claims of an interchange and add its answers; WriteError for what no answer can say."""
    answers.add("TA1", received.ta1)
    answers.add("999", received.acknowledgment)
    if received.claims:
        _answer_claims(answers, received, payer)
    if received.eligibility:
        answers.add("271", write_eligibility(payer, received))
        answers.told["eligibility"] += sum(map(len, received.eligibility))
    if received.statuses:
        answers.add("277", write_statuses(payer, received))
        answers.told["statuses"] += sum(map(len, received.statuses))
    if received.reviews:
        before = len(payer.ledger.pended)
        answers.add("278", write_reviews(payer, received))
        answers.told["reviews"] += sum(map(len, received.reviews))
        answers.told["pended"] += len(payer.ledger.pended) - before


def _answer_claims(answers: Answers, received: Received, payer: Payer) -> None:
    plan, ledger, moment, sender = payer.file, payer.ledger, payer.moment, payer.sender
    settler = Settler(plan, payer.members, ledger, moment.date())
    outcomes = [[settler.settle(claim) for claim in claims] for claims in received.claims]
    acknowledgments = []
    for of_set in outcomes:
        number = f"{plan.payer.id}{ledger.count('acknowledgment'):08d}"
        acknowledgments.append(acknowledge(of_set, plan.payer, number, number, moment))
    answers.add("277CA", _write_acknowledgments(acknowledgments, received, sender, moment))
    answers.told += _counts([outcome for of_set in outcomes for outcome in of_set])
    settled = [claim for of_set in outcomes for outcome in of_set for claim in outcome.settled]
    to = correspondent(received.interchange)
    if plan.pays_later:
        at = next_run(moment + length(plan.manners("835").delay), plan.payment.run)
        ledger.unpaid += [Unpaid(to, at, claim) for claim in settled]
    else:
        _pay(answers, settled, to, payer)


def pay_due(answers: Answers, payer: Payer) -> None:
    """Pay the settled claims whose payment is due, together for each who is told."""
    ledger = payer.ledger
    due = [one for one in ledger.unpaid if one.at <= payer.moment]
    ledger.unpaid = [one for one in ledger.unpaid if one.at > payer.moment]
    for to in dict.fromkeys(one.to for one in due):
        _pay(answers, [one.claim for one in due if one.to == to], to, payer)


def _pay(answers: Answers, settled: list[Settled], to: Correspondent, payer: Payer) -> None:
    remittances = pay(settled, payer.file, payer.ledger, payer.moment.date())
    if remittances:
        answers.add("835", _write_remittances(remittances, to, payer.sender, payer.moment))
    answers.told["paid_cents"] += sum(int(one.payment.amount * 100) for one in remittances)


def _counts(outcomes: list[Outcome]) -> Counter[str]:
    counts: Counter[str] = Counter(claims=len(outcomes))
    for outcome in outcomes:
        counts["rejected" if outcome.refusal else "accepted"] += 1
        for claim in outcome.settled:
            counts[FATES.get(claim.status, "paid")] += 1
    return counts


def _write_acknowledgments(
    acknowledgments: list[ClaimAcknowledgment], received: Received, sender: Sender, moment: datetime
) -> bytes:
    stream = BytesIO()
    head = CLAIM_ACKNOWLEDGMENT
    with sender.envelope(stream, received.interchange, moment, head.group_id, head.version) as writer:
        for number, one in enumerate(acknowledgments, 1):
            write_claim_acknowledgment(writer, one, f"{number:04d}")
    return stream.getvalue()


def _write_remittances(
    remittances: list[Remittance], to: Correspondent, sender: Sender, moment: datetime
) -> bytes:
    stream = BytesIO()
    head = REMITTANCE
    with sender.envelope(stream, to, moment, head.group_id, head.version) as writer:
        for number, one in enumerate(remittances, 1):
            write_remittance(writer, one, f"{number:04d}")
    return stream.getvalue()
