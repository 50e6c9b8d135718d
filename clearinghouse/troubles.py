"""Troubles with partners and files, in words that runs count: one in trouble keeps no other waiting."""

from __future__ import annotations

import os
from collections import Counter

from clearinghouse.errors import HouseError
from sftp_gateway.errors import (
    AuthenticationRefused,
    BadSettings,
    Conflict,
    GatewayError,
    HostKeyRefused,
    NameRefused,
    NoFolder,
    ProtocolBroken,
    RemoteRefused,
    TooLarge,
    Unreachable,
)
from store.errors import ArchiveDamaged, NotArchived, StoreError, Unstorable

DAMAGED = "damaged in the archive"
_FAULT = "stopped by a fault of this program"
NO_PARTNER = "is no partner any more"
_SETTINGS = "has settings that cannot be used"
_WORDS: dict[type[GatewayError], str] = {
    Unreachable: "unreachable",
    NoFolder: "unreachable: its inbox or outbox is no folder; make one, or name another in partners.toml",
    HostKeyRefused: "showed a host key that is not pinned",
    AuthenticationRefused: "refused the login",
    BadSettings: _SETTINGS,
    ProtocolBroken: "broke the protocol",
    RemoteRefused: "refused a file",
    Conflict: "has another file under the name of ours",
    TooLarge: "sent a file that is too large",
    NameRefused: "sent a name that cannot be used",
}
OF_ONE_FILE = (RemoteRefused, Conflict, TooLarge, NameRefused)
"""Troubles that say nothing of the partner's other files (but ProtocolBroken does)."""


def in_words(problem: Exception) -> str:
    """What is the matter, as a count's name goes on behind the partner's."""
    return _WORDS.get(type(problem), _SETTINGS) if isinstance(problem, GatewayError) else _SETTINGS


def is_of_one_file(problem: GatewayError) -> bool:
    """Whether the partner's other files can still be carried."""
    return isinstance(problem, OF_ONE_FILE) and not isinstance(problem, ProtocolBroken)


def count_troubles(counts: Counter[str]) -> int:
    """How many of a step's counts are troubles with partners."""
    ends = (*_WORDS.values(), NO_PARTNER)
    return sum(count for what, count in counts.items() if what.endswith(ends))


def trouble_with_file(file: int, problem: Exception) -> str:
    """What keeps one file from being worked on, and no other. Raises the problem itself where it does.

    With BITEWING_DEBUG our own fault is raised: its traceback shows where it is.
    """
    if isinstance(problem, (ArchiveDamaged, NotArchived)):
        return f"file {file} {DAMAGED}"
    of_all = isinstance(problem, (StoreError, HouseError, OSError)) and not isinstance(problem, Unstorable)
    if of_all or os.environ.get("BITEWING_DEBUG"):
        raise problem
    return f"file {file} {_FAULT} ({type(problem).__name__})"


def count_stopped(counts: Counter[str]) -> int:
    """How many files could not be worked on: the archive does not hold them whole, or we have a fault."""
    return sum(count for what, count in counts.items() if what.endswith(DAMAGED) or _FAULT in what)
