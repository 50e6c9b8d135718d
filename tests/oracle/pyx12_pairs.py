"""The guides that both programs read by: ours as we hand them to pyx12, and pyx12's maps as we read them."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from damage import damage
from guide_instances import Instance, joined, wire
from pyx12_runner import Said, judge, write_map
from tiny_guides import OneTable, all_findings

from edi.findings import Finding
from edi.guide import Guide
from edi.stream import read
from mappings.pyx12_maps import BORROWED
from mappings.pyx12_maps.reading import read_map
from mappings.registry import guide_named, names
from mappings.standard import COMPOSITES, SEGMENTS

SHIPPED = {
    **{head.name: file for head, file in BORROWED.items()},
    "835": "835.5010.X221.A1.xml", "277CA": "277.5010.X214.xml", "999": "999.5010X231.A1.xml",
}
"""pyx12's own maps of 5010: those we borrow, and those we have guides of our own for."""
VALUES = {
    "837": {"127": "123456789", "116": "123456789"},
    "999": {"28": "17", "479": "HC", "143": "837", "721": "CLM", "1705": "005010X224A2", "725": "82"},
}
"""What elements hold that pyx12 has patterns or codes for; by set."""
RICHNESS = {"837": (0.05, 0.1, 0.2)}
RICH = (0.1, 0.2, 0.4, 0.8)
"""Shares of the situational rows that the files have; by set, where they are many."""
DEPTH = 0.6
"""How often a situational unit is there."""


def tables_of(guide: Guide) -> OneTable:
    """A guide compiled, for every set there is."""
    return OneTable(guide, {**SEGMENTS, **COMPOSITES})


@dataclass(frozen=True, slots=True)
class Pair:
    """One guide in both programs; `maps` is the folder of maps for pyx12, None for its own."""

    name: str
    guide: Guide
    tables: OneTable
    maps: Path | None

    def ours(self, text: str) -> list[Finding]:
        """Our errors, the first place first."""
        found = all_findings(list(read(io.BytesIO(text.encode("latin-1")), self.tables)))
        errors = [finding for finding in found if finding.is_error]
        return sorted(
            errors, key=lambda f: (f.place.segment, f.place.element, f.place.component, f.rule.id)
        )

    def theirs(self, text: str) -> list[Said]:
        """pyx12's errors, the first place first."""
        return judge(text, self.maps)

    def set_of(self, number: int) -> list[list[str]]:
        """A set of the guide, as units of segments; the same number makes the same set.

        It is correct but for levels that are each allowed and not together (an event of the subscriber
        behind the dependent's).
        """
        rng = random.Random(f"{self.name} {number}")
        kind = self.guide.set_id
        instance = Instance(
            self.guide, rng, rng.choice(RICHNESS.get(kind, RICH)), 2, values=VALUES.get(kind, {}),
            repetitions=False, deep=DEPTH,
        )
        return [_numbered(unit) for unit in joined(instance.make(1))]

    def file(self, units: list[list[str]]) -> str:
        """A file of one set."""
        return wire(self.guide, units)

    def damaged(self, number: int, times: int) -> Iterator[str]:
        """Files of one correct set, each with one of its units damaged; none where either refuses the set."""
        units = self.set_of(number)
        if self.ours(self.file(units)) or self.theirs(self.file(units)):
            return
        rng = random.Random(f"damaged {self.name} {number}")
        for _ in range(times):
            at = rng.randrange(len(units))
            # ST stays: without it there is no set.
            head, body = (units[0][:1], units[0][1:]) if at == 0 else ([], units[at])
            yield self.file([*units[:at], head + damage(rng, body), *units[at + 1 :]])


def _numbered(unit: list[str]) -> list[str]:
    """The unit with its lines numbered, which pyx12 wants of professional claims."""
    numbered, lines = [], 0
    for segment in unit:
        lines += segment.startswith("LX*")
        numbered.append(f"LX*{lines}" if segment.startswith("LX*") else segment)
    return numbered


def our_guides(folder: Path) -> Iterator[Pair]:
    """Every guide written here, handed to pyx12 as a map in a folder of its own."""
    for name in names():
        guide = guide_named(name)
        maps = folder / name
        maps.mkdir()
        write_map(maps, guide)
        yield Pair(name, guide, tables_of(guide), maps)


def their_maps() -> Iterator[Pair]:
    """Every map of 5010 that pyx12 ships, read as a guide and not repaired."""
    for name, file in SHIPPED.items():
        guide = read_map((files("pyx12") / "map" / file).read_bytes(), name)
        yield Pair(f"pyx12 {name}", guide, tables_of(guide), None)
