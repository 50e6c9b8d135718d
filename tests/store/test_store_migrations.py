"""The migrations, run from nothing, make exactly the tables the code works with."""

import ast
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Index, inspect
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable
from store_places import NOW, Place

import store
from store.engine import Database
from store.errors import RunInProgress
from store.migrating import configuration, upgrade
from store.opening import Store, create_store, upgrade_store
from store.tables import SCHEMA, metadata


def test_migrations_make_the_tables(place: Place) -> None:
    database = Database(place.url)
    database.make_file()
    with database.migration() as connection:
        upgrade(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        asked = inspect(connection)
        for table in metadata.sorted_tables:
            made = {(one["name"], tuple(one["column_names"])) for one in asked.get_indexes(table.name)}
            ours = {(str(one.name), tuple(one.columns.keys())) for one in table.indexes}
            assert made == ours
            checks = [one["sqltext"] for one in asked.get_check_constraints(table.name)]
            assert len(checks) == (1 if table.name == "files" else 0)
            key = asked.get_pk_constraint(table.name)["constrained_columns"]
            assert key == [column.name for column in table.primary_key]
    database.close()


def test_the_newest_migration_is_the_schema_we_open() -> None:
    assert ScriptDirectory.from_config(configuration()).get_heads() == [SCHEMA]


def test_upgrading_what_is_new_changes_nothing(store: Store, place: Place) -> None:
    store.close()
    assert upgrade_store(place.url) == (SCHEMA, SCHEMA)
    place.open().close()


def test_every_table_of_things_carries_the_account() -> None:
    free = {"accounts", "sequences", "control_numbers", "keyring", "chain", "runs"}
    assert {table.name for table in metadata.sorted_tables if "account" not in table.columns} == free


def test_postgresql_takes_the_same_tables() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            assert isinstance(index, Index)
            told = str(CreateIndex(index).compile(dialect=dialect))
            assert ("WHERE" in told) == (index.dialect_options["sqlite"]["where"] is not None)


def test_only_one_module_knows_the_database() -> None:
    for path in Path(store.__file__).parent.glob("*.py"):
        named = {
            getattr(node, "module", None) or name.name
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for name in node.names
        }
        if path.name != "engine.py":
            assert not {"sqlite3", "sqlalchemy.dialects", "psycopg"} & named, path.name


def test_a_house_in_a_folder_with_a_percent_sign(place: Place, tmp_path: Path) -> None:
    folder = tmp_path / "100% oak & elm"
    create_store(f"sqlite:///{folder}/h.db", place.key, archive_folder=folder / "a", now=NOW).close()
    assert (folder / "h.db").is_file()


def test_a_store_of_the_first_tables_is_upgraded_with_what_is_in_it(place: Place) -> None:
    """Its tables come out as those of a new store, columns in the same order, and its rows stay."""
    database = Database(place.url)
    database.make_file()
    with database.migration() as connection:
        upgrade(connection, "0001")
        connection.exec_driver_sql("INSERT INTO accounts VALUES ('oak', 'Oak', 1)")
        connection.exec_driver_sql(
            "INSERT INTO files VALUES (1, 'oak', 'in', 'oak', 'a', 'ab', 1, '', 'received', 1, NULL, '')"
        )
    database.close()
    assert upgrade_store(place.url) == ("0001", SCHEMA)
    assert upgrade_store(place.url) == (SCHEMA, SCHEMA)
    database = Database(place.url)
    with database.snapshot() as connection:
        asked = inspect(connection)
        for table in metadata.sorted_tables:
            made = [column["name"] for column in asked.get_columns(table.name)]
            assert made == table.columns.keys(), table.name
            assert {one["name"] for one in asked.get_indexes(table.name)} == {
                str(one.name) for one in table.indexes
            }
        row = connection.exec_driver_sql("SELECT name, news, looked FROM files").one()
        assert tuple(row) == ("a", None, None)
    database.close()


def test_an_upgrade_waits_for_no_run(store: Store, place: Place) -> None:
    with store.run_lock(), pytest.raises(RunInProgress):
        upgrade_store(place.url)
