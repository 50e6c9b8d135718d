"""Where a report goes: to standard output, or to a file that is there whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from clearinghouse.errors import HouseError
from clearinghouse.reports.documents import JsonReport
from clearinghouse.reports.gathering import STANDARD_INPUT, Gathered
from clearinghouse.reports.results import Asked
from clearinghouse.reports.running import Report
from clearinghouse.reports.text import TextReport, totals_line

Write = Callable[[str], object]

__all__ = ["Write", "opened", "refuse", "refuse_place", "report_as", "totals_line"]


def report_as(form: str, write: Write, asked: Asked, gathered: Gathered) -> Report:
    """The report of that form, which writes there."""
    if form == "json":
        return JsonReport(write, asked, gathered)
    if form == "html":
        from clearinghouse.reports.page import PageReport

        return PageReport(write, asked, gathered)
    return TextReport(lambda line: write(f"{line}\n"), asked, gathered)


@contextmanager
def opened(path: str | None, *, private: bool) -> Iterator[Write]:
    """What writes to a file (None: standard output); the file gets its name when all of it is written.

    A `private` file can be read by its owner alone.
    """
    if path is None:
        # Asked for anew each time: a progress bar puts another one in its place.
        yield lambda text: sys.stdout.write(text)
        return
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "w", encoding="utf-8") as device:
            yield device.write
        return
    target = os.path.realpath(path)
    folder, name = os.path.split(target)
    part = os.path.join(folder, f".{name}.{os.getpid()}.part")
    mode = 0o600 if private else 0o666
    try:
        with open(
            part, "x", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, mode)
        ) as stream:
            yield stream.write
        os.replace(part, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(part)
        raise


def refuse(form: str, path: str | None, gathered: Gathered) -> None:
    """Raises HouseError, with what to do, where nothing could come of it."""
    if not gathered.files:
        raise HouseError("no file in there looks like X12; --all takes every file")
    if sum(file.path == STANDARD_INPUT for file in gathered.files) > 1:
        raise HouseError("standard input can be read once: give - once")
    refuse_place(form, path)
    if path is not None and _is_one_of(path, gathered):
        raise HouseError("--out names a file that is to be read: give another name")


def refuse_place(form: str, path: str | None) -> None:
    """Raises HouseError, with what to do, where a report cannot be written."""
    if path is None:
        if form == "html" and sys.stdout.isatty():
            raise HouseError("a page is no use on a terminal: give --out FILE")
    elif not os.path.isdir(os.path.dirname(path) or "."):
        raise HouseError("the folder of --out is not there: make it first")


def _is_one_of(path: str, gathered: Gathered) -> bool:
    return os.path.exists(path) and any(
        not file.is_stream and not file.trouble and os.path.samefile(path, file.path)
        for file in gathered.files
    )
