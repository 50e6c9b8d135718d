"""A payer's companion guide in the house: it rejects that payer's claims, and nobody else's."""

from __future__ import annotations

import pytest
from clearing_files import (
    Answer,
    Person,
    claim,
    dental_set,
    dressed,
    file,
    person,
    remittance,
    renumbered,
)
from clearing_places import Place

OVERRIDE = """\
payer = "Delta"
guide = "837D"
[rows."2300/CLM01"]
max = 4
[rows."2300/REF[G1]"]
usage = "R"
[rows."2010BA/NM104"]
usage = "R"
"""


@pytest.fixture
def strict(place: Place) -> Place:
    """A house whose payer delta wants short claim numbers, authorizations and given names."""
    (place.folder / "delta.toml").write_text(OVERRIDE)
    place.settings('id = "DELTAPAYER"', 'id = "DELTAPAYER"\noverrides = ["delta.toml"]')
    return place


def good(number: str) -> list[str]:
    return claim(number, "100", "20260302", "REF*G1*AUTH1")


def two_payers() -> str:
    return file(
        dental_set(person(good("C1"), claim("C2"), good("TOOLONG"))),
        dental_set(person(claim("W2"), good("WAYTOOLONG")), number="0002", payer="WST01"),
    )


def test_a_payer_s_edits_reject_its_claims_alone(strict: Place) -> None:
    told = strict.take("oak", two_payers())
    assert (told["claims accepted"], told["claims rejected"], told["sets accepted"]) == (3, 2, 2)
    assert strict.states() == {
        "C1": "sent", "C2": "rejected", "TOOLONG": "rejected", "W2": "sent", "WAYTOOLONG": "sent",
    }
    # The guide itself accepts the sets; the claim acknowledgment refuses the claims.
    assert "AK9*A*2*2*2" in strict.lines("oak", "999")
    lines = strict.lines("oak", "277CA")
    assert lines[lines.index("TRN*2*C2") + 1] == "STC*A3:21*20260305*U*100"
    assert lines[lines.index("TRN*2*W2") + 1] == "STC*A1:20*20260305*WQ*100"


@pytest.mark.parametrize("ending", ["", "\r\n"])
def test_places_are_those_of_the_file(strict: Place, ending: str) -> None:
    data = dressed(two_payers(), "*:^~", ending)
    strict.drop("oak", "a.edi", data)
    strict.run()
    found = {one.rule: one for one in strict.findings()}
    assert sorted(found) == ["E105", "S203"]
    missing, long = found["S203"].place, found["E105"].place
    assert long["offset"] == data.index(b"CLM*TOOLONG")
    assert (long["path"], long["segment"]) == ("2300/CLM01", 29)
    assert found["E105"].claim == strict.claim("TOOLONG").id
    assert missing["path"] == "2300/REF[G1]"
    start = data.index(b"CLM*C2")
    assert start <= int(missing["offset"]) <= start + strict.claim("C2").own_length


def test_what_stands_above_a_claim_is_the_payer_s_business_too(strict: Place) -> None:
    people = (
        Person("XD1", "MARLOW", "", [good("A1")], {"TIM": [good("A2")]}),
        person(good("A3"), member="XD2"),
    )
    strict.take("oak", file(dental_set(*people)))
    assert strict.states() == {"A1": "rejected", "A2": "rejected", "A3": "sent"}


def test_a_claim_that_breaks_the_guide_itself_is_told_of_once(strict: Place) -> None:
    broken = [line.replace("*Y*A*Y*Y", "*Y*A*Y*Q") for line in good("C1")]
    strict.take("oak", file(dental_set(person(broken))))
    assert strict.rules() == ["E207"]


def test_an_override_of_another_guide_leaves_claims_alone(place: Place) -> None:
    (place.folder / "delta.toml").write_text(
        'payer = "Delta"\nguide = "835"\n[rows."2100/DTM[050]"]\nusage = "R"\n'
    )
    place.settings('id = "DELTAPAYER"', 'id = "DELTAPAYER"\noverrides = ["delta.toml"]')
    place.take("oak", file(dental_set(person(claim("C1"), claim("C2")))))
    assert place.states() == {"C1": "sent", "C2": "sent"}
    text = remittance("EFT1", Answer("C1", 100, 80)).replace("DTM*232", "DTM*050*20260304~DTM*232")
    place.take("delta", renumbered(text))
    assert place.claim("C1").state == "paid"
    place.take("delta", remittance("EFT2", Answer("C2", 100, 80), number=802))
    assert place.claim("C2").state == "sent"
    assert place.rules() == ["S203"]
