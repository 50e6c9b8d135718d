"""A seeded damager: one fault at a time into the wire text of a valid file."""

from __future__ import annotations

import random

_VALUES = ("", " ", "X", "x", "99", "1E5", "-", "20240230", "20231301", "D8", "RD8", "A" * 90, "é", "\x01", ":", "^",
           "1.234", ".5", "00", "0", "NaN", "1_0", "HL", "A:B", "A^B", "20240101-20231301", "12345678901234567890")
_SEGMENTS = ("ZZZ*1", "REF*ZZ*1", "REF*G1*1", "N3*1 MAIN ST", "NM1*85*2*X*****XX*1234567893", "HL*9*1*22*0", "DTP*472*D8*20240101",
             "LX*1", "K3*X", "PER*IC*A*TE*1", "AMT*F5*1", "SE*1*0001", "", "CLM*1*1***11:B:1*Y*A*Y*Y", "MOA", "CUR*85*USD")


def _segments(rng: random.Random, body: list[str]) -> list[str]:
    """The segments of a set (ST first, SE last) with one of them dropped, doubled, moved or invented."""
    at = rng.randrange(1, len(body) - 1)
    kind = rng.randrange(5)
    if kind == 0:
        return body[:at] + body[at + 1 :]
    if kind == 1:
        return [*body[: at + 1], *body[at:]]
    if kind == 2:
        other = rng.randrange(1, len(body) - 1)
        body = list(body)
        body[at], body[other] = body[other], body[at]
        return body
    if kind == 3 and at + 2 < len(body):
        return [*body[:at], body[at + 1], body[at], *body[at + 2 :]]
    return [*body[:at], rng.choice(_SEGMENTS), *body[at:]]


def _elements(rng: random.Random, segment: str) -> str:
    values = segment.split("*")
    if len(values) < 2:
        return segment + "*"
    at = rng.randrange(0 if rng.random() < 0.05 else 1, len(values))
    kind = rng.randrange(6)
    if kind == 0:
        values[at] = rng.choice(_VALUES)
    elif kind == 1:
        values[at] += values[at] or rng.choice(_VALUES)
    elif kind == 2:
        values[at] = values[at][:-1]
    elif kind == 3:
        values.insert(at, rng.choice(_VALUES))
    elif kind == 4:
        del values[at]
    elif ":" in values[at]:
        parts = values[at].split(":")
        parts[rng.randrange(len(parts))] = rng.choice(_VALUES)
        values[at] = ":".join(parts)
    else:
        values.append(rng.choice(_VALUES))
    return "*".join(values)


def damage(rng: random.Random, body: list[str]) -> list[str]:
    """One fault (now and then two) in the segments of a set."""
    for _ in range(1 if rng.random() < 0.85 else 2):
        if rng.random() < 0.4:
            body = _segments(rng, body)
        else:
            at = rng.randrange(1, len(body))
            body = [*body[:at], _elements(rng, body[at]), *body[at + 1 :]]
    return body
