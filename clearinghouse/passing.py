"""Passing on: the answers to a submitter's inquiries go to it, one file for each kind, under its own traces.

An answer is taken out of the payer's file by itself, with what stands above it; nothing of another
submitter's comes along.
"""

from __future__ import annotations

from collections import Counter
from itertools import count, groupby
from typing import Any

from clearinghouse.fitting import by_fit
from clearinghouse.house import House
from clearinghouse.inquiry_kinds import InquiryKind
from clearinghouse.kinds_of_inquiries import KINDS
from clearinghouse.partners import Submitter
from clearinghouse.posts import HousePost
from clearinghouse.restoring import restored_answers
from clearinghouse.troubles import DAMAGED, NO_PARTNER, trouble_with_file
from edi.delimiters import Delimiters
from store import files, inquiries
from store.inquiries import Inquiry
from store.ledger import Ledger

MOST = 5_000
"""Answers passed on at a time."""
ANSWERS_A_SET = 99


def pass_on(
    house: House, run: int, *, dry_run: bool = False, most: int | None = None
) -> Counter[str]:
    """Make a file for every submitter and kind that has answers, for so many of them; counts them."""
    told: Counter[str] = Counter()
    with house.store.read() as ledger:
        waiting = inquiries.to_pass_on(ledger, limit=most)
    if dry_run:
        told["answers would be passed on"] += len(waiting)
        return told
    waiting.sort(key=lambda one: (one.account, one.kind, one.id))
    for (account, kind), theirs in groupby(waiting, lambda one: (one.account, one.kind)):
        if account not in house.partners.submitters:
            told[f"{account} {NO_PARTNER}"] += 1
            continue
        rows = list(theirs)
        for start in range(0, len(rows), MOST):
            some = rows[start : start + MOST]
            try:
                with house.store.begin() as ledger:
                    told += _Passing(house, ledger, run, KINDS[kind], some).run()
            except Exception as problem:
                told[trouble_with_file(some[0].file, problem)] += 1
    return told


class _Passing:
    """The answers to one submitter's inquiries of one kind on their way into a file."""

    def __init__(
        self, house: House, ledger: Ledger, run: int, kind: InquiryKind, rows: list[Inquiry]
    ) -> None:
        self.house = house
        self.ledger = ledger
        self.run_id = run
        self.kind = kind
        self.rows = {one.id: one for one in rows}
        self.told: Counter[str] = Counter()
        self._damaged: set[int] = set()

    def run(self) -> Counter[str]:
        """Write what can be written; one transaction."""
        us, submitter = self.house.partners.house, self._submitter()
        kind = self.kind
        restored = restored_answers(
            self.house, self.ledger, kind, list(self.rows.values()), self._damaged
        )
        for fit in by_fit(restored, kind.answer_head, kind.write_answers, us, submitter):
            keys = sorted({key for key, _ in fit.things})
            if fit.delimiters is None:
                self.told["answers that cannot be written"] += 1
                inquiries.record_reason(self.ledger, keys, f"answer cannot be written: {fit.reason}")
                continue
            self._post(keys, self._once(fit.things), fit.delimiters)
        for file in self._damaged:
            self.told[f"file {file} {DAMAGED}"] += 1
        return self.told

    def _submitter(self) -> Submitter:
        return self.house.partners.submitters[next(iter(self.rows.values())).account]

    def _post(self, keys: list[int], answers: list[Any], delimiters: Delimiters) -> None:
        kind, asked_in = self.kind, self.rows[keys[0]].file
        asked = files.get(self.ledger, None, asked_in)
        assert asked is not None
        post = HousePost(self.house, self.ledger, self.run_id, asked, self._submitter())
        letter = post.letter(kind.answer_head.group_id, kind.answer_head.version, delimiters)
        numbers = (f"{number:04d}" for number in count(1))
        most = min(ANSWERS_A_SET, self._submitter().patients_per_set)
        kind.write_answers(letter.writer, answers, numbers, most)
        file = post.send(letter, kind.answer)
        inquiries.record_passed(self.ledger, keys, file.id)
        self.told[f"{kind.answer} passed on"] += len(keys)

    def _once(self, things: list[tuple[int, Any]]) -> list[Any]:
        """The answers by heading; what is said of all questions of a set stands there once."""
        found: list[Any] = []
        of_all: list[Any] = []
        for _, answer in things:
            facts = self.kind.answer_facts(answer)
            if facts and facts.is_for_all:
                if answer in of_all:
                    continue
                of_all.append(answer)
            found.append(answer)
        order: dict[Any, int] = {}
        return sorted(found, key=lambda one: order.setdefault(one.heading, len(order)))
