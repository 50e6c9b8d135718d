"""Text longer than its guide allows: written, refused, or cut where it is a name or a description."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace
from test_transactions_positions_claim import PLAIN_CLAIM, WHOLE_CLAIM
from written import MOMENT

from edi.conventions import Conventions
from edi.errors import WriteError
from edi.writer import Writer
from mappings.guides import DENTAL_CLAIM
from mappings.registry import guide_named
from mappings.standard import ELEMENTS, FREE_TEXT
from transactions.dental_claim import DentalClaim
from transactions.fitting import Limit, limits_of
from transactions.writing import find_loop, write_claims

CUT, REFUSE = Conventions(too_long="cut"), Conventions(too_long="refuse")


def write(claim: DentalClaim, conventions: Conventions) -> str:
    out = io.BytesIO()
    writer = Writer(out, conventions=conventions)
    with (
        writer.interchange("ZZ", "SENDER", "ZZ", "RECEIVER", MOMENT, 1),
        writer.group("HC", "SENDER", "RECEIVER", MOMENT, 1, DENTAL_CLAIM.version),
    ):
        write_claims(writer, [claim], ["0001"])
    return out.getvalue().decode("latin-1")


def named(claim: DentalClaim, **changes: Any) -> DentalClaim:
    """The claim with other names of its billing provider."""
    return replace(claim, billing=replace(claim.billing, name=replace(claim.billing.name, **changes)))


@pytest.mark.parametrize("claim", [PLAIN_CLAIM, WHOLE_CLAIM])
@pytest.mark.parametrize("conventions", [CUT, REFUSE])
def test_what_fits_is_written_as_ever(claim: DentalClaim, conventions: Conventions) -> None:
    assert write(claim, conventions) == write(claim, Conventions())


def test_names_and_descriptions_are_cut() -> None:
    claim = named(PLAIN_CLAIM, kind="2", last_name="N" * 59 + " TOO LONG", first_name=None, middle_name=None)
    assert "NM1*85*2*" + "N" * 59 + "*" in write(claim, CUT)
    assert "NM1*85*2*" + "N" * 59 + " TOO LONG*" in write(claim, Conventions())
    with pytest.raises(WriteError) as caught:
        write(claim, REFUSE)
    assert caught.value.path == "NM1[85]03"
    assert "NNN" not in str(caught.value)


def described(text: str) -> DentalClaim:
    line = PLAIN_CLAIM.lines[0]
    changed = replace(line, procedure=replace(line.procedure, description=text))
    return replace(PLAIN_CLAIM, lines=[changed, *PLAIN_CLAIM.lines[1:]])


def test_a_component_is_cut_by_its_own_length() -> None:
    assert "D" * 80 + "*" in write(described("D" * 81), CUT)
    with pytest.raises(WriteError) as caught:
        write(described("D" * 81), REFUSE)
    assert caught.value.path == "SV301-7"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"claim_id": "1" * 39}, "CLM01"),
        ({"charge": Decimal("1" * 19)}, "CLM02"),
        ({"clearinghouse_number": "1" * 60}, "REF[D9]02"),
    ],
)
def test_ids_and_amounts_are_never_cut(change: dict[str, Any], path: str) -> None:
    claim = replace(PLAIN_CLAIM, **change)
    for conventions in (CUT, REFUSE):
        with pytest.raises(WriteError) as caught:
            write(claim, conventions)
        assert caught.value.path == path


def test_addresses_are_never_cut() -> None:
    address = replace(PLAIN_CLAIM.billing.address, line_1="1" * 56)
    with pytest.raises(WriteError) as caught:
        write(replace(PLAIN_CLAIM, billing=replace(PLAIN_CLAIM.billing, address=address)), CUT)
    assert caught.value.path == "N301"


def test_signs_and_points_are_not_counted() -> None:
    line = replace(PLAIN_CLAIM.lines[0], charge=Decimal("1234567890123456.78"))
    text = write(replace(PLAIN_CLAIM, charge=line.charge, lines=[line]), REFUSE)
    assert "*1234567890123456.78*" in text


def test_length_is_that_of_what_is_written() -> None:
    """With its accents in two code points it is too long, without them it is not."""
    claim = named(PLAIN_CLAIM, last_name="e\u0301" * 40)
    with pytest.raises(WriteError):
        write(claim, REFUSE)
    bare = Conventions("extended", upper_case=True, transliterate=True, too_long="refuse")
    assert "E" * 40 + "*" in write(claim, bare)
    with pytest.raises(WriteError):
        write(named(PLAIN_CLAIM, last_name="\u00e9" * 61), bare)


def test_blanks_alone_are_no_name() -> None:
    with pytest.raises(WriteError):
        write(named(PLAIN_CLAIM, last_name=" " * 61 + "X"), CUT)


def test_free_text_is_text_of_the_standard() -> None:
    assert {ELEMENTS[number][0] for number in FREE_TEXT} == {"AN"}
    limits = limits_of(find_loop(guide_named("837D"), "2010AA").first)
    assert limits[3] == Limit("NM1[85]03", 60, False, True)
    assert limits[9] is not None
    assert not limits[9].is_free_text
