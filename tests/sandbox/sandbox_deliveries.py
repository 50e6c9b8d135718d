"""Deliveries to the sandbox payer, made of typed claims, and its answers read with our own reader."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from edi.delimiters import DEFAULT, Delimiters
from edi.envelope import Closed, Stray, Unit
from edi.findings import Finding
from edi.report import GroupAnswer, SetAnswer, read_999
from edi.stream import read
from edi.writer import Writer
from mappings.tables import guide_tables
from sandbox.payer import Answered, SandboxPayer
from transactions.adjustments import Procedure
from transactions.binding import Period
from transactions.claim_acknowledgment import ClaimAcknowledgment
from transactions.claim_parties import BillingProvider, ClaimPayer, Patient, Submission, Subscriber
from transactions.dental_claim import DentalClaim, ServiceLine
from transactions.parties import Address, Contact, ContactWay, Name, Reference
from transactions.reading import gather_remittances, read_claim_acknowledgments
from transactions.remittance import Remittance, RemittanceClaim
from transactions.rules.judge import Judge
from transactions.writing import write_claims

SEED = 7
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 12, 4, 16, 5, tzinfo=UTC)
DAY = date(2026, 10, 5)
NPI, OTHER_NPI = "1992000012", "1992000020"
PLAN = """
[payer]
id = "SBXDENTAL"
name = "SANDBOX DENTAL PLAN"
tax_id = "990000017"
interchange_id = "SANDBOXPAYER"
street = "400 SAMPLE PLAZA"
city = "PORTLAND"
state = "OR"
zip = "972040001"
contact = { name = "PROVIDER SERVICES", telephone = "5035550140" }

[plans.standard]
deductible = 50
maximum = 1500
allowed_percent = 90
not_covered = ["D9972"]
fees = { D0120 = 48, D1110 = 90, D2392 = 198.50, D2740 = 1050 }

[[members]]
id = "SBX1"
family = "ALDERMAN"
given = "ROSA"
born = 1984-03-12
plan = "standard"
from = 2026-01-01

[[members.dependents]]
family = "ALDERMAN"
given = "FELIX"
born = 2014-07-02
from = 2026-03-01
until = 2026-10-31
"""
# What is delivered.

HOME = Address("301 ELM STREET", None, "PORTLAND", "OR", "97202")
SUBMISSION = Submission(
    "BATCH-1",
    Name("2", "BITEWING", id_qualifier="46", id="BITEWING"),
    Name("2", "SANDBOX DENTAL PLAN", id_qualifier="46", id="SANDBOXPAYER"),
    date(2026, 11, 20),
    datetime(2026, 11, 20, 17, 42).time(),
    contacts=(Contact("EDI DESK", (ContactWay("TE", "5035550120"),)),),
)
ROSA = Subscriber(
    "P",
    Name("1", "ALDERMAN", "ROSA", id_qualifier="MI", id="SBX1"),
    ClaimPayer(Name("2", "SANDBOX DENTAL PLAN", id_qualifier="PI", id="SBXDENTAL")),
    address=HOME, birth_date=date(1984, 3, 12), sex="F",
)
FELIX = Patient("19", Name("1", "ALDERMAN", "FELIX"), HOME, date(2014, 7, 2), "M")


def practice(npi: str | None = NPI) -> BillingProvider:
    return BillingProvider(
        Name("2", f"PRACTICE {npi}", id_qualifier="XX" if npi else None, id=npi),
        Reference("EI", "990000101"),
        Address("12 HARBOR WAY", None, "PORTLAND", "OR", "972010001"),
    )


def line(code: str, charge: str, **more: Any) -> ServiceLine:
    return ServiceLine(1, Procedure(code), Decimal(charge), quantity=Decimal(1), **more)


def claim(claim_id: str, *lines: ServiceLine, **more: Any) -> DentalClaim:
    """A claim of Rosa's on one day, charged what its lines are."""
    numbered = [replace(one, number=number) for number, one in enumerate(lines, 1)]
    said: dict[str, Any] = {
        "charge": sum((one.charge for one in lines), Decimal()), "service": Period(DAY),
        "billing": practice(), "subscriber": ROSA, "frequency": "1", **more,
    }
    return DentalClaim(
        claim_id=claim_id, place="11", has_signature=True, assignment="A", benefits_assigned="Y",
        release="Y", lines=numbered, submission=SUBMISSION, **said,
    )


def batch(
    *claims: DentalClaim, number: int = 1, wants_ta1: bool = False, delimiters: Delimiters = DEFAULT
) -> bytes:
    stream = BytesIO()
    writer = Writer(stream, delimiters)
    with (
        writer.interchange(
            "ZZ", "BITEWING", "ZZ", "SANDBOXPAYER", NOW, number, usage="T", wants_ta1=wants_ta1
        ),
        writer.group("HC", "BITEWING", "SANDBOXPAYER", NOW, number, "005010X224A2"),
    ):
        write_claims(writer, claims, (f"{n:04d}" for n in range(1, 99)))
    return stream.getvalue()


# The payer and what it answers.


@dataclass
class Answers:
    """Everything that was read from the payer's answers; findings of errors come to `faults`."""

    names: list[str] = field(default_factory=list)
    ta1: list[list[str]] = field(default_factory=list)
    sets: list[SetAnswer | GroupAnswer] = field(default_factory=list)
    acknowledgments: list[ClaimAcknowledgment] = field(default_factory=list)
    remittances: list[Remittance] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)

    def statuses(self) -> dict[str, str]:
        """Each acknowledged claim's STC01, with its number behind it where it has one."""
        return {
            one.claim_id: ":".join(
                part for part in (
                    one.verdicts[0].statuses[0].category, one.verdicts[0].statuses[0].code,
                    one.verdicts[0].statuses[0].entity, one.verdicts[0].action,
                ) if part
            )
            for told in self.acknowledgments
            for provider in told.providers
            for patient in provider.patients
            for one in patient.claims
        }

    def claims(self) -> list[RemittanceClaim]:
        return [one for remittance in self.remittances for one in remittance.claims]

    def paid(self) -> list[tuple[str, str, str, list[str]]]:
        """Of each claim in the 835: id, CLP02, CLP04, and every line's adjustments."""
        return [
            (
                one.claim_id, one.status, str(one.paid),
                [" ".join(f"{a.group}-{a.reason} {a.amount}" for a in of.adjustments) for of in one.lines],
            )
            for one in self.claims()
        ]


def answers_of(folder: Path) -> Answers:
    told = Answers()
    for path in sorted((folder / "from-payer").iterdir()):
        told.names.append(path.name)
        data = path.read_bytes()
        told.faults += faults_of(data)
        told.ta1 += [
            event.values for event in read(BytesIO(data), guide_tables())
            if isinstance(event, Stray) and event.values
        ]
        told.sets += read_999(read(BytesIO(data), guide_tables()))
        told.acknowledgments += read_claim_acknowledgments(read(BytesIO(data), guide_tables()))
        told.remittances += gather_remittances(read(BytesIO(data), guide_tables()))
    return told


def faults_of(data: bytes) -> list[Finding]:
    """Every finding of the reading and of the edits, but for the one that cannot be helped.

    A predetermination has no service date, which the 277CA would like (U101).
    """
    found: list[Finding] = []
    judge = Judge(LATER.date())
    for event in read(BytesIO(data), guide_tables()):
        found += judge.take(event)
        if isinstance(event, Unit):
            found += event.findings
        elif isinstance(event, Closed):
            found += event.of.findings
        elif isinstance(event, Stray) and event.finding:
            found.append(event.finding)
    return [one for one in found if (one.rule.id, one.place.path) != ("U101", "2200D/DTP[472]")]


class Sandbox:
    """A payer in a folder of its own."""

    def __init__(self, folder: Path, plan: str = PLAN, seed: int = SEED) -> None:
        self.folder = folder
        self.seed = seed
        self.now = NOW
        folder.mkdir(exist_ok=True)
        self.plan = folder.parent / f"{folder.name}.toml"
        self.plan.write_text(plan)
        self.deliveries = 0

    def deliver(self, *claims: DentalClaim) -> None:
        self.deliveries += 1
        self.drop(f"837D-{self.deliveries:03d}.edi", batch(*claims, number=self.deliveries))

    def drop(self, name: str, data: bytes) -> None:
        (self.folder / "to-payer").mkdir(exist_ok=True)
        (self.folder / "to-payer" / name).write_bytes(data)

    def payer(self) -> SandboxPayer:
        return SandboxPayer(self.folder, self.plan, self.seed, lambda: self.now)

    def answer(self) -> Answered:
        return self.payer().answer()

    def answers(self) -> Answers:
        self.answer()
        told = answers_of(self.folder)
        assert told.faults == []
        return told

    def collect(self) -> Answers:
        """The answers since the last time."""
        told = self.answers()
        for path in (self.folder / "from-payer").iterdir():
            path.unlink()
        return told

    def offered(self) -> dict[str, bytes]:
        return {
            path.name: path.read_bytes()
            for path in sorted((self.folder / "from-payer").iterdir())
            if not path.name.startswith(".")
        }


