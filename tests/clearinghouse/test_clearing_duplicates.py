"""Duplicates: what came before is told by one rule, and rejected or taken as is set."""

from __future__ import annotations

import pytest
from clearing_files import (
    ELM,
    ELM_NPI,
    Answer,
    ack277,
    claim,
    claims_file,
    dental_set,
    file,
    person,
    remittance,
)
from clearing_places import Place

from clearinghouse.claim_changes import parse_change
from clearinghouse.claim_holds import hold
from clearinghouse.claim_overview import show_claim
from clearinghouse.coverages import Coverage
from clearinghouse.overview import show_file
from clearinghouse.resubmission import fix, replace, void
from clearinghouse.secondary import make_secondary
from clearinghouse.validation import validate_file


def set_claims(place: Place, measure: str, more: str = "") -> None:
    old = 'outbox = "oak/out" }\nduplicates = { claims = "take" }'
    place.settings(old, f'outbox = "oak/out" }}\nduplicates = {{ claims = "{measure}"{more} }}')


@pytest.mark.parametrize("number", ["C1", "C2"])
def test_the_same_claim_is_rejected_naming_the_one_before(place: Place, number: str) -> None:
    set_claims(place, "reject")
    place.take("oak", claims_file(claim("C1")))
    told = place.take("oak", claims_file(claim(number), number=2))
    assert (told["claims rejected"], told["claims accepted"]) == (1, 0)
    first, second = place.claims()
    assert (first.state, second.state) == ("sent", "rejected")
    (found,) = place.findings()
    differs = "nothing differs" if number == "C1" else "other claim number CLM01"
    assert (found.rule, found.claim, found.severity) == ("H101", second.id, "error")
    told_of = "earlier_file", "earlier_claim", "earlier_day", "differs"
    assert [found.place[name] for name in told_of] == [first.file, first.id, "2026-03-05", differs]
    answer = place.got("oak", "277CA")[-1]
    message = f"DUPLICATE OF CLAIM {first.id} OF FILE {first.file} RECEIVED 2026-03-05 - {differs.upper()}"
    assert f"STC*A3:54*20260305*U*100********{message}~" in answer
    says = f"It came before as claim {first.id} of file {first.file} received 2026-03-05 - {differs}."
    shown = show_claim(place.house, "oak", second.id)[1], show_file(place.house, "oak", second.file)[1]
    for tables in shown:
        (row,) = next(one.rows for one in tables if one.title == "Findings")
        assert str(row[-1]).endswith(says)


def test_a_number_given_before_names_the_file_that_had_it(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    place.take("oak", claims_file(claim("C2")))
    first, second = place.files(direction="in")
    (row,) = show_file(place.house, "oak", second.id)[1][-1].rows
    assert (row[0], str(row[-1]).endswith(f"It came before as file {first.id} received 2026-03-05.")) == (
        "I125", True,
    )


def test_a_warning_lets_the_claim_through_and_says_so(place: Place) -> None:
    set_claims(place, "warn")
    place.take("oak", claims_file(claim("C1")))
    told = place.take("oak", claims_file(claim("C2"), number=2))
    assert told["routed"] == 1
    assert place.rules() == ["H151"]
    assert "STC*A1:20*20260305*WQ*100********DUPLICATE OF CLAIM " in place.got("oak", "277CA")[-1]


def test_the_same_claim_in_one_file(place: Place) -> None:
    set_claims(place, "reject")
    told = place.take("oak", claims_file(claim("C1"), claim("C2", "70"), claim("C3")))
    assert (told["claims accepted"], told["claims rejected"]) == (2, 1)
    assert place.states() == {"C1": "sent", "C2": "sent", "C3": "rejected"}


OTHERS = {
    "charge": claim("C2", "99"),
    "day": claim("C2", "100", "20260301"),
    "procedure": claim("C2", procedure="D0140"),
    "kind": [line + "**********PB" if line.startswith("CLM") else line for line in claim("C2")],
    "tooth": [*claim("C2")[:-1], "TOO*JP*3*M:O"],
    "replacement": [
        *(line.replace(":B:1*", ":B:7*") for line in claim("C2")[:2]), "REF*F8*PX1", *claim("C2")[2:],
    ],
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_another_claim_is_none(place: Place, other: list[str]) -> None:
    set_claims(place, "reject")
    place.take("oak", claims_file(claim("C1")))
    place.take("oak", claims_file(other, number=2))
    assert "H101" not in place.rules()


def test_another_patient_provider_payer_or_account_is_none(place: Place) -> None:
    set_claims(place, "reject")
    place.settings('duplicates = { claims = "take" }', 'duplicates = { claims = "reject" }')
    place.take("oak", claims_file(claim("C1")))
    place.take("oak", file(dental_set(person(claim("C1"), given="JUNO")), number=2))
    place.take("oak", file(dental_set(person(claim("C1")), npi=ELM_NPI), number=3))
    place.take("oak", file(dental_set(person(claim("C1")), payer="WST01"), number=4))
    place.take("elm", claims_file(claim("C1"), sender=ELM))
    assert place.rules() == []


def test_lines_in_another_order_are_the_same(place: Place) -> None:
    set_claims(place, "reject")
    head, day, *_ = claim("C1", "100")
    one = ["SV3*AD:D0120*60****1", "REF*6R*A"]
    two = ["SV3*AD:D0140*40.00****1", "REF*6R*B"]
    place.take("oak", claims_file([head, day, "LX*1", *one, "LX*2", *two]))
    place.take("oak", claims_file([head, day, "LX*1", *two, "LX*2", *one], number=2))
    assert place.rules() == ["H101"]


def test_a_claim_that_nobody_has_decided_may_come_again(place: Place) -> None:
    set_claims(place, "reject")
    place.take("oak", claims_file(claim("C1")))
    (batch,) = {one.reference for one in place.sets() if one.reference}
    place.take("delta", ack277(batch, ("C1", "A7:562:85", "U", "100", "")))
    assert place.claim("C1").state == "payer rejected"
    told = place.take("oak", claims_file(claim("C1"), number=2))
    assert told["routed"] == 1
    assert "H101" not in place.rules()


def test_a_window_ends(place: Place) -> None:
    set_claims(place, "reject", ", window_days = 30")
    place.take("oak", claims_file(claim("C1")))
    place.clock.move(days=31)
    told = place.take("oak", claims_file(claim("C1")).replace("0830*^", "0831*^"))
    assert (told["claims accepted"], place.rules()) == (1, [])


@pytest.mark.parametrize(
    ("measure", "rules", "taken"), [("reject", ["I125"], 0), ("warn", ["I175"], 1), ("take", [], 1)]
)
def test_an_interchange_number_given_before(place: Place, measure: str, rules: list[str], taken: int) -> None:
    set_claims(place, "take", f', numbers = "{measure}"')
    place.take("oak", claims_file(claim("C1")))
    told = place.take("oak", claims_file(claim("C2", "70")))
    assert (place.rules(), told["claims accepted"]) == (rules, taken)
    if rules:
        assert place.findings()[0].place["earlier_day"] == "2026-03-05"


@pytest.mark.parametrize(
    ("measure", "rules", "taken"), [("reject", ["T124"], 0), ("warn", ["T174"], 1), ("take", [], 1)]
)
def test_a_set_number_given_before(place: Place, measure: str, rules: list[str], taken: int) -> None:
    set_claims(place, "take", f', sets = "{measure}"')
    place.take("oak", claims_file(claim("C1")))
    second = claims_file(claim("C2", "70")).replace("000000001", "000000002")
    told = place.take("oak", second)
    assert (place.rules(), told["claims accepted"]) == (rules, taken)
    if measure == "reject":
        assert "IK5*R*23~" in place.got("oak", "999")[-1]


@pytest.mark.parametrize(
    ("measure", "state"), [("reject", "duplicate"), ("warn", "proven"), ("take", "proven")]
)
def test_the_same_bytes(place: Place, measure: str, state: str) -> None:
    set_claims(place, "take", f', files = "{measure}", numbers = "take"')
    text = claims_file(claim("C1"))
    place.drop("oak", "a.edi", text)
    place.run()
    place.drop("oak", "b.edi", text)
    place.run()
    first, second = place.files(direction="in")
    assert (first.state, second.state) == ("proven", state)
    assert place.rules() == {"reject": ["F103"], "warn": ["F153"], "take": []}[measure]
    reports = place.got("oak", "REPORT")
    assert len(reports) == (measure == "reject")
    if reports:
        says = f"The same bytes came before as file {first.id} received 2026-03-05."
        assert reports[0].splitlines()[1] == says


def test_a_claim_that_goes_on_as_it_is_is_no_duplicate_of_itself(place: Place) -> None:
    set_claims(place, "reject")
    place.drop("oak", "a.edi", claims_file(claim("C1")))
    place.run("intake", "validation")
    hold(place.house, None, [1], "looks wrong")
    made = fix(place.house, None, 1, [])
    assert made.claim is not None
    assert (made.claim.state, place.rules()) == ("accepted", [])
    # What the submitter sends now is one of the claim that took the other's place.
    place.take("oak", claims_file(claim("C1"), number=2))
    assert place.findings()[0].place["earlier_claim"] == made.claim.id


def test_replacements_and_voids_are_no_duplicates(place: Place) -> None:
    set_claims(place, "reject")
    place.take("oak", claims_file(claim("C1"), claim("C2", "70")))
    place.take("delta", remittance("EFT1", Answer("C1", 100, 80), Answer("C2", 70, 70)))
    replaced = replace(place.house, None, 1, [parse_change("2400/REF[6R]02=L1")])
    voided = void(place.house, None, 2)
    assert replaced.claim is not None
    assert voided.claim is not None
    assert [replaced.claim.frequency, voided.claim.frequency] == ["7", "8"]
    assert (replaced.claim.state, voided.claim.state, place.rules()) == ("accepted", "accepted", [])


def test_the_next_payer_s_claim_is_no_duplicate(place: Place) -> None:
    set_claims(place, "reject")
    place.take("oak", claims_file(claim("C1")))
    place.take("delta", remittance("EFT1", Answer("C1", 100, 60, 40)))
    second = make_secondary(place.house, None, 1, "west", Coverage("XD1000001", "G7"))
    assert second.claim is not None
    assert second.claim.state == "accepted"
    assert "H101" not in place.rules()


@pytest.mark.parametrize(("made_of", "rules"), [(None, ["H101"]), (1, []), (2, ["H101"])])
def test_a_claim_made_of_another_is_not_that_one_again(
    place: Place, made_of: int | None, rules: list[str]
) -> None:
    set_claims(place, "reject")
    place.take("oak", claims_file(claim("C1"), claim("C2", "70")))
    place.drop("oak", "b.edi", claims_file(claim("C1"), number=2))
    place.run("intake")
    (second,) = place.files(state="received")
    oak = place.house.partners.submitters["oak"]
    with place.house.store.begin() as ledger:
        validate_file(place.house, ledger, 0, second, oak, made_of=made_of)
    assert place.rules() == rules


@pytest.mark.parametrize("day", ["20260310", "20260312"])
@pytest.mark.parametrize("words", [("HELP DESK", "OTHER DESK"), ("DTM*405*20260309", "DTM*405*20260310")])
def test_a_payment_in_other_words_pays_nobody_twice(place: Place, day: str, words: tuple[str, str]) -> None:
    place.take("oak", claims_file(claim("C1"), claim("C2", "70")))
    text = remittance("EFT1", Answer("C1", 100, 80, 15), Answer("C2", 70, 70))
    place.take("delta", text)
    swapped = remittance("EFT1", Answer("C2", 70, 70), Answer("C1", 100, 80, 15), number=802, day=day)
    told = place.take("delta", swapped.replace(*words))
    assert (told["remittances known"], told["unmatched"], len(place.remittances())) == (1, 0, 1)
    assert (place.claim("C1").paid_cents, place.claim("C2").paid_cents) == (8000, 7000)
    assert place.files(direction="in")[-1].note.startswith("the payment of file ")

