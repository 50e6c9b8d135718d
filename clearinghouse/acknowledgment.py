"""What a sender is told of its file: TA1 and 999 of the whole, 277CA of each claim.

Written while the file is read. In a house the answers are archived and made deliveries of in the same
transaction as the claims (`HousePost`): the answer and the ledger cannot disagree. See
docs/decisions/0001.
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from clearinghouse.claim_answers import VERSION as CLAIM_ACKNOWLEDGMENT
from clearinghouse.claim_answers import ClaimAnswers
from clearinghouse.proof import Proven
from edi.ack999 import VERSION as ACKNOWLEDGMENT
from edi.ack999 import Acknowledger
from edi.delimiters import DEFAULT
from edi.envelope import Closed, Group, Interchange
from edi.ta1 import is_due, write_ta1
from edi.writer import Sink, Writer
from store import control_numbers, deliveries, files, outbox
from store.archive import Deposit
from store.deliveries import Delivery
from store.files import File
from store.ledger import Ledger

if TYPE_CHECKING:
    from clearinghouse.house import House


class Party(Protocol):
    """Who stands on an envelope: a name, and its interchange id with qualifier."""

    @property
    def name(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def qualifier(self) -> str: ...


class Letter:
    """One outgoing interchange with at most one group, open for writing until `close`."""

    def __init__(
        self,
        sink: Sink,
        us: Party,
        them: Party,
        *,
        functional_id: str,
        version: str,
        usage: str,
        moment: datetime,
        number: int,
        group: int,
    ) -> None:
        self.sink = sink
        self.number = number
        self.writer = Writer(sink, DEFAULT)
        self._envelope = ExitStack()
        self._envelope.enter_context(
            self.writer.interchange(us.qualifier, us.id, them.qualifier, them.id, moment, number, usage)
        )
        if functional_id:
            self._envelope.enter_context(
                self.writer.group(functional_id, us.id, them.id, moment, group, version)
            )

    def close(self) -> None:
        """Write the trailers."""
        self._envelope.close()


class Post(Protocol):
    """Where letters come from and go to."""

    @property
    def us(self) -> Party: ...
    @property
    def them(self) -> Party: ...
    @property
    def now(self) -> datetime: ...

    def letter(self, functional_id: str, version: str) -> Letter:
        """An empty letter to the sender of the file."""

    def send(self, letter: Letter, kind: str) -> None:
        """Close a letter and keep it as an answer of this kind (TA1, 999, 277CA)."""

    def drop(self, letter: Letter) -> None:
        """Forget a letter: its interchange turned out rejected, or there was nothing to say."""


class Answers:
    """Fed with the proof of a file; makes the answers to its sender, at the end of each interchange."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._letter: Letter | None = None
        self._acknowledger: Acknowledger | None = None
        self._claims_letter: Letter | None = None
        self._claims: ClaimAnswers | None = None

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
            self._letter = self._post.letter("FA", ACKNOWLEDGMENT)
            self._acknowledger = Acknowledger(self._letter.writer)
        if group.functional_id == "HC" and self._claims is None:
            self._claims_letter = self._post.letter("HN", CLAIM_ACKNOWLEDGMENT)
            self._claims = ClaimAnswers(
                self._claims_letter.writer, self._post.us, self._post.them, self._post.now
            )

    def _end(self, interchange: Interchange) -> None:
        if is_due(interchange) and (interchange.groups or interchange.rejected):
            letter = self._post.letter("", "")
            write_ta1(letter.writer, interchange)
            self._post.send(letter, "TA1")
        for made, kind, written in (
            (self._letter, "999", self._acknowledger.written if self._acknowledger else 0),
            (self._claims_letter, "277CA", self._claims.written if self._claims else 0),
        ):
            if made and written and not interchange.rejected:
                self._post.send(made, kind)
            elif made:
                self._post.drop(made)
        self._letter = self._claims_letter = None
        self._acknowledger = self._claims = None


class HousePost:
    """The post of a house: letters go into the archive, with a delivery and a place in the outbox each."""

    def __init__(self, house: House, ledger: Ledger, run: int, file: File) -> None:
        self._house = house
        self._ledger = ledger
        self._run = run or None
        self._file = file
        self.us = house.partners.house
        partner = house.partners.partner(file.partner)
        assert partner is not None
        self.them: Party = partner
        self.now = house.now()
        self._open: dict[Letter, ExitStack] = {}

    def letter(self, functional_id: str, version: str) -> Letter:
        """A letter that is written into the archive."""
        stack = ExitStack()
        letter = Letter(
            stack.enter_context(self._house.store.archive.deposit()),
            self.us,
            self.them,
            functional_id=functional_id,
            version=version,
            usage=self.us.usage,
            moment=self.now,
            number=control_numbers.next_number(self._ledger, f"interchange:{self._file.partner}"),
            group=control_numbers.next_number(self._ledger, f"group:{self._file.partner}"),
        )
        self._open[letter] = stack
        return letter

    def drop(self, letter: Letter) -> None:
        """Forget a letter; what was written of it leaves the archive."""
        self._open.pop(letter).close()

    def send(self, letter: Letter, kind: str) -> None:
        """Archive a letter and make its delivery to the sender."""
        with self._open.pop(letter):
            letter.close()
            assert isinstance(letter.sink, Deposit)
            archived = letter.sink.commit()
        account, partner = self._file.account, self._file.partner
        name = f"{kind}-{letter.number:09d}-{self._file.id}.edi"
        file, _ = files.record(
            self._ledger,
            File(
                account=account,
                direction="out",
                partner=partner,
                name=name,
                sha256=archived.sha256,
                size=archived.size,
                kind=kind,
                state="made",
                received_at=self.now,
                run=self._run,
                note=f"answers file {self._file.id}",
            ),
            actor=self._house.actor,
        )
        deliveries.make(
            self._ledger,
            Delivery(account=account, file=file.id, partner=partner, remote_name=name, made_at=self.now),
            actor=self._house.actor,
            run=self._run,
        )
        outbox.put(self._ledger, account, file.id, kind, at=self.now)


class FolderPost:
    """The post without a house: letters become files in a folder, the sender's ids swapped with ours."""

    def __init__(self, folder: Path, us: Party, them: Party, usage: str, now: datetime) -> None:
        self.us = us
        self.them = them
        self.now = now
        self.sent: list[Path] = []
        self._usage = usage
        self._folder = folder
        self._number = 0
        self._open: dict[Letter, tuple[ExitStack, Path]] = {}

    def letter(self, functional_id: str, version: str) -> Letter:
        """A letter that is written into a hidden file of the folder."""
        self._number += 1
        stack = ExitStack()
        path = self._folder / f".answer-{self._number}.part"
        letter = Letter(
            stack.enter_context(path.open("wb")),
            self.us,
            self.them,
            functional_id=functional_id,
            version=version,
            usage=self._usage,
            moment=self.now,
            number=self._number,
            group=self._number,
        )
        self._open[letter] = (stack, path)
        return letter

    def drop(self, letter: Letter) -> None:
        """Remove the letter's file."""
        stack, path = self._open.pop(letter)
        stack.close()
        path.unlink()

    def send(self, letter: Letter, kind: str) -> None:
        """Give the letter's file its name."""
        stack, path = self._open.pop(letter)
        with stack:
            letter.close()
        final = self._folder / f"{kind}-{letter.number:09d}.edi"
        path.replace(final)
        self.sent.append(final)
