"""The pages docs/reference/guides; `python -m mappings.guide_pages docs/reference/guides` writes them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from edi.guide import Element, Guide, Loop, Slot
from mappings.guide_tree import loops_of, places_of
from mappings.guide_words import codes_of, conditions_of, form_of, place_of, repeat_of, usage_of
from mappings.registry import guide_named, names


def write_markdown(guide: Guide) -> bytes:
    """A guide as a page: its loops, then every loop with its slots and their elements."""
    return "\n".join(_page(guide)).encode() + b"\n"


def write_pages(folder: Path) -> None:
    """A page for every guide of the registry, and none for any other."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.md"):
        if file.stem not in names():
            file.unlink()
    for name in names():
        (folder / f"{name}.md").write_bytes(write_markdown(guide_named(name)))


def _page(guide: Guide) -> Iterator[str]:
    yield f"# {guide.name}: {guide.title}"
    yield ""
    also = f" (also {', '.join(guide.also)})" if guide.also else ""
    yield f"Version {guide.version}{also}; transaction set {guide.set_id} in groups {guide.group_id}."
    yield ""
    yield "Made from the rows in `mappings/guides`. What is *in doubt* no source settles: it only warns."
    yield ""
    yield "## Loops"
    yield ""
    yield "| loop | what | usage | repeat |"
    yield "|---|---|---|---|"
    for above, row in guide.walk():
        if isinstance(row, Loop):
            cells = "· " * len(above) + _link(row), row.name, usage_of(row), repeat_of(row)
            yield f"| {' | '.join(cells)} |"
    for chains in loops_of(guide).values():
        yield from _loop(chains)
    rest = [row for row in guide.root.children if isinstance(row, Slot)]
    if rest:
        yield from ("", "## In no loop")
        for slot in rest:
            yield from _slot(slot)


def _loop(chains: list[tuple[Loop, ...]]) -> Iterator[str]:
    loop = chains[0][-1]
    yield ""
    yield f"## Loop {loop.id}"
    yield ""
    whole = "; accepted or refused as a whole" if loop.unit else ""
    yield f"{loop.name[:1].upper()}{loop.name[1:]}: {'; '.join(places_of(chains))}{whole}."
    for row in loop.children:
        if isinstance(row, Slot):
            yield from _slot(row)
        else:
            yield from ("", f"Then loop {_link(row)}, {row.name}.")


def _link(loop: Loop) -> str:
    return f"[{loop.id}](#loop-{loop.id.lower()})"


def _slot(slot: Slot) -> Iterator[str]:
    yield ""
    notes = f"; syntax notes {' '.join(slot.syntax)}" if slot.syntax else ""
    yield f"**`{slot.ref}`** {slot.name}: {usage_of(slot)}, {repeat_of(slot)}{notes}."
    yield ""
    yield "| element | number | form | usage | repeat | codes |"
    yield "|---|---|---|---|---|---|"
    for element in slot.elements:
        yield _row(place_of(slot, element), element)
        for part in element.components:
            yield _row(place_of(slot, element, part), part)
    if conditions := conditions_of(slot):
        yield from ("", f"Conditions: {'; '.join(conditions)}.")


def _row(place: str, row: Element) -> str:
    codes = codes_of(row).replace("|", "\\|")
    return f"| {place} | {row.number} | {form_of(row)} | {usage_of(row)} | {repeat_of(row)} | {codes} |"


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
