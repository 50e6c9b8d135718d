"""pyx12 4.0 as an oracle: the same files, correct and damaged, the same verdict and the same first place.

Both read by the same guide (`pyx12_guides`); what still differs stands in EXPLAINED, and nothing else may.
"""

from __future__ import annotations

import io
import random
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from damage import damage
from guide_instances import Instance, joined, wire
from pyx12_guides import ACKNOWLEDGMENT, CLAIM_ACKNOWLEDGMENT, REMITTANCE
from pyx12_runner import Said, judge
from tiny_guides import all_findings

from edi.findings import Finding
from edi.stream import read
from mappings.overrides import parse_override
from mappings.tables import GuideTables

CLEAN = Path(__file__).parent.parent.parent / "samples" / "clean"
OVERRIDES = {"835": REMITTANCE, "999": ACKNOWLEDGMENT, "277CA": CLAIM_ACKNOWLEDGMENT}
TABLES = {name: GuideTables([parse_override(text, name)]) for name, text in OVERRIDES.items()}
SAMPLES = {"835": ("remittance_paid", "remittance_no_payment"), "999": ("set_acknowledgment",),
           "277CA": ("acknowledgment",)}
VALUES = {"999": {"28": "17", "721": "CLM", "1705": "005010X224A2", "725": "82"}}
"""What elements hold that pyx12 knows codes for: a control number, a segment id, a version, an element."""
CORRECT, DAMAGED = 40, 220


@dataclass(frozen=True, slots=True)
class Explained:
    """A difference: a pattern of what both say first (`ours | theirs`), and why that is right."""

    pattern: str
    why: str


MISSING = Explained(
    r".+ \| SEG3 .*",
    "a missing segment is told where its loop closes, or where it comes too late; "
    "pyx12 tells it where the next segment stands",
)
TOLD_LATE = ("S203", "S204", "S217", "S107")
"""Only where the missing segment is one of those that we tell of: as missing, too late, or once too often."""
EXPLAINED = (
    Explained(
        r"S2(03|17) .* \| .*", "pyx12 misses nothing in a loop that another of its kind follows",
    ),
    Explained(
        r"S[0-9]+ HEADER/(BPR|TRN) \| SEG1 .*",
        "without the first segments of a set pyx12 finds no place for any other",
    ),
    Explained(
        r".* \| EXCEPTION IndexError .*",
        "pyx12 fails on more components than it knows, which is what it takes repetitions for",
    ),
    Explained(r"E10[58] .* \| EXCEPTION ValueError .*", "pyx12 fails on a span with more than two days"),
    Explained(r"E112 .* \| .*", "pyx12 does not see the repetition separator where nothing may be repeated"),
    Explained(r"E106 .* \| ", "pyx12 takes a blank for a value"),
    Explained(r"E212 .*04 \| .*", "pyx12 does not compare the child flag with the levels that follow"),
    Explained(r"E105 .*/TS2[0-9]+ \| ", "the guide limits amounts to ten digits, pyx12 only some"),
    Explained(r"E207 .*/PLB[0-9]+-1 \| ", "the codes of PLB03-1 stand for those that follow it, too"),
    Explained(r"E210 .*/NM1\[.*\]06 \| ", "prefixes of names are unused in two of three sources"),
    Explained(r".+ \| ISA023 .*", "pyx12 reads no further than an empty segment"),
    Explained(r".* \| ST4  SE count .*", "pyx12 does not count a segment without elements"),
    Explained(r".* \| ELE6 .* unnecessary trailing spaces.*", "we take blanks at the end of a value"),
    Explained(r" \| ELE6 .* type R, .*\(-?[0-9]+\.\)", "an amount may end with its point"),
    Explained(r" \| ELE6 .* type AN, contains an invalid character.*", "we warn of foreign characters"),
    Explained(r"E201 .*-1 \| ", "pyx12 does not miss the first component of an optional composite"),
    Explained(r".* \| SEG3 N1 Mandatory loop .*", "neighbouring loops of one segment id come in any order"),
    Explained(r" \| SEG4 PLB Loop FOOTER exceeded .*", "PLB may be repeated; pyx12 takes each for a loop"),
    Explained(r" \| SEG5 CTX .* exceeded .*", "pyx12 counts both kinds of CTX against one slot"),
    Explained(
        r".* \| SEG(SEG1|8) .*(trailing element|Too many).*", "we warn of separators at a segment's end"
    ),
)


def ours(name: str, text: str) -> list[Finding]:
    """Our errors, the first place first."""
    found = all_findings(list(read(io.BytesIO(text.encode("latin-1")), TABLES[name])))
    return sorted((f for f in found if f.is_error), key=lambda f: (line(f), f.rule.id, f.place.path))


def line(finding: Finding) -> int:
    """The line as pyx12 counts: ISA is 1, GS 2, ST 3."""
    return finding.place.segment + 2 if finding.place.segment else 1


def agree(mine: list[Finding], said: list[Said]) -> bool:
    """The same verdict, and where it is no, the same first place."""
    if not mine or not said:
        return not mine and not said
    return line(mine[0]) == said[0].line


def explanation(mine: list[Finding], said: list[Said]) -> Explained | None:
    first = f"{mine[0].rule.id} {mine[0].place.path}" if mine else ""
    both = f"{first} | {said[0] if said else ''}"
    if re.fullmatch(MISSING.pattern, both, re.DOTALL):
        told = {finding.place.segment_id for finding in mine if finding.rule.id in TOLD_LATE}
        if said[0].about in told:
            return MISSING
    return next((one for one in EXPLAINED if re.fullmatch(one.pattern, both, re.DOTALL)), None)


def bases(name: str, number: int, seed: str) -> list[list[list[str]]]:
    """Correct sets of a guide, as units of segments."""
    guide = TABLES[name].table_named(name).guide
    made = []
    for index in range(number):
        rng = random.Random(f"{seed} {name} {index}")
        chance = rng.choice((0.1, 0.3, 0.6, 1.0))
        instance = Instance(guide, rng, chance, values=VALUES.get(name, {}), repetitions=False)
        made.append(joined(instance.make(2)))
    return made


def compare(name: str, text: str) -> str:
    """A word on the comparison of one file, or a description of a difference nobody explained."""
    mine, said = ours(name, text), judge(text)
    if agree(mine, said):
        return "agree"
    if explanation(mine, said):
        return "explained"
    segments = text.split("~")
    lines = sorted({line(f) for f in mine[:1]} | {s.line for s in said[:1]})
    return (
        f"ours: {[(f.rule.id, f.place.path, line(f)) for f in mine[:2]]}\n"
        f"theirs: {[(s.line, str(s)[:100]) for s in said[:2]]}\n{[segments[n - 1][:100] for n in lines if n]}"
    )


@pytest.mark.parametrize("name", OVERRIDES)
def test_correct_files(name: str) -> None:
    guide = TABLES[name].table_named(name).guide
    texts = [wire(guide, units) for units in bases(name, CORRECT, "correct")]
    texts += [(CLEAN / f"{sample}.edi").read_text().replace("~\n", "~") for sample in SAMPLES[name]]
    assert not any(ours(name, text) for text in texts)
    words = Counter(compare(name, text) for text in texts)
    assert set(words) <= {"agree", "explained"}, words
    assert words["agree"] > len(texts) // 2


@pytest.mark.parametrize("name", OVERRIDES)
def test_damaged_files(name: str) -> None:
    guide = TABLES[name].table_named(name).guide
    rng = random.Random(f"damaged {name}")
    words: Counter[str] = Counter()
    for units in bases(name, DAMAGED, "damaged"):
        if judge(wire(guide, units)):
            continue
        at = rng.randrange(len(units))
        head, body = (units[0][:1], units[0][1:]) if at == 0 else ([], units[at])
        units[at] = head + damage(rng, body)
        words[compare(name, wire(guide, units))] += 1
    assert set(words) <= {"agree", "explained"}, "\n".join(words)
    assert words["agree"] > 5 * words["explained"]
