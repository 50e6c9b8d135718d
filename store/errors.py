"""What the store raises. No text of these errors ever holds a value from a file or a key."""

from __future__ import annotations


class StoreError(Exception):
    """The root of everything the store raises on purpose."""


class Busy(StoreError):
    """Another process held the database longer than we wait (30 seconds). Trying again later may work."""


class StoreFull(StoreError):
    """No room left: disk, quota or a size limit. Nothing of the transaction was kept."""


class StoreBroken(StoreError):
    """The database or the disk under it failed (I/O error, damaged file, lost server)."""


class NotAStore(StoreError):
    """There is no store at that place, or what is there is something else."""


class StoreExists(StoreError):
    """A store is already there; it is not made twice."""


class SchemaTooOld(StoreError):
    """The tables are older than this program: upgrade the store first."""


class SchemaTooNew(StoreError):
    """The tables were made by a newer program than this one."""


class WrongKey(StoreError):
    """The key handed in is not the key of this store."""


class KeyUnavailable(StoreError):
    """The key could not be read from where the setting says, or is no key."""


class Conflict(StoreError):
    """A row that must be unique is there already, or points to one that is not."""


class Unstorable(StoreError):
    """A value does not fit its column (a number beyond 64 bits, text that is not Unicode)."""


class StateConflict(StoreError):
    """Some rows were not in the state the step took them from: somebody else moved them."""

    def __init__(self, table: str, missed: int) -> None:
        super().__init__(f"{missed} row(s) of {table} were not in the expected state")
        self.table = table
        self.missed = missed


class RunInProgress(StoreError):
    """Another run holds the lock; `pid` is its process where it could be told, otherwise 0."""

    def __init__(self, pid: int) -> None:
        super().__init__(f"a run is in progress (process {pid})" if pid else "a run is in progress")
        self.pid = pid


class NotArchived(StoreError):
    """The archive holds nothing under that hash."""


class ArchiveDamaged(StoreError):
    """An archived file was changed, cut, moved or mixed with another."""
