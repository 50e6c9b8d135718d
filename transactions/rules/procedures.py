"""Procedures: what the numbers of dental terminology alone tell of a tooth, surfaces, quadrant or arch.

Only numbers stand here; what the procedures are called is the ADA's, and the user's own file.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from transactions.rules.teeth import FRONT, LOWER, MOLAR, PREMOLAR, UPPER


@dataclass(frozen=True, slots=True)
class Procedure:
    """What a line of this procedure should tell.

    `tooth`: "must" be sent, is "usual", or "" free. `surfaces`: the fewest and most there may be (none:
    no surfaces asked). `kinds`: the kinds of teeth it is done to; `primary` the set of teeth (None: any).
    `beyond_teeth`: a line that tells its teeth may still lack something.
    """

    tooth: str = ""
    surfaces: tuple[int, int] | None = None
    kinds: frozenset[str] = frozenset()
    primary: bool | None = None
    quadrant: bool = False
    arch: str = ""
    prosthesis: bool = False
    months: bool = False
    extraction: bool = False
    beyond_teeth: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "beyond_teeth", self.prosthesis or bool(self.arch))


_BACK = frozenset((PREMOLAR, MOLAR))
_FRONT = frozenset((FRONT,))

_ROWS: tuple[tuple[str, dict[str, Any]], ...] = (
    # Later rows add to earlier ones.
    ("2140-2999", {"tooth": "usual"}),
    ("2140-2161 2330-2335 2390-2394", {"tooth": "must"}),
    ("2140 2330 2391", {"surfaces": (1, 1)}),
    ("2150 2331 2392", {"surfaces": (2, 2)}),
    ("2160 2332 2393", {"surfaces": (3, 3)}),
    ("2161 2394", {"surfaces": (4, 5)}),
    # Four surfaces, or fewer with the corner of the incisal edge.
    ("2335", {"surfaces": (1, 5)}),
    ("2330-2390", {"kinds": _FRONT}),
    ("2391-2394", {"kinds": _BACK}),
    ("2510-2664 2710-2799", {"prosthesis": True}),
    ("2930", {"primary": True}),
    ("2931", {"primary": False}),
    ("3230 3310 3346", {"kinds": _FRONT}),
    ("3320 3347", {"kinds": frozenset((PREMOLAR,))}),
    ("3240 3330 3348", {"kinds": frozenset((MOLAR,))}),
    ("3230 3240", {"primary": True, "tooth": "usual"}),
    ("3310-3348", {"tooth": "must"}),
    ("4210 4211 4240 4241 4260 4261 4341 4342", {"quadrant": True}),
    ("5110 5130 5211 5213 5221 5223 5225", {"arch": UPPER, "prosthesis": True}),
    ("5120 5140 5212 5214 5222 5224 5226", {"arch": LOWER, "prosthesis": True}),
    ("6205-6252 6545-6634 6710-6794", {"prosthesis": True}),
    ("7111", {"tooth": "usual", "primary": True}),
    ("7140-7250", {"tooth": "must"}),
    ("7111 7140 7210-7241", {"extraction": True}),
    ("8070-8090", {"months": True}),
)


def _all_procedures() -> dict[str, Procedure]:
    known: dict[str, Procedure] = {}
    for numbers, facts in _ROWS:
        for span in numbers.split():
            first, _, last = span.partition("-")
            for number in range(int(first), int(last or first) + 1):
                code = f"D{number:04}"
                known[code] = replace(known.get(code, NOTHING), **facts)
    return known


NOTHING = Procedure()
"""A procedure whose number tells nothing."""

PROCEDURES = _all_procedures()
"""What is known of procedures, by code; others are NOTHING."""

TREATS_A_TOOTH = frozenset(code for code, one in PROCEDURES.items() if one.tooth)
"""Procedures that cannot be done to a tooth that is missing."""

EXTRACTIONS = frozenset(code for code, one in PROCEDURES.items() if one.extraction)
"""Procedures after which the tooth is gone."""

RESTORES_A_TOOTH = frozenset(code for code in TREATS_A_TOOTH if code.startswith(("D2", "D3")))
"""Procedures that leave the tooth in its place."""
