"""One pass over all rules: the proof of a file finds what the judge finds, whatever stands in it, once."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from rules_judging import SAMPLES, TODAY, changed, day_of, events_of, guide_findings, judge, sample

from clearinghouse.proof import prove
from edi.findings import Finding
from mappings.overrides import parse_override
from mappings.tables import GuideTables, guide_tables
from transactions.rules.judge import Judge

FILES = [
    pytest.param(file, id=file.stem)
    for file in sorted(SAMPLES.glob("*/**/*.edi"))
    if file.parent.name not in ("edi", "demo")
]
ANSWER = sample("clean/set_acknowledgment")


def proven(data: bytes, today: date = TODAY) -> list[Finding]:
    """What the proof finds by business rules."""
    return [one for told in prove(io.BytesIO(data), guide_tables(), today) for one in told.findings]


@pytest.mark.parametrize("file", FILES)
def test_the_proof_of_a_file_asks_every_rule_once(file: Path) -> None:
    data = file.read_bytes()
    today = day_of(file.stem) if file.parent.parent.name == "faulty" else TODAY
    found = proven(data, today)
    assert found == judge(data, today=today)
    if file.parent.parent.name == "faulty":
        assert {finding.rule.id for finding in found} == {file.stem}


def test_files_of_all_kinds_in_one_stream_are_judged_as_if_alone() -> None:
    """Nothing is carried from one set into the next."""
    files = [file.values[0].read_bytes() for file in FILES]  # type: ignore[union-attr]
    alone = [[finding.rule.id for finding in judge(data)] for data in files]
    together = judge(b"".join(files))
    assert [finding.rule.id for finding in together] == [rule for rules in alone for rule in rules]


def test_a_set_answered_without_its_group_says_nothing_of_the_next_one() -> None:
    """AK1 and AK9 are missing in the first 999; its refusal is not counted in the second."""
    text = ANSWER.decode()
    start, end = text.index("ST*999"), text.index("GE*")
    whole = text[start:end]
    lone = "ST*999*0009*005010X231A1~\nAK2*837*0001~\nIK5*R*5~\nSE*4*0009~\n"
    data = text.replace(whole, lone + whole).replace("GE*1*", "GE*2*").encode()
    assert {one.place.set for one in guide_findings(events_of(data))} == {"0009"}
    assert judge(data) == []


def test_a_set_without_a_verdict_is_told_by_the_guide_alone() -> None:
    text = ANSWER.decode()
    start = text.index("IK5*")
    data = changed(ANSWER, (text[start : text.index("~\n", start) + 2], ""))
    assert [one.rule.id for one in guide_findings(events_of(data))] == ["S203"]
    assert "C401" not in [one.rule.id for one in judge(data)]


def test_a_tax_number_that_was_not_sent_is_told_by_the_guide_alone() -> None:
    data = sample("clean/claim_fillings")
    number = next(line for line in data.decode().splitlines() if line.startswith("REF*EI*"))
    data = changed(data, (f"{number}\n", ""))
    assert [one.rule.id for one in guide_findings(events_of(data))] == ["S203"]
    assert judge(data) == []


@pytest.mark.parametrize(
    "name", sorted(file.stem for file in (SAMPLES / "clean").glob("claim_*.edi") if "status" not in file.stem)
)
def test_a_line_without_its_service_is_told_by_the_guide_alone(name: str) -> None:
    """Neither balance nor codes nor situations are told of what was not sent (SV3)."""
    data = sample(f"clean/{name}")
    services = [line for line in data.decode().splitlines(keepends=True) if line.startswith("SV3*")]
    assert services
    for service in services:
        lacking = changed(data, (service, ""))
        assert [one.rule.id for one in guide_findings(events_of(lacking))] == ["S203"]
        assert judge(lacking) == []


@pytest.mark.parametrize(
    "file", [pytest.param(file, id=file.stem) for file in sorted((SAMPLES / "faulty/edi").glob("*.edi"))]
)
def test_what_the_guide_has_told_is_not_told_again(file: Path) -> None:
    """A sample of a syntax or guide rule breaks that rule, and no business rule at the same place."""
    assert proven(file.read_bytes()) == []


def test_what_the_guide_has_told_of_a_provider_is_not_told_of_each_claim() -> None:
    data = changed(sample("clean/claim_fillings"), ("*WI*537031234~", f"*WI*{'5' * 20}~"))
    (long,) = guide_findings(events_of(data))
    assert (long.rule.id, long.place.path) == ("E105", "2010AA/N403")
    assert judge(data) == []


def test_a_place_that_the_guide_only_doubts_is_judged() -> None:
    """A warning rejects nobody: the error at its place is told."""
    doubting = 'payer = "P"\nguide = "837D"\n[rows."2310B/NM1[82]09"]\nmax = 5\ndoubt = true\n'
    tables = GuideTables([parse_override(doubting, "p.toml")])
    text = sample("clean/claim_fillings").decode()
    provider = next(line for line in text.splitlines() if line.startswith("NM1*82*"))
    wrong = text.replace(provider, f"{provider[:-2]}{(int(provider[-2]) + 1) % 10}~").encode()
    steps = list(prove(io.BytesIO(wrong), tables, TODAY))
    warned = [one for told in steps for one in getattr(told.event, "findings", ())]
    (found,) = (one for told in steps for one in told.findings)
    assert (found.rule.id, {one.rule.id for one in warned}) == ("X101", {"U205"})
    assert found.place.path == warned[0].place.path


@pytest.mark.parametrize("digits", [12, 25])
def test_a_charge_beyond_reason_is_told_once(digits: int) -> None:
    """By the guide where it is too long for X12, else by the proof: the ledger could not hold it."""
    data = sample("clean/claim_fillings")
    claim = next(line for line in data.decode().splitlines() if line.startswith("CLM*"))
    parts = claim.split("*")
    data = changed(data, (claim, "*".join([*parts[:2], "9" * digits, *parts[3:]])))
    told = guide_findings(events_of(data)) + proven(data)
    (found,) = (one for one in told if one.rule.id == "E105")
    assert found.place.path == "2300/CLM02"
    assert data[found.place.offset :].startswith(b"CLM*")


def test_a_payment_beyond_reason_is_told_where_it_stands() -> None:
    data = sample("clean/remittance_paid")
    payment = next(line for line in data.decode().splitlines() if line.startswith("BPR*"))
    amount = payment.split("*")[2]
    data = data.replace(payment.encode(), payment.replace(f"*{amount}*", f"*{'9' * 19}*", 1).encode())
    told = guide_findings(events_of(data)) + proven(data)
    (found,) = (one for one in told if one.rule.id == "E105")
    assert found.place.path == "HEADER/BPR02"
    assert data[found.place.offset :].startswith(b"BPR*")


def test_the_judge_hands_on_what_it_read() -> None:
    from edi.envelope import Unit
    from transactions.dental_claim import DentalClaim

    judging = Judge(TODAY)
    units = [event for event in events_of(sample("clean/claim_fillings")) if isinstance(event, Unit)]
    parts = [judging.take_unit(unit)[0] for unit in units]
    claims = [part for part in parts if isinstance(part, DentalClaim)]
    assert len(claims) == sum(unit.loop.id == "2300" for unit in units) > 0
