"""The compiled guides: what the reading of a file asks of this floor. A guide is compiled when first met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from edi.guide import Guide
from edi.table import Table
from mappings.guides import HEADS, Head
from mappings.overrides import Override, apply_override
from mappings.pyx12_maps import BORROWED
from mappings.registry import guide_for, guide_named
from mappings.standard import COMPOSITES, SEGMENTS


class GuideTables:
    """The tables of `edi.stream.read`: the registry's guides, some of them as a payer overrides them."""

    def __init__(
        self, overrides: Iterable[Override] = (), heads: Iterable[Head] = (*BORROWED, *HEADS)
    ) -> None:
        """Several overrides of one guide apply one after another; GuideError where one does not fit.

        `heads` are the guides that sets are read by: all there are, unless somebody takes only some.
        """
        taken = tuple(heads)
        self.overrides = tuple(overrides)
        self._names = frozenset(head.name for head in taken)
        self._groups = _groups(taken)
        self._tables: dict[str, Table] = {}
        guides: dict[str, Guide] = {}
        for override in self.overrides:
            guide = guides.get(override.guide) or guide_named(override.guide)
            guides[guide.name] = apply_override(guide, override)
        for name, guide in guides.items():
            self._tables[name] = Table(guide, SEGMENTS, COMPOSITES)

    def table(
        self, group_id: str, version: str, set_id: str, set_version: str, second: Sequence[str] = ()
    ) -> Table | None:
        """The compiled guide of a set (GS01, GS08, ST01, ST03), always the same; None where there is none.

        Guides of one set and version are told apart by its second segment.
        """
        guide = guide_for(set_id, version, set_version, group_id, second)
        return None if guide is None or guide.name not in self._names else self.table_named(guide.name)

    def table_named(self, name: str) -> Table:
        """The compiled guide of that name, always the same; raises GuideError for a name there is none of."""
        return self._tables.get(name) or _plain(name)

    def knows_version(self, version: str) -> bool:
        """Whether any guide has this version (GS08), or reads it as its own."""
        return version in self._groups

    def knows_group(self, group_id: str, version: str) -> bool:
        """Whether sets of this version travel in groups of this functional id (GS01)."""
        return group_id in self._groups.get(version, ())


@cache
def _plain(name: str) -> Table:
    """A guide compiled without any override, the same for all tables."""
    return Table(guide_named(name), SEGMENTS, COMPOSITES)


def _groups(heads: Iterable[Head]) -> dict[str, frozenset[str]]:
    """The functional ids of each version."""
    found: dict[str, set[str]] = {}
    for head in heads:
        for version in (head.version, *head.also):
            found.setdefault(version, set()).add(head.group_id)
    return {version: frozenset(ids) for version, ids in found.items()}


@cache
def guide_tables() -> GuideTables:
    """The tables of all guides without any override, shared by everybody in the process."""
    return GuideTables()


@cache
def own_tables() -> GuideTables:
    """The tables of the guides written here, for whoever does more with a set than to check it."""
    return GuideTables(heads=HEADS)
