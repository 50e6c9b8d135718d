"""Answers of payers that break business rules: the findings are kept, and the answers are matched."""

from __future__ import annotations

import pytest
from clearing_files import ack277, ack999, claim, claims_file
from clearing_places import Place

SET = "000000001"
BATCH = "BITEWING000000001"


@pytest.fixture
def sent(place: Place) -> Place:
    """A house that has sent two claims in one set."""
    place.take("oak", claims_file(claim("C1"), claim("C2", "55")))
    assert place.states() == {"C1": "sent", "C2": "sent"}
    return place


def told_of(place: Place, guide: str) -> tuple[str, list[tuple[str, str]]]:
    """The verdict on the one set of this guide, and what was found in it with its path."""
    (of,) = (one for one in place.sets() if one.guide == guide and one.sender == "DELTAPAYER")
    return of.verdict, [(one.rule, str(one.place["path"])) for one in place.findings(file=of.file)]


def test_a_999_whose_counts_are_wrong_is_matched_by_its_verdicts(sent: Place) -> None:
    told = sent.take("delta", ack999(1, (SET, "R*5"), verdict="P", counts="1*1*1"))
    assert (told["sets accepted"], told["claims set refused by payer"]) == (1, 2)
    assert set(sent.states().values()) == {"refused"}
    assert told_of(sent, "999") == ("E", [("B401", "TRAILER/AK904")])
    assert sent.files(direction="in")[-1].state == "matched"


def test_a_999_that_refuses_without_a_reason_is_matched(sent: Place) -> None:
    sent.take("delta", ack999(1, (SET, "R"), verdict="R", counts="1*1*0"))
    assert set(sent.states().values()) == {"refused"}
    assert told_of(sent, "999") == ("E", [("C401", "2000/IK502")])


def test_a_claim_acknowledgment_whose_counts_are_wrong_is_matched_by_its_statuses(sent: Place) -> None:
    text = ack277(BATCH, ("C1", "A2:20:PR", "WQ", "100", "PX1"), ("C2", "A7:164:IL", "U", "55", ""))
    told = sent.take("delta", text.replace("QTY*90*1", "QTY*90*2").replace("AMT*YY*55", "AMT*YY*5"))
    assert (told["sets accepted"], told["277CA matched"]) == (1, 2)
    assert sent.states() == {"C1": "in process", "C2": "payer rejected"}
    assert told_of(sent, "277CA") == (
        "E", [("B301", "2200B/QTY[90]02"), ("B304", "2200B/AMT[YY]02")],
    )
    assert sent.files(direction="in")[-1].state == "matched"


def test_a_status_no_list_holds_and_one_that_contradicts_itself(sent: Place) -> None:
    text = ack277(BATCH, ("C1", "A2:999:PR", "WQ", "100", ""), ("C2", "A2:20:PR", "U", "55", ""))
    sent.take("delta", text)
    assert sent.states() == {"C1": "in process", "C2": "payer rejected"}
    verdict, found = told_of(sent, "277CA")
    assert (verdict, sorted(found)) == ("E", [("C302", "2200D/STC03"), ("X302", "2200D/STC01-2")])
    assert all(one.claim is None for one in sent.findings(rule="X302"))


def test_a_clean_answer_is_taken_as_it_is(sent: Place) -> None:
    sent.take("delta", ack999(1, (SET, "A")))
    assert told_of(sent, "999") == ("A", [])
