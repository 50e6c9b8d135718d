"""How far a run over files is, shown on a terminal where it is long work and somebody looks on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from clearinghouse.reports.gathering import Gathered

LONG = 1 << 22
"""Bytes that take long enough to be watched."""
MANY = 50
"""Files that do."""


@contextmanager
def watched(gathered: Gathered) -> Iterator[Callable[[int], None]]:
    """What hears of the bytes as they are read."""
    long = gathered.size >= LONG or len(gathered.files) >= MANY
    if not long or not sys.stderr.isatty():
        yield lambda size: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("reading"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
    console = Console(stderr=True)
    # What goes to a file must not go to the terminal instead.
    together = sys.stdout.isatty()
    with Progress(*columns, console=console, transient=True, redirect_stdout=together) as progress:
        task = progress.add_task("reading", total=gathered.size)
        yield lambda size: progress.advance(task, size)
