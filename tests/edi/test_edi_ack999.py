"""The 999, written for each kind of finding byte for byte, valid by its own guide, and read back."""

from __future__ import annotations

import io
import random
from datetime import datetime

import pytest
from edi_faults import REVIEW, recounted

from edi.ack999 import Acknowledger
from edi.delimiters import DEFAULT, Delimiters
from edi.envelope import Closed, Group, Interchange, Stray, TransactionSet, Unit
from edi.errors import NotX12
from edi.findings import Answer, Finding, Place, Rule, Scope, Severity, Snip
from edi.report import MEANINGS, GroupAnswer, ReportedFault, SetAnswer, read_999
from edi.rulebook import RULES
from edi.stream import read
from edi.writer import Writer
from mappings.tables import guide_tables

MOMENT = datetime(2024, 1, 2, 3, 4)
HEAD = (
    "ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*HOUSE          *240102*0304*^*00501*"
    "000000007*0*T*:~"
)
GROUP = "GS*HC*SUBMITTER*HOUSE*20240102*0304*17*X*005010X224A2~"
TAIL = "GE*1*17~IEA*1*000000007~"
CLAIM = (
    "ST*837*0001*005010X224A2~BHT*0019*00*B1*20240102*0304*CH~"
    "NM1*41*2*SUBMITTER*****46*S1~PER*IC*DESK*TE*5555550100~NM1*40*2*HOUSE*****46*H1~"
    "HL*1**20*1~NM1*85*2*TOWN DENTAL*****XX*1234567893~N3*1 MAIN ST~N4*ANYTOWN*FL*327140000~REF*EI*222222222~"
    "HL*2*1*22*0~SBR*P*18*G1******CI~NM1*IL*1*DOE*JO****MI*M1~N3*2 MAIN ST~N4*ANYTOWN*FL*32714~"
    "DMG*D8*19710101*F~NM1*PR*2*PLAN*****PI*P1~"
    "CLM*C1*100***11:B:1*Y*A*Y*Y~DTP*472*D8*20240102~LX*1~SV3*AD:D1110*100****1~SE*22*0001~"
)


def events(text):
    return read(io.BytesIO(text.encode("latin-1")), guide_tables())


def acknowledged(text, delimiters=DEFAULT, **options):
    """Verdicts, and the segments of the 999 between GS and GE; the 999 itself must have no findings."""
    stream = io.BytesIO()
    writer = Writer(stream, delimiters)
    with (
        writer.interchange("ZZ", "HOUSE", "ZZ", "SUBMITTER", MOMENT, 1),
        writer.group("FA", "HOUSE", "SUBMITTER", MOMENT, 1, "005010X231A1"),
    ):
        acknowledger = Acknowledger(writer, **options)
        verdicts = []
        for event in events(text):
            verdict = acknowledger.take(event)
            if verdict:
                verdicts.append(verdict)
                if isinstance(event.of, TransactionSet):
                    assert (verdict == "R") is event.of.rejected
    wire = stream.getvalue().decode()
    if acknowledger.written:
        assert own_findings(wire) == []
    return verdicts, wire.split(delimiters.segment)[2:-3]


def own_findings(wire):
    """What our own guide finds in a 999."""
    found = []
    for event in events(wire):
        if isinstance(event, Stray):
            found.append(event.finding)
        elif isinstance(event, Closed):
            found += event.of.findings
        elif isinstance(event, Unit):
            found += event.findings
    return [(finding.rule.id, finding.place.path) for finding in found]


def told(old="", new="", **options):
    """The segments between AK2 and IK5 for the claim file with one thing changed, and IK5 itself."""
    claim = CLAIM.replace(old, new, 1)
    assert claim != CLAIM or old == new
    count = claim.count("~")
    claim = claim.replace("SE*22", f"SE*{count}") if "SE*" not in old else claim
    verdicts, segments = acknowledged(HEAD + GROUP + claim + TAIL, **options)
    assert segments[:2] == ["ST*999*0001*005010X231A1", "AK1*HC*17*005010X224A2"]
    assert segments[-1] == f"SE*{len(segments)}*0001"
    assert len(verdicts) == 2
    return segments[3:-2]


def test_the_999_of_a_correct_file():
    verdicts, segments = acknowledged(HEAD + GROUP + CLAIM + TAIL)
    assert verdicts == ["A", "A"]
    assert segments == [
        "ST*999*0001*005010X231A1", "AK1*HC*17*005010X224A2", "AK2*837*0001*005010X224A2", "IK5*A",
        "AK9*A*1*1*1", "SE*6*0001",
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("*100***11", "*1x0***11", ["IK3*CLM*18*2300*8", "CTX*CLM01:C1", "IK4*2*782*6*1x0"]),
        ("CLM*C1*100", "CLM*C1*", ["IK3*CLM*18*2300*8", "CTX*CLM01:C1", "IK4*2*782*1"]),
        ("11:B:1*", "11:X:1*", ["IK3*CLM*18*2300*8", "CTX*CLM01:C1", "IK4*5:2*1332*7*X"]),
        ("SV3*AD:", "SV3*ZZ:", ["IK3*SV3*21*2400*8", "CTX*CLM01:C1", "IK4*1:1*235*7*ZZ"]),
        ("D8*20240102", "D8*20240231", ["IK3*DTP*19*2300*8", "CTX*CLM01:C1", "IK4*3*1251*8*20240231"]),
        ("N4*ANYTOWN*", "N4*A*", ["IK3*N4*9*2010AA*8", "IK4*1*19*4*A"]),
        ("LX*1~", "", ["IK3*SV3*20*2300*2", "CTX*CLM01:C1", "IK3*LX*21*2400*I7", "CTX*CLM01:C1"]),
        ("N3*1 MAIN ST~", "", ["IK3*N3*10*2010AA*3"]),
        ("LX*1~", "LX*1~XYZ*1~", ["IK3*XYZ*21*2400*1", "CTX*CLM01:C1"]),
        ("LX*1~", "LX*1~SVC*1~", ["IK3*SVC*21*2400*6", "CTX*CLM01:C1"]),
        ("LX*1~", "LX*1~NONSENSE*1~", ["IK3*ZZZ*21*2400*1", "CTX*CLM01:C1"]),
        ("DMG*D8", "DMG*D8*19710101*F~DMG*D8", ["IK3*DMG*17*2010BA*5", "CTX*SUBSCRIBER NAME NM109:M1"]),
    ],
)
def test_one_fault(old, new, expected):
    *faults, verdict = told(old, new)
    assert faults == expected
    assert verdict == "IK5*R*5"


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("SE*22", "SE*23", "4"), ("SE*22*0001", "SE*22*0002", "3"), ("SE*22*0001~", "", "2"),
        ("0001*005010X224A2", "0001*005010X221A1", "I6"),
    ],
)
def test_faults_of_the_set_itself(old, new, codes):
    assert told(old, new) == [f"IK5*R*{codes}"]


def test_segments_and_set_in_error():
    assert told("CLM*C1*100***11:B:1*Y*A*Y*Y~DTP*472*D8*20240102~LX*1~SV3*AD:D1110*100****1~SE*22*0001",
                "CLM*C1*1-0***11:B:1*Y*A*Y*Y~DTP*472*D8*20240102~LX*1~SV3*AD:D1110*100****1~SE*21*0002") == [
        "IK3*CLM*18*2300*8", "CTX*CLM01:C1", "IK4*2*782*6*1-0", "IK5*R*5*4*3",
    ]


def test_several_faults_of_one_segment_stand_under_one_ik3_in_the_order_of_segments():
    assert told("CLM*C1*100***11:B:1*Y*A*Y*Y~DTP*472*D8", "CLM*C1*1 0***11:X:1*Y*Z*Y*Y~DTP*472*XX")[:-1] == [
        "IK3*CLM*18*2300*8", "CTX*CLM01:C1", "IK4*2*782*6*1 0", "IK4*5:2*1332*7*X", "IK4*7*1359*7*Z",
        "IK3*DTP*19*2300*8", "CTX*CLM01:C1", "IK4*2*1250*7*XX",
    ]


def test_nothing_is_echoed_where_that_is_not_wanted():
    assert told("*100***11", "*1x0***11", echo_values=False) == [
        "IK3*CLM*18*2300*8", "IK4*2*782*6", "IK5*R*5",
    ]


@pytest.mark.parametrize(
    ("bad", "echo"), [("1>0", ""), ("1\x070", ""), ("1" * 100, ""), ("1" * 99, "1" * 99), ("1+0", "1+0")]
)
def test_what_the_999_cannot_carry_is_not_echoed(bad, echo):
    _, segments = acknowledged(
        HEAD + GROUP + CLAIM.replace("*100***", f"*{bad}***") + TAIL, Delimiters("*", ">", "^", "~")
    )
    fault = next(segment for segment in segments if segment.startswith("IK4"))
    assert fault.split("*")[4:] == ([echo] if echo else [])


def test_warnings_are_told_only_on_demand():
    assert told("JO****MI", "JO\u00e9****MI") == ["IK5*A"]
    assert told("JO****MI", "JO\u00e9****MI", note_warnings=True) == [
        "IK3*NM1*13*2010BA*8", "CTX*SUBSCRIBER NAME NM109:M1", "IK4*4*1036*6", "IK5*E*5",
    ]


def test_not_more_findings_than_wanted_are_told_and_the_verdict_stays():
    many = CLAIM.replace("LX*1~", "LX*1~" + "XYZ*1~" * 50)
    assert sum(line.startswith("IK3") for line in told("LX*1~", "LX*1~" + "XYZ*1~" * 50, max_findings=7)) == 7
    verdicts, segments = acknowledged(HEAD + GROUP + many + TAIL, max_findings=0)
    assert verdicts == ["R", "R"]
    assert segments[3] == "IK5*R*4"


def two_groups():
    bad = CLAIM.replace("*100***11", "*1x0***11").replace("0001", "0002")
    third = CLAIM.replace("*100***11", "*1x0***11").replace("0001*005010X224A2", "0003*005010X224A2")
    return (
        HEAD
        + GROUP + CLAIM + bad + "GE*2*17~"
        + GROUP.replace("*17*", "*18*") + third.replace("SE*22*0001", "SE*22*0003") + "GE*1*18~"
        + GROUP.replace("*17*", "*19*") + CLAIM + "GE*1*19~"
        + "IEA*3*000000007~"
    )


def test_one_999_for_each_group_with_its_own_number():
    verdicts, segments = acknowledged(two_groups(), number=41)
    assert verdicts == ["A", "R", "P", "R", "R", "A", "A"]
    assert [segment for segment in segments if segment.startswith(("ST", "AK", "IK5", "SE"))] == [
        "ST*999*0041*005010X231A1", "AK1*HC*17*005010X224A2", "AK2*837*0001*005010X224A2", "IK5*A",
        "AK2*837*0002*005010X224A2", "IK5*R*5", "AK9*P*2*2*1", "SE*11*0041",
        "ST*999*0042*005010X231A1", "AK1*HC*18*005010X224A2", "AK2*837*0003*005010X224A2", "IK5*R*5",
        "AK9*R*1*1*0", "SE*9*0042",
        "ST*999*0043*005010X231A1", "AK1*HC*19*005010X224A2", "AK2*837*0001*005010X224A2", "IK5*A",
        "AK9*A*1*1*1", "SE*6*0043",
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("GE*1*17", "GE*2*17", "AK9*R*2*1*0*5"),
        ("GE*1*17", "GE*1*18", "AK9*R*1*1*0*4"),
        ("GE*1*17~", "", "AK9*R*1*1*0*3"),
        ("GE*1*17", "GE*9999999*7", "AK9*R*999999*1*0*5*4"),
    ],
)
def test_faults_of_the_group_at_its_end(old, new, expected):
    verdicts, segments = acknowledged((HEAD + GROUP + CLAIM + TAIL).replace(old, new))
    assert verdicts == ["A", "R"]
    assert segments[2:5] == ["AK2*837*0001*005010X224A2", "IK5*A", expected]


@pytest.mark.parametrize(
    ("old", "new", "ak1", "ak9"),
    [
        ("005010X224A2~", "005010X999A9~", "AK1*HC*17*005010X999A9", "AK9*R*1*1*0*2"),
        ("GS*HC", "GS*HP", "AK1*HP*17*005010X224A2", "AK9*R*1*1*0*1"),
        ("GS*HC", "GS*?", "AK1*00*17*005010X224A2", "AK9*R*1*1*0*1"),
        ("*17*X", "*A1*X", "AK1*HC*0*005010X224A2", "AK9*R*1*1*0*6*4"),
        ("005010X224A2~", "TOOLONGTOBEONE~", "AK1*HC*17*0", "AK9*R*1*1*0*2"),
        ("20240102*0304*17", "20249902*0304*17", "AK1*HC*17*005010X224A2", "AK9*R*1*1*0*6"),
    ],
)
def test_faults_of_the_group_header_are_answered_without_its_sets(old, new, ak1, ak9):
    verdicts, segments = acknowledged(HEAD + GROUP.replace(old, new) + CLAIM + TAIL)
    assert verdicts[-1] == "R"
    assert segments == ["ST*999*0001*005010X231A1", ak1, ak9, "SE*4*0001"]


@pytest.mark.parametrize(
    ("old", "new", "ak2", "code"),
    [
        ("ST*837", "ST*83", "AK2*000*0001*005010X224A2", "6"),
        ("ST*837", "ST*820", "AK2*820*0001*005010X224A2", "1"),
        ("ST*837*0001", "ST*837*1", "AK2*837*0001*005010X224A2", "7*3"),
        ("ST*837*0001", "ST*837*1?", "AK2*837*0000*005010X224A2", "7*3"),
        ("ST*837*0001", "ST*837*1234567890", "AK2*837*0000*005010X224A2", "7*3"),
        ("*0001*005010X224A2", "*0001", "AK2*837*0001", ""),
    ],
)
def test_a_malformed_set_header_is_told_as_far_as_the_999_can(old, new, ak2, code):
    _, segments = acknowledged(HEAD + GROUP + CLAIM.replace(old, new) + TAIL)
    assert segments[2] == ak2
    assert [segment for segment in segments if segment.startswith("IK5*R*5")] == [] or code == ""
    if code:
        assert f"IK5*R*{code}" in segments


def test_a_remittance_has_no_st03():
    wire = (
        HEAD + GROUP.replace("HC", "HP").replace("X224A2", "X221A1")
        + "ST*835*000000003~BPR*I*0*C*NON************20240102~SE*3*000000003~" + TAIL
    )
    _, segments = acknowledged(wire)
    assert segments[2] == "AK2*835*000000003"
    assert segments[-3].startswith("IK5*R*5")


def test_acknowledgments_are_not_acknowledged():
    _, answered = acknowledged(HEAD + GROUP + CLAIM + TAIL)
    wire = HEAD + GROUP.replace("HC", "FA").replace("X224A2", "X231A1") + "~".join(answered) + "~" + TAIL
    assert acknowledged(wire) == ([], [])


def test_groups_of_a_rejected_interchange_are_not_acknowledged():
    assert acknowledged(HEAD.replace("00501", "00401") + GROUP + CLAIM + TAIL) == ([], [])


# Inquiries and their responses: sets of nothing but levels, traced by TRN.

TOP = "HL*1**20*1~NM1*PR*2*PLAN*****PI*P1~HL*2*1*21*1~"
CLINIC = "NM1*1P*2*TOWN DENTAL*****XX*1234567893~"
PEOPLE = {
    "270": ("HS", "005010X279A1", (
        "BHT*0022*13*Q1*20240102*0304~" + TOP + CLINIC +
        "HL*3*2*22*1~NM1*IL*1*DOE*JO****MI*M1~HL*4*3*23*0~TRN*1*T7*9TOWNDENTL~NM1*03*1*DOE*SAM~"
        "DMG*D8*20100101*M~EQ*35^23~EQ**AD:D1110~"
    )),
    "271": ("HB", "005010X279A1", (
        "BHT*0022*11*Q1*20240102*0304~" + TOP + CLINIC +
        "HL*3*2*22*0~TRN*2*T7*9TOWNDENTL~NM1*IL*1*DOE*JO****MI*M1~EB*1**35^23~HSD*VS*2***23*1~"
        "EB*L~LS*2120~NM1*P3*1*ROE*ANN~LE*2120~"
    )),
    "276": ("HR", "005010X212", (
        "BHT*0010*13*Q1*20240102*0304~" + TOP + "NM1*41*2*TOWN*****46*S1~HL*3*2*19*1~" + CLINIC +
        "HL*4*3*22*0~DMG*D8*19710101*F~NM1*IL*1*DOE*JO****MI*M1~TRN*1*T7~REF*1K*C1~AMT*T3*100~"
        "TRN*1*T8~SVC*AD:D1110*100*****1~DTP*472*D8*20240102~"
    )),
    "277": ("HN", "005010X212", (
        "BHT*0010*08*Q1*20240102*0304*DG~" + TOP + "NM1*41*2*TOWN*****46*S1~HL*3*2*19*1~" + CLINIC +
        "HL*4*3*22*1~NM1*IL*1*DOE*JO****MI*M1~HL*5*4*23~NM1*QC*1*DOE*SAM~TRN*2*T7~STC*F1:65*20240102**100*80~"
        "REF*1K*C1~SVC*AD:D1110*100*80****1~STC*F1:65*20240102~DTP*472*D8*20240102~"
    )),
}


def answered(set_id, old="", new=""):
    """The segments between AK2 and IK5 for such a set with one thing changed; the rest is as it must be."""
    group_id, version, body = PEOPLE[set_id]
    assert body.count(old) or old == new
    body = body.replace(old, new, 1) if old else body
    group = f"GS*{group_id}*SUBMITTER*HOUSE*20240102*0304*17*X*{version}~"
    wire = f"ST*{set_id}*0001*{version}~{body}SE*{body.count('~') + 2}*0001~"
    verdicts, segments = acknowledged(HEAD + group + wire + TAIL)
    assert segments[1:3] == [f"AK1*{group_id}*17*{version}", f"AK2*{set_id}*0001*{version}"]
    assert segments[-3] == ("IK5*A" if verdicts[0] == "A" else "IK5*R*5")
    return segments[3:-3]


@pytest.mark.parametrize("set_id", PEOPLE)
def test_inquiries_and_responses_that_are_right(set_id):
    assert answered(set_id) == []


@pytest.mark.parametrize(
    ("set_id", "old", "new", "expected"),
    [
        ("270", "35^23", "35^29", ["IK3*EQ*13*2110D*8", "CTX*TRN02:T7", "IK4*1::2*1365*7*29"]),
        ("270", "EQ**AD:D1110", "EQ***FAM", [
            "IK3*EQ*14*2110D*8", "CTX*TRN02:T7", "IK4*3**I10*FAM", "IK4*1*1365*2",
        ]),
        ("270", "EQ*35^23~EQ**AD:D1110~", "", ["IK3*EQ*13*2110D*I7", "CTX*TRN02:T7"]),
        ("270", "HL*4*3*23", "HL*4*2*23", [
            "IK3*HL*9*2000D*8", "CTX*SUBSCRIBER NAME NM109:M1", "IK4*2**I12*2",
        ]),
        ("271", "35^23", "^".join(["35"] * 100), ["IK3*EB*10*2110C*8", "CTX*TRN02:T7", "IK4*3*1365*12"]),
        ("271", "VS*2*", "VS**", ["IK3*HSD*11*2110C*8", "CTX*TRN02:T7", "IK4*2*380*2"]),
        ("271", "LS*2120", "LS*2121", ["IK3*LS*13*2120C*8", "CTX*TRN02:T7", "IK4*1*447*7*2121"]),
        ("271", "EB*L~", "EB*L~AAA*Y**43*C~", [
            "IK3*AAA*13*2110C*8", "CTX*TRN02:T7", "IK4*3*901*7*43",
        ]),
        ("276", "REF*1K*C1", "REF*VV*C1", ["IK3*REF*13*2200D*I4", "CTX*TRN02:T7"]),
        ("276", "AD:D1110*100", "AD:D1110*1x0", ["IK3*SVC*16*2210D*8", "CTX*TRN02:T8", "IK4*2*782*6*1x0"]),
        ("277", "D1110*100*80****1", "D1110*100*80", ["IK3*SVC*16*2220E*8", "CTX*TRN02:T7", "IK4*7*380*1"]),
        ("277", "STC*F1:65*20240102~", "", ["IK3*STC*18*2220E*3", "CTX*TRN02:T7"]),
        ("277", "STC*F1:65*2024", "STC*F1:65:ZY*2024", [
            "IK3*STC*14*2200E*8", "CTX*TRN02:T7", "IK4*1:3*98*7*ZY",
        ]),
    ],
)
def test_one_fault_of_an_inquiry_or_response(set_id, old, new, expected):
    assert answered(set_id, old, new) == expected


# Findings made by hand.


def finding(rule="E207", trigger=None, **place):
    here = {"segment_id": "CLM", "segment": 3, "loop": "2300"}
    return Finding(RULES[rule], Place(**(here | place)), trigger)


def by_hand(*findings, version="005010X224A2", unit=None, **options):
    """The lines between AK2 and IK5 for findings of a set that is never read."""
    stream = io.BytesIO()
    writer = Writer(stream)
    interchange = Interchange(HEAD[:-1].split("*"), DEFAULT, 0)
    group = Group(interchange, ["GS", "HC", "AA", "BB", "20240102", "0304", "17", "X", version], 0, sets=1)
    transaction = TransactionSet(group, "837", "0001", version, None, 0)
    with (
        writer.interchange("ZZ", "HOUSE", "ZZ", "SUBMITTER", MOMENT, 1),
        writer.group("FA", "HOUSE", "SUBMITTER", MOMENT, 1, "005010X231A1"),
    ):
        acknowledger = Acknowledger(writer, **options)
        acknowledger.take(group)
        acknowledger.take(transaction)
        acknowledger.note(findings, unit)
        acknowledger.take(Closed(transaction))
        acknowledger.take(Closed(group))
    assert own_findings(stream.getvalue().decode()) == []
    return stream.getvalue().decode().split("~")[5:-6]


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.answer is Answer.IK3])
def test_every_rule_of_segments(rule):
    lines = by_hand(finding(rule.id), note_warnings=True)
    assert lines == [f"IK3*CLM*3*2300*{rule.code}"]


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.answer is Answer.IK4])
def test_every_rule_of_elements(rule):
    lines = by_hand(finding(rule.id, element=5, component=2, element_number="1332"), note_warnings=True)
    assert lines == ["IK3*CLM*3*2300*8", f"IK4*5:2*1332*{rule.code}"]


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.answer is Answer.IK5])
def test_every_rule_of_sets(rule):
    assert by_hand(finding(rule.id)) == []


def test_positions():
    assert by_hand(finding(element=3, repetition=2, element_number="1365")) == [
        "IK3*CLM*3*2300*8", "IK4*3::2*1365*7",
    ]
    assert by_hand(finding(element=3, component=4, repetition=2)) == ["IK3*CLM*3*2300*8", "IK4*3:4:2**7"]
    assert by_hand(finding(element=3, element_number="C023")) == ["IK3*CLM*3*2300*8", "IK4*3**7"]
    assert by_hand(finding(element=100)) == ["IK3*CLM*3*2300*8"]


@pytest.mark.parametrize("loop", ["", "?", "HEADER", "TRAILER", "2010AAX"])
def test_loops_that_are_none_are_not_named(loop):
    assert by_hand(finding("S203", loop=loop)) == ["IK3*CLM*3**3"]


def test_segments_in_error_are_put_in_order_and_told_once():
    assert by_hand(
        finding("S205", segment=9), finding(segment=3, element=2), finding("S203", segment_id="REF"),
        finding("S203", segment_id="REF"), finding(segment=3, element=1), finding(segment=3, element=2),
    ) == ["IK3*CLM*3*2300*8", "IK4*2**7", "IK4*1**7", "IK3*REF*3*2300*3", "IK3*CLM*9*2300*5"]


def test_what_triggered_a_fault():
    trigger = Place(segment_id="CLM", segment=3, loop="2300", element=5, component=3, element_number="1325")
    one = finding("E201", trigger, segment_id="REF", segment=7, element=2, element_number="127")
    assert by_hand(one) == [
        "IK3*REF*7*2300*8", "IK4*2*127*1", "CTX*SITUATIONAL TRIGGER*CLM*3*2300*5:3*1325",
    ]
    whole = Place(segment_id="HL", segment=2)
    untold = Place(segment_id="HL")
    assert by_hand(
        *(finding("S203", place, segment_id="REF", segment=7) for place in (whole, trigger, untold, whole))
    ) == [
        "IK3*REF*7*2300*3", "CTX*SITUATIONAL TRIGGER*HL*2", "CTX*SITUATIONAL TRIGGER*CLM*3*2300*5:3*1325",
    ]
    many = [finding("S203", Place(segment_id="HL", segment=n)) for n in range(1, 20)]
    assert len(by_hand(*many)) == 1 + 9


def test_findings_for_other_answers_are_left_to_them():
    rule = Rule("X1", Snip.PAYER, Severity.ERROR, Scope.CLAIM, Answer.STC, "A7:21", "It is.", "Mend it.")
    assert by_hand(Finding(rule, Place(segment_id="CLM", segment=3))) == []


def test_what_a_unit_knows_of_a_finding_in_it():
    """The claim unit of ordinals 18 to 21: what lies outside, or is missing before it, is not its own."""
    claim = next(e for e in events(HEAD + GROUP + CLAIM.replace("D1110*100", "D1110*1x0") + TAIL)
                 if isinstance(e, Unit) and e.loop.id == "2300")
    assert (claim.segment, claim.count, claim.accepted) == (18, 4, False)
    owner = "CTX*CLM01:C1"

    def lines(rule, segment, segment_id="CLM", unit=claim, **place):
        return by_hand(finding(rule, segment=segment, segment_id=segment_id, **place), unit=unit)[1:]

    assert lines("E207", 18, element=2) == [owner, "IK4*2**7*100"]
    assert lines("E207", 18, element=5, component=2) == [owner, "IK4*5:2**7*B"]
    assert lines("E207", 18, element=5) == [owner, "IK4*5**7"]
    assert lines("E207", 18, element=5, component=4) == [owner, "IK4*5:4**7"]
    assert lines("E207", 18, element=40) == [owner, "IK4*40**7"]
    assert lines("E201", 18, element=2) == [owner, "IK4*2**1"]
    assert lines("E207", 18, "REF", element=2) == [owner, "IK4*2**7"]
    assert lines("E207", 17, element=2) == ["IK4*2**7"]
    assert lines("E207", 22, element=2) == ["IK4*2**7"]
    assert lines("S203", 18) == []
    assert lines("S203", 19) == lines("S203", 22) == [owner]
    assert lines("S203", 23) == []
    # What is found in one that was accepted is of the loops it closed, or of business rules.
    claim.accepted = True
    assert lines("S203", 18) == []
    assert lines("E207", 18, element=2) == [owner, "IK4*2**7*100"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("*0915*18~", "*0915*99~", ["IK3*BHT*2**8", "IK4*6*640*7*99"]),
        ("UM*HS*I*36~\n", "", ["IK3*UM*12*2000E*3", "CTX*TRN02:SH-R-41-1"]),
        ("*I*36~", "*I*ZZ~", ["IK3*UM*11*2000E*8", "CTX*TRN02:SH-R-41-1", "IK4*3*1365*7*ZZ"]),
        ("HCR*A3*", "HCR*A5*", ["IK3*HCR*12*2000E*8", "CTX*TRN02:SH-R-41-1", "IK4*1*306*7*A5"]),
        (
            "HL*4*3*EV", "AAA*N**99*C~\nHL*4*3*EV",
            ["IK3*AAA*9*2010C*8", "CTX*SUBSCRIBER NAME NM109:XD1002003", "IK4*3*901*7*99"],
        ),
        (
            "HCR*A3**0M^0V~", "HCR*A3~\nHI*ABK:K0253:D8:20250230~",
            ["IK3*HI*13*2000E*8", "CTX*TRN02:SH-R-41-1", "IK4*1:4*1251*8*20250230"],
        ),
        (
            "HL*4*3*EV*0", "HL*4*2*EV*0",
            ["IK3*HL*9*2000E*8", "CTX*SUBSCRIBER NAME NM109:XD1002003", "IK4*2**I12*2"],
        ),
    ],
)
def test_the_999_of_a_review(old, new, expected):
    text = REVIEW.replace(old, new, 1)
    verdicts, segments = acknowledged(recounted(text).replace("\n", ""))
    assert verdicts == ["R", "R"]
    assert segments[2:-3] == ["AK2*278*0001*005010X217", *expected]
    assert acknowledged(REVIEW)[1][2:4] == ["AK2*278*0001*005010X217", "IK5*A"]


def test_whose_business_it_is_in_an_inquiry():
    """The trace number once it came, before it the patient, else the subscriber of the level above."""
    interchange = Interchange(HEAD[:-1].split("*"), DEFAULT, 0)
    inquiry = TransactionSet(Group(interchange, [""] * 9, 0), "276", "0001", "", None, 0)
    loop = guide_tables().table_named("837D").root.loop
    above = Unit(inquiry, loop, None, "HL*1**22*1~NM1*IL*1*DOE*JO****MI*M1~", 0, 5, 2, False)
    text = "HL*2*1*23~DMG*D8*19710101~NM1*QC*1*DOE*AL****MI*M2~TRN*1*T1~REF*1K*1~TRN*1*T2~"
    patient = Unit(inquiry, loop, above, text, 0, 7, 6, False)

    def owner(segment):
        lines = by_hand(finding("S205", segment=segment), unit=patient)
        return lines[1] if len(lines) > 1 else ""

    assert [owner(segment) for segment in range(7, 14)] == [
        "CTX*SUBSCRIBER NAME NM109:M1", "CTX*SUBSCRIBER NAME NM109:M1", "CTX*PATIENT NAME NM109:M2",
        "CTX*TRN02:T1", "CTX*TRN02:T1", "CTX*TRN02:T2", "",
    ]


def test_lines_as_segments_are_counted_without_the_empty_ones():
    text = (HEAD + GROUP + CLAIM.replace("D1110*100", "D1110*1x0") + TAIL).replace("~", "\n")
    for ends in (text, text.replace("\nLX", "\n\nLX"), text.replace("\n", "\r\n")):
        _, segments = acknowledged(ends)
        assert segments[3:7] == ["IK3*SV3*21*2400*8", "CTX*CLM01:C1", "IK4*2*782*6*1x0", "IK5*R*5"]


# Received ones.


def answers(text):
    return list(read_999(events(text)))


def received(*segments, version="005010X231A1"):
    body = "".join(segment + "~" for segment in segments)
    return (
        HEAD + f"GS*FA*SUBMITTER*HOUSE*20240102*0304*17*X*{version}~ST*999*0001*{version}~" + body
        + f"SE*{len(segments) + 2}*0001~" + TAIL
    )


def test_a_received_999():
    text = received(
        "AK1*HC*17*005010X224A2", "AK2*837*0001*005010X224A2", "IK5*A",
        "AK2*837*0002*005010X224A2", "IK3*CLM*18*2300*8", "CTX*CLM01:C1", "IK4*5:2:1*1332*7*X", "IK4*2*782*1",
        "IK3*REF*19*2300*3", "IK5*R*5*I6", "AK9*P*2*2*1*5",
    )
    at = text.index
    assert answers(text) == [
        SetAnswer("HC", "17", "005010X224A2", "837", "0001", "005010X224A2", "A", (), (), at("AK2")),
        SetAnswer(
            "HC", "17", "005010X224A2", "837", "0002", "005010X224A2", "R", ("5", "I6"),
            (
                ReportedFault("CLM", 18, "2300", "8", 5, 2, 1, "1332", "7", ("CLM01", "C1"), "X"),
                ReportedFault("CLM", 18, "2300", "8", 2, 0, 0, "782", "1", ("CLM01", "C1"), ""),
                ReportedFault("REF", 19, "2300", "3"),
            ),
            at("AK2*837*0002"),
        ),
        GroupAnswer("HC", "17", "005010X224A2", "P", 2, 2, 1, ("5",), 2, at("AK9")),
    ]


def test_verdicts():
    verdicts = {}
    for verdict in "AEMRWX?":
        text = received("AK1*HC*17", "AK2*837*0001", f"IK5*{verdict}", f"AK9*{verdict}*1*1*1")
        one, group = answers(text)
        assert one.accepted is group.accepted
        verdicts[verdict] = one.verdict, one.accepted
    assert verdicts == {
        "A": ("A", True), "E": ("E", True), "M": ("M", False), "R": ("R", False), "W": ("W", False),
        "X": ("X", False), "?": ("", False),
    }


def test_a_received_999_that_is_malformed_gives_what_it_has():
    one, other, group = answers(
        received(
            "AK1*HC*17", "AK2*837*0001", "IK3*CLM*x*2300", "IK4*a:b", "AK2*837*0002", "IK5*A",
            "AK9*A*?**99999999999",
        )
    )
    assert (one.verdict, one.faults) == ("", (ReportedFault("CLM", 0, "2300", ""),))
    assert (other.control_number, other.verdict, other.faults) == ("0002", "A", ())
    assert (group.verdict, group.declared, group.received, group.accepted_sets) == ("A", None, None, None)


def test_only_what_stands_under_ik3_belongs_to_it():
    one, _ = answers(
        received(
            "AK1*HC*17*005010X224A2", "IK3*SBR*3*2000B*8", "IK4*1*1138*7", "CTX*CLM01:C0",
            "AK2*837*0001", "IK3*CLM*18*2300*8", "CTX*SITUATIONAL TRIGGER*HL*2", "CTX*CLM01:C1",
            "CTX*CLM01:C2",
            "IK4*2*782*6", "CTX*CLM01:C3", "IK4*3*1*6", "IK3*DTP*19*2300*8", "IK4*2*1250*7",
            "CTX*CLM01:C3", "IK4*3*1251*8", "IK5*R*5", "AK9*R*1*1*0",
        )
    )
    assert [(fault.segment_id, fault.element, fault.owner) for fault in one.faults] == [
        ("CLM", 2, ("CLM01", "C1")), ("CLM", 3, ("CLM01", "C1")),
        ("DTP", 2, ("", "")), ("DTP", 3, ("", "")),
    ]


def test_a_received_999_that_breaks_off():
    text = received("AK1*HC*17*005010X224A2", "AK2*837*0001", "IK3*CLM*3*2300*8")
    one, group = answers(text[: text.rindex("SE*5")])
    assert (one.verdict, len(one.faults)) == ("", 1)
    assert (group.group_number, group.verdict, group.sets) == ("17", "", 1)
    assert answers(received()) == []


def test_what_we_write_is_what_we_read():
    stream = io.BytesIO()
    writer = Writer(stream)
    with (
        writer.interchange("ZZ", "HOUSE", "ZZ", "SUBMITTER", MOMENT, 1),
        writer.group("FA", "HOUSE", "SUBMITTER", MOMENT, 1, "005010X231A1"),
    ):
        acknowledger = Acknowledger(writer)
        for event in events(two_groups()):
            acknowledger.take(event)
    back = answers(stream.getvalue().decode())
    assert [answer.verdict for answer in back] == ["A", "R", "P", "R", "R", "A", "A"]
    assert back[1].faults == (
        ReportedFault("CLM", 18, "2300", "8", 2, 0, 0, "782", "6", ("CLM01", "C1"), "1x0"),
    )


def test_every_code_we_write_has_a_meaning():
    for rule in RULES.values():
        if rule.answer in MEANINGS:
            assert rule.code in MEANINGS[rule.answer], rule.id


# Any damage at all.


def damage(text, rng):
    segments = text.split("~")
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(1, len(segments))
        kind = rng.randrange(6)
        if kind == 0:
            del segments[at]
        elif kind == 1:
            segments.insert(rng.randrange(1, len(segments)), segments[at])
        elif kind == 2:
            segments[at] = segments[at][: rng.randrange(len(segments[at]) + 1)]
        elif kind == 3:
            strange = ["", "HL*9*8*22*1", "ZZ*1", "A*B*C", "SE*3*0001", "*", "GE*1*1", "\n"]
            segments.insert(at, rng.choice(strange))
        else:
            elements = segments[at].split("*")
            bad = ["", "X", "20201340", "A:B:C", "A^B^C^D", "\xe9", "9" * 120, "\x00", "x" * 300, "*" * 150]
            elements[rng.randrange(len(elements))] = rng.choice(bad)
            segments[at] = "*".join(elements)
    return "~".join(segments)


def test_the_999_of_any_damaged_file_is_valid_and_agrees_with_the_reading():
    rng = random.Random(999)
    rejected = 0
    for _ in range(150):
        try:
            verdicts, _ = acknowledged(
                damage(two_groups(), rng), note_warnings=rng.random() < 0.5, max_findings=rng.choice((3, 500))
            )
        except NotX12:
            continue
        rejected += "R" in verdicts
    assert rejected > 130
