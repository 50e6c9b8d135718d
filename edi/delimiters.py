"""The delimiters of an interchange, as its ISA declares them; how they are chosen and exchanged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from edi.errors import WriteError

_CANDIDATES = "*|~^:!>{}`;<\\[]@#$%&+=?\"'/(),.-_\x1d\x1f\x1e\x1c"
_LONGEST_ID = 3


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


def place_at(text: str, at: int, delimiters: Delimiters) -> str:
    """The place of a character in wire text of whole segments: `NM103`, `SV301-2`; never its value."""
    before = text[text.rfind(delimiters.segment, 0, at) + 1 : at].lstrip("\r\n")
    name, *values = before.split(delimiters.element)
    if not values or not (len(name) <= _LONGEST_ID and name.isascii() and name.isalnum()):
        return ""
    path = f"{name}{len(values):02d}"
    value = text[at - len(values[-1]) :].partition(delimiters.segment)[0].partition(delimiters.element)[0]
    if delimiters.component not in value:
        return path
    within = values[-1].rpartition(delimiters.repetition)[2]
    return f"{path}-{within.count(delimiters.component) + 1}"


def redelimit(text: str, source: Delimiters, target: Delimiters) -> str:
    """Wire text of whole segments with the `target`'s delimiters and line ends in place of the `source`'s.

    Raises WriteError where data contains one of the target's delimiters: choose others then.
    """
    for ch in target.all:
        if ch not in source.all and ch in text and ch not in "\r\n":
            place = place_at(text, text.index(ch), source)
            raise WriteError("the value contains a delimiter of the interchange to be written", place)
    if "\n" in text or "\r" in text:
        lines = [line.lstrip("\r\n") for line in text.split(source.segment)]
        if source.segment in "\r\n":
            lines = [*(line.rstrip("\r") for line in lines[:-1] if line.rstrip("\r")), lines[-1]]
        text = source.segment.join(lines)
    for ch in "\r\n\x00":
        if ch in text and ch not in source.all:
            raise WriteError("the value contains a line end", place_at(text, text.index(ch), source))
    text = text.translate(str.maketrans(source.all, target.all))
    return text.replace(target.segment, target.terminator) if target.ending else text


def choose_delimiters(texts: Iterable[str], ending: str = "") -> Delimiters:
    """Delimiters that stand in none of the texts: the usual ones where they are free.

    Raises WriteError where four are not to be found.
    """
    used: set[str] = set()
    for text in texts:
        used.update(text)
    free = [ch for ch in _CANDIDATES if ch not in used]
    chosen: list[str] = []
    usual = (DEFAULT.element, DEFAULT.component, DEFAULT.repetition, DEFAULT.segment)
    for wanted in usual:
        left = [ch for ch in free if ch not in chosen and (ch == wanted or ch not in usual)]
        if not left:
            raise WriteError("the data leaves no characters to be delimiters")
        chosen.append(wanted if wanted in left else left[0])
    element, component, repetition, segment = chosen
    return Delimiters(element, component, repetition, segment, ending)


def check_delimiters(delimiters: Delimiters) -> None:
    """Raise WriteError where these cannot be an interchange's delimiters."""
    if len(set(delimiters.all)) != 4 or len(delimiters.all) != 4:
        raise WriteError("the delimiters are not four different characters", "ISA")
    if any(not ch.isascii() or ch.isalnum() or ch in " \x00\x7f" for ch in delimiters.all):
        raise WriteError("a delimiter is a letter, a digit, a blank or not ASCII", "ISA")
    if delimiters.ending not in ("", "\n", "\r\n"):
        raise WriteError("the line end is neither LF nor CR LF", "ISA")
