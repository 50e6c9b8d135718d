"""The demonstration's samples: clean by the guide, faulty where they mean to be, and what the payer pays."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from sandbox_deliveries import Answers, answers_of, faults_of

from edi.envelope import Closed, Interchange, Stray, TransactionSet, Unit
from edi.findings import Finding
from edi.stream import read
from edi.values import check_digit
from mappings.tables import guide_tables
from sandbox.payer import Answered, SandboxPayer
from sandbox.receiving import READERS
from transactions.dental_claim import DentalClaim
from transactions.reading import claim_reader
from transactions.rules.judge import Judge

SAMPLES = Path(__file__).parents[2] / "samples" / "demo"
TODAY = date(2026, 11, 21)
OURS = {"HB1013": "B101", "HB1014": "X101", "HB1015": "D102"}
"""The claims that our own edits reject, each with the rule that does it."""


@cache
def claims_of(name: str) -> tuple[dict[str, DentalClaim], dict[str, list[str]], list[Finding]]:
    """The claims of a sample, the edits each one breaks, and what the guide check found."""
    claims: dict[str, DentalClaim] = {}
    broken: dict[str, list[str]] = {}
    found: list[Finding] = []
    reader, judge = claim_reader(), Judge(TODAY)
    with (SAMPLES / name).open("rb") as stream:
        for event in read(stream, guide_tables()):
            edits = judge.take(event)
            if isinstance(event, Unit):
                found += event.findings
                claim = reader.read(event)
                if claim is not None:
                    claims[claim.claim_id] = claim
                    if edits:
                        broken[claim.claim_id] = [edit.rule.id for edit in edits]
            elif isinstance(event, Closed):
                found += event.of.findings
            elif isinstance(event, Stray) and event.finding:
                found.append(event.finding)
    return claims, broken, found


def batch() -> dict[str, DentalClaim]:
    return claims_of("dental-batch.edi")[0]


@pytest.mark.parametrize(
    ("name", "sender", "claims"),
    [("dental-batch.edi", "HARBORBILLING", 32), ("second-submitter.edi", "LAKEVIEWPM", 3)],
)
def test_the_samples_are_clean_by_the_guide(name: str, sender: str, claims: int) -> None:
    assert claims_of(name)[2] == []
    assert len(claims_of(name)[0]) == claims
    text = (SAMPLES / name).read_bytes()
    assert text.count(b"~\n") == text.count(b"~") == text.count(b"\n")
    with (SAMPLES / name).open("rb") as stream:
        events = list(read(stream, guide_tables(), fast=False))
    (interchange,) = (event for event in events if isinstance(event, Interchange))
    assert (interchange.sender_qualifier, interchange.sender) == ("ZZ", sender)
    assert (interchange.receiver_qualifier, interchange.receiver) == ("ZZ", "BITEWING")
    (closed,) = (e.of for e in events if isinstance(e, Closed) and isinstance(e.of, TransactionSet))
    assert (closed.errors, closed.warnings, closed.guide is not None) == (0, 0, True)


def test_only_three_claims_break_our_edits_and_each_only_one() -> None:
    assert claims_of("dental-batch.edi")[1] == {claim: [rule] for claim, rule in OURS.items()}
    assert claims_of("second-submitter.edi")[1] == {}


def test_every_kind_of_claim_is_there() -> None:
    claims = batch().values()
    assert sum(claim.is_predetermination for claim in claims) == 2
    assert sum(claim.orthodontics is not None for claim in claims) == 2
    secondary = [claim for claim in claims if claim.other_payers]
    assert len(secondary) == 2
    assert all(line.adjudications for claim in secondary for line in claim.lines)
    assert any(claim.accident_date for claim in claims)
    assert sum(bool(claim.attachments) for claim in claims) >= 4
    assert any(line.oral_cavity == ["10"] for claim in claims for line in claim.lines)
    assert any(claim.patient for claim in claims)
    assert any(line.teeth and line.teeth[0].surfaces for claim in claims for line in claim.lines)
    assert len({claim.billing.name.npi for claim in claims}) == 3
    assert len({claim.subscriber.name.id for claim in claims}) > 20


def test_every_npi_but_the_faulty_one_has_its_check_digit() -> None:
    for claim in batch().values():
        named = [claim.billing, *claim.referring, claim.rendering, claim.facility]
        numbers = [one.name.npi or "" for one in named if one is not None]
        assert all(map(check_digit, numbers)) is (claim.claim_id != "HB1014")


# What the payer makes of it.


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Answered, Answers]:
    """Both files delivered as they are, answered in one pass."""
    folder = tmp_path_factory.mktemp("payer-side")
    (folder / "to-payer").mkdir()
    for name in ("dental-batch.edi", "second-submitter.edi"):
        shutil.copyfile(SAMPLES / name, folder / "to-payer" / name)
    now = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
    done = SandboxPayer(folder, SAMPLES / "plan.toml", 1, lambda: now).answer()
    return done, answers_of(folder)


def test_the_payer_takes_all_but_three(answered: tuple[Answered, Answers]) -> None:
    done, told = answered
    assert (done.deliveries, done.claims, done.accepted, done.rejected) == (2, 35, 32, 3)
    refused = {claim: said for claim, said in told.statuses().items() if said != "A1:19:PR:WQ"}
    assert refused == {"HB1013": "A7:178:U", "HB1017": "A7:164:IL:U", "HB1018": "A7:158:QC:U"}


def test_the_answers_are_clean(answered: tuple[Answered, Answers]) -> None:
    # The payer took a claim that our edits would have stopped: the NPI of HB1014 stands in its answer.
    assert [finding.rule.id for finding in answered[1].faults] == ["X201"]


EXPECTED = {
    "HB1001": ("1", "200", ["", "", ""]),
    "HB1002": ("1", "149", ["", "", ""]),
    "HB1003": ("1", "114", ["", ""]),
    "HB1004": ("1", "317.2", ["CO-45 8", "CO-45 26.5 PR-1 50 PR-2 29.7", "CO-45 12 PR-2 31.6"]),
    "HB1005": ("1", "620", ["CO-45 150 PR-1 50 PR-2 500", "CO-45 20 PR-2 120"]),
    "HB1006": ("1", "400", ["CO-45 13", "CO-45 250 PR-2 450 PR-119 132"]),
    "HB1007": ("1", "1067", ["CO-45 5 PR-3 20", "CO-45 15 PR-2 15", "CO-45 120 PR-2 98"]),
    "HB1008": ("4", "0", ["PR-96 350", "PR-96 350"]),
    "HB1009": ("1", "90", ["", "PR-96 120"]),
    "HB1010": ("4", "0", ["CO-27 48", "CO-27 95"]),
    "HB1011": ("4", "0", ["CO-26 95", "CO-26 30"]),
    "HB1012": ("4", "0", ["OA-18 80", "OA-18 225", "OA-18 170"]),
    "HB1019": ("25", "0", ["CO-45 150 PR-1 50 PR-2 500 OA-101 500", "CO-45 20 PR-2 120 OA-101 120"]),
    "HB1020": (
        "25", "0",
        ["CO-45 18 PR-3 20 OA-101 82", "CO-45 63 PR-2 35.7 OA-101 321.3", "CO-45 63 PR-2 35.7 OA-101 321.3"],
    ),
    "HB1021": ("1", "62.5", ["CO-45 400 PR-2 2400 PR-119 900 OA-101 1437.5"]),
    "HB1022": ("1", "90", ["PR-2 90"]),
    "HB1023": ("2", "70", ["OA-23 55", "OA-23 155"]),
    "HB1024": ("2", "117", ["OA-23 100", "OA-23 30 PR-3 13"]),
    "HB1025": ("1", "164", ["", "CO-45 15 PR-1 50 PR-2 23"]),
    "HB1026": ("1", "288", ["CO-45 15 PR-1 50 PR-2 31", "CO-45 15 PR-2 41"]),
    "HB1027": ("1", "675", ["CO-45 100 PR-1 50 PR-2 675"]),
    "HB1030": ("1", "50", ["PR-119 35", ""]),
    "HB1031": ("1", "717.5", ["CO-45 165 PR-1 50 PR-2 717.5"]),
    "LV-20413": ("1", "126.4", ["CO-45 12 PR-2 31.6"]),
}


def test_what_is_paid_of_each_claim(answered: tuple[Answered, Answers]) -> None:
    paid = {claim: said for claim, *said in answered[1].paid()}
    assert {claim: tuple(paid[claim]) for claim in EXPECTED} == EXPECTED


def test_every_outcome_is_shown(answered: tuple[Answered, Answers]) -> None:
    done, told = answered
    assert (done.paid, done.denied, done.predetermined, done.reversed) == (26, 4, 2, 0)
    reasons = Counter(
        f"{one.group}-{one.reason}"
        for claim in told.claims() for line in claim.lines for one in line.adjustments
    )
    assert set(reasons) == {
        "CO-45", "PR-1", "PR-2", "PR-3", "PR-96", "PR-119", "CO-26", "CO-27", "OA-18", "OA-23", "OA-101",
    }
    assert {payment.payment.method for payment in told.remittances} == {"ACH", "CHK"}


def test_the_two_submitters_share_a_payee() -> None:
    first = {claim.billing.name.npi for claim in batch().values()}
    second = {claim.billing.name.npi for claim in claims_of("second-submitter.edi")[0].values()}
    assert len(first & second) == 1


INQUIRIES = {
    "eligibility.edi": ("HARBORBILLING", "270", 7), "second-eligibility.edi": ("LAKEVIEWPM", "270", 1),
    "reviews.edi": ("HARBORBILLING", "278-request", 5),
    "claim-status.edi": ("HARBORBILLING", "276", 6), "second-claim-status.edi": ("LAKEVIEWPM", "276", 1),
}


@pytest.mark.parametrize("name", INQUIRIES)
def test_the_inquiries_are_clean(name: str) -> None:
    sender, guide, count = INQUIRIES[name]
    text = (SAMPLES / name).read_bytes()
    assert faults_of(text) == []
    assert text.count(b"~\n") == text.count(b"~") == text.count(b"\n")
    events = list(read(BytesIO(text), guide_tables()))
    (interchange,) = (event for event in events if isinstance(event, Interchange))
    assert (interchange.sender, interchange.receiver) == (sender, "BITEWING")
    sets = [event for event in events if isinstance(event, TransactionSet)]
    assert {one.guide.name for one in sets if one.guide} == {guide}
    assert len(list(READERS[guide](events))) == count
    npis = re.findall(rb"\*XX\*([0-9]+)~", text)
    assert npis
    assert all(check_digit(npi.decode()) for npi in npis)
