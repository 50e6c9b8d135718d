"""Interchange, functional group, transaction set, and the units inside a set: what a file is made of.

These are the events of `edi.stream`: each thing is told when it opens, and told again, wrapped in
`Closed`, when its end is known. `trailer` is then IEA, GE or SE as sent (id and elements), empty where there
is none.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from edi.delimiters import Delimiters
from edi.findings import Finding
from edi.guide import Guide, Loop


@dataclass(slots=True, eq=False)
class Interchange:
    """ISA to IEA. `elements` are ISA00 (the id) to ISA16 as sent; ids are without their filling blanks."""

    elements: list[str]
    delimiters: Delimiters
    offset: int
    findings: list[Finding] = field(default_factory=list)
    groups: int = 0
    complete: bool = False
    trailer: list[str] = field(default_factory=list)

    @property
    def sender_qualifier(self) -> str:
        return self.elements[5]

    @property
    def sender(self) -> str:
        return self.elements[6].rstrip()

    @property
    def receiver_qualifier(self) -> str:
        return self.elements[7]

    @property
    def receiver(self) -> str:
        return self.elements[8].rstrip()

    @property
    def date(self) -> str:
        return self.elements[9]

    @property
    def time(self) -> str:
        return self.elements[10]

    @property
    def control_number(self) -> str:
        return self.elements[13]

    @property
    def wants_ta1(self) -> bool:
        """ISA14: the sender asks for a TA1 even where nothing is wrong."""
        return self.elements[14] == "1"

    @property
    def usage(self) -> str:
        """P production or T test (ISA15)."""
        return self.elements[15]

    @property
    def rejected(self) -> bool:
        return any(finding.is_error for finding in self.findings)


@dataclass(slots=True, eq=False)
class Group:
    """GS to GE. `elements` are GS00 to GS08 as sent, filled with empty strings."""

    interchange: Interchange
    elements: list[str]
    offset: int
    findings: list[Finding] = field(default_factory=list)
    sets: int = 0
    declared_sets: int | None = None
    complete: bool = False
    trailer: list[str] = field(default_factory=list)

    @property
    def functional_id(self) -> str:
        return self.elements[1]

    @property
    def sender(self) -> str:
        return self.elements[2]

    @property
    def receiver(self) -> str:
        return self.elements[3]

    @property
    def control_number(self) -> str:
        return self.elements[6]

    @property
    def version(self) -> str:
        return self.elements[8]

    @property
    def rejected(self) -> bool:
        return any(finding.is_error for finding in self.findings)


@dataclass(slots=True, eq=False)
class TransactionSet:
    """ST to SE. `errors` and `warnings` count everything found in it, units included, when it is closed."""

    group: Group
    id: str
    control_number: str
    version: str
    guide: Guide | None
    offset: int
    segments: int = 0
    end: int = 0
    findings: list[Finding] = field(default_factory=list)
    errors: int = 0
    warnings: int = 0
    complete: bool = False
    trailer: list[str] = field(default_factory=list)

    @property
    def delimiters(self) -> Delimiters:
        return self.group.interchange.delimiters

    @property
    def rejected(self) -> bool:
        """Whether the 999 rejects the set."""
        return self.errors > 0


@dataclass(slots=True, eq=False)
class Unit:
    """A unit of acceptance: one instance of a loop with all inside it that is not itself a unit.

    `text` is its wire text with terminators, `offset` the byte where it starts, `segment` the ordinal of its
    first segment in the set (ST is 1), `count` its segments, `above` the unit it stands in (a claim's
    subscriber, a subscriber's provider, a provider's header). The header's `loop.id` is empty. `accepted`
    tells that it was taken whole. Of a unit too long to be kept (a finding says so) `text` is the beginning,
    and `stop` the byte behind it.
    """

    set: TransactionSet
    loop: Loop
    above: Unit | None
    text: str
    offset: int
    segment: int
    count: int
    accepted: bool
    findings: tuple[Finding, ...] = ()
    stop: int = 0

    def segments(self) -> list[list[str]]:
        """Its segments, each as id and elements (wire text); empty ones are left out."""
        delimiters = self.set.delimiters
        separator = delimiters.element
        if self.accepted:
            return [part.split(separator) for part in self.text.split(delimiters.terminator)[:-1]]
        parts = [part.lstrip("\r\n") for part in self.text.split(delimiters.segment)]
        if delimiters.segment == "\n":
            parts = [part.removesuffix("\r") for part in parts]
        return [part.split(separator) for part in parts if part]

    @property
    def end(self) -> int:
        """The byte behind its last terminator (and line end)."""
        return self.stop or self.offset + len(self.text)


@dataclass(slots=True, eq=False)
class Run:
    """Many accepted units in a row, for who asked for runs: their wire text and the count of segments."""

    set: TransactionSet
    text: str
    offset: int
    segment: int
    count: int


@dataclass(slots=True, eq=False)
class Closed:
    """The end of something that was opened: counts and findings are complete."""

    of: Interchange | Group | TransactionSet


@dataclass(slots=True, eq=False)
class Stray:
    """What belongs to no interchange: data around the envelopes, or a TA1 segment (`values`)."""

    finding: Finding | None
    interchange: Interchange | None = None
    values: list[str] = field(default_factory=list)


Event = Interchange | Group | TransactionSet | Unit | Run | Closed | Stray
