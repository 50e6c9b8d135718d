"""One transaction on the store: what every function of the store's modules takes first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, Table, Update, bindparam, select, update

from store.engine import Database, storing, translated
from store.errors import StoreError
from store.tables import sequences

V = TypeVar("V")
Line = Row[*tuple[Any, ...]]

_CHUNK = 1_000


class Ledger:
    """A write transaction (`Store.begin`) or a snapshot (`Store.read`).

    Nobody above the store calls its methods: it is handed to the functions of the store's modules.
    """

    def __init__(
        self,
        database: Database,
        connection: Connection,
        chain_key: bytes,
        begin: Callable[[], AbstractContextManager[Ledger]],
        writable: bool,
    ) -> None:
        self._database = database
        self._connection = connection
        self._begin = begin
        self.chain_key = chain_key
        self.writable = writable

    def rows(self, query: Select[Any], values: Mapping[str, Any] | None = None) -> list[Line]:
        """All rows of a query, with values for what it leaves open."""
        with storing():
            return list(self._connection.execute(query, values))

    def row(self, query: Select[Any], values: Mapping[str, Any] | None = None) -> Line | None:
        """The first row of a query, with values for what it leaves open."""
        with storing():
            return self._connection.execute(query, values).first()

    def stream(self, query: Select[Any]) -> Iterator[Line]:
        """The rows of a query, a thousand in memory at a time."""
        with translated():
            result = self._connection.execute(query.execution_options(yield_per=1000))
            yield from result

    def write(self, statement: Update, values: Mapping[str, Any] | None = None) -> int:
        """Change rows, with values for what the statement leaves open; how many were changed."""
        self.demand_writable()
        with storing():
            return int(self._connection.execute(statement, values).rowcount)

    def insert(self, table: Table, rows: Sequence[tuple[Any, ...]], names: Sequence[str] = ()) -> None:
        """Put whole rows in, values in the order of the table's columns (or of these)."""
        self.demand_writable()
        with storing():
            self._database.insert(self._connection, table, rows, names)

    def change(self, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> int:
        """Set columns row by row: each tuple is the row's key, then the columns' values."""
        self.demand_writable()
        if not rows:
            return 0
        names = ("row", *(f"new_{name}" for name in columns))
        with storing():
            parameters = [dict(zip(names, row, strict=True)) for row in rows]
            return int(self._connection.execute(_change(table, tuple(columns)), parameters).rowcount)

    def reserve(self, table: Table, count: int = 1) -> int:
        """Take a block of keys for new rows of a table; the first of them."""
        return self.count_up(sequences, table.name, count) - count + 1

    def count_up(self, counters: Table, name: str, count: int) -> int:
        """Move a named counter on; its new value. Whoever counts next waits for this transaction."""
        self.demand_writable()
        step, told = _count(counters)
        values = {"counter": name, "count": count}
        if not self.write(step, values):
            self.insert_if_absent(counters, {"name": name, "last": 0})
            self.write(step, values)
        row = self.row(told, {"counter": name})
        return int(row[0]) if row else 0

    def insert_if_absent(self, table: Table, values: Mapping[str, Any]) -> None:
        """Put one row in unless one with its key is there."""
        self.demand_writable()
        with storing():
            self._database.insert_if_absent(self._connection, table, dict(values))

    def writer(self) -> AbstractContextManager[Ledger]:
        """A transaction of its own beside this snapshot."""
        return self._begin()

    def demand_writable(self) -> None:
        """StoreError when this is a snapshot."""
        if not self.writable:
            raise StoreError("a snapshot is only read")


def chunks(values: Sequence[V]) -> Iterator[Sequence[V]]:
    """Values in portions that fit into one statement."""
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]


# Statements that are asked again and again are made once: making one takes longer than executing it.


@cache
def _change(table: Table, columns: tuple[str, ...]) -> Update:
    """Columns set in the row with the key `row`, to what is called after them."""
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in columns}
    return update(table).where(table.c.id == bindparam("row")).values(values)


@cache
def _count(counters: Table) -> tuple[Update, Select[Any]]:
    """Moving the counter `counter` on by `count`, and its value."""
    here = counters.c.name == bindparam("counter")
    step = update(counters).where(here).values(last=counters.c.last + bindparam("count"))
    return step, select(counters.c.last).where(here)
