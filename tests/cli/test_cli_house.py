"""The commands on a house: init, submit, run, status, files, claims, remits."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from clearing_files import Answer, ack277, ack999, claim, claims_file, remittance
from clearing_places import Place, copy_place
from cli_calls import Told, in_a_process

Call = Callable[..., Told]
HOSTILE = "\x1b[2Jclaims\u202e\x9b31m.edi"


@pytest.fixture(scope="module")
def full(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house in which a claim was paid, one refused by the payer's gate, and one rejected by an edit."""
    place = copy_place(made, tmp_path_factory.mktemp("full") / "house")
    bad = [line.replace("D0120*100", "D0120*90") for line in claim("BAD")]
    place.take("oak", claims_file(claim("C1"), claim("C2", "55"), bad))
    verdicts = ("C1", "A2:20", "WQ", "100", "PX1"), ("C2", "A7:164:IL", "U", "55", "")
    place.take("delta", ack999(1, ("000000001", "A")) + ack277("BITEWING000000001", *verdicts))
    answers = Answer("C1", 100, 80, 15, number="PX1"), Answer("STRANGER", 10, 10)
    place.take("delta", remittance("EFT1", *answers, other=[("WO:X1", 5)]))
    place.close()
    return place.folder


@pytest.fixture
def worked(full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A copy of it, which the commands find without being told."""
    place = copy_place(full, tmp_path / "worked")
    monkeypatch.setenv("BITEWING_HOUSE", str(place.folder))
    yield place
    place.close()


# init


def test_init_makes_a_house(call: Call, tmp_path: Path) -> None:
    told = call("init", tmp_path / "h")
    assert (told.code, told.err) == (0, "")
    assert "Keep a copy of secrets/store.key" in told.out
    assert call("status", "--house", tmp_path / "h").code == 0
    assert call("init", tmp_path / "j", "--json").json == {
        "house": str(tmp_path / "j"), "partners": "partners.toml",
    }


def test_init_in_this_folder(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = call("init")
    assert told.code == 0
    assert told.out.startswith(f"A house stands in {tmp_path}\n")
    assert (tmp_path / "bitewing.toml").exists()


def test_init_over_a_house(call: Call, place: Place) -> None:
    told = call("init", place.folder)
    assert told.code == 2
    assert "there is a house in this folder already" in told.err


def test_init_where_nothing_can_be_made(call: Call, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert call("init", tmp_path / "file").code == 2
    told = call("init", tmp_path / "file" / "h")
    assert (told.code, told.err) == (4, f"bitewing: {tmp_path / 'file' / 'h'}: Not a directory\n")


def test_init_in_a_folder_of_a_hostile_name(call: Call, tmp_path: Path) -> None:
    assert call("init", tmp_path / HOSTILE).code == 0
    assert call("init", tmp_path / HOSTILE).code == 2
    assert call("init", tmp_path / (HOSTILE + "2"), "--json").code == 0


# submit


RECEIVED = {"name": "a.edi", "outcome": "received", "file": 1, "earlier": None}


def test_submit_hands_files_in(call: Call, place: Place, tmp_path: Path) -> None:
    for name, number in (("a.edi", 1), ("b.edi", 2)):
        (tmp_path / name).write_text(claims_file(claim(f"C{number}"), number=number))
    told = call("submit", tmp_path / "a.edi", tmp_path / "b.edi", "--as", "oak", "--json")
    assert told.code == 0
    assert told.json == [
        RECEIVED, {"name": "b.edi", "outcome": "received", "file": 2, "earlier": None},
    ]
    told = call("submit", tmp_path / "a.edi", "--as", "oak")
    assert told.code == 1
    assert "duplicate" in told.out
    assert "file 1 received" in told.out
    shutil.copy(tmp_path / "a.edi", tmp_path / "c.edi")
    assert "duplicate" in call("submit", tmp_path / "c.edi", "--as", "oak").out
    assert call("run").code == 0
    assert sorted(place.states()) == ["C1", "C2"]


def test_submit_tells_what_was_handed_in_before_a_file_that_cannot_be_read(
    call: Call, place: Place, tmp_path: Path
) -> None:
    (tmp_path / "a.edi").write_text(claims_file(claim("C1")))
    (tmp_path / "b.edi").symlink_to("/proc/self/mem")
    told = call("submit", tmp_path / "a.edi", tmp_path / "b.edi", "--as", "oak", "--json")
    assert (told.code, told.json) == (4, [RECEIVED])
    assert told.err.startswith("bitewing: ")
    assert [one.name for one in place.files()] == ["a.edi"]


def test_submit_a_file_of_a_hostile_name(call: Call, place: Place, tmp_path: Path) -> None:
    (tmp_path / HOSTILE).write_text(claims_file(claim("C1")))
    told = call("submit", tmp_path / HOSTILE, "--as", "oak")
    assert told.code == 0
    assert "quarantine-" in told.out
    assert call("files").code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Missing argument"),
        (("{}/a.edi",), "Missing option '--as'"),
        (("{}/a.edi", "--as", "nobody"), "no submitter has this name; there are: elm, oak"),
        (("{}/a.edi", "--as", "delta"), "no submitter has this name"),
        (("{}/missing.edi", "--as", "oak"), "does not exist"),
        (("{}/" + HOSTILE, "--as", "oak"), "does not exist"),
        (("{}", "--as", "oak"), "is a directory"),
        (("{}/a.edi", "--as", "oak", "--house", "/nowhere"), "there is no house in this folder"),
    ],
)
def test_submit_called_wrongly(
    call: Call, place: Place, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    (tmp_path / "a.edi").write_text(claims_file(claim("C1")))
    told = call("submit", *(one.replace("{}", str(tmp_path)) for one in arguments))
    assert told.code == 2
    assert says in told.err
    assert place.files() == []


# run


def test_run_tells_what_each_step_did(call: Call, place: Place) -> None:
    place.drop("oak", "a.edi", claims_file(claim("C1")))
    told = call("run", "--json")
    assert told.code == 0
    assert told.json["steps"]["routing"] == {"batches": 1, "routed": 1}
    assert call("run").code == 0


def test_run_some_steps(call: Call, place: Place) -> None:
    place.drop("oak", "a.edi", claims_file(claim("C1")))
    told = call("run", "--step", "validation", "--step", "intake", "--json")
    assert list(told.json["steps"]) == ["intake", "validation"]
    told = call("run", "--step", "everything")
    assert told.code == 2
    steps = "intake, collection, conversion, validation, matching, followup, routing, delivery"
    assert f"the steps are {steps}" in told.err


def test_run_while_a_partner_is_away(call: Call, place: Place) -> None:
    shutil.rmtree(place.folder / "delta")
    told = call("run")
    assert told.code == 3
    assert "delta unreachable" in told.out


def test_run_on_a_damaged_archive_is_our_fault(call: Call, place: Place) -> None:
    place.drop("oak", "a.edi", claims_file(claim("C1")))
    assert call("run", "--step", "intake").code == 0
    (kept,) = (path for path in (place.folder / "archive").glob("*/*") if path.is_file())
    data = bytearray(kept.read_bytes())
    data[-100] ^= 1
    kept.write_bytes(data)
    told = call("run")
    assert told.code == 4
    assert "file 1 damaged in the archive" in told.out


def test_run_while_a_run_goes_on(call: Call, place: Place) -> None:
    with place.house.store.run_lock():
        told = call("run")
    assert told.code == 4
    assert told.err == f"bitewing: a run is in progress (process {os.getpid()})\n"


# What stops every command on a house.


@pytest.mark.parametrize("command", ["run", "status", "files", "claims", "remits"])
def test_commands_without_a_house(call: Call, tmp_path: Path, command: str) -> None:
    told = call(command, "--house", tmp_path / HOSTILE)
    assert told.code == 2
    assert "make one with `bitewing init`" in told.err
    assert call(command, "--json", "--house", tmp_path).code == 2


@pytest.mark.parametrize("command", ["run", "status", "files", "claims", "remits"])
def test_commands_on_a_house_with_a_mistake(call: Call, place: Place, command: str) -> None:
    key = place.folder / "secrets" / "store.key"
    partners = place.folder / "partners.toml"
    text = partners.read_text()
    partners.write_text(text + "\x1b[31m")
    assert call(command).code == 4
    partners.write_text(text + '\n[payers."\\u001b[31m"]\n')
    told = call(command)
    assert told.code == 4
    assert "partners.toml: payers." in told.err
    partners.write_text(text)
    key.write_text("A" * 43 + "=\n")
    told = call(command)
    assert (told.code, told.err) == (4, "bitewing: that is not the key of this store\n")
    key.unlink()
    assert call(command).code == 4
    (place.folder / "ledger.db").write_bytes(b"no database" * 100)
    assert call(command).code == 4


# Looking


def test_status(call: Call, worked: Place) -> None:
    told = call("status")
    assert told.code == 0
    for text in ("Processed", "paid", "payer rejected", "rejected", "55.00", "parked", "done"):
        assert text in told.out
    answer = call("status", "--json").json
    assert {one["state"]: one["count"] for one in answer["claims"]} == {
        "paid": 1, "payer rejected": 1, "rejected": 1,
    }
    assert [one["outcome"] for one in answer["runs"]] == ["done"] * 3
    assert answer["runs"][0]["summary"]
    # What a run counted is of everybody.
    runs = call("status", "--account", "oak", "--json").json["runs"]
    assert [one.pop("summary", None) for one in answer["runs"]] != [None] * 3
    assert runs == answer["runs"]


def test_status_while_a_run_writes(call: Call, place: Place) -> None:
    """Looking waits for nobody."""
    with place.house.store.begin():
        assert call("status").code == 0


def test_files(call: Call, worked: Place) -> None:
    told = call("files")
    assert told.code == 0
    for kind in ("837D", "999", "277CA", "835"):
        assert kind in told.out
    listed = call("files", "--json").json
    assert [one["id"] for one in listed] == sorted((one["id"] for one in listed), reverse=True)
    assert {one["account"] for one in call("files", "--account", "oak", "--json").json} == {"oak"}
    assert len(call("files", "--limit", "2", "--json").json) == 2
    shown = call("files", "1")
    assert shown.code == 0
    assert "B101" in shown.out
    assert "The charges of the lines (SV302)" in " ".join(shown.out.split())
    answer = call("files", "1", "--json").json
    assert (answer["kind"], answer["sets"][0]["verdict"]) == ("837D", "A")
    assert answer["findings"][0]["place"]["path"] == "2300/CLM02"


def test_claims(call: Call, worked: Place) -> None:
    told = call("claims")
    assert told.code == 0
    for text in ("C1", "C2", "BAD", "80.00", "payer rejected"):
        assert text in told.out
    assert [one["claim_id"] for one in call("claims", "--state", "paid", "--json").json] == ["C1"]
    assert [one["claim_id"] for one in call("claims", "--claim-id", "BAD", "--json").json] == ["BAD"]
    assert call("claims", "--account", "elm", "--json").json == []
    shown = call("claims", "1")
    assert shown.code == 0
    for text in ("277CA", "A2", "EFT1", "15.00"):
        assert text in shown.out
    answer = call("claims", "1", "--json").json
    assert (answer["state"], answer["paid_cents"]) == ("paid", 8000)
    assert "member_index" not in answer
    assert [one["what"] for one in answer["timeline"] if one["source"] == "event"] == [
        "recorded", "routed", "sent", "taken by payer", "accepted by payer", "paid",
    ]


def test_remits(call: Call, worked: Place) -> None:
    told = call("remits")
    assert told.code == 0
    assert "EFT1" in told.out
    assert "85.00" in told.out
    assert [one["amount_cents"] for one in call("remits", "--json").json] == [8500]
    mine = call("remits", "--account", "oak", "--json").json
    assert [(one["claim_id"], one["paid_cents"]) for one in mine] == [("C1", 8000)]
    shown = call("remits", "1")
    assert shown.code == 0
    assert "no claim with this number was sent" in " ".join(shown.out.split())
    answer = call("remits", "1", "--json").json
    assert answer["proof"] == {
        "paid_to_claims_cents": 9000, "provider_adjustments_cents": 500, "payment_cents": 8500,
        "difference_cents": 0,
    }


@pytest.mark.parametrize("command", ["files", "claims", "remits"])
def test_what_is_not_there(call: Call, place: Place, command: str) -> None:
    told = call(command, "77")
    assert told.code == 2
    assert "there is no " in told.err
    assert call(command, "seven").code == 2
    assert call(command, "--limit", "many").code == 2
    for number in ("0", "-1", "9" * 30):
        assert call(command, "--limit", number).code == 2
        assert call(command, "--", number).code == 2
    assert call(command, "--no-such-option").code == 2
    assert call(command, "--json").json == []
    assert call(command).out == "Nothing to show.\n"


def test_another_account_s_rows_are_not_shown(call: Call, worked: Place) -> None:
    for command in ("claims", "files"):
        told = call(command, "1", "--account", "elm")
        assert told.code == 2
        assert f"there is no {command[:-1]} 1 of account elm" in told.err


def test_of_a_payment_an_account_sees_its_own_answers(call: Call, worked: Place) -> None:
    mine = call("remits", "1", "--account", "oak", "--json").json
    assert [one["claim_id"] for one in mine] == ["C1"]
    told = call("remits", "1", "--account", "oak").out
    assert "STRANGER" not in told
    assert "85.00" not in told
    told = call("remits", "1", "--account", "elm")
    assert (told.code, told.err) == (2, "bitewing: there is no remittance 1 of account elm\n")
    assert call("remits", "1", "--account", "house", "--json").json["amount_cents"] == 8500


def test_an_account_sees_the_newest_answers_first(call: Call, worked: Place) -> None:
    worked.take("delta", remittance("EFT2", Answer("C1", 100, 5), number=802))
    worked.close()
    mine = call("remits", "--account", "oak", "--json").json
    assert [one["paid_cents"] for one in mine] == [500, 8000]
    assert call("remits", "--account", "oak", "--limit", "1", "--json").json == mine[:1]


@pytest.mark.parametrize("command", [["files"], ["files", "1"], ["claims"], ["claims", "1"], ["remits"]])
def test_an_account_that_is_none(call: Call, worked: Place, command: list[str]) -> None:
    told = call(*command, "--account", "oka")
    assert (told.code, told.err) == (2, "bitewing: there is no account oka; there are: elm, house, oak\n")


def test_a_state_that_is_none(call: Call, worked: Place) -> None:
    told = call("claims", "--state", "payed")
    assert told.code == 2
    assert "no claim is ever in that state; the states are: accepted, to approve, " in told.err


def test_what_an_operator_looks_at_is_audited(call: Call, worked: Place) -> None:
    from store import events

    for command in (["claims"], ["claims", "1"], ["files", "1"], ["remits", "1"]):
        call(*command)
        call(*command, "--account", "oak")
    with worked.house.store.read() as ledger:
        told = [one.event for one in events.search(ledger, None, thing="queries")]
    assert told == ["listed claims", "listed claim 1", "listed file 1", "listed remittance 1"]


def test_values_that_command_a_terminal_are_shown_as_codes(call: Call, place: Place) -> None:
    """In a claim's number, which X12 would not have: the claim is refused or shown, never obeyed."""
    wild = "C\u202e\u200b\x9b31m".encode().decode("latin-1")
    place.take("oak", claims_file(claim(wild), claim("C2")))
    place.close()
    for command in (("claims",), ("claims", "1"), ("files",), ("files", "1"), ("status",)):
        assert call(*command).code == 0
        assert call(*command, "--json").code == 0


def test_two_processes_and_their_exit_codes(place: Place, tmp_path: Path) -> None:
    environment = {"BITEWING_HOUSE": str(place.folder)}
    place.drop("oak", "a.edi", claims_file(claim("C1")))
    told = in_a_process("run", "--json", **environment)
    assert (told.code, json.loads(told.out)["steps"]["delivery"]) == (0, {"sent": 3})
    assert in_a_process("claims", "99", **environment).code == 2
    shutil.rmtree(place.folder / "oak")
    assert in_a_process("run", **environment).code == 3
    (place.folder / "secrets" / "store.key").unlink()
    assert in_a_process("status", **environment).code == 4
    assert in_a_process("status", BITEWING_HOUSE=str(tmp_path)).code == 2


def test_two_runs_at_once(place: Place) -> None:
    """One works, the other says so; nothing is done twice."""
    for number in range(1, 6):
        place.drop("oak", f"{number}.edi", claims_file(claim(f"C{number}"), number=number))
    told: list[Told] = []

    def run() -> None:
        told.append(in_a_process("run", BITEWING_HOUSE=str(place.folder)))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.code for one in told) in ([0, 0], [0, 4])
    assert set(place.states().values()) == {"sent"}
    assert len(place.got("delta")) == len({text[90:99] for text in place.got("delta")})
