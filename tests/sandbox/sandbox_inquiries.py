"""Inquiries to the sandbox payer, as literal segments, and its answers read with our own reader."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from sandbox_deliveries import Sandbox, faults_of

from edi.stream import read
from mappings.tables import guide_tables
from transactions.claim_status_response import ClaimStatusResponse
from transactions.claim_status_sets import read_status_responses
from transactions.eligibility_benefit import Benefit
from transactions.eligibility_response import EligibilityResponse
from transactions.eligibility_sets import read_eligibility_responses
from transactions.review_response import ReviewResponse
from transactions.review_sets import read_review_responses

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

[payment]
method = "ACH"
bank = { routing = "990000107", account = "700100200" }
[payment.payees]
1992000012 = { routing = "990000107", account = "811000001" }

[plans.standard]
title = "STANDARD PLAN"
deductible = 50
maximum = 1500
orthodontic_maximum = 1200
allowed_percent = 90
not_covered = ["D9972"]
limits = { D1110 = 2 }
fees = { D0120 = 48, D1110 = 90, D2392 = 198.50, D2740 = 1050 }

[plans.network]
copay = 20
percent_outside = { preventive = 80, basic = 60, major = 0, orthodontic = 0 }
percent = { preventive = 100, basic = 90, major = 50, orthodontic = 0 }
network = ["1992000012"]
documented = ["basic"]
unreviewed = ["preventive"]
service_types = { 36 = "basic" }

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

[[members]]
id = "SBX2"
family = "BRANNIGAN"
given = "OWEN"
born = 1979-01-30
plan = "network"
from = 2025-06-01
until = 2026-12-31
"""
GROUPS = {
    "270": ("HS", "005010X279A1"), "276": ("HR", "005010X212"), "278": ("HI", "005010X217"),
}
NPI, OTHER_NPI = "1992000012", "1992000020"


def inquiry(kind: str, *sets: Iterable[str], number: int = 1) -> bytes:
    """An interchange of sets, each told as its segments between ST and SE."""
    group, version = GROUPS[kind]
    lines = [
        "ISA*00*          *00*          *ZZ*BITEWING       *ZZ*SANDBOXPAYER   *261121*0930*^*00501*"
        f"{number:09d}*0*T*:",
        f"GS*{group}*BITEWING*SANDBOXPAYER*20261121*0930*{number}*X*{version}",
    ]
    for turn, told in enumerate(sets, 1):
        segments = list(told)
        lines += [
            f"ST*{kind}*{turn:04d}*{version}", *segments, f"SE*{len(segments) + 2}*{turn:04d}",
        ]
    lines += [f"GE*{len(sets)}*{number}", f"IEA*1*{number:09d}"]
    return "".join(f"{line}~" for line in lines).encode()


NPI_EDITS = frozenset(("X601", "X801", "X951"))
"""What an answer breaks that gives back a wrong NPI it was asked by."""


def answers(sandbox: Sandbox, kind: str) -> list[bytes]:
    """The answer files of a kind; each is clean by its guide and the business rules."""
    told = [data for name, data in sandbox.offered().items() if name.endswith(f"-{kind}.edi")]
    for data in told:
        assert [one for one in faults_of(data) if one.rule.id not in NPI_EDITS] == []
    return told


def eligibility(sandbox: Sandbox) -> list[EligibilityResponse]:
    return [
        one for data in answers(sandbox, "271")
        for one in read_eligibility_responses(read(BytesIO(data), guide_tables()))
    ]


def statuses(sandbox: Sandbox) -> list[ClaimStatusResponse]:
    return [
        one for data in answers(sandbox, "277")
        for one in read_status_responses(read(BytesIO(data), guide_tables()))
    ]


def reviews(sandbox: Sandbox) -> list[ReviewResponse]:
    return [
        one for data in answers(sandbox, "278")
        for one in read_review_responses(read(BytesIO(data), guide_tables()))
    ]


def said(benefits: Iterable[Benefit]) -> list[str]:
    """Benefits in short: EB01, for what, period, amount or share or count, network."""
    told = []
    for one in benefits:
        of = one.procedure.code if one.procedure else "^".join(one.service_types)
        values = [
            one.information, of, one.period and f"period {one.period}",
            None if one.amount is None else f"${one.amount}",
            None if one.percentage is None else f"share {one.percentage}",
            None if one.quantity is None else f"{one.quantity} {one.quantity_qualifier}",
            one.network and f"network {one.network}",
        ]
        told.append(" ".join(value for value in values if value))
    return told
