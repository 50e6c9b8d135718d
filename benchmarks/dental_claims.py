"""Dental claims (837D, 005010X224A2): treatment, orthodontics, predetermination, second payer."""

from __future__ import annotations

from benchmarks.claim_files import Claim, Patient
from benchmarks.invented import TAXONOMIES, Cast, money

VERSION = "005010X224A2"

POSTERIOR = tuple(str(tooth) for tooth in (*range(1, 6), *range(12, 22), *range(28, 33)))
ANTERIOR = tuple(str(tooth) for tooth in (*range(6, 12), *range(22, 28)))
WHOLE_MOUTH = (("D0120", 6_500), ("D0150", 11_200), ("D0210", 16_800), ("D0274", 8_450), ("D1110", 12_900))
FILLINGS = ("D2391", "D2392", "D2393"), ("D2330", "D2331", "D2332")
SURFACES = (("O", "M:O", "M:O:D"), ("F", "M:F", "M:I:D"))
CROWNS = (("D2740", 142_500), ("D2950", 36_900), ("D7140", 24_150), ("D2750", 131_075))
DENTURE = ("D5213", 214_000)
PLACED = frozenset(("D2740", "D2750", "D5213"))
"""Crowns and dentures: SV305 tells whether they are the first (`I`)."""
QUADRANT = (("D4341", 29_600), ("D4342", 21_450))
DIAGNOSES = ("K0262", "K0381", "K0531", "K083")


def _treatment(cast: Cast) -> tuple[str, int, str, list[str]]:
    """Procedure, charge in cents, oral cavity, TOO segments."""
    random = cast.random.random
    turn = random()
    extra = 25 * int(random() * 60)
    if turn < 0.42:
        code, fee = WHOLE_MOUTH[int(random() * len(WHOLE_MOUTH))]
        return code, fee + extra, "", []
    if turn < 0.72:
        front = random() < 0.35
        teeth, surfaces = (ANTERIOR, SURFACES[1]) if front else (POSTERIOR, SURFACES[0])
        count = int(random() * 3)
        tooth = teeth[int(random() * len(teeth))]
        return (
            FILLINGS[front][count],
            16_000 + 5_500 * count + extra,
            "",
            [f"TOO*JP*{tooth}*{surfaces[count]}"],
        )
    if turn < 0.88:
        code, fee = CROWNS[int(random() * len(CROWNS))]
        return code, fee + extra, "", [f"TOO*JP*{POSTERIOR[int(random() * len(POSTERIOR))]}"]
    if turn < 0.97:
        code, fee = QUADRANT[int(random() * 2)]
        return code, fee + extra, "10203040"[2 * int(random() * 4) :][:2], []
    first = int(random() * 4)
    return *DENTURE, "", [f"TOO*JP*{tooth}" for tooth in POSTERIOR[first : first + 4]]


def _paid_by_another(charge: int, random: float) -> tuple[int, int, int]:
    """What another payer paid, wrote off and left to the patient: together the charge."""
    write_off = charge * int(random * 30) // 100
    left = (charge - write_off) // 5
    return charge - write_off - left, write_off, left


def _adjustments(write_off: int, left: int) -> list[str]:
    segments = [f"CAS*CO*45*{money(write_off)}"] if write_off else []
    return [*segments, f"CAS*PR*2*{money(left)}"] if left else segments


def _other_payer(cast: Cast, patient: Patient, paid: int, adjustments: list[str], left: int) -> list[str]:
    """2320 with 2330A and 2330B; `adjustments` empty where the lines carry them."""
    segments = [f"SBR*P*{patient.relation}*OTH{paid % 89:02d}******CI", *adjustments, f"AMT*D*{money(paid)}"]
    if adjustments and left:
        segments.append(f"AMT*EAF*{money(left)}")
    segments += [
        "OI***Y***Y",
        cast.named("IL", "MI", f"X{paid:08d}"),
        "NM1*PR*2*FOREMOST DENTAL TRUST*****PI*FDT33",
    ]
    if adjustments:
        segments.append(f"DTP*573*D8*{cast.service_days[0]}")
    return segments


class _Lines:
    """The 2400 loops of one claim."""

    def __init__(self, cast: Cast, count: int) -> None:
        self.treatments = [_treatment(cast) for _ in range(count)]
        self.charge = sum(treatment[1] for treatment in self.treatments)

    def segments(
        self, number: str, date: str, pointer: bool, answers: list[tuple[int, int, int]]
    ) -> list[str]:
        """`answers`: what another payer decided on each line, or empty; its 2430 stands behind the line."""
        made: list[str] = []
        for position, (code, charge, cavity, teeth) in enumerate(self.treatments, 1):
            line = f"SV3*AD:{code}*{money(charge)}**{cavity}*{'I' if code in PLACED else ''}*1"
            made += [f"LX*{position}", line + "*****1" if pointer else line, *teeth]
            if date:
                made.append(f"DTP*472*D8*{date}")
            made.append(f"REF*6R*{number}-{position}")
            if answers:
                paid, write_off, left = answers[position - 1]
                made += [
                    f"SVD*FDT33*{money(paid)}*AD:{code}**1",
                    *_adjustments(write_off, left),
                    "DTP*573*D8*20240529",
                ]
                if left:
                    made.append(f"AMT*EAF*{money(left)}")
        return made


def _orthodontics(cast: Cast, claim_id: str) -> Claim:
    """A month of a running orthodontic treatment."""
    random = cast.random.random
    fee = 18_000 + 25 * int(random() * 200)
    date = cast.pick(cast.service_days)
    segments = [
        f"CLM*{claim_id}*{money(fee)}***11:B:1*Y*A*Y*Y",
        "DTP*452*D8*20231016",
        f"DTP*472*D8*{date}",
        f"DN1*24*{1 + int(random() * 22)}",
        f"REF*D9*24155{claim_id}",
        "LX*1",
        f"SV3*AD:D8670*{money(fee)}****1",
        f"REF*6R*{claim_id}-1",
    ]
    return Claim(segments, 1, fee)


def dental_claim(cast: Cast, claim_id: str, patient: Patient) -> Claim:
    """One claim that balances: CLM02 is the sum of its SV302, another payer's answer adds up to it."""
    random = cast.random.random
    if not patient.secondary and random() < 0.03:
        return _orthodontics(cast, claim_id)
    predetermined = not patient.secondary and random() < 0.05
    lines = _Lines(cast, 1 + int(random() * 4))
    date = "" if predetermined else cast.pick(cast.service_days)
    dated_above = random() < 0.3
    diagnosed = random() < 0.15
    segments = [
        f"CLM*{claim_id}*{money(lines.charge)}***11:B:1*Y*A*Y*Y{'**********PB' if predetermined else ''}"
    ]
    if date and dated_above:
        segments.append(f"DTP*472*D8*{date}")
    if random() < 0.08:
        segments.append(f"PWK*RB*EL***AC*NEA{claim_id[1:]}")
    if random() < 0.1:
        segments.append(f"AMT*F5*{money(lines.charge // 10)}")
    segments.append(f"REF*D9*24155{claim_id}")
    if random() < 0.04:
        segments.append("NTE*ADD*TREATMENT BEGUN ELSEWHERE, SEE ATTACHED CHART")
    if diagnosed:
        segments.append(f"HI*ABK:{DIAGNOSES[int(random() * len(DIAGNOSES))]}")
    if random() < 0.05:
        segments.append(cast.named("DN", "XX", cast.pick(cast.npis)))
    if random() < 0.6:
        taxonomy = TAXONOMIES[int(random() * len(TAXONOMIES))]
        segments += [cast.named("82", "XX", cast.pick(cast.npis)), f"PRV*PE*PXC*{taxonomy}"]
    answers: list[tuple[int, int, int]] = []
    if patient.secondary:
        by_line = random() < 0.5
        shares = [_paid_by_another(treatment[1], random()) for treatment in lines.treatments]
        paid, write_off, left = (sum(share[part] for share in shares) for part in range(3))
        segments += _other_payer(cast, patient, paid, [] if by_line else _adjustments(write_off, left), left)
        answers = shares if by_line else []
    segments += lines.segments(claim_id, "" if dated_above else date, diagnosed, answers)
    return Claim(segments, len(lines.treatments), lines.charge)
