"""`bitewing sheets`: templates, checks and conversion of spreadsheets, as an office calls them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_calls import ROOT, Told

Call = Callable[..., Told]
SAMPLES = ROOT / "samples" / "sheets"
CLAIMS, FEES = SAMPLES / "claims.csv", SAMPLES / "fees.csv"
AROUND = ("--sheet", "claims", "--practice", SAMPLES / "practice.toml", "--fees", FEES)
BAD_FEES = b"code,fee\nD0120,58\nMARLOW,JUNE\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[[str], Path]:
    def made(text: str) -> Path:
        path = tmp_path / "a.csv"
        path.write_text(text, "utf-8")
        return path

    return made


def test_list(call: Call) -> None:
    assert [one["sheet"] for one in call("sheets", "list", "--json").json] == [
        "claims", "appointments", "fees", "members"
    ]
    assert "fee schedule" in call("sheets", "list").out


def test_templates(call: Call) -> None:
    told = call("sheets", "template", "fees")
    assert (told.code, told.out) == (0, "procedure,fee,payer_id,effective_from,effective_to,description\n")
    told = call("sheets", "template", "FEES", "--needed", "--delimiter", "semicolon")
    assert told.out == "procedure;fee\n"
    told = call("sheets", "template", "fees", "--json")
    assert told.json[0]["column"] == "procedure"
    assert told.json[0]["expected"] == "a procedure code such as D0120"
    told = call("sheets", "template", "fes")
    assert told.code == 2
    assert "did you mean fees?" in told.err


@pytest.mark.parametrize("name", ["claims", "appointments", "fees", "members"])
def test_a_template_is_a_sheet_without_rows(call: Call, name: str) -> None:
    header = call("sheets", "template", name).out.encode()
    told = call("sheets", "check", "-", "--sheet", name, stdin=header)
    assert (told.code, told.out) == (0, "-: rows: 0, bad or left out: 0\n")


def test_claims_become_x12_without_a_fault(call: Call) -> None:
    told = call("sheets", "convert", CLAIMS, *AROUND, "--to", "x12", "--production")
    assert (told.code, told.err) == (0, f"bitewing: {CLAIMS}: rows: 6, bad or left out: 0\n")
    assert told.out.startswith("ISA*00*          *00*          *ZZ*SUNNYHILL      *ZZ*BITEWING       *")
    assert "*000000001*0*P*" in told.out
    assert told.out.count("~CLM*") == 4
    assert call("validate", "-", stdin=told.out.encode()).code == 0
    told = call("sheets", "convert", CLAIMS, *AROUND, "--to", "x12", "--sender", "ME", "--receiver", "YOU",
                "--control-number", "7")
    assert told.out.startswith("ISA*00*          *00*          *ZZ*ME             *ZZ*YOU            *")
    assert "*000000007*0*T*" in told.out


def test_claims_become_documents(call: Call) -> None:
    told = call("sheets", "convert", CLAIMS, *AROUND, "--to", "json")
    assert told.code == 0
    document = json.loads(told.out)
    assert [claim["charge"] for claim in document["claims"]] == ["340.00", "119.50", "1210.50", "1150"]
    assert call("convert", "-", "--to", "x12", stdin=told.out.encode()).code == 0
    [listed] = call("sheets", "convert", CLAIMS, *AROUND, "--to", "json", "--json").json
    for claim in (*document["claims"], *listed["claims"]):
        del claim["submission"]
    assert listed == document


def test_other_sheets_become_objects(call: Call) -> None:
    told = call("sheets", "convert", FEES, "--sheet", "fees", "--to", "json")
    assert [json.loads(line)["amount"] for line in told.out.splitlines()] == [
        "58.00", "61.00", "49.50", "70.00", "1150.00"
    ]
    assert len(call("sheets", "convert", FEES, "--sheet", "fees", "--to", "json", "--json").json) == 5
    told = call("sheets", "convert", FEES, "--sheet", "fees", "--to", "x12")
    assert told.code == 2
    assert "claims and appointments become X12" in told.err


def test_bad_rows_are_told_and_the_good_ones_written(call: Call) -> None:
    told = call("sheets", "convert", "-", "--sheet", "fees", "--to", "json", stdin=BAD_FEES)
    assert (told.code, told.out) == (1, '{"procedure":"D0120","amount":"58"}\n')
    assert told.err == (
        "bitewing: -: row 3: column 1 (procedure): expected a procedure code such as D0120\n"
        "bitewing: -: row 3: column 2 (fee): expected an amount such as 125.50\n"
        "bitewing: -: rows: 2, bad or left out: 1\n"
    )


def test_a_claim_with_a_bad_row_is_left_out(call: Call, sheet: Callable[[str], Path]) -> None:
    path = sheet(CLAIMS.read_text("utf-8").replace("D2331", "2331"))
    told = call("sheets", "convert", path, *AROUND, "--to", "x12")
    assert (told.code, told.out.count("~CLM*"), told.out.count("~CLM*SH-2001")) == (1, 3, 0)
    assert "rows: 6, bad or left out: 2" in told.err
    path = sheet(CLAIMS.read_text("utf-8").replace("53704", "5370").replace("53711", "5371"))
    told = call("sheets", "convert", path, *AROUND, "--to", "x12")
    assert (told.code, told.out) == (1, "")
    assert "there is no good row to be written" in told.err


def test_check(call: Call) -> None:
    told = call("sheets", "check", "-", "--sheet", "fees", stdin=BAD_FEES)
    assert (told.code, told.out) == (1, "-: rows: 2, bad or left out: 1\n")
    assert "MARLOW" not in told.err
    told = call("sheets", "check", "-", "--sheet", "fees", "--json", "--most", "1", stdin=BAD_FEES)
    assert (told.code, told.err) == (1, "")
    assert told.json == {
        "file": "-", "sheet": "fees", "clean": False, "trouble": "", "rows": 2, "bad": 1, "bad_fees": 0,
        "notes": [], "untold": 1,
        "faults": [{"file": "-", "row": 3, "line": 3, "last_line": 3, "column": "procedure",
                    "says": "expected a procedure code such as D0120"}],
    }
    told = call("sheets", "check", "-", "--sheet", "fees", "--most", "1", stdin=BAD_FEES)
    assert told.err.endswith("\nbitewing: 1 more faults\n")
    assert call("sheets", "check", FEES, "--sheet", "fees", "--json").json["clean"]


def test_what_is_no_sheet(call: Call) -> None:
    for data in (b"", b"PK\x03\x04", b"MARLOW,JUNE\n", b"\x00\xff" * 50, b"code,code\n"):
        told = call("sheets", "check", "-", "--sheet", "fees", stdin=data)
        assert (told.code, told.out) == (1, "")
        assert told.err.startswith("bitewing: ")
        assert "MARLOW" not in told.err
        told = call("sheets", "check", "-", "--sheet", "fees", "--json", stdin=data)
        assert told.code == 1
        assert told.json["trouble"]


def test_how_a_sheet_is_written_is_stated(call: Call) -> None:
    data = "Code\tFee\tFrom\tDescription\nD0120\t1.058,5\t31.12.2025\tD\xe9tartrage\n".encode("cp1252")
    stated = ("--dates", "DD.MM.YYYY", "--decimal", ",", "--encoding", "cp1252", "--delimiter", "tab")
    told = call("sheets", "convert", "-", "--sheet", "fees", "--to", "json", *stated, stdin=data)
    assert told.code == 0
    assert json.loads(told.out) == {
        "procedure": "D0120", "amount": "1058.5", "effective_from": "2025-12-31", "description": "Détartrage"
    }
    short = b"code,fee,from\nD0120,58\n"
    assert call("sheets", "check", "-", "--sheet", "fees", stdin=short).code == 1
    assert call("sheets", "check", "-", "--sheet", "fees", "--short-rows", stdin=short).code == 0


def test_rejects(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "rejects.csv"
    data = b"code,fee\nD0120,58\n=A1,@x\n"
    told = call("sheets", "check", "-", "--sheet", "fees", "--rejects", path, stdin=data)
    assert told.code == 1
    assert path.read_bytes().endswith(b",'=A1,'@x\r\n")
    assert path.stat().st_mode & 0o077 == 0
    told = call("sheets", "check", path, "--sheet", "fees", "--rejects", tmp_path / "again.csv")
    assert told.code == 1
    assert (tmp_path / "again.csv").read_bytes().endswith(b",'=A1,'@x\r\n")
    assert call("sheets", "check", FEES, "--sheet", "fees", "--rejects", path).code == 0
    assert path.read_bytes().splitlines() == [
        b"rejected_row,rejected_line,rejected_because,Procedure Code,Description,Fee,Payer ID,Effective From,"
        b"Effective To"
    ]


def test_rejects_never_go_over_what_is_read(call: Call, sheet: Callable[[str], Path]) -> None:
    path = sheet("code,fee\nx,58\n")
    told = call("sheets", "check", path, "--sheet", "fees", "--rejects", path)
    assert (told.code, path.read_text()) == (2, "code,fee\nx,58\n")
    assert "--rejects names a file that is to be read" in told.err


def test_faults_of_the_fees_count(call: Call, sheet: Callable[[str], Path]) -> None:
    path = sheet(FEES.read_text("utf-8").replace("1150.00", "?"))
    told = call("sheets", "check", CLAIMS, *AROUND[:-1], path)
    assert told.code == 1
    assert told.out == f"{CLAIMS}: rows: 6, bad or left out: 0; bad rows in the fees: 1\n"
    assert told.err == f"bitewing: {path}: row 6: column 3 (fee): expected an amount such as 125.50\n"


def test_asked_wrongly(call: Call, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[billing]\nnpi = "1"\n')
    for arguments in (
        (FEES,), (FEES, "--sheet", "nonsense"), (tmp_path / "none.csv", "--sheet", "fees"),
        (FEES, "--sheet", "fees", "--dates", "DD/MM/YY"), (FEES, "--sheet", "fees", "--delimiter", "|"),
        (CLAIMS, "--sheet", "claims", "--practice", wrong),
    ):
        told = call("sheets", "check", *arguments)
        assert (told.code, told.out) == (2, "")
    assert "wrong.toml: [billing]: npi must be an NPI" in told.err


APPOINTMENTS = ("--sheet", "appointments", "--dates", "DD.MM.YYYY")


def test_appointments_become_an_inquiry_without_a_fault(call: Call, tmp_path: Path) -> None:
    asked = (SAMPLES / "appointments.csv", *APPOINTMENTS, "--practice", SAMPLES / "practice.toml")
    told = call("sheets", "convert", *asked, "--to", "x12")
    assert told.code == 0
    (tmp_path / "asked.edi").write_text(told.out)
    verdict = call("validate", tmp_path / "asked.edi", "--json").json["files"][0]
    assert (verdict["errors"], verdict["warnings"]) == (0, 0)
    [document] = call("sheets", "convert", *asked, "--to", "json", "--json").json
    assert document["transaction"] == "270"
    assert [one["traces"][0]["number"] for one in document["inquiries"]] == ["A-301", "A-302", "A-303"]


def test_who_sends_an_inquiry_must_be_told(call: Call, tmp_path: Path) -> None:
    practice = tmp_path / "practice.toml"
    practice.write_text('[billing]\nname = "SUNNY HILL DENTAL"\nnpi = "1382047169"\n')
    asked = (SAMPLES / "appointments.csv", *APPOINTMENTS, "--practice", practice, "--to", "x12")
    told = call("sheets", "convert", *asked)
    assert told.code == 2
    assert "--sender" in told.err
    told = call("sheets", "convert", *asked, "--sender", "SUNNYHILL", "--receiver", "BITEWING")
    assert told.code == 0
    assert "*ZZ*SUNNYHILL      *ZZ*BITEWING       *" in told.out
