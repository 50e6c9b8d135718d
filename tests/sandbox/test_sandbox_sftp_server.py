"""The sandbox's SFTP server: what it serves, what it does not, and that nothing of it stays behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import paramiko  # type: ignore[import-untyped]
import pytest

from sandbox import openssh_server
from sandbox.python_server import RootedFiles
from sandbox.sftp_server import OPENSSH, PYTHON, Kind, ServerNotStarted, SftpServer
from sftp_gateway.mailbox import Outcome
from sftp_gateway.sftp import open_mailbox

KINDS = [OPENSSH, PYTHON] if sys.platform == "linux" and openssh_server.find() else [PYTHON]
kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.split()[0])


def answers(server: SftpServer) -> bool:
    try:
        with socket.create_connection((server.host, server.port), 1) as tried:
            return tried.recv(4) == b"SSH-"
    except OSError:
        return False


def falls_silent(server: SftpServer, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not answers(server):
            return True
        time.sleep(0.02)
    return False


def addresses_of_this_machine() -> set[str]:
    """Return addresses of ours that are not the one the server listens on; all of 127.0.0.0/8 is ours."""
    named = set()
    with suppress(socket.gaierror):
        named = {str(found[4][0]) for found in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    return {"127.0.0.2", *named} - {"127.0.0.1"}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    (tmp_path / "root" / "in").mkdir(parents=True)
    return tmp_path


@kinds
def test_it_serves_its_root_says_what_it_is_and_ends(base: Path, kind: Kind) -> None:
    (base / "ours").write_bytes(b"ours")
    with SftpServer.start(base / "root", base / "work", kind=kind) as server:
        assert server.kind == kind
        assert kind in server.sentence
        assert server.host == "127.0.0.1"
        with open_mailbox(server.settings("in", "in")) as box:
            assert box.put(base / "ours", "a").outcome is Outcome.SENT
        assert (base / "root" / "in" / "a").read_bytes() == b"ours"
        os.kill(server.pid, 0)
    assert not answers(server)
    with pytest.raises(ProcessLookupError):
        os.kill(server.pid, 0)
    server.stop()


def test_without_a_wish_it_takes_openssh_where_there_is_one(base: Path) -> None:
    with SftpServer.start(base / "root", base / "work") as server:
        assert server.kind == KINDS[0] or sys.platform != "linux"


def test_it_says_why_it_is_not_openssh(base: Path) -> None:
    (base / "a root").mkdir()
    with SftpServer.start(base / "a root", base / "work") as server:
        assert server.kind == PYTHON
        assert ": " in server.sentence
    with pytest.raises(ServerNotStarted):
        SftpServer.start(base / "a root", base / "work", kind=OPENSSH)


def test_its_keys_stay_the_same_and_are_private(base: Path) -> None:
    with SftpServer.start(base / "root", base / "work") as first:
        pass
    with SftpServer.start(base / "root", base / "work") as second:
        assert second.host_keys == first.host_keys
    for name in ("host_key", "client_key"):
        assert (base / "work" / name).stat().st_mode & 0o777 == 0o600


@kinds
def test_it_listens_on_loopback_only(base: Path, kind: Kind) -> None:
    with SftpServer.start(base / "root", base / "work", kind=kind) as server:
        for other in addresses_of_this_machine():
            with pytest.raises(OSError):
                socket.create_connection((other, server.port), 1).close()


@kinds
def test_it_ends_by_itself_at_its_limit(base: Path, kind: Kind) -> None:
    server = SftpServer.start(base / "root", base / "work", kind=kind, limit=0.5)
    try:
        assert falls_silent(server, 5)
    finally:
        server.stop()


@kinds
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL])
def test_it_ends_when_its_process_is_ended(base: Path, kind: Kind, sign: signal.Signals) -> None:
    server = SftpServer.start(base / "root", base / "work", kind=kind)
    try:
        os.kill(server.pid, sign)
        assert falls_silent(server, 5)
    finally:
        server.stop()


STARTER = """
import os, sys
from pathlib import Path
from sandbox.sftp_server import SftpServer
server = SftpServer.start(Path(sys.argv[1]), Path(sys.argv[2]), kind=sys.argv[3])
print(server.port, server.pid, flush=True)
os.kill(os.getpid(), 9)
"""


@kinds
def test_it_ends_when_its_starter_is_killed(base: Path, kind: Kind) -> None:
    house = [str(Path(__file__).resolve().parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
    died = subprocess.run(
        [sys.executable, "-c", STARTER, str(base / "root"), str(base / "work"), kind],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(house)},
        timeout=20,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL
    port = int(died.stdout.split()[0])
    end = time.monotonic() + 5
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            return
        time.sleep(0.02)
    pytest.fail("the server outlived its starter")


WAYS_OUT = ["..", "../secret", "/../secret", "in/../../secret", "link", "link/secret", "file-link"]


def test_no_path_leads_out_of_the_python_server(base: Path) -> None:
    """The root itself may be looked at; nothing beside it may, by any spelling or link."""
    (base / "secret").write_bytes(b"secret")
    (base / "root" / "link").symlink_to(base)
    (base / "root" / "file-link").symlink_to(base / "secret")
    files = RootedFiles(None, base / "root")
    for path in WAYS_OUT:
        opened = files.open(path, os.O_RDONLY, None)
        assert isinstance(opened, int), path
        assert opened != paramiko.SFTP_OK
    for path in ("..", "/", "../.."):
        assert {entry.filename for entry in files.list_folder(path)} == {b"in", b"link", b"file-link"}
    assert isinstance(files.list_folder("link"), int)
    assert files.remove("../secret") != paramiko.SFTP_OK
    assert files.posix_rename("../secret", "mine") != paramiko.SFTP_OK
    assert files.open("link/new", os.O_WRONLY | os.O_CREAT, None) == paramiko.SFTP_PERMISSION_DENIED
    assert sorted(path.name for path in base.iterdir()) == ["root", "secret"]


def test_the_python_server_offers_nothing_but_files(base: Path) -> None:
    with SftpServer.start(base / "root", base / "work", kind=PYTHON) as server:
        transport = paramiko.Transport((server.host, server.port))
        try:
            transport.connect(username=server.user, pkey=paramiko.PKey.from_path(server.key_file))
            with pytest.raises(paramiko.SSHException):
                transport.open_session().exec_command("id")
            with pytest.raises(paramiko.ChannelException):
                transport.open_channel("direct-tcpip", ("127.0.0.1", server.port), ("127.0.0.1", 1))
        finally:
            transport.close()
