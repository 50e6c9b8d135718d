"""The interchange acknowledgment TA1, both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from edi.envelope import Interchange
from edi.findings import Answer
from edi.values import read_date, read_time
from edi.writer import Writer

NO_ERROR = "000"
UNNAMED = "024"
"""Invalid content: the code for a rejection whose rule has no TA1 code."""
VERDICTS = frozenset("AER")


@dataclass(frozen=True, slots=True)
class InterchangeAnswer:
    """What a TA1 says of an interchange.

    `control_number` is its ISA13; `verdict` is A accepted, E accepted with errors noted, R rejected;
    `note` is TA105 (000: no error). `date` and `time` are ISA09 and ISA10, None where they are none.
    """

    control_number: str
    date: date | None
    time: time | None
    verdict: str
    note: str

    @property
    def accepted(self) -> bool:
        """Whether the interchange was taken (A, or E with errors noted)."""
        return self.verdict in ("A", "E")


def is_due(interchange: Interchange) -> bool:
    """Whether a closed interchange must be answered: it was rejected, or its sender asks (ISA14).

    An interchange that itself holds only TA1 segments is never answered; its reader knows that.
    """
    return interchange.rejected or interchange.wants_ta1


def ta1_segment(interchange: Interchange) -> list[str]:
    """The TA1 of a closed interchange as id and elements.

    What of ISA cannot be repeated because it is malformed stands as zeros.
    """
    told = [finding for finding in interchange.findings if finding.rule.answer is Answer.TA1]
    errors = [finding for finding in told if finding.is_error]
    verdict = "R" if interchange.rejected else "E" if told else "A"
    cause = (errors or told)[:1]
    note = cause[0].rule.code if cause else NO_ERROR if verdict == "A" else UNNAMED
    return [
        "TA1", _digits(interchange.control_number, 9), _digits(interchange.date, 6),
        _digits(interchange.time, 4), verdict, note,
    ]


def write_ta1(writer: Writer, interchange: Interchange) -> str:
    """Write the TA1 of a closed interchange between ISA and the first group; returns its verdict."""
    values = ta1_segment(interchange)
    writer.segment(values)
    return values[4]


def read_ta1(values: Sequence[str]) -> InterchangeAnswer | None:
    """A received TA1 (id and elements, as `Stray.values` has them); None if it is malformed."""
    _, number, day, clock, verdict, note = [*values[:6], "", "", "", "", "", ""][:6]
    if not (_is_number(number, 9) and verdict in VERDICTS and _is_number(note, 3)):
        return None
    return InterchangeAnswer(number, read_date(day), read_time(clock), verdict, note)


def _is_number(value: str, size: int) -> bool:
    return len(value) == size and value.isascii() and value.isdigit()


def _digits(value: str, size: int) -> str:
    return value if _is_number(value, size) else "0" * size
