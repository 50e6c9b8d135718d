"""What is written by type, by the delimiters it can be written with, and what cannot be written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Generic, TypeVar

from clearinghouse.acknowledgment import Party
from clearinghouse.inquiry_kinds import Write
from clearinghouse.partners import Payer, Submitter
from clearinghouse.posts import mark_beside
from edi.conventions import Conventions
from edi.delimiters import Delimiters
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
    things: Iterable[tuple[K, Any, Delimiters]],
    head: Head,
    write: Write,
    us: Party,
    them: Submitter | Payer,
) -> Iterator[Fit[K]]:
    """Things by delimiters: those their receiver wants, else those each came in. Every one is tried alone.

    A submitter is told everything: what it does not take has a mark instead, as in all that is written to it.
    """
    fit: dict[Delimiters, list[tuple[K, Any]]] = {}
    for key, thing, own in things:
        reason = ""
        for delimiters, conventions in _ways(them, own):
            try:
                _try(thing, head, write, us, them, Writer(BytesIO(), delimiters, conventions))
            except WriteError as problem:
                reason = reason or str(problem)
                continue
            fit.setdefault(delimiters, []).append((key, thing))
            break
        else:
            yield Fit(None, [(key, thing)], reason)
    for delimiters, some in fit.items():
        yield Fit(delimiters, some)


def _ways(them: Submitter | Payer, own: Delimiters) -> Iterator[tuple[Delimiters, Conventions]]:
    writing = them.writing
    wanted = writing.wanted()
    yield wanted, writing.conventions
    if writing.clash == "choose":
        yield replace(own, ending=wanted.ending), writing.conventions
    if isinstance(them, Submitter):
        yield wanted, replace(writing.conventions, mark=mark_beside(wanted))


def _try(thing: Any, head: Head, write: Write, us: Party, them: Party, writer: Writer) -> None:
    with (
        writer.interchange(us.qualifier, us.id, them.qualifier, them.id, _SOME_DAY, 1),
        writer.group(head.group_id, us.id, them.id, _SOME_DAY, 1, head.version),
    ):
        write(writer, [thing], ["0001"], 1)
