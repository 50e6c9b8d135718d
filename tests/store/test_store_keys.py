"""A key is made once, kept where only its owner reads it, and never told."""

import os
from pathlib import Path

import pytest

from store.errors import KeyUnavailable, StoreExists
from store.keys import KEY_SIZE, KeySource, key_id, make_key, write_key


def test_a_key_comes_back_from_its_file(tmp_path: Path) -> None:
    key = make_key()
    write_key(tmp_path / "key", key)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert KeySource.parse("file:key").read(tmp_path) == key
    assert KeySource.parse(f"file:{tmp_path}/key").read() == key


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    write_key(tmp_path / "key", make_key())
    with pytest.raises(StoreExists):
        write_key(tmp_path / "key", make_key())


def test_a_key_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = make_key()
    write_key(tmp_path / "key", key)
    monkeypatch.setenv("HOUSE_KEY", (tmp_path / "key").read_text())
    assert KeySource.parse("env:HOUSE_KEY").read() == key
    monkeypatch.delenv("HOUSE_KEY")
    with pytest.raises(KeyUnavailable):
        KeySource.parse("env:HOUSE_KEY").read()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    write_key(tmp_path / "key", make_key())
    (tmp_path / "key").chmod(mode)
    with pytest.raises(KeyUnavailable, match="owner"):
        KeySource.parse("file:key").read(tmp_path)


@pytest.mark.parametrize("text", ["", "short", "!" * 44, "A" * 40, "A" * 88, "\u00e9" * 44])
def test_what_is_no_key_is_refused_untold(tmp_path: Path, text: str) -> None:
    (tmp_path / "key").touch(0o600)
    (tmp_path / "key").write_text(text)
    with pytest.raises(KeyUnavailable) as told:
        KeySource.parse("file:key").read(tmp_path)
    assert not text or text not in str(told.value)


def test_a_key_file_must_be_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in ("pipe", ".", "missing"):
        with pytest.raises(KeyUnavailable):
            KeySource.parse(f"file:{name}").read(tmp_path)


@pytest.mark.parametrize("setting", ["", "file:", "env:", "vault:x", "/etc/key"])
def test_a_setting_of_another_form_is_refused(setting: str) -> None:
    with pytest.raises(KeyUnavailable):
        KeySource.parse(setting)


def test_the_id_tells_keys_apart_and_not_what_they_are() -> None:
    one, other = make_key(), make_key()
    assert key_id(one) != key_id(other)
    assert key_id(one) == key_id(bytes(one))
    assert key_id(one) not in one
    assert len(one) == KEY_SIZE
    with pytest.raises(KeyUnavailable):
        key_id(b"short")
