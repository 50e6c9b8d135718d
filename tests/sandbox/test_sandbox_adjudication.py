"""Adjudication against figures worked out by hand, and its balance over any plan and claim."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.adjudication import (
    AFTER_COVERAGE,
    DUPLICATE,
    Asked,
    ClaimResult,
    LineResult,
    Prior,
    Service,
    Treatment,
    adjudicate,
    deny,
    reverse,
)
from sandbox.plan import Cents, Percentages, Plan, class_by_range, share_of

DAY = date(2026, 10, 5)
PLAN = Plan(
    deductible=Cents(5000),
    maximum=Cents(150000),
    orthodontic_maximum=Cents(150000),
    fees={
        "D0120": Cents(4800), "D1110": Cents(9000), "D2392": Cents(19850), "D2740": Cents(105000),
        "D8080": Cents(480000), "D8670": Cents(18000),
    },
    allowed_percent=90,
    not_covered=frozenset(["D9972"]),
    limits={"D1110": 2},
)


def only(result: ClaimResult) -> tuple[int, list[tuple[str, str, int]]]:
    """Paid cents and adjustments of a claim of one line."""
    (line,) = result.lines
    return line.paid, told(line)


def told(line: LineResult) -> list[tuple[str, str, int]]:
    return [(item.group, item.reason, item.cents) for item in line.adjustments]


def asked(*services: Service, **more: object) -> Asked:
    return replace(Asked(services), **more)  # type: ignore[arg-type]


def test_preventive_within_the_fee_is_paid_in_full() -> None:
    assert only(adjudicate(PLAN, {}, asked(Service("D0120", 4800, DAY)))) == (4800, [])


def test_a_charge_over_the_fee_is_cut() -> None:
    assert only(adjudicate(PLAN, {}, asked(Service("D0120", 5500, DAY)))) == (4800, [("CO", "45", 700)])


def test_without_a_fee_a_percentage_of_the_charge_is_allowed() -> None:
    # 90 % of 333.33 is 299.997, so 300.00; basic: less 50 deductible, 80 % of 250.00.
    paid, adjustments = only(adjudicate(PLAN, {}, asked(Service("D3220", 33333, DAY))))
    assert paid == 20000
    assert adjustments == [("CO", "45", 3333), ("PR", "1", 5000), ("PR", "2", 5000)]


def test_deductible_and_coinsurance() -> None:
    # Allowed 198.50; 50.00 deductible; 80 % of 148.50 is 118.80.
    result = adjudicate(PLAN, {}, asked(Service("D2392", 22500, DAY)))
    assert only(result) == (11880, [("CO", "45", 2650), ("PR", "1", 5000), ("PR", "2", 2970)])
    assert result.taken == {"paid/2026": 11880, "deductible/2026": 5000}
    assert (result.allowed, result.left_to_patient, result.charge) == (19850, 7970, 22500)


def test_deductible_is_taken_once_over_lines_and_claims() -> None:
    two = adjudicate(PLAN, {}, asked(Service("D2392", 19850, DAY), Service("D2392", 19850, DAY)))
    assert [line.paid for line in two.lines] == [11880, 15880]
    later = adjudicate(PLAN, two.taken, asked(Service("D2392", 19850, DAY)))
    assert only(later) == (15880, [("PR", "2", 3970)])


def test_deductible_begins_anew_each_year() -> None:
    used = {"deductible/2026": 5000}
    next_year = adjudicate(PLAN, used, asked(Service("D2392", 19850, date(2027, 1, 2))))
    assert only(next_year) == (11880, [("PR", "1", 5000), ("PR", "2", 2970)])


def test_half_a_cent_goes_to_the_payment() -> None:
    # 50 % of 0.01 is half a cent.
    plan = Plan(percent=Percentages(major=50))
    assert only(adjudicate(plan, {}, asked(Service("D2740", 1, DAY)))) == (1, [])
    assert share_of(25, 50) == 13


def test_maximum_reached_in_the_middle_of_a_line() -> None:
    # Major: (1050.00 - 50.00) * 50 % = 500.00, of which 120.00 are left.
    used = {"paid/2026": 138000}
    result = adjudicate(PLAN, used, asked(Service("D2740", 105000, DAY)))
    assert only(result) == (12000, [("PR", "1", 5000), ("PR", "2", 50000), ("PR", "119", 38000)])


def test_copay_is_one_visit_s() -> None:
    plan = Plan(copay=Cents(2000))
    visit = asked(Service("D0120", 4600, DAY), Service("D1110", 8800, DAY))
    first = adjudicate(plan, {}, visit)
    assert [(line.paid, told(line)) for line in first.lines] == [(2600, [("PR", "3", 2000)]), (8800, [])]
    same_day = adjudicate(plan, first.taken, asked(Service("D1110", 8800, DAY)))
    assert only(same_day) == (8800, [])
    other_day = adjudicate(plan, first.taken, asked(Service("D1110", 8800, date(2026, 10, 6))))
    assert only(other_day) == (6800, [("PR", "3", 2000)])


def test_a_copay_larger_than_the_charge_goes_on_to_the_next_line() -> None:
    plan = Plan(copay=Cents(2000))
    result = adjudicate(plan, {}, asked(Service("D0220", 1500, DAY), Service("D0120", 4600, DAY)))
    assert [line.paid for line in result.lines] == [0, 4100]


def test_not_covered_is_the_patient_s_with_a_remark() -> None:
    result = adjudicate(PLAN, {}, asked(Service("D9972", 35000, DAY)))
    assert only(result) == (0, [("PR", "96", 35000)])
    assert result.lines[0].remarks == ("N130",)
    assert result.denied
    mixed = adjudicate(PLAN, {}, asked(Service("D1110", 9000, DAY), Service("D9972", 12000, DAY)))
    assert [line.paid for line in mixed.lines] == [9000, 0]
    assert not mixed.denied


def test_services_over_the_yearly_limit() -> None:
    used = {"times/2026/D1110": 1}
    result = adjudicate(PLAN, used, asked(Service("D1110", 9500, DAY), Service("D1110", 9500, DAY)))
    assert [told(line) for line in result.lines] == [
        [("CO", "45", 500)], [("CO", "45", 500), ("PR", "119", 9000)],
    ]
    assert result.taken == {"paid/2026": 9000, "times/2026/D1110": 1}


def test_units_multiply_the_fee() -> None:
    assert only(adjudicate(PLAN, {}, asked(Service("D0120", 20000, DAY, units=3)))) == (
        14400, [("CO", "45", 5600)],
    )


def test_orthodontics_are_paid_by_the_month() -> None:
    # Allowed 4800.00, half is 2400.00, the lifetime maximum leaves 1500.00, a 24th of it is 62.50.
    braces = asked(Service("D8080", 520000, DAY), treatment=Treatment(24, 23))
    result = adjudicate(PLAN, {}, braces)
    assert only(result) == (
        6250, [("CO", "45", 40000), ("PR", "2", 240000), ("PR", "119", 90000), ("OA", "101", 143750)],
    )
    assert result.taken == {"orthodontic": 6250}


def test_a_treatment_taken_over_is_paid_for_the_months_gone() -> None:
    plan = Plan(fees={"D8080": Cents(240000)})
    result = adjudicate(plan, {}, asked(Service("D8080", 240000, DAY), treatment=Treatment(24, 18)))
    assert only(result) == (30000, [("PR", "2", 120000), ("OA", "101", 90000)])


@pytest.mark.parametrize(
    ("months", "left", "due"), [(24, 24, 1), (24, None, 1), (24, 30, 1), (24, 0, 24), (12, 4, 8)]
)
def test_months_due(months: int, left: int | None, due: int) -> None:
    assert Treatment(months, left).due == due


def test_a_monthly_visit_is_paid_by_itself_within_the_lifetime() -> None:
    visit = asked(Service("D8670", 18000, DAY), treatment=Treatment(24, 3))
    assert only(adjudicate(PLAN, {}, visit)) == (9000, [("PR", "2", 9000)])
    assert only(adjudicate(PLAN, {"orthodontic": 145000}, visit)) == (
        5000, [("PR", "2", 9000), ("PR", "119", 4000)],
    )


def test_a_predetermination_pays_nothing_and_takes_nothing() -> None:
    # Major: (1050.00 - 50.00) * 50 %.
    result = adjudicate(PLAN, {}, asked(Service("D2740", 120000, DAY), predetermination=True))
    assert only(result) == (
        0, [("CO", "45", 15000), ("PR", "1", 5000), ("PR", "2", 50000), ("OA", "101", 50000)],
    )
    assert result.taken == {}


def test_a_second_payer_pays_what_the_first_left() -> None:
    # Alone we would pay 118.80; the first payer paid 120.00 and forgave 35.00 of 225.00: 70.00 are left.
    line = Service("D2392", 22500, DAY, prior=Prior(12000, 3500))
    result = adjudicate(PLAN, {}, asked(line))
    assert only(result) == (7000, [("OA", "23", 15500)])
    assert result.taken == {"paid/2026": 7000}


def test_a_second_payer_pays_no_more_than_alone() -> None:
    # 190.00 are left, we would pay 118.80 of it: of the rest 50.00 deductible and 21.20 coinsurance.
    line = Service("D2392", 22500, DAY, prior=Prior(0, 3500))
    assert only(adjudicate(PLAN, {}, asked(line))) == (
        11880, [("OA", "23", 3500), ("PR", "1", 5000), ("PR", "2", 2120)],
    )


def test_a_second_payer_pays_nothing_of_what_is_settled() -> None:
    line = Service("D0120", 5500, DAY, prior=Prior(4400, 1100))
    assert only(adjudicate(PLAN, {}, asked(line))) == (0, [("OA", "23", 5500)])


def test_a_first_payer_that_paid_more_than_was_charged() -> None:
    line = Service("D0120", 4800, DAY, prior=Prior(6000, 0))
    assert only(adjudicate(PLAN, {}, asked(line))) == (0, [("OA", "23", 4800)])


def test_denied_for_one_reason() -> None:
    result = deny(asked(Service("D0120", 4800, DAY), Service("D0140", 0, DAY)), DUPLICATE)
    assert [told(line) for line in result.lines] == [[("OA", "18", 4800)], []]
    assert result.denied
    assert result.taken == {}


def test_a_day_outside_the_coverage_is_denied_by_the_line() -> None:
    late = Service("D0120", 4800, date(2026, 11, 1), outside=AFTER_COVERAGE)
    result = adjudicate(PLAN, {}, asked(Service("D0120", 4800, DAY), late))
    assert [(line.paid, told(line)) for line in result.lines] == [(4800, []), (0, [("CO", "27", 4800)])]
    assert not result.denied
    assert adjudicate(PLAN, {}, asked(late)).denied


def test_reversal_turns_every_sign() -> None:
    result = reverse(adjudicate(PLAN, {}, asked(Service("D2392", 22500, DAY))))
    assert only(result) == (-11880, [("CO", "45", -2650), ("PR", "1", -5000), ("PR", "2", -2970)])
    assert result.taken == {"paid/2026": -11880, "deductible/2026": -5000}
    assert (result.charge, result.left_to_patient) == (-22500, -7970)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("D0120", "preventive"), ("D1999", "preventive"), ("D2140", "basic"), ("D2740", "major"),
        ("D3330", "basic"), ("D4341", "basic"), ("D5110", "major"), ("D6240", "major"), ("D7140", "basic"),
        ("D8080", "orthodontic"), ("D9110", "basic"), ("X", "basic"),
    ],
)
def test_classes_by_range(code: str, expected: str) -> None:
    assert class_by_range(code) == expected


def test_a_plan_s_own_class_holds() -> None:
    plan = Plan(classes={"D2740": "basic"}, deductible_on=())
    assert only(adjudicate(plan, {}, asked(Service("D2740", 10000, DAY)))) == (8000, [("PR", "2", 2000)])


CODES = ("D0120", "D1110", "D2392", "D2740", "D4341", "D8080", "D8670", "D9972")
cents = st.integers(0, 999_999)
percent = st.integers(0, 100)
plans = st.builds(
    Plan,
    deductible=cents.map(Cents),
    maximum=st.none() | cents.map(Cents),
    copay=cents.map(Cents),
    orthodontic_maximum=st.none() | cents.map(Cents),
    deductible_on=st.sets(st.sampled_from(["preventive", "basic", "major", "orthodontic"])).map(tuple),
    percent=st.builds(Percentages, percent, percent, percent, percent),
    allowed_percent=percent,
    fees=st.dictionaries(st.sampled_from(CODES), cents.map(Cents)),
    not_covered=st.frozensets(st.sampled_from(CODES), max_size=2),
    limits=st.dictionaries(st.sampled_from(CODES), st.integers(1, 3)),
)
services = st.builds(
    Service,
    st.sampled_from(CODES),
    cents,
    st.sampled_from([DAY, date(2026, 12, 31), date(2027, 1, 1)]),
    st.integers(1, 4),
    st.none() | st.builds(Prior, cents, cents),
)
treatments = st.none() | st.builds(Treatment, st.integers(1, 48), st.none() | st.integers(0, 60))
claims = st.builds(Asked, st.lists(services, max_size=5).map(tuple), treatments, st.booleans())


@settings(max_examples=400, deadline=None)
@given(plans, st.lists(claims, min_size=1, max_size=4))
def test_every_line_balances_and_no_limit_is_passed(plan: Plan, several: list[Asked]) -> None:
    used: Counter[str] = Counter()
    for claim in several:
        result = adjudicate(plan, used, claim)
        assert len(result.lines) == len(claim.services)
        for service, line in zip(claim.services, result.lines, strict=True):
            assert line.charge == service.charge == line.paid + sum(a.cents for a in line.adjustments)
            assert line.paid >= 0
            assert line.allowed <= line.charge
            assert all(a.cents > 0 for a in line.adjustments)
            assert len({(a.group, a.reason) for a in line.adjustments}) == len(line.adjustments)
            if service.prior is not None:
                assert line.paid <= max(0, service.charge - service.prior.paid - service.prior.reduced)
            if claim.predetermination:
                assert line.paid == 0
        back = reverse(result)
        assert back.charge == -result.charge
        assert back.paid == -result.paid
        used.update(result.taken)
    for year in (2026, 2027):
        assert plan.maximum is None or used[f"paid/{year}"] <= plan.maximum
        assert used[f"deductible/{year}"] <= plan.deductible
        for code, limit in plan.limits.items():
            assert used[f"times/{year}/{code}"] <= limit
    assert plan.orthodontic_maximum is None or used["orthodontic"] <= plan.orthodontic_maximum
