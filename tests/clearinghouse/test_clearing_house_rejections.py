"""Reports on rejections and on aging: reasons, the clean-claim rate, and what payers have not decided on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from clearing_files import Answer, ack999, claim, claims_file, dental_set, dressed, file, person, remittance
from clearing_places import Place
from house_story import FIRST, SECOND, report, rows, sums, tell

from clearinghouse.claim_changes import parse_change
from clearinghouse.resubmission import fix


def test_the_reasons_of_the_story(place: Place) -> None:
    made = report(tell(place), "rejections")
    (rule,) = rows(made, "rules")
    assert (rule["partner"], rule["rule"], rule["findings"], rule["claims"]) == ("oak", "B101", 1, 1)
    assert sums(rows(made, "payers"), ("partner", "answer", "code"), "claims", "charge_cents") == {
        ("delta", "277CA", "A7:562:85"): (1, 20_000), ("west", "TA1", "R 022"): (1, 5_000),
    }
    assert rows(made, "denials") == [
        {"payer": "delta", "group": "CO", "code": "45", "claims": 1, "charge_cents": 40_000,
         "adjusted_cents": 40_000},
    ]
    first, second = rows(made, "clean_claims")
    assert first == {
        "day": FIRST, "received": 6, "rejected_here": 1, "rejected_by_payers": 2, "clean": 3,
        "clean_percent": 50.0,
    }
    assert (second["day"], second["received"], second["clean_percent"]) == (SECOND, 0, None)
    assert list(made.charts[0].bars) == [("03-05", 50.0), ("03-06", None)]


def test_an_account_sees_the_rejections_of_its_own_claims(place: Place) -> None:
    made = report(tell(place), "rejections", account="elm")
    assert rows(made, "rules") == rows(made, "denials") == []
    assert sums(rows(made, "payers"), ("partner", "answer"), "claims") == {("west", "TA1"): (1,)}
    assert rows(made, "clean_claims")[0]["received"] == 2


def test_a_set_refused_by_itself_and_with_its_group_counts_once(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), claim("C2", "250")))
    place.take("delta", ack999(1, ("000000001", "R*5"), verdict="R", counts="1*1*0"))
    assert rows(report(place, "rejections"), "payers") == [
        {"partner": "delta", "answer": "999", "code": "R 5", "claims": 2, "charge_cents": 35_000}
    ]


@pytest.mark.parametrize("dress", ["*:^~", "|>^!"])
def test_reasons_are_those_of_claim_and_lines_in_any_delimiters(place: Place, dress: str) -> None:
    """A CAS of two reasons, one that is no code, and none at all; what is paid is not asked."""
    place.take("oak", claims_file(claim("C1"), claim("C2", "200"), claim("C3", "300"), claim("C4", "60")))
    text = remittance(
        "T1", Answer("C1", 100, 0, status="4"), Answer("C2", 200, 0, status="4"), Answer("C4", 60, 50),
        Answer("C3", 300, 0, 300, status="4"),
    )
    text = text.replace("CAS*CO*45*100~", "CAS*CO*45*60**96*40~").replace("CAS*CO*45*200~", "CAS*PI*A1*200~")
    place.take("delta", dressed(text, dress))
    assert place.states() == {"C1": "denied", "C2": "denied", "C3": "denied", "C4": "paid"}
    told = rows(report(place, "rejections"), "denials")
    assert sums(told, ("group", "code"), "claims", "charge_cents", "adjusted_cents") == {
        ("CO", "45"): (1, 10_000, 6_000), ("CO", "96"): (1, 10_000, 4_000),
        ("PI", "A1"): (1, 20_000, 20_000), ("PR", "2"): (1, 30_000, 30_000),
    }


def test_a_file_that_the_archive_lost_is_told(place: Place) -> None:
    told = tell(place)
    (lost,) = told.files(kind="835", direction="in")
    path = next(told.house.store.archive._places(lost.sha256))
    path.unlink()
    made = report(told, "rejections")
    assert rows(made, "denials") == []
    (table,) = [one for one in made.tables if one.name == "denials"]
    assert "1 claims were denied" in table.says
    assert "1 files are not whole in the archive" in table.says


def test_many_days_are_told_in_weeks(place: Place) -> None:
    tell(place)
    made = report(place, "rejections", since=date(2026, 1, 1), until=date(2026, 3, 31))
    weeks = rows(made, "clean_claims")
    assert all(row["week"].weekday() == 0 for row in weeks)
    assert [row["received"] for row in weeks if row["received"]] == [6]
    assert len(weeks) == 14
    assert next(row["week"] for row in weeks if row["received"]) == date(2026, 3, 2)


# Aging.


def test_what_was_open_at_the_end_of_a_day(place: Place) -> None:
    told = tell(place)
    first = report(told, "aging", day=FIRST)
    assert sums(rows(first, "claims"), ("payer",), "claims", "charge_cents", "charge_0_30_cents") == {
        ("delta",): (2, 50_000, 50_000), ("west",): (1, 5_000, 5_000),
    }
    assert rows(report(told, "aging", day=SECOND), "claims") == []
    own = report(told, "aging", day=FIRST, account="elm")
    assert sums(rows(own, "claims"), ("payer",), "claims") == {("west",): (1,)}
    assert rows(report(told, "aging", day=FIRST - timedelta(days=1)), "claims") == []


@pytest.mark.parametrize(
    ("days", "age"), [(0, "0_30"), (30, "0_30"), (31, "31_60"), (60, "31_60"), (61, "61_90"), (90, "61_90"),
                      (91, "over_90")],
)
def test_claims_grow_old(place: Place, days: int, age: str) -> None:
    place.take("oak", claims_file(claim("C1", "123.45")))
    place.clock.move(days=days)
    made = report(place, "aging", day=FIRST + timedelta(days=days))
    (row,) = rows(made, "claims")
    assert {name: value for name, value in row.items() if value} == {
        "payer": "delta", "claims": 1, "charge_cents": 12_345, f"claims_{age}": 1,
        f"charge_{age}_cents": 12_345,
    }
    assert sum(value or 0 for _, value in made.charts[0].bars) == 12_345


def test_a_claim_that_was_rejected_stays_so_when_it_is_corrected(place: Place) -> None:
    """By our edits, by a payer, and one that was only held: what took their places counts by itself."""
    bad, held = claim("C1"), claim("C3", "300")
    bad[0] = bad[0].replace("*100*", "*90*")
    place.drop("oak", "a.edi", claims_file(bad, claim("C2", "200")))
    place.drop("oak", "b.edi", file(dental_set(person(held), payer="NOBODY", reference="R2"), number=2))
    place.run()
    place.take("delta", ack999(1, ("000000001", "R*5"), verdict="R", counts="1*1*0"))
    assert place.states() == {"C1": "rejected", "C2": "refused", "C3": "held"}
    for key, told in ((1, "2300/CLM02=100.00"), (2, "2300/CLM01=C2"), (3, "2010BB/NM109=DLT01")):
        made = fix(place.house, None, key, [parse_change(told)])
        assert made.claim is not None
        assert place.claims(claim_id=f"C{key}")[0].state == "superseded"
    day = rows(report(place, "rejections"), "clean_claims")[0]
    assert (day["received"], day["rejected_here"], day["rejected_by_payers"], day["clean"]) == (6, 1, 1, 4)
    verdicts = sums(rows(report(place, "daily"), "claims_in"), ("verdict",), "claims", "charge_cents")
    assert verdicts == {("accepted",): (5, 110_000), ("rejected",): (1, 9_000)}
    batches = rows(report(place, "batches"), "incoming")
    assert [
        (one["sent"], one["accepted"], one["rejected"], one["pending"]) for one in sorted(
            batches, key=lambda one: int(one["batch"])
        )
    ] == [(2, 1, 1, 0), (1, 1, 0, 0), *[(1, 0, 0, 1)] * 3]
