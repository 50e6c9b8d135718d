"""Partners in TOML: who submits, who pays, how each is reached, and who we are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

from clearinghouse.terms import Answers, Limit, Notice, PlanStep
from edi.conventions import CharacterSet, Conventions
from edi.delimiters import DEFAULT, Delimiters, check_delimiters
from edi.errors import WriteError

WIRE_NAME = r"\A(?=.{1,60}\Z)[!-)+-9;-\]_-}]+( +[!-)+-9;-\]_-}]+)*\Z"
"""Printable ASCII without `*`, `:`, `^` and `~`: what an NM103 or PER02 of ours can hold."""
WIRE_ID = r"\A[A-Z0-9][A-Z0-9 ._-]{0,13}[A-Z0-9]\Z"

Name = Annotated[str, Meta(pattern=WIRE_NAME)]
"""A name of up to 60 characters that can be told on the wire."""
Id15 = Annotated[str, Meta(pattern=WIRE_ID)]
"""An interchange id: 2 to 15 capitals and digits (ISA06, ISA08, GS02, GS03)."""
Qualifier = Annotated[str, Meta(pattern=r"\A(01|14|20|27|28|29|30|33|ZZ)\Z")]
PayerId = Annotated[str, Meta(pattern=r"\A[!-~]([ -~]{0,78}[!-~])?\Z")]
Transaction = Annotated[str, Meta(pattern=r"\A(837D|270|276|278|835)\Z")]
"""A transaction of a payer's directory: what it takes, and 835, which it gives."""
TRANSACTIONS = ("837D", "270", "276", "278", "835")
GroupName = Annotated[str, Meta(pattern=r"\A([a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?)?\Z")]
_LINE_ENDS = {"none": "", "LF": "\n", "CRLF": "\r\n"}
_IN_VALUES = ".-"
Slug = re.compile(r"[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?")


class Contact(Struct, forbid_unknown_fields=True, frozen=True):
    """Whom to call: PER02 and the telephone of PER04, ten digits."""

    name: Name
    telephone: Annotated[str, Meta(pattern=r"\A[0-9]{10}\Z")]


class HouseIds(Struct, forbid_unknown_fields=True, frozen=True):
    """Who this clearinghouse is on the wire."""

    name: Name
    id: Id15
    contact: Contact
    qualifier: Qualifier = "ZZ"
    usage: Annotated[str, Meta(pattern=r"\A[PT]\Z")] = "P"


class MailboxSettings(Struct, forbid_unknown_fields=True, frozen=True):
    """How a partner is reached. Folder: two directories. SFTP: see sftp_gateway.SftpSettings.

    `inbox` is where we collect, `outbox` where we deliver. Relative paths begin at the house's folder
    (key files too) or, over SFTP, where the login lands. A password is `env:NAME` or `file:PATH`.
    """

    inbox: Annotated[str, Meta(min_length=1)]
    outbox: Annotated[str, Meta(min_length=1)]
    kind: Annotated[str, Meta(pattern=r"\A(folder|sftp)\Z")] = "folder"
    host: str = ""
    port: Annotated[int, Meta(ge=1, le=65535)] = 22
    user: str = ""
    key_file: str = ""
    password: Annotated[str, Meta(pattern=r"\A((env|file):.+)?\Z")] = ""
    host_keys: tuple[str, ...] = ()
    rename: Annotated[str, Meta(pattern=r"\A(posix|rename|remove-rename)\Z")] = "posix"
    timeout: Annotated[float, Meta(gt=0)] = 30.0

    def fault(self) -> str:
        """What about it cannot be right; empty where nothing is known to be wrong."""
        if self.inbox == self.outbox:
            return "inbox and outbox are the same place: we would collect what we deliver"
        needed = {"host": self.host, "user": self.user, "host_keys": self.host_keys}
        if self.kind == "folder":
            given = [name for name, value in (*needed.items(), ("key_file", self.key_file)) if value]
            return f"{given[0]} is given, but kind is not sftp" if given else ""
        missing = [name for name, value in needed.items() if not value]
        if not missing and not (self.key_file or self.password):
            missing = ["key_file or password"]
        return f"kind sftp needs {', '.join(missing)}" if missing else ""

    @property
    def place(self) -> tuple[str, ...]:
        """What two mailboxes cannot have in common: where we collect."""
        return self.kind, self.host, str(self.port), self.user, self.inbox.rstrip("/")


class Writing(Struct, forbid_unknown_fields=True, frozen=True):
    """How a partner wants to be written to: delimiters, line ends, and the conventions of text.

    `delimiters` are those of elements, components, repetitions and segments; empty: the usual ones to a
    payer, a submitter's own to a submitter. What becomes of a claim whose data hold one, `clash` says.
    """

    delimiters: Annotated[str, Meta(pattern=r"\A([\s\S]{4})?\Z")] = ""
    line_end: Annotated[str, Meta(pattern=r"\A(none|LF|CRLF)\Z")] = "none"
    clash: Annotated[str, Meta(pattern=r"\A(choose|refuse)\Z")] = "choose"
    characters: CharacterSet = "any"
    upper_case: bool = False
    transliterate: bool = False

    def fault(self) -> str:
        """What about it cannot be right; empty where nothing is."""
        try:
            check_delimiters(self.wanted())
        except WriteError as problem:
            return f"delimiters: {problem.reason}"
        if any(ch in _IN_VALUES for ch in self.delimiters):
            return "delimiters: amounts and periods of days are written with . and -"
        if self.line_end != "none" and self.delimiters[3:] in ("\r", "\n"):
            return "line_end: the terminator of segments is a line end already"
        return ""

    def clash_with(self, name: str) -> str:
        """Why a name of ours or theirs cannot be written so; empty where it can."""
        try:
            shown = self.conventions.written(name)
        except WriteError as problem:
            return problem.reason
        return "the value contains a delimiter" if any(ch in shown for ch in self.wanted().all) else ""

    def wanted(self, usual: Delimiters = DEFAULT) -> Delimiters:
        """The delimiters and line ends to write with, where data allow it; `usual` are not set but usual."""
        element, component, repetition, segment = tuple(self.delimiters or usual.all)
        return Delimiters(element, component, repetition, segment, _LINE_ENDS[self.line_end])

    @property
    def conventions(self) -> Conventions:
        """What text is written in."""
        return Conventions(self.characters, self.upper_case, self.transliterate)

    def recast(self, value: str) -> str:
        """Text in the capitals and letters wanted, whatever its other characters."""
        return Conventions("any", self.upper_case, self.transliterate).written(value)


Measure = Annotated[str, Meta(pattern=r"\A(reject|warn|take)\Z")]
"""What is done about something that came before."""


class DuplicateSettings(Struct, forbid_unknown_fields=True, frozen=True):
    """How far back a partner's duplicates are looked for, and what becomes of each kind.

    `files` the same bytes, `numbers` an ISA13 it gave before, `sets` a GS06 and ST02 it gave before.
    """

    window_days: Annotated[int, Meta(ge=1, le=3650)] = 365
    files: Measure = "reject"
    numbers: Measure = "reject"
    sets: Measure = "take"

    def since(self, now: datetime) -> datetime:
        """The moment before which nothing is looked for."""
        return now - timedelta(days=self.window_days)


class ClaimDuplicates(DuplicateSettings, forbid_unknown_fields=True, frozen=True):
    """A submitter's: `claims` the same claim, whatever its number."""

    claims: Measure = "warn"


class SenderId(Struct, forbid_unknown_fields=True, frozen=True):
    """An interchange id with its qualifier."""

    id: Id15
    qualifier: Qualifier = "ZZ"


class Acknowledgments(Struct, forbid_unknown_fields=True, frozen=True):
    """Which acknowledgments a submitter wants of what is in order; refusals are told in any case."""

    ta1: bool = True
    set_999: bool = True
    claims_277ca: bool = True


class Submitter(Struct, forbid_unknown_fields=True, frozen=True):
    """A billing system: an account of its own, the interchange ids it may send, its mailbox.

    `payer_ids` is its crosswalk: the ids it names payers by, each with the payer's name in the file. Claims
    that charge more than `approval_over` dollars wait for somebody's approval; 0: each claim. `practice` is
    the practice file (TOML) by which its spreadsheets become claims.
    """

    name: Name
    id: Id15
    mailbox: MailboxSettings
    qualifier: Qualifier = "ZZ"
    writing: Writing = Writing()
    patients_per_set: Annotated[int, Meta(ge=1, le=5000)] = 5000
    duplicates: ClaimDuplicates = ClaimDuplicates()
    practice: str = ""
    group: GroupName = ""
    also: tuple[SenderId, ...] = ()
    group_ids: tuple[Id15, ...] = ()
    acknowledgments: Acknowledgments = Acknowledgments()
    payer_ids: dict[PayerId, str] = {}
    approval_over: Decimal | None = None

    @property
    def senders(self) -> tuple[tuple[str, str], ...]:
        """Qualifier and id of every interchange sender it may be."""
        return (self.qualifier, self.id), *((one.qualifier, one.id) for one in self.also)

    @property
    def group_senders(self) -> frozenset[str]:
        """The GS02 it may send; empty: whatever is no other submitter's."""
        return frozenset((*self.group_ids, self.id, *(one.id for one in self.also)) if self.group_ids else ())

    def must_approve(self, charge_cents: int) -> bool:
        """Whether a claim that charges so much waits for approval."""
        limit = self.approval_over
        return limit is not None and (limit == 0 or charge_cents > limit * 100)


class LineSettings(Struct, forbid_unknown_fields=True, frozen=True):
    """How a payer is asked while somebody waits: a program, and the seconds it may take.

    It gets one interchange on standard input and gives the answer on standard output; no shell is asked.
    """

    command: Annotated[tuple[Annotated[str, Meta(min_length=1)], ...], Meta(min_length=1)]
    seconds: Annotated[float, Meta(gt=0, le=600)] = 20.0


class Route(Struct, forbid_unknown_fields=True, frozen=True):
    """A way to a payer: directly, or over an upstream house, which has an interchange id of its own."""

    id: Id15
    mailbox: MailboxSettings
    qualifier: Qualifier = "ZZ"


class Resubmission(Struct, forbid_unknown_fields=True, frozen=True):
    """What a payer takes electronically of a claim it has: replacements (7), voids (8).

    What was denied for one of the reasons in `paper_for` (group and reason, `CO-29`) goes on paper.
    """

    replace: bool = True
    void: bool = True
    paper_for: tuple[Annotated[str, Meta(pattern=r"\A[A-Z]{2}-[A-Z0-9]{1,5}\Z")], ...] = ()


class Payer(Struct, forbid_unknown_fields=True, frozen=True):
    """A payer: the ids claims and inquiries name it by, its interchange id, its mailbox, perhaps its line.

    With several routes `route` names the one in use, and id, qualifier and mailbox are that one's.
    """

    name: Name
    ids: Annotated[tuple[PayerId, ...], Meta(min_length=1)]
    id: Id15
    mailbox: MailboxSettings
    qualifier: Qualifier = "ZZ"
    claims_per_set: Annotated[int, Meta(ge=1, le=5000)] = 500
    patients_per_set: Annotated[int, Meta(ge=1, le=5000)] = 99
    line: LineSettings | None = None
    sets_per_interchange: Annotated[int, Meta(ge=1, le=5000)] = 5000
    overrides: tuple[str, ...] = ()
    writing: Writing = Writing()
    duplicates: DuplicateSettings = DuplicateSettings()
    aliases: tuple[PayerId, ...] = ()
    transactions: tuple[Transaction, ...] = TRANSACTIONS
    enrolment: tuple[Transaction, ...] = ()
    routes: dict[str, Route] = {}
    route: str = ""
    paused: bool = False
    resubmission: Resubmission = Resubmission()
    answers: Answers = Answers()
    status_plan: tuple[PlanStep, ...] = ()
    timely_filing: Limit = "365d"
    filing_warning: Notice = "30d"

    @property
    def ways(self) -> dict[str, Route]:
        """Every route by its name, the one in use first; the only one of a payer without has no name."""
        used = {self.route: Route(self.id, self.mailbox, self.qualifier)}
        return used | {name: one for name, one in self.routes.items() if name != self.route}

    @property
    def senders(self) -> tuple[tuple[str, str], ...]:
        """Qualifier and id of every interchange sender whose answers are its own."""
        return tuple((one.qualifier, one.id) for one in self.ways.values())


class Partners(Struct, forbid_unknown_fields=True, frozen=True):
    """The whole file."""

    house: HouseIds
    submitters: dict[str, Submitter] = {}
    payers: dict[str, Payer] = {}

    def partner(self, slug: str) -> Submitter | Payer | None:
        """A submitter or payer by its name in the file."""
        return self.submitters.get(slug) or self.payers.get(slug)

    def sharing_id(self, slug: str) -> list[str]:
        """Names of the partners with the interchange id of this one, itself among them.

        To whoever has that id their interchanges are one stream: no number may come twice in it.
        """
        here = self.partner(slug)
        ours = (here.qualifier, here.id) if here else None
        # A payer's numbers go on when its route changes: its name in the file counts them all.
        return [other for _, other, partner in self.everyone() if ours in partner.senders] or [slug]

    def in_group(self, group: str) -> list[str]:
        """The submitters of a group."""
        return [slug for slug, one in self.submitters.items() if one.group == group]

    def everyone(self) -> Iterator[tuple[str, str, Submitter | Payer]]:
        """Kind (submitters or payers), name in the file, and the partner."""
        for slug, submitter in self.submitters.items():
            yield "submitters", slug, submitter
        for slug, payer in self.payers.items():
            yield "payers", slug, payer
