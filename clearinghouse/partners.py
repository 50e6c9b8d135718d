"""Partners in TOML: who submits, who pays, how each is reached, and who we are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Meta, Struct

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


class Submitter(Struct, forbid_unknown_fields=True, frozen=True):
    """A billing system: an account of its own, the interchange id it must send, its mailbox.

    `practice` is the practice file (TOML) by which its spreadsheets become claims.
    """

    name: Name
    id: Id15
    mailbox: MailboxSettings
    qualifier: Qualifier = "ZZ"
    writing: Writing = Writing()
    patients_per_set: Annotated[int, Meta(ge=1, le=5000)] = 5000
    duplicates: ClaimDuplicates = ClaimDuplicates()
    practice: str = ""


class LineSettings(Struct, forbid_unknown_fields=True, frozen=True):
    """How a payer is asked while somebody waits: a program, and the seconds it may take.

    It gets one interchange on standard input and gives the answer on standard output; no shell is asked.
    """

    command: Annotated[tuple[Annotated[str, Meta(min_length=1)], ...], Meta(min_length=1)]
    seconds: Annotated[float, Meta(gt=0, le=600)] = 20.0


class Payer(Struct, forbid_unknown_fields=True, frozen=True):
    """A payer: the ids claims and inquiries name it by, its interchange id, its mailbox, perhaps its line."""

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


class Partners(Struct, forbid_unknown_fields=True, frozen=True):
    """The whole file."""

    house: HouseIds
    submitters: dict[str, Submitter] = {}
    payers: dict[str, Payer] = {}

    def payer_of(self, payer_id: str) -> str | None:
        """The payer that claims name by this id; capitals and blanks around make no difference."""
        wanted = payer_id.strip().upper()
        for slug, payer in self.payers.items():
            if any(wanted == known.strip().upper() for known in payer.ids):
                return slug
        return None

    def partner(self, slug: str) -> Submitter | Payer | None:
        """A submitter or payer by its name in the file."""
        return self.submitters.get(slug) or self.payers.get(slug)

    def sharing_id(self, slug: str) -> list[str]:
        """Names of the partners with the interchange id of this one, itself among them.

        To whoever has that id their interchanges are one stream: no number may come twice in it.
        """
        here = self.partner(slug)
        alike = [
            other for _, other, partner in self.everyone()
            if here is not None and (partner.qualifier, partner.id) == (here.qualifier, here.id)
        ]
        return alike or [slug]

    def everyone(self) -> Iterator[tuple[str, str, Submitter | Payer]]:
        """Kind (submitters or payers), name in the file, and the partner."""
        for slug, submitter in self.submitters.items():
            yield "submitters", slug, submitter
        for slug, payer in self.payers.items():
            yield "payers", slug, payer
