"""A payer's own edits (SNIP 7): a claim proven once more by guide and rules as its payer has them.

A file holds claims for many payers and is read by the guide itself. Where a claim's payer overrides the
guide, the claim is read again with the units it stands in, as if it were alone in its file; what is found
then and was not before is the payer's, and rejects the claim (277CA), not its set. What the business rules
found weighs as the payer wants it, and its own rules are asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO

from clearinghouse.house import House
from edi.envelope import Closed, TransactionSet, Unit
from edi.findings import Finding, Place
from edi.stream import read
from mappings.tables import GuideTables, own_tables
from transactions.rules.broken import not_told
from transactions.rules.payer_rules import payer_rules

GUIDE = "837D"
_LEVEL_NUMBERS = "E212"
"""HL numbers count the levels of the whole set, which stand here without the others."""


class PayerEdits:
    """The edits of all payers of a house, asked claim by claim."""

    def __init__(self, house: House) -> None:
        plain = own_tables()
        self._directory = house.directory
        self._guides = {
            slug: _PayerGuide(tables)
            for slug, tables in house.overridden.items()
            if tables.table_named(GUIDE) is not plain.table_named(GUIDE)
        }
        self._known: dict[tuple[str, str], _PayerGuide | None] = {}

    def judged(
        self, account: str, payer_id: str, unit: Unit, found: Sequence[Finding]
    ) -> Sequence[Finding]:
        """What is wrong with an account's claim for the payer it names; `found`: by the business rules."""
        guide = self._guide(account, payer_id)
        return guide.judged(unit, found) if guide else found

    def weighed(
        self, account: str, payer_id: str, of: TransactionSet, found: Sequence[Finding]
    ) -> Sequence[Finding]:
        """The findings of business rules with the severity they have for the payer an account names."""
        guide = self._guide(account, payer_id)
        return guide.weighed(of, found) if guide else found

    def _guide(self, account: str, payer_id: str) -> _PayerGuide | None:
        if not self._guides:
            return None
        named = account, payer_id
        if named not in self._known:
            if len(self._known) > 1000:
                self._known.clear()
            self._known[named] = self._guides.get(self._directory.payer_of(payer_id, account) or "")
        return self._known[named]


class _PayerGuide:
    """The guide of one payer: its rows, where it changes any, and its rules."""

    def __init__(self, tables: GuideTables) -> None:
        self._tables = tables
        self._rules = payer_rules(tables)
        self._has_rows = any(one.edits for one in tables.overrides if one.guide == GUIDE)

    def judged(self, claim: Unit, found: Sequence[Finding]) -> Sequence[Finding]:
        """The findings of the business rules as the payer wants them, and what it alone finds."""
        rows = list(_found(claim, self._tables)) if self._has_rows else []
        return [*not_told(self._rules.judged(claim, found), claim, rows), *rows]

    def weighed(self, of: TransactionSet, found: Sequence[Finding]) -> Sequence[Finding]:
        """The findings of the business rules as the payer wants them."""
        return self._rules.weighed(of, found)


def _found(claim: Unit, tables: GuideTables) -> Iterator[Finding]:
    units: list[Unit] = []
    above: Unit | None = claim
    while above is not None:
        units.insert(0, above)
        above = above.above
    before = {(one.rule.id, one.place.offset, one.place.path) for unit in units for one in unit.findings}
    head, text = _alone(units)
    for event in read(BytesIO((head + text).encode("latin-1")), tables):
        if isinstance(event, Unit):
            told: Sequence[Finding] = event.findings
        elif isinstance(event, Closed) and isinstance(event.of, TransactionSet):
            told = event.of.findings
        else:
            continue
        for finding in told:
            place = _in_the_file(finding.place, units, len(head))
            key = finding.rule.id, place.offset, place.path
            if finding.rule.id != _LEVEL_NUMBERS and key not in before:
                yield replace(finding, place=place, trigger=None)


def _alone(units: list[Unit]) -> tuple[str, str]:
    """The envelope's beginning, and the rest of a file that holds these units and nothing else."""
    of = units[0].set
    element, segment = of.delimiters.element, of.delimiters.terminator
    interchange, group = of.group.interchange, of.group
    head = element.join(interchange.elements) + segment + element.join(group.elements) + segment
    text = "".join(unit.text for unit in units)
    count = sum(unit.count for unit in units) + 1
    endings = (
        ["SE", str(count), of.control_number],
        ["GE", "1", group.control_number],
        ["IEA", "1", interchange.control_number],
    )
    return head, text + "".join(element.join(values) + segment for values in endings)


def _in_the_file(place: Place, units: list[Unit], start: int) -> Place:
    """A place in the file of one claim as a place in the file the claim came in."""
    ordinal = 1
    for unit in units:
        if place.offset < start + len(unit.text):
            return replace(
                place,
                offset=unit.offset + place.offset - start,
                segment=unit.segment + place.segment - ordinal,
            )
        start += len(unit.text)
        ordinal += unit.count
    return replace(place, offset=units[-1].end, segment=units[-1].segment + units[-1].count)
