"""What is timed: who does which work on which file, and the goals the figures are held against."""

from __future__ import annotations

from dataclasses import dataclass

READ, VALIDATE, VALIDATE_FAULTY, PROVE, TYPED, WRITE, INTAKE = (
    "read",
    "validate with 999",
    "validate with 999, every tenth claim faulty",
    "validate with all rules",
    "typed read",
    "write",
    "intake into the store",
)
PARSE, STREAM, SPLIT = "parse into tables", "parse into tables, by set", "bare split into elements"
US = "bitewing"
MEMORY_LIMIT_MB = 64
REPEATS = {1: 5, 10: 5, 100: 2}
"""Runs of a fast job by the size of its file: other work on a machine strikes short runs hardest."""
FAULTY_EVERY = 10


@dataclass(frozen=True, slots=True)
class Job:
    """One timed subprocess: `module` run with the file, a one-claim file of its kind, and `arguments`.

    `peer`: it runs in the peers' environment. The best of `repeats` runs counts. `quick` runs leave out
    files above 10 MB.
    """

    work: str
    who: str
    kind: str
    megabytes: int
    module: str
    arguments: tuple[str, ...] = ()
    damage_every: int = 0
    repeats: int = 5
    peer: bool = True


def _pyx12(kind: str, work: str, damage_every: int) -> Job:
    return Job(work, "pyx12", kind, 1, "benchmarks.peers.pyx12_validate", (), damage_every, repeats=3)


def _oxedi(megabytes: int, work: str, way: str) -> Job:
    repeats = REPEATS[megabytes]
    return Job(work, "oxedi", "835", megabytes, "benchmarks.peers.oxedi_parse", (way,), repeats=repeats)


PEER_JOBS = (
    *(
        Job(SPLIT, "CPython", kind, 10, "benchmarks.peers.bare_split", repeats=9, peer=False)
        for kind in ("835", "837D")
    ),
    *(_pyx12(kind, VALIDATE, 0) for kind in ("835", "837P")),
    *(_pyx12(kind, VALIDATE_FAULTY, FAULTY_EVERY) for kind in ("835", "837P")),
    *(_oxedi(megabytes, PARSE, "whole") for megabytes in (1, 10, 100)),
    _oxedi(10, STREAM, "stream"),
    *(
        Job(TYPED, "x12sdk", kind, 1, "benchmarks.peers.x12sdk_read", repeats=3)
        for kind in ("835", "837P-x12sdk", "270", "276", "277")
    ),
    *(
        Job(WRITE, "x12sdk", kind, 1, "benchmarks.peers.x12sdk_write", repeats=3)
        for kind in ("835", "837P-x12sdk", "270", "276", "277")
    ),
)


def _ours(work: str, kind: str, megabytes: int, damage_every: int = 0) -> Job:
    module = {PROVE: "ours_rules", TYPED: "ours_typed", WRITE: "ours_write", INTAKE: "ours_intake"}
    return Job(
        work, US, kind, megabytes, f"benchmarks.{module.get(work, 'ours')}", (work,), damage_every,
        REPEATS.get(megabytes, 1), peer=False,
    )


SIZES = (1, 10, 100)
OUR_KINDS = ("835", "837D")
OTHER_KINDS = ("270", "271", "276", "277")
TYPED_KINDS = ("270", "271", "276", "277")
"""Those of them that have types; x12sdk reads 270, and refuses valid 271 for an empty EB03."""
MILLION = 476
"""Megabytes of an 837D that hold a million claims."""
OUR_JOBS = (
    *(
        _ours(work, kind, megabytes)
        for work in (READ, VALIDATE, TYPED, WRITE)
        for kind in OUR_KINDS
        for megabytes in SIZES
    ),
    *(_ours(VALIDATE_FAULTY, kind, megabytes, FAULTY_EVERY) for kind in OUR_KINDS for megabytes in SIZES[:2]),
    *(_ours(PROVE, kind, megabytes) for kind in OUR_KINDS for megabytes in SIZES[:2]),
    *(_ours(VALIDATE, kind, 10) for kind in OTHER_KINDS),
    *(_ours(work, kind, 10) for work in (TYPED, WRITE) for kind in TYPED_KINDS),
    _ours(VALIDATE, "837D", MILLION),
    # A guide that is borrowed from pyx12's maps, beside pyx12 itself.
    *(_ours(VALIDATE, "837P", megabytes) for megabytes in SIZES[:2]),
    _ours(VALIDATE_FAULTY, "837P", 1, FAULTY_EVERY),
    *(_ours(INTAKE, "837D", megabytes) for megabytes in SIZES[:2]),
)


@dataclass(frozen=True, slots=True)
class Goal:
    """Our rate at `work` on `kind` is at least `factor` times another's, by bytes a second."""

    work: str
    kind: str
    factor: float
    other: str
    other_work: str
    other_kind: str


GOALS = (
    Goal(VALIDATE, "835", 200, "pyx12", VALIDATE, "835"),
    Goal(VALIDATE, "837D", 200, "pyx12", VALIDATE, "837P"),
    Goal(VALIDATE, "837P", 200, "pyx12", VALIDATE, "837P"),
    Goal(VALIDATE, "835", 2, "oxedi", PARSE, "835"),
    Goal(VALIDATE, "835", 1, "CPython", SPLIT, "835"),
    Goal(VALIDATE, "837D", 1, "CPython", SPLIT, "837D"),
    Goal(VALIDATE_FAULTY, "835", 50, "pyx12", VALIDATE_FAULTY, "835"),
    Goal(VALIDATE_FAULTY, "837D", 50, "pyx12", VALIDATE_FAULTY, "837P"),
    Goal(VALIDATE_FAULTY, "837P", 50, "pyx12", VALIDATE_FAULTY, "837P"),
    Goal(PROVE, "835", 100, "pyx12", VALIDATE, "835"),
    Goal(PROVE, "837D", 100, "pyx12", VALIDATE, "837P"),
    Goal(TYPED, "835", 60, "x12sdk", TYPED, "835"),
    Goal(TYPED, "837D", 60, "x12sdk", TYPED, "837P-x12sdk"),
    *(Goal(TYPED, kind, 60, "x12sdk", TYPED, kind) for kind in ("270", "276", "277")),
    Goal(TYPED, "835", 1, "oxedi", PARSE, "835"),
    Goal(WRITE, "835", 30, "x12sdk", WRITE, "835"),
    Goal(WRITE, "837D", 30, "x12sdk", WRITE, "837P-x12sdk"),
    *(Goal(WRITE, kind, 30, "x12sdk", WRITE, kind) for kind in ("270", "276", "277")),
)
INTAKE_GOAL = 10_000
"""Claims a second, 837D of 10 MB."""
