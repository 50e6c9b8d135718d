"""Findings: what is wrong, where, by which rule. Values never stand in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum, IntEnum


class Severity(str, Enum):
    """error: X12 answers it with a rejection; warning: told, and accepted."""

    ERROR = "error"
    WARNING = "warning"


class Snip(IntEnum):
    """The types of edits as WEDI numbers them."""

    SYNTAX = 1
    GUIDE = 2
    BALANCING = 3
    SITUATIONS = 4
    EXTERNAL_CODES = 5
    LINE_OF_SERVICE = 6
    PAYER = 7


class Scope(str, Enum):
    """How much a finding of the rule condemns."""

    FILE = "file"
    INTERCHANGE = "interchange"
    GROUP = "group"
    SET = "set"
    CLAIM = "claim"
    LINE = "line"


class Answer(str, Enum):
    """Which place of which acknowledgment tells it."""

    NONE = ""
    TA1 = "TA1"
    AK9 = "AK9"
    IK5 = "IK5"
    IK3 = "IK3"
    IK4 = "IK4"
    STC = "STC"


@dataclass(frozen=True, slots=True)
class Rule:
    """A numbered edit. `code` is the acknowledgment's code; for STC `category:status[:entity]`.

    It came, or is to come, with a `release`, and is asked from `start` to `end`, both days included (None:
    open). Rules of syntax and guide are always in force.
    """

    id: str
    snip: Snip
    severity: Severity
    scope: Scope
    answer: Answer
    code: str
    sentence: str
    mend: str
    release: str = "0.1"
    start: date | None = None
    end: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether the edit is asked on that day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file. Positions count from 1; 0 or empty means "not told".

    `offset` is the byte at which the segment starts in the file, `segment` its ordinal in the
    transaction set (ST is 1), `loop` the guide's loop id, `path` the place in the path notation
    (`2300/REF[G3]02`).
    """

    offset: int = 0
    segment_id: str = ""
    segment: int = 0
    loop: str = ""
    path: str = ""
    element: int = 0
    component: int = 0
    repetition: int = 0
    element_number: str = ""
    interchange: str = ""
    group: str = ""
    set: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation of one rule at one place. `trigger` is the place that made it one (a CTX)."""

    rule: Rule
    place: Place
    trigger: Place | None = None

    @property
    def is_error(self) -> bool:
        """Whether it rejects (a warning never does)."""
        return self.rule.severity is Severity.ERROR
