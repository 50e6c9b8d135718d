"""A server that lies about names, sizes, types, ends and answers gets a refusal, never a file or our time."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import paramiko  # type: ignore[import-untyped]
import pytest
from gateway_places import served
from hypothesis import given
from hypothesis import strategies as st

from sandbox.python_server import OpenFile, RootedFiles
from sftp_gateway import packets
from sftp_gateway.client import MOST_ENTRIES, Client
from sftp_gateway.errors import (
    GatewayError,
    NameRefused,
    ProtocolBroken,
    RemoteRefused,
    StillChanging,
    TooLarge,
    Unreachable,
)
from sftp_gateway.naming import local_name
from sftp_gateway.packets import number, offset, string
from sftp_gateway.settings import SftpSettings
from sftp_gateway.sftp import open_mailbox

Opener = Callable[[type[RootedFiles]], SftpSettings]


@pytest.fixture
def lying(tmp_path: Path) -> Iterator[Opener]:
    """Starts servers whose files are what a test's own class says they are."""
    (tmp_path / "root").mkdir()
    with ExitStack() as stack:
        yield lambda files: stack.enter_context(served(tmp_path, files))


def entry(name: bytes, size: int | None = 1, mode: int | None = 0o100644) -> Any:
    told = paramiko.SFTPAttributes()
    told.filename, told.st_size, told.st_mode = name, size, mode
    return told


def test_names_no_disk_could_hold_stay_where_they_are(lying: Opener, tmp_path: Path) -> None:
    hostile = [b"..", b".", b"../../etc/passwd", b"/etc/passwd", b"a/b", b"", b"nul\0"]

    class Names(RootedFiles):
        def list_folder(self, path: str) -> Any:
            return [entry(name) for name in hostile]

        def open(self, path: str, flags: int, attr: Any) -> Any:
            raise AssertionError("a hostile name was sent back")

        remove = open  # type: ignore[assignment]

    with open_mailbox(lying(Names)) as box:
        listed = [file.name for file in box.list()]
        assert sorted(listed) == sorted(local_name(name) for name in hostile if name not in (b".", b".."))
        for name in listed:
            with pytest.raises(NameRefused):
                box.fetch(name, tmp_path / "landed")
            with pytest.raises(NameRefused):
                box.remove(name)
    assert not (tmp_path / "landed").exists()


def test_the_same_name_twice_is_one_file(lying: Opener) -> None:
    class Twice(RootedFiles):
        def list_folder(self, path: str) -> Any:
            return [entry(b"a", 1), entry(b"a", 2)]

    with open_mailbox(lying(Twice)) as box:
        assert [file.name for file in box.list()] == ["a"]


def test_a_file_without_a_size_cannot_be_checked(lying: Opener) -> None:
    class Sizeless(RootedFiles):
        def list_folder(self, path: str) -> Any:
            return [entry(b"a", None)]

    with open_mailbox(lying(Sizeless)) as box, pytest.raises(ProtocolBroken):
        box.list()


@pytest.mark.parametrize(
    ("told", "error"),
    [(4, StillChanging), (6, StillChanging), (1 << 62, TooLarge)],
    ids=["too small", "too large", "enormous"],
)
def test_a_wrong_size_never_lands(
    lying: Opener, tmp_path: Path, told: int, error: type[GatewayError]
) -> None:
    """The file has 5 bytes; the server tells another size at first and the true one at the second look."""

    class Liar(OpenFile):
        looks = 0

        def stat(self) -> Any:
            Liar.looks += 1
            return entry(b"a", told if Liar.looks == 1 else 5)

    class Files(RootedFiles):
        open_file = Liar

    (tmp_path / "root" / "a").write_bytes(b"12345")
    with open_mailbox(lying(Files)) as box, pytest.raises(error):
        box.fetch("a", tmp_path / "landed")
    assert sorted(path.name for path in tmp_path.iterdir() if "landed" in path.name) == []


def test_a_directory_is_not_fetched_as_a_file(lying: Opener, tmp_path: Path) -> None:
    (tmp_path / "root" / "a").mkdir()
    with open_mailbox(lying(RootedFiles)) as box, pytest.raises(RemoteRefused):
        box.fetch("a", tmp_path / "landed")


def test_a_server_that_keeps_less_than_it_was_sent_is_found_out(lying: Opener, tmp_path: Path) -> None:
    class Sieve(OpenFile):
        def write(self, offset: int, data: bytes) -> int:
            return int(paramiko.SFTP_OK)

    class Forgetful(RootedFiles):
        open_file = Sieve

    (tmp_path / "ours").write_bytes(b"12345")
    with open_mailbox(lying(Forgetful)) as box, pytest.raises(RemoteRefused):
        box.put(tmp_path / "ours", "a.edi")
    assert list((tmp_path / "root").iterdir()) == []


class Tape:
    """A stream that plays what a server said; what we ask is not listened to."""

    def __init__(self, said: bytes) -> None:
        self._said = said
        self._step = 7 if len(said) < 1000 else 1 << 16

    def sendall(self, data: bytes) -> None: ...

    def recv(self, length: int) -> bytes:
        played, self._said = self._said[:self._step], self._said[self._step:]
        return played


def packet(kind: int, *fields: bytes) -> bytes:
    return string(bytes([kind]) + b"".join(fields))


GREETING = packet(packets.VERSION_REPLY, number(3), string(b"posix-rename@openssh.com"), string(b"1"))
HANDLE = packet(packets.HANDLE, number(1), string(b"h"))


def client(*said: bytes) -> Client:
    return Client(Tape(GREETING + b"".join(said)), lambda: None)


def test_the_extensions_are_read_from_the_greeting() -> None:
    assert client().extensions == {b"posix-rename@openssh.com"}


def test_answers_may_come_in_any_order() -> None:
    answers = [packet(packets.DATA, number(2 + n), string(bytes([65 + n]) * 32768)) for n in range(3)]
    closed = packet(packets.STATUS, number(5), number(0))
    session = client(HANDLE, answers[2], answers[0], answers[1], closed)
    with session.opened_to_read(b"a") as handle:
        assert b"".join(session.read(handle, 3 * 32768)) == b"A" * 32768 + b"B" * 32768 + b"C" * 32768


def test_a_short_answer_is_followed_by_the_rest() -> None:
    session = client(
        HANDLE,
        packet(packets.DATA, number(2), string(b"123")),
        packet(packets.DATA, number(3), string(b"45")),
        packet(packets.STATUS, number(4), number(0)),
    )
    with session.opened_to_read(b"a") as handle:
        assert list(session.read(handle, 5)) == [b"123", b"45"]


def test_late_answers_to_a_broken_off_reading_are_not_taken_for_others() -> None:
    session = client(
        HANDLE,
        packet(packets.STATUS, number(2), number(packets.EOF)),
        packet(packets.DATA, number(3), string(b"late")),
        packet(packets.STATUS, number(4), number(0)),
        packet(packets.ATTRS, number(5), number(0)),
    )
    with pytest.raises(StillChanging), session.opened_to_read(b"a") as handle:
        list(session.read(handle, 40_000))
    assert session.stat(b"a").size is None
    assert session._answers == {}


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ([], Unreachable),
        ([b"\0\0"], Unreachable),
        ([number(1 << 31) + b"x" * 9], ProtocolBroken),
        ([number(0) + b"x" * 9], ProtocolBroken),
        ([packet(packets.ATTRS, number(7), number(0))], ProtocolBroken),
        ([packet(packets.HANDLE, number(1), string(b"h"))], ProtocolBroken),
        ([packet(packets.ATTRS, number(1))], ProtocolBroken),
        ([packet(packets.ATTRS, number(1), number(0x80000000), number(1 << 31))], ProtocolBroken),
        ([packet(packets.STATUS, number(1), number(0))], ProtocolBroken),
        ([packet(packets.STATUS, number(1), number(3))], RemoteRefused),
        ([packet(packets.STATUS, number(1), number(99), string(b"\x1b[2J"))], RemoteRefused),
    ],
)
def test_a_wrong_answer_is_refused(said: list[bytes], error: type[GatewayError]) -> None:
    with pytest.raises(error) as refused:
        client(*said).stat(b"a")
    assert "\x1b" not in str(refused.value)


def test_more_bytes_than_asked_for_are_not_taken() -> None:
    session = client(HANDLE, packet(packets.DATA, number(2), string(b"123456")))
    with pytest.raises(ProtocolBroken), session.opened_to_read(b"a") as handle:
        list(session.read(handle, 5))


def test_an_empty_answer_does_not_go_on_for_ever() -> None:
    session = client(HANDLE, packet(packets.DATA, number(2), string(b"")))
    with pytest.raises(ProtocolBroken), session.opened_to_read(b"a") as handle:
        list(session.read(handle, 5))
    with pytest.raises(ProtocolBroken):
        list(client(HANDLE, packet(packets.NAME, number(2), number(0))).entries(b"a"))


def test_a_listing_without_an_end_is_refused() -> None:
    line = string(b"a") + string(b"") + number(0)
    counts = (50_000, 50_000, 1)
    pages = [packet(packets.NAME, number(2 + n), number(k), line * k) for n, k in enumerate(counts)]
    closed = packet(packets.STATUS, number(5), number(0))
    assert MOST_ENTRIES == 100_000
    with pytest.raises(RemoteRefused) as refused:
        list(client(HANDLE, *pages, closed).entries(b"a"))
    assert not isinstance(refused.value, ProtocolBroken)


def test_an_old_protocol_is_refused() -> None:
    with pytest.raises(ProtocolBroken):
        Client(Tape(packet(packets.VERSION_REPLY, number(2))), lambda: None)


@given(st.binary(max_size=400), st.integers(0, 3))
def test_no_bytes_of_a_server_raise_anything_but_a_gateway_error(noise: bytes, begun: int) -> None:
    attributes = number(0x0000000F) + offset(5) + number(0) * 2 + number(0o100644) + number(1) * 2
    listed = packet(packets.NAME, number(2), number(1), string(b"a"), string(b""), attributes)
    good = [GREETING, HANDLE, listed]
    try:
        session = Client(Tape(b"".join(good[:begun]) + noise), lambda: None)
        list(session.entries(b"."))
    except GatewayError:
        pass
