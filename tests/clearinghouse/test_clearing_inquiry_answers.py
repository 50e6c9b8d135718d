"""Answers to inquiries find their questions, whatever order they come in, and go to who asked alone."""

from __future__ import annotations

import pytest
from clearing_files import ELM, ELM_NPI, OAK_NPI, WEST, ended, file
from clearing_places import Place
from inquiry_texts import (
    MARLOW,
    OKAFOR,
    answer271,
    answer277,
    answer278,
    ask270,
    ask276,
    ask278,
    echoed,
)

from store import outbox, timeline

Asked = dict[tuple[str, str], str]


@pytest.fixture
def asked(place: Place) -> Asked:
    """Two submitters ask the same payer of the same member under equal traces, one of another too."""
    place.drop("oak", "a.edi", ask270(MARLOW, OKAFOR))
    place.drop("elm", "b.edi", ask270(MARLOW, sender=ELM))
    place.run()
    return traces(place)


def traces(place: Place) -> Asked:
    """Our traces by account and the asker's own."""
    return {(one.account, one.trace_number): one.out_trace or "" for one in place.inquiries()}


def stands(place: Place) -> dict[tuple[str, str], tuple[str, str | None]]:
    return {(one.account, one.trace_number): (one.state, one.outcome) for one in place.inquiries()}


def last(place: Place) -> tuple[str, str]:
    """State and note of the file that came in last."""
    file = place.files(direction="in")[-1]
    return file.state, file.note


def told_traces(text: str) -> list[str]:
    return [line for line in text.split("~") if line.startswith("TRN")]


def test_one_batch_answers_both_in_another_order(place: Place, asked: Asked) -> None:
    text = answer271(
        (ELM_NPI, MARLOW, echoed(asked["elm", "T-1"])),
        (OAK_NPI, OKAFOR, echoed(asked["oak", "T-2"])),
        (OAK_NPI, MARLOW, echoed(asked["oak", "T-1"], "T-1")),
    )
    told = place.take("delta", text)
    assert (told["271 matched"], told["271 passed on"]) == (3, 3)
    assert set(stands(place).values()) == {("answered", "active")}
    (of_oak,), (of_elm,) = place.got("oak", "271"), place.got("elm", "271")
    assert told_traces(of_oak) == [
        "TRN*2*T-1*9OAKSTREET", "TRN*1*PX77*9DELTAPAYR", "TRN*2*T-2*9OAKSTREET", "TRN*1*PX77*9DELTAPAYR",
    ]
    assert told_traces(of_elm) == ["TRN*2*T-1*9ELMAVENUE", "TRN*1*PX77*9DELTAPAYR"]
    assert "BHT*0022*11*EQ1*" in of_oak
    for text, npi, other in ((of_oak, OAK_NPI, ELM_NPI), (of_elm, ELM_NPI, OAK_NPI)):
        assert npi in text
        assert other not in text
        assert "9BITEWING0" not in text
    assert "OKAFOR" not in of_elm
    with place.house.store.read() as ledger:
        assert [one.kind for one in outbox.waiting(ledger, "elm", "pms")] == ["999", "271"]
    assert place.run()["271 passed on"] == 0
    assert place.whole()


def test_the_asker_s_own_trace_serves_where_ours_is_not_given_back(place: Place, asked: Asked) -> None:
    """Equal traces and members: the practice tells them apart, else the oldest that waits is answered."""
    place.take("delta", answer271((ELM_NPI, MARLOW, ["T-1*9ELMAVENUE"])))
    assert stands(place)["elm", "T-1"] == ("answered", "active")
    assert stands(place)["oak", "T-1"] == ("sent", None)
    place.take("delta", answer271((OAK_NPI, OKAFOR, ["T-1*9OAKSTREET"]), number=802))
    assert stands(place)["oak", "T-1"] == ("sent", None), "another member"
    assert last(place) == ("parked", "1 271 for a question we did not ask")
    place.take("delta", answer271((OAK_NPI, MARLOW, ["T-1*9OAKSTREET"]), number=803))
    assert stands(place)["oak", "T-1"] == ("answered", "active")


def test_a_second_answer_is_told_and_not_passed_on(place: Place, asked: Asked) -> None:
    answer = (OAK_NPI, MARLOW, echoed(asked["oak", "T-1"]))
    place.take("delta", answer271(answer))
    told = place.take("delta", answer271(answer, number=802, more=["EB*6**30"]))
    assert told["271 told again"] == 1
    assert stands(place)["oak", "T-1"] == ("answered", "active")
    assert len(place.got("oak", "271")) == 1
    assert last(place)[0] == "matched"


def test_a_late_answer_finds_its_question(place: Place, asked: Asked) -> None:
    place.take("delta", answer271((OAK_NPI, MARLOW, echoed(asked["oak", "T-1"]))))
    place.clock.move(days=9)
    place.take("delta", answer271((ELM_NPI, MARLOW, echoed(asked["elm", "T-1"])), number=802))
    assert [one.state for one in place.inquiries()] == ["answered", "sent", "answered"]
    assert len(place.got("elm", "271")) == 1


def test_an_answer_for_nobody_waits_until_somebody_has_asked(place: Place) -> None:
    text = answer271((ELM_NPI, MARLOW, ["T-1*9ELMAVENUE"]))
    assert place.take("delta", text)["unmatched"] == 1
    assert last(place) == ("parked", "1 271 for a question we did not ask")
    (loose,) = place.acknowledgments(kind="271")
    assert (loose.account, loose.detail) == ("house", {"reason": "271 for a question we did not ask"})
    place.take("elm", ask270(MARLOW, sender=ELM))
    assert stands(place) == {("elm", "T-1"): ("sent", None)}
    told = place.run()
    assert (told["271 matched"], told["271 passed on"], told["unmatched"]) == (1, 1, 0)
    assert stands(place) == {("elm", "T-1"): ("answered", "active")}
    (found,) = place.acknowledgments(kind="271")
    assert (found.id, found.account, found.inquiry) == (loose.id, "elm", place.inquiries()[0].id)
    assert place.files(kind="271")[0].state == "matched"
    assert len(place.got("elm", "271")) == 1


def test_an_answer_that_found_its_question_keeps_it(place: Place) -> None:
    """Asked twice under one trace, answered once: a later look gives the answer to nobody else."""
    place.take("oak", ask270(MARLOW))
    place.take("oak", ask270(MARLOW, number=2))
    known, unknown = (OAK_NPI, MARLOW, ["T-1*9OAKSTREET"]), (OAK_NPI, OKAFOR, ["T-2*9OAKSTREET"])
    place.take("delta", answer271(known, unknown))
    assert [one.state for one in place.inquiries()] == ["answered", "sent"]
    place.take("oak", ask270(OKAFOR, number=3))
    assert place.run()["271 matched"] == 1
    assert [one.state for one in place.inquiries()] == ["answered", "sent", "answered"]
    assert len(place.acknowledgments(kind="271")) == 2


def test_another_payer_answers_nothing_of_ours(place: Place, asked: Asked) -> None:
    text = answer271((OAK_NPI, MARLOW, echoed(asked["oak", "T-1"], "T-1")), payer=WEST)
    place.take("west", text)
    assert stands(place)["oak", "T-1"] == ("sent", None)
    assert last(place)[0] == "parked"


@pytest.mark.parametrize(
    ("level", "left"),
    [(["HL*1**20*0", "AAA*Y**42*P", "NM1*PR*2*EXAMPLE DENTAL PLAN*****PI*EXDENT"], []),
     (["HL*1**20*1", "NM1*PR*2*EXAMPLE DENTAL PLAN*****PI*EXDENT", "HL*2*1*21*0",
       f"NM1*1P*2*ANY*****XX*{OAK_NPI}", "AAA*N**43*C"], ["elm"])],
    ids=["source", "receiver"],
)
def test_a_refusal_above_the_patients_answers_all_it_speaks_of(
    place: Place, asked: Asked, level: list[str], left: list[str]
) -> None:
    segments = ["ST*271*0001*005010X279A1", "BHT*0022*11*BITEWING000000001*20260304*0900", *level]
    place.take("delta", file(ended(segments), group="HB", number=801, sender="DELTAPAYER"))
    code = "AAA 43" if left else "AAA 42"
    assert [one.account for one in place.inquiries() if one.outcome != code] == left
    (text,) = place.got("oak", "271")
    assert (text.count("ST*271"), text.count("~AAA")) == (1, 1), "said once for both questions"
    assert "BHT*0022*11*EQ1*" in text
    assert len(place.got("elm", "271")) == 1 - len(left)


def test_a_refusal_under_one_id_of_a_payer_answers_what_was_asked_under_it(place: Place) -> None:
    place.drop("oak", "a.edi", ask270(MARLOW))
    place.drop("elm", "b.edi", ask270(MARLOW, sender=ELM, payer="dlt02"))
    place.run()
    segments = [
        "ST*271*0001*005010X279A1", "BHT*0022*11*BITEWING000000001*20260304*0900", "HL*1**20*0",
        "AAA*Y**42*P", "NM1*PR*2*EXAMPLE DENTAL PLAN*****PI*DLT02",
    ]
    place.take("delta", file(ended(segments), group="HB", number=801, sender="DELTAPAYER"))
    assert stands(place) == {("oak", "T-1"): ("sent", None), ("elm", "T-1"): ("answered", "AAA 42")}


def test_an_answer_that_is_rejected_counts_for_nothing(place: Place, asked: Asked) -> None:
    text = answer271((OAK_NPI, MARLOW, echoed(asked["oak", "T-1"]))).replace("EB*1**30", "EB*ZZ**30")
    place.take("delta", text)
    assert stands(place)["oak", "T-1"] == ("sent", None)
    assert last(place)[0] == "parked"
    assert place.got("oak", "271") == []


def test_an_answer_waits_while_its_submitter_is_no_partner(place: Place, asked: Asked) -> None:
    settings = (place.folder / "partners.toml").read_text()
    start, end = settings.index("[submitters.elm]"), settings.index("[payers.delta]")
    place.settings(settings[start:end], "")
    told = place.take("delta", answer271((ELM_NPI, MARLOW, echoed(asked["elm", "T-1"]))))
    assert told["elm is no partner any more"] == 1
    assert stands(place)["elm", "T-1"] == ("answered", "active")
    place.settings("[payers.delta]", settings[start:end] + "[payers.delta]")
    assert place.run()["271 passed on"] == 1
    assert len(place.got("elm", "271")) == 1


def test_an_answer_waits_while_its_question_is_damaged_in_the_archive(place: Place) -> None:
    place.take("oak", ask270(MARLOW))
    before = set((place.folder / "archive").rglob("*"))
    place.drop("elm", "b.edi", ask270(MARLOW, sender=ELM))
    place.run("intake")
    (kept,) = (path for path in set((place.folder / "archive").rglob("*")) - before if path.is_file())
    place.run()
    whole, ours = kept.read_bytes(), traces(place)
    kept.chmod(0o600)
    kept.write_bytes(whole[:-3])
    told = place.take("delta", answer271(
        (ELM_NPI, MARLOW, echoed(ours["elm", "T-1"])), (OAK_NPI, MARLOW, echoed(ours["oak", "T-1"])),
    ))
    (file,) = place.files(partner="elm", direction="in")
    assert told[f"file {file.id} damaged in the archive"] == 1
    assert (len(place.got("oak", "271")), place.got("elm", "271")) == (1, [])
    kept.write_bytes(whole)
    assert place.run()["271 passed on"] == 1


def test_a_submitter_is_told_in_its_own_conventions(place: Place) -> None:
    """What it does not take has a mark instead: an answer is never withheld."""
    writing = 'writing = { characters = "extended", line_end = "LF" }'
    place.settings('id = "OAKSTREET"', f'id = "OAKSTREET"\n{writing}')
    place.take("oak", ask270(MARLOW))
    trace = traces(place)["oak", "T-1"]
    text = answer271((OAK_NPI, ("MARL\xd6W", "XD1000001", ""), echoed(trace)))
    assert place.take("delta", text)["271 passed on"] == 1
    (told,) = place.got("oak", "271")
    assert "NM1*IL*1*MARL?W*JUNE****MI*XD1000001~\n" in told


# Claim status.


def test_a_claim_s_status_comes_back_under_the_asker_s_trace(place: Place) -> None:
    place.drop("oak", "a.edi", ask276(MARLOW))
    place.drop("elm", "b.edi", ask276(MARLOW, sender=ELM))
    place.run()
    ours = traces(place)
    told = place.take("delta", answer277(
        (ELM_NPI, MARLOW, ours["elm", "T-1"], "P1:20"), (OAK_NPI, MARLOW, ours["oak", "T-1"], "F1:65"),
    ))
    assert told["277 passed on"] == 2
    assert stands(place) == {("oak", "T-1"): ("answered", "F1 65"), ("elm", "T-1"): ("answered", "P1 20")}
    (text,) = place.got("oak", "277-")
    assert told_traces(text) == ["TRN*2*T-1"]
    assert "NM1*41*2*OAK STREET DENTAL*****46*OAKSTREET" in text
    assert ELM_NPI not in text
    assert "STC*P1:20" not in text


def test_a_claim_that_the_payer_split_has_all_its_answers_passed_on(place: Place) -> None:
    place.take("oak", ask276(MARLOW))
    trace = traces(place)["oak", "T-1"]
    told = place.take("delta", answer277(
        (OAK_NPI, MARLOW, trace, "F1:65"), (OAK_NPI, MARLOW, trace, "F2:107"),
    ))
    assert (told["277 passed on"], told["277 told again"]) == (1, 0)
    (text,) = place.got("oak", "277-")
    assert [line[:9] for line in text.split("~") if line.startswith("STC")] == ["STC*F1:65", "STC*F2:10"]


# Reviews.


def test_a_review_is_pended_and_decided_later(place: Place) -> None:
    place.take("oak", ask278(MARLOW))
    trace = traces(place)["oak", "T-1"]
    place.take("delta", answer278(MARLOW, echoed(trace), "A4**0U", reference="BITEWING000000001"))
    assert stands(place) == {("oak", "T-1"): ("pending", "A4")}
    decided = answer278(MARLOW, echoed(trace), "A1*EX-1", reference="BITEWING000000001", number=802)
    place.take("delta", decided)
    assert stands(place) == {("oak", "T-1"): ("answered", "A1")}
    pended, decided = place.got("oak", "278")
    assert ("HCR*A4*" in pended, "HCR*A1*EX-1" in decided) == (True, True)
    for text in (pended, decided):
        assert told_traces(text) == ["TRN*2*T-1*9OAKSTREET"]
        assert "BHT*0007*11*RV1*" in text
    key = place.inquiries()[0].id
    with place.house.store.read() as ledger:
        moments = timeline.inquiry_timeline(ledger, "oak", key)
        assert timeline.inquiry_timeline(ledger, "elm", key) == []
    assert [one.to_state for one in moments if one.source == "event"] == [
        "accepted", "routed", "sent", "pending", "answered",
    ]
    assert [(one.what, one.code) for one in moments if one.source == "acknowledgment"] == [
        ("278", "A4"), ("278", "A1"),
    ]


def test_a_review_pended_and_decided_in_one_file(place: Place) -> None:
    place.take("oak", ask278(MARLOW))
    trace = echoed(traces(place)["oak", "T-1"])
    pended = answer278(MARLOW, trace, "A4**0U", reference="BITEWING000000001")
    decided = answer278(MARLOW, trace, "A1*EX-1", reference="BITEWING000000001", number=802)
    place.take("delta", pended + decided)
    assert stands(place) == {("oak", "T-1"): ("answered", "A1")}
    (text,) = place.got("oak", "278")
    assert [line for line in text.split("~") if line.startswith("HCR")] == ["HCR*A4**0U", "HCR*A1*EX-1"]
    with place.house.store.read() as ledger:
        moments = timeline.inquiry_timeline(ledger, "oak", place.inquiries()[0].id)
    assert [one.to_state for one in moments if one.source == "event"][-2:] == ["pending", "answered"]
