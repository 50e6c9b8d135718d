"""Files described for people: the guide's names, places, findings inline, nothing a terminal obeys."""

from __future__ import annotations

import io
import json
import random

import pytest
from edi_faults import REVIEW

from edi.describe import LONGEST, describe, describe_events, escape, summarize_events
from edi.stream import read
from mappings.tables import guide_tables

HEAD = (
    "ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*HOUSE          *240102*0304*^*00501*"
    "000000007*0*T*:~GS*HC*SUBMITTER*HOUSE*20240102*0304*17*X*005010X224A2~"
)
TAIL = "GE*1*17~IEA*1*000000007~"
CLAIM = (
    "ST*837*0001*005010X224A2~BHT*0019*00*B1*20240102*0304*CH~"
    "NM1*41*2*SUBMITTER*****46*S1~PER*IC*DESK*TE*5555550100~NM1*40*2*HOUSE*****46*H1~"
    "HL*1**20*1~NM1*85*2*TOWN DENTAL*****XX*1234567893~N3*1 MAIN ST~N4*ANYTOWN*FL*327140000~REF*EI*222222222~"
    "HL*2*1*22*0~SBR*P*18*G1******CI~NM1*IL*1*DOE*JO****MI*M1~N3*2 MAIN ST~N4*ANYTOWN*FL*32714~"
    "DMG*D8*19710101*F~NM1*PR*2*PLAN*****PI*P1~"
    "CLM*C1*100***11:B:1*Y*A*Y*Y~DTP*472*D8*20240102~LX*1~SV3*AD:D1110*100****1~SE*22*0001~"
)
FILE = HEAD + CLAIM + TAIL


def lines(text, **options):
    return list(describe(io.BytesIO(text.encode("latin-1")), guide_tables(), **options))


def items(text, **options):
    stream = io.BytesIO(text.encode("latin-1"))
    return list(describe_events(read(stream, guide_tables()), guide_tables(), **options))


def test_guides_of_one_version_each_in_their_words():
    found, start = lines(REVIEW), REVIEW.index("ST*")
    assert f"    set 278 0001, 278-response review response, byte {start}" in found
    at = next(index for index, line in enumerate(found) if "HCR" in line)
    assert found[at : at + 4] == [
        f"              HCR decision, segment 12, byte {REVIEW.index('HCR')}",
        "                HCR01 306 = A3",
        "                HCR03(1) 1271 = 0M",
        "                HCR03(2) 1271 = 0V",
    ]
    assert not any("out of place" in line or "!" in line for line in found)
    asked = lines(REVIEW.replace("*0007*11*", "*0007*13*"))
    assert f"    set 278 0001, 278-request review request, byte {start}" in asked
    assert f"              HCR (out of place), segment 12, byte {REVIEW.index('HCR')}" in asked


def test_a_claim_file():
    found = lines(FILE)
    assert found[:6] == [
        "interchange 000000007, ZZ SUBMITTER to ZZ HOUSE, 240102 0304, T, byte 0",
        "  group HC 17, SUBMITTER to HOUSE, 20240102 0304, 005010X224A2, byte 106",
        "    set 837 0001, 837D dental claim, byte 160",
        "      HEADER heading",
        "        ST set header, segment 1, byte 160",
        "          ST01 143 = 837",
    ]
    at = found.index("          2300 claim")
    assert found[at : at + 11] == [
        "          2300 claim",
        f"            CLM claim, segment 18, byte {FILE.index('CLM')}",
        "              CLM01 1028 = C1",
        "              CLM02 782 = 100",
        "              CLM05-1 1331 = 11",
        "              CLM05-2 1332 = B",
        "              CLM05-3 1325 = 1",
        "              CLM06 1073 = Y",
        "              CLM07 1359 = A",
        "              CLM08 1073 = Y",
        "              CLM09 1363 = Y",
    ]
    assert found[-3:] == [
        "    end of set: 22 segments, 0 errors, 0 warnings",
        "  end of group: 1 sets, 0 errors",
        "end of interchange: 1 groups, 0 errors",
    ]


def test_an_eligibility_response_and_a_claim_status():
    text = HEAD.replace("GS*HC", "GS*HB").replace("X224A2", "X279A1") + (
        "ST*271*0001*005010X279A1~BHT*0022*11*Q1*20240102*0304~HL*1**20*1~NM1*PR*2*PLAN*****PI*P1~"
        "HL*2*1*21*1~NM1*1P*2*TOWN DENTAL*****XX*1234567893~HL*3*2*22*0~NM1*IL*1*DOE*JO****MI*M1~"
        "EB*1**35^23~LS*2120~NM1*P3*1*ROE*ANN~LE*2120~SE*13*0001~"
    ) + TAIL
    found = lines(text)
    assert "    set 271 0001, 271 eligibility response, byte 160" in found
    at = found.index("              2110C benefit")
    assert found[at : at + 8] == [
        "              2110C benefit",
        f"                EB benefit, segment 9, byte {text.index('EB*1')}",
        "                  EB01 1390 = 1",
        "                  EB03(1) 1365 = 35",
        "                  EB03(2) 1365 = 23",
        "                2120CLS related parties",
        f"                  LS start, segment 10, byte {text.index('LS*')}",
        "                    LS01 447 = 2120",
    ]
    assert found[at + 8] == "                  2120C related party"
    text = HEAD.replace("GS*HC", "GS*HN").replace("X224A2", "X212") + (
        "ST*277*0001*005010X212~BHT*0010*08*Q1*20240102*0304*DG~HL*1**20*1~NM1*PR*2*PLAN*****PI*P1~"
        "HL*2*1*21*0~NM1*41*2*TOWN*****46*S1~TRN*2*Q1~STC*E0:24:41*20240102~SE*9*0001~"
    ) + TAIL
    found = lines(text, summary=True)
    assert "    set 277 0001, 277 claim status response, byte 158" in found
    assert found[-5:-2] == [
        "      2000A payer: 1", "      2000B receiver: 1", "    end of set: 9 segments, 0 errors, 0 warnings",
    ]


def test_elements_and_codes_are_named_by_whoever_knows_the_names():
    found = lines(
        FILE,
        element_name={"1028": "claim id", "1332": "qualifier"}.get,
        code_name=lambda which, code: {("1332", "B"): "place of service"}.get((which, code), ""),
    )
    assert "              CLM01 1028 claim id = C1" in found
    assert "              CLM05-2 1332 qualifier = B (place of service)" in found


def test_findings_stand_where_they_belong():
    text = FILE.replace("*100***11", "*1x0***11").replace("LX*1~", "LX*1~XYZ*1~").replace("GE*1", "GE*2")
    found = lines(text)
    at = next(i for i, line in enumerate(found) if "CLM09" in line)
    assert found[at + 1].startswith("            ! error E106 at segment 18, element 2, byte ")
    at = next(i for i, line in enumerate(found) if "XYZ (out of place), segment 21" in line)
    assert found[at + 1 : at + 3] == [
        "                XYZ01 = 1",
        f"              ! error S101 at segment 21, byte {text.index('XYZ')}: The segment id is not known to "
        "the standard. Remove the segment or correct its id.",
    ]
    assert found[-5].startswith(f"    ! error T104 at segment 23, byte {text.index('SE*22')}: ")
    assert found[-3].startswith(f"    ! error G105 at byte {text.index('GE*2')}: ")
    assert found[-1] == "end of interchange: 1 groups, 0 errors"


def test_repetitions_are_counted():
    found = lines(FILE.replace("LX*1~", "HI*BK:K021^BF:K022~LX*1~"))
    at = found.index("              HI01-1(1) 1270 = BK")
    assert found[at + 1 : at + 4] == [
        "              HI01-2(1) 1271 = K021",
        "              HI01-1(2) 1270 = BF",
        "              HI01-2(2) 1271 = K022",
    ]
    found = lines(FILE.replace("LX*1~", "LX*1~XYZ*A:B^C~"))
    assert "                XYZ01(1) = A:B" in found
    assert "                XYZ01(2) = C" in found


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("plain", "plain"), ("\x1b[31m", "\\x1b[31m"), ("\x07\x7f", "\\x07\\x7f"), ("\x9b2J", "\\x9b2J"),
        ("a\u202eb", "a\\u202eb"), ("\u2066x\u2069", "\\u2066x\\u2069"), ("\u2028", "\\u2028"),
        ("\ufeff\u200b", "\\ufeff\\u200b"), ("M\u00dcLLER", "M\u00dcLLER"), ("\U000e0001", "\\U000e0001"),
        ("a\nb\r\tc", "a\\x0ab\\x0d\\x09c"), ("\ud800", "\\ud800"),
    ],
)
def test_terminals_are_shown_codes_instead_of_commands(value, shown):
    assert escape(value) == shown


def test_nothing_in_a_file_reaches_the_terminal_unescaped():
    hostile = "\x1b]0;x\x07\x9b\xe2\x80\xae"
    spots = ["SUBMITTER     *ZZ", "HC*SUB", "837*0001", "CLM*C1", "XYZ"]
    text = FILE.replace("LX*1~", f"LX*1~XY{hostile}*1~")
    for spot in spots:
        damaged = text.replace(spot, hostile[:3] + spot[3:], 1)
        for options in ({}, {"summary": True}, {"values": False}):
            for line in lines(damaged, **options):
                assert line.isprintable(), repr(line)


def test_long_values_are_cut():
    found = lines(FILE.replace("CLM*C1", "CLM*" + "9" * 1000))
    line = next(line for line in found if "CLM01" in line)
    assert line.endswith(" = " + "9" * LONGEST + "... (1000 characters)")


def test_without_values_no_value_of_the_file_is_told():
    text = FILE.replace("LX*1~", "LX*1~SMYTH*JO~").replace("ST*837*0001", "ST*837*JONES1")
    shown = "\n".join(lines(text, values=False)) + json.dumps(items(text, values=False))
    names = "SUBMITTER", "HOUSE", "DOE", "JO", "SMYTH", "JONES1", "TOWN"
    hidden = (*names, "1234567893", "19710101", "C1", "11:B")
    for value in hidden:
        assert value not in shown, value
    found = lines(text, values=False)
    assert "              CLM01 1028" in found
    assert f"              ? (out of place), segment 21, byte {text.index('SMYTH')}" in found
    assert any("error S101" in line for line in found)


def test_the_items_are_json():
    found = items(FILE.replace("*100***11", "*1x0***11"))
    assert json.loads(json.dumps(found)) == found
    kinds = [item["kind"] for item in found]
    assert kinds[:5] == ["interchange", "group", "set", "loop", "segment"]
    claim = next(item for item in found if item["kind"] == "segment" and item["id"] == "CLM")
    assert claim["elements"][:3] == [
        {"at": "CLM01", "number": "1028", "type": "AN", "value": "C1"},
        {"at": "CLM02", "number": "782", "type": "R", "value": "1x0"},
        {"at": "CLM05-1", "number": "1331", "type": "AN", "value": "11"},
    ]
    assert (claim["slot"], claim["loop"], claim["ordinal"]) == ("CLM", "2300", 18)
    finding = next(item for item in found if item["kind"] == "finding")
    assert [finding[name] for name in ("rule", "answer", "code", "element")] == ["E106", "IK4", "6", 2]


def test_a_summary():
    second = CLAIM.replace("0001", "0002").replace("*100***", "*1x0***")
    text = HEAD + CLAIM + second + TAIL.replace("GE*1", "GE*2")
    found = lines(text, summary=True)
    first = text.index("CLM", text.index("0002*"))
    assert found[2:] == [
        "    set 837 0001, 837D dental claim, byte 160",
        "      2000A billing provider: 1",
        "      2000B subscriber: 1",
        "      2300 claim: 1",
        "    end of set: 22 segments, 0 errors, 0 warnings",
        f"    set 837 0002, 837D dental claim, byte {text.index('ST*837*0002')}",
        "      2000A billing provider: 1",
        "      2000B subscriber: 1",
        "      2300 claim: 1",
        f"      ! error E106: 2, first at byte {first}: The value has a character its type does not allow.",
        "    end of set: 22 segments, 2 errors, 0 warnings",
        "  end of group: 2 sets, 0 errors",
        "end of interchange: 1 groups, 0 errors",
    ]
    events = read(io.BytesIO(text.encode()), guide_tables())
    counted = [item["rules"] for item in summarize_events(events) if "rules" in item]
    assert [[rule["rule"] for rule in rules] for rules in counted] == [[], ["E106"]]


@pytest.mark.parametrize("summary", [False, True])
def test_what_is_not_x12_is_refused_in_a_line(summary):
    assert lines("", summary=summary) == ["not X12: the file is empty (byte 0)"]
    assert lines("PK\x03\x04xxxx", summary=summary)[0].startswith("not X12: the file is compressed")


def test_strange_things_around_the_groups():
    text = "hello" + FILE.replace("GS*HC", "TA1*000000001*240101*0000*A*000~GS*HC") + "rubbish"
    found = lines(text)
    assert found[0].startswith("! error F101 at byte 0") or "F101" in found[0]
    assert "  TA1 000000001 240101 0000 A 000" in found
    assert "F101" in found[-1]


def test_findings_of_envelopes_are_told_once():
    text = FILE.replace("*0*T*", "*7*T*").replace("*17*X", "*A7*X").replace("ST*837*0001", "ST*837*001")
    text = text.replace("GE*1", "ZZ*1~GE*1").replace("IEA*1", "IEA*2")
    told = [item["rule"] for item in items(text) if item["kind"] == "finding"]
    assert told == ["I119", "G106", "T107", "T103", "G104", "I124", "I121"]


def test_a_set_without_a_guide():
    found = lines(FILE.replace("X224A2", "X999A9"))
    assert "    set 837 0001, no guide describes it, byte 160" in found
    assert "    end of set: 22 segments, 0 errors, 0 warnings" in found
    found = lines(HEAD + CLAIM + CLAIM.replace("ST*837*0001", "ST*820*0002") + TAIL)
    assert any(line.startswith("    set 820 0002, no guide") for line in found)


def test_lines_as_segments_keep_their_offsets():
    text = FILE.replace("~", "\r\n")
    found = lines(text)
    assert f"            CLM claim, segment 18, byte {text.index('CLM')}" in found
    assert "              CLM09 1363 = Y" in found


def test_cut_and_damaged_files_are_described_to_their_end():
    rng = random.Random(4)
    for _ in range(60):
        text = list(FILE[: rng.randrange(107, len(FILE))])
        for _ in range(rng.randrange(6)):
            text[rng.randrange(len(text))] = rng.choice("~*:^\n\x00A9 \xff")
        found = lines("".join(text), values=rng.random() < 0.5)
        assert found
        assert all(line.isprintable() for line in found)
