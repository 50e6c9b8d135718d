"""`bitewing convert`: X12 to documents and back."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, BinaryIO

import click

from commands.face import CLEAN, FAULTY, bytes_in

if TYPE_CHECKING:
    from edi.conventions import CharacterSet, Lengths


@click.command(epilog="Example: bitewing convert claims.edi --to json > claims.json; "
               "bitewing convert claims.edi --to xml --shape pyx12 > claims.xml")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option("--to", "form", type=click.Choice(["json", "xml", "x12"]), required=True,
              help="What to make of it.")
@click.option("--shape", type=click.Choice(["bitewing", "pyx12"]), default="bitewing", show_default=True,
              help="To xml: loops and segments by their names, or as pyx12 writes them.")
@click.option("--sender", default="SENDER", show_default=True, help="To x12: our interchange id (ISA06).")
@click.option("--receiver", default="RECEIVER", show_default=True, help="To x12: the receiver's (ISA08).")
@click.option(
    "--control-number",
    type=click.IntRange(1, 999_999_999),
    default=1,
    show_default=True,
    help="To x12: ISA13 and the first GS06.",
)
@click.option("--production", is_flag=True, help="To x12: ISA15 is P instead of T.")
@click.option(
    "--characters",
    type=click.Choice(["any", "extended", "basic"]),
    default="any",
    show_default=True,
    help="To x12: the character set the receiver takes.",
)
@click.option("--upper-case", is_flag=True, help="To x12: capitals for small letters.")
@click.option("--transliterate", is_flag=True, help="To x12: base letters for those with accents.")
@click.option(
    "--too-long",
    type=click.Choice(["keep", "refuse", "cut"]),
    default="keep",
    show_default=True,
    help="To x12: what becomes of text longer than its guide allows; only names and descriptions are cut.",
)
@click.option(
    "--per-set",
    type=click.IntRange(1, 5000),
    default=5000,
    show_default=True,
    help="To x12: claims or patients in a set, at most.",
)
@click.option("--json", "as_json", is_flag=True, help="To json: all documents as one JSON list.")
def convert(
    file: str,
    form: str,
    shape: str,
    sender: str,
    receiver: str,
    control_number: int,
    production: bool,
    characters: CharacterSet,
    upper_case: bool,
    transliterate: bool,
    too_long: Lengths,
    per_set: int,
    as_json: bool,
) -> int:
    """Turn X12 files into JSON documents (one transaction set a line), and back.

    Documents there are of 837D, 835, 277CA, 270, 271, 276, 277, 278 and 999.

    Any file that a guide describes can be turned into XML, segment by segment. What could not be written as
    it was sent is counted (exit code 1).

    A wrong document is refused with the path of what is wrong and what was expected. A set with faults is
    turned as far as it can be read (exit code 1): `unread` names what is missing in it. Spreadsheets are
    turned by `bitewing sheets convert`.
    """
    from io import BytesIO

    from clearinghouse.conversion import Addresses, from_documents, to_x12
    from clearinghouse.house import utc_now
    from edi.conventions import Conventions

    with bytes_in(file) as stream:
        if form == "json":
            return _convert_to_json(stream, as_json)
        if form == "xml":
            return _convert_to_xml(stream, shape)
        wanted = from_documents(stream.read())
    addresses = Addresses(sender, receiver, control_number, "P" if production else "T")
    whole = BytesIO()
    conventions = Conventions(characters, upper_case, transliterate, too_long)
    to_x12(
        whole, wanted, addresses, utc_now(), conventions=conventions, per_set=per_set
    )
    sys.stdout.flush()
    sys.stdout.buffer.write(whole.getvalue() + b"\n")
    return CLEAN


def _convert_to_json(stream: BinaryIO, as_json: bool) -> int:
    from clearinghouse.conversion import to_documents
    from mappings.tables import guide_tables

    told = Counter[str]()
    lines = to_documents(stream, guide_tables(), told)
    if as_json:
        click.echo(b"[" + b",\n".join(lines) + b"]")
    else:
        for line in lines:
            click.echo(line)
    for what, count in told.items():
        click.echo(f"bitewing: sets {what}: {count}", err=True)
    return FAULTY if told else CLEAN


def _convert_to_xml(stream: BinaryIO, shape: str) -> int:
    from clearinghouse.conversion import to_xml
    from mappings.tables import guide_tables

    told = Counter[str]()
    sys.stdout.flush()
    to_xml(stream, guide_tables(), shape, sys.stdout.buffer, told)
    sys.stdout.buffer.flush()
    for what, count in told.items():
        click.echo(f"bitewing: {what}: {count}", err=True)
    return FAULTY if told else CLEAN


COMMANDS = (convert,)
