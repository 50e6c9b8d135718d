"""Inquiries and payers' answers to them for the clearinghouse's tests, segment by segment. All invented."""

from __future__ import annotations

from collections.abc import Iterable

from clearing_files import DELTA, ELM_NPI, OAK, OAK_NPI, ended, file

OURS = "9BITEWING0"
"""TRN03 of our traces."""
PAYER = "NM1*PR*2*EXAMPLE DENTAL PLAN*****PI*{payer}"
PRACTICES = {
    OAK: ("OAK STREET DENTAL", OAK_NPI), "ELMAVENUE": ("ELM DENTAL", ELM_NPI),
    "YEWLANE": ("YEW LANE DENTAL", "1700100039"),
}
Patient = tuple[str, str, str]
"""Family name, member id, trace."""
MARLOW: Patient = ("MARLOW", "XD1000001", "T-1")
OKAFOR: Patient = ("OKAFOR", "XD1000002", "T-2")


def ask270(
    *patients: Patient, sender: str = OAK, number: int = 1, payer: str = "DLT01", reference: str = "EQ1"
) -> str:
    """A 270 of one practice about subscribers."""
    name, npi = PRACTICES[sender]
    segments = [
        "ST*270*0001*005010X279A1", f"BHT*0022*13*{reference}*20260303*0830", "HL*1**20*1",
        PAYER.format(payer=payer), "HL*2*1*21*1", f"NM1*1P*2*{name}*****XX*{npi}",
    ]
    for level, (family, member, trace) in enumerate(patients, 3):
        segments += [
            f"HL*{level}*2*22*0", f"TRN*1*{trace}*9{sender:<9}", f"NM1*IL*1*{family}*JUNE****MI*{member}",
            "DMG*D8*19840213*F", "DTP*291*D8*20260305", "EQ*35",
        ]
    return file(ended(segments), group="HS", number=number, sender=sender)


def ask276(
    *patients: Patient, sender: str = OAK, number: int = 1, payer: str = "DLT01", claim_id: str = "C1"
) -> str:
    """A 276 of one practice about a claim of 100 dollars of each patient."""
    name, npi = PRACTICES[sender]
    segments = [
        "ST*276*0001*005010X212", "BHT*0010*13*CS1*20260303*0830", "HL*1**20*1",
        PAYER.format(payer=payer), "HL*2*1*21*1", f"NM1*41*2*{name}*****46*{sender}", "HL*3*2*19*1",
        f"NM1*1P*2*{name}*****XX*{npi}",
    ]
    for level, (family, member, trace) in enumerate(patients, 4):
        segments += [
            f"HL*{level}*3*22*0", "DMG*D8*19840213*F", f"NM1*IL*1*{family}*JUNE****MI*{member}",
            f"TRN*1*{trace}", f"REF*EJ*{claim_id}", "AMT*T3*100", "DTP*472*D8*20260302",
        ]
    return file(ended(segments), group="HR", number=number, sender=sender)


def ask278(
    patient: Patient, *, sender: str = OAK, number: int = 1, payer: str = "DLT01",
    um: str = "UM*HS*I*25*11:B", more: Iterable[str] = (),
) -> str:
    """A 278 that asks for one crown; `more` stands behind its UM."""
    family, member, trace = patient
    name, npi = PRACTICES[sender]
    segments = [
        "ST*278*0001*005010X217", "BHT*0007*13*RV1*20260303*0830", "HL*1**20*1",
        f"NM1*X3*2*EXAMPLE DENTAL PLAN*****PI*{payer}", "HL*2*1*21*1", f"NM1*1P*2*{name}*****XX*{npi}",
        "HL*3*2*22*1", f"NM1*IL*1*{family}*JUNE****MI*{member}", "DMG*D8*19840213*F", "HL*4*3*EV*1",
        f"TRN*1*{trace}*9{sender:<9}", um, *more, "DTP*AAH*D8*20260315", "HI*ABK:K0253",
        f"NM1*SJ*1*HARTLEY*RUTH****XX*{OAK_NPI}", "HL*5*4*SS*0", "SV3*AD:D2740*1250****1", "TOO*JP*14",
    ]
    return file(ended(segments), group="HI", number=number, sender=sender)


def echoed(trace: str, own: str = "") -> list[str]:
    """TRN02 and TRN03 as a payer gives them back: our trace, and the asker's own behind it."""
    return [f"{trace}*{OURS}", *([f"{own}*9OAKSTREET"] if own else [])]


def answer271(
    *answers: tuple[str, Patient, Iterable[str]], number: int = 801, payer: str = DELTA,
    more: Iterable[str] = ("EB*1**30",),
) -> str:
    """A 271; an answer is the practice's number, the patient, and the traces that are given back."""
    segments = [
        "ST*271*0001*005010X279A1", "BHT*0022*11*PAYERS1*20260304*0900", "HL*1**20*1",
        "NM1*PR*2*EXAMPLE DENTAL PLAN*****PI*EXDENT",
    ]
    level = 1
    for npi, (family, member, _), traces in answers:
        level += 2
        segments += [
            f"HL*{level - 1}*1*21*1", f"NM1*1P*2*SOME PRACTICE*****XX*{npi}", f"HL*{level}*{level - 1}*22*0",
            *(f"TRN*2*{trace}" for trace in traces), "TRN*1*PX77*9DELTAPAYR",
            f"NM1*IL*1*{family}*JUNE****MI*{member}", "DMG*D8*19840213*F", "DTP*346*D8*20260101", *more,
        ]
    return file(ended(segments), group="HB", number=number, sender=payer)


def answer277(
    *answers: tuple[str, Patient, str, str], number: int = 801, payer: str = DELTA, claim_id: str = "C1"
) -> str:
    """A 277; an answer is the practice's number, the patient, the trace given back, and the status."""
    segments = [
        "ST*277*0001*005010X212", "BHT*0010*08*PAYERS2*20260304*0900*DG", "HL*1**20*1",
        "NM1*PR*2*EXAMPLE DENTAL PLAN*****PI*EXDENT", "HL*2*1*21*1",
        "NM1*41*2*BITEWING CLEARINGHOUSE*****46*BITEWING",
    ]
    level = 2
    for npi, (family, member, _), trace, status in answers:
        level += 2
        segments += [
            f"HL*{level - 1}*2*19*1", f"NM1*1P*2*SOME PRACTICE*****XX*{npi}", f"HL*{level}*{level - 1}*22*0",
            f"NM1*IL*1*{family}*JUNE****MI*{member}", f"TRN*2*{trace}",
            f"STC*{status}*20260304**100*80*20260304**20260304*40017", "REF*1K*PX1", f"REF*EJ*{claim_id}",
            "DTP*472*D8*20260302",
        ]
    return file(ended(segments), group="HN", number=number, sender=payer, version="005010X212")


def answer278(
    patient: Patient, traces: Iterable[str], decision: str, *, reference: str, number: int = 801,
    payer: str = DELTA, days: Iterable[str] = ("DTP*AAH*D8*20260315",),
) -> str:
    """A 278 response that decides (HCR) on one event; `days` are its DTP."""
    family, member, _ = patient
    segments = [
        "ST*278*0001*005010X217", f"BHT*0007*11*{reference}*20260304*0910*18", "HL*1**20*1",
        "NM1*X3*2*EXAMPLE DENTAL PLAN*****PI*EXDENT", "HL*2*1*21*1",
        f"NM1*1P*2*SOME PRACTICE*****XX*{OAK_NPI}", "HL*3*2*22*1",
        f"NM1*IL*1*{family}*JUNE****MI*{member}", "DMG*D8*19840213*F", "HL*4*3*EV*0",
        *(f"TRN*2*{trace}" for trace in traces), "UM*HS*I*25*11:B", f"HCR*{decision}",
        *days, "HI*ABK:K0253", f"NM1*SJ*1*HARTLEY*RUTH****XX*{OAK_NPI}",
    ]
    return file(ended(segments), group="HI", number=number, sender=payer)
