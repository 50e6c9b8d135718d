"""A house and the guides it could check but not carry: what came in is refused, not dropped."""

from __future__ import annotations

from clearing_files import OAK, claim, claims_file
from clearing_places import Place

PROFESSIONAL = "005010X222A1"


def test_claims_of_another_kind_are_refused(place: Place) -> None:
    text = claims_file(claim("C1")).replace("005010X224A2", PROFESSIONAL)
    told = place.take("oak", text)
    assert (told["sets accepted"], told["sets rejected"]) == (0, 1)
    assert place.rules() == ["G102"]
    assert [one.verdict for one in place.sets(sender=OAK)] == ["R"]
    assert "AK9*R*1*1*0*2" in place.lines("oak", "999")
    assert place.states() == {}


def test_a_set_of_another_kind_in_a_group_of_ours_is_refused(place: Place) -> None:
    text = claims_file(claim("C1")).replace("ST*837*0001*005010X224A2", f"ST*837*0001*{PROFESSIONAL}")
    place.take("oak", text)
    assert place.rules() == ["T101"]
    assert [one.verdict for one in place.sets(sender=OAK)] == ["R"]
    assert place.states() == {}
