"""How a record of the store lies in its table: field by column, in the same order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from operator import attrgetter
from typing import Any, Generic, TypeVar

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, Table, bindparam, select

from store.ledger import Ledger, Line, chunks

T = TypeVar("T", bound=Struct)

# Rows made ready at a time; more would only take memory.
_PORTION = 1000
# What is asked by one of these finds few rows; the planner cannot know it.
_FEW = {
    "id", "file", "set", "out_file", "out_set", "claim", "inquiry", "remittance", "claim_id",
    "payer_claim_number", "member_index", "name_index", "sha256", "trace_number", "out_trace",
    "interchange_control", "group_control", "reference", "parent", "fingerprint", "source",
}
# And these have many; their indexes are for lists.
_MANY = {"account", "state"}


class Shape(Generic[T]):
    """One table and the record of its rows (a frozen msgspec Struct whose first field is the key, `id`)."""

    def __init__(
        self, table: Table, record: type[T], filled: int | None = None, also: Sequence[str] = ()
    ) -> None:
        """`filled`: how many of the first columns are told when a row is made (None: all), `also` others."""
        names = record.__struct_fields__
        if names != tuple(table.columns.keys())[: len(names)]:
            raise TypeError(f"{table.name} and its record differ")
        self.table = table
        self._record = record
        self._columns = [table.columns[name] for name in names]
        self._filled = (*names[:filled], *also)
        self._values: Callable[[T], tuple[Any, ...]] = attrgetter(*self._filled[1:])
        self._names = names
        # Made once: to make a query of many columns takes longer than to ask it.
        self._all = select(*self._columns)
        self._one = self._all.where(table.c.id == bindparam("key"))
        owned = [table.c.account == bindparam("owner")] if "account" in table.c else []
        self._own = self._one.where(*owned)

    def insert(self, ledger: Ledger, things: Sequence[T]) -> range:
        """Record things in bulk under keys of their own; the keys, in the order of the things."""
        if not things:
            return range(0)
        first, values = ledger.reserve(self.table, len(things)), self._values
        keyed = enumerate(things, first)
        while portion := [(key, *values(thing)) for key, thing in islice(keyed, _PORTION)]:
            ledger.insert(self.table, portion, self._filled)
        return range(first, first + len(things))

    def get(self, ledger: Ledger, account: str | None, key: int) -> T | None:
        """The thing with that key, unless it is another account's."""
        if account is None:
            row = ledger.row(self._one, {"key": key})
        else:
            row = ledger.row(self._own, {"key": key, "owner": account})
        return None if row is None else self.read(row)

    def get_many(self, ledger: Ledger, account: str | None, keys: Sequence[int]) -> list[T]:
        """The things with those keys, in the order of keys."""
        found: list[T] = []
        for some in chunks(sorted(set(keys))):
            found += self.read_all(ledger, self.query(account, {"id": list(some)}))
        return found

    def query(
        self,
        account: str | None,
        wanted: dict[str, Any],
        *,
        after: int = 0,
        descending: bool = False,
        limit: int | None = None,
    ) -> Select[Any]:
        """The query for things in the order of their keys, or against it, behind the key `after`.

        `wanted` names columns and the value each must have (a list or tuple: one of these values);
        None asks nothing.
        """
        asked = {"account": account, **wanted}
        asked = {name: value for name, value in asked.items() if value is not None}
        few = bool(asked.keys() & _FEW)
        query, key = self._all, self.table.c.id
        for name, value in asked.items():
            column: ColumnElement[Any] = self.table.c[name]
            if few and name in _MANY:
                # An expression has no index: so the planner looks for the few rows, then at what they are.
                column = column.concat("")
            query = query.where(column.in_(value) if isinstance(value, (list, tuple)) else column == value)
        if after:
            query = query.where(key < after if descending else key > after)
        return query.order_by(key.desc() if descending else key).limit(limit)

    def read_all(self, ledger: Ledger, query: Select[Any]) -> list[T]:
        """All things a query for whole rows finds."""
        return [self.read(row) for row in ledger.rows(query)]

    def read(self, row: Line) -> T:
        """The thing a whole row holds."""
        return self._record(**dict(zip(self._names, row, strict=True)))
