"""`bitewing guides`: the implementation guides, one as a tree, one written out."""

from __future__ import annotations

import sys

import click

from commands.face import choose, json_option, show
from mappings.guide_formats import formats

_guide = click.argument("guide")


@click.command("list", epilog="Example: bitewing guides list")
@json_option
def list_(as_json: bool) -> None:
    """List the guides this house holds: name, version, and how large each is."""
    from clearinghouse.telling import Rows
    from mappings.guide_tree import loops_of, slots_of
    from mappings.registry import guide_named, names

    columns = ["guide", "what", "version", "set", "groups", "loops", "segments", "elements"]
    rows = []
    for guide in map(guide_named, names()):
        slots = slots_of(guide)
        elements = sum(len(slot.elements) for slot in slots)
        about = [guide.name, guide.title, guide.version, guide.set_id, guide.group_id]
        rows.append([*about, len(loops_of(guide)), len(slots), elements])
    answer = [dict(zip(columns, row, strict=True)) for row in rows]
    show(answer, as_json, Rows("Guides", columns, rows))


@click.command("show", epilog="Example: bitewing guides show 837D --loop 2300")
@_guide
@click.option("--loop", help="Only this loop, with the elements of its segments.")
@json_option
def show_(guide: str, loop: str | None, as_json: bool) -> None:
    """Show a guide as a tree: loops and segments, whether they must come, how often, and their codes."""
    from mappings.guide_documents import guide_document, loop_document
    from mappings.guide_tree import loop_lines, loops_of, tree_lines
    from mappings.registry import guide_named, names

    chosen = guide_named(choose("guide", guide, names(), "GUIDE"))
    if loop is None:
        document, lines = guide_document(chosen), tree_lines(chosen)
    else:
        loops = loops_of(chosen)
        id_ = choose("loop", loop, loops, "--loop")
        document, lines = loop_document(loops[id_][0][-1]), loop_lines(chosen, id_)
    if as_json:
        show(document, True)
        return
    for line in lines:
        click.echo(line)


@click.command("export", epilog="Example: bitewing guides export 837D --format markdown > 837D.md")
@_guide
@click.option("--format", "form", type=click.Choice(formats()), default="json", show_default=True,
              help="The form to write it in.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def export(guide: str, form: str, as_json: bool) -> None:
    """Write a guide out, for other programs or to be read."""
    from mappings.guide_formats import write_guide
    from mappings.registry import guide_named, names

    chosen = guide_named(choose("guide", guide, names(), "GUIDE"))
    sys.stdout.flush()
    sys.stdout.buffer.write(write_guide(chosen, "json" if as_json else form))


COMMANDS = (list_, show_, export)
