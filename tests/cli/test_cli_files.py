"""The commands on a file alone: ack, describe, convert; what all of them do; and the demonstration."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from clearing_files import Answer as Paid
from clearing_files import claim, claims_file, dressed, remittance
from cli_calls import ROOT, Told, in_a_process
from lxml import etree

from commands.conversion import convert
from mappings.xml_documents import SHAPES

Call = Callable[..., Told]
CLEAN = claims_file(claim("C1"), claim("C2", "55.5"))
FAULTY = CLEAN.replace("*Y*A*Y*Y", "*Y*A*Y*Q", 1)
UNBALANCED = CLEAN.replace("SV3*AD:D0120*100", "SV3*AD:D0120*90")
WILD = CLEAN.replace("*MARLOW*", "*MAR\x1b[31mLOW\x07*").replace("*JUNE*", "*J\xc2\x9bUNE\xe2\x80\xae*")
JUNK = [b"", b"\x00" * 400, bytes(range(256)), b"ISA", b"ISA*" * 1000, "ISA\u202e".encode(), b"PK\x03\x04"]
COMMANDS = [
    ("validate",), ("ack",), ("describe",), ("describe", "--summary"), ("convert", "--to", "json"),
    ("convert", "--to", "xml"), ("convert", "--to", "xml", "--shape", "pyx12"),
]


# ack


def test_ack_to_standard_output(call: Call, file: Callable[..., Path]) -> None:
    told = call("ack", file(CLEAN))
    assert told.code == 0
    first, second, last = told.out.split("\n")
    assert "~AK9*A*1*1*1~" in first
    assert "~STC*A1:20*" in second
    assert last == ""


def test_ack_into_a_folder(call: Call, file: Callable[..., Path], tmp_path: Path) -> None:
    told = call("ack", file(UNBALANCED), "--out", tmp_path / "answers")
    assert told.code == 0
    assert sorted(path.name[:3] for path in (tmp_path / "answers").iterdir()) == ["277", "999"]
    assert call("ack", file(UNBALANCED), "--out", tmp_path / "\x1b[31m").code == 0


def test_ack_of_what_is_not_to_be_answered(call: Call, file: Callable[..., Path]) -> None:
    told = call("ack", file(call("ack", file(FAULTY)).out))
    assert (told.code, told.out) == (0, "")
    assert told.err == "bitewing: nothing in this file is to be answered\n"


def test_ack_into_a_place_that_is_none(call: Call, file: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = call("ack", file(CLEAN), "--out", tmp_path / "file" / "answers")
    assert told.code == 4
    assert told.err.startswith(f"bitewing: {tmp_path / 'file' / 'answers'}: ")


def test_ack_as_json(call: Call, file: Callable[..., Path]) -> None:
    answer = call("ack", file(FAULTY), "--json").json
    assert [one["name"][:3] for one in answer] == ["999"]
    assert "IK5*R*5" in answer[0]["text"]


def test_ack_is_clean_by_our_own_proof(call: Call, file: Callable[..., Path]) -> None:
    for text in (CLEAN, FAULTY, UNBALANCED, CLEAN[:-30]):
        for answer in call("ack", file(text)).out.splitlines():
            assert call("validate", "-", stdin=answer.encode()).code == 0


# describe


def test_describe(call: Call, file: Callable[..., Path]) -> None:
    told = call("describe", file(CLEAN))
    assert told.code == 0
    assert "MARLOW" in told.out
    assert "MARLOW" not in call("describe", file(CLEAN), "--no-values").out
    assert len(call("describe", file(CLEAN), "--summary").out) < len(told.out)
    items = [json.loads(line) for line in call("describe", file(CLEAN), "--json").out.splitlines()]
    assert items[0]["kind"] == "interchange"


# convert


def test_convert_there_and_back(call: Call, file: Callable[..., Path], tmp_path: Path) -> None:
    told = call("convert", file(CLEAN), "--to", "json")
    assert told.code == 0
    document = json.loads(told.out)
    assert "C1" in json.dumps(document)
    (tmp_path / "a.json").write_text(told.out)
    back = call(
        "convert", tmp_path / "a.json", "--to", "x12", "--sender", "OAKSTREET", "--receiver", "BITEWING"
    )
    assert back.code == 0
    assert call("validate", "-", stdin=back.out.encode()).code == 0
    assert "~CLM*C2*55.5***11" in back.out
    assert call("convert", "-", "--to", "json", stdin=back.out.encode()).out == told.out
    assert isinstance(call("convert", file(CLEAN), "--to", "json", "--json").json, list)


def test_convert_by_a_receiver_s_conventions(call: Call, file: Callable[..., Path], tmp_path: Path) -> None:
    told = call("convert", file(CLEAN), "--to", "json").out
    (tmp_path / "a.json").write_text(told.replace("OAK STREET DENTAL", "Ren\u00e9 " + "Dental" * 12))
    to_x12 = ("convert", tmp_path / "a.json", "--to", "x12", "--per-set", "1")
    capitals = ("--characters", "basic", "--upper-case")
    refused = call(*to_x12, *capitals)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith("bitewing: NM103: the value has a character outside the basic set")
    refused = call(*to_x12, "--too-long", "refuse")
    assert (refused.code, refused.out) == (1, "")
    assert "]03: the value is longer than the guide allows" in refused.err
    made = call(*to_x12, *capitals, "--transliterate", "--too-long", "cut")
    assert made.code == 0
    assert made.out.isascii()
    assert made.out == made.out.upper()
    assert "*RENE " + ("DENTAL" * 12)[:55] + "*" in made.out
    assert made.out.count("~ST*837*") == call(*to_x12).out.count("~CLM*") > 1


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"3", b'{"kind": 7}', b"\xff", b"{}" * 5])
def test_convert_a_wrong_document(call: Call, file: Callable[..., Path], data: bytes) -> None:
    told = call("convert", file(data), "--to", "x12")
    assert told.code == 1
    assert told.err.startswith("bitewing: $")


def test_convert_tells_the_path_of_what_is_wrong(call: Call) -> None:
    told = call("convert", "-", "--to", "x12", stdin=b'{"transaction": "837D", "claims": [{"claim_id": 5}]}')
    assert (told.code, told.out) == (1, "")
    assert told.err.startswith("bitewing: $.claims[0]")


def test_convert_tells_what_it_could_not_turn_whole(call: Call, file: Callable[..., Path]) -> None:
    """An amount that cannot be read is nowhere taken for nothing without a word."""
    told = call("convert", file(CLEAN.replace("CLM*C1*100", "CLM*C1*1E2")), "--to", "json")
    assert (told.code, json.loads(told.out)["claims"][0]["unread"]) == (1, ["2300/CLM02"])
    assert told.err == "bitewing: sets with faults, turned as far as they can be read: 1\n"
    assert call("convert", "-", "--to", "x12", stdin=told.out.encode()).code == 1
    unknown = call("ack", file(FAULTY)).out.replace("005010X231A1", "005010X999")
    told = call("convert", file(unknown), "--to", "json")
    assert (told.code, told.out) == (1, "")
    assert told.err == "bitewing: sets left out, for want of types or content: 1\n"


def test_convert_an_acknowledgment(call: Call, file: Callable[..., Path]) -> None:
    """The copy of a bad value is data like any other."""
    told = call("convert", file(call("ack", file(FAULTY)).out), "--to", "json")
    assert told.code == 0
    [answered] = json.loads(told.out)["acknowledgment"]["sets"]
    assert answered["verdict"] == {"code": "R", "reasons": ["5"]}
    back = call("convert", "-", "--to", "x12", "--sender", "A1", "--receiver", "B1", stdin=told.out.encode())
    assert call("validate", "-", stdin=back.out.encode()).code == 0
    assert call("convert", "-", "--to", "json", stdin=back.out.encode()).out == told.out


def test_convert_writes_all_or_nothing(call: Call, file: Callable[..., Path]) -> None:
    good = call("convert", file(claims_file(*(claim(f"C{i}") for i in range(900)))), "--to", "json").out
    bad = good.replace('"claim_id":"C2"', '"claim_id":"C\\u0007"')
    told = call("convert", "-", "--to", "x12", stdin=(good + bad).encode())
    assert (told.code, told.out) == (1, "")
    assert told.err


def test_convert_takes_back_the_list_it_made(call: Call, file: Callable[..., Path]) -> None:
    text = CLEAN + claims_file(claim("C3"), number=2)
    listed = call("convert", file(text), "--to", "json", "--json").out
    told = call("convert", "-", "--to", "x12", stdin=listed.encode())
    assert told.code == 0
    assert told.out.count("~ST*837*") == 2
    for wrong in (listed.replace('"charge":"55.5"', '"charge":"5_5"'), "[]", "[[]]"):
        assert call("convert", "-", "--to", "x12", stdin=wrong.encode()).err.startswith("bitewing: $")


def test_convert_makes_no_set_without_claims(call: Call) -> None:
    told = call("convert", "-", "--to", "x12", stdin=b'{"transaction": "837D", "claims": []}')
    assert (told.code, told.out) == (1, "")
    assert told.err.startswith("bitewing: $.claims: ")


def test_convert_to_xml(call: Call, file: Callable[..., Path]) -> None:
    told = call("convert", file(CLEAN), "--to", "xml")
    assert (told.code, told.err) == (0, "")
    assert etree.fromstring(told.out.encode()).find('.//set//element[@at="CLM01"]').text == "C1"
    told = call("convert", file(CLEAN), "--to", "xml", "--shape", "pyx12")
    assert (told.code, told.err) == (0, "")
    assert etree.fromstring(told.out.encode()).find('.//loop[@id="2300"]/seg/ele[@id="CLM01"]').text == "C1"


def test_convert_to_xml_tells_what_is_not_as_it_was_sent(call: Call, file: Callable[..., Path]) -> None:
    told = call("convert", file(FAULTY), "--to", "xml")
    assert (told.code, told.err) == (1, "bitewing: sets with faults, written as they stand: 1\n")
    told = call("convert", file(CLEAN.replace("*JUNE*", "*J\x07UNE*", 1)), "--to", "xml")
    assert told.code == 1
    assert "bitewing: characters that XML cannot hold, replaced by U+FFFD: 1\n" in told.err
    told = call("convert", "-", "--to", "xml", stdin=b"hello")
    assert (told.code, told.out) == (1, "")
    assert told.err.startswith("bitewing: no interchange")


def test_every_shape_can_be_chosen() -> None:
    (option,) = (one for one in convert.params if one.name == "shape")
    assert isinstance(option.type, click.Choice)
    assert tuple(option.type.choices) == SHAPES


def test_convert_called_wrongly(call: Call, file: Callable[..., Path]) -> None:
    assert call("convert", file(CLEAN)).code == 2
    assert call("convert", file(CLEAN), "--to", "csv").code == 2
    assert call("convert", file(CLEAN), "--to", "xml", "--shape", "json").code == 2
    assert call("convert", file(CLEAN), "--to", "x12", "--control-number", "0").code == 2


# Any bytes


@pytest.mark.parametrize("data", JUNK, ids=[repr(data[:8]) for data in JUNK])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_is_no_x12_is_told(
    call: Call, file: Callable[..., Path], command: tuple[str, ...], data: bytes
) -> None:
    for as_json in ((), ("--json",)):
        told = call(*command, file(data), *as_json)
        assert told.code == 1
        assert told.out or told.err


@pytest.mark.parametrize(
    "text", [WILD, WILD[:700], WILD.replace("~", "~\x1b]0;x\x07")], ids=["whole", "cut", "more"]
)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_values_that_command_a_terminal(
    call: Call, file: Callable[..., Path], command: tuple[str, ...], text: str
) -> None:
    for as_json in ((), ("--json",)):
        assert call(*command, file(text), *as_json).code in (0, 1)


@pytest.mark.parametrize("command", [*COMMANDS, ("convert", "--to", "x12")], ids=" ".join)
def test_files_that_are_not_there(call: Call, tmp_path: Path, command: tuple[str, ...]) -> None:
    for path in (tmp_path / "none", tmp_path / "\x1b[31m\u202e", tmp_path):
        assert call(*command, path).code == 2
    assert call(*command).code == 2


def test_other_writing_makes_no_difference(call: Call, file: Callable[..., Path]) -> None:
    plain = call("convert", file(CLEAN), "--to", "json").json
    assert call("convert", file(dressed(CLEAN, "|>!'", "\r\n")), "--to", "json").json == plain


def test_remittances_too(call: Call, file: Callable[..., Path]) -> None:
    text = remittance("EFT1", Paid("C1", 100, 80, 15))
    assert call("validate", file(text)).code == 0
    told = call("convert", file(text), "--to", "json")
    assert told.code == 0


# Processes


@pytest.mark.parametrize("command", ["describe", "convert --to xml"])
def test_a_reader_that_goes_away(tmp_path: Path, command: str) -> None:
    path = tmp_path / "large.edi"
    path.write_text(claims_file(*(claim(f"C{i}") for i in range(3000))))
    script = "import cli; cli.main()"
    done = subprocess.run(
        f"'{sys.executable}' -c '{script}' {command} '{path}' | head -1",
        shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60,
    )
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1


def test_exit_codes_of_processes(tmp_path: Path) -> None:
    assert in_a_process("validate", "-", stdin=CLEAN.encode()).code == 0
    assert in_a_process("validate", "-", stdin=FAULTY.encode()).code == 1
    assert in_a_process("validate", tmp_path / "none").code == 2


# Lists of one's own


def test_a_list_of_one_s_own(call: Call, file: Callable[..., Path], tmp_path: Path) -> None:
    """Two editions of an invented list: the one of the day of service (2 March 2026) is asked."""
    old, new = tmp_path / "cdt-2025.csv", tmp_path / "cdt-2026.csv"
    old.write_text("code\nD0120\n", encoding="utf-8")
    new.write_text("Code;Description\nD0140;INVENTED TEXT\n", encoding="utf-8")
    assert call("validate", file(CLEAN), "--codes", f"cdt={old}").code == 0
    told = call("validate", file(CLEAN), "--codes", f"cdt={old}", "--codes", f"cdt={new}", "--json")
    assert (told.code, told.json["rules"]) == (1, {"X107": 2})
    new.write_text("Code;Description\nD0120;INVENTED TEXT\n", encoding="utf-8")
    assert call("validate", file(CLEAN), "--codes", f"cdt={new}").code == 0
    assert "SV301-2 234 = D0120 (INVENTED TEXT)" in call("describe", file(CLEAN), "--codes", f"cdt={new}").out
    assert "INVENTED" not in call("describe", file(CLEAN), "--codes", f"carc={new}").out


def test_an_answer_by_a_list_of_one_s_own(call: Call, file: Callable[..., Path], tmp_path: Path) -> None:
    """The claim whose procedure is not in the list is rejected in the 277CA (A7), as `validate` finds it."""
    codes = tmp_path / "cdt-2026.csv"
    codes.write_text("code\nD0140\n", encoding="utf-8")
    plain, strict = call("ack", file(CLEAN)).out, call("ack", file(CLEAN), "--codes", f"cdt={codes}").out
    assert "STC*A7:" not in plain
    assert strict.count("STC*A7:") == 2
    assert call("ack", file(CLEAN), "--codes", "cbt=a.csv").code == 2


@pytest.mark.parametrize(
    ("codes", "tells"),
    [
        ("cdt", "a list is told as NAME=FILE"),
        ("cbt=a.csv", "no list is called 'cbt'; did you mean cdt"),
        ("cdt=nowhere.csv", "nowhere.csv: cannot be read"),
        ("\x1b[31m=a.csv", "no list is called"),
    ],
)
def test_a_list_told_wrongly(call: Call, file: Callable[..., Path], codes: str, tells: str) -> None:
    told = call("validate", file(CLEAN), "--codes", codes)
    assert told.code == 2
    assert tells in told.err
