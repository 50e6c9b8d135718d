"""What payers answer goes to each submitter by itself: its own claims, balanced, and nothing of another's."""

from __future__ import annotations

from decimal import Decimal

import pytest
from clearing_files import (
    ELM,
    ELM_NPI,
    OAK_NPI,
    Answer,
    ack277,
    claim,
    claims_file,
    dental_set,
    file,
    person,
    remittance,
    renumbered,
)
from clearing_places import Place

MARLOW = person(claim("C1"), claim("C2", "70"))
REED = person(claim("E1", "60"), member="XD2000002", family="REED", given="ANNA")


@pytest.fixture
def sent(place: Place) -> Place:
    """Claims C1 (100), C2 (70) of oak and E1 (60) of elm, sent to one payer."""
    place.drop("oak", "a.edi", file(dental_set(MARLOW, reference="OAKBATCH")))
    elm = dental_set(REED, sender=ELM, npi=ELM_NPI, provider="ELM DENTAL", reference="ELMBATCH")
    place.drop("elm", "b.edi", file(elm, sender=ELM))
    place.run()
    assert set(place.states().values()) == {"sent"}
    return place


def lines(place: Place, account: str, kind: str, *ids: str) -> list[str]:
    """The segments of some ids in the last file of a kind that an account got."""
    text = place.got(account, kind)[-1]
    return [line for line in text.split("~") if line.split("*")[0] in ids]


def assert_right(place: Place, text: str) -> None:
    """By guide and by every business rule nothing is wrong with what was passed on."""
    from io import BytesIO

    from clearinghouse.proof import prove
    from edi.envelope import Closed, Unit
    from mappings.tables import own_tables

    found = []
    for proven in prove(BytesIO(text.encode("latin-1")), own_tables(), place.clock().date()):
        found += proven.findings
        if isinstance(proven.event, Unit):
            found += proven.event.findings
        elif isinstance(proven.event, Closed):
            found += proven.event.of.findings
    # A part whose payee is somebody else keeps the account of that one to itself (C203, a warning).
    assert [(one.rule.id, one.place.path) for one in found if one.rule.id != "C203"] == []


def test_a_payment_of_one_submitter_goes_to_it_as_it_is(sent: Place) -> None:
    text = remittance("EFT1", Answer("C1", 100, 80, 15), Answer("C2", 70, 70), other=[("WO:X", 10)])
    told = sent.take("delta", text)
    assert told["835 passed on"] == 1
    (passed,) = sent.got("oak", "835")
    own, theirs = text[text.index("ST*"):text.index("GE*")], passed[passed.index("ST*"):passed.index("GE*")]
    assert theirs == own
    assert sent.got("elm", "835") == []
    assert_right(sent, passed)
    assert "835 passed on" not in sent.run()


def test_a_payment_for_several_is_divided_to_the_cent(sent: Place) -> None:
    text = remittance(
        "EFT1", Answer("C1", 100, 80, 15), Answer("E1", 60, 45, 5), Answer("C2", 70, 33), other=[("WO:X", 10)]
    )
    told = sent.take("delta", text)
    assert told["835 passed on"] == 2
    bpr = lines(sent, "oak", "835", "BPR", "TRN", "CLP", "PLB", "N1")
    assert bpr == [
        "BPR*I*103*C*ACH*CCP*01*123456780*DA*55501*1390000001**01*111000025*DA*98765*20260310",
        "TRN*1*EFT1*1390000001", "N1*PR*EXAMPLE DENTAL PLAN", f"N1*PE*OAK STREET DENTAL*XX*{OAK_NPI}",
        "CLP*C1*1*100*80*15*12*EX1*11*1", "CLP*C2*1*70*33**12*EX1*11*1", f"PLB*{OAK_NPI}*20261231*WO:X*10",
    ]
    assert lines(sent, "elm", "835", "BPR", "TRN", "CLP", "PLB", "N1") == [
        "BPR*I*45*C*ACH*CCP*01*123456780*DA*55501*1390000001******20260310",
        "TRN*1*EFT1*1390000001", "N1*PR*EXAMPLE DENTAL PLAN", f"N1*PE*ELM AVENUE BILLING*XX*{ELM_NPI}",
        "CLP*E1*1*60*45*5*12*EX1*11*1",
    ]
    for account in ("oak", "elm"):
        assert_right(sent, sent.got(account, "835")[0])
    for foreign in ("C1", "C2", OAK_NPI, "OAK", "98765"):
        assert foreign not in sent.got("elm", "835")[0], foreign
    for foreign in ("E1*", ELM_NPI, "ELM", "REED"):
        assert foreign not in sent.got("oak", "835")[0], foreign


def test_a_part_of_less_than_nothing_is_balanced(sent: Place) -> None:
    sent.take("delta", remittance("EFT1", Answer("C1", 100, 80, 15)))
    sent.take(
        "delta",
        remittance("EFT2", Answer("C1", -100, -80, -15, status="22"), Answer("E1", 60, 60),
                   Answer("C2", 70, 70), number=802),
    )
    assert lines(sent, "oak", "835", "BPR", "PLB") == [
        "BPR*H*0*C*NON************20260310", f"PLB*{OAK_NPI}*20261231*FB:EFT2*-10",
    ]
    assert_right(sent, sent.got("oak", "835")[-1])
    assert_right(sent, sent.got("elm", "835")[-1])


def test_what_is_parked_belongs_to_nobody_until_it_is_matched(sent: Place) -> None:
    sent.take("delta", remittance("EFT1", Answer("C1", 100, 80, 15), Answer("C9", 50, 50)))
    assert lines(sent, "oak", "835", "BPR", "CLP")[0].startswith("BPR*I*80*")
    sent.take("oak", claims_file(claim("C9", "50"), number=9))
    sent.run()
    assert [text.count("CLP*") for text in sent.got("oak", "835")] == [1, 1]
    assert lines(sent, "oak", "835", "CLP")[0].startswith("CLP*C9*")
    assert_right(sent, sent.got("oak", "835")[-1])


def test_adjustments_alone_go_to_whose_provider_it_is(sent: Place) -> None:
    text = remittance("EFT1", other=[("L6:X", -12)]).replace("LX*1~", "")
    sent.take("delta", renumbered(text))
    assert sent.rules() == []
    assert lines(sent, "oak", "835", "BPR", "PLB")[1] == f"PLB*{OAK_NPI}*20261231*L6:X*-12"
    assert sent.got("elm", "835") == []


def test_an_acknowledgment_for_several_is_divided(sent: Place) -> None:
    (batch,) = {one.reference for one in sent.sets() if one.reference}
    before = len(sent.got("oak", "277CA")), len(sent.got("elm", "277CA"))
    told = sent.take("delta", ack277(
        batch, ("C1", "A2:20:PR", "WQ", "100", "PX1"), ("C2", "A7:562:85", "U", "70", ""),
        ("E1", "A2:20:PR", "WQ", "60", "PX3"),
    ))
    assert told["277CA passed on"] == 3
    assert (len(sent.got("oak", "277CA")), len(sent.got("elm", "277CA"))) == (before[0] + 1, before[1] + 1)
    assert lines(sent, "oak", "277CA", "TRN", "STC", "QTY", "AMT", "NM1", "REF") == [
        "NM1*PR*2*EXAMPLE DENTAL PLAN*****PI*EXDENT", "TRN*1*FILE101",
        "NM1*41*2*OAK STREET BILLING*****46*OAKSTREET", "TRN*2*OAKBATCH",
        "STC*A1:19*20260305*WQ*170", "QTY*90*1", "QTY*AA*1", "AMT*YU*100", "AMT*YY*70",
        f"NM1*85*2*OAK STREET DENTAL*****XX*{OAK_NPI}", "NM1*QC*1*MARLOW*JUNE****MI*XD1000001",
        "TRN*2*C1", "STC*A2:20:PR*20260304*WQ*100", "REF*1K*PX1",
        "TRN*2*C2", "STC*A7:562:85*20260304*U*70",
    ]
    elm = sent.got("elm", "277CA")[-1]
    assert "TRN*2*ELMBATCH~" in elm
    assert "NM1*QC*1*REED*ANNA****MI*XD2000002~" in elm
    for foreign in ("C1", "C2", OAK_NPI, "OAK", "MARLOW", "PX1"):
        assert foreign not in elm, foreign
    for account in ("oak", "elm"):
        assert_right(sent, sent.got(account, "277CA")[-1])
    assert "277CA passed on" not in sent.run()


def test_a_batch_that_is_refused_is_told_claim_by_claim(sent: Place) -> None:
    (batch,) = {one.reference for one in sent.sets() if one.reference}
    sent.take("delta", ack277(batch, batch_status="A3:21:PR**U"))
    assert set(sent.states().values()) == {"payer rejected"}
    assert lines(sent, "elm", "277CA", "TRN", "STC")[1:] == [
        "TRN*2*ELMBATCH", "STC*A1:19*20260305*WQ*60", "TRN*2*E1", "STC*A3:21:PR*20260304*U*60",
    ]
    assert_right(sent, sent.got("elm", "277CA")[-1])


@pytest.mark.parametrize("paid", [(80, 45, 33), (0, 60, 70), (100, 0, 0), (-80, 60, 70)])
def test_the_parts_are_the_whole(sent: Place, paid: tuple[int, int, int]) -> None:
    """What all parts come to, with what they carry forward, and what nobody got, is what was paid."""
    first, second, third = paid
    answers = [
        Answer("C1", 100 if first >= 0 else -100, first, status="1" if first >= 0 else "22"),
        Answer("E1", 60, second), Answer("C2", 70, third), Answer("NOBODYS", 30, 30),
    ]
    sent.take("delta", remittance("EFT0", Answer("C1", 100, 80)))
    before = {account: len(sent.got(account, "835")) for account in ("oak", "elm")}
    sent.take("delta", remittance("EFT1", *answers, other=[("WO:X", 7)], number=802))
    whole = Decimal(sum(paid) + 30 - 7)
    parts = Decimal(0)
    for account in ("oak", "elm"):
        for text in sent.got(account, "835")[before[account]:]:
            assert_right(sent, text)
            for line in text.split("~"):
                values = line.split("*")
                if values[0] == "BPR":
                    parts += Decimal(values[2])
                elif values[0] == "PLB":
                    told = zip(values[3::2], values[4::2], strict=True)
                    parts += sum(Decimal(money) for code, money in told if code.startswith("FB:"))
    assert parts + 30 == whole
