"""Delivered files at the payer's end: read, acknowledged (TA1, 999), the claims of accepted sets kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from edi.ack999 import VERSION, Acknowledger
from edi.envelope import Closed, Event, Group, Interchange, TransactionSet, Unit
from edi.stream import read
from edi.ta1 import is_due, write_ta1
from edi.writer import Writer
from mappings.guides import ACKNOWLEDGMENT, DENTAL_CLAIM
from mappings.tables import own_tables
from sandbox.envelopes import Sender
from transactions.bound import UnitReader
from transactions.dental_claim import DentalClaim

TAKEN = frozenset("AE")
"""Verdicts of a 999 on a set whose claims go on."""


@dataclass
class Received:
    """An interchange: its TA1 and 999 (empty where none is due), and the claims of its accepted sets."""

    interchange: Interchange
    ta1: bytes = b""
    acknowledgment: bytes = b""
    sets: list[list[DentalClaim]] = field(default_factory=list)


def receive(stream: BinaryIO, sender: Sender, moment: datetime) -> Iterator[Received]:
    """The interchanges of a delivered file, each when it has ended.

    The claims of one interchange are held in memory. Raises NotX12 where there is none in the file,
    WriteError where its sender cannot be answered.
    """
    reception: _Reception | None = None
    for event in read(stream, own_tables()):
        if isinstance(event, Interchange):
            reception = _Reception(event, sender, moment)
        elif reception is not None:
            reception.take(event)
            if isinstance(event, Closed) and event.of is reception.received.interchange:
                yield reception.received
                reception = None


class _Reception:
    """One interchange while it is read."""

    def __init__(self, interchange: Interchange, sender: Sender, moment: datetime) -> None:
        self.received = Received(interchange)
        self.sender = sender
        self.moment = moment
        self._read = UnitReader(DENTAL_CLAIM.name, {"2300": DentalClaim}).read
        self._claims: list[DentalClaim] = []
        self._group: list[list[DentalClaim]] = []
        self._answer = BytesIO()
        self._open: AbstractContextManager[Writer] | None = None
        self._acknowledger: Acknowledger | None = None

    def take(self, event: Event) -> None:
        if isinstance(event, Group) and event.functional_id != ACKNOWLEDGMENT.group_id:
            self._start_answer()
        verdict = self._acknowledger.take(event) if self._acknowledger else ""
        if isinstance(event, Unit):
            claim = self._read(event)
            if claim is not None:
                self._claims.append(claim)
        elif isinstance(event, Closed):
            if isinstance(event.of, TransactionSet):
                if verdict in TAKEN and self._claims:
                    self._group.append(self._claims)
                self._claims = []
            elif isinstance(event.of, Group):
                if not event.of.rejected:
                    self.received.sets += self._group
                self._group = []
            else:
                self._end(event.of)

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
            self.received.sets = []
        if is_due(interchange):
            answer = BytesIO()
            with self.sender.interchange(answer, interchange, self.moment) as writer:
                write_ta1(writer, interchange)
            self.received.ta1 = answer.getvalue()
