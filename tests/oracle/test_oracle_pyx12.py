"""pyx12 4 as an oracle: the same files, correct and damaged, the same verdict and the same first place.

It reads by our guides, handed to it as maps, and we read by its maps. What still differs stands in
`pyx12_differences`, and nothing else may.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pyx12_differences import Explained, agree, both, explanation, line
from pyx12_pairs import SHIPPED, Pair, our_guides, tables_of, their_maps

from mappings.edits import Edit, edit_guide
from mappings.registry import names

CLEAN = Path(__file__).parent.parent.parent / "samples" / "clean"
SAMPLES = {
    "837D": ("claim_check_up_of_a_dependent", "claim_fillings", "claim_orthodontics", "claim_tertiary"),
    "835": ("remittance_paid", "remittance_no_payment"),
    "999": ("set_acknowledgment",),
    "277CA": ("acknowledgment",),
}
CORRECT = 20
"""Files of each guide that should be correct."""
SETS, TIMES = 22, 7
"""Sets of each guide, and damaged files of each."""
EVERY = [*names(), *(f"pyx12 {name}" for name in SHIPPED)]


@dataclass(slots=True)
class Told:
    """What came of the files of one guide: how many agree, what explains others, what nobody explains."""

    agree: int = 0
    faulty: int = 0
    explained: Counter[Explained] = field(default_factory=Counter)
    unexplained: list[str] = field(default_factory=list)

    def compare(self, pair: Pair, text: str) -> None:
        """Take one more file."""
        mine, said = pair.ours(text), pair.theirs(text)
        segments = text.split("~")
        self.faulty += bool(mine)
        if agree(mine, said, segments):
            self.agree += 1
        elif why := explanation(mine, said, segments):
            self.explained[why] += 1
        else:
            lines = sorted({line(f) for f in mine[:1]} | {s.line for s in said[:1]} - {0})
            shown = [f"    {number}: {segments[number - 1][:100]}" for number in lines]
            self.unexplained.append("\n".join([f"{pair.name}: {both(mine, said)}", *shown]))

    @property
    def files(self) -> int:
        """How many files were compared."""
        return self.agree + self.explained.total() + len(self.unexplained)


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pair]:
    """Both programs by every guide: `837D` is ours, `pyx12 835` pyx12's own."""
    both_ways = (*our_guides(tmp_path_factory.mktemp("maps")), *their_maps())
    return {pair.name: pair for pair in both_ways}


@pytest.fixture(scope="module")
def correct(pairs: dict[str, Pair]) -> dict[str, Told]:
    """Correct files of every guide, and our samples of it."""
    told = {name: Told() for name in EVERY}
    for name, pair in pairs.items():
        for number in range(CORRECT):
            text = pair.file(pair.set_of(number))
            if not pair.ours(text):
                told[name].compare(pair, text)
        for sample in SAMPLES.get(name, ()):
            text = (CLEAN / f"{sample}.edi").read_text().replace("~\n", "~")
            told[name].compare(pair, text)
    return told


@pytest.fixture(scope="module")
def damaged(pairs: dict[str, Pair]) -> dict[str, Told]:
    """Damaged files of every guide."""
    told = {name: Told() for name in EVERY}
    for name, pair in pairs.items():
        for number in range(100, 100 + SETS):
            for text in pair.damaged(number, TIMES):
                told[name].compare(pair, text)
    return told


@pytest.mark.parametrize("name", EVERY)
def test_correct_files(name: str, correct: dict[str, Told]) -> None:
    told = correct[name]
    assert not told.unexplained, "\n".join(told.unexplained)
    assert told.faulty == 0
    assert told.files > CORRECT // 2
    assert told.agree > told.files // 2


@pytest.mark.parametrize("name", EVERY)
def test_damaged_files(name: str, damaged: dict[str, Told]) -> None:
    told = damaged[name]
    assert not told.unexplained, "\n".join(told.unexplained)
    assert told.agree > 5 * told.explained.total()
    # Some damage is harmless; some sets are refused as they are.
    assert told.faulty > told.files // 2
    assert told.files > SETS * TIMES // 3


def test_there_are_enough_files(damaged: dict[str, Told]) -> None:
    assert sum(told.files for told in damaged.values()) >= 2_000


def test_a_difference_is_seen(pairs: dict[str, Pair]) -> None:
    """One code less in our guide than in the map: the oracle must notice, and nothing may explain it."""
    pair = pairs["837D"]
    guide = edit_guide(pair.guide, [Edit("2300/CLM08", remove=("Y",))])
    other = Pair(pair.name, guide, tables_of(guide), pair.maps)
    told = Told()
    for number in range(CORRECT):
        told.compare(other, pair.file(pair.set_of(number)))
    assert told.unexplained
    assert all("E207 2300/CLM08 | " in one for one in told.unexplained)
