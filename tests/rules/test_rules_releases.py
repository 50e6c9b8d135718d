"""Edits by their days: what is not in force finds nothing, and a release is asked from its first day on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from rules_judging import SAMPLES, TODAY, changed, day_of, judge, rules_of, sample

from edi.findings import Rule
from edi.rulebook import RULES as SYNTAX_RULES
from transactions.rules.book import RULES
from transactions.rules.edits import edits_of, edits_on

DAY = timedelta(days=1)
BUSINESS = [rule for rule in RULES.values() if rule.id not in SYNTAX_RULES and rule.id[0] != "H"]
"""H are of the house: what came before finds them, and no file alone."""
DATED = [rule for rule in BUSINESS if rule.start]
FILES = {file.stem: file for file in (SAMPLES / "faulty").glob("*/*.edi")}
TREATMENTS = sample("clean/claim_treatments_of_one_tooth")

Dating = Callable[..., Rule]


@pytest.fixture
def dated() -> Iterator[Dating]:
    """Gives a rule of the book other days for one test."""
    kept = dict(RULES)

    def dating(rule: str, **days: date) -> Rule:
        RULES[rule] = replace(RULES[rule], **days)
        edits_on.cache_clear()
        return RULES[rule]

    yield dating
    RULES.update(kept)
    edits_on.cache_clear()


def test_the_first_and_the_last_day_are_days_of_a_rule() -> None:
    rule = replace(RULES["B101"], start=date(2027, 1, 1), end=date(2027, 6, 30))
    days = [date(2026, 12, 31), date(2027, 1, 1), date(2027, 6, 30), date(2027, 7, 1)]
    assert [rule.in_force(day) for day in days] == [False, True, True, False]
    assert replace(rule, start=None).in_force(date.min)
    assert replace(rule, end=None).in_force(date.max)


def test_syntax_and_guide_are_always_in_force() -> None:
    assert {(rule.start, rule.end) for rule in SYNTAX_RULES.values()} == {(None, None)}


@pytest.mark.parametrize("rule", BUSINESS, ids=lambda rule: rule.id)
def test_every_rule_keeps_to_its_days(rule: Rule, dated: Dating) -> None:
    data, day = FILES[rule.id].read_bytes(), day_of(rule.id)
    dated(rule.id, start=day + DAY)
    assert judge(data, today=day) == []
    dated(rule.id, start=date.min, end=day - DAY)
    assert judge(data, today=day) == []
    dated(rule.id, end=day)
    assert {finding.rule.id for finding in judge(data, today=day)} == {rule.id}


@pytest.mark.parametrize("rule", DATED, ids=lambda rule: rule.id)
def test_a_release_is_asked_from_its_first_day_on(rule: Rule) -> None:
    data = FILES[rule.id].read_bytes()
    assert rule.start
    assert judge(data, today=rule.start - DAY) == []
    assert {finding.rule.id for finding in judge(data, today=rule.start)} == {rule.id}


def test_what_is_to_come_costs_nothing() -> None:
    """Its checks are not even run; and the edits of a day are made once."""
    coming = [rule for rule in DATED if rule.start and rule.start > TODAY]
    assert coming
    assert edits_on(TODAY).claim_checks == ()
    assert not {rule.id for rule in coming} & set(edits_on(TODAY).rules)
    assert edits_on(TODAY) is edits_on(date(TODAY.year, TODAY.month, TODAY.day))


def test_only_the_rules_asked_for_are_found() -> None:
    edits = edits_of([RULES["D124"]])
    assert (set(edits.rules), len(edits.claim_checks)) == ({"D124"}, 1)
    assert edits_of([RULES["D101"]]).claim_checks == ()


def test_rules_of_one_release_start_together() -> None:
    starts: dict[str, set[date | None]] = {}
    for rule in RULES.values():
        starts.setdefault(rule.release, set()).add(rule.start)
    assert all(len(days) == 1 for days in starts.values()), starts
    assert starts["0.1"] == {None}


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ([], []),
        # The same treatment, told twice: also where the claim and not the line has the day.
        ([("TOO*JP*30*B~", "TOO*JP*30*O~")], ["D123"]),
        ([("SV3*AD:D2391*120****1~\nTOO*JP*30*B~", "SV3*AD:D2999*120****1~\nTOO*JP*30~")], []),
        ([("TOO*JP*30*B~\nDTP*472*D8*20250303~", "TOO*JP*30*O~\nDTP*472*D8*20250304~")], []),
        # Restored after the extraction; before it and on its day is no fault, nor is another tooth.
        ([("TOO*JP*29~", "TOO*JP*31~")], []),
        ([("TOO*JP*31*M:O~\nDTP*472*D8*20250310", "TOO*JP*30*M:O~\nDTP*472*D8*20250310")], []),
        ([("TOO*JP*31*M:O~\nDTP*472*D8*20250310", "TOO*JP*30*M:O~\nDTP*472*D8*20250311")], ["D124"]),
        ([("TOO*JP*31*M:O~\nDTP*472*D8*20250310", "TOO*JP*29*M:O~\nDTP*472*D8*20250318")], ["D124"]),
        # Quantities.
        ([("D2392*190****1~", "D2392*190****0~")], ["D125"]),
        ([("D2392*190****1~", "D2392*190****-1~")], ["D125"]),
        ([("D2392*190****1~", "D2392*190****1.5~")], ["D125"]),
        ([("D2392*190****1~", "D2392*190****2~")], []),
        ([("D2392*190****1~", "D2392*190~")], []),
    ],
)
def test_treatments(changes: list[tuple[str, str]], rules: list[str]) -> None:
    data = changed(TREATMENTS, *changes)
    assert [finding.rule.id for finding in judge(data, today=day_of("D123"))] == rules
    assert rules_of(data) == []


@pytest.mark.parametrize(
    ("data", "changes", "rules"),
    [
        (sample("clean/claim_fillings"), [("19840213", "19040213")], ["X131"]),
        (sample("clean/claim_fillings"), [("19840213", "19050101")], []),
        (sample("clean/claim_check_up_of_a_dependent"), [("20140522", "19040522")], ["X131"]),
        # The subscriber above a dependent may be anybody; without a day of service nobody can tell.
        (sample("clean/claim_predetermination"), [], []),
    ],
)
def test_ages(data: bytes, changes: list[tuple[str, str]], rules: list[str]) -> None:
    found = judge(changed(data, *changes), today=day_of("X131"))
    assert [finding.rule.id for finding in found] == rules


def test_a_treatment_of_two_teeth_is_told_at_the_tooth() -> None:
    data = changed(
        TREATMENTS,
        ("TOO*JP*31*M:O~\nDTP*472*D8*20250310", "TOO*JP*31*M:O~\nTOO*JP*30*M:O~\nDTP*472*D8*20250311"),
    )
    (finding,) = judge(data, today=day_of("D124"))
    assert data[finding.place.offset :].startswith(b"TOO*JP*30*M:O~\nDTP*472*D8*20250311")
    assert finding.trigger
    assert data[finding.trigger.offset :].startswith(b"SV3*AD:D2392*")
