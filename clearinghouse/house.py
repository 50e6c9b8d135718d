"""The house: the one argument of every step. Store, archive, partners, mailboxes and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from clearinghouse.calendar import Calendar
from clearinghouse.calendar_file import CALENDAR, load_calendar
from clearinghouse.directory import Directory
from clearinghouse.errors import HouseError, SettingsError
from clearinghouse.lists import read_lists
from clearinghouse.mailboxes import open_partner_mailbox
from clearinghouse.partners import Partners, Payer, Submitter
from clearinghouse.partners_file import converted, load_partners, read_toml
from edi.errors import GuideError
from mappings.guides import HEADS
from mappings.overrides import read_override
from mappings.tables import GuideTables, own_tables
from sftp_gateway.mailbox import Mailbox
from store import accounts
from store.errors import SchemaTooOld, StoreExists
from store.keys import KeySource, make_key, write_key
from store.ledger import Ledger
from store.opening import Store, create_store, open_store, upgrade_store

if TYPE_CHECKING:
    from transactions.rules.lists import Lists

SETTINGS = "bitewing.toml"
PARTNERS = "partners.toml"
CODE_LISTS = "code-lists"
_KEY = "secrets/store.key"


class StoreSettings(Struct, forbid_unknown_fields=True, frozen=True):
    """Where the store is: database URL (relative SQLite paths begin at the house), archive, key's source."""

    url: Annotated[str, Meta(min_length=1)] = "sqlite:///ledger.db"
    archive: Annotated[str, Meta(min_length=1)] = "archive"
    key: Annotated[str, Meta(pattern=r"\A(file|env):.+\Z")] = f"file:{_KEY}"


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
    overridden: dict[str, GuideTables] = field(default_factory=dict, repr=False)
    own_lists: Lists | None = field(default=None, repr=False)
    calendar: Calendar = field(default_factory=Calendar, repr=False)

    @property
    def staging(self) -> Path:
        """Where files rest between a mailbox and the archive; nothing in it is kept."""
        return self.folder / "staging"

    def now(self) -> datetime:
        return self.clock()

    def today(self) -> date:
        """The day it is at the house."""
        return self.calendar.house.day_of(self.now())

    @cached_property
    def directory(self) -> Directory:
        """The partners by their ids."""
        return Directory(self.partners)

    def mailbox(self, slug: str, route: str | None = None) -> Mailbox:
        """A partner's mailbox (of one route), tried again where it cannot be reached.

        Raises HouseError, SettingsError for a route it has not, GatewayError.
        """
        partner = self.partners.partner(slug)
        if partner is None:
            raise HouseError(f"{PARTNERS} has no partner {slug}")
        settings = partner.mailbox
        if route is not None and isinstance(partner, Payer):
            if route not in partner.ways:
                raise SettingsError(f"{PARTNERS}: {slug} has no route {route!a} any more")
            settings = partner.ways[route].mailbox
        return open_partner_mailbox(self.folder, settings)

    def mailboxes(self, slug: str) -> list[Callable[[], Mailbox]]:
        """How to open every mailbox a partner leaves files in, each once: those of all its routes."""
        partner = self.partners.partner(slug)
        if not isinstance(partner, Payer):
            return [partial(self.mailbox, slug)]
        routes = {one.mailbox.place: name for name, one in reversed(partner.ways.items())}
        return [partial(self.mailbox, slug, name) for name in partner.ways if name in routes.values()]

    def tables(self, slug: str) -> GuideTables:
        """The guides as a partner overrides them; compiled once."""
        return self.overridden.get(slug) or own_tables()

    @property
    def lists(self) -> Lists:
        """The external lists the rules look values up in: the house's own where it has them."""
        from transactions.rules.lists import OURS

        return self.own_lists or OURS

    def close(self) -> None:
        self.store.close()


def utc_now() -> datetime:
    """The time of day, aware."""
    return datetime.now(UTC)


def read_settings(folder: Path) -> Settings:
    """The house's settings. Raises HouseError where there is no house, SettingsError for unreadable ones."""
    if not (folder / SETTINGS).exists():
        raise HouseError(
            f"there is no house in this folder ({SETTINGS} is missing); "
            "make one with `bitewing init`, or name its folder with --house"
        )
    told = read_toml(folder / SETTINGS, "make a house with `bitewing init`")
    for name in told:
        if name != "store":
            raise SettingsError(f"{SETTINGS}: {name!a} is no part of this file ([store] is)")
    return Settings(converted(told.get("store", {}), StoreSettings, SETTINGS, "store"))


def open_house(folder: Path, *, clock: Callable[[], datetime] = utc_now, actor: str = "operator") -> House:
    """Open the house in a folder; submitters that are new in the partners' file get their accounts.

    Raises SettingsError, StoreError.
    """
    settings = read_settings(folder)
    partners = load_partners(folder / PARTNERS)
    overridden = prove_overrides(folder, partners)
    own_lists = read_lists(folder / CODE_LISTS)
    calendar = load_calendar(folder / CALENDAR, partners.payers)
    store = _open_store(folder, settings.store)
    house = House(folder, store, partners, clock, actor, overridden, own_lists, calendar)
    try:
        _open_new_accounts(house)
    except BaseException:
        house.close()
        raise
    return house


def _open_store(folder: Path, settings: StoreSettings) -> Store:
    try:
        return open_store(
            _store_url(folder, settings.url),
            KeySource.parse(settings.key).read(folder),
            archive_folder=folder / settings.archive,
        )
    except SchemaTooOld:
        raise SchemaTooOld(
            "this house was made by an older version of bitewing: copy its store (ledger.db) to a safe "
            "place, then type `bitewing upgrade`, with --house where you gave it here"
        ) from None


def upgrade_house(folder: Path) -> tuple[str, str]:
    """Bring the store of an older house to this program's tables: their versions before and after.

    Raises SettingsError, StoreError (RunInProgress while a run goes on).
    """
    return upgrade_store(_store_url(folder, read_settings(folder).store.url))


def _open_new_accounts(house: House) -> None:
    # Looking is free; writing waits for a run that may be under way.
    with house.store.read() as ledger:
        known = {account.slug for account in accounts.list_all(ledger)}
    if house.partners.submitters.keys() - known:
        with house.store.begin() as ledger:
            open_accounts(ledger, house.partners, house)


def open_accounts(ledger: Ledger, partners: Partners, house: House) -> None:
    """Give every submitter that has none its account."""
    for slug, submitter in partners.submitters.items():
        accounts.add(ledger, slug, submitter.name, at=house.now(), actor=house.actor)


def prove_overrides(folder: Path, partners: Partners) -> dict[str, GuideTables]:
    """The guides of every payer that overrides one; its rules are proven, too. Raises SettingsError."""
    made = {}
    for slug, payer in partners.payers.items():
        try:
            if payer.overrides:
                overrides = [read_override(folder / name) for name in payer.overrides]
                made[slug] = GuideTables(overrides, HEADS)
                _prove_rules(made[slug])
        except GuideError as problem:
            raise SettingsError(f"{PARTNERS}: payers.{slug}.overrides: {problem}") from None
    return made


def _prove_rules(tables: GuideTables) -> None:
    # What payers make of the rules is needed by few commands, the rules by no house without overrides.
    from transactions.rules.payer_rules import payer_rules

    payer_rules(tables)


def create_house(folder: Path, partners_text: str, *, now: datetime) -> None:
    """Make a house: settings, partners, a key only its owner can read, an empty store, mailbox folders.

    Killed half way, it can be made again. Raises HouseError where there is one already, or a partners' file
    that is not this text; SettingsError for partners that cannot be read.
    """
    if (folder / SETTINGS).exists():
        raise HouseError(f"there is a house in this folder already ({SETTINGS})")
    file = folder / PARTNERS
    if file.exists() and file.read_bytes() != partners_text.encode():
        raise HouseError(f"there is a {PARTNERS} in this folder already; take it away to make a house here")
    folder.mkdir(parents=True, exist_ok=True)
    _write_whole(file, partners_text)
    partners = load_partners(file)
    _make_store(folder, Settings().store, now)
    for _, _, partner in partners.everyone():
        make_folders(folder, partner)
    (folder / "staging").mkdir(mode=0o700, exist_ok=True)
    _write_whole(folder / SETTINGS, _SETTINGS_TEXT)


def make_folders(folder: Path, partner: Submitter | Payer) -> None:
    """Make the directories of a partner's mailboxes that are folders."""
    ways = partner.ways.values() if isinstance(partner, Payer) else [partner]
    for mailbox in (one.mailbox for one in ways):
        if mailbox.kind == "folder":
            for place in (mailbox.inbox, mailbox.outbox):
                (folder / place).mkdir(parents=True, exist_ok=True)


def _make_store(folder: Path, settings: StoreSettings, now: datetime) -> None:
    key_file = folder / _KEY
    key_file.parent.mkdir(mode=0o700, exist_ok=True)
    if not key_file.exists():
        part = key_file.with_name(".store.key.part")
        part.unlink(missing_ok=True)
        write_key(part, make_key())
        part.rename(key_file)
    key = KeySource.parse(settings.key).read(folder)
    url, archive = _store_url(folder, settings.url), folder / settings.archive
    try:
        store = create_store(url, key, archive_folder=archive, now=now)
    except StoreExists:
        # Made before, by somebody who was killed before the settings were written.
        store = open_store(url, key, archive_folder=archive)
    store.close()


def _write_whole(file: Path, text: str) -> None:
    """Write a settings file so that it is there whole or not at all."""
    part = file.with_name(f".{file.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)


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
