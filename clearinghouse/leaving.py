"""What leaves for a submitter: archived, on its way to its mailbox, and in its outbox for all its readers."""

from __future__ import annotations

from dataclasses import dataclass

from clearinghouse.house import House
from store import deliveries, files, outbox
from store.archive import Archived
from store.deliveries import Delivery
from store.files import File
from store.ledger import Ledger
from store.outbox import Answer

ANSWERS = "answers file "
"""The note of a file that goes back to a sender, before the key of the file it answers."""


@dataclass(frozen=True, slots=True)
class Content:
    """What an answer tells of: how many claims, for how much in cents (None: of none), and what else."""

    claims: int | None = None
    cents: int | None = None
    note: str = ""


NOTHING_COUNTED = Content()


def answer_name(house: House, kind: str, number: int, answers: int, ending: str = "edi") -> str:
    """What a file that leaves is called: kind, control number, the file it answers, the day."""
    return f"{kind}-{number:09d}-file{answers}-{house.now():%Y%m%d}.{ending}"


def lay_out(
    house: House,
    ledger: Ledger,
    run: int,
    account: str,
    partner: str,
    archived: Archived,
    *,
    name: str,
    kind: str,
    answers: int | None = None,
    content: Content = NOTHING_COUNTED,
    route: str = "",
) -> File:
    """Record a file made for a partner, with its delivery and its place in the account's outbox.

    `answers` is the key of the file it answers, or was passed on from (None: it is no answer).
    """
    now = house.now()
    file, _ = files.record(
        ledger,
        File(
            account=account,
            direction="out",
            partner=partner,
            name=name,
            sha256=archived.sha256,
            size=archived.size,
            kind=kind,
            state="made",
            received_at=now,
            run=run or None,
            note="" if answers is None else f"{ANSWERS}{answers}",
        ),
        actor=house.actor,
    )
    deliveries.make(
        ledger,
        Delivery(
            account=account, file=file.id, partner=partner, remote_name=name, made_at=now, route=route
        ),
        actor=house.actor,
        run=run or None,
    )
    answer = Answer(
        account=account, file=file.id, kind=kind, made_at=now, answers=answers, claims=content.claims,
        cents=content.cents, note=content.note or None,
    )
    outbox.put(ledger, answer)
    return file
