"""What a sender is told of its file: TA1 and 999 of the whole, 277CA of each claim.

Written while the file is read, archived, and made deliveries of in the same transaction as the claims:
the answer and the ledger cannot disagree. See docs/decisions/0001.
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from typing import TYPE_CHECKING

from clearinghouse.claim_answers import ClaimAnswers
from clearinghouse.proof import Proven
from edi.ack999 import VERSION as ACKNOWLEDGMENT
from edi.ack999 import Acknowledger
from edi.delimiters import DEFAULT
from edi.envelope import Closed, Group, Interchange
from edi.ta1 import is_due, write_ta1
from edi.writer import Writer
from store import control_numbers, deliveries, files, outbox
from store.archive import Archived, Deposit
from store.deliveries import Delivery
from store.files import File
from store.ledger import Ledger

if TYPE_CHECKING:
    from clearinghouse.house import House

CLAIM_ACKNOWLEDGMENT = "005010X214"


class Letter:
    """One outgoing interchange with one group, written into the archive as it comes."""

    def __init__(
        self, house: House, ledger: Ledger, partner: str, functional_id: str, version: str, moment: datetime
    ) -> None:
        addressee = house.partners.partner(partner)
        assert addressee is not None
        us = house.partners.house
        self._stack = ExitStack()
        self._deposit: Deposit = self._stack.enter_context(house.store.archive.deposit())
        self.writer = Writer(self._deposit, DEFAULT)
        self.number = control_numbers.next_number(ledger, f"interchange:{partner}")
        group = control_numbers.next_number(ledger, f"group:{partner}")
        self._envelope = ExitStack()
        self._envelope.enter_context(
            self.writer.interchange(
                us.qualifier, us.id, addressee.qualifier, addressee.id, moment, self.number, us.usage
            )
        )
        if functional_id:
            self._envelope.enter_context(
                self.writer.group(functional_id, us.id, addressee.id, moment, group, version)
            )

    def seal(self) -> Archived:
        """Close the envelope and keep the letter."""
        with self._stack:
            self._envelope.close()
            return self._deposit.commit()

    def drop(self) -> None:
        """Forget what was written."""
        self._stack.close()


class Answers:
    """Fed with the proof of a file; makes the answers to its sender, at the end of each interchange."""

    def __init__(self, house: House, ledger: Ledger, run: int, file: File) -> None:
        self._house = house
        self._ledger = ledger
        self._run = run
        self._file = file
        self._now = house.now()
        self._letter: Letter | None = None
        self._acknowledger: Acknowledger | None = None
        self._claims: ClaimAnswers | None = None
        self._claims_letter: Letter | None = None

    def take(self, proven: Proven) -> None:
        """Take the next step of the proof."""
        event = proven.event
        if isinstance(event, Group) and event.functional_id != "FA" and not event.interchange.rejected:
            self._open(event)
        if self._acknowledger:
            self._acknowledger.take(event)
        if self._claims:
            self._claims.take(proven)
        if isinstance(event, Closed) and isinstance(event.of, Interchange):
            self._end(event.of)

    def _open(self, group: Group) -> None:
        if self._acknowledger is None:
            self._letter = Letter(
                self._house, self._ledger, self._file.partner, "FA", ACKNOWLEDGMENT, self._now
            )
            self._acknowledger = Acknowledger(self._letter.writer)
        if group.functional_id == "HC" and self._claims is None:
            self._claims_letter = Letter(
                self._house, self._ledger, self._file.partner, "HN", CLAIM_ACKNOWLEDGMENT, self._now
            )
            submitter = self._house.partners.partner(self._file.partner)
            assert submitter is not None
            self._claims = ClaimAnswers(
                self._claims_letter.writer, self._house.partners.house, submitter, self._now
            )

    def _end(self, interchange: Interchange) -> None:
        if is_due(interchange) and (interchange.groups or interchange.rejected):
            letter = Letter(self._house, self._ledger, self._file.partner, "", "", self._now)
            write_ta1(letter.writer, interchange)
            self._post(letter, "TA1")
        for made, kind, written in (
            (self._letter, "999", self._acknowledger.written if self._acknowledger else 0),
            (self._claims_letter, "277CA", self._claims.written if self._claims else 0),
        ):
            if made is None:
                continue
            if written and not interchange.rejected:
                self._post(made, kind)
            else:
                made.drop()
        self._letter = self._claims_letter = None
        self._acknowledger = self._claims = None

    def _post(self, letter: Letter, kind: str) -> None:
        """Keep a letter, and make its delivery to the sender's mailbox and its place in the outbox."""
        archived = letter.seal()
        name = f"{kind}-{letter.number:09d}-{self._file.id}.edi"
        file, _ = files.record(
            self._ledger,
            File(
                account=self._file.account,
                direction="out",
                partner=self._file.partner,
                name=name,
                sha256=archived.sha256,
                size=archived.size,
                kind=kind,
                state="made",
                received_at=self._now,
                run=self._run or None,
                note=f"answers file {self._file.id}",
            ),
            actor=self._house.actor,
        )
        deliveries.make(
            self._ledger,
            Delivery(
                account=self._file.account,
                file=file.id,
                partner=self._file.partner,
                remote_name=name,
                made_at=self._now,
            ),
            actor=self._house.actor,
            run=self._run or None,
        )
        outbox.put(self._ledger, self._file.account, file.id, kind, at=self._now)
