"""Our own writing of business types. Arguments: the file, a one-claim file.

The claims (or patients) of the file's first set are read before the time is taken, and written again and
again, a set each time, until as many bytes are written as the file has.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import datetime
from itertools import count, groupby
from pathlib import Path
from typing import Any

from benchmarks.generate import KINDS
from benchmarks.measure import Counts, measure
from edi import stream
from edi.writer import Writer
from mappings.tables import guide_tables
from transactions.claim_status_sets import (
    read_status_inquiries,
    read_status_responses,
    write_status_inquiries,
    write_status_responses,
)
from transactions.dental_claim import DentalClaim
from transactions.eligibility_sets import (
    read_eligibility_inquiries,
    read_eligibility_responses,
    write_eligibility_inquiries,
    write_eligibility_responses,
)
from transactions.reading import gather_remittances, read_claims
from transactions.writing import write_claims, write_remittance

MOMENT = datetime(2024, 6, 3, 9, 30)
SetMaker = Callable[[Writer, str], int]
"""Writes one set under a control number; how many claims it had."""


class Sink(io.RawIOBase):
    """Counts what is written, and keeps nothing."""

    def __init__(self) -> None:
        self.size = 0
        self.segments = 0

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.size += len(data)
        self.segments += data.count(b"~")
        return len(data)


def _remittances(path: str) -> SetMaker:
    with open(path, "rb") as file:
        remittance = next(gather_remittances(stream.read(file, guide_tables())))

    def write(writer: Writer, number: str) -> int:
        write_remittance(writer, remittance, number)
        return len(remittance.claims)

    return write


def _claims(path: str) -> SetMaker:
    claims: list[DentalClaim] = []
    with open(path, "rb") as file:
        for claim in read_claims(stream.read(file, guide_tables())):
            if claims and claim.submission != claims[0].submission:
                break
            claims.append(claim)

    def write(writer: Writer, number: str) -> int:
        write_claims(writer, claims, [number])
        return len(claims)

    return write


PATIENTS: dict[str, tuple[Callable[..., Any], Callable[..., Any], str]] = {
    "270": (read_eligibility_inquiries, write_eligibility_inquiries, "patients_per_set"),
    "271": (read_eligibility_responses, write_eligibility_responses, "patients_per_set"),
    "276": (read_status_inquiries, write_status_inquiries, "claims_per_set"),
    "277": (read_status_responses, write_status_responses, "claims_per_set"),
}
"""What reads and writes the sets that tell of patients or ask about them, and what it calls a set's size."""


def _patients(path: str, kind: str) -> SetMaker:
    read, write_all, most = PATIENTS[kind]
    with open(path, "rb") as file:
        told = read(stream.read(file, guide_tables()))
        patients = list(next(groupby(told, lambda one: one.heading))[1])

    def write(writer: Writer, number: str) -> int:
        write_all(writer, patients, [number], **{most: len(patients)})
        return len(patients)

    return write


def prepare(path: str) -> Callable[[], Counts]:
    """The job that writes as many bytes as the file has."""
    kind = Path(path).name.partition("-")[0]
    wanted = Path(path).stat().st_size
    if kind in PATIENTS:
        write_set = _patients(path, kind)
    else:
        write_set = _remittances(path) if kind == "835" else _claims(path)
    group, version, _ = KINDS[kind]

    def job() -> Counts:
        sink = Sink()
        writer, claims, numbers = Writer(sink), 0, count(1)
        with (
            writer.interchange("ZZ", "BENCHSENDER", "ZZ", "BENCHRECEIVER", MOMENT, 1),
            writer.group(group, "BENCHSENDER", "BENCHRECEIVER", MOMENT, 1, version),
        ):
            while sink.size < wanted:
                claims += write_set(writer, f"{next(numbers):04d}")
                writer.flush()
        return {"size": sink.size, "segments": sink.segments, "claims": claims}

    return job


def main() -> None:
    """Time the writing."""
    path, tiny = sys.argv[1:3]
    prepare(tiny)()
    measure(prepare(path))


if __name__ == "__main__":
    main()
