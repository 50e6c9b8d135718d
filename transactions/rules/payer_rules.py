"""What payers make of the business edits, and the rules of their own (SNIP 7), as their overrides say.

One function holds for all who judge: what was found in a unit goes in, and comes back as the payer wants it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice

from edi import rulebook
from edi.envelope import TransactionSet, Unit
from edi.errors import GuideError
from edi.findings import Answer, Finding, Place, Rule, Scope, Snip
from edi.guide import Guide
from mappings.guides import DENTAL_CLAIM
from mappings.overrides import Override
from mappings.paths import Path, Spot, find, parse_path
from mappings.payer_rules import PayerRule
from mappings.tables import GuideTables, guide_tables
from transactions.rules.book import RULES
from transactions.rules.broken import MAX_FINDINGS
from transactions.rules.families import guide_of
from transactions.rules.places import Finder, Sent

_CLAIM, _LINE = "2300", "2400"
_LINES = "2400/LX"
_WHOLE = 0
"""The number of a claim among its lines."""


@dataclass(frozen=True, slots=True)
class _Own:
    """A payer's own rule made ready: its places as the guide names them, and whether they lie in a line."""

    rule: Rule
    path: str
    in_line: bool
    forbids: bool
    when: str
    when_in_line: bool
    values: frozenset[str]


class PayerRules:
    """The rules as the overrides of some tables want them. Raises GuideError for an edit there is none of."""

    def __init__(self, tables: GuideTables) -> None:
        self._weights: dict[str, dict[str, Rule | None]] = {}
        self._own: list[_Own] = []
        for override in tables.overrides:
            self._weights.setdefault(override.guide, {}).update(_weights(override))
            guide = tables.table_named(override.guide).guide
            self._own += [_made(rule, guide) for rule in override.rules]

    def ask(self, guide: Guide) -> bool:
        """Whether payers have rules of their own for the units of a guide."""
        return bool(self._own) and guide.name == DENTAL_CLAIM.name

    def judged(self, unit: Unit, found: Sequence[Finding]) -> Sequence[Finding]:
        """What the business rules found in a unit as its payer wants it, with what its own rules find."""
        if found:
            found = self.weighed(unit.set, found)
        guide = unit.set.guide
        if guide and self.ask(guide) and unit.loop.id == _CLAIM:
            found = [*found, *islice(self._broken(unit), MAX_FINDINGS)]
        return found

    def weighed(self, of: TransactionSet, found: Sequence[Finding]) -> Sequence[Finding]:
        """Findings of business rules with the payer's severity; without those it turned off."""
        weights = self._weights.get(of.guide.name) if of.guide else None
        return list(_weighed(found, weights)) if weights else found

    def _broken(self, claim: Unit) -> Iterator[Finding]:
        finder = Finder(claim)
        for own in self._own:
            yield from _findings(own, finder)


def _weights(override: Override) -> dict[str, Rule | None]:
    """The business edits that weigh otherwise, with the severity they have now; None: off."""
    made: dict[str, Rule | None] = {}
    for id_, severity in override.edits_of_rules.items():
        where = f"{override.file}: edits.{id_!a}"
        if id_ in rulebook.RULES:
            raise GuideError(
                f"{where}: an edit of syntax or guide cannot be changed here; say doubt = true at the row "
                'it is about, like [rows."2300/REF[G1]"]'
            )
        if id_ not in RULES:
            business = [known for known in RULES if known not in rulebook.RULES]
            near = get_close_matches(id_.upper(), business, n=1, cutoff=0.5)
            hint = f"; did you mean {near[0]}" if near else "; `bitewing rules list` shows all"
            raise GuideError(f"{where}: there is no such business edit{hint}")
        if (guide := guide_of(id_)) != override.guide:
            raise GuideError(
                f"{where}: this edit is asked of {guide}, and the override is for {override.guide}; "
                f'say it in a file with guide = "{guide}"'
            )
        made[id_] = replace(RULES[id_], severity=severity) if severity else None
    return made


def _weighed(found: Sequence[Finding], weights: Mapping[str, Rule | None]) -> Iterator[Finding]:
    for one in found:
        rule = weights.get(one.rule.id, one.rule)
        if rule is not None:
            yield one if rule is one.rule else replace(one, rule=rule)


def _made(told: PayerRule, guide: Guide) -> _Own:
    path, in_line = _named(guide, told.path)
    when, when_in_line = _named(guide, told.when) if told.when else ("", False)
    scope = Scope.LINE if in_line else Scope.CLAIM
    return _Own(
        Rule(told.id, Snip.PAYER, told.severity, scope, Answer.STC, told.answer, told.says, told.mend),
        path, in_line, told.forbids, when, when_in_line, frozenset(told.values),
    )


def _named(guide: Guide, path: str) -> tuple[str, bool]:
    """A place with its loop and its codes, a loop as its first segment; and whether it lies in a line."""
    spot, told = find(guide, path), parse_path(path)
    slot = spot.slot or spot.loops[-1].first
    loops = told.loops or tuple(loop.id for loop in spot.loops[-1:])
    named = Path(loops, slot.id, told.codes or slot.codes, told.element, told.component)
    return str(named), _is_in_line(spot)


def _is_in_line(spot: Spot) -> bool:
    return any(loop.id == _LINE for loop in spot.loops)


def _findings(own: _Own, finder: Finder) -> Iterator[Finding]:
    """Where a claim breaks a payer's rule."""
    if not finder.reaches(own.path):
        return
    lines = _asked(own, finder)
    if not lines:
        return
    sent = [(_line(one, own.in_line), one.place) for one in finder.sent(own.path)]
    if own.forbids:
        yield from (Finding(own.rule, place, lines[line]) for line, place in sent if line in lines)
        return
    there = {line for line, _ in sent}
    for line, trigger in lines.items():
        if line not in there:
            at = (line,) if own.in_line else ()
            yield Finding(own.rule, finder.place(own.path, at), trigger)


def _asked(own: _Own, finder: Finder) -> dict[int, Place | None]:
    """The lines of which a rule asks, or the claim, each with the place that makes it ask."""
    together = own.in_line and own.when_in_line
    asked: dict[int, Place | None] = {}
    if own.when:
        if finder.reaches(own.when):
            for one in finder.sent(own.when):
                if not own.values.isdisjoint(one.values):
                    asked.setdefault(_line(one, together), one.place)
        if together or not asked:
            return asked
    trigger = asked.get(_WHOLE)
    if own.in_line:
        return {_line(one, True): trigger for one in finder.sent(_LINES)}
    return {_WHOLE: trigger}


def _line(one: Sent, in_line: bool) -> int:
    """Which line of its claim a place lies in."""
    return one.repeats[0] if in_line else _WHOLE


@lru_cache(maxsize=64)
def payer_rules(tables: GuideTables) -> PayerRules:
    """The rules as the overrides of these tables want them, made once. Raises GuideError."""
    return PayerRules(tables)


NO_PAYERS = payer_rules(guide_tables())
"""The rules as they stand in the book."""
