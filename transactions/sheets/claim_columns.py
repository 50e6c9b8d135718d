"""The columns of a sheet of claims: one row is one service."""

from __future__ import annotations

from transactions.sheets.cells import (
    AMOUNT,
    AREAS,
    COUNT,
    DAY,
    DIAGNOSES,
    FLAG,
    PLACE,
    POINTERS,
    POSTAL_CODE,
    PROCEDURE,
    STATE,
    SURFACES,
    TEETH,
    Kind,
    coded,
    identifier,
    text,
)
from transactions.sheets.columns import Column, Sheet
from transactions.sheets.people import coverage_columns, patient_columns, subscriber_columns
from transactions.sheets.practice import PRACTICE

_FILING = coded(
    {code.casefold(): code for code in (
        "11", "12", "13", "14", "15", "16", "17", "AM", "BL", "CH", "CI", "DS", "FI", "HM", "LM", "MA", "MB",
        "MC", "OF", "TV", "VA", "WC", "ZZ",
    )},
    "a code of the kind of insurance such as CI (commercial), MC (Medicaid), BL (Blue Cross)",
)


def _once(name: str, kind: Kind, help: str, *aliases: str, required: bool = False) -> Column:
    return Column(name, kind, help, aliases, required, once=True)


CLAIM = (
    *patient_columns(once=True, sex_required=True),
    _once("patient_address", text(55), "The patient's street and number.", "address", "street",
          required=True),
    _once("patient_address_2", text(55), "The patient's apartment or floor.", "address 2"),
    _once("patient_city", text(30), "The patient's town.", "city", "town", required=True),
    _once("patient_state", STATE, "The patient's state.", "state", required=True),
    _once("patient_postal_code", POSTAL_CODE, "The patient's postal code.", "zip", "zip code", "postal code",
          "patient zip", required=True),
    *coverage_columns(once=True, name_required=True),
    _once("group_name", text(60), "The name of the employer or group.", "employer"),
    _once("filing", _FILING, "The kind of insurance; empty: CI.", "insurance type", "filing code"),
    *subscriber_columns(once=True),
    _once("place_of_service", PLACE, "Where the services were rendered; empty: 11 (office).", "place", "pos"),
    _once("diagnoses", DIAGNOSES, "Diagnosis codes, the main one first.", "diagnosis", "diagnosis codes",
          "icd", "icd 10", "dx"),
    _once("prior_authorization", identifier(50), "The payer's number of a prior authorization.",
          "prior authorization number", "authorization number", "authorization", "preauthorization"),
    _once("predetermination", FLAG, "Whether only an estimate is asked for; empty: no.",
          "predetermination of benefits", "pretreatment estimate", "is predetermination", "estimate"),
    _once("predetermination_number", identifier(50), "The payer's number of an estimate it gave before."),
    _once("frequency", coded({"1": "1", "original": "1", "7": "7", "replacement": "7", "8": "8", "void": "8"},
                             "original, replacement or void"),
          "Whether the claim replaces or voids one sent before; empty: original."),
    _once("payer_claim_number", identifier(50),
          "The payer's number of the claim that is replaced or voided.", "original claim number", "icn"),
    _once("patient_paid", AMOUNT, "What the patient has paid already.", "amount paid", "copay paid"),
    _once("signature_on_file", FLAG, "Whether the provider's signature is on file; empty: yes."),
    _once("accepts_assignment", FLAG, "Whether the provider accepts assignment; empty: yes.", "assignment"),
    _once("benefits_assigned", FLAG, "Whether the payer pays the provider directly; empty: yes.",
          "assignment of benefits"),
    _once("release_signed", FLAG, "Whether a signed release of information is on file; empty: yes.",
          "release of information"),
    _once("note", text(80), "A note to the payer.", "remarks", "narrative", "claim note"),
)
"""What is told of a claim once."""

LINE = (
    Column("service_date", DAY, "The day of service; empty in a predetermination.",
           ("date of service", "dos", "date", "procedure date")),
    Column("procedure", PROCEDURE, "The procedure code (CDT).",
           ("procedure code", "code", "cdt", "cdt code", "ada code", "proc code"), required=True),
    Column("tooth", TEETH, "The tooth, or several.",
           ("teeth", "tooth number", "tooth numbers", "tooth no", "tth")),
    Column("surfaces", SURFACES, "Surfaces of the one tooth.", ("surface", "surf", "tooth surface")),
    Column("area", AREAS, "Quadrant, arch or other area of the mouth.",
           ("quadrant", "quad", "oral cavity", "area of oral cavity", "arch")),
    Column("fee", AMOUNT, "The charge of the whole row, quantity included; empty: from the fee schedule.",
           ("charge", "amount", "line charge", "price")),
    Column("quantity", COUNT, "How often the service was rendered; empty: once.", ("qty", "units", "count")),
    Column("prosthesis", coded({"i": "I", "initial": "I", "r": "R", "replacement": "R"},
                               "initial or replacement"),
           "Whether a crown, bridge or denture is the first or a replacement.", ("initial or replacement",)),
    Column("prior_placement", DAY, "The day on which the prosthesis that is replaced was placed.",
           ("prior placement date", "date of prior placement")),
    Column("diagnosis_pointers", POINTERS, "Which diagnoses of the claim the service is for.",
           ("diagnosis pointer", "dx pointer", "pointer", "pointers")),
    Column("line_id", identifier(30), "Your own number of the service; the payer repeats it.",
           ("line control number", "line number", "transaction id")),
)
"""What is told of a service."""

CLAIMS = Sheet(
    "claims",
    "claims, one service a row",
    "One row for each service. Rows with the same claim_id stand together and are one claim; its charge is "
    "the sum of their fees. What is told once a claim may stand in its first row only, or in all rows alike.",
    (
        Column("claim_id", identifier(20), "Your own number of the claim.", required=True,
               aliases=("claim", "claim number", "claim no", "patient control number", "account number")),
        *CLAIM,
        *LINE,
        *PRACTICE,
    ),
)
