"""Appointments as sheets: the list of patients whose eligibility is to be asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from transactions.binding import Fact
from transactions.sheets.cells import DAY, PROCEDURES, SELF, SERVICE_TYPES, identifier
from transactions.sheets.columns import Column, Sheet
from transactions.sheets.people import coverage_columns, patient_columns, subscriber_columns
from transactions.sheets.practice import BILLING_NAME, Practice
from transactions.sheets.reading import Row, SheetReader, Told, missing


class Appointment(Fact, frozen=True):
    """A patient who comes on a day, and what is to be asked of the payer before.

    `service_types` and `procedures` are what is asked for; both are empty where the sheet tells neither.
    The subscriber's names are told where the patient is somebody else.
    """

    payer_id: str
    payer_name: str
    provider_name: str
    provider_npi: str
    member_id: str
    patient_last_name: str
    patient_first_name: str
    birth_date: date
    relationship: str
    day: date
    provider_first_name: str | None = None
    patient_middle_name: str | None = None
    sex: str | None = None
    subscriber_last_name: str | None = None
    subscriber_first_name: str | None = None
    group_number: str | None = None
    service_types: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    appointment_id: str | None = None


APPOINTMENTS = Sheet(
    "appointments",
    "appointments, an eligibility list",
    "One row for each appointment. What is asked for is told by service types, by procedures or not at all.",
    (
        Column("appointment_id", identifier(30), "Your own number of the appointment.",
               aliases=("appointment", "appointment number", "id")),
        *patient_columns(once=False, sex_required=False),
        *coverage_columns(once=False, name_required=True),
        *subscriber_columns(once=False),
        Column("date", DAY, "The day of the appointment.", required=True,
               aliases=("appointment date", "date of service", "service date", "dos", "day")),
        Column("service_types", SERVICE_TYPES, "Service type codes to ask for.",
               aliases=("service type", "service type code", "service type codes", "stc")),
        Column("procedures", PROCEDURES, "Procedure codes to ask for.",
               aliases=("procedure", "procedure codes", "procedure code", "cdt", "cdt codes")),
        *BILLING_NAME,
    ),
)


def read_appointments(reader: SheetReader, told: Told, practice: Practice) -> Iterator[Appointment]:
    """The appointments of a sheet; `told` hears of the bad rows."""
    for row in reader.rows():
        appointment = None if row.faults else _appointment(reader, row, practice)
        if appointment is None:
            told(row)
        else:
            yield appointment


def _appointment(reader: SheetReader, row: Row, practice: Practice) -> Appointment | None:
    values = {**practice, **row.values}
    for column in BILLING_NAME:
        if column.required and column.name not in values:
            reader.fault(row, missing(column, reader.form), column.name)
    if values["relationship"] != SELF:
        for name in ("subscriber_last_name", "subscriber_first_name"):
            if name not in values:
                reader.fault(row, "is empty; expected the subscriber, as the patient is not", name)
    if row.faults:
        return None
    get = values.get
    return Appointment(
        values["payer_id"], values["payer_name"], values["billing_name"], values["billing_npi"],
        values["member_id"], values["patient_last_name"], values["patient_first_name"], values["birth_date"],
        values["relationship"], values["date"], get("billing_first_name"), get("patient_middle_name"),
        get("sex"), get("subscriber_last_name"), get("subscriber_first_name"), get("group_number"),
        get("service_types", ()), get("procedures", ()), get("appointment_id"),
    )
