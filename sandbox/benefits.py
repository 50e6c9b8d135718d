"""What a plan tells of a patient's benefits (EB): shares, deductible, maximum, limits, and what is left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sandbox.paying import dollars
from sandbox.plan import CLASSES, Class, Plan
from transactions.adjustments import Procedure
from transactions.eligibility_benefit import Benefit, BenefitProcedure, Delivery
from transactions.eligibility_response import DENTAL, PLAN

ACTIVE, INACTIVE, NOT_COVERED = "1", "6", "I"
COINSURANCE, COPAYMENT, DEDUCTIBLE, BASIS, LIMITATION = "A", "B", "C", "CB", "F"
YEAR, VISIT, REMAINING, LIFETIME, LIFETIME_REMAINING = "23", "27", "29", "32", "33"
SERVICES, VISITS = "P6", "VS"
ALONE = "IND"
IN_NETWORK, OUT_OF_NETWORK, EVERYWHERE = "Y", "N", "W"
DENTAL_CODES = "AD"
DENTAL_CODE = re.compile("D[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a patient stands with a plan on a day: what was used of it, and who (by NPI) asks."""

    plan: Plan
    used: Mapping[str, int]
    day: date
    provider: str

    # What is asked.

    def tell_type(self, service_type: str) -> Iterator[Benefit]:
        """Of a type of service: all dental care, the whole plan, one dental type; others are not covered."""
        if service_type in (DENTAL, PLAN):
            yield from self._tell_all(service_type)
            return
        of = self.plan.class_of_type(service_type)
        if of is None or not self._is_covered(of):
            yield Benefit(NOT_COVERED, ALONE, (service_type,))
            return
        here = Benefit("", ALONE, (service_type,))
        yield _like(here, ACTIVE, plan=self.plan.title, network=self._network)
        yield from self._tell_class(of, here)

    def tell_procedure(self, asked: Procedure) -> Iterator[Benefit]:
        """Of one procedure: whether it is covered, and how."""
        told = BenefitProcedure(asked.code, asked.qualifier, asked.modifiers)
        here = Benefit("", ALONE, procedure=told)
        of = self.plan.class_of(asked.code)
        is_dental = asked.qualifier == DENTAL_CODES and DENTAL_CODE.fullmatch(asked.code)
        if not is_dental or asked.code in self.plan.not_covered or not self._is_covered(of):
            yield _like(here, NOT_COVERED)
            return
        yield _like(here, ACTIVE, plan=self.plan.title, network=self._network)
        yield from self._tell_class(of, here)
        fee = self.plan.fees.get(asked.code)
        if fee is not None:
            yield _like(here, BASIS, amount=dollars(fee), messages=("ALLOWED AMOUNT OF ONE UNIT",))
        yield from self._tell_limit(asked.code)

    # What is told.

    @property
    def _network(self) -> str:
        """Whether who asks is of the plan's network; a plan without one has everybody in it."""
        if self.plan.network is None:
            return EVERYWHERE
        return OUT_OF_NETWORK if self.plan.is_outside(self.provider) else IN_NETWORK

    def _is_covered(self, of: Class) -> bool:
        return any(self.plan.percent_of_class(of, outside) for outside in (False, True))

    def _tell_all(self, service_type: str) -> Iterator[Benefit]:
        plan = self.plan
        types = (PLAN, DENTAL) if service_type == PLAN else (DENTAL,)
        yield Benefit(ACTIVE, ALONE, types, plan=self.plan.title, network=self._network)
        for of in CLASSES:
            if named := plan.types_of((of,)):
                here = Benefit("", ALONE, named)
                yield from self._tell_share(of, here)
        deducted = [of for of in CLASSES if of in plan.deductible_on]
        yield from self._tell_deductible(Benefit("", ALONE, plan.types_of(deducted) or (DENTAL,)))
        yield from self._tell_copay(Benefit("", ALONE, (DENTAL,)))
        yield from self._tell_maximum("basic", Benefit("", ALONE, (DENTAL,)))
        orthodontic = plan.types_of(("orthodontic",))
        if orthodontic:
            yield from self._tell_maximum("orthodontic", Benefit("", ALONE, orthodontic))
        for code in sorted(plan.limits):
            if code not in plan.not_covered:
                yield from self._tell_limit(code)
        for code in sorted(plan.not_covered):
            yield Benefit(NOT_COVERED, ALONE, procedure=BenefitProcedure(code))

    def _tell_class(self, of: Class, here: Benefit) -> Iterator[Benefit]:
        yield from self._tell_share(of, here)
        if of in self.plan.deductible_on:
            yield from self._tell_deductible(here)
        yield from self._tell_copay(here)
        yield from self._tell_maximum(of, here)

    def _tell_share(self, of: Class, here: Benefit) -> Iterator[Benefit]:
        """The patient's part: 0.2 is 20 %."""
        has_two = self.plan.percent_outside is not None
        for network in (IN_NETWORK, OUT_OF_NETWORK) if has_two else (EVERYWHERE,):
            paid = self.plan.percent_of_class(of, network == OUT_OF_NETWORK)
            if paid:
                share = Decimal(100 - paid).scaleb(-2).normalize() + 0
                yield _like(here, COINSURANCE, percentage=share, network=network)
            else:
                yield _like(here, NOT_COVERED, network=network)

    def _tell_deductible(self, here: Benefit) -> Iterator[Benefit]:
        whole = self.plan.deductible
        left = max(0, whole - self.used.get(f"deductible/{self.day.year}", 0))
        yield _like(here, DEDUCTIBLE, period=YEAR, amount=dollars(whole))
        yield _like(here, DEDUCTIBLE, period=REMAINING, amount=dollars(left))

    def _tell_copay(self, here: Benefit) -> Iterator[Benefit]:
        if self.plan.copay:
            yield _like(here, COPAYMENT, period=VISIT, amount=dollars(self.plan.copay))

    def _tell_maximum(self, of: Class, here: Benefit) -> Iterator[Benefit]:
        """That of a year, or for orthodontics that of a lifetime; none where the plan has none."""
        plan, is_orthodontic = self.plan, of == "orthodontic"
        most = plan.orthodontic_maximum if is_orthodontic else plan.maximum
        if most is None:
            return
        used = self.used.get("orthodontic" if is_orthodontic else f"paid/{self.day.year}", 0)
        periods = (LIFETIME, LIFETIME_REMAINING) if is_orthodontic else (YEAR, REMAINING)
        for period, cents in zip(periods, (most, max(0, most - used)), strict=True):
            yield _like(here, LIMITATION, period=period, amount=dollars(cents))

    def _tell_limit(self, code: str) -> Iterator[Benefit]:
        """How often in a calendar year a procedure is covered, and how often still."""
        limit = self.plan.limits.get(code)
        if limit is None:
            return
        here = Benefit("", ALONE, procedure=BenefitProcedure(code))
        left = max(0, limit - self.used.get(f"times/{self.day.year}/{code}", 0))
        often = Delivery(VISITS, Decimal(limit), period=YEAR, periods=Decimal(1))
        yield _like(
            here, LIMITATION, period=YEAR, quantity_qualifier=SERVICES, quantity=Decimal(limit),
            deliveries=(often,),
        )
        yield _like(
            here, LIMITATION, period=REMAINING, quantity_qualifier=SERVICES, quantity=Decimal(left)
        )


def tell_inactive(plan: Plan, service_type: str) -> Benefit:
    """That nothing of it is covered on that day."""
    return Benefit(INACTIVE, ALONE, (service_type,), plan=plan.title)


def _like(
    here: Benefit, information: str, *, plan: str | None = None, period: str | None = None,
    amount: Decimal | None = None, percentage: Decimal | None = None, quantity_qualifier: str | None = None,
    quantity: Decimal | None = None, network: str | None = None, deliveries: tuple[Delivery, ...] = (),
    messages: tuple[str, ...] = (),
) -> Benefit:
    """One thing more of what `here` names: the same types of service, or the same procedure."""
    return Benefit(
        information, here.coverage_level, here.service_types, plan=plan, period=period, amount=amount,
        percentage=percentage, quantity_qualifier=quantity_qualifier, quantity=quantity, network=network,
        procedure=here.procedure, deliveries=deliveries, messages=messages,
    )
