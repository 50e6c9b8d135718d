"""The mailbox: a partner's two directories, one we collect from and one we deliver to."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from sftp_gateway.naming import is_quarantined


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file that waits in a mailbox: name (accepted, or ours if quarantined), bytes, last change.

    `modified` is in seconds since 1970 by the partner's clock, None where the partner does not tell.
    """

    name: str
    size: int
    modified: int | None

    @property
    def quarantined(self) -> bool:
        """Tell whether the partner's own name was not accepted and `name` is one of ours."""
        return is_quarantined(self.name)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was collected whole: size in bytes, SHA-256 in hex, its last change at the partner."""

    name: str
    size: int
    sha256: str
    modified: int | None


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that stands whole at the partner under its hidden name, waiting to be released.

    `standing` says that the same content stands under the final name already, so that nothing was sent.
    """

    name: str
    size: int
    sha256: str
    standing: bool


class Outcome(Enum):
    """How a file came to its final name at the partner."""

    SENT = "sent"
    STANDING = "standing"
    """It stood there already, with the same content."""
    GONE = "gone"
    """Neither the hidden nor the final name is there: it was released, and the partner has taken it."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A file that was delivered: size in bytes, SHA-256 in hex, and how."""

    name: str
    size: int
    sha256: str
    outcome: Outcome


class Mailbox(Protocol):
    """What every way to a partner's mailbox can do. Methods raise GatewayError; OSError is our own disk's."""

    def list(self) -> Sequence[RemoteFile]:
        """Return the files that wait for us, by name; directories, links and hidden files are left out."""

    def fetch(self, name: str, local_path: Path) -> Fetched:
        """Copy a waiting file to `local_path`, whole or not at all.

        Raises Vanished if it is gone, StillChanging if it changed meanwhile, TooLarge, NameRefused.
        """

    def stage(self, local_path: Path, name: str) -> Staged:
        """Write a file of ours at the partner under its hidden name; may be repeated.

        Raises Conflict if other content stands under the final name.
        """

    def release(self, name: str, size: int) -> Outcome:
        """Give a staged file of `size` bytes its final name; may be repeated, even if an answer was lost."""

    def put(self, local_path: Path, name: str) -> Delivered:
        """Stage and release; a file that stands there already with the same content is not sent again."""

    def remove(self, name: str, fetched: Fetched | None = None) -> bool:
        """Take a file out of the mailbox; False if it was gone already.

        With `fetched`, a file that is no longer the one collected stays (StillChanging).
        """

    def close(self) -> None:
        """Let go of the connection; may be repeated."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def deliver(box: Mailbox, local_path: Path, name: str) -> Delivered:
    """Stage and release a file, which is what every mailbox's `put` means."""
    staged = box.stage(local_path, name)
    outcome = Outcome.STANDING if staged.standing else box.release(name, staged.size)
    return Delivered(name, staged.size, staged.sha256, outcome)
