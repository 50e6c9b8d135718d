"""The JSON Schemas of the documents; `python -m transactions.schemas docs/reference/schemas` writes them.

A file for each kind of document there is, and beside the folder the page documents.md: all of it made from
the types.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec import Struct, inspect

from edi.values import NUMBER
from transactions.document_text import LONGEST_NUMBER
from transactions.documents import Document

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
AMOUNT: Schema = {"type": "string", "pattern": f"^{NUMBER.pattern}$", "maxLength": LONGEST_NUMBER}
"""An amount or quantity: text of X12's form."""


def kinds() -> dict[str, type[Struct]]:
    """The types of documents by their tags, in the order of the types."""
    found = {}
    for kind in get_args(Document):
        told = inspect.type_info(kind)
        assert isinstance(told, inspect.StructType)
        found[str(told.tag)] = kind
    return found


def schema_of(kind: type[Struct]) -> Schema:
    """The schema of a kind of document, with all it is made of."""
    made: Schema = _as_read(msgspec.json.schema(kind))
    return {"$schema": DIALECT, **made}


def first_line(text: str) -> str:
    """The first line of a docstring."""
    return text.strip().partition("\n")[0].strip()


def write_schemas(folder: Path) -> None:
    """A file for every kind of document, and none for any other."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.json"):
        if file.stem not in kinds():
            file.unlink()
    for tag, kind in kinds().items():
        (folder / f"{tag}.json").write_bytes(as_text(schema_of(kind)))


def as_text(value: object) -> bytes:
    """JSON to be read by people."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def _as_read(made: Any) -> Any:
    """What msgspec says of the types, with what the documents add to it: the form of amounts."""
    if isinstance(made, list):
        return [_as_read(one) for one in made]
    if not isinstance(made, dict):
        return made
    if made.get("format") == "decimal":
        return AMOUNT | {key: value for key, value in made.items() if key not in ("type", "format")}
    told = {key: _as_read(value) for key, value in made.items()}
    if isinstance(told.get("description"), str):
        told["description"] = first_line(told["description"])
    return told


if __name__ == "__main__":
    from transactions.document_pages import write_page

    target = Path(sys.argv[1])
    write_schemas(target)
    (target.parent / "documents.md").write_text(write_page(), encoding="utf-8")
