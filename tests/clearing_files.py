"""The files of the clearinghouse's tests, written segment by segment. All people and numbers are invented."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

OAK, ELM, HOUSE, DELTA, WEST = "OAKSTREET", "ELMAVENUE", "BITEWING", "DELTAPAYER", "WESTPAYER"
OAK_NPI, ELM_NPI = "1382047169", "1992000012"
GROUPS = {
    "HC": "005010X224A2", "HP": "005010X221A1", "HN": "005010X214", "FA": "005010X231A1",
    "HS": "005010X279A1", "HB": "005010X279A1", "HR": "005010X212", "HI": "005010X217",
}
DAY = "20260302"


def claim(
    number: str, charge: str = "100", day: str = DAY, *more: str, procedure: str = "D0120"
) -> list[str]:
    """A claim of one line; `more` are segments between its date and its line."""
    return [
        f"CLM*{number}*{charge}***11:B:1*Y*A*Y*Y",
        f"DTP*472*D8*{day}",
        *more,
        "LX*1",
        f"SV3*AD:{procedure}*{charge}****1",
        f"REF*6R*{number}-1",
    ]


@dataclass
class Person:
    """A subscriber with claims, and dependents (given name: claims)."""

    member: str
    family: str
    given: str
    claims: Sequence[list[str]] = ()
    dependents: dict[str, Sequence[list[str]]] = field(default_factory=dict)


def person(
    *claims: list[str], member: str = "XD1000001", family: str = "MARLOW", given: str = "JUNE"
) -> Person:
    """A subscriber who is the patient."""
    return Person(member, family, given, claims)


def dental_set(
    *people: Person,
    number: str = "0001",
    reference: str = "R1",
    payer: str = "DLT01",
    npi: str = OAK_NPI,
    provider: str = "OAK STREET DENTAL",
    purpose: str = "CH",
    sender: str = OAK,
) -> list[str]:
    """An 837D set of one provider."""
    segments = [
        f"ST*837*{number}*005010X224A2",
        f"BHT*0019*00*{reference}*20260303*0830*{purpose}",
        f"NM1*41*2*{provider}*****46*{sender}",
        "PER*IC*FRONT DESK*TE*6085550101",
        "NM1*40*2*BITEWING*****46*BITEWING",
        "HL*1**20*1",
        f"NM1*85*2*{provider}*****XX*{npi}",
        "N3*12 SUNNY HILL ROAD",
        "N4*MADISON*WI*537031234",
        "REF*EI*391234567",
    ]
    level = 1
    for one in people:
        level += 1
        subscriber = level
        relation = "" if one.dependents and not one.claims else "18"
        segments += [
            f"HL*{level}*1*22*{1 if one.dependents else 0}",
            f"SBR*P*{relation}*GRP100******CI",
            f"NM1*IL*1*{one.family}*{one.given}****MI*{one.member}",
            "N3*7 BIRCH LANE",
            "N4*MADISON*WI*53704",
            "DMG*D8*19840213*F",
            f"NM1*PR*2*EXAMPLE DENTAL PLAN*****PI*{payer}",
        ]
        for each in one.claims:
            segments += each
        for given, claims in one.dependents.items():
            level += 1
            segments += [
                f"HL*{level}*{subscriber}*23*0",
                "PAT*19",
                f"NM1*QC*1*{one.family}*{given}",
                "N3*7 BIRCH LANE",
                "N4*MADISON*WI*53704",
                "DMG*D8*20150511*M",
            ]
            for each in claims:
                segments += each
    return ended(segments)


def ended(segments: list[str]) -> list[str]:
    """A set with its SE."""
    return [*segments, f"SE*{len(segments) + 1}*{segments[0].split('*')[2]}"]


def file(
    *sets: list[str],
    group: str = "HC",
    number: int = 1,
    sender: str = OAK,
    receiver: str = HOUSE,
    wants_ta1: bool = False,
    usage: str = "T",
    before: Iterable[str] = (),
    sets_told: int | None = None,
    ended_with: str | None = None,
    version: str = "",
) -> str:
    """One interchange with one group; `before` stands before the group (TA1)."""
    segments = [
        f"ISA*00*          *00*          *ZZ*{sender:<15}*ZZ*{receiver:<15}*260303*0830*^*00501*{number:09d}"
        f"*{1 if wants_ta1 else 0}*{usage}*:",
        *before,
    ]
    if sets:
        segments.append(f"GS*{group}*{sender}*{receiver}*20260303*0830*{number}*X*{version or GROUPS[group]}")
        for one in sets:
            segments += one
        segments.append(f"GE*{len(sets) if sets_told is None else sets_told}*{number}")
    segments.append(f"IEA*{1 if sets else 0}*{number:09d}" if ended_with is None else ended_with)
    return "".join(f"{segment}~" for segment in segments if segment)


def claims_file(*claims: list[str], number: int = 1, sender: str = OAK, **more: str) -> str:
    """The claims of one person in one interchange."""
    return file(dental_set(person(*claims), sender=sender, **more), number=number, sender=sender)


def dressed(text: str, delimiters: str, ending: str = "") -> bytes:
    """A file in other delimiters (element, component, repetition, terminator) and line ends."""
    element, component, repetition, segment = delimiters
    table = str.maketrans({"*": element, ":": component, "^": repetition, "~": segment + ending})
    return text.translate(table).encode("latin-1")


def renumbered(text: str) -> str:
    """A file of one set with the count of its segments put right."""
    before, _, rest = text.partition("~ST*")
    own, _, behind = rest.partition("~SE*")
    return f"{before}~ST*{own}~SE*{own.count('~') + 2}*{behind.partition('*')[2]}"


# Payers' answers.


def ta1(answered: int, verdict: str = "A", note: str = "000", number: int = 501, payer: str = DELTA) -> str:
    """An interchange of nothing but a TA1."""
    segment = f"TA1*{answered:09d}*260303*0830*{verdict}*{note}"
    return file(sender=payer, number=number, before=[segment], ended_with=f"IEA*0*{number:09d}")


def ack999(
    group: str | int,
    *sets: tuple[str, ...],
    verdict: str = "A",
    counts: str = "1*1*1",
    number: int = 601,
    payer: str = DELTA,
    functional_id: str = "HC",
) -> str:
    """A 999; each set is its ST02, its IK5 verdict and further segments between AK2 and IK5."""
    segments = ["ST*999*0001*005010X231A1", f"AK1*{functional_id}*{group}*005010X224A2"]
    for control, told, *between in sets:
        segments += [f"AK2*837*{control}*005010X224A2", *between]
        segments += [f"IK5*{told}"] if told else []
    if verdict:
        segments.append(f"AK9*{verdict}*{counts}")
    return file(ended(segments), group="FA", number=number, sender=payer)


def ack277(
    batch: str,
    *claims: tuple[str, str, str, str, str],
    batch_status: str = "A1:19:PR**WQ",
    number: int = 701,
    payer: str = DELTA,
) -> str:
    """A 277CA; a claim is CLM01, status, action (WQ or U), charge, and the payer's number or nothing."""
    taken = [one for one in claims if one[2] == "WQ"]
    lost = [one for one in claims if one[2] == "U"]
    status, _, action = batch_status.partition("**")
    segments = [
        "ST*277*0001*005010X214",
        f"BHT*0085*08*AK{number}*20260304*0900*TH",
        "HL*1**20*1",
        "NM1*PR*2*EXAMPLE DENTAL PLAN*****PI*EXDENT",
        "TRN*1*FILE101",
        "DTP*050*D8*20260304",
        "DTP*009*D8*20260304",
        f"HL*2*1*21*{1 if claims else 0}",
        "NM1*41*2*BITEWING CLEARINGHOUSE*****46*BITEWING",
        f"TRN*2*{batch}",
        f"STC*{status}*20260304*{action}*{sum(float(one[3]) for one in claims):g}",
    ]
    segments += [f"QTY*90*{len(taken)}"] if taken else []
    segments += [f"QTY*AA*{len(lost)}"] if lost else []
    segments += [f"AMT*YU*{sum(float(one[3]) for one in taken):g}"] if taken else []
    segments += [f"AMT*YY*{sum(float(one[3]) for one in lost):g}"] if lost else []
    if claims:
        segments += ["HL*3*2*19*1", f"NM1*85*2*OAK STREET DENTAL*****XX*{OAK_NPI}", "HL*4*3*PT"]
        segments.append("NM1*QC*1*MARLOW*JUNE****MI*XD1000001")
    for claim_id, code, what, charge, own in claims:
        segments += [f"TRN*2*{claim_id}", f"STC*{code}*20260304*{what}*{charge}"]
        segments += [f"REF*1K*{own}"] if own else []
        segments.append(f"DTP*472*D8*{DAY}")
    return file(ended(segments), group="HN", number=number, sender=payer)


@dataclass
class Answer:
    """A CLP: amounts in dollars; what is neither paid nor the patient's is contractual (CO 45)."""

    claim_id: str
    charge: int
    paid: int
    patient: int = 0
    status: str = "1"
    number: str = "EX1"
    day: str = DAY

    def segments(self) -> list[str]:
        """The claim loop, with its adjustments at the claim."""
        left = self.charge - self.paid - self.patient
        group = "CO*45" if self.status != "25" else "OA*101"
        money = f"{self.charge}*{self.paid}*{self.patient or ''}"
        return [
            f"CLP*{self.claim_id}*{self.status}*{money}*12*{self.number}*11*1",
            *([f"CAS*{group}*{left}"] if left else []),
            *([f"CAS*PR*2*{self.patient}"] if self.patient else []),
            "NM1*QC*1*MARLOW*JUNE****MI*XD1000001",
            f"DTM*232*{self.day}",
        ]


def remittance_set(
    trace: str,
    *answers: Answer,
    amount: int | None = None,
    other: Sequence[tuple[str, int]] = (),
    number: str = "0001",
    day: str = "20260310",
    written: str = "20260309",
    payee: str = OAK_NPI,
) -> list[str]:
    """An 835 set; `other` is money outside claims (PLB code, amount)."""
    total = sum(one.paid for one in answers) - sum(money for _, money in other)
    paid = total if amount is None else amount
    by_bank = f"ACH*CCP*01*123456780*DA*55501*1390000001**01*111000025*DA*98765*{day}"
    segments = [
        f"ST*835*{number}",
        f"BPR*I*{paid}*C*{by_bank}" if paid else f"BPR*H*0*C*NON************{day}",
        f"TRN*1*{trace}*1390000001",
        f"DTM*405*{written}",
        "N1*PR*EXAMPLE DENTAL PLAN",
        "N3*400 PLAN AVENUE",
        "N4*CHICAGO*IL*606011234",
        "PER*BL*HELP DESK*TE*3125550100",
        f"N1*PE*OAK STREET DENTAL*XX*{payee}",
        "REF*TJ*391234567",
        "LX*1",
    ]
    for one in answers:
        segments += one.segments()
    segments += [f"PLB*{payee}*20261231*{code}*{money}" for code, money in other]
    return ended(segments)


def remittance(trace: str, *answers: Answer, number: int = 801, payer: str = DELTA, **more: object) -> str:
    """An 835 of one payment."""
    return file(remittance_set(trace, *answers, **more), group="HP", number=number, sender=payer)  # type: ignore[arg-type]
