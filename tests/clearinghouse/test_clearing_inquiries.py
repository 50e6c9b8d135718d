"""Inquiries on their way to payers: taken in, held, written under traces of ours, acknowledged, refused."""

from __future__ import annotations

import pytest
from clearing_files import (
    DELTA,
    ELM,
    OAK,
    OAK_NPI,
    ack999,
    claim,
    claims_file,
    dressed,
    ended,
    file,
    ta1,
)
from clearing_places import Place
from inquiry_texts import MARLOW, OKAFOR, answer271, ask270, ask276, ask278

ASKS = {"270": ask270(MARLOW), "276": ask276(MARLOW), "278": ask278(MARLOW)}


def states(place: Place) -> list[str]:
    return [one.state for one in place.inquiries()]


@pytest.mark.parametrize("kind", sorted(ASKS))
def test_a_question_goes_to_its_payer_under_our_trace(place: Place, kind: str) -> None:
    place.take("oak", ASKS[kind])
    (one,) = place.inquiries()
    assert (one.account, one.kind, one.trace_number, one.payer) == ("oak", kind, "T-1", "DLT01")
    assert (one.provider_npi, one.state, one.out_trace) == (OAK_NPI, "sent", "BITEWING000000000001")
    assert one.member_index == place.house.store.blind("XD1000001")
    assert one.name_index == place.house.store.blind("MARLOW JUNE")
    lines = place.lines("delta", kind)
    own = [] if kind == "276" else ["TRN*1*T-1*9OAKSTREET"]
    trace = "TRN*1*BITEWING000000000001" + ("" if kind == "276" else "*9BITEWING0")
    assert [line for line in lines if line.startswith("TRN")] == [*own, trace]
    assert lines[0].startswith("ISA*00*          *00*          *ZZ*BITEWING       *ZZ*DELTAPAYER     *")
    assert lines[3].split("*")[3] == "BITEWING000000001"
    assert "AK9*A*1*1*1" in place.lines("oak", "999")
    assert place.got("oak", "277CA") == []


def test_where_a_question_stands_in_its_file_is_kept(place: Place) -> None:
    text = ask270(MARLOW, OKAFOR)
    place.take("oak", text)
    for one, member in zip(place.inquiries(), ("XD1000001", "XD1000002"), strict=True):
        own = text[one.own_offset : one.own_offset + one.own_length]
        assert own.startswith("HL*")
        assert member in own
        assert own.endswith("EQ*35~")


def test_a_status_inquiry_is_tied_to_the_claim_it_asks_about(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    place.take("oak", claims_file(claim("C1"), number=2))
    place.take("oak", claims_file(claim("C1"), number=6, payer="WST01"))
    place.take("oak", ask276(MARLOW, number=3))
    place.take("oak", ask276(MARLOW, number=4, claim_id="C9"))
    known, unknown = place.inquiries()
    assert (known.claim, known.claim_id) == (place.claims()[1].id, "C1")
    assert (unknown.claim, unknown.claim_id) == (None, "C9")
    assert (known.charge_cents, str(known.service_from)) == (10_000, "2026-03-02")
    place.take("elm", ask276(MARLOW, sender=ELM, number=5))
    assert place.inquiries()[-1].claim is None, "another account's claim"


def test_the_receiver_of_a_status_is_the_house(place: Place) -> None:
    place.take("oak", ask276(MARLOW))
    assert "NM1*41*2*BITEWING CLEARINGHOUSE*****46*BITEWING" in place.lines("delta", "276")


def test_questions_of_many_submitters_share_a_batch_and_its_levels(place: Place) -> None:
    place.drop("oak", "a.edi", ask270(MARLOW, OKAFOR))
    place.drop("elm", "b.edi", ask270(MARLOW, sender=ELM))
    place.run()
    lines = place.lines("delta", "270")
    assert [line for line in lines if line.startswith(("HL", "SE"))] == [
        "HL*1**20*1", "HL*2*1*21*1", "HL*3*2*22*0", "HL*4*2*22*0", "HL*5*1*21*1", "HL*6*5*22*0",
        "SE*30*000000001",
    ]


def test_a_payer_takes_so_many_patients_a_set(place: Place) -> None:
    place.settings('ids = ["DLT01", "dlt02"]', 'ids = ["DLT01", "dlt02"]\npatients_per_set = 2')
    patients = [("MARLOW", f"XD{number}", f"T-{number}") for number in range(5)]
    place.take("oak", ask270(*patients))
    text = "~".join(place.lines("delta", "270"))
    assert text.count("ST*270*") == 3
    assert [one.split("*")[2] for one in text.split("~") if one.startswith("ST*")] == [
        "000000001", "000000002", "000000003",
    ]
    assert len({one.out_set for one in place.inquiries()}) == 3


def test_a_practice_s_questions_stay_together_when_sets_are_cut(place: Place) -> None:
    place.settings('ids = ["DLT01", "dlt02"]', 'ids = ["DLT01", "dlt02"]\npatients_per_set = 2')
    place.drop("oak", "a.edi", ask270(MARLOW))
    place.drop("elm", "b.edi", ask270(MARLOW, sender=ELM))
    place.run("intake", "validation")
    place.drop("oak", "c.edi", ask270(OKAFOR, number=2))
    place.run()
    text = "~".join(place.lines("delta", "270"))
    assert [one.count("NM1*1P*") for one in text.split("~ST*")[1:]] == [1, 1]


def test_each_review_stands_in_a_set_of_its_own(place: Place) -> None:
    place.drop("oak", "a.edi", ask278(MARLOW))
    place.drop("oak", "b.edi", ask278(OKAFOR, number=2))
    place.run()
    assert "~".join(place.lines("delta", "278")).count("ST*278*") == 2


def test_a_payer_nobody_knows_holds_the_question_with_the_reason(place: Place) -> None:
    assert place.take("oak", ask270(MARLOW, payer="NOBODY"))["inquiries held"] == 1
    (one,) = place.inquiries()
    assert (one.state, one.reason) == ("held", "no payer has this id")
    place.settings('"dlt02"]', '"dlt02", "nobody"]')
    place.run()
    (one,) = place.inquiries()
    assert (one.state, one.reason) == ("sent", None)


def test_a_set_that_is_rejected_asks_nothing(place: Place) -> None:
    told = place.take("oak", ask270(MARLOW).replace("EQ*35", "EQ*ZZZZ"))
    assert told["sets rejected"] == 1
    assert place.inquiries() == []
    assert "AK9*R*1*1*0" in "~".join(place.lines("oak", "999"))


@pytest.mark.parametrize("partner", ["oak", "delta"])
def test_each_side_sends_what_is_its_own(place: Place, partner: str) -> None:
    """A submitter sends no answers, a payer no questions."""
    sender = {"oak": OAK, "delta": DELTA}[partner]
    text = {"oak": answer271((OAK_NPI, MARLOW, ["T-1*9OAKSTREET"]), payer=OAK), "delta": ask270(MARLOW)}
    place.take(partner, text[partner].replace(f"{OAK:<15}", f"{sender:<15}"))
    assert "AK9*R*1*1*0*1" in "~".join(place.lines(partner, "999"))
    assert place.inquiries() == []


def test_a_review_s_answer_from_a_submitter_is_not_supported(place: Place) -> None:
    segments = [
        "ST*278*0001*005010X217", "BHT*0007*11*R1*20260303*0830*AT", "HL*1**20*0", "AAA*Y**42*P",
        "NM1*X3*2*EXAMPLE DENTAL PLAN*****PI*DLT01",
    ]
    text = file(ended(segments), group="HI")
    told = place.take("oak", text)
    assert told["sets rejected"] == 1
    assert "IK5*R*1" in place.lines("oak", "999")
    told = place.take("delta", text.replace(f"{OAK:<15}", f"{DELTA:<15}"))
    assert told["sets accepted"] == 1
    told = place.take("delta", ask278(MARLOW, number=2).replace(f"{OAK:<15}", f"{DELTA:<15}"))
    assert told["sets rejected"] == 1


def test_values_with_our_delimiters_go_out_in_those_they_came_in(place: Place) -> None:
    text = dressed(ask270(MARLOW), "|>!\x1d").replace(b"MARLOW", b"MAR*LOW")
    place.drop("oak", "a.edi", text.decode("latin-1"))
    place.drop("oak", "b.edi", ask270(OKAFOR, number=2))
    place.run()
    usual, other = sorted(place.got("delta", "270"), key=lambda one: "MAR*LOW" in one)
    assert "NM1*IL*1*OKAFOR*" in usual
    assert "NM1|IL|1|MAR*LOW|" in other
    assert states(place) == ["sent", "sent"]


def test_a_payer_is_asked_in_its_own_conventions(place: Place) -> None:
    """Its capitals, delimiters and numbers of sets; an answer in capitals finds its question all the same."""
    place.settings(
        'ids = ["DLT01", "dlt02"]',
        'ids = ["DLT01", "dlt02"]\npatients_per_set = 1\nsets_per_interchange = 2\n'
        'writing = { upper_case = true, delimiters = "|:^~" }',
    )
    patients = [("Marlow", f"xd{number}", f"T-{number}") for number in range(3)]
    told = place.take("oak", ask270(*patients))
    assert told["inquiry batches"] == 2
    first, second = place.got("delta", "270")
    assert (first.count("ST|270|"), second.count("ST|270|")) == (2, 1)
    assert "NM1|IL|1|MARLOW|JUNE||||MI|XD0~" in first
    one = place.inquiries()[0]
    answer = (OAK_NPI, ("MARLOW", "XD0", ""), [f"{one.out_trace}*9BITEWING0", "T-0*9OAKSTREET"])
    assert place.take("delta", answer271(answer))["271 passed on"] == 1


def test_a_payer_that_takes_no_accents_is_not_asked_with_them(place: Place) -> None:
    writing = 'writing = { characters = "extended" }'
    place.settings('ids = ["DLT01", "dlt02"]', f'ids = ["DLT01", "dlt02"]\n{writing}')
    told = place.take("oak", ask270(("MARL\xd6W", "XD1", "T-1"), OKAFOR))
    assert (told["inquiries routed"], told["inquiries that cannot be written"]) == (1, 1)
    held, _ = place.inquiries()
    assert held.state == "held"
    assert held.reason is not None
    assert held.reason.startswith("cannot be written: ")
    assert "MARL" not in held.reason
    place.settings(writing, "")
    place.run()
    assert states(place) == ["sent", "sent"]


def test_partners_of_one_id_share_their_numbers(place: Place) -> None:
    place.settings('id = "WESTPAYER"', 'id = "DELTAPAYER"')
    place.take("oak", ask270(MARLOW))
    place.take("oak", ask270(MARLOW, payer="WST01", number=2))
    (first,), (second,) = place.got("delta", "270"), place.got("west", "270")
    assert ("*000000001*0*T*:" in first, "*000000002*0*T*:" in second) == (True, True)


# The payer's gate.


def test_a_999_takes_or_refuses_the_questions_of_a_set(place: Place) -> None:
    place.take("oak", ask270(MARLOW))
    place.take("oak", ask270(OKAFOR, number=2))
    first = ack999(1, ("000000001", "A"), functional_id="HS")
    second = ack999(2, ("000000002", "R*5"), verdict="R", counts="1*1*0", functional_id="HS", number=602)
    told = place.take("delta", first.replace("837*", "270*"), second.replace("837*", "270*"))
    assert states(place) == ["acknowledged", "refused"]
    assert (told["inquiries taken by payer"], told["inquiries set refused by payer"]) == (1, 1)


def test_a_ta1_refuses_all_questions_of_an_interchange(place: Place) -> None:
    place.take("oak", ask276(MARLOW, OKAFOR))
    place.take("delta", ta1(1, "R", "006"))
    assert states(place) == ["refused", "refused"]
