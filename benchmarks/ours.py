"""Our own jobs on segments and units. Arguments: the file, a one-claim file, and the work."""

from __future__ import annotations

import io
from datetime import datetime

from benchmarks import jobs
from benchmarks.measure import Counts, Work, run
from edi import ack999, stream
from edi.delimiters import DEFAULT
from edi.envelope import Closed, TransactionSet
from edi.reader import segments
from edi.writer import Writer
from mappings.tables import guide_tables

MOMENT = datetime(2024, 6, 3, 9, 30)
ENVELOPE_SEGMENTS = 4
"""ISA, GS, GE, IEA: a made file has one of each."""


def read(path: str) -> Counts:
    """Every segment as its id and elements, nothing kept."""
    with open(path, "rb") as file:
        return {"segments": sum(1 for _ in segments(file, DEFAULT))}


def validate(path: str) -> Counts:
    """Everything an intake checks by the guide, and the whole 999 that answers it."""
    answer = io.BytesIO()
    writer, count, rejected = Writer(answer), ENVELOPE_SEGMENTS, 0
    with (
        open(path, "rb") as file,
        writer.interchange("ZZ", "BENCHRECEIVER", "ZZ", "BENCHSENDER", MOMENT, 1),
        writer.group("FA", "BENCHRECEIVER", "BENCHSENDER", MOMENT, 1, ack999.VERSION),
    ):
        acknowledger = ack999.Acknowledger(writer)
        for event in stream.read(file, guide_tables(), runs=True):
            rejected += acknowledger.take(event) == "R"
            if isinstance(event, Closed) and isinstance(event.of, TransactionSet):
                count += event.of.segments
    return {"segments": count, "rejected": rejected, "answer_segments": answer.getvalue().count(b"~")}


WORK: dict[str, Work] = {
    jobs.READ: read,
    jobs.VALIDATE: validate,
    jobs.VALIDATE_FAULTY: validate,
}


def main() -> None:
    """Time the work of the command line."""
    run(WORK)


if __name__ == "__main__":
    main()
