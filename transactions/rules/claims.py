"""The business edits of a dental claim (SNIP 3 to 6): balance, situations, external codes, teeth."""

from __future__ import annotations

from datetime import date

from edi.envelope import Unit
from edi.findings import Finding
from transactions.claim_parties import BillingProvider
from transactions.dental_claim import DentalClaim, ServiceLine
from transactions.rules.broken import Broken, findings_of
from transactions.rules.claim_balance import balance_lines, balance_other_payers
from transactions.rules.claim_codes import (
    check_billing,
    check_claim_lists,
    check_line_providers,
    check_other_payer_codes,
    check_people,
    check_providers,
)
from transactions.rules.claim_days import (
    check_births,
    check_decisions,
    check_line_placements,
    check_placements,
    check_service,
    first_service,
)
from transactions.rules.claim_situations import (
    check_accident,
    check_claim_head,
    check_identified,
    check_identified_lines,
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
    return ClaimCheck(today, lists, edits or edits_on(today)).findings(claim, unit)


class ClaimCheck:
    """The edits of dental claims, one after the other: what several share is looked at once.

    `today` is the day of the submitter's clock; `edits` are those looked for.
    """

    def __init__(self, today: date, lists: Lists, edits: Edits) -> None:
        self.today = today
        self.lists = lists
        self.edits = edits
        self._billing: BillingProvider | None = None
        self._billing_broken: list[Broken] = []

    def findings(self, claim: DentalClaim, unit: Unit) -> list[Finding]:
        """The findings of one claim, read from that unit."""
        broken = self.faults(claim)
        return findings_of(broken, unit, self.edits.rules) if broken else []

    def faults(self, claim: DentalClaim) -> list[Broken]:
        """What is wrong with a claim, without the places.

        A claim that a fault of syntax keeps from being read whole (`unread`) is not judged.
        """
        broken: list[Broken] = []
        if claim.unread:
            return broken
        today, lists = self.today, self.lists
        served = first_service(claim)
        plain = are_plain(claim.lines)
        balance_lines(claim, broken)
        check_service_days(claim, broken)
        check_claim_head(claim, broken)
        if claim.accident_causes or claim.accident_date is not None or claim.accident_state:
            check_accident(claim, broken)
        check_subscriber(claim, broken)
        check_identified(claim, broken)
        if not plain:
            check_identified_lines(claim, broken)
        check_turn(claim, broken)
        check_line_situations(claim, broken)
        if claim.other_payers:
            balance_other_payers(claim, broken)
            check_other_payers(claim, broken)
            check_other_payer_codes(claim, lists, broken)
            check_decisions(claim, served, today, broken)
        elif not plain:
            check_result_payers(claim, set(), broken)
        if claim.billing is not self._billing:
            self._billing, self._billing_broken = claim.billing, []
            check_billing(claim.billing, lists, self._billing_broken)
        broken += self._billing_broken
        check_people(claim, broken)
        check_providers(claim, lists, broken)
        if not plain:
            check_line_providers(claim, lists, broken)
        check_claim_lists(claim, served, lists, broken)
        check_service(claim, today, broken)
        check_births(claim, served, today, broken)
        check_placements(claim, served, today, broken)
        if not plain:
            check_line_placements(claim, served, today, broken)
        check_teeth(claim, broken)
        for check in self.edits.claim_checks:
            check(claim, broken)
        return broken


def are_plain(lines: list[ServiceLine]) -> bool:
    """Whether no line tells dentists of its own, placements, or results of other payers: most do not.

    The checks of these need not look at them.
    """
    for line in lines:
        if (
            line.rendering is not None
            or line.assistant is not None
            or line.supervising is not None
            or line.facility is not None
            or line.appliance_date is not None
            or line.prior_placement is not None
            or line.prior_placement_estimated is not None
            or line.adjudications
        ):
            return False
    return True
