"""The files the benchmarks are made of: structurally right, balanced to the cent, the same for a seed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import pytest

from benchmarks import inquiries
from benchmarks.damage import FAULTS
from benchmarks.envelope import Facts
from benchmarks.generate import KINDS, write_file
from benchmarks.invented import check_digit, money

Segments = list[list[str]]
CLAIMS = KINDS.keys() - inquiries.KINDS.keys()


def made(kind: str, size: int = 60_000, seed: int = 3, damage_every: int = 0) -> tuple[Segments, Facts]:
    out = io.BytesIO()
    facts = write_file(out, kind, size, seed, damage_every)
    text = out.getvalue().decode("ascii")
    assert text.endswith("~")
    assert facts.size == len(text)
    return [segment.split("*") for segment in text[:-1].split("~")], facts


def sets(segments: Segments) -> Iterator[Segments]:
    """Each transaction set, ST to SE."""
    start = 0
    for index, segment in enumerate(segments):
        if segment[0] == "ST":
            start = index
        elif segment[0] == "SE":
            yield segments[start : index + 1]


def loops(segments: Segments, first: str, end: tuple[str, ...]) -> Iterator[Segments]:
    """The loops that start with `first`, each until the next one or until one of `end`."""
    loop: Segments = []
    for segment in segments:
        if segment[0] == first or segment[0] in end:
            if loop:
                yield loop
            loop = []
        if segment[0] == first or loop:
            loop.append(segment)
    if loop:
        yield loop


def adjusted(segments: Segments) -> Decimal:
    """The sum of all amounts in the CAS segments."""
    return sum(
        (
            Decimal(segment[position])
            for segment in segments
            if segment[0] == "CAS"
            for position in range(3, len(segment), 3)
        ),
        Decimal(0),
    )


def head(loop: Segments, line: str) -> tuple[Segments, list[Segments]]:
    """A claim's own segments and its service lines."""
    lines = list(loops(loop, line, ()))
    return loop[: len(loop) - sum(map(len, lines))], lines


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("damage_every", [0, 10])
def test_envelope_counts(kind: str, damage_every: int) -> None:
    segments, facts = made(kind, damage_every=damage_every)
    assert len("*".join(segments[0])) == 105
    assert facts.segments == len(segments)
    # In inquiries and their answers a patient counts as a claim.
    claims = sum(segment[0] in ("CLM", "CLP") for segment in segments)
    assert facts.claims == (claims if kind in CLAIMS else sum(segment[3:4] == ["22"] for segment in segments))
    numbers = []
    for transaction in sets(segments):
        assert transaction[-1] == ["SE", str(len(transaction)), transaction[0][2]]
        numbers.append(transaction[0][2])
    assert len(set(numbers)) == len(numbers) == facts.sets
    assert segments[-2] == ["GE", str(facts.sets), segments[1][6]]
    assert segments[-1] == ["IEA", "1", segments[0][13]]


def test_a_file_of_many_sets() -> None:
    segments, facts = made("835", size=1_200_000)
    assert facts.sets == 2
    assert [segment[1] for segment in segments if segment[0] == "LX"][:20] == [str(n) for n in range(1, 21)]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_same_seed_same_bytes(kind: str) -> None:
    first, second, other = io.BytesIO(), io.BytesIO(), io.BytesIO()
    assert write_file(first, kind, 20_000, 5) == write_file(second, kind, 20_000, 5)
    write_file(other, kind, 20_000, 6)
    assert first.getvalue() == second.getvalue() != other.getvalue()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_identifiers_and_days(kind: str) -> None:
    segments, facts = made(kind)
    npis = {
        segment[index + 1]
        for segment in segments
        for index, element in enumerate(segment)
        if element == "XX" and segment[0] in ("NM1", "N1")
    }
    assert npis
    assert all(npi[9] == check_digit(npi[:9]) and len(npi) == 10 for npi in npis)
    for segment in segments:
        if segment[0] in ("DTP", "DTM"):
            datetime.strptime(segment[-1], "%Y%m%d")
        elif segment[0] == "DMG":
            datetime.strptime(segment[2], "%Y%m%d")
    place = {"CLM": 1, "CLP": 1} if kind in CLAIMS else {"NM1": 9}
    ids = {segment[place[segment[0]]] for segment in segments if segment[0] in place and len(segment) > 1}
    ids = {id for id in ids if kind in CLAIMS or id.startswith("W")}
    assert len(ids) == facts.claims


def test_check_digit_of_a_published_number() -> None:
    assert check_digit("123456789") == "3"


def test_money() -> None:
    assert [money(cents) for cents in (0, 5, 50, 100, 12_345, -1_050)] == [
        "0",
        "0.05",
        "0.5",
        "1",
        "123.45",
        "-10.5",
    ]


def test_remittance_balances() -> None:
    segments, facts = made("835", size=150_000)
    statuses = set()
    for transaction in sets(segments):
        paid = Decimal(0)
        for claim in loops(transaction, "CLP", ("LX", "PLB", "SE")):
            own, lines = head(claim, "SVC")
            statuses.add(own[0][2])
            charge, claim_paid = Decimal(own[0][3]), Decimal(own[0][4])
            for line in lines:
                assert Decimal(line[0][2]) - adjusted(line) == Decimal(line[0][3])
            assert sum(Decimal(line[0][2]) for line in lines) == charge
            assert charge - adjusted(claim) == claim_paid
            paid += claim_paid
        withheld = sum(Decimal(segment[4]) for segment in transaction if segment[0] == "PLB")
        assert Decimal(transaction[1][2]) == paid - withheld
    assert statuses == {"1", "2", "4", "22", "25"}
    assert facts.paid == sum(100 * Decimal(segment[4]) for segment in segments if segment[0] == "CLP")


@pytest.mark.parametrize(("kind", "line_id"), [("837D", "SV3"), ("837P", "SV1")])
def test_claim_charges_are_the_sum_of_their_lines(kind: str, line_id: str) -> None:
    segments, facts = made(kind)
    total = Decimal(0)
    for claim in loops(segments, "CLM", ("HL", "SE")):
        _, lines = head(claim, "LX")
        assert [line[0][1] for line in lines] == [str(n) for n in range(1, len(lines) + 1)]
        assert all(line[1][0] == line_id for line in lines)
        assert Decimal(claim[0][2]) == sum(Decimal(line[1][2]) for line in lines)
        total += Decimal(claim[0][2])
    assert 100 * total == facts.charge


def test_other_payers_answer_balances() -> None:
    segments, _ = made("837D", size=150_000)
    by_line = by_claim = 0
    for claim in loops(segments, "CLM", ("HL", "SE")):
        own, lines = head(claim, "LX")
        paid = [Decimal(segment[2]) for segment in own if segment[:2] == ["AMT", "D"]]
        if not paid:
            continue
        assert Decimal(claim[0][2]) == paid[0] + adjusted(claim)
        payer = next(segment[9] for segment in own if segment[:2] == ["NM1", "PR"])
        for line in lines:
            answers = [segment for segment in line if segment[0] == "SVD"]
            by_line += len(answers)
            by_claim += not answers
            for answer in answers:
                assert answer[1] == payer
                assert Decimal(line[1][2]) == Decimal(answer[2]) + adjusted(line)
    assert by_line
    assert by_claim


@pytest.mark.parametrize("kind", ["837D", "837P"])
def test_hierarchy(kind: str) -> None:
    segments, _ = made(kind)
    parents = {"20": "", "22": "20", "23": "22"}
    for transaction in sets(segments):
        levels: dict[str, list[str]] = {}
        for index, segment in enumerate(transaction):
            if segment[0] != "HL":
                continue
            _, number, parent, code, child = segment
            assert number == str(len(levels) + 1)
            assert (levels[parent][3] if parent else "") == parents[code]
            levels[number] = segment
            if code == "22":
                assert (transaction[index + 1][2] == "18") == (child == "0")
        fathers = {level[2] for level in levels.values()}
        assert all((number in fathers) == (level[4] == "1") for number, level in levels.items())


@pytest.mark.parametrize("kind", sorted(CLAIMS))
def test_damage_strikes_every_nth_claim_once(kind: str) -> None:
    whole, _ = made(kind, seed=4)
    damaged, facts = made(kind, seed=4, damage_every=10)
    assert sum(facts.faults.values()) == facts.claims // 10
    assert set(facts.faults) <= {name for name, _ in FAULTS}
    id = "CLP" if kind == "835" else "CLM"
    ends = ("LX", "PLB", "SE") if kind == "835" else ("HL", "SE")
    pairs = list(zip(loops(whole, id, ends), loops(damaged, id, ends), strict=False))[:-1]
    changed = [number for number, (before, after) in enumerate(pairs, 1) if before != after]
    assert changed == list(range(10, len(pairs) + 1, 10))
    assert len(changed) >= 5


def test_every_fault_occurs() -> None:
    _, facts = made("837D", size=150_000, damage_every=2)
    assert set(facts.faults) == {name for name, _ in FAULTS}
