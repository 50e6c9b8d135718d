"""Remittances and acknowledgments that the samples do not show."""

from __future__ import annotations

from decimal import Decimal

import pytest
from rules_judging import TODAY, changed, events_of, judge, rules_of, sample

from edi.envelope import Unit
from transactions.reading import remittance_reader
from transactions.remittance import Remittance, RemittanceClaim
from transactions.rules.edits import edits_on
from transactions.rules.remittances import RemittanceCheck

PAID = sample("clean/remittance_paid")
KINDS = sample("clean/remittance_no_payment")
CLAIMS = sample("clean/acknowledgment")
SETS = sample("clean/set_acknowledgment")

BANKS = "*ACH*CCP*01*123456780*DA*55501*1390000001**01*111000025*DA*98765*"
SECOND_NUMBER = ("CLP*SH-0960", "LX*2~\nTS3*1*11*20251231*1*190~\nCLP*SH-0960")
FIRST_TOTALS = ("20251231*5*1490", "20251231*4*1300")

Change = tuple[str, str]


@pytest.mark.parametrize(
    ("data", "changes", "rules"),
    [
        (PAID, [("REF*6R*SH-1001-2~\n", "REF*6R*SH-1001-2~\nREF*HPI*1234567890~\n")], ["X201"]),
        (PAID, [("CLP*SH-1002", "LX*2~\nCLP*SH-1002")], []),
        (PAID, [(BANKS, "*CHK************")], []),
        (PAID, [("*WO:EX80001*20", "*WO:EX80001*50*L6*-30")], []),
        (PAID, [("WO:EX80001*20", "WO:EX80001*20*L6*-30")], ["B204"]),
        (KINDS, [("22*-190*-100*", "22*-190*100*"), ("D2392*-190*-100", "D2392*-190*100"),
                 ("H*0*C*NON", "I*200*C*CHK"), ("CAS*CO*45*-40", "CAS*CO*45*-240")], ["B209"]),
        (KINDS, [("DTM*232*20250110~\nSVC", "SVC")], ["C210"]),
        (KINDS, [("DTM*232*20250110~\nSVC*AD:D2392*-190*-100**1",
                  "SVC*AD:D2392*-190*-100**1~\nDTM*150*20250110")], []),
        # The totals of one header number count its own claims.
        (KINDS, [SECOND_NUMBER, FIRST_TOTALS], []),
        (KINDS, [(SECOND_NUMBER[0], SECOND_NUMBER[1].replace("*1*190", "*2*190")), FIRST_TOTALS], ["B212"]),
        (CLAIMS, [("QTY*90*1~\nQTY*AA*1~\nAMT*YU*340~\nAMT*YY*128~\n", "")], []),
        (CLAIMS, [("STC*A2:20:PR*20250401*WQ*340", "STC*A7:21*20250401*U*340")],
         ["B301", "B302", "B303", "B304"] * 2),
        (SETS, [("IK5*R*5", "IK5*E*5"), ("AK9*P*2*2*1", "AK9*E*2*2*2")], []),
        (SETS, [("AK2*837*0001*005010X224A2~\nIK5*A~\n", "")], []),
        (SETS, [("AK9*P*2*2*1", "AK9*R*2*2*0")], ["B401"]),
        (SETS, [("IK5*A~", "IK5*R*5~"), ("AK9*P*2*2*1", "AK9*P*2*2*0")], ["B403"]),
        (SETS, [("AK9*P*2*2*1", "AK9*P*1*1*1")], ["B402"]),
    ],
)
def test_what_payers_send(data: bytes, changes: list[Change], rules: list[str]) -> None:
    assert rules_of(changed(data, *changes)) == rules


def test_a_header_number_is_told_of_where_it_stands() -> None:
    data = changed(KINDS, SECOND_NUMBER, FIRST_TOTALS, ("*1*190~\nCLP", "*1*191~\nCLP"))
    (finding,) = judge(data)
    assert finding.rule.id == "B213"
    assert data[finding.place.offset :].startswith(b"TS3*1*11*20251231*1*191~")


def test_a_claim_that_cannot_be_read_leaves_the_payment_unjudged() -> None:
    """Nobody knows what was paid, so nobody can say that the sum is wrong."""
    assert rules_of(changed(PAID, ("CLP*SH-1001*1*340*242.5*", "CLP*SH-1001*1*340*2A2.5*"))) == []
    assert rules_of(changed(PAID, ("WO:EX80001*20", "WO:EX80001*2O"))) == []


def test_sums_to_the_cent_over_many_claims() -> None:
    """Decimal dollars: a hundred times ten cents is ten dollars."""
    claim = "CLP*C*1*.1*.1*0*HM*P~\nNM1*QC*1*MARLOW*JUNE~\nDTM*232*20250110~\n"
    start = PAID.decode().index("CLP*")
    end = PAID.decode().index("PLB*")
    body = PAID.decode()[start:end]
    data = changed(PAID, (body, claim * 100), ("BPR*I*392.5*", "BPR*I*0*"), ("EX80001*20", "EX80001*10"))
    assert rules_of(data) == ["B206"]


def test_what_the_payment_must_be() -> None:
    reader = remittance_reader()
    check: RemittanceCheck | None = None
    for event in events_of(PAID):
        if not isinstance(event, Unit):
            continue
        part = reader.read(event)
        if isinstance(part, Remittance):
            check = RemittanceCheck(part, event, edits_on(TODAY))
        elif isinstance(part, RemittanceClaim) and check:
            assert check.claim(part, event) == []
    assert check
    assert check.expected == Decimal("412.5")


def test_several_sets_in_one_file_are_judged_one_by_one() -> None:
    text = PAID.decode()
    start, end = text.index("ST*835"), text.index("GE*")
    second = text[start:end].replace("*0001~", "*0002~").replace("BPR*I*392.5", "BPR*I*390")
    data = (text[:end] + second + text[end:].replace("GE*1", "GE*2")).encode()
    (finding,) = judge(data)
    assert (finding.rule.id, finding.place.set) == ("B204", "0002")
