"""Holding: what cannot go to its payer now waits, with the reason; every run tries it again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Protocol

from clearinghouse.admission import Enrolled, Obstacle
from clearinghouse.house import House
from clearinghouse.lifecycle import advance
from clearinghouse.pages import pages
from store import waiting
from store.ledger import Ledger
from store.waiting import Kind

Named = tuple[str, str]
"""An account and the id it names its payer by."""


class Waits(Protocol):
    """A claim or an inquiry that waits."""

    @property
    def id(self) -> int: ...
    @property
    def account(self) -> str: ...
    @property
    def state(self) -> str: ...


def hold(
    house: House, ledger: Ledger, run: int, what: Kind, some: Iterable[Waits], obstacle: Obstacle
) -> int:
    """Hold these; how many were not held before. One that is held for another reason is told, too."""
    by_state: dict[str, list[int]] = {}
    for one in some:
        by_state.setdefault(one.state, []).append(one.id)
    for state, keys in by_state.items():
        advance(house, ledger, run, what, keys, state, obstacle.event, obstacle.reason)
        waiting.record_reason(ledger, what, keys, obstacle.reason)
    return len(by_state.get("accepted", ()))


def hold_all(
    house: House, run: int, what: Kind, named: Collection[Named], obstacle: Obstacle, kind: str | None = None
) -> int:
    """Hold everything that names its payer so; how many were not held before."""
    held, ids = 0, sorted({payer for _, payer in named})
    with house.store.begin() as ledger:
        for some in pages(
            lambda after, size: waiting.to_hold(
                ledger, what, ids, obstacle.reason, kind=kind, after=after, limit=size
            )
        ):
            theirs = [one for one in some if (one.account, one.payer) in named]
            held += hold(house, ledger, run, what, theirs, obstacle)
    return held


def count_let(
    house: House, slug: str, transaction: str, what: Kind, named: Collection[Named], kind: str | None = None
) -> tuple[int, int]:
    """How many of those that wait a payer's gate would let through, and how many it would not."""
    let = held = 0
    ids = sorted({payer for _, payer in named})
    with house.store.read() as ledger:
        enrolled = Enrolled(ledger, slug, house.partners.payers[slug], transaction, house.today())
        for one in waiting.count_by_provider(ledger, what, ids, kind):
            if (one.account, one.payer) in named:
                is_let = enrolled.obstacle(one.account, one.npi) is None
                let, held = let + is_let * one.count, held + (not is_let) * one.count
    return let, held


class Gate:
    """The gate of a payer for one transaction: it lets through what providers are enrolled for."""

    def __init__(
        self, house: House, ledger: Ledger, run: int, slug: str, transaction: str, what: Kind
    ) -> None:
        self._house = house
        self._ledger = ledger
        self._run = run
        self._what = what
        self._enrolled = Enrolled(ledger, slug, house.partners.payers[slug], transaction, house.today())
        self._refused: dict[Obstacle, list[Waits]] = {}

    def lets(self, one: Waits, reason: str | None, npi: str) -> bool:
        """Whether something may go; `reason` is why it was held before."""
        obstacle = self._enrolled.obstacle(one.account, npi)
        if obstacle is None:
            return True
        if one.state != "held" or reason != obstacle.reason:
            self._refused.setdefault(obstacle, []).append(one)
        return False

    def close(self) -> int:
        """Hold what was not let through; how many were not held before."""
        return sum(
            hold(self._house, self._ledger, self._run, self._what, some, obstacle)
            for obstacle, some in self._refused.items()
        )
