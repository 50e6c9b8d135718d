"""Delivered files at the payer's end: read, acknowledged (TA1, 999), what accepted sets ask for kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO

from edi.ack999 import VERSION, Acknowledger
from edi.envelope import Closed, Event, Group, Interchange, TransactionSet
from edi.findings import Answer, Finding, Place, Rule, Scope, Severity, Snip
from edi.stream import read
from edi.ta1 import is_due, write_ta1
from edi.writer import Writer
from mappings.guides import (
    ACKNOWLEDGMENT,
    DENTAL_CLAIM,
    ELIGIBILITY_INQUIRY,
    REVIEW_REQUEST,
    STATUS_INQUIRY,
)
from mappings.tables import own_tables
from sandbox.envelopes import Sender
from transactions.claim_status_inquiry import ClaimStatusInquiry
from transactions.claim_status_sets import read_status_inquiries
from transactions.dental_claim import DentalClaim
from transactions.eligibility_inquiry import EligibilityInquiry
from transactions.eligibility_sets import read_eligibility_inquiries
from transactions.reading import read_claims
from transactions.review_request import ReviewRequest
from transactions.review_sets import read_review_requests

TAKEN = frozenset("AE")
"""Verdicts of a 999 on a set that goes on."""
READERS: Mapping[str, Callable[[Iterable[Event]], Iterator[Any]]] = {
    DENTAL_CLAIM.name: read_claims,
    ELIGIBILITY_INQUIRY.name: read_eligibility_inquiries,
    STATUS_INQUIRY.name: read_status_inquiries,
    REVIEW_REQUEST.name: read_review_requests,
}
"""What is answered beside its 999, by guide."""
REFUSED_SET = Rule(
    "SANDBOX", Snip.SYNTAX, Severity.ERROR, Scope.SET, Answer.IK5, "5",
    "The set is of the share that is refused though nothing is wrong with it.", "Send the set again.",
)


@dataclass
class Received:
    """An interchange: its TA1 and 999 (empty where none is due), and what its accepted sets ask for.

    Of each kind there is a list for every set that asks for anything, in the order of the file.
    """

    interchange: Interchange
    ta1: bytes = b""
    acknowledgment: bytes = b""
    claims: list[list[DentalClaim]] = field(default_factory=list)
    eligibility: list[list[EligibilityInquiry]] = field(default_factory=list)
    statuses: list[list[ClaimStatusInquiry]] = field(default_factory=list)
    reviews: list[list[ReviewRequest]] = field(default_factory=list)

    def keep(self, guide: str, asked: list[Any]) -> None:
        """Keep what a set of a guide asks for."""
        kinds: dict[str, list[Any]] = {
            DENTAL_CLAIM.name: self.claims, ELIGIBILITY_INQUIRY.name: self.eligibility,
            STATUS_INQUIRY.name: self.statuses, REVIEW_REQUEST.name: self.reviews,
        }
        kinds[guide].append(asked)

    def forget(self) -> None:
        """Nothing of a rejected interchange is answered."""
        for kind in (self.claims, self.eligibility, self.statuses, self.reviews):
            kind.clear()


def _nothing(of: TransactionSet) -> bool:
    return False


def receive(
    stream: BinaryIO,
    sender: Sender,
    moment: datetime,
    is_refused: Callable[[TransactionSet], bool] = _nothing,
) -> Iterator[Received]:
    """The interchanges of a delivered file, each when it has ended.

    `is_refused` tells which sets are refused though nothing is wrong with them.
    What one interchange asks for is held in memory. Raises NotX12 where there is none in the file,
    WriteError where its sender cannot be answered.
    """
    reception: _Reception | None = None
    events = iter(read(stream, own_tables()))
    for event in events:
        if isinstance(event, Interchange):
            reception = _Reception(event, sender, moment, is_refused)
        elif reception is not None:
            reception.take(event, events)
            if isinstance(event, Closed) and event.of is reception.received.interchange:
                yield reception.received
                reception = None


class _Reception:
    """One interchange while it is read."""

    def __init__(
        self, interchange: Interchange, sender: Sender, moment: datetime,
        is_refused: Callable[[TransactionSet], bool],
    ) -> None:
        self.received = Received(interchange)
        self.is_refused = is_refused
        self.sender = sender
        self.moment = moment
        self._group: list[tuple[str, list[Any]]] = []
        self._verdict = ""
        self._answer = BytesIO()
        self._open: AbstractContextManager[Writer] | None = None
        self._acknowledger: Acknowledger | None = None

    def take(self, event: Event, following: Iterator[Event]) -> None:
        """Take an event; of a set that asks for something also those `following` it, to its end."""
        if isinstance(event, Group) and event.functional_id != ACKNOWLEDGMENT.group_id:
            self._start_answer()
        self._judge(event)
        if isinstance(event, TransactionSet):
            guide = event.guide.name if event.guide else ""
            if guide in READERS:
                self._refuse(event)
                asked = list(READERS[guide](self._of_set(following)))
                if asked and self._verdict in TAKEN:
                    self._group.append((guide, asked))
        elif isinstance(event, Closed):
            if isinstance(event.of, Group):
                if not event.of.rejected:
                    for guide, asked in self._group:
                        self.received.keep(guide, asked)
                self._group = []
            elif isinstance(event.of, Interchange):
                self._end(event.of)

    def _refuse(self, of: TransactionSet) -> None:
        """Tell of a set that it is refused, if it is to be."""
        if self._acknowledger and self.is_refused(of):
            self._acknowledger.note([Finding(REFUSED_SET, Place(of.offset, "ST", 1, set=of.control_number))])

    def _of_set(self, following: Iterator[Event]) -> Iterator[Event]:
        for event in following:
            self._judge(event)
            yield event
            if isinstance(event, Closed):
                return

    def _judge(self, event: Event) -> None:
        self._verdict = self._acknowledger.take(event) if self._acknowledger else ""

    def _start_answer(self) -> None:
        """Open the envelope of the 999 at the first group that is to be answered."""
        if self._open is None and not self.received.interchange.rejected:
            self._open = self.sender.envelope(
                self._answer, self.received.interchange, self.moment, ACKNOWLEDGMENT.group_id, VERSION
            )
            self._acknowledger = Acknowledger(self._open.__enter__())

    def _end(self, interchange: Interchange) -> None:
        if self._open is not None and self._acknowledger is not None:
            self._open.__exit__(None, None, None)
            if self._acknowledger.written and not interchange.rejected:
                self.received.acknowledgment = self._answer.getvalue()
        if interchange.rejected:
            self.received.forget()
        if is_due(interchange):
            answer = BytesIO()
            with self.sender.interchange(answer, interchange, self.moment) as writer:
                write_ta1(writer, interchange)
            self.received.ta1 = answer.getvalue()
