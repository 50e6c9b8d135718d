"""Reading the partners' file: every mistake told with its place in the file, in the operator's words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from clearinghouse.errors import SettingsError
from clearinghouse.partners import HouseIds, Partners, Payer, Slug, Submitter
from store.accounts import HOUSE

T = TypeVar("T", bound=Struct)
LARGEST = 1 << 22
"""Bytes a settings file may have."""
_FORMS = {
    "id": "2 to 15 of A-Z 0-9, inside also blank . _ -",
    "ids": "at least one id, printable and without blanks around it",
    "name": "1 to 60 printable ASCII characters, none of * : ^ ~, no blanks around",
    "telephone": "ten digits",
    "qualifier": "one of 01 14 20 27 28 29 30 33 ZZ",
    "usage": "P or T",
    "kind": "folder or sftp",
    "password": "env:NAME or file:PATH, never the password itself",
    "rename": "posix, rename or remove-rename",
    "delimiters": "four different signs: element, component, repetition, segment",
    "line_end": "none, LF or CRLF",
    "clash": "choose or refuse",
    "characters": "any, extended or basic",
    **dict.fromkeys(("files", "numbers", "sets", "claims"), "reject, warn or take"),
    "key": "file:PATH or env:NAME",
}
"""What a setting looks like, where a pattern would tell an operator little."""
_PLACE = re.compile(r" - at `\$(.*)`$")
_MISSING = re.compile(r"Object missing required field `(.*)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`")


def load_partners(path: Path) -> Partners:
    """Read the partners' file. Raises SettingsError that names the place in it."""
    told = read_toml(path, "run `bitewing init` in an empty folder")
    for name in told:
        if name not in ("house", "submitters", "payers"):
            raise SettingsError(f"{path.name}: {name!a} is none of its parts (house, submitters, payers)")
    partners = Partners(
        converted(told.get("house", {}), HouseIds, path.name, "house"),
        _named(told.get("submitters", {}), Submitter, path.name, "submitters"),
        _named(told.get("payers", {}), Payer, path.name, "payers"),
    )
    _check_together(partners, path.name)
    return partners


def read_toml(path: Path, otherwise: str) -> dict[str, Any]:
    """A TOML file as it stands. Raises SettingsError; `otherwise` says what to do where there is none."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise SettingsError(f"{path.name} is larger than {LARGEST} bytes")
        return msgspec.toml.decode(raw, type=dict[str, Any])
    except FileNotFoundError:
        raise SettingsError(f"{path.name} is not there; {otherwise}") from None
    except OSError as problem:
        raise SettingsError(f"{path.name} cannot be read: {problem.strerror}") from None
    except UnicodeDecodeError as problem:
        raise SettingsError(f"{path.name} is not UTF-8 (byte {problem.start})") from None
    except (msgspec.DecodeError, RecursionError, ValueError) as problem:
        raise SettingsError(f"{path.name} is not TOML: {problem}") from None


def converted(told: Any, kind: type[T], file: str, where: str) -> T:
    """A part of a settings file as its type. Raises SettingsError that names file and place."""
    try:
        return msgspec.convert(told, kind)
    except msgspec.ValidationError as problem:
        raise SettingsError(f"{file}: {_in_words(str(problem), where)}") from None


def _in_words(problem: str, where: str) -> str:
    """What is wrong and where, from msgspec's sentence."""
    found = _PLACE.search(problem)
    inside, says = (found[1], problem[: found.start()]) if found else ("", problem)
    path = f"{where}{inside}"
    if missing := _MISSING.fullmatch(says):
        return f"{path}.{missing[1]} is missing"
    if unknown := _UNKNOWN.fullmatch(says):
        return f"{path}.{unknown[1]} is no setting"
    setting = path.rpartition(".")[2].partition("[")[0]
    if setting in _FORMS and any(word in says for word in ("regex", "length", "enum")):
        says = f"expected {_FORMS[setting]}"
    return f"{path}: {says[:1].lower()}{says[1:]}"


def _named(told: Any, kind: type[T], file: str, where: str) -> dict[str, T]:
    if not isinstance(told, dict):
        raise SettingsError(f"{file}: {where} are tables, one for each, like [{where}.example]")
    for slug in told:
        if not Slug.fullmatch(slug) or slug == HOUSE:
            raise SettingsError(
                f"{file}: {where}.{slug!a}: a partner's name is 1 to 32 small letters, digits and hyphens, "
                f"not {HOUSE!a}"
            )
    return {slug: converted(one, kind, file, f"{where}.{slug}") for slug, one in told.items()}


def _check_together(partners: Partners, file: str) -> None:
    """What each partner may have is fine; here is what they may not have in common."""
    seen: dict[tuple[str, ...], str] = {}
    for group, slug, partner in partners.everyone():
        name = f"{group}.{slug}"
        if fault := partner.mailbox.fault():
            raise SettingsError(f"{file}: {name}.mailbox: {fault}")
        if fault := partner.writing.fault() or _unwritable(partners.house, partner):
            raise SettingsError(f"{file}: {name}.writing: {fault}")
        if (partner.qualifier, partner.id) == (partners.house.qualifier, partners.house.id):
            raise SettingsError(f"{file}: {name}.id: that is the house's own interchange id")
        keys = [("a name", slug), ("a place we collect from", *partner.mailbox.place)]
        if isinstance(partner, Payer):
            keys += [("a payer id", known) for known in sorted({one.strip().upper() for one in partner.ids})]
        else:
            keys.append(("an interchange id", partner.qualifier, partner.id))
        for key in keys:
            if key in seen:
                raise SettingsError(f"{file}: {name} has {key[0]} that {seen[key]} has already")
            seen[key] = name


def _unwritable(house: HouseIds, partner: Submitter | Payer) -> str:
    """Which of the names on every envelope cannot be written as the partner wants; empty: all can."""
    told = {"house.name": house.name, "house.contact.name": house.contact.name, "its name": partner.name}
    ids = {"house.id": house.id, "its id": partner.id}
    for setting, value in (told | ids).items():
        if fault := partner.writing.clash_with(value):
            return f"{setting} cannot be written so: {fault}"
    return ""
