"""Acknowledgments of batches (TA1, 999) by a payer: they find the interchange, group and set we sent."""

from __future__ import annotations

from clearinghouse.answering import REFUSED, Ties
from edi.envelope import Closed, Stray, Unit
from edi.report import AnswerReader, GroupAnswer, SetAnswer
from edi.ta1 import InterchangeAnswer, read_ta1
from store import sets
from store.sets import TransactionSet

TAKEN = "taken by payer"
REJECTING = frozenset("RMWX")
"""Verdicts of a 999 (IK501, AK901) by which a set or a whole group is refused."""
_OURS = frozenset(("HC", "HS", "HR", "HI"))
"""The groups that we send, and that are answered by a 999."""
_MAX_FAULTS = 100
_LONGEST_CODE = 6


class BatchVerdicts:
    """Fed with a file's events; ties every TA1, and every AK2 and AK9, as they come."""

    def __init__(self, ties: Ties) -> None:
        self._ties = ties
        self._reader = AnswerReader()
        self._told: dict[str, bool] = {}

    # TA1.

    def take_ta1(self, event: Stray) -> None:
        """Take what stands between groups."""
        answer = read_ta1(event.values) if event.values else None
        if answer is not None:
            self._tie_interchange(answer)
        elif event.values:
            self._ties.record_loose("TA1", "", 0, "TA1 is malformed", curable=False)

    def _tie_interchange(self, answer: InterchangeAnswer) -> None:
        ties, partner = self._ties, self._ties.file.partner
        found = self._written_before(
            sets.find_sent(ties.ledger, partner, interchange_control=answer.control_number)
        )
        if not found:
            reason = "TA1 for an interchange we did not send"
            ties.record_loose("TA1", answer.verdict, 0, reason, curable=False)
            return
        file = found[0].file
        ties.answered(file)
        if not ties.record("TA1", answer.verdict, 0, {"note": answer.note}, file=file):
            return
        ties.told["TA1 matched"] += 1
        ties.answer_delivery(file, "acknowledged" if answer.accepted else "rejected")
        if not answer.accepted:
            for one in found:
                if one.file == file:
                    ties.move_asked(one, REFUSED)

    # 999.

    def take(self, event: Unit | Closed) -> None:
        """Take the next event of a set."""
        for answer in self._reader.take(event):
            if isinstance(answer, SetAnswer):
                self._tie_set(answer)
            else:
                self._tie_group(answer)

    def _sent(self, answer: SetAnswer | GroupAnswer) -> list[TransactionSet]:
        """The sets we sent in the group that is answered: those of the newest file, numbers come round."""
        if answer.functional_id not in _OURS:
            return []
        number = answer.group_number.lstrip("0")
        found = sets.find_sent(self._ties.ledger, self._ties.file.partner, group_control=number)
        if isinstance(answer, GroupAnswer) and not self._told:
            found = self._written_before(found)
        return [one for one in found if one.file == found[0].file]

    def _written_before(self, found: list[TransactionSet]) -> list[TransactionSet]:
        """Sets of files older than the answer: a bare number that we reach later is no proof of anything."""
        return [one for one in found if one.file < self._ties.file.id]

    def _tie_set(self, answer: SetAnswer) -> None:
        ties = self._ties
        of = next((one for one in self._sent(answer) if one.set_control == answer.control_number), None)
        rejected = answer.verdict in REJECTING
        if of is None or not (rejected or answer.accepted):
            reason = "999 for a set we did not send" if of is None else "999 tells no verdict on a set"
            ties.record_loose("999", answer.verdict, answer.offset, reason, curable=of is None)
            return
        faults = [
            {
                "segment_id": _short(fault.segment_id),
                "segment": fault.segment,
                "loop": _short(fault.loop),
                "code": _short(fault.segment_code),
                "element": fault.element,
                "component": fault.component,
                "element_code": _short(fault.element_code),
            }
            for fault in answer.faults[:_MAX_FAULTS]
        ]
        detail = {"codes": [_short(code) for code in answer.codes], "faults": faults}
        ties.answered(of.file)
        self._told[of.set_control] = not rejected
        if ties.record("999", answer.verdict, answer.offset, detail, file=of.file, of=of):
            ties.told["999 matched"] += 1
            ties.move_asked(of, REFUSED if rejected else TAKEN)

    def _tie_group(self, answer: GroupAnswer) -> None:
        """The group's verdict also speaks of the sets that the answer does not name."""
        ties = self._ties
        found = self._sent(answer)
        told, self._told = self._told, {}
        rejected = answer.verdict in REJECTING
        if not found or not (rejected or answer.accepted or answer.verdict == "P"):
            reason = "999 for a group we did not send" if not found else "999 tells no verdict on a group"
            ties.record_loose("999", answer.verdict, answer.offset, reason, curable=not found)
            return
        file = found[0].file
        ties.answered(file)
        codes = [_short(code) for code in answer.codes]
        is_new = ties.record("999", answer.verdict, answer.offset, {"codes": codes}, file=file)
        if is_new:
            ties.told["999 matched"] += 1
            ties.answer_delivery(file, "rejected" if rejected else "acknowledged")
        unnamed = [one for one in found if one.set_control not in told]
        if rejected:
            moved, event = found, REFUSED
        elif answer.accepted or answer.accepted_sets == len(unnamed) + sum(told.values()):
            moved, event = unnamed, TAKEN
        else:
            moved, event = [], ""
        if is_new:
            for one in moved:
                ties.move_asked(one, event)
        if unnamed and not event:
            ties.park("set of a partly refused group that its 999 says nothing of", len(unnamed))


def _short(code: str) -> str:
    """A code or segment id as they are; what is none may be a value out of a claim and is left out."""
    return code if len(code) <= _LONGEST_CODE and code.isascii() and code.isalnum() else ""
