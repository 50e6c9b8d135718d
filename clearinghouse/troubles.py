"""Troubles with partners, in words that runs count: a partner in trouble never keeps the others waiting."""

from __future__ import annotations

from collections import Counter

from sftp_gateway.errors import (
    AuthenticationRefused,
    BadSettings,
    Conflict,
    GatewayError,
    HostKeyRefused,
    NameRefused,
    ProtocolBroken,
    RemoteRefused,
    TooLarge,
    Unreachable,
)

DAMAGED = "damaged in the archive"
NO_PARTNER = "is no partner any more"
_SETTINGS = "has settings that cannot be used"
_WORDS: dict[type[GatewayError], str] = {
    Unreachable: "unreachable",
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


def count_damaged(counts: Counter[str]) -> int:
    """How many files could not be worked on because the archive does not hold them whole any more."""
    return sum(count for what, count in counts.items() if what.endswith(DAMAGED))
