"""The work queue: one task for each thing and reason, made again by no run, ended when its cause has gone."""

from __future__ import annotations

import re
from collections import Counter

import click
import pytest
from clearing_files import (
    Answer,
    ack277,
    ack999,
    claim,
    claims_file,
    dental_set,
    file,
    person,
    remittance,
)
from clearing_places import Place
from inquiry_texts import MARLOW, ask270

import cli
from clearinghouse import resubmission, work
from clearinghouse.claim_holds import approve, hold, release
from clearinghouse.errors import HouseError
from clearinghouse.task_kinds import KINDS
from store import events, tasks
from store.sets import TransactionSet
from store.states import move
from store.tasks import Task


def all_tasks(place: Place, **wanted: object) -> list[Task]:
    with place.house.store.read() as ledger:
        return tasks.search(ledger, None, **wanted)  # type: ignore[arg-type]


def told(place: Place) -> Counter[tuple[str, str, str]]:
    return Counter((one.account, one.kind, one.state) for one in all_tasks(place))


def of_account(place: Place, account: str) -> list[TransactionSet]:
    return [one for one in place.sets() if one.account == account]


def sent(place: Place, *numbers: str) -> tuple[str, str]:
    """Claims are sent to the payer: ST02 and BHT03 of the set they stand in."""
    place.take("oak", claims_file(*(claim(one) for one in numbers)))
    (one,) = of_account(place, "house")
    return one.group_control, one.reference


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_to_be_done_can_be_typed(kind: str) -> None:
    for told in re.findall(r"`bitewing ([^`]+)`", KINDS[kind].next_step.format(key=7)):
        words, command = told.split(), cli.bitewing
        while isinstance(command, click.Group) and words and words[0] not in ("7",):
            found = command.get_command(click.Context(command), words.pop(0))
            assert found is not None, told
            command = found
        options = {option for one in command.params for option in one.opts}
        assert {word for word in words if word.startswith("--")} <= options


def test_what_we_reject_is_a_task_once(place: Place) -> None:
    wrong = claim("C1", "100", "20260302", "REF*G1*A", procedure="D0120")
    wrong[-2] = "SV3*AD:D0120*99****1"
    unknown = claims_file(claim("C2"), number=2, payer="NOBODY")
    place.take("oak", claims_file(wrong, claim("C3")), unknown, "no X12 at all")
    assert place.queue == {"tasks made": 3}
    expected = Counter({
        ("oak", "claim rejected", "open"): 1, ("oak", "claim held", "open"): 1,
        ("oak", "file refused", "open"): 1,
    })
    assert told(place) == expected
    place.run()
    assert place.queue == {}
    assert told(place) == expected
    assert place.whole()


def test_a_set_refused_as_a_whole_is_one_task(place: Place) -> None:
    broken = dental_set(person(claim("C1"), claim("C2")))
    broken[-1] = "SE*3*0001"
    place.take("oak", file(broken))
    assert told(place) == {("oak", "set rejected", "open"): 1}
    (one,) = all_tasks(place)
    (refused,) = of_account(place, "oak")
    assert (one.thing, one.thing_id) == ("sets", refused.id)


def test_an_interchange_that_is_refused(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), sender="ELMAVENUE"))
    assert told(place) == {("oak", "file faulty", "open"): 1}


def test_a_held_claim_that_is_routed_needs_nobody(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), payer="NEW01"))
    (one,) = all_tasks(place)
    assert (one.kind, one.due.isoformat()) == ("claim held", "2026-03-09")
    place.settings('ids = ["WST01"]', 'ids = ["WST01", "NEW01"]')
    place.run()
    assert place.queue == {"tasks ended by themselves": 1}
    (one,) = all_tasks(place)
    assert (one.state, one.done_by, one.done_at) == ("done", "", place.clock.time)
    place.run()
    assert place.queue == {}


def test_an_answer_that_comes_before_its_claim(place: Place) -> None:
    place.take("delta", remittance("T1", Answer("C1", 100, 80)))
    assert told(place) == {("house", "answer parked", "open"): 1}
    place.take("oak", claims_file(claim("C1")))
    place.run()
    assert place.states() == {"C1": "paid"}
    assert told(place) == {("house", "answer parked", "done"): 1}


def test_a_claim_the_payer_rejects_and_pays_after_all(place: Place) -> None:
    _, batch = sent(place, "C1", "C2")
    place.take("delta", ack277(batch, ("C1", "A3:21", "U", "100", ""), ("C2", "A1:20", "WQ", "100", "X")))
    assert told(place) == {("oak", "claim rejected by payer", "open"): 1}
    place.take("delta", remittance("T1", Answer("C1", 100, 80)))
    assert told(place) == {("oak", "claim rejected by payer", "done"): 1}


def test_a_set_the_payer_refuses(place: Place) -> None:
    group, _ = sent(place, "C1", "C2")
    (own,) = of_account(place, "house")
    place.take("delta", ack999(group, (own.set_control, "R"), verdict="R", counts="1*1*0"))
    kinds = told(place)
    assert kinds["oak", "claim refused by payer", "open"] == 2
    assert kinds["house", "delivery rejected", "open"] == 1


def test_inquiries_that_no_payer_is_known_for(place: Place) -> None:
    place.take("oak", ask270(MARLOW, payer="NOBODY"))
    assert told(place) == {("oak", "inquiry held", "open"): 1}


def test_a_delivery_that_fails_and_goes_out_later(place: Place) -> None:
    out = place.folder / "delta" / "out"
    out.rmdir()
    place.take("oak", claims_file(claim("C1")))
    assert told(place) == {("house", "delivery failed", "open"): 1}
    out.mkdir()
    place.run()
    assert told(place) == {("house", "delivery failed", "done"): 1}


def test_a_delivery_that_was_not_tried_yet_is_no_task(place: Place) -> None:
    place.drop("oak", "a.edi", claims_file(claim("C1")))
    place.run("intake", "validation", "routing", "tasks")
    assert {one.state for one in place.deliveries()} == {"made"}
    assert told(place) == {}


def test_a_cause_that_comes_back_opens_its_task_again(place: Place) -> None:
    out = place.folder / "delta" / "out"
    place.take("oak", claims_file(claim("C1"), payer="NEW01"))
    assert out.exists()
    (one,) = all_tasks(place)
    place.settings('ids = ["WST01"]', 'ids = ["WST01", "NEW01"]')
    place.run()
    with place.house.store.begin() as ledger:
        key = place.claim("C1").id
        at = place.clock.time
        move(ledger, "claims", [key], "sent", "held", "taken back", at=at, actor="test")
    place.run("tasks")
    assert place.queue == {"tasks opened again": 1}
    assert [(again.id, again.state, again.done_at) for again in all_tasks(place)] == [(one.id, "open", None)]


def held(place: Place) -> Task:
    place.take("oak", claims_file(claim("C1"), payer="NOBODY"))
    (one,) = all_tasks(place)
    return one


def test_what_somebody_has_done_stays_done(place: Place) -> None:
    one = held(place)
    assert work.take_task(place.house, None, one.id) == "taken"
    assert work.take_task(place.house, None, one.id) == "taken"
    assert work.end_task(place.house, None, one.id, "the office sends it on paper") == "done"
    place.run()
    assert place.queue == {}
    (after,) = all_tasks(place)
    assert (after.state, after.owner, after.done_by) == ("done", "test", "test")
    with pytest.raises(HouseError, match="done already"):
        work.take_task(place.house, None, one.id)
    answer, _ = work.show_task(place.house, "oak", one.id)
    assert [note["note"] for note in answer["notes"]] == ["the office sends it on paper"]
    assert [moved["what"] for moved in answer["history"]] == [
        "made", "taken", "taken", "noted", "done",
    ]


def test_a_task_of_somebody_else_is_given_not_taken(place: Place) -> None:
    one = held(place)
    work.give_task(place.house, None, one.id, "ruth")
    with pytest.raises(HouseError, match="ruth's"):
        work.take_task(place.house, None, one.id)
    with pytest.raises(HouseError, match="short name"):
        work.give_task(place.house, None, one.id, "Ruth Hartley, front desk")
    answer, _ = work.list_tasks(
        place.house, None, kind=None, owner="ruth", late=False, done=False, limit=9
    )
    assert [told["id"] for told in answer] == [one.id]


def test_an_account_works_on_its_own_tasks_alone(place: Place) -> None:
    one = held(place)
    for act in (
        lambda: work.show_task(place.house, "elm", one.id),
        lambda: work.take_task(place.house, "elm", one.id),
        lambda: work.give_task(place.house, "elm", one.id, "ruth"),
        lambda: work.note_task(place.house, "elm", one.id, "mine"),
        lambda: work.end_task(place.house, "elm", one.id, None),
    ):
        with pytest.raises(HouseError, match="there is no task 1 of account elm"):
            act()
    answer, _ = work.list_tasks(place.house, "elm", kind=None, owner=None, late=False, done=False, limit=9)
    assert answer == []
    assert all_tasks(place) == [one]


def test_late_is_after_the_last_day(place: Place) -> None:
    one = held(place)

    def late() -> list[int]:
        answer, _ = work.list_tasks(
            place.house, "oak", kind="claim held", owner=None, late=True, done=False, limit=9
        )
        return [told["id"] for told in answer]

    def is_late() -> bool:
        answer, _ = work.show_task(place.house, "oak", one.id)
        return bool(answer["late"])

    place.clock.move(days=4)
    assert (place.clock.time.date(), late(), is_late()) == (one.due, [], False)
    place.clock.move(days=1)
    assert (late(), is_late()) == ([one.id], True)


def test_notes_stand_nowhere_in_the_clear(place: Place) -> None:
    one = held(place)
    work.note_task(place.house, None, one.id, "JUNE MARLOW called, will send the card")
    place.close()
    for path in place.folder.rglob("*"):
        if path.is_file() and path.parent.name not in ("in", "out"):
            assert b"will send the card" not in path.read_bytes(), path
    with place.house.store.read() as ledger:
        assert not any("MARLOW" in one.detail for one in events.search(ledger, None))
    answer, _ = work.show_task(place.house, None, one.id)
    assert answer["notes"][0]["note"] == "JUNE MARLOW called, will send the card"
    with pytest.raises(HouseError, match="characters"):
        work.note_task(place.house, None, one.id, " " * 9)


def test_an_operator_s_listing_is_audited(place: Place) -> None:
    held(place)
    work.list_tasks(place.house, None, kind=None, owner=None, late=False, done=False, limit=9)
    work.list_tasks(place.house, "oak", kind=None, owner=None, late=False, done=False, limit=9)
    with place.house.store.read() as ledger:
        looked = [one.event for one in events.search(ledger, None, thing="queries")]
    assert looked == ["listed tasks"]


def test_what_waits_for_somebody_s_word_is_a_task(place: Place) -> None:
    place.settings('id = "OAKSTREET"', 'id = "OAKSTREET"\napproval_over = 100')
    place.take("oak", claims_file(claim("C1", "120")))
    assert told(place) == {("oak", "claim to approve", "open"): 1}
    approve(place.house, None, [1])
    hold(place.house, None, [1], "a document is missing")
    place.run()
    assert told(place) == {("oak", "claim to approve", "done"): 1, ("oak", "claim on hold", "open"): 1}
    release(place.house, None, [1])
    place.run()
    assert told(place)["oak", "claim on hold", "done"] == 1


def test_a_payment_taken_back_is_a_task_until_it_is_decided_anew(place: Place) -> None:
    sent(place, "C1")
    place.take("delta", remittance("T1", Answer("C1", 100, 80)))
    assert told(place) == {}
    back = Answer("C1", -100, -80, status="22")
    place.take("delta", remittance("T2", back, other=[("FB:1", -80)], number=802))
    assert told(place) == {("oak", "payment taken back", "open"): 1}
    place.take("delta", remittance("T3", Answer("C1", 100, 60), number=803))
    assert told(place) == {("oak", "payment taken back", "done"): 1}


def test_what_was_taken_back_because_we_asked_for_it_is_nobody_s_task(place: Place) -> None:
    sent(place, "C1")
    place.take("delta", remittance("T1", Answer("C1", 100, 80, number="EX1")))
    resubmission.void(place.house, None, 1)
    place.run()
    back = Answer("C1", -100, -80, status="22", number="EX1")
    place.take("delta", remittance("T2", back, other=[("FB:1", -80)], number=802))
    assert [one.state for one in place.claims()] == ["reversed", "voided"]
    assert told(place) == {}


def test_a_claim_that_is_paid_twice_by_two_payments_is_a_task(place: Place) -> None:
    sent(place, "C1")
    place.take("delta", remittance("T1", Answer("C1", 100, 80)))
    assert told(place) == {}
    place.take("delta", remittance("T2", Answer("C1", 100, 80), number=802))
    assert told(place) == {("oak", "paid more than charged", "open"): 1}
