"""Bytes to segments: terminators, line ends, chunks, segments without an end."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edi.delimiters import Delimiters
from edi.reader import HEAD, MAX_SEGMENT, Source, segments

CHUNKS = (1, 2, 3, 7, 64, 1 << 19)


class Dripping(io.RawIOBase):
    """A stream that gives less than it is asked for."""

    def __init__(self, data: bytes, portion: int) -> None:
        self.data = data
        self.portion = portion

    def read(self, size: int = -1) -> bytes:
        taken, self.data = self.data[: self.portion], self.data[self.portion :]
        return taken


def source(data: str, chunk: int = 1 << 19) -> Source:
    return Source(io.BytesIO(data.encode("latin-1")), chunk)


def cut(data: str, terminator: str = "~", chunk: int = 1 << 19) -> list[tuple[str, bool, str, int]]:
    """Every segment with whether it had an end, what stood behind it, and the offset after it."""
    place = source(data, chunk)
    found = []
    while (segment := place.segment(terminator)) is not None:
        found.append((*segment, place.tail, place.offset))
    return found


@pytest.mark.parametrize("chunk", CHUNKS)
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("", []),
        ("A~", [("A", True, "~", 2)]),
        ("A~B~", [("A", True, "~", 2), ("B", True, "~", 4)]),
        ("A~\nB~\r\nC~\r\r\n\nD~", [
            ("A", True, "~\n", 3), ("B", True, "~\r\n", 7), ("C", True, "~\r\r\n\n", 13),
            ("D", True, "~", 15),
        ]),
        ("A~~B~", [("A", True, "~", 2), ("", True, "~", 3), ("B", True, "~", 5)]),
        ("A~B", [("A", True, "~", 2), ("B", False, "", 3)]),
        ("A~\r\n \x1a\x00", [("A", True, "~\r\n", 4)]),
        ("A\nB~", [("A\nB", True, "~", 4)]),
    ],
)
def test_segments_and_their_line_ends(chunk, data, expected):
    assert cut(data, chunk=chunk) == expected


@pytest.mark.parametrize("chunk", CHUNKS)
def test_line_ends_as_terminators(chunk):
    assert [s for s, *_ in cut("A\nB\r\nC\n\nD\n", "\n", chunk)] == ["A", "B", "C", "D"]
    assert [s for s, *_ in cut("A\rB\r\nC\r\r\nD\r", "\r", chunk)] == ["A", "B", "C", "D"]
    data = "A\nB\r\nC\n\nD\n"
    assert "".join(s + tail for s, _, tail, _ in cut(data, "\n", chunk)) == data


@pytest.mark.parametrize("chunk", [1 << 10, 1 << 16, 1 << 19, 1 << 22])
@pytest.mark.parametrize("more", [0, 1])
def test_the_longest_segment(chunk, more):
    """Whether a segment is too long depends on nothing but its length."""
    data = "A~" + "B" * (MAX_SEGMENT + more) + "~\nC~"
    found = cut(data, chunk=chunk)
    if more:
        size = len(data)
        assert found == [
            ("A", True, "~", 2), ("B" * HEAD, False, "~\n", size - 2), ("C", True, "~", size)
        ]
    else:
        assert [len(s) for s, *_ in found] == [1, MAX_SEGMENT, 1]
        assert all(whole for _, whole, *_ in found)


@pytest.mark.parametrize("chunk", [1 << 10, 1 << 19, 1 << 22])
def test_a_segment_without_an_end_is_skipped_to_the_end_of_the_file(chunk):
    data = "A~" + "B" * (MAX_SEGMENT + 1)
    assert cut(data, chunk=chunk) == [("A", True, "~", 2), ("B" * HEAD, False, "", len(data))]


def test_looking_ahead_moves_nothing():
    place = source("ABCDEF", 2)
    assert place.ahead(3) == "ABC"
    assert (place.offset, place.ahead(100)) == (0, "ABCDEF")
    place.pos += 4
    assert (place.offset, place.ahead(8)) == (4, "EF")


def test_what_lies_behind_is_forgotten():
    place = source(("A" * 99 + "~") * 100, 16)
    for number in range(100):
        assert place.offset == number * 100
        assert place.segment("~") == ("A" * 99, True)
        assert len(place.text) < 300
    assert place.segment("~") is None


@pytest.mark.parametrize("portion", [1, 3, 1000])
def test_a_stream_that_gives_less_than_asked_for(portion):
    place = Source(Dripping(b"AB~\r\nCD~EF", portion), 64)
    found = []
    while (segment := place.segment("~")) is not None:
        found.append(segment)
    assert found == [("AB", True), ("CD", True), ("EF", False)]


def test_segments_of_a_stream():
    data = b"ST*837*0001~\nBHT*0019**X~\nSE*3*0001~\n"
    assert list(segments(io.BytesIO(data), Delimiters())) == [
        ["ST", "837", "0001"], ["BHT", "0019", "", "X"], ["SE", "3", "0001"]
    ]


@given(st.text(alphabet="AB~*\n\r\x00 ", max_size=60), st.integers(1, 9), st.sampled_from("~\n\r"))
def test_any_chunk_size_cuts_the_same_segments(data, chunk, terminator):
    assert cut(data, terminator, chunk) == cut(data, terminator)
    assert "".join(segment + tail for segment, _, tail, _ in cut(data, terminator)).strip("\r\n\x00 ") == (
        data.strip("\r\n\x00 ")
    )
