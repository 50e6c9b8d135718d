"""What an eligibility response (271) tells of a coverage: one benefit, limit or refusal after the other.

Amounts are dollars; a percentage is a part of one, as it is sent (0.8 is 80 %).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from transactions.binding import Fact, at, fold, loops, part, repetitions
from transactions.eligibility import CoverageDate, Identifier, ProviderRole
from transactions.parties import Address, Contact, Name

ACTIVE = frozenset("12345")
"""What EB01 tells of an active coverage; 5: it is still being looked into."""
INACTIVE = frozenset("678")
"""And of one that is not, or not now."""


class Refusal(Fact, frozen=True):
    """AAA: why there is no answer, and what to do (`next_step` C correct and send again, N do not, ...).

    `is_valid`: the question was in order and was refused all the same.
    """

    is_valid: Annotated[bool, at("01", yes="Y", no="N")]
    reason: Annotated[str, at("03")]
    next_step: Annotated[str, at("04")]


class BenefitProcedure(Fact, frozen=True):
    """EB13: a procedure (AD: a dental one) with up to four modifiers, or all from `code` to `last_code`."""

    code: Annotated[str, at("-2")]
    qualifier: Annotated[str, at("-1")] = "AD"
    modifiers: Annotated[tuple[str, ...], fold("-", (3, 4, 5, 6))] = ()
    last_code: Annotated[str | None, at("-8")] = None


class Delivery(Fact, frozen=True):
    """HSD: how often, and in what time.

    `quantity` of `quantity_qualifier` (VS visits, DY days, HS hours, MN months, FL units) in every `every` of
    `unit` (DA, WK, MO, VS, YR), over `periods` of `period` (21 years, 22 service years, 23 calendar years, 34
    months ...); `pattern` tells the days of the week, `time` the time of day.
    """

    quantity_qualifier: Annotated[str | None, at("01")] = None
    quantity: Annotated[Decimal | None, at("02")] = None
    unit: Annotated[str | None, at("03")] = None
    every: Annotated[Decimal | None, at("04")] = None
    period: Annotated[str | None, at("05")] = None
    periods: Annotated[Decimal | None, at("06")] = None
    pattern: Annotated[str | None, at("07")] = None
    time: Annotated[str | None, at("08")] = None


class Circumstance(Fact, frozen=True):
    """2115: where or for what a benefit holds: a place (`qualifier` ZZ), an injury (GR, NI), or words.

    `category` 44: `text` tells the kind of injury.
    """

    qualifier: Annotated[str | None, at("III01")] = None
    code: Annotated[str | None, at("III02")] = None
    category: Annotated[str | None, at("III03")] = None
    text: Annotated[str | None, at("III04")] = None


class RegionalAddress(Address, frozen=True):
    """N3 and N4 with the region (N406) a plan or a provider is in."""

    region: Annotated[str | None, at("N406")] = None


class RelatedParty(Fact, frozen=True):
    """2120: somebody a benefit has to do with: another payer, a primary care dentist, another insured ...

    `name.role` tells which: SEP and TTP other payers, P3 the primary care provider, IL the insured there ...;
    `relation` (NM110) tells how a person is related to the patient.
    """

    name: Annotated[Name, at("NM1")]
    relation: Annotated[str | None, at("NM110")] = None
    address: Annotated[RegionalAddress | None, part()] = None
    contacts: Annotated[tuple[Contact, ...], at("PER")] = ()
    provider: Annotated[ProviderRole | None, at("PRV")] = None


class Benefit(Fact, frozen=True):
    """2110: one thing told of the coverage.

    `information` says what: 1 to 5 active coverage, 6 to 8 inactive, A co-insurance, B co-payment,
    C deductible, F limitation, G what is paid at most out of pocket, I not covered, L primary care provider,
    R another payer ... The rest says for what: whom (`coverage_level`: IND one person, FAM the family ...),
    which `service_types` or `procedure`, and in what `period` (23 calendar year, 29 what remains ...).
    `authorization` Y needed, N not, U not known; `network` Y in the network, N outside, W both, U not known.
    Pointers count the diagnoses of the person from 1.
    """

    information: Annotated[str, at("EB01")]
    coverage_level: Annotated[str | None, at("EB02")] = None
    service_types: Annotated[tuple[str, ...], repetitions("EB03")] = ()
    insurance_type: Annotated[str | None, at("EB04")] = None
    plan: Annotated[str | None, at("EB05")] = None
    period: Annotated[str | None, at("EB06")] = None
    amount: Annotated[Decimal | None, at("EB07")] = None
    percentage: Annotated[Decimal | None, at("EB08")] = None
    quantity_qualifier: Annotated[str | None, at("EB09")] = None
    quantity: Annotated[Decimal | None, at("EB10")] = None
    authorization: Annotated[str | None, at("EB11")] = None
    network: Annotated[str | None, at("EB12")] = None
    procedure: Annotated[BenefitProcedure | None, at("EB13")] = None
    diagnosis_pointers: Annotated[tuple[int, ...], fold("EB14", range(1, 5))] = ()
    deliveries: Annotated[tuple[Delivery, ...], at("HSD")] = ()
    ids: Annotated[tuple[Identifier, ...], at("REF")] = ()
    dates: Annotated[tuple[CoverageDate, ...], at("DTP")] = ()
    refusals: Annotated[tuple[Refusal, ...], at("AAA")] = ()
    messages: Annotated[tuple[str, ...], at("MSG01")] = ()
    circumstances: Annotated[tuple[Circumstance, ...], loops("2115")] = ()
    related: Annotated[tuple[RelatedParty, ...], loops("2120LS/2120")] = ()

    @property
    def is_active(self) -> bool | None:
        """Whether it tells of active coverage (True) or of inactive (False); None: of something else."""
        if self.information in ACTIVE:
            return True
        return False if self.information in INACTIVE else None

    @property
    def is_in_network(self) -> bool | None:
        """Whether it holds for care in the network (EB12 Y, or W: everywhere); None: not told."""
        return {"Y": True, "W": True, "N": False}.get(self.network or "")

    @property
    def is_out_of_network(self) -> bool | None:
        """Whether it holds for care outside the network (EB12 N, or W: everywhere); None: not told."""
        return {"N": True, "W": True, "Y": False}.get(self.network or "")
