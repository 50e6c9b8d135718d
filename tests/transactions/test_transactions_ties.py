"""Every tie finds its place in the guide, and every element the guides use is tied or known to be raw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from msgspec import Struct

from edi.guide import Element, Loop, Slot
from mappings.paths import parse_path
from mappings.registry import guide_named
from transactions import (
    claim_acknowledgment,
    claim_status_inquiry,
    claim_status_response,
    eligibility_inquiry,
    eligibility_response,
    review_request,
    review_response,
    set_acknowledgment,
)
from transactions.binding import Above, At, Field, fields_of
from transactions.binding_places import (
    Folded,
    Group,
    Leaf,
    LoopPlan,
    Paired,
    Piece,
    Repeated,
    codes_of,
    plan_loop,
)
from transactions.binding_read import CompiledReader
from transactions.binding_write import CompiledWriter
from transactions.claim_parties import BillingProvider, Patient, Submission, Subscriber
from transactions.dental_claim import DentalClaim
from transactions.remittance import Batch, ProviderAdjustments, Remittance, RemittanceClaim
from transactions.set_writing import find_loop

UNITS: list[tuple[str, str, type[Struct]]] = [
    ("837D", "", Submission),
    ("837D", "2000A", BillingProvider),
    ("837D", "2000B", Subscriber),
    ("837D", "2000C", Patient),
    ("837D", "2300", DentalClaim),
    ("835", "", Remittance),
    ("835", "2000", Batch),
    ("835", "2100", RemittanceClaim),
    ("835", "TRAILER", ProviderAdjustments),
    *(("277CA", loop, kind) for loop, kind in claim_acknowledgment.LEVELS.items()),
    *(("270", loop, kind) for loop, kind in eligibility_inquiry.LEVELS.items()),
    *(("271", loop, kind) for loop, kind in eligibility_response.LEVELS.items()),
    *(("276", loop, kind) for loop, kind in claim_status_inquiry.LEVELS.items()),
    *(("277", loop, kind) for loop, kind in claim_status_response.LEVELS.items()),
    *(("278-request", loop, kind) for loop, kind in review_request.PLACES.items()),
    *(("278-response", loop, kind) for loop, kind in review_response.LEVELS.items()),
    *(("999", loop, kind) for loop, kind in set_acknowledgment.LEVELS.items()),
]
RAW = {"ST", "SE", "HL"}
"""Segments of envelope and structure (control numbers, counts, levels): the writer makes them."""

NOT_TOLD = {
    ("Provider", "specialty", "2310E"),
    ("Provider", "specialty", "2420C"),
    ("Question", "coverage_level", "2110D"),
    ("Question", "spend_down", "2110D"),
    ("Question", "spend_down_billed", "2110D"),
    # Only a response to a review tells refusals and the reviewer's contact, and no stop has a country.
    ("Reviewer", "contact", "2000A"),
    ("Reviewer", "refusals", "2000A"),
    ("Reviewer", "name_refusals", "2000A"),
    ("ReviewSubscriber", "refusals", "2000C"),
    ("ReviewDependent", "refusals", "2000D"),
    ("ReviewProvider", "refusals", "2010EA"),
    ("ReviewProvider", "refusals", "2010F"),
    ("TransportStop", "refusals", "2010EB"),
    *(("Address", name, loop) for name in ("country", "subdivision") for loop in ("2010EB", "2010EC")),
}
"""Fields of shared types that some loop has no place for."""


@cache
def plan_of(guide: str, loop: str, kind: type[Struct]) -> LoopPlan:
    return plan_loop(kind, find_loop(guide_named(guide), loop))


def leaves(piece: Piece | None) -> Iterator[Leaf]:
    if isinstance(piece, Leaf):
        yield piece
    elif isinstance(piece, Paired):
        yield from (piece.key, piece.value)
    elif isinstance(piece, Group):
        for inner in piece.pieces:
            yield from leaves(inner)
    elif isinstance(piece, Folded):
        for item in piece.items:
            yield from leaves(item)
    elif isinstance(piece, Repeated):
        yield piece.leaf


def rows(slot: Slot) -> Iterator[tuple[int, int, Element]]:
    for element in slot.elements:
        if not element.components:
            yield element.position, 0, element
        for part in element.components:
            yield element.position, part.position, part


@pytest.mark.parametrize(("guide", "loop", "kind"), UNITS)
def test_every_tie_finds_its_place(guide: str, loop: str, kind: type[Struct]) -> None:
    plan = plan_of(guide, loop, kind)
    lacking = {
        (owner.type.__name__, field.name, one.loop.id) for one in plan.walk() for owner, field in one.lacking
    }
    assert lacking <= NOT_TOLD


@pytest.mark.parametrize(("guide", "loop", "kind"), UNITS)
def test_every_tie_compiles(guide: str, loop: str, kind: type[Struct]) -> None:
    plan = plan_of(guide, loop, kind)
    for careful in (False, True):
        assert "def read(" in CompiledReader(plan, careful=careful).source
    assert CompiledWriter(plan).source.startswith("def write(o, add)")


@pytest.mark.parametrize(("guide", "loop", "kind"), UNITS)
def test_every_element_of_the_guide_is_tied(guide: str, loop: str, kind: type[Struct]) -> None:
    untied = []
    for plan in plan_of(guide, loop, kind).walk():
        for index, child in enumerate(plan.loop.children):
            if isinstance(child, Loop):
                if not child.unit:
                    assert index in plan.inner, f"{plan.loop.id}: loop {child.id} is not tied"
                continue
            if child.id in RAW:
                continue
            uses = plan.uses.get(index, [])
            tied = {(leaf.position, leaf.component) for use in uses for leaf in leaves(use.piece)}
            narrowed = {code for use in uses for code in use.codes}
            for position, component, row in rows(child):
                told_by_slot = (position, component) == (1, 0) and narrowed == set(codes_of(child))
                is_format = row.number == "1250" and (position + 1, 0) in tied
                if (position, component) in tied or len(row.codes) == 1 or told_by_slot or is_format:
                    continue
                untied.append(f"{plan.loop.id}/{child.ref}{position:02}-{component}")
    assert untied == []


def nested(kind: type[Struct]) -> Iterator[type[Struct]]:
    yield kind
    for field in fields_of(kind):
        if field.is_struct and not isinstance(field.tie, Above):
            yield from nested(field.type)


def placed(kind: type[Struct], field: Field) -> bool:
    """Whether the field of a type made inside a segment has a place in some segment."""

    def find(piece: Piece | None) -> bool:
        if isinstance(piece, Group) and piece.field.type is kind:
            index = [one.name for one in fields_of(kind)].index(field.name)
            if piece.pieces[index] is not None:
                return True
        if isinstance(piece, Group):
            return any(map(find, piece.pieces))
        return isinstance(piece, Folded) and any(map(find, piece.items))

    return any(
        find(use.piece)
        for unit in UNITS
        for plan in plan_of(*unit).walk()
        for uses in plan.uses.values()
        for use in uses
    )


def test_every_field_of_a_type_shared_by_segments_has_a_place_somewhere() -> None:
    kinds = {kind for _, _, unit in UNITS for kind in nested(unit)}
    for kind in kinds:
        relative = [
            field for field in fields_of(kind)
            if isinstance(field.tie, At) and re.fullmatch(r"\+?[0-9]{0,2}(-[0-9]+)?", field.tie.path)
        ]
        for field in relative:
            assert placed(kind, field), f"{kind.__name__}.{field.name}"


def test_codes_of_a_tie_are_codes_of_the_guide() -> None:
    for guide, loop, unit in UNITS:
        for plan in plan_of(guide, loop, unit).walk():
            owners = {use.owner.type for uses in plan.uses.values() for use in uses}
            known = {
                (child.id, code)
                for child in plan.loop.children if isinstance(child, Slot)
                for code in codes_of(child)
            }
            for owner in owners:
                for field in fields_of(owner):
                    tie = field.tie
                    if not isinstance(tie, At) or not tie.path[:1].isalpha():
                        continue
                    path = parse_path(tie.path)
                    if path.loops in ((), (plan.loop.id,)) and path.codes:
                        there = [(path.segment, code) for code in path.codes]
                        if any(code in known for code in there):
                            assert all(code in known for code in there), f"{owner.__name__}.{field.name}"
