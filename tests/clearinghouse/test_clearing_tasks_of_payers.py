"""Tasks of what payers owe: an answer that is late, a claim of which they said what needs a person."""

from __future__ import annotations

from collections import Counter

from clearing_files import OAK_NPI, Answer, ack999, claim, claims_file, remittance
from clearing_places import Place
from inquiry_texts import MARLOW, answer277

from store import expectations, tasks

PLAN = 'ids = ["DLT01"]\nstatus_plan = [{ after = "14d" }, { after = "30d" }]'


def told(place: Place, *kinds: str) -> Counter[tuple[str, str, str]]:
    with place.house.store.read() as ledger:
        found = tasks.search(ledger, None)
    return Counter((one.account, one.kind, one.state) for one in found if one.kind in kinds)


def test_a_late_answer_is_a_task_until_it_comes(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), claim("C2")))
    place.clock.move(minutes=59)
    place.run()
    assert place.queue == {}
    place.clock.move(minutes=1)
    place.run()
    assert place.queue == {"tasks made": 1}
    assert told(place, "answer late") == {("house", "answer late", "open"): 1}
    with place.house.store.read() as ledger:
        (task,), (late,) = tasks.search(ledger, None), expectations.search(ledger)
    assert (task.thing, task.thing_id, late.kind) == ("expectations", late.id, "999")
    place.take("delta", ack999(1, ("000000001", "A")))
    assert told(place, "answer late") == {("house", "answer late", "done"): 1}


def test_what_a_payer_says_of_a_claim_is_a_task_until_it_decides(place: Place) -> None:
    place.settings('ids = ["DLT01", "dlt02"]', PLAN)
    place.take("oak", claims_file(claim("C1")))
    place.clock.move(days=14)
    place.run()
    assert told(place, "claim at payer") == {}, "it was only asked"
    place.take("delta", answer277((OAK_NPI, MARLOW, "BITEWING000000000001", "A4:35")))
    assert told(place, "claim at payer") == {("oak", "claim at payer", "open"): 1}
    place.take("delta", remittance("T1", Answer("C1", 100, 80), number=803))
    assert told(place, "claim at payer") == {("oak", "claim at payer", "done"): 1}


def test_a_claim_the_payer_works_on_is_a_task_at_the_end_of_the_plan(place: Place) -> None:
    place.settings('ids = ["DLT01", "dlt02"]', PLAN)
    place.take("oak", claims_file(claim("C1")))
    place.clock.move(days=14)
    place.run()
    place.take("delta", answer277((OAK_NPI, MARLOW, "BITEWING000000000001", "P1:20")))
    assert told(place, "claim at payer") == {}
    place.clock.move(days=20)
    place.run()
    place.take("delta", answer277((OAK_NPI, MARLOW, "BITEWING000000000002", "P1:20"), number=802))
    assert told(place, "claim at payer") == {("oak", "claim at payer", "open"): 1}


def test_tasks_are_due_on_business_days(place: Place) -> None:
    # Thursday: two business days behind it is Monday.
    place.take("oak", claims_file(claim("C1"), payer="NEW01"))
    with place.house.store.read() as ledger:
        (one,) = tasks.search(ledger, None)
    assert (one.kind, one.due.isoformat()) == ("claim held", "2026-03-09")
