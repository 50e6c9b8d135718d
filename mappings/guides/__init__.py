"""The implementation guides this house holds, one module of rows each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """An element of a set's second segment that tells its guide from others of the same set and version."""

    segment_id: str
    position: int
    codes: tuple[str, ...]

    def stands_in(self, segment: Sequence[str]) -> bool:
        """Whether a segment, given as its id and elements, bears the sign."""
        return (
            len(segment) > self.position
            and segment[0] == self.segment_id
            and segment[self.position] in self.codes
        )


@dataclass(frozen=True, slots=True)
class Head:
    """The title page of a guide: what must be known of it before its rows are read.

    `module` is the module of its rows, `also` the versions that are read as this one. Of several guides of
    one set and version all but the first have a `sign`; the first also reads what bears none.
    """

    name: str
    module: str
    title: str
    set_id: str
    group_id: str
    version: str
    also: tuple[str, ...] = ()
    sign: Sign | None = None


DENTAL_CLAIM = Head(
    "837D", "x224a2", "dental claim", "837", "HC", "005010X224A2", ("005010X224", "005010X224A1")
)
REMITTANCE = Head("835", "x221a1", "remittance advice", "835", "HP", "005010X221A1", ("005010X221",))
ACKNOWLEDGMENT = Head("999", "x231a1", "set acknowledgment", "999", "FA", "005010X231A1", ("005010X231",))
CLAIM_ACKNOWLEDGMENT = Head("277CA", "x214", "claim acknowledgment", "277", "HN", "005010X214")
ELIGIBILITY_INQUIRY = Head(
    "270", "x279a1_270", "eligibility inquiry", "270", "HS", "005010X279A1", ("005010X279",)
)
ELIGIBILITY_RESPONSE = Head(
    "271", "x279a1_271", "eligibility response", "271", "HB", "005010X279A1", ("005010X279",)
)
STATUS_INQUIRY = Head("276", "x212_276", "claim status inquiry", "276", "HR", "005010X212")
STATUS_RESPONSE = Head("277", "x212_277", "claim status response", "277", "HN", "005010X212")
REVIEW_REQUEST = Head("278-request", "x217_request", "review request", "278", "HI", "005010X217")
REVIEW_RESPONSE = Head(
    "278-response", "x217_response", "review response", "278", "HI", "005010X217",
    sign=Sign("BHT", 2, ("11",)),
)

HEADS = (
    DENTAL_CLAIM, REMITTANCE, ACKNOWLEDGMENT, CLAIM_ACKNOWLEDGMENT,
    ELIGIBILITY_INQUIRY, ELIGIBILITY_RESPONSE, STATUS_INQUIRY, STATUS_RESPONSE,
    REVIEW_REQUEST, REVIEW_RESPONSE,
)
