"""Kinds of columns: an instant, a day, a JSON value. Told once, for reading and writing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Column, Dialect, ForeignKey, Index, Integer, String, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

# SQLite makes a row's key its address only when the column is called INTEGER.
KEY = BigInteger().with_variant(Integer, "sqlite")


@lru_cache(maxsize=64)
def to_microseconds(at: datetime) -> int:
    """Microseconds since 1970 of an instant; ValueError for one without a time zone."""
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return (at - EPOCH) // MICROSECOND


def from_microseconds(count: int) -> datetime:
    """The instant, in UTC, of a count of microseconds since 1970."""
    return EPOCH + timedelta(microseconds=count)


def to_json(value: Any) -> str:
    """A small JSON value as text, its names sorted."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


class Instant(TypeDecorator[datetime]):
    """A moment in UTC, kept as microseconds since 1970."""

    impl = BigInteger
    cache_ok = True
    plain = staticmethod(to_microseconds)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_microseconds(value)


class Day(TypeDecorator[date]):
    """A calendar day, kept as ISO text (it sorts as a day does)."""

    impl = String(10)
    cache_ok = True
    plain = staticmethod(date.isoformat)

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


class Json(TypeDecorator[Any]):
    """A small JSON value, kept as text with sorted names."""

    impl = Text
    cache_ok = True
    plain = staticmethod(to_json)

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else to_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


def plain_form(kind: TypeEngine[Any]) -> Callable[[Any], Any] | None:
    """How a value of one of our kinds of columns is told to any database; None when as it is."""
    return kind.plain if isinstance(kind, (Instant, Day, Json)) else None


def key() -> Column[int]:
    """The key of a row, a number we gave."""
    return Column("id", KEY, primary_key=True, autoincrement=False)


def account() -> Column[str]:
    """Whose the row is."""
    return Column("account", String, ForeignKey("accounts.slug"), nullable=False)


def text(name: str) -> Column[str]:
    """Text that is always there (empty when there is nothing to tell)."""
    return Column(name, String, nullable=False)


def number(name: str) -> Column[int]:
    """A whole number that is always there; money in cents."""
    return Column(name, BigInteger, nullable=False)


def maybe_number(name: str) -> Column[int]:
    """A whole number that may be absent."""
    return Column(name, BigInteger)


def row(name: str, target: str, nullable: bool = False) -> Column[int]:
    """The key of a row of another table."""
    return Column(name, KEY, ForeignKey(f"{target}.id"), nullable=nullable)


def span(name: str) -> list[Column[int]]:
    """Where a unit lies in the archived file; absent when there is no such unit."""
    return [maybe_number(f"{name}_offset"), maybe_number(f"{name}_length")]


def present(name: str, *columns: Column[Any]) -> Index:
    """An index of the rows in which the column has a value."""
    filled = columns[0].is_not(None)
    return Index(name, *columns, sqlite_where=filled, postgresql_where=filled)


def waiting(name: str, begun: Column[Any], ended: Column[Any]) -> Index:
    """An index of the rows in which one column has a value and another has none yet."""
    open_ = begun.is_not(None) & ended.is_(None)
    return Index(name, begun, sqlite_where=open_, postgresql_where=open_)
