"""The sandbox payer's plan file (TOML): who it is, how it pays, what its plans cover, whom it insures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct, field

from sandbox.contradictions import contradictions
from sandbox.manners import DayTime, Kind, Manners, Outage, Refusals

LARGEST = 9_999_999_999
"""Cents: the most a plan file may name, far below what the 835 can carry."""

Text = Annotated[str, Meta(pattern=r"^[A-Z0-9]([A-Z0-9 .,'&/()-]{0,58}[A-Z0-9.)])?$")]
"""What travels in names and addresses: capitals, digits and plain punctuation, up to 60."""
Id15 = Annotated[str, Meta(pattern=r"^[A-Z0-9][A-Z0-9._-]{1,14}$")]
MemberId = Annotated[str, Meta(pattern=r"^[A-Z0-9]{2,20}$")]
Telephone = Annotated[str, Meta(pattern=r"^[0-9]{10}$")]
Percent = Annotated[int, Meta(ge=0, le=100)]
Code = Annotated[str, Meta(pattern=r"^D[0-9]{4}$")]
Npi = Annotated[str, Meta(pattern=r"^[0-9]{10}$")]
ServiceType = Annotated[str, Meta(pattern=r"^(2[3-8]|3[6-9]|4[01])$")]
"""A kind of dental service as eligibility is asked and told (EQ01, EB03)."""
Class = Literal["preventive", "basic", "major", "orthodontic"]
Method = Literal["ACH", "CHK"]
CLASSES: tuple[Class, ...] = ("preventive", "basic", "major", "orthodontic")
SERVICE_TYPES: dict[str, Class] = {
    "23": "preventive", "41": "preventive", "24": "basic", "25": "basic", "26": "basic", "28": "basic",
    "37": "basic", "40": "basic", "27": "major", "36": "major", "39": "major", "38": "orthodontic",
}
"""The usual classes of the dental service types."""


class PlanError(Exception):
    """The plan file cannot be used; the text names the place in it, never a member."""


class Cents(int):
    """An amount of money, told in dollars in the file (`50`, `12.5` or `"12.50"`)."""


class Contact(Struct, forbid_unknown_fields=True, frozen=True):
    """Whom providers may call."""

    name: Text
    telephone: Telephone


class PayerIdentity(Struct, forbid_unknown_fields=True, frozen=True):
    """Who the payer is on the wire.

    `id` is what claims name it by (2010BB NM109), `interchange_id` its ISA and GS id, `filing` the kind of
    insurance it tells in CLP06.
    """

    id: Id15
    name: Text
    tax_id: Annotated[str, Meta(pattern=r"^[0-9]{9}$")]
    interchange_id: Id15
    street: Text
    city: Text
    state: Annotated[str, Meta(pattern=r"^[A-Z]{2}$")]
    zip: Annotated[str, Meta(pattern=r"^[0-9]{5}([0-9]{4})?$")]
    contact: Contact
    qualifier: Annotated[str, Meta(pattern=r"^(01|14|20|27|28|29|30|33|ZZ)$")] = "ZZ"
    filing: Annotated[str, Meta(pattern=r"^(12|13|14|15|16|17|ZZ)$")] = "12"


class BankAccount(Struct, forbid_unknown_fields=True, frozen=True):
    """Where money leaves or arrives: a routing number and an account."""

    routing: Annotated[str, Meta(pattern=r"^[0-9]{9}$")]
    account: Annotated[str, Meta(pattern=r"^[A-Z0-9]{4,17}$")]


class Payment(Struct, forbid_unknown_fields=True, frozen=True):
    """How the payer pays: ACH needs its own bank; a payee whose account is not told gets a cheque.

    Where there is nothing to pay the 835 says so by itself (BPR04 NON). `run` is the time of day at which it
    pays; without one claims are paid as they are settled.
    """

    method: Method = "CHK"
    run: DayTime | Literal[""] = ""
    bank: BankAccount | None = None
    payees: dict[str, BankAccount] = {}


class Percentages(Struct, forbid_unknown_fields=True, frozen=True):
    """How much of what is allowed each class of procedures is paid with."""

    preventive: Percent = 100
    basic: Percent = 80
    major: Percent = 50
    orthodontic: Percent = 50


class Plan(Struct, forbid_unknown_fields=True, frozen=True):
    """What one plan covers. A maximum that is not told does not limit.

    `deductible` is each patient's own in a calendar year, taken in the classes of `deductible_on`; `copay`
    is one visit's (a patient's day); `fees` are allowed amounts by procedure, and of any other procedure
    `allowed_percent` of the charge is allowed; `limits` are services in a calendar year. `title` is its name
    in answers; billing providers that are not of the `network` are paid by `percent_outside`, where that is
    told. Reviews: classes in `documented` need a document, those in `unreviewed` no review.
    """

    title: Annotated[Text, Meta(max_length=50)] | None = None
    deductible: Cents = Cents(0)
    maximum: Cents | None = None
    copay: Cents = Cents(0)
    orthodontic_maximum: Cents | None = None
    deductible_on: tuple[Class, ...] = ("basic", "major")
    percent: Percentages = Percentages()
    allowed_percent: Percent = 100
    fees: dict[Code, Cents] = {}
    classes: dict[Code, Class] = {}
    not_covered: frozenset[Code] = frozenset()
    limits: dict[Code, Annotated[int, Meta(ge=1, le=366)]] = {}
    network: frozenset[Npi] | None = None
    percent_outside: Percentages | None = None
    service_types: dict[ServiceType, Class] = {}
    documented: frozenset[Class] = frozenset(("major", "orthodontic"))
    unreviewed: frozenset[Class] = frozenset()

    def class_of(self, code: str) -> Class:
        """The class of a procedure: the plan's own word, else by its range."""
        return self.classes.get(code) or class_by_range(code)

    def class_of_type(self, service_type: str) -> Class | None:
        """The class of a dental service type; None for other types."""
        return self.service_types.get(service_type) or SERVICE_TYPES.get(service_type)

    def types_of(self, classes: Iterable[Class]) -> tuple[str, ...]:
        """The dental service types of some classes, in order."""
        wanted = frozenset(classes)
        return tuple(one for one in sorted(SERVICE_TYPES) if self.class_of_type(one) in wanted)

    def is_outside(self, npi: str) -> bool:
        """Whether a provider is not of the plan's network."""
        return self.network is not None and npi not in self.network

    def percent_of(self, code: str, is_outside: bool = False) -> int:
        """The percentage a procedure is paid with."""
        return self.percent_of_class(self.class_of(code), is_outside)

    def percent_of_class(self, one: Class, is_outside: bool = False) -> int:
        """The percentage a class is paid with."""
        percent = self.percent_outside if is_outside and self.percent_outside else self.percent
        share: int = getattr(percent, one)
        return share

    def allowed(self, code: str, charge: int, units: int) -> int:
        """The cents allowed for a charge: never more than it."""
        fee = self.fees.get(code)
        if fee is None:
            return share_of(charge, self.allowed_percent)
        return min(charge, fee * units)


class Person(Struct, forbid_unknown_fields=True, frozen=True):
    """An insured dependent; `start` and `until` narrow the member's own days (both included)."""

    family: Text
    given: Text
    born: date
    start: date | None = field(default=None, name="from")
    until: date | None = None


class Member(Struct, forbid_unknown_fields=True, frozen=True):
    """A subscriber with the dependents insured under the same number."""

    id: MemberId
    family: Text
    given: Text
    born: date
    plan: str
    start: date = field(name="from")
    until: date | None = None
    dependents: tuple[Person, ...] = ()


class Inquiries(Struct, forbid_unknown_fields=True, frozen=True):
    """Which days eligibility is told of, back and ahead; not `answering`: no inquiry is answered now."""

    answering: bool = True
    days_back: Annotated[int, Meta(ge=0, le=36500)] = 730
    days_ahead: Annotated[int, Meta(ge=0, le=36500)] = 31


class Reviews(Struct, forbid_unknown_fields=True, frozen=True):
    """How services are certified: for how long, and what becomes of those without documents, and when."""

    valid_days: Annotated[int, Meta(ge=1, le=3650)] = 180
    wait_days: Annotated[int, Meta(ge=0, le=3650)] = 0
    without_documents: Literal["certified", "not certified"] = "not certified"


class PlanFile(Struct, forbid_unknown_fields=True, frozen=True):
    """The whole file."""

    payer: PayerIdentity
    plans: Annotated[dict[str, Plan], Meta(min_length=1)]
    members: tuple[Member, ...] = ()
    payment: Payment = Payment()
    inquiries: Inquiries = Inquiries()
    reviews: Reviews = Reviews()
    answers: dict[Kind, Manners] = {}
    refusals: Refusals = Refusals()
    outages: tuple[Outage, ...] = ()

    def manners(self, kind: Kind) -> Manners:
        """What becomes of a kind of answer."""
        return self.answers.get(kind, _USUAL)

    @property
    def pays_later(self) -> bool:
        """Whether claims wait for their payment once they are settled."""
        return bool(self.payment.run) or self.manners("835").delay[:-1].strip("0") != ""

    def is_away(self, moment: datetime) -> bool:
        """Whether nobody can reach the payer."""
        return any(outage.covers(moment) for outage in self.outages)


_USUAL = Manners()


def load_plan(path: Path) -> PlanFile:
    """Read a plan file; raises PlanError that names the place in it."""
    try:
        plan = msgspec.toml.decode(path.read_bytes(), type=PlanFile, dec_hook=_cents)
    except OSError as problem:
        raise PlanError(f"{path.name}: cannot be read ({problem.strerror})") from None
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise PlanError(f"{path.name}: {problem}") from None
    for contradiction in contradictions(plan):
        raise PlanError(f"{path.name}: {contradiction}")
    return plan


@cache
def class_by_range(code: str) -> Class:
    """The usual class of a procedure: what its number tells, no more."""
    number = int(code[1:]) if re.fullmatch(r"D[0-9]{4}", code) else 9999
    if number < 2000:
        return "preventive"
    if 2500 <= number < 3000 or 5000 <= number < 7000:
        return "major"
    return "orthodontic" if 8000 <= number < 9000 else "basic"


def share_of(cents: int, percent: int) -> int:
    """A percentage of an amount; half a cent counts as one."""
    return (cents * percent + 50) // 100


def _cents(kind: type, value: Any) -> Any:
    if kind is not Cents:
        raise NotImplementedError
    known = isinstance(value, (int, float, str)) and not isinstance(value, bool)
    text = str(value) if known else ""
    if not re.fullmatch(r"[0-9]{1,8}(\.[0-9]{1,2})?", text):
        raise ValueError("an amount is dollars without a sign, with at most two decimals")
    return Cents(Decimal(text).scaleb(2))
