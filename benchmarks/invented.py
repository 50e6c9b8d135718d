"""Invented people, practices and payers: well formed, and belonging to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

LAST_NAMES = (
    "ALDERWICK", "BRENNOCK", "CALLOWAY", "DRAYTON", "ELLSMERE", "FENWORTH", "GRANTLEY", "HOLLOWELL",
    "IVERSEN", "JASPERSON", "KETTLEBY", "LARKWOOD", "MERRIDEW", "NORBRIDGE", "OAKHURST", "PENHALLOW",
    "QUARLES", "RAVENSHAW", "SOMERBY", "TARLETON", "UNDERHAY", "VANTONGEREN", "WINTERBORN", "YARDLEIGH",
    "ZELLWEGER", "O'MARRAN", "ST-CLAIRE", "DELACOURT",
)  # fmt: skip
FIRST_NAMES = (
    "ADA", "BRAM", "CORA", "DEVI", "ELIAS", "FREYA", "GUS", "HANA", "IVO", "JUNO", "KAI", "LENA",
    "MILO", "NORA", "OTIS", "PIA", "QUINN", "ROSA", "SAUL", "TESS", "UMA", "VERA", "WILL", "XENIA",
    "YARA", "ZANE",
)  # fmt: skip
STREETS = (
    "ALDER WAY", "BIRCH LANE", "CEDAR COURT", "DOGWOOD DRIVE", "ELM STREET", "FERN ROAD",
    "GARNET AVENUE", "HAZEL PLACE",
)  # fmt: skip
TOWNS = (
    ("RIVERMEET", "OH", "43099"),
    ("FAIRHOLLOW", "TX", "75099"),
    ("LAKE ARDEN", "MN", "55099"),
    ("STONEFORD", "PA", "17099"),
    ("WESTMARCH", "CA", "93099"),
    ("PINE HARBOR", "WA", "98099"),
)
PRACTICES = (
    "BRIGHTWATER DENTAL", "NORTHGATE FAMILY DENTISTRY", "MOLAR AND SONS", "CORNERSTONE DENTAL GROUP",
    "LITTLE RIVER ORTHODONTICS", "HARBOR LIGHT DENTAL", "OLD MILL DENTAL CARE", "SUMMIT SMILES",
)  # fmt: skip
PAYERS = (
    ("EVERGLADE DENTAL PLAN", "EDP01"),
    ("HEARTHSTONE BENEFITS", "HSB77"),
    ("MERIDIAN MUTUAL DENTAL", "MMD42"),
    ("UNITY TRADES FUND", "UTF09"),
)
TAXONOMIES = ("1223G0001X", "1223P0221X", "1223E0200X", "1223S0112X", "1223X0400X")
BUSINESS_DAY = date(2024, 6, 3)


def check_digit(digits: str) -> str:
    """The tenth digit of a national provider identifier whose first nine digits are given.

    Luhn over the digits with the card prefix 80840 in front of them.
    """
    total = 0
    for place, digit in enumerate(reversed("80840" + digits)):
        value = int(digit) * 2 if place % 2 == 0 else int(digit)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def provider_id(number: int) -> str:
    """A well-formed NPI made of a number below 1,000,000."""
    digits = f"1990{number % 1_000_000:06d}"[:9]
    return digits + check_digit(digits)


def money(cents: int) -> str:
    """An amount as X12 writes it: no trailing zeros, no point where it is whole."""
    if cents < 0:
        return "-" + money(-cents)
    whole, rest = divmod(cents, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)


def day(before: int) -> str:
    """The day so many days before the business day, as CCYYMMDD."""
    return f"{BUSINESS_DAY - timedelta(days=before):%Y%m%d}"


@dataclass(frozen=True, slots=True)
class Practice:
    """A billing provider: name, NPI, tax id, N3 and N4 segments."""

    name: str
    npi: str
    tax_id: str
    street: str
    town: str


class Cast:
    """Pools drawn once, so that a file of 100 MB costs one look-up per name."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.names = [
            f"{random.choice(LAST_NAMES)}*{random.choice(FIRST_NAMES)}{random.choice(('', '', '*J', '*M'))}"
            for _ in range(997)
        ]
        self.homes = [self._address() for _ in range(499)]
        self.npis = [provider_id(10 * random.randrange(99_999)) for _ in range(251)]
        self.service_days = [day(before) for before in range(5, 120)]
        self.adult_births = [day(365 * random.randrange(19, 75) + random.randrange(365)) for _ in range(499)]
        self.child_births = [day(365 * random.randrange(4, 17) + random.randrange(365)) for _ in range(251)]
        self.practices = [self._practice(name) for name in PRACTICES for _ in range(5)]

    def _address(self) -> tuple[str, str]:
        town, state, code = self.random.choice(TOWNS)
        number = self.random.randrange(1, 9800)
        return f"N3*{number} {self.random.choice(STREETS)}", f"N4*{town}*{state}*{code}"

    def _practice(self, name: str) -> Practice:
        street, town = self._address()
        npi = provider_id(10 * self.random.randrange(99_999))
        tax_id = f"9{self.random.randrange(10**8):08d}"
        return Practice(name, npi, tax_id, street, f"{town}{self.random.randrange(1, 9999):04d}")

    def pick(self, pool: list[str]) -> str:
        """One of a pool."""
        return pool[int(self.random.random() * len(pool))]

    def person(self) -> str:
        """NM103 to NM105 of a person, without trailing separators."""
        return self.pick(self.names)

    def named(self, qualifier: str, code_type: str, code: str) -> str:
        """An NM1 of a person with an identifier."""
        name = self.person()
        gap = "*" * (5 - name.count("*"))
        return f"NM1*{qualifier}*1*{name}{gap}{code_type}*{code}"

    def home(self) -> tuple[str, str]:
        """N3 and N4 of a person."""
        return self.homes[int(self.random.random() * len(self.homes))]
