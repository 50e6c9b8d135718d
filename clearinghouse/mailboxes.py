"""The mailbox of a partner, opened as its settings say."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, cast

from clearinghouse.errors import SettingsError
from clearinghouse.partners import MailboxSettings
from sftp_gateway.folder import FolderMailbox
from sftp_gateway.mailbox import Mailbox
from sftp_gateway.retry import Pace, RetryMailbox

if TYPE_CHECKING:
    from sftp_gateway.settings import RenamePolicy


def open_partner_mailbox(folder: Path, settings: MailboxSettings, pace: Pace | None = None) -> Mailbox:
    """The mailbox of a partner of the house in that folder; one over SFTP is connected when first used.

    Raises SettingsError (a password that is not there), BadSettings.
    """
    if settings.kind == "folder":
        return FolderMailbox(folder / settings.inbox, folder / settings.outbox)
    # What a connection needs is loaded by who connects: it takes a third of the time a command starts in.
    from sftp_gateway.settings import SftpSettings
    from sftp_gateway.sftp import open_mailbox

    sftp = SftpSettings(
        host=settings.host,
        port=settings.port,
        user=settings.user,
        host_keys=settings.host_keys,
        key_file=folder / settings.key_file if settings.key_file else None,
        password=_secret(folder, settings.password) if settings.password else None,
        inbox=settings.inbox,
        outbox=settings.outbox,
        rename=cast("RenamePolicy", settings.rename),
        connect_timeout=settings.timeout,
        silence_timeout=settings.timeout,
    )
    return RetryMailbox(lambda: open_mailbox(sftp), pace or Pace())


def _secret(folder: Path, source: str) -> str:
    kind, _, place = source.partition(":")
    if kind == "env" and os.environ.get(place):
        return os.environ[place]
    if kind == "file":
        try:
            return (folder / place).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            pass
    raise SettingsError("the mailbox's password is not where its setting (env:NAME or file:PATH) says")
