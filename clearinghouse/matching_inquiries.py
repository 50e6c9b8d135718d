"""Answers to inquiries (271, 277, 278) of a payer: each finds its question, and is told there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice
from typing import Any

from msgspec.structs import replace

from clearinghouse.answering import Ties
from clearinghouse.followup_answers import take_answer
from clearinghouse.inquiry_kinds import AnswerFacts
from clearinghouse.lifecycle import INQUIRY
from clearinghouse.placed import Placed, read_answers
from edi.envelope import Event
from store import files, inquiries, sets
from store.accounts import HOUSE
from store.acknowledgments import Acknowledgment
from store.inquiries import Answered, Inquiry
from store.sets import TransactionSet

ANSWERED, PENDED = "answered by payer", "pended by payer"
BATCH = 500
"""Answers that are tied at a time."""
_REJECTED = "R"


def tie_answers(ties: Ties, events: Iterable[Event], judged: Mapping[int, str]) -> None:
    """Tie every answer of the sets that stand; `judged` is the verdict on each by the byte it starts at."""
    tying = InquiryAnswers(ties)
    standing = (one for one in read_answers(events) if judged.get(one.set.offset, "") not in ("", _REJECTED))
    for _, of_kind in groupby(standing, lambda one: one.kind.name):
        while some := list(islice(of_kind, BATCH)):
            tying.take(some)


class InquiryAnswers:
    """The answers of one file, tied in portions."""

    def __init__(self, ties: Ties) -> None:
        self._ties = ties
        self._partners: dict[int, str] = {}
        self._sets: dict[int, TransactionSet | None] = {}
        self._known: dict[int, Inquiry] = {}
        self._verdicts: list[Acknowledgment] = []
        self._moves: dict[tuple[str, str], list[int]] = {}
        self._moved: set[int] = set()
        self._answers: dict[int, Answered] = {}
        self._followed: list[tuple[Inquiry, str]] = []
        self._tied = {
            _place(answer.detail) for answer in ties.verdicts_before if answer.inquiry is not None
        }

    def take(self, answers: list[Placed]) -> None:
        """Tie answers of one kind; one that found its question before keeps it."""
        told = [
            (one, facts) for one in answers
            if _place(_detail(one)) not in self._tied and (facts := one.kind.answer_facts(one.thing))
        ]
        traces = {trace for _, facts in told for trace in facts.traces}
        ledger = self._ties.ledger
        by_ours = inquiries.find_by_trace(ledger, "out_trace", traces)
        by_own = inquiries.find_by_trace(ledger, "trace_number", traces - by_ours.keys())
        for one, facts in told:
            found = self._of_traces(one, facts, by_ours, by_own) or self._of_batch(one, facts)
            if not found:
                kind = one.kind.answer
                reason = f"{kind} for a question we did not ask"
                self._ties.record_loose(kind, facts.outcome, _offset(one), reason)
            for inquiry in found:
                self._tie(one, facts, inquiry)
        self._write()

    # Whose answer it is.

    def _of_traces(
        self, one: Placed, facts: AnswerFacts,
        by_ours: Mapping[str, list[Inquiry]], by_own: Mapping[str, list[Inquiry]],
    ) -> list[Inquiry]:
        """The question under a trace of ours; else the one of this member under the asker's own."""
        for trace in facts.traces:
            if found := list(self._asked_here(one, by_ours.get(trace, ()))):
                return found[:1]
        for trace in facts.traces:
            found = [
                inquiry for inquiry in self._asked_here(one, by_own.get(trace, ()))
                if facts.member and self._fits(inquiry, facts)
            ]
            if found:
                return [min(found, key=lambda inquiry: _likeness(inquiry, facts))]
        return []

    def _of_batch(self, one: Placed, facts: AnswerFacts) -> list[Inquiry]:
        """The questions of the set that is answered as a whole, or the only one of this member in it."""
        ties = self._ties
        if facts.traces or not facts.batch:
            return []
        sent = sets.find_sent(ties.ledger, ties.file.partner, reference=facts.batch)[:1]
        asked = [inquiry for of in sent for inquiry in inquiries.search(ties.ledger, None, out_set=of.id)]
        fit = [
            inquiry for inquiry in self._asked_here(one, asked)
            if self._fits(inquiry, facts) and self._is_open(inquiry)
        ]
        if facts.is_for_all:
            # A payer with several ids may refuse under one of them; under none that was asked, all.
            return [one for one in fit if self._told_payer(one) == facts.payer.upper()] or fit
        return fit if facts.member and len(fit) == 1 else []

    def _told_payer(self, inquiry: Inquiry) -> str:
        """The id under which the payer was asked."""
        directory = self._ties.house.directory
        return (directory.told_to(self._ties.file.partner, inquiry.payer) or inquiry.payer).upper()

    def _asked_here(self, one: Placed, found: Iterable[Inquiry]) -> Iterator[Inquiry]:
        """Those of this kind that this payer was asked, as they stand behind the answers so far."""
        for inquiry in found:
            file = inquiry.out_file
            if inquiry.kind == one.kind.name and file and self._partner(file) == self._ties.file.partner:
                yield self._known.get(inquiry.id, inquiry)

    def _partner(self, file: int) -> str:
        if file not in self._partners:
            row = files.get(self._ties.ledger, None, file)
            self._partners[file] = row.partner if row else ""
        return self._partners[file]

    def _fits(self, inquiry: Inquiry, facts: AnswerFacts) -> bool:
        """Whether nothing that both tell differs."""
        member = self._ties.house.store.blind(facts.member) if facts.member else None
        # A payer may be told everything in capitals, and tells it so.
        told, asked = facts.claim_id.upper(), inquiry.claim_id.upper()
        return (
            (member is None or inquiry.member_index == member)
            and (not facts.npi or not inquiry.provider_npi or facts.npi == inquiry.provider_npi)
            and (not told or not asked or told == asked)
        )

    def _is_open(self, inquiry: Inquiry) -> bool:
        """Whether it waits for an answer, or got it from this very file."""
        return inquiry.state != "answered" or inquiry.answer_file == self._ties.file.id

    # What it does.

    def _tie(self, one: Placed, facts: AnswerFacts, inquiry: Inquiry) -> None:
        ties, kind = self._ties, one.kind.answer
        assert inquiry.out_file is not None
        ties.answered(inquiry.out_file)
        inquiry = replace(inquiry, state="sent") if inquiry.state == "routed" else inquiry
        self._verdicts.append(ties.verdict(
            kind, facts.outcome, _offset(one), _detail(one), of=self._set_of(inquiry), inquiry=inquiry
        ))
        if not self._is_open(inquiry):
            ties.told[f"{kind} told again"] += 1
            return
        ties.told[f"{kind} matched"] += 1
        event = PENDED if facts.is_pending else ANSWERED
        after = INQUIRY.get((inquiry.state, event))
        if after is not None:
            if inquiry.id in self._moved:
                self._move()
            self._moved.add(inquiry.id)
            self._moves.setdefault((inquiry.state, event), []).append(inquiry.id)
        if after is not None or inquiry.answer_file != ties.file.id:
            self._answers[inquiry.id] = Answered(
                inquiry.id, ties.file.id, _offset(one), facts.outcome, ties.now
            )
        if self._partner(inquiry.file) == HOUSE:
            self._followed.append((inquiry, facts.outcome))
        self._known[inquiry.id] = replace(
            inquiry, state=after or inquiry.state, answer_file=ties.file.id, passed_file=None
        )

    def _move(self) -> None:
        for (state, event), keys in self._moves.items():
            self._ties.advance_inquiries(keys, state, event)
        self._moves, self._moved = {}, set()

    def _write(self) -> None:
        """Write what a portion of answers came to."""
        self._ties.record_all(self._verdicts)
        self._move()
        inquiries.record_answers(self._ties.ledger, list(self._answers.values()))
        for inquiry, outcome in self._followed:
            take_answer(self._ties, inquiry, outcome)
        self._verdicts, self._answers, self._followed = [], {}, []

    def _set_of(self, inquiry: Inquiry) -> TransactionSet | None:
        key = inquiry.out_set
        if key is not None and key not in self._sets:
            self._sets[key] = sets.get(self._ties.ledger, None, key)
        return None if key is None else self._sets[key]


def _likeness(inquiry: Inquiry, facts: AnswerFacts) -> tuple[bool, bool, bool, int]:
    """How well a question fits an answer: its claim, its charge, whether it waits, when it was asked."""
    return (
        inquiry.claim_id != facts.claim_id,
        inquiry.charge_cents != facts.charge_cents,
        inquiry.state == "answered",
        inquiry.id,
    )


def _detail(one: Placed) -> dict[str, Any]:
    """Which answer of its file this is: by it the answer is found again to be passed on."""
    return {"set": one.set.offset, "ordinal": one.ordinal}


def _place(detail: Mapping[str, Any]) -> tuple[Any, Any]:
    return detail.get("set"), detail.get("ordinal")


def _offset(one: Placed) -> int:
    return one.unit.offset if one.unit else one.set.offset
