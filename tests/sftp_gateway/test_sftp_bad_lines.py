"""A partner whose line or server fails: every failure is Unreachable, in time, and shows no half a file."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cutting_proxy import BadLine
from gateway_places import Place

from sftp_gateway.errors import AuthenticationRefused, StillChanging, Unreachable, Vanished
from sftp_gateway.mailbox import Outcome
from sftp_gateway.retry import Pace, RetryMailbox
from sftp_gateway.settings import SftpSettings
from sftp_gateway.sftp import open_mailbox

CONTENT = os.urandom(3 << 20)


def through(line: BadLine, place: Place, **changes: object) -> SftpSettings:
    return place.changed(port=line.port, **changes)


def is_told(work: Callable[[], object]) -> None:
    """Expect Unreachable, and long before the usual half a minute."""
    began = time.monotonic()
    with pytest.raises(Unreachable):
        work()
    assert time.monotonic() - began < 8


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    path = tmp_path / "ours"
    path.write_bytes(CONTENT)
    return path


def test_a_connection_cut_at_any_point_of_the_login_is_told(place: Place) -> None:
    for cut in (0, 10, 900, 2000):
        with (
            BadLine(place.server.port, cut_after=cut) as line,
            pytest.raises((Unreachable, AuthenticationRefused)),
        ):
            open_mailbox(through(line, place, connect_timeout=8)).list()


@pytest.mark.parametrize("stall", [0, 900, 2000])
def test_a_server_that_hangs_at_any_point_of_the_login_is_given_up(place: Place, stall: int) -> None:
    with BadLine(place.server.port, stall_after=stall) as line:
        is_told(lambda: open_mailbox(through(line, place, connect_timeout=0.3)).list())


@pytest.mark.parametrize("fault", ["cut_after", "stall_after"])
def test_a_fetch_that_breaks_off_leaves_nothing(place: Place, tmp_path: Path, fault: str) -> None:
    (place.inbox / "a").write_bytes(CONTENT)
    (tmp_path / "landed").mkdir()
    with (
        BadLine(place.server.port, **{fault: 1_000_000}) as line,  # type: ignore[arg-type]
        open_mailbox(through(line, place, silence_timeout=0.5)) as box,
    ):
        is_told(lambda: box.fetch("a", tmp_path / "landed" / "a"))
        is_told(box.list)
    assert os.listdir(tmp_path / "landed") == []


def test_a_put_that_breaks_off_shows_the_partner_nothing(place: Place, ours: Path) -> None:
    with BadLine(place.server.port, stall_up_after=1_000_000) as line:
        with open_mailbox(through(line, place, silence_timeout=0.5)) as box:
            is_told(lambda: box.put(ours, "a.edi"))
        assert [name for name in os.listdir(place.outbox) if not name.startswith(".")] == []
    with open_mailbox(place.settings) as box:
        assert box.put(ours, "a.edi").outcome is Outcome.SENT
    assert os.listdir(place.outbox) == ["a.edi"]
    assert (place.outbox / "a.edi").read_bytes() == CONTENT


def test_a_server_that_trickles_is_given_up_at_the_deadline(place: Place, tmp_path: Path) -> None:
    """It is never silent, so only the deadline for the whole operation ends it."""
    (place.inbox / "a").write_bytes(CONTENT)
    with BadLine(place.server.port) as line:
        settings = through(line, place, silence_timeout=9.0, operation_timeout=1.0, slowest=10**9)
        with open_mailbox(settings) as box:
            line.pause = 0.05
            is_told(lambda: box.fetch("a", tmp_path / "a"))
    assert not (tmp_path / "a").exists()


def test_a_slow_line_has_the_time_its_bytes_need(place: Place, tmp_path: Path) -> None:
    (place.inbox / "a").write_bytes(CONTENT[:20_000])
    with BadLine(place.server.port) as line:
        settings = through(line, place, silence_timeout=9.0, operation_timeout=0.6, slowest=10_000)
        with open_mailbox(settings) as box:
            line.pause = 0.04
            assert box.fetch("a", tmp_path / "a").size == 20_000


def test_a_partner_still_writing_is_found_out(place: Place, tmp_path: Path) -> None:
    target = place.inbox / "a"
    target.write_bytes(CONTENT)

    def write_on() -> None:
        with target.open("ab") as file:
            file.write(b"more")

    with (
        BadLine(place.server.port, at=(1_000_000, write_on)) as line,
        open_mailbox(through(line, place)) as box,
    ):
        with pytest.raises(StillChanging):
            box.fetch("a", tmp_path / "a")
        assert not (tmp_path / "a").exists()
        assert box.fetch("a", tmp_path / "a").size == len(CONTENT) + 4


def test_a_file_cut_short_while_it_is_read_is_found_out(place: Place, tmp_path: Path) -> None:
    target = place.inbox / "a"
    target.write_bytes(CONTENT * 8)
    shorten = lambda: os.truncate(target, 1_500_000)  # noqa: E731
    with (
        BadLine(place.server.port, at=(1_000_000, shorten)) as line,
        open_mailbox(through(line, place)) as box,
    ):
        with pytest.raises(StillChanging):
            box.fetch("a", tmp_path / "a")
        assert [file.size for file in box.list()] == [1_500_000]
        assert box.fetch("a", tmp_path / "a").size == 1_500_000


def test_a_file_taken_away_while_it_is_read_has_vanished(place: Place, tmp_path: Path) -> None:
    target = place.inbox / "a"
    target.write_bytes(CONTENT)
    with (
        BadLine(place.server.port, at=(1_000_000, target.unlink)) as line,
        open_mailbox(through(line, place)) as box,
    ):
        with pytest.raises(Vanished):
            box.fetch("a", tmp_path / "a")
        assert box.list() == []
    assert not (tmp_path / "a").exists()


def test_trying_again_goes_on_where_the_line_fails_once(place: Place, tmp_path: Path) -> None:
    (place.inbox / "a").write_bytes(CONTENT)
    with BadLine(place.server.port, cut_after=1_000_000) as line:

        def mend(pause: float) -> None:
            line.cut_after = None

        with RetryMailbox(lambda: open_mailbox(through(line, place)), sleep=mend) as box:
            assert box.fetch("a", tmp_path / "a").size == len(CONTENT)
        assert line.connections == 2


def test_a_lost_answer_to_the_rename_does_not_deliver_twice(place: Place, ours: Path) -> None:
    """The rename was done, its answer lost, and the partner has taken the file before we come back."""
    pauses = []
    final = place.outbox / "a.edi"
    with BadLine(place.server.port, stall_when=final.exists) as line:

        def take_and_mend(pause: float) -> None:
            pauses.append(pause)
            final.unlink()
            line.stall_when = None

        pace = Pace(first_pause=4)
        settings = through(line, place, silence_timeout=0.5)
        with RetryMailbox(lambda: open_mailbox(settings), pace, sleep=take_and_mend) as box:
            delivered = box.put(ours, "a.edi")
    assert (delivered.outcome, delivered.size) == (Outcome.GONE, len(CONTENT))
    assert len(pauses) == 1
    assert os.listdir(place.outbox) == []


def test_failures_leave_no_thread_behind(place: Place, tmp_path: Path) -> None:
    (place.inbox / "a").write_bytes(CONTENT)
    before = threading.active_count()
    for _ in range(3):
        with (
            BadLine(place.server.port, cut_after=1_000_000) as line,
            open_mailbox(through(line, place)) as box,
            pytest.raises(Unreachable),
        ):
            box.fetch("a", tmp_path / "a")
    end = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < end:
        time.sleep(0.05)
    assert threading.active_count() <= before
