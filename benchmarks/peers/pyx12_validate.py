"""pyx12: validate a file and make its 999. Arguments: the file, and a one-claim file of the same kind.

pyx12 reads its map anew for every file; what the one-claim file takes is that, and is not counted.
"""

from __future__ import annotations

import io
import logging
import sys

import pyx12.params
import pyx12.x12n_document

from benchmarks.measure import Counts, measure


def validate(path: str) -> Counts:
    """Walk the whole file; whether it was found good, how many findings, and how long its 999 is."""
    answer, findings = io.StringIO(), logging.getLogger("pyx12")
    findings.setLevel(logging.CRITICAL)
    segments = 0

    def count(*_: object) -> None:
        nonlocal segments
        segments += 1

    valid = pyx12.x12n_document.x12n_document(
        param=pyx12.params.params(), src_file=path, fd_997=answer, fd_html=None, callback=count
    )
    return {"segments": segments, "rejected": int(not valid), "answer_segments": answer.getvalue().count("~")}


def main() -> None:
    """Time the setting up on the one-claim file, then the file."""
    path, tiny = sys.argv[1:3]
    measure(lambda: validate(path), setting_up=lambda: validate(tiny))


if __name__ == "__main__":
    main()
