"""Who we talk to and who we are: pinned host keys, keys, passwords, and what a server learns before."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import paramiko  # type: ignore[import-untyped]
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from gateway_places import Place, served

from sandbox.python_server import Gate
from sandbox.sftp_server import PYTHON, SftpServer
from sftp_gateway.errors import AuthenticationRefused, BadSettings, HostKeyRefused, RemoteRefused, Unreachable
from sftp_gateway.host_keys import fingerprint, read_pin
from sftp_gateway.settings import SftpSettings
from sftp_gateway.sftp import open_mailbox

OTHER = ed25519.Ed25519PrivateKey.generate()
RSA = rsa.generate_private_key(65537, 2048)
OTHER_LINE = (
    OTHER.public_key()
    .public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    .decode("ascii")
)


def write_key(path: Path, key: object, passphrase: bytes | None = None, form: str = "OpenSSH") -> Path:
    encryption = (
        serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    )
    assert isinstance(key, ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey)
    chosen = getattr(serialization.PrivateFormat, form)
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, chosen, encryption))
    return path


class Log:
    """What a server writes to its log from now on."""

    def __init__(self, server: SftpServer) -> None:
        self._path = server.log
        self._start = self._path.stat().st_size

    def shows_a_login(self, patience: float) -> bool:
        """Tell whether somebody tried to authenticate; gives the server some seconds to write its log."""
        signs = ("authenticating user", "Accepted", "Failed publickey", "authentication ")
        end = time.monotonic() + patience
        while time.monotonic() < end:
            text = self._path.read_bytes()[self._start :].decode(errors="replace")
            if any(sign in text for sign in signs):
                return True
            time.sleep(0.02)
        return False


def opens(settings: SftpSettings) -> bool:
    with open_mailbox(settings) as box:
        return box.list() is not None


def test_every_form_of_a_pinned_key_opens_the_door(place: Place) -> None:
    kind, value = place.server.host_keys[0].split()[:2]
    shown = read_pin(place.server.host_keys[0]).fingerprint
    for pin in (f"{kind} {value}", f"{kind} {value} a comment", shown, shown + "=", f"{kind} {shown}"):
        assert opens(place.changed(host_keys=(pin,)))


def test_the_old_and_the_new_key_are_pinned_while_one_is_rotated(place: Place) -> None:
    assert opens(place.changed(host_keys=(OTHER_LINE, *place.server.host_keys)))
    assert opens(place.changed(host_keys=(*place.server.host_keys, OTHER_LINE)))


RSA_PIN = "ssh-rsa SHA256:" + "A" * 43


@pytest.mark.parametrize("pin", [OTHER_LINE, RSA_PIN, "SHA256:" + "A" * 43], ids=["key", "type", "print"])
def test_an_unknown_host_key_ends_it_before_we_say_who_we_are(place: Place, pin: str) -> None:
    log = Log(place.server)
    with pytest.raises(HostKeyRefused) as refused:
        open_mailbox(place.changed(host_keys=(pin,), password="never sent"))
    assert read_pin(place.server.host_keys[0]).fingerprint in str(refused.value)
    assert not log.shows_a_login(0.2)


def test_the_log_would_show_a_login(place: Place, tmp_path: Path) -> None:
    """The proof that the test above can fail: with the right host key, a wrong key of ours is seen."""
    log = Log(place.server)
    with pytest.raises(AuthenticationRefused):
        open_mailbox(place.changed(key_file=write_key(tmp_path / "other", OTHER)))
    assert log.shows_a_login(5)


def test_a_password_is_refused_where_only_keys_are_taken(place: Place) -> None:
    with pytest.raises(AuthenticationRefused) as refused:
        open_mailbox(place.changed(key_file=None, password="prison-break"))
    assert "prison-break" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_wrong_user_is_refused(place: Place) -> None:
    with pytest.raises(AuthenticationRefused):
        open_mailbox(place.changed(user="nobody-we-know"))


def test_an_encrypted_key_opens_with_its_passphrase_only(place: Place, tmp_path: Path) -> None:
    key = serialization.load_ssh_private_key(place.server.key_file.read_bytes(), None)
    path = write_key(tmp_path / "locked", key, b"four words")
    assert opens(place.changed(key_file=path, key_passphrase="four words"))
    for wrong in (None, "three words"):
        with pytest.raises(BadSettings) as refused:
            open_mailbox(place.changed(key_file=path, key_passphrase=wrong))
        assert "three" not in str(refused.value)


def test_other_kinds_of_keys_are_read_and_offered(place: Place, tmp_path: Path) -> None:
    for form in ("OpenSSH", "TraditionalOpenSSL", "PKCS8"):
        with pytest.raises(AuthenticationRefused):
            open_mailbox(place.changed(key_file=write_key(tmp_path / form, RSA, form=form)))


def test_an_unreadable_key_file_is_our_own_setting(place: Place, tmp_path: Path) -> None:
    (tmp_path / "garbage").write_bytes(b"-----BEGIN OPENSSH PRIVATE KEY-----\ngarbage\n")
    (tmp_path / "public").write_text(OTHER_LINE)
    for name in ("garbage", "public", "missing"):
        with pytest.raises(BadSettings):
            open_mailbox(place.changed(key_file=tmp_path / name))


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[SftpServer]:
    (tmp_path / "root").mkdir()
    with SftpServer.start(tmp_path / "root", tmp_path / "work", kind=PYTHON, password="sesame") as running:
        yield running


def with_password(server: SftpServer, password: str) -> SftpSettings:
    return SftpSettings(
        host=server.host, port=server.port, user=server.user, host_keys=server.host_keys, password=password
    )


def test_the_right_password_lets_us_in_and_a_wrong_one_does_not(guarded: SftpServer) -> None:
    assert opens(with_password(guarded, "sesame"))
    with pytest.raises(AuthenticationRefused) as refused:
        open_mailbox(with_password(guarded, "Sesame"))
    assert "esame" not in str(refused.value)


class TwoSteps(Gate):
    """Lets nobody in who has not shown both the key and the password."""

    def check_auth_publickey(self, username: str, key: object) -> int:
        accepted = super().check_auth_publickey(username, key) == paramiko.AUTH_SUCCESSFUL
        return int(paramiko.AUTH_PARTIALLY_SUCCESSFUL if accepted else paramiko.AUTH_FAILED)


def test_a_server_may_ask_for_both_key_and_password(tmp_path: Path) -> None:
    with served(tmp_path, gate=TwoSteps, password="sesame") as settings:
        assert opens(settings)
        for password in (None, "wrong"):
            with pytest.raises(AuthenticationRefused):
                open_mailbox(replace(settings, password=password))


def test_nobody_at_the_port_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        open_mailbox(
            SftpSettings("127.0.0.1", "u", ("SHA256:" + "A" * 43,), port=1, password="p", connect_timeout=1)
        )


def test_weak_algorithms_are_off_and_gcm_comes_first(place: Place) -> None:
    with open_mailbox(place.settings) as box:
        transport = box._connection._transport
        assert "gcm" in transport.local_cipher
        weak = ("cbc", "md5", "sha1")
        offered = (*transport.preferred_ciphers, *transport.preferred_macs)
        assert [name for name in offered if any(part in name for part in weak)] == []


def test_a_server_with_weak_algorithms_only_is_refused(tmp_path: Path) -> None:
    key = paramiko.Ed25519Key.from_private_key_file(str(write_key(tmp_path / "key", OTHER)))
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            safe = [name for name in paramiko.Transport._preferred_ciphers if "cbc" not in name]
            transport = paramiko.Transport(listener.accept()[0], disabled_algorithms={"ciphers": safe})
            transport.set_log_channel("sftp_gateway.ssh")
            transport.add_server_key(key)
            transport.start_server(threading.Event(), paramiko.ServerInterface())
            transport.join(10)

        server = threading.Thread(target=serve)
        server.start()
        port = listener.getsockname()[1]
        with pytest.raises(RemoteRefused):
            open_mailbox(SftpSettings("127.0.0.1", "u", (OTHER_LINE,), port=port, password="p"))
        server.join(10)


def test_fingerprints_are_those_openssh_prints() -> None:
    """The example of a key and its fingerprint is GitHub's published one."""
    line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
    assert read_pin(line).fingerprint == "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"
    assert fingerprint(b"").startswith("SHA256:47DEQpj8HBSa")
