"""A payer's 999 or TA1 refuses a batch: all who had something in it are told, and can resend."""

from __future__ import annotations

from clearing_files import ELM, ELM_NPI, ack999, claim, claims_file, dental_set, file, person, ta1
from clearing_places import Place
from inquiry_texts import MARLOW, OKAFOR, ask270

from clearinghouse.resubmission import fix
from store import notices
from store.notices import Notice

REFUSED = ("000000001", "R*5")


def sent(place: Place) -> Place:
    """Two claims of oak in two files, and one of elm, in one set for delta."""
    place.drop("oak", "a.edi", claims_file(claim("C1")))
    place.drop("oak", "b.edi", claims_file(claim("C2", "250.50"), number=2))
    own = dental_set(person(claim("C3", "40")), npi=ELM_NPI, provider="ELM AVENUE DENTAL", sender=ELM)
    place.drop("elm", "c.edi", file(own, sender=ELM))
    place.run()
    return place


def all_notices(place: Place) -> list[Notice]:
    with place.house.store.read() as ledger:
        return notices.search(ledger, None)


def test_a_refused_set_is_told_to_each_submitter_with_its_own_counts(place: Place) -> None:
    sent(place)
    answer = ack999(1, REFUSED, verdict="R", counts="1*1*0")
    told = place.take("delta", answer)
    assert (told["claims set refused by payer"], told["notices of refusals"]) == (3, 2)
    (of_oak,), (of_elm,) = place.got("oak", "notice"), place.got("elm", "notice")
    keys = {one.claim_id: one.file for one in place.claims()}
    assert "DELTA EXAMPLE PLAN refused a batch of ours" in of_oak
    assert f"  1 claim of your file {keys['C1']}\n  1 claim of your file {keys['C2']}\n" in of_oak
    assert "  2 claims in all, charging 350.50 together\n" in of_oak
    assert f"  1 claim of your file {keys['C3']}\n  1 claim in all, charging 40.00 together\n" in of_elm
    assert "bitewing claims fix" in of_elm
    for private in ("MARLOW", "XD1000001", "C1", "C3"):
        assert private not in of_oak + of_elm
    assert [one.account for one in all_notices(place)] == ["elm", "oak"]
    # The same answer once more, and a run without any, tell nothing anew.
    assert place.take("delta", answer.replace("000000601", "000000602"))["notices of refusals"] == 0
    assert place.run()["notices of refusals"] == 0
    assert len(all_notices(place)) == 2
    assert place.whole()


def test_a_refused_interchange_is_told(place: Place) -> None:
    sent(place)
    place.take("delta", ta1(1, "R", "022"))
    assert set(place.states().values()) == {"refused"}
    assert [len(place.got(one, "notice")) for one in ("oak", "elm")] == [1, 1]


def test_who_had_nothing_in_it_is_told_nothing(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    own = dental_set(person(claim("C2")), npi=ELM_NPI, payer="WST01", sender=ELM)
    place.take("elm", file(own, sender=ELM))
    place.take("delta", ack999(1, REFUSED, verdict="R", counts="1*1*0"))
    assert [len(place.got(one, "notice")) for one in ("oak", "elm")] == [1, 0]


def test_an_accepted_batch_is_no_notice(place: Place) -> None:
    sent(place)
    place.take("delta", ta1(1, "A"), ack999(1, ("000000001", "A")))
    assert all_notices(place) == []


def test_questions_that_were_refused_are_told(place: Place) -> None:
    place.take("oak", ask270(MARLOW, OKAFOR))
    place.take("delta", ack999(1, REFUSED, verdict="R", counts="1*1*0").replace("AK1*HC*", "AK1*HS*"))
    assert {one.state for one in place.inquiries()} == {"refused"}
    (text,) = place.got("oak", "notice")
    assert "  2 inquiries in all\n" in text
    assert "claims fix" not in text


def test_a_submitter_that_is_no_partner_any_more_keeps_nobody_waiting(place: Place) -> None:
    sent(place)
    text = (place.folder / "partners.toml").read_text()
    start, end = text.index("[submitters.elm]"), text.index("[payers.delta]")
    place.settings(text[start:end], "")
    place.take("delta", ack999(1, REFUSED, verdict="R", counts="1*1*0"))
    assert [one.account for one in all_notices(place)] == ["oak"]


def test_refused_claims_go_out_again_as_they_are(place: Place) -> None:
    sent(place)
    place.take("delta", ack999(1, REFUSED, verdict="R", counts="1*1*0"))
    for key in (1, 2, 3):
        assert fix(place.house, None, key, []).claim is not None
    told = place.run()
    assert told["routed"] == 3
    assert [one.state for one in place.claims()] == ["superseded"] * 3 + ["sent"] * 3
    (first, again) = place.got("delta", "837D")
    assert first.count("~CLM*") == again.count("~CLM*") == 3
