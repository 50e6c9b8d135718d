"""What every mailbox promises, over SFTP to each kind of server and on a folder alike."""

import os
import stat
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from gateway_places import Room

from sftp_gateway.errors import Conflict, NameRefused, RemoteRefused, StillChanging, Unreachable, Vanished
from sftp_gateway.folder import FolderMailbox
from sftp_gateway.mailbox import Outcome
from sftp_gateway.naming import local_name

CONTENT = b"ISA*00*          ~" * 9000


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    path = tmp_path / "ours"
    path.write_bytes(CONTENT)
    return path


def names(directory: Path) -> list[str]:
    return sorted(os.listdir(directory))


def test_a_file_comes_home_whole_and_private(room: Room, tmp_path: Path) -> None:
    (room.inbox / "835.edi").write_bytes(CONTENT)
    local = tmp_path / "landed" / "835.edi"
    local.parent.mkdir()
    with room.open() as box:
        (waiting,) = box.list()
        fetched = box.fetch("835.edi", local)
    assert (waiting.name, waiting.size, waiting.quarantined) == ("835.edi", len(CONTENT), False)
    assert (fetched.size, fetched.sha256) == (len(CONTENT), sha256(CONTENT).hexdigest())
    assert fetched.modified == waiting.modified == int((room.inbox / "835.edi").stat().st_mtime)
    assert local.read_bytes() == CONTENT
    assert stat.S_IMODE(local.stat().st_mode) == 0o600
    assert names(local.parent) == ["835.edi"]


def test_an_empty_file_is_a_file(room: Room, tmp_path: Path) -> None:
    (room.inbox / "empty").touch()
    with room.open() as box:
        assert box.fetch("empty", tmp_path / "e").size == 0
        assert box.put(tmp_path / "e", "empty").outcome is Outcome.SENT
    assert (room.outbox / "empty").stat().st_size == 0


def test_only_plain_files_that_are_offered_are_listed(room: Room) -> None:
    (room.inbox / "b.edi").write_bytes(b"b")
    (room.inbox / "a.edi").write_bytes(b"aa")
    (room.inbox / ".c.edi.part").write_bytes(b"c")
    (room.inbox / "directory").mkdir()
    (room.inbox / "link").symlink_to("/etc/hostname")
    os.mkfifo(room.inbox / "pipe")
    with room.open() as box:
        assert [(file.name, file.size) for file in box.list()] == [("a.edi", 2), ("b.edi", 1)]


def test_a_link_is_not_followed_out_of_the_inbox_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"s")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path / "secret")
    os.mkfifo(tmp_path / "in" / "pipe")
    box = FolderMailbox(tmp_path / "in", tmp_path / "in")
    for name in ("link", "pipe"):
        with pytest.raises(RemoteRefused):
            box.fetch(name, tmp_path / "landed")
    assert not (tmp_path / "landed").exists()


def write_on(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def cut_short(path: Path) -> None:
    os.truncate(path, 1)


@pytest.mark.parametrize("change", [write_on, cut_short, os.unlink])
def test_a_file_of_a_folder_that_changes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    (tmp_path / "a").write_bytes(CONTENT)
    read = os.read

    def read_and_change(handle: int, length: int) -> bytes:
        block = read(handle, length)
        monkeypatch.setattr(os, "read", read)
        change(tmp_path / "a")
        return block

    monkeypatch.setattr(os, "read", read_and_change)
    with pytest.raises((StillChanging, Vanished)):
        FolderMailbox(tmp_path, tmp_path).fetch("a", tmp_path / "landed")
    assert [name for name in names(tmp_path) if "landed" in name] == []


def test_a_vanished_file_is_its_own_case(room: Room, tmp_path: Path) -> None:
    (room.inbox / "a").write_bytes(b"a")
    with room.open() as box:
        assert len(box.list()) == 1
        (room.inbox / "a").unlink()
        with pytest.raises(Vanished):
            box.fetch("a", tmp_path / "a")
        assert box.remove("a") is False
        assert box.list() == []
    assert not (tmp_path / "a").exists()


def test_removing_takes_the_file_that_was_fetched_and_no_other(room: Room, tmp_path: Path) -> None:
    (room.inbox / "a").write_bytes(b"first")
    with room.open() as box:
        fetched = box.fetch("a", tmp_path / "a")
        (room.inbox / "a").write_bytes(b"the partner's second file of that name")
        with pytest.raises(StillChanging):
            box.remove("a", fetched)
        assert names(room.inbox) == ["a"]
        fetched = box.fetch("a", tmp_path / "a")
        assert box.remove("a", fetched) is True
        assert box.remove("a", fetched) is False
    assert names(room.inbox) == []


def test_a_put_file_stands_whole_under_its_name_and_nothing_else_does(room: Room, ours: Path) -> None:
    with room.open() as box:
        delivered = box.put(ours, "837D-000000001.edi")
    assert (delivered.outcome, delivered.size) == (Outcome.SENT, len(CONTENT))
    assert delivered.sha256 == sha256(CONTENT).hexdigest()
    assert names(room.outbox) == ["837D-000000001.edi"]
    assert (room.outbox / "837D-000000001.edi").read_bytes() == CONTENT


def test_a_crash_after_the_rename_delivers_nothing_twice(room: Room, ours: Path) -> None:
    with room.open() as box:
        box.put(ours, "a.edi")
    before = (room.outbox / "a.edi").stat()
    with room.open() as box:
        again = box.put(ours, "a.edi")
    after = (room.outbox / "a.edi").stat()
    assert (again.outcome, again.sha256) == (Outcome.STANDING, sha256(CONTENT).hexdigest())
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert names(room.outbox) == ["a.edi"]


def test_a_crash_while_sending_leaves_nothing_that_is_in_the_way(room: Room, ours: Path) -> None:
    (room.outbox / ".a.edi.part").write_bytes(CONTENT + b"more than the file has")
    with room.open() as box:
        assert box.put(ours, "a.edi").outcome is Outcome.SENT
    assert names(room.outbox) == ["a.edi"]
    assert (room.outbox / "a.edi").read_bytes() == CONTENT


@pytest.mark.parametrize(
    "other", [CONTENT[:-1], CONTENT[:-1] + b"!", b""], ids=["shorter", "same size", "empty"]
)
def test_other_content_under_our_name_is_never_overwritten(room: Room, ours: Path, other: bytes) -> None:
    (room.outbox / "a.edi").write_bytes(other)
    with room.open() as box, pytest.raises(Conflict):
        box.put(ours, "a.edi")
    assert (room.outbox / "a.edi").read_bytes() == other
    assert names(room.outbox) == ["a.edi"]


def test_staging_shows_nothing_and_may_be_repeated(room: Room, ours: Path) -> None:
    with room.open() as box:
        for _ in range(2):
            staged = box.stage(ours, "a.edi")
            assert (staged.size, staged.standing) == (len(CONTENT), False)
            assert names(room.outbox) == [".a.edi.part"]
        assert box.release("a.edi", staged.size) is Outcome.SENT
        assert box.release("a.edi", staged.size) is Outcome.STANDING
        (room.outbox / "a.edi").unlink()
        assert box.release("a.edi", staged.size) is Outcome.GONE
    assert names(room.outbox) == []


def test_an_outbox_that_is_away_has_not_been_emptied_by_the_partner(room: Room, ours: Path) -> None:
    with room.open() as box:
        staged = box.stage(ours, "a.edi")
        room.outbox.rename(room.outbox.with_name("unmounted"))
        with pytest.raises((Unreachable, RemoteRefused)):
            box.release("a.edi", staged.size)
        with pytest.raises((Unreachable, RemoteRefused)):
            box.put(ours, "a.edi")


def test_an_inbox_that_is_away_is_not_empty(room: Room) -> None:
    room.inbox.rmdir()
    with room.open() as box, pytest.raises((Unreachable, RemoteRefused)):
        box.list()


def test_a_half_staged_file_is_not_released(room: Room, ours: Path) -> None:
    (room.outbox / ".a.edi.part").write_bytes(CONTENT[:100])
    with room.open() as box, pytest.raises(Conflict):
        box.release("a.edi", len(CONTENT))
    assert names(room.outbox) == [".a.edi.part"]


REFUSED = ["", ".", "..", ".a", "-a", "a/b", "a\nb", "a" * 129, "a b", "ä", "quarantine-a"]


def test_a_name_we_would_not_accept_is_not_used(room: Room, ours: Path, tmp_path: Path) -> None:
    with room.open() as box:
        for name in REFUSED:
            for work in (
                lambda name: box.put(ours, name),
                lambda name: box.fetch(name, tmp_path / "never"),
                lambda name: box.remove(name),
                lambda name: box.release(name, 1),
            ):
                with pytest.raises(NameRefused):
                    work(name)


def test_a_hostile_name_is_collected_under_a_name_of_ours(room: Room, tmp_path: Path) -> None:
    hostile = [b"-rf", b"line\nbreak", b"\x1b[2Jcls", b"a b", b"..edi", b"..\\up", b"quarantine-x"]
    hostile.append("é".encode())
    for number, raw in enumerate(hostile):
        with open(os.path.join(os.fsencode(room.inbox), raw), "wb") as file:
            file.write(b"x" * (number + 1))
    with room.open() as box:
        listed = {file.name: file for file in box.list()}
        assert sorted(listed) == sorted(local_name(raw) for raw in hostile)
        assert all(file.quarantined for file in listed.values())
    with room.open() as box:
        for number, raw in enumerate(hostile):
            name = local_name(raw)
            if b"\\" in raw and not type(box).__name__.startswith("Folder"):
                with pytest.raises(NameRefused):
                    box.fetch(name, tmp_path / name)
                continue
            fetched = box.fetch(name, tmp_path / name)
            assert (fetched.name, fetched.size) == (name, number + 1)
            assert box.remove(name, fetched) is True
            with pytest.raises(Vanished):
                box.fetch(name, tmp_path / name)


def test_names_that_are_no_utf8_do_not_break_the_listing(room: Room) -> None:
    with open(os.path.join(os.fsencode(room.inbox), b"M\xfcller.edi"), "wb") as file:
        file.write(b"x")
    (room.inbox / "good.edi").write_bytes(b"g")
    with room.open() as box:
        assert [file.name for file in box.list()] == ["good.edi", local_name(b"M\xfcller.edi")]


def test_our_own_disk_failing_is_not_the_partners_fault(room: Room, tmp_path: Path, ours: Path) -> None:
    (room.inbox / "a").write_bytes(b"a")
    with room.open() as box:
        with pytest.raises(FileNotFoundError):
            box.fetch("a", tmp_path / "no such directory" / "a")
        with pytest.raises(FileNotFoundError):
            box.put(tmp_path / "no such file", "a")
        assert box.fetch("a", tmp_path / "a").size == 1
        assert box.put(ours, "b").outcome is Outcome.SENT
