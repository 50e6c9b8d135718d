"""Plain professional claims (837P): the stand-in for the peers that have no dental guide."""

from __future__ import annotations

from benchmarks.claim_files import Claim, Patient
from benchmarks.invented import Cast, money

VERSION = "005010X222A1"
VERSION_X12SDK = "005010X222A2"
"""The only 837P version x12sdk knows."""

VISITS = (("99213", 12_500), ("99214", 18_750), ("87070", 3_225), ("86663", 2_900), ("71046", 9_475))
DIAGNOSES = ("J0190", "J209", "M545", "R0600")


def professional_claim(cast: Cast, claim_id: str, patient: Patient) -> Claim:
    """One claim of the same shape and length as a dental one."""
    random = cast.random.random
    count = 1 + int(random() * 4)
    visits = [VISITS[int(random() * len(VISITS))] for _ in range(count)]
    charge = sum(fee for _, fee in visits)
    date = cast.pick(cast.service_days)
    segments = [
        f"CLM*{claim_id}*{money(charge)}***11:B:1*Y*A*Y*Y",
        f"REF*D9*24155{claim_id}",
        f"HI*ABK:{DIAGNOSES[int(random() * len(DIAGNOSES))]}",
    ]
    if random() < 0.6:
        segments += [cast.named("82", "XX", cast.pick(cast.npis)), "PRV*PE*PXC*207Q00000X"]
    for position, (code, fee) in enumerate(visits, 1):
        segments += [
            f"LX*{position}",
            f"SV1*HC:{code}*{money(fee)}*UN*1***1",
            f"DTP*472*D8*{date}",
            f"REF*6R*{claim_id}-{position}",
        ]
    return Claim(segments, count, charge)
