"""Where and when a test of the store happens."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from store.opening import Store, open_store

NOW = datetime(2026, 3, 9, 14, 30, 15, 123456, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """Where a test's store lies."""

    url: str
    key: bytes
    folder: Path
    database: Path

    def open(self) -> Store:
        return open_store(self.url, self.key, archive_folder=self.folder)
