"""x12sdk: read a file into its typed models, and reach every claim. Argument: the file."""

from __future__ import annotations

import sys

from x12sdk.io import X12ModelReader  # type: ignore[import-not-found, unused-ignore]

from benchmarks.measure import Counts, measure


def read(path: str) -> Counts:
    """One model a transaction set; claims are counted through its own accessor, else subscribers (270)."""
    claims = 0
    with X12ModelReader(path) as reader:
        for model in reader.models():
            if hasattr(model, "claims"):
                claims += sum(1 for _ in model.claims())
            else:
                receivers = (receiver for source in model.loop_2000a for receiver in source.loop_2000b)
                claims += sum(len(receiver.loop_2000c) for receiver in receivers)
    return {"claims": claims}


def main() -> None:
    """Time the reading; importing the set's models counts as setting up."""
    path, tiny = sys.argv[1:3]
    read(tiny)
    measure(lambda: read(path))


if __name__ == "__main__":
    main()
