"""Files the writers make around sets, and what the reading finds in them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime

from edi.delimiters import DEFAULT, Delimiters
from edi.envelope import Closed, Event, Unit
from edi.stream import read
from edi.writer import Writer
from mappings.guides import Head
from mappings.tables import guide_tables

MOMENT = datetime(2025, 3, 1, 9, 15)


def file_with(head: Head, write: Callable[[Writer], object], delimiters: Delimiters = DEFAULT) -> bytes:
    """One interchange with one group of that guide, with the sets `write` makes."""
    out = io.BytesIO()
    writer = Writer(out, delimiters)
    with (
        writer.interchange("ZZ", "SENDER", "ZZ", "RECEIVER", MOMENT, 1),
        writer.group(head.group_id, "SENDER", "RECEIVER", MOMENT, 1, head.version),
    ):
        write(writer)
    return out.getvalue()


def clean_events(data: bytes) -> list[Event]:
    """The events of a file in which nothing is to be found."""
    events = list(read(io.BytesIO(data), guide_tables()))
    for event in events:
        if isinstance(event, Unit):
            assert not event.findings, [(one.rule.id, one.place.path) for one in event.findings]
        elif isinstance(event, Closed):
            assert not event.of.findings, [(one.rule.id, one.place.path) for one in event.of.findings]
    return events
