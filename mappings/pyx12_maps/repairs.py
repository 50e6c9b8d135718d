"""The maps that the installed pyx12 ships, read and repaired: what is wrong in one, and why."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

from edi.errors import GuideError
from edi.guide import Guide
from mappings.edits import Edit, edit_guide
from mappings.guides import Head
from mappings.pyx12_maps.reading import read_map

REPAIRS: dict[str, tuple[tuple[Edit, str], ...]] = {
    "837P": (
        (Edit("HEADER/ST03", usage="R"), "every claim set names its guide, as in the other two kinds"),
        (Edit("HEADER/BHT06", add=("31",)), "subrogation demands come in all three kinds of claims"),
        (Edit("1000A/PER[IC]03", remove=("ED",)), "a way to reach somebody that 4010 had"),
        (Edit("1000A/PER[IC]05", remove=("ED",)), "as before"),
        (Edit("1000A/PER[IC]07", remove=("ED",)), "as before"),
        (Edit("2010BA/NM1[IL]08", usage="S"), "an employer who insures for accidents has no member id"),
        (Edit("2010BA/NM1[IL]09", usage="S"), "as before"),
    ),
}
"""By the guide's name: what is changed in the map's rows, and why."""


def read_shipped(head: Head, file: str) -> Guide:
    """The guide of a map that pyx12 ships; raises GuideError where there is none, or where it is broken."""
    try:
        data = (files("pyx12") / "map" / file).read_bytes()
    except (OSError, ModuleNotFoundError):
        raise GuideError(f"{head.name}: the installed pyx12 has no map {file}; install pyx12 4") from None
    guide = read_map(data, head.name, head.also)
    told = guide.set_id, guide.group_id, guide.version
    if told != (head.set_id, head.group_id, head.version):
        raise GuideError(f"{head.name}: the installed pyx12 has another guide in {file}; install pyx12 4")
    edits = [edit for edit, _ in REPAIRS.get(head.name, ())]
    guide = edit_guide(guide, edits) if edits else guide
    return replace(guide, title=head.title, root=replace(guide.root, name=head.title))
