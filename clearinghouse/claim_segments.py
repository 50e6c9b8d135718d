"""The segments that moved a claim, as they stand in the archive: its CLM, the verdicts, the payer's CLP.

Only segments of codes, numbers and amounts are shown, never one with a name; and of an answer only what is
about this claim. A verdict on a batch speaks of the claims of many accounts: its codes are shown, not its
counts and sums, nor a value that it found wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from clearinghouse.house import House
from edi.delimiters import Delimiters
from store import files, sets
from store.claims import Claim
from store.errors import ArchiveDamaged, NotArchived
from store.ledger import Ledger
from store.timeline import Moment

LOOKED_AT = 1 << 14
"""Bytes behind an offset that are read."""
MOST = 40
_ISA = 106
_CODES_OF_A_BATCH = {"AK9": 2, "IK4": 4, "STC": 4}
"""How far segments about a batch tell codes; behind are counts, sums and copies of bad data."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Where the segments that moved a claim stand; no file where it was moved by no segment."""

    file: int | None = None
    offset: int | None = None
    segments: tuple[str, ...] = ()


def moving_segments(house: House, ledger: Ledger, claim: Claim, moments: Sequence[Moment]) -> list[Moved]:
    """For each moment of a claim the segments that did it."""
    source = _Source(house, ledger)
    return [_moved(source, claim, moment) for moment in moments]


def _moved(source: _Source, claim: Claim, moment: Moment) -> Moved:
    if moment.source == "event":
        if moment.what == "recorded":
            shown = source.segments(claim.file, claim.own_offset, _first)
            return Moved(claim.file, claim.own_offset, shown)
        if moment.what in ("routed", "sent"):
            return Moved(claim.out_file)
        return Moved()
    if moment.file is None or moment.offset is None:
        return Moved()
    if moment.source == "inquiry" and moment.what != "277":
        # Its level begins with names.
        return Moved(moment.file, moment.offset)
    choose = _CHOOSERS.get("835" if moment.source == "remittance" else moment.what, _first)
    shown = source.segments(moment.file, moment.offset, lambda some: choose(some, claim))
    return Moved(moment.file, moment.offset, shown)


Segments = list[list[str]]


def _first(some: Segments, claim: Claim | None = None) -> Segments:
    return some[:1]


def _set_verdict(some: Segments, claim: Claim) -> Segments:
    """AK2 to IK5, or AK9 alone."""
    kept: Segments = []
    for values in some:
        if kept and values[0] not in ("IK3", "IK4", "IK5", "CTX"):
            break
        if values[0] != "CTX":
            kept.append(values[: _CODES_OF_A_BATCH.get(values[0])])
        if values[0] in ("IK5", "AK9"):
            break
    return kept


def _claim_verdict(some: Segments, claim: Claim) -> Segments:
    """The TRN of this claim and the STC behind it; where its level names none, those of the whole level."""
    own = {claim.claim_id, claim.claim_id.upper()}
    kept: Segments = []
    level = _level(some)
    for values in level:
        if values[0] == "TRN":
            if kept and values[2:3] != kept[0][2:3]:
                break
            if values[2:3] and values[2] in own:
                kept.append(values)
        elif kept and values[0] in ("STC", "REF"):
            kept.append(values)
        elif kept:
            break
    if kept or len({values[2] for values in level if values[0] == "TRN" and values[2:]}) > 1:
        return kept
    return [values[: _CODES_OF_A_BATCH.get(values[0])] for values in level if values[0] in ("TRN", "STC")]


def _level(some: Segments) -> Segments:
    """The level that these segments begin with: what stands behind it is of others."""
    ends = (at for at, values in enumerate(some) if at and values[0] in ("HL", "SE"))
    return some[: next(ends, len(some))]


def _status(some: Segments, claim: Claim) -> Segments:
    """The TRN and STC of the claim in the level of a patient, by its own number or the payer's."""
    groups: list[Segments] = []
    for values in some:
        if values[0] == "TRN":
            groups.append([])
        elif values[0] in ("HL", "SE"):
            if groups:
                break
            continue
        if groups:
            groups[-1].append(values)
    numbers = {("REF", "EJ", claim.claim_id), ("REF", "1K", claim.payer_claim_number)}
    mine = [group for group in groups if any(tuple(values[:3]) in numbers for values in group)]
    (own,) = mine or groups[:1] if len(mine or groups) == 1 else [[]]
    return [values for values in own if values[0] in ("TRN", "STC")]


def _decision(some: Segments, claim: Claim) -> Segments:
    """CLP and what tells its money."""
    kept = some[:1]
    for values in some[1:]:
        if values[0] in ("CLP", "LX", "PLB", "SE"):
            break
        if values[0] in ("CAS", "SVC"):
            kept.append(values)
    return kept


_CHOOSERS: dict[str, Callable[[Segments, Claim], Segments]] = {
    "999": _set_verdict, "277CA": _claim_verdict, "277": _status, "835": _decision, "TA1": _first,
}


class _Source:
    """Archived files that segments are read from; a file that cannot be read shows none."""

    def __init__(self, house: House, ledger: Ledger) -> None:
        self._house = house
        self._ledger = ledger
        self._delimiters: dict[int, list[tuple[int, Delimiters]]] = {}

    def segments(
        self, file: int, offset: int, choose: Callable[[Segments], Segments]
    ) -> tuple[str, ...]:
        """The chosen ones of the segments that start at a byte of a file, as they stand."""
        row = files.get(self._ledger, None, file)
        if row is None:
            return ()
        try:
            with self._house.store.archive.open(row.sha256) as stream:
                delimiters = self._delimiters_at(file, offset) or _of_head(stream.read(_ISA))
                stream.seek(offset)
                text = stream.read(LOOKED_AT).decode("latin-1")
        except (ArchiveDamaged, NotArchived):
            return ()
        if delimiters is None:
            return ()
        # The last may be cut off.
        lines = [line.strip("\r\n") for line in text.split(delimiters.segment)[:-1]]
        some = [line.split(delimiters.element) for line in lines if line]
        return tuple(delimiters.element.join(values)[:200] for values in choose(some)[:MOST])

    def _delimiters_at(self, file: int, offset: int) -> Delimiters | None:
        """Those of the set that a byte of a file stands in, or behind."""
        if file not in self._delimiters:
            found = sets.search(self._ledger, None, file=file)
            self._delimiters[file] = [(one.offset, Delimiters(*one.delimiters)) for one in found]
        before = [delimiters for start, delimiters in self._delimiters[file] if start <= offset]
        return before[-1] if before else None


def _of_head(head: bytes) -> Delimiters | None:
    """The delimiters of a file that begins with an ISA: of a TA1 without a set."""
    text = head.decode("latin-1")
    if len(text) < _ISA or not text.startswith("ISA"):
        return None
    return Delimiters(text[3], text[104], text[82], text[105])
