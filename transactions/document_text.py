"""Objects of these types as JSON text, and back: strict, and never with a value in what is refused.

Amounts and quantities are text (`"125.5"`) of the form X12 has, days ISO 8601; what is absent is left out.
Keys nobody knows are refused, with their path.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import Struct, inspect

from edi.errors import EdiError
from edi.values import NUMBER

LONGEST_NUMBER = 40
"""Characters an amount may have in a document."""

Kind = TypeVar("Kind")


class DocumentError(EdiError):
    """A JSON document that is not what it should be; `path` is the place (`$.lines[0].charge`)."""

    def __init__(self, reason: str, path: str = "$") -> None:
        super().__init__(f"{path}: {reason}")
        self.reason = reason
        self.path = path


def to_json(thing: Struct) -> bytes:
    """A document, or any other object of these types, as JSON."""
    return msgspec.json.encode(thing)


def from_json(data: bytes | str, kind: type[Kind]) -> Kind:
    """An object from JSON; raises DocumentError with the path of what is wrong, never with a value."""
    try:
        _check_numbers(msgspec.json.decode(data), _known(kind), "$")  # type: ignore[arg-type]
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as problem:
        reason, _, path = str(problem).partition(" - at ")
        if reason.startswith("Invalid value"):
            reason = "this is not one of the values that can stand here"
        raise DocumentError(reason[:120], path.strip("`") or "$") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise DocumentError("this is not JSON") from None


@cache
def _known(kind: Any) -> inspect.Type:
    """What a document is made of; looking it up takes longer than reading one."""
    return inspect.type_info(kind)


def _check_numbers(raw: Any, wanted: inspect.Type, path: str) -> None:
    """Amounts must be text of X12's form: no exponent, no other digits than 0 to 9. The rest is msgspec's."""
    if isinstance(wanted, inspect.DecimalType):
        if raw is not None and not (
            isinstance(raw, str) and len(raw) <= LONGEST_NUMBER and NUMBER.fullmatch(raw)
        ):
            raise DocumentError('an amount must be text like "125.50"', path)
    elif isinstance(wanted, inspect.StructType):
        if isinstance(raw, dict):
            for field in wanted.fields:
                if field.encode_name in raw:
                    _check_numbers(raw[field.encode_name], field.type, f"{path}.{field.encode_name}")
    elif isinstance(wanted, inspect.UnionType):
        for one in _of_union(raw, wanted):
            _check_numbers(raw, one, path)
    elif isinstance(wanted, inspect.ListType | inspect.VarTupleType):
        if isinstance(raw, list):
            for index, item in enumerate(raw):
                _check_numbers(item, wanted.item_type, f"{path}[{index}]")
    elif isinstance(wanted, inspect.DictType) and isinstance(raw, dict):
        for item in raw.values():
            _check_numbers(item, wanted.value_type, f"{path}[...]")


def _of_union(raw: Any, union: inspect.UnionType) -> Iterator[inspect.Type]:
    """The type a value is meant for: of documents the one with its tag, else the one that is not None."""
    for one in union.types:
        if isinstance(one, inspect.StructType) and one.tag_field:
            if isinstance(raw, dict) and raw.get(one.tag_field) == one.tag:
                yield one
        elif raw is not None and not isinstance(one, inspect.NoneType):
            yield one
