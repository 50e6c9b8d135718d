"""Office files: a sheet or a document handed in becomes X12 of its submitter; what is wrong goes back."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest
from clearing_files import claim, claims_file
from clearing_kills import killed_at
from clearing_places import Place, copy_place

from clearinghouse.conversion import to_documents
from clearinghouse.receiving import HALF
from mappings.tables import own_tables
from store import files

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
    "DOS,Procedure,Fee"
)
JUNE = "MARLOW,JUNE,1984-02-13,F,Self,7 BIRCH LANE,MADISON,WI,53704,XD1002003,DLT01,DELTA EXAMPLE PLAN"
GOOD = f"C1,{JUNE},2026-03-02,D0120,100"
BAD = f"C2,{JUNE},2026-03-02,D0120,much"


@pytest.fixture
def office(place: Place) -> Place:
    (place.folder / "practice.toml").write_text(PRACTICE)
    place.settings('outbox = "oak/out" }\n', 'outbox = "oak/out" }\npractice = "practice.toml"\n')
    return place


def leave(place: Place, name: str, *lines: str | bytes) -> None:
    """A file nobody has changed for a while."""
    data = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    path = place.drop("oak", name, data)
    old = place.clock().timestamp() - 600
    os.utime(path, (old, old))


def test_claims_of_a_sheet_are_sent_in_its_submitter_s_name(office: Place) -> None:
    leave(office, "claims.csv", HEADER, GOOD)
    told = office.run()
    assert (told["files converted"], told["claims accepted"], told["routed"]) == (1, 1, 1)
    sheet, made = office.files(direction="in")
    assert (sheet.state, sheet.kind, made.state, made.kind) == ("converted", "CSV", "proven", "837D")
    with office.house.store.read() as ledger:
        assert files.source_of(ledger, made.id) == sheet.id
    with office.house.store.archive.open(made.sha256) as stream:
        text = stream.read().decode()
    assert text[32:].startswith("ZZ*OAKSTREET      *ZZ*BITEWING       *260305*0930*")
    with office.house.store.archive.open(sheet.sha256) as stream:
        assert stream.read().decode() == f"{HEADER}\n{GOOD}"
    assert office.claim("C1").charge_cents == 10000
    assert office.got("oak", "ROWS") == []
    assert len(office.got("oak", "999")) == len(office.got("oak", "277CA")) == 1


def test_bad_rows_go_back_and_the_others_go_on(office: Place) -> None:
    leave(office, "claims.csv", HEADER, GOOD, BAD)
    told = office.run()
    assert (told["files converted"], told["rows left out"], told["claims accepted"]) == (1, 1, 1)
    (rows,) = office.got("oak", "ROWS")
    header, row = rows.splitlines()
    assert header.startswith("rejected_row,rejected_line,rejected_because,Claim ID,")
    assert row.startswith("3,3,")
    assert row.endswith(",2026-03-02,D0120,much")
    assert office.files(direction="in")[0].note == "rows: 2, bad or left out: 1"


def test_a_sheet_without_one_good_claim_is_refused_with_a_report(office: Place) -> None:
    leave(office, "claims.csv", HEADER, BAD)
    told = office.run()
    assert (told["files refused"], told["claims accepted"]) == (1, 0)
    (sheet,) = office.files(direction="in")
    assert sheet.state == "refused"
    (report,) = office.got("oak", "REPORT")
    assert "row 2: column 16" in report
    assert "much" not in report
    assert "MARLOW" not in report


@pytest.mark.parametrize("lines", [("nothing,known", "1,2"), (b"PK\x03\x04zipped",), (HEADER,)])
def test_what_is_no_sheet_is_refused_with_a_report(office: Place, lines: tuple[str, ...]) -> None:
    leave(office, "claims.csv", *lines)
    assert office.run()["files refused"] == 1
    assert len(office.got("oak", "REPORT")) == 1


def test_documents_are_taken_too(place: Place) -> None:
    from collections import Counter

    text = claims_file(claim("C1"), claim("C2", "70"))
    (document,) = to_documents(BytesIO(text.encode()), own_tables(), Counter())
    leave(place, "claims.json", document)
    told = place.run()
    assert (told["files converted"], told["claims accepted"], told["routed"]) == (1, 2, 2)
    assert place.states() == {"C1": "sent", "C2": "sent"}


@pytest.mark.parametrize(
    "data", [b'{"transaction": "837D"}', b"[", b'{"transaction": "837D", "claims": [{}]}']
)
def test_documents_that_cannot_be_read_are_refused_with_a_report(place: Place, data: bytes) -> None:
    leave(place, "claims.json", data)
    assert place.run()["files refused"] == 1
    (report,) = place.got("oak", "REPORT")
    assert report.startswith("Report on file ")


def test_numbers_of_ours_take_none_from_the_submitter(office: Place) -> None:
    leave(office, "claims.csv", HEADER, GOOD)
    office.run()
    assert office.take("oak", claims_file(claim("C9", "70"), number=1))["claims accepted"] == 1
    assert "I125" not in office.rules()


def test_a_practice_file_that_cannot_be_read_keeps_the_sheet_waiting(office: Place) -> None:
    (office.folder / "practice.toml").write_text("[submitter]\nnam = 'x'\n")
    leave(office, "claims.csv", HEADER, GOOD)
    told = office.run()
    assert told["waiting to be converted"] == 1
    assert any("submitters.oak.practice" in what for what in told)
    (office.folder / "practice.toml").write_text(PRACTICE)
    assert office.run()["files converted"] == 1


@pytest.mark.parametrize("ending", HALF)
def test_half_names_wait(place: Place, ending: str) -> None:
    leave(place, f"claims.edi{ending}", claims_file(claim("C1")))
    assert place.run() == {"still arriving": 1}
    assert place.files() == []


def test_a_sheet_that_may_grow_waits(office: Place) -> None:
    path = office.drop("oak", "claims.csv", f"{HEADER}\n{GOOD}")
    now = office.clock().timestamp()
    os.utime(path, (now, now))
    assert office.run() == {"still arriving": 1}
    office.clock.move(minutes=5)
    assert office.run()["files converted"] == 1


def test_killed_anywhere_a_sheet_is_converted_once(office: Place, tmp_path: Path) -> None:
    from clearinghouse import runs

    leave(office, "claims.csv", HEADER, GOOD, BAD)
    office.run("intake")
    office.close()
    boundary, killed = 0, True
    while killed:
        boundary += 1
        place = copy_place(office.folder, tmp_path / f"house{boundary}")
        killed = killed_at(place, boundary, lambda house: runs.run(house, ["conversion"]))
        place.run("conversion", "validation")
        assert [one.state for one in place.files(direction="in")] == ["converted", "proven"]
        assert len(place.claims()) == 1
        assert len(place.files(direction="out", kind="ROWS")) == 1
        place.close()
    assert boundary > 3
