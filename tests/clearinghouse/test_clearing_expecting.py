"""Expected answers: made when a file is sent, met when nothing waits any more, late by the calendar."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from clearing_files import ack277, ack999, claim, claims_file, ta1
from clearing_places import Place
from inquiry_texts import MARLOW, OKAFOR, ask270, ask276, ask278

from clearinghouse.expecting import expect_older
from store import events, expectations
from store.expectations import Expectation


def expected(place: Place) -> dict[str, str]:
    """The state of each kind of answer that is expected to the only file."""
    return {one.kind: one.state for one in rows(place)}


def rows(place: Place) -> list[Expectation]:
    with place.house.store.read() as ledger:
        return expectations.search(ledger)


def reference(place: Place) -> str:
    return next(one.reference for one in place.sets() if one.receiver == "DELTAPAYER")


def test_what_is_sent_is_answered_by_a_999_within_the_hour(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    (one,) = rows(place)
    (delivery,) = place.deliveries(partner="delta")
    assert (one.kind, one.state, one.partner, one.file) == ("999", "open", "delta", delivery.file)
    assert one.sent_at == delivery.sent_at
    assert one.due_at == datetime(2026, 3, 5, 10, 30, tzinfo=UTC)


def test_answers_to_submitters_are_not_answered(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), payer="nobody"))
    assert place.got("oak", "999")
    assert rows(place) == []


def test_each_answer_is_followed_by_the_next(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), claim("C2")))
    place.clock.move(minutes=20)
    place.take("delta", ack999(1, ("000000001", "A")))
    assert expected(place) == {"999": "met", "277CA": "open"}
    first, second = rows(place)
    assert first.met_at == place.clock()
    assert second.due_at == datetime(2026, 3, 7, 5, 0, tzinfo=UTC), "a day behind 5 March, Eastern time"
    said = ack277(reference(place), ("C1", "A2:20", "WQ", "100", "P1"))
    place.take("delta", said)
    assert expected(place) == {"999": "met", "277CA": "open", "835": "open"}, "C2 still waits for its 277CA"
    place.take("delta", ack277(reference(place), ("C2", "A7:33", "U", "100", ""), number=702))
    assert expected(place) == {"999": "met", "277CA": "met", "835": "open"}
    assert place.whole()


def test_a_refusal_is_an_answer_and_nothing_follows(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    place.take("delta", ack999(1, ("000000001", "R"), verdict="R", counts="1*1*0"))
    assert expected(place) == {"999": "met"}


def test_an_interchange_that_a_ta1_refuses_waits_for_nothing(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    place.take("delta", ta1(1, "R", "018"))
    assert expected(place) == {"999": "met"}


def test_a_ta1_that_accepts_leaves_the_999_to_come(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    place.take("delta", ta1(1))
    assert expected(place) == {"999": "open"}


def test_a_payer_that_gives_no_acknowledgments_owes_the_money(place: Place) -> None:
    place.settings(
        'ids = ["DLT01", "dlt02"]',
        'ids = ["DLT01", "dlt02"]\nanswers = { set_999 = "none", claims_277ca = "none", remittance = "10b" }',
    )
    place.take("oak", claims_file(claim("C1")))
    (one,) = rows(place)
    assert (one.kind, one.due_at) == ("835", datetime(2026, 3, 20, 4, 0, tzinfo=UTC))


def test_what_is_sent_behind_the_cut_off_counts_on_monday(place: Place) -> None:
    (place.folder / "calendar.toml").write_text('[payers.delta]\ncut_off = "03:00"')
    place.settings(
        'ids = ["DLT01", "dlt02"]', 'ids = ["DLT01", "dlt02"]\nanswers = { set_999 = "1b" }'
    )
    place.clock.move(days=1)
    place.take("oak", claims_file(claim("C1")))
    assert rows(place)[0].due_at == datetime(2026, 3, 11, 4, 0, tzinfo=UTC), "to Tuesday's end"


@pytest.mark.parametrize(
    ("text", "kind", "answer"),
    [(ask270(MARLOW), "HS", "271"), (ask276(MARLOW), "HR", "277"), (ask278(MARLOW), "HI", "278")],
)
def test_inquiries_are_answered_in_their_kind(place: Place, text: str, kind: str, answer: str) -> None:
    place.take("oak", text)
    assert expected(place) == {"999": "open"}
    place.take("delta", ack999(1, ("000000001", "A"), functional_id=kind))
    assert expected(place) == {"999": "met", answer: "open"}


def test_looking_again_changes_nothing(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    place.take("delta", ack999(1, ("000000001", "A")))
    before = rows(place)
    with place.house.store.read() as ledger:
        head = events.head(ledger)
    expect_older(place.house)
    place.run("matching")
    with place.house.store.read() as ledger:
        told = events.search(ledger, None, after=head[0])
    assert {one.thing for one in told} == {"runs"}
    assert rows(place) == before


def test_a_house_that_was_upgraded_expects_what_it_sent_before(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr("clearinghouse.sending.review_file", lambda *told: None)
        place.take("oak", ask270(MARLOW, OKAFOR))
    assert rows(place) == []
    sent = place.clock()
    place.clock.move(days=3)
    expect_older(place.house)
    assert [(one.kind, one.sent_at) for one in rows(place)] == [("999", sent)]
