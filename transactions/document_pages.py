"""The page docs/reference/documents.md: every kind of document, its keys, and one made from a sample."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from edi.stream import read
from mappings.tables import guide_tables
from transactions.document_text import LONGEST_NUMBER, to_json
from transactions.documents import documents
from transactions.schemas import Schema, as_text, first_line, kinds, schema_of

_WORDS = {
    "date": "day", "time": "time", "boolean": "true or false", "integer": "whole number", "string": "text",
}
CLEAN = Path(__file__).parent.parent / "samples" / "clean"

_HEAD = """\
# Documents

A document is one transaction set as JSON: `bitewing convert FILE --to json` writes one a line, and takes them
back (`--to x12`). `transaction` names its kind. Amounts and quantities are text of the form X12 has
(`"125.5"`, at most {longest} characters), days ISO 8601; what is absent is left out. A key nobody knows is
refused, with its path.

Each kind has a JSON Schema in [schemas](schemas); a name like `Period` below is one of its definitions.
Schemas and page are made from the types in `transactions`, by
`python -m transactions.schemas docs/reference/schemas`.
"""


def write_page() -> str:
    """The page as Markdown."""
    return "\n".join(_page()) + "\n"


def examples() -> dict[str, tuple[str, bytes]]:
    """By tag the shortest document that a clean sample holds, and the sample's name."""
    found: dict[str, tuple[str, bytes]] = {}
    tags = {kind: tag for tag, kind in kinds().items()}
    for file in sorted(CLEAN.glob("*.edi")):
        with file.open("rb") as stream:
            for document in documents(read(stream, guide_tables())):
                tag, made = tags[type(document)], to_json(document)
                if tag not in found or len(made) < len(found[tag][1]):
                    found[tag] = file.name, made
    return found


def _page() -> Iterator[str]:
    yield _HEAD.format(longest=LONGEST_NUMBER).rstrip()
    told = examples()
    for tag, kind in kinds().items():
        yield from _kind(tag, kind)
        if tag in told:
            name, made = told[tag]
            yield from ("", f"Made from `samples/clean/{name}`:", "", "```json")
            yield as_text(msgspec.json.decode(made)).decode().rstrip()
            yield "```"


def _kind(tag: str, kind: type[Struct]) -> Iterator[str]:
    schema = schema_of(kind)
    about = first_line(kind.__doc__ or "")
    yield from ("", f"## {tag}", "", f"{about} Schema: [{tag}.json](schemas/{tag}.json).")
    inside = schema["$defs"]
    document = inside[kind.__name__]
    yield from ("", "| key | holds | must be there |", "|---|---|---|")
    for key, value in document["properties"].items():
        yield _row(key, value, document)
        name = value.get("$ref", value.get("items", {}).get("$ref", "")).rpartition("/")[2]
        for inner, said in inside[name]["properties"].items() if name else ():
            path = f"{key}[].{inner}" if value.get("type") == "array" else f"{key}.{inner}"
            yield _row(path, said, inside[name])


def _row(path: str, value: Schema, holder: Schema) -> str:
    key = path.rpartition(".")[2]
    return f"| `{path}` | {_words(value)} | {'yes' if key in holder.get('required', ()) else ''} |"


def _words(value: Schema) -> str:
    """What a value is, in a few words."""
    if "enum" in value:
        return " or ".join(f"`{one}`" for one in value["enum"])
    if "$ref" in value:
        return f"`{value['$ref'].rpartition('/')[2]}`"
    if "anyOf" in value:
        return " or ".join(_words(one) for one in value["anyOf"] if one.get("type") != "null")
    if value.get("type") == "array":
        return f"list of {_words(value['items'])}" if isinstance(value.get("items"), dict) else "list"
    if "pattern" in value:
        return "amount"
    if isinstance(others := value.get("additionalProperties"), dict):
        return f"{_words(others)} by key"
    return _WORDS.get(str(value.get("format") or value.get("type")), "object")
