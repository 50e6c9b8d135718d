"""Matching of TA1, 999 and 277CA: each finds what we sent; what finds nothing is kept, with the reason."""

from __future__ import annotations

from collections import Counter

import pytest
from clearing_files import (
    DELTA,
    ELM,
    ELM_NPI,
    OAK_NPI,
    WEST,
    ack277,
    ack999,
    claim,
    claims_file,
    dental_set,
    ended,
    file,
    person,
    renumbered,
    ta1,
)
from clearing_places import Place

ONE, TWO, THREE = "000000001", "000000002", "000000003"


@pytest.fixture
def sent(place: Place) -> Place:
    """A house that has sent three sets of two claims to a payer: interchange, group and sets from 1 on."""
    place.settings('id = "DELTAPAYER"', 'id = "DELTAPAYER"\nclaims_per_set = 2')
    place.take("oak", claims_file(*(claim(f"C{number}", f"{number}0") for number in range(1, 7))))
    assert set(place.states().values()) == {"sent"}
    return place


def by_set(place: Place) -> dict[str, set[str]]:
    states: dict[str, set[str]] = {}
    for one in place.claims():
        states.setdefault(str(one.out_set_control), set()).add(one.state)
    return states


def delivery_state(place: Place) -> str:
    (found,) = place.deliveries(partner="delta", remote_name="837D-000000001.edi")
    return found.state


def last_file(place: Place) -> tuple[str, str]:
    found = place.files(direction="in")[-1]
    return found.state, found.note


# TA1.


@pytest.mark.parametrize("verdict", ["A", "E"])
def test_a_ta1_that_accepts(sent: Place, verdict: str) -> None:
    assert sent.take("delta", ta1(1, verdict))["TA1 matched"] == 1
    assert delivery_state(sent) == "acknowledged"
    assert set(sent.states().values()) == {"sent"}
    assert last_file(sent) == ("matched", "")
    (kept,) = sent.acknowledgments(kind="TA1")
    assert (kept.code, kept.detail) == (verdict, {"note": "000"})
    assert kept.out_file == sent.files(direction="out", partner="delta")[0].id


def test_a_ta1_that_rejects_refuses_all_claims(sent: Place) -> None:
    told = sent.take("delta", ta1(1, "R", "023"))
    assert (told["TA1 matched"], told["claims set refused by payer"]) == (1, 6)
    assert delivery_state(sent) == "rejected"
    assert set(sent.states().values()) == {"refused"}


def test_a_ta1_for_what_we_did_not_send_is_parked(sent: Place) -> None:
    assert sent.take("delta", ta1(77, "R", "023"))["unmatched"] == 1
    assert last_file(sent) == ("parked", "1 TA1 for an interchange we did not send")
    (kept,) = sent.acknowledgments(kind="TA1")
    assert (kept.out_file, kept.detail) == (None, {"reason": "TA1 for an interchange we did not send"})
    assert set(sent.states().values()) == {"sent"}


def test_a_ta1_of_another_payer_or_a_wrong_sender_moves_nothing(sent: Place) -> None:
    sent.take("west", ta1(1, "R", "023", payer=WEST))
    sent.take("delta", ta1(1, "R", "023", payer=WEST))
    assert set(sent.states().values()) == {"sent"}
    assert [one.state for one in sent.files(kind="TA1", direction="in")] == ["parked", "parked"]


def test_a_malformed_ta1_is_parked(sent: Place) -> None:
    text = ta1(1).replace("*A*000~", "*Q*000~")
    assert sent.take("delta", text)["unmatched"] == 1
    assert last_file(sent)[0] == "parked"


# 999.


def test_a_999_answers_each_set(sent: Place) -> None:
    faults = "IK3*CLM*22*2300*8", "CTX*CLM01:C3", "IK4*2*782*7*XX"
    text = ack999(1, (ONE, "A"), (TWO, "R*5", *faults), (THREE, "E"), verdict="P", counts="3*3*2")
    told = sent.take("delta", text)
    assert (told["999 matched"], told["claims taken by payer"]) == (4, 4)
    assert told["claims set refused by payer"] == 2
    assert by_set(sent) == {ONE: {"acknowledged"}, TWO: {"refused"}, THREE: {"acknowledged"}}
    assert delivery_state(sent) == "acknowledged"
    kept = {one.set_control: one for one in sent.acknowledgments(kind="999")}
    assert (kept[ONE].code, kept[TWO].code, kept[THREE].code, kept[""].code) == ("A", "R", "E", "P")
    assert kept[TWO].detail["codes"] == ["5"]
    (fault,) = kept[TWO].detail["faults"]
    assert (fault["segment_id"], fault["segment"], fault["loop"], fault["element"]) == ("CLM", 22, "2300", 2)
    assert "XX" not in str(kept[TWO].detail)
    assert text[kept[TWO].offset :].startswith("AK2*837*000000002")


@pytest.mark.parametrize(
    ("verdict", "counts", "state", "delivered"),
    [
        ("A", "3*3*3", "acknowledged", "acknowledged"),
        ("E", "3*3*3", "acknowledged", "acknowledged"),
        ("R", "3*3*0", "refused", "rejected"),
        ("M", "3*3*0", "refused", "rejected"),
        ("X", "3*3*0", "refused", "rejected"),
    ],
)
def test_a_group_alone_speaks_for_all_its_sets(
    sent: Place, verdict: str, counts: str, state: str, delivered: str
) -> None:
    sent.take("delta", ack999(1, verdict=verdict, counts=counts))
    assert set(sent.states().values()) == {state}
    assert delivery_state(sent) == delivered


def test_a_partly_refused_group_that_names_only_the_refused_sets(sent: Place) -> None:
    sent.take("delta", ack999(1, (TWO, "R*5"), verdict="P", counts="3*3*2"))
    assert by_set(sent) == {ONE: {"acknowledged"}, TWO: {"refused"}, THREE: {"acknowledged"}}


def test_a_partly_refused_group_whose_count_leaves_it_open_is_parked(sent: Place) -> None:
    sent.take("delta", ack999(1, (TWO, "R*5"), verdict="P", counts="3*3*1"))
    assert by_set(sent) == {ONE: {"sent"}, TWO: {"refused"}, THREE: {"sent"}}
    assert last_file(sent) == (
        "parked", "2 set of a partly refused group that its 999 says nothing of",
    )


def test_a_group_refused_as_a_whole_overrides_its_sets(sent: Place) -> None:
    sent.take("delta", ack999(1, (ONE, "A"), (TWO, "A"), verdict="R", counts="9*3*0*5"))
    assert set(sent.states().values()) == {"refused"}


def test_a_999_without_verdicts_moves_nothing(sent: Place) -> None:
    sent.take("delta", ack999(1, (ONE, ""), verdict=""))
    assert set(sent.states().values()) == {"sent"}
    assert last_file(sent)[0] == "parked"


def test_a_999_in_two_files(sent: Place) -> None:
    sent.take("delta", ack999(1, (ONE, "A"), verdict="P", counts="1*1*1", number=1))
    sent.take("delta", ack999(1, (TWO, "R*5"), (THREE, "A"), verdict="P", counts="2*2*1", number=2))
    assert by_set(sent) == {ONE: {"acknowledged"}, TWO: {"refused"}, THREE: {"acknowledged"}}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (ack999(9, (ONE, "A")), "1 999 for a set we did not send; 1 999 for a group we did not send"),
        (ack999(1, ("000000009", "R*5"), verdict="A", counts="3*3*3"), "1 999 for a set we did not send"),
        (
            ack999(1, (ONE, "R*5"), functional_id="HP"),
            "1 999 for a set we did not send; 1 999 for a group we did not send",
        ),
    ],
    ids=["group", "set", "kind of group"],
)
def test_a_999_for_what_we_did_not_send_is_parked(sent: Place, text: str, reason: str) -> None:
    sent.take("delta", text)
    assert last_file(sent) == ("parked", reason)
    assert "refused" not in sent.states().values()


def test_a_999_that_is_itself_faulty_is_read_all_the_same(sent: Place) -> None:
    text = ack999(1, verdict="R", counts="3*3*0").replace("AK9*R", "QQ9*1~AK9*R")
    told = sent.take("delta", text)
    assert told["sets rejected"] == 1
    assert set(sent.states().values()) == {"refused"}


def test_a_999_of_a_rejected_interchange_moves_nothing(sent: Place) -> None:
    text = ack999(1, verdict="R", counts="3*3*0")
    sent.take("delta", text[:-20], text.replace("*000000601~", "*000000602~"))
    assert set(sent.states().values()) == {"sent"}
    assert last_file(sent) == ("parked", "no answer to anything stands in it")


def test_an_answer_proves_the_delivery(sent: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed between the release and its commit, the answer may be there before the next delivery."""
    from sftp_gateway.folder import FolderMailbox

    class Killed(BaseException):
        pass

    release = FolderMailbox.release

    def killed(box: FolderMailbox, name: str, size: int) -> object:
        release(box, name, size)
        raise Killed

    sent.drop("oak", "b.edi", claims_file(claim("D1"), number=2))
    sent.run("intake", "validation", "routing")
    with monkeypatch.context() as patch:
        patch.setattr(FolderMailbox, "release", killed)
        with pytest.raises(Killed):
            sent.run("delivery")
    assert sent.claim("D1").state == "routed"
    control = str(sent.claim("D1").out_set_control)
    told = sent.take("delta", ack999(2, (control, "A")))
    assert told["claims taken by payer"] == 1
    assert sent.claim("D1").state == "acknowledged"
    assert sent.claim("D1").sent_at is not None
    (done,) = sent.deliveries(remote_name="837D-000000002.edi")
    assert done.state == "acknowledged"


def test_answers_of_a_payer_that_is_gone_wait(sent: Place) -> None:
    sent.drop("delta", "a.edi", ack999(1))
    sent.run("collection", "validation")
    text = (sent.folder / "partners.toml").read_text()
    cut = text[: text.index("[payers.delta]")] + text[text.index("[payers.west]") :]
    (sent.folder / "partners.toml").write_text(cut)
    sent.close()
    assert sent.run("matching") == {"delta is no partner any more": 1}
    (sent.folder / "partners.toml").write_text(text)
    sent.close()
    assert sent.run("matching")["999 matched"] == 1


# 277CA.


def test_a_claim_acknowledgment_answers_claims(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), claim("C2", "55")))
    text = ack277(
        "BITEWING000000001", ("C1", "A2:20:PR", "WQ", "100", "PX900"), ("C2", "A7:164:IL", "U", "55", "")
    )
    told = place.take("delta", text)
    assert (told["claims accepted by payer"], told["claims rejected by payer"]) == (1, 1)
    assert told["277CA matched"] == 2
    assert place.states() == {"C1": "in process", "C2": "payer rejected"}
    one, other = place.claim("C1"), place.claim("C2")
    assert (one.payer_claim_number, other.payer_claim_number) == ("PX900", None)
    # A number is no money: nothing was paid, not zero.
    assert (one.paid_cents, one.patient_cents, one.adjusted_cents, one.answered_at) == (None,) * 4
    kept = place.acknowledgments(claim=place.claim("C2").id)
    assert [(one.account, one.code, one.detail) for one in kept] == [
        ("oak", "A7", {"statuses": [["A7", "164", "IL"]]}),
    ]
    assert text[kept[0].offset :].startswith("HL*4*3*PT")
    assert last_file(place) == ("matched", "")


def test_claims_of_one_number_in_one_batch_are_told_apart_by_charge_and_day(place: Place) -> None:
    place.drop("oak", "a.edi", claims_file(claim("C1", "100"), claim("C1", "70")))
    text = claims_file(claim("C1", "70", "20260301"), sender=ELM, npi=ELM_NPI, provider="ELM DENTAL")
    place.drop("elm", "b.edi", text)
    place.run()
    place.take(
        "delta",
        ack277("BITEWING000000001", ("C1", "A7:164:IL", "U", "70", ""), ("C1", "A2:20", "WQ", "100", "PX1")),
    )
    found = {(one.account, one.charge_cents): one.state for one in place.claims()}
    assert found == {("oak", 10000): "in process", ("oak", 7000): "payer rejected", ("elm", 7000): "sent"}


def test_a_batch_refused_as_a_whole(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), claim("C2")))
    place.take("delta", ack277("BITEWING000000001", batch_status="A3:24:PR**U"))
    assert set(place.states().values()) == {"payer rejected"}
    assert len(place.acknowledgments(kind="277CA")) == 2


def test_a_provider_refused_as_a_whole(place: Place) -> None:
    place.drop("oak", "a.edi", claims_file(claim("C1"), claim("C2")))
    place.drop("elm", "b.edi", claims_file(claim("C3"), sender=ELM, npi=ELM_NPI, provider="ELM DENTAL"))
    place.run()
    text = ack277("BITEWING000000001", ("C3", "A2:20", "WQ", "100", ""))
    refused = f"HL*3*2*19*0~NM1*85*2*OAK STREET DENTAL*****XX*{OAK_NPI}~TRN*1*0~STC*A3:24:85**U*200~"
    taken = f"HL*4*2*19*1~NM1*85*2*ELM DENTAL*****XX*{ELM_NPI}~HL*5*4*PT~"
    start, end = text.index("HL*3"), text.index("NM1*QC")
    place.take("delta", renumbered(text[:start] + refused + taken + text[end:]))
    assert place.states() == {"C1": "payer rejected", "C2": "payer rejected", "C3": "in process"}


def test_a_claim_acknowledgment_that_the_guide_refuses_counts_for_nothing(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    text = ack277("BITEWING000000001", ("C1", "A7:164", "U", "100", "")).replace("*WQ*100~", "*QQ*100~")
    told = place.take("delta", text)
    assert told["sets rejected"] == 1
    assert place.states() == {"C1": "sent"}
    assert last_file(place)[0] == "parked"


@pytest.mark.parametrize(
    ("batch", "claim_id", "reason"),
    [
        ("NOTOURS", "C1", "1 277CA for a batch we did not send"),
        ("BITEWING000000001", "C9", "1 277CA for a claim not in its batch"),
    ],
)
def test_a_claim_acknowledgment_that_finds_nothing_is_parked(
    place: Place, batch: str, claim_id: str, reason: str
) -> None:
    place.take("oak", claims_file(claim("C1")))
    place.take("delta", ack277(batch, (claim_id, "A2:20", "WQ", "100", "")))
    assert last_file(place) == ("parked", reason)
    assert place.acknowledgments(kind="277CA")[0].detail == {"reason": reason[2:]}
    assert place.states() == {"C1": "sent"}


def test_another_payer_s_acknowledgment_moves_nothing(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    place.take("west", ack277("BITEWING000000001", ("C1", "A7:164", "U", "100", ""), payer=WEST))
    assert place.states() == {"C1": "sent"}


def test_acknowledgments_in_any_order_come_to_the_same(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), claim("C2")))
    late = ack999(1, (ONE, "A"))
    text = ack277("BITEWING000000001", ("C1", "A2:20", "WQ", "100", "PX1"), ("C2", "A1:20", "WQ", "100", ""))
    place.take("delta", text)
    assert set(place.states().values()) == {"in process"}
    place.take("delta", late)
    assert set(place.states().values()) == {"in process"}
    second = ack277("BITEWING000000001", ("C1", "A8:562", "U", "100", "PX1"), number=702)
    place.take("delta", second)
    assert place.states() == {"C1": "payer rejected", "C2": "in process"}


def test_the_timeline_of_a_claim_tells_its_answers(place: Place) -> None:
    from store import timeline

    place.take("oak", claims_file(claim("C1")))
    place.clock.move(hours=1)
    place.take("delta", ta1(1), ack999(1, (ONE, "A")))
    place.clock.move(hours=1)
    place.take("delta", ack277("BITEWING000000001", ("C1", "A2:20", "WQ", "100", "PX1")))
    with place.house.store.read() as ledger:
        moments = timeline.timeline(ledger, "oak", place.claim("C1").id)
    assert [(one.what, one.to_state or one.code) for one in moments if one.source == "event"] == [
        ("recorded", "accepted"), ("routed", "routed"), ("sent", "sent"), ("taken by payer", "acknowledged"),
        ("accepted by payer", "in process"),
    ]
    told = Counter((one.what, one.code) for one in moments if one.source == "acknowledgment")
    assert told == {("TA1", "A"): 1, ("999", "A"): 2, ("277CA", "A2"): 1}


def test_a_payer_s_file_of_something_else_is_parked(place: Place) -> None:
    place.take("delta", file(ended(["ST*997*0001", "AK1*HC*1"]), group="FA", sender=DELTA))
    assert last_file(place) == ("parked", "no answer to anything stands in it")


def test_answers_that_a_submitter_sends_move_nothing(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    place.take("oak", ack999(1, (ONE, "R*5"), payer="OAKSTREET", number=9))
    place.take("oak", ack277("BITEWING000000001", ("C1", "A7:164", "U", "100", ""), payer="OAKSTREET"))
    assert place.states() == {"C1": "sent"}
    assert "AK9*R*1*1*0*1" in place.got("oak", "999")[1]


def test_sets_in_several_files_of_one_payer(place: Place) -> None:
    for number in (1, 2):
        text = file(dental_set(person(claim(f"C{number}"))), number=number)
        place.take("oak", text)
    place.take("delta", ack999(2, verdict="R", counts="1*1*0"))
    assert place.states() == {"C1": "sent", "C2": "refused"}
