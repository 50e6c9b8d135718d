"""Messages to partners: a file of any kind, which travels as it is in their outbox."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import BinaryIO

from clearinghouse.errors import HouseError
from clearinghouse.house import PARTNERS, House
from clearinghouse.plain_files import account_of, post_file
from store import events
from store.files import File

KIND = "message"
MAX_SIZE = 10 << 20
"""Bytes of one message."""
_ENDING = re.compile(r"\.[a-z0-9]{1,5}")


def send_message(house: House, partner: str, content: BinaryIO, name: str) -> File:
    """Send a file to a partner with the next run, once; of its `name` only the ending goes along.

    Raises HouseError for a partner that there is not, and for a file that is empty or too large.
    """
    if house.partners.partner(partner) is None:
        known = ", ".join(slug for _, slug, _ in house.partners.everyone())
        raise HouseError(f"{PARTNERS} has no partner {partner!a} to send a message to; there are: {known}")
    told = content.read(MAX_SIZE + 1)
    if not told:
        raise HouseError("the message is empty")
    if len(told) > MAX_SIZE:
        raise HouseError(f"the message is larger than {MAX_SIZE >> 20} MiB; nothing was sent")
    ending = PurePath(name).suffix.lower()
    with house.store.begin() as ledger:
        file = post_file(house, ledger, partner, KIND, told, ending if _ENDING.fullmatch(ending) else ".txt")
        sent = [(account_of(house, partner), file.id)]
        events.write(
            ledger, "files", sent, "made", "made", "message written", at=house.now(), actor=house.actor
        )
    return file
