"""Work on a file alone, without a house: what it would be answered."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from clearinghouse.acknowledgment import Answers
from clearinghouse.posts import FolderPost
from clearinghouse.proof import prove
from edi.envelope import Interchange
from mappings.tables import GuideTables
from transactions.rules.lists import OURS, Lists
from transactions.rules.payer_rules import payer_rules


@dataclass(frozen=True)
class Correspondent:
    """A party taken from an ISA."""

    name: str
    id: str
    qualifier: str


def answer(
    stream: BinaryIO, tables: GuideTables, now: datetime, folder: Path, lists: Lists = OURS
) -> list[Path]:
    """Write the TA1, 999 and 277CA a file would get into a folder, one file each. Raises NotX12.

    The receiver of each interchange answers its sender. `lists` are those the rules look values up in.
    """
    post: FolderPost | None = None
    with ExitStack() as stack:
        answers: Answers | None = None
        for proven in prove(stream, tables, now.date(), lists, payer_rules(tables)):
            event = proven.event
            if isinstance(event, Interchange):
                us = _party("RECEIVER", event.receiver, event.receiver_qualifier)
                them = _party("SENDER", event.sender, event.sender_qualifier)
                usage = event.usage if event.usage in ("P", "T") else "P"
                if post is None or answers is None:
                    post = FolderPost(folder, us, them, usage, now)
                    answers = stack.enter_context(Answers(post))
                post.us, post.them, post.usage = us, them, usage
            if answers:
                answers.take(proven)
    return post.sent if post else []


def _party(role: str, id: str, qualifier: str) -> Correspondent:
    # What cannot stand on an envelope of ours is named by its role.
    good = id.isascii() and id.isprintable() and 2 <= len(id) <= 15 and not set(id) & set("*:^~")
    return Correspondent(role, id if good else role, qualifier if len(qualifier) == 2 else "ZZ")
