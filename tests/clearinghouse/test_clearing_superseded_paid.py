"""A claim that a payer pays after it was corrected: the money is its own, and somebody must look at both."""

from __future__ import annotations

import pytest
from clearing_files import Answer, ack277, ack999, claim, claims_file, remittance
from clearing_places import Place

from clearinghouse.claim_changes import parse_change
from clearinghouse.resubmission import fix
from store import events, tasks
from store.tasks import Task

KIND = "superseded claim paid"


@pytest.fixture
def corrected(place: Place) -> Place:
    """C1 was refused by delta's 999, corrected (claim 2) and sent again."""
    place.take("oak", claims_file(claim("C1")))
    place.take("delta", ack999(1, ("000000001", "R*5"), verdict="R", counts="1*1*0"))
    fix(place.house, None, 1, [parse_change("2300/CLM01=C1B")])
    place.run()
    assert place.states() == {"C1": "superseded", "C1B": "sent"}
    return place


def told(place: Place) -> list[Task]:
    with place.house.store.read() as ledger:
        return [one for one in tasks.search(ledger, None) if one.kind == KIND]


def test_the_money_is_the_claim_s_that_was_paid(corrected: Place) -> None:
    counts = corrected.take("delta", remittance("T1", Answer("C1", 100, 80, 5, number="P1")))
    assert counts["answers out of turn"] == 0
    first, second = corrected.claims()
    assert (first.state, first.paid_cents, first.patient_cents) == ("paid", 8_000, 500)
    assert (second.state, second.paid_cents) == ("sent", None)
    with corrected.house.store.read() as ledger:
        moved = events.search(ledger, "oak", thing="claims", thing_id=1)[-1]
    assert (moved.from_state, moved.to_state, moved.event) == ("superseded", "paid", "paid")
    (task,) = told(corrected)
    assert (task.account, task.thing, task.thing_id, task.state) == ("oak", "claims", 1, "open")
    corrected.run()
    assert len(told(corrected)) == 1
    assert corrected.whole()


def test_the_task_stays_while_both_are_paid_and_goes_when_one_is_taken_back(corrected: Place) -> None:
    corrected.take("delta", remittance("T1", Answer("C1", 100, 80, number="P1")))
    corrected.take("delta", remittance("T2", Answer("C1B", 100, 80, number="P2"), number=702))
    assert [one.state for one in told(corrected)] == ["open"]
    back = Answer("C1", -100, -80, status="22", number="P1")
    corrected.take("delta", remittance("T3", back, other=[("FB:1", -80)], number=703))
    assert [one.state for one in corrected.claims()] == ["reversed", "paid"]
    assert [one.state for one in told(corrected)] == ["done"]


def test_a_correction_that_its_payer_refuses_is_no_task(corrected: Place) -> None:
    corrected.take("delta", ack999(2, ("000000002", "R*5"), verdict="R", counts="1*1*0", number=602))
    corrected.take("delta", remittance("T1", Answer("C1", 100, 80, number="P1")))
    assert corrected.states() == {"C1": "paid", "C1B": "refused"}
    assert told(corrected) == []


def test_the_correction_of_a_correction_counts(corrected: Place) -> None:
    corrected.take("delta", ack999(2, ("000000002", "R*5"), verdict="R", counts="1*1*0", number=602))
    fix(corrected.house, None, 2, [parse_change("2300/CLM01=C1C")])
    corrected.run()
    corrected.take("delta", remittance("T1", Answer("C1", 100, 80, number="P1")))
    assert corrected.states() == {"C1": "paid", "C1B": "superseded", "C1C": "sent"}
    assert [one.thing_id for one in told(corrected)] == [1]


def test_a_denial_of_it_changes_nothing(corrected: Place) -> None:
    corrected.take("delta", remittance("T1", Answer("C1", 100, 0, status="4", number="P1")))
    assert corrected.states() == {"C1": "superseded", "C1B": "sent"}
    assert told(corrected) == []


def test_what_the_payer_rejected_by_claim_is_no_other(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    (row,) = [one for one in place.sets() if one.account == "house"]
    place.take("delta", ack277(row.reference, ("C1", "A7:562:85", "U", "100", "")))
    fix(place.house, None, 1, [])
    # Paid before the correction has left.
    place.drop("delta", "pay.edi", remittance("T1", Answer("C1", 100, 80)))
    place.run("collection", "validation", "matching", "tasks")
    assert [(one.state, one.paid_cents) for one in place.claims()] == [("paid", 8_000), ("accepted", None)]
    assert [one.thing_id for one in told(place)] == [1]
