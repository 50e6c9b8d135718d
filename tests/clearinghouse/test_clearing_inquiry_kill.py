"""kill -9 at every boundary where inquiries are matched and sent: asked once, answered once, told once.

Taking in and delivering them is what is done with claims, see test_clearing_kill.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from clearing_files import ELM, ELM_NPI, OAK_NPI
from clearing_kills import killed_at
from clearing_places import Place, copy_place
from inquiry_texts import MARLOW, OKAFOR, answer271, ask270, echoed

from clearinghouse import runs

PARTNERS = ("oak", "elm", "delta")
STEPS = ["matching", "routing", "delivery"]


@pytest.fixture(scope="module")
def prepared(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two submitters have asked; the answers to both lie there, one for a question that comes only now."""
    place = copy_place(made, tmp_path_factory.mktemp("prepared") / "house")
    place.drop("oak", "a.edi", ask270(MARLOW))
    place.drop("elm", "b.edi", ask270(MARLOW, sender=ELM))
    place.run()
    ours = {one.account: one.out_trace or "" for one in place.inquiries()}
    for partner in PARTNERS:
        for path in (place.folder / partner / "out").iterdir():
            path.unlink()
    place.drop("delta", "c.edi", answer271(
        (ELM_NPI, MARLOW, echoed(ours["elm"])), (OAK_NPI, MARLOW, echoed(ours["oak"])),
        (OAK_NPI, OKAFOR, ["T-2*9OAKSTREET"]),
    ))
    place.drop("oak", "d.edi", ask270(OKAFOR, number=2))
    place.run("intake", "collection", "validation")
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
        killed = killed_at(place, boundary, lambda house: runs.run(house, STEPS[:2]))
        # One run to end what was begun, another for what was parked before its question was sent.
        place.run(*STEPS)
        place.run("matching", "delivery")
        try:
            check(place)
        except AssertionError as problem:
            raise AssertionError(f"killed at boundary {boundary}: {problem}") from problem
    place.close()
    assert 12 < boundary < 60


def check(place: Place) -> None:
    """Three questions, three answers, each passed on once, and nothing of the one in the other's."""
    assert [(one.account, one.trace_number, one.state) for one in place.inquiries()] == [
        ("oak", "T-1", "answered"), ("elm", "T-1", "answered"), ("oak", "T-2", "answered"),
    ]
    assert len(place.got("delta", "270")) == 1
    to_oak, (to_elm,) = place.got("oak", "271"), place.got("elm", "271")
    told = "".join(to_oak)
    assert (told.count("TRN*2*T-1*9OAKSTREET"), told.count("TRN*2*T-2*9OAKSTREET")) == (1, 1)
    assert (told.count("TRN*2*"), to_elm.count("TRN*2*")) == (2, 1)
    assert ELM_NPI not in told
    assert OAK_NPI not in to_elm
    assert len(place.acknowledgments(kind="271")) == 3
    assert place.files(state="parked") == []
    assert place.whole()
