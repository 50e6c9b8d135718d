"""Which loops of an imported guide are units: accepted or refused as a whole.

A map does not say it. HL levels are units; where a guide has none, the top loops that come without limit are,
and those beside them that start with the same segment. In a unit, a loop whose first segment carries a
claim's id (element 1028: CLM01, CLP01) is one. What follows the last loop of a set (the trailer) is one.
"""

from __future__ import annotations

from dataclasses import replace

from edi.guide import UNBOUNDED, Loop

CLAIM_ID = "1028"
TRAILER = "TRAILER"


def with_units(root: Loop) -> Loop:
    """The root with its units marked."""
    tops = [child for child in root.children if isinstance(child, Loop)]
    levels = {loop.first.id for loop in tops} & {"HL"}
    starts = levels or {loop.first.id for loop in tops if loop.repeat == UNBOUNDED}
    units = {loop.id for loop in tops if loop.first.id in starts or loop.id == TRAILER}
    children = tuple(
        _marked(child) if isinstance(child, Loop) and child.id in units else child for child in root.children
    )
    return replace(root, children=children)


def _marked(loop: Loop) -> Loop:
    children = tuple(
        _marked(child) if isinstance(child, Loop) and _is_inner_unit(child) else child
        for child in loop.children
    )
    if all(one is other for one, other in zip(children, loop.children, strict=True)):
        # Loops that share their children go on sharing them.
        children = loop.children
    return replace(loop, unit=True, children=children)


def _is_inner_unit(loop: Loop) -> bool:
    return loop.first.id == "HL" or any(row.number == CLAIM_ID for row in loop.first.elements)
