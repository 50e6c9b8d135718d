"""Trying again: when, how often, and when not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sftp_gateway.errors import (
    AuthenticationRefused,
    Conflict,
    GatewayError,
    HostKeyRefused,
    NoFolder,
    Unreachable,
    Vanished,
)
from sftp_gateway.folder import FolderMailbox
from sftp_gateway.mailbox import Mailbox, Outcome
from sftp_gateway.retry import Pace, RetryMailbox


class Disk:
    """A folder on a network disk that is mounted after so many pauses."""

    def __init__(self, base: Path, mounted_after: int) -> None:
        self.folder = base / "mounted"
        self.pauses: list[float] = []
        self.opened = 0
        self.told: list[tuple[Unreachable, float]] = []
        self._mounted_after = mounted_after

    def open(self) -> Mailbox:
        self.opened += 1
        return FolderMailbox(self.folder, self.folder)

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        if len(self.pauses) == self._mounted_after:
            self.folder.mkdir()

    def mailbox(self, pace: Pace, chance: Callable[[], float] = lambda: 1.0) -> RetryMailbox:
        def told(error: Unreachable, pause: float) -> None:
            self.told.append((error, pause))

        return RetryMailbox(self.open, pace, sleep=self.sleep, chance=chance, told=told)


def test_it_pauses_longer_each_time_until_the_partner_is_there(tmp_path: Path) -> None:
    disk = Disk(tmp_path, mounted_after=4)
    with disk.mailbox(Pace(attempts=9, first_pause=1, factor=3, longest_pause=20)) as box:
        assert box.list() == []
        assert disk.pauses == [1, 3, 9, 20]
        assert disk.opened == 5
        assert [pause for _, pause in disk.told] == disk.pauses
        assert box.list() == []
    assert disk.opened == 5


def test_half_of_each_pause_is_left_to_chance(tmp_path: Path) -> None:
    disk = Disk(tmp_path, mounted_after=3)
    chances = iter([0.0, 0.5, 1.0])
    disk.mailbox(Pace(first_pause=8, factor=1), lambda: next(chances)).list()
    assert disk.pauses == [4, 6, 8]


@pytest.mark.parametrize("attempts", [1, 2, 5])
def test_it_gives_up_after_its_attempts(tmp_path: Path, attempts: int) -> None:
    disk = Disk(tmp_path, mounted_after=99)
    with pytest.raises(Unreachable):
        disk.mailbox(Pace(attempts=attempts)).list()
    assert (disk.opened, len(disk.pauses)) == (attempts, attempts - 1)


@pytest.mark.parametrize("error", [HostKeyRefused, AuthenticationRefused])
def test_a_refusal_is_not_tried_again(error: type[GatewayError]) -> None:
    tries = []

    def refuse() -> Mailbox:
        tries.append(1)
        raise error("no")

    with pytest.raises(error):
        RetryMailbox(refuse, sleep=lambda pause: pytest.fail("it slept")).list()
    assert len(tries) == 1


def test_answers_about_files_are_not_tried_again(tmp_path: Path) -> None:
    disk = Disk(tmp_path, mounted_after=0)
    disk.folder.mkdir()
    (tmp_path / "ours").write_bytes(b"ours")
    (disk.folder / "taken").write_bytes(b"theirs")
    with disk.mailbox(Pace()) as box:
        with pytest.raises(Vanished):
            box.fetch("a", tmp_path / "a")
        with pytest.raises(Conflict):
            box.put(tmp_path / "ours", "taken")
        assert box.put(tmp_path / "ours", "a").outcome is Outcome.SENT
        assert box.stage(tmp_path / "ours", "a").standing
        assert box.release("a", 4) is Outcome.STANDING
        fetched = box.fetch("a", tmp_path / "a")
        assert box.remove("a", fetched) is True
    assert (disk.opened, disk.pauses) == (1, [])


def test_a_folder_that_is_away_is_unreachable_for_everything(tmp_path: Path) -> None:
    box = FolderMailbox(tmp_path / "away", tmp_path / "away")
    (tmp_path / "ours").write_bytes(b"ours")
    for work in (
        box.list,
        lambda: box.put(tmp_path / "ours", "a"),
        lambda: box.fetch("a", tmp_path / "a"),
        lambda: box.remove("a"),
        lambda: box.release("a", 4),
    ):
        with pytest.raises(Unreachable):
            work()


@pytest.mark.parametrize("below", ["", "deeper"])
def test_a_folder_that_is_a_plain_file_is_told_as_such_by_everything(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    folder = tmp_path / "file" / below
    box = FolderMailbox(folder, folder)
    (tmp_path / "ours").write_bytes(b"ours")
    for work in (
        box.list,
        lambda: box.put(tmp_path / "ours", "a"),
        lambda: box.fetch("a", tmp_path / "a"),
        lambda: box.remove("a"),
        lambda: box.release("a", 4),
    ):
        with pytest.raises(NoFolder):
            work()
