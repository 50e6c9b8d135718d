"""What is remembered by its text: the same as if it was read anew, shared, and never more than a little."""

from __future__ import annotations

import io
from decimal import Decimal

from positions import file_of

from edi.delimiters import DEFAULT, Delimiters, redelimit
from edi.guide import Loop
from edi.stream import read
from mappings.guides import ELIGIBILITY_RESPONSE
from mappings.registry import guide_named
from mappings.tables import guide_tables
from transactions.binding_values import MEMORY, SHORT
from transactions.bound import bound
from transactions.eligibility_benefit import Benefit, BenefitProcedure, Delivery
from transactions.eligibility_response import EligibilityResponse, ResponseSubscriber
from transactions.eligibility_sets import read_eligibility_responses

HEAD = """
    ST*271*1001*005010X279A1
    BHT*0022*11*INQUIRY-1*20250301*091530
    HL*1**20*1
    NM1*PR*2*PLAN*****PI*PLAN1
    HL*2*1*21*1
    NM1*1P*2*CLINIC*****XX*1382047169
"""
BENEFITS = """
    EB*C*IND*35***23*50.5*****Y
    EB*F*IND***********AD:D0120
    HSD*VS*2***21*12
    EB*1*IND*35
"""
PATIENTS = range(3, 9)
BODY = HEAD + "".join(
    f"HL*{number}*2*22*0\nNM1*IL*1*ROE{number}*JO****MI*M{number}\n{BENEFITS}" for number in PATIENTS
)
TOLD = [
    Benefit("C", "IND", ("35",), period="23", amount=Decimal("50.5"), network="Y"),
    Benefit(
        "F", "IND", procedure=BenefitProcedure("D0120"),
        deliveries=(Delivery("VS", Decimal(2), period="21", periods=Decimal(12)),),
    ),
    Benefit("1", "IND", ("35",)),
]


def responses(data: bytes, *, runs: bool, fast: bool = True) -> list[EligibilityResponse]:
    return list(read_eligibility_responses(read(io.BytesIO(data), guide_tables(), runs=runs, fast=fast)))


def test_benefits_of_one_text_are_one_object() -> None:
    data = file_of("HB", "005010X279A1", BODY)
    for runs in (False, True):
        told = responses(data, runs=runs)
        assert [one.benefits for one in told] == [TOLD] * len(PATIENTS)
        assert len({id(benefit) for one in told for benefit in one.benefits}) == len(TOLD)
        assert len({id(one.benefits) for one in told}) == len(PATIENTS)
        assert [one.subscriber.name.id for one in told if one.subscriber] == [f"M{n}" for n in PATIENTS]
    assert responses(data, runs=False, fast=False) == told


def test_other_delimiters_have_memories_of_their_own() -> None:
    plain = file_of("HB", "005010X279A1", BODY).decode()
    for other in (Delimiters("|", ">", "!", "'", "\r\n"), Delimiters("^", "*", ":", "~", "\n")):
        data = redelimit(plain, DEFAULT, other).encode()
        assert responses(data, runs=True) == responses(plain.encode(), runs=True)


def test_memories_are_small() -> None:
    """However many different things come, a few are kept, and no long ones."""
    guide = guide_named(ELIGIBILITY_RESPONSE.name)
    level = next(row for _, row in guide.walk() if isinstance(row, Loop) and row.id == "2000C")
    reader = bound(ResponseSubscriber, level).plain.bind(DEFAULT)
    memories = [thing for name, thing in reader.__globals__.items() if name.startswith("memory")]
    head = "HL*3*2*22*0~NM1*IL*1*ROE*JO****MI*M1~"
    words = "MSG*" + "LONG " * 50 + "END~"
    for start in range(0, 5 * MEMORY // 2, 100):
        text = "".join(f"EB*C*IND*35***23*{start + more}~" for more in range(100))
        made = reader(f"{head}{text}EB*I*IND*{start}~{words}", None)
        assert made.benefits[7].amount == start + 7
        assert made.benefits[100].messages == ("LONG " * 50 + "END",)
    assert all(len(memory) <= MEMORY for memory in memories)
    assert any(len(memory) > MEMORY // 3 for memory in memories)
    assert max(len(text) for memory in memories for text in memory) <= SHORT
