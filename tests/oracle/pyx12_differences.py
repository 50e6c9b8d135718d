"""Where pyx12 and our engine tell different things of one file, and why that is right.

A difference is written as what both say first, `ours | theirs`: rule and path, then pyx12's code and
sentence. Rows were gathered over some ten thousand files; a run of the tests meets most of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pyx12_runner import Said

from edi.findings import Finding


@dataclass(frozen=True, slots=True)
class Explained:
    """A difference: a pattern of what both say first, and why it is there."""

    pattern: str
    why: str


MISSING = Explained(
    r".+ \| SEG3 .*",
    "a missing segment is told where its loop closes, or where it comes too late; "
    "pyx12 tells it where the next segment stands",
)
LONE = Explained(r"[^|]+ \| .*", "a separator alone is a value to us, and wrong; to pyx12 it is nothing")
"""Only where the segment has such an element."""
TOLD_LATE = ("S203", "S204", "S217", "S107")
"""Only where the missing segment is one of those that we tell of: as missing, too late, or once too often."""
EXPLAINED = (
    Explained(
        r"S2(03|17) .* \| .*", "pyx12 misses nothing in a loop that another of its kind follows",
    ),
    Explained(
        r".* \| SEG1 .* Started at /ISA_LOOP/GS_LOOP/ST_LOOP/ST",
        "without the first segments of a set pyx12 finds no place for any other",
    ),
    Explained(
        r".* \| EXCEPTION IndexError .*",
        "pyx12 fails on more components than it knows, which is what it takes repetitions for",
    ),
    Explained(r".* \| EXCEPTION ValueError too many .*", "pyx12 fails on a span with more than two days"),
    Explained(r"E112 .* \| .*", "pyx12 does not see the repetition separator where nothing may be repeated"),
    Explained(r"E106 .* \| .*", "pyx12 takes a blank for a value"),
    Explained(
        r"E212 .*0[24] \| .*",
        "pyx12 does not look whether levels follow a child flag, and takes any level above for the parent",
    ),
    Explained(r".+ \| ISA023 .*", "pyx12 reads no further than an empty segment"),
    Explained(r".* \| ST4  SE count .*", "pyx12 does not count a segment without elements"),
    Explained(r".* \| ELE6 .* unnecessary trailing spaces.*", "we take blanks at the end of a value"),
    Explained(r".* \| ELE6 .* type R, .*\(-?[0-9]+\.\)", "an amount may end with its point"),
    Explained(r".* \| ELE5 IK302 .* > 6 .*", "segments are counted to ten digits; pyx12 has 4010's six"),
    Explained(
        r".* \| ELE6 .* type (AN|ID), contains an invalid character\(.*[^ -~].*\)",
        "we warn of foreign characters",
    ),
    Explained(
        r"(nothing, .*)? \| ELE[57] .*\^.*", "pyx12 takes the repetitions of an element for one value",
    ),
    Explained(
        r"E10[89] .* \| nothing, but ELE7 .*",
        "we judge a date by the form that is named, also where the guide does not allow to name it",
    ),
    Explained(
        r"nothing, .* \| ELE[89] .* contains an invalid (date|time) .*",
        "the form of a date is not judged where what names the form is wrong",
    ),
    Explained(
        r".* \| ELE7 .* failed to match the regular expression .*",
        "a pattern that a map has for a value is no row of a guide",
    ),
    Explained(
        r".* \| SEGLX .*",
        "pyx12 counts LX01 in the claims of its 837P; that lines are numbered is no row of a guide",
    ),
    Explained(
        r"E102 2100[A-D]/NM1\[.*\]10 \| (nothing, .*)?", "pyx12's 277CA leaves out the syntax notes of names",
    ),
    Explained(
        r"E201 .*-1 \| (nothing, .*)?",
        "pyx12 does not miss the first component of an optional composite",
    ),
    Explained(
        r".* \| (SEG3 NM?1 Mandatory loop .*|SEG1 NM?1 Segment .* not found.*/[12][0-9]{3}[A-I]/.*)",
        "neighbouring loops of one segment id come in any order",
    ),
    Explained(
        r".* \| ELE7 PWK02 \((AB|AD|AF|AG|NS)\) .*",
        "the two PWK of a professional line both begin with CT; pyx12 looks at PWK01 only",
    ),
    Explained(
        r".* \| SEG1 HL Segment HL\*[0-9]+\*[0-9]+\*23\*.* Started at .*/2000B/2300/.*",
        "pyx12's 837I puts the dependents before the subscriber's own claims, and finds none behind them",
    ),
    Explained(
        r" \| ELE5 (IK303|CTX04) .* = [56] > 4 .*",
        "everybody sends loop ids of six characters (2010BA); a map cannot say more than the standard",
    ),
    Explained(
        r".* \| SEG4 HL Loop 2000[A-F] exceeded .*",
        "where the nearest loop is full a level may be another's: pyx12 takes the nearest",
    ),
    Explained(r".* \| SEG4 PLB Loop FOOTER exceeded .*", "PLB may be repeated; pyx12 takes each for a loop"),
    Explained(r" \| SEG5 CTX .* exceeded .*", "pyx12 counts both kinds of CTX against one slot"),
    Explained(
        r".* \| SEG(SEG1|8) .*(trailing element|Too many).*", "we warn of separators at a segment's end"
    ),
)


def line(finding: Finding) -> int:
    """The line as pyx12 counts: ISA is 1, GS 2, ST 3."""
    return finding.place.segment + 2 if finding.place.segment else 1


def agree(mine: Sequence[Finding], said: Sequence[Said], segments: Sequence[str]) -> bool:
    """The same verdict, and where it is no, the same first segment; where both find fault with nothing but
    elements of it, with the same elements, or explained ones. `segments` are those of the file."""
    if not mine or not said:
        return not mine and not said
    first = line(mine[0])
    if first != said[0].line:
        return False
    here = [finding for finding in mine if line(finding) == first]
    there = [one for one in said if one.line == first]
    if not all(finding.place.element for finding in here) or not all(one.element for one in there):
        return True
    ours = {finding.place.element for finding in here}
    theirs = {one.element for one in there}
    missed = [f"nothing, but {_shown(here[0])} | {one}" for one in there if one.element not in ours]
    extra = [
        f"{_shown(finding)} | nothing, but {there[0]}"
        for finding in here
        if finding.place.element not in theirs
    ]
    return all(_row(told, segments[first - 1]) for told in (*missed, *extra))


def both(mine: Sequence[Finding], said: Sequence[Said]) -> str:
    """What both say first."""
    return f"{_shown(mine[0]) if mine else ''} | {said[0] if said else ''}"


def _shown(finding: Finding) -> str:
    return f"{finding.rule.id} {finding.place.path}"


def explanation(
    mine: Sequence[Finding], said: Sequence[Said], segments: Sequence[str]
) -> Explained | None:
    """The row of the table that a difference is one of."""
    told = both(mine, said)
    if re.fullmatch(MISSING.pattern, told, re.DOTALL):
        late = {finding.place.segment_id for finding in mine if finding.rule.id in TOLD_LATE}
        if said[0].about in late:
            return MISSING
    return _row(told, segments[line(mine[0]) - 1] if mine else "")


def _row(told: str, segment: str) -> Explained | None:
    if re.search(r"\*:+(\*|$)", segment) and re.fullmatch(LONE.pattern, told, re.DOTALL):
        return LONE
    return next((one for one in EXPLAINED if re.fullmatch(one.pattern, told, re.DOTALL)), None)
