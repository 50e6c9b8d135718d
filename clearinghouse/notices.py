"""Notices for submitters: a text that is shown for some days, and travels into their outbox at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec import structs

from clearinghouse.errors import HouseError
from clearinghouse.house import PARTNERS, House
from clearinghouse.lifecycle import advance
from clearinghouse.overview import looking, nothing
from clearinghouse.plain_files import post_file
from clearinghouse.telling import Rows
from store import files, notices
from store.ledger import Ledger
from store.notices import Notice

KIND = "notice"
ALL = "all"
MAX_TEXT = 2_000
"""Characters of one notice."""
_CURRENT = "current"


def add_notice(house: House, account: str, first: date, last: date, text: str) -> list[int]:
    """Tell one submitter, or all there are (`all`), something from a first day to a last; the notices' keys.

    Raises HouseError for an account that there is not, days in a wrong order, a text that is none.
    """
    told = _checked(first, last, text)
    known = house.partners.submitters
    if account != ALL and account not in known:
        names = ", ".join((ALL, *sorted(known)))
        raise HouseError(f"{PARTNERS} has no submitter {account!a} to tell; there are: {names}")
    with house.store.begin() as ledger:
        return [
            post_notice(house, ledger, slug, first, last, told)
            for slug in (sorted(known) if account == ALL else [account])
        ]


def post_notice(house: House, ledger: Ledger, account: str, first: date, last: date, text: str) -> int:
    """A notice for a submitter with the file it travels as; its key."""
    content = (
        f"NOTICE FROM {house.partners.house.name}\n"
        f"From {first.isoformat()} until {last.isoformat()}\n\n{text}\n"
    ).encode()
    file = post_file(house, ledger, account, KIND, content, ".txt")
    new = Notice(account=account, file=file.id, first_day=first, last_day=last, made_at=house.now())
    return notices.record(ledger, new, actor=house.actor)


def list_notices(
    house: House, account: str | None, *, past: bool, limit: int
) -> tuple[Any, list[Rows]]:
    """The notices that are not over, the newest first; `past`: all there ever were."""
    today = house.today()
    with looking(house, account) as ledger:
        found = notices.search(
            ledger, account, actor=house.actor, at=house.now(), state=None if past else _CURRENT,
            not_before=None if past else today, descending=True, limit=limit,
        )
        told = [(one, _text(house, ledger, one)) for one in found]
    return [_answer(one, text) for one, text in told], [_rows(told)]


def list_today(house: House, account: str) -> tuple[Any, Rows]:
    """The notices an account is shown today."""
    with looking(house, account) as ledger:
        found = notices.search(ledger, account, state=_CURRENT, on=house.today())
        told = [(one, _text(house, ledger, one)) for one in found]
    return [_answer(one, text) for one, text in told], _rows(told)


def end_notice(house: House, account: str | None, key: int) -> None:
    """Show a notice no more. What has been delivered stays delivered.

    Raises HouseError where there is none, or it was ended before.
    """
    with house.store.begin() as ledger:
        notice = notices.get(ledger, account, key)
        if notice is None:
            raise nothing("notice", key, account)
        if not advance(house, ledger, 0, "notices", [key], notice.state, "ended"):
            raise HouseError(f"notice {key} was ended before")


def _checked(first: date, last: date, text: str) -> str:
    told = text.strip()
    if not told or len(told) > MAX_TEXT:
        raise HouseError(f"a notice has 1 to {MAX_TEXT} characters")
    if any(not (ch.isprintable() or ch == "\n") for ch in told):
        raise HouseError("a notice is plain text; there is a character in it that cannot be printed")
    if last < first:
        raise HouseError("the notice's last day is before its first")
    return told


def _text(house: House, ledger: Ledger, notice: Notice) -> str:
    """What a notice says, from the file it travels as."""
    file = files.get(ledger, notice.account, notice.file)
    assert file is not None
    with house.store.archive.open(file.sha256) as stream:
        return stream.read().decode().partition("\n\n")[2].rstrip("\n")


def _answer(notice: Notice, text: str) -> dict[str, Any]:
    return {**structs.asdict(notice), "text": text}


def _rows(told: list[tuple[Notice, str]]) -> Rows:
    columns = ["id", "account", "from", "until", "state", "text"]
    rows = [[one.id, one.account, one.first_day, one.last_day, one.state, text] for one, text in told]
    return Rows("Notices", columns, rows)
