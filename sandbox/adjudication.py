"""Adjudication: what a plan pays of a claim's lines, and why not the rest. Integer cents, no I/O.

Every line's charge is its payment and its adjustments, always. What a claim uses up of a patient's benefits
comes back as counts (`taken`), so that the caller may keep them, or give them back when a claim is reversed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from msgspec import Struct

from sandbox.plan import Plan, share_of

OVER_THE_FEE = ("CO", "45")
DEDUCTIBLE = ("PR", "1")
COINSURANCE = ("PR", "2")
COPAY = ("PR", "3")
NOT_COVERED = ("PR", "96")
USED_UP = ("PR", "119")
ANTICIPATED = ("OA", "101")
"""What would be paid, or will be with the coming months of a treatment."""
PRIOR_PAYERS = ("OA", "23")
DUPLICATE = ("OA", "18")
BEFORE_COVERAGE = ("CO", "26")
AFTER_COVERAGE = ("CO", "27")
SEE_PLAN = "N130"
"""The remark that reason 96 demands."""


FIRST_CODE_AFTER_TREATMENTS = "D8100"
"""Below it a code charges a whole orthodontic treatment, from it on a part of one."""


class Adjustment(Struct, frozen=True, array_like=True):
    """Cents not paid, with their group (CAS01) and reason (CAS02)."""

    group: str
    reason: str
    cents: int


class LineResult(Struct, frozen=True):
    """What became of a line: `charge == paid + sum of adjustments`. `remarks` are LQ codes."""

    charge: int
    allowed: int
    paid: int
    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def left_to_patient(self) -> int:
        """What the patient owes of it."""
        return sum(item.cents for item in self.adjustments if item.group == "PR")


class ClaimResult(Struct, frozen=True):
    """What became of a claim; `taken` are the benefits it used, `denied` that nothing of it counts."""

    lines: tuple[LineResult, ...]
    taken: dict[str, int] = {}
    denied: bool = False

    @property
    def charge(self) -> int:
        return sum(line.charge for line in self.lines)

    @property
    def allowed(self) -> int:
        return sum(line.allowed for line in self.lines)

    @property
    def paid(self) -> int:
        return sum(line.paid for line in self.lines)

    @property
    def left_to_patient(self) -> int:
        return sum(line.left_to_patient for line in self.lines)


@dataclass(frozen=True, slots=True)
class Prior:
    """What the payers before us did with a line: cents paid, and cents they forbade to collect."""

    paid: int
    reduced: int


@dataclass(frozen=True, slots=True)
class Service:
    """A line as it was charged; `outside` is why its day is not covered (group and reason)."""

    code: str
    charge: int
    day: date
    units: int = 1
    prior: Prior | None = None
    outside: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Treatment:
    """Orthodontic months: of the whole treatment, and those still to come (DN101, DN102)."""

    months: int
    left: int | None = None

    @property
    def due(self) -> int:
        """Months of it that are paid now, at least the first."""
        gone = 1 if self.left is None else self.months - self.left
        return min(max(gone, 1), self.months)


@dataclass(frozen=True, slots=True)
class Asked:
    """A claim as the plan sees it; `provider` is the NPI of who is paid."""

    services: tuple[Service, ...]
    treatment: Treatment | None = None
    predetermination: bool = False
    provider: str = ""


def adjudicate(plan: Plan, used: Mapping[str, int], asked: Asked) -> ClaimResult:
    """Apply a plan to a claim of a patient who has `used` so much of it already.

    A predetermination pays nothing: what would be paid is anticipated (OA-101), and nothing is taken.
    """
    benefits = _Benefits(plan, used, plan.is_outside(asked.provider))
    lines = []
    covered = False
    for service in asked.services:
        if service.outside is not None:
            lines.append(_whole(service, service.outside))
        elif service.code in plan.not_covered:
            lines.append(_whole(service, NOT_COVERED, (SEE_PLAN,)))
        else:
            covered = True
            lines.append(_line(benefits, service, asked))
    taken = {} if asked.predetermination else {key: cents for key, cents in benefits.taken.items() if cents}
    return ClaimResult(tuple(lines), taken, denied=not covered)


def deny(asked: Asked, why: tuple[str, str]) -> ClaimResult:
    """Nothing of the claim is paid, for one reason."""
    return ClaimResult(tuple(_whole(service, why) for service in asked.services), denied=True)


def reverse(result: ClaimResult) -> ClaimResult:
    """The same result with every sign turned: what takes it back."""
    lines = tuple(
        LineResult(
            -line.charge, -line.allowed, -line.paid,
            tuple(Adjustment(a.group, a.reason, -a.cents) for a in line.adjustments), line.remarks,
        )
        for line in result.lines
    )
    return ClaimResult(lines, {key: -count for key, count in result.taken.items()}, result.denied)


def _whole(service: Service, why: tuple[str, str], remarks: tuple[str, ...] = ()) -> LineResult:
    adjustments = (Adjustment(*why, service.charge),) if service.charge else ()
    return LineResult(service.charge, 0, 0, adjustments, remarks)


def _line(benefits: _Benefits, service: Service, asked: Asked) -> LineResult:
    """One line: allowed, then copay, deductible, coinsurance, what is left of the maximum, months, others."""
    plan = benefits.plan
    allowed = plan.allowed(service.code, service.charge, service.units)
    parts = {OVER_THE_FEE: service.charge - allowed, **_patient_share(benefits, service, allowed)}
    paid = service.charge - sum(parts.values())
    if asked.treatment and _is_treatment(plan, service.code):
        parts[ANTICIPATED] = paid - paid * asked.treatment.due // asked.treatment.months
        paid -= parts[ANTICIPATED]
    if service.prior is not None:
        paid, parts = _after(service.prior, service.charge, paid, parts)
    benefits.take(service, paid, parts)
    if asked.predetermination:
        parts[ANTICIPATED] = parts.get(ANTICIPATED, 0) + paid
        paid = 0
    adjustments = tuple(Adjustment(*why, cents) for why, cents in parts.items() if cents)
    return LineResult(service.charge, allowed, paid, adjustments)


def _is_treatment(plan: Plan, code: str) -> bool:
    return plan.class_of(code) == "orthodontic" and code < FIRST_CODE_AFTER_TREATMENTS


def _patient_share(benefits: _Benefits, service: Service, allowed: int) -> dict[tuple[str, str], int]:
    """What of the allowed amount the plan leaves to the patient, by reason."""
    if benefits.is_over_limit(service):
        return {USED_UP: allowed}
    copay = min(benefits.copay_left(service.day), allowed)
    deductible = min(benefits.deductible_left(service), allowed - copay)
    rest = allowed - copay - deductible
    covered = share_of(rest, benefits.plan.percent_of(service.code, benefits.is_outside))
    over = covered - benefits.maximum_left(service, covered)
    return {COPAY: copay, DEDUCTIBLE: deductible, COINSURANCE: rest - covered, USED_UP: over}


def _after(
    prior: Prior, charge: int, paid: int, parts: Mapping[tuple[str, str], int]
) -> tuple[int, dict[tuple[str, str], int]]:
    """The line behind other payers: never more than what they left, and what they did is OA-23."""
    impact = max(0, min(charge, prior.paid + prior.reduced))
    left = charge - impact
    paid = min(paid, left)
    left -= paid
    shared = {PRIOR_PAYERS: impact}
    # Of what nobody paid the patient's own share is told first, then what the contract forgives.
    for why in sorted(parts, key=lambda why: (why[0] != "PR", why[0] != "OA")):
        shared[why] = min(parts[why], left)
        left -= shared[why]
    return paid, shared


class _Benefits:
    """What is left of a plan's benefits while the lines of a claim draw on them."""

    def __init__(self, plan: Plan, used: Mapping[str, int], is_outside: bool) -> None:
        self.plan = plan
        self.used = used
        self.is_outside = is_outside
        self.taken: Counter[str] = Counter()

    def _so_far(self, key: str) -> int:
        return self.used.get(key, 0) + self.taken[key]

    def copay_left(self, day: date) -> int:
        return max(0, self.plan.copay - self._so_far(f"copay/{day}"))

    def deductible_left(self, service: Service) -> int:
        if self.plan.class_of(service.code) not in self.plan.deductible_on:
            return 0
        return max(0, self.plan.deductible - self._so_far(f"deductible/{service.day.year}"))

    def maximum_left(self, service: Service, wanted: int) -> int:
        """How much of the `wanted` cents the maximum still allows."""
        key, most = self._maximum(service)
        return wanted if most is None else min(wanted, max(0, most - self._so_far(key)))

    def is_over_limit(self, service: Service) -> bool:
        limit = self.plan.limits.get(service.code)
        return limit is not None and self._so_far(_times(service)) + service.units > limit

    def take(self, service: Service, paid: int, parts: Mapping[tuple[str, str], int]) -> None:
        self.taken[self._maximum(service)[0]] += paid
        self.taken[f"deductible/{service.day.year}"] += parts.get(DEDUCTIBLE, 0)
        self.taken[f"copay/{service.day}"] += parts.get(COPAY, 0)
        if service.code in self.plan.limits and not self.is_over_limit(service):
            self.taken[_times(service)] += service.units

    def _maximum(self, service: Service) -> tuple[str, int | None]:
        if self.plan.class_of(service.code) == "orthodontic":
            return "orthodontic", self.plan.orthodontic_maximum
        return f"paid/{service.day.year}", self.plan.maximum


def _times(service: Service) -> str:
    return f"times/{service.day.year}/{service.code}"
