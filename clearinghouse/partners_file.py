"""Reading the partners' file: every mistake told with its place in the file, in the operator's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from clearinghouse.directory import same
from clearinghouse.errors import SettingsError
from clearinghouse.partners import HouseIds, Partners, Payer, Route, Slug, Submitter
from clearinghouse.terms import SETTINGS as ANSWERS
from clearinghouse.terms import plan_fault
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
    "paper_for": "reasons as group and reason, like CO-29",
    "key": "file:PATH or env:NAME",
    "group": "1 to 32 small letters, digits and hyphens",
    "group_ids": "2 to 15 of A-Z 0-9, inside also blank . _ -",
    "aliases": "printable ids without blanks around them",
    "payer_ids": "printable ids without blanks around them, each with a payer's name in this file",
    "transactions": "837D, 270, 276, 278 or 835",
    "enrolment": "837D, 270, 276, 278 or 835",
    "after": "a number and d or b (days, business days), like 14d",
    "timely_filing": "days from the day of service, like 365d, or none",
    "filing_warning": "days, like 30d",
    **dict.fromkeys(
        ANSWERS.values(), "a number and m, h, d or b (minutes, hours, days, business days), like 1h, or none"
    ),
    **dict.fromkeys(
        ("cut_off", "opens", "nightly", "followup", "reports"), "a time of day, like 17:30"
    ),
    "intake_from": "a full hour, like 06:00",
    "intake_until": "a full hour, like 22:00",
    "closes": "a time of day, like 22:00, or 24:00",
    **dict.fromkeys(("business_days", "days"), "days of the week: mon tue wed thu fri sat sun"),
}
"""What a setting looks like, where a pattern would tell an operator little."""
_OF_A_ROUTE = ("id", "qualifier", "mailbox")
_PLACE = re.compile(r" - at `\$(.*)`$")
_MISSING = re.compile(r"Object missing required field `(.*)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`")


def load_partners(path: Path) -> Partners:
    """Read the partners' file. Raises SettingsError that names the place in it."""
    return partners_in(read_toml(path, "run `bitewing init` in an empty folder"), path.name)


def partners_in(told: dict[str, Any], file: str) -> Partners:
    """The partners a file tells of. Raises SettingsError that names the place in it."""
    for name in told:
        if name not in ("house", "submitters", "payers"):
            raise SettingsError(f"{file}: {name!a} is none of its parts (house, submitters, payers)")
    partners = Partners(
        converted(told.get("house", {}), HouseIds, file, "house"),
        _named(told.get("submitters", {}), Submitter, file, "submitters"),
        _named(told.get("payers", {}), Payer, file, "payers"),
    )
    _check_together(partners, file)
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
    return {
        slug: converted(_on_its_route(one, file, f"{where}.{slug}"), kind, file, f"{where}.{slug}")
        for slug, one in told.items()
    }


def _on_its_route(told: Any, file: str, where: str) -> Any:
    """A payer of several routes with the ids and the mailbox of the one in use."""
    if not isinstance(told, dict) or not (routes := told.get("routes")):
        return told
    for setting in _OF_A_ROUTE:
        if setting in told:
            raise SettingsError(f"{file}: {where}.{setting} belongs to each of its routes, not beside them")
    used = told.get("route")
    if not isinstance(routes, dict) or not all(Slug.fullmatch(name) for name in routes):
        raise SettingsError(f"{file}: {where}.routes are tables, one for each, like [{where}.routes.direct]")
    if not isinstance(used, str) or used not in routes:
        raise SettingsError(f"{file}: {where}.route: expected one of its routes: {', '.join(routes)}")
    here = routes[used] if isinstance(routes[used], dict) else {}
    # What is wrong with the route itself is told at its own place.
    converted(here, Route, file, f"{where}.routes.{used}")
    return told | {name: here[name] for name in _OF_A_ROUTE if name in here}


def _check_together(partners: Partners, file: str) -> None:
    """What each partner may have is fine; here is what they may not have in common."""
    seen: dict[tuple[str, ...], str] = {}
    for group, slug, partner in partners.everyone():
        name = f"{group}.{slug}"
        if fault := partner.writing.fault() or _unwritable(partners.house, partner):
            raise SettingsError(f"{file}: {name}.writing: {fault}")
        if (partners.house.qualifier, partners.house.id) in partner.senders:
            raise SettingsError(f"{file}: {name}.id: that is the house's own interchange id")
        keys = _keys_of_payer(partner) if isinstance(partner, Payer) else _keys_of_submitter(partner)
        for where, fault in _faults(partner, partners):
            raise SettingsError(f"{file}: {name}.{where}: {fault}")
        for key in dict.fromkeys([("a name", slug), *keys]):
            if key in seen:
                raise SettingsError(f"{file}: {name} has {key[0]} that {seen[key]} has already")
            seen[key] = name


def _faults(partner: Submitter | Payer, partners: Partners) -> Iterator[tuple[str, str]]:
    """Where something about a partner cannot be right, and what."""
    if isinstance(partner, Payer):
        if fault := plan_fault(partner.status_plan):
            yield "status_plan", fault
        if partner.route and not partner.routes:
            yield "route", f"it has no routes; [payers.NAME.routes.{partner.route}] would be one"
        for name, way in partner.ways.items():
            if fault := way.mailbox.fault():
                yield f"routes.{name}.mailbox" if name else "mailbox", fault
        return
    if fault := partner.mailbox.fault():
        yield "mailbox", fault
    limit = partner.approval_over
    if limit is not None and not (limit.is_finite() and limit >= 0):
        yield "approval_over", "expected dollars, 0 or more"
    for known, payer in partner.payer_ids.items():
        if payer not in partners.payers:
            yield f"payer_ids.{known!a}", f"{payer!a} is no payer in this file"


def _keys_of_payer(payer: Payer) -> list[tuple[str, ...]]:
    places = [("a place we collect from", *way.mailbox.place) for way in payer.ways.values()]
    return [*places, *(("a payer id", one) for one in sorted(map(same, (*payer.ids, *payer.aliases))))]


def _keys_of_submitter(submitter: Submitter) -> list[tuple[str, ...]]:
    ids = [("an interchange id", *ids) for ids in submitter.senders]
    groups = [("a GS02", one) for one in submitter.group_ids]
    return [("a place we collect from", *submitter.mailbox.place), *ids, *groups]


def _unwritable(house: HouseIds, partner: Submitter | Payer) -> str:
    """Which of the names on every envelope cannot be written as the partner wants; empty: all can."""
    told = {"house.name": house.name, "house.contact.name": house.contact.name, "its name": partner.name}
    ids = {"house.id": house.id, "its id": partner.id}
    for setting, value in (told | ids).items():
        if fault := partner.writing.clash_with(value):
            return f"{setting} cannot be written so: {fault}"
    return ""
