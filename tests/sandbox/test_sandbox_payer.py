"""The sandbox payer as its partner sees it: what becomes of the claims that were delivered."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sandbox_deliveries import (
    DAY,
    FELIX,
    NPI,
    OTHER_NPI,
    PLAN,
    ROSA,
    Sandbox,
    answers_of,
    claim,
    line,
    practice,
)

from edi.report import SetAnswer
from sandbox.claims import spread
from sandbox.payer import Answered
from transactions.adjustments import Adjustment, Procedure
from transactions.binding import Period
from transactions.claim_parties import ClaimPayer
from transactions.dental_claim import (
    DentalClaim,
    LineAdjudication,
    Orthodontics,
    OtherPayer,
    OtherPayerName,
    OtherSubscriber,
    Provider,
)
from transactions.parties import Name

ACH = """
[payment]
method = "ACH"
bank = { routing = "990000107", account = "700100200" }
[payment.payees]
1992000012 = { routing = "990000107", account = "811000001" }
"""


@pytest.fixture
def sandbox(tmp_path: Path) -> Sandbox:
    return Sandbox(tmp_path / "payer-side")


# Answers, figure by figure.


def test_a_clean_claim_from_batch_to_payment(sandbox: Sandbox) -> None:
    sandbox.deliver(claim("A1", line("D0120", "48"), line("D1110", "95", line_control_number="L2")))
    assert sandbox.answer() == Answered(
        deliveries=1,
        files=(
            "SANDBOXPAYER-000001-01-999.edi", "SANDBOXPAYER-000001-02-277CA.edi",
            "SANDBOXPAYER-000001-03-835.edi",
        ),
        claims=1, accepted=1, paid=1, paid_cents=13800,
    )
    told = sandbox.answers()
    assert told.names == list(sandbox.offered())
    one, group = told.sets
    assert isinstance(one, SetAnswer)
    assert (one.group_number, one.control_number, one.verdict) == ("1", "0001", "A")
    assert group.verdict == "A"

    (ack,) = told.acknowledgments
    assert ack.receiver is not None
    assert (ack.receiver.batch, ack.receiver.claims_accepted, ack.receiver.charge_accepted) == (
        "BATCH-1", 1, 143,
    )
    assert ack.receiver.claims_rejected is None
    assert told.statuses() == {"A1": "A1:19:PR:WQ"}
    number = ack.providers[0].patients[0].claims[0].payer_claim_number

    (payment,) = told.remittances
    assert (payment.payment.amount, payment.payment.method, payment.payment.handling) == (138, "CHK", "I")
    assert payment.payment.effective_date == date(2026, 11, 21)
    assert (payment.payee.id, payment.payee.ids[0].value, payment.payer_identifier) == (
        NPI, "990000101", "1990000017",
    )
    (paid,) = payment.claims
    assert (paid.claim_id, paid.status, paid.charge, paid.paid, paid.payer_claim_number) == (
        "A1", "1", 143, 138, number,
    )
    assert (paid.patient_responsibility, paid.service_start, paid.frequency) == (None, DAY, "1")
    assert [(one.charge, one.paid, one.line_control_number) for one in paid.lines] == [
        (48, 48, None), (95, 90, "L2"),
    ]
    assert paid.lines[1].adjustments == [Adjustment("CO", "45", Decimal(5))]
    assert paid.lines[1].amounts == {"B6": Decimal(90)}


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    (
        "member unknown",
        {"subscriber": replace(ROSA, name=replace(ROSA.name, id="SBX2"))},
        "A7:164:IL:U",
    ),
    ("birth date differs", {"subscriber": replace(ROSA, birth_date=date(1984, 3, 13))}, "A7:158:QC:U"),
    (
        "dependent unknown",
        {"patient": replace(FELIX, name=replace(FELIX.name, first_name="IRIS"))},
        "A3:97:PR:U",
    ),
    ("dependent's birth date", {"patient": replace(FELIX, birth_date=date(2014, 7, 3))}, "A7:158:QC:U"),
    (
        "another payer's claim",
        {"subscriber": replace(ROSA, payer=ClaimPayer(Name("2", "X", id_qualifier="PI", id="OTHER")))},
        "A3:116:U",
    ),
    ("no NPI", {"billing": practice(None)}, "A7:562:85:U"),
    ("lines do not sum", {"charge": Decimal("47")}, "A7:178:U"),
    ("half a cent", {"charge": Decimal("48.005"), "lines": ["48.005"]}, "A7:178:U"),
    ("less than nothing", {"charge": Decimal("-48"), "lines": ["-48"]}, "A7:178:U"),
    ("more than a payment holds", {"charge": Decimal("123456789.01"), "lines": ["123456789.01"]}, "A7:178:U"),
    ("service to come", {"service": Period(date(2026, 11, 22))}, "A7:187:U"),
    ("no service date", {"service": None}, "A7:187:U"),
    ("replacement of nothing we know", {"frequency": "7", "payer_claim_number": "NOPE"}, "A3:35:U"),
    ("void without a number", {"frequency": "8"}, "A3:35:U"),
]


@pytest.mark.parametrize(
    ("more", "status"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_a_claim_refused_and_the_others_go_on(sandbox: Sandbox, more: dict[str, Any], status: str) -> None:
    more = dict(more)
    charges = more.pop("lines", ["48"])
    sandbox.deliver(
        claim("BAD", *(line("D0120", charge) for charge in charges), **more),
        claim("GOOD", line("D0120", "48")),
    )
    told = sandbox.answers()
    assert told.statuses() == {"BAD": status, "GOOD": "A1:19:PR:WQ"}
    assert [one.claim_id for one in told.claims()] == ["GOOD"]
    (ack,) = told.acknowledgments
    assert ack.receiver is not None
    assert (ack.receiver.claims_accepted, ack.receiver.claims_rejected) == (1, 1)


def test_a_batch_of_refused_claims_has_no_payment(sandbox: Sandbox) -> None:
    sandbox.deliver(claim("BAD", line("D0120", "48"), service=None))
    told = sandbox.answers()
    assert (told.statuses(), told.remittances) == ({"BAD": "A7:187:U"}, [])


def test_days_outside_the_coverage(sandbox: Sandbox) -> None:
    sandbox.deliver(
        claim("LATE", line("D0120", "48"), service=Period(date(2026, 11, 1)), patient=FELIX),
        claim("EARLY", line("D0120", "48"), service=Period(date(2026, 2, 28)), patient=FELIX),
        claim(
            "BOTH", line("D0120", "48", service_date=date(2026, 10, 31)),
            line("D1110", "90", service_date=date(2026, 11, 1)), service=None, patient=FELIX,
        ),
    )
    assert sandbox.answers().paid() == [
        ("LATE", "4", "0", ["CO-27 48"]), ("EARLY", "4", "0", ["CO-26 48"]),
        ("BOTH", "1", "48", ["", "CO-27 90"]),
    ]


def test_the_same_claim_again_is_denied(sandbox: Sandbox) -> None:
    first = claim("A1", line("D2392", "225"))
    sandbox.deliver(first, replace(first, claim_id="A2"), claim("A3", line("D2392", "226")))
    assert [one[:3] for one in sandbox.collect().paid()] == [
        ("A1", "1", "118.8"), ("A2", "4", "0"), ("A3", "1", "158.8"),
    ]
    sandbox.deliver(replace(first, claim_id="A4"))
    assert sandbox.collect().paid() == [("A4", "4", "0", ["OA-18 225"])]


def test_a_dependent_has_benefits_of_its_own(sandbox: Sandbox) -> None:
    sandbox.deliver(claim("A1", line("D2392", "198.5")), claim("A2", line("D2392", "198.5"), patient=FELIX))
    told = sandbox.answers()
    assert [(one.claim_id, one.paid) for one in told.claims()] == [
        ("A1", Decimal("118.8")), ("A2", Decimal("118.8")),
    ]
    own, dependents = told.claims()
    assert own.subscriber is None
    assert dependents.subscriber is not None
    assert (dependents.subscriber.first_name, dependents.subscriber.id) == ("ROSA", "SBX1")
    assert dependents.patient is not None
    assert (dependents.patient.first_name, dependents.patient.id) == ("FELIX", "SBX1")


def test_not_covered_with_its_remark(sandbox: Sandbox) -> None:
    sandbox.deliver(claim("A1", line("D9972", "350")))
    told = sandbox.answers()
    assert told.paid() == [("A1", "4", "0", ["PR-96 350"])]
    (one,) = told.claims()
    assert (one.lines[0].remarks, one.patient_responsibility) == (["N130"], 350)
    assert (told.remittances[0].payment.method, told.remittances[0].payment.handling) == ("NON", "H")


def test_a_predetermination_is_priced_and_paid_nothing(sandbox: Sandbox) -> None:
    asked = claim("P1", line("D2740", "1200"), is_predetermination=True, service=None)
    sandbox.deliver(asked, replace(asked, claim_id="P2"))
    told = sandbox.answers()
    priced = ["CO-45 150 PR-1 50 PR-2 500 OA-101 500"]
    assert told.paid() == [("P1", "25", "0", priced), ("P2", "25", "0", priced)]
    (one, _) = told.claims()
    assert [(ref.qualifier, ref.value) for ref in one.references] == [("G3", one.payer_claim_number)]
    assert (one.service_start, one.lines[0].service_date) == (None, None)
    assert told.remittances[0].payment.amount == 0


def test_orthodontic_months(sandbox: Sandbox) -> None:
    sandbox.deliver(
        claim("O1", line("D8080", "4800"), orthodontics=Orthodontics(Decimal(24), Decimal(18))),
        claim("O2", line("D8080", "4801"), orthodontics=Orthodontics(told_only="Y")),
    )
    # 90 % allowed, half of it covered: 2160.00, of which 6 of 24 months are due; without months, all.
    assert sandbox.answers().paid() == [
        ("O1", "1", "540", ["CO-45 480 PR-2 2160 OA-101 1620"]),
        ("O2", "1", "2160.45", ["CO-45 480.1 PR-2 2160.45"]),
    ]


# Other payers.

OTHER = OtherPayer(
    "P", "18", OtherSubscriber(Name("1", "ALDERMAN", "ROSA", id_qualifier="MI", id="OTH1")),
    OtherPayerName(Name("2", "OTHER PLAN", id_qualifier="PI", id="OTHERPPO")), "Y", "Y", filing="CI",
)
SECOND = replace(ROSA, sequence="S")


def decided(paid: str, *adjustments: tuple[str, str, str]) -> list[LineAdjudication]:
    return [
        LineAdjudication(
            "OTHERPPO", Decimal(paid), Procedure("D0120"), Decimal(1),
            adjustments=[Adjustment(group, reason, Decimal(amount)) for group, reason, amount in adjustments],
            paid_on=date(2026, 10, 20),
        )
    ]


def test_second_payer_behind_results_by_the_line(sandbox: Sandbox) -> None:
    sandbox.deliver(
        claim(
            "S1",
            line("D0120", "55", adjudications=decided("44", ("CO", "45", "11"))),
            line("D2392", "225", adjudications=decided("120", ("CO", "45", "35"), ("PR", "2", "70"))),
            subscriber=SECOND, other_payers=[replace(OTHER, paid=Decimal(164))],
        )
    )
    assert sandbox.answers().paid() == [("S1", "2", "70", ["OA-23 55", "OA-23 155"])]


def test_second_payer_behind_a_result_for_the_claim_only(sandbox: Sandbox) -> None:
    # 100.01 paid and 30.00 forgiven, spread by the charges 48 : 198.50.
    sandbox.deliver(
        claim(
            "S1", line("D0120", "48"), line("D2392", "198.5"), subscriber=SECOND,
            other_payers=[
                replace(OTHER, paid=Decimal("100.01"), adjustments=[Adjustment("CO", "45", Decimal(30))])
            ],
        )
    )
    # Line 1: 19.47 + 5.84 gone, 22.69 left of 48.00. Line 2: 80.54 + 24.16 gone, 93.80 left.
    assert sandbox.answers().paid() == [("S1", "2", "116.49", ["OA-23 25.31", "OA-23 104.7"])]


def test_a_payer_whose_turn_is_later_or_who_did_not_decide_does_not_count(sandbox: Sandbox) -> None:
    sandbox.deliver(
        claim("S1", line("D0120", "48"), subscriber=SECOND, other_payers=[OTHER]),
        claim("S2", line("D1110", "90"), other_payers=[replace(OTHER, sequence="S", paid=Decimal(5))]),
        claim(
            "S3", line("D1110", "89"), subscriber=replace(ROSA, sequence="T"),
            other_payers=[replace(OTHER, paid=Decimal(9)), replace(OTHER, sequence="S", paid=Decimal(30))],
        ),
    )
    told = {one[0]: one[1:] for one in sandbox.answers().paid()}
    assert told == {
        "S1": ("2", "48", [""]), "S2": ("1", "90", [""]), "S3": ("3", "50", ["OA-23 39"]),
    }


def test_spread_adds_up() -> None:
    assert spread(100, [1, 1, 1]) == [33, 33, 34]
    assert spread(7, [0, 5, 0]) == [0, 7, 0]
    assert spread(7, [0, 0]) == [0, 0]
    assert spread(0, []) == []


# Replacements, voids, debts.


def test_a_replacement_takes_the_first_back_and_pays_anew(sandbox: Sandbox) -> None:
    sandbox.deliver(claim("A1", line("D2392", "198.5"), line("D0120", "48")))
    first = sandbox.collect().claims()[0]
    assert first.paid == Decimal("166.8")
    sandbox.deliver(
        claim("A1", line("D2392", "198.5"), frequency="7", payer_claim_number=first.payer_claim_number)
    )
    told = sandbox.collect()
    assert told.paid() == [
        ("A1", "22", "-166.8", ["PR-1 -50 PR-2 -29.7", ""]), ("A1", "1", "118.8", ["PR-1 50 PR-2 29.7"]),
    ]
    back, new = told.claims()
    assert back.payer_claim_number == first.payer_claim_number != new.payer_claim_number
    assert (back.charge, back.patient_responsibility) == (Decimal("-246.5"), Decimal("-79.7"))
    assert [(ref.qualifier, ref.value) for ref in new.references] == [("F8", first.payer_claim_number)]
    # 48.00 are owed; nothing is paid, and the next payment is less by it.
    (payment,) = told.remittances
    assert (payment.payment.amount, payment.payment.method) == (0, "NON")
    assert [(p.reason, p.amount, p.reference) for p in payment.provider_adjustments] == [
        ("FB", Decimal(-48), payment.trace_number)
    ]
    sandbox.deliver(claim("A9", line("D1110", "90")))
    (following,) = sandbox.collect().remittances
    assert following.payment.amount == Decimal(42)
    assert [(p.reason, p.amount, p.reference) for p in following.provider_adjustments] == [
        ("FB", Decimal(48), payment.trace_number)
    ]
    sandbox.deliver(claim("A10", line("D0120", "48")))
    assert sandbox.collect().remittances[0].provider_adjustments == []


def test_a_debt_larger_than_the_next_payment_goes_on(sandbox: Sandbox) -> None:
    sandbox.deliver(claim("A1", line("D2392", "198.5")))
    number = sandbox.collect().claims()[0].payer_claim_number
    sandbox.deliver(claim("A1", line("D2392", "198.5"), frequency="8", payer_claim_number=number))
    voided = sandbox.collect()
    assert voided.paid() == [("A1", "22", "-118.8", ["PR-1 -50 PR-2 -29.7"])]
    assert voided.statuses() == {"A1": "A1:19:PR:WQ"}
    sandbox.deliver(claim("A2", line("D0120", "48")))
    (payment,) = sandbox.collect().remittances
    assert payment.payment.amount == 0
    assert [p.amount for p in payment.provider_adjustments] == [Decimal("118.8"), Decimal("-70.8")]


def test_benefits_come_back_with_a_void(sandbox: Sandbox) -> None:
    sandbox.deliver(claim("A1", line("D2392", "198.5")))
    number = sandbox.collect().claims()[0].payer_claim_number
    void = claim("A1", line("D2392", "198.5"), frequency="8", payer_claim_number=number)
    sandbox.deliver(void)
    sandbox.collect()
    sandbox.deliver(claim("A2", line("D2392", "198.5")))
    assert sandbox.collect().paid() == [("A2", "1", "118.8", ["PR-1 50 PR-2 29.7"])]
    sandbox.deliver(replace(void, claim_id="A3"))
    assert sandbox.collect().statuses() == {"A3": "A3:35:U"}


def test_nobody_replaces_another_s_claim(sandbox: Sandbox) -> None:
    sandbox.deliver(claim("A1", line("D2392", "198.5")))
    number = sandbox.collect().claims()[0].payer_claim_number
    void = claim("X1", line("D2392", "198.5"), frequency="8", payer_claim_number=number)
    sandbox.deliver(replace(void, billing=practice(OTHER_NPI)), replace(void, claim_id="X2", patient=FELIX))
    assert sandbox.collect().statuses() == {"X1": "A3:35:U", "X2": "A3:35:U"}


# Payments.


def test_one_payment_for_each_payee(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "ach", PLAN + ACH)
    rendering = Provider(Name("1", "VOSS", "HELEN", id_qualifier="XX", id="1881000016"), "1223G0001X")
    sandbox.deliver(
        claim("A1", line("D0120", "48"), rendering=rendering),
        claim("B1", line("D1110", "90"), billing=practice(OTHER_NPI)),
        claim("A2", line("D1110", "90")),
    )
    told = sandbox.answers()
    first, second = (one.payment for one in told.remittances)
    assert (first.method, first.amount, first.format) == ("ACH", 138, "CCP")
    assert (first.payer_bank, first.payer_account, first.payee_bank, first.payee_account) == (
        "990000107", "700100200", "990000107", "811000001",
    )
    assert (second.method, second.amount, second.payee_account) == ("CHK", 90, None)
    assert [[one.claim_id for one in payment.claims] for payment in told.remittances] == [
        ["A1", "A2"], ["B1"],
    ]
    assert len({payment.trace_number for payment in told.remittances}) == 2
    treated = told.remittances[0].claims[0].rendering
    assert treated is not None
    assert (treated.last_name, treated.npi) == ("VOSS", "1881000016")


# Any batch.

amounts = st.integers(0, 300_000).map(lambda cents: Decimal(cents).scaleb(-2))
codes = st.sampled_from(["D0120", "D1110", "D2392", "D2740", "D8080", "D9972", "D4341"])
days = st.sampled_from([DAY, date(2026, 10, 6), date(2026, 11, 2)])


@st.composite
def any_claim(draw: st.DrawFn) -> DentalClaim:
    others: list[OtherPayer] = []
    lines = []
    second = draw(st.booleans())
    for _ in range(draw(st.integers(1, 3))):
        one = line(draw(codes), str(draw(amounts)), service_date=draw(days))
        if second and draw(st.booleans()):
            one.adjudications = decided(str(draw(amounts)), ("CO", "45", str(draw(amounts))))
        lines.append(one)
    if second:
        others = [replace(OTHER, paid=draw(amounts))]
    priced = draw(st.booleans()) and not second
    if priced:
        for one in lines:
            one.service_date = None
    return claim(
        f"C{draw(st.integers(1, 999_999))}", *lines, service=None, other_payers=others,
        subscriber=SECOND if second else ROSA, is_predetermination=priced,
        patient=draw(st.sampled_from([None, FELIX])),
        billing=practice(draw(st.sampled_from([NPI, OTHER_NPI]))),
        orthodontics=draw(st.sampled_from([None, Orthodontics(Decimal(24), Decimal(20))])),
    )


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("any")
    yield folder
    shutil.rmtree(folder)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(any_claim(), min_size=1, max_size=5), min_size=1, max_size=2))
def test_any_batches_are_answered_without_a_finding(folders: Path, several: list[list[DentalClaim]]) -> None:
    sandbox = Sandbox(folders / f"run-{len(list(folders.iterdir()))}")
    for claims in several:
        sandbox.deliver(*claims)
    done = sandbox.answer()
    told = answers_of(sandbox.folder)
    assert told.faults == []
    assert done.accepted + done.rejected == done.claims == sum(map(len, several))
    assert done.paid + done.denied + done.predetermined == done.accepted == len(told.claims())
    assert sum(payment.payment.amount for payment in told.remittances) * 100 == done.paid_cents
    for one in told.claims():
        assert one.charge == one.paid + sum(a.amount for line in one.lines for a in line.adjustments)
        assert one.status != "25" or one.paid == 0
