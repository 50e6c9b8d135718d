"""Files checked by several processes: in their order, whoever is ready first and whoever dies."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from clearinghouse.reports import workers
from clearinghouse.reports.gathering import InputFile
from clearinghouse.reports.results import Result
from clearinghouse.reports.workers import check_in_turn, check_side_by_side


@dataclass(frozen=True)
class Scripted:
    """Checks a file by doing what its name says, to the process that does it."""

    def check(self, file: InputFile, read: Callable[[int], None]) -> Result:
        match file.name.split():
            case ["slow", *_]:
                time.sleep(0.3)
            case ["killed", *_]:
                read(1)
                os.kill(os.getpid(), 9)
            case ["ended", *_]:
                os._exit(3)
        read(10)
        return Result(file.name)


def checked(jobs: int, *names: str) -> tuple[list[tuple[str, str]], int]:
    """Each file's name and trouble, and the bytes heard of."""
    heard: list[int] = []
    files = [InputFile(name, name) for name in names]
    results = [
        (one.name, one.trouble) for one in check_side_by_side(Scripted(), files, jobs, heard.append)
    ]
    return results, sum(heard)


def test_results_come_in_the_order_asked_for() -> None:
    names = ["slow 1", "a", "b", "slow 2", "c"]
    results, heard = checked(3, *names)
    assert results == [(name, "") for name in names]
    assert heard == 50
    in_turn = check_in_turn(Scripted(), [InputFile(name, name) for name in names], lambda size: None)
    assert [one.name for one in in_turn] == names


def test_a_process_that_dies_takes_one_file_with_it() -> None:
    results, heard = checked(2, "a", "killed", "b", "ended", "killed", "c")
    assert results == [
        ("a", ""),
        ("killed", "the process that checked it died (killed by signal 9)"),
        ("b", ""),
        ("ended", "the process that checked it died (exit 3)"),
        ("killed", "the process that checked it died (killed by signal 9)"),
        ("c", ""),
    ]
    assert heard >= 30


def test_behind_a_file_that_takes_long_only_some_are_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their results are held: without a bound they would fill the memory."""
    monkeypatch.setattr(workers, "AHEAD", 2)
    heard: list[int] = []
    files = [InputFile(name, name) for name in ("slow", *map(str, range(12)))]
    results = check_side_by_side(Scripted(), files, 2, heard.append)
    assert next(results).name == "slow"
    assert sum(heard) <= 4 * 10
    assert [one.name for one in results] == [*map(str, range(12))]
    assert sum(heard) == 13 * 10


def test_who_stops_listening_leaves_no_process_behind() -> None:
    files = [InputFile(name, name) for name in ("a", "slow", "slow", "slow")]
    results = check_side_by_side(Scripted(), files, 2, lambda size: None)
    assert next(results).name == "a"
    children = _children()
    assert children
    results.close()  # type: ignore[attr-defined]
    assert not children & _children()


def _children() -> set[int]:
    """The worker processes of this one that live."""
    import multiprocessing

    return {child.pid for child in multiprocessing.active_children() if child.pid}
