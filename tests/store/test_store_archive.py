"""The archive keeps bytes whole, once, unreadable; whatever is done to a file of it is noticed."""

import hashlib
import io
import os
import subprocess
import sys
import textwrap
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from store.archive import Archive
from store.errors import ArchiveDamaged, NotArchived, StoreBroken, WrongKey
from store.frames import FRAME, TAG
from store.keys import make_key

HEADER = 84
SIZES = [0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME, 3 * FRAME + 17]


def content(size: int, seed: bytes = b"a") -> bytes:
    return hashlib.shake_128(seed).digest(size)


@pytest.fixture
def key() -> bytes:
    return make_key()


@pytest.fixture
def archive(tmp_path: Path, key: bytes) -> Archive:
    return Archive(tmp_path / "archive", key)


def kept(tmp_path: Path) -> list[Path]:
    return sorted(path for path in (tmp_path / "archive").rglob("*") if path.is_file())


@pytest.mark.parametrize("size", SIZES)
def test_what_was_put_comes_back(archive: Archive, size: int) -> None:
    data = content(size)
    archived = archive.put(io.BytesIO(data))
    assert (archived.sha256, archived.size) == (hashlib.sha256(data).hexdigest(), size)
    with archive.open(archived.sha256) as stream:
        assert stream.read() == data
    assert archive.check(archived.sha256) == archived


def test_any_range_can_be_read(archive: Archive) -> None:
    data = content(3 * FRAME + 17)
    sha256 = archive.put(io.BytesIO(data)).sha256
    for offset in (0, 5, FRAME - 3, FRAME, 2 * FRAME + 9, 3 * FRAME + 16, 3 * FRAME + 17, 9 * FRAME):
        for length in (0, 1, 6, FRAME, 2 * FRAME + 1):
            assert archive.read(sha256, offset, length) == data[offset : offset + length]
    with pytest.raises(ValueError):
        archive.read(sha256, -1, 2)


def test_the_stream_can_be_moved_about(archive: Archive) -> None:
    data = content(2 * FRAME + 40)
    with archive.open(archive.put(io.BytesIO(data)).sha256) as stream:
        assert stream.seek(FRAME - 2) == FRAME - 2
        assert stream.read(5) == data[FRAME - 2 : FRAME + 3]
        assert stream.seek(-7, os.SEEK_END) == len(data) - 7
        assert stream.read() == data[-7:]
        assert stream.tell() == len(data)


def test_pieces_of_any_size_make_the_same_file(archive: Archive) -> None:
    data = content(FRAME + 999)
    with archive.deposit() as deposit:
        for start in range(0, len(data), 1000):
            deposit.write(data[start : start + 1000])
        archived = deposit.commit()
    with archive.open(archived.sha256) as stream:
        assert stream.read() == data


def test_the_same_content_is_kept_once(archive: Archive, tmp_path: Path) -> None:
    first = archive.put(io.BytesIO(b"ISA*00*"))
    assert archive.put(io.BytesIO(b"ISA*00*")) == first
    assert len(kept(tmp_path)) == 1


def test_a_file_is_its_owners_alone_and_tells_nothing(archive: Archive, tmp_path: Path) -> None:
    data = b"NM1*IL*1*OAKES*WILLA~" * 5000
    sha256 = archive.put(io.BytesIO(data)).sha256
    (path,) = kept(tmp_path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert b"OAKES" not in path.read_bytes()
    assert bytes.fromhex(sha256) not in path.read_bytes()
    assert sha256[:8] not in str(path.relative_to(tmp_path))


def test_what_is_not_committed_leaves_nothing(archive: Archive, tmp_path: Path) -> None:
    with archive.deposit() as deposit:
        deposit.write(content(3 * FRAME))
        assert len(kept(tmp_path)) == 1
    assert kept(tmp_path) == []


def test_nothing_is_found_under_an_unknown_hash(archive: Archive) -> None:
    assert not archive.has("0" * 64)
    with pytest.raises(NotArchived):
        archive.open("0" * 64)
    with pytest.raises(ValueError):
        archive.open("../../../etc/passwd")


def flip(place: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def swap_frames(data: bytes) -> bytes:
    first, second = HEADER, HEADER + FRAME + TAG
    end = second + FRAME + TAG
    return data[:first] + data[second:end] + data[first:second] + data[end:]


def drop_first_frame(data: bytes) -> bytes:
    return data[:HEADER] + data[HEADER + FRAME + TAG :]


@pytest.mark.parametrize(
    "damage",
    [
        *(flip(place) for place in (0, 5, 15, 44, 51, 60, 83)),
        *(flip(place) for place in (HEADER, HEADER + FRAME, HEADER + FRAME + TAG + 3, -TAG - 1, -1)),
        swap_frames,
        drop_first_frame,
        lambda data: data[: HEADER + 2 * (FRAME + TAG)],
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: data[:40],
        lambda data: b"",
    ],
)
def test_damage_is_told(archive: Archive, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    sha256 = archive.put(io.BytesIO(content(2 * FRAME + 50))).sha256
    (path,) = kept(tmp_path)
    path.write_bytes(damage(path.read_bytes()))
    # A header that names another key cannot be told from one that was sealed with another key.
    with pytest.raises((ArchiveDamaged, WrongKey)):
        archive.check(sha256)


def test_frames_of_two_files_do_not_mix(archive: Archive, tmp_path: Path) -> None:
    one = archive.put(io.BytesIO(content(2 * FRAME, b"1"))).sha256
    (path,) = kept(tmp_path)
    archive.put(io.BytesIO(content(2 * FRAME, b"2")))
    (other,) = [one for one in kept(tmp_path) if one != path]
    ours, theirs = path.read_bytes(), other.read_bytes()
    path.write_bytes(ours[: HEADER + FRAME + TAG] + theirs[HEADER + FRAME + TAG :])
    assert archive.read(one, 0, FRAME) == content(2 * FRAME, b"1")[:FRAME]
    with pytest.raises(ArchiveDamaged):
        archive.read(one, FRAME, 1)


def test_a_file_under_anothers_name_is_refused(archive: Archive, tmp_path: Path) -> None:
    one = archive.put(io.BytesIO(content(100, b"1"))).sha256
    (path,) = kept(tmp_path)
    archive.put(io.BytesIO(content(100, b"2")))
    (other,) = [one for one in kept(tmp_path) if one != path]
    other.replace(path)
    with pytest.raises(ArchiveDamaged):
        archive.open(one)


@pytest.mark.parametrize(
    "damage",
    [lambda sealed: sealed[:-30], lambda sealed: sealed[:-40] + bytes([sealed[-40] ^ 1]) + sealed[-39:]],
    ids=["cut", "changed"],
)
def test_putting_again_mends_a_damaged_file(
    archive: Archive, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    archived = archive.put(io.BytesIO(content(5000)))
    (path,) = kept(tmp_path)
    path.write_bytes(damage(path.read_bytes()))
    assert archive.put(io.BytesIO(content(5000))) == archived
    assert archive.check(archived.sha256) == archived


def test_another_key_finds_nothing(archive: Archive, tmp_path: Path) -> None:
    sha256 = archive.put(io.BytesIO(b"x")).sha256
    with pytest.raises(NotArchived):
        Archive(tmp_path / "archive", make_key()).open(sha256)


def test_an_old_key_reads_and_is_not_written_with(archive: Archive, tmp_path: Path, key: bytes) -> None:
    old = archive.put(io.BytesIO(b"old")).sha256
    new_key = make_key()
    rotated = Archive(tmp_path / "archive", new_key, [key])
    assert rotated.read(old, 0, 9) == b"old"
    assert rotated.put(io.BytesIO(b"old")).sha256 == old
    assert len(kept(tmp_path)) == 1
    new = rotated.put(io.BytesIO(b"new")).sha256
    assert not archive.has(new)
    assert Archive(tmp_path / "archive", new_key).read(new, 0, 9) == b"new"


def test_sweeping_takes_only_what_the_dead_left(archive: Archive, tmp_path: Path) -> None:
    left = tmp_path / "archive" / "arriving" / "left.part"
    left.write_bytes(b"half")
    with archive.deposit() as deposit:
        deposit.write(b"slow")
        (slow,) = [one for one in left.parent.iterdir() if one != left]
        assert archive.sweep() == 0
        for part in (left, slow):
            os.utime(part, (0, 0))
        assert archive.sweep() == 1
        assert (left.exists(), slow.exists()) == (False, True)
        deposit.commit()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, key: bytes) -> None:
    (tmp_path / "plain").write_bytes(b"")
    with pytest.raises(StoreBroken):
        Archive(tmp_path / "plain", key)


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    program = f"""
        import io, pathlib, resource, signal
        from store.archive import Archive
        from store.errors import StoreFull
        archive = Archive(pathlib.Path({str(tmp_path / "archive")!r}), bytes(32))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
        try:
            archive.put(io.BytesIO(bytes(1_000_000)))
        except StoreFull:
            print("full")
        print(archive.put(io.BytesIO(bytes(1000))).size)
    """
    run = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True)
    assert (run.stdout, run.stderr) == ("full\n1000\n", "")
    assert len(kept(tmp_path)) == 1


def test_a_large_file_needs_little_memory(archive: Archive) -> None:
    class Zeros(io.RawIOBase):
        left = 60_000_000

        def read(self, size: int = -1) -> bytes:
            given = min(size, self.left)
            self.left -= given
            return bytes(given)

    tracemalloc.start()
    try:
        archived = archive.put(Zeros())
        archive.check(archived.sha256)
        assert archived.size == 60_000_000
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
