"""The proof in runs finds what the proof unit by unit finds: all findings, all their fields, in order."""

from __future__ import annotations

import io
import random
from collections import Counter
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import pytest
from damage import damage
from payer_guides import BOTH, LAX, STRICT

from benchmarks.generate import write_file
from clearinghouse.checking import check
from clearinghouse.proof import prove
from edi.envelope import Closed, Run, Stray, TransactionSet, Unit
from edi.errors import NotX12
from edi.findings import Finding
from edi.stream import read
from mappings.overrides import parse_override
from mappings.tables import GuideTables, guide_tables
from transactions.rules.lists import OURS
from transactions.rules.payer_rules import PayerRules

SAMPLES = Path(__file__).parents[2] / "samples"
TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1)
VARIANTS = 250
"""Damaged files of each kind."""
SIZE = 12_000
STARTS = ("HL*", "CLM*", "LX*", "CLP*", "PLB*", "SE*")
TOTALS = "TS3*1999999984*11*20261231*{}*{}"
RUNNING = {"835", "837D", "270", "276"}
"""Kinds whose generated files are read in runs."""
PLAIN = guide_tables()


def told(data: bytes, *, runs: bool, tables: GuideTables = PLAIN, today: date = TODAY) -> list[object]:
    """All that is found in a file, and its counts, in the order of telling."""
    found: list[object] = []
    segments = 0
    try:
        for proven in prove(io.BytesIO(data), tables, today, OURS, PayerRules(tables), runs=runs):
            event = proven.event
            if isinstance(event, Unit):
                found += event.findings
            elif isinstance(event, Closed):
                found += event.of.findings
                if isinstance(event.of, TransactionSet):
                    found.append((event.of.segments, event.of.errors, event.of.warnings))
            elif isinstance(event, Stray):
                found.append(event.finding)
            if isinstance(event, Unit | Run):
                segments += event.count
            found += proven.findings
    except NotX12 as problem:
        found.append((problem.reason, problem.offset))
    return [*found, segments]


def rules_told(found: list[object]) -> Counter[str]:
    """How often each rule was found."""
    return Counter(one.rule.id for one in found if isinstance(one, Finding))


@lru_cache
def made(kind: str, size: int = SIZE, seed: int = 1, every: int = 0) -> bytes:
    """A generated file."""
    out = io.BytesIO()
    write_file(out, kind, size, seed, every)
    return out.getvalue()


def runs_in(data: bytes) -> list[Run]:
    """The runs of a file."""
    return [event for event in read(io.BytesIO(data), PLAIN, runs=True) if isinstance(event, Run)]


def slip(rng: random.Random, unit: list[str]) -> None:
    """Another digit in a number, or another code of the same place: what the guide allows."""
    at = rng.randrange(len(unit))
    places = [place for place, sign in enumerate(unit[at]) if place > 3 and sign.isdigit()]
    if places and not unit[at].startswith("HL*"):
        place = rng.choice(places)
        unit[at] = f"{unit[at][:place]}{rng.randrange(10)}{unit[at][place + 1 :]}"


def variant(kind: str, rng: random.Random) -> bytes:
    """A generated file with a few of its units damaged, some of its claims taken out."""
    segments = made(kind, seed=rng.randrange(4)).decode("ascii").split("~")
    first = next(at for at, segment in enumerate(segments) if segment.startswith(("HL*", "LX*")))
    units: list[list[str]] = [segments[:first]]
    for segment in segments[first:]:
        in_line = segment.startswith("LX*") and kind == "837D"
        if segment.startswith(STARTS) and not in_line:
            units.append([])
        units[-1].append(segment)
    pool: dict[str, list[list[str]]] = {}
    for values in (segment.split("*") for segment in segments):
        pool.setdefault(values[0], []).append(values)
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        at = rng.randrange(1, len(units) - 1)
        units[at] = damage(rng, units[at], pool)
    for _ in range(rng.randrange(6)):
        slip(rng, units[rng.randrange(1, len(units) - 1)])
    for _ in range(rng.choice((0, 0, 1, 4))):
        at = rng.randrange(1, len(units) - 1)
        if units[at][0].startswith("CLM*"):
            del units[at]
        elif units[at][0].startswith("CLP*"):
            units.insert(at, ["LX*2", TOTALS.format(2, 50)])
    if rng.random() < 0.2:
        at = rng.randrange(1, len(units) - 1)
        values = units[at][0].split("*")
        if values[0] in ("CLM", "CLP"):
            values[2 if kind == "837D" else 3] = "9" * 12
        units[at][0] = "*".join(values)
    return "~".join(segment for unit in units for segment in unit).encode("latin-1", "replace")


FILES = [
    pytest.param(file, id=f"{file.parent.name}-{file.stem}") for file in sorted(SAMPLES.glob("**/*.edi"))
]


@pytest.mark.parametrize("file", FILES)
def test_samples(file: Path) -> None:
    data = file.read_bytes()
    assert told(data, runs=True) == told(data, runs=False)


def test_all_samples_in_one_stream() -> None:
    data = b"".join(file.values[0].read_bytes() for file in FILES)  # type: ignore[union-attr]
    assert told(data, runs=True) == told(data, runs=False)


@pytest.mark.parametrize("kind", ["835", "837D", "270", "271", "276", "277"])
@pytest.mark.parametrize("every", [0, 7])
def test_generated_files(kind: str, every: int) -> None:
    data = made(kind, 60_000, 5, every)
    assert runs_in(data) or kind not in RUNNING
    found = told(data, runs=True)
    assert found == told(data, runs=False)
    assert told(data, runs=True, today=date(2020, 1, 1)) == told(data, runs=False, today=date(2020, 1, 1))
    assert len(rules_told(found)) > 3 or not every


@pytest.mark.parametrize("kind", ["835", "837D"])
def test_damaged_files(kind: str) -> None:
    rng = random.Random(f"proof in runs {kind}")
    in_runs: Counter[str] = Counter()
    for _ in range(VARIANTS):
        data = variant(kind, rng)
        found = told(data, runs=True)
        assert found == told(data, runs=False)
        spans = [(run.offset, run.offset + len(run.text)) for run in runs_in(data)]
        in_runs += rules_told(
            [
                one for one in found
                if isinstance(one, Finding) and any(low <= one.place.offset < high for low, high in spans)
            ]
        )
    assert len(in_runs) > 8
    assert {"835": {"B201", "B212"}, "837D": {"B101", "C139", "E105"}}[kind] <= set(in_runs)


@pytest.mark.parametrize(
    "overrides", [(LAX,), (STRICT,), (LAX, BOTH), (LAX.replace("837D", "835").replace("101", "201"),)],
    ids=["lax", "strict", "both", "835"],
)
def test_damaged_files_by_the_rules_of_payers(overrides: tuple[str, ...]) -> None:
    rng = random.Random("proof in runs for payers")
    tables = GuideTables([parse_override(text, f"{at}.toml") for at, text in enumerate(overrides)])
    kind = "835" if '"835"' in overrides[0] else "837D"
    otherwise = 0
    for _ in range(VARIANTS // 4):
        data = variant(kind, rng)
        found = told(data, runs=True, tables=tables)
        assert found == told(data, runs=False, tables=tables)
        otherwise += found != told(data, runs=True)
    assert otherwise


@pytest.mark.parametrize(("kind", "claim"), [("835", "2100"), ("837D", "2300")])
def test_a_check_that_stops_has_counted_what_it_read(kind: str, claim: str) -> None:
    """The findings of a run are told with its units, up to the one at which the reading stops."""
    rng = random.Random(f"stopped {kind}")
    for _ in range(VARIANTS // 10):
        data, most = variant(kind, rng), rng.randrange(1, 4)
        stopped = check(io.BytesIO(data), PLAIN, NOW, lambda finding: None, stop_after=most)
        found = claims = segments = 0
        for proven in prove(io.BytesIO(data), PLAIN, NOW.date()):
            if isinstance(proven.event, Unit):
                segments += proven.event.count
                claims += proven.event.loop.id == claim
            elif isinstance(proven.event, Closed):
                break
            found += len(getattr(proven.event, "findings", ())) + len(proven.findings)
            if found >= most:
                assert (stopped.claims, stopped.segments) == (claims, segments)
                assert stopped.stopped is not None
                break


def test_a_run_is_told_as_one_where_nothing_is_found() -> None:
    proven = list(prove(io.BytesIO(made("837D")), PLAIN, TODAY, runs=True))
    assert [one.event.text for one in proven if isinstance(one.event, Run)] == [
        run.text for run in runs_in(made("837D"))
    ]
