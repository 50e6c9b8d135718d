"""Parked answers are looked at again when there is news of their payer, and count once whatever happens."""

from __future__ import annotations

import pytest
from clearing_files import Answer, ack277, ack999, claim, claims_file, remittance, ta1
from clearing_places import Place

from clearinghouse import matching

BATCH = "BITEWING000000001"
ONE = "000000001"


def parked(place: Place) -> list[tuple[str, str]]:
    return [(one.kind, one.note) for one in place.files(state="parked")]


def looks(place: Place, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The files that are looked at from now on."""
    seen: list[int] = []
    plain = matching.match_file

    def watched(house, ledger, run, file, payer):  # type: ignore[no-untyped-def]
        seen.append(file.id)
        return plain(house, ledger, run, file, payer)

    monkeypatch.setattr(matching, "match_file", watched)
    return seen


def test_a_remittance_that_comes_before_its_claim_pays_it_once_later(place: Place) -> None:
    place.take("delta", remittance("EFT1", Answer("C1", 100, 80)))
    assert parked(place) == [("835", "1 no claim with this number was sent to this payer")]
    place.take("oak", claims_file(claim("C1")))
    assert place.claim("C1").paid_cents is None
    told = place.run()
    assert (told["835 matched later"], told["claims paid"], told["unmatched"]) == (1, 1, 0)
    (row,) = place.answers()
    one = place.claim("C1")
    assert (row.account, row.claim, row.state) == ("oak", one.id, "matched")
    assert (one.state, one.paid_cents, parked(place)) == ("paid", 8_000, [])
    assert len(place.remittances()) == 1
    for _ in range(2):
        place.take("oak", claims_file(claim("C9"), number=place.files()[-1].id + 50))
        assert place.claim("C1").paid_cents == 8_000
    assert place.whole()


def test_of_a_remittance_only_what_was_parked_is_looked_at_again(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    place.take("delta", remittance("EFT1", Answer("C1", 100, 80), Answer("C2", 100, 70)))
    assert place.claim("C1").paid_cents == 8_000
    place.take("oak", claims_file(claim("C2"), number=2))
    place.run()
    assert (place.claim("C1").paid_cents, place.claim("C2").paid_cents) == (8_000, 7_000)
    assert [one.state for one in place.answers()] == ["matched", "matched"]
    assert place.files(kind="835")[0].state == "matched"


def test_a_claim_that_differs_stays_for_a_person_to_look_at(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    place.take("delta", remittance("EFT1", Answer("C1", 250, 80, day="20260101")))
    before = parked(place)
    assert "differs in" in before[0][1]
    place.take("oak", claims_file(claim("C2"), number=2))
    place.run()
    assert (parked(place), place.claim("C1").state) == (before, "sent")


def test_a_claim_acknowledgment_finds_its_batch_later(place: Place) -> None:
    place.take("delta", ack277(BATCH, ("C1", "A2:20", "WQ", "100", "PX1")))
    (loose,) = place.acknowledgments(kind="277CA")
    assert parked(place)[0][1] == "1 277CA for a batch we did not send"
    place.take("oak", claims_file(claim("C1")))
    told = place.run()
    assert told["277CA matched"] == 1
    assert (place.states(), place.claim("C1").payer_claim_number) == ({"C1": "in process"}, "PX1")
    assert parked(place) == []
    # What was loose tells of the batch only, the verdict on the claim is new.
    assert [one.claim for one in place.acknowledgments(kind="277CA") if one.claim] == [place.claim("C1").id]
    assert loose.claim is None


def test_a_999_for_a_set_finds_it_later_and_a_bare_number_never(place: Place) -> None:
    """Numbers start again when a house is made anew: that of an envelope alone is no proof."""
    place.take("delta", ack999(1, (ONE, "A")), ack999(2, verdict="R", number=602), ta1(2, "R", "006"))
    assert len(parked(place)) == 3
    place.take("oak", claims_file(claim("C1")))
    place.take("oak", claims_file(claim("C2"), number=2))
    place.run()
    assert place.states() == {"C1": "acknowledged", "C2": "sent"}
    assert len(parked(place)) == 2


def test_what_was_tied_before_moves_nothing_a_second_time(place: Place) -> None:
    """A first verdict and a second, that took it back, and then a look at the first again."""
    place.take("oak", claims_file(claim("C1")))
    known = ("C1", "A2:20", "WQ", "100", "PX1")
    place.take("delta", ack277(BATCH, known, ("C7", "A2:20", "WQ", "100", "PX7")))
    assert parked(place)[0][1] == "1 277CA for a claim not in its batch"
    place.take("delta", ack277(BATCH, ("C1", "A8:562", "U", "100", "PX1"), number=702))
    place.take("oak", claims_file(claim("C2"), number=2))
    told = place.run()
    assert place.states() == {"C1": "payer rejected", "C2": "sent"}
    # Two of the first file, one of the second, however often the first was looked at.
    assert len(place.acknowledgments(kind="277CA")) == 3
    assert (told["277CA matched"], told["unmatched"]) == (0, 0)
    assert len(parked(place)) == 1


def test_only_news_of_the_same_payer_is_a_reason(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.take("delta", ack277("NOTOURS", ("C1", "A2:20", "WQ", "100", "")))
    (file,) = place.files(state="parked")
    seen = looks(place, monkeypatch)
    place.run()
    place.take("oak", claims_file(claim("C1"), payer="WST01"))
    place.run()
    assert seen == []
    place.take("oak", claims_file(claim("C2"), number=2))
    place.run()
    place.run()
    assert seen == [file.id], "sent to this payer: one more look, and no other"
    place.take("delta", ack999(9, number=699))
    other = place.files(direction="in")[-1]
    assert seen == [file.id, other.id, file.id]


def test_what_can_never_be_tied_is_not_looked_at_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.take("oak", claims_file(claim("C1")))
    text = ack277(BATCH, ("C1", "A7:164", "U", "100", "")).replace("*WQ*100~", "*QQ*100~")
    place.take("delta", text)
    assert len(parked(place)) == 1
    seen = looks(place, monkeypatch)
    place.take("oak", claims_file(claim("C2"), number=2))
    place.run()
    assert seen == []
