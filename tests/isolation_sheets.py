"""Claims of the marked house that are told otherwise: out of sheets, and the same of everybody."""

from __future__ import annotations

from clearing_files import claim, dental_set, file, person
from isolation_marks import Who

SHARED_NPI = "1600300044"
"""A clinic for which each account hands in claims."""
HEADER = (
    "Claim ID,Last Name,First Name,DOB,Gender,Relationship,Address,City,State,Zip,Member ID,Payer ID,Payer,"
    "DOS,Procedure,Fee"
)


def practice(who: Who) -> str:
    """The practice file by which an account's sheets become claims."""
    return f"""\
[submitter]
name = "{who.word} BILLING"
id = "{who.sender}"
contact = "{who.word} DESK"
telephone = "608-555-0101"
[receiver]
name = "BITEWING CLEARINGHOUSE"
id = "BITEWING"
[billing]
name = "{who.word} DENTAL"
npi = "{who.npi}"
tax_id = "39-1234567"
address = "12 SUNNY HILL ROAD"
city = "MADISON"
state = "WI"
postal_code = "53703-1234"
"""


def sheet(who: Who) -> str:
    """A sheet with a good row and a bad one, which goes back."""
    patient = (
        f"{who.family},JUNE,1984-02-13,F,Self,7 BIRCH LANE,MADISON,WI,53704,{who.member(2)},DLT01,"
        "DELTA EXAMPLE PLAN"
    )
    fees = enumerate((who.charge(1), "much"))
    rows = (f"{who.word}-S{at},{patient},2026-03-02,D0120,{fee}" for at, fee in fees)
    return "\n".join((HEADER, *rows))


def alike(who: Who, name: str, file_number: int) -> str:
    """A claim of which only the numbers are the account's own; all else is everybody's."""
    one = person(claim(f"{who.word}-{name}", "48"), member="SHARED1", family="LINDEN")
    text = dental_set(
        one, reference=f"{who.word}R{file_number}", npi=SHARED_NPI, sender=who.sender,
        provider="SHARED CLINIC",
    )
    return file(text, number=file_number, sender=who.sender)
