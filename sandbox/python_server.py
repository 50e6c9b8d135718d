"""An SFTP server in Python on paramiko, for machines without OpenSSH's: one directory, one user, loopback.

Run as ``python -m sandbox.python_server`` with one line of JSON on standard input; it writes its port and
ends when standard input does.
"""

import base64
import errno
import hmac
import logging
import os
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import paramiko  # type: ignore[import-untyped]

from sandbox.lifetime import end_on_request, last, read_order

USER = "sandbox"
_LOG = logging.getLogger("sandbox.sftp")
_LOG.addHandler(logging.NullHandler())


class Gate(paramiko.ServerInterface):  # type: ignore[misc]
    """Who is let in: one user, by one key, or by a password where there is one; and only to SFTP."""

    def __init__(self, key: bytes, password: str | None) -> None:
        self._key = key
        self._password = password

    def get_allowed_auths(self, username: str) -> str:
        """Return the ways to log in."""
        return "publickey" if self._password is None else "publickey,password"

    def check_auth_publickey(self, username: str, key: Any) -> int:
        """Let the one user in with the one key."""
        return self._judge(username == USER and hmac.compare_digest(key.asbytes(), self._key))

    def check_auth_password(self, username: str, password: str) -> int:
        """Let the one user in with the password, if this server has one."""
        wanted = self._password
        same = wanted is not None and hmac.compare_digest(password.encode(), wanted.encode())
        return self._judge(username == USER and same)

    def check_channel_request(self, kind: str, chanid: int) -> int:
        """Open sessions, and no tunnels."""
        refused = paramiko.OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED
        return int(paramiko.OPEN_SUCCEEDED if kind == "session" else refused)

    def _judge(self, accepted: bool) -> int:
        _LOG.info("authentication %s", "accepted" if accepted else "refused")
        return int(paramiko.AUTH_SUCCESSFUL if accepted else paramiko.AUTH_FAILED)


class OpenFile(paramiko.SFTPHandle):  # type: ignore[misc]
    """A file a client holds open."""

    def __init__(self, descriptor: int, flags: int) -> None:
        super().__init__(flags)
        mode = "r+b" if flags & os.O_RDWR else "wb" if flags & os.O_WRONLY else "rb"
        self._file = os.fdopen(descriptor, mode)
        if mode != "wb":
            self.readfile = self._file
        if mode != "rb":
            self.writefile = self._file

    def stat(self) -> Any:
        """Return the file's attributes."""
        return paramiko.SFTPAttributes.from_stat(os.fstat(self._file.fileno()))


class RootedFiles(paramiko.SFTPServerInterface):  # type: ignore[misc]
    """The files of one directory. No path leads out of it, neither by ``..`` nor by a link."""

    open_file: type[OpenFile] = OpenFile

    def __init__(self, server: Any, root: Path) -> None:
        super().__init__(server)
        self._root = os.path.realpath(root)

    def list_folder(self, path: str) -> Any:
        """Return what stands in a directory, names in their own bytes."""
        return self._do(lambda: self._entries(self._place(path)))

    def stat(self, path: str) -> Any:
        """Return the attributes of a file."""
        return self._do(lambda: paramiko.SFTPAttributes.from_stat(os.lstat(self._place(path))))

    def lstat(self, path: str) -> Any:
        """Return the attributes of a file; links are not followed anyway."""
        return self.stat(path)

    def open(self, path: str, flags: int, attr: Any) -> Any:
        """Open a file."""
        return self._do(lambda: self._opened(self._place(path), flags))

    def remove(self, path: str) -> Any:
        """Remove a file."""
        return self._do(lambda: os.unlink(self._place(path)))

    def rename(self, oldpath: str, newpath: str) -> Any:
        """Rename a file; the new name must be free."""
        return self._do(lambda: self._renamed(self._place(oldpath), self._place(newpath)))

    def posix_rename(self, oldpath: str, newpath: str) -> Any:
        """Rename a file over another."""
        return self._do(lambda: os.replace(self._place(oldpath), self._place(newpath)))

    def _do(self, work: Callable[[], Any]) -> Any:
        try:
            answer = work()
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        return paramiko.SFTP_OK if answer is None else answer

    def _place(self, path: str) -> str:
        """Return where a client's path lies on our disk; PermissionError if that is not below the root."""
        wanted = os.path.normpath("/" + path).lstrip("/")
        directory, name = os.path.split(os.path.join(self._root, wanted))
        directory = self._root if wanted in ("", ".") else os.path.realpath(directory)
        place = os.path.join(directory, name) if wanted not in ("", ".") else directory
        if os.path.commonpath([self._root, place]) != self._root:
            raise PermissionError(errno.EACCES, "outside the served directory")
        return place

    def _entries(self, place: str) -> list[Any]:
        if os.path.islink(place):
            raise PermissionError(errno.EACCES, "links are not followed")
        entries = []
        for name in os.listdir(os.fsencode(place)):
            entry = paramiko.SFTPAttributes.from_stat(os.lstat(os.path.join(os.fsencode(place), name)))
            entry.filename = name
            entries.append(entry)
        return entries

    def _opened(self, place: str, flags: int) -> OpenFile:
        if os.path.isdir(place):
            raise IsADirectoryError(errno.EISDIR, "a directory")
        return self.open_file(os.open(place, flags | os.O_NOFOLLOW, 0o644), flags)

    def _renamed(self, old: str, new: str) -> None:
        if os.path.lexists(new):
            raise FileExistsError(errno.EEXIST, "the name is taken")
        os.rename(old, new)


def serve(listener: socket.socket, host_key: Path, gate: Gate, files: type[RootedFiles], root: Path) -> None:
    """Serve every client that connects, each in threads of its own, until the listener is closed."""
    key = paramiko.Ed25519Key.from_private_key_file(str(host_key))
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        transport = paramiko.Transport(client)
        transport.set_log_channel(_LOG.name)
        transport.add_server_key(key)
        transport.set_subsystem_handler("sftp", paramiko.SFTPServer, files, root)
        transport.start_server(threading.Event(), gate)


def main() -> None:
    """Serve until standard input ends or the limit is reached."""
    order = read_order()
    end_on_request()
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(name)s: %(message)s")
    key = (Path(order["work"]) / "client_key.pub").read_text(encoding="ascii").split()[1]
    gate = Gate(base64.b64decode(key), order["password"])
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listener:
        arguments = (listener, Path(order["work"]) / "host_key", gate, RootedFiles, Path(order["root"]))
        threading.Thread(target=serve, args=arguments, daemon=True).start()
        print(listener.getsockname()[1], flush=True)
        last(order["limit"], lambda: True)


if __name__ == "__main__":
    main()
