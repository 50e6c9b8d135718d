"""The JSON Schemas: what is committed is what the types make, and documents are what the schemas say.

Where the types have changed: `python -m transactions.schemas docs/reference/schemas`.
"""

from __future__ import annotations

import copy
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from edi.stream import read
from mappings.tables import guide_tables
from transactions.document_pages import CLEAN, examples, write_page
from transactions.document_text import DocumentError, to_json
from transactions.documents import documents, read_document
from transactions.schemas import Schema, as_text, kinds, schema_of, write_schemas

ROOT = Path(__file__).parent.parent.parent
SCHEMAS = ROOT / "docs" / "reference" / "schemas"
PAGE = ROOT / "docs" / "reference" / "documents.md"
AGAIN = "the types have changed: run python -m transactions.schemas docs/reference/schemas"
FILES = [*sorted(CLEAN.glob("*.edi")), *sorted((ROOT / "samples" / "faulty").glob("*/*.edi"))]
FORMS = {"date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "time": r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?"}
SAID_ONLY = {"title", "description", "default", "$defs", "$schema", "format"}
TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "null": lambda value: value is None,
}


# A small validator of JSON Schema: of the words these schemas are made of, and no others.


def faults(value: Any, schema: Schema, whole: Schema, path: str = "$") -> Iterator[str]:
    """Where a value is not what a schema says."""
    for word, said in schema.items():
        if word not in SAID_ONLY:
            yield from WORDS[word](value, said, schema, whole, path)
    if schema.get("format") in FORMS and not re.fullmatch(FORMS[schema["format"]], str(value)):
        yield f"{path}: no {schema['format']}"


def _ref(value: Any, said: Any, schema: Schema, whole: Schema, path: str) -> Iterator[str]:
    yield from faults(value, whole["$defs"][said.removeprefix("#/$defs/")], whole, path)


def _any_of(value: Any, said: Any, schema: Schema, whole: Schema, path: str) -> Iterator[str]:
    if all(list(faults(value, one, whole, path)) for one in said):
        yield f"{path}: none of these"


def _type(value: Any, said: Any, schema: Schema, whole: Schema, path: str) -> Iterator[str]:
    if not TYPES[said](value):
        yield f"{path}: no {said}"


def _properties(value: Any, said: Any, schema: Schema, whole: Schema, path: str) -> Iterator[str]:
    for key in said if isinstance(value, dict) else ():
        if key in value:
            yield from faults(value[key], said[key], whole, f"{path}.{key}")


def _required(value: Any, said: Any, schema: Schema, whole: Schema, path: str) -> Iterator[str]:
    yield from (f"{path}.{key}: missing" for key in said if isinstance(value, dict) and key not in value)


def _additional(value: Any, said: Any, schema: Schema, whole: Schema, path: str) -> Iterator[str]:
    for key in value if isinstance(value, dict) else ():
        if key not in schema.get("properties", ()):
            yield from [f"{path}.{key}: not known"] if said is False else faults(value[key], said, whole, key)


def _items(value: Any, said: Any, schema: Schema, whole: Schema, path: str) -> Iterator[str]:
    for at, one in enumerate(value if isinstance(value, list) and said is not False else ()):
        yield from faults(one, said, whole, f"{path}[{at}]")


def _limits(value: Any, said: Any, schema: Schema, whole: Schema, path: str) -> Iterator[str]:
    size = len(value) if isinstance(value, list | str) else 0
    if size < schema.get("minItems", 0) or size > schema.get("maxLength", schema.get("maxItems", size)):
        yield f"{path}: too few or too many"


def _pattern(value: Any, said: Any, schema: Schema, whole: Schema, path: str) -> Iterator[str]:
    if isinstance(value, str) and not re.search(said, value):
        yield f"{path}: of another form"


def _enum(value: Any, said: Any, schema: Schema, whole: Schema, path: str) -> Iterator[str]:
    if value not in said:
        yield f"{path}: none of these values"


WORDS: dict[str, Callable[[Any, Any, Schema, Schema, str], Iterator[str]]] = {
    "$ref": _ref, "anyOf": _any_of, "type": _type, "properties": _properties, "required": _required,
    "additionalProperties": _additional, "items": _items, "minItems": _limits, "maxItems": _limits,
    "maxLength": _limits, "pattern": _pattern, "enum": _enum,
}


def made_of(file: Path) -> list[Any]:
    """The documents of a file, as plain JSON."""
    events = read(io.BytesIO(file.read_bytes()), guide_tables())
    return [json.loads(to_json(document)) for document in documents(events)]


def committed(tag: str) -> Schema:
    schema: Schema = json.loads((SCHEMAS / f"{tag}.json").read_bytes())
    return schema


# What is committed


def test_the_committed_schemas_are_those_of_the_types() -> None:
    assert {file.stem for file in SCHEMAS.iterdir()} == set(kinds()), AGAIN
    for tag, kind in kinds().items():
        assert (SCHEMAS / f"{tag}.json").read_bytes() == as_text(schema_of(kind)), AGAIN


def test_the_committed_page_is_that_of_the_types() -> None:
    assert PAGE.read_text("utf-8") == write_page(), AGAIN


def test_there_is_no_schema_of_another_kind(tmp_path: Path) -> None:
    (tmp_path / "999.json").write_text("{}")
    write_schemas(tmp_path)
    assert {file.stem for file in tmp_path.iterdir()} == set(kinds())


def test_every_kind_has_an_example_of_its_own() -> None:
    told = examples()
    assert set(told) == set(kinds())
    page = PAGE.read_text("utf-8")
    for tag, (name, made) in told.items():
        assert json.loads(made)["transaction"] == tag
        assert f"\n## {tag}\n" in page
        assert f"`samples/clean/{name}`" in page


# What a schema says


@pytest.mark.parametrize("tag", kinds())
def test_every_object_knows_all_its_keys(tag: str) -> None:
    schema = committed(tag)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    for name, one in schema["$defs"].items():
        assert one["type"] == "object", name
        assert one["additionalProperties"] is False, name
        assert "\n" not in one.get("description", ""), name
    text = json.dumps(schema)
    assert '"format": "decimal"' not in text
    assert '"type": "number"' not in text


def test_the_schema_of_a_remittance_by_hand() -> None:
    schema = committed("835")
    document = schema["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    assert document["properties"]["transaction"] == {"enum": ["835"]}
    assert document["required"] == ["transaction", "remittance"]
    payment = schema["$defs"]["Payment"]["properties"]
    assert payment["amount"] == {
        "type": "string", "pattern": "^-?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)$", "maxLength": 40,
    }


# Documents by their schemas


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_documents_are_what_their_schema_says(file: Path) -> None:
    for document in made_of(file):
        schema = committed(document["transaction"])
        assert list(faults(document, schema, schema)) == []


@pytest.mark.parametrize("tag", kinds())
def test_what_the_schema_refuses_is_refused_by_the_reading(tag: str) -> None:
    """Every key of an example left out, made another thing, or joined by one that nobody knows."""
    schema, document = committed(tag), json.loads(examples()[tag][1])
    assert list(faults(document, schema, schema)) == []
    told = {True: 0, False: 0}
    for path in _places(document):
        for change in (_leave_out, _make_a_number, _make_a_list, _join):
            other = copy.deepcopy(document)
            change(other, path)
            refused = bool(list(faults(other, schema, schema)))
            assert refused == _is_refused(other), (path, change.__name__)
            told[refused] += 1
    assert min(told.values()) > 5


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths of all keys."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        if isinstance(key, str):
            yield (*path, key)
        yield from _places(one, (*path, key))


def _holder(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path[:-1]:
        value = value[key]
    return value


def _leave_out(document: Any, path: tuple[Any, ...]) -> None:
    del _holder(document, path)[path[-1]]


def _make_a_number(document: Any, path: tuple[Any, ...]) -> None:
    _holder(document, path)[path[-1]] = 12.5


def _make_a_list(document: Any, path: tuple[Any, ...]) -> None:
    _holder(document, path)[path[-1]] = []


def _join(document: Any, path: tuple[Any, ...]) -> None:
    _holder(document, path)["nobody_knows"] = "1"


def _is_refused(document: Any) -> bool:
    try:
        read_document(json.dumps(document))
    except DocumentError:
        return True
    return False
