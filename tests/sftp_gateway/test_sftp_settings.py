"""Settings are checked when they are made, and keep their secrets."""

from pathlib import Path

import pytest

from sftp_gateway.errors import BadSettings
from sftp_gateway.settings import SftpSettings

PIN = "SHA256:" + "A" * 43
GOOD = {"host": "sftp.payer.example", "user": "clinic", "host_keys": (PIN,), "password": "open-up"}


def test_a_repr_shows_no_secret() -> None:
    settings = SftpSettings(**GOOD, key_file=Path("key"), key_passphrase="mumble")  # type: ignore[arg-type]
    assert "open-up" not in repr(settings)
    assert "mumble" not in repr(settings)
    assert "sftp.payer.example" in repr(settings)


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": ""},
        {"host": "a\nb"},
        {"user": ""},
        {"inbox": ""},
        {"outbox": "a\0b"},
        {"port": 0},
        {"port": 65536},
        {"password": None},
        {"host_keys": ()},
        {"host_keys": (PIN, "ssh-ed25519")},
        {"host_keys": ("ssh-ed25519 AAAA",)},
        {"host_keys": ("ssh-ed25519 !!!!",)},
        {"host_keys": ("ssh-dss AAAAB3NzaC1kc3M=",)},
        {"host_keys": ("SHA256:short",)},
        {"host_keys": ("MD5:00:11:22",)},
        {"host_keys": ("",)},
        {"rename": "copy"},
        {"connect_timeout": 0},
        {"silence_timeout": -1},
        {"operation_timeout": 0},
        {"slowest": 0},
        {"largest": 0},
    ],
)
def test_a_wrong_setting_is_told_before_anything_is_sent(wrong: dict[str, object]) -> None:
    with pytest.raises(BadSettings):
        SftpSettings(**{**GOOD, **wrong})  # type: ignore[arg-type]
