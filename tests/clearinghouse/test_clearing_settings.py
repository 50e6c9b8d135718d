"""Settings: every mistake told with its place, nothing made by half, nothing written over."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from clearing_files import claim, claims_file
from clearing_places import NOW, PARTNERS, Clock, Place

from clearinghouse.errors import HouseError, SettingsError
from clearinghouse.examples import PARTNERS_TEXT
from clearinghouse.house import create_house, open_house, read_settings
from clearinghouse.partners_file import load_partners
from store.errors import KeyUnavailable, NotAStore, WrongKey
from store.keys import make_key, write_key

SFTP = """
[payers.north]
name = "NORTH PLAN"
ids = ["N1"]
id = "NORTH"
[payers.north.mailbox]
kind = "sftp"
host = "sftp.example"
user = "us"
key_file = "secrets/north.key"
host_keys = ["SHA256:AAAA"]
inbox = "from"
outbox = "to"
"""


def told(tmp_path: Path, text: str) -> str:
    path = tmp_path / "partners.toml"
    path.write_text(text)
    with pytest.raises(SettingsError) as problem:
        load_partners(path)
    return str(problem.value)


def test_the_examples_can_be_read(tmp_path: Path) -> None:
    for text in (PARTNERS_TEXT, PARTNERS, PARTNERS + SFTP):
        (tmp_path / "partners.toml").write_text(text)
        assert load_partners(tmp_path / "partners.toml").house.id == "BITEWING"


MISTAKES = [
    ('id = "BITEWING"', "", "house.id is missing"),
    ('id = "BITEWING"', 'id = "B"', "house.id: expected 2 to 15 of A-Z 0-9, inside also blank . _ -"),
    ('id = "BITEWING"', 'id = "bitewing"', "house.id: expected 2 to 15 of"),
    ('id = "BITEWING"', 'id = "BITEWING\\n"', "house.id: expected 2 to 15 of"),
    ('id = "BITEWING"', "id = 7", "house.id: expected `str`, got `int`"),
    ('usage = "T"', 'usage = "X"', "house.usage: expected P or T"),
    ('usage = "T"', 'use = "T"', "house.use is no setting"),
    ('"5555550100"', '"555-555-0100"', "house.contact.telephone: expected ten digits"),
    ('name = "EDI DESK"', 'name = "EDI~DESK"', "house.contact.name: expected 1 to 60 printable ASCII"),
    ('name = "OAK STREET BILLING"', 'name = " OAK"', "submitters.oak.name: expected 1 to 60 printable"),
    ('name = "OAK STREET BILLING"', 'name = "OÄK"', "submitters.oak.name: expected 1 to 60 printable"),
    ('id = "OAKSTREET"', 'id = "BITEWING"', "submitters.oak.id: that is the house's own interchange id"),
    ('id = "OAKSTREET"', 'id = "ELMAVENUE"', "submitters.elm has an interchange id that submitters.oak has"),
    ("[submitters.oak]", "[submitters.Oak]", "submitters.'Oak': a partner's name is 1 to 32 small"),
    ("[submitters.oak]", "[submitters.house]", "submitters.'house': a partner's name is 1 to 32 small"),
    ("[submitters.oak]", '[submitters."a\\u001b"]', "submitters.'a\\x1b': a partner's name is"),
    ("[submitters.oak]", "[submitters.delta]", "payers.delta has a name that submitters.delta has already"),
    ("[submitters.oak]", "[senders.oak]", "'senders' is none of its parts (house, submitters, payers)"),
    ('inbox = "oak/in", ', "", "submitters.oak.mailbox.inbox is missing"),
    ('"oak/in"', '""', "submitters.oak.mailbox.inbox:"),
    ('"oak/in"', '"oak/out"', "submitters.oak.mailbox: inbox and outbox are the same place"),
    ('"oak/in"', '"elm/in/"', "submitters.elm has a place we collect from that submitters.oak has"),
    ('ids = ["WST01"]', "ids = []", "payers.west.ids: expected at least one id"),
    ('ids = ["WST01"]', 'ids = [""]', "payers.west.ids[0]: expected at least one id"),
    ('ids = ["WST01"]', 'ids = ["DLT02"]', "payers.west has a payer id that payers.delta has already"),
    ('ids = ["WST01"]', 'ids = ["A"]\nclaims_per_set = 0', "west.claims_per_set: expected `int` >= 1"),
    ('ids = ["WST01"]', "ids = [", "is not TOML"),
]


@pytest.mark.parametrize(("old", "new", "says"), MISTAKES)
def test_each_mistake_is_told_with_its_place(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in PARTNERS
    message = told(tmp_path, PARTNERS.replace(old, new, 1))
    assert message.startswith("partners.toml")
    assert says in message
    assert message.isprintable()


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ('kind = "ftp"', ".kind: expected folder or sftp"),
        ('host = "x"', ": host is given, but kind is not sftp"),
        ('kind = "sftp"', ": kind sftp needs host, user, host_keys"),
        ("port = 0", ".port: expected `int` >= 1"),
        ("timeout = 0", ".timeout: expected `float`"),
    ],
)
def test_mistakes_about_a_mailbox(tmp_path: Path, setting: str, says: str) -> None:
    text = PARTNERS.replace('{ inbox = "oak/in"', f'{{ {setting}, inbox = "oak/in"')
    assert f"submitters.oak.mailbox{says}" in told(tmp_path, text)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('key_file = "secrets/north.key"\n', "", ": kind sftp needs key_file or password"),
        ('host_keys = ["SHA256:AAAA"]\n', "", ": kind sftp needs host_keys"),
        ('user = "us"', 'user = "us"\npassword = "x"', ".password: expected env:NAME or file:PATH, never"),
        ('user = "us"', 'user = "us"\nrename = "copy"', ".rename: expected posix, rename or remove-rename"),
    ],
)
def test_mistakes_about_a_server(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert f"payers.north.mailbox{says}" in told(tmp_path, PARTNERS + SFTP.replace(old, new))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xff\xfe", "partners.toml is not UTF-8 (byte 0)"),
        (b"x = " + b"[" * 20_000, "partners.toml is not TOML"),
        (b"#" * (5 << 20), "partners.toml is larger than"),
        (b"submitters = 3\n[house]\n", "partners.toml: house."),
        (b"", "partners.toml: house.name is missing"),
    ],
)
def test_files_that_are_no_settings(tmp_path: Path, data: bytes, says: str) -> None:
    (tmp_path / "partners.toml").write_bytes(data)
    with pytest.raises(SettingsError, match=re.escape(says)):
        load_partners(tmp_path / "partners.toml")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"partners\.toml is not there; run `bitewing init`"):
        load_partners(tmp_path / "partners.toml")
    (tmp_path / "partners.toml").mkdir()
    with pytest.raises(SettingsError, match=r"partners\.toml cannot be read: Is a directory"):
        load_partners(tmp_path / "partners.toml")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[store]\nkey = 'the key itself'\n", "bitewing.toml: store.key: expected file:PATH or env:NAME"),
        ("[store]\nurl = 3\n", "bitewing.toml: store.url: expected `str`, got `int`"),
        ("[store]\nfolder = 'x'\n", "bitewing.toml: store.folder is no setting"),
        ("[sotre]\n", "bitewing.toml: 'sotre' is no part of this file ([store] is)"),
        ("store\n", "bitewing.toml is not TOML"),
    ],
)
def test_mistakes_in_the_house_s_own_settings(place: Place, text: str, says: str) -> None:
    (place.folder / "bitewing.toml").write_text(text)
    with pytest.raises(SettingsError, match=re.escape(says)):
        open_house(place.folder)


def test_a_folder_without_a_house(tmp_path: Path) -> None:
    with pytest.raises(HouseError, match="there is no house in this folder"):
        read_settings(tmp_path)


def test_a_wrong_key(place: Place) -> None:
    key = place.folder / "secrets" / "store.key"
    key.unlink()
    with pytest.raises(KeyUnavailable, match="cannot be read"):
        open_house(place.folder)
    write_key(key, make_key())
    with pytest.raises(WrongKey, match="not the key of this store"):
        open_house(place.folder)
    key.chmod(0o644)
    with pytest.raises(KeyUnavailable, match="can be read by others"):
        open_house(place.folder)


def test_a_key_from_the_environment(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BITEWING_TEST_KEY", (place.folder / "secrets" / "store.key").read_text().strip())
    settings = place.folder / "bitewing.toml"
    settings.write_text(settings.read_text().replace("file:secrets/store.key", "env:BITEWING_TEST_KEY"))
    open_house(place.folder).close()
    monkeypatch.delenv("BITEWING_TEST_KEY")
    with pytest.raises(KeyUnavailable, match="environment variable"):
        open_house(place.folder)


def test_a_store_that_is_gone(place: Place) -> None:
    (place.folder / "ledger.db").unlink()
    with pytest.raises(NotAStore):
        open_house(place.folder)


def test_a_house_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    create_house(tmp_path / "h", PARTNERS, now=NOW)
    for private in ("secrets", "secrets/store.key", "ledger.db", "staging"):
        assert (tmp_path / "h" / private).stat().st_mode & 0o077 == 0, private
    assert (tmp_path / "h" / "oak" / "in").is_dir()
    assert not list((tmp_path / "h").glob(".*"))


def test_a_house_is_never_made_over_another(tmp_path: Path) -> None:
    create_house(tmp_path, PARTNERS, now=NOW)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(HouseError, match="there is a house in this folder already"):
        create_house(tmp_path, PARTNERS, now=NOW)
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


def test_partners_that_are_there_already_are_kept(tmp_path: Path) -> None:
    (tmp_path / "partners.toml").write_text(PARTNERS + SFTP)
    with pytest.raises(HouseError, match=r"there is a partners\.toml in this folder already"):
        create_house(tmp_path, PARTNERS, now=NOW)
    assert (tmp_path / "partners.toml").read_text() == PARTNERS + SFTP


def test_a_house_made_by_half_can_be_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed before each file it puts in place."""

    class Killed(BaseException):
        pass

    replace, rename = Path.replace, Path.rename
    for step in range(10):
        left = [step]

        def counting(do: object, left: list[int] = left) -> object:
            def moved(path: Path, target: Path) -> Path:
                if not left[0]:
                    raise Killed
                left[0] -= 1
                return do(path, target)  # type: ignore[operator, no-any-return]

            return moved

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", counting(replace))
            patch.setattr(Path, "rename", counting(rename))
            try:
                create_house(tmp_path / str(step), PARTNERS, now=NOW)
            except Killed:
                pass
            else:
                break
        create_house(tmp_path / str(step), PARTNERS, now=NOW)
        open_house(tmp_path / str(step)).close()
    assert step == 3


def test_new_submitters_get_accounts_when_the_house_is_opened(place: Place) -> None:
    from store import accounts

    place.settings("[payers.west]", '[submitters.ash]\nname = "ASH"\nid = "ASHID"\n'
                   'mailbox = { inbox = "ash/in", outbox = "ash/out" }\n\n[payers.west]')
    with place.house.store.read() as ledger:
        assert [one.slug for one in accounts.list_all(ledger)] == ["ash", "elm", "house", "oak"]


def test_looking_does_not_wait_for_a_run(place: Place) -> None:
    """Opening a house reads; only new accounts are written."""
    place.take("oak", claims_file(claim("C1")))
    with place.house.store.begin():
        open_house(place.folder, clock=Clock()).close()


def test_an_override_that_cannot_be_used_is_told_at_once(place: Place) -> None:
    place.settings('ids = ["WST01"]', 'ids = ["WST01"]\noverrides = ["west.toml"]')
    with pytest.raises(SettingsError, match=r"partners\.toml: payers\.west\.overrides: west\.toml: cannot"):
        open_house(place.folder)
    (place.folder / "west.toml").write_text('payer = "W"\nguide = "835"\n[rows."2100/XYZ"]\nusage = "R"\n')
    with pytest.raises(SettingsError, match=r"payers\.west\.overrides: west\.toml"):
        open_house(place.folder)


def test_house_paths_are_its_own(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(os.sep)
    relative = Path(os.path.relpath(place.folder, os.sep))
    house = open_house(relative, clock=Clock())
    house.close()
    with pytest.raises(HouseError, match=r"partners\.toml has no partner nobody"):
        house.mailbox("nobody")
