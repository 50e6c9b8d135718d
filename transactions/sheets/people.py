"""Columns that several sheets share: the patient, the subscriber, the payer."""

from __future__ import annotations

from transactions.sheets.cells import DAY, RELATIONSHIP, SEX, identifier, text
from transactions.sheets.columns import Column


def patient_columns(*, once: bool, sex_required: bool) -> tuple[Column, ...]:
    """Who is treated or insured."""
    return (
        Column("patient_last_name", text(60), "The patient's last name.", required=True, once=once,
               aliases=("last name", "patient last", "surname", "family name", "lname")),
        Column("patient_first_name", text(35), "The patient's first name.", required=True, once=once,
               aliases=("first name", "patient first", "given name", "fname")),
        Column("patient_middle_name", text(25), "Middle name or initial.", once=once,
               aliases=("middle name", "middle initial", "mi", "patient mi")),
        Column("birth_date", DAY, "The patient's day of birth.", required=True, once=once,
               aliases=("dob", "date of birth", "birthday", "patient dob",
                        "patient birth date")),
        Column("sex", SEX, "F, M or U.", required=sex_required, once=once,
               aliases=("gender", "patient sex", "patient gender")),
        Column("relationship", RELATIONSHIP, "The patient's relation to the subscriber.", required=True,
               once=once,
               aliases=("relation", "patient relationship", "relationship to subscriber",
                        "relation to subscriber", "relationship to insured")),
    )


def coverage_columns(*, once: bool, name_required: bool) -> tuple[Column, ...]:
    """Where the insurance is and under which number."""
    return (
        Column("member_id", identifier(80, 2), "The number on the insurance card.", required=True, once=once,
               aliases=("member", "member number", "insurance id", "policy id", "policy number",
                        "subscriber number", "certificate number")),
        Column("payer_id", identifier(80, 2), "The electronic id of the payer.", required=True, once=once,
               aliases=("payor id", "carrier id", "electronic payer id", "insurance payer id")),
        Column("payer_name", text(60), "The name of the payer.", required=name_required, once=once,
               aliases=("payer", "payor", "carrier", "carrier name", "insurance", "insurance company",
                        "plan name")),
        Column("group_number", identifier(50), "The number of the employer's group.", once=once,
               aliases=("group", "group no", "group id")),
    )


def subscriber_columns(*, once: bool) -> tuple[Column, ...]:
    """The insured, where the patient is somebody else."""
    return (
        Column("subscriber_last_name", text(60), "The subscriber's last name, if not the patient.", once=once,
               aliases=("insured last name", "policyholder last name", "subscriber last")),
        Column("subscriber_first_name", text(35), "The subscriber's first name, if not the patient.",
               once=once, aliases=("insured first name", "policyholder first name", "subscriber first")),
    )
