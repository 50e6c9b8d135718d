"""Matching of remittances: each claim paid once, to the cent, whoever submitted it."""

from __future__ import annotations

from datetime import date

import pytest
from clearing_files import (
    ELM,
    ELM_NPI,
    OAK_NPI,
    WEST,
    Answer,
    ack277,
    claim,
    claims_file,
    dental_set,
    dressed,
    file,
    person,
    remittance,
    remittance_set,
    renumbered,
)
from clearing_places import Place

REASON = "claim number"
Money = tuple[int | None, int | None, int | None]


def money(place: Place, claim_id: str) -> Money:
    one = place.claim(claim_id)
    return one.paid_cents, one.patient_cents, one.adjusted_cents


def last_file(place: Place) -> tuple[str, str]:
    found = place.files(direction="in")[-1]
    return found.state, found.note


def assert_balanced(place: Place) -> None:
    """Every payment is what its claims were paid less other money; every claim what its answers say."""
    from store import remittances

    sums: dict[int, int] = {}
    with place.house.store.read() as ledger:
        for payment in remittances.search(ledger, None):
            answers = remittances.search_claims(ledger, None, remittance=payment.id)
            others = remittances.list_adjustments(ledger, None, payment.id)
            paid = sum(one.paid_cents for one in answers)
            assert payment.amount_cents == paid - sum(one.amount_cents for one in others)
            for one in answers:
                assert one.charge_cents == one.paid_cents + sum(one.adjustments.values())
                if one.claim is not None and one.status_code != "25":
                    sums[one.claim] = sums.get(one.claim, 0) + one.paid_cents
    assert {one.id: one.paid_cents for one in place.claims() if one.id in sums} == sums


@pytest.fixture
def sent(place: Place) -> Place:
    """Claims C1 (100), C2 (70) of oak and E1 (60) of elm, sent to one payer."""
    place.drop("oak", "a.edi", claims_file(claim("C1"), claim("C2", "70")))
    text = claims_file(claim("E1", "60"), sender=ELM, npi=ELM_NPI, provider="ELM DENTAL")
    place.drop("elm", "b.edi", text)
    place.run()
    assert set(place.states().values()) == {"sent"}
    return place


def test_a_payment_is_tied_claim_by_claim(sent: Place) -> None:
    text = remittance("EFT1", Answer("C1", 100, 80, 15, number="PX1"), Answer("C2", 70, 70))
    told = sent.take("delta", text)
    assert (told["835 matched"], told["claims paid"]) == (1, 2)
    assert (money(sent, "C1"), money(sent, "C2")) == ((8000, 1500, 2000), (7000, 0, 0))
    assert sent.states() == {"C1": "paid", "C2": "paid", "E1": "sent"}
    assert (sent.claim("C1").payer_claim_number, sent.claim("C1").answered_at) == ("PX1", sent.clock())
    (payment,) = sent.remittances()
    assert (payment.payer, payment.trace_number, payment.method) == ("delta", "EFT1", "ACH")
    assert (payment.amount_cents, payment.day, payment.payee_npi) == (15000, date(2026, 3, 10), OAK_NPI)
    first = sent.answers()[0]
    assert (first.claim, first.account, first.state) == (sent.claim("C1").id, "oak", "matched")
    assert (first.adjustments, first.status_code) == ({"CO": 500, "PR": 1500}, "1")
    assert text[first.offset : first.offset + first.length].startswith("CLP*C1*1*100*80*15*12*PX1")
    assert last_file(sent) == ("matched", "")
    assert_balanced(sent)


def test_claims_of_several_submitters_in_one_payment(sent: Place) -> None:
    sent.take("delta", remittance("EFT1", Answer("C1", 100, 80), Answer("E1", 60, 45, 5)))
    assert [(one.account, one.claim_id) for one in sent.answers()] == [("oak", "C1"), ("elm", "E1")]
    assert sent.states() == {"C1": "paid", "C2": "sent", "E1": "paid"}
    with sent.house.store.read() as ledger:
        from store import remittances

        assert [one.claim_id for one in remittances.search_claims(ledger, "elm")] == ["E1"]
    assert_balanced(sent)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: text.replace("000000801", "000000802").replace("*801", "*802"),
        lambda text: text.replace("000000801", "000000803").replace("DTM*405*20260309", "DTM*405*20260312"),
        lambda text: text.replace("000000801", "000000804").replace("*0001~", "*0007~"),
        lambda text: dressed(text.replace("000000801", "000000805"), "|>!'", "\n").decode(),
    ],
    ids=["bytes", "control numbers", "day of writing", "set number", "delimiters"],
)
def test_the_same_payment_again_pays_nobody_twice(sent: Place, change: object) -> None:
    text = remittance("EFT1", Answer("C1", 100, 80, 15))
    sent.take("delta", text)
    again: str = change(text)  # type: ignore[operator]
    told = sent.take("delta", again)
    assert told["remittances known"] + told["duplicate"] == 1
    assert "claims paid" not in told
    assert money(sent, "C1") == (8000, 1500, 2000)
    assert len(sent.remittances()) == 1
    assert_balanced(sent)


def test_the_same_trace_with_other_claims_is_parked(sent: Place) -> None:
    """The money of a trace number comes once; what it is for cannot change without a word."""
    sent.take("delta", remittance("EFT1", Answer("C1", 100, 80)))
    told = sent.take("delta", remittance("EFT1", Answer("E1", 60, 60), Answer("C2", 70, 20), number=802))
    assert told["unmatched"] == 1
    assert last_file(sent) == (
        "parked",
        "1 remittance with the trace and amount of one that said something else: "
        "file 8, received 2026-03-05",
    )
    assert sent.states() == {"C1": "paid", "C2": "sent", "E1": "sent"}


def test_payments_of_nothing_may_share_a_trace_number(sent: Place) -> None:
    sent.take("delta", remittance("NONE", Answer("C1", 100, 0, status="4")))
    sent.take("delta", remittance("NONE", Answer("C2", 70, 0, status="4"), number=802))
    assert sent.states() == {"C1": "denied", "C2": "denied", "E1": "sent"}
    assert len(sent.remittances()) == 2


def test_the_same_trace_of_another_payer_is_another_payment(place: Place) -> None:
    second = dental_set(person(claim("C2")), number="0002", payer="WST01")
    place.take("oak", file(dental_set(person(claim("C1"))), second))
    place.take("delta", remittance("EFT1", Answer("C1", 100, 80)))
    place.take("west", remittance("EFT1", Answer("C2", 100, 80), payer=WEST))
    assert place.states() == {"C1": "paid", "C2": "paid"}


def test_a_reversal_and_its_correction(sent: Place) -> None:
    sent.take("delta", remittance("EFT1", Answer("C1", 100, 80, 15, number="PX1")))
    text = remittance(
        "EFT2",
        Answer("C1", -100, -80, -15, status="22", number="PX1"),
        Answer("C1", 100, 90, 10, number="PX1"),
        Answer("C2", 70, 60),
        number=802,
    )
    told = sent.take("delta", text)
    assert (told["claims reversed"], told["claims paid"]) == (1, 2)
    assert money(sent, "C1") == (9000, 1000, 1000)
    assert sent.claim("C1").state == "paid"
    assert_balanced(sent)


def test_a_reversal_takes_back_what_the_patient_owed(sent: Place) -> None:
    """Payers leave CLP05 out of a reversal: only its adjustments name the patient's share."""
    sent.take("delta", remittance("EFT1", Answer("C1", 100, 80, 15)))
    back = Answer("C1", -100, -80, -15, status="22")
    text = remittance("EFT2", back, Answer("C1", 100, 75, 20), Answer("C2", 70, 60), number=802)
    sent.take("delta", text.replace("CLP*C1*22*-100*-80*-15*", "CLP*C1*22*-100*-80**"))
    assert money(sent, "C1") == (7500, 2000, 2500)
    assert [one.patient_cents for one in sent.answers()] == [1500, -1500, 2000, 0]


def test_what_the_patient_owes_is_what_the_adjustments_say(sent: Place) -> None:
    """CLP05 differs: a warning (B208) that says to go by the adjustments, and so do we."""
    text = remittance("EFT1", Answer("C1", 100, 80, 15)).replace("*100*80*15*", "*100*80*20*")
    sent.take("delta", text)
    assert sent.rules() == ["B208"]
    assert money(sent, "C1") == (8000, 1500, 2000)


def test_a_reversal_alone(sent: Place) -> None:
    sent.take("delta", remittance("EFT1", Answer("C1", 100, 80), Answer("C2", 70, 70)))
    text = remittance("EFT2", Answer("C1", -100, -80, status="22"), other=[("FB:1", -80)], number=802)
    sent.take("delta", text)
    assert sent.claim("C1").state == "reversed"
    assert money(sent, "C1") == (0, 0, 0)
    assert_balanced(sent)


def test_a_denial(sent: Place) -> None:
    sent.take("delta", remittance("NON1", Answer("C1", 100, 0, 100, status="4")))
    assert (sent.claim("C1").state, money(sent, "C1")) == ("denied", (0, 10000, 10000))


def test_a_denial_that_is_paid_after_all(sent: Place) -> None:
    sent.take("delta", remittance("NON1", Answer("C1", 100, 0, status="4")))
    told = sent.take("delta", remittance("EFT1", Answer("C1", 100, 100), number=802))
    assert "answers out of turn" not in told
    assert (sent.claim("C1").state, sent.claim("C1").paid_cents) == ("paid", 10000)


def test_a_predetermination_is_priced_and_not_paid(place: Place) -> None:
    estimate = [line + "**********PB" if line.startswith("CLM") else line for line in claim("P1")]
    estimate = [line for line in estimate if not line.startswith("DTP")]
    place.take("oak", claims_file(estimate))
    assert place.claim("P1").kind == "predetermination"
    place.take("delta", remittance("NON1", Answer("P1", 100, 0, status="25")))
    assert (place.claim("P1").state, money(place, "P1")) == ("predetermined", (0, 0, 0))
    assert_balanced(place)


def test_a_predetermination_and_its_claim_of_one_number(place: Place) -> None:
    estimate = [line + "**********PB" if line.startswith("CLM") else line for line in claim("C1")]
    estimate = [line for line in estimate if not line.startswith("DTP")]
    place.take("oak", claims_file(estimate, claim("C1")))
    place.take("delta", remittance("EFT1", Answer("C1", 100, 80, number="N2")))
    place.take("delta", remittance("NON1", Answer("C1", 100, 0, status="25", number="N1"), number=802))
    assert {one.kind: one.state for one in place.claims()} == {
        "predetermination": "predetermined", "claim": "paid",
    }


def test_what_finds_no_claim_is_parked_with_the_reason(sent: Place) -> None:
    text = remittance("EFT1", Answer("C1", 100, 80), Answer("STRANGER", 50, 40), Answer("OTHER", 10, 10))
    told = sent.take("delta", text)
    assert (told["unmatched"], told["claims paid"]) == (2, 1)
    assert last_file(sent) == ("parked", "2 no claim with this number was sent to this payer")
    parked = sent.answers(state="parked")
    assert [(one.claim, one.account, one.paid_cents) for one in parked] == [
        (None, "house", 4000), (None, "house", 1000),
    ]
    assert sent.remittances()[0].amount_cents == 13000
    assert_balanced(sent)


def test_a_number_that_fits_nothing_else_is_no_proof(sent: Place) -> None:
    """The provider may have given it to a claim that went another way."""
    text = remittance("EFT1", Answer("C1", 250, 200, day="20250101"), payee=ELM_NPI)
    told = sent.take("delta", text)
    assert told["unmatched"] == 1
    assert sent.answers()[0].reason == "the claim with this number differs in provider, charge and date"
    assert sent.claim("C1").state == "sent"


@pytest.mark.parametrize(
    ("charge", "day", "payee", "differs"),
    [
        (100, "20260302", ELM_NPI, ""),
        (100, "20250101", OAK_NPI, ""),
        (250, "20260302", OAK_NPI, ""),
        (100, "20250101", ELM_NPI, "provider and date"),
        (250, "20260302", ELM_NPI, "provider and charge"),
        (250, "20250101", OAK_NPI, "charge and date"),
    ],
)
def test_more_must_fit_than_differ(sent: Place, charge: int, day: str, payee: str, differs: str) -> None:
    """Two submitters number from 1 and charge the same: a sum is no proof of whose claim it is."""
    sent.take("delta", remittance("EFT1", Answer("C1", charge, 80, day=day), payee=payee))
    (answer,) = sent.answers()
    assert answer.account == ("house" if differs else "oak")
    assert answer.reason == (f"the claim with this number differs in {differs}" if differs else REASON)


def test_what_an_answer_does_not_tell_speaks_against_nothing(sent: Place) -> None:
    """A payer that names the payee by its tax number and tells no day: the charge fits, nothing differs."""
    for charge, number in ((250, 801), (100, 802)):
        text = remittance(f"EFT{number}", Answer("C1", charge, 80), number=number)
        text = text.replace(f"*XX*{OAK_NPI}", "*FI*391234567").replace("DTM*232*20260302~", "")
        sent.take("delta", renumbered(text))
    assert [(one.state, one.reason) for one in sent.answers()] == [
        ("parked", "the claim with this number differs in charge"), ("matched", "claim number"),
    ]


def test_a_claim_that_was_never_sent_is_not_paid(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), payer="NEW01"))
    told = place.take("delta", remittance("EFT1", Answer("C1", 100, 80)))
    assert told["unmatched"] == 1
    assert place.states() == {"C1": "held"}


class TestClaimsOfOneNumber:
    """Several claims with the same CLM01: told apart, or parked."""

    def test_by_the_payer_s_number(self, place: Place) -> None:
        place.take("oak", claims_file(claim("C1"), claim("C1", "100", "20260301")))
        taken = ("C1", "A2:20", "WQ", "100")
        place.take("delta", ack277("BITEWING000000001", (*taken, "PX1"), (*taken, "PX2")))
        numbers = {str(one.payer_claim_number): one.id for one in place.claims()}
        place.take("delta", remittance("EFT1", Answer("C1", 100, 77, number="PX2", day="20251231")))
        (answer,) = place.answers()
        assert (answer.claim, answer.reason) == (numbers["PX2"], "claim number, payer claim number")

    def test_by_provider(self, place: Place) -> None:
        place.drop("oak", "a.edi", claims_file(claim("C1")))
        place.drop("elm", "b.edi", claims_file(claim("C1"), sender=ELM, npi=ELM_NPI, provider="ELM DENTAL"))
        place.run()
        place.take("delta", remittance("EFT1", Answer("C1", 100, 80), payee=ELM_NPI))
        assert [(one.account, one.state) for one in place.claims()] == [("oak", "sent"), ("elm", "paid")]
        assert place.answers()[0].account == "elm"

    def test_by_charge(self, place: Place) -> None:
        place.take("oak", claims_file(claim("C1", "100"), claim("C1", "70")))
        place.take("delta", remittance("EFT1", Answer("C1", 70, 50)))
        assert {one.charge_cents: one.state for one in place.claims()} == {10000: "sent", 7000: "paid"}
        assert place.answers()[0].reason == "claim number, charge"

    def test_by_date(self, place: Place) -> None:
        place.take("oak", claims_file(claim("C1"), claim("C1", "100", "20260301")))
        place.take("delta", remittance("EFT1", Answer("C1", 100, 80, day="20260301")))
        assert [one.state for one in place.claims()] == ["sent", "paid"]

    def test_by_what_was_answered_before(self, place: Place) -> None:
        place.take("oak", claims_file(claim("C1")))
        place.take("delta", remittance("NON1", Answer("C1", 100, 0, status="4", number="PX1")))
        place.take("oak", claims_file(claim("C1"), number=2))
        place.take("delta", remittance("EFT1", Answer("C1", 100, 80, number="PX2"), number=802))
        assert [one.state for one in place.claims()] == ["denied", "paid"]
        back = Answer("C1", -100, -80, status="22", number="PX2")
        place.take("delta", remittance("EFT2", back, other=[("FB:1", -80)], number=803))
        assert [one.state for one in place.claims()] == ["denied", "reversed"]

    def test_nothing_tells_them_apart(self, place: Place) -> None:
        place.take("oak", claims_file(claim("C1"), claim("C1")))
        told = place.take("delta", remittance("EFT1", Answer("C1", 100, 80)))
        assert told["unmatched"] == 1
        assert place.answers()[0].reason == "several claims with this number were sent to this payer"
        assert [one.state for one in place.claims()] == ["sent", "sent"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (remittance("EFT1", Answer("C1", 100, 80), amount=79), "B204"),
        (remittance("EFT1", Answer("C1", 100, 80)).replace("CAS*CO*45*20", "CAS*CO*45*19"), "B202"),
        (remittance("EFT1", Answer("C1", 100, 80)).replace("*ACH*CCP", "*QQQ*CCP"), "E207"),
        (remittance("EFT1", Answer("C1", 100, 80)).replace("*80*C*", "*8E1*C*"), "E106"),
    ],
    ids=["payment", "claim", "guide", "amount"],
)
def test_a_remittance_that_breaks_a_rule_pays_nobody(sent: Place, text: str, rule: str) -> None:
    told = sent.take("delta", text)
    assert told["sets rejected"] == 1
    assert rule in sent.rules()
    assert sent.remittances() == []
    assert sent.claim("C1").state == "sent"
    assert last_file(sent)[0] == "parked"


def test_one_bad_remittance_keeps_no_other_in_the_file_waiting(sent: Place) -> None:
    good = remittance_set("EFT2", Answer("C2", 70, 70), number="0001")
    bad = remittance_set("EFT1", Answer("C1", 100, 80), amount=5, number="0001")
    text = file(bad, group="HP", number=801, sender="DELTAPAYER") + file(
        good, group="HP", number=802, sender="DELTAPAYER"
    )
    sent.take("delta", text)
    # Both sets have the number 0001: only one of them was refused.
    assert sent.states() == {"C1": "sent", "C2": "paid", "E1": "sent"}
    assert last_file(sent)[0] == "parked"


def test_a_remittance_of_a_rejected_interchange_pays_nobody(sent: Place) -> None:
    sent.take("delta", remittance("EFT1", Answer("C1", 100, 80)).replace("IEA*1*", "IEA*2*"))
    assert sent.remittances() == []
    sent.take("delta", remittance("EFT1", Answer("C1", 100, 80), number=802))
    assert sent.claim("C1").state == "paid"


def test_an_answer_after_the_last_word_counts_its_money(sent: Place) -> None:
    sent.take("delta", remittance("EFT1", Answer("C1", 100, 80)))
    told = sent.take("delta", remittance("NON1", Answer("C1", 100, 0, status="4"), number=802))
    assert told["answers out of turn"] == 1
    assert (sent.claim("C1").state, sent.claim("C1").paid_cents) == ("paid", 8000)
    assert sent.answers()[1].reason.endswith("; out of turn")
    told = sent.take("delta", remittance("EFT2", Answer("C1", 100, 5), number=803))
    assert (sent.claim("C1").state, sent.claim("C1").paid_cents) == ("paid", 8500)
    assert_balanced(sent)


def test_money_decides_whatever_was_said_before(sent: Place) -> None:
    sent.take("delta", ack277("BITEWING000000001", ("C1", "A7:164", "U", "100", "")))
    assert sent.claim("C1").state == "payer rejected"
    sent.take("delta", remittance("EFT1", Answer("C1", 100, 80)))
    assert sent.claim("C1").state == "paid"


def test_a_claim_acknowledgment_after_the_money_moves_nothing(sent: Place) -> None:
    sent.take("delta", remittance("EFT1", Answer("C1", 100, 80)))
    sent.take("delta", ack277("BITEWING000000001", ("C1", "A2:20", "WQ", "100", "PX9")))
    assert (sent.claim("C1").state, money(sent, "C1")) == ("paid", (8000, 0, 2000))


def test_other_money_is_kept(sent: Place) -> None:
    from store import remittances

    text = remittance("EFT1", Answer("C1", 100, 80), other=[("WO:EX80001", 30), ("L6", -10)])
    sent.take("delta", text)
    (payment,) = sent.remittances()
    assert payment.amount_cents == 6000
    with sent.house.store.read() as ledger:
        kept = remittances.list_adjustments(ledger, None, payment.id)
    assert [(one.code, one.reference, one.amount_cents) for one in kept] == [
        ("WO", "EX80001", 3000), ("L6", "", -1000),
    ]
    assert_balanced(sent)


def test_small_portions_make_no_difference(sent: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clearinghouse.matching_payments.BATCH", 1)
    sent.take("delta", remittance("EFT1", Answer("C1", 100, 80)))
    text = remittance(
        "EFT2", Answer("C1", -100, -80, status="22"), Answer("C1", 100, 90), Answer("C2", 70, 60), number=802
    )
    sent.take("delta", text)
    assert (money(sent, "C1"), money(sent, "C2")) == ((9000, 0, 1000), (6000, 0, 1000))
    assert [one.ordinal for one in sent.answers()] == [1, 1, 2, 3]
    assert_balanced(sent)


def test_cents(place: Place) -> None:
    place.take("oak", claims_file(claim("C1", "100.29"), claim("C2", "0.01")))
    text = remittance("EFT1", Answer("C1", 100, 80), Answer("C2", 1, 1))
    text = text.replace("CLP*C1*1*100*80**", "CLP*C1*1*100.29*80.07**")
    text = text.replace("CAS*CO*45*20~", "CAS*CO*45*20.22~")
    text = text.replace("CLP*C2*1*1*1**", "CLP*C2*1*.01*.01**").replace("BPR*I*81*", "BPR*I*80.08*")
    place.take("delta", text)
    assert (money(place, "C1"), money(place, "C2")) == ((8007, 0, 2022), (1, 0, 0))
    assert_balanced(place)


def test_the_trail_is_whole_after_all_this(sent: Place) -> None:
    sent.take("delta", remittance("EFT1", Answer("C1", 100, 80), Answer("E1", 60, 45, 5)))
    assert sent.whole()
