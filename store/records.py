"""How a record of the store lies in its table: field by column, in the same order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, Generic, TypeVar

from msgspec import Struct
from sqlalchemy import Row, Select, Table, select

from store.ledger import Ledger, chunks

T = TypeVar("T", bound=Struct)


class Shape(Generic[T]):
    """One table and the record of its rows (a frozen msgspec Struct whose first field is the key, `id`)."""

    def __init__(self, table: Table, record: type[T], filled: int | None = None) -> None:
        """`filled`: how many of the first columns are told when a row is made (None: all)."""
        names = record.__struct_fields__
        if names != tuple(table.columns.keys())[: len(names)]:
            raise TypeError(f"{table.name} and its record differ")
        self.table = table
        self._record = record
        self._columns = [table.columns[name] for name in names]
        self._values: Callable[[T], tuple[Any, ...]] = attrgetter(*names[1:filled])
        self._names = names

    def insert(self, ledger: Ledger, things: Sequence[T]) -> range:
        """Record things in bulk under keys of their own; the keys, in the order of the things."""
        if not things:
            return range(0)
        first, values = ledger.reserve(self.table, len(things)), self._values
        ledger.insert(self.table, [(key, *values(thing)) for key, thing in enumerate(things, first)])
        return range(first, first + len(things))

    def get(self, ledger: Ledger, account: str | None, key: int) -> T | None:
        """The thing with that key, unless it is another account's."""
        row = ledger.row(self.select(account).where(self.table.c.id == key))
        return None if row is None else self.read(row)

    def get_many(self, ledger: Ledger, account: str | None, keys: Sequence[int]) -> list[T]:
        """The things with those keys, in the order of keys."""
        query = self.select(account).order_by(self.table.c.id)
        found = [ledger.rows(query.where(self.table.c.id.in_(some))) for some in chunks(sorted(set(keys)))]
        return [self.read(row) for rows in found for row in rows]

    def search(
        self,
        ledger: Ledger,
        account: str | None,
        wanted: dict[str, Any],
        *,
        after: int = 0,
        limit: int | None = None,
    ) -> list[T]:
        """Things in the order of their keys, from the one behind `after` on; see `query`."""
        return self.read_all(ledger, self.query(account, wanted, after=after).limit(limit))

    def query(self, account: str | None, wanted: dict[str, Any], *, after: int = 0) -> Select[Any]:
        """The query for things in the order of their keys.

        `wanted` names columns and the value each must have (a list or tuple: one of these values);
        None asks nothing.
        """
        query = self.select(account)
        for name, value in wanted.items():
            column = self.table.c[name]
            if isinstance(value, (list, tuple)):
                query = query.where(column.in_(value))
            elif value is not None:
                query = query.where(column == value)
        if after:
            query = query.where(self.table.c.id > after)
        return query.order_by(self.table.c.id)

    def read_all(self, ledger: Ledger, query: Select[Any]) -> list[T]:
        """All things a query for whole rows finds."""
        return [self.read(row) for row in ledger.rows(query)]

    def select(self, account: str | None) -> Select[Any]:
        """The query for whole rows of one account (None: of all)."""
        query = select(*self._columns)
        return query if account is None else query.where(self.table.c.account == account)

    def read(self, row: Row[Any]) -> T:
        """The thing a whole row holds."""
        return self._record(**dict(zip(self._names, row, strict=True)))
