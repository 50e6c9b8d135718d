"""The kinds of inquiries: what the house asks of questions and answers, and changes in them on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from msgspec.structs import replace

from edi.envelope import Event
from edi.writer import Writer
from mappings.guides import Head
from transactions.parties import Name
from transactions.set_writing import WrittenSet


class QuestionFacts(NamedTuple):
    """What the ledger keeps of a question; texts are empty where it does not tell them."""

    trace: str
    payer: str
    npi: str
    member: str
    name: str
    claim_id: str = ""
    charge_cents: int | None = None
    first: date | None = None
    last: date | None = None
    payer_claim_number: str = ""


class AnswerFacts(NamedTuple):
    """By what an answer finds its question, and what it says in codes.

    `batch` is the BHT03 of the set it answers, where it gives one back. `is_pending`: the payer will answer
    once more. `is_for_all`: it was stopped above its patients, and speaks of every question of the set that
    was put to this `payer` (an id) by this practice.
    """

    traces: tuple[str, ...]
    outcome: str
    npi: str = ""
    member: str = ""
    claim_id: str = ""
    charge_cents: int | None = None
    batch: str = ""
    is_pending: bool = False
    is_for_all: bool = False
    payer: str = ""


class Ours(NamedTuple):
    """What we write into a question: our trace and who gives it, who asks, and who is asked.

    `payer_id` is the payer's own id where the question names it otherwise; else empty.
    """

    trace: str
    originator: str
    house: Name
    payer_name: str
    payer_id: str = ""


class Write(Protocol):
    """Writes things into the open group as sets of at most `most`."""

    def __call__(
        self, writer: Writer, things: Iterable[Any], control_numbers: Iterable[str], most: int, /
    ) -> list[WrittenSet]: ...


@dataclass(frozen=True, slots=True)
class InquiryKind:
    """Questions of one kind, and their answers.

    `levels` and `answer_levels` are the loops in which one stands. `facts` and `answer_facts` are None of
    what asks or says nothing. `levels_of` tells what a question stands under, the set's heading (without
    our numbers) first and the dependent last: those that share these are written together. `asked` is a
    question as the payer gets it, `dated` one with our heading; `restored` an answer as the asker gets it.
    `payer` is the level of both that names the payer. `is_alone`: every question stands in a set of its own.
    """

    name: str
    question: type[Any]
    head: Head
    answer_head: Head
    levels: frozenset[str]
    answer_levels: frozenset[str]
    read: Callable[[Iterable[Event]], Iterator[Any]]
    write: Write
    read_answers: Callable[[Iterable[Event]], Iterator[Any]]
    write_answers: Write
    facts: Callable[[Any], QuestionFacts | None]
    levels_of: Callable[[Any], tuple[Any, ...]]
    asked: Callable[[Any, Ours], Any]
    dated: Callable[[Any, str, datetime], Any]
    answer_facts: Callable[[Any], AnswerFacts | None]
    restored: Callable[[Any, Any, str], Any]
    payer: str
    is_alone: bool = False

    @property
    def answer(self) -> str:
        """The set that answers: 271, 277 or 278."""
        return self.answer_head.set_id


def named_as_asked(kind: InquiryKind, answer: Any, question: Any) -> Any:
    """An answer whose payer has the id that its question named it by."""
    level, own = getattr(answer, kind.payer), getattr(question, kind.payer).name
    name = replace(level.name, id_qualifier=own.id_qualifier, id=own.id)
    return replace(answer, **{kind.payer: replace(level, name=name)})


def full_name(name: Name) -> str:
    """A name as it is found by: the family name first."""
    return " ".join(part for part in (name.last_name, name.first_name) if part)
