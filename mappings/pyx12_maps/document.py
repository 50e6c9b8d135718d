"""The XML of a map, read without trust: no DOCTYPE, no entities, no network; every fault names its line."""

from __future__ import annotations

from typing import Any

from lxml import etree

from edi.errors import GuideError
from edi.guide import UNBOUNDED, Usage

LARGEST = 16 << 20
"""Bytes a map may have; pyx12's largest has a tenth of that."""
DIGITS = 6
"""A count of more digits is none."""

_USAGES: dict[str, Usage] = {"R": "R", "S": "S", "N": "N"}

Row = Any
"""An XML element of a map: a loop, a segment, an element, a composite."""


def read_document(data: bytes, name: str) -> Row:
    """The root of a map's XML; `name` is the one that a GuideError tells."""
    if len(data) > LARGEST:
        raise GuideError(f"{name}: larger than {LARGEST} bytes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True,
        remove_pis=True,
    )
    before, doctype, _ = data.partition(b"<!DOCTYPE")
    if doctype:
        line = before.count(b"\n") + 1
        raise GuideError(f"{name}, line {line}: has a DOCTYPE, which no map needs")
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        raise GuideError(f"{name}, line {problem.lineno or 1}: not XML ({problem.msg})") from None
    if root.getroottree().docinfo.doctype:
        # In an encoding of its own, where the bytes did not show it.
        raise GuideError(f"{name}, line 1: has a DOCTYPE, which no map needs")
    if root.tag != "transaction":
        raise GuideError(f"{name}, line {root.sourceline}: no map of pyx12 (its root is no transaction)")
    return root


class Lines:
    """What rows of a map say, or a GuideError with the map's name and the row's line."""

    def __init__(self, name: str) -> None:
        self.name = name

    def fault(self, row: Row, reason: str) -> GuideError:
        """The error to raise for a row."""
        return GuideError(f"{self.name}, line {row.sourceline}: {reason}")

    def said(self, row: Row, word: str) -> str:
        """A word of a row: its attribute, or the text of its child of that name."""
        value: str | None = row.get(word)
        if value is None:
            value = row.findtext(word)
        if value is None or not value.strip():
            raise self.fault(row, f"this {row.tag} has no {word}")
        return " ".join(value.split())

    def usage(self, row: Row) -> Usage:
        """R, S or N."""
        usage = _USAGES.get(self.said(row, "usage"))
        if usage is None:
            raise self.fault(row, f"the usage of this {row.tag} is none of R, S and N")
        return usage

    def count(self, row: Row, word: str, least: int = 1) -> int:
        """A whole number; >1 is unbounded."""
        value = self.said(row, word)
        if value == ">1":
            return UNBOUNDED
        if not (value.isascii() and value.isdigit()) or len(value) > DIGITS or int(value) < least:
            raise self.fault(row, f"the {word} of this {row.tag} is no count")
        return int(value)

    def codes(self, row: Row) -> tuple[str, ...]:
        """The codes a row lists, each once."""
        found: dict[str, None] = {}
        for code in row.iterfind("valid_codes/code"):
            value = " ".join((code.text or "").split())
            if not value or not value.isascii() or not value.isprintable():
                raise self.fault(code, "a code is empty or cannot be printed")
            found[value] = None
        return tuple(found)

    def external(self, row: Row) -> str:
        """The external list a row names, or an empty string."""
        listed = row.find("valid_codes")
        return "" if listed is None else str(listed.get("external") or "")
