"""Dental remittances (835, 005010X221A1) that balance: line, claim, payment."""

from __future__ import annotations

from benchmarks.envelope import Interchange, SetBody
from benchmarks.invented import PAYERS, Cast, Practice, money

VERSION = "005010X221A1"
CLAIMS_A_SET = 2_000
CLAIMS_A_HEADER = 100

PROCEDURES = (
    ("D0120", 6_500), ("D0150", 11_200), ("D0210", 16_800), ("D0274", 8_450), ("D1110", 12_900),
    ("D1206", 5_275), ("D2140", 18_700), ("D2392", 31_250), ("D2740", 142_500), ("D2950", 36_900),
    ("D3330", 139_999), ("D4341", 29_600), ("D5214", 214_000), ("D7140", 24_150), ("D8670", 21_000),
)  # fmt: skip
DENIALS = (
    ("CO", "97", "N19"),
    ("PR", "119", "N362"),
    ("PR", "204", "N130"),
    ("CO", "18", "N522"),
    ("PR", "96", "M127"),
)


class _Line:
    """A service line's answer, in cents."""

    __slots__ = ("adjustments", "allowed", "charge", "code", "paid", "remark")

    def __init__(self, code: str, charge: int) -> None:
        self.code = code
        self.charge = charge
        self.allowed = charge
        self.paid = 0
        self.remark = ""
        self.adjustments: list[tuple[str, str, int]] = []

    def deny(self, group: str, reason: str, remark: str) -> None:
        """Nothing is paid."""
        self.allowed = 0
        self.remark = remark
        self.adjustments.append((group, reason, self.charge))

    def price(self, discount: int, deductible: int, share: int, predetermined: bool) -> None:
        """Contractual discount and coinsurance in hundredths, the deductible in cents."""
        write_off = self.charge * discount // 100
        self.allowed = self.charge - write_off
        deductible = min(deductible, self.allowed)
        coinsurance = (self.allowed - deductible) * share // 100
        self.paid = self.allowed - deductible - coinsurance
        if write_off:
            self.adjustments.append(("CO", "45", write_off))
        if deductible:
            self.adjustments.append(("PR", "1", deductible))
        if coinsurance:
            self.adjustments.append(("PR", "2", coinsurance))
        if predetermined and self.paid:
            self.adjustments.append(("OA", "101", self.paid))
            self.paid = 0

    def patient_share(self) -> int:
        """What the payer leaves to the patient."""
        return sum(amount for group, _, amount in self.adjustments if group == "PR")


def _adjustment_segments(adjustments: list[tuple[str, str, int]], sign: int) -> list[str]:
    """One CAS per group, in the order the groups came."""
    groups: dict[str, str] = {}
    for group, reason, amount in adjustments:
        part = f"{reason}*{money(sign * amount)}"
        groups[group] = f"{groups[group]}**{part}" if group in groups else f"CAS*{group}*{part}"
    return list(groups.values())


def _line_segments(line: _Line, date: str, number: int, sign: int) -> list[str]:
    charge, paid = money(sign * line.charge), money(sign * line.paid)
    segments = [f"SVC*AD:{line.code}*{charge}*{paid}**1"]
    if date:
        segments.append(f"DTM*472*{date}")
    segments += _adjustment_segments(line.adjustments, sign)
    segments.append(f"REF*6R*{number}")
    if line.allowed:
        segments.append(f"AMT*B6*{money(sign * line.allowed)}")
    if line.remark:
        segments.append(f"LQ*HE*{line.remark}")
    return segments


class RemittanceFile:
    """Fills the sets of one 835 file."""

    def __init__(self, interchange: Interchange, cast: Cast) -> None:
        self._interchange = interchange
        self._cast = cast
        self._random = cast.random.random

    def fill(self, control_number: str, body: SetBody) -> tuple[str, list[str]]:
        """One payment: as many claims as a set takes, then its header, whose amount is their sum."""
        practice = self._cast.practices[int(self._random() * len(self._cast.practices))]
        while body.claims < CLAIMS_A_SET and not (body.claims and self._interchange.full(body)):
            if body.claims % CLAIMS_A_HEADER == 0:
                body.add([f"LX*{body.claims // CLAIMS_A_HEADER + 1}"])
            self._claim(body)
        withheld = 0
        if self._random() < 0.7:
            withheld = int(self._random() * 9_000) - 2_000
            reason = "WO" if withheld > 0 else "L6"
            body.add([f"PLB*{practice.npi}*20241231*{reason}:PLB{control_number}*{money(withheld)}"])
        return f"ST*835*{control_number}", self._header(control_number, practice, body.paid - withheld)

    def _header(self, control_number: str, practice: Practice, amount: int) -> list[str]:
        payer, payer_id = PAYERS[int(self._random() * len(PAYERS))]
        street, town = self._cast.home()
        return [
            f"BPR*I*{money(amount)}*C*ACH*CCP*01*999999992*DA*4400012345*1999888777**01*999999992*DA*{practice.tax_id}"
            "*20240603",
            f"TRN*1*EFT24155{control_number}*1999888777",
            f"REF*EV*{payer_id}{control_number}",
            "DTM*405*20240602",
            f"N1*PR*{payer}",
            street,
            town,
            f"REF*2U*{payer_id}",
            "PER*CX*PROVIDER SERVICES*TE*8005550142",
            "PER*BL*EDI SUPPORT*TE*8005550143*EM*EDI@EXAMPLE.INVALID",
            f"N1*PE*{practice.name}*XX*{practice.npi}",
            practice.street,
            practice.town,
            f"REF*TJ*{practice.tax_id}",
        ]

    def _lines(self, status: str) -> list[_Line]:
        random = self._random
        deductible = 5_000 if random() < 0.25 else 0
        lines = []
        for _ in range(1 + int(random() * 4)):
            code, fee = PROCEDURES[int(random() * len(PROCEDURES))]
            line = _Line(code, fee + 25 * int(random() * 80))
            if status == "4" or random() < 0.07:
                line.deny(*DENIALS[int(random() * len(DENIALS))])
            else:
                line.price(int(random() * 35), deductible, (0, 20, 20, 50)[int(random() * 4)], status == "25")
                deductible = 0
            lines.append(line)
        return lines

    def _status(self) -> str:
        turn = self._random()
        for limit, status in ((0.84, "1"), (0.90, "2"), (0.96, "4"), (0.985, "25")):
            if turn < limit:
                return status
        return "22"

    def _claim(self, body: SetBody) -> None:
        status = self._status()
        sign = -1 if status == "22" else 1
        lines = self._lines(status)
        charge = sum(line.charge for line in lines)
        paid = sum(line.paid for line in lines)
        earlier = paid // 2 if status == "2" else 0
        paid -= earlier
        share = 0 if sign < 0 else sum(line.patient_share() for line in lines)
        number = self._interchange.facts.claims + 1
        segments = [
            f"CLP*P{number:08d}*{status}*{money(sign * charge)}*{money(sign * paid)}"
            f"*{money(share) if share else ''}*12*24{number:09d}*11*1"
        ]
        if earlier:
            segments.append(f"CAS*OA*23*{money(earlier)}")
        service_day = "" if status == "25" else self._cast.pick(self._cast.service_days)
        segments += self._claim_parties(number, service_day)
        segments.append(f"AMT*AU*{money(sign * sum(line.allowed for line in lines))}")
        for position, line in enumerate(lines, 1):
            segments += _line_segments(line, service_day, 100 * (number % 100_000) + position, sign)
        self._interchange.add_claim(body, segments, len(lines), sign * charge, sign * paid)

    def _claim_parties(self, number: int, service_day: str) -> list[str]:
        random, cast = self._random, self._cast
        member = f"M{number % 99_991:06d}"
        segments = [cast.named("QC", "MI", member + "01")]
        if random() < 0.3:
            segments.append(cast.named("IL", "MI", member))
        if random() < 0.6:
            segments.append(cast.named("82", "XX", cast.pick(cast.npis)))
        if random() < 0.05:
            segments.append("MOA***MA18")
        if random() < 0.2:
            segments.append(f"REF*1L*GRP{number % 83:03d}")
        if service_day:
            segments.append(f"DTM*232*{service_day}")
        segments.append("DTM*050*20240528")
        return segments
