"""Where a finding is, as it may be told and kept: never a value out of the file."""

from __future__ import annotations

from edi.findings import Place

_SEGMENT_ID, _CONTROL_NUMBER = 3, 9


def told_place(place: Place) -> dict[str, str | int]:
    """The place without what is not known; the byte is always told.

    What stands where a segment id or a control number should, and is too long to be one, may be a value out
    of a broken segment: it is left out.
    """
    known = _is_short(place.segment_id, _SEGMENT_ID)
    told: dict[str, str | int] = {
        "segment": place.segment,
        "segment_id": place.segment_id if known else "",
        "loop": place.loop,
        "path": place.path if known or not place.segment_id else place.loop,
        "element": place.element,
        "component": place.component,
        "repetition": place.repetition,
        "interchange": place.interchange if _is_short(place.interchange, _CONTROL_NUMBER) else "",
        "group": place.group if _is_short(place.group, _CONTROL_NUMBER) else "",
        "set": place.set if _is_short(place.set, _CONTROL_NUMBER) else "",
    }
    return {"offset": place.offset, **{name: value for name, value in told.items() if value}}


def _is_short(text: str, most: int) -> bool:
    return len(text) <= most and text.isascii() and text.isalnum()
