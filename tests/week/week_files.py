"""What offices hand in during the week, written segment by segment, and the book of what they handed in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from week_world import HOUSE_ID, MONDAY, Insurer, Office, Patient, World

FEES = {
    "D0120": 65_00, "D1110": 110_00, "D0274": 84_50, "D2391": 182_25, "D2740": 1_425_00, "D4341": 296_00,
    "D9972": 240_00, "D7140": 241_50,
}
"""Charges in cents by procedure."""


@dataclass(frozen=True)
class Billed:
    """A claim as its office sees it; `charge`, in cents, is what its lines are, `told` what CLM02 says."""

    claim_id: str
    payer: str
    patient: Patient
    lines: tuple[str, ...]
    day: str
    told: int

    @property
    def charge(self) -> int:
        return sum(FEES[code] for code in self.lines)


@dataclass
class Dropped:
    """A file an office left for the house; `fate` is what must become of it at the door.

    `taken`: its claims are kept; `set refused`, `ended wrong`: those of its second set, or all, as refused;
    `interchange refused`, `same bytes`, `no X12`: none is.
    """

    office: Office
    name: str
    content: bytes
    kind: str = "837D"
    claims: list[list[Billed]] = field(default_factory=list)
    fate: str = "taken"

    @property
    def billed(self) -> list[Billed]:
        return [one for of_set in self.claims for one in of_set]


def money(cents: int) -> str:
    """Dollars as X12 writes them."""
    return f"{cents / 100:.2f}".rstrip("0").rstrip(".")


class Desk:
    """An office's billing system: makes its files, one number after another."""

    def __init__(self, world: World, office: Office) -> None:
        self.world = world
        self.office = office
        self.random = Random(f"{world.seed}/{office.slug}")
        self.interchanges = 0
        self.count = 0
        self.visits: Counter[str] = Counter()

    # Claims.

    def bill(self, insurer: Insurer, payer_id: str = "", wrong: bool = False) -> Billed:
        """A visit of a patient, before the week; `wrong`: CLM02 is not what its lines are."""
        patients = self.world.patients[self.office.slug, insurer.slug]
        self.count += 1
        visits = self.visits[insurer.slug]
        self.visits[insurer.slug] += 1
        patient = patients[visits % len(patients)]
        lines = tuple(self.random.choice(list(FEES)) for _ in range(self.random.randrange(1, 4)))
        # Nobody comes twice on one day: no two claims are alike.
        visited = MONDAY - timedelta(1 + visits // len(patients))
        number = f"{self.office.id[:4]}-{self.count:05d}"
        charge = sum(FEES[code] for code in lines)
        return Billed(
            number.lower() if insurer.slug == "birch" else number, payer_id or insurer.payer_id, patient,
            lines, f"{visited:%Y%m%d}", charge + 100 if wrong else charge,
        )

    def claims(self, count: int, wrong: bool = False) -> list[Billed]:
        """Visits of patients of all insurers in turn."""
        insurers = self.world.insurers
        return [self.bill(insurers[at % len(insurers)], wrong=wrong) for at in range(count)]

    def file(self, sets: Sequence[list[Billed]], name: str, sender: str = "", **more: str) -> Dropped:
        """A file of claims, a transaction set for each list; `more` says what is wrong with it."""
        texts = [self._set(billed, number) for number, billed in enumerate(sets, 1)]
        content = self.interchange("HC", "005010X224A2", texts, sender=sender, **more)
        return Dropped(self.office, name, content, claims=[list(one) for one in sets])

    def _set(self, billed: Iterable[Billed], number: int) -> list[str]:
        office = self.office
        segments = [
            f"ST*837*{number:04d}*005010X224A2",
            f"BHT*0019*00*B{self.interchanges + 1}-{number}*20260302*0830*CH",
            f"NM1*41*2*{office.name}*****46*{office.id}", "PER*IC*FRONT DESK*TE*6085550101",
            f"NM1*40*2*BITEWING*****46*{HOUSE_ID}", "HL*1**20*1",
            f"NM1*85*2*{office.name.replace('BILLING', 'DENTAL')}*****XX*{office.npi}",
            "N3*12 SUNNY HILL ROAD", "N4*MADISON*WI*537031234", f"REF*EI*{office.tax_id}",
        ]
        level = 1
        for one in billed:
            level += 1
            segments += _subscriber(one, level)
            level += one.patient.dependent is not None
            segments += _claim(one)
        return [*segments, f"SE*{len(segments) + 1}*{number:04d}"]

    # Questions.

    def ask_eligibility(self, insurer: Insurer, name: str) -> Dropped:
        """A 270 about three patients."""
        segments = self._question("270", "005010X279A1", "BHT*0022*13", insurer, "HL*2*1*21*1")
        segments.append(f"NM1*1P*2*{self.office.name}*****XX*{self.office.npi}")
        for level, one in enumerate(self.world.patients[self.office.slug, insurer.slug][:3], 3):
            segments += [
                f"HL*{level}*2*22*0", f"TRN*1*{self.office.id}{level}*9{self.office.id:<9.9}",
                f"NM1*IL*1*{one.family}*{one.given}****MI*{one.member}", f"DMG*D8*{one.born}*F",
                "DTP*291*D8*20260302", "EQ*35",
            ]
        return self._asked("HS", "005010X279A1", segments, name, "270")

    def ask_status(self, insurer: Insurer, about: Sequence[Billed], name: str) -> Dropped:
        """A 276 about claims of subscribers."""
        segments = self._question("276", "005010X212", "BHT*0010*13", insurer, "HL*2*1*21*1")
        segments += [
            f"NM1*41*2*{self.office.name}*****46*{self.office.id}", "HL*3*2*19*1",
            f"NM1*1P*2*{self.office.name}*****XX*{self.office.npi}",
        ]
        for level, one in enumerate(about, 4):
            who = one.patient
            segments += [
                f"HL*{level}*3*22*0", f"DMG*D8*{who.born}*F",
                f"NM1*IL*1*{who.family}*{who.given}****MI*{who.member}", f"TRN*1*{self.office.id}S{level}",
                f"REF*EJ*{one.claim_id}", f"AMT*T3*{money(one.told)}", f"DTP*472*D8*{one.day}",
            ]
        return self._asked("HR", "005010X212", segments, name, "276")

    def ask_review(self, insurer: Insurer, name: str) -> Dropped:
        """A 278 about a crown, without the X-ray that is wanted."""
        one = self.world.patients[self.office.slug, insurer.slug][0]
        segments = self._question("278", "005010X217", "BHT*0007*13", insurer, "HL*2*1*21*1")
        segments += [
            f"NM1*1P*2*{self.office.name}*****XX*{self.office.npi}", "HL*3*2*22*1",
            f"NM1*IL*1*{one.family}*{one.given}****MI*{one.member}", f"DMG*D8*{one.born}*F", "HL*4*3*EV*1",
            f"TRN*1*{self.office.id}R*9{self.office.id:<9.9}", "UM*HS*I*25*11:B", "DTP*AAH*D8*20260315",
            "HI*ABK:K0253", f"NM1*SJ*1*HARTLEY*RUTH****XX*{self.office.npi}", "HL*5*4*SS*0",
            "SV3*AD:D2740*1250****1", "TOO*JP*14",
        ]
        return self._asked("HI", "005010X217", segments, name, "278")

    def _question(
        self, kind: str, version: str, heading: str, insurer: Insurer, second: str
    ) -> list[str]:
        payer = "X3" if kind == "278" else "PR"
        return [
            f"ST*{kind}*0001*{version}", f"{heading}*Q{self.interchanges + 1}*20260302*0830", "HL*1**20*1",
            f"NM1*{payer}*2*{insurer.name}*****PI*{insurer.payer_id}", second,
        ]

    def _asked(self, group: str, version: str, segments: list[str], name: str, kind: str) -> Dropped:
        whole = [*segments, f"SE*{len(segments) + 1}*0001"]
        return Dropped(self.office, name, self.interchange(group, version, [whole]), kind)

    # Envelopes.

    def interchange(
        self, group: str, version: str, sets: Sequence[list[str]], *, sender: str = "", groups: str = "1",
        wants_ta1: str = "0",
    ) -> bytes:
        """An interchange of one group; `groups` is what its IEA tells."""
        self.interchanges += 1
        number, sender = self.interchanges, sender or self.office.id
        segments = [
            f"ISA*00*          *00*          *ZZ*{sender:<15}*ZZ*{HOUSE_ID:<15}*260302*0830*^*00501"
            f"*{number:09d}*{wants_ta1}*T*:",
            f"GS*{group}*{sender}*{HOUSE_ID}*20260302*0830*{number}*X*{version}",
            *(segment for one in sets for segment in one),
            f"GE*{len(sets)}*{number}", f"IEA*{groups}*{number:09d}",
        ]
        return "".join(f"{segment}~" for segment in segments).encode()


def _subscriber(one: Billed, level: int) -> list[str]:
    who = one.patient
    home = ["N3*7 BIRCH LANE", "N4*MADISON*WI*53704"]
    own = [*home, f"DMG*D8*{who.born}*F"]
    segments = [
        f"HL*{level}*1*22*{'1' if who.dependent else '0'}", f"SBR*P*{'' if who.dependent else '18'}*******CI",
        f"NM1*IL*1*{who.family}*{who.given}****MI*{who.member}", *(own if not who.dependent else []),
        f"NM1*PR*2*EXAMPLE DENTAL PLAN*****PI*{one.payer}",
    ]
    if who.dependent:
        given, born = who.dependent
        segments += [
            f"HL*{level + 1}*{level}*23*0", "PAT*19", f"NM1*QC*1*{who.family}*{given}", *home,
            f"DMG*D8*{born}*M",
        ]
    return segments


def _claim(one: Billed) -> list[str]:
    segments = [f"CLM*{one.claim_id}*{money(one.told)}***11:B:1*Y*A*Y*Y", f"DTP*472*D8*{one.day}"]
    for number, code in enumerate(one.lines, 1):
        segments += [f"LX*{number}", f"SV3*AD:{code}*{money(FEES[code])}****1"]
        if code in ("D2391", "D2740", "D7140"):
            segments.append(f"TOO*JP*14{'*O' if code == 'D2391' else ''}")
        segments.append(f"REF*6R*{one.claim_id}-{number}")
    return segments
