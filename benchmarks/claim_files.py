"""The hierarchy of an 837: billing providers, subscribers, dependents, and the claims under them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.envelope import Interchange, SetBody
from benchmarks.invented import PAYERS, TAXONOMIES, Cast

CLAIMS_A_SET = 2_500


@dataclass(frozen=True, slots=True)
class Patient:
    """Of whom a claim speaks. `relation`: SBR02 of the other payer, which has paid if `secondary`."""

    name: str
    relation: str
    secondary: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim's segments from CLM on, its number of lines, its charge in cents."""

    segments: list[str]
    lines: int
    charge: int


Body = Callable[[Cast, str, Patient], Claim]
"""Makes one claim with the given CLM01."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What an 837 file is made of: ST03, its claims, the share of subscribers whose other payer has paid
    first, and the gender codes, each as often as it stands there."""

    version: str
    body: Body
    secondary: float = 0.0
    genders: str = "MF"


class ClaimFile:
    """Fills the sets of one 837 file."""

    def __init__(self, interchange: Interchange, cast: Cast, claims: Claims) -> None:
        self._interchange = interchange
        self._cast = cast
        self._random = cast.random.random
        self._kind = claims
        self._level = 0

    def fill(self, control_number: str, body: SetBody) -> tuple[str, list[str]]:
        """One set of billing providers with their subscribers."""
        self._level = 0
        while self._open(body):
            self._billing_provider(body)
        header = [
            f"BHT*0019*00*B240603{control_number}*20240603*0915*CH",
            "NM1*41*2*BENCH CLEARING*****46*BENCHSENDER",
            "PER*IC*EDI DESK*TE*8005550150",
            "NM1*40*2*BENCH RECEIVER*****46*BENCHRECEIVER",
        ]
        return f"ST*837*{control_number}*{self._kind.version}", header

    def _open(self, body: SetBody) -> bool:
        return body.claims < CLAIMS_A_SET and not (body.claims and self._interchange.full(body))

    def _next_level(self) -> int:
        self._level += 1
        return self._level

    def _billing_provider(self, body: SetBody) -> None:
        cast, level = self._cast, self._next_level()
        practice = cast.practices[int(self._random() * len(cast.practices))]
        body.add(
            [
                f"HL*{level}**20*1",
                f"PRV*BI*PXC*{TAXONOMIES[level % len(TAXONOMIES)]}",
                f"NM1*85*2*{practice.name}*****XX*{practice.npi}",
                practice.street,
                practice.town,
                f"REF*EI*{practice.tax_id}",
                "PER*IC*FRONT DESK*TE*8005550151",
            ]
        )
        for _ in range(20 + int(self._random() * 80)):
            self._subscriber(body, level)
            if not self._open(body):
                return

    def _subscriber(self, body: SetBody, parent: int) -> None:
        random, cast, level = self._random, self._cast, self._next_level()
        name, secondary = cast.person(), random() < self._kind.secondary
        depends = random() < 0.3
        payer, payer_id = PAYERS[int(random() * len(PAYERS))]
        segments = [
            f"HL*{level}*{parent}*22*{'1' if depends else '0'}",
            f"SBR*{'S' if secondary else 'P'}*{'' if depends else '18'}*GRP{level % 97:03d}******CI",
            f"NM1*IL*1*{name}{'*' * (5 - name.count('*'))}MI*W{level % 89_989:09d}",
        ]
        if not depends:
            segments += self._at_home(cast.adult_births)
        segments.append(f"NM1*PR*2*{payer}*****PI*{payer_id}")
        body.add(segments)
        if not depends:
            self._claims(body, Patient(name, "18", secondary))
            return
        for _ in range(1 + int(random() * 2)):
            self._dependent(body, level, secondary)

    def _dependent(self, body: SetBody, parent: int, secondary: bool) -> None:
        cast, level, name = self._cast, self._next_level(), self._cast.person()
        relation = "19" if self._random() < 0.75 else "01"
        births = cast.child_births if relation == "19" else cast.adult_births
        segments = [
            f"HL*{level}*{parent}*23*0",
            f"PAT*{relation}",
            f"NM1*QC*1*{name}",
            *self._at_home(births),
        ]
        body.add(segments)
        self._claims(body, Patient(name, relation, secondary))

    def _at_home(self, births: list[str]) -> list[str]:
        gender = self._kind.genders[int(self._random() * len(self._kind.genders))]
        return [*self._cast.home(), f"DMG*D8*{self._cast.pick(births)}*{gender}"]

    def _claims(self, body: SetBody, patient: Patient) -> None:
        for _ in range(1 + int(self._random() * 1.25)):
            claim = self._kind.body(self._cast, f"C{self._interchange.facts.claims + 1:08d}", patient)
            self._interchange.add_claim(body, claim.segments, claim.lines, claim.charge)
