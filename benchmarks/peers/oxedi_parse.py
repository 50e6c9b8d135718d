"""oxedi: parse an 835 into its tables. Arguments: the file, a one-claim file, `whole` or `stream`."""

from __future__ import annotations

import sys
from pathlib import Path

import oxedi  # type: ignore[import-not-found, unused-ignore]

from benchmarks.measure import Counts, measure


def parse(path: str) -> Counts:
    """The whole file at once: segments indexed, checked, claims and lines in tables."""
    result = oxedi.parse_file(path)
    return {
        "claims": result.count_claims(),
        "segments": len(result.document),
        "findings": len(result.diagnostics),
    }


def stream(path: str) -> Counts:
    """The same, one transaction set at a time."""
    claims = findings = 0
    for batch in oxedi.stream(Path(path).read_bytes()):
        claims += len(batch.tables["claims"])
        findings += len(batch.diagnostics)
    return {"claims": claims, "findings": findings}


def main() -> None:
    """Time the parsing."""
    path, tiny, way = sys.argv[1:4]
    job = stream if way == "stream" else parse
    job(tiny)
    measure(lambda: job(path))


if __name__ == "__main__":
    main()
