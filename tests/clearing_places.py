"""Where the clearinghouse's tests happen: a house on disk, two submitters, two payers, a clock of its own."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from clearinghouse import runs
from clearinghouse.house import House, create_house, open_house
from store import acknowledgments, claims, deliveries, events, files, findings, inquiries, remittances, sets
from store.claims import Claim
from store.files import File

NOW = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
PARTNERS = """\
[house]
name = "BITEWING CLEARINGHOUSE"
id = "BITEWING"
usage = "T"
contact = { name = "EDI DESK", telephone = "5555550100" }

[submitters.oak]
name = "OAK STREET BILLING"
id = "OAKSTREET"
mailbox = { inbox = "oak/in", outbox = "oak/out" }
duplicates = { claims = "take" }

[submitters.elm]
name = "ELM AVENUE BILLING"
id = "ELMAVENUE"
mailbox = { inbox = "elm/in", outbox = "elm/out" }
duplicates = { claims = "take" }

[payers.delta]
name = "DELTA EXAMPLE PLAN"
ids = ["DLT01", "dlt02"]
id = "DELTAPAYER"
mailbox = { inbox = "delta/in", outbox = "delta/out" }

[payers.west]
name = "WEST EXAMPLE PLAN"
ids = ["WST01"]
id = "WESTPAYER"
mailbox = { inbox = "west/in", outbox = "west/out" }
"""


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    time: datetime = NOW

    def __call__(self) -> datetime:
        return self.time

    def move(self, **by: float) -> None:
        self.time += timedelta(**by)


@dataclass
class Place:
    """A house, and the partners' hands in its mailboxes."""

    folder: Path
    clock: Clock = field(default_factory=Clock)
    opened: House | None = None
    queue: Counter[str] = field(default_factory=Counter)

    @property
    def house(self) -> House:
        """The house, open."""
        if self.opened is None:
            self.opened = open_house(self.folder, clock=self.clock, actor="test")
        return self.opened

    def close(self) -> None:
        """Close the house; it is opened again when next used (with what its files say then)."""
        if self.opened is not None:
            self.opened.close()
            self.opened = None

    def settings(self, old: str, new: str) -> None:
        """Change the partners' file."""
        path = self.folder / "partners.toml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))
        self.close()

    def drop(self, partner: str, name: str, text: str | bytes) -> Path:
        """A partner leaves a file where we collect it."""
        path = self.folder / partner / "in" / name
        path.write_bytes(text.encode("latin-1") if isinstance(text, str) else text)
        return path

    def run(self, *steps: str) -> Counter[str]:
        """Run steps (all by default); their counts together, those of the work queue apart in `queue`."""
        report = runs.run(self.house, list(steps) or None)
        told: Counter[str] = Counter()
        self.queue = report.steps.pop("tasks", Counter())
        for counts in report.steps.values():
            told.update(counts)
        return told

    def take(self, partner: str, *texts: str) -> Counter[str]:
        """A partner leaves files, and everything is run."""
        for text in texts:
            self.drop(partner, f"f{len(list(self.files()))}-{abs(hash(text)) % 10**8}.edi", text)
        return self.run()

    def got(self, partner: str, kind: str = "") -> list[str]:
        """What was delivered to a partner, in the order of names."""
        found = sorted((self.folder / partner / "out").iterdir())
        return [path.read_bytes().decode("latin-1") for path in found if path.name.startswith(kind)]

    def lines(self, partner: str, kind: str) -> list[str]:
        """The segments of the one file of this kind that was delivered to a partner."""
        (text,) = self.got(partner, kind)
        return text.split(text[105])[:-1]

    # What the store says.

    def files(self, **wanted: object) -> list[File]:
        with self.house.store.read() as ledger:
            return files.search(ledger, None, **wanted)  # type: ignore[arg-type]

    def claims(self, **wanted: object) -> list[Claim]:
        with self.house.store.read() as ledger:
            return claims.search(ledger, None, **wanted)  # type: ignore[arg-type]

    def states(self) -> dict[str, str]:
        """Claims' states by CLM01 (which the test gave once)."""
        return {one.claim_id: one.state for one in self.claims()}

    def claim(self, claim_id: str) -> Claim:
        (found,) = self.claims(claim_id=claim_id)
        return found

    def sets(self, **wanted: object) -> list[sets.TransactionSet]:
        with self.house.store.read() as ledger:
            return sets.search(ledger, None, **wanted)  # type: ignore[arg-type]

    def findings(self, **wanted: object) -> list[findings.Finding]:
        with self.house.store.read() as ledger:
            return findings.search(ledger, None, **wanted)  # type: ignore[arg-type]

    def rules(self, **wanted: object) -> list[str]:
        return [one.rule for one in self.findings(**wanted)]

    def deliveries(self, **wanted: object) -> list[deliveries.Delivery]:
        with self.house.store.read() as ledger:
            return deliveries.search(ledger, None, **wanted)  # type: ignore[arg-type]

    def acknowledgments(self, **wanted: object) -> list[acknowledgments.Acknowledgment]:
        with self.house.store.read() as ledger:
            return acknowledgments.search(ledger, None, **wanted)  # type: ignore[arg-type]

    def inquiries(self, **wanted: object) -> list[inquiries.Inquiry]:
        with self.house.store.read() as ledger:
            return inquiries.search(ledger, None, **wanted)  # type: ignore[arg-type]

    def remittances(self) -> list[remittances.Remittance]:
        with self.house.store.read() as ledger:
            return remittances.search(ledger, None)

    def answers(self, **wanted: object) -> list[remittances.RemittanceClaim]:
        with self.house.store.read() as ledger:
            return remittances.search_claims(ledger, None, **wanted)  # type: ignore[arg-type]

    def whole(self) -> bool:
        """Whether the audit trail verifies."""
        with self.house.store.read() as ledger:
            return events.verify(ledger) is None


def make_place(folder: Path) -> Place:
    """A new house with the partners of these tests."""
    create_house(folder, PARTNERS, now=NOW)
    place = Place(folder)
    place.house  # noqa: B018 - opening makes the accounts
    place.close()
    return place


def copy_place(made: Path, folder: Path) -> Place:
    """Another house like one that is closed."""
    shutil.copytree(made, folder)
    return Place(folder)
