"""Invented claims, remittances and acknowledgments as hypothesis draws them: anything the guides allow."""

from __future__ import annotations

import string
from datetime import date, time
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from transactions import claim_acknowledgment as ca
from transactions import claim_parties as cp
from transactions import dental_claim as dc
from transactions import remittance as rm
from transactions.adjustments import Adjustment, OutpatientRemarks, Procedure
from transactions.binding import Period
from transactions.parties import Address, Contact, ContactWay, Name, Reference
from transactions.statuses import Status

LETTERS = string.ascii_uppercase + string.digits


def some(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def few(strategy: st.SearchStrategy[Any], most: int = 2, least: int = 0) -> st.SearchStrategy[list[Any]]:
    return st.lists(strategy, min_size=least, max_size=most)


def few_fixed(strategy: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    return few(strategy, most).map(tuple)


def code(*allowed: str) -> st.SearchStrategy[str]:
    return st.sampled_from(allowed)


INNER = "Q7 a'x-Z.,&()/#Kz0=;<>@$%!?+{}[]|_\\\""


def text(least: int = 1, most: int = 20) -> st.SearchStrategy[str]:
    """Text of the shortest, the longest and a middle length, with every character that may be inside."""
    lengths = sorted({least, (least + most) // 2, most})
    told = []
    for length in lengths:
        for start in range(4):
            filling = (INNER[7 * start :] + INNER) * (length // len(INNER) + 1)
            told.append((LETTERS[length % 36] + filling)[: length - 1] + LETTERS[(start + length) % 36])
    return st.sampled_from(told)


def money(largest: int = 99_999_999) -> st.SearchStrategy[Decimal]:
    return st.integers(0, largest).map(lambda cents: Decimal(cents) / 100)


days = st.dates(date(1900, 1, 1), date(2099, 12, 31))
times = st.builds(
    lambda hour, minute, second, part: time(hour, minute, second, part * 10_000),
    st.integers(0, 23), st.integers(0, 59), st.integers(0, 59), st.integers(0, 99),
)
periods = st.builds(Period, days, some(days))
counts = st.integers(1, 999).map(Decimal)
percents = st.integers(0, 9999).map(lambda part: Decimal(part) / 100)

addresses = st.builds(
    Address, line_1=text(), line_2=some(text()), city=text(2), state=some(code("ID", "OR")),
    postal_code=some(code("83702", "837020001")),
) | st.builds(
    Address, line_1=text(), city=text(2), postal_code=code("K1A", "K1A 0B1"),
    country=code("MX", "SE"), subdivision=some(code("M", "OAX")),
)


def references(*qualifiers: str) -> st.SearchStrategy[Reference]:
    return st.builds(Reference, code(*qualifiers), text(1, 50))


def contacts(*kinds: str) -> st.SearchStrategy[Contact]:
    ways = st.lists(st.builds(ContactWay, code(*kinds), text(1, 80)), min_size=1, max_size=3)
    return st.builds(Contact, some(text()), ways.map(tuple))


@st.composite
def names(
    draw: st.DrawFn, kinds: str = "12", ids: tuple[str, ...] = ("XX",), *, full: bool = True,
    needs_id: bool = False, role: tuple[str, ...] = (), suffix: bool = True, needs_name: bool = True,
) -> Name:
    kind = draw(code(*kinds))
    given_names = full and kind == "1" and draw(st.booleans())
    id_qualifier = draw(code(*ids)) if ids and (needs_id or draw(st.booleans())) else None
    return Name(
        kind=kind,
        last_name=draw(text(1, 60)) if needs_name or draw(st.booleans()) else None,
        first_name=draw(text(1, 35)) if given_names else None,
        middle_name=draw(some(text(1, 25))) if given_names else None,
        suffix=draw(some(text(1, 10))) if given_names and suffix else None,
        id_qualifier=id_qualifier,
        id=draw(text(2, 80)) if id_qualifier else None,
        role=draw(code(*role)) if role else None,
    )


reasons = st.integers(1, 253).map(str)


def adjustments(most: int = 6) -> st.SearchStrategy[list[Adjustment]]:
    """By group: with more runs of groups than there is room for CAS, the writer brings them together."""
    one = st.builds(Adjustment, code("CO", "OA", "PI", "PR"), reasons, money(), some(counts))
    return few(one, most).map(lambda told: sorted(told, key=lambda one: one.group))


procedures = st.builds(
    Procedure, st.integers(0, 9999).map("D{:04}".format),
    modifiers=few_fixed(code("22", "F7", "GY"), 4), description=some(text(1, 80)),
)
bare_procedures = st.builds(
    Procedure, text(1, 20), code("AD", "HC"), few_fixed(code("22", "F7", "GY"), 4)
)
outpatient = st.builds(
    OutpatientRemarks, reimbursement_rate=some(percents), payable=some(money()),
    remarks=st.lists(code("MA01", "N130", "MA18"), min_size=1, max_size=5).map(tuple),
)

# The dental claim.

submissions = st.builds(
    cp.Submission, reference=text(1, 50), submitter=names(ids=("46",), needs_id=True, suffix=False),
    receiver=names("2", ("46",), full=False, needs_id=True), created=days, created_at=times,
    purpose=code("00", "18"), kind=code("31", "CH", "RP"),
    contacts=st.lists(contacts("EM", "FX", "TE"), min_size=1, max_size=2).map(tuple),
)
billing_providers = st.builds(
    cp.BillingProvider, name=names(), tax_id=references("EI", "SY"), address=addresses,
    specialty=some(code("1223G0001X", "1223P0221X")), currency=some(code("CAD", "USD")),
    licenses=few_fixed(references("0B", "1G")), contacts=few_fixed(contacts("EM", "FX", "TE")),
    pay_to=some(st.builds(cp.PayTo, code("1", "2"), addresses)),
    pay_to_plan=some(
        st.builds(
            cp.PayToPlan, names("2", ("PI", "XV"), full=False, needs_id=True), text(9, 9), addresses,
            some(references("2U", "FY", "NF")),
        )
    ),
)
payers = st.builds(
    cp.ClaimPayer, names("2", ("PI", "XV"), full=False, needs_id=True), some(addresses),
    few_fixed(references("2U", "EI", "FY", "NF"), 3), some(references("G2", "LU")),
)


def subscribers(*, is_patient: bool) -> st.SearchStrategy[cp.Subscriber]:
    return st.builds(
        cp.Subscriber, sequence=code("P", "S", "T"), name=names(ids=("II", "MI")), payer=payers,
        is_patient=st.just(is_patient), group_number=some(text()), group_name=some(text()),
        medicare_secondary=some(code("12", "47")), filing=some(code("CI", "MC")), address=some(addresses),
        social_security_number=some(text(9, 9)), casualty_claim_number=some(text()),
    ).flatmap(born)


def born(one: cp.Subscriber) -> st.SearchStrategy[cp.Subscriber]:
    """DMG comes whole or not at all."""
    return st.just(one) | st.builds(
        lambda day, sex: replace(one, birth_date=day, sex=sex), days, code("F", "M", "U")
    )


patients = st.builds(
    cp.Patient, relation=code("01", "19", "G8"), name=names("1", ()), address=addresses, birth_date=days,
    sex=code("F", "M", "U"), casualty_claim_number=some(text()), other_id=some(references("1W", "SY")),
)


def providers(
    kinds: str = "1", specialty: bool | None = None, ids: tuple[str, ...] = ("G2",),
    role: tuple[str, ...] = (), other_payer: bool = False,
) -> st.SearchStrategy[cp.Provider]:
    """`specialty`: whether there is one; None: perhaps."""
    told = {True: code("1223G0001X"), False: st.none(), None: some(code("1223G0001X"))}[specialty]
    numbers = st.builds(Reference, code(*ids), text(1, 50), some(text()) if other_payer else st.none())
    return st.builds(cp.Provider, names(kinds, role=role), told, few_fixed(numbers))


def facilities(ids: tuple[str, ...], *, other_payer: bool = False) -> st.SearchStrategy[cp.Facility]:
    numbers = st.builds(Reference, code(*ids), text(1, 50), some(text()) if other_payer else st.none())
    return st.builds(cp.Facility, names("2", full=False), addresses, few_fixed(numbers))


contracts = st.builds(
    dc.Contract, code("02", "09"), some(money()), some(percents), some(text()), some(percents), some(text())
)
payer_numbers = st.builds(dc.PayerNumber, text(1, 50), some(text()))
rejections = {
    "rejection": some(code("T1", "T6")), "policy": some(code("1", "5")), "exception": some(code("6"))
}
claim_pricing = st.builds(
    dc.Pricing, code("00", "14"), money(), savings=some(money()), organization=some(text()),
    rate=some(percents), group=some(text()), group_amount=some(money()), **rejections,
)
line_pricing = st.builds(
    dc.Pricing, code("00", "06"), money(), savings=some(money()), organization=some(text()),
    rate=some(percents), procedure=some(text()), quantity=some(counts), **rejections,
)
adjudications = st.builds(
    dc.LineAdjudication, payer_id=text(2, 20), paid=money(), procedure=procedures, quantity=counts,
    bundled_line=some(st.integers(1, 50)), adjustments=adjustments(), paid_on=days,
    patient_liability=some(money()),
)
lines = st.builds(
    dc.ServiceLine, number=st.integers(1, 999_999), procedure=procedures, charge=money(),
    place=some(code("11", "12")), oral_cavity=few(code("00", "10", "20", "30", "40"), 5),
    prosthesis=some(code("I", "R")), quantity=some(counts), diagnosis_pointers=few(st.integers(1, 4), 4),
    teeth=few(st.builds(dc.Tooth, code("1", "32", "A"), few_fixed(code(*"BDFILMO"), 5)), 3),
    service_date=some(days), prior_placement=some(days), appliance_date=some(days),
    replacement_date=some(days), treatment_start=some(days), treatment_end=some(days),
    contract=some(contracts), predetermination_numbers=few(payer_numbers),
    prior_authorizations=few(payer_numbers), line_control_number=some(text()), repriced_number=some(text()),
    repriced_again_number=some(text()), referral_numbers=few(payer_numbers), sales_tax=some(money()),
    file_information=few(text(1, 80)), pricing=some(line_pricing),
    rendering=some(providers("12", True, ("0B", "G2", "LU"), other_payer=True)),
    assistant=some(providers(ids=("1G",), other_payer=True)),
    supervising=some(providers(specialty=False, ids=("LU",), other_payer=True)),
    facility=some(facilities(("1G", "G2"), other_payer=True)), adjudications=few(adjudications),
)


def known_as(kinds: str, *, role: bool = False) -> st.SearchStrategy[dc.OtherPayerProvider]:
    ids = st.lists(references("G2"), min_size=1, max_size=2).map(tuple)
    return st.builds(dc.OtherPayerProvider, code(*kinds), ids, code("DN", "P3") if role else st.none())


other_payers = st.builds(
    dc.OtherPayer, sequence=code("P", "S"), relation=code("01", "18"), benefits_assigned=code("N", "W", "Y"),
    release=code("I", "Y"), group_number=some(text()), group_name=some(text()),
    medicare_secondary=some(code("12")), filing=some(code("CI")), adjustments=adjustments(4),
    paid=some(money()), patient_liability=some(money()), noncovered=some(money()),
    outpatient=some(outpatient),
    subscriber=st.builds(
        dc.OtherSubscriber, names(ids=("II", "MI"), needs_id=True), some(addresses), few_fixed(text(9, 9))
    ),
    payer=st.builds(
        dc.OtherPayerName, name=names("2", ("PI", "XV"), full=False, needs_id=True), address=some(addresses),
        paid_on=some(days), ids=few_fixed(references("2U", "NF")), prior_authorization=some(text()),
        referral_number=some(text()), is_adjusted=st.booleans(), predetermination_number=some(text()),
        claim_number=some(text()),
    ),
    referring=few(known_as("1", role=True)), rendering=some(known_as("1")), supervising=some(known_as("1")),
    billing=some(known_as("12")), facility=some(known_as("2")), assistant=some(known_as("1")),
)
diagnoses: st.SearchStrategy[list[dc.Diagnosis]] = st.just([]) | st.builds(
    lambda first, more: [dc.Diagnosis("ABK", first), *(dc.Diagnosis("ABF", one) for one in more)],
    text(3, 7), few(text(3, 7), 3),
)


@st.composite
def claims(draw: st.DrawFn, claim_id: str, above: dict[str, Any]) -> dc.DentalClaim:
    accident = draw(st.booleans())
    made: dc.DentalClaim = draw(
        st.builds(
            dc.DentalClaim, claim_id=st.just(claim_id), charge=money(), place=code("11"),
            frequency=code("1", "7", "8"), has_signature=st.booleans(), assignment=code("A", "C"),
            benefits_assigned=code("N", "W", "Y"), release=code("I", "Y"),
            lines=few(lines, 3, 1), **{name: st.just(one) for name, one in above.items()},
            accident_causes=few(code("AA", "EM", "OA"), 2, 1) if accident else st.just([]),
            accident_state=some(code("ID")) if accident else st.none(),
            accident_country=some(code("US")) if accident else st.none(),
            special_program=some(code("01", "05")), is_predetermination=st.booleans(),
            delay_reason=some(code("1", "15")), accident_date=some(days), appliance_date=some(days),
            service=some(periods), repricer_received=some(days),
            orthodontics=some(
                st.builds(dc.Orthodontics, months=counts, months_remaining=some(counts))
                | st.just(dc.Orthodontics(told_only="Y"))
            ),
            teeth=few(st.builds(dc.ToothStatus, code("1", "T"), code("E", "M"))),
            attachments=few(
                st.builds(dc.Attachment, code("B4", "RR"), code("AA", "EL"), some(text(2, 50)))
            ),
            contract=some(contracts), patient_paid=some(money()), predetermination_number=some(text()),
            authorization_waiver=some(code("1", "7")), payer_claim_number=some(text()),
            referral_number=some(text()), prior_authorization=some(text()), repriced_number=some(text()),
            repriced_again_number=some(text()), clearinghouse_number=some(text()),
            file_information=few(text(1, 80)), notes=few(text(1, 80)), diagnoses=diagnoses,
            pricing=some(claim_pricing), referring=few(providers(role=("DN", "P3"))),
            rendering=some(providers("12", True, ("0B", "LU"))), facility=some(facilities(("0B", "G2"))),
            assistant=some(providers(specialty=True)), supervising=some(providers(specialty=False)),
            other_payers=few(other_payers),
        )
    )
    return made


@st.composite
def claim_batches(draw: st.DrawFn, most: int = 4) -> list[dc.DentalClaim]:
    """Claims of one submission that share providers, subscribers and patients, or do not."""
    submission = draw(submissions)
    practices = draw(few(billing_providers, 2, 1))
    families = draw(few(st.tuples(subscribers(is_patient=False), few(patients, 2, 1)), 1))
    insured = draw(few(subscribers(is_patient=True), 2, 1))
    people: list[tuple[cp.Subscriber, cp.Patient | None]] = [(one, None) for one in insured]
    people += [(parent, child) for parent, children in families for child in children]
    made = []
    for number in range(draw(st.integers(1, most))):
        subscriber, patient = draw(st.sampled_from(people))
        above = {
            "submission": submission, "billing": draw(st.sampled_from(practices)), "subscriber": subscriber,
            "patient": patient,
        }
        made.append(draw(claims(f"CLAIM{number}", above)))
    return made


# The remittance.

amounts_835 = money(9_999_999)
payments = st.builds(
    rm.Payment, handling=code("I", "H"), amount=amounts_835, credit_debit=code("C", "D"),
    method=code("CHK", "NON"), effective_date=days,
) | st.builds(
    rm.Payment, handling=code("C"), amount=amounts_835, credit_debit=code("C"), method=code("ACH"),
    effective_date=days, format=code("CCP", "CTX"), payer_bank_qualifier=code("01"),
    payer_bank=text(9, 9), payer_account_qualifier=code("DA"), payer_account=text(5, 20),
    originator=text(10, 10), originator_supplement=some(text(9, 9)), payee_bank_qualifier=code("01"),
    payee_bank=text(9, 9), payee_account_qualifier=code("DA", "SG"), payee_account=text(5, 20),
)
remittance_lines = st.builds(
    rm.RemittanceLine, procedure=bare_procedures, charge=amounts_835, paid=amounts_835,
    revenue_code=some(text(3, 4)), quantity=some(counts), submitted_procedure=some(procedures),
    submitted_quantity=some(counts), service_date=some(days), adjustments=adjustments(8),
    references=few(references("1S", "G1")), line_control_number=some(text()),
    rendering_ids=few(references("0B", "SY")), policies=few(text()),
    amounts=st.dictionaries(code("B6", "T", "ZO"), amounts_835),
    quantities=st.dictionaries(code("ZK", "ZO"), counts), remarks=few(code("N130", "M127")),
    drug_remarks=few(code("70")),
)
batches = st.builds(rm.Batch, st.integers(1, 99))


def paid_claims(batch: rm.Batch) -> st.SearchStrategy[rm.RemittanceClaim]:
    number = ("FI", "MI")
    return st.builds(
        rm.RemittanceClaim, claim_id=text(1, 38), status=code("1", "4", "22", "25"), charge=amounts_835,
        paid=amounts_835, filing=code("12", "CH"), payer_claim_number=text(1, 50),
        patient_responsibility=some(amounts_835), facility_code=some(code("11")), frequency=some(code("1")),
        adjustments=adjustments(10), patient=names("1", ("MI", "34")),
        subscriber=some(names(ids=number, needs_id=True)),
        corrected_name=some(names(ids=("C",))), rendering=some(names(needs_id=True)),
        crossover_payer=some(names("2", ("PI",), full=False, needs_id=True)),
        priority_payer=some(names("2", ("XV",), full=False, needs_id=True)),
        other_subscriber=some(names(ids=number)), outpatient=some(outpatient),
        references=few(references("1L", "EA")), rendering_ids=few(references("0B", "G2")),
        service_start=some(days), service_end=some(days), coverage_ended=some(days), received=some(days),
        contacts=few(contacts("EM", "FX", "TE").map(lambda one: Contact(one.name, one.ways[:2]))),
        amounts=st.dictionaries(code("AU", "I", "T"), amounts_835),
        quantities=st.dictionaries(code("CA", "ZO"), counts), lines=few(remittance_lines),
        batch=st.just(batch),
    )


@st.composite
def remittances(draw: st.DrawFn) -> rm.Remittance:
    payer = st.builds(
        rm.Payer, name=text(), id=some(text(2, 20)), address=addresses, ids=few_fixed(references("2U", "NF")),
        business_contact=some(st.builds(Contact, text(), st.just((ContactWay("TE", "2085550101"),)))),
        technical_contacts=st.lists(contacts("EM", "UR"), min_size=1, max_size=2).map(tuple),
        policy_page=some(text()),
    )
    payee = st.builds(
        rm.Payee, name=text(), id_qualifier=code("FI", "XX"), id=text(2, 20), address=some(addresses),
        ids=few_fixed(references("TJ", "PQ")),
        delivery=some(st.builds(rm.Delivery, code("EM", "OL"), some(text()), some(text()))),
    )
    made = [claim for batch in draw(few(batches)) for claim in draw(few(paid_claims(batch), 2, 1))]
    adjustment = st.builds(
        rm.ProviderAdjustment, provider=text(1, 10), fiscal_year_end=days, reason=code("WO", "L6", "72"),
        amount=amounts_835.map(lambda one: -one), reference=some(text(1, 50)),
    )
    return rm.Remittance(
        payment=draw(payments), trace_number=draw(text(1, 50)), payer_identifier=draw(text(10, 10)),
        payer=draw(payer), payee=draw(payee), trace_supplement=draw(some(text())),
        currency=draw(some(code("CAD"))), receiver=draw(some(text())),
        payer_system_version=draw(some(text())), produced=draw(some(days)), claims=made,
        provider_adjustments=draw(few(adjustment, 8)),
    )


# The claim acknowledgment.


def verdicts(*, dated: bool, charged: bool, message: bool) -> st.SearchStrategy[ca.Verdict]:
    status = st.builds(Status, code("A1", "A7"), code("19", "562"), some(code("41", "PR")))
    return st.builds(
        ca.Verdict, st.lists(status, min_size=1, max_size=3).map(tuple),
        code("U", "WQ") if charged else code("U"), days if dated else st.none(),
        money() if charged else st.none(), some(text()) if message else st.none(),
    )


@st.composite
def acknowledgments(draw: st.DrawFn) -> ca.ClaimAcknowledgment:
    totals = {
        "claims_accepted": some(counts), "claims_rejected": some(counts), "charge_accepted": some(money()),
        "charge_rejected": some(money()),
    }
    batch = verdicts(dated=True, charged=True, message=False)
    per_claim = verdicts(dated=True, charged=True, message=True)
    per_line = verdicts(dated=True, charged=False, message=True)
    line = st.builds(
        ca.AcknowledgedLine, bare_procedures, money(), few(per_line, 2, 1), revenue_code=some(text(3, 4)),
        quantity=some(counts), line_control_number=text(), prescription_number=some(text()),
        service=some(periods),
    )
    claim = st.builds(
        ca.AcknowledgedClaim, text(1, 38), few(per_claim, 2, 1), some(text()), some(text()), some(text()),
        periods, few(line),
    )
    patient = st.builds(
        ca.PatientLevel, names("1", ("II", "MI"), needs_id=True), few(claim, 2, 1)
    )
    provider = st.builds(
        ca.ProviderLevel, name=names(ids=("FI", "XX"), needs_id=True), trace_number=text(),
        verdicts=few_fixed(verdicts(dated=False, charged=True, message=False)),
        ids=few_fixed(references("0B", "TJ"), 3), patients=few_fixed(patient), **totals,
    )
    return ca.ClaimAcknowledgment(
        reference=draw(text(1, 30)), created=draw(days), created_at=draw(times),
        source=draw(
            st.builds(
                ca.SourceLevel, names("2", ("46", "FI", "PI"), full=False, needs_id=True, role=("AY", "PR")),
                text(), days, days,
            )
        ),
        receiver=draw(
            st.builds(
                ca.ReceiverLevel, name=names(ids=("46",), needs_id=True, suffix=False), batch=text(),
                verdicts=st.lists(batch, min_size=1, max_size=2).map(tuple), **totals,
            )
        ),
        providers=draw(few(provider)),
    )
