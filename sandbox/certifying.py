"""Certifying: what a plan says to services that are asked for beforehand, and why not to all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from sandbox.plan import Class, Plan
from transactions.review_request import RequestedService
from transactions.review_service import DentalService

CERTIFIED, PARTLY, DENIED, PENDED, MODIFIED = "A1", "A2", "A3", "A4", "A6"
CANCELLED, ASK_US, NO_REVIEW = "C", "CT", "NA"
NUMBERED = frozenset((CERTIFIED, PARTLY, MODIFIED))
"""What has an authorization number."""
USED_UP, NOT_COVERED, NO_DOCUMENTS = "0L", "0M", "0P"
DENTAL_CODES = "AD"
DENTAL = "35"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided of a service (HCR01), why (HCR03), and the service where less of it is certified."""

    action: str
    reason: str = ""
    dental: DentalService | None = None


class Certifier:
    """Decides the services of one event one after another: each takes of what its limit leaves.

    `documented` tells whether documents came with the event; None where a pended one is decided without,
    as `without` (HCR01) says.
    """

    def __init__(
        self, plan: Plan, used: Mapping[str, int], day: date, *, covered: bool, documented: bool,
        without: str = PENDED,
    ) -> None:
        self.plan = plan
        self.used = used
        self.day = day
        self.covered = covered
        self.documented = documented
        self.without = without
        self._taken: Counter[str] = Counter()

    def decide(self, service: RequestedService) -> Verdict:
        """One service of an event: by its dental procedure, else by its type of service."""
        if service.dental is None:
            is_other = service.professional is not None or service.institutional is not None
            return self.decide_type("" if is_other or service.review is None else service.review.service_type)
        procedure = service.dental.procedure
        if procedure.qualifier != DENTAL_CODES or procedure.code in self.plan.not_covered or not self.covered:
            return Verdict(DENIED, NOT_COVERED)
        verdict = self._of_class(self.plan.class_of(procedure.code), bool(service.attachments))
        return self._limited(service.dental) if verdict.action == CERTIFIED else verdict

    def decide_type(self, service_type: str | None) -> Verdict:
        """A type of service, where no procedure is told."""
        of = self.plan.class_of_type(service_type or "")
        if not self.covered:
            return Verdict(DENIED, NOT_COVERED)
        if of is not None:
            return self._of_class(of, is_documented=False)
        return Verdict(NO_REVIEW if service_type == DENTAL else ASK_US)

    def _of_class(self, of: Class, is_documented: bool) -> Verdict:
        if not (self.plan.percent_of_class(of) or self.plan.percent_of_class(of, is_outside=True)):
            return Verdict(DENIED, NOT_COVERED)
        if of in self.plan.unreviewed:
            return Verdict(NO_REVIEW)
        if of in self.plan.documented and not (self.documented or is_documented):
            return Verdict(self.without, NO_DOCUMENTS if self.without == DENIED else "")
        return Verdict(CERTIFIED)

    def _limited(self, dental: DentalService) -> Verdict:
        """As often as the limit of the calendar year leaves."""
        code = dental.procedure.code
        limit = self.plan.limits.get(code)
        if limit is None:
            return Verdict(CERTIFIED)
        left = limit - self.used.get(f"times/{self.day.year}/{code}", 0) - self._taken[code]
        wanted = max(1, int(dental.quantity))
        if left <= 0:
            return Verdict(DENIED, USED_UP)
        self._taken[code] += min(wanted, left)
        if wanted <= left:
            return Verdict(CERTIFIED)
        charge = None if dental.charge is None else dental.charge * left / wanted
        cut = None if charge is None else charge.quantize(Decimal("0.01"))
        return Verdict(MODIFIED, USED_UP, replace(dental, quantity=Decimal(left), charge=cut))


def of_all(verdicts: list[Verdict]) -> Verdict:
    """What the services together make of their event."""
    actions = {verdict.action for verdict in verdicts}
    if len(actions) == 1:
        return Verdict(verdicts[0].action, verdicts[0].reason)
    if PENDED in actions:
        return Verdict(PENDED)
    return Verdict(PARTLY) if actions & NUMBERED else Verdict(DENIED, NOT_COVERED)
