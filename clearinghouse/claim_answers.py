"""The claim acknowledgment (277CA) we give a submitter: one set for each 837 set whose 999 accepts it.

A claim that broke a business rule is refused with the claim status its rule names; the others are taken.
What is said of single claims rests in a spool until the end of their group: only then it is known
whether it is to be said, and how many there are, which stands before them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from clearinghouse.claim_facts import ClaimFacts
from clearinghouse.claim_statuses import message_of, statuses_of
from edi.delimiters import Delimiters
from edi.envelope import TransactionSet
from edi.errors import WriteError
from edi.findings import Finding
from edi.values import write_date, write_number
from edi.writer import Value, Writer
from transactions.claim_parties import BillingProvider, Patient, Subscriber
from transactions.dental_claim import DentalClaim
from transactions.parties import Name
from transactions.statuses import Status

if TYPE_CHECKING:
    from clearinghouse.acknowledgment import Party

VERSION = "005010X214"
TAKEN = Status("A1", "20")
RECEIVED = Status("A1", "19")
_GROUP = 3
"""Statuses that one STC holds."""
_CLAIMS = 100
"""Claims written at a time."""
_CHUNK = 1 << 16
_RECEIVER = 2
"""HL number of the receiver's level: the source is 1, providers and patients follow."""


class _Ready(NamedTuple):
    """An acknowledgment whose claims lie in the spool; money in cents."""

    reference: str
    taken: int
    refused: int
    taken_cents: int
    refused_cents: int
    start: int
    end: int


class ClaimAnswers:
    """Fed with the proof of a group: `add` its claims, `end_set` its sets, then `write` or `forget`."""

    def __init__(
        self, us: Party, submitter: Party, now: datetime, delimiters: Delimiters, spool: BinaryIO,
        patients_per_set: int = 0,
    ) -> None:
        """`patients_per_set` is the most one acknowledgment tells of (0: of any number)."""
        self._us = us
        self._submitter = submitter
        self._now = now
        self._day = f"{now:%Y%m%d}"
        self._delimiters = delimiters
        self._spool = spool
        self._most = patients_per_set
        self._ready: list[_Ready] = []
        self._restart()
        self._start_set()

    @property
    def ready(self) -> int:
        """How many acknowledgments of the open group wait to be written."""
        return len(self._ready)

    @property
    def told(self) -> tuple[int, int]:
        """Of how many claims these tell, and their charges in cents."""
        count = sum(one.taken + one.refused for one in self._ready)
        return count, sum(one.taken_cents + one.refused_cents for one in self._ready)

    def _restart(self) -> None:
        self._spool.seek(0)
        self._spool.truncate()
        self._body = Writer(self._spool, self._delimiters)
        self._ready = []

    def _start_set(self) -> None:
        self._parts: list[_Ready] = []
        self._reference = ""
        self._start_part()

    def _start_part(self) -> None:
        self._start = self._body.offset
        self._patients = 0
        self._pending: list[list[Value]] = []
        self._waiting = 0
        self._level = _RECEIVER
        self._provider = ""
        self._billing: BillingProvider | None = None
        self._patient: Patient | Subscriber | None = None
        self._taken = self._refused = self._taken_cents = self._refused_cents = 0

    # Claims.

    def add(self, claim: DentalClaim, facts: ClaimFacts, findings: Sequence[Finding]) -> None:
        """Say what became of a claim."""
        patient = claim.patient or claim.subscriber
        if patient is not self._patient:
            self._open_levels(claim, patient)
        pending, day = self._pending, self._day
        charge = _dollars(facts.charge_cents)
        pending.append(["TRN", "2", claim.claim_id])
        statuses = statuses_of(findings)
        message = message_of(findings) if findings else ""
        if statuses:
            self._refused += 1
            self._refused_cents += facts.charge_cents
            for start in range(0, len(statuses), _GROUP):
                first, *more = map(_composite, statuses[start : start + _GROUP])
                pending.append(["STC", first, day, "U", charge, *_behind(more, "" if start else message)])
        else:
            self._taken += 1
            self._taken_cents += facts.charge_cents
            pending.append(["STC", _TAKEN, day, "WQ", charge, *_behind([], message)])
        if claim.clearinghouse_number:
            pending.append(["REF", "D9", claim.clearinghouse_number])
        if facts.first is not None and facts.last is not None:
            pending.append(["DTP", "472", *_period(facts.first, facts.last)])
        self._waiting += 1
        if self._waiting >= _CLAIMS:
            self._spool_claims()

    def _open_levels(self, claim: DentalClaim, patient: Patient | Subscriber) -> None:
        """The levels of the next claim's provider and patient, where they differ from the last one's."""
        if self._patients == self._most > 0:
            self._end_part()
        self._patients += 1
        self._reference = claim.submission.reference
        billing = claim.billing
        if billing is not self._billing and (self._billing is None or billing.name != self._billing.name):
            self._level += 1
            self._provider = str(self._level)
            self._pending.append(["HL", self._provider, str(_RECEIVER), "19", "1"])
            self._pending.append(_name("85", billing.name))
        self._billing, self._patient = billing, patient
        self._level += 1
        self._pending.append(["HL", str(self._level), self._provider, "PT"])
        self._pending.append(_name("QC", patient.name, ("MI", claim.subscriber.name.id or "")))

    def _spool_claims(self) -> None:
        try:
            self._body.batch(self._pending)
        except WriteError:
            # Another system's delimiter, or a character no segment can carry, in somebody's name.
            self._body.batch([_harmless(values, self._delimiters) for values in self._pending])
        self._pending = []
        self._waiting = 0

    # Sets and groups.

    def end_set(self, of: TransactionSet) -> None:
        """The end of a set: what was said of its claims is kept if the guide accepts it."""
        if (self._taken or self._refused) and not of.rejected and not of.group.rejected:
            self._end_part()
            self._ready += self._parts
        self._start_set()

    def _end_part(self) -> None:
        """What was said so far is an acknowledgment of its own."""
        if self._pending:
            self._spool_claims()
        self._parts.append(
            _Ready(
                self._reference, self._taken, self._refused, self._taken_cents, self._refused_cents,
                self._start, self._body.offset,
            )
        )
        self._start_part()

    def forget(self) -> None:
        """The group turned out rejected: nothing is said of its claims."""
        self._restart()
        self._start_set()

    def write(self, writer: Writer, written: int, reference: str) -> int:
        """Write what is ready into an open group HN behind `written` sets; how many sets there are now.

        `reference` begins BHT03, which no two acknowledgments share.
        """
        self._body.flush()
        for ready in self._ready:
            written += 1
            number = f"{written:04d}"
            with writer.set("277", number, VERSION):
                self._write_heading(writer, ready, f"{reference}-{number}")
                for text in self._texts(ready):
                    writer.raw(text, text.count(self._delimiters.segment), self._delimiters)
        self.forget()
        return written

    def _texts(self, ready: _Ready) -> Iterator[str]:
        """What lies in the spool for an acknowledgment, in pieces of whole segments."""
        self._spool.seek(ready.start)
        left, rest = ready.end - ready.start, ""
        while left:
            piece = self._spool.read(min(_CHUNK, left))
            left -= len(piece)
            whole, segment, rest = (rest + piece.decode("latin-1")).rpartition(self._delimiters.segment)
            if segment:
                yield whole + segment

    def _write_heading(self, writer: Writer, ready: _Ready, reference: str) -> None:
        us, them, day = self._us, self._submitter, self._day
        writer.segment(["BHT", "0085", "08", reference, day, f"{self._now:%H%M}", "TH"])
        source = writer.level("20", None, True)
        writer.segment(["NM1", "AY", "2", us.name, "", "", "", "", "46", us.id])
        batch = [_harmless(["TRN", number, ready.reference], self._delimiters) for number in ("1", "2")]
        writer.segment(batch[0])
        writer.segment(["DTP", "050", "D8", day])
        writer.segment(["DTP", "009", "D8", day])
        writer.level("21", source, True)
        writer.segment(["NM1", "41", "2", them.name, "", "", "", "", "46", them.id])
        writer.segment(batch[1])
        total = ready.taken_cents + ready.refused_cents
        writer.segment(["STC", _composite(RECEIVED), day, "WQ", _dollars(total)])
        if ready.taken:
            writer.segment(["QTY", "90", str(ready.taken)])
        if ready.refused:
            writer.segment(["QTY", "AA", str(ready.refused)])
        if ready.taken:
            writer.segment(["AMT", "YU", _dollars(ready.taken_cents)])
        if ready.refused:
            writer.segment(["AMT", "YY", _dollars(ready.refused_cents)])


def _behind(more: list[list[str]], message: str) -> list[Value]:
    """STC05 and what follows: further statuses (STC10, STC11) and a message (STC12)."""
    if not message:
        return [*[""] * 5 * bool(more), *more]
    return [*[""] * 5, *more, *[""] * (_GROUP - 1 - len(more)), message]


def _composite(status: Status) -> list[str]:
    return [status.category, status.code, *([status.entity] if status.entity else [])]


_TAKEN = _composite(TAKEN)


def _name(role: str, name: Name, number: tuple[str, str] | None = None) -> list[Value]:
    qualifier, value = number or (name.id_qualifier or "", name.id or "")
    return [
        "NM1",
        role,
        name.kind,
        name.last_name or "",
        name.first_name or "",
        name.middle_name or "",
        "",
        name.suffix or "",
        qualifier if value else "",
        value,
    ]


@lru_cache(maxsize=4096)
def _period(first: date, last: date) -> tuple[str, str]:
    """DTP02 and DTP03 of a day or of several."""
    if first == last:
        return "D8", write_date(first)
    return "RD8", f"{write_date(first)}-{write_date(last)}"


@lru_cache(maxsize=16384)
def _dollars(cents: int) -> str:
    return write_number(Decimal(cents) / 100)


def _harmless(values: list[Value], delimiters: Delimiters) -> list[Value]:
    """A segment's values with a mark in place of what cannot be carried."""
    mark = next(ch for ch in "?-." if ch not in delimiters.all)

    def fits(ch: str) -> bool:
        return ch not in delimiters.all and (" " <= ch < "\x7f" or "\xa0" <= ch < "\ud800" or ch > "\udfff")

    def plain(value: str) -> str:
        return "".join(ch if fits(ch) else mark for ch in value)

    return [plain(value) if isinstance(value, str) else value for value in values]
