"""A correct dental claim file, and for each rule of syntax and guide the change that breaks it alone.

`python tests/edi_faults.py` writes them as samples/faulty/edi.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "samples" / "faulty" / "edi"
CLAIM = """\
ISA*00*          *00*          *ZZ*SUNNYHILL      *ZZ*BITEWING       *250401*0830*^*00501*000000101*0*T*:~
GS*HC*SUNNYHILL*BITEWING*20250401*0830*101*X*005010X224A2~
ST*837*0001*005010X224A2~
BHT*0019*00*101*20250401*0830*CH~
NM1*41*2*SUNNY HILL DENTAL*****46*SUNNYHILL~
PER*IC*FRONT DESK*TE*6085550101~
NM1*40*2*EXAMPLE DENTAL PLAN*****46*EXDENT~
HL*1**20*1~
NM1*85*2*SUNNY HILL DENTAL*****XX*1382047169~
N3*12 SUNNY HILL ROAD~
N4*MADISON*WI*537031234~
REF*EI*391234567~
HL*2*1*22*0~
SBR*P*18*GRP100******CI~
NM1*IL*1*MARLOW*JUNE****MI*XD1002003~
N3*7 BIRCH LANE~
N4*MADISON*WI*53704~
DMG*D8*19840213*F~
NM1*PR*2*EXAMPLE DENTAL PLAN*****PI*EXDENT~
CLM*SH-1001*190***11:B:1*Y*A*Y*Y~
DTP*472*D8*20250310~
REF*G1*A77~
NM1*82*1*HARTLEY*RUTH****XX*1597304827~
PRV*PE*PXC*1223G0001X~
SBR*S*18*******CI~
OI***Y***Y~
MOA***N1~
NM1*IL*1*MARLOW*JUNE****MI*Z1~
NM1*PR*2*OTHER PLAN*****PI*OTHER~
LX*1~
SV3*AD:D2392*190****1~
TOO*JP*3*M:O~
REF*6R*SH-1001-1~
SE*32*0001~
GE*1*101~
IEA*1*000000101~
"""
ACKNOWLEDGMENT = """\
ISA*00*          *00*          *ZZ*BITEWING       *ZZ*SUNNYHILL      *250401*0900*^*00501*000000201*0*T*:~
GS*FA*BITEWING*SUNNYHILL*20250401*0900*201*X*005010X231A1~
ST*999*0001*005010X231A1~
AK1*HC*101*005010X224A2~
AK2*837*0001*005010X224A2~
IK3*CLM*18*2300*8~
IK4*2*782*6~
IK5*R*5~
AK9*R*1*1*0~
SE*8*0001~
GE*1*201~
IEA*1*000000201~
"""
REVIEW = """\
ISA*00*          *00*          *ZZ*EXDENT         *ZZ*SUNNYHILL      *250402*0915*^*00501*000000301*0*T*:~
GS*HI*EXDENT*SUNNYHILL*20250402*0915*301*X*005010X217~
ST*278*0001*005010X217~
BHT*0007*11*SH-R-41*20250402*0915*18~
HL*1**20*1~
NM1*X3*2*EXAMPLE DENTAL PLAN*****PI*EXDENT~
HL*2*1*21*1~
NM1*1P*2*SUNNY HILL DENTAL*****XX*1382047169~
HL*3*2*22*1~
NM1*IL*1*MARLOW*JUNE****MI*XD1002003~
HL*4*3*EV*0~
TRN*2*SH-R-41-1*9391234567~
UM*HS*I*36~
HCR*A3**0M^0V~
SE*13*0001~
GE*1*301~
IEA*1*000000301~
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """A change of the file and the one finding it causes: rule, path, ordinal of its segment in the set."""

    rule: str
    old: str
    new: str
    path: str
    segment: int = 0
    base: str = CLAIM

    @property
    def text(self) -> str:
        """The faulty file. SE01 is counted anew, but where it is what is wrong."""
        assert self.base.count(self.old) >= 1, self
        text = self.base.replace(self.old, self.new, 1)
        return text if self.rule == "T104" else recounted(text)


def recounted(text: str) -> str:
    """The file with the right SE01 in every set."""

    def counted(found: re.Match[str]) -> str:
        return f"{found.group(1)}SE*{found.group(1).count('~') + 1}*"

    return re.sub(r"(ST\*(?:(?!\nSE\*).)*\n)SE\*[0-9]+\*", counted, text, flags=re.DOTALL)


def clean(name: str) -> str:
    """A clean sample."""
    return (FOLDER.parent.parent / "clean" / f"{name}.edi").read_text()


INQUIRY = clean("eligibility_inquiry_of_a_subscriber")
RESPONSE = clean("eligibility_response_of_a_subscriber")
REQUEST = clean("review_request_crown")
LICENSE = "NM1*SJ*1*HARTLEY*RUTH****XX*1597304827~\n"
LICENSED = "2010EA/REF[0B,1G,1J,EI,G5,N5,N7,SY,ZH]"
GROUP = CLAIM[CLAIM.index("GS*") : CLAIM.index("IEA*")]
SET = CLAIM[CLAIM.index("ST*") : CLAIM.index("GE*")]
DESK = "REF*6R*SH-1001-1~\n"
FACILITY = "NM1*77*2*SUNNY HILL ANNEX~\nN3*14 SUNNY HILL ROAD~\nN4*MADISON*WI*53703~\n"
LINE = CLAIM[CLAIM.index("LX*1") : CLAIM.index("SE*")]

FAULTS = (
    # Around and in the interchange.
    Fault("F101", "ISA*", "sent by the night batch\nISA*", ""),
    Fault("I101", "IEA*1*000000101", "IEA*1*000000102", "IEA"),
    Fault("I103", "*00501*", "*00401*", "ISA"),
    Fault("I104", "*T*:~", "*T*:A", "ISA"),
    Fault("I105", "*ZZ*SUNNYHILL ", "*XX*SUNNYHILL ", "ISA"),
    Fault("I106", "*SUNNYHILL      *", "*               *", "ISA"),
    Fault("I107", "*ZZ*BITEWING ", "*Z1*BITEWING ", "ISA"),
    Fault("I108", "*BITEWING       *", "*               *", "ISA"),
    Fault("I110", "ISA*00*", "ISA*09*", "ISA"),
    Fault("I111", "ISA*00*          *", "ISA*00*SECRET    *", "ISA"),
    Fault("I112", "*00*          *ZZ*", "*09*          *ZZ*", "ISA"),
    Fault("I113", "*00*          *ZZ*", "*00*SECRET    *ZZ*", "ISA"),
    Fault("I114", "*250401*0830*^", "*250431*0830*^", "ISA"),
    Fault("I115", "*250401*0830*^", "*250401*0860*^", "ISA"),
    Fault("I116", "*0830*^*", "*0830*U*", "ISA"),
    Fault("I117", "*00501*", "*0050A*", "ISA"),
    Fault("I119", "*000000101*0*T", "*000000101*2*T", "ISA"),
    Fault("I120", "*0*T*:", "*0*X*:", "ISA"),
    Fault("I121", "IEA*1*", "IEA*2*", "IEA"),
    Fault("I122", "IEA*1*000000101", "IEA*1*000000101*0001", "IEA"),
    Fault("I123", "IEA*1*000000101~\n", "", ""),
    Fault("I124", "IEA*", "REF*EI*391234567~\nIEA*", ""),
    Fault("I127", "*T*:~", "*T*A~", "ISA"),
    # In the group.
    Fault("G101", "GS*HC*", "GS*HP*", "GS"),
    Fault("G102", "101*X*005010X224A2", "101*X*005010X999A1", "GS"),
    Fault("G103", "GE*1*101~\n", "", "IEA"),
    Fault("G104", "GE*1*101", "GE*1*102", "GE"),
    Fault("G105", "GE*1*101", "GE*2*101", "GE"),
    Fault("G107", "*101*X*", "*101*T*", "GS"),
    Fault("G119", "IEA*1*", f"{GROUP}IEA*2*", "GS"),
    # In the set's envelope.
    Fault("T101", "ST*837*", "ST*834*", "ST", 1),
    Fault("T102", "SE*32*0001~\n", "", "GE", 32),
    Fault("T103", "SE*32*0001", "SE*32*0002", "SE", 32),
    Fault("T104", "SE*32*0001", "SE*31*0001", "SE", 32),
    Fault("T106", "ST*837*", "ST*37*", "ST", 1),
    Fault("T123", "GE*1*", f"{SET}GE*2*", "ST", 1),
    Fault("T126", "ST*837*0001*005010X224A2", "ST*837*0001*005010X224A1", "ST", 1),
    # Segments and loops.
    Fault("S101", DESK, f"{DESK}ZZZ*1~\n", "2400/ZZZ", 32),
    Fault("S102", "REF*G1*A77~", "DMG*D8*20010203*M~", "2300/DMG", 20),
    Fault("S106", DESK, f"{DESK}SVC*AD:D2392*190*0~\n", "2400/SVC", 32),
    Fault("S107", "PRV*PE*PXC*1223G0001X~\n", "PRV*PE*PXC*1223G0001X~\nREF*F8*A1~\n", "2300/REF[F8]", 23),
    Fault("S112", "MOA***N1~", "MOA~", "2320/MOA", 25),
    Fault("S203", "N3*12 SUNNY HILL ROAD~\n", "", "2010AA/N3", 10),
    Fault(
        "S204", "SBR*S*", "NM1*82*1*HARTLEY*ROSE~\nPRV*PE*PXC*1223G0001X~\nSBR*S*", "2310B/NM1[82]", 23
    ),
    Fault("S205", "REF*G1*A77~\n", "REF*G1*A77~\nREF*G1*A78~\n", "2300/REF[G1]", 21),
    Fault("S214", DESK, f"{DESK}REF*ZZ*1~\n", "2400/REF", 32),
    Fault("S217", LINE, "", "2400/LX", 28),
    # Elements.
    Fault("E102", "REF*G1*A77~\n", "PWK*DA*EL***AC~\nREF*G1*A77~\n", "2300/PWK06", 20),
    Fault("E103", "N3*7 BIRCH LANE~", "N3*7 BIRCH LANE*2ND FLOOR*REAR~", "2010BA/N303", 14),
    Fault("E104", "N4*MADISON*WI*53704~", "N4*M*WI*53704~", "2010BA/N401", 15),
    Fault("E105", "REF*G1*A77~", f"REF*G1*{'A7' * 26}~", "2300/REF[G1]02", 20),
    Fault("E106", "CLM*SH-1001*190*", "CLM*SH-1001*1.9E2*", "2300/CLM02", 18),
    Fault("E108", "DTP*472*D8*20250310", "DTP*472*D8*20250230", "2300/DTP[472]03", 19),
    Fault("E109", "*20250401*0830*CH", "*20250401*2460*CH", "HEADER/BHT05", 2),
    Fault("E110", "N4*MADISON*WI*53704~", "N4*MADISON*WI*53704*US***WI~", "2010BA/N407", 15),
    Fault("E112", "CLM*SH-1001*", "CLM*SH-1001^SH-1002*", "2300/CLM01", 18),
    Fault("E113", "CLM*SH-1001*", "CLM*SH:1001*", "2300/CLM01", 18),
    Fault("E201", "CLM*SH-1001*190*", "CLM*SH-1001**", "2300/CLM02", 18),
    Fault("E207", "*11:B:1*Y*A*", "*11:B:1*Y*B*", "2300/CLM07", 18),
    Fault("E210", "CLM*SH-1001*190***", "CLM*SH-1001*190*MC**", "2300/CLM03", 18),
    Fault("E212", "HL*2*1*22*0~", "HL*3*1*22*0~", "2000B/HL[22]01", 11),
    Fault("E151", "MARLOW*JUNE****MI*XD", "MARLÖW*JUNE****MI*XD", "2010BA/NM1[IL]03", 13),
    Fault("E152", "N3*7 BIRCH LANE~", "N3*7 BIRCH LANE*~", "2010BA/N302", 14),
    # What the sources of the guides do not agree on.
    Fault("U101", "PRV*PE*PXC*1223G0001X~\n", "", "2310B/PRV[PE]", 22),
    Fault("U102", DESK, DESK + FACILITY + "REF*G2*X~\n" * 21, "2420D/REF[1G,G2,LU]", 55),
    Fault("U201", "IK3*CLM*18*2300*8", "IK3*CLM*18*2300", "2100/IK304", 4, ACKNOWLEDGMENT),
    Fault("U205", "MOA***N1~", f"MOA***N1*****{'1' * 19}~", "2320/MOA08", 25),
    Fault("U207", "REF*G1*A77~\n", "REF*G1*A77~\nHCP*06*180~\n", "2300/HCP01", 21),
    Fault("U212", "0M^0V~", "0M^0V^0W^0X^0Y^0Z~", "2000E/HCR03", 12, REVIEW),
    # What elements of one segment make of one another.
    Fault("E401", "N4*MADISON*WI*", "N4*MADISON**", "2100B/N402", 9, INQUIRY),
    Fault("E402", "N4*MADISON*WI*537031234~", "N4*MADISON*WI~", "2100B/N403", 9, INQUIRY),
    Fault("U401", "N4*MADISON*WI*53704", "N4*MADISON**53704", "2100C/N402", 14, RESPONSE),
    Fault("U402", "N4*MADISON*WI*53704~", "N4*MADISON*WI~", "2100C/N403", 14, RESPONSE),
    Fault("U403", "N4*MADISON*WI*53704~", "N4*MADISON**53704*US***WI~", "2010BA/N407", 15),
    Fault("U404", "85*2*SUNNY HILL DENTAL**", "85*2*SUNNY HILL*DENTAL*", "2010AA/NM1[85]04", 7),
    Fault("U405", "IK4*2*782*6~", "IK4*2*782*1*1~", "2110/IK404", 5, ACKNOWLEDGMENT),
    Fault("U406", LICENSE, f"{LICENSE}REF*EI*391234567*WI~\n", f"{LICENSED}03", 24, REQUEST),
    Fault("U407", LICENSE, f"{LICENSE}REF*0B*D1234~\n", f"{LICENSED}03", 24, REQUEST),
    Fault("U408", "PWK*RB*EL***AC*SH41RB~", "PWK*RB*EL~", "2000E/PWK05", 21, REQUEST),
    Fault("U409", "HCR*A3**0M^0V~", "HCR*A1~", "2000E/HCR02", 12, REVIEW),
    Fault("U410", "HCR*A3**0M^0V~", "HCR*A3~", "2000E/HCR03", 12, REVIEW),
)
"""One for each rule that a small file can show, in the order of the rule book."""

MORE_FAULTS = (
    Fault("I118", "00501*000000101*", "00501*00000010A*", "ISA"),
    Fault("G106", "*0830*101*X", "*0830*A01*X", "GS"),
    Fault("T107", "ST*837*0001", "ST*837*001", "ST", 1),
)
"""Those whose trailer must be changed with them, as it repeats the number."""

TRAILERS = {"I118": ("IEA*1*000000101", "IEA*1*00000010A"), "G106": ("GE*1*101", "GE*1*A01"),
            "T107": ("*0001~\nGE*", "*001~\nGE*")}


def samples() -> dict[str, str]:
    """The text of each sample by rule."""
    texts = {fault.rule: fault.text for fault in FAULTS}
    for fault in MORE_FAULTS:
        texts[fault.rule] = fault.text.replace(*TRAILERS[fault.rule])
    return texts


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for rule, text in samples().items():
        (FOLDER / f"{rule}.edi").write_bytes(text.encode("utf-8"))
