"""Follow-up: which claims are asked about and when, by which 276, and what its answer makes of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from clearing_files import ELM, OAK_NPI, Person, ack999, claim, claims_file, dental_set, file, person
from clearing_places import Place
from inquiry_texts import MARLOW, answer277

from clearinghouse.followup import follow_up
from clearinghouse.followup_answers import event_of
from clearinghouse.followup_overview import list_followups
from store import followups, inquiries
from store.followups import Followup

PLAN = 'ids = ["DLT01", "dlt02"]\nstatus_plan = [{ after = "14d" }, { after = "30d" }]'


@pytest.fixture
def planned(place: Place) -> Place:
    """A house whose payer is asked on the 14th and the 30th day; claims are sent on Thursday, 5 March."""
    place.settings('ids = ["DLT01", "dlt02"]', PLAN)
    return place


def rows(place: Place) -> list[Followup]:
    with place.house.store.read() as ledger:
        return followups.search(ledger, None)


def asked(place: Place, days: int = 14) -> None:
    """A claim is sent, and asked about so many days later."""
    place.take("oak", claims_file(claim("C1")))
    place.clock.move(days=days)
    place.run()


def answered(place: Place, status: str, number: int = 801, trace: str = "BITEWING000000000001") -> None:
    place.take("delta", answer277((OAK_NPI, MARLOW, trace, status), number=number))


def test_no_claim_is_asked_about_without_a_plan(place: Place) -> None:
    asked(place, days=400)
    assert place.inquiries() == []


def test_a_claim_is_asked_about_on_the_day_of_the_plan(planned: Place) -> None:
    asked(planned, days=13)
    assert planned.inquiries() == []
    planned.clock.move(days=1)
    told = planned.run()
    assert told["claims asked about"] == 1
    (one,) = planned.inquiries()
    (own,) = planned.claims()
    assert (one.account, one.kind, one.state, one.claim) == ("oak", "276", "sent", own.id)
    assert (one.claim_id, one.charge_cents, str(one.service_from)) == ("C1", 10_000, "2026-03-02")
    (row,) = rows(planned)
    assert (row.account, row.claim, row.inquiry, row.step, row.state) == ("oak", own.id, one.id, 1, "asked")
    assert row.next_at == datetime(2026, 4, 6, 4, 0, tzinfo=UTC), "4 April is a Saturday"
    planned.run()
    assert len(planned.inquiries()) == 1
    assert planned.whole()


def test_the_question_is_told_as_the_payer_can_find_it(planned: Place) -> None:
    planned.take("oak", claims_file(claim("C1", "120.5")))
    (own,) = planned.claims()
    planned.clock.move(days=14)
    planned.run()
    lines = planned.lines("delta", "276")
    body = lines[lines.index("HL*1**20*1") : -3]
    assert body == [
        "HL*1**20*1", "NM1*PR*2*DELTA EXAMPLE PLAN*****PI*DLT01",
        "HL*2*1*21*1", "NM1*41*2*BITEWING CLEARINGHOUSE*****46*BITEWING",
        "HL*3*2*19*1", f"NM1*1P*2*OAK STREET DENTAL*****XX*{OAK_NPI}",
        "HL*4*3*22*0", "DMG*D8*19840213*F", "NM1*IL*1*MARLOW*JUNE****MI*XD1000001",
        "TRN*1*BITEWING000000000001", "REF*EJ*C1", "AMT*T3*120.5", "DTP*472*D8*20260302",
    ]
    assert own.payer_claim_number is None


def test_a_dependent_is_asked_about_below_the_subscriber(planned: Place) -> None:
    family = Person("XD1000003", "OKAFOR", "ADA", dependents={"TOM": [claim("D1")]})
    planned.take("oak", file(dental_set(family)))
    planned.clock.move(days=14)
    planned.run()
    lines = planned.lines("delta", "276")
    assert "NM1*IL*1*OKAFOR*ADA****MI*XD1000003" in lines
    patient = lines[lines.index("HL*5*4*23") if "HL*5*4*23" in lines else lines.index("HL*5*4*23*0") :]
    assert patient[1:3] == ["DMG*D8*20150511*M", "NM1*QC*1*OKAFOR*TOM"]
    assert planned.inquiries()[0].state == "sent"


def test_of_two_claims_with_one_number_each_is_asked_about(planned: Place) -> None:
    planned.take("oak", claims_file(claim("C1")))
    planned.take("oak", claims_file(claim("C1", "55"), number=2))
    planned.clock.move(days=14)
    planned.run()
    assert [(one.claim, one.charge_cents) for one in planned.inquiries()] == [(1, 10_000), (2, 5_500)]


def test_accounts_have_files_of_their_own_and_share_the_batch(planned: Place) -> None:
    planned.take("oak", claims_file(claim("C1")))
    planned.take("elm", file(dental_set(person(claim("E1")), sender=ELM), sender=ELM))
    planned.clock.move(days=14)
    planned.run()
    made = [one for one in planned.files(direction="in") if one.partner == "house"]
    assert [one.account for one in made] == ["elm", "oak"]
    assert len(planned.got("delta", "276")) == 1
    assert planned.got("oak", "999") == [planned.got("oak", "999")[0]], "nothing is acknowledged to anybody"


def test_what_is_decided_is_not_asked_about(planned: Place) -> None:
    planned.take("oak", claims_file(claim("C1")))
    planned.take("delta", ack999(1, ("000000001", "R"), verdict="R", counts="1*1*0"))
    planned.clock.move(days=20)
    planned.run()
    assert planned.inquiries() == []


def test_predeterminations_are_asked_about(planned: Place) -> None:
    """Nothing was done yet: there is no day of service to ask by."""
    wanted = [part.replace("***11:B:1*Y*A*Y*Y", "***11:B:1*Y*A*Y*Y**********PB") for part in claim("P1")]
    wanted = [part for part in wanted if not part.startswith("DTP")]
    planned.take("oak", claims_file(wanted))
    assert [one.kind for one in planned.claims(state="sent")] == ["predetermination"]
    planned.clock.move(days=14)
    assert planned.run()["claims asked about"] == 1
    assert [(one.kind, one.state) for one in planned.inquiries()] == [("276", "sent")]
    (text,) = planned.got("delta", "276")
    assert "REF*EJ*P1~" in text
    assert "DTP*472" not in text
    answered(planned, "P1:20")
    assert [one.state for one in rows(planned)] == ["pending"]


@pytest.mark.parametrize(
    ("status", "state", "goes_on"),
    [
        ("P1:20", "pending", True), ("A1:20", "pending", True), ("A4:35", "not found", False),
        ("D0:35", "not found", False), ("F1:65", "finalized", False), ("F2:107", "finalized", False),
        ("A3:21", "returned", False), ("A7:33", "returned", False),
        ("R3:300", "information wanted", False),
    ],
)
def test_what_the_payer_says_is_told_apart(planned: Place, status: str, state: str, goes_on: bool) -> None:
    asked(planned)
    answered(planned, status)
    (row,) = rows(planned)
    assert (row.state, row.outcome, row.told_at) == (state, status.replace(":", " "), planned.clock())
    assert (row.next_at is not None) == goes_on
    found, _ = list_followups(planned.house, "oak", None, 10)
    assert [bool(one["next_step"]) for one in found] == [not goes_on]
    assert planned.whole()


def test_an_error_of_the_payer_s_is_asked_again_the_next_business_day(planned: Place) -> None:
    asked(planned, days=15)
    answered(planned, "E1:0")
    (row,) = rows(planned)
    assert (row.state, row.next_at) == ("asked", datetime(2026, 3, 23, 4, 0, tzinfo=UTC))
    assert event_of("E1 0") is None


def test_the_answer_goes_to_nobody_who_did_not_ask(planned: Place) -> None:
    asked(planned)
    answered(planned, "P1:20")
    assert planned.got("oak", "277-") == []
    with planned.house.store.read() as ledger:
        assert inquiries.to_pass_on(ledger) == []
    assert planned.inquiries()[0].state == "answered"


def test_what_is_pending_is_asked_about_again_by_the_plan(planned: Place) -> None:
    asked(planned)
    answered(planned, "P1:20")
    planned.clock.move(days=17)
    planned.run()
    assert len(planned.inquiries()) == 1, "31 days, but 4 April is a Saturday"
    planned.clock.move(days=1)
    planned.run()
    (row,) = rows(planned)
    assert (row.step, row.state, row.next_at) == (2, "asked", None)
    assert [one.out_trace for one in planned.inquiries()] == ["BITEWING000000000001", "BITEWING000000000002"]
    planned.clock.move(days=300)
    planned.run()
    assert len(planned.inquiries()) == 2
    found, _ = list_followups(planned.house, "oak", None, 10)
    assert "call the payer" in found[0]["next_step"]


def test_a_late_answer_to_an_earlier_question_does_not_count(planned: Place) -> None:
    asked(planned)
    planned.clock.move(days=18)
    planned.run()
    answered(planned, "A4:35", trace="BITEWING000000000001")
    assert rows(planned)[0].state == "asked"
    assert planned.got("oak", "277-") == []
    answered(planned, "P1:20", number=802, trace="BITEWING000000000002")
    assert rows(planned)[0].state == "pending"


def test_a_claim_that_is_old_already_is_asked_about_once(planned: Place) -> None:
    asked(planned, days=40)
    planned.run()
    (row,) = rows(planned)
    assert (row.step, row.next_at, len(planned.inquiries())) == (2, None, 1)


def test_what_was_not_found_is_for_a_person(planned: Place) -> None:
    asked(planned)
    answered(planned, "A4:35")
    planned.clock.move(days=60)
    planned.run()
    assert len(planned.inquiries()) == 1
    found, tables = list_followups(planned.house, None, "not found", 10)
    assert [one["claim_id"] for one in found] == ["C1"]
    assert "send it again" in tables[0].rows[0][-1]


def test_bounds_and_dry_run(planned: Place) -> None:
    planned.take("oak", claims_file(claim("C1"), claim("C2"), claim("C3")))
    planned.clock.move(days=14)
    assert follow_up(planned.house, 0, dry_run=True) == {"claims would be asked about": 3}
    assert follow_up(planned.house, 0, dry_run=True, most=2) == {"claims would be asked about": 2}
    assert follow_up(planned.house, 0, dry_run=True, payer="west") == {"claims would be asked about": 0}
    assert rows(planned) == []
    assert follow_up(planned.house, 0, most=2) == {"claims asked about": 2}
    assert follow_up(planned.house, 0, most=2) == {"claims asked about": 1}
    assert follow_up(planned.house, 0, most=2) == {}
    assert [one.claim for one in rows(planned)] == [1, 2, 3]


def test_a_payer_by_other_capitals_is_asked(planned: Place) -> None:
    planned.take("oak", claims_file(claim("C1"), payer="dlt01"))
    planned.clock.move(days=14)
    planned.run()
    assert [one.state for one in planned.inquiries()] == ["sent"]


def test_a_damaged_file_keeps_no_other_waiting(planned: Place) -> None:
    archive = planned.folder / "archive"
    before = set(archive.rglob("*"))
    planned.drop("oak", "a.edi", claims_file(claim("C1")))
    planned.run("intake")
    (kept,) = (path for path in set(archive.rglob("*")) - before if path.is_file())
    planned.run()
    planned.take("oak", claims_file(claim("C2"), number=2))
    kept.chmod(0o600)
    kept.write_bytes(kept.read_bytes()[:-5])
    planned.clock.move(days=14)
    told = follow_up(planned.house, 0)
    assert told["claims asked about"] == 1
    assert [what for what in told if "damaged" in what]
    assert [one.claim for one in rows(planned)] == [2]


def test_a_payer_that_takes_no_question_now_is_not_asked(planned: Place) -> None:
    planned.take("oak", claims_file(claim("C1")))
    planned.clock.move(days=14)
    for setting in ("paused = true", 'transactions = ["837D"]'):
        planned.settings(PLAN, f"{PLAN}\n{setting}")
        planned.run()
        assert planned.inquiries() == []
        planned.settings(f"{PLAN}\n{setting}", PLAN)
    planned.run()
    assert len(planned.inquiries()) == 1


def test_the_payer_that_a_submitter_means_is_asked(planned: Place) -> None:
    planned.settings('id = "OAKSTREET"', 'id = "OAKSTREET"\npayer_ids = { "WST01" = "delta" }')
    planned.take("oak", claims_file(claim("C1"), payer="WST01"))
    planned.take("elm", claims_file(claim("E1"), payer="WST01", sender=ELM))
    planned.clock.move(days=14)
    assert planned.run()["claims asked about"] == 1
    (one,) = planned.inquiries()
    assert (one.account, one.claim_id, one.state) == ("oak", "C1", "sent")
    assert len(planned.got("delta", "276")) == 1
    answered(planned, "F1:65")
    assert [row.state for row in rows(planned)] == ["finalized"]
