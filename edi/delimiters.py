"""The delimiters of an interchange, as its ISA declares them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delimiters:
    """One character each. `ending` is what follows every terminator: nothing, LF or CR LF."""

    element: str = "*"
    component: str = ":"
    repetition: str = "^"
    segment: str = "~"
    ending: str = ""

    @property
    def terminator(self) -> str:
        """The segment terminator with the line ending that follows it."""
        return self.segment + self.ending

    @property
    def all(self) -> str:
        """The four characters that data must not contain."""
        return self.element + self.component + self.repetition + self.segment


DEFAULT = Delimiters()
