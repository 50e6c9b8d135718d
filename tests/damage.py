"""A seeded damager: faults, and harmless changes, one at a time into the segments of one unit."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

VALUES = (
    "", " ", "X", "x", "99", "1E5", "NaN", "1_0", "+1", "-", ".", "-.", "1.234", ".5", "5.", "00", "0", "-0",
    "20240230", "20230229", "20000229", "19000229", "20231301", "00000101", "20240101-20231301",
    "20240101-20240131", "2460", "2359", "235960", "23595999", "D8", "RD8", "DT", "TM", "D6", "é", "\x01",
    "\x7f", "A\r", "Ü", ":", "A:B", "A:B:", ":B", "^", "A^B", "A^", "^B", "A:B^C:D", "12345678901234567890",
    "123456789012345678.25", "1234567890.25", "12345678901",
    "A" * 61, "A" * 90, " A", "A ", "HL", "~",
)
SEGMENTS = (
    "ZZZ*1", "REF*ZZ*1", "REF*G1*1", "REF*EI*1", "REF*LU*1", "N3*1 MAIN ST", "N4*ANYTOWN*OR*97301",
    "NM1*85*2*X*****XX*1234567893", "NM1*QC*1*X", "NM1*PR*2*X*****PI*1", "HL*9*1*22*0", "HL*3*1*21*1", "LX*1",
    "DTP*472*D8*20240101", "DTP*573*D8*20240101", "DTM*472*20240101", "K3*X", "PER*IC*A*TE*1", "AMT*F5*1",
    "AMT*EAF*1", "", "*", "CLM*1*1***11:B:1*Y*A*Y*Y", "MOA", "MOA*1", "CUR*85*USD", "CAS*CO*45*1",
    "SVC*AD:D1*1*1", "STC*A1:20*20240101*U*1", "TRN*1*1", "QTY*QA*1", "CTX*CLM01:1", "IK4*1*1*1", "IK5*A",
    "PLB*1*20240101*WO:1*1",
)

Body = list[str]
Pool = Mapping[str, Sequence[list[str]]]
"""Valid segments by id, each as id and elements: where values for other places come from."""


def _somewhere(rng: random.Random, body: Body) -> int:
    """A place in the unit; its first segment seldom, as its damage moves everything below."""
    return rng.randrange(1, len(body)) if len(body) > 1 and rng.random() < 0.93 else 0


def _drop(rng: random.Random, body: Body) -> Body:
    at = _somewhere(rng, body)
    return body[:at] + body[at + 1 :]


def _double(rng: random.Random, body: Body) -> Body:
    at = _somewhere(rng, body)
    return [*body[: at + 1], *[body[at]] * rng.choice((1, 1, 2, 5)), *body[at + 1 :]]


def _swap(rng: random.Random, body: Body) -> Body:
    at = _somewhere(rng, body)
    other = rng.randrange(len(body))
    body = list(body)
    body[at], body[other] = body[other], body[at]
    return body


def _swap_neighbours(rng: random.Random, body: Body) -> Body:
    at = min(_somewhere(rng, body), len(body) - 2)
    return [*body[:at], body[at + 1], body[at], *body[at + 2 :]] if at >= 0 else body


def _shuffle_alike(rng: random.Random, body: Body) -> Body:
    """The neighbours of one segment id in another order: nearly always as right as before."""
    at = _somewhere(rng, body)
    name = body[at].partition("*")[0]
    first = last = at
    while first > 1 and body[first - 1].partition("*")[0] == name:
        first -= 1
    while last + 1 < len(body) and body[last + 1].partition("*")[0] == name:
        last += 1
    alike = body[first : last + 1]
    rng.shuffle(alike)
    return [*body[:first], *alike, *body[last + 1 :]]


def _invent(rng: random.Random, body: Body) -> Body:
    at = _somewhere(rng, body) + 1
    return [*body[:at], rng.choice(SEGMENTS), *body[at:]]


def _repeat_from_elsewhere(rng: random.Random, body: Body) -> Body:
    at = _somewhere(rng, body) + 1
    return [*body[:at], rng.choice(body), *body[at:]]


def _others(rng: random.Random, body: Body, at: int, pool: Pool) -> tuple[list[str], list[str]]:
    """A segment of the unit and another one of the same id, both as id and elements."""
    values = body[at].split("*")
    alike = [other.split("*") for other in body if other.partition("*")[0] == values[0]]
    known = pool.get(values[0], ())
    return values, rng.choice(known if known and rng.random() < 0.6 else alike)


def _exchange_value(rng: random.Random, body: Body, pool: Pool) -> Body:
    """A value of another segment of the same id: a code that belongs to another slot, a wrong format."""
    at = _somewhere(rng, body)
    values, others = _others(rng, body, at, pool)
    if len(values) > 1:
        place = rng.randrange(1, len(values))
        values[place] = others[place] if place < len(others) and rng.random() < 0.7 else rng.choice(others)
    return [*body[:at], "*".join(values), *body[at + 1 :]]


def _fill_empty(rng: random.Random, body: Body, pool: Pool) -> Body:
    """A right value where there was none: what breaks a syntax note, or nothing."""
    at = _somewhere(rng, body)
    values, others = _others(rng, body, at, pool)
    values += [""] * (len(others) - len(values))
    empty = [place for place, value in enumerate(others) if value and not values[place]]
    if empty:
        place = rng.choice(empty)
        values[place] = others[place]
    return [*body[:at], "*".join(values).rstrip("*"), *body[at + 1 :]]


def _harm_element(rng: random.Random, body: Body) -> Body:
    at = _somewhere(rng, body)
    return [*body[:at], _element(rng, body[at]), *body[at + 1 :]]


def _element(rng: random.Random, segment: str) -> str:
    values = segment.split("*")
    if len(values) < 2:
        return segment + "*"
    at = rng.randrange(0 if rng.random() < 0.03 else 1, len(values))
    kind = rng.randrange(9)
    if kind == 0:
        values[at] = rng.choice(VALUES)
    elif kind == 1:
        values[at] += (values[at] or rng.choice(VALUES)) * rng.choice((1, 1, 6, 40))
    elif kind == 2:
        values[at] = values[at][: rng.randrange(len(values[at]) + 1)]
    elif kind == 3:
        values.insert(at, rng.choice(VALUES))
    elif kind == 4:
        del values[at]
    elif kind == 5:
        parts = values[at].split(":")
        place = rng.randrange(len(parts))
        parts[place : place + rng.randrange(2)] = [rng.choice(VALUES)]
        values[at] = ":".join(parts)
    elif kind == 6:
        values[at] += "^" + rng.choice((values[at], rng.choice(VALUES)))
    elif kind == 7:
        values[at] = ""
    else:
        values += [""] * rng.randrange(3) + [rng.choice(VALUES)]
    return "*".join(values)


_WAYS: tuple[tuple[int, Callable[[random.Random, Body], Body]], ...] = (
    (8, _drop), (6, _double), (4, _swap), (5, _swap_neighbours), (10, _shuffle_alike), (6, _invent),
    (4, _repeat_from_elsewhere), (36, _harm_element),
)
_POOLED: tuple[tuple[int, Callable[[random.Random, Body, Pool], Body]], ...] = (
    (14, _exchange_value), (7, _fill_empty),
)
_ALONE = [way for weight, way in _WAYS for _ in range(weight)]
_TOGETHER = [way for weight, way in _POOLED for _ in range(weight)]


def damage(rng: random.Random, body: Body, pool: Pool = MappingProxyType({})) -> Body:
    """One change (now and then more) in the segments of a unit; `~` in a value makes two segments of one."""
    while True:
        at = rng.randrange(len(_ALONE) + len(_TOGETHER))
        if at < len(_ALONE):
            body = _ALONE[at](rng, body) or body
        else:
            body = _TOGETHER[at - len(_ALONE)](rng, body, pool)
        if rng.random() < 0.85:
            return body
