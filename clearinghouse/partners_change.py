"""Changing the partners' file: one setting or one partner, comments and order kept, and audited.

The file is read, changed, proven by reading the outcome again, and replaced in one step while the store's
only writing transaction is ours: two who change it do not lose each other's change, and who reads it sees the
old or the new one. See docs/decisions/0010.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec

from clearinghouse.errors import HouseError, SettingsError
from clearinghouse.house import PARTNERS, House, make_folders, open_accounts, prove_overrides
from clearinghouse.partners import Partners, Payer
from clearinghouse.partners_file import partners_in, read_toml
from clearinghouse.toml_text import changed, in_keys, with_setting, with_table
from store import events

Kind = Literal["submitters", "payers"]


@dataclass(frozen=True, slots=True)
class Added:
    """A partner to be added, with its settings."""

    kind: Kind
    slug: str
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Edited:
    """Settings of a partner to be changed, each by its path below the partner; None takes one out."""

    kind: Kind
    slug: str
    settings: dict[tuple[str, ...], Any]


def change_partners(
    house: House, changes: Sequence[Added | Edited], event: str, detail: str = ""
) -> Partners:
    """Change the partners' file, all or nothing; the partners as they are then.

    Raises HouseError for what is not there or there already, SettingsError for what cannot be.
    """
    file = (house.folder / PARTNERS).resolve()
    with house.store.begin() as ledger:
        for one in changes:
            settings = (in_keys(path) for path in one.settings) if isinstance(one, Edited) else one.settings
            owner = one.slug if one.kind == "submitters" and isinstance(one, Edited) else None
            events.write(
                ledger, "partners", [(owner, 0)], "", "", event, at=house.now(), actor=house.actor,
                detail=f"{one.kind}.{one.slug}: {detail or ', '.join(settings)}",
            )
        # Only now: until this transaction ends nobody else changes the file.
        text = _text(file)
        before = read_toml(file, "run `bitewing init` in an empty folder")
        told = before
        for one in changes:
            text, told = _applied(text, told, one)
        partners = _proven(house, text, told)
        open_accounts(ledger, partners, house)
        for one in changes:
            partner = partners.partner(one.slug)
            if partner is not None:
                make_folders(house.folder, partner)
        if told != before:
            _replace(file, text)
    return partners


def _applied(text: str, told: dict[str, Any], one: Added | Edited) -> tuple[str, dict[str, Any]]:
    known = told.get(one.kind, {})
    where = f"{one.kind}.{one.slug}"
    if isinstance(one, Added):
        if one.slug in known:
            raise HouseError(f"{PARTNERS} has {where} already; change it with `bitewing {one.kind} edit`")
        return with_table(text, (one.kind, one.slug), one.settings), changed(
            told, (one.kind, one.slug), one.settings
        )
    if one.slug not in known:
        raise HouseError(f"{PARTNERS} has no {where}; there are: {', '.join(known) or 'none'}")
    for below, value in one.settings.items():
        path = (one.kind, one.slug, *below)
        if value is None and not _is_told(told, path):
            raise HouseError(f"{PARTNERS} has no {in_keys(path)} to be taken out")
        try:
            after = changed(told, path, value)
            if after != told:
                text, told = with_setting(text, path, value, told), after
        except (ValueError, KeyError, IndexError) as problem:
            why = problem if isinstance(problem, ValueError) else "it is not written in a table of its own"
            raise HouseError(
                f"{PARTNERS}: {in_keys(path)} cannot be changed by a command ({why}); change it by hand"
            ) from None
    return text, told


def _is_told(told: dict[str, Any], path: tuple[str, ...]) -> bool:
    inner: Any = told
    for name in path:
        if not isinstance(inner, dict) or name not in inner:
            return False
        inner = inner[name]
    return True


def _proven(house: House, text: str, told: dict[str, Any]) -> Partners:
    """The partners the new text tells of; it must say what it was to say, and be fit to work with."""
    try:
        said = msgspec.toml.decode(text)
    except (msgspec.DecodeError, ValueError):
        said = None
    if said != told:
        raise HouseError(f"{PARTNERS} is written in a way that no command can change; change it by hand")
    try:
        partners = partners_in(told, PARTNERS)
        prove_overrides(house.folder, partners)
    except SettingsError as problem:
        # What stands in the file is in order: the change is not.
        raise HouseError(str(problem)) from None
    return partners


def _text(file: Path) -> str:
    # As it stands, line ends too.
    return file.read_bytes().decode("utf-8")


def _replace(file: Path, text: str) -> None:
    """Put the new text in the place of the old, on the disk before it has its name."""
    part = file.with_name(f".{file.name}.part")
    mode = file.stat().st_mode & 0o777
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as stream:
        os.fchmod(stream.fileno(), mode)
        stream.write(text.encode())
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


# What the commands ask for by name.


def switch_route(house: House, slug: str, route: str) -> str:
    """Use another route of a payer from the next run on; the one before. Raises HouseError."""
    payer = _payer(house, slug)
    if route not in payer.routes:
        known = ", ".join(payer.routes) or "none (its settings stand beside no routes)"
        raise HouseError(f"payers.{slug} has no route {route!a}; there are: {known}")
    change_partners(
        house, [Edited("payers", slug, {("route",): route})], "route switched", f"{payer.route} -> {route}"
    )
    return payer.route


def pause(house: House, slug: str, paused: bool) -> bool:
    """Hold a payer's work from the next run on, or let it go again; whether that was new."""
    payer = _payer(house, slug)
    if payer.paused != paused:
        setting: dict[tuple[str, ...], Any] = {("paused",): True if paused else None}
        change_partners(house, [Edited("payers", slug, setting)], "paused" if paused else "resumed")
    return payer.paused != paused


def _payer(house: House, slug: str) -> Payer:
    payer = house.partners.payers.get(slug)
    if payer is None:
        known: Iterable[str] = house.partners.payers
        raise HouseError(f"{PARTNERS} has no payer {slug!a}; there are: {', '.join(known) or 'none'}")
    return payer
