"""Segments to bytes: envelopes, counts and control numbers, levels, and wire text carried as it is.

An element is given as text; a composite element as a list of its components; a repeated one as a
list of such lists (`[["30"], ["35"]]`). No value needs to know a delimiter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol

from edi.conventions import AS_THEY_STAND, Conventions
from edi.delimiters import DEFAULT, Delimiters, check_delimiters, redelimit
from edi.errors import WriteError
from edi.numbers import LARGEST_NUMBER
from edi.values import wire

Value = str | Sequence[str] | Sequence[Sequence[str]]
"""An element to be written: text, components, or repetitions of components."""

PENDING = 2048
"""Segments gathered before they go to the stream."""


class Sink(Protocol):
    """What is written to: a binary file, or anything else that takes bytes."""

    def write(self, data: bytes, /) -> object: ...


class Wire(str):
    """Wire text of one element with its component and repetition separators: written as it stands."""

    __slots__ = ()


class Writer:
    """Writes interchanges to a stream; trailers and their counts are its own.

    An exception inside one of the `with` blocks leaves the trailer out: what is not whole must not
    look whole. Raises WriteError, naming the place and never the value, for what X12 cannot carry.
    """

    def __init__(
        self, stream: Sink, delimiters: Delimiters = DEFAULT, conventions: Conventions = AS_THEY_STAND
    ) -> None:
        check_delimiters(delimiters)
        self.stream = stream
        self.delimiters = delimiters
        self.conventions = conventions
        self._recast = conventions.change_text
        self.segments = 0
        self._element = delimiters.element
        self._component = delimiters.component
        self._repetition = delimiters.repetition
        self._segment = delimiters.segment
        self._terminator = delimiters.terminator
        self._forbidden = re.compile(f"[{re.escape(delimiters.all)}\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")
        self._harmless = "".join({*map(chr, range(0x20, 0x7F)), *delimiters.all}).encode()
        self._pending: list[str] = []
        self._written = 0
        self._groups: int | None = None
        self._sets: int | None = None
        self._in_set = False
        self._levels = 0

    @property
    def offset(self) -> int:
        """Bytes written so far by this writer: where the next segment starts."""
        waiting = sum(map(len, self._pending)) + len(self._pending) * len(self._terminator)
        return self._written + waiting

    # Envelopes.

    @contextmanager
    def interchange(
        self, sender_qualifier: str, sender: str, receiver_qualifier: str, receiver: str,
        moment: datetime, control_number: int, usage: str = "P", wants_ta1: bool = False,
    ) -> Iterator[None]:
        """ISA to IEA. `usage` is P (production) or T (test); ids are filled with blanks to 15."""
        if self._groups is not None:
            raise WriteError("an interchange stands inside another", "ISA")
        number = _control_number(control_number, "ISA13").zfill(9)
        for name, value, size in (
            ("ISA05", sender_qualifier, 2), ("ISA07", receiver_qualifier, 2), ("ISA15", usage, 1)
        ):
            if len(value) != size:
                raise WriteError("the value has the wrong width", name)
        for name, value in (("ISA06", sender), ("ISA08", receiver)):
            if not value.strip() or len(value) > 15 or not value.isascii():
                raise WriteError("the id is empty, longer than 15 characters or not ASCII", name)
        head = [
            "ISA", "00", " " * 10, "00", " " * 10, sender_qualifier, sender.ljust(15),
            receiver_qualifier, receiver.ljust(15), moment.strftime("%y%m%d"), moment.strftime("%H%M"),
            Wire(self._repetition), "00501", number, "1" if wants_ta1 else "0", usage, Wire(self._component),
        ]
        self._pending.append(self._checked(self._as_agreed(head)))
        self._groups = 0
        yield
        self._pending.append(self._checked(["IEA", str(self._groups), number]))
        self._groups = None
        self.flush()

    @contextmanager
    def group(
        self, functional_id: str, sender: str, receiver: str, moment: datetime, control_number: int,
        version: str,
    ) -> Iterator[None]:
        """GS to GE: sets of one `version` (GS08, the guide's) for one application."""
        if self._groups is None or self._sets is not None:
            raise WriteError("a group stands outside an interchange or inside another group", "GS")
        for name, value in (("GS02", sender), ("GS03", receiver)):
            if not 2 <= len(value) <= 15:
                raise WriteError("the code is not 2 to 15 characters", name)
        number = _control_number(control_number, "GS06")
        head = [
            "GS", functional_id, sender, receiver, moment.strftime("%Y%m%d"), moment.strftime("%H%M"),
            number, "X", version,
        ]
        self._pending.append(self._checked(self._as_agreed(head)))
        self._groups += 1
        self._sets = 0
        yield
        self._pending.append(self._checked(["GE", str(self._sets), number]))
        self._sets = None

    @contextmanager
    def set(self, set_id: str, control_number: str, version: str | None = None) -> Iterator[None]:
        """ST to SE. `version` is ST03; None leaves it out, as the 835 does."""
        if self._sets is None or self._in_set:
            raise WriteError("a transaction set stands outside a group or inside another set", "ST")
        if not (4 <= len(control_number) <= 9 and control_number.isascii() and control_number.isalnum()):
            raise WriteError("the control number is not 4 to 9 letters or digits", "ST02")
        self._sets += 1
        self._in_set = True
        self.segments = 0
        self._levels = 0
        self.segment(["ST", set_id, control_number, version or ""])
        yield
        self.segment(["SE", str(self.segments + 1), control_number])
        self._in_set = False

    # Segments.

    def segment(self, values: Sequence[Value]) -> None:
        """Write a segment given as its id and elements; empty ones at its end are left out."""
        if self._recast:
            values = self._as_agreed(values)
        try:
            text = self._element.join(values)  # type: ignore[arg-type]
            plain = (
                text.isascii() and text.isprintable() and text.count(self._element) == len(values) - 1 > 0
                and self._component not in text and self._repetition not in text
                and self._segment not in text and text[-1:] != self._element
            )
        except TypeError:
            plain = False
        if not plain:
            text = (self._joined_together((values,)) or (self._checked(values),))[0]
        self.segments += 1
        pending = self._pending
        pending.append(text)
        if len(pending) >= PENDING:
            self.flush()

    def batch(self, segments: Sequence[Sequence[Value]]) -> None:
        """Write many segments (a claim) at once, all of them or (WriteError) none; faster than `segment`."""
        if self._recast:
            segments = [self._as_agreed(values) for values in segments]
        texts = self._joined_together(segments) or [self._checked(values) for values in segments]
        self.segments += len(texts)
        self._pending += texts
        if len(self._pending) >= PENDING:
            self.flush()

    def _joined_together(self, segments: Sequence[Sequence[Value]]) -> list[str]:
        """The segments' texts, checked all in one look; none where that look does not settle it."""
        join, element, component, segment = self._element.join, self._element, self._component, self._segment
        texts: list[str] = []
        elements = components = repetitions = 0
        for values in segments:
            elements += len(values) - 1
            try:
                texts.append(join(values))  # type: ignore[arg-type]
            except TypeError:
                flat = list(values)
                for index, value in enumerate(values):
                    if value.__class__ is not str:
                        if value.__class__ is not list or not value:
                            return []
                        if value[0].__class__ is list:
                            # Repetitions of a simple element: each is a list of one.
                            if not all(len(part) == 1 and part[0] for part in value):
                                return []
                            flat[index] = self._repetition.join([part[0] for part in value])
                            repetitions += len(value) - 1
                            continue
                        if value[0].__class__ is not str:
                            return []
                        whole = component.join(value)
                        flat[index] = short = whole.rstrip(component)
                        components += len(value) - 1 - len(whole) + len(short)
                texts.append(join(flat))  # type: ignore[arg-type]
        together = segment.join(texts)
        if (
            not together.isascii() or together.encode().translate(None, self._harmless)
            or together.count(element) != elements or together.count(component) != components
            or together.count(segment) != len(texts) - 1 or together.count(self._repetition) != repetitions
        ):
            return []
        if element + segment in together or together[-1:] == element:
            texts = [text.rstrip(element) for text in texts]
        return texts if all(element in text for text in texts) else []

    def level(self, code: str, parent: int | None, has_children: bool | None) -> int:
        """Write an HL: counts HL01, names the `parent` level (None at the top); returns the level's number.

        `has_children` is HL04 and must be known; None leaves it out.
        """
        self._levels += 1
        child = "" if has_children is None else "1" if has_children else "0"
        self.segment(["HL", str(self._levels), str(parent) if parent else "", code, child])
        return self._levels

    def composite(self, *parts: str) -> Wire:
        """A composite element from its components, empty ones at its end left out."""
        return Wire(self._composed("", [list(parts)]))

    def repeated(self, *elements: str | Sequence[str]) -> Wire:
        """A repeated element; each repetition is text or a list of components."""
        return Wire(self._composed("", [[part] if isinstance(part, str) else part for part in elements]))

    def raw(self, text: str, count: int, delimiters: Delimiters | None = None) -> None:
        """Carry `count` segments of wire text as they are; `delimiters` are those it was read with.

        Other delimiters and line ends become this writer's; of its conventions they keep all but the lengths.
        """
        source = delimiters or self.delimiters
        if source != self.delimiters or (not source.ending and ("\n" in text or "\r" in text)):
            text = redelimit(text, source, self.delimiters)
        if self._recast:
            text = self.conventions.carried(text, self.delimiters)
        if not text.endswith(self._terminator) or text.count(self._segment) != count:
            raise WriteError("the wire text does not hold the segments it is said to hold")
        self.segments += count
        self._pending.append(text[: -len(self._terminator)])
        if len(self._pending) >= PENDING or len(text) >= 1 << 16:
            self.flush()

    def flush(self) -> None:
        """Hand everything gathered to the stream."""
        if self._pending:
            data = (self._terminator.join(self._pending) + self._terminator).encode("latin-1")
            self._pending.clear()
            self._written += len(data)
            self.stream.write(data)

    # What the quick look does not settle.

    def _as_agreed(self, values: Sequence[Value]) -> Sequence[Value]:
        """A segment's id and elements by the conventions."""
        if not self._recast:
            return values
        agreed, name = self.conventions, values[0] if values and isinstance(values[0], str) else ""
        told: list[Value] = list(values[:1])
        for position, value in enumerate(values[1:], 1):
            path = f"{name}{position:02d}"
            if isinstance(value, Wire):
                told.append(Wire(agreed.carried(value, self.delimiters, path)))
            elif isinstance(value, str):
                told.append(agreed.written(value, path))
            else:
                told.append(self._parts_as_agreed(value, path))
        return told

    def _parts_as_agreed(
        self, value: Sequence[str] | Sequence[Sequence[str]], path: str
    ) -> Sequence[str] | Sequence[Sequence[str]]:
        """Components, or repetitions of components, by the conventions."""
        written = self.conventions.written
        return [
            written(part, f"{path}-{index}") if isinstance(part, str)
            else [written(one, f"{path}-{at}") for at, one in enumerate(part, 1)]
            for index, part in enumerate(value, 1)
        ]

    def _checked(self, values: Sequence[Value]) -> str:
        name = values[0] if values and isinstance(values[0], str) else ""
        if not (name.isascii() and name.isalnum()):
            raise WriteError("the segment has no id")
        elements = [name]
        for position, value in enumerate(values[1:], 1):
            if isinstance(value, Wire):
                self._check_wire(value, f"{name}{position:02d}")
                elements.append(str(value))
            elif isinstance(value, str):
                if self._forbidden.search(value):
                    raise self._refusal(value, f"{name}{position:02d}")
                elements.append(wire(value))
            else:
                elements.append(self._composed(f"{name}{position:02d}", value))
        text = self._element.join(elements).rstrip(self._element)
        if self._element not in text:
            raise WriteError("the segment has no elements", name)
        return text

    def _composed(self, path: str, value: Sequence[str] | Sequence[Sequence[str]]) -> str:
        repetitions: list[Sequence[str]] = []
        if value and isinstance(value[0], str):
            repetitions.append(value)  # type: ignore[arg-type]
        else:
            repetitions.extend(value)
        written = []
        for parts in repetitions:
            for index, part in enumerate(parts, 1):
                if self._forbidden.search(part):
                    raise self._refusal(part, f"{path}-{index}")
            written.append(self._component.join(map(wire, parts)).rstrip(self._component))
        return self._repetition.join(written).rstrip(self._repetition)

    def _refusal(self, value: str, path: str) -> WriteError:
        if any(ch in value for ch in self.delimiters.all):
            return WriteError("the value contains a delimiter of this interchange", path)
        return WriteError("the value contains a control character", path)

    def _check_wire(self, value: str, path: str) -> None:
        if self._element in value or self._segment in value:
            raise WriteError("the value contains a delimiter of this interchange", path)
        rest = value.replace(self._component, "").replace(self._repetition, "")
        if any(ch < " " or ch == "\x7f" or ch > "\xff" for ch in rest):
            raise WriteError("the value contains a control character or is not wire text", path)


def _control_number(number: int, path: str) -> str:
    if not 1 <= number <= LARGEST_NUMBER:
        raise WriteError("the control number is not between 1 and 999999999", path)
    return str(number)
