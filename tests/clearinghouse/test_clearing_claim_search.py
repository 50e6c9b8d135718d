"""Looking for claims by all that may be known of one, and one claim from bytes to bank."""

from __future__ import annotations

from datetime import date

import pytest
from clearing_files import (
    ELM,
    Answer,
    ack277,
    ack999,
    claim,
    claims_file,
    dental_set,
    file,
    person,
    remittance,
    renumbered,
)
from clearing_places import Place

from clearinghouse.claim_overview import Asked, list_claims, show_claim
from clearinghouse.errors import HouseError
from store import claim_search, events
from store.claim_search import Wanted


@pytest.fixture
def worked(place: Place) -> Place:
    """Claims of two submitters to two payers, in many states."""
    place.take("oak", claims_file(
        claim("C1"), claim("C2", "250", "20260210"),
        ["CLM*BAD*90***11:B:1*Y*A*Y*Y", "DTP*472*D8*20260302", "LX*1", "SV3*AD:D0120*100****1"],
    ))
    place.take("elm", file(
        dental_set(
            person(claim("E1", "250", "20260115"), member="XD2", family="REED", given="ADA"), sender=ELM,
            payer="wst01",
        ),
        sender=ELM,
    ))
    place.take("delta", remittance("EFT1", Answer("C1", 100, 80, number="EX9")))
    return place


def found(place: Place, account: str | None = None, limit: int = 50, **known: object) -> list[str]:
    answer, _ = list_claims(place.house, account, Asked(**known), limit=limit)  # type: ignore[arg-type]
    return [one["claim_id"] for one in answer]


@pytest.mark.parametrize(
    ("known", "wanted"),
    [
        ({}, ["E1", "BAD", "C2", "C1"]),
        ({"claim_id": "C2"}, ["C2"]),
        ({"member": "xd2"}, ["E1"]),
        ({"name": "Marlow, June"}, ["BAD", "C2", "C1"]),
        ({"name": "REED"}, []),
        ({"payer_claim_number": "EX9"}, ["C1"]),
        ({"trace": "EFT1"}, ["C1"]),
        ({"trace": "EFT2"}, []),
        ({"service_from": date(2026, 2, 10)}, ["BAD", "C2", "C1"]),
        ({"service_to": date(2026, 2, 10)}, ["E1", "C2"]),
        ({"service_from": date(2026, 2, 1), "service_to": date(2026, 2, 28)}, ["C2"]),
        ({"charge_cents": 25000}, ["E1", "C2"]),
        ({"payer": "west"}, ["E1"]),
        ({"payer": "Wst01"}, ["E1"]),
        ({"payer": "delta", "charge_cents": 25000}, ["C2"]),
        ({"state": "sent"}, ["E1", "C2"]),
        ({"group": "received"}, ["BAD"]),
        ({"group": "in-process"}, ["E1", "C2"]),
        ({"group": "processed"}, ["C1"]),
        ({"group": "in-process", "state": "sent", "payer": "delta"}, ["C2"]),
        ({"trace": "EFT1", "state": "sent"}, []),
    ],
)
@pytest.mark.parametrize("few", [1, 1000])
def test_what_is_known_of_a_claim(
    worked: Place, monkeypatch: pytest.MonkeyPatch, few: int, known: dict[str, object], wanted: list[str]
) -> None:
    """Whether a part of it finds few claims (and leads) or many."""
    monkeypatch.setattr(claim_search, "FEW", few)
    assert found(worked, **known) == wanted
    assert found(worked, "oak", **known) == [one for one in wanted if one != "E1"]
    assert found(worked, "elm", **known) == [one for one in wanted if one == "E1"]
    assert found(worked, limit=1, **known) == wanted[:1]


def test_the_next_ones(worked: Place) -> None:
    now = worked.clock()
    with worked.house.store.read() as ledger:
        some = claim_search.find(ledger, "oak", Wanted(), actor="test", at=now, limit=2)
        rest = claim_search.find(ledger, "oak", Wanted(), actor="test", at=now, after=some[-1].id)
    assert [one.claim_id for one in (*some, *rest)] == ["BAD", "C2", "C1"]


def test_states_and_groups_that_are_none(place: Place) -> None:
    for known, says in (
        ({"state": "payed"}, "no claim is ever in that state"),
        ({"group": "open"}, "there are: received, in-process, processed"),
        ({"group": "received", "state": "paid"}, "claims of that group are never paid"),
    ):
        with pytest.raises(HouseError, match=says):
            found(place, **known)


def test_an_operator_s_search_is_audited_without_what_was_looked_for(worked: Place) -> None:
    found(worked, "oak", member="XD1000001")
    found(worked, member="XD1000001")
    with worked.house.store.read() as ledger:
        told = events.search(ledger, None, thing="queries")
    assert [(one.event, one.detail) for one in told] == [("listed claims", "")]


def test_the_segments_that_moved_a_claim(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), claim("C2", "50")))
    (own,) = [one for one in place.sets() if one.sender == "BITEWING" and one.reference]
    place.clock.move(hours=1)
    place.take("delta", ack999(1, ("000000001", "A")))
    place.clock.move(hours=1)
    place.take("delta", ack277(
        own.reference, ("C1", "A2:20:PR", "WQ", "100", "EX1"), ("C2", "A2:20:PR", "WQ", "50", "EX2")
    ))
    place.clock.move(hours=1)
    place.take("delta", remittance("EFT1", Answer("C2", 50, 40, number="EX2"), Answer("C1", 100, 80, 15)))
    answer, tables = show_claim(place.house, "oak", place.claim("C1").id)
    told = [(one["what"], one["segments"]) for one in answer["timeline"]]
    assert [one for one in told if one[1]] == [
        ("recorded", ["CLM*C1*100***11:B:1*Y*A*Y*Y"]),
        ("999", ["AK2*837*000000001*005010X224A2", "IK5*A"]),
        ("999", ["AK9*A"]),
        ("277CA", ["TRN*2*C1", "STC*A2:20:PR*20260304*WQ*100", "REF*1K*EX1"]),
        ("EFT1", ["CLP*C1*1*100*80*15*12*EX1*11*1", "CAS*CO*45*5", "CAS*PR*2*15"]),
    ]
    # Nothing of the neighbour's, and no name.
    whole = str(answer) + str(tables)
    assert "C2" not in whole
    assert "MARLOW" not in whole


def test_a_verdict_on_a_batch_shows_nothing_of_the_others_in_it(place: Place) -> None:
    """Not the sum of the batch, nor the first claim below, nor the value that a 999 found wrong."""
    place.take("oak", claims_file(claim("C1"), claim("C2", "50")))
    (own,) = [one for one in place.sets() if one.sender == "BITEWING" and one.reference]
    place.clock.move(hours=1)
    refused = ack277(own.reference, ("C2", "A3:21", "U", "50", ""), batch_status="A3:21:PR**U")
    lines = [one for one in refused.split("~") if not one.startswith(("QTY", "AMT"))]
    place.take("delta", renumbered("~".join(lines)))
    place.clock.move(hours=1)
    verdict = ("000000001", "R*5", "IK3*CLM*22**8", "IK4*2**6*BAD VALUE")
    place.take("delta", ack999(1, verdict, verdict="R", counts="1*1*0"))
    answer, _ = show_claim(place.house, "oak", place.claim("C1").id)
    assert [one["segments"] for one in answer["timeline"] if one["source"] == "acknowledgment"] == [
        [f"TRN*2*{own.reference}", "STC*A3:21:PR*20260304*U"],
        ["AK2*837*000000001*005010X224A2", "IK3*CLM*22**8", "IK4*2**6", "IK5*R*5"],
        ["AK9*R"],
    ]


def test_a_damaged_archive_shows_no_segments(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    for path in (place.folder / "archive").rglob("*"):
        if path.is_file():
            path.chmod(0o600)
            path.write_bytes(path.read_bytes()[:50])
    answer, _ = show_claim(place.house, None, 1)
    assert [one["segments"] for one in answer["timeline"]] == [[]] * len(answer["timeline"])


def test_kin_of_another_account_is_not_told(worked: Place) -> None:
    from store import claims

    with worked.house.store.begin() as ledger:
        claims.record_parent(ledger, worked.claim("E1").id, worked.claim("C1").id, "fix")
    answer, tables = show_claim(worked.house, "oak", worked.claim("C1").id)
    assert answer["made_of_it"] == []
    assert all("E1" not in str(table.rows) for table in tables)
