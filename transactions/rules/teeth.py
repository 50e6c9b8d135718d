"""Teeth: where each one of the universal numbering stands, and of what kind it is.

1 to 32 are the permanent teeth and A to T the primary ones, both counted from the upper right round to the
lower right; 51 to 82 and AS to TS are the supernumerary teeth beside them.
"""

from __future__ import annotations

from dataclasses import dataclass

FRONT, PREMOLAR, MOLAR = "front", "premolar", "molar"
UPPER, LOWER = "01", "02"
WIDER_THAN_QUADRANTS = frozenset(("00", UPPER, LOWER))
"""The areas of the mouth that tell no quadrant: the whole mouth, the arches."""
PRIMARY = "ABCDEFGHIJKLMNOPQRST"


@dataclass(frozen=True, slots=True)
class Tooth:
    """One tooth: its kind, whether it is a primary one, the areas of the mouth it stands in, its surfaces.

    `areas` are the codes of code list JP: whole mouth, arch, quadrant, sextant.
    """

    kind: str
    primary: bool
    areas: frozenset[str]
    surfaces: frozenset[str]

    @property
    def arch(self) -> str:
        """01 the upper, 02 the lower one."""
        return UPPER if UPPER in self.areas else LOWER


def _permanent(number: int) -> Tooth:
    around = number if number <= 16 else 33 - number
    kind = MOLAR if around in (1, 2, 3, 14, 15, 16) else PREMOLAR if around in (4, 5, 12, 13) else FRONT
    return _tooth(kind, False, number <= 16, right=around <= 8)


def _primary(index: int) -> Tooth:
    around = index if index < 10 else 19 - index
    kind = MOLAR if around in (0, 1, 8, 9) else FRONT
    return _tooth(kind, True, index < 10, right=around < 5)


def _tooth(kind: str, primary: bool, upper: bool, *, right: bool) -> Tooth:
    if upper:
        areas = {"00", UPPER, "10" if right else "20", "04" if kind == FRONT else "03" if right else "05"}
    else:
        areas = {"00", LOWER, "40" if right else "30", "07" if kind == FRONT else "08" if right else "06"}
    edge = "I" if kind == FRONT else "O"
    return Tooth(kind, primary, frozenset(areas), frozenset("MDFBL" + edge))


def _all_teeth() -> dict[str, Tooth]:
    teeth: dict[str, Tooth] = {}
    for number in range(1, 33):
        teeth[str(number)] = teeth[str(number + 50)] = _permanent(number)
    for index, letter in enumerate(PRIMARY):
        teeth[letter] = teeth[letter + "S"] = _primary(index)
    return teeth


TEETH = _all_teeth()
"""Every tooth by its number or letter."""

ARCH_OF_AREA = {
    **dict.fromkeys(("01", "10", "20", "03", "04", "05"), UPPER),
    **dict.fromkeys(("02", "30", "40", "06", "07", "08"), LOWER),
}
"""The arch an area of the mouth belongs to; the whole mouth (00) to none."""
