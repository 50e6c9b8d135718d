"""The envelopes the sandbox payer answers in: from itself to whoever sent the interchange."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import BinaryIO

from edi.delimiters import DEFAULT, Delimiters
from edi.envelope import Interchange
from edi.writer import Writer
from sandbox.ledger import Correspondent, Ledger
from sandbox.plan import PayerIdentity


class Sender:
    """Opens answers with the payer's ids and the ledger's control numbers; test stays test, P stays P."""

    def __init__(self, payer: PayerIdentity, ledger: Ledger) -> None:
        self.payer = payer
        self.ledger = ledger

    @contextmanager
    def interchange(
        self, stream: BinaryIO, to: Interchange | Correspondent, moment: datetime
    ) -> Iterator[Writer]:
        """An interchange to the sender of another. Raises WriteError where its id cannot be written."""
        whom = correspondent(to) if isinstance(to, Interchange) else to
        writer = Writer(stream, Delimiters(*whom.delimiters))
        with writer.interchange(
            self.payer.qualifier, self.payer.interchange_id, whom.qualifier, whom.id, moment,
            self.ledger.control_number("interchange"), whom.usage,
        ):
            yield writer

    @contextmanager
    def envelope(
        self, stream: BinaryIO, to: Interchange | Correspondent, moment: datetime, group_id: str,
        version: str,
    ) -> Iterator[Writer]:
        """An interchange with one functional group."""
        whom = correspondent(to) if isinstance(to, Interchange) else to
        with (
            self.interchange(stream, whom, moment) as writer,
            writer.group(
                group_id, self.payer.interchange_id, whom.id, moment,
                self.ledger.control_number("group"), version,
            ),
        ):
            yield writer


def correspondent(of: Interchange) -> Correspondent:
    """Who sent it, with its own delimiters, which none of its values contains; ours where it was rejected."""
    used = DEFAULT if of.rejected else of.delimiters
    told = (used.element, used.component, used.repetition, used.segment)
    return Correspondent(of.sender_qualifier, of.sender, of.usage, told)
