"""Status inquiries that come by batch: which of an account's claims each asks about."""

from __future__ import annotations

from clearing_files import Answer, claim, claims_file, remittance, renumbered
from clearing_places import Place
from inquiry_texts import MARLOW, ask276

from clearinghouse.claim_changes import parse_change
from clearinghouse.resubmission import fix

NUMBER = "~REF*EJ*C1~"


def asked(place: Place, text: str) -> int | None:
    place.take("oak", text)
    return place.inquiries()[-1].claim


def test_claims_of_one_number_are_told_apart_by_their_charge(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    place.take("oak", claims_file(claim("C1", "200"), number=2))
    first, second = place.claims()
    assert asked(place, ask276(MARLOW, number=3)) == first.id
    assert asked(place, ask276(MARLOW, number=4).replace("AMT*T3*100~", "AMT*T3*200~")) == second.id
    assert asked(place, ask276(MARLOW, number=5).replace("AMT*T3*100~", "AMT*T3*300~")) is None


def test_the_payer_s_number_finds_a_claim_without_the_provider_s(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), claim("C2")))
    place.take("delta", remittance("T1", Answer("C2", 100, 80, number="PX2")))
    text = ask276(MARLOW, number=2)
    assert NUMBER in text
    assert asked(place, text.replace(NUMBER, "~REF*1K*PX2~")) == place.claim("C2").id
    both = renumbered(ask276(MARLOW, number=3).replace(NUMBER, "~REF*1K*PX2~REF*EJ*C1~"))
    assert asked(place, both) == place.claim("C1").id
    wrong = ask276(MARLOW, number=4).replace(NUMBER, "~REF*1K*PX9~")
    assert asked(place, wrong) is None


def test_a_payer_is_the_same_under_any_of_its_ids(place: Place) -> None:
    place.settings('id = "OAKSTREET"', 'id = "OAKSTREET"\npayer_ids = { "OD7" = "delta" }')
    place.take("oak", claims_file(claim("C1"), payer="OD7"))
    assert asked(place, ask276(MARLOW, number=2, payer="dlt02")) == place.claim("C1").id
    assert asked(place, ask276(MARLOW, number=3, payer="WST01")) is None


def test_a_claim_that_was_corrected_is_not_the_one_that_is_meant(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), payer="NOBODY"))
    made = fix(place.house, None, 1, [parse_change("2010BB/NM109=DLT01")])
    assert made.claim is not None
    place.run()
    place.take("oak", claims_file(claim("C1"), payer="NOBODY", number=2))
    assert asked(place, ask276(MARLOW, number=3)) == made.claim.id
