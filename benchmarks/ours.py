"""Our own jobs. Arguments: the file, a one-claim file, and the work."""

from __future__ import annotations

import sys
from collections.abc import Callable

from benchmarks import jobs
from benchmarks.measure import Counts, measure
from edi.delimiters import DEFAULT
from edi.reader import segments


def read(path: str) -> Counts:
    """Every segment as its id and elements, nothing kept."""
    with open(path, "rb") as stream:
        return {"segments": sum(1 for _ in segments(stream, DEFAULT))}


WORK: dict[str, Callable[[str], Counts]] = {jobs.READ: read}


def main() -> None:
    """Do the work on the one-claim file, so that imports and guides are ready, then time it on the file."""
    path, tiny, work = sys.argv[1:4]
    WORK[work](tiny)
    measure(lambda: WORK[work](path))


if __name__ == "__main__":
    main()
