"""A guide as a JSON document: its tree, row by row. What a row leaves to the default is left out.

`repeat` null is any number; a row without it comes once. `unit` marks a loop that is accepted as a whole,
`doubt` a row of which a violation only warns, `list` an external code list. A condition makes the element
at `position` needed, or impossible, where the one at `by` has one of `values` (with `but`: any other; an
empty one: where it is not sent), unless that at `instead` is sent.
"""

from __future__ import annotations

import json
from typing import Any

from edi.guide import UNBOUNDED, Condition, Element, Guide, Loop, Slot

Document = dict[str, Any]


def guide_document(guide: Guide) -> Document:
    """The whole guide."""
    return {
        "name": guide.name,
        "title": guide.title,
        "version": guide.version,
        "also": list(guide.also),
        "set": guide.set_id,
        "group": guide.group_id,
        "children": [_child(child) for child in guide.root.children],
    }


def loop_document(loop: Loop) -> Document:
    """A loop with all that stands in it."""
    document: Document = {"loop": loop.id, **_common(loop)}
    if loop.unit:
        document["unit"] = True
    return document | {"children": [_child(child) for child in loop.children]}


def write_json(guide: Guide) -> bytes:
    """The guide's document as text."""
    return json.dumps(guide_document(guide), indent=1).encode() + b"\n"


def _child(row: Slot | Loop) -> Document:
    if isinstance(row, Loop):
        return loop_document(row)
    document: Document = {"segment": row.id, "slot": row.ref, **_common(row)}
    if row.syntax:
        document["syntax"] = list(row.syntax)
    if row.conditions:
        document["conditions"] = [_condition(condition) for condition in row.conditions]
    return document | {"elements": [_element(element) for element in row.elements]}


def _condition(condition: Condition) -> Document:
    document: Document = {
        "rule": condition.rule,
        "position": condition.position,
        "needed": condition.needed,
        "by": condition.by,
        "values": list(condition.values),
    }
    if condition.but:
        document["but"] = True
    return document | ({"instead": condition.instead} if condition.instead else {})


def _common(row: Slot | Loop) -> Document:
    return {"name": row.name, "usage": row.usage, **_repeat(row), **({"doubt": True} if row.doubt else {})}


def _repeat(row: Slot | Loop | Element) -> Document:
    if row.repeat == 1:
        return {}
    return {"repeat": None if row.repeat == UNBOUNDED else row.repeat}


def _element(row: Element) -> Document:
    document: Document = {"position": row.position, "usage": row.usage, "number": row.number}
    if not row.components:
        document |= {"type": row.type, "min": row.min, "max": row.max}
    told = {
        "codes": list(row.codes),
        "list": row.code_list,
        "doubtful_codes": list(row.doubtful_codes),
        "syntax": list(row.syntax),
        "doubt": row.doubt,
        "components": [_element(part) for part in row.components],
    }
    return document | _repeat(row) | {name: value for name, value in told.items() if value}
