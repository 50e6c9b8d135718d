"""The trend of acceptance: verdicts of files, rates by day, week, month and report."""

from __future__ import annotations

import os
from datetime import date

import pytest
from clearing_files import ELM, claim, claims_file, dental_set, file, person
from clearing_places import Place
from inquiry_texts import MARLOW, ask270

from clearinghouse.claim_changes import parse_change
from clearinghouse.errors import HouseError
from clearinghouse.resubmission import fix
from clearinghouse.trend import show_trend, start_of


def bad(number: str) -> list[str]:
    """A claim whose lines do not add up."""
    return [part.replace(f"CLM*{number}*100", f"CLM*{number}*90") for part in claim(number)]


def told(place: Place, account: str | None = None, **wanted: object) -> dict[str, list[dict[str, object]]]:
    asked: dict[str, object] = {"days": 90, "by": "day", "report": None, "limit": 20, **wanted}
    return show_trend(place.house, account, **asked)[0]  # type: ignore[arg-type]


@pytest.fixture
def worked(place: Place) -> Place:
    """Thursday: one good and one mixed file, and one that is nothing; Friday one all bad, one of elm's."""
    place.take("oak", claims_file(claim("C1"), claim("C2")))
    place.take("oak", claims_file(claim("C3"), bad("C4"), number=2))
    place.drop("oak", "again.edi", claims_file(claim("C1"), claim("C2")))
    place.take("oak", "no X12 at all")
    place.take("oak", ask270(MARLOW, number=4))
    place.clock.move(days=1)
    place.take("oak", claims_file(bad("C5"), number=3))
    place.take("elm", file(dental_set(person(claim("E1")), sender=ELM), sender=ELM))
    return place


def test_each_file_has_a_verdict(worked: Place) -> None:
    files = told(worked)["files"]
    assert [(one["account"], one["verdict"], one["claims"], one["rejected"]) for one in files] == [
        ("elm", "accepted", 1, 0), ("oak", "rejected", 1, 1), ("oak", "no claims", 0, 0),
        ("oak", "rejected", 0, 0), ("oak", "duplicate", 0, 0), ("oak", "partly", 2, 1),
        ("oak", "accepted", 2, 0),
    ]
    assert [one["rejected_cents"] for one in files][1] == 9_000


def test_rates_by_day_and_their_change(worked: Place) -> None:
    first, second = told(worked)["periods"]
    assert (first["start"], first["files"], first["accepted"], first["partly"], first["rejected"]) == (
        date(2026, 3, 5), 3, 1, 1, 1,
    )
    assert (first["claims"], first["rejected_claims"], first["rate"], first["change"]) == (4, 1, 25.0, None)
    assert (second["files"], second["rate"], second["change"]) == (2, 50.0, 25.0)
    assert second["rejected_cents"] == 9_000


def test_an_account_sees_its_own_files(worked: Place) -> None:
    assert {one["account"] for one in told(worked, "elm")["files"]} == {"elm"}
    (only,) = told(worked, "elm")["periods"]
    assert (only["files"], only["rate"]) == (1, 0.0)


def test_what_is_answered_later_does_not_change_acceptance(worked: Place) -> None:
    before = told(worked)["periods"]
    worked.run()
    assert told(worked)["periods"] == before


def test_periods_and_days(worked: Place) -> None:
    (week,) = told(worked, by="week")["periods"]
    assert (week["start"], week["files"]) == (date(2026, 3, 2), 5)
    (month,) = told(worked, by="month")["periods"]
    assert month["start"] == date(2026, 3, 1)
    worked.clock.move(days=40)
    assert told(worked, days=30) == {"periods": [], "files": []}
    assert start_of(date(2026, 3, 1), "week") == date(2026, 2, 23)


def test_a_report_counts_by_its_cut_off(worked: Place) -> None:
    worked.close()
    (worked.folder / "calendar.toml").write_text("[reports.quality]\ncut_off_day = 5\n")
    first, second = told(worked, report="quality")["periods"]
    assert (first["start"], first["files"]) == (date(2026, 4, 1), 3)
    assert (second["start"], second["files"]) == (date(2026, 5, 1), 2)
    with pytest.raises(HouseError, match="there are: quality"):
        told(worked, report="other")


def test_a_day_is_one_of_the_house_s_time_zone(place: Place) -> None:
    place.clock.move(hours=18)
    place.take("oak", claims_file(claim("C1")))
    assert [one["start"] for one in told(place)["periods"]] == [date(2026, 3, 5)], "03:30 UTC on the 6th"


def test_what_the_house_asks_itself_is_no_file_of_the_account_s(place: Place) -> None:
    place.settings('ids = ["DLT01", "dlt02"]', 'ids = ["DLT01"]\nstatus_plan = [{ after = "14d" }]')
    place.take("oak", claims_file(claim("C1")))
    place.clock.move(days=14)
    place.run()
    assert len(place.files(direction="in")) == 2
    assert len(told(place)["files"]) == 1


def test_a_correction_makes_no_file_better_than_it_came(place: Place) -> None:
    place.take("oak", claims_file(bad("C1"), claim("C2")))
    before = told(place)
    assert fix(place.house, None, 1, [parse_change("2300/CLM02=100")]).claim is not None
    place.run()
    assert place.claims(claim_id="C1")[0].state == "superseded"
    assert told(place) == before
    assert [(one["verdict"], one["rejected"]) for one in before["files"]] == [("partly", 1)]


# Sheets.

PRACTICE = """
[submitter]
name = "OAK STREET BILLING"
id = "OAKSTREET"
contact = "FRONT DESK"
telephone = "608-555-0101"
[receiver]
name = "BITEWING CLEARINGHOUSE"
id = "BITEWING"
[billing]
name = "OAK STREET DENTAL"
npi = "1382047169"
tax_id = "39-1234567"
address = "12 SUNNY HILL ROAD"
city = "MADISON"
state = "WI"
postal_code = "53703-1234"
"""
HEADER = (
    "Claim ID,Last Name,First Name,DOB,Gender,Relationship,Address,City,State,Zip,Member ID,Payer ID,Payer,"
    "DOS,Procedure,Tooth,Surf,Fee"
)
JUNE = "MARLOW,JUNE,1984-02-13,F,Self,7 BIRCH LANE,MADISON,WI,53704,XD1002003,DLT01,DELTA EXAMPLE PLAN"


def sheet(place: Place, name: str, *rows: str) -> None:
    """Rows (claim id, and what follows the payer) as a sheet in oak's inbox that nobody changes any more."""
    lines = [f"{number},{JUNE},2026-03-02,{rest}" for number, rest in (row.split(",", 1) for row in rows)]
    path = place.drop("oak", name, "\n".join([HEADER, *lines]).encode())
    old = place.clock().timestamp() - 600
    os.utime(path, (old, old))


@pytest.fixture
def office(place: Place) -> Place:
    (place.folder / "practice.toml").write_text(PRACTICE)
    place.settings('outbox = "oak/out" }\n', 'outbox = "oak/out" }\npractice = "practice.toml"\n')
    return place


GOOD, BAD, FALSE = "D0120,,,100", "D0120,,,much", "D2391,30,I,90"
"""A service; one whose fee is none; one on a surface that its tooth has not."""


def test_a_sheet_is_one_file_and_what_was_left_out_of_it_was_rejected(office: Place) -> None:
    sheet(
        office, "mixed.csv",
        f"C1,{GOOD}", f"C2,{BAD}", f"C2,{GOOD}", f"C3,{FALSE}", f"C8,{GOOD}", f"?,{GOOD}",
    )
    sheet(office, "good.csv", f"C4,{GOOD}", f"C5,{GOOD}")
    sheet(office, "bad.csv", f"C6,{BAD}", f"C7,{BAD}")
    office.run()
    answer = told(office)
    got = {
        one["name"]: (one["kind"], one["verdict"], one["claims"], one["rejected"], one["rate"])
        for one in answer["files"]
    }
    # The row whose id is none takes the claim before it with it.
    assert got == {
        "mixed.csv": ("CSV", "partly", 5, 4, 80.0),
        "good.csv": ("CSV", "accepted", 2, 0, 0.0),
        "bad.csv": ("CSV", "rejected", 2, 2, 100.0),
    }
    (day,) = answer["periods"]
    assert (day["files"], day["accepted"], day["partly"], day["rejected"]) == (3, 1, 1, 1)
    assert (day["claims"], day["rejected_claims"], day["rate"]) == (9, 6, pytest.approx(100 * 6 / 9))


def test_a_claim_that_came_twice_in_a_sheet_is_one_claim_left_out(office: Place) -> None:
    sheet(office, "twice.csv", f"C1,{GOOD}", f"C1,{GOOD}", f"C2,{GOOD}", f"C1,{GOOD}")
    office.run()
    (only,) = told(office)["files"]
    assert (only["verdict"], only["claims"], only["rejected"]) == ("partly", 2, 1)


def test_a_file_whose_interchange_was_refused_was_rejected(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")).replace("IEA*1*", "IEA*2*"))
    (only,) = told(place)["files"]
    assert only["verdict"] == "rejected"
    (day,) = told(place)["periods"]
    assert (day["files"], day["rejected"]) == (1, 1)


def test_a_file_without_an_end_was_rejected(place: Place) -> None:
    whole = claims_file(claim("C1"))
    place.take("oak", whole[: whole.index("ST*")] + "XX*1~" + whole[whole.index("IEA") :])
    (only,) = told(place)["files"]
    assert (only["verdict"], only["claims"]) == ("rejected", 0)
