"""Whatever strings stand in typed values: refused with a place, or written without a change of structure."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from edi.conventions import Conventions
from edi.delimiters import DEFAULT, Delimiters
from edi.envelope import Closed, Group, Interchange, TransactionSet
from edi.errors import WriteError
from edi.findings import Answer
from edi.numbers import set_numbers
from edi.stream import read
from edi.writer import Writer
from mappings.tables import guide_tables
from transactions.documents import documents, head_of, write_document

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent.parent
MOMENT = datetime(2025, 3, 1, 9, 15)
SAMPLES = ["claim_secondary_by_line.edi", "remittance_paid.edi", "acknowledgment.edi"]
ENVELOPE = (Answer.TA1, Answer.AK9, Answer.IK5)
"""How faults of the envelope, and of the counts and numbers of sets, are answered."""
CONVENTIONS = [
    Conventions(characters, upper, fold, too_long)  # type: ignore[arg-type]
    for characters in ("any", "extended", "basic")
    for upper in (False, True)
    for fold in (False, True)
    for too_long in ("keep", "refuse", "cut")
]
DELIMITERS = [DEFAULT, Delimiters("|", ">", "!", "'", "\n"), Delimiters("\x1d", "\x1f", "\x1e", "\x1c")]
bounded = settings(
    max_examples=12, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

SIGNS = st.sampled_from(
    [*"*:^~|>!'\n\r\x00\x1b\x1c\x1d\x1e\x1f\x7f\x85 .a", "\u00e9", "e\u0301", "\u00df", "\ufb01", "\uff0a",
     "\u037e", "\u212a", "\ud800", "\udcff", "\U0001f9b7", "\u202e", "\u2028", "ST*837~", "A" * 90,
     "~IEA*1*1~"]
)
STRINGS = st.one_of(
    st.lists(SIGNS, min_size=1, max_size=5).map("".join),
    st.text(st.characters(exclude_categories=()), min_size=1, max_size=8),
    st.text("ABCDE\u00e9 ", min_size=1, max_size=200),
    st.sampled_from(["X" * 100_000, "x", "\u00c9" * 61]),
)


def sample(name: str) -> Any:
    """The first document of a sample."""
    with (ROOT / "samples" / "clean" / name).open("rb") as file:
        return next(documents(read(file, guide_tables())))


def strings_in(thing: Any) -> int:
    """How many texts there are in a value."""
    if isinstance(thing, str):
        return 1
    if isinstance(thing, Struct):
        return sum(strings_in(getattr(thing, name)) for name in thing.__struct_fields__)
    if isinstance(thing, (list, tuple)):
        return sum(map(strings_in, thing))
    return 0


def changed(thing: Any, at: int, new: str) -> Any:
    """The value with another text in the place of the one counted `at`."""
    if isinstance(thing, str):
        return new if at == 0 else thing
    if isinstance(thing, Struct):
        for name in thing.__struct_fields__:
            inner = getattr(thing, name)
            size = strings_in(inner)
            if at < size:
                return replace(thing, **{name: changed(inner, at, new)})
            at -= size
    if isinstance(thing, (list, tuple)):
        made = list(thing)
        for index, inner in enumerate(made):
            size = strings_in(inner)
            if at < size:
                made[index] = changed(inner, at, new)
                return type(thing)(made)
            at -= size
    return thing


def write(document: Any, delimiters: Delimiters, conventions: Conventions) -> bytes:
    """A file with the document's sets."""
    out = io.BytesIO()
    writer = Writer(out, delimiters, conventions)
    head = head_of(document)
    with (
        writer.interchange("ZZ", "SENDER", "ZZ", "RECEIVER", MOMENT, 1),
        writer.group(head.group_id, "SENDER", "RECEIVER", MOMENT, 1, head.version),
    ):
        write_document(writer, document, set_numbers())
    return out.getvalue()


def ids(data: bytes, delimiters: Delimiters) -> list[str]:
    text = data.decode("latin-1")
    assert text.endswith(delimiters.terminator)
    return [one.split(delimiters.element)[0] for one in text.split(delimiters.terminator)[:-1]]


def assert_whole(data: bytes, delimiters: Delimiters, conventions: Conventions) -> None:
    """The envelope is read without a fault, and every character is of the set that is agreed."""
    closed = [event.of for event in read(io.BytesIO(data), guide_tables()) if isinstance(event, Closed)]
    assert [type(one) for one in closed] == [TransactionSet, Group, Interchange]
    for one in closed:
        assert not [found.rule.id for found in one.findings if found.rule.answer in ENVELOPE]
    text = data.decode("latin-1")
    for sign in delimiters.all + delimiters.ending:
        text = text.replace(sign, "")
    if conventions.characters != "any":
        assert text.isascii()
        assert text.isprintable()
        assert conventions.characters == "extended" or set(text).isdisjoint("%@[]_{}\\|<>`#$^~")
    if conventions.upper_case:
        assert text.isascii() <= (text == text.upper())


def told_of(do: Callable[[], T]) -> T | WriteError:
    """What comes of writing, a refusal included."""
    try:
        return do()
    except WriteError as problem:
        return problem


def name_of(conventions: Conventions) -> str:
    letters = ("upper " * conventions.upper_case) + ("bare " * conventions.transliterate)
    return f"{conventions.characters} {letters}{conventions.too_long}"


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("conventions", CONVENTIONS, ids=name_of)
@bounded
@given(data=st.data())
def test_no_text_changes_the_structure(name: str, conventions: Conventions, data: st.DataObject) -> None:
    document = sample(name)
    at, new = data.draw(st.integers(0, strings_in(document) - 1)), data.draw(STRINGS)
    delimiters = data.draw(st.sampled_from(DELIMITERS))
    told = told_of(lambda: write(changed(document, at, new), delimiters, conventions))
    if isinstance(told, WriteError):
        assert told.path
        assert len(new) < 12 or new not in str(told)
        return
    plain = write(changed(document, at, "Q7"), DEFAULT, Conventions())
    assert ids(told, delimiters) == ids(plain, DEFAULT)
    assert_whole(told, delimiters, conventions)


@pytest.mark.parametrize("conventions", CONVENTIONS[::3], ids=name_of)
@bounded
@given(new=STRINGS, target=st.sampled_from(DELIMITERS))
def test_no_carried_text_changes_it(conventions: Conventions, new: str, target: Delimiters) -> None:
    """Wire text is what a reader cut at its delimiters: those and no others are structure."""
    source = Delimiters("\x02", "\x03", "\x04", "\x05")
    value = new.encode("utf-8", "surrogatepass").decode("latin-1")
    assume(set(value).isdisjoint(source.all))
    text = f"NTE\x02ADD\x02{value}\x05LX\x021\x05"
    out = io.BytesIO()
    writer = Writer(out, target, conventions)
    refused = told_of(lambda: writer.raw(text, 2, source))
    if refused is not None:
        assert refused.path == "NTE02"
        return
    writer.flush()
    assert ids(out.getvalue(), target) == ["NTE", "LX"]
    assert out.getvalue().count(target.element.encode()) == 3
    if conventions.characters != "any":
        plain = out.getvalue().translate(None, (target.all + target.ending).encode()).decode("latin-1")
        assert plain.isascii()
        assert plain.isprintable()
