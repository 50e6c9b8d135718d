"""x12sdk: write a file's typed models. Argument: the file.

The models are read before the time is taken, and written set after set until as many bytes are written as the
file has. x12sdk writes sets; the envelope is left out.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

from x12sdk.io import X12ModelReader  # type: ignore[import-not-found, unused-ignore]

from benchmarks.measure import Counts, measure


def prepare(path: str) -> Callable[[], Counts]:
    """The job that writes as many bytes as the file has."""
    wanted = Path(path).stat().st_size
    with X12ModelReader(path) as reader:
        models = [(model, _claims_of(model)) for model in reader.models()]

    def job() -> Counts:
        size = segments = claims = 0
        for model, held in cycle(models):
            data = model.x12(use_new_lines=False).encode("latin-1")
            size += len(data)
            segments += data.count(b"~")
            claims += held
            if size >= wanted:
                break
        return {"size": size, "segments": segments, "claims": claims}

    return job


def _claims_of(model: object) -> int:
    """Its claims through its own accessor, else its subscribers (270)."""
    if hasattr(model, "claims"):
        return sum(1 for _ in model.claims())
    receivers = (receiver for source in model.loop_2000a for receiver in source.loop_2000b)  # type: ignore[attr-defined]
    return sum(len(receiver.loop_2000c) for receiver in receivers)


def main() -> None:
    """Time the writing; importing the set's models counts as setting up."""
    path, tiny = sys.argv[1:3]
    prepare(tiny)()
    measure(prepare(path))


if __name__ == "__main__":
    main()
