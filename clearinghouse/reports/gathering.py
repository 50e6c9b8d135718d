"""Which files are meant: the arguments in order, folders searched; what is no file is told, not read."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field

from edi.isa import starts_here
from edi.reader import PADDING

STANDARD_INPUT = "-"
SUFFIXES = frozenset((".edi", ".x12", ".837", ".835", ".277", ".277ca", ".999", ".ta1"))
"""Endings by which a file is taken for X12 whatever stands in it."""
MAX_PASSED_OVER = 1_000
"""Things passed over that are told by name."""
_HEAD = 4096
_BOM = "\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to be checked, by the name it was given. `size` is its bytes, 0 where nobody knows.

    `is_stream` tells that it can be read once only. `trouble` says why it cannot be read at all.
    """

    name: str
    path: str
    size: int = 0
    is_stream: bool = False
    trouble: str = ""


@dataclass(slots=True)
class Gathered:
    """The files in the order of the arguments. `passed_over` are names with the reason; `others` counts the
    files of folders that do not look like X12."""

    files: list[InputFile] = field(default_factory=list)
    passed_over: list[tuple[str, str]] = field(default_factory=list)
    more_passed_over: int = 0
    others: int = 0

    @property
    def size(self) -> int:
        """The bytes of all files whose size is known."""
        return sum(file.size for file in self.files)


def gather(arguments: Sequence[str], *, take_all: bool = False) -> Gathered:
    """The files that the arguments mean; `take_all` takes every file of a folder, hidden ones too.

    Links are followed, but a folder is read once: a link that leads back is told.
    """
    gathering = _Gathering(take_all)
    for argument in arguments:
        gathering.take(argument)
    return gathering.found


class _Gathering:
    def __init__(self, take_all: bool) -> None:
        self.found = Gathered()
        self._take_all = take_all
        self._folders: set[tuple[int, int]] = set()

    def take(self, name: str) -> None:
        """Take what was asked for by name."""
        if name == STANDARD_INPUT:
            self._add(InputFile(name, name, is_stream=True))
            return
        try:
            status = os.stat(name)
        except OSError as problem:
            self._add(InputFile(name, name, trouble=cannot_be_read(problem)))
            return
        if stat.S_ISDIR(status.st_mode):
            self._folders.clear()
            self._search(name, status)
        elif stat.S_ISREG(status.st_mode):
            self._add(InputFile(name, name, status.st_size))
        elif stat.S_ISFIFO(status.st_mode):
            self._add(InputFile(name, name, is_stream=True))
        else:
            self._add(InputFile(name, name, trouble=f"{_kind(status.st_mode)}, not a file"))

    def _search(self, folder: str, status: os.stat_result) -> None:
        """Take the files of a folder and of those in it, by name; without recursion, however deep."""
        waiting: list[tuple[str, os.stat_result | OSError]] = [(folder, status)]
        while waiting:
            name, what = waiting.pop()
            if isinstance(what, OSError):
                self._add(InputFile(name, name, trouble=cannot_be_read(what)))
            elif stat.S_ISDIR(what.st_mode):
                key = what.st_dev, what.st_ino
                if key in self._folders:
                    self._pass_over(name, "this folder is read already, a link leads to it")
                else:
                    self._folders.add(key)
                    waiting += reversed(self._inside(name))
            elif stat.S_ISREG(what.st_mode):
                self._take_file(name, what.st_size)
            else:
                self._pass_over(name, f"{_kind(what.st_mode)}, not a file")

    def _inside(self, folder: str) -> list[tuple[str, os.stat_result | OSError]]:
        """What stands in a folder, by name."""
        try:
            names = sorted(os.listdir(folder))
        except OSError as problem:
            return [(folder, problem)]
        shown = [name for name in names if self._take_all or not name.startswith(".")]
        return [_looked_at(os.path.join(folder, name)) for name in shown]

    def _take_file(self, name: str, size: int) -> None:
        try:
            if not self._take_all and not _looks_like_x12(name):
                self.found.others += 1
                return
        except OSError as problem:
            self._add(InputFile(name, name, trouble=cannot_be_read(problem)))
            return
        self._add(InputFile(name, name, size))

    def _add(self, file: InputFile) -> None:
        self.found.files.append(file)

    def _pass_over(self, name: str, reason: str) -> None:
        if len(self.found.passed_over) < MAX_PASSED_OVER:
            self.found.passed_over.append((name, reason))
        else:
            self.found.more_passed_over += 1


def _looked_at(name: str) -> tuple[str, os.stat_result | OSError]:
    try:
        return name, os.stat(name)
    except OSError as problem:
        return name, problem


def _looks_like_x12(name: str) -> bool:
    """Whether a file's ending or its first bytes say that it is X12."""
    if os.path.splitext(name)[1].lower() in SUFFIXES:
        return True
    with open(name, "rb") as stream:
        head = stream.read(_HEAD).decode("latin-1")
    return starts_here(head.removeprefix(_BOM).lstrip(PADDING + "\t"))


def cannot_be_read(problem: OSError) -> str:
    """Why something cannot be read, in the system's words."""
    return f"it cannot be read ({problem.strerror or type(problem).__name__})"


def _kind(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a named pipe"
    return "a socket" if stat.S_ISSOCK(mode) else "a device"
