"""What commands are asked for in the test of isolation: an account's values, and those nobody has."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

from isolation_house import batch
from isolation_marks import Who

NOBODY = Who("zzz", "NOBODY", "1003000001", "44444", "nowhere")
"""Somebody who is not there."""
HOUSE = Who("house", "BITEWING", "1003000001", "44444", "")
"""The account of what belongs to no single submitter."""
NO_KEY = "987654"

KEYS: dict[str, str] = {
    "claim": "SELECT id FROM claims WHERE account = :slug",
    "rejected": "SELECT id FROM claims WHERE account = :slug AND state = 'payer rejected'",
    "refused": "SELECT id FROM claims WHERE account = :slug AND state = 'refused'",
    "batch_refused": "SELECT claim FROM acknowledgments WHERE account = :slug AND code = 'A3'",
    "paid": "SELECT id FROM claims WHERE account = :slug AND state = 'paid'",
    "denied": "SELECT id FROM claims WHERE account = :slug AND state = 'denied'",
    "sent": "SELECT id FROM claims WHERE account = :slug AND state = 'sent' AND parent IS NULL",
    "on_hold": "SELECT id FROM claims WHERE account = :slug AND state = 'on hold'",
    "child": "SELECT id FROM claims WHERE account = :slug AND parent IS NOT NULL",
    "inquiry": "SELECT id FROM inquiries WHERE account = :slug",
    "review": "SELECT id FROM inquiries WHERE account = :slug AND kind = '278'",
    "order": "SELECT id FROM orders WHERE account = :slug",
    "file": "SELECT id FROM files WHERE account = :slug AND direction = 'in'",
    "file_out": "SELECT id FROM files WHERE account = :slug AND direction = 'out'",
    "answer": "SELECT id FROM outbox WHERE account = :slug",
    "notice": "SELECT id FROM notices WHERE account = :slug AND state = 'current'",
    "task": "SELECT id FROM tasks WHERE account = :slug AND state = 'open'",
    "taken": "SELECT id FROM tasks WHERE account = :slug AND state = 'taken'",
    "contact": "SELECT id FROM contacts WHERE account = :slug",
    "enrolment": "SELECT id FROM enrolments WHERE account = :slug",
    "remit": "SELECT DISTINCT remittance FROM remittance_claims AS told WHERE account = :slug AND NOT EXISTS "
    "(SELECT 1 FROM remittance_claims WHERE remittance = told.remittance AND account <> :slug)",
    "mixed": "SELECT id FROM remittances WHERE trace_number = 'MIXED-1' AND :slug <> 'house'",
}
"""Keys of rows. Of payments, which are the house's, those by which nobody else is paid, and one for all."""
WORDS: dict[str, Callable[[Who], str]] = {
    "claim_id": lambda who: who.claim(2),
    "member": lambda who: who.member(1),
    "name": lambda who: f"'JUNE {who.family}'",
    "family": lambda who: who.family,
    "amount": lambda who: who.charge(2),
    "check": lambda who: f"{who.word}-CHECK",
    "payer_number": lambda who: f"{who.word}P1",
    "npi": lambda who: who.npi,
    "slug": lambda who: who.slug,
}
FILES: dict[str, tuple[str, Callable[[Who], str]]] = {
    "claims_file": ("new.edi", lambda who: batch(who, 2, file_number=77)),
    "letter": ("letter.txt", lambda who: f"{who.word} writes {who.digits}"),
    "contacts_file": (
        "contacts.csv", lambda who: f"account,partner,name\n{who.slug},{who.slug},{who.word} NEW\n"
    ),
    "enrolments_file": (
        "enrolments.csv",
        lambda who: f"account,payer,provider_npi,transaction\n{who.slug},delta,{who.npi},837D\n",
    ),
    "payers_file": ("payers.csv", lambda who: "payer,name\ndelta,OTHER\n"),
    "submitters_file": ("submitters.csv", lambda who: f"account,name\n{who.slug},OTHER\n"),
}


_VALUE = re.compile(r"\{(own_|)(\w+)\}")


def words_of(template: str) -> list[tuple[str, str]]:
    """The values that a call names: `own_` or nothing, and the value."""
    return [(whose, name) for whose, name in _VALUE.findall(template) if name != "out"]


class Values:
    """The values of everybody, from a house's ledger; files are made in a folder."""

    def __init__(self, ledger: Path, folder: Path) -> None:
        self._ledger = ledger
        self._folder = folder

    def of(self, name: str, who: Who) -> list[str]:
        """All of an account's; where it has none of its own in this house, none."""
        if who == HOUSE and name not in KEYS:
            return []
        if name in WORDS:
            return [WORDS[name](who)]
        if name in FILES:
            return [self._file(name, who)]
        if who == NOBODY:
            return [NO_KEY]
        return self._keys(KEYS[name], who)

    def _keys(self, query: str, who: Who) -> list[str]:
        with sqlite3.connect(f"file:{self._ledger}?mode=ro", uri=True) as connection:
            rows = connection.execute(query + " ORDER BY 1", {"slug": who.slug, "word": who.word})
            return [str(key) for (key,) in rows]

    def _file(self, name: str, who: Who) -> str:
        ending, content = FILES[name]
        path = self._folder / f"{who.slug}-{ending}"
        if not path.exists():
            path.write_text(content(who))
        return str(path)
