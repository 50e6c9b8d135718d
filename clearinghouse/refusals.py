"""Refusals: a payer's 999 or TA1 refuses a batch of ours; who had claims or questions in it gets a notice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from clearinghouse.house import House
from clearinghouse.notices import post_notice
from clearinghouse.telling import money
from store.claims import Claim
from store.files import File
from store.inquiries import Inquiry
from store.ledger import Ledger

DAYS = 14
"""How long a notice of refused claims is shown."""
FILES = 20
"""Files of a submitter that a notice tells one by one."""


class Refusals:
    """What one file of a payer refuses, by the account and the file of its own that it came in."""

    def __init__(self) -> None:
        self._claims: dict[str, Counter[int]] = {}
        self._charges: Counter[str] = Counter()
        self._inquiries: dict[str, Counter[int]] = {}

    def add_claims(self, refused: Iterable[Claim]) -> None:
        """Claims that stood in a set that was refused."""
        for one in refused:
            self._claims.setdefault(one.account, Counter())[one.file] += 1
            self._charges[one.account] += one.charge_cents

    def add_inquiries(self, refused: Iterable[Inquiry]) -> None:
        """Questions that stood in a set that was refused."""
        for one in refused:
            self._inquiries.setdefault(one.account, Counter())[one.file] += 1

    def tell(self, house: House, ledger: Ledger, answer: File) -> int:
        """A notice for each submitter that is told of; how many."""
        today = house.today()
        told = [
            one for one in sorted(self._claims.keys() | self._inquiries.keys())
            if one in house.partners.submitters
        ]
        for account in told:
            text = self._text(house, account, answer)
            post_notice(house, ledger, account, today, today + timedelta(days=DAYS), text)
        return len(told)

    def _text(self, house: House, account: str, answer: File) -> str:
        payer = house.partners.payers[answer.partner].name
        claims, asked = self._claims.get(account, Counter()), self._inquiries.get(account, Counter())
        lines = [
            f"{payer} refused a batch of ours with its acknowledgment (TA1 or 999, our file {answer.id}).",
            "It took in nothing of these:",
        ]
        lines += _counted(claims, "claim", f", charging {money(self._charges[account])} together")
        lines += _counted(asked, "inquiry", "")
        if claims:
            lines.append(
                "Each claim is refused until it is corrected: then it goes out again with the next run "
                "(bitewing claims fix CLAIM; without a change, where nothing is wrong with the claim itself)."
            )
        if asked:
            lines.append("Ask again, once the reason is known, what you still need to know.")
        return "\n".join(lines)


def _counted(by_file: Counter[int], what: str, more: str) -> list[str]:
    """How many there are of each file, and altogether."""
    if not by_file:
        return []
    lines = [f"  {_many(count, what)} of your file {file}" for file, count in sorted(by_file.items())[:FILES]]
    if len(by_file) > FILES:
        lines.append(f"  and of {len(by_file) - FILES} more files")
    return [*lines, f"  {_many(by_file.total(), what)} in all{more}"]


def _many(count: int, what: str) -> str:
    plural = {"claim": "claims", "inquiry": "inquiries"}
    return f"{count} {what if count == 1 else plural[what]}"
