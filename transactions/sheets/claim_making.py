"""Claims made of the rows of a sheet: what they tell once, and a service line of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from transactions.adjustments import Procedure
from transactions.claim_parties import (
    BillingProvider,
    ClaimPayer,
    Patient,
    Provider,
    Submission,
    Subscriber,
)
from transactions.dental_claim import DentalClaim, Diagnosis, ServiceLine, Tooth
from transactions.parties import Name
from transactions.sheets.cells import SELF
from transactions.sheets.claim_columns import CLAIM
from transactions.sheets.fees import FeeSchedule
from transactions.sheets.practice import (
    PRACTICE,
    Practice,
    address_of,
    billing_of,
    contact_of,
    rendering_of,
)
from transactions.sheets.reading import Row, SheetReader, missing

_ONCE = (*CLAIM, *PRACTICE)


@dataclass(frozen=True)
class Making:
    """What claims are made with beside their rows. `moment` dates the batch and names it."""

    moment: datetime
    practice: Practice = field(default_factory=dict)
    fees: FeeSchedule | None = None
    _known: dict[tuple[Any, ...], tuple[Submission, BillingProvider, Provider | None]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def claim(self, reader: SheetReader, rows: list[Row]) -> DentalClaim | None:
        """The claim of some rows, which are good one by one; None, with faults in them, if it is none."""
        told = self._once(reader, rows)
        _check_subscriber(reader, rows[0], told)
        _check_claim(reader, rows[0], told)
        lines = [
            self._line(reader, row, number, told) for number, row in enumerate(rows, start=1)
        ]
        if any(row.faults for row in rows):
            return None
        return self._claim(rows[0].values["claim_id"], told, lines)

    def _once(self, reader: SheetReader, rows: list[Row]) -> dict[str, Any]:
        """What the rows tell of the claim, or else the practice file."""
        told: dict[str, Any] = {}
        for column in _ONCE:
            name = column.name
            for row in rows:
                if name in row.values and told.setdefault(name, row.values[name]) != row.values[name]:
                    reader.fault(row, f"is not as in row {rows[0].number}, of the same claim", name)
            if name not in told and name in self.practice:
                told[name] = self.practice[name]
            if column.required and name not in told:
                reader.fault(rows[0], missing(column, reader.form), name)
        return told

    def _line(self, reader: SheetReader, row: Row, number: int, told: dict[str, Any]) -> ServiceLine:
        get = row.values.get
        _check_line(reader, row, told)
        teeth, quantity = get("tooth", ()), get("quantity", Decimal(1))
        return ServiceLine(
            number=number,
            procedure=Procedure(row.values["procedure"]),
            charge=self._charge(reader, row, told, quantity),
            oral_cavity=list(get("area", ())),
            prosthesis=get("prosthesis"),
            quantity=quantity,
            diagnosis_pointers=list(get("diagnosis_pointers", ())),
            teeth=[Tooth(tooth, get("surfaces", ())) for tooth in teeth],
            service_date=get("service_date"),
            prior_placement=get("prior_placement"),
            line_control_number=get("line_id"),
        )

    def _charge(self, reader: SheetReader, row: Row, told: dict[str, Any], quantity: Decimal) -> Decimal:
        """The fee of the row, or what the schedule says for its day (of the batch, if it has none)."""
        if "fee" in row.values:
            fee: Decimal = row.values["fee"]
            return fee
        if self.fees is None:
            reader.fault(row, "is empty; tell the charge, or give a fee schedule (--fees)", "fee")
            return Decimal()
        day = row.values.get("service_date") or self.moment.date()
        found = self.fees.find(row.values["procedure"], day, told.get("payer_id"))
        if found is None:
            reader.fault(row, "is empty, and the fee schedule has none for this procedure and day", "fee")
            return Decimal()
        return found.amount * quantity

    def _claim(self, claim_id: str, told: dict[str, Any], lines: list[ServiceLine]) -> DentalClaim:
        get = told.get
        subscriber, patient = _people(told)
        submission, billing, rendering = self._shared(told)
        return DentalClaim(
            claim_id=claim_id,
            charge=sum((line.charge for line in lines), Decimal()),
            place=get("place_of_service", "11"),
            frequency=get("frequency", "1"),
            has_signature=get("signature_on_file", True),
            assignment="A" if get("accepts_assignment", True) else "C",
            benefits_assigned="Y" if get("benefits_assigned", True) else "N",
            release="Y" if get("release_signed", True) else "I",
            lines=lines,
            submission=submission,
            billing=billing,
            subscriber=subscriber,
            patient=patient,
            is_predetermination=get("predetermination", False),
            patient_paid=get("patient_paid"),
            predetermination_number=get("predetermination_number"),
            payer_claim_number=get("payer_claim_number"),
            prior_authorization=get("prior_authorization"),
            notes=[told["note"]] if "note" in told else [],
            diagnoses=[
                Diagnosis("ABF" if at else "ABK", code) for at, code in enumerate(get("diagnoses", ()))
            ],
            rendering=rendering,
        )

    def _shared(self, told: dict[str, Any]) -> tuple[Submission, BillingProvider, Provider | None]:
        """What most claims of a sheet have in common, as the same objects."""
        key = tuple(told.get(column.name) for column in PRACTICE)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._submission(told), billing_of(told), rendering_of(told)
        return found

    def _submission(self, told: dict[str, Any]) -> Submission:
        moment = self.moment
        return Submission(
            reference=f"{moment:%Y%m%d%H%M%S}",
            submitter=Name("2", told["submitter_name"], id_qualifier="46", id=told["submitter_id"]),
            receiver=Name("2", told["receiver_name"], id_qualifier="46", id=told["receiver_id"]),
            created=moment.date(),
            created_at=moment.time().replace(second=0, microsecond=0, tzinfo=None),
            contacts=(contact_of(told),),
        )


def _people(told: dict[str, Any]) -> tuple[Subscriber, Patient | None]:
    get = told.get
    is_self = told["relationship"] == SELF
    own = Name(
        "1", told["patient_last_name"], told["patient_first_name"], get("patient_middle_name"),
        id_qualifier="MI" if is_self else None, id=told["member_id"] if is_self else None,
    )
    home = address_of(told, "patient_")
    payer = ClaimPayer(Name("2", told["payer_name"], id_qualifier="PI", id=told["payer_id"]))
    number, group, filing = get("group_number"), get("group_name"), get("filing", "CI")
    if is_self:
        return Subscriber(
            "P", own, payer, True, number, group, filing=filing, address=home, birth_date=told["birth_date"],
            sex=told["sex"],
        ), None
    insured = Name(
        "1", told["subscriber_last_name"], told["subscriber_first_name"], id_qualifier="MI",
        id=told["member_id"],
    )
    subscriber = Subscriber("P", insured, payer, False, number, group, filing=filing)
    return subscriber, Patient(told["relationship"], own, home, told["birth_date"], told["sex"])


def _check_subscriber(reader: SheetReader, row: Row, told: dict[str, Any]) -> None:
    """The subscriber is told where the patient is somebody else, and is not somebody else otherwise."""
    relationship = told.get("relationship")
    for name in ("last_name", "first_name"):
        subscriber, patient = told.get(f"subscriber_{name}"), told.get(f"patient_{name}", "")
        if relationship is not None and relationship != SELF and subscriber is None:
            reader.fault(
                row, "is empty; expected the subscriber, as the patient is not", f"subscriber_{name}"
            )
        if relationship == SELF and subscriber and subscriber.casefold() != patient.casefold():
            reader.fault(
                row, "names somebody else than the patient, whose relationship is self", f"subscriber_{name}"
            )


def _check_claim(reader: SheetReader, row: Row, told: dict[str, Any]) -> None:
    if told.get("frequency", "1") != "1" and "payer_claim_number" not in told:
        reader.fault(row, "is empty; expected the payer's number of the claim before", "payer_claim_number")
    if "rendering_last_name" in told and "rendering_npi" not in told:
        reader.fault(row, "is empty; expected the NPI of the dentist who is named", "rendering_npi")
    if "rendering_npi" in told and "rendering_last_name" not in told:
        reader.fault(row, "is empty; expected the name of the dentist whose NPI is told",
                     "rendering_last_name")


def _check_line(reader: SheetReader, row: Row, told: dict[str, Any]) -> None:
    get = row.values.get
    if told.get("predetermination"):
        if "service_date" in row.values:
            reader.fault(row, "must be empty in a predetermination", "service_date")
    elif "service_date" not in row.values:
        reader.fault(row, f"is empty; expected a date as {reader.form.dates}", "service_date")
    if "surfaces" in row.values and len(get("tooth", ())) != 1:
        reader.fault(row, "are those of exactly one tooth: tell it in the column tooth", "surfaces")
    if max(get("diagnosis_pointers", ()), default=0) > len(told.get("diagnoses", ())):
        reader.fault(row, "names a diagnosis that the claim does not have", "diagnosis_pointers")
