"""Plain CPython: split a file into segments and elements, by chunks, and keep nothing. Argument: the file."""

from __future__ import annotations

import sys

from benchmarks.measure import Counts, measure

CHUNK = 1 << 18


def split(path: str) -> Counts:
    """The least a reader in Python can do: every element exists as a string once."""
    segments, rest = 0, ""
    with open(path, encoding="latin-1", newline="") as file:
        while chunk := file.read(CHUNK):
            parts = (rest + chunk).split("~")
            rest = parts.pop()
            for part in parts:
                part.split("*")
            segments += len(parts)
    return {"segments": segments}


def main() -> None:
    """Time the splitting."""
    measure(lambda: split(sys.argv[1]))


if __name__ == "__main__":
    main()
