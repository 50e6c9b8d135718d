"""For each business rule that is found without types: a clean sample, the change that breaks the rule alone,
and the place where it is told.

`python tests/segment_faults.py` writes them below samples/faulty.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from edi_faults import recounted

from transactions.rules.book import RULES
from transactions.rules.listing import samples_of

SAMPLES = Path(__file__).parents[1] / "samples"

ASKED, ASKED_OF_DEPENDENT = "eligibility_inquiry_of_a_subscriber", "eligibility_inquiry_of_a_dependent"
TOLD, TOLD_OF_DEPENDENT = "eligibility_response_of_a_subscriber", "eligibility_response_of_a_dependent"
REFUSED = "eligibility_response_refused"
CLAIMS_ASKED, LINES_ASKED = "claim_status_inquiry_of_claims", "claim_status_inquiry_of_lines"
CLAIMS_TOLD, LINES_TOLD = "claim_status_response_of_claims", "claim_status_response_of_lines"
STATUS_REFUSED = "claim_status_response_refused"
CROWN, BRACES = "review_request_crown", "review_request_braces_of_a_dependent"
DECIDED, CERTIFIED = "review_response_each_service_decided", "review_response_certified"
NOT_NOW = "review_response_not_now"

SENDER = "NM1[1P,2B,36,80,FA,GP,P5,PR]09"
PROVIDER = "2010EA/NM1[71,72,73,77,AAJ,DD,DK,DN,FA,G3,P3,QB,QV,SJ]09"


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule, the clean file, where it is told (path and ordinal of the segment in its set), the changes."""

    rule: str
    base: str
    path: str
    segment: int
    changes: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """The faulty file, its sets counted anew."""
        text = (SAMPLES / "clean" / f"{self.base}.edi").read_text()
        for old, new in self.changes:
            assert old in text, (self.rule, old)
            text = text.replace(old, new, 1)
        return recounted(text)


def fault(rule: str, base: str, path: str, segment: int, *changes: tuple[str, str]) -> Fault:
    return Fault(rule, base, path, segment, changes)


def teeth(
    before: int, base: str, code: str, tooth: str, other: str, line: tuple[str, str],
    at: tuple[int, int, int],
) -> list[Fault]:
    """D9: a line without surfaces (its code, its tooth), the TOO of another with some, and an SV3 as it is
    and as it can have areas of the mouth; `at` are the ordinals of the three."""

    def rule(number: int) -> str:
        return f"D9{before + number:02}"

    plain, rich, mouth = at
    bare = f"TOO*JP*{tooth}~"
    return [
        fault(rule(1), base, "2000F/TOO02", plain, (bare, "TOO*JP*33~")),
        fault(rule(2), base, "2000F/TOO03-2", rich, (other, f"TOO*JP*{tooth}*M:I:D~")),
        fault(rule(3), base, "2000F/TOO03", rich, (other, "TOO*JP*8*B~")),
        fault(rule(4), base, "2000F/TOO03-3", rich, (other, f"TOO*JP*{tooth}*M:O:M~")),
        fault(rule(5), base, "2000F/TOO03", rich, (other, f"TOO*JP*{tooth}*M:B:F~")),
        fault(rule(6), base, "2000F/SV304-1", mouth, (line[0], line[1].format("09"))),
        fault(rule(7), base, "2000F/SV304-2", mouth, (line[0], line[1].format("10:10"))),
        fault(rule(12), base, "2000F/TOO03", plain, (code, "D2391")),
        fault(rule(13), base, "2000F/TOO03", plain, (code, "D2391"), (bare, f"TOO*JP*{tooth}*M:O~")),
        fault(rule(16), base, "2000F/TOO02", plain, (code, "D2330"), (bare, f"TOO*JP*{tooth}*M~")),
        fault(rule(17), base, "2000F/TOO02", plain, (code, "D7111")),
    ]


def towns(
    digit: str, base: str, loop: str, segment: int, numbers: tuple[int, int, int], old: str, street: str = ""
) -> list[Fault]:
    """X06 to X08: a state, a postal code, a country; `street` stands before N4 where the sample has none."""
    state, postal_code, country = numbers
    return [
        fault(f"X{digit}{number:02}", base, f"{loop}/{element}", segment, (old, f"{street}{town}"))
        for number, element, town in (
            (state, "N402", "N4*MADISON*XX*53704~"),
            (postal_code, "N403", "N4*MADISON*WI*5370~"),
            (country, "N404", "N4*BRNO***XQ~"),
        )
    ]


EXTRA_SUBSCRIBER = (
    "HL*3*1*22*0~\nSBR*P*18*GRP100******CI~\nNM1*IL*1*OKAFOR*SAMUEL****MI*XD1002419~\nN3*7 BIRCH LANE~\n"
    "N4*MADISON*WI*53704~\nDMG*D8*19710930*M~\nNM1*PR*2*EXAMPLE DENTAL PLAN*****PI*EXDENT~\n"
)
BIRCH_LANE = "N3*7 BIRCH LANE~\n"
JUNE = "NM1*IL*1*MARLOW*JUNE****MI*XD1002003~\n"

ELIGIBILITY = [
    fault("C501", ASKED, "2110C/EQ", 9, ("EQ*35~\nEQ*23^24^25^26^39^41~\n", "")),
    fault("C502", ASKED, "2000C/TRN02", 9, ("*CHAIR 2~\n", "*CHAIR 2~\nTRN*1*SH-E-1001*9SUNNYHILL~\n")),
    fault("X501", ASKED, f"2100B/{SENDER}", 6, ("XX*1382047169", "XX*1382047168")),
    fault("X502", ASKED, "2100B/PRV03", 10, ("1223G0001X", "1223G0001")),
    fault("X503", ASKED, "2110C/III02", 18, ("III*ZZ*11", "III*ZZ*00")),
    fault("X504", ASKED, "2100C/DMG02", 10, ("D8*19840213", "D8*20840213")),
    fault("X505", ASKED, "2100C/DTP[102,291]03", 16, ("20250401-20250430", "20250430-20250401")),
    *towns("5", ASKED, "2100B", 9, (6, 7, 8), "N4*MADISON*WI*537031234~"),
    fault("X509", ASKED, "2110C/EQ02-2", 17, ("AD:D2740", "AD:2740")),
    fault("X510", ASKED, "2100C/HI01-2", 16, ("19710930*M~\n", "19710930*M~\nHI*ABK:K02.1~\n")),
    fault(
        "C601", REFUSED, "2000A/AAA", 3,
        ("HL*1**20*0~\nAAA*Y**42*P~\n", "HL*1**20*0~\n"), ("AAA*Y**42*P~\n", ""),
    ),
    fault("C602", REFUSED, "2100B/AAA", 6, ("AAA*N**43*C~\n", "")),
    fault("C603", REFUSED, "2110C/EB", 9, ("AAA*N**75*C~\n", "")),
    fault(
        "C604", TOLD_OF_DEPENDENT, "2110D/EB", 14,
        (
            "EB*1*IND*35^38**CHOICE DENTAL~\nDTP*348*D8*20250101~\nEB*F*IND*38***32*2000*****Y~\n"
            "EB*F*IND*38***33*1350*****Y~\nEB*A*IND*38***27**.5***Y*Y*AD:D8080~\nHSD*****21*24~\n"
            "MSG*PAID IN QUARTERS WHILE TREATMENT GOES ON~\nEB*CB*IND*35~\nIII*ZZ*11~\nEB*R*IND*35~\n"
            "DTP*290*D8*20240601~\nLS*2120~\nNM1*SEP*2*OTHER DENTAL MUTUAL*****PI*OTHMUT~\n"
            "NM1*IL*1*MARLOW*PAUL****MI*OM551~\nLE*2120~\n",
            "",
        ),
    ),
    fault(
        "C605", TOLD, "2120CLS/LS", 39,
        (
            "NM1*P3*1*HARTLEY*RUTH****XX*1597304827~\nN3*12 SUNNY HILL ROAD~\nN4*MADISON*WI*53703~\n"
            "PER*IC**TE*6085550101~\nPRV*PC*PXC*1223G0001X~\n",
            "",
        ),
    ),
    fault("C606", TOLD, "2000C/TRN02", 11, ("9EXDENTPLN~\n", "9EXDENTPLN~\nTRN*2*EX-77012*9EXDENTPLN~\n")),
    fault("X601", TOLD, "2120C/NM109", 40, ("XX*1597304827", "XX*1597304826")),
    fault("X602", TOLD, "2120C/PRV03", 44, ("1223G0001X", "1223G0001")),
    fault("X603", TOLD_OF_DEPENDENT, "2115D/III02", 27, ("III*ZZ*11", "III*ZZ*00")),
    fault("X604", TOLD, "2100C/DMG02", 15, ("D8*19840213", "D8*20840213")),
    fault("X605", TOLD, "2100C/DTP03", 17, ("DTP*346*D8*20240101", "DTP*346*RD8*20241231-20240101")),
    *towns("6", TOLD, "2100C", 14, (6, 7, 8), "N4*MADISON*WI*53704~"),
    fault("X609", TOLD, "2110C/EB13-2", 30, ("AD:D1110", "AD:1110")),
    fault("X610", TOLD, "2100C/HI01-2", 17, ("001*25~\n", "001*25~\nHI*ABK:K02.1~\n")),
]

CLAIM_STATUS = [
    fault("C701", CLAIMS_ASKED, "2000D/DMG", 10, ("DMG*D8*19840213*F~\n", "")),
    fault(
        "C702", CLAIMS_ASKED, "2200D/TRN", 23,
        ("TRN*1*SH-S-2003~\nREF*D9*BW1122~\nAMT*T3*1100~\nDTP*472*D8*20250320~\n", ""),
    ),
    fault("C703", LINES_ASKED, "2200D/TRN", 11, (JUNE, f"{JUNE}TRN*1*SH-S-2009~\nDTP*472*D8*20250311~\n")),
    fault("C704", CLAIMS_ASKED, "2200D/TRN02", 19, ("SH-S-2002", "SH-S-2001")),
    fault("C705", CLAIMS_ASKED, "2200D/TRN", 13, ("DTP*472*D8*20250310~\n", "")),
    fault("B701", LINES_ASKED, "2200E/AMT[T3]02", 17, ("AMT*T3*128", "AMT*T3*127")),
    fault("X701", CLAIMS_ASKED, "2100C/NM1[1P]09", 8, ("XX*1382047169", "XX*1382047168")),
    fault("X704", CLAIMS_ASKED, "2000D/DMG02", 11, ("D8*19840213", "D8*20840213")),
    fault("X705", CLAIMS_ASKED, "2200D/DTP[472]03", 22, ("20250317-20250318", "20250318-20250317")),
    fault("X709", LINES_ASKED, "2210E/SVC01-2", 19, ("AD:D1120", "AD:1120")),
    fault("C801", STATUS_REFUSED, "2200B/TRN", 5, ("TRN*2*CS0003~\nSTC*E1:484*20250414~\n", "")),
    fault("C802", STATUS_REFUSED, "2200C/TRN", 7, ("TRN*1*0~\nSTC*E0:24:1P*20250414~\n", "")),
    fault(
        "C803", CLAIMS_TOLD, "2200D/TRN", 24,
        (
            "TRN*2*SH-S-2003~\nSTC*F2:107:IL*20250402**1100*0*****F2:88~\nREF*1K*EX90101~\nREF*D9*BW1122~\n"
            "DTP*472*D8*20250320~\n",
            "",
        ),
    ),
    fault("C804", CLAIMS_TOLD, "2200D/STC05", 27, ("**1100*0*", "**1100*10*")),
    fault("B801", CLAIMS_TOLD, "2200D/STC05", 13, ("**340*222*", "**340*341*")),
    fault("B802", LINES_TOLD, "2220E/SVC03", 18, ("D1120*68*68*", "D1120*68*69*")),
    fault("B803", LINES_TOLD, "2200E/STC04", 14, ("**128*98*", "**127*98*")),
    fault("X801", CLAIMS_TOLD, "2100C/NM1[1P]09", 9, ("XX*1382047169", "XX*1382047168")),
    fault("X805", CLAIMS_TOLD, "2200D/DTP[472]03", 23, ("20250317-20250318", "20250318-20250317")),
    fault("X809", LINES_TOLD, "2220E/SVC01-2", 18, ("AD:D1120", "AD:1120")),
    fault("X811", CLAIMS_TOLD, "2200D/STC01-1", 18, ("STC*P1:20*", "STC*Z9:20*")),
    fault("X812", CLAIMS_TOLD, "2200D/STC01-2", 19, ("STC*R4:294*", "STC*R4:9999*")),
]

REVIEWS = [
    fault(
        "C901", BRACES, "2000E/HL[EV]", 31,
        ("HSD*MN*24~\n", "HSD*MN*24~\nHL*7*3*EV*0~\nTRN*1*SH-R-42-3*9391234567~\nUM*HS*I*38*11:B~\n"),
    ),
    fault("C902", CROWN, "2000E/REF[NT]", 20, ("DTP*AAH", "REF*BB*A1~\nREF*NT*B1~\nDTP*AAH")),
    fault("C903", CROWN, "2000F/SV3", 34, ("SV3*AD:D2950", "SV1*HC:41899*310~\nSV3*AD:D2950")),
    fault("C904", CROWN, "2000F/TOO", 34, ("SV3*AD:D2950*310****1~", "SV1*HC:41899*310~")),
    *teeth(
        0, CROWN, "D2950", "14", "TOO*JP*14*M:O:D:L~",
        ("SV3*AD:D2950*310****1~", "SV3*AD:D2950*310**{}**1~"), (34, 30, 33),
    ),
    fault("X901", CROWN, PROVIDER, 23, ("XX*1597304827", "XX*1597304826")),
    fault("X902", CROWN, "2010B/PRV[AD,AS,AT,CO,CV,OP,OR,OT,PC,PE,RF]03", 11, ("1223G0001X", "1223G0001")),
    fault("X904", CROWN, "2010C/DMG02", 15, ("D8*19840213", "D8*20840213")),
    fault("X905", BRACES, "2000E/DTP[AAH]03", 21, ("20250501-20270430", "20270430-20250501")),
    *towns("9", CROWN, "2010B", 9, (6, 7, 8), "N4*MADISON*WI*537031234~"),
    fault("X909", CROWN, "2000F/SV301-2", 33, ("AD:D2950", "AD:2950")),
    fault("X910", CROWN, "2000E/HI01-2", 20, ("ABK:K0253", "ABK:K02.53")),
    fault(
        "C951", CERTIFIED, "2000D/HL[23]", 33,
        ("TOO*JP*32~\n", "TOO*JP*32~\nHL*7*3*23*0~\nNM1*QC*1*BRANDT*NILS~\nAAA*N**58*C~\n"),
    ),
    fault("C953", DECIDED, "2000F/SV3", 36, ("SV3*AD:D7210", "SV1*HC:41899*240~\nSV3*AD:D7210")),
    fault("C954", DECIDED, "2000F/TOO", 36, ("SV3*AD:D7210*240****1~", "SV1*HC:41899*240~")),
    fault("C955", NOT_NOW, "2000A/HL[20]04", 3, ("AAA*Y**42*P~\n", "")),
    fault(
        "C956", CERTIFIED, "2000E/HCR", 11,
        ("HCR*A1*EX-7714301~\n", ""), ("HCR*A1*EX-7714302~\n", ""), ("HCR*A1*EX-7714303~\n", ""),
    ),
    *teeth(
        50, DECIDED, "D7210", "30", "TOO*JP*19*M:O:D~",
        ("SV3*AD:D4341*180**10**1~", "SV3*AD:D4341*180**{}**1~"), (36, 25, 29),
    ),
    fault("X951", CERTIFIED, PROVIDER, 20, ("XX*1467528893", "XX*1467528892")),
    fault("X952", CERTIFIED, "2010EA/PRV[AD,AS,AT,OP,OR,OT,PC,PE,RF]03", 21, ("1223S0112X", "1223S0112")),
    fault("X954", DECIDED, "2010D/DMG02", 11, ("D8*20110730", "D8*20810730")),
    fault("X955", CERTIFIED, "2000E/DTP[AAH]03", 16, ("20250407-20250630", "20250630-20250407")),
    *towns("9", DECIDED, "2010C", 10, (56, 57, 58), JUNE.rstrip("\n"), f"{JUNE}{BIRCH_LANE}"),
    fault("X959", DECIDED, "2000F/SV301-2", 35, ("AD:D7210", "AD:7210")),
    fault("X960", CERTIFIED, "2000E/HI01-2", 19, ("ABK:K011", "ABK:K01.1")),
]

CLAIMS = [
    fault("C139", "claim_fillings", "2300/CLM", 32, ("SE*", f"{EXTRA_SUBSCRIBER}SE*")),
]

FAULTS = (*ELIGIBILITY, *CLAIM_STATUS, *REVIEWS, *CLAIMS)
"""One for each rule."""


def file_of(rule: str) -> Path:
    """Where the sample of a rule lies."""
    return SAMPLES.parent / samples_of(RULES[rule])[0]


if __name__ == "__main__":
    for one in FAULTS:
        file_of(one.rule).write_text(one.text)
