"""Members as sheets: who is insured, with whom, and from when to when."""

from __future__ import annotations

from datetime import date

from transactions.binding import Fact
from transactions.sheets.cells import DAY, SELF, identifier
from transactions.sheets.columns import Column, Sheet
from transactions.sheets.people import coverage_columns, patient_columns
from transactions.sheets.reading import Row, SheetReader, Told
from transactions.sheets.spans import Spans


class Member(Fact, frozen=True):
    """One person's coverage. `relationship` is that to the subscriber: 18 self, 01 spouse, 19 child ..."""

    member_id: str
    last_name: str
    first_name: str
    birth_date: date
    relationship: str
    payer_id: str
    middle_name: str | None = None
    sex: str | None = None
    subscriber_id: str | None = None
    payer_name: str | None = None
    group_number: str | None = None
    covered_from: date | None = None
    covered_to: date | None = None


MEMBERS = Sheet(
    "members",
    "people and their coverage",
    "One row for each person and span of coverage. Of one person and payer no two rows may hold on the same "
    "day.",
    (
        *patient_columns(once=False, sex_required=False),
        *coverage_columns(once=False, name_required=False),
        Column("subscriber_id", identifier(80, 2), "The subscriber's number, if it is not the member's.",
               aliases=("insured id", "policyholder id", "subscriber")),
        Column("covered_from", DAY, "The first day of coverage; empty: from the beginning.",
               aliases=("coverage from", "effective date", "effective from", "from", "coverage start",
                        "start date")),
        Column("covered_to", DAY, "The last day of coverage; empty: until further notice.",
               aliases=("coverage to", "termination date", "term date", "effective to", "to",
                        "coverage end", "end date")),
    ),
)


class Members:
    """Members by payer, number, day of birth and first name (twins have one of the former)."""

    def __init__(self) -> None:
        self._spans: Spans[Member] = Spans()

    def add(self, member: Member) -> bool:
        """Keep a member; False if the same person is covered by the same payer on one of the days."""
        key = _key(member.payer_id, member.member_id, member.birth_date, member.first_name)
        return self._spans.add(key, member.covered_from, member.covered_to, member)

    def find(
        self, payer_id: str, member_id: str, birth_date: date, first_name: str, day: date
    ) -> Member | None:
        """The person as covered on that day."""
        return self._spans.on(_key(payer_id, member_id, birth_date, first_name), day)

    def members(self) -> list[Member]:
        """All of them."""
        return list(self._spans)


def read_members(reader: SheetReader, told: Told) -> Members:
    """The members of a sheet; `told` hears of the bad rows."""
    members = Members()
    for row in reader.rows():
        if not row.faults:
            _take(reader, row, members)
        if row.faults:
            told(row)
    return members


def _take(reader: SheetReader, row: Row, members: Members) -> None:
    values, get = row.values, row.values.get
    start, end = get("covered_from"), get("covered_to")
    member = Member(
        values["member_id"], values["patient_last_name"], values["patient_first_name"], values["birth_date"],
        values["relationship"], values["payer_id"], get("patient_middle_name"), get("sex"),
        get("subscriber_id"), get("payer_name"), get("group_number"), start, end,
    )
    if start and end and end < start:
        reader.fault(row, "is before covered_from", "covered_to")
    elif member.relationship == SELF and member.subscriber_id not in (None, member.member_id):
        reader.fault(row, "expected the member_id or nothing, as the member is the subscriber",
                     "subscriber_id")
    elif not members.add(member):
        reader.fault(row, "an earlier row has this person covered by this payer on the same days")


def _key(payer_id: str, member_id: str, birth_date: date, first_name: str) -> tuple[str, str, date, str]:
    return payer_id.upper(), member_id.upper(), birth_date, first_name.upper()
