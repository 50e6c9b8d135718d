"""kill -9 at every boundary where claims are followed up: each is asked about and answered once."""

from __future__ import annotations

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from clearing_files import ELM, OAK_NPI, claim, claims_file, dental_set, file, person
from clearing_kills import killed_at
from clearing_places import NOW, Clock, Place, copy_place
from inquiry_texts import MARLOW, answer277

from clearinghouse import runs
from store import expectations, followups

EARLIER = "20260202"
ASKING = ["followup", "routing"]


@pytest.fixture(scope="module")
def prepared(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two submitters' claims are due to be asked about; one was asked about, and its answer lies there."""
    place = copy_place(made, tmp_path_factory.mktemp("prepared") / "house")
    place.settings('ids = ["DLT01", "dlt02"]', 'ids = ["DLT01"]\nstatus_plan = [{ after = "14d" }]')
    place.clock = Clock(NOW - timedelta(days=20))
    place.take("oak", claims_file(claim("C1", "100", EARLIER)))
    place.clock.move(days=6)
    place.take("oak", claims_file(claim("C2", "100", EARLIER), number=2))
    place.take("elm", file(dental_set(person(claim("E1", "100", EARLIER)), sender=ELM), sender=ELM))
    place.clock.move(days=13)
    place.run("followup", "routing", "delivery")
    (asked,) = place.inquiries()
    place.drop("delta", "a.edi", answer277((OAK_NPI, MARLOW, asked.out_trace or "", "A4:35")))
    place.run("collection", "validation")
    place.close()
    return place.folder


def test_killed_at_every_boundary(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    place = copy_place(prepared, tmp_path / "house")
    boundary, killed = 0, True
    while killed:
        boundary += 1
        place.house.close()
        shutil.rmtree(place.folder)
        shutil.copytree(prepared, place.folder)
        killed = killed_at(place, boundary, lambda house: runs.run(house, ["matching", *ASKING]))
        place.run("matching", *ASKING, "delivery")
        try:
            check(place)
        except AssertionError as problem:
            raise AssertionError(f"killed at boundary {boundary}: {problem}") from problem
    place.close()
    assert 10 < boundary < 60


def check(place: Place) -> None:
    """Three claims, three questions, each sent once, and one answer that counts."""
    asked = place.inquiries()
    assert sorted((one.claim, one.state) for one in asked) == [(1, "answered"), (2, "sent"), (3, "sent")]
    sent = "".join(place.got("delta", "276"))
    assert [sent.count(f"TRN*1*{one.out_trace}~") for one in asked] == [1, 1, 1]
    assert sent.count("~TRN*1*") == 3
    with place.house.store.read() as ledger:
        known = followups.search(ledger, None)
        due = expectations.search(ledger)
    assert sorted((one.claim, one.step, one.state) for one in known) == [
        (1, 1, "not found"), (2, 1, "asked"), (3, 1, "asked"),
    ]
    assert sorted((one.kind, one.state) for one in due) == [
        ("999", "met"), *[("999", "open")] * (len(due) - 1),
    ]
    assert place.whole()
