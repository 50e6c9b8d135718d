"""The command line as people and cron meet it: exit codes, JSON, plain sentences."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BATCH = ROOT / "samples/demo/dental-batch.edi"
SMALL = ROOT / "samples/demo/second-submitter.edi"


def bitewing(
    *words: str | Path, cwd: Path | None = None, stdin: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        [sys.executable, "-c", "import cli; cli.main()", *map(str, words)],
        capture_output=True,
        timeout=60,
        cwd=cwd,
        input=stdin,
        env={**os.environ, "PYTHONPATH": str(ROOT), "BITEWING_DEBUG": ""},
    )
    assert b"Traceback" not in done.stderr + done.stdout
    return done


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "house"
    assert bitewing("init", folder).returncode == 0
    assert bitewing("submit", BATCH, "--as", "harbor", "--house", folder).returncode == 0
    assert bitewing("run", "--house", folder).returncode == 0
    return folder


def test_a_clean_file_exits_with_0_and_a_faulty_one_with_1() -> None:
    assert bitewing("validate", SMALL).returncode == 0
    done = bitewing("validate", BATCH, "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["rules"]["B101"] == told["rules"]["X101"] == told["rules"]["D102"] == 1
    first = next(row for row in told["files"][0]["findings"] if row["rule"] == "B101")
    assert first["place"]["path"] == "2300/CLM02"
    assert BATCH.read_bytes()[first["place"]["offset"] :].startswith(b"CLM*")


@pytest.mark.parametrize(
    "data", [b"", b"\x00\xff" * 400, b"ISA*00*", b"\xff\xfeI\x00S\x00A\x00", b"PK\x03\x04zip", b"hello\n"]
)
def test_what_is_no_x12_is_told_in_one_finding(data: bytes) -> None:
    done = bitewing("validate", "-", "--json", stdin=data)
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert not told["clean"]
    assert told["files"][0]["note"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("validate", "not-there.edi"), 2),
        (("frobnicate",), 2),
        (("status", "--house", "not-there"), 2),
        (("convert", "-", "--to", "x12"), 1),
        (("ack", "-"), 1),
        (("describe", "-"), 1),
    ],
)
def test_what_was_asked_wrongly(words: tuple[str, ...], code: int, tmp_path: Path) -> None:
    done = bitewing(*words, cwd=tmp_path)
    assert done.returncode == code
    assert done.stderr or done.stdout


def test_the_house_answers_in_tables_and_in_json(house: Path) -> None:
    for words in (("status",), ("files",), ("files", "1"), ("claims",), ("claims", "1"), ("remits",)):
        assert bitewing(*words, "--house", house).returncode == 0
        json.loads(bitewing(*words, "--house", house, "--json").stdout)
    claims = json.loads(bitewing("claims", "--house", house, "--json").stdout)
    assert len(claims) == 32
    assert {claim["state"] for claim in claims} == {"sent", "rejected"}
    assert bitewing("claims", "99999", "--house", house).returncode == 2


def test_the_same_file_again_is_told_as_known(house: Path) -> None:
    done = bitewing("submit", BATCH, "--as", "harbor", "--house", house, "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)[0]["outcome"] == "known"


def test_an_account_sees_nothing_of_another(house: Path) -> None:
    assert json.loads(bitewing("claims", "--account", "nobody", "--house", house, "--json").stdout) == []
    assert bitewing("claims", "1", "--account", "nobody", "--house", house).returncode == 2


def test_a_wrong_key_is_our_fault_and_told(house: Path) -> None:
    key = house / "secrets/store.key"
    kept = key.read_bytes()
    try:
        key.chmod(0o600)
        key.write_bytes(
            kept[:-3] + bytes(reversed(kept[-3:])) if kept[-3:] != kept[:-4:-1] else b"x" + kept[1:]
        )
        done = bitewing("status", "--house", house)
        assert done.returncode == 4
    finally:
        key.write_bytes(kept)


def test_an_unreachable_partner_exits_with_3(tmp_path: Path) -> None:
    folder = tmp_path / "house"
    bitewing("init", folder)
    bitewing("submit", SMALL, "--as", "harbor", "--house", folder)
    path = folder / "partners.toml"
    text = path.read_text().replace('id = "HARBORBILLING"', 'id = "LAKEVIEWPM"')
    path.write_text(text)
    for name in ("payers/sandbox/in", "payers/sandbox/out"):
        (folder / name).rmdir()
    assert bitewing("run", "--house", folder).returncode == 3


def test_nothing_of_a_file_is_obeyed_by_a_terminal(tmp_path: Path) -> None:
    evil = tmp_path / "evil.edi"
    evil.write_bytes(SMALL.read_bytes().replace(b"CLM*LV-20411*", b"CLM*LV\x1b[2J\x9b\xe2\x80\xae*"))
    for words in (("describe", evil), ("validate", evil)):
        out = bitewing(*words).stdout
        assert b"\x1b" not in out
        assert b"\x9b" not in out
        assert "\u202e".encode() not in out


def test_json_there_and_back_is_the_same(tmp_path: Path) -> None:
    made = bitewing("convert", SMALL, "--to", "json").stdout
    again = tmp_path / "again.edi"
    again.write_bytes(bitewing("convert", "-", "--to", "x12", stdin=made).stdout)
    assert bitewing("convert", again, "--to", "json").stdout == made
    assert bitewing("validate", again).returncode == 0


def test_a_wrong_document_is_refused_with_its_path() -> None:
    done = bitewing(
        "convert", "-", "--to", "x12", stdin=b'{"transaction": "837D", "claims": [{"claim_id": 5}]}'
    )
    assert done.returncode == 1
    assert b"$.claims[0]" in done.stderr
