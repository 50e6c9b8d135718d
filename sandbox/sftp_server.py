"""The sandbox's SFTP server: a real one on loopback, OpenSSH's where installed, and it says which."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sandbox import openssh_server
from sftp_gateway.errors import GatewayError
from sftp_gateway.settings import SftpSettings

Kind = Literal["OpenSSH sshd", "Python (paramiko)"]
OPENSSH: Kind = "OpenSSH sshd"
PYTHON: Kind = "Python (paramiko)"

_PROGRAMS = {OPENSSH: "sandbox.openssh_server", PYTHON: "sandbox.python_server"}
_LONGEST_START = 15.0


class ServerNotStarted(Exception):
    """The server did not come up; its log in the work directory says why."""


class SftpServer:
    """An SFTP server that runs as a child process; it ends with this object, with us, or at its limit."""

    host = "127.0.0.1"

    def __init__(self, kind: Kind, root: Path, work: Path, password: str | None, limit: float) -> None:
        self.kind = kind
        self.root = root
        self.log = work / "server.log"
        self.key_file = work / "client_key"
        self.host_keys = (read_public(work / "host_key"),)
        self.user = openssh_server.login() if kind == OPENSSH else "sandbox"
        order = {"root": str(root), "work": str(work), "password": password, "limit": limit}
        self._process = _launch(_PROGRAMS[kind], order, self.log)
        self.pid = self._process.pid
        try:
            self.port = self._read_port()
            self.sentence = f"{kind} on {self.host}, port {self.port}"
        except BaseException:
            self.stop()
            raise

    @classmethod
    def start(
        cls,
        root: Path,
        work: Path,
        *,
        kind: Kind | None = None,
        password: str | None = None,
        limit: float = 600.0,
    ) -> Self:
        """Serve `root`, keeping keys, configuration and log in `work`; return once a login has succeeded.

        Without `kind`, OpenSSH's sshd is taken if it can be, else the Python server; `sentence` says which
        and why. A `password`, beside the key, is for the Python server only. After `limit` seconds the
        server ends by itself. Raises ServerNotStarted.
        """
        root, work = root.resolve(), work.resolve()
        work.mkdir(parents=True, exist_ok=True)
        for name in ("host_key", "client_key"):
            make_key(work / name)
        reason = openssh_server.obstacle(root, work) if kind != PYTHON else "a Python server was asked for"
        if reason is None:
            try:
                return cls(OPENSSH, root, work, None, limit)._tried()
            except (ServerNotStarted, GatewayError) as error:
                reason = f"OpenSSH's sshd does not work here ({error})"
        if kind == OPENSSH:
            raise ServerNotStarted(reason)
        server = cls(PYTHON, root, work, password, limit)._tried()
        server.sentence += f": {reason}"
        return server

    def settings(self, inbox: str = ".", outbox: str = ".") -> SftpSettings:
        """Return the settings a client reaches this server with; directories are relative to its root."""
        return SftpSettings(
            host=self.host,
            port=self.port,
            user=self.user,
            key_file=self.key_file,
            host_keys=self.host_keys,
            inbox=inbox,
            outbox=outbox,
        )

    def stop(self) -> None:
        """End the server; may be repeated."""
        if self._process.stdin is not None:
            with suppress(BrokenPipeError):
                self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _tried(self) -> Self:
        """Log in once, as the clients will; a system may forbid what sshd's configuration allows."""
        # Importing paramiko takes a fifth of a second, which commands that start no server need not pay.
        from sftp_gateway.sftp import open_mailbox

        try:
            with open_mailbox(replace(self.settings(), connect_timeout=10, operation_timeout=10)) as box:
                box.list()
        except BaseException:
            self.stop()
            raise
        return self

    def _read_port(self) -> int:
        output = self._process.stdout
        if output is None or not select.select([output], [], [], _LONGEST_START)[0]:
            raise ServerNotStarted("the server says nothing")
        line = output.readline()
        if not line.strip().isdigit():
            raise ServerNotStarted("the server ended at once; see its log")
        return int(line)


def _launch(program: str, order: Mapping[str, object], log: Path) -> subprocess.Popen[bytes]:
    house = Path(__file__).resolve().parent.parent
    paths = [str(house), *filter(None, [os.environ.get("PYTHONPATH")])]
    with log.open("ab") as errors:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=log.parent,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
    if process.stdin is not None:
        with suppress(BrokenPipeError):
            process.stdin.write(json.dumps(order).encode("ascii") + b"\n")
            process.stdin.flush()
    return process


def make_key(path: Path) -> None:
    """Make an Ed25519 key pair in OpenSSH's form, unless it is there."""
    if path.exists():
        return
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    path.with_suffix(".pub").write_bytes(public + b"\n")
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(private)


def read_public(path: Path) -> str:
    """Return the public half of a key pair, as OpenSSH writes it."""
    return path.with_suffix(".pub").read_text(encoding="ascii").strip()
