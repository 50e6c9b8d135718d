"""Files written as XML, and the segments that stand in such a document."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

from lxml import etree

from edi.stream import Tables, read
from mappings.tables import guide_tables
from mappings.xml_documents import write_xml

Tree = Any
DELIMITERS = "*:^"


def written(data: bytes, shape: str, tables: Tables | None = None) -> tuple[bytes, dict[str, int]]:
    """The document of a file, and what was told of it."""
    using = tables or guide_tables()
    whole, told = io.BytesIO(), Counter[str]()
    write_xml(read(io.BytesIO(data), using), using, shape, whole, told)
    return whole.getvalue(), dict(told)


def tree(document: bytes) -> Tree:
    """A document without the white space between its tags."""
    root = etree.fromstring(document, etree.XMLParser(huge_tree=True))
    for row in root.iter():
        row.tail = None
        if len(row):
            row.text = None
    return root


def lines(document: bytes) -> list[str]:
    """A document's tags, a line each: to be compared."""
    root = tree(document)
    etree.indent(root, " ")
    return str(etree.tostring(root, encoding="unicode")).splitlines()


def segments(document: bytes, delimiters: str = DELIMITERS) -> list[str]:
    """The segments of a document in either shape, as text without trailing separators."""
    return [_segment(row, *delimiters) for row in tree(document).iter("segment", "seg")]


def _segment(row: Tree, separator: str, component: str, repetition: str) -> str:
    """One segment: in our shape by `at` and `repetition`, in pyx12's by `id`."""
    id_ = row.get("id")
    values: dict[int, list[str]] = {}
    for child in row:
        parts: dict[int, str] = {}
        for inner in child:
            place, _, index = (inner.get("at") or inner.get("id")).rpartition("-")
            parts[int(index)] = inner.text or ""
        place = child.get("at") or (place if child.tag == "comp" else child.get("id"))
        value = _joined(parts, component) if len(child) else child.text or ""
        values.setdefault(int(place[len(id_) :]), []).append(value)
    return _joined({0: id_} | {at: repetition.join(some) for at, some in values.items()}, separator)


def _joined(parts: dict[int, str], separator: str) -> str:
    """Parts by their position, with nothing in the others; from 0 if there is one, else from 1."""
    return separator.join(parts.get(at, "") for at in range(0 if 0 in parts else 1, max(parts) + 1))
