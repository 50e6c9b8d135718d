"""Commands on files by themselves: no house needed."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.face import (
    BROKEN,
    CLEAN,
    FAULTY,
    bytes_in,
    clean,
    codes_option,
    json_option,
    own_lists,
    show,
)

if TYPE_CHECKING:
    from mappings.tables import GuideTables

_override = click.option(
    "--override",
    "overrides",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A payer's companion guide (TOML); may be given several times.",
)


def _tables(overrides: tuple[Path, ...]) -> GuideTables:
    from mappings.overrides import read_override
    from mappings.tables import GuideTables, guide_tables

    return GuideTables(map(read_override, overrides)) if overrides else guide_tables()


class _Guided(click.Command):
    """A command whose help names the guides there are."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from mappings.guides import HEADS

        super().format_help_text(ctx, formatter)
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(f"Guides: {', '.join(f'{head.name} ({head.version})' for head in HEADS)}.")


@click.command(
    cls=_Guided,
    epilog="Example: bitewing validate claims.edi; bitewing validate in/ more/ --jobs 0 --json; "
    "bitewing validate claims.edi --format html --out report.html; bitewing validate - --stop-after 20"
)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, readable=False, allow_dash=True)
)
@_override
@codes_option
@click.option("--all", "take_all", is_flag=True, help="Every file of a folder, hidden ones too.")
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(min=0),
              help="Check so many files side by side; 0: as many as there are cores.")
@click.option("--most", default=200, show_default=True, type=click.IntRange(min=0),
              help="Show at most so many findings in all.")
@click.option("--stop-after", default=0, type=click.IntRange(min=0), show_default="never",
              help="Stop reading a file at so many findings: bounded work on a hopeless one.")
@click.option("--guide-only", is_flag=True, help="Syntax and guide (SNIP 1 and 2) only: the fastest way.")
@click.option("--format", "form", type=click.Choice(["text", "json", "html"]), default="text",
              show_default=True, help="How it is told; html is one page that shows the files (PHI).")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--out", type=click.Path(dir_okay=False), help="Write the report there.")
def validate(
    files: tuple[str, ...], overrides: tuple[Path, ...], codes: tuple[str, ...], take_all: bool, jobs: int,
    most: int, stop_after: int, guide_only: bool, form: str, as_json: bool, out: str | None,
) -> int:
    """Prove X12 files by their guide and the business rules, or say what is wrong, where, and how to mend it.

    FILES are files, folders (searched for files that look like X12), or - for standard input.
    The exit code is 0 only if every file is clean; 4 if one could not be read.
    """
    from datetime import UTC, datetime

    from clearinghouse.reports import writing
    from clearinghouse.reports.gathering import gather
    from clearinghouse.reports.progress import watched
    from clearinghouse.reports.results import Asked, Outcome
    from clearinghouse.reports.running import run
    from mappings.overrides import read_override
    from transactions.rules.lists import with_own

    if as_json and form == "html":
        raise click.BadParameter("--json and --format html exclude each other", param_hint="--format")
    form = "json" if as_json else form
    gathered = gather(files, take_all=take_all)
    writing.refuse(form, out, gathered)
    page = form == "html"
    asked = Asked(
        datetime.now(UTC), tuple(map(read_override, overrides)), with_own(own_lists(codes).values()),
        guide_only, most, stop_after, page,
    )
    with writing.opened(out, private=page) as write, watched(gathered) as read:
        report = writing.report_as(form, write, asked, gathered)
        totals = run(gathered, asked, jobs or os.cpu_count() or 1, report, read)
    if out:
        click.echo(f"{writing.totals_line(totals)}; told in {clean(out)}")
    return BROKEN if totals.outcomes[Outcome.UNREAD] else CLEAN if totals.clean else FAULTY


@click.command(epilog="Example: bitewing ack claims.edi --out answers/")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "--out",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the answers into this folder, over those of before (by default to standard output).",
)
@_override
@codes_option
@json_option
def ack(
    file: str, folder: Path | None, overrides: tuple[Path, ...], codes: tuple[str, ...], as_json: bool
) -> None:
    """Write the TA1, 999 and 277CA that a file would be answered with."""
    from tempfile import TemporaryDirectory

    from clearinghouse.alone import answer
    from clearinghouse.house import utc_now
    from transactions.rules.lists import with_own

    lists = with_own(own_lists(codes).values())
    with TemporaryDirectory() as place:
        target = folder or Path(place)
        target.mkdir(parents=True, exist_ok=True)
        with bytes_in(file) as stream:
            written = answer(stream, _tables(overrides), utc_now(), target, lists)
        if not written:
            click.echo("bitewing: nothing in this file is to be answered", err=True)
        if as_json:
            told = [
                {"name": path.name, "text": None if folder else path.read_text("latin-1")} for path in written
            ]
            show(told, True)
        elif folder:
            for path in written:
                click.echo(clean(str(path)))
        else:
            for path in written:
                sys.stdout.flush()
                sys.stdout.buffer.write(path.read_bytes() + b"\n")


@click.command(epilog="Example: bitewing describe claims.edi --no-values")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--no-values", is_flag=True, help="Structure only: no value of the file is shown.")
@click.option("--summary", is_flag=True, help="Envelopes and counts only.")
@codes_option
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, one object a line.")
def describe(file: str, no_values: bool, summary: bool, codes: tuple[str, ...], as_json: bool) -> int:
    """Tell what stands in an X12 file, segment by segment, in words.

    With --codes also what a code means, by the texts of your own lists.
    """
    from edi import describe as telling
    from edi.stream import read
    from mappings.tables import guide_tables

    tables, own = guide_tables(), own_lists(codes)

    def meaning(which: str, code: str) -> str:
        return own[which].label(code) if which in own else ""

    with bytes_in(file) as stream:
        if as_json:
            events = read(stream, tables)
            items = (
                telling.summarize_events(events, values=not no_values)
                if summary
                else telling.describe_events(events, tables, values=not no_values, code_name=meaning)
            )
            refused = False
            for item in items:
                refused = item["kind"] == "refused"
                click.echo(json.dumps(item))
            return FAULTY if refused else CLEAN
        line = ""
        for line in telling.describe(
            stream, tables, values=not no_values, summary=summary, code_name=meaning
        ):
            click.echo(line)
        return FAULTY if line.startswith("not X12") else CLEAN


COMMANDS = (validate, ack, describe)
