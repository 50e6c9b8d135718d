"""What a sender is told of its file: TA1 and 999 of the whole, 277CA of each claim.

Written while the file is read. In a house the answers are archived and made deliveries of in the same
transaction as the claims (`posts.HousePost`): the answer and the ledger cannot disagree. See
docs/decisions/0001.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import datetime
from types import TracebackType
from typing import BinaryIO, Protocol, Self

from clearinghouse.claim_answers import VERSION as CLAIM_ACKNOWLEDGMENT
from clearinghouse.claim_answers import ClaimAnswers
from clearinghouse.leaving import NOTHING_COUNTED, Content
from clearinghouse.partners import Acknowledgments, Writing
from clearinghouse.proof import Proven
from edi.ack999 import VERSION as ACKNOWLEDGMENT
from edi.ack999 import Acknowledger
from edi.conventions import AS_THEY_STAND, Conventions
from edi.delimiters import DEFAULT, Delimiters
from edi.envelope import Closed, Group, Interchange, Stray, TransactionSet, Unit
from edi.errors import WriteError
from edi.findings import Finding, Snip
from edi.ta1 import is_due, write_ta1
from edi.writer import Sink, Writer


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
        delimiters: Delimiters,
        functional_id: str,
        version: str,
        usage: str,
        moment: datetime,
        number: int,
        group: int,
        conventions: Conventions = AS_THEY_STAND,
    ) -> None:
        self.sink = sink
        self.number = number
        self.writer = Writer(sink, delimiters, conventions)
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
    @property
    def writing(self) -> Writing: ...
    @property
    def patients_per_set(self) -> int: ...
    @property
    def wishes(self) -> Acknowledgments: ...

    def letter(self, functional_id: str, version: str, delimiters: Delimiters) -> Letter:
        """An empty letter to the sender of the file, with line ends and conventions as it wants them."""

    def send(self, letter: Letter, kind: str, content: Content = NOTHING_COUNTED) -> object:
        """Close a letter and keep it as an answer of this kind (TA1, 999, 277CA) that tells of so much."""

    def drop(self, letter: Letter) -> None:
        """Forget a letter: its interchange turned out rejected, or there was nothing to say."""

    def spool(self) -> BinaryIO:
        """A file without a name, for what cannot be said yet."""


class Answers:
    """Fed with the proof of a file; makes the answers to its sender, at the end of each interchange.

    A context manager: what was not sent when it ends (the file is no X12, the disk is full) is dropped.
    """

    def __init__(self, post: Post) -> None:
        self._post = post
        self._delimiters = DEFAULT
        self._letter: Letter | None = None
        self._acknowledger: Acknowledger | None = None
        self._spool: BinaryIO | None = None
        self._claims: ClaimAnswers | None = None
        self._claims_letter: Letter | None = None
        self._claims_written = 0
        self._told = NOTHING_COUNTED
        self._ta1s = 0
        self._refused: set[str] = set()

    def take(self, proven: Proven) -> None:
        """Take the next step of the proof."""
        event = proven.event
        if event.__class__ is Unit:
            if proven.claim is not None and proven.facts is not None and self._claims:
                self._claims.add(proven.claim, proven.facts, proven.findings)
            self._mark(event, proven)
            if event.findings and self._acknowledger:
                self._acknowledger.take(event)
            if proven.findings:
                self._note(proven.findings, event)
            return
        if isinstance(event, Interchange):
            self._delimiters = self._usable(event.delimiters)
            self._ta1s = 0
            self._refused.clear()
        elif isinstance(event, Group):
            self._start_group(event)
        elif isinstance(event, Stray):
            self._ta1s += bool(event.values)
        self._note(proven.findings)
        self._mark(event, proven)
        if self._acknowledger:
            self._acknowledger.take(event)
        if isinstance(event, Closed):
            self._end(event.of)

    def _mark(self, event: object, proven: Proven) -> None:
        """Mark which acknowledgment has a refusal to tell: it goes out whatever the sender wishes."""
        if any(one.is_error for one in proven.findings):
            self._refused |= {"999", "277CA"} if proven.claim is not None else {"999"}
        of = event.of if isinstance(event, Closed) else event if isinstance(event, Unit) else None
        found = of.findings if of else ()
        if any(one.is_error for one in found):
            self._refused.add("999")

    def _is_wanted(self, kind: str) -> bool:
        wishes = self._post.wishes
        wanted = wishes.set_999 if kind == "999" else wishes.claims_277ca
        return wanted or kind in self._refused

    def _note(self, found: Iterable[Finding], unit: Unit | None = None) -> None:
        """Have the 999 tell what business rules found of a set; what condemns a claim the 277CA tells."""
        if self._acknowledger:
            self._acknowledger.note([one for one in found if one.rule.snip > Snip.GUIDE], unit)

    def _usable(self, sent: Delimiters) -> Delimiters:
        """The delimiters the sender is to be written with.

        Those it has set; else its own, which stand in none of its values, where we can write with them.
        """
        post = self._post
        if post.writing.delimiters:
            return Delimiters(*post.writing.delimiters)
        ours = post.us.name + post.us.id + post.them.name + post.them.id + ".-?"
        plain = Delimiters(sent.element, sent.component, sent.repetition, sent.segment)
        try:
            Writer(_Nowhere(), plain)
        except WriteError:
            return DEFAULT
        return DEFAULT if any(ch in ours for ch in plain.all) else plain

    def _start_group(self, group: Group) -> None:
        if group.functional_id == "FA" or group.interchange.rejected:
            return
        if self._letter is None:
            self._letter = self._post.letter("FA", ACKNOWLEDGMENT, self._delimiters)
            self._acknowledger = Acknowledger(self._letter.writer)
        if group.functional_id == "HC" and not group.rejected:
            post = self._post
            self._spool = self._spool or post.spool()
            self._claims = ClaimAnswers(
                post.us, post.them, post.now, self._delimiters, self._spool, post.patients_per_set
            )

    def _end(self, of: Interchange | Group | TransactionSet) -> None:
        if isinstance(of, TransactionSet):
            if self._claims:
                self._claims.end_set(of)
        elif isinstance(of, Group):
            if self._claims and self._claims.ready and not of.rejected:
                self._write_claims(self._claims)
            self._claims = None
        else:
            self._end_interchange(of)

    def _write_claims(self, claims: ClaimAnswers) -> None:
        if self._claims_letter is None:
            self._claims_letter = self._post.letter("HN", CLAIM_ACKNOWLEDGMENT, self._delimiters)
            self._claims_written, self._told = 0, NOTHING_COUNTED
        letter = self._claims_letter
        reference = f"{self._post.us.id[:10]}-{letter.number:09d}"
        count, cents = claims.told
        self._told = Content((self._told.claims or 0) + count, (self._told.cents or 0) + cents)
        self._claims_written = claims.write(letter.writer, self._claims_written, reference)

    def _end_interchange(self, interchange: Interchange) -> None:
        # An interchange of nothing but TA1 segments is never answered: its answer would be answered too.
        only_ta1s = self._ta1s and not interchange.groups
        is_told = interchange.rejected or (interchange.groups and self._post.wishes.ta1)
        if is_due(interchange) and is_told and not only_ta1s:
            letter = self._post.letter("", "", self._delimiters)
            write_ta1(letter.writer, interchange)
            self._post.send(letter, "TA1")
        written = self._acknowledger.written if self._acknowledger else 0
        for made, kind, whole, content in (
            (self._letter, "999", written, NOTHING_COUNTED),
            (self._claims_letter, "277CA", self._claims_written, self._told),
        ):
            if made and whole and not interchange.rejected and self._is_wanted(kind):
                self._post.send(made, kind, content)
            elif made:
                self._post.drop(made)
        self._letter = self._claims_letter = None
        self._acknowledger = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for made in (self._letter, self._claims_letter):
            if made:
                self._post.drop(made)
        if self._spool:
            self._spool.close()


class _Nowhere:
    """A sink for a writer that is only asked whether it would write."""

    def write(self, data: bytes, /) -> None:
        """Nothing is written."""
