"""The settings of one partner's SFTP server, checked when they are made."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from sftp_gateway.errors import BadSettings
from sftp_gateway.host_keys import Pin, read_pin

RenamePolicy = Literal["posix", "rename", "remove-rename"]


@dataclass(frozen=True, slots=True)
class SftpSettings:
    """How a partner is reached. Raises BadSettings; its repr shows neither password nor passphrase.

    `host_keys` are the pinned keys (several while one is rotated), each as "type base64", "type SHA256:..."
    or "SHA256:...". `inbox` is the remote directory we collect from, `outbox` the one we deliver to; a
    relative one begins where the login lands. A `password` beside a `key_file` is for servers that ask for
    both.

    Times are in seconds: `connect_timeout` until the mailbox is open, `silence_timeout` without any sign of
    the server, `operation_timeout` for one operation, plus its bytes at `slowest` bytes a second. A file of
    more than `largest` bytes is not fetched. `rename` says how the server gives a file its final name:
    `posix` (atomic, OpenSSH's extension; plain where the server has none), `rename` (plain), `remove-rename`
    (for servers that refuse a name that was in use).
    """

    host: str
    user: str
    host_keys: tuple[str, ...]
    port: int = 22
    key_file: Path | None = None
    key_passphrase: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    inbox: str = "."
    outbox: str = "."
    rename: RenamePolicy = "posix"
    connect_timeout: float = 30.0
    silence_timeout: float = 30.0
    operation_timeout: float = 60.0
    slowest: int = 16 * 1024
    largest: int = 4 * 1024**3
    pins: tuple[Pin, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check every value; a wrong one is an operator's fault and told before anything is sent."""
        for value in (self.host, self.user, self.inbox, self.outbox):
            if not value or not value.isprintable():
                raise BadSettings("host, user, inbox and outbox are printable and not empty")
        if not 0 < self.port < 65536:
            raise BadSettings("the port lies between 1 and 65535")
        if self.key_file is None and self.password is None:
            raise BadSettings("a key file or a password is needed")
        if not self.host_keys:
            raise BadSettings("at least one host key is pinned; there is no trust at first sight")
        if self.rename not in get_args(RenamePolicy):
            raise BadSettings(f"rename is one of {', '.join(get_args(RenamePolicy))}")
        times = (self.connect_timeout, self.silence_timeout, self.operation_timeout)
        if min(*times, self.slowest, self.largest) <= 0:
            raise BadSettings("timeouts and sizes are greater than zero")
        object.__setattr__(self, "pins", tuple(read_pin(key) for key in self.host_keys))
