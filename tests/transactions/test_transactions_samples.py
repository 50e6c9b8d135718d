"""Every clean sample read into types and written again: the same segments, but for what is documented."""

from __future__ import annotations

import io
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from clearinghouse.conversion import Addresses, from_documents, to_documents, to_x12
from edi.envelope import Unit
from edi.stream import read
from mappings.tables import guide_tables
from transactions.documents import KINDS

SAMPLES = sorted((Path(__file__).parents[2] / "samples" / "clean").glob("*.edi"))


def segments_of(data: bytes) -> tuple[list[list[str]], set[str]]:
    """The segments of all sets but ST, and the guides they were read by."""
    units = [one for one in read(io.BytesIO(data), guide_tables()) if isinstance(one, Unit)]
    told = [segment for unit in units for segment in unit.segments() if segment[0] != "ST"]
    return told, {unit.set.guide.name for unit in units if unit.set.guide}


def written_again(data: bytes) -> bytes:
    told = Counter[str]()
    documents = b"\n".join(to_documents(io.BytesIO(data), guide_tables(), told))
    assert not told
    sink = io.BytesIO()
    to_x12(sink, from_documents(documents), Addresses("SENDER", "RECEIVER"), datetime(2025, 3, 1, 9, 15))
    return sink.getvalue()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_is_written_as_it_was(sample: Path) -> None:
    data = sample.read_bytes()
    assert segments_of(written_again(data))[0] == segments_of(data)[0]


def test_every_transaction_has_such_a_sample() -> None:
    guides = set().union(*(segments_of(sample.read_bytes())[1] for sample in SAMPLES))
    assert guides == {kind.head.name for kind in KINDS}


PAID = (Path(__file__).parents[2] / "samples" / "clean" / "remittance_paid.edi").read_text("latin-1")


def amounts_with_zeros(text: str) -> str:
    """Every amount of the BPR and CLP segments with zeros that say nothing."""
    lines = []
    for segment in text.split("~"):
        values = segment.strip().split("*")
        for place in {"BPR": (2,), "CLP": (3, 4)}.get(values[0], ()):
            whole, _, part = values[place].partition(".")
            values[place] = f"0{whole}.{part}00"
        lines.append("*".join(values))
    return "~\n".join(lines)


def test_numbers_lose_what_says_nothing() -> None:
    changed = amounts_with_zeros(PAID).encode("latin-1")
    assert b"*0" in changed
    assert segments_of(written_again(changed))[0] == segments_of(PAID.encode("latin-1"))[0]


def test_adjustments_of_one_group_come_together() -> None:
    """The first reason told as two of half the amount, in a CAS each."""
    segments = [one.strip() for one in PAID.split("~")]
    at = segments.index("CAS*CO*45*50")
    count = next(one for one in segments if one.startswith("SE*"))
    _, number, control = count.split("*")

    def file_of(*adjustments: str) -> bytes:
        told = [*segments[:at], *adjustments, *segments[at + 1 :]]
        more = f"SE*{int(number) + len(adjustments) - 1}*{control}"
        return "~\n".join(more if one is count else one for one in told).encode("latin-1")

    again = segments_of(written_again(file_of("CAS*CO*45*30", "CAS*CO*97*20")))[0]
    assert again == segments_of(file_of("CAS*CO*45*30**97*20"))[0]
