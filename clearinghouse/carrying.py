"""Claims with the wire text of their units, read from the archived files they came in."""

from __future__ import annotations

from collections.abc import Iterator

from clearinghouse.batches import CHARGEABLE, Carried
from clearinghouse.house import House
from edi.delimiters import Delimiters
from store import files, sets
from store.claims import Claim
from store.errors import ArchiveDamaged, NotArchived
from store.ledger import Ledger

_REMEMBERED = 1000
_PURPOSE = 6
"""BHT06."""


def carry(house: House, ledger: Ledger, claims: list[Claim], damaged: set[int]) -> Iterator[Carried]:
    """The claims as they are to be carried, file by file; files that cannot be read join `damaged`."""
    source: _Source | None = None
    try:
        for claim in sorted(claims, key=lambda claim: (claim.file, claim.own_offset)):
            if claim.file in damaged:
                continue
            try:
                if source is None or source.file != claim.file:
                    source = _Source.opened(house, ledger, claim.file, source)
                yield source.carried(claim)
            except (ArchiveDamaged, NotArchived):
                damaged.add(claim.file)
    finally:
        if source is not None:
            source.close()


class _Source:
    """An archived file that claims are read from, in its order; the levels they share are read once."""

    def __init__(self, house: House, ledger: Ledger, file: int) -> None:
        row = files.get(ledger, None, file)
        assert row is not None
        self.file = file
        self._ledger = ledger
        self._stream = house.store.archive.open(row.sha256)
        self._texts: dict[int, str] = {}
        self._delimiters: dict[int, Delimiters] = {}

    @classmethod
    def opened(cls, house: House, ledger: Ledger, file: int, before: _Source | None) -> _Source:
        """The source of a file, in the place of another."""
        if before is not None:
            before.close()
        return cls(house, ledger, file)

    def close(self) -> None:
        """Let the file go."""
        self._stream.close()

    def carried(self, claim: Claim) -> Carried:
        """A claim of this file."""
        delimiters = self._delimiters_of(claim.set)
        segment = delimiters.segment
        return Carried(
            claim.id,
            self._purpose(claim, delimiters),
            self._level(claim.billing_offset, claim.billing_length, segment),
            self._level(claim.subscriber_offset, claim.subscriber_length, segment),
            self._level(claim.patient_offset, claim.patient_length, segment),
            self._text(claim.own_offset, claim.own_length),
            delimiters,
            claim.charge_cents,
        )

    def _delimiters_of(self, key: int) -> Delimiters:
        if key not in self._delimiters:
            row = sets.get(self._ledger, None, key)
            assert row is not None
            self._delimiters[key] = Delimiters(*row.delimiters)
        return self._delimiters[key]

    def _purpose(self, claim: Claim, delimiters: Delimiters) -> str:
        heading = self._shared(claim.header_offset, claim.header_length)
        for segment in heading.split(delimiters.segment):
            values = segment.strip("\r\n").split(delimiters.element)
            if values[0] == "BHT" and len(values) > _PURPOSE:
                return values[_PURPOSE]
        return CHARGEABLE

    def _level(self, offset: int | None, length: int | None, segment: str) -> str:
        """A level's segments behind its HL."""
        return self._shared(offset, length).partition(segment)[2]

    def _shared(self, offset: int | None, length: int | None) -> str:
        """Wire text of a unit above claims; empty where there is none."""
        if offset is None or not length:
            return ""
        if offset not in self._texts:
            if len(self._texts) >= _REMEMBERED:
                self._texts.clear()
            self._texts[offset] = self._text(offset, length)
        return self._texts[offset]

    def _text(self, offset: int, length: int) -> str:
        self._stream.seek(offset)
        return self._stream.read(length).decode("latin-1")
