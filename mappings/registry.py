"""The registry: which guide reads a transaction set. A guide's rows are imported when first asked for.

The guides written here come first; where they have none, one borrowed from pyx12's maps may do.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import import_module

from edi.errors import GuideError
from edi.guide import Guide
from mappings.guides import HEADS, Head
from mappings.pyx12_maps import BORROWED, read_guide

_BY_NAME: dict[str, Head] = {head.name: head for head in (*BORROWED, *HEADS)}


def _by_version() -> dict[tuple[str, str], list[Head]]:
    found: dict[tuple[str, str], list[Head]] = {}
    for head in (*HEADS, *BORROWED):
        for version in (head.version, *head.also):
            found.setdefault((head.set_id, version), []).append(head)
    return found


_BY_VERSION = _by_version()


def names() -> tuple[str, ...]:
    """The guides written here: `837D`, `835`, ..."""
    return tuple(head.name for head in HEADS)


def borrowed_names() -> tuple[str, ...]:
    """The guides read from pyx12's maps: `837P`, `837I`, ..."""
    return tuple(head.name for head in BORROWED if _BY_NAME[head.name] is head)


@cache
def guide_named(name: str) -> Guide:
    """The guide of that name, always the same object; raises GuideError for a name there is none of."""
    head = _BY_NAME.get(name)
    if head is None:
        raise GuideError(f"no guide is called {name!r}; there are {', '.join((*names(), *borrowed_names()))}")
    if head in BORROWED:
        return read_guide(head)
    guide: Guide = import_module(f"mappings.guides.{head.module}").GUIDE
    return guide


def guide_for(
    set_id: str, group_version: str, set_version: str | None = None, group_id: str | None = None,
    second: Sequence[str] = (),
) -> Guide | None:
    """The guide of a set from ST01, GS08, ST03, GS01 and its second segment; None where the house has none.

    The set's own version decides if it names a guide of that set, else the group's; a version
    without its errata suffix is read as the guide. With `group_id` a guide that belongs to
    another kind of group is not found. Of several guides the one is taken whose sign the second
    segment bears; where it bears none, the first of them in `HEADS`.
    """
    heads = _BY_VERSION.get((set_id, set_version or "")) or _BY_VERSION.get((set_id, group_version), [])
    heads = [head for head in heads if group_id in (None, head.group_id)]
    if not heads:
        return None
    signed = (head for head in heads if head.sign and head.sign.stands_in(second))
    return guide_named(next(signed, heads[0]).name)
