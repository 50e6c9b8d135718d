"""The house: the one argument of every step. Store, archive, partners, mailboxes and the clock."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, cast

import msgspec
from msgspec import Meta, Struct

from clearinghouse.errors import HouseError, SettingsError
from clearinghouse.partners import MailboxSettings, Partners, Payer, load_partners
from mappings.overrides import read_override
from mappings.tables import GuideTables, guide_tables
from sftp_gateway.folder import FolderMailbox
from sftp_gateway.mailbox import Mailbox
from sftp_gateway.retry import Pace, RetryMailbox
from sftp_gateway.settings import RenamePolicy, SftpSettings
from sftp_gateway.sftp import open_mailbox
from store import accounts
from store.keys import KeySource, make_key, write_key
from store.opening import Store, create_store, open_store

SETTINGS = "bitewing.toml"
PARTNERS = "partners.toml"


class StoreSettings(Struct, forbid_unknown_fields=True, frozen=True):
    """Where the store is: database URL (relative SQLite paths begin at the house), archive, key's source."""

    url: str = "sqlite:///ledger.db"
    archive: str = "archive"
    key: Annotated[str, Meta(pattern="^(file|env):.+$")] = "file:secrets/store.key"


class Settings(Struct, forbid_unknown_fields=True, frozen=True):
    """The house's own settings file."""

    store: StoreSettings = StoreSettings()


@dataclass(frozen=True)
class House:
    """Everything a step needs; `clock` tells aware UTC times, `actor` who runs it (for the audit trail)."""

    folder: Path
    store: Store
    partners: Partners
    clock: Callable[[], datetime]
    actor: str = "operator"

    @property
    def staging(self) -> Path:
        """Where files rest between a mailbox and the archive; nothing in it is kept."""
        return self.folder / "staging"

    def now(self) -> datetime:
        return self.clock()

    def mailbox(self, slug: str) -> Mailbox:
        """A partner's mailbox, tried again where it cannot be reached. Raises GatewayError."""
        partner = self.partners.partner(slug)
        if partner is None:
            raise HouseError(f"{PARTNERS} has no partner {slug}")
        return open_partner_mailbox(self.folder, partner.mailbox)

    def tables(self, slug: str) -> GuideTables:
        """The guides as a partner overrides them."""
        partner = self.partners.partner(slug)
        if isinstance(partner, Payer) and partner.overrides:
            return GuideTables(read_override(self.folder / name) for name in partner.overrides)
        return guide_tables()

    def close(self) -> None:
        self.store.close()


def utc_now() -> datetime:
    """The time of day, aware."""
    return datetime.now(UTC)


def read_settings(folder: Path) -> Settings:
    """The house's settings. Raises SettingsError where there is no house, or an unreadable one."""
    path = folder / SETTINGS
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Settings)
    except FileNotFoundError:
        raise SettingsError(
            f"there is no house in this folder ({SETTINGS} is missing); "
            "make one with `bitewing init`, or name its folder with --house"
        ) from None
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise SettingsError(f"{SETTINGS}: {problem}") from None


def open_house(folder: Path, *, clock: Callable[[], datetime] = utc_now, actor: str = "operator") -> House:
    """Open the house in a folder; submitters that are new in the partners' file get their accounts.

    Raises SettingsError, StoreError.
    """
    settings = read_settings(folder)
    partners = load_partners(folder / PARTNERS)
    source = KeySource.parse(settings.store.key)
    store = open_store(
        _store_url(folder, settings.store.url),
        source.read(folder),
        archive_folder=folder / settings.store.archive,
    )
    with store.begin() as ledger:
        for slug, submitter in partners.submitters.items():
            if accounts.get(ledger, slug) is None:
                accounts.add(ledger, slug, submitter.name, at=clock(), actor=actor)
    return House(folder, store, partners, clock, actor)


def create_house(folder: Path, partners_text: str, *, now: datetime) -> None:
    """Make a house: settings, partners, a key only its owner can read, an empty store, mailbox folders.

    Raises HouseError where there is one already; SettingsError for partners that cannot be read.
    """
    if (folder / SETTINGS).exists():
        raise HouseError(f"there is a house in this folder already ({SETTINGS})")
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings()
    (folder / PARTNERS).write_text(partners_text, encoding="utf-8")
    partners = load_partners(folder / PARTNERS)
    key = make_key()
    secrets = folder / "secrets"
    secrets.mkdir(mode=0o700, exist_ok=True)
    write_key(secrets / "store.key", key)
    store = create_store(
        _store_url(folder, settings.store.url), key, archive_folder=folder / settings.store.archive, now=now
    )
    store.close()
    for slug in (*partners.submitters, *partners.payers):
        partner = partners.partner(slug)
        if partner and partner.mailbox.kind == "folder":
            for place in (partner.mailbox.inbox, partner.mailbox.outbox):
                (folder / place).mkdir(parents=True, exist_ok=True)
    (folder / "staging").mkdir(mode=0o700, exist_ok=True)
    (folder / SETTINGS).write_text(_SETTINGS_TEXT, encoding="utf-8")


_SETTINGS_TEXT = """\
# The house. Paths begin at this folder.
[store]
url = "sqlite:///ledger.db"
archive = "archive"
# The key that seals the archive: file:PATH (readable by its owner only) or env:NAME.
# Without it nothing can be read again: keep a copy elsewhere.
key = "file:secrets/store.key"
"""


def _store_url(folder: Path, url: str) -> str:
    prefix = "sqlite:///"
    if url.startswith(prefix) and not url.startswith("sqlite:////"):
        return prefix + str((folder / url.removeprefix(prefix)).resolve())
    return url


def open_partner_mailbox(folder: Path, settings: MailboxSettings) -> Mailbox:
    """The mailbox of a partner as its settings say. Raises GatewayError."""
    if settings.kind == "folder":
        return FolderMailbox(folder / settings.inbox, folder / settings.outbox)
    sftp = SftpSettings(
        host=settings.host,
        port=settings.port,
        user=settings.user,
        host_keys=settings.host_keys,
        key_file=folder / settings.key_file if settings.key_file else None,
        password=_secret(folder, settings.password) if settings.password else None,
        inbox=settings.inbox,
        outbox=settings.outbox,
        rename=cast(RenamePolicy, settings.rename),
        connect_timeout=settings.timeout,
        silence_timeout=settings.timeout,
    )
    return RetryMailbox(lambda: open_mailbox(sftp), Pace())


def _secret(folder: Path, source: str) -> str:
    kind, _, place = source.partition(":")
    if kind == "env" and place in os.environ:
        return os.environ[place]
    if kind == "file":
        try:
            return (folder / place).read_text(encoding="utf-8").strip()
        except OSError:
            pass
    raise SettingsError("a mailbox's password is env:NAME or file:PATH, and must be there")
