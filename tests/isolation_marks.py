"""The accounts of the test of isolation, and the marks by which each one's data are known again.

Whatever is an account's own holds its word or its digits: claim numbers, names, member ids, file names,
traces, checks, notes and messages the word, amounts and telephones the digits. What is of several accounts at
once (the sum of a batch) has a mark that nobody may see.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from clearing_files import ELM_NPI, OAK_NPI

TOGETHER = ("60606", "EVERYBODY")
"""What stands in the place of sums over several accounts, and in values that belong to none of them alone."""


@dataclass(frozen=True)
class Who:
    """An account: its name in the partners' file, its interchange id, its NPI, its digits."""

    slug: str
    sender: str
    npi: str
    digits: str
    group: str

    @property
    def word(self) -> str:
        return self.slug.upper()

    @property
    def family(self) -> str:
        return f"{self.word}WOOD"

    def member(self, number: int) -> str:
        return f"{self.word}X000{number}"

    def claim(self, number: int) -> str:
        """A number of a claim; yew writes its own in small letters, which the payer does not take."""
        return f"{self.slug if self.slug == 'yew' else self.word}-C{number}"

    def told(self, number: int) -> str:
        """The claim's number as the payer tells it."""
        return self.claim(number).upper()

    def charge(self, number: int) -> str:
        """Dollars that nobody else charges."""
        return f"{self.digits}{number}"

    def patient(self, number: int) -> tuple[str, str, str]:
        """Family name, member id and trace of somebody who is asked about."""
        return self.family, self.member(number), f"{self.word}-T{number}"

    @property
    def marks(self) -> re.Pattern[str]:
        """What shows that something is this account's; no word of the house's own has these letters."""
        return re.compile(f"{self.slug}|{self.npi}|{self.digits}", re.IGNORECASE)


OAK = Who("oak", "OAKSTREET", OAK_NPI, "52525", "north")
ELM = Who("elm", "ELMAVENUE", ELM_NPI, "73737", "south")
YEW = Who("yew", "YEWLANE", "1700100039", "91919", "north")
EVERYBODY = (OAK, ELM, YEW)
BY_SLUG = {one.slug: one for one in EVERYBODY}

PARTNERS = """\
[house]
name = "BITEWING CLEARINGHOUSE"
id = "BITEWING"
usage = "T"
contact = { name = "EDI DESK", telephone = "5555550100" }
""" + "".join(
    f"""
[submitters.{one.slug}]
name = "{one.word} BILLING"
id = "{one.sender}"
group = "{one.group}"
mailbox = {{ inbox = "{one.slug}/in", outbox = "{one.slug}/out" }}
"""
    for one in EVERYBODY
) + """
[payers.delta]
name = "DELTA EXAMPLE PLAN"
ids = ["DLT01"]
id = "DELTAPAYER"
writing = { upper_case = true }
status_plan = [{ after = "14d" }, { after = "30d" }]
timely_filing = "30d"
line = { command = ["cat", "line.edi"], seconds = 20 }
mailbox = { inbox = "delta/in", outbox = "delta/out" }

[payers.west]
name = "WEST EXAMPLE PLAN"
ids = ["WST01"]
id = "WESTPAYER"
enrolment = ["837D"]
line = { command = ["cat", "line.edi"], seconds = 20 }
mailbox = { inbox = "west/in", outbox = "west/out" }
"""


def foreign(text: str, *own: Who) -> list[str]:
    """Marks of others than these in a text, each with a few characters around it."""
    others = [one.marks for one in EVERYBODY if one not in own]
    others += [re.compile(mark) for mark in TOGETHER]
    found = (one for marks in others for one in marks.finditer(text))
    return [text[max(0, one.start() - 30) : one.end() + 10] for one in found]
