"""What is due: late answers and since when, filing limits, what payers said; of an account its own only."""

from __future__ import annotations

from datetime import date

import pytest
from clearing_files import ELM, OAK_NPI, ack277, ack999, claim, claims_file, dental_set, file, person
from clearing_places import Place
from inquiry_texts import MARLOW, answer277, ask270

from clearinghouse.claim_holds import hold
from clearinghouse.due_overview import list_due, show_punctuality
from clearinghouse.errors import HouseError


def due(place: Place, account: str | None = None, **wanted: object) -> dict[str, list[dict[str, object]]]:
    asked: dict[str, object] = {"late": False, "kind": None, "payer": None, "limit": 50, **wanted}
    answer, _ = list_due(place.house, account, **asked)  # type: ignore[arg-type]
    return answer


def answers(place: Place, account: str | None = None, **wanted: object) -> list[tuple[object, ...]]:
    return [
        (one["kind"], one["payer"], one["count"], one["is_late"])
        for one in due(place, account, **wanted)["answers"]
    ]


def test_an_answer_is_late_from_its_deadline(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), claim("C2", "50.25")))
    place.clock.move(minutes=59, seconds=59)
    assert answers(place) == [("999", "delta", 2, False)]
    assert answers(place, late=True) == []
    place.clock.move(seconds=1)
    assert answers(place, late=True) == [("999", "delta", 2, True)]
    (one,) = due(place)["answers"]
    assert one["charge_cents"] == 15_025
    assert f"bitewing files {one['file']}" in str(one["next_step"])


def test_nothing_runs_for_an_answer_to_be_late(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    place.clock.move(days=3)
    assert answers(place, late=True) == [("999", "delta", 1, True)]
    place.take("delta", ack999(1, ("000000001", "A")))
    assert answers(place, late=True) == [("277CA", "delta", 1, True)], "its term ran from the sending"


def test_kinds_and_payers_are_asked_for(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    place.take("oak", claims_file(claim("C2"), number=2, payer="WST01"))
    place.take("oak", ask270(MARLOW, number=3))
    assert answers(place, payer="west") == [("999", "west", 1, False)]
    assert len(answers(place, kind="999")) == 3
    place.take("delta", ack999(2, ("000000002", "A"), functional_id="HS"))
    assert answers(place, kind="271") == [("271", "delta", 1, False)]
    assert len(answers(place, limit=1)) == 1
    for wrong in ({"kind": "997"}, {"payer": "nobody"}):
        with pytest.raises(HouseError, match=r"there are|the kinds are"):
            due(place, **wrong)


def test_an_account_sees_what_it_waits_for_itself(place: Place) -> None:
    place.drop("oak", "a.edi", claims_file(claim("C1"), claim("C2")))
    place.drop("elm", "b.edi", file(dental_set(person(claim("E1", "70")), sender=ELM), sender=ELM))
    place.run()
    assert answers(place) == [("999", "delta", 3, False)]
    assert answers(place, "oak") == [("999", "delta", 2, False)]
    assert due(place, "elm")["answers"][0]["charge_cents"] == 7_000
    with pytest.raises(HouseError, match="no account"):
        due(place, "ash")


def test_a_claim_that_is_answered_apart_does_not_wait_with_the_others(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), claim("C2")))
    place.take("delta", ack999(1, ("000000001", "A")))
    reference = next(one.reference for one in place.sets() if one.receiver == "DELTAPAYER")
    place.take("delta", ack277(reference, ("C1", "A2:20", "WQ", "100", "P1")))
    assert answers(place) == [("277CA", "delta", 1, False), ("835", "delta", 1, False)]


@pytest.mark.parametrize(
    ("now", "left"), [("2027-01-30", None), ("2027-01-31", 30), ("2027-03-02", 0), ("2027-03-03", -1)]
)
def test_the_filing_limit_is_counted_from_the_day_of_service(
    place: Place, now: str, left: int | None
) -> None:
    place.take("oak", claims_file(claim("C1"), payer="WST01"))
    place.settings('ids = ["WST01"]', 'ids = ["OTHER"]')
    place.take("oak", claims_file(claim("C2"), number=2, payer="WST01"))
    place.settings('ids = ["OTHER"]', 'ids = ["WST01"]')
    place.clock.move(days=(date.fromisoformat(now) - place.clock().date()).days)
    found = due(place, kind="filing")["filing"]
    assert [one["days_left"] for one in found] == ([] if left is None else [left])
    if left is not None:
        assert (found[0]["claim"], found[0]["state"], found[0]["last_day"]) == (2, "held", date(2027, 3, 2))
        assert found[0]["is_late"] == (left < 0)
        assert bool(due(place, late=True)["filing"]) == (left < 0)
        assert due(place, "elm")["filing"] == []


def test_what_was_sent_is_filed(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    place.clock.move(days=360)
    assert due(place)["filing"] == []


def test_a_rejected_claim_has_to_come_again_in_time(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), claim("C2")))
    place.take("delta", ack999(1, ("000000001", "R"), verdict="R", counts="1*1*0"))
    place.clock.move(days=350)
    assert [(one["claim"], one["state"]) for one in due(place)["filing"]] == [(1, "refused"), (2, "refused")]
    assert "correct it" in str(due(place)["filing"][0]["next_step"])
    place.take("oak", claims_file(claim("C1"), number=2))
    assert [one["claim"] for one in due(place)["filing"]] == [2]


def test_claims_that_wait_for_somebody_s_word_are_not_filed(place: Place) -> None:
    place.settings('id = "OAKSTREET"', 'id = "OAKSTREET"\napproval_over = 100')
    place.drop("oak", "a.edi", claims_file(claim("C1"), claim("C2", "120")))
    place.run("intake", "validation")
    hold(place.house, None, [1], "a document is missing")
    place.clock.move(days=350)
    found = due(place)["filing"]
    assert [(one["claim"], one["state"]) for one in found] == [(1, "on hold"), (2, "to approve")]
    assert [str(one["next_step"]).partition("`")[2] for one in found] == [
        "bitewing claims release 1`", "bitewing claims approve 2`",
    ]


def test_a_claim_is_filed_with_the_payer_its_submitter_means(place: Place) -> None:
    place.settings('id = "OAKSTREET"', 'id = "OAKSTREET"\npayer_ids = { "WST01" = "delta" }')
    place.drop("oak", "a.edi", claims_file(claim("C1"), payer="WST01"))
    place.drop("elm", "b.edi", claims_file(claim("E1"), payer="WST01", sender=ELM))
    place.run("intake", "validation")
    place.clock.move(days=350)
    assert [(one["account"], one["payer"]) for one in due(place)["filing"]] == [
        ("oak", "delta"), ("elm", "west"),
    ]


def test_a_limit_of_the_payer_s_own_and_none(place: Place) -> None:
    own = 'ids = ["DLT01"]\ntimely_filing = "90d"\nfiling_warning = "5d"'
    place.settings('ids = ["DLT01", "dlt02"]', own)
    place.take("oak", claims_file(claim("C1")))
    place.take("delta", ack999(1, ("000000001", "R"), verdict="R", counts="1*1*0"))
    place.clock.move(days=81)
    assert due(place)["filing"] == []
    place.clock.move(days=1)
    assert [one["days_left"] for one in due(place)["filing"]] == [5]
    place.settings('timely_filing = "90d"', 'timely_filing = "none"')
    assert due(place)["filing"] == []


def test_what_a_payer_said_of_a_claim_is_due_to_a_person(place: Place) -> None:
    place.settings('ids = ["DLT01", "dlt02"]', 'ids = ["DLT01"]\nstatus_plan = [{ after = "14d" }]')
    place.take("oak", claims_file(claim("C1")))
    place.clock.move(days=14)
    place.run()
    assert [one["state"] for one in due(place)["status"]] == ["asked"], "the plan is at its end"
    place.take("delta", answer277((OAK_NPI, MARLOW, "BITEWING000000000001", "F1:65")))
    (one,) = due(place, "oak", kind="status")["status"]
    assert (one["state"], one["outcome"], one["payer"]) == ("finalized", "F1 65", "delta")
    assert "no 835 yet" in str(one["next_step"])
    assert due(place, "elm")["status"] == []
    assert due(place, payer="west")["status"] == []


def test_how_punctual_a_payer_is(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    place.clock.move(minutes=30)
    place.take("delta", ack999(1, ("000000001", "A")))
    place.take("oak", claims_file(claim("C2"), number=2))
    place.clock.move(hours=2)
    place.take("delta", ack999(2, ("000000002", "A"), number=602))
    answer, _ = show_punctuality(place.house, 30)
    assert answer == [{"payer": "delta", "kind": "999", "count": 2, "late": 1}]
    place.clock.move(days=31)
    assert show_punctuality(place.house, 30)[0] == []


def test_the_tables_say_what_the_answer_says(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    place.clock.move(hours=30)
    _, tables = list_due(place.house, None, late=True, kind=None, payer=None, limit=5)
    (row,) = tables[0].rows
    assert (row[0], row[1], row[3], row[4], row[7]) == ("999", "delta", 1, "100.00", "1d")
