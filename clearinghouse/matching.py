"""Matching: a payer's answers find what they answer: TA1 and 999 our batches, 277CA and 835 the claims.

Each file is matched in one transaction. What finds nothing is kept, with the reason.
"""

from __future__ import annotations

from collections import Counter

from clearinghouse.house import House
from clearinghouse.lifecycle import advance, states_before
from clearinghouse.matching_claims import ClaimVerdicts
from clearinghouse.matching_payments import Payments
from edi.envelope import Event, Stray
from edi.report import AnswerReader, GroupAnswer, SetAnswer
from edi.stream import read
from edi.ta1 import read_ta1
from store import acknowledgments, claims, deliveries, files, sets
from store.accounts import HOUSE
from store.acknowledgments import Acknowledgment
from store.files import File
from store.ledger import Ledger
from store.sets import TransactionSet

ANSWERS = ("TA1", "999", "277CA", "835")


def match(house: House, run: int) -> Counter[str]:
    """Tie every proven answer of a payer; counts answers by what became of them."""
    told: Counter[str] = Counter()
    with house.store.read() as ledger:
        waiting = files.search(ledger, HOUSE, direction="in", state="proven")
    for file in waiting:
        with house.store.begin() as ledger:
            counts = _Answers(house, ledger, run, file).tie()
            event = "parked" if counts["unmatched"] else "matched"
            advance(house, ledger, run, "files", [file.id], "proven", event)
        told.update(counts)
    return told


class _Answers:
    """One file of answers on its way into the store."""

    def __init__(self, house: House, ledger: Ledger, run: int, file: File) -> None:
        self.house = house
        self.ledger = ledger
        self.run = run
        self.file = file
        self.told: Counter[str] = Counter()
        self._sets = AnswerReader()
        self._claims = ClaimVerdicts(house, ledger, run, file, self.told)
        self._payments = Payments(house, ledger, run, file, self.told)

    def tie(self) -> Counter[str]:
        """Read the file once and tie all it answers."""
        with self.house.store.archive.open(self.file.sha256) as stream:
            for event in read(stream, self.house.tables(self.file.partner)):
                self._take(event)
        return self.told

    def _take(self, event: Event) -> None:
        if isinstance(event, Stray):
            self._take_ta1(event)
            return
        for answer in self._sets.take(event):
            if isinstance(answer, SetAnswer):
                self._take_set(answer)
            else:
                self._take_group(answer)
        self._claims.take(event)
        self._payments.take(event)

    def _take_ta1(self, event: Stray) -> None:
        answer = read_ta1(event.values) if event.values else None
        if answer is None:
            return
        answered = sets.find_sent(self.ledger, self.file.partner, interchange_control=answer.control_number)[
            :1
        ]
        if not answered:
            self.told["unmatched"] += 1
            return
        self._record("TA1", answer.verdict, answered[0].file, None, 0, {"note": answer.note})
        self._answer_delivery(answered[0].file, answer.accepted)
        if not answer.accepted:
            for one in sets.search(self.ledger, None, file=answered[0].file):
                self._move_claims(one, "set refused by payer")

    def _take_set(self, answer: SetAnswer) -> None:
        answered = sets.find_sent(
            self.ledger,
            self.file.partner,
            group_control=answer.group_number,
            set_control=answer.control_number,
        )[:1]
        if not answered:
            self.told["unmatched"] += 1
            return
        faults = [
            {
                "segment_id": fault.segment_id,
                "segment": fault.segment,
                "loop": fault.loop,
                "code": fault.segment_code,
                "element": fault.element,
                "component": fault.component,
                "element_code": fault.element_code,
            }
            for fault in answer.faults[:100]
        ]
        detail = {"codes": list(answer.codes), "faults": faults}
        self._record("999", answer.verdict, answered[0].file, answered[0], answer.offset, detail)
        self._move_claims(answered[0], "taken by payer" if answer.accepted else "set refused by payer")

    def _take_group(self, answer: GroupAnswer) -> None:
        answered = sets.find_sent(self.ledger, self.file.partner, group_control=answer.group_number)
        if not answered:
            self.told["unmatched"] += 1
            return
        file = answered[0].file
        self._record("999", answer.verdict, file, None, answer.offset, {"codes": list(answer.codes)})
        self._answer_delivery(file, answer.accepted or answer.verdict == "P")
        if not answer.sets:
            # An answer to the group alone speaks for all its sets.
            event = "taken by payer" if answer.accepted else "set refused by payer"
            for one in answered:
                if one.file == file:
                    self._move_claims(one, event)

    def _record(
        self,
        kind: str,
        code: str,
        file: int,
        of: TransactionSet | None,
        offset: int,
        detail: dict[str, object],
    ) -> None:
        answer = Acknowledgment(
            account=HOUSE,
            kind=kind,
            code=code,
            file=self.file.id,
            out_file=file,
            out_set=of.id if of else None,
            set_control=of.set_control if of else "",
            offset=offset,
            at=self.house.now(),
            detail=detail,
        )
        acknowledgments.record_all(self.ledger, [answer])
        self.told[f"{kind} matched"] += 1

    def _answer_delivery(self, file: int, accepted: bool) -> None:
        for delivery in deliveries.search(self.ledger, None, file=file):
            event = "acknowledged" if accepted else "rejected"
            advance(self.house, self.ledger, self.run, "deliveries", [delivery.id], "sent", event)

    def _move_claims(self, of: TransactionSet, event: str) -> None:
        for state in states_before("claims", event):
            ids = [claim.id for claim in claims.search(self.ledger, None, out_set=of.id, state=state)]
            moved = advance(self.house, self.ledger, self.run, "claims", ids, state, event)
            if moved:
                self.told[f"claims {event}"] += moved
