"""Whole files around segments written by hand, the objects read of them, and what of a type stays untold."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct

from edi.envelope import Event, Unit
from edi.stream import read
from edi.writer import Writer
from mappings.tables import guide_tables
from transactions.binding import Above, fields_of
from transactions.bound import UnitReader

ISA = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       "
    "*250301*0915*^*00501*000000001*0*T*:~"
)


def segments(*texts: str) -> list[str]:
    """The segments of texts with one of them on each line."""
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]


def file_of(group: str, version: str, *texts: str) -> bytes:
    """A file of one set, from ST (control number 1001) on; SE, the envelope and the terminators are added."""
    told = segments(*texts)
    told += [f"SE*{len(told) + 1}*1001", "GE*1*1", "IEA*1*000000001"]
    head = f"{ISA}GS*{group}*SENDER*RECEIVER*20250301*0915*1*X*{version}~"
    return (head + "".join(f"{segment}~" for segment in told)).encode()


def events_of(data: bytes) -> list[Event]:
    """What the reading of a file tells."""
    return list(read(io.BytesIO(data), guide_tables()))


def events_taken(data: bytes, accepted: bool) -> list[Event]:
    """What the reading of a file tells, all of whose units the acceptor took, or not all."""
    events = events_of(data)
    assert all(event.accepted for event in events if isinstance(event, Unit)) is accepted
    return events


def read_units(
    guide: str, types: dict[str, type[Struct]], data: bytes, *, accepted: bool = True
) -> Iterator[tuple[str, Any]]:
    """The loop id and object of every unit that has a type; all were taken by the acceptor, or not all."""
    units = [event for event in events_of(data) if isinstance(event, Unit)]
    faulty = [unit.loop.id for unit in units if not unit.accepted]
    assert bool(faulty) is not accepted, faulty
    reader = UnitReader(guide, types)
    for unit in units:
        made = reader.read(unit)
        if made is not None:
            yield unit.loop.id, made


def written(group: str, version: str, write: Callable[[Writer], None]) -> list[str]:
    """The segments of the one set that is written, without its SE, whose count is checked."""
    stream = io.BytesIO()
    writer, moment = Writer(stream), datetime(2025, 3, 1, 9, 15)
    with (
        writer.interchange("ZZ", "SENDER", "ZZ", "RECEIVER", moment, 1, "T"),
        writer.group(group, "SENDER", "RECEIVER", moment, 1, version),
    ):
        write(writer)
    _, _, *told, se, _, _, after = stream.getvalue().decode().split("~")
    assert after == ""
    assert se == f"SE*{len(told) + 1}*1001"
    return told


def tied(*types: type[Struct]) -> set[str]:
    """Every field of these types, and of those inside them, that is tied to a place."""
    found: set[str] = set()
    waiting, known = list(types), set(types)
    while waiting:
        kind = waiting.pop()
        for field in fields_of(kind):
            if isinstance(field.tie, Above):
                continue
            if field.tie is not None:
                found.add(f"{kind.__name__}.{field.name}")
            if field.is_struct and field.type not in known:
                known.add(field.type)
                waiting.append(field.type)
    return found


def told(*objects: Any) -> set[str]:
    """Those of them that hold something in one of the objects or inside it."""
    found: set[str] = set()
    waiting = list(objects)
    while waiting:
        one = waiting.pop()
        if isinstance(one, list | tuple):
            waiting.extend(one)
        elif isinstance(one, Struct):
            for name in one.__struct_fields__:
                value = getattr(one, name)
                if value not in (None, [], (), {}, ""):
                    found.add(f"{type(one).__name__}.{name}")
                    waiting.append(value)
    return found
