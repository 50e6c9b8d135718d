"""`bitewing validate`: files, folders and streams, told as text and as JSON, with exit codes to rely on."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from clearing_files import Answer as Paid
from clearing_files import ack277, ack999, claim, claims_file, remittance
from cli_calls import ROOT, Told, in_a_process

Call = Callable[..., Told]
CLEAN = claims_file(claim("C1"), claim("C2", "55.5"))
FAULTY = CLEAN.replace("*Y*A*Y*Y", "*Y*A*Y*Q", 1)
UNBALANCED = CLEAN.replace("SV3*AD:D0120*100", "SV3*AD:D0120*90")
NINE_FAULTS = claims_file(
    *([line.replace("D0120*100", "D0120*9") for line in claim(f"C{number}")] for number in range(9))
)
WARNED = ack999(1, ("0001", "R*5"), verdict="A", counts="1*1*1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of files, some of them X12."""
    place = tmp_path / "in"
    (place / "b").mkdir(parents=True)
    for name, text in (
        ("c.edi", CLEAN), ("a.dat", FAULTY), ("b/x", UNBALANCED), ("readme.txt", "ISA is what we send"),
        (".hidden.edi", FAULTY), ("b/page.pdf", "%PDF"), ("empty.edi", ""),
    ):
        (place / name).write_bytes(text.encode())
    return place


def verdicts(answer: Any) -> list[tuple[str, str]]:
    """Each file's name and verdict."""
    return [(os.path.basename(one["file"]), one["verdict"]) for one in answer["files"]]


# One file.


def test_a_clean_file(call: Call, file: Callable[..., Path]) -> None:
    path = file(CLEAN)
    told = call("validate", path)
    assert (told.code, told.err) == (0, "")
    assert told.out.splitlines() == [
        str(path), "  837D 005010X224A2: 1 accepted (0001)",
        "  clean: 0 errors, 0 warnings; 2 claims, 28 segments",
    ]
    answer = call("validate", path, "--json").json
    (one,) = answer["files"]
    assert (answer["clean"], one["clean"], one["claims"], one["findings"]) == (True, True, 2, [])
    assert (one["file"], one["segments"]) == (str(path), CLEAN.count("~") - 4)


@pytest.mark.parametrize(("text", "rule"), [(FAULTY, "E207"), (UNBALANCED, "B101")])
def test_a_faulty_file(call: Call, file: Callable[..., Path], text: str, rule: str) -> None:
    told = call("validate", file(text))
    assert told.code == 1
    _, first, *_, last = told.out.splitlines()
    assert first.startswith(f"  error {rule} at byte {text.index('CLM*')}, segment 18, 2300/CLM0")
    assert last.startswith("  faulty: 1 error, 0 warnings")
    answer = call("validate", file(text), "--json")
    assert (answer.code, answer.json["rules"], answer.json["clean"]) == (1, {rule: 1}, False)
    (found,) = answer.json["files"][0]["findings"]
    assert (found["rule"], found["severity"], found["place"]["segment_id"]) == (rule, "error", "CLM")
    assert (found["place"]["offset"], found["place"]["segment"]) == (text.index("CLM*"), 18)
    assert found["place"]["path"].startswith("2300/CLM0")
    assert found["says"]
    assert found["mend"]
    assert found["snip"] == {"E207": 2, "B101": 3}[rule]


def test_answers_are_judged_too(call: Call, file: Callable[..., Path]) -> None:
    """The rules of the 999 and the 277CA, which warn."""
    told = call("validate", file(WARNED), "--json")
    assert (told.code, told.json["rules"]) == (0, {"B401": 1})
    text = ack277("B", ("C1", "A2:20:PR", "WQ", "100", "")).replace("QTY*90*1", "QTY*90*3")
    told = call("validate", file(text), "--json")
    assert (told.code, told.json["rules"]) == (0, {"B301": 1})
    assert call("validate", file(text), "--json", "--guide-only").json["rules"] == {}


def test_each_set_says_what_it_was_checked_with(call: Call, tmp_path: Path) -> None:
    override = tmp_path / "payer.toml"
    override.write_text('payer = "P"\nguide = "837D"\n[rows."2300/CLM01"]\nmax = 1\n')
    both = CLEAN + remittance("EFT1", Paid("C1", 100, 80, 15)) + CLEAN.replace("X224A2", "X999")
    told = call("validate", "-", "--override", override, "--json", stdin=both.encode())
    assert (told.code, told.json["rules"]["E105"]) == (1, 2)
    (one,) = told.json["files"]
    claims, paid, unknown = one["sets"]
    assert (claims["guide"], claims["version"]) == ("837D", "005010X224A2")
    assert claims["overrides"] == ["payer.toml"]
    assert (claims["errors"], claims["claims"], claims["accepted"]) == (2, 2, False)
    assert claims["place"] == {
        "offset": CLEAN.index("ST*"), "set": "0001", "group": "1", "interchange": "000000001",
    }
    assert (paid["guide"], paid["version"], paid["overrides"]) == ("835", "005010X221A1", [])
    assert (paid["accepted"], paid["claims"], paid["segments"]) == (True, 1, both.count("~") - 2 * 28 - 12)
    assert paid["place"]["offset"] == both.index("ST*835")
    # Its group is refused: no guide has that version.
    assert (unknown["guide"], unknown["overrides"], unknown["accepted"]) == (None, [], False)
    assert one["sets_by_verdict"] == {"837D rejected": 1, "835 accepted": 1, "unknown rejected": 1}
    assert told.json["overrides"] == [{"file": "payer.toml", "payer": "P", "guide": "837D"}]
    said = call("validate", "-", "--override", override, stdin=both.encode()).out
    assert "  837D 005010X224A2 with payer.toml: 1 rejected (0001)\n" in said
    assert "  835 005010X221A1: 1 accepted (0001)\n" in said
    assert "  no guide: 1 rejected (0001)\n" in said


def test_an_envelope_that_is_rejected_takes_its_sets_along(call: Call, file: Callable[..., Path]) -> None:
    two = claims_file(claim("C1"), number=2)
    group = CLEAN.replace("~GE*1*", "~GE*7*")
    interchange = group.replace("IEA*1*000000001", "IEA*1*000000009")
    for text, sets in ((group, [False, True]), (interchange, [False, True]), (CLEAN, [True, True])):
        (one,) = call("validate", file(text + two), "--json").json["files"]
        assert [each["accepted"] for each in one["sets"]] == sets
        assert one["sets_by_verdict"].get("837D accepted") == sum(sets)
        assert one["sets_by_verdict"].get("837D rejected", 0) == 2 - sum(sets)


def test_an_override_that_does_not_fit_stops_before_anything_is_read(
    call: Call, file: Callable[..., Path], tmp_path: Path
) -> None:
    override = tmp_path / "payer.toml"
    override.write_text('payer = "P"\nguide = "837D"\n[rows."2300/XYZ"]\nmax = 1\n')
    told = call("validate", file(CLEAN), "--override", override)
    assert told.code == 2
    assert told.out == ""
    assert "payer.toml" in told.err
    assert call("validate", file(CLEAN), "--override", tmp_path / "none.toml").code == 2


OF_ITS_OWN = """payer = "P"
guide = "837D"
[edits.B101]
severity = "warning"
[[rules]]
id = "P101"
require = "2300/PWK"
says = "There is no picture."
mend = "Send PWK."
"""


def test_a_payer_s_own_rules_say_what_it_wrote(
    call: Call, file: Callable[..., Path], tmp_path: Path
) -> None:
    override = tmp_path / "payer.toml"
    override.write_text(OF_ITS_OWN)
    told = call("validate", file(UNBALANCED), "--override", override)
    assert told.code == 1
    place = f"byte {UNBALANCED.index('CLM*C1')}, segment 18"
    assert f"  error P101 at {place}, 2300/PWK: There is no picture. Send PWK.\n" in told.out
    answer = call("validate", file(UNBALANCED), "--override", override, "--json").json
    assert answer["rules"] == {"B101": 1, "P101": 2}
    (found,) = (one for one in answer["files"][0]["findings"] if one["rule"] == "B101")
    assert found["severity"] == "warning"
    own = answer["files"][0]["findings"][-1]
    assert (own["snip"], own["answer"], own["code"]) == (7, "STC", "A8:21")
    # The guide alone knows nothing of rules.
    assert call("validate", file(UNBALANCED), "--override", override, "--guide-only").code == 0
    page = call("validate", file(UNBALANCED), "--override", override, "--format", "html").out
    assert "There is no picture." in page
    override.write_text(OF_ITS_OWN.replace("B101", "B1O1"))
    told = call("validate", file(UNBALANCED), "--override", override)
    assert (told.code, told.out) == (2, "")
    assert "payer.toml: edits.'B1O1': there is no such business edit; did you mean B" in told.err


def test_most_is_for_the_whole_run(call: Call, tmp_path: Path) -> None:
    for name in ("a.edi", "b.edi"):
        (tmp_path / name).write_text(NINE_FAULTS)
    told = call("validate", tmp_path / "a.edi", tmp_path / "b.edi", "--most", "11")
    assert told.out.count("error B101") == 11
    assert "  and 7 more findings (--most shows them)" in told.out.splitlines()
    answer = call("validate", tmp_path, "--most", "11", "--json").json
    assert [len(one["findings"]) for one in answer["files"]] == [9, 2]
    assert [one["findings_left"] for one in answer["files"]] == [0, 7]
    assert (answer["findings_left"], answer["rules"], answer["errors"]) == (7, {"B101": 18}, 18)
    assert "error B101" not in call("validate", tmp_path, "--most", "0").out


def test_a_hopeless_file_is_left_in_time(call: Call, file: Callable[..., Path]) -> None:
    path = file(NINE_FAULTS)
    (one,) = call("validate", path, "--stop-after", "3", "--json").json["files"]
    assert (one["errors"], one["claims"], one["verdict"]) == (3, 3, "faulty")
    assert one["stopped_at"] == one["findings"][-1]["place"]["offset"] == NINE_FAULTS.index("CLM*C2*")
    assert one["sets"][0]["accepted"] is None
    assert one["segments"] < NINE_FAULTS.count("~") - 30
    told = call("validate", path, "--stop-after", "3").out
    assert f"  stopped at byte {one['stopped_at']} (--stop-after)" in told
    assert "837D 005010X224A2: 1 not read to its end (0001)" in told
    (one,) = call("validate", path, "--stop-after", "10", "--json").json["files"]
    assert (one["errors"], one["stopped_at"]) == (9, None)


def test_a_file_that_was_left_is_not_clean(call: Call, file: Callable[..., Path]) -> None:
    told = call("validate", file(WARNED), "--stop-after", "1", "--json")
    assert told.code == 1
    assert verdicts(told.json) == [("a.edi", "stopped")]
    assert not told.json["clean"]
    assert not told.json["files"][0]["clean"]


def test_many_sets_are_listed_up_to_a_number(
    call: Call, file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clearinghouse.checking.MAX_SETS", 3)
    text = "".join(claims_file(claim("C"), number=number) for number in range(1, 6))
    (one,) = call("validate", file(text), "--json").json["files"]
    assert (len(one["sets"]), one["sets_by_verdict"]) == (3, {"837D accepted": 5})
    assert "  and 2 more sets" in call("validate", file(text)).out


def test_every_word_of_the_document_is_told(call: Call, folder: Path) -> None:
    told = (ROOT / "docs/reference/validate.md").read_text("utf-8")
    answer = call("validate", folder, "--json").json
    one = next(one for one in answer["files"] if one["sets"] and one["findings"])
    (folder / "zero").symlink_to("/dev/zero")
    passed = call("validate", folder, "--json").json["passed_over"][0]
    finding = one["findings"][0]
    for keys in (answer, one, one["sets"][0], finding, finding["place"], passed):
        for key in set(keys) - {"interchange", "group", "set"}:
            assert f'"{key}":' in told, key


# Standard input and other streams.


def test_standard_input(call: Call) -> None:
    assert call("validate", "-", stdin=CLEAN.encode()).code == 0
    told = call("validate", "-", stdin=FAULTY.encode())
    assert (told.code, told.out.splitlines()[0]) == (1, "standard input")
    assert call("validate", "-", "--json", stdin=FAULTY.encode()).json["files"][0]["file"] == "-"
    told = call("validate", "-", "-", stdin=CLEAN.encode())
    assert told.code == 2
    assert "give - once" in told.err


@pytest.mark.parametrize("more", [(), ("--format", "html")], ids=["text", "html"])
def test_a_named_pipe_that_is_asked_for(call: Call, tmp_path: Path, more: tuple[str, ...]) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text(FAULTY))
    writer.start()
    told = call("validate", pipe, *more)
    writer.join()
    assert told.code == 1
    assert "E207" in told.out


# Several files, and folders.


def test_files_are_told_in_the_order_asked_for(call: Call, folder: Path) -> None:
    told = call("validate", folder / "c.edi", folder, folder / "a.dat", "--json")
    assert told.code == 1
    assert verdicts(told.json) == [
        ("c.edi", "clean"), ("a.dat", "faulty"), ("x", "faulty"), ("c.edi", "clean"),
        ("empty.edi", "faulty"), ("a.dat", "faulty"),
    ]
    assert told.json["verdicts"] == {"clean": 2, "faulty": 4}
    assert told.json["not_x12"] == 2
    assert told.json["files"][1]["file"] == str(folder / "a.dat")


def test_a_folder_and_all_that_is_in_it(call: Call, folder: Path) -> None:
    answer = call("validate", folder, "--all", "--json").json
    assert [name for name, _ in verdicts(answer)] == [
        ".hidden.edi", "a.dat", "page.pdf", "x", "c.edi", "empty.edi", "readme.txt",
    ]
    assert answer["not_x12"] == 0
    last = call("validate", folder).out.splitlines()[-2:]
    assert last == [
        "passed over: 2 files that do not look like X12 (--all takes all)",
        "4 files: 1 clean, 3 faulty; 3 errors, 0 warnings; 6 claims, 84 segments",
    ]


def test_a_folder_with_nothing_in_it_is_wrong_usage(call: Call, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("nothing")
    told = call("validate", tmp_path)
    assert told.code == 2
    assert "--all" in told.err


def test_what_is_no_file_is_told_and_not_read(call: Call, folder: Path) -> None:
    (folder / "b/round").symlink_to(folder)
    (folder / "b/zero").symlink_to("/dev/zero")
    os.mkfifo(folder / "b/pipe.edi")
    told = call("validate", folder, "--json")
    assert told.code == 1
    assert len(told.json["files"]) == 4
    assert [(os.path.basename(one["file"]), one["reason"]) for one in told.json["passed_over"]] == [
        ("pipe.edi", "a named pipe, not a file"),
        ("round", "this folder is read already, a link leads to it"),
        ("zero", "a device, not a file"),
    ]
    assert f"passed over: {folder}/b/zero: a device, not a file" in call("validate", folder).out


def test_what_cannot_be_read_stops_nothing_else(call: Call, folder: Path) -> None:
    (folder / "b/gone.edi").symlink_to(folder / "nowhere")
    (folder / "b/memory.edi").symlink_to("/proc/self/mem")
    (folder / "b/round.edi").symlink_to(folder / "b/round.edi")
    told = call("validate", folder, "/dev/null", folder / "c.edi", "--json")
    assert told.code == 4
    found = {os.path.basename(one["file"]): one for one in told.json["files"]}
    assert list(found) == [
        "a.dat", "gone.edi", "memory.edi", "round.edi", "x", "c.edi", "empty.edi", "null",
    ]
    assert found["gone.edi"]["trouble"] == "it cannot be read (No such file or directory)"
    assert found["memory.edi"]["trouble"] == "it cannot be read (Input/output error)"
    assert found["null"]["trouble"] == "a device, not a file"
    assert {name for name, one in found.items() if one["verdict"] == "not read"} == {
        "gone.edi", "memory.edi", "round.edi", "null",
    }
    assert (found["c.edi"]["verdict"], found["x"]["rules"]) == ("clean", {"B101": 1})
    said = call("validate", folder).out
    assert "  not read: it cannot be read (No such file or directory)\n" in said


def test_a_name_that_commands_a_terminal(call: Call, tmp_path: Path) -> None:
    name = os.fsdecode(b"\x1b[31m\x7f\xff\xe2\x80\xae<b>.edi")
    (tmp_path / name).write_text(CLEAN)
    for more in ((), ("--json",), ("--format", "html")):
        assert call("validate", tmp_path, *more).code == 0
    assert call("validate", tmp_path, "--json").json["files"][0]["file"] == str(tmp_path / name)


# Processes.


def test_processes_make_no_difference(folder: Path) -> None:
    for number in range(3):
        (folder / f"more{number}.edi").write_text(NINE_FAULTS)
    answers = [
        in_a_process("validate", folder, "-", "/dev/null", "--json", "--jobs", jobs, stdin=FAULTY.encode())
        for jobs in (1, 2)
    ]
    assert answers[0].code == answers[1].code == 4
    assert answers[0].json == answers[1].json
    assert len(answers[0].json["files"]) == 9


def test_a_worker_that_is_killed_takes_one_file_with_it(tmp_path: Path) -> None:
    """The first file is long; the worker that reads it is killed from outside."""
    long, short = tmp_path / "long.edi", tmp_path / "short.edi"
    long.write_text("".join(claims_file(*[claim("C")] * 400, number=number) for number in range(1, 200)))
    short.write_text(FAULTY)
    calling = [sys.executable, "-c", "import cli; cli.main()"]
    process = subprocess.Popen(
        [*calling, "validate", str(long), str(short), "--jobs", "2", "--json"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )
    os.kill(_reader_of(long, process.pid), 9)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 4, err
    first, second = json.loads(out)["files"]
    assert (first["verdict"], first["file"]) == ("not read", str(long))
    assert first["trouble"] == "the process that checked it died (killed by signal 9)"
    assert second["rules"] == {"E207": 1}


def _reader_of(path: Path, parent: int) -> int:
    """The child process that has a file open."""
    while True:
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                status = (folder / "stat").read_text().rpartition(")")[2].split()
                opened = [os.readlink(each) for each in (folder / "fd").iterdir()]
            except OSError:
                continue
            if int(status[1]) == parent and str(path) in opened:
                return int(folder.name)


def test_a_report_in_a_file_stays_out_of_a_terminal_that_looks_on(tmp_path: Path) -> None:
    """Standard error is a terminal and shows the progress; standard output is a file."""
    (tmp_path / "in").mkdir()
    for number in range(60):
        (tmp_path / f"in/{number}.edi").write_text(FAULTY)
    ours, theirs = pty.openpty()
    with (tmp_path / "out").open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", "import cli; cli.main()", "validate", str(tmp_path / "in")],
            cwd=ROOT, stdout=out, stderr=theirs, env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
        )
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:
        pass
    assert process.wait(60) == 1
    assert b"reading" in shown
    assert b"E207" not in shown
    assert (tmp_path / "out").read_text().count("error E207") == 60


# Where it goes.


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_a_report_in_a_file(call: Call, file: Callable[..., Path], tmp_path: Path, form: str) -> None:
    out = tmp_path / "report"
    told = call("validate", file(FAULTY), "--format", form, "--out", out)
    assert told.code == 1
    assert told.out == (
        f"1 file: 1 faulty; 1 error, 0 warnings; 2 claims, 28 segments; told in {out}\n"
    )
    assert "E207" in out.read_text("utf-8")
    assert (out.stat().st_mode & 0o077 == 0) == (form == "html")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.edi", "report"]


def test_a_report_takes_the_place_of_the_last_one_when_it_is_whole(
    call: Call, file: Callable[..., Path], tmp_path: Path
) -> None:
    out = tmp_path / "report"
    out.write_text("the last one")
    override = tmp_path / "payer.toml"
    override.write_text('payer = "P"\nguide = "837D"\n[rows."2300/XYZ"]\nmax = 1\n')
    assert call("validate", file(CLEAN), "--override", override, "--out", out).code == 2
    assert out.read_text() == "the last one"
    assert call("validate", file(CLEAN), "--out", out).code == 0
    assert out.read_text().startswith(str(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.edi", "payer.toml", "report"]


def test_reports_that_cannot_be_written(call: Call, file: Callable[..., Path], tmp_path: Path) -> None:
    path = file(FAULTY)
    (tmp_path / "same").symlink_to(path)
    for out in (path, tmp_path / "same", tmp_path / "no/where"):
        told = call("validate", path, "--out", out)
        assert told.code == 2
        assert "--out" in told.err
    assert path.read_text() == FAULTY
    assert call("validate", path, "--out", "/dev/full").code == 4
    assert call("validate", path, "--json", "--format", "html").code == 2
    assert call("validate", path, "--out", tmp_path).code == 2
    for wrong in (("--jobs", "-1"), ("--most", "-1"), ("--stop-after", "x"), ("--format", "pdf")):
        assert call("validate", path, *wrong).code == 2
