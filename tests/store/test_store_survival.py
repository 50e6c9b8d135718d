"""Killed at any moment, written by many, out of room: the store is whole and says what is the matter."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from contextlib import closing
from pathlib import Path

import pytest
from store_places import NOW, Place
from store_things import record_claims

from store import claims, control_numbers, engine, events, runs
from store.errors import Busy, RunInProgress, StoreBroken, StoreFull
from store.opening import Store

CHILDREN = Path(__file__).with_name("store_children.py")


def child(place: Place, what: str, *rest: object) -> subprocess.Popen[str]:
    arguments = [what, place.url, place.key.hex(), place.folder, *rest]
    command = [sys.executable, *map(str, [CHILDREN, *arguments])]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def told(process: subprocess.Popen[str]) -> list[str]:
    """What a child printed until its end; its errors are ours."""
    out, errors = process.communicate(timeout=60)
    assert errors == ""
    return out.split()


def test_two_allocators_never_get_the_same_number(store: Store, place: Place) -> None:
    children = [child(place, "count", 60) for _ in range(2)]
    numbers = [int(number) for process in children for number in told(process)]
    assert sorted(numbers) == list(range(1, 121))
    with store.begin() as ledger:
        assert control_numbers.next_number(ledger, "ISA13") == 121


def test_a_killed_allocator_loses_a_number_but_none_is_given_twice(store: Store, place: Place) -> None:
    """Two take some hundreds each; one is killed at any moment, and another goes on for it."""
    seed, numbers, kills = random.Random(11), list[int](), 3
    other = child(place, "count", 300)
    for _ in range(kills):
        process = child(place, "count", 10_000)
        assert process.stdout is not None
        for _ in range(70):
            numbers.append(int(process.stdout.readline()))
        time.sleep(seed.random() * 0.02)
        os.kill(process.pid, signal.SIGKILL)
        numbers += map(int, process.communicate()[0].split())
    numbers += map(int, told(other))
    assert len(numbers) >= 510
    assert len(set(numbers)) == len(numbers)
    with store.begin() as ledger:
        # At most the one that was kept, but not told any more, of each that was killed.
        lost = control_numbers.next_number(ledger, "ISA13") - 1 - len(numbers)
        assert 0 <= lost <= kills
        assert max(numbers) <= len(numbers) + lost


def test_two_allocators_come_round_together(store: Store, place: Place) -> None:
    with store.begin() as ledger:
        control_numbers.next_number(ledger, "GS06")
        ledger._connection.exec_driver_sql("UPDATE control_numbers SET last = 999999899")
    children = [child(place, "count", 200, "GS06") for _ in range(2)]
    numbers = [int(number) for process in children for number in told(process)]
    assert sorted(numbers) == [*range(1, 301), *range(999_999_900, 1_000_000_000)]


def test_sequences_that_are_alike_give_no_number_twice(store: Store) -> None:
    with store.begin() as ledger:
        for _ in range(5):
            control_numbers.next_number(ledger, "a")
        names = ("a", "b", "c")
        taken = [control_numbers.next_number(ledger, name, alike=names, maximum=9) for name in "bcabca"]
        assert taken == [6, 7, 8, 9, 1, 2]
        assert control_numbers.next_number(ledger, "a") == 3


def test_numbers_come_round_again(store: Store) -> None:
    with store.begin() as ledger:
        taken = [control_numbers.next_number(ledger, "GS06", maximum=3) for _ in range(5)]
        assert taken == [1, 2, 3, 1, 2]
        assert control_numbers.next_number(ledger, "other") == 1


def test_a_number_of_an_undone_transaction_is_given_again(store: Store) -> None:
    def fail() -> None:
        with store.begin() as ledger:
            assert control_numbers.next_number(ledger, "ISA13") == 1
            raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            fail()


def test_four_writers_wait_for_each_other(store: Store, place: Place) -> None:
    children = [child(place, "take_in", 12) for _ in range(4)]
    assert [len(told(process)) for process in children] == [12] * 4
    with store.read() as ledger:
        found = claims.search(ledger, None)
        assert [one.id for one in found] == list(range(1, 961))
        assert {one.state for one in found} == {"accepted"}
        assert events.verify(ledger) is None


def test_killed_at_any_moment_it_is_whole(store: Store, place: Place) -> None:
    seed, kept = random.Random(7), 0
    for _ in range(5):
        process = child(place, "take_in", 10_000)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seed.random() * 0.1)
        os.kill(process.pid, signal.SIGKILL)
        kept += 1 + process.communicate()[0].count("\n")
    with store.begin() as ledger:
        found = claims.search(ledger, None)
        assert {one.state for one in found} == {"accepted"}
        # A transaction that was kept just before the kill may not have been told.
        batches = control_numbers.next_number(ledger, "batches") - 1
        assert len(found) == 20 * batches
        assert kept <= batches <= kept + 5
        assert events.verify(ledger) is None
        assert record_claims(ledger, 1) == range(len(found) + 1, len(found) + 2)


def test_a_killed_archiver_leaves_only_whole_files(store: Store, place: Place) -> None:
    process = child(place, "put", 3_000_000)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(0.1)
    os.kill(process.pid, signal.SIGKILL)
    for sha256 in process.communicate()[0].split():
        store.archive.check(sha256)
    left = list((place.folder / "arriving").iterdir())
    assert len(left) <= 1
    for part in left:
        os.utime(part, (0, 0))
    place.open().close()
    assert list((place.folder / "arriving").iterdir()) == []


def test_runs_exclude_each_other_and_a_killed_one_lets_go(store: Store, place: Place) -> None:
    process = child(place, "hold")
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    with pytest.raises(RunInProgress) as told_who, store.run_lock():
        pass
    assert told_who.value.pid == process.pid
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    with store.run_lock(), pytest.raises(RunInProgress), store.run_lock():
        pass
    with store.run_lock():
        pass


def test_a_run_that_never_ended_was_killed(store: Store) -> None:
    with store.begin() as ledger:
        lost = runs.start(ledger, at=NOW, actor="cron")
    with store.begin() as ledger:
        run = runs.start(ledger, at=NOW, actor="cron")
        runs.end(ledger, run, outcome="done", summary={"files": 3}, at=NOW)
    with store.read() as ledger:
        newest, oldest = runs.latest(ledger)
        assert (newest.id, newest.outcome, newest.summary) == (run.id, "done", {"files": 3})
        assert (oldest.id, oldest.outcome, oldest.ended_at) == (lost.id, "killed", NOW)
        assert [one.to_state for one in events.search(ledger, None, thing="runs")] == [
            "running", "killed", "running", "done",
        ]
        assert len(events.search(ledger, None, run=run.id)) == 2


def test_who_waits_too_long_is_told(store: Store, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "PATIENCE", 0.05)
    impatient = place.open()
    with store.begin(), pytest.raises(Busy), impatient.begin():
        pass
    with impatient.begin() as ledger:
        record_claims(ledger)
    impatient.close()


def test_opening_what_is_held_is_told(store: Store, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    store.close()
    monkeypatch.setattr(engine, "PATIENCE", 0.05)
    with closing(sqlite3.connect(place.database, isolation_level=None)) as holder:
        holder.execute("PRAGMA journal_mode=DELETE")
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Busy):
            place.open()


def test_a_full_database_is_told_and_goes_on(store: Store) -> None:
    with store.begin() as ledger:
        kept = record_claims(ledger, 1)

    def fill() -> None:
        with store.begin() as ledger:
            pages = ledger._connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            ledger._connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 5}")
            record_claims(ledger, 2000)

    with pytest.raises(StoreFull):
        fill()
    with store.begin() as ledger:
        ledger._connection.exec_driver_sql("PRAGMA max_page_count=1000000")
        assert record_claims(ledger, 2000) == range(kept.stop, kept.stop + 2000)
        assert events.verify(ledger) is None


def test_a_disk_that_takes_no_more_is_told(store: Store, place: Place) -> None:
    store.close()
    program = f"""
        import pathlib, resource, signal, sys
        sys.path.insert(0, {str(CHILDREN.parent)!r})
        from store.errors import StoreError
        from store.opening import open_store
        from store_things import record_claims
        folder = pathlib.Path({str(place.folder)!r})
        store = open_store({place.url!r}, bytes.fromhex({place.key.hex()!r}), archive_folder=folder)
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
        try:
            with store.begin() as ledger:
                record_claims(ledger, 20_000)
        except StoreError as error:
            print(type(error).__name__)
    """
    run = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True)
    assert (run.stdout, run.stderr) in {("StoreFull\n", ""), ("StoreBroken\n", "")}
    again = place.open()
    with again.read() as ledger:
        assert claims.search(ledger, None) == []
        assert events.verify(ledger) is None
    again.close()


def test_a_damaged_database_is_told(store: Store, place: Place) -> None:
    with store.begin() as ledger:
        record_claims(ledger, 500)
    store.close()
    with closing(sqlite3.connect(place.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(place.database.read_bytes())
    data[40 * 4096 :] = random.Random(1).randbytes(len(data) - 40 * 4096)
    place.database.write_bytes(data)

    def read() -> None:
        with closing(place.open()) as damaged, damaged.read() as ledger:
            claims.search(ledger, None)

    with pytest.raises(StoreBroken):
        read()
