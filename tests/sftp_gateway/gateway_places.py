"""Where the gateway's tests work: two directories on a real server, or behind a mailbox of any kind."""

import base64
import dataclasses
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox import openssh_server
from sandbox.python_server import USER, Gate, RootedFiles, serve
from sandbox.sftp_server import OPENSSH, PYTHON, SftpServer, make_key, read_public
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


@contextmanager
def served(
    base: Path, files: type[RootedFiles] = RootedFiles, gate: type[Gate] = Gate, password: str | None = None
) -> Iterator[SftpSettings]:
    """Serve `base`/root from this process, with the test's own idea of files and of who is let in."""
    (base / "root").mkdir(exist_ok=True)
    for name in ("host", "client"):
        make_key(base / name)
    guard = gate(base64.b64decode(read_public(base / "client").split()[1]), password)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        arguments = (listener, base / "host", guard, files, base / "root")
        threading.Thread(target=serve, args=arguments, daemon=True).start()
        yield SftpSettings(
            "127.0.0.1",
            USER,
            (read_public(base / "host"),),
            port=listener.getsockname()[1],
            key_file=base / "client",
            password=password,
            silence_timeout=2,
            operation_timeout=4,
        )
        listener.shutdown(socket.SHUT_RDWR)
