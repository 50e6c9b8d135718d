"""The sandbox payer's memory: what it answered, what it settled, what its members have used. One JSON file.

Replaced whole and durably at the end of each answered file, so that a killed payer goes on from a moment at
which every answer is either promised here or has never been seen by anybody.
"""

from __future__ import annotations

import random
from datetime import date, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from sandbox.adjudication import ClaimResult
from sftp_gateway.landing import Landing
from transactions.review_request import ReviewRequest

CAPACITY = 1_000_000
"""Numbers of one kind before they begin again; ISA13 and GS06 hold nine digits."""


class LedgerError(Exception):
    """The payer's state cannot be read; nothing is answered over it."""


class PersonName(Struct, frozen=True):
    """A name as the claim gave it; an organization has a family name only."""

    family: str
    given: str = ""
    middle: str = ""
    suffix: str = ""


class Payee(Struct, frozen=True):
    """Who is paid: a billing provider by its NPI, with its tax number and where it is."""

    npi: str
    name: str
    tax_id: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""


class Rendering(Struct, frozen=True):
    """Who treated, where that is not the payee. `kind` 1 a person, 2 an organization."""

    kind: str
    name: PersonName
    npi: str


class SettledLine(Struct, frozen=True):
    """What a line of a remittance repeats of the line that was charged."""

    code: str
    modifiers: tuple[str, ...]
    units: str
    day: date | None
    control_number: str


class Settled(Struct, frozen=True):
    """A claim with its result: all that an 835 tells of it, and what a reversal takes back.

    `number` is the payer's claim number, `status` CLP02, `reversed` that a later claim took it back.
    `patient_key` names the patient whose benefits were used, `print` what was asked for (see `claims`).
    """

    number: str
    claim_id: str
    status: str
    payee: Payee
    patient: PersonName
    subscriber: PersonName
    member_id: str
    is_dependent: bool
    patient_key: str
    print: str
    place: str
    frequency: str
    received: date
    lines: tuple[SettledLine, ...]
    result: ClaimResult
    rendering: Rendering | None = None
    first_number: str = ""
    """The number of the claim this one replaces."""
    reversed: bool = False
    trace_number: str = ""
    paid_on: date | None = None
    """The number (TRN02) and the day of the payment that told it."""


class Correspondent(Struct, frozen=True):
    """Whom to answer: ISA05, ISA06 and ISA15 of what was sent, and the delimiters it was written with."""

    qualifier: str
    id: str
    usage: str
    delimiters: tuple[str, str, str, str]


class Pended(Struct, frozen=True):
    """A request for a review that is not decided yet, and whom the decision goes to."""

    to: Correspondent
    received: date
    request: ReviewRequest


class Debt(Struct, frozen=True):
    """What a payee owes since a reversal: cents, and the payment (TRN02) that told it."""

    cents: int
    trace_number: str


class Held(Struct, frozen=True):
    """An answer that is written and not offered yet: its name, and when it will be (None: never)."""

    name: str
    at: datetime | None


class Unpaid(Struct, frozen=True):
    """A claim that is settled and waits for its payment, whom it is told, and from when on."""

    to: Correspondent
    at: datetime
    claim: Settled


class Ledger(Struct):
    """The whole state. `ready` are the names of the last answers, written but perhaps not yet offered."""

    seed: int
    version: int = 1
    counters: dict[str, int] = {}
    answered: dict[str, str] = {}
    """By the SHA-256 of a delivered file: the number under which it was answered."""
    ready: list[str] = []
    used: dict[str, dict[str, int]] = {}
    settled: dict[str, Settled] = {}
    by_print: dict[str, str] = {}
    """The payer's claim number by the print of a claim, for those that are not reversed."""
    debts: dict[str, Debt] = {}
    pended: list[Pended] = []
    authorizations: dict[str, str] = {}
    """The key of the patient by the number of what was certified."""
    held: list[Held] = []
    unpaid: list[Unpaid] = []

    def count(self, kind: str) -> int:
        """The next number of a kind, from 1."""
        self.counters[kind] = self.counters.get(kind, 0) + 1
        return self.counters[kind]

    def control_number(self, kind: str) -> int:
        """The next ISA13 or GS06: up to nine digits, in a range of its own for every seed."""
        return self._start(kind, 900) * CAPACITY + self.count(kind) % CAPACITY

    def claim_number(self, year: int) -> str:
        """The next number of a claim of ours."""
        return f"{year}{self._start('claim', 900) + 100}{self.count('claim'):07d}"

    def trace_number(self) -> str:
        """The next number of a payment or advice."""
        return f"{self._start('payment', 900) + 100}{self.count('payment'):07d}"

    def answer_number(self) -> str:
        """The next number (TRN) of an answer to an inquiry."""
        return f"{self._start('answer', 900) + 100}{self.count('answer'):07d}"

    def authorize(self, patient_key: str, year: int) -> str:
        """The number of what is certified for a patient from now on."""
        start = self._start("authorization", 900) + 100
        number = f"A{year}{start}{self.count('authorization'):07d}"
        self.authorizations[number] = patient_key
        return number

    def use(self, patient_key: str, taken: dict[str, int]) -> None:
        """Add what a claim took of a patient's benefits (or gives back)."""
        used = self.used.setdefault(patient_key, {})
        for key, count in taken.items():
            used[key] = used.get(key, 0) + count

    def _start(self, kind: str, most: int) -> int:
        return random.Random(f"{self.seed}/{kind}").randrange(1, most)


def read_ledger(path: Path, seed: int) -> Ledger:
    """The state, a new one where there is none. Raises LedgerError where it is damaged or another seed's."""
    try:
        ledger = msgspec.json.decode(path.read_bytes(), type=Ledger)
    except FileNotFoundError:
        return Ledger(seed)
    except (msgspec.DecodeError, OSError, UnicodeDecodeError):
        raise _damaged(path) from None
    if (ledger.version, ledger.seed) != (1, seed):
        raise LedgerError(f"{path.name} was written by a sandbox payer with another seed or version")
    return ledger


def seed_of(path: Path) -> int | None:
    """The seed of the state there is; None where there is none. Raises LedgerError where it is damaged."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Ledger).seed
    except FileNotFoundError:
        return None
    except (msgspec.DecodeError, OSError, UnicodeDecodeError):
        raise _damaged(path) from None


def _damaged(path: Path) -> LedgerError:
    return LedgerError(f"{path.name} cannot be read; move it away to begin anew")


def write_ledger(path: Path, ledger: Ledger) -> None:
    """Replace the state, durably, readable by its owner only."""
    with Landing(path) as landing:
        landing.write(msgspec.json.encode(ledger))
        landing.settle()
