"""Partners in TOML: who submits, who pays, how each is reached, and who we are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from clearinghouse.errors import SettingsError

Id15 = Annotated[str, Meta(pattern=r"^[A-Z0-9]([A-Z0-9 ._-]{0,13}[A-Z0-9])?$")]
"""An interchange id: 1 to 15 capitals and digits (ISA06, ISA08, GS02, GS03)."""
Qualifier = Annotated[str, Meta(pattern=r"^(01|14|20|27|28|29|30|33|ZZ)$")]
Slug = re.compile(r"[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?")


class Contact(Struct, forbid_unknown_fields=True, frozen=True):
    """Whom to call: PER02 and the telephone of PER04, ten digits."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    telephone: Annotated[str, Meta(pattern=r"^[0-9]{10}$")]


class HouseIds(Struct, forbid_unknown_fields=True, frozen=True):
    """Who this clearinghouse is on the wire."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    id: Id15
    contact: Contact
    qualifier: Qualifier = "ZZ"
    usage: Annotated[str, Meta(pattern="^[PT]$")] = "P"


class MailboxSettings(Struct, forbid_unknown_fields=True, frozen=True):
    """How a partner is reached. Folder: two directories. SFTP: see sftp_gateway.SftpSettings.

    `inbox` is where we collect, `outbox` where we deliver. Relative paths begin at the house's folder
    (key files too) or, over SFTP, where the login lands. A password is `env:NAME` or `file:PATH`.
    """

    inbox: str
    outbox: str
    kind: Annotated[str, Meta(pattern="^(folder|sftp)$")] = "folder"
    host: str = ""
    port: Annotated[int, Meta(ge=1, le=65535)] = 22
    user: str = ""
    key_file: str = ""
    password: str = ""
    host_keys: tuple[str, ...] = ()
    rename: Annotated[str, Meta(pattern="^(posix|rename|remove-rename)$")] = "posix"
    timeout: Annotated[float, Meta(gt=0)] = 30.0


class Submitter(Struct, forbid_unknown_fields=True, frozen=True):
    """A billing system: an account of its own, the interchange id it must send, its mailbox.

    `contact` is told to payers where the claims' own submitter contact is missing.
    """

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    id: Id15
    mailbox: MailboxSettings
    qualifier: Qualifier = "ZZ"


class Payer(Struct, forbid_unknown_fields=True, frozen=True):
    """A payer: the ids claims name it by (2010BB NM109), its interchange id, its mailbox."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    ids: Annotated[tuple[str, ...], Meta(min_length=1)]
    id: Id15
    mailbox: MailboxSettings
    qualifier: Qualifier = "ZZ"
    claims_per_set: Annotated[int, Meta(ge=1, le=5000)] = 500
    overrides: tuple[str, ...] = ()


class Partners(Struct, forbid_unknown_fields=True, frozen=True):
    """The whole file."""

    house: HouseIds
    submitters: dict[str, Submitter] = {}
    payers: dict[str, Payer] = {}

    def submitter_sending_as(self, qualifier: str, sender: str) -> str | None:
        """The submitter whose interchange id this is."""
        for slug, submitter in self.submitters.items():
            if (submitter.qualifier, submitter.id) == (qualifier, sender):
                return slug
        return None

    def payer_of(self, payer_id: str) -> str | None:
        """The payer that claims name by this id."""
        wanted = payer_id.strip().upper()
        for slug, payer in self.payers.items():
            if any(wanted == known.upper() for known in payer.ids):
                return slug
        return None

    def partner(self, slug: str) -> Submitter | Payer | None:
        """A submitter or payer by its name in the file."""
        return self.submitters.get(slug) or self.payers.get(slug)


def load_partners(path: Path) -> Partners:
    """Read the partners' file. Raises SettingsError that names the place in it."""
    try:
        partners = msgspec.toml.decode(path.read_bytes(), type=Partners)
    except FileNotFoundError:
        raise SettingsError(f"{path.name} is not there; run `bitewing init` in an empty folder") from None
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise SettingsError(f"{path.name}: {problem}") from None
    seen: dict[Any, str] = {}
    everyone: list[tuple[str, Submitter | Payer]] = [*partners.submitters.items(), *partners.payers.items()]
    for slug, partner in everyone:
        if not Slug.fullmatch(slug):
            raise SettingsError(f"{path.name}: a partner's name is small letters, digits and hyphens")
        keys: list[Any] = [slug]
        if isinstance(partner, Payer):
            keys += [("payer", known.upper()) for known in partner.ids]
        else:
            keys.append(("submitter", partner.qualifier, partner.id))
        for key in keys:
            if key in seen:
                raise SettingsError(f"{path.name}: {slug} has an id or a name that {seen[key]} has already")
            seen[key] = slug
    return partners
