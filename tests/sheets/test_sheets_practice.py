"""The practice file: what it tells, and every way in which it is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from sheet_texts import PRACTICE

from edi.errors import GuideError
from transactions.sheets.practice import parse_practice, read_practice

SAMPLE = Path(__file__).resolve().parent.parent.parent / "samples" / "sheets" / "practice.toml"


def test_what_it_tells() -> None:
    assert PRACTICE == {
        "submitter_name": "SUNNY HILL DENTAL", "submitter_id": "SUNNYHILL", "submitter_contact": "FRONT DESK",
        "submitter_telephone": "6085550101", "receiver_name": "BITEWING CLEARINGHOUSE",
        "receiver_id": "BITEWING", "billing_name": "SUNNY HILL DENTAL", "billing_npi": "1382047169",
        "billing_tax_id": "391234567", "billing_specialty": "1223G0001X",
        "billing_address": "12 SUNNY HILL ROAD", "billing_city": "MADISON", "billing_state": "WI",
        "billing_postal_code": "537031234",
    }


def test_the_sample_can_be_read() -> None:
    assert read_practice(SAMPLE)["rendering_npi"] == "1597304827"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x", "p.toml: not TOML"),
        ("[biling]\n", "p.toml: 'biling' is unknown; did you mean billing"),
        ("billing = 3\n", "p.toml: [billing] must be a table"),
        ('[billing]\nnpj = "1"\n', "p.toml: [billing]: 'npj' is unknown; did you mean npi"),
        ("[billing]\nnpi = 1382047169\n", "p.toml: [billing]: npi must be a line of text"),
        ('[billing]\nnpi = "1382047160"\n',
         "p.toml: [billing]: npi must be an NPI: ten digits with a right check digit"),
        ('[billing]\nname = "A\\nB"\n', "p.toml: [billing]: name must be a line of text"),
    ],
)
def test_refused(text: str, says: str) -> None:
    with pytest.raises(GuideError) as problem:
        parse_practice(text, "p.toml")
    assert str(problem.value).startswith(says)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match="cannot be read"):
        read_practice(tmp_path / "none.toml")
