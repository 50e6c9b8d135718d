"""The names of files: which of a partner's names we use as they are, and which names are ours.

A name from a server is hostile until it is proven harmless. An accepted name has 1 to 128 characters of
``A-Z a-z 0-9 . _ -`` and begins with neither ``.`` nor ``-``. Every other name is answered with a quarantine
name of ours, the same one each time, so that the file can be collected without its name touching our disk.
"""

import hashlib
import re
from collections.abc import Mapping

from sftp_gateway.errors import BadSettings, NameRefused

QUARANTINE = "quarantine-"
_ACCEPTED = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_HIDDEN = re.compile(rb"\.[A-Za-z0-9_][A-Za-z0-9._-]{0,254}")
_QUARANTINED = re.compile(r"quarantine-[0-9a-f]{32}")
_PLACE = re.compile(r"\{([a-z0-9_]+)\}")


def is_accepted(name: str) -> bool:
    """Tell whether a partner's name may be used as it is, on our disk too."""
    return _ACCEPTED.fullmatch(name) is not None and not name.startswith(QUARANTINE)


def is_quarantined(name: str) -> bool:
    """Tell whether this is one of our names for a file whose own name was not accepted."""
    return _QUARANTINED.fullmatch(name) is not None


def is_hidden(remote: bytes) -> bool:
    """Tell whether a remote name says "not offered yet": one dot before an otherwise harmless name.

    Partners upload under such names and rename at the end, as we do (`staged_name`).
    """
    return _HIDDEN.fullmatch(remote) is not None


def is_reachable(remote: bytes) -> bool:
    """Tell whether a remote name can be sent back to its server without leaving its directory."""
    return remote not in (b"", b".", b"..") and not any(byte in remote for byte in (b"/", b"\\", b"\0"))


def local_name(remote: bytes) -> str:
    """Return the name we know a remote file by: its own if accepted, else a quarantine name of ours."""
    name = remote.decode("ascii", errors="replace")
    return name if is_accepted(name) else QUARANTINE + hashlib.sha256(remote).hexdigest()[:32]


def staged_name(name: str) -> str:
    """Return the hidden name under which a file is written, here or at the partner, until it is whole."""
    return f".{name}.part"


def require_accepted(name: str) -> str:
    """Return a name of ours unchanged; raise NameRefused if we would not accept it from a partner either."""
    if not is_accepted(name):
        raise NameRefused("a file name has 1 to 128 of A-Z a-z 0-9 . _ - and begins with neither . nor -")
    return name


def remote_name(pattern: str, values: Mapping[str, str]) -> str:
    """Return the name a file is delivered under, from a pattern such as ``{kind}-{control_number}.edi``.

    The same values give the same name, so that a delivery repeated after a crash meets itself at the partner.
    Raises BadSettings for a place in the pattern that has no value, NameRefused for a name not accepted.
    """

    def fill(place: re.Match[str]) -> str:
        value = values.get(place[1])
        if value is None:
            raise BadSettings("the pattern of remote names has a place that no value is known for")
        return value

    return require_accepted(_PLACE.sub(fill, pattern))
