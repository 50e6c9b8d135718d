"""The business edits of a dental claim (SNIP 3 to 6): balance, situations, external codes, teeth."""

from __future__ import annotations

from datetime import date

from edi.envelope import Unit
from edi.findings import Finding
from transactions.dental_claim import DentalClaim
from transactions.rules.broken import Broken, findings_of
from transactions.rules.claim_balance import balance_lines, balance_other_payers
from transactions.rules.claim_codes import (
    check_billing,
    check_claim_lists,
    check_other_payer_codes,
    check_people,
    check_providers,
)
from transactions.rules.claim_days import (
    check_births,
    check_decisions,
    check_placements,
    check_service,
    first_service,
)
from transactions.rules.claim_situations import (
    check_accident,
    check_claim_head,
    check_identified,
    check_service_days,
    check_subscriber,
)
from transactions.rules.claim_teeth import check_teeth
from transactions.rules.coverage_situations import check_other_payers, check_result_payers, check_turn
from transactions.rules.edits import Edits, edits_on
from transactions.rules.line_situations import check_line_situations
from transactions.rules.lists import OURS, Lists


def check_claim(
    claim: DentalClaim, unit: Unit, today: date, lists: Lists = OURS, edits: Edits | None = None
) -> list[Finding]:
    """The findings of one claim, read from that unit; `today` is the day of the submitter's clock.

    `edits` are those looked for, by default the ones in force today.
    """
    edits = edits or edits_on(today)
    broken = claim_faults(claim, today, lists, edits)
    return findings_of(broken, unit, edits.rules) if broken else []


def claim_faults(claim: DentalClaim, today: date, lists: Lists, edits: Edits) -> list[Broken]:
    """What is wrong with a claim, without the places.

    A claim that a fault of syntax keeps from being read whole (`unread`) is not judged.
    """
    broken: list[Broken] = []
    if claim.unread:
        return broken
    served = first_service(claim)
    balance_lines(claim, broken)
    check_service_days(claim, broken)
    check_claim_head(claim, broken)
    if claim.accident_causes or claim.accident_date is not None or claim.accident_state:
        check_accident(claim, broken)
    check_subscriber(claim, broken)
    check_identified(claim, broken)
    check_turn(claim, broken)
    check_line_situations(claim, broken)
    if claim.other_payers:
        balance_other_payers(claim, broken)
        check_other_payers(claim, broken)
        check_other_payer_codes(claim, lists, broken)
        check_decisions(claim, served, today, broken)
    elif any(line.adjudications for line in claim.lines):
        check_result_payers(claim, set(), broken)
    check_billing(claim.billing, lists, broken)
    check_people(claim, broken)
    check_providers(claim, lists, broken)
    check_claim_lists(claim, served, lists, broken)
    check_service(claim, today, broken)
    check_births(claim, served, today, broken)
    check_placements(claim, served, today, broken)
    check_teeth(claim, broken)
    for check in edits.claim_checks:
        check(claim, broken)
    return broken
