"""kill -9 at every boundary of a run, and the run again: nothing lost, nothing twice, the money right."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
from clearing_files import (
    Answer,
    ack277,
    ack999,
    claim,
    claims_file,
    remittance,
)
from clearing_kills import killed_at
from clearing_places import Place, copy_place
from thoroughness import THOROUGH

UNBALANCED = [line.replace("D0120*100", "D0120*90") for line in claim("B2")]
class Hands:
    """The partners: they take what is theirs as soon as it stands there; the payer answers batches."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.taken: dict[str, list[tuple[str, str]]] = {"oak": [], "delta": []}

    def take(self) -> None:
        for partner, taken in self.taken.items():
            for path in sorted((self.place.folder / partner / "out").glob("[!.]*")):
                taken.append((path.name, path.read_text()))
                path.unlink()

    def answer(self) -> None:
        """A 999, a 277CA and an 835 for each batch (the first was taken away and answered before)."""
        for text in [text for name, text in self.taken["delta"] if name.startswith("837D")]:
            (group,) = re.findall(r"~GS\*HC\*(?:[^*~]*\*){4}(\d+)", text)
            (control,) = re.findall(r"~ST\*837\*(\d+)", text)
            (batch,) = re.findall(r"~BHT\*0019\*00\*([^*]+)", text)
            found = re.findall(r"~CLM\*([^*]+)\*([^*]+)", text)
            taken = [(number, "A2:20", "WQ", charge, f"N{number}") for number, charge in found]
            paid = [
                Answer(number, int(charge), int(charge) - 20, 5, number=f"N{number}")
                for number, charge in found
            ]
            self.place.drop("delta", "1.edi", ack999(group, (control, "A"), number=901))
            self.place.drop("delta", "2.edi", ack277(batch, *taken, number=902))
            self.place.drop("delta", "3.edi", remittance("EFT2", *paid, number=903))


@pytest.fixture(scope="module")
def prepared(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house with work for every step: new claims, and a payer's answers to a batch sent before."""
    place = copy_place(made, tmp_path_factory.mktemp("prepared") / "house")
    place.take("oak", claims_file(claim("A1"), claim("A2", "70")))
    for partner in ("oak", "delta"):
        for path in (place.folder / partner / "out").iterdir():
            path.unlink()
    place.drop("oak", "b.edi", claims_file(claim("B1"), UNBALANCED, number=2))
    verdicts = ("A1", "A2:20", "WQ", "100", "NA1"), ("A2", "A7:164", "U", "70", "")
    answers = ack999(1, ("000000001", "A")) + ack277("BITEWING000000001", *verdicts)
    money = remittance("EFT1", Answer("A1", 100, 80, 15, number="NA1"))
    place.drop("delta", "a.edi", answers + money)
    place.close()
    return place.folder


def test_killed_at_every_boundary(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A kill loses no bytes that were written; only a power cut does, and waiting for disks takes long.
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    place = copy_place(prepared, tmp_path / "house")
    boundary, killed = 0, True
    while killed:
        boundary += 1 if THOROUGH else 5
        # The house is the same, so that its statements are compiled once; its folder is as prepared again.
        place.house.close()
        shutil.rmtree(place.folder)
        shutil.copytree(prepared, place.folder)
        hands = Hands(place)
        killed = killed_at(place, boundary)
        hands.take()
        place.run()
        hands.take()
        try:
            check(place, hands, CARRIED, [8000])
            # From one and the same state the payer's answers lead to one and the same end.
            if boundary % 10 == 1 or not killed:
                hands.answer()
                place.run()
                hands.take()
                check(place, hands, PAID, [8000, 8000])
        except AssertionError as problem:
            raise AssertionError(f"killed at boundary {boundary}: {problem}") from problem
    place.close()
    # Not a number to be exact about; but a run of this work has so many at least.
    assert boundary > 70


CARRIED = {
    ("oak", "A1"): ("paid", 8000, 1500),
    ("oak", "A2"): ("payer rejected", None, None),
    ("oak", "B1"): ("sent", None, None),
    ("oak", "B2"): ("rejected", None, None),
}
PAID = {**CARRIED, ("oak", "B1"): ("paid", 8000, 500)}
ARRIVED = {"oak": {"999": 1, "277CA": 2, "835": 1}, "delta": {"837D": 1, "999": 2}}
"""What a run brings: to the submitter our answers and its payer's, to the payer the batch and two 999."""


def check(
    place: Place, hands: Hands, claims: dict[tuple[str, str], tuple[str, object, object]], payments: list[int]
) -> None:
    """No claim lost or twice, each delivery and answer once, the money right, the trail whole."""
    found = {(one.account, one.claim_id): one for one in place.claims()}
    assert len(found) == len(place.claims())
    assert {key: (one.state, one.paid_cents, one.patient_cents) for key, one in found.items()} == claims
    for partner, expected in ARRIVED.items():
        taken = hands.taken[partner]
        arrived = Counter(name.partition("-")[0] for name, _ in taken)
        if partner == "delta" and len(payments) > 1:
            # The answers to the payer's second round.
            arrived.subtract({"999": 2})
        if partner == "oak" and len(payments) > 1:
            # What the payer said in it.
            arrived.subtract({"277CA": 1, "835": 1})
        assert arrived == expected, partner
        numbers = [text[90:99] for _, text in taken]
        assert len(set(numbers)) == len(numbers)
    (batch,) = (text for name, text in hands.taken["delta"] if name.startswith("837D"))
    assert sorted(re.findall(r"~CLM\*([^*]+)", batch)) == ["B1"]
    assert {one.state for one in place.deliveries()} <= {"sent", "acknowledged"}
    assert [one.amount_cents for one in place.remittances()] == payments
    assert sum(one.paid_cents for one in place.answers()) == sum(payments)
    assert place.whole()
    assert list((place.folder / "staging").iterdir()) == []
    for partner in ARRIVED:
        assert list((place.folder / partner / "in").iterdir()) == []
        assert list((place.folder / partner / "out").iterdir()) == []
