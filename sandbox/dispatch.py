"""When answers are offered: at once, later, twice or never, as the payer's manners say.

What is not offered at once waits under its hidden name, and the ledger knows until when.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sandbox.answering import Answers
from sandbox.ledger import Held, Ledger
from sandbox.manners import Manners, drawn, length
from sandbox.offering import AnswerFile
from sandbox.plan import PlanFile

_USUAL = Manners()


class Dispatcher:
    """Sorts the answers of one pass into those that are ready and those that wait."""

    def __init__(self, file: PlanFile, ledger: Ledger, moment: datetime) -> None:
        self.file = file
        self.ledger = ledger
        self.moment = moment

    def dispatch(self, answers: Answers) -> list[AnswerFile]:
        """The files to write of these answers; the ledger has the names of those that are ready or wait."""
        ledger, written = self.ledger, []
        ready = []
        for answer in answers.files:
            for one, at in self._times(answer):
                written.append(one)
                if at is not None and at <= self.moment:
                    ready.append(one.name)
                else:
                    ledger.held.append(Held(one.name, at))
                    answers.told["withheld" if at is None else "waiting"] += 1
        ledger.ready = ready
        return written

    def release(self, *, withheld: bool = False) -> list[str]:
        """The names of what has waited long enough, or of all that was to come never, in their order."""
        due = [one for one in self.ledger.held if _is_due(one, self.moment, withheld)]
        self.ledger.held = [one for one in self.ledger.held if not _is_due(one, self.moment, withheld)]
        return [one.name for one in due]

    def _times(self, answer: AnswerFile) -> Iterator[tuple[AnswerFile, datetime | None]]:
        """An answer and its copies, each with when it is offered; None: never."""
        manners = self.file.answers.get(answer.kind, _USUAL)
        if self._drawn(manners.never, "never", answer):
            yield answer, None
            return
        at = self.moment
        # A payment was made when it was due; every other answer takes its time from now on.
        if answer.kind != "835":
            at += length(manners.delay)
        if self._drawn(manners.late, "late", answer):
            at += length(manners.late_by)
        yield answer, at
        at += length(manners.repeat_after)
        if self._drawn(manners.twice, "twice", answer):
            yield AnswerFile(_beside(answer.name, "twice"), answer.content, answer.kind), at
        if self._drawn(manners.reworded, "reworded", answer):
            content = reword(answer.content, self.ledger)
            yield AnswerFile(_beside(answer.name, "reworded"), content, answer.kind), at

    def _drawn(self, share: float, what: str, answer: AnswerFile) -> bool:
        return drawn(share, self.ledger.seed, what, answer.name)


def reword(content: bytes, ledger: Ledger) -> bytes:
    """The same answer as another file: numbers of its own, each segment on a line of its own."""
    text = content.decode("latin-1")
    element, end = text[3], text[105]
    interchange, group = ledger.control_number("interchange"), ledger.control_number("group")
    numbers = {
        "ISA": (13, f"{interchange:09d}"), "IEA": (2, f"{interchange:09d}"),
        "GS": (6, str(group)), "GE": (2, str(group)),
    }
    told = []
    for segment in text.split(end)[:-1]:
        values = segment.strip("\r\n").split(element)
        if values[0] in numbers:
            at, number = numbers[values[0]]
            values[at] = number
        told.append(element.join(values))
    ending = end if end in "\r\n" else f"{end}\n"
    return "".join(f"{segment}{ending}" for segment in told).encode("latin-1")


def _is_due(one: Held, moment: datetime, withheld: bool) -> bool:
    return withheld if one.at is None else one.at <= moment


def _beside(name: str, word: str) -> str:
    return f"{name.removesuffix('.edi')}-{word}.edi"
