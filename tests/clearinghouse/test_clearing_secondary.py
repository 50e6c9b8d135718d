"""Secondary claims: what the first payer's 835 decided stands in the claim for the next, and balances."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from clearing_files import Answer, Person, claim, claims_file, dental_set, file, remittance
from clearing_places import Place

from clearinghouse.claim_children import Made
from clearinghouse.coverages import Coverage
from clearinghouse.errors import HouseError
from clearinghouse.secondary import make_secondary
from store import claims

TWO_LINES = [
    "LX*1", "SV3*AD:D0120*100****1", "REF*6R*L1", "LX*2", "SV3*AD:D0140*60****2", "REF*6R*L2",
]
WEST = [
    "SBR*S*18*GRP9******CI", "OI***Y***Y", "NM1*IL*1*MARLOW*JUNE****MI*WX200",
    "NM1*PR*2*WEST EXAMPLE PLAN*****PI*WST01",
]
LINES = [
    "SVC*AD:D0120*100*80**1", "DTM*472*20260302", "CAS*CO*45*5", "CAS*PR*2*15", "REF*6R*L1",
    "SVC*AD:D0140*60*40**2", "DTM*472*20260302", "CAS*PR*1*20", "REF*6R*L2",
]


@dataclass
class ByLine(Answer):
    """An answer with lines; `own` are the adjustments of the claim."""

    lines: list[str] = field(default_factory=lambda: LINES)
    own: list[str] = field(default_factory=list)

    def segments(self) -> list[str]:
        money = f"{self.charge}*{self.paid}*{self.patient or ''}"
        head = f"CLP*{self.claim_id}*{self.status}*{money}*12*{self.number}"
        name = "NM1*QC*1*MARLOW*JUNE****MI*XD1000001"
        return [f"{head}*11*1", *self.own, name, f"DTM*232*{self.day}", *self.lines]


def sent_claim(place: Place, *more: str) -> None:
    """A claim of two lines, sent to its first payer."""
    place.take("oak", claims_file(["CLM*C1*160***11:B:1*Y*A*Y*Y", "DTP*472*D8*20260302", *more, *TWO_LINES]))


def wire(place: Place, made: Made) -> list[str]:
    """The claim as it was written, from its subscriber on."""
    assert made.claim is not None, [(one.rule.id, one.place.path) for one in made.after]
    (own,) = [one for one in place.files(direction="in") if one.id == made.claim.file]
    with place.house.store.archive.open(own.sha256) as stream:
        lines = stream.read().decode("latin-1").split("~")
    start = next(at for at, line in enumerate(lines) if line.startswith("SBR*"))
    return lines[start : next(at for at, line in enumerate(lines) if line.startswith("SE*"))]


def test_decided_line_by_line_and_the_coverage_stands_in_the_claim(place: Place) -> None:
    sent_claim(place, "REF*G1*PA1", *WEST)
    place.take("delta", remittance("EFT1", ByLine("C1", 160, 120, 35)))
    made = make_secondary(place.house, None, 1, "west")
    assert wire(place, made) == [
        "SBR*S*18*GRP9******CI",
        "NM1*IL*1*MARLOW*JUNE****MI*WX200",
        "N3*7 BIRCH LANE",
        "N4*MADISON*WI*53704",
        "DMG*D8*19840213*F",
        "NM1*PR*2*WEST EXAMPLE PLAN*****PI*WST01",
        "CLM*C1*160***11:B:1*Y*A*Y*Y",
        "DTP*472*D8*20260302",
        "SBR*P*18*GRP100******CI",
        "AMT*D*120",
        "OI***Y***Y",
        "NM1*IL*1*MARLOW*JUNE****MI*XD1000001",
        "N3*7 BIRCH LANE",
        "N4*MADISON*WI*53704",
        "NM1*PR*2*EXAMPLE DENTAL PLAN*****PI*DLT01",
        "REF*G1*PA1",
        "REF*F8*EX1",
        "LX*1",
        "SV3*AD:D0120*100****1",
        "REF*6R*L1",
        "SVD*DLT01*80*AD:D0120**1",
        "CAS*CO*45*5",
        "CAS*PR*2*15",
        "DTP*573*D8*20260310",
        "AMT*EAF*15",
        "LX*2",
        "SV3*AD:D0140*60****2",
        "REF*6R*L2",
        "SVD*DLT01*40*AD:D0140**2",
        "CAS*PR*1*20",
        "DTP*573*D8*20260310",
        "AMT*EAF*20",
    ]
    assert made.claim is not None
    assert (made.claim.parent, made.claim.origin, made.claim.payer, made.claim.state) == (
        1, "secondary", "WST01", "accepted"
    )
    place.run()
    assert [one.state for one in place.claims()] == ["paid", "sent"]
    (batch,) = place.got("west", "837D")
    assert "~SVD*DLT01*40*AD:D0140**2~CAS*PR*1*20~" in batch
    with pytest.raises(HouseError, match="has its claim for west already: 2, sent"):
        make_secondary(place.house, None, 1, "west")


def test_decided_as_a_whole_and_the_coverage_is_told(place: Place) -> None:
    sent_claim(place)
    place.take("delta", remittance("EFT1", Answer("C1", 160, 120, 35)))
    with pytest.raises(HouseError, match="tell the insured's id there with --member"):
        make_secondary(place.house, "oak", 1, "west")
    lines = wire(place, make_secondary(place.house, "oak", 1, "west", Coverage("WX9", "G7")))
    assert lines[:2] == ["SBR*S*18*G7******CI", "NM1*IL*1*MARLOW*JUNE****MI*WX9"]
    at = lines.index("SBR*P*18*GRP100******CI")
    assert lines[at : at + 13] == [
        "SBR*P*18*GRP100******CI", "CAS*CO*45*5", "CAS*PR*2*35", "AMT*D*120", "AMT*EAF*35", "OI***Y***Y",
        "NM1*IL*1*MARLOW*JUNE****MI*XD1000001", "N3*7 BIRCH LANE", "N4*MADISON*WI*53704",
        "NM1*PR*2*EXAMPLE DENTAL PLAN*****PI*DLT01", "DTP*573*D8*20260310", "REF*F8*EX1", "LX*1",
    ]
    assert not any(line.startswith("SVD") for line in lines)


def test_a_denied_claim_goes_to_the_next_payer_too(place: Place) -> None:
    sent_claim(place, *WEST)
    place.take("delta", remittance("EFT1", Answer("C1", 160, 0, status="4")))
    assert place.states() == {"C1": "denied"}
    lines = wire(place, make_secondary(place.house, None, 1, "west"))
    assert "AMT*D*0" in lines
    assert "CAS*CO*45*160" in lines


def test_a_child_that_the_other_parent_insures(place: Place) -> None:
    spouse = [
        "SBR*S*19*GRP9******CI", "OI***Y***Y", "NM1*IL*1*REED*ADA****MI*WX300", "N3*1 ELM ROAD",
        "N4*MADISON*WI*53704", "NM1*PR*2*WEST EXAMPLE PLAN*****PI*WST01",
    ]
    own = claim("C1", "100", "20260302", *spouse)
    place.take("oak", file(dental_set(Person("XD1", "MARLOW", "JUNE", (), {"PIP": [own]}))))
    place.take("delta", remittance("EFT1", Answer("C1", 100, 60, 40)))
    lines = wire(place, make_secondary(place.house, None, 1, "west"))
    assert lines[:12] == [
        "SBR*S**GRP9******CI", "NM1*IL*1*REED*ADA****MI*WX300", "N3*1 ELM ROAD", "N4*MADISON*WI*53704",
        "NM1*PR*2*WEST EXAMPLE PLAN*****PI*WST01", "HL*3*2*23*0", "PAT*19", "NM1*QC*1*MARLOW*PIP",
        "N3*7 BIRCH LANE", "N4*MADISON*WI*53704", "DMG*D8*20150511*M", "CLM*C1*100***11:B:1*Y*A*Y*Y",
    ]
    assert "SBR*P*19*GRP100******CI" in lines


def test_a_spouse_that_is_insured_there_herself(place: Place) -> None:
    """The dependent of the first coverage is the subscriber of the second."""
    own = claim("C1", "100", "20260302", *WEST[:2], "NM1*IL*1*MARLOW*PIP****MI*WX400", WEST[3])
    place.take("oak", file(dental_set(Person("XD1", "MARLOW", "JUNE", (), {"PIP": [own]}))))
    place.take("delta", remittance("EFT1", Answer("C1", 100, 60, 40)))
    lines = wire(place, make_secondary(place.house, None, 1, "west"))
    assert lines[:7] == [
        "SBR*S*18*GRP9******CI", "NM1*IL*1*MARLOW*PIP****MI*WX400", "N3*7 BIRCH LANE", "N4*MADISON*WI*53704",
        "DMG*D8*20150511*M", "NM1*PR*2*WEST EXAMPLE PLAN*****PI*WST01", "CLM*C1*100***11:B:1*Y*A*Y*Y",
    ]
    assert "PAT*19" not in lines


def test_what_is_not_decided_or_taken_back_is_refused(place: Place) -> None:
    sent_claim(place, *WEST)
    with pytest.raises(HouseError, match="claim 1 is sent: its payer has not decided it"):
        make_secondary(place.house, None, 1, "west")
    place.take("delta", remittance("EFT1", Answer("C1", 160, 120, 35)))
    place.take("delta", remittance("EFT2", Answer("C1", -160, -120, -35, status="22"), Answer("X", 200, 200),
                                   number=802))
    assert place.states() == {"C1": "reversed"}
    with pytest.raises(HouseError, match="or took back what it decided"):
        make_secondary(place.house, None, 1, "west")
    place.take("delta", remittance("EFT3", Answer("C1", 160, 100, 60), number=803))
    lines = wire(place, make_secondary(place.house, None, 1, "west"))
    assert ("AMT*D*100" in lines, "AMT*D*120" in lines) == (True, False)


def test_two_decisions_that_stand_are_refused(place: Place) -> None:
    sent_claim(place, *WEST)
    place.take("delta", remittance("EFT1", Answer("C1", 160, 120, 35)))
    place.take("delta", remittance("EFT2", Answer("C1", 160, 20, 35), number=802))
    with pytest.raises(HouseError, match="2 decisions on claim 1 stand, of payments EFT1, EFT2"):
        make_secondary(place.house, None, 1, "west")


@pytest.mark.parametrize(
    ("lines", "paid", "patient", "own", "says"),
    [
        (LINES[:5], 80, 15, ["CAS*CO*45*60"], ""),
        (
            ["SVC*AD:D0999*160*120**1", "DTM*472*20260302", "CAS*PR*2*40"], 120, 40, [],
            "line 1 of the primary's 835 is no line of the claim",
        ),
        (
            ["SVC*AD:D0120*160*120**1", "DTM*472*20260302", "CAS*PR*2*40", "REF*6R*L1"], 120, 40, [],
            "decided on line 1 does not balance",
        ),
    ],
)
def test_what_does_not_balance_is_refused(
    place: Place, lines: list[str], paid: int, patient: int, own: list[str], says: str
) -> None:
    sent_claim(place, *WEST)
    charge = 100 if not says else 160
    place.take("delta", remittance("EFT1", ByLine("C1", charge, paid, patient, lines=lines,
                                                  own=own if says else [])))
    with pytest.raises(HouseError, match=says or "the charge in the primary's 835 is not the claim's"):
        make_secondary(place.house, None, 1, "west")
    assert len(place.claims()) == 1


def test_a_payer_s_lines_without_our_numbers(place: Place) -> None:
    """They are found by procedure and charge."""
    place.take("oak", claims_file([
        "CLM*C1*160***11:B:1*Y*A*Y*Y", "DTP*472*D8*20260302", *WEST, "LX*1", "SV3*AD:D0120*100****1", "LX*2",
        "SV3*AD:D0140*60****2",
    ]))
    swapped = [*LINES[5:8], *LINES[:4]]
    place.take("delta", remittance("EFT1", ByLine("C1", 160, 120, 35, lines=swapped)))
    lines = wire(place, make_secondary(place.house, None, 1, "west"))
    at = lines.index("LX*2")
    assert lines[at + 2] == "SVD*DLT01*40*AD:D0140**2"


def test_who_may_not_be_the_second(place: Place) -> None:
    sent_claim(place, *WEST)
    place.take("delta", remittance("EFT1", Answer("C1", 160, 120, 35)))
    with pytest.raises(HouseError, match=r"has no payer 'east'; there are: delta, west"):
        make_secondary(place.house, None, 1, "east")
    with pytest.raises(HouseError, match="claim 1 went to delta already"):
        make_secondary(place.house, None, 1, "delta")
    with pytest.raises(HouseError, match="no claim 1 of account elm"):
        make_secondary(place.house, "elm", 1, "west")
    with place.house.store.read() as ledger:
        assert claims.children(ledger, 1) == []
