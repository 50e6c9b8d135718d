"""x12sdk: read a file into its typed models, and reach every claim. Argument: the file."""

from __future__ import annotations

import sys

from x12sdk.io import X12ModelReader  # type: ignore[import-not-found, unused-ignore]

from benchmarks.measure import Counts, measure


def read(path: str) -> Counts:
    """One model a transaction set; the claims are counted through its own accessor."""
    claims = 0
    with X12ModelReader(path) as reader:
        for model in reader.models():
            claims += sum(1 for _ in model.claims())
    return {"claims": claims}


def main() -> None:
    """Time the reading; importing the set's models counts as setting up."""
    path, tiny = sys.argv[1:3]
    read(tiny)
    measure(lambda: read(path))


if __name__ == "__main__":
    main()
