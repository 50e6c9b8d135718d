"""What is written by type, by the delimiters it can be written with, and what cannot be written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Generic, TypeVar

from clearinghouse.acknowledgment import Party
from clearinghouse.inquiry_kinds import Write
from edi.delimiters import DEFAULT, Delimiters
from edi.errors import WriteError
from edi.writer import Writer
from mappings.guides import Head

K = TypeVar("K")
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Fit(Generic[K]):
    """Things to be written together; `delimiters` is None for one that cannot be, `reason` says why."""

    delimiters: Delimiters | None
    things: list[tuple[K, Any]]
    reason: str = ""


def by_fit(
    things: Iterable[tuple[K, Any, Delimiters]], head: Head, write: Write, us: Party, them: Party
) -> Iterator[Fit[K]]:
    """Things by delimiters: the usual ones, else those each came in. Every one is tried by itself."""
    fit: dict[Delimiters, list[tuple[K, Any]]] = {}
    for key, thing, own in things:
        plain = Delimiters(own.element, own.component, own.repetition, own.segment)
        reason = ""
        for delimiters in dict.fromkeys((DEFAULT, plain)):
            try:
                _try(thing, head, write, us, them, delimiters)
            except WriteError as problem:
                reason = str(problem)
                continue
            fit.setdefault(delimiters, []).append((key, thing))
            break
        else:
            yield Fit(None, [(key, thing)], reason)
    for delimiters, some in fit.items():
        yield Fit(delimiters, some)


def _try(thing: Any, head: Head, write: Write, us: Party, them: Party, delimiters: Delimiters) -> None:
    writer = Writer(BytesIO(), delimiters)
    with (
        writer.interchange(us.qualifier, us.id, them.qualifier, them.id, _SOME_DAY, 1),
        writer.group(head.group_id, us.id, them.id, _SOME_DAY, 1, head.version),
    ):
        write(writer, [thing], ["0001"], 1)
