"""Claims that the samples do not show: what must be found, and what must be left alone."""

from __future__ import annotations

from datetime import date

import pytest
from rules_judging import TODAY, changed, claims_of, events_of, guide_findings, judge, rules_of, sample

from mappings.code_lists import Code, CodeList
from transactions.rules.claims import check_claim
from transactions.rules.lists import Lists

FILLINGS = sample("clean/claim_fillings")
BY_LINE = sample("clean/claim_secondary_by_line")
BY_CLAIM = sample("clean/claim_secondary_by_claim")
TERTIARY = sample("clean/claim_tertiary")
ACCIDENT = sample("clean/claim_accident_replaced")
DENTURE = sample("clean/claim_denture_and_scaling")
PREDETERMINATION = sample("clean/claim_predetermination")
ORTHODONTICS = sample("clean/claim_orthodontics")
CHECK_UP = sample("clean/claim_check_up_of_a_dependent")

Change = tuple[str, str]


@pytest.mark.parametrize(
    "changes",
    [
        # The payer split a line into two results; together they are the line.
        [("SVD*FIRSTD*112*AD:D2392**1~\nCAS*CO*45*50~\nCAS*PR*2*28~\n",
          "SVD*FIRSTD*60*AD:D2391**1~\nCAS*CO*45*30~\nDTP*573*D8*20250325~\n"
          "SVD*FIRSTD*52*AD:D2391**1~\nCAS*CO*45*20~\nCAS*PR*2*28~\n")],
        # It put one line into another: each alone is out of balance, the claim is not.
        [("SVD*FIRSTD*112*AD:D2392**1~\nCAS*CO*45*50~\nCAS*PR*2*28~\n",
          "SVD*FIRSTD*112*AD:D2392**1*2~\nCAS*CO*45*50~\n")],
    ],
    ids=["split", "bundled"],
)
def test_results_of_lines_that_balance(changes: list[Change]) -> None:
    assert rules_of(changed(BY_LINE, *changes)) == []


def test_several_results_out_of_balance_are_told_once() -> None:
    data = changed(
        BY_LINE,
        ("SVD*FIRSTD*112*AD:D2392**1~\nCAS*CO*45*50~\nCAS*PR*2*28~\n",
         "SVD*FIRSTD*60*AD:D2391**1~\nCAS*CO*45*30~\nDTP*573*D8*20250325~\n"
         "SVD*FIRSTD*52*AD:D2391**1~\nCAS*CO*45*10~\nCAS*PR*2*28~\n"),
    )
    (finding,) = judge(data)
    assert (finding.rule.id, finding.place.path) == ("B112", "2430/SVD02")
    assert data[finding.place.offset :].startswith(b"SVD*FIRSTD*60*")
    assert finding.trigger
    assert data[finding.trigger.offset :].startswith(b"SV3*AD:D2392*")


def test_another_payer_that_has_not_decided_is_no_fault() -> None:
    data = changed(BY_CLAIM, ("SBR*S*18*GRP100", "SBR*P*18*GRP100"), ("SBR*P*18*GRP900", "SBR*S*18*GRP900"),
                   ("CAS*CO*45*30~\nCAS*PR*2*32~\nAMT*D*128~\n", ""), ("DTP*573*D8*20250325~\n", ""))
    assert rules_of(data) == []


def test_two_coverages_of_unknown_turn_are_no_fault() -> None:
    data = changed(TERTIARY, ("SBR*T*18*", "SBR*U*18*"), ("SBR*S*18*", "SBR*U*18*"))
    assert rules_of(data) == []


def test_a_second_payer_is_found_in_its_own_loop() -> None:
    data = changed(TERTIARY, ("AMT*D*48", "AMT*D*40"))
    (finding,) = judge(data)
    assert (finding.rule.id, finding.place.loop) == ("B111", "2320")
    assert data[finding.place.offset :].startswith(b"AMT*D*40~")


def test_a_result_without_another_payer() -> None:
    lines = BY_LINE.decode()
    start, end = lines.index("SBR*P*18*GRP900"), lines.index("LX*1~")
    data = changed(BY_LINE, (lines[start:end], ""), ("SBR*S*18", "SBR*P*18"))
    assert rules_of(data) == ["C121", "C121"]


@pytest.mark.parametrize(
    ("data", "changes", "rules"),
    [
        # Days of service.
        (FILLINGS, [("DTP*472*D8*20250310~\n", "")], ["C101"]),
        (CHECK_UP, [("DTP*472*D8*20250311~\n", ""), ("DTP*472*D8*20250311~\n", "")], ["C101"]),
        (CHECK_UP, [("DTP*472*D8*20250311~\n", "DTP*472*D8*20260602~\n")], ["X122"]),
        (FILLINGS, [("REF*6R*SH-1001-1", "DTP*472*D8*20250301~\nREF*6R*SH-1001-1")], []),
        (PREDETERMINATION, [("TOO*JP*30~\n", "TOO*JP*30~\nDTP*472*D8*20250301~\n")], ["C102"]),
        (FILLINGS, [("D8*20250310", "RD8*20250309-20260602")], ["X122"]),
        # Accidents.
        (ACCIDENT, [("AA:OA::WI", "AA:OA:::MX")], []),
        (ACCIDENT, [("AA:OA::WI", "AA:OA::JAL:MX")], []),
        (ACCIDENT, [("DTP*439*D8*20250301", "DTP*439*D8*20990301")], ["X125"]),
        # People.
        (FILLINGS, [("N4*MADISON*WI*53704~\n", "")], ["C111"]),
        (FILLINGS, [("DMG*D8*19840213*F~\n", "DMG*D8*20990101*F~\n")], ["X120"]),
        (CHECK_UP, [("D8*20140522", "D8*20250312")], ["X121"]),
        (CHECK_UP, [("D8*20140522", "D8*20990312")], ["X120"]),
        (FILLINGS, [("REF*EI*391234567", "REF*SY*39123456")], ["X103"]),
        # Providers of the claim and of a line.
        (ACCIDENT, [("NM1*DN*1*BROOKS", "NM1*P3*1*BROOKS"), ("1620938476", "1620938470")], ["X101"]),
        (FILLINGS, [("SE*", "NM1*82*1*VALE*IRIS~\nPRV*PE*PXC*1223G0001X~\nSE*")], ["C117"]),
        (FILLINGS, [("SE*", "NM1*77*2*LAKESIDE~\nN3*1 LAKE DRIVE~\nN4*MADISON*WI*53705~\nSE*")], ["X114"]),
        # Lines.
        (DENTURE, [("DTP*441*", "DTP*139*")], []),
        (DENTURE, [("DTP*441*D8*20170615", "DTP*139*D8*20250615")], ["X127"]),
        (ACCIDENT, [("**1*****1~", "**1*****0~")], ["C131"]),
        # Teeth.
        (FILLINGS, [("TOO*JP*3*M:O", "TOO*JP*53*M:O")], []),
        (FILLINGS, [("D2331*150", "D2335*150")], []),
        (FILLINGS, [("D2331*150", "D2390*150"), ("TOO*JP*9*M:F", "TOO*JP*9")], []),
        (FILLINGS, [("TOO*JP*3*M:O", "TOO*JP*8*M:O")], ["D116", "D102"]),
        (DENTURE, [("220*11*20**1", "220*11*00**1")], ["D114"]),
        (DENTURE, [("220*11*20**1~\n", "220*11***1~\nTOO*JP*12~\n")], []),
        (DENTURE, [("*11*02*R", "*11**R"), ("TOO*JP*31~", "TOO*JP*2~")], ["D115"]),
        (ORTHODONTICS, [("DN2*1*M", "DN2*33*M")], ["D101"]),
        (ORTHODONTICS, [("DN1*24*24", "DN1***Y")], []),
    ],
)
def test_claims(data: bytes, changes: list[Change], rules: list[str]) -> None:
    assert rules_of(changed(data, *changes)) == rules


def test_all_that_is_wrong_is_told_in_one_go() -> None:
    data = changed(
        FILLINGS, ("CLM*SH-1001*340*", "CLM*SH-1001*341*"), ("TOO*JP*3*M:O", "TOO*JP*33*M:O"),
        ("1597304827", "1597304820"), ("DMG*D8*19840213*F~\n", ""),
    )
    assert set(rules_of(data)) == {"B101", "D101", "X101", "C112"}


def test_a_claim_that_cannot_be_read_is_not_judged() -> None:
    data = changed(FILLINGS, ("CLM*SH-1001*340*", "CLM*SH-1001*1E5*"), ("TOO*JP*3*M:O", "TOO*JP*33*M:O"))
    ((claim, unit),) = claims_of(data)
    assert claim.unread == ("2300/CLM02",)
    assert unit.findings
    assert check_claim(claim, unit, TODAY) == []


def test_a_claim_with_other_faults_of_syntax_is_judged() -> None:
    """What is wrong with a code keeps nothing from being read."""
    data = changed(FILLINGS, ("*Y*A*Y*Y~", "*Y*Z*Y*Y~"), ("TOO*JP*9*M:F", "TOO*JP*9*M:O"))
    assert [finding.rule.id for finding in guide_findings(events_of(data))] == ["E207"]
    (finding,) = judge(data)
    assert (finding.rule.id, finding.place.path) == ("D102", "2400/TOO03-2")
    assert data[finding.place.offset :].startswith(b"TOO*JP*9*M:O~")
    assert finding.place.segment == 30


def test_procedures_of_the_house_own_list() -> None:
    ours = CodeList("cdt", {"D2392": Code(), "D2331": Code(end=date(2024, 12, 31))})
    (finding,) = judge(FILLINGS, Lists(procedures=ours))
    assert (finding.rule.id, finding.place.path) == ("X107", "2400/SV301-2")
    assert FILLINGS[finding.place.offset :].startswith(b"SV3*AD:D2331*")


def test_no_value_stands_in_a_finding() -> None:
    """Sentences are fixed, and places hold only what the guide and the envelope say."""
    (finding,) = judge(changed(FILLINGS, ("MI*XD1002003", "MI*XD1002003"), ("M:O", "M:I")))
    assert "XD1002003" not in repr(finding)
    assert "MARLOW" not in repr(finding)
