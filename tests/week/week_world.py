"""The world of the simulated week: offices that submit, insurers that pay, their patients; all invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from random import Random

from benchmarks.invented import FIRST_NAMES, LAST_NAMES, provider_id

SEED = 20260302
MONDAY = date(2026, 3, 2)
OPENING = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
HOUSE_ID = "BITEWING"
TOWNS = (
    "HARBOR", "LAKEVIEW", "MILL", "ORCHARD", "PRAIRIE", "QUARRY", "RIDGE", "SPRING", "TIMBER", "UPLAND",
    "VALLEY", "WILLOW", "ASPEN", "BAY", "CANYON", "DELTA", "ESTUARY", "FOREST", "GLEN", "HEATH",
)


@dataclass(frozen=True)
class Size:
    """How big a week is: offices, insurers, patients of an office at an insurer, claims of a daily file."""

    offices: int
    insurers: int
    patients: int
    claims: int


@dataclass(frozen=True)
class Office:
    """A submitter with its practice."""

    number: int
    slug: str
    name: str
    id: str
    npi: str
    tax_id: str


@dataclass(frozen=True)
class Patient:
    """A member (or, with `dependent`, its child) of an insurer, who goes to one office."""

    member: str
    family: str
    given: str
    born: str
    dependent: tuple[str, str] | None


@dataclass(frozen=True)
class Insurer:
    """A payer: how the house is told of it, and its manners."""

    slug: str
    payer_id: str
    interchange_id: str
    settings: str
    manners: str
    is_routed: bool = False

    @property
    def name(self) -> str:
        return f"{self.slug.upper()} DENTAL PLAN"


INSURERS = (
    Insurer(
        "alder", "ALD01", "ALDERPAYER", 'aliases = ["ALDEROLD"]',
        '[answers.999]\ndelay = "20m"\n[answers.277CA]\ndelay = "2h"\n[answers.835]\ndelay = "1d"\n'
        "[refusals]\nclaims = 2\n",
    ),
    Insurer(
        "birch", "BIR02", "BIRCHPAYER",
        'claims_per_set = 40\nwriting = { upper_case = true, characters = "basic" }',
        '[answers.999]\ndelay = "1h"\n[answers.277CA]\ndelay = "6h"\nlate = 25\nlate_by = "1d"\n'
        '[answers.835]\ndelay = "2d"\nlate = 20\nlate_by = "2d"\n[refusals]\nclaims = 3\n',
    ),
    Insurer(
        "cedar", "CED03", "CEDARPAYER", "sets_per_interchange = 1",
        '[answers.999]\ndelay = "20m"\ntwice = 30\nreworded = 30\nrepeat_after = "5h"\n'
        '[answers.277CA]\ndelay = "4h"\ntwice = 30\nreworded = 30\nrepeat_after = "1d"\n'
        '[answers.835]\ndelay = "1d"\ntwice = 40\nreworded = 40\nrepeat_after = "1d"\n'
        "[[outages]]\nfrom = 2026-03-04T05:00:00Z\nuntil = 2026-03-05T05:00:00Z\n",
    ),
    Insurer(
        "dogwood", "DOG04", "RIVERHOUSE", 'answers = { claims_277ca = "2d", remittance = "4b" }',
        '[answers.999]\ndelay = "30m"\nnever = 20\n[answers.277CA]\ndelay = "3h"\nnever = 15\n'
        '[answers.835]\ndelay = "1d"\nnever = 15\n[answers.271]\nnever = 30\n[refusals]\nsets = 12\n',
        is_routed=True,
    ),
    Insurer(
        "elder", "ELD05", "ELDERPAYER",
        'enrolment = ["837D"]\nanswers = { claims_277ca = "2d", remittance = "5b" }\n'
        'status_plan = [{ after = "3d" }, { after = "6d" }]\n'
        'writing = { delimiters = "|>^~", line_end = "CRLF" }',
        '[answers.999]\ndelay = "2h"\n[answers.277CA]\ndelay = "1d"\nnever = 6\n'
        '[answers.835]\ndelay = "3d"\nnever = 50\n[answers.277]\ndelay = "6h"\n[reviews]\nwait_days = 2\n',
    ),
)
EXTRAS = {
    "office01": 'group = "north"\n', "office02": 'group = "north"\n', "office03": 'group = "north"\n',
    "office04": 'group = "south"\n', "office05": 'group = "south"\n',
    "office06": "approval_over = 2600\n",
    "office08": 'payer_ids = { "OWN-ALDER" = "alder" }\n',
    "office09": "acknowledgments = { ta1 = false }\n",
    "office10": 'writing = { line_end = "LF" }\n',
}


class World:
    """Everybody there is, of one size."""

    def __init__(self, size: Size, seed: int = SEED) -> None:
        self.size = size
        self.seed = seed
        self.offices = [_office(number) for number in range(1, size.offices + 1)]
        self.insurers = INSURERS[: size.insurers]
        random = Random(f"{seed}/patients")
        self.patients = {
            (office.slug, insurer.slug): [
                _patient(random, insurer, office, number) for number in range(size.patients)
            ]
            for office in self.offices
            for insurer in self.insurers
        }

    def partners(self) -> str:
        """The partners' file of the house."""
        told = [
            f'[house]\nname = "BITEWING CLEARINGHOUSE"\nid = "{HOUSE_ID}"\nusage = "T"\n'
            'contact = { name = "EDI DESK", telephone = "5555550100" }\n'
        ]
        for office in self.offices:
            place = f"offices/{office.slug}"
            told.append(
                f'[submitters.{office.slug}]\nname = "{office.name}"\nid = "{office.id}"\n'
                f'mailbox = {{ inbox = "{place}/in", outbox = "{place}/out" }}\n{EXTRAS.get(office.slug, "")}'
            )
        for insurer in self.insurers:
            place = f"payers/{insurer.slug}"
            mailbox = f'mailbox = {{ inbox = "{place}/from-payer", outbox = "{place}/to-payer" }}'
            own = f'id = "{insurer.interchange_id}"\n{mailbox}\n'
            told.append(
                f'[payers.{insurer.slug}]\nname = "{insurer.name}"\nids = ["{insurer.payer_id}"]\n'
                f"{insurer.settings}\n"
                + ('route = "river"\n' if insurer.is_routed else own)
            )
            if insurer.is_routed:
                told.append(f"[payers.{insurer.slug}.routes.river]\n{own}")
        return "\n".join(told)

    def calendar(self) -> str:
        """The house's calendar: one payer takes files by day only."""
        hours = 'windows = [{ opens = "07:00", closes = "19:00" }]\ncut_off = "16:00"\n'
        return f"[payers.{self.insurers[0].slug}]\n{hours}"

    def plan(self, insurer: Insurer) -> str:
        """The plan file of an insurer's sandbox."""
        head = f"""\
[payer]
id = "{insurer.payer_id}"
name = "{insurer.name}"
tax_id = "9900000{INSURERS.index(insurer) + 10}"
interchange_id = "{insurer.interchange_id}"
street = "400 PLAN PLAZA"
city = "PORTLAND"
state = "OR"
zip = "972040001"
contact = {{ name = "PROVIDER SERVICES", telephone = "5035550140" }}
{insurer.manners}
[payment]
run = "17:00"
method = "ACH"
bank = {{ routing = "990000107", account = "700100200" }}
[payment.payees]
"""
        accounts = dict.fromkeys(office.npi for office in self.offices)
        head += "".join(
            f'"{npi}" = {{ routing = "990000107", account = "8110{at:05d}" }}\n'
            for at, npi in enumerate(accounts)
            if at % 4
        )
        head += "[plans.standard]\ndeductible = 50\nmaximum = 2500\nallowed_percent = 90\n"
        head += 'not_covered = ["D9972"]\nfees = { D0120 = 48, D1110 = 90.50, D2740 = 1050 }\n'
        return head + "".join(
            _member(patient)
            for office in self.offices
            for patient in self.patients[office.slug, insurer.slug]
        )


def _office(number: int) -> Office:
    town = TOWNS[number - 1]
    # The last two offices hand in claims of one and the same practice.
    practice = 19 if number == 20 else number
    return Office(
        number, f"office{number:02d}", f"{town} BILLING", f"{town}BILL", provider_id(10 * practice),
        f"39{practice:07d}",
    )


def _patient(random: Random, insurer: Insurer, office: Office, number: int) -> Patient:
    child = (random.choice(FIRST_NAMES), f"20{random.randrange(10, 20)}0{random.randrange(1, 9)}15")
    family = random.choice(LAST_NAMES).replace("'", "")
    return Patient(
        f"{insurer.payer_id}{office.number:02d}{number:03d}", family, random.choice(FIRST_NAMES),
        f"19{random.randrange(50, 99)}0{random.randrange(1, 9)}1{random.randrange(9)}",
        child if random.random() < 0.25 else None,
    )


def _member(patient: Patient) -> str:
    told = (
        f'[[members]]\nid = "{patient.member}"\nfamily = "{patient.family}"\ngiven = "{patient.given}"\n'
        f'born = {_day(patient.born)}\nplan = "standard"\nfrom = 2025-01-01\n'
    )
    if patient.dependent:
        given, born = patient.dependent
        told += (
            f'[[members.dependents]]\nfamily = "{patient.family}"\ngiven = "{given}"\nborn = {_day(born)}\n'
        )
    return told


def _day(told: str) -> str:
    return f"{told[:4]}-{told[4:6]}-{told[6:]}"
