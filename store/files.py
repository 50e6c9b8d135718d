"""Files: one row for each file that came in or goes out; its bytes are in the archive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct, structs
from sqlalchemy import func, select, update

from store import events
from store.errors import Conflict
from store.ledger import Ledger
from store.records import Shape
from store.tables import files


class File(Struct, frozen=True, kw_only=True, gc=False):
    """A file as the store knows it. `id`, the row's key, is 0 until it is recorded.

    `direction` is in or out, `partner` who sent it or is to get it, `kind` what it holds (837D, 835,
    999, 277CA, TA1; empty while unknown). `sha256` is its address in the archive, `size` is in bytes.
    """

    id: int = 0
    account: str
    direction: Literal["in", "out"]
    partner: str
    name: str
    sha256: str
    size: int
    kind: str = ""
    state: str
    received_at: datetime
    run: int | None = None
    note: str = ""


SHAPE = Shape(files, File)
_FOR_EVER = (1 << 62) - 1
_REMOVED = "taken away"


def record(ledger: Ledger, new: File, *, actor: str) -> tuple[File, bool]:
    """Record a file once: (the file, True), or the row it has had before with False.

    The same file is the same direction, partner, name and content. Raises Conflict when another
    account has it.
    """
    same = {"direction": new.direction, "partner": new.partner, "name": new.name, "sha256": new.sha256}
    for known in SHAPE.read_all(ledger, SHAPE.query(None, same)):
        if known.account != new.account:
            raise Conflict("that file belongs to another account")
        return known, False
    key = SHAPE.insert(ledger, [new])[0]
    at, run = new.received_at, new.run
    made = [(new.account, key)]
    events.write(ledger, files.name, made, "", new.state, "recorded", at=at, actor=actor, run=run)
    return structs.replace(new, id=key), True


def get(ledger: Ledger, account: str | None, key: int) -> File | None:
    """The file with that key, unless it is another account's."""
    return SHAPE.get(ledger, account, key)


def search(
    ledger: Ledger,
    account: str | None,
    *,
    actor: str | None = None,
    at: datetime | None = None,
    direction: str | None = None,
    partner: str | None = None,
    name: str | None = None,
    sha256: str | None = None,
    kind: str | Sequence[str] | None = None,
    state: str | Sequence[str] | None = None,
    run: int | None = None,
    since: datetime | None = None,
    after: int = 0,
    descending: bool = False,
    limit: int | None = None,
) -> list[File]:
    """Files by any of these, in the order of their keys; `actor` and `at` audit an operator's listing.

    `since` leaves out what was received before that moment.
    """
    events.audit(ledger, account, actor, at, "files")
    wanted = {
        "sha256": sha256, "partner": partner, "name": name, "direction": direction,
        "kind": kind, "state": state, "run": run,
    }
    query = SHAPE.query(account, wanted, after=after, descending=descending, limit=limit)
    if since is not None:
        query = query.where(files.c.received_at >= since)
    return SHAPE.read_all(ledger, query)


def amend(ledger: Ledger, key: int, *, kind: str | None = None, note: str | None = None) -> None:
    """Tell what a file turned out to hold, or a note about it (never a value from it)."""
    told = {name: value for name, value in (("kind", kind), ("note", note)) if value is not None}
    if told:
        ledger.write(update(files).where(files.c.id == key).values(told))


def tell_source(ledger: Ledger, key: int, source: int) -> None:
    """Tell from which file of its sender another was made."""
    ledger.write(update(files).where(files.c.id == key).values(source=source))


def tell_left_out(ledger: Ledger, key: int, claims: int) -> None:
    """Tell how many claims of a sheet were left out, for rows that are wrong."""
    ledger.write(update(files).where(files.c.id == key).values(left_out=claims))


def source_of(ledger: Ledger, key: int) -> int | None:
    """The file another was made from; None for one that came as it is."""
    row = ledger.row(select(files.c.source).where(files.c.id == key))
    return None if row is None or row[0] is None else int(row[0])


def tell_removed(
    ledger: Ledger, account: str, keys: Sequence[int], *, at: datetime, actor: str, run: int | None
) -> None:
    """Tell that files do not stand any more where they were taken from."""
    changed = [(account, key) for key in keys]
    events.write(ledger, files.name, changed, "", "", _REMOVED, at=at, actor=actor, run=run)


def was_removed(ledger: Ledger, file: File) -> bool:
    """Whether a file is known not to stand any more where it was taken from."""
    told = events.search(ledger, file.account, thing=files.name, thing_id=file.id)
    return any(one.event == _REMOVED for one in told)


def tell_news(ledger: Ledger, key: int) -> None:
    """Mark a file as news of its partner, as of the last event: what waits may find something now."""
    ledger.write(update(files).where(files.c.id == key).values(news=events.head(ledger)[0]))


def tell_looked(ledger: Ledger, key: int, *, for_ever: bool = False) -> None:
    """Mark a parked file as looked at, as of the last event, or as one no news can help."""
    looked = _FOR_EVER if for_ever else events.head(ledger)[0]
    ledger.write(update(files).where(files.c.id == key).values(looked=looked))


def parked_behind_news(ledger: Ledger, account: str, state: str) -> list[File]:
    """The files in a state whose partner has news since they were last looked at."""
    other = files.alias()
    behind = other.c.news > func.coalesce(files.c.looked, 0)
    news = select(other.c.id).where(other.c.partner == files.c.partner, behind).exists()
    return SHAPE.read_all(ledger, SHAPE.query(account, {"direction": "in", "state": state}).where(news))


def count_by_state(ledger: Ledger, account: str | None) -> dict[str, int]:
    """How many files are in each state."""
    query = select(files.c.state, func.count()).group_by(files.c.state)
    if account is not None:
        query = query.where(files.c.account == account)
    return {str(row[0]): int(row[1]) for row in ledger.rows(query)}
