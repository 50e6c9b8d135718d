"""The sums and counts of an 835 that stand beside the balance: TS3, TS2 and MIA, as Medicare uses them.

Amounts are dollars; counts are days, visits or claims.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from transactions.binding import Fact, at, fold


class ProviderTotals(Fact, frozen=True):
    """TS3: the claims of one provider and facility type within a remittance."""

    provider: Annotated[str, at("01")]
    facility_type: Annotated[str, at("02")]
    fiscal_year_end: Annotated[date | None, at("03")]
    claims: Annotated[Decimal, at("04")]
    charge: Annotated[Decimal, at("05")]
    secondary_payer: Annotated[Decimal | None, at("13")] = None
    non_laboratory_charge: Annotated[Decimal | None, at("15")] = None
    reportable_charge: Annotated[Decimal | None, at("17")] = None
    payable: Annotated[Decimal | None, at("18")] = None
    professional_component: Annotated[Decimal | None, at("20")] = None
    secondary_liability_met: Annotated[Decimal | None, at("21")] = None
    patient_reimbursement: Annotated[Decimal | None, at("22")] = None
    interim_claims: Annotated[Decimal | None, at("23")] = None
    interim_adjustment: Annotated[Decimal | None, at("24")] = None


class InpatientTotals(Fact, frozen=True):
    """TS2: the inpatient stays among them."""

    group_amount: Annotated[Decimal | None, at("01")] = None
    federal_amount: Annotated[Decimal | None, at("02")] = None
    hospital_amount: Annotated[Decimal | None, at("03")] = None
    disproportionate_share: Annotated[Decimal | None, at("04")] = None
    capital: Annotated[Decimal | None, at("05")] = None
    indirect_education: Annotated[Decimal | None, at("06")] = None
    outlier_days: Annotated[Decimal | None, at("07")] = None
    day_outlier: Annotated[Decimal | None, at("08")] = None
    cost_outlier: Annotated[Decimal | None, at("09")] = None
    average_stay: Annotated[Decimal | None, at("10")] = None
    discharges: Annotated[Decimal | None, at("11")] = None
    cost_report_days: Annotated[Decimal | None, at("12")] = None
    covered_days: Annotated[Decimal | None, at("13")] = None
    noncovered_days: Annotated[Decimal | None, at("14")] = None
    pass_through: Annotated[Decimal | None, at("15")] = None
    average_weight: Annotated[Decimal | None, at("16")] = None
    capital_federal: Annotated[Decimal | None, at("17")] = None
    capital_hospital: Annotated[Decimal | None, at("18")] = None
    capital_share: Annotated[Decimal | None, at("19")] = None


class InpatientRemarks(Fact, frozen=True):
    """MIA: remark codes about an inpatient claim, and its amounts."""

    covered_days: Annotated[Decimal, at("01")]
    operating_outlier: Annotated[Decimal | None, at("02")] = None
    psychiatric_days: Annotated[Decimal | None, at("03")] = None
    group_amount: Annotated[Decimal | None, at("04")] = None
    remarks: Annotated[tuple[str, ...], fold("", (5, 20, 21, 22, 23))] = ()
    disproportionate_share: Annotated[Decimal | None, at("06")] = None
    pass_through: Annotated[Decimal | None, at("07")] = None
    capital: Annotated[Decimal | None, at("08")] = None
    capital_federal: Annotated[Decimal | None, at("09")] = None
    capital_hospital: Annotated[Decimal | None, at("10")] = None
    capital_share: Annotated[Decimal | None, at("11")] = None
    old_capital: Annotated[Decimal | None, at("12")] = None
    capital_education: Annotated[Decimal | None, at("13")] = None
    hospital_amount: Annotated[Decimal | None, at("14")] = None
    cost_report_days: Annotated[Decimal | None, at("15")] = None
    federal_amount: Annotated[Decimal | None, at("16")] = None
    capital_outlier: Annotated[Decimal | None, at("17")] = None
    indirect_education: Annotated[Decimal | None, at("18")] = None
    professional_component: Annotated[Decimal | None, at("19")] = None
    capital_exception: Annotated[Decimal | None, at("24")] = None
