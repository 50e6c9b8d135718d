"""Any bytes at all: findings or NotX12, never another exception, the same at any chunk size."""

from __future__ import annotations

import gzip
import io
import random

import pytest
from edi_faults import ACKNOWLEDGMENT, CLAIM
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tiny_guides import all_findings

from edi.envelope import Closed, Interchange, Stray, Unit
from edi.errors import NotX12
from edi.stream import read
from mappings.tables import guide_tables

BASE = (CLAIM + ACKNOWLEDGMENT.replace("~\n", "'").replace("*", "+").replace("*:'", "*:~")).encode()
PIECES = [
    b"ISA*00*          *00*          *ZZ*S              *ZZ*R              "
    b"*240115*1230*^*00501*000000001*0*P*:~",
    b"ISA|00|", b"GS*HC*SENDER*RECEIVER*20240115*1230*1*X*005010X224A2~", b"ST*837*0001*005010X224A2~",
    b"SE*1*0001~",
    b"GE*1*1~", b"IEA*1*000000001~", b"TA1*000000001*240115*1230*A*000~", b"HL*1**20*1~", b"HL*2*1*22*0~",
    b"CLM*1*1***11:B:1*Y*A*Y*Y~", b"LX*1~", b"REF*G1*1~", b"NM1*85*2*X~", b"~", b"*", b":", b"^", b"\r\n",
    b"\x00", b"\xff",
    b" ", b"ISA", b"\xef\xbb\xbf", b"CLM", b"A" * 300,
]


def told(data, chunk=1 << 19, **options):
    """What the reading says of some bytes; nothing but NotX12 is raised."""
    try:
        events = list(read(io.BytesIO(data), guide_tables(), chunk=chunk, **options))
    except NotX12 as problem:
        return [("refused", problem.reason, problem.offset)]
    seen = []
    for event in events:
        if isinstance(event, Unit):
            assert data[event.offset : event.end].decode("latin-1") == event.text
            seen.append((event.loop.id, event.text, event.segment, event.count, event.findings))
        elif isinstance(event, Closed):
            seen.append((type(event.of).__name__, event.of.complete, tuple(event.of.findings)))
        else:
            seen.append((type(event).__name__, event.finding if isinstance(event, Stray) else event.offset))
    for finding in all_findings(events):
        assert 0 <= finding.place.offset <= len(data)
    return seen


def agrees(data, chunk):
    """Any chunk size and either path say the same."""
    whole = told(data)
    assert told(data, chunk) == whole
    assert told(data, fast=False) == whole


@given(st.binary(max_size=200), st.integers(1, 50))
@settings(max_examples=300, deadline=None)
@example(b"", 1)
@example(b"\xff\xfeI\x00S\x00A\x00", 1)
def test_any_bytes(data, chunk):
    agrees(data, chunk)


@given(st.lists(st.sampled_from(PIECES), max_size=25), st.integers(1, 120))
@settings(max_examples=600, deadline=None)
def test_any_pieces_of_x12(pieces, chunk):
    agrees(b"".join(pieces), chunk)
    agrees(PIECES[0] + b"".join(pieces), chunk)


@given(st.integers(0, 10**9), st.integers(1, 2000))
@settings(max_examples=300, deadline=None)
def test_a_file_with_foreign_bytes_in_it(seed, chunk):
    rng = random.Random(seed)
    data = bytearray(BASE)
    for _ in range(rng.choice((1, 2, 5, 40))):
        at = rng.randrange(len(data))
        kind = rng.randrange(4)
        if kind == 0:
            data[at] = rng.randrange(256)
        elif kind == 1:
            del data[at : at + rng.randrange(1, 200)]
        elif kind == 2:
            data[at:at] = rng.choice(PIECES)
        else:
            data[at:at] = data[rng.randrange(len(data)) :][: rng.randrange(1, 300)]
    agrees(bytes(data), chunk)


def test_a_file_cut_off_at_every_byte():
    for size in range(len(BASE)):
        seen = told(BASE[:size])
        if size < 106:
            assert seen[0][0] == "refused", size
        else:
            assert seen == told(BASE[:size], 97), size
            assert seen[0] == ("Interchange", 0)


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(BASE), BASE.decode("latin-1").encode("utf-16"), BASE.decode("latin-1").encode("cp500"),
        random.Random(1).randbytes(100_000), b"\x00" * 1_000_000, b"\xff" * 100_000, b"~" * 100_000,
        b"ISA" * 50_000,
        b"ISA*" * 50_000, b"\n" * 1_000_000,
    ],
    ids=["gzip", "utf-16", "ebcdic", "noise", "zeros", "ones", "tildes", "isa", "isa*", "lines"],
)
def test_what_is_no_x12(data):
    (seen,) = told(data)
    assert seen[0] == "refused"


def test_noise_around_and_within():
    noise = random.Random(2).randbytes(5_000)
    agrees(noise + BASE + noise, 333)
    agrees(BASE[:500] + noise + BASE[500:], 333)
    opened = [event for event in read(io.BytesIO(noise + BASE + noise), guide_tables())
              if isinstance(event, Interchange)]
    assert len(opened) == 2
