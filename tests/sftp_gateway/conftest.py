"""The servers, mailboxes and places the gateway's tests work in; every server is a real one."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from gateway_places import KINDS, Place, Room

from sandbox.sftp_server import OPENSSH, Kind, SftpServer
from sftp_gateway.folder import FolderMailbox
from sftp_gateway.sftp import open_mailbox


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say so when the tests against OpenSSH could not be collected."""
    if OPENSSH not in KINDS:
        terminalreporter.write_line(
            "OpenSSH's sshd is not installed (or this is not Linux): SFTP tests ran on the Python server only"
        )


@pytest.fixture(scope="session")
def running_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Kind, SftpServer]]:
    with ExitStack() as stack:
        servers = {}
        for kind in KINDS:
            base = tmp_path_factory.mktemp("server")
            (base / "root").mkdir()
            server = SftpServer.start(base / "root", base / "work", kind=kind, limit=300)
            servers[kind] = stack.enter_context(server)
        yield servers


@pytest.fixture(params=KINDS, ids=lambda kind: kind.split()[0])
def server(request: pytest.FixtureRequest, running_servers: dict[Kind, SftpServer]) -> SftpServer:
    return running_servers[request.param]


@pytest.fixture
def place(server: SftpServer, tmp_path: Path) -> Place:
    base = server.root / tmp_path.name
    inbox, outbox = base / "in", base / "out"
    for directory in (inbox, outbox):
        directory.mkdir(parents=True)
    settings = server.settings(f"{tmp_path.name}/in", f"{tmp_path.name}/out")
    return Place(server, inbox, outbox, settings)


@pytest.fixture(params=["folder", *KINDS], ids=lambda kind: kind.split()[0])
def room(
    request: pytest.FixtureRequest, tmp_path: Path, running_servers: dict[Kind, SftpServer]
) -> Room:
    """Each kind of mailbox in turn: what they promise is the same."""
    if request.param == "folder":
        inbox, outbox = tmp_path / "in", tmp_path / "out"
        inbox.mkdir()
        outbox.mkdir()
        return Room(inbox, outbox, lambda: FolderMailbox(inbox, outbox))
    running = running_servers[request.param]
    base = running.root / f"room-{tmp_path.name}"
    for directory in (base / "in", base / "out"):
        directory.mkdir(parents=True)
    settings = running.settings(f"{base.name}/in", f"{base.name}/out")
    return Room(base / "in", base / "out", lambda: open_mailbox(settings))
