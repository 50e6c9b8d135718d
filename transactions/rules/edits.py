"""The edits of a day: the business rules in force on it, and the checks that only some days need.

Decided once for a day, not for each claim: before its day a release costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from edi.findings import Rule
from transactions.dental_claim import DentalClaim
from transactions.rules.book import RULES
from transactions.rules.broken import Broken
from transactions.rules.claim_days import check_ages
from transactions.rules.claim_treatments import check_extracted, check_quantities, check_repeated

ClaimCheck = Callable[[DentalClaim, list[Broken]], None]

_DATED: tuple[tuple[ClaimCheck, frozenset[str]], ...] = (
    (check_ages, frozenset(("X131",))),
    (check_repeated, frozenset(("D123",))),
    (check_extracted, frozenset(("D124",))),
    (check_quantities, frozenset(("D125",))),
)
"""Checks of a dental claim whose rules are not always in force, with those rules."""


@dataclass(frozen=True, slots=True)
class Edits:
    """The rules that may be found, by id, and the dated checks of a claim that one of them needs."""

    rules: Mapping[str, Rule]
    claim_checks: tuple[ClaimCheck, ...]


def edits_of(rules: Iterable[Rule]) -> Edits:
    """These rules and no others, whatever their days."""
    chosen = {rule.id: rule for rule in rules}
    checks = tuple(check for check, ids in _DATED if not ids.isdisjoint(chosen))
    return Edits(MappingProxyType(chosen), checks)


@lru_cache(maxsize=64)
def edits_on(day: date) -> Edits:
    """The rules in force on a day."""
    return edits_of(rule for rule in RULES.values() if rule.in_force(day))
