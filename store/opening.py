"""Making, opening and upgrading a store."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, column, delete, insert, inspect, select, table

from store import accounts, events
from store.archive import Archive
from store.engine import Database
from store.errors import NotAStore, SchemaTooNew, SchemaTooOld, StoreBroken, StoreExists, WrongKey
from store.keys import derive, key_id
from store.ledger import Ledger
from store.lock import RunLock
from store.sealing import seal, unseal
from store.tables import SCHEMA, keyring

_SECRET_SIZE = 32
_NONCE_SIZE = 12


class Store:
    """An open store. `archive` keeps the bytes, `begin` and `read` give ledgers for everything else."""

    def __init__(self, database: Database, archive: Archive, archive_folder: Path, secret: bytes) -> None:
        self._database = database
        self._secret = secret
        self._chain_key = derive(secret, "chain")
        self._blind_key = derive(secret, "blind")
        self._fingerprint_key = derive(secret, "fingerprint")
        self._note_key = derive(secret, "notes")
        self.archive = archive
        path = database.path
        self._lock_path = _lock_beside(path) if path else archive_folder / "run-lock"

    @contextmanager
    def begin(self) -> Iterator[Ledger]:
        """One write transaction: all of it is kept when the block ends, none of it when it raises.

        Raises Busy when another process writes for longer than 30 seconds. Not to be nested.
        """
        with self._database.begin() as connection:
            yield self.ledger(connection, writable=True)

    @contextmanager
    def read(self) -> Iterator[Ledger]:
        """A snapshot: everything read through it is of one moment; nothing can be written."""
        with self._database.snapshot() as connection:
            yield self.ledger(connection, writable=False)

    def ledger(self, connection: Connection, writable: bool) -> Ledger:
        """A ledger on a transaction that is open already."""
        return Ledger(self._database, connection, self._chain_key, self.begin, writable)

    def blind(self, text: str) -> bytes:
        """A keyed hash (16 bytes) under which a name or member id can be found, not read.

        Capitals, spaces at the ends and repeated spaces make no difference.
        """
        plain = " ".join(unicodedata.normalize("NFKC", text).upper().split())
        return derive(self._blind_key, "text", plain.encode("utf-8", "surrogatepass"))[:16]

    def fingerprint(self, text: str) -> bytes:
        """A keyed hash (16 bytes) of text as it stands: the same text can be found again, not read."""
        told = text.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(told, digest_size=16, key=self._fingerprint_key).digest()

    def seal(self, text: str) -> bytes:
        """A text that may tell of a patient, as the ledger may keep it."""
        return seal(self._note_key, text)

    def unseal(self, sealed: bytes) -> str:
        """The text that was sealed. Raises StoreBroken where it was changed."""
        return unseal(self._note_key, sealed)

    def run_lock(self) -> RunLock:
        """The lock that keeps two runs apart: `with store.run_lock():` raises RunInProgress."""
        return RunLock(self._lock_path)

    def close(self) -> None:
        """Let the database go."""
        self._database.close()


def create_store(url: str, key: bytes, *, archive_folder: Path, now: datetime) -> Store:
    """Make a store where none is: tables, archive folder, the house's own account.

    Killed half way, it can be made again. Raises StoreExists, NotAStore (an address that cannot be one).
    """
    from store.migrating import upgrade

    secret = secrets.token_bytes(_SECRET_SIZE)
    with _connected(url, make=True) as database, database.migration() as connection:
        if inspect(connection).get_table_names():
            raise StoreExists("there is a store, or another database, at that place")
        upgrade(connection)
        connection.execute(insert(keyring).values(_sealed(key, secret, now)))
        store = Store(database, Archive(archive_folder, key), archive_folder, secret)
        ledger = store.ledger(connection, writable=True)
        events.start_chain(ledger)
        accounts.add(ledger, accounts.HOUSE, "The house", at=now, actor="store")
    return store


def open_store(url: str, key: bytes, *, archive_folder: Path, old_keys: Sequence[bytes] = ()) -> Store:
    """Open a store with its key; `old_keys` still open what they sealed in the archive.

    Raises NotAStore, WrongKey, SchemaTooOld, SchemaTooNew.
    """
    with _connected(url) as database:
        with database.snapshot() as connection:
            _check_schema(_schema_of(connection))
            secret = _secret(connection, key)
        archive = Archive(archive_folder, key, old_keys)
        archive.sweep()
        return Store(database, archive, archive_folder, secret)


def upgrade_store(url: str) -> tuple[str, str]:
    """Bring the tables to this program's schema; (before, after). Back the store up first.

    All of it is done or none. Raises NotAStore, SchemaTooNew, RunInProgress.
    """
    from store.migrating import upgrade

    with _connected(url) as database:
        lock = RunLock(_lock_beside(database.path)) if database.path else nullcontext()
        with lock, database.migration() as connection:
            before = _schema_of(connection)
            if before > SCHEMA:
                raise SchemaTooNew("the tables were made by a newer program")
            upgrade(connection)
        database.close()
    return before, SCHEMA


def rotate_key(url: str, key: bytes, new_key: bytes, *, now: datetime) -> None:
    """Make `new_key` the store's key. The archive's old files still need `key`, as one of `old_keys`.

    Raises WrongKey, NotAStore.
    """
    with _connected(url) as database:
        with database.begin() as connection:
            _check_schema(_schema_of(connection))
            secret = _secret(connection, key)
            connection.execute(delete(keyring))
            connection.execute(insert(keyring).values(_sealed(new_key, secret, now)))
        database.close()


def _lock_beside(path: Path) -> Path:
    return path.with_name(path.name + ".run-lock")


@contextmanager
def _connected(url: str, make: bool = False) -> Iterator[Database]:
    """The database at an address, let go again when the block raises."""
    database = Database(url)
    if make:
        database.make_file()
    if not database.exists():
        raise NotAStore("there is no store at that place")
    try:
        database.prepare()
        yield database
    except BaseException:
        database.close()
        raise


def _schema_of(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        raise NotAStore("the database is no store")
    version = connection.execute(select(column("version_num")).select_from(table("alembic_version"))).scalar()
    if not version:
        raise NotAStore("the database is no store")
    return str(version)


def _check_schema(found: str) -> None:
    if found > SCHEMA:
        raise SchemaTooNew("the tables were made by a newer program")
    if found < SCHEMA:
        raise SchemaTooOld("the tables are of an older program; upgrade the store")


def _sealed(key: bytes, secret: bytes, now: datetime) -> dict[str, object]:
    """The house's secret (blind indexes and the audit chain hang on it) under the key's seal."""
    nonce, name = secrets.token_bytes(_NONCE_SIZE), key_id(key)
    sealed = AESGCM(derive(key, "keyring")).encrypt(nonce, secret, name)
    return {"key_id": name.hex(), "secrets": nonce + sealed, "made_at": now}


def _secret(connection: Connection, key: bytes) -> bytes:
    name = key_id(key)
    sealed = connection.execute(select(keyring.c.secrets).where(keyring.c.key_id == name.hex())).scalar()
    if sealed is None:
        raise WrongKey("that is not the key of this store")
    try:
        return AESGCM(derive(key, "keyring")).decrypt(sealed[:_NONCE_SIZE], sealed[_NONCE_SIZE:], name)
    except InvalidTag:
        raise StoreBroken("the keyring was changed") from None
