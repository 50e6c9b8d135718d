"""Conditions inside a segment: what the checks fault the expressions refuse, and nothing else."""

from __future__ import annotations

import re
from itertools import product

import pytest
from tiny_guides import accepted, element, guide, loop, slot, told_body

from edi.alphabet import Alphabet
from edi.checks import SlotCheck
from edi.conditions import is_broken, look_aheads, open_conditions
from edi.delimiters import Delimiters
from edi.errors import GuideError
from edi.expressions import slot_expression
from edi.guide import Condition, Slot
from mappings.rows import R, needed_if, never_if, only_if, r, s, segment

CODES = ("A", "B")
PLAIN = Delimiters()


def conditioned(*conditions: Condition, usage: str = "S", codes: tuple[str, ...] = ()) -> Slot:
    """A slot of five elements; the second decides, and may be limited to codes."""
    return slot(
        "XX", "R", 1, element(1), element(2, usage, codes=codes), element(3), element(4), element(5),
        conditions=conditions,
    )


def needed(position: int, *values: str, by: int = 2, instead: int = 0) -> Condition:
    return Condition("U404", position, True, by, values, instead=instead)


def barred(position: int, *values: str, by: int = 2, but: bool = False) -> Condition:
    return Condition("U404", position, False, by, values, but)


CASES = {
    "needed behind": (needed(4, "A"),),
    "needed before": (needed(1, "A", "B"),),
    "needed where nothing is sent": (needed(4, "", "A"),),
    "needed before, where nothing is sent": (needed(1, "", by=5),),
    "needed unless another": (needed(3, "", "A", by=4, instead=5),),
    "barred behind": (barred(4, "A"),),
    "barred before": (barred(1, "A", "B"),),
    "barred where nothing is sent": (barred(5, "", "A"),),
    "barred before where nothing is sent": (barred(1, "", by=4),),
    "only if": (barred(3, "A", but=True),),
    "several only if": (barred(3, "A", but=True), barred(5, "A", but=True)),
    "neighbours only if": (barred(3, "A", but=True), barred(4, "A", but=True), barred(5, "A", but=True)),
    "several kinds": (barred(3, "A"), needed(4, "B"), barred(1, "C", by=5), needed(5, "A", "")),
}


@pytest.mark.parametrize("codes", [(), CODES], ids=["any", "codes"])
@pytest.mark.parametrize("usage", ["S", "R"])
@pytest.mark.parametrize("conditions", CASES.values(), ids=CASES)
def test_the_expression_takes_what_the_checks_take(conditions, usage, codes):
    row = conditioned(*conditions, usage=usage, codes=codes)
    check = SlotCheck(row, {})
    pattern = re.compile(slot_expression(row, Alphabet.of(PLAIN)))
    broken = 0
    for values in product(("", "A", "B", "C"), repeat=5):
        sent = ["XX", *values]
        while sent[-1] == "":
            sent.pop()
        faults = check(sent, PLAIN)
        taken = pattern.fullmatch("*".join(sent) + "~") is not None
        assert taken == (not faults), (sent, faults)
        broken += {fault.rule for fault in faults} == {"U404"}
    assert broken > 10


@pytest.mark.parametrize(
    ("conditions", "usage", "codes", "left"),
    [
        ((barred(4, "A", but=True),), "R", ("A",), 0),
        ((barred(4, "A", but=True),), "S", ("A",), 0),
        ((needed(4, ""),), "R", CODES, 0),
        ((needed(4, ""),), "S", CODES, 1),
        ((needed(4, "A"),), "R", CODES, 1),
        ((needed(7, "A"),), "R", CODES, 0),
        ((needed(4, "", by=7),), "R", CODES, 1),
        ((needed(4, "A", by=7),), "R", CODES, 0),
    ],
)
def test_what_usages_and_codes_settle_is_not_asked(conditions, usage, codes, left):
    row = conditioned(*conditions, usage=usage, codes=codes)
    assert len(open_conditions(row)) == left
    assert bool(look_aheads(row, Alphabet.of(PLAIN))) is bool(left)


def test_one_look_serves_all_that_one_value_decides():
    row = conditioned(barred(3, "A"), barred(4, "A"), barred(5, "A"), needed(1, "B"))
    heads = look_aheads(row, Alphabet.of(PLAIN))
    assert sorted(heads) == [1, 2]
    assert heads[2].count("(?!") == 1


def test_delimiters_that_mean_something_in_expressions():
    for delimiters in (Delimiters("|", "+", "^", "]"), Delimiters("^", "*", "-", "\\")):
        row = conditioned(*CASES["several kinds"])
        pattern = re.compile(slot_expression(row, Alphabet.of(delimiters)))
        check = SlotCheck(row, {})
        for values in product(("", "A", "C"), repeat=5):
            sent = ["XX", *values, "A"][:-1]
            while sent[-1] == "":
                sent.pop()
            text = delimiters.element.join(sent) + delimiters.terminator
            assert (pattern.fullmatch(text) is not None) == (not check(sent, delimiters))


def test_what_is_told_already_is_not_told_again():
    row = slot(
        "XX", "R", 1, element(1), element(2), element(3), syntax=("E0103",),
        conditions=(barred(3, "A"), needed(1, "B")),
    )
    check = SlotCheck(row, {})
    assert [(f.rule, f.element) for f in check(["XX", "A", "A", "A"], PLAIN)] == [("E110", 3)]
    assert [(f.rule, f.element, f.trigger) for f in check(["XX", "", "A", "A"], PLAIN)] == [("U404", 3, 2)]
    assert [(f.rule, f.element, f.trigger) for f in check(["XX", "", "B"], PLAIN)] == [("U404", 1, 2)]


def test_both_ways_of_reading_tell_it():
    row = conditioned(*CASES["several only if"])
    tiny = guide(loop("1000", "R", 0, row, unit=True))
    assert told_body(tiny, "XX*1*A*2~XX*1*B*2*3~XX*1*B**4~XX*1*B***5~") == [
        ("U404", "1000/XX03", 3), ("U404", "1000/XX05", 5),
    ]
    assert accepted(tiny, "XX*1*A*2~XX*1*B*2~XX*1*B~") == [True, True, False, True]


def test_a_value_that_is_no_code_decides_as_it_stands():
    assert is_broken(barred(3, "A", but=True), ["XX", "", "Z", "1"])
    assert not is_broken(barred(3, "A", but=True), ["XX", "", "", "1"])
    assert not is_broken(needed(3, "A"), ["XX"])
    assert is_broken(needed(3, ""), ["XX"])


def test_the_words_of_the_rows():
    row = segment(
        "N4", "town", R, 1, r(1), s(2, needed_if("U404", 4, "- US CA", instead=7)), s(3),
        s(4, only_if("U403", 3, "X")), s(7, never_if("U403", 4, "- US")),
    )
    assert row.conditions == (
        Condition("U404", 2, True, 4, ("", "US", "CA"), instead=7),
        Condition("U403", 4, False, 3, ("X",), but=True),
        Condition("U403", 7, False, 4, ("", "US")),
    )


def test_a_condition_needs_what_decides_it():
    with pytest.raises(GuideError, match="N402: depends on 04"):
        segment("N4", "town", R, 1, r(1), s(2, needed_if("U404", 4, "-")))
    with pytest.raises(GuideError, match="not inside a composite"):
        segment("CLM", "claim", R, 1, r(5, r(1, only_if("U404", 2, "B")), r(2)))
