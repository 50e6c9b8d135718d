"""Whatever stands in a file: a well-formed document with the same values, or NotX12 and nothing written."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest
from edi_faults import CLAIM
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from test_bounded import LIMIT
from test_hostile_bytes import BASE, PIECES
from thoroughness import THOROUGH
from xml_files import segments, written

from edi.errors import NotX12
from mappings.xml_documents import SHAPES

FILE = CLAIM.replace("~\n", "~").encode()
SEGMENTS = FILE.decode()[:-1].split("~")
BEFORE = b"*JUNE*"
SHAPE = st.sampled_from(SHAPES)
VALUE = st.one_of(
    st.binary(max_size=60), st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(
        st.sampled_from([
            b"<", b"&", b"]]>", b"<!--", b"-->", b"<?", b"?>", b"&#0;", b"\x00", b"\xef\xbf\xbe", b"'", b'"',
            b"</segment>", b"<!DOCTYPE x [", b"&lol;", b"\x7f", b"\xc2\x9b", b"\xf0\x9f\xa6\xb7",
        ]),
        max_size=8,
    ).map(b"".join),
).map(lambda value: value.translate(None, b"*:^~"))
"""A value as it may stand on the wire."""


def read_as(value: bytes) -> str:
    """The text of a value: UTF-8 where it is, else a character a byte."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def held(value: bytes) -> str:
    """A value as XML 1.0 can hold it."""
    return "".join(character if may_stand(ord(character)) else "\ufffd" for character in read_as(value))


def may_stand(code: int) -> bool:
    """Whether a character is one of XML 1.0's (its production Char)."""
    ranges = (0x9, 0xA), (0xD, 0xD), (0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF)
    return any(first <= code <= last for first, last in ranges)


@given(VALUE, SHAPE)
@settings(max_examples=150, deadline=None)
@example(b"", "bitewing")
@example(b"</element></segment><x>", "bitewing")
def test_any_value_of_an_element(value: bytes, shape: str) -> None:
    document, told = written(FILE.replace(BEFORE, b"*" + value + b"*", 1), shape)
    at = next(at for at, one in enumerate(SEGMENTS) if BEFORE.decode() in one)
    wanted = SEGMENTS[at].replace(BEFORE.decode(), f"*{held(value)}*", 1)
    assert segments(document) == [*SEGMENTS[:at], wanted, *SEGMENTS[at + 1 :]]
    lost = sum(not may_stand(ord(character)) for character in read_as(value))
    assert told.get("characters that XML cannot hold, replaced by U+FFFD", 0) == lost


@given(VALUE.filter(lambda value: value.strip(b"\r\n \x00\x1a") != b""), SHAPE)
@settings(max_examples=80, deadline=None)
def test_any_id_of_a_segment(value: bytes, shape: str) -> None:
    value = b"Z" + value
    data = FILE.replace(b"~LX*1", b"~" + value + b"*1~LX*1", 1)
    assert f"{held(value)}*1" in segments(written(data, shape)[0])


@given(st.lists(VALUE, min_size=1, max_size=4), SHAPE)
@settings(max_examples=80, deadline=None)
def test_any_repetitions_and_components(values: list[bytes], shape: str) -> None:
    """In a segment out of place: components stand as they were sent, repetitions as the shape has them."""
    for separator in (b"^", b":"):
        data = FILE.replace(b"~LX*1", b"~ZZZ*" + separator.join(values) + b"*1~LX*1", 1)
        # Bytes are text, or none, in all of a value: in the whole where its parts are left in it.
        apart = separator == b"^" and shape == "bitewing"
        wanted = "^".join(map(held, values)) if apart else held(separator.join(values))
        assert f"ZZZ*{wanted}*1" in segments(written(data, shape)[0])


@given(st.lists(st.sampled_from(PIECES), max_size=25), SHAPE)
@settings(max_examples=150, deadline=None)
def test_any_pieces_of_x12(pieces: list[bytes], shape: str) -> None:
    etree.fromstring(written(PIECES[0] + b"".join(pieces), shape)[0])


@given(st.integers(0, 10**9), SHAPE)
@settings(max_examples=80, deadline=None)
def test_a_file_with_foreign_bytes_in_it(seed: int, shape: str) -> None:
    rng = random.Random(seed)
    data = bytearray(BASE)
    for _ in range(rng.choice((1, 5, 40))):
        at = rng.randrange(len(data))
        data[at : at + rng.randrange(20)] = rng.choice((*PIECES, rng.randbytes(3), b"<", b"&"))
    try:
        document = written(bytes(data), shape)[0]
    except NotX12:
        return
    etree.fromstring(document)


CHILD = """
import sys, time
from collections import Counter
sys.path[:0] = {paths!r}
from test_bounded import KINDS, Made
from edi.stream import read
from mappings.tables import guide_tables
from mappings.xml_documents import write_xml

class Nowhere:
    size = 0
    def write(self, data):
        self.size += len(data)

def seconds(megabytes):
    head, piece = KINDS[{kind!r}]
    start, sink = time.process_time(), Nowhere()
    events = read(Made(head, piece, int(megabytes * 1_000_000)), guide_tables())
    write_xml(events, guide_tables(), {shape!r}, sink, Counter())
    return time.process_time() - start, sink.size

def megabytes():
    # Not ru_maxrss: that one starts at the peak of the process this one was forked from.
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    return int(status["VmHWM"].split()[0]) / 1024

seconds(0.05)
first, _ = seconds({size} / 4)
before = megabytes()
later, written = seconds({size})
print(first, later, written / 1e6, before, megabytes())
"""
SIZES = {
    "paid claims": 1.2, "claims beyond the limit": 0.2, "one claim without end": 0.4, "unknown segments": 0.2,
}
"""Megabytes; the documents are ten to twenty times as large."""


@pytest.mark.parametrize("shape", SHAPES if THOROUGH else SHAPES[:1])
@pytest.mark.parametrize("kind", SIZES)
def test_memory_and_time(kind: str, shape: str) -> None:
    script = CHILD.format(paths=[path for path in sys.path if path], kind=kind, shape=shape, size=SIZES[kind])
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=180, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    first, later, size, before, after = map(float, done.stdout.split())
    assert size > 5 * SIZES[kind]
    assert after < LIMIT
    assert after - before < max(1, size / 5)
    assert later < 8 * first + 0.3
