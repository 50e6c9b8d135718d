"""The connection to a partner: a socket, an SSH transport whose host key is pinned, and one SFTP channel."""

import io
import logging
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import paramiko  # type: ignore[import-untyped]
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from sftp_gateway import host_keys
from sftp_gateway.errors import (
    AuthenticationRefused,
    BadSettings,
    GatewayError,
    HostKeyRefused,
    RemoteRefused,
    Unreachable,
)
from sftp_gateway.settings import SftpSettings
from sftp_gateway.watchdog import Watchdog

_LOG = "sftp_gateway.ssh"
logging.getLogger(_LOG).addHandler(logging.NullHandler())

_WEAK = {
    "ciphers": ["3des-cbc", "aes128-cbc", "aes192-cbc", "aes256-cbc"],
    "macs": ["hmac-md5", "hmac-md5-96", "hmac-sha1", "hmac-sha1-96"],
}
_WINDOW = 8 << 20
_PACKET = 1 << 16


class Connection:
    """One authenticated SFTP channel to a partner, watched from the first byte to the last.

    Raises any GatewayError but those about files, and leaves nothing open then.
    """

    def __init__(self, settings: SftpSettings) -> None:
        key = _read_key(settings)
        self._socket = _connect(settings)
        self._transport: Any = None
        self._channel: Any = None
        self.watchdog = Watchdog(self._cut, settings.silence_timeout)
        try:
            with self.watchdog.guard(settings.connect_timeout, hearing=False):
                self._negotiate(settings)
                self._authenticate(settings, key)
                self._open_channel(settings)
        except BaseException:
            self.close()
            raise

    def sendall(self, data: bytes) -> None:
        """Send bytes to the SFTP server; raises Unreachable."""
        with self._reaching("the connection was lost"):
            self._channel.sendall(data)

    def recv(self, length: int) -> bytes:
        """Return what the SFTP server has sent, at most `length` bytes; raises Unreachable."""
        with self._reaching("the connection was lost"):
            received: bytes = self._channel.recv(length)
        return received

    def close(self) -> None:
        """Close channel, transport and socket; may be repeated, and never waits for the server."""
        self.watchdog.end()
        self._cut()
        if self._transport is not None:
            self._transport.close()
            if self._transport.is_alive():
                self._transport.join(5)
        self._socket.close()

    def _cut(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _negotiate(self, settings: SftpSettings) -> None:
        with self._reaching("the server does not answer as an SSH server"):
            transport = paramiko.Transport(self._socket, disabled_algorithms=_WEAK)
            self._transport = transport
            transport.set_log_channel(_LOG)
            transport.banner_timeout = transport.handshake_timeout = settings.connect_timeout
            transport.auth_timeout = transport.channel_timeout = settings.connect_timeout
            _prefer(transport.get_security_options(), settings)
            transport.start_client(timeout=settings.connect_timeout)
            shown = transport.get_remote_server_key()
        if not host_keys.is_pinned(settings.pins, shown.get_name(), shown.asbytes()):
            seen = f"{shown.get_name()} {host_keys.fingerprint(shown.asbytes())}"
            raise HostKeyRefused(f"the server shows a host key that is not pinned: {seen}")

    def _authenticate(self, settings: SftpSettings, key: Any) -> None:
        began = time.monotonic()
        with self._reaching("the connection was lost while logging in"):
            try:
                asked = ["password"]
                if key is not None:
                    asked = self._transport.auth_publickey(settings.user, key)
                if settings.password is not None and asked:
                    self._transport.auth_password(settings.user, settings.password)
            except paramiko.AuthenticationException as error:
                if self.watchdog.has_cut or time.monotonic() - began >= settings.connect_timeout:
                    raise Unreachable("the server fell silent while we logged in") from None
                raise AuthenticationRefused(_refusal(error)) from None
            if not self._transport.is_authenticated():
                raise AuthenticationRefused("the server asks for more than our settings hold")

    def _open_channel(self, settings: SftpSettings) -> None:
        with self._reaching("the server offers no SFTP"):
            channel = self._transport.open_session(window_size=_WINDOW, max_packet_size=_PACKET)
            channel.settimeout(settings.silence_timeout)
            channel.invoke_subsystem("sftp")
        self._channel = channel

    @contextmanager
    def _reaching(self, otherwise: str) -> Iterator[None]:
        try:
            yield
        except GatewayError:
            raise
        except paramiko.IncompatiblePeer:
            raise RemoteRefused("the server shares no safe algorithm with us") from None
        except Exception as error:
            # paramiko hands on whatever a hostile server caused in its thread: struct.error, KeyError...
            silent = self.watchdog.has_cut or isinstance(error, TimeoutError)
            raise Unreachable("the server was silent or too slow" if silent else otherwise) from None


def _connect(settings: SftpSettings) -> socket.socket:
    try:
        connected = socket.create_connection((settings.host, settings.port), settings.connect_timeout)
    except (OSError, UnicodeError):
        raise Unreachable("no connection to the partner's host and port") from None
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return connected


def _prefer(options: Any, settings: SftpSettings) -> None:
    options.ciphers = tuple(sorted(options.ciphers, key=lambda cipher: "gcm" not in cipher))
    pinned = host_keys.algorithms(settings.pins)
    options.key_types = tuple(sorted(options.key_types, key=lambda kind: kind not in pinned))


def _refusal(error: paramiko.AuthenticationException) -> str:
    if isinstance(error, paramiko.BadAuthenticationType):
        return "the server does not take this kind of login (key or password)"
    return "the server refused our key or password, or hung up when it saw them"


def _read_key(settings: SftpSettings) -> Any:
    """Return paramiko's private key, or None without a key file; any format of OpenSSH or PEM."""
    if settings.key_file is None:
        return None
    passphrase = settings.key_passphrase.encode() if settings.key_passphrase is not None else None
    try:
        return _as_paramiko_key(_load(settings.key_file.read_bytes(), passphrase))
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm, paramiko.SSHException):
        raise BadSettings("the key file cannot be read: missing, damaged, or another passphrase") from None


def _load(data: bytes, passphrase: bytes | None) -> object:
    if b"BEGIN OPENSSH" in data:
        return serialization.load_ssh_private_key(data, passphrase)
    return serialization.load_pem_private_key(data, passphrase)


def _as_paramiko_key(key: object) -> Any:
    kinds = (
        (ed25519.Ed25519PrivateKey, paramiko.Ed25519Key),
        (ec.EllipticCurvePrivateKey, paramiko.ECDSAKey),
        (rsa.RSAPrivateKey, paramiko.RSAKey),
    )
    for kind, wrapper in kinds:
        if isinstance(key, kind):
            plain = key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
            )
            return wrapper.from_private_key(io.StringIO(plain.decode("ascii")))
    raise ValueError
