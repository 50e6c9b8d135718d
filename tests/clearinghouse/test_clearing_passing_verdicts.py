"""Verdicts that cannot be written for a submitter as the others are: each is marked by what became of it."""

from __future__ import annotations

from collections import Counter

import pytest
from clearing_files import ack277, claim, dental_set, dressed, file, person
from clearing_places import Place
from sqlalchemy import select

from store import claims
from store.tables import acknowledgments
from store.timeline import timeline

C1, C2, C3 = claim("C1"), claim("C2", "70"), claim("C3", "30")
STAR = {"member": "XD1000002", "family": "MAR*LOW"}
"""A patient whose name holds a delimiter that most files have."""


def hand_in(place: Place, *batches: str) -> None:
    """Batches in delimiters of their own, and all that is sent of them."""
    for number, text in enumerate(batches, 1):
        place.drop("oak", f"{number}.edi", text)
    place.run()
    assert {*place.states().values()} == {"sent"}


def batch(number: int, *people: tuple[list[list[str]], dict[str, str]]) -> str:
    """A batch of people's claims, written with | > ~ so that names may hold a star."""
    told = [person(*some, **{**who, "family": who.get("family", "MARLOW").replace("*", "@")})
            for some, who in people]
    text = file(dental_set(*told, reference=f"OAKBATCH{number}"), number=number)
    return dressed(text, "|>^~").decode("latin-1").replace("@", "*")


def answer(place: Place, *told: tuple[str, str, str, str, str]) -> Counter[str]:
    """The payer's file: of every set it was sent an acknowledgment of the claims that are in it."""
    with place.house.store.read() as ledger:
        rows = claims.search(ledger, "oak")
    known = {one.claim_id: one.out_set for one in rows}
    found = []
    for sent in place.sets():
        theirs = [one for one in told if known[one[0]] == sent.id]
        if theirs:
            text = ack277(sent.reference, *theirs)
            found.append([*text[text.index("ST*277"):text.index("GE*")].split("~")[:-1]])
    for number, one in enumerate(found, 1):
        one[0], one[-1] = one[0].replace("0001", f"{number:04d}"), one[-1].replace("0001", f"{number:04d}")
    return place.take("delta", file(*found, group="HN", number=701, sender="DELTAPAYER"))


def passed(place: Place) -> dict[str, int | None]:
    """In which file each claim's verdict was passed on."""
    query = select(acknowledgments.c.claim, acknowledgments.c.passed_file).where(
        acknowledgments.c.kind == "277CA", acknowledgments.c.claim.is_not(None)
    )
    names = {one.id: one.claim_id for one in place.claims()}
    with place.house.store.read() as ledger:
        return {names[key]: told for key, told in ledger.rows(query)}


def given(place: Place) -> dict[int, str]:
    """The claim acknowledgments that were made for oak from a payer's file, by their keys."""
    found = {}
    for one in place.files(direction="out"):
        with place.house.store.archive.open(one.sha256) as stream:
            text = stream.read().decode("latin-1")
        if one.account == "oak" and "EXAMPLE DENTAL PLAN" in text:
            found[one.id] = text
    return found


def told_of(place: Place, claim_id: str) -> list[str]:
    """Why a claim's verdict was not passed on."""
    (key,) = (one.id for one in place.claims() if one.claim_id == claim_id)
    with place.house.store.read() as ledger:
        moments = timeline(ledger, "oak", key)
    return [one.detail for one in moments if one.what == "277CA cannot be passed on"]


TAKEN = ("C1", "A2:20:PR", "WQ", "100", "PX1")
LOST = ("C2", "A7:562:85", "U", "70", "")
ALSO_TAKEN = ("C3", "A2:20:PR", "WQ", "30", "PX3")


def test_verdicts_in_two_files_are_each_marked_with_their_own(place: Place) -> None:
    """The submitter takes its own delimiters where the usual ones stand in a name."""
    hand_in(place, batch(1, ([C1], {})), batch(2, ([C2], STAR)))
    assert answer(place, TAKEN, LOST)["277CA passed on"] == 2
    files, marks = given(place), passed(place)
    assert len(files) == 2
    assert "TRN*2*C1~" in files[marks["C1"] or 0]
    assert "TRN|2|C2~" in files[marks["C2"] or 0]


@pytest.fixture
def strict(place: Place) -> Place:
    """A submitter who takes no delimiters but the usual ones."""
    place.settings('outbox = "oak/out" }\n', 'outbox = "oak/out" }\nwriting = { clash = "refuse" }\n')
    return place


def test_only_what_was_written_is_marked_as_passed_on(strict: Place) -> None:
    hand_in(strict, batch(1, ([C1], {})), batch(2, ([C2], STAR)))
    told = answer(strict, TAKEN, LOST)
    assert (told["277CA passed on"], told["verdicts that cannot be written"]) == (1, 1)
    ((key, text),) = given(strict).items()
    assert passed(strict) == {"C1": key, "C2": 0}
    assert ("TRN*2*C1~" in text, "TRN*2*C2~" in text) == (True, False)
    assert told_of(strict, "C1") == []
    assert told_of(strict, "C2") == ["NM103: the value contains a delimiter of this interchange"]
    assert "verdicts that cannot be written" not in strict.run()


def test_a_claim_that_cannot_be_written_does_not_keep_back_its_batch(strict: Place) -> None:
    hand_in(strict, batch(1, ([C1], {}), ([C2], STAR), ([C3], {"member": "XD1000003"})))
    told = answer(strict, TAKEN, LOST, ALSO_TAKEN)
    assert (told["277CA passed on"], told["verdicts that cannot be written"]) == (2, 1)
    ((key, text),) = given(strict).items()
    assert passed(strict) == {"C1": key, "C2": 0, "C3": key}
    assert text.count("ST*277*") == 1
    assert [line for line in text.split("~") if line.startswith(("TRN*2", "QTY", "AMT"))] == [
        "TRN*2*OAKBATCH1", "QTY*90*2", "AMT*YU*130", "TRN*2*C1", "TRN*2*C3",
    ]
    assert len(told_of(strict, "C2")) == 1
    assert "277CA passed on" not in strict.run()
