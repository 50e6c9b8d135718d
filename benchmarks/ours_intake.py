"""Intake of an 837D into a house: archived, proven, 999 and 277CA written, claims committed to SQLite.

Arguments: the file, a one-claim file, the work. Each file goes into a fresh house on disk, made before the
time is taken.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.invented import PAYERS
from benchmarks.measure import Counts, measure
from clearinghouse.house import House, create_house, open_house
from clearinghouse.runs import run

MAKE = "make a house"
NOW = datetime(2024, 6, 3, 10, 0, tzinfo=UTC)
PARTNERS = """\
[house]
name = "BENCH HOUSE"
id = "BENCHRECEIVER"
qualifier = "ZZ"
usage = "T"

[house.contact]
name = "EDI DESK"
telephone = "8005550150"

[submitters.bench]
name = "BENCH CLEARING"
id = "BENCHSENDER"
mailbox = { kind = "folder", inbox = "in", outbox = "out" }
"""
PAYER = """
[payers.payer{number}]
name = "{name}"
ids = ["{id}"]
id = "PAYER{number}"
mailbox = {{ kind = "folder", inbox = "payer{number}/in", outbox = "payer{number}/out" }}
"""


def make_house(folder: Path, path: str) -> None:
    """A new house with the file in its submitter's inbox."""
    payers = (PAYER.format(number=number, name=name, id=id) for number, (name, id) in enumerate(PAYERS))
    create_house(folder, PARTNERS + "".join(payers), now=NOW)
    shutil.copyfile(path, folder / "in" / "claims.edi")


def take_in(house: House) -> Counts:
    """The steps that bring a file in and answer it."""
    told: Counter[str] = Counter()
    for counts in run(house, ["intake", "validation"]).steps.values():
        told.update(counts)
    return {"claims": told["claims accepted"], "rejected": told["sets rejected"]}


def main() -> None:
    """Time the intake of the file.

    Another process makes the houses: what making one needs is no part of the memory of taking in.
    """
    path, tiny = sys.argv[1:3]
    if sys.argv[3] == MAKE:
        make_house(Path(sys.argv[4]), path)
        return
    with tempfile.TemporaryDirectory(prefix="bitewing-bench-") as folder:
        houses = []
        for name, file in (("first", tiny), ("house", path)):
            place = Path(folder) / name
            subprocess.run(
                [sys.executable, "-m", "benchmarks.ours_intake", file, tiny, MAKE, place], check=True
            )
            houses.append(open_house(place, clock=lambda: NOW, actor="benchmark"))
        take_in(houses[0])
        measure(lambda: take_in(houses[1]))
        for house in houses:
            house.close()


if __name__ == "__main__":
    main()
