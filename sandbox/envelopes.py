"""The envelopes the sandbox payer answers in: from itself to whoever sent the interchange."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import BinaryIO

from edi.delimiters import DEFAULT, Delimiters
from edi.envelope import Interchange
from edi.writer import Writer
from sandbox.ledger import Ledger
from sandbox.plan import PayerIdentity


class Sender:
    """Opens answers with the payer's ids and the ledger's control numbers; test stays test, P stays P."""

    def __init__(self, payer: PayerIdentity, ledger: Ledger) -> None:
        self.payer = payer
        self.ledger = ledger

    @contextmanager
    def interchange(self, stream: BinaryIO, to: Interchange, moment: datetime) -> Iterator[Writer]:
        """An interchange to the sender of another. Raises WriteError where its id cannot be written."""
        writer = Writer(stream, _delimiters(to))
        with writer.interchange(
            self.payer.qualifier, self.payer.interchange_id, to.sender_qualifier, to.sender, moment,
            self.ledger.control_number("interchange"), to.usage,
        ):
            yield writer

    @contextmanager
    def envelope(
        self, stream: BinaryIO, to: Interchange, moment: datetime, group_id: str, version: str
    ) -> Iterator[Writer]:
        """An interchange with one functional group."""
        with (
            self.interchange(stream, to, moment) as writer,
            writer.group(
                group_id, self.payer.interchange_id, to.sender, moment,
                self.ledger.control_number("group"), version,
            ),
        ):
            yield writer


def _delimiters(to: Interchange) -> Delimiters:
    """The other's own, which none of its values contains; ours where its ISA was rejected."""
    if to.rejected:
        return DEFAULT
    return replace(to.delimiters, ending="")
