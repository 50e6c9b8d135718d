"""The one place that knows which database it is: SQLite on one machine, PostgreSQL on many."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, insert, make_url
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    StatementError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from store.columns import plain_form
from store.disk import told
from store.errors import Busy, Conflict, NotAStore, StoreBroken, StoreFull, Unstorable

PATIENCE = 30.0
"""Seconds a transaction waits for another's end before Busy is raised."""

_WRITES = "store_writes"
_BUSY_STATES = {"40001", "40P01", "55P03"}


class Database:
    """One engine with its pool; opens write transactions and snapshots, and knows the fast ways in."""

    def __init__(self, url: str) -> None:
        try:
            self.url = make_url(url)
        except ArgumentError:
            raise NotAStore("the store's address is not one SQLAlchemy can read") from None
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and not self.path:
            raise NotAStore("a store needs a file; memory forgets")
        self.engine = _engine(self)

    @property
    def path(self) -> Path | None:
        """The database's file, if it is one."""
        name = self.url.database
        return Path(name) if self.is_sqlite and name and name != ":memory:" else None

    def exists(self) -> bool:
        """Whether there is a database to connect to (a server is only known by trying)."""
        return self.path is None or self.path.is_file()

    def make_file(self) -> None:
        """Make the database's file, readable by its owner alone, unless it is there."""
        if self.path and not self.path.exists():
            with told():
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))

    def begin(self) -> AbstractContextManager[Connection]:
        """One write transaction: all of it, or nothing of it."""
        return self._transaction({_WRITES: True})

    def snapshot(self) -> AbstractContextManager[Connection]:
        """A view of one moment; nothing can be written through it."""
        if self.is_sqlite:
            return self._transaction({_WRITES: False})
        return self._transaction({"isolation_level": "REPEATABLE READ", "postgresql_readonly": True})

    @contextmanager
    def _transaction(self, options: dict[str, Any]) -> Iterator[Connection]:
        with translated(), self.engine.connect() as connection:
            connection = connection.execution_options(**options)
            with connection.begin():
                yield connection

    @contextmanager
    def migration(self) -> Iterator[Connection]:
        """A write transaction in which tables may be made anew.

        SQLite changes a table by copying it; with foreign keys on, dropping the old one would pull
        down the rows that point to it. They are checked at the end instead.
        """
        with translated(), self.engine.connect() as connection:
            connection = connection.execution_options(**{_WRITES: True})
            self._foreign_keys(connection, on=False)
            try:
                with connection.begin():
                    yield connection
                    if self.is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                        raise Conflict("a row points to one that is not there")
            finally:
                self._foreign_keys(connection, on=True)

    def _foreign_keys(self, connection: Connection, on: bool) -> None:
        raw = connection.connection.dbapi_connection
        if isinstance(raw, sqlite3.Connection):
            raw.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")

    def prepare(self) -> None:
        """What holds for the whole database file and is set once when it is opened."""
        if self.is_sqlite:
            with translated(), self.engine.connect() as connection:
                raw = connection.connection.dbapi_connection
                if isinstance(raw, sqlite3.Connection):
                    raw.execute("PRAGMA journal_mode=WAL")

    def insert(
        self,
        connection: Connection,
        table: Table,
        rows: Sequence[tuple[Any, ...]],
        names: Sequence[str] = (),
    ) -> None:
        """Put rows in, as fast as the database takes them.

        The values stand in the order of `names`, else of the columns; those at the end may be left off.
        """
        if not rows:
            return
        names = names or table.columns.keys()[: len(rows[0])]
        if not self.is_sqlite:
            connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
            return
        converters = [(place, plain_form(table.columns[name].type)) for place, name in enumerate(names)]
        plain = _told_plainly(rows, [(place, convert) for place, convert in converters if convert])
        connection.exec_driver_sql(_insertion(table, tuple(names)), plain)

    def insert_if_absent(self, connection: Connection, table: Table, values: dict[str, Any]) -> None:
        """Put one row in unless one with its key is there."""
        if self.is_sqlite:
            connection.execute(sqlite.insert(table).values(**values).on_conflict_do_nothing())
            return
        # Loaded where there is a server: with it comes all of asyncio.
        from sqlalchemy.dialects import postgresql

        connection.execute(postgresql.insert(table).values(**values).on_conflict_do_nothing())

    def close(self) -> None:
        """Let all connections go."""
        self.engine.dispose()


@cache
def _insertion(table: Table, names: tuple[str, ...]) -> str:
    """SQLite's statement for rows that tell these columns. Compiling it takes longer than its work."""
    return str(insert(table).compile(dialect=sqlite.dialect(), column_keys=names))


def _told_plainly(
    rows: Sequence[tuple[Any, ...]], converters: list[tuple[int, Callable[[Any], Any]]]
) -> list[tuple[Any, ...]]:
    told = []
    for row in rows:
        values = list(row)
        for place, convert in converters:
            if values[place] is not None:
                values[place] = convert(values[place])
        told.append(tuple(values))
    return told


def _engine(database: Database) -> Engine:
    # Parameters hold what files hold: they never go into a message or a log.
    try:
        if not database.is_sqlite:
            return create_engine(database.url, hide_parameters=True, pool_pre_ping=True)
        connect_args = {"timeout": PATIENCE, "isolation_level": None}
        engine = create_engine(database.url, hide_parameters=True, connect_args=connect_args)
    except (ArgumentError, NoSuchModuleError, ImportError):
        raise NotAStore("there is no driver for the store's address") from None
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, record: object) -> None:
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY", "cache_size=-2000"):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    # A transaction that starts as a reader and then writes may find that another wrote first.
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def translated() -> Iterator[None]:
    """Turn the database's errors into the store's, without a word of what was being stored."""
    try:
        yield
    except PoolTimeout:
        raise Busy("all connections to the store are taken") from None
    except (StatementError, sqlite3.Error) as error:
        raise _told(error) from None


@contextmanager
def storing() -> Iterator[None]:
    """As `translated`, around a single statement: also for values that fit no column."""
    try:
        with translated():
            yield
    except (OverflowError, UnicodeEncodeError):
        raise Unstorable("a value does not fit its column") from None


def _told(error: StatementError | sqlite3.Error) -> BaseException:
    if isinstance(error, IntegrityError):
        return Conflict("a row is there already, or points to one that is not")
    cause = error.orig if isinstance(error, StatementError) else error
    if cause and isinstance(error, StatementError) and not isinstance(error, DBAPIError):
        # A value was refused before it came to the database: the caller's mistake, as it was raised.
        return cause
    name = getattr(cause, "sqlite_errorname", "") or ""
    state = getattr(cause, "sqlstate", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or state in _BUSY_STATES:
        return Busy("another process holds the store")
    if name.startswith("SQLITE_FULL") or state.startswith("53"):
        return StoreFull("no room left for the database")
    if name.startswith("SQLITE_NOTADB"):
        return NotAStore("the file is not a database")
    return StoreBroken(f"the database failed ({name or state or type(error).__name__})")
