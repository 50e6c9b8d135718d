"""What can stop the reach to a partner, one class for each thing an operator does about it.

No message holds a secret, a file's name or a value from a file: file names in this trade may name a patient.
"""


class GatewayError(Exception):
    """Something between us and a partner's mailbox; never a fault of the data that is carried."""


class Unreachable(GatewayError):
    """No connection, a dropped one, a silent one, or a deadline passed. The only error worth another try."""


class NoFolder(Unreachable):
    """What should be a folder of a mailbox is something else: a plain file, for one."""


class BadSettings(GatewayError):
    """Our own settings for this partner cannot be used: a key file, a pinned host key, a port."""


class HostKeyRefused(GatewayError):
    """The server showed a host key that is not pinned; nothing was sent that could authenticate us."""


class AuthenticationRefused(GatewayError):
    """The server refused our key or password, or hung up when it saw them. Never tried again by itself."""


class RemoteRefused(GatewayError):
    """The server answered, and the answer was no: permission, space, a missing directory.

    `code` is SFTP's status code where there was one (3 permission denied, 4 failure, 8 not supported).
    """

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


class ProtocolBroken(RemoteRefused):
    """The server answered what no SFTP server may answer; the connection is not used any further."""


class Vanished(GatewayError):
    """The file is not there: somebody took it between the listing and now. Not an error of the run."""


class StillChanging(GatewayError):
    """The file changed between two looks: the partner is still writing it. Collect it in a later run."""


class Conflict(GatewayError):
    """Another file stands under the name of ours; nothing was overwritten."""


class TooLarge(GatewayError):
    """The file is larger than the partner's settings allow."""


class NameRefused(GatewayError):
    """A file name that is never sent to a server or used on our disk."""
