"""The maps of pyx12 as guides, and our guides as maps of pyx12.

The installed package pyx12 ships maps (XML) of transactions that this house has no rows of its own for. They
are read as guides like any other; nothing of them is copied. Here stands only what must be known before one
is read; the reading and the writing are imported when they are needed.
"""

from __future__ import annotations

from edi.guide import Guide
from mappings.guides import Head

BORROWED: dict[Head, str] = {
    Head(
        "837P", "pyx12_maps", "professional claim", "837", "HC", "005010X222A1",
        ("005010X222", "005010X222A2"),
    ): "837.5010.X222.A1.xml",
    Head(
        "837I", "pyx12_maps", "institutional claim", "837", "HC", "005010X223A2",
        ("005010X223", "005010X223A1", "005010X223A3"),
    ): "837Q3.I.5010.X223.A1.xml",
    Head(
        "834", "pyx12_maps", "enrollment", "834", "BE", "005010X220A1", ("005010X220",)
    ): "834.5010.X220.A1.xml",
    Head("820", "pyx12_maps", "premium payment", "820", "RA", "005010X218"): "820.5010.X218.xml",
}
"""The guides read from pyx12's maps, each with the file of its map."""


def read_guide(head: Head) -> Guide:
    """A borrowed guide; raises GuideError where the installed pyx12 has no such map, or a broken one."""
    from mappings.pyx12_maps.repairs import read_shipped

    return read_shipped(head, BORROWED[head])


def write_pyx12(guide: Guide) -> bytes:
    """A guide as a map of pyx12 (XML, UTF-8); see `mappings.pyx12_maps.writing` for what is lost."""
    from mappings.pyx12_maps.writing import write

    return write(guide)
