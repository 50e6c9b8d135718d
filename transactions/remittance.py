"""The remittance advice (835, 005010X221A1) as business data: what a payer paid, and why not more.

Amounts are dollars. A set is one payment: its heading (`Remittance`), its claims one by one
(`RemittanceClaim`), and what was settled outside the claims (`ProviderAdjustment`). The balances
(line, claim, payment) are checked by the rules, not here.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from msgspec import field

from transactions.adjustments import ADJUSTMENT_STARTS, Adjustment, OutpatientRemarks, Procedure
from transactions.binding import Fact, Record, above, at, fold, loop, loops, pairs, part
from transactions.parties import Address, Contact, Name, Reference
from transactions.remittance_totals import InpatientRemarks, InpatientTotals, ProviderTotals

CLAIM_NUMBERS = "REF[1L,1W,28,6P,9A,9C,BB,CE,EA,F8,G1,G3,IG,SY]"
CLAIM_PROVIDER_NUMBERS = "REF[0B,1A,1B,1C,1D,1G,1H,1J,D3,G2,LU]"
LINE_NUMBERS = "REF[1S,APC,BB,E9,G1,G3,LU,RB]"
LINE_PROVIDER_NUMBERS = "REF[0B,1A,1B,1C,1D,1G,1H,1J,D3,G2,HPI,SY,TJ]"
PROVIDER_ADJUSTMENT_STARTS = range(3, 15, 2)


class Payment(Fact, frozen=True):
    """BPR: how much is paid and how. `credit_debit` C or D; `method` ACH, BOP, CHK, FWT or NON."""

    handling: Annotated[str, at("01")]
    amount: Annotated[Decimal, at("02")]
    credit_debit: Annotated[str, at("03")]
    method: Annotated[str, at("04")]
    effective_date: Annotated[date | None, at("16")]
    format: Annotated[str | None, at("05")] = None
    payer_bank_qualifier: Annotated[str | None, at("06")] = None
    payer_bank: Annotated[str | None, at("07")] = None
    payer_account_qualifier: Annotated[str | None, at("08")] = None
    payer_account: Annotated[str | None, at("09")] = None
    originator: Annotated[str | None, at("10")] = None
    originator_supplement: Annotated[str | None, at("11")] = None
    payee_bank_qualifier: Annotated[str | None, at("12")] = None
    payee_bank: Annotated[str | None, at("13")] = None
    payee_account_qualifier: Annotated[str | None, at("14")] = None
    payee_account: Annotated[str | None, at("15")] = None


class Payer(Fact, frozen=True):
    """1000A: who pays. `id` is the national plan id (XV)."""

    name: Annotated[str, at("N1[PR]02")]
    id: Annotated[str | None, at("N1[PR]04")] = None
    address: Annotated[Address | None, part()] = None
    ids: Annotated[tuple[Reference, ...], at("REF")] = ()
    business_contact: Annotated[Contact | None, at("PER[CX]")] = None
    technical_contacts: Annotated[tuple[Contact, ...], at("PER[BL]")] = ()
    policy_page: Annotated[str | None, at("PER[IC]04")] = None


class Delivery(Fact, frozen=True):
    """RDM: where the advice is sent beside this set."""

    method: Annotated[str, at("01")]
    name: Annotated[str | None, at("02")] = None
    address: Annotated[str | None, at("03")] = None


class Payee(Fact, frozen=True):
    """1000B: who is paid; `id_qualifier` FI, XV or XX."""

    name: Annotated[str, at("N1[PE]02")]
    id_qualifier: Annotated[str, at("N1[PE]03")]
    id: Annotated[str, at("N1[PE]04")]
    address: Annotated[Address | None, part()] = None
    ids: Annotated[tuple[Reference, ...], at("REF")] = ()
    delivery: Annotated[Delivery | None, at("RDM")] = None


class Batch(Fact, frozen=True):
    """2000: the claims under one header number, with their totals."""

    number: Annotated[int, at("LX01")] = 1
    totals: Annotated[ProviderTotals | None, at("TS3")] = None
    inpatient_totals: Annotated[InpatientTotals | None, at("TS2")] = None


class RemittanceLine(Record):
    """2110: a service line. `allowed` and other amounts stand in `amounts` by code (B6 allowed)."""

    procedure: Annotated[Procedure, at("SVC01")]
    charge: Annotated[Decimal, at("SVC02")]
    paid: Annotated[Decimal, at("SVC03")]
    revenue_code: Annotated[str | None, at("SVC04")] = None
    quantity: Annotated[Decimal | None, at("SVC05")] = None
    submitted_procedure: Annotated[Procedure | None, at("SVC06")] = None
    submitted_quantity: Annotated[Decimal | None, at("SVC07")] = None
    service_date: Annotated[date | None, at("DTM[472]02")] = None
    service_start: Annotated[date | None, at("DTM[150]02")] = None
    service_end: Annotated[date | None, at("DTM[151]02")] = None
    adjustments: Annotated[list[Adjustment], fold("CAS", ADJUSTMENT_STARTS)] = field(default_factory=list)
    references: Annotated[list[Reference], at(LINE_NUMBERS)] = field(default_factory=list)
    line_control_number: Annotated[str | None, at("REF[6R]02")] = None
    rendering_ids: Annotated[list[Reference], at(LINE_PROVIDER_NUMBERS)] = field(default_factory=list)
    policies: Annotated[list[str], at("REF[0K]02")] = field(default_factory=list)
    amounts: Annotated[dict[str, Decimal], pairs("AMT")] = field(default_factory=dict)
    quantities: Annotated[dict[str, Decimal], pairs("QTY")] = field(default_factory=dict)
    remarks: Annotated[list[str], at("LQ[HE]02")] = field(default_factory=list)
    drug_remarks: Annotated[list[str], at("LQ[RX]02")] = field(default_factory=list)


class RemittanceClaim(Record):
    """2100: a claim as it was decided. `status` is CLP02: 22 a reversal, 25 a predetermination's answer.

    `amounts` and `quantities` go by code (AU covered, I interest); `unread` are the paths of what a
    claim with faults did not tell readably.
    """

    claim_id: Annotated[str, at("CLP01")]
    status: Annotated[str, at("CLP02")]
    charge: Annotated[Decimal, at("CLP03")]
    paid: Annotated[Decimal, at("CLP04")]
    filing: Annotated[str, at("CLP06")]
    payer_claim_number: Annotated[str, at("CLP07")]
    patient_responsibility: Annotated[Decimal | None, at("CLP05")] = None
    facility_code: Annotated[str | None, at("CLP08")] = None
    frequency: Annotated[str | None, at("CLP09")] = None
    diagnosis_group: Annotated[str | None, at("CLP11")] = None
    diagnosis_weight: Annotated[Decimal | None, at("CLP12")] = None
    discharge_fraction: Annotated[Decimal | None, at("CLP13")] = None
    adjustments: Annotated[list[Adjustment], fold("CAS", ADJUSTMENT_STARTS)] = field(default_factory=list)
    patient: Annotated[Name | None, at("NM1[QC]")] = None
    subscriber: Annotated[Name | None, at("NM1[IL]")] = None
    corrected_name: Annotated[Name | None, at("NM1[74]")] = None
    rendering: Annotated[Name | None, at("NM1[82]")] = None
    crossover_payer: Annotated[Name | None, at("NM1[TT]")] = None
    priority_payer: Annotated[Name | None, at("NM1[PR]")] = None
    other_subscriber: Annotated[Name | None, at("NM1[GB]")] = None
    inpatient: Annotated[InpatientRemarks | None, at("MIA")] = None
    outpatient: Annotated[OutpatientRemarks | None, at("MOA")] = None
    references: Annotated[list[Reference], at(CLAIM_NUMBERS)] = field(default_factory=list)
    rendering_ids: Annotated[list[Reference], at(CLAIM_PROVIDER_NUMBERS)] = field(default_factory=list)
    service_start: Annotated[date | None, at("DTM[232]02")] = None
    service_end: Annotated[date | None, at("DTM[233]02")] = None
    coverage_ended: Annotated[date | None, at("DTM[036]02")] = None
    received: Annotated[date | None, at("DTM[050]02")] = None
    contacts: Annotated[list[Contact], at("PER")] = field(default_factory=list)
    amounts: Annotated[dict[str, Decimal], pairs("AMT")] = field(default_factory=dict)
    quantities: Annotated[dict[str, Decimal], pairs("QTY")] = field(default_factory=dict)
    lines: Annotated[list[RemittanceLine], loops("2110")] = field(default_factory=list)
    batch: Annotated[Batch, above("2000")] = Batch()
    unread: tuple[str, ...] = ()

    @property
    def is_reversal(self) -> bool:
        """Whether an earlier payment is taken back."""
        return self.status == "22"

    @property
    def is_predetermination(self) -> bool:
        """Whether this answers a predetermination: priced, not paid."""
        return self.status == "25"


class ProviderAdjustment(Fact, frozen=True):
    """PLB: money settled outside the claims; a positive `amount` lowers the payment."""

    provider: Annotated[str, at("01")]
    fiscal_year_end: Annotated[date | None, at("02")]
    reason: Annotated[str, at("+0-1")]
    amount: Annotated[Decimal, at("+1")]
    reference: Annotated[str | None, at("+0-2")] = None


class ProviderAdjustments(Record):
    """The part of a remittance behind its claims."""

    adjustments: Annotated[list[ProviderAdjustment], fold("PLB", PROVIDER_ADJUSTMENT_STARTS)] = field(
        default_factory=list
    )
    unread: tuple[str, ...] = ()


class Remittance(Record):
    """A payment and what it is for. Read as a stream, `claims` and `provider_adjustments` are empty here."""

    payment: Annotated[Payment, at("HEADER/BPR")]
    trace_number: Annotated[str, at("HEADER/TRN02")]
    payer_identifier: Annotated[str, at("HEADER/TRN03")]
    payer: Annotated[Payer, loop("1000A")]
    payee: Annotated[Payee, loop("1000B")]
    trace_supplement: Annotated[str | None, at("HEADER/TRN04")] = None
    currency: Annotated[str | None, at("HEADER/CUR02")] = None
    receiver: Annotated[str | None, at("HEADER/REF[EV]02")] = None
    payer_system_version: Annotated[str | None, at("HEADER/REF[F2]02")] = None
    produced: Annotated[date | None, at("HEADER/DTM[405]02")] = None
    claims: list[RemittanceClaim] = field(default_factory=list)
    provider_adjustments: list[ProviderAdjustment] = field(default_factory=list)
    unread: tuple[str, ...] = ()
