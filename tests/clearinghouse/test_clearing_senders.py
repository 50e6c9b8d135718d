"""Who sent it: the ids a submitter may send under, another's told apart, and the acknowledgments it wants."""

from __future__ import annotations

import pytest
from clearing_files import ELM, claim, claims_file
from clearing_places import Place

from store import events

OAK_ID = 'id = "OAKSTREET"'


def refused(place: Place) -> list[tuple[str | None, str]]:
    """Whose events of refused senders are, and what they say."""
    with place.house.store.read() as ledger:
        found = events.search(ledger, None, thing="files")
    return [(one.account, one.detail) for one in found if one.event == "sender refused"]


@pytest.mark.parametrize(
    ("sender", "detail", "note", "count"),
    [
        (ELM, "ISA06 is that of submitter elm", "another submitter's", "another submitter"),
        ("STRANGER", "ISA06 is nobody's", "nobody's", "unknown"),
    ],
)
def test_a_spoofed_id_is_refused_and_recorded(
    place: Place, sender: str, detail: str, note: str, count: str
) -> None:
    told = place.take("oak", claims_file(claim("C1"), sender=sender))
    (answer,) = place.got("oak")
    assert "~TA1*000000001*" in answer
    assert "*R*006~" in answer
    assert told[f"senders refused: {count}"] == 1
    assert place.rules() == ["I106"]
    assert refused(place) == [(None, detail)]
    assert place.claims() == []
    (file, _) = place.files()
    assert (file.account, file.note) == ("oak", f"the sender's id is {note}")
    # Whose id it was is nothing for the one who sent it, nor is it for the one whose it is.
    with place.house.store.read() as ledger:
        for account in ("oak", "elm"):
            found = events.search(ledger, account, thing="files")
            assert not [one for one in found if one.event == "sender refused"]
    assert place.got("elm") == []


def test_a_submitter_may_have_further_ids(place: Place) -> None:
    place.settings(OAK_ID, OAK_ID + '\nalso = [{ id = "OAKTWO", qualifier = "30" }]')
    text = claims_file(claim("C1"), sender="OAKTWO")
    place.take("oak", text.replace("*ZZ*OAKTWO", "*30*OAKTWO"))
    assert place.states() == {"C1": "sent"}
    told = place.take("oak", text.replace("000000001", "000000002"))
    assert told["senders refused: unknown"] == 1


def test_the_sender_of_a_group_is_not_another_s(place: Place) -> None:
    told = place.take("oak", claims_file(claim("C1")).replace("GS*HC*OAKSTREET", "GS*HC*ELMAVENUE"))
    assert told["interchanges rejected"] == 1
    (answer,) = place.got("oak")
    assert "*R*006~" in answer
    assert place.states() == {"C1": "set rejected"}
    assert refused(place) == [(None, "GS02 is that of submitter elm")]
    place.take("oak", claims_file(claim("C2"), number=2).replace("GS*HC*OAKSTREET", "GS*HC*FRONTDESK"))
    assert place.states()["C2"] == "sent"


def test_a_submitter_that_names_its_group_ids_sends_those(place: Place) -> None:
    place.settings(OAK_ID, OAK_ID + '\ngroup_ids = ["DESK1"]')
    place.take("oak", claims_file(claim("C1")).replace("GS*HC*OAKSTREET", "GS*HC*DESK1"))
    place.take("oak", claims_file(claim("C2"), number=2))
    assert place.states() == {"C1": "sent", "C2": "sent"}
    place.take("oak", claims_file(claim("C3"), number=3).replace("GS*HC*OAKSTREET", "GS*HC*DESK2"))
    assert refused(place) == [(None, "GS02 is nobody's")]
    place.take("elm", claims_file(claim("C4"), sender=ELM).replace("GS*HC*ELMAVENUE", "GS*HC*DESK1"))
    assert refused(place)[1] == (None, "GS02 is that of submitter oak")


def test_acknowledgments_of_what_is_in_order_are_a_wish(place: Place) -> None:
    place.settings(OAK_ID, OAK_ID + "\nacknowledgments = { set_999 = false, claims_277ca = false }")
    place.take("oak", claims_file(claim("C1")))
    assert place.got("oak") == []
    # A claim that is refused is told, in both.
    place.take("oak", claims_file(claim("C2", "0.50", procedure="D9"), claim("C3"), number=2))
    assert place.states()["C2"] == "rejected"
    assert "*C2~" in place.got("oak", "277CA")[0]
    assert len(place.got("oak", "999")) == 1


def test_a_ta1_that_says_all_is_well_is_a_wish(place: Place) -> None:
    asking = claims_file(claim("C1")).replace("*0*T*:", "*1*T*:")
    place.take("oak", asking)
    assert len(place.got("oak", "TA1")) == 1
    place.settings(OAK_ID, OAK_ID + "\nacknowledgments = { ta1 = false }")
    place.take("oak", claims_file(claim("C2"), number=2).replace("*0*T*:", "*1*T*:"))
    assert len(place.got("oak", "TA1")) == 1
    place.take("oak", claims_file(claim("C3"), number=3, sender="STRANGER"))
    assert len(place.got("oak", "TA1")) == 2
