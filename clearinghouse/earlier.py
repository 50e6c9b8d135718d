"""What came before: which row it is, when it came, and in what the one at hand differs from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from edi.findings import Finding


@dataclass(frozen=True, slots=True)
class Earlier:
    """A file (`claim` None) or a claim of the same account, by its keys in the house."""

    file: int
    day: date
    claim: int | None = None
    differs: tuple[str, ...] = ()

    def in_words(self) -> str:
        """Which one, and what differs, without a value of it: characters that anybody takes."""
        what = f"claim {self.claim} of file {self.file}" if self.claim else f"file {self.file}"
        told = f"{what} received {self.day.isoformat()}"
        return f"{told} - {_listed(self.differs)}" if self.claim else told

    @classmethod
    def of(cls, place: Mapping[str, str | int]) -> str:
        """The same words of a place that was kept; empty where nothing came before."""
        if "earlier_file" not in place:
            return ""
        file = f"file {place['earlier_file']} received {place['earlier_day']}"
        claim = place.get("earlier_claim")
        return f"claim {claim} of {file} - {place['differs']}" if claim else file

    def told(self) -> dict[str, str | int]:
        """The same as a finding's place keeps it."""
        keys: dict[str, str | int] = {"earlier_file": self.file, "earlier_day": self.day.isoformat()}
        if self.claim:
            keys |= {"earlier_claim": self.claim, "differs": _listed(self.differs)}
        return keys


@dataclass(frozen=True, slots=True)
class Repeated(Finding):
    """A finding that something came before."""

    earlier: Earlier | None = None


def _listed(differs: tuple[str, ...]) -> str:
    return f"other {', '.join(differs)}" if differs else "nothing differs"
