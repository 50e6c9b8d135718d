"""One account never sees another's anything: every query of the store, asked for everybody's keys.

The answer must be the one of a store in which there is nobody else.
"""

from __future__ import annotations

import inspect
import pkgutil
import random
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, date, datetime
from importlib import import_module
from itertools import product
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest
from clearing_places import Place
from isolation_bench import OWNED, alone
from isolation_marks import EVERYBODY, Who
from isolation_queries import COLUMNS, NAMED, UNBOUND, WRITERS

import store
from store import outbox
from store.errors import Conflict
from store.ledger import Ledger

MOMENTS = [datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)]
DAYS = [date(2026, 3, 2), date(2026, 12, 31)]
Ledgers = dict[str, tuple[Ledger, Ledger]]
"""For each account the store of everybody, and that in which it is alone."""
MOST = 12
"""Values tried of each thing that may be asked for."""


def _functions() -> dict[str, Callable[..., Any]]:
    """Every public function of the store that takes a ledger and gives something back."""
    found = {}
    for module in pkgutil.iter_modules(store.__path__):
        if module.ispkg:
            continue
        for name, function in vars(import_module(f"store.{module.name}")).items():
            if name.startswith("_") or not inspect.isfunction(function):
                continue
            told, own = inspect.signature(function), function.__module__ == f"store.{module.name}"
            if own and "ledger" in told.parameters and told.return_annotation != "None":
                found[f"{module.name}.{name}"] = function
    return found


FUNCTIONS = _functions()
ASKED = {
    name: one for name, one in FUNCTIONS.items() if "account" in inspect.signature(one).parameters
}


def test_every_other_query_is_known_with_its_reason() -> None:
    """A new one takes an account, or is told here who calls it and why that shows nothing to anybody."""
    without = [name for names in UNBOUND.values() for name in names.split()]
    assert sorted({*FUNCTIONS} - {*ASKED}) == sorted(without)
    assert {*WRITERS} <= {*ASKED}


class Pool:
    """Everybody's values of whatever a query can be asked for, by the names of columns."""

    def __init__(self, ledger: Path, rng: random.Random) -> None:
        self._rng = rng
        self._values: dict[str, set[Any]] = {}
        with closing(sqlite3.connect(ledger)) as connection:
            for table in OWNED:
                rows = connection.execute(f"SELECT * FROM {table}")
                names = [column[0] for column in rows.description]
                for row in rows:
                    for name, value in zip(names, row, strict=True):
                        if value is not None:
                            self._values.setdefault(name, set()).add(value)

    def values(self, name: str, kind: Any) -> list[Any]:
        """The values of a parameter, or of a field, by its name and type."""
        origin, inner = get_origin(kind), [one for one in get_args(kind) if one is not type(None)]
        if origin in (Union, UnionType):
            return self.values(name, inner[0])
        if origin is Literal:
            return inner
        if kind is bool:
            return [True]
        if kind in (datetime, date):
            return MOMENTS if kind is datetime else DAYS
        if kind == tuple[str, str]:
            return [(who.slug, payer) for who in EVERYBODY for payer in ("DLT01", "WST01")]
        if inspect.isclass(kind) and issubclass(kind, msgspec.Struct):
            hints = get_type_hints(kind)
            return [kind(**{field: one}) for field in hints for one in self.some(field, hints[field])]
        if origin is not None:
            assert issubclass(origin, Sequence) or origin.__name__ == "Collection", (name, kind)
            return [tuple(self._all(name, inner[0]))]
        return self._all(name, kind)

    def some(self, name: str, kind: Any) -> list[Any]:
        """A few of these."""
        found = self.values(name, kind)
        return self._rng.sample(found, min(MOST, len(found)))

    def _all(self, name: str, kind: Any) -> list[Any]:
        if kind == tuple[str, str]:
            return self.values(name, kind)
        told = NAMED.get(name) or sorted(
            value for value in self._values.get(COLUMNS.get(name, name), ()) if isinstance(value, kind)
        )
        assert told, f"nothing to ask for as {name}: tell in isolation_queries which column it is"
        return list(told)


def _calls(function: Callable[..., Any], pool: Pool) -> Iterator[dict[str, Any]]:
    """What is asked: what must be told, and then each thing that may be told, alone."""
    hints = get_type_hints(function)
    parameters = inspect.signature(function).parameters.values()
    told = [one for one in parameters if one.name not in ("ledger", "account", "actor", "at")]
    needed = {one.name: pool.values(one.name, hints[one.name]) for one in told if one.default is one.empty}
    for name in {"actor", "at"} & {one.name for one in parameters if one.default is one.empty}:
        needed[name] = pool.values(name, hints[name])[-1:]
    every = [dict(zip(needed, values, strict=True)) for values in product(*needed.values())]
    yield from every
    for one in told:
        if one.default is not one.empty:
            for value in pool.some(one.name, hints[one.name]):
                yield {**every[0], one.name: value}


@contextmanager
def _ledgers(made: Path, folder: Path, who: Who) -> Iterator[tuple[Ledger, Ledger]]:
    """The store of everybody, and that of one account alone."""
    all_, own = Place(alone(made, folder / "all")), Place(alone(made, folder / "own", who))
    with all_.house.store.read() as one, own.house.store.read() as other:
        yield one, other
    all_.close()
    own.close()


def _owners(told: Any) -> Iterator[str]:
    """Whose the rows of an answer are, where rows tell it."""
    if isinstance(told, msgspec.Struct):
        if hasattr(told, "account"):
            yield told.account
    elif isinstance(told, dict):
        yield from _owners(list(told.values()))
    elif isinstance(told, (list, tuple)):
        for one in told:
            yield from _owners(one)


@pytest.fixture(scope="module")
def ledgers(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledgers]:
    with ExitStack() as open_:
        yield {
            who.slug: open_.enter_context(_ledgers(made, tmp_path_factory.mktemp(who.slug), who))
            for who in EVERYBODY[:2]
        }


NOTHING = {
    "files.parked_behind_news": "asked for the house's files only, by the step that ties answers",
    "remittances.get": "payments are the house's",
    "remittances.list_adjustments": "other money of payments is the house's",
    "remittances.search": "payments are the house's",
}
"""Queries that find nothing for a submitter."""


@pytest.mark.parametrize("account", ["oak", "elm"])
@pytest.mark.parametrize("name", [name for name in ASKED if name not in WRITERS])
def test_a_query_answers_an_account_with_its_own(
    ledgers: Ledgers, made: Path, name: str, account: str
) -> None:
    function, (everybody, own) = ASKED[name], ledgers[account]
    pool = Pool(made / "ledger.db", random.Random(f"{name} {account}"))
    found = 0
    for asked in _calls(function, pool):
        told = function(everybody, account=account, **asked)
        assert {*_owners(told)} <= {account}, asked
        assert told == function(own, account=account, **asked), asked
        found += bool(told)
    assert found or name in NOTHING, "nothing was ever found: this proves nothing"


def test_a_reader_collects_from_its_own_outbox(made: Path, tmp_path: Path) -> None:
    place = Place(alone(made, tmp_path / "house"))
    with place.house.store.begin() as ledger:
        theirs = outbox.waiting(ledger, "elm", "desk")[0].id
        with pytest.raises(Conflict):
            outbox.collected(ledger, "oak", "desk", theirs, at=MOMENTS[0])
    place.close()
