"""Runs are sound: read in runs, a file has the findings, counts and ends it has unit by unit."""

from __future__ import annotations

import io
import itertools
import random
from pathlib import Path
from typing import Any

import pytest
from damage import damage
from guide_instances import Instance, joined, wire

from edi.delimiters import DEFAULT
from edi.envelope import Closed, Run, Stray, TransactionSet, Unit
from edi.runs import run_acceptor
from edi.stream import read
from mappings.registry import guide_named, names
from mappings.tables import guide_tables
from transactions.bound_runs import RunUnits

FILES = 100
CHANCES = {
    "837D": (0.0, 0.03, 0.08), "835": (0.2, 0.4), "999": (0.4, 0.7),
    "270": (0.0, 0.1, 0.3), "271": (0.3, 0.5), "276": (0.0, 0.2), "277": (0.3, 0.5),
    "278-request": (0.0, 0.1, 0.3), "278-response": (0.0, 0.1, 0.3),
}
"""Shares of the situational rows."""
BREADTH = {
    "837D": (2, 3), "835": (3, 6), "999": (10, 30), "270": (2, 3), "271": (2, 3), "276": (2,), "277": (2, 3),
    "278-request": (2, 3), "278-response": (2, 3),
}
"""How many of each repeating unit a file has: enough for runs, little enough for the slow way."""
DEPTH = {"278-request": 0.8, "278-response": 0.8}
"""The least share of situational levels, where the levels that hold the most are situational."""
WITHOUT = {"277CA", "278-request", "278-response"}
"""Guides that are read unit by unit also by who asks for runs."""


def told(data: bytes, *, runs: bool, fast: bool = True) -> tuple[list[Any], int]:
    """What is found, in order, with the counts of every set; and how many runs were taken."""
    found: list[Any] = []
    taken = count = 0
    for event in read(io.BytesIO(data), guide_tables(), runs=runs, fast=fast):
        if isinstance(event, Run):
            taken += 1
            assert event.segment == count + 1
            assert data[event.offset : event.offset + len(event.text)].decode("latin-1") == event.text
            count += event.count
        elif isinstance(event, Unit):
            assert event.segment == count + 1
            found += event.findings
            count += event.count
        elif isinstance(event, Closed):
            found += event.of.findings
            if isinstance(event.of, TransactionSet):
                found.append((event.of.segments, event.of.end, event.of.errors, event.of.warnings))
                count = 0
        elif isinstance(event, Stray):
            found.append(event.finding)
    return found, taken


@pytest.mark.parametrize("name", CHANCES)
def test_runs_find_what_units_find(name: str) -> None:
    guide = guide_named(name)
    rng = random.Random(f"runs {name}")
    runs = 0
    for _ in range(FILES):
        chance, deep = rng.choice(CHANCES[name]), DEPTH.get(name, 0)
        units = joined(Instance(guide, rng, chance, 1, deep=deep).make(rng.choice(BREADTH[name])))
        pool: dict[str, list[list[str]]] = {}
        for segment in (part.split("*") for unit in units for part in unit):
            pool.setdefault(segment[0], []).append(segment)
        for _ in range(rng.choice((0, 0, 1, 2))):
            at = rng.randrange(len(units))
            units[at : at + 1] = [damage(rng, units[at], pool)]
        data = wire(guide, units).encode("latin-1")
        by_runs, taken = told(data, runs=True)
        assert by_runs == told(data, runs=False, fast=False)[0]
        runs += taken
    assert runs == 0 if name in WITHOUT else runs > FILES // 4


def _units(data: bytes, *, runs: bool) -> list[tuple[Any, ...]]:
    """All that is told of every unit, and of the one it stands in."""
    units: list[Unit] = []
    for event in read(io.BytesIO(data), guide_tables(), runs=runs):
        if isinstance(event, Unit):
            units.append(event)
        elif isinstance(event, Run):
            units += RunUnits(event, units[-1]).unfolded
    return [
        (
            unit.loop.id, unit.above and unit.above.segment, unit.text, unit.offset, unit.segment, unit.count,
            unit.accepted, unit.findings, unit.set.control_number,
        )
        for unit in units
    ]


@pytest.mark.parametrize("name", [name for name in CHANCES if name not in WITHOUT])
def test_runs_unfold_into_the_units_they_are_made_of(name: str) -> None:
    guide = guide_named(name)
    rng = random.Random(f"unfolded {name}")
    for _ in range(FILES // 4):
        instance = Instance(guide, rng, rng.choice(CHANCES[name]), 1, deep=DEPTH.get(name, 0))
        data = wire(guide, joined(instance.make(rng.choice(BREADTH[name])))).encode("latin-1")
        assert _units(data, runs=True) == _units(data, runs=False)


def _claim(number: int) -> list[str]:
    return [f"CLM*C{number}*50***11:B:1*Y*A*Y*Y", "DTP*472*D8*20240115", "LX*1", "SV3*AD:D0120*50"]


def _family(level: int, patients: int, claims: int = 1) -> list[list[str]]:
    """A subscriber with claims of its own, or with patients; the first level has number `level`."""
    flag = "1" if patients else "0"
    units = [
        [
            f"HL*{level}*1*22*{flag}",
            f"SBR*P*{'' if patients else '18'}*******CI",
            "NM1*IL*1*ROE*JO****MI*M1",
            "N3*1 ELM",
            "N4*BOISE*ID*83701",
            "DMG*D8*19700101*F",
            "NM1*PR*2*PLAN*****PI*P1",
        ]
    ]
    for number in range(1, patients + 1):
        units.append(
            [
                f"HL*{level + number}*{level}*23*0",
                "PAT*19",
                "NM1*QC*1*ROE*SAM",
                "N3*1 ELM",
                "N4*BOISE*ID*83701",
                "DMG*D8*20100101*M",
            ]
        )
        units.append(_claim(number))
    return units + [_claim(number) for number in range(0 if patients else claims)]


def _batch() -> list[list[str]]:
    guide = guide_named("837D")
    header, provider, *_ = joined(Instance(guide, random.Random(1), 0.0, 1).make(1))
    units, level = [header, provider], 2
    for patients in (0, 2, 0, 0, 1, 0, 3, 0, 0, 0):
        units += _family(level, patients)
        level += 1 + patients
    return units


def _inquiries() -> list[list[str]]:
    """A 276: levels only, some of its subscribers with dependents, under two providers."""
    guide = guide_named("276")
    header, *units = joined(Instance(guide, random.Random(1), 0.0, 1).make(1))
    units = [header, *units[:2]]
    level = 2
    for patients in ((0, 2, 0, 0, 1), (0, 0, 3, 0)):
        level += 1
        provider = level
        units.append([f"HL*{provider}*2*19*1", "NM1*1P*2*CLINIC*****XX*1234567893"])
        for number in patients:
            level += 1
            above = level
            told = ["DMG*D8*19700101*F"] if not number else []
            claim = ["TRN*1*T1", "REF*1K*C1", "DTP*472*D8*20240115"]
            flag = "1" if number else "0"
            subscriber = [f"HL*{above}*{provider}*22*{flag}", *told, "NM1*IL*1*ROE*JO****MI*M1"]
            units.append([*subscriber, *([] if number else claim)])
            for _ in range(number):
                level += 1
                patient = [f"HL*{level}*{above}*23", "DMG*D8*20100101*M", "NM1*QC*1*ROE*SAM"]
                units.append([*patient, *claim])
    return units


@pytest.mark.parametrize(("name", "clean"), [("837D", _batch()), ("276", _inquiries())], ids=["837D", "276"])
def test_every_wrong_level_inside_a_run_is_found(name: str, clean: list[list[str]]) -> None:
    guide = guide_named(name)
    assert told(wire(guide, clean).encode("latin-1"), runs=True)[1] > 0
    assert not told(wire(guide, clean).encode("latin-1"), runs=True)[0][0:-4]
    for place, unit in enumerate(clean):
        if not unit[0].startswith("HL"):
            continue
        values = unit[0].split("*")
        for position, wrong in (
            (1, "99"),
            (2, "1"),
            (2, "3"),
            (2, ""),
            (3, "22"),
            (3, "23"),
            (4, "0"),
            (4, "1"),
            (4, ""),
        ):
            harmed = [*values[:position], wrong, *values[position + 1 :]]
            units = [*clean[:place], ["*".join(harmed).rstrip("*"), *unit[1:]], *clean[place + 1 :]]
            data = wire(guide, units).encode("latin-1")
            assert told(data, runs=True)[0] == told(data, runs=False, fast=False)[0]
    for place in range(2, len(clean)):
        data = wire(guide, clean[:place] + clean[place + 1 :]).encode("latin-1")
        assert told(data, runs=True)[0] == told(data, runs=False, fast=False)[0]


@pytest.mark.parametrize("number", [99, 100, 101, 102, 250])
@pytest.mark.parametrize("before", [0, 1, 3])
def test_too_many_claims_of_one_subscriber_are_found(number: int, before: int) -> None:
    guide, clean = guide_named("837D"), _batch()[:2]
    units = [*clean, *(u for i in range(before) for u in _family(2 + i, 0)), *_family(2 + before, 0, number)]
    units += [unit for i in range(3) for unit in _family(3 + before + i, 0)]
    data = wire(guide, units).encode("latin-1")
    found = told(data, runs=True)[0]
    assert found == told(data, runs=False, fast=False)[0]
    assert any(getattr(one, "rule", None) and one.rule.id == "S204" for one in found) == (number > 100)


def test_the_guides_with_many_units_have_runs() -> None:
    without = {name for name in names() if run_acceptor(guide_tables().table_named(name), DEFAULT) is None}
    assert set(names()) == {*CHANCES, *without}
    assert without == WITHOUT


def _paid() -> tuple[list[str], list[str], list[str]]:
    """Of an 835 what comes before the first claim, a claim, and a provider's adjustments."""
    samples = Path(__file__).resolve().parent.parent.parent / "samples"
    sample = (samples / "clean/remittance_paid.edi").read_text("ascii")
    segments = sample.replace("\n", "").split("~")
    first, last = (
        next(at for at, segment in enumerate(segments) if segment.startswith(id)) for id in ("LX", "PLB")
    )
    second = next(
        at for at, segment in enumerate(segments) if segment.startswith("CLP") and at > first + 1
    )
    return segments[: first + 1], segments[first + 1 : second], [segments[last]]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5])
def test_claims_and_adjustments_of_an_835_in_any_order(size: int) -> None:
    """Also where the last unit fits and the first does not, and where a unit has its first segment twice."""
    head, claim, adjustments = _paid()
    for chosen in itertools.product((claim, adjustments, ["LX*2"]), repeat=size):
        body = [*head, *(segment for part in chosen for segment in part)]
        data = "~".join([*body, f"SE*{len(body) - 1}*0001", "GE*1*1", "IEA*1*1", ""]).encode("ascii")
        assert told(data, runs=True)[0] == told(data, runs=False, fast=False)[0], chosen


def test_answers_and_totals_of_a_999_in_any_order() -> None:
    guide = guide_named("999")
    header, *units = joined(Instance(guide, random.Random(1), 0.0, 1).make(1))
    totals, answer = units[-1], ["AK2*837*0001", "IK5*A"]
    for size in (2, 3, 4, 5):
        for chosen in itertools.product((answer, totals), repeat=size):
            data = wire(guide, [header, *chosen]).encode("latin-1")
            assert told(data, runs=True)[0] == told(data, runs=False, fast=False)[0], chosen
