"""Where the gateway's tests work: two directories on a real server, or behind a mailbox of any kind."""

import dataclasses
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sandbox import openssh_server
from sandbox.sftp_server import OPENSSH, PYTHON, SftpServer
from sftp_gateway.mailbox import Mailbox
from sftp_gateway.settings import SftpSettings

KINDS = [OPENSSH, PYTHON] if sys.platform == "linux" and openssh_server.find() else [PYTHON]
"""Where OpenSSH's server is installed it has to work; its tests are not collected elsewhere."""


@dataclass(frozen=True)
class Place:
    """One test's own two directories on a server, and the settings that lead to them."""

    server: SftpServer
    inbox: Path
    outbox: Path
    settings: SftpSettings

    def changed(self, **changes: object) -> SftpSettings:
        """Return the settings with some of them changed."""
        return dataclasses.replace(self.settings, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Room:
    """A mailbox of any kind and the two directories behind it, as the partner sees them."""

    inbox: Path
    outbox: Path
    open: Callable[[], Mailbox]
