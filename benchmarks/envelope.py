"""The envelope of a made file, and the count of all that stands in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import BinaryIO

from benchmarks.damage import damage


@dataclass(slots=True)
class Facts:
    """What a made file holds. `charge` and `paid` are cents, `size` bytes, `faults` by kind of fault."""

    size: int = 0
    segments: int = 0
    sets: int = 0
    claims: int = 0
    lines: int = 0
    charge: int = 0
    paid: int = 0
    faults: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class SetBody:
    """The segments of one transaction set, as finished texts."""

    texts: list[str] = field(default_factory=list)
    segments: int = 0
    size: int = 0
    claims: int = 0
    paid: int = 0

    def add(self, segments: list[str]) -> None:
        """Append segments; the terminator is added here."""
        text = "~".join(segments) + "~"
        self.texts.append(text)
        self.segments += len(segments)
        self.size += len(text)


class Interchange:
    """One interchange of one functional group, written set by set.

    `damage_every`: every so many claims get one fault (0: none).
    """

    def __init__(
        self, out: BinaryIO, group_id: str, version: str, target: int, random: Random, damage_every: int = 0
    ) -> None:
        self.facts = Facts()
        self.random = random
        self._out = out
        self._target = target
        self._damage_every = damage_every
        self._write(
            "ISA*00*          *00*          *ZZ*BENCHSENDER    *ZZ*BENCHRECEIVER  "
            "*240603*0915*^*00501*000000905*0*T*:~"
            f"GS*{group_id}*BENCHSENDER*BENCHRECEIVER*20240603*0915*905*X*{version}~",
            2,
        )

    def _write(self, text: str, segments: int) -> None:
        data = text.encode("ascii")
        self._out.write(data)
        self.facts.size += len(data)
        self.facts.segments += segments

    def add_claim(self, body: SetBody, segments: list[str], lines: int, charge: int, paid: int = 0) -> None:
        """One claim's segments into the set, damaged when its turn has come."""
        facts = self.facts
        facts.claims += 1
        facts.lines += lines
        facts.charge += charge
        facts.paid += paid
        body.claims += 1
        body.paid += paid
        if self._damage_every and facts.claims % self._damage_every == 0:
            segments, fault = damage(segments, self.random)
            facts.faults[fault] = facts.faults.get(fault, 0) + 1
        body.add(segments)

    def full(self, body: SetBody) -> bool:
        """Whether the file has its size with what the open set holds."""
        return self.facts.size + body.size >= self._target

    def write_set(self, fill: Callable[[str, SetBody], tuple[str, list[str]]]) -> None:
        """One transaction set. `fill` gets the control number and the body, and returns ST and
        the segments that stand between ST and the body (an 835's BPR needs the body's sum)."""
        self.facts.sets += 1
        control_number = f"{self.facts.sets:04d}"
        body = SetBody()
        start, header = fill(control_number, body)
        count = 2 + len(header) + body.segments
        self._write("~".join([start, *header]) + "~" + "".join(body.texts), count - 1)
        self._write(f"SE*{count}*{control_number}~", 1)

    def close(self) -> Facts:
        """The trailers; what the file holds."""
        self._write(f"GE*{self.facts.sets}*905~IEA*1*000000905~", 2)
        return self.facts
