"""Inquiries and their answers: 270, 271, 276 and 277 of one payer, one provider and many patients a set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.envelope import Interchange, SetBody
from benchmarks.invented import PAYERS, Cast, day, money

PATIENTS_A_SET = 500
PROCEDURES = ("D0120", "D0274", "D1110", "D2392", "D2740", "D3330", "D4341", "D7140")
SHARES = ("0", ".2", ".5")


@dataclass(frozen=True, slots=True)
class Inquiries:
    """What one kind of file is made of: its set and version, BHT01 and BHT02, a patient's segments.

    `asks_through` is the level between payer and provider that a claim status set has.
    """

    set_id: str
    version: str
    heading: str
    asks_through: bool
    patient: Callable[[Cast, int], list[str]]


def _name(cast: Cast, number: int) -> str:
    name = cast.person()
    return f"NM1*IL*1*{name}{'*' * (5 - name.count('*'))}MI*W{number:09d}"


def _eligibility_inquiry(cast: Cast, number: int) -> list[str]:
    return [
        f"TRN*1*E{number:08d}*9BENCHSEND",
        _name(cast, number),
        f"DMG*D8*{cast.pick(cast.adult_births)}*{'MF'[number % 2]}",
        f"DTP*291*D8*{day(0)}",
        f"EQ*{'35' if number % 3 else '23^24^25^26^39^41'}",
    ]


def _eligibility_response(cast: Cast, number: int) -> list[str]:
    """A member with twenty benefits."""
    left = int(cast.random.random() * 150_000)
    segments = [
        f"TRN*2*E{number:08d}*9BENCHSEND",
        _name(cast, number),
        f"DMG*D8*{cast.pick(cast.adult_births)}*{'MF'[number % 2]}",
        f"DTP*346*D8*{day(155)}",
        "EB*1*IND*35**CHOICE DENTAL",
        "EB*1**23^24^25^26^27^28^36^39^40^41",
        "EB*C*IND*35***23*50*****Y",
        f"EB*C*IND*35***29*{number % 50}*****Y",
        "EB*F*IND*35***23*1500*****Y",
        f"EB*F*IND*35***29*{money(left)}*****Y",
    ]
    for types, share in zip(("23^41", "24^25^26", "27^36^39^40"), SHARES, strict=True):
        segments.append(f"EB*A*IND*{types}***27**{share}****Y")
    for place, procedure in enumerate(PROCEDURES):
        segments += [f"EB*F*IND***********AD:{procedure}", f"HSD*VS*{1 + place % 2}***21*{12 * (1 + place)}"]
    return [*segments, "EB*I*IND*38", "MSG*ONE CROWN FOR EACH TOOTH IN FIVE YEARS", "EB*L*IND*35"]


def _status_inquiry(cast: Cast, number: int) -> list[str]:
    return [
        f"DMG*D8*{cast.pick(cast.adult_births)}*{'MF'[number % 2]}",
        _name(cast, number),
        f"TRN*1*S{number:08d}",
        f"REF*EJ*C{number:08d}",
        f"AMT*T3*{money(5_000 + number % 90_000)}",
        f"DTP*472*D8*{cast.pick(cast.service_days)}",
    ]


def _status_response(cast: Cast, number: int) -> list[str]:
    charge, done = money(5_000 + number % 90_000), cast.pick(cast.service_days)
    return [
        _name(cast, number),
        f"TRN*2*S{number:08d}",
        f"STC*F1:65*{day(2)}**{charge}*{money(4_000)}*{day(3)}**{day(2)}*{number % 90_000 + 10_000}",
        f"REF*1K*EX{number:08d}",
        f"REF*EJ*C{number:08d}",
        f"DTP*472*D8*{done}",
        f"SVC*AD:{PROCEDURES[number % 8]}*{charge}*40****1",
        f"STC*F1:65*{day(2)}",
        f"REF*FJ*C{number:08d}-1",
        f"DTP*472*D8*{done}",
    ]


KINDS = {
    "270": Inquiries("270", "005010X279A1", "0022*13", False, _eligibility_inquiry),
    "271": Inquiries("271", "005010X279A1", "0022*11", False, _eligibility_response),
    "276": Inquiries("276", "005010X212", "0010*13", True, _status_inquiry),
    "277": Inquiries("277", "005010X212", "0010*08", True, _status_response),
}
GROUPS = {"270": "HS", "271": "HB", "276": "HR", "277": "HN"}


class InquiryFile:
    """Fills the sets of one file; a patient counts as a claim."""

    def __init__(self, interchange: Interchange, cast: Cast, kind: Inquiries) -> None:
        self._interchange = interchange
        self._cast = cast
        self._kind = kind

    def fill(self, control_number: str, body: SetBody) -> tuple[str, list[str]]:
        """One set."""
        kind, cast, interchange = self._kind, self._cast, self._interchange
        payer, payer_id = PAYERS[interchange.facts.sets % len(PAYERS)]
        practice = cast.pick(cast.practices)
        levels = ["HL*1**20*1", f"NM1*PR*2*{payer}*****PI*{payer_id}"]
        provider = f"NM1*1P*2*{practice.name}*****XX*{practice.npi}"
        if kind.asks_through:
            levels += ["HL*2*1*21*1", f"NM1*41*2*{practice.name}*****46*BENCHSENDER", "HL*3*2*19*1", provider]
        else:
            levels += ["HL*2*1*21*1", provider]
        body.add(levels)
        parent = 3 if kind.asks_through else 2
        while body.claims < PATIENTS_A_SET and not (body.claims and interchange.full(body)):
            level = f"HL*{parent + 1 + body.claims}*{parent}*22*0"
            interchange.add_claim(
                body, [level, *kind.patient(cast, interchange.facts.claims + 1)], lines=0, charge=0
            )
        purpose = "*DG" if kind.set_id == "277" else ""
        heading = f"BHT*{kind.heading}*B{control_number}*20240603*0915{purpose}"
        return f"ST*{kind.set_id}*{control_number}*{kind.version}", [heading]
