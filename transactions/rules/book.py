"""The book of rules: every numbered edit of the house by id, and how a claim acknowledgment tells it."""

from __future__ import annotations

from edi import rulebook
from edi.findings import Finding, Rule
from transactions.rules.tables import (
    balancing,
    dental,
    duplicates,
    external_codes,
    inquiries,
    reviews,
    segment_codes,
    situations,
)

RULES: dict[str, Rule] = {
    **rulebook.RULES,
    **balancing.RULES,
    **situations.RULES,
    **external_codes.RULES,
    **dental.RULES,
    **inquiries.RULES,
    **reviews.RULES,
    **segment_codes.RULES,
    **duplicates.RULES,
}
"""Every rule of the house."""

ENTITIES = {
    "2000A": "85", "2010AA": "85", "2010AB": "87", "2010AC": "87",
    "2010BA": "IL", "2010BB": "PR", "2010CA": "QC",
    "2310A": "DN", "2310B": "82", "2310C": "77", "2310D": "73", "2310E": "DQ",
    "2420A": "82", "2420B": "73", "2420C": "DQ", "2420D": "77",
    "2320": "PR", "2330A": "GB", "2330B": "PR",
}
"""Whom a claim status speaks of (STC01-3), by the loop of the 837D in which the fault lies.

The acknowledgment has no code for an assistant surgeon: 73, another practitioner, is the nearest.
"""


def claim_status(finding: Finding) -> tuple[str, str, str]:
    """Category, status and entity (or "") for the STC that answers a finding of a claim.

    Raises ValueError for a finding that no STC answers.
    """
    category, _, rest = finding.rule.code.partition(":")
    status, _, entity = rest.partition(":")
    if not status:
        raise ValueError(f"no claim status answers {finding.rule.id}")
    return category, status, ENTITIES.get(finding.place.loop, "") if entity == "*" else entity
