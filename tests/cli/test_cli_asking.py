"""`eligibility ask`, `status ask`, `review ask`: a house asks the sandbox payer over its line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_calls import ROOT, Told

Call = Callable[..., Told]
PLAN = ROOT / "samples" / "demo" / "plan.toml"
WHO = (
    "--account", "harbor", "--provider-name", "HARBOR FAMILY DENTISTRY", "--provider-npi", "1992000012",
)
ROSA = ("--member", "SBX100101", "--last", "ALDERMAN", "--first", "ROSA", "--birth", "1984-03-12")


@pytest.fixture
def house(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A house whose payer is the sandbox payer, asked by a program of its own: that of this checkout."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    folder = tmp_path / "house"
    assert call("init", folder, "--plan", PLAN).code == 0
    return folder


@pytest.fixture
def ask(call: Call, house: Path) -> Callable[..., Told]:
    def asked(group: str, *said: object) -> Told:
        return call(group, "ask", *said, "--house", house)

    return asked


def test_a_patient_who_is_covered(ask: Call) -> None:
    told = ask("eligibility", *WHO, *ROSA, "--json")
    assert told.code == 0
    assert (told.json["state"], told.json["outcome"], told.json["problem"]) == ("answered", "active", "")
    [response] = told.json["responses"]
    assert response["subscriber"]["name"]["id"] == "SBX100101"
    assert {"information": "C", "period": "23", "amount": "50"}.items() <= next(
        one for one in response["benefits"] if one["information"] == "C"
    ).items()
    shown = ask("eligibility", *WHO, *ROSA).out
    assert "eligible" in shown
    assert "2 services; 2 visits in 1 calendar year" in shown


def test_a_dependent_and_a_procedure(ask: Call) -> None:
    felix = (
        "--member", "SBX100101", "--last", "ALDERMAN", "--first", "FELIX", "--birth", "2014-07-02",
        "--relation", "child", "--subscriber-last", "ALDERMAN", "--subscriber-first", "ROSA",
    )
    told = ask("eligibility", *WHO, *felix, "--procedure", "D1120", "--json")
    assert told.code == 0
    [response] = told.json["responses"]
    assert response["dependent"]["name"]["first_name"] == "FELIX"
    assert any(one.get("procedure", {}).get("code") == "D1120" for one in response["benefits"])


def test_a_member_nobody_knows(ask: Call) -> None:
    told = ask("eligibility", *WHO, "--member", "SBX999999", *ROSA[2:], "--json")
    assert (told.code, told.json["outcome"]) == (0, "AAA 75")
    assert told.json["responses"][0]["subscriber"]["refusals"][0]["reason"] == "75"
    assert "AAA 75, then" in ask("eligibility", *WHO, "--member", "SBX999999", *ROSA[2:]).out


def test_a_question_as_a_document(call: Call, ask: Call, tmp_path: Path) -> None:
    sheet = tmp_path / "list.csv"
    sheet.write_text(
        "last name,first name,dob,relationship,member id,payer id,payer,date,practice,npi\n"
        "ALDERMAN,ROSA,1984-03-12,self,SBX100101,SBXDENTAL,SANDBOX DENTAL PLAN,2026-10-05,HARBOR,1992000012\n"
    )
    document = tmp_path / "question.json"
    document.write_text(call("sheets", "convert", sheet, "--sheet", "appointments", "--to", "json").out)
    told = ask("eligibility", "--account", "harbor", "--document", document, "--json")
    assert (told.code, told.json["outcome"]) == (0, "active")
    told = ask("status", "--account", "harbor", "--document", document)
    assert told.code == 2
    assert "must hold one question of a 276" in told.err


def test_what_is_missing_or_unknown_is_told(call: Call, ask: Call, house: Path) -> None:
    told = ask("eligibility", *WHO, *ROSA[:-2])
    assert told.code == 2
    assert "missing: --birth" in told.err
    told = ask("eligibility", *WHO, *ROSA, "--relation", "child")
    assert told.code == 2
    assert "--subscriber-last, --subscriber-first" in told.err
    told = ask("eligibility", *WHO, *ROSA, "--payer", "nobody")
    assert told.code == 2
    assert "there are: sandbox" in told.err
    told = ask("eligibility", "--account", "nobody", *WHO[2:], *ROSA)
    assert told.code == 2
    assert "no submitter 'nobody'" in told.err
    assert call("inquiries", "--house", house, "--json").json == []


def test_our_own_edits_refuse_a_question(ask: Call) -> None:
    told = ask("eligibility", *WHO, *ROSA[:-1], "2984-03-12")
    assert told.code == 2
    assert "day of birth lies in the future" in told.err
    assert "2984" not in told.err


def test_a_payer_without_a_line(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "plain"
    call("init", folder)
    told = call("eligibility", "ask", *WHO, *ROSA, "--house", folder)
    assert told.code == 2
    assert "sandbox has no line" in told.err


def test_a_line_that_gives_no_answer(call: Call, ask: Call, house: Path) -> None:
    partners = house / "partners.toml"
    text = partners.read_text()
    partners.write_text(text[: text.index("command = ")] + 'command = ["false"]\n')
    told = ask("eligibility", *WHO, *ROSA, "--json")
    assert told.code == 3
    assert (told.json["state"], told.json["responses"]) == ("sent", [])
    assert "its program ended with code 1" in told.json["problem"]
    [inquiry] = call("inquiries", "--house", house, "--json").json
    assert inquiry["state"] == "sent"


def test_reviews(ask: Call) -> None:
    told = ask("review", *WHO, *ROSA, "--service", "D2740:14:MOD=1250", "--attachment", "XR-1", "--json")
    assert (told.code, told.json["state"]) == (0, "answered")
    [response] = told.json["responses"]
    assert response["event"]["decision"]["authorization_number"]
    told = ask("review", *WHO, *ROSA, "--service", "D2740:14:MOD=1250")
    assert "pended" in told.out
    told = ask("review", *WHO, *ROSA, "--service", "D9972")
    assert "not certified" in told.out
    told = ask("review", *WHO, *ROSA, "--service", "crown")
    assert told.code == 2
    assert "D2740:14:MOD=1250" in told.err
    told = ask("review", *WHO, *ROSA)
    assert told.code == 2
    assert "--service" in told.err


def test_the_status_of_a_claim(call: Call, ask: Call, house: Path, tmp_path: Path) -> None:
    claim = tmp_path / "claim.edi"
    document = ROOT / "samples" / "quickstart" / "claim.json"
    claim.write_text(
        call("convert", document, "--to", "x12", "--sender", "HARBORBILLING", "--receiver", "BITEWING").out
    )
    call("submit", claim, "--as", "harbor", "--house", house)
    told = ask("status", 1, "--account", "harbor")
    assert told.code == 2
    assert "harbor has no claim 1" in told.err
    call("run", "--step", "validation", "--house", house)
    told = ask("status", 1, "--account", "harbor")
    assert told.code == 2
    assert "not sent to a payer yet" in told.err
    call("run", "--house", house)
    told = ask("status", 1, "--account", "harbor", "--json")
    assert (told.code, told.json["outcome"]) == (0, "A4 35")
    done = call("sandbox", "run", "--folder", house / "payers/sandbox", "--plan", PLAN, "--json")
    assert (done.code, done.json["claims"], done.json["paid_cents"]) == (0, 1, 13800)
    told = ask("status", 1, "--account", "harbor", "--json")
    assert (told.code, told.json["outcome"]) == (0, "F1 65")
    [report] = told.json["responses"][0]["claim"]["reports"]
    assert (report["charge"], report["paid"]) == ("138", "138")
    assert "F1:65" in ask("status", 1, "--account", "harbor").out
    told = ask("status", "--account", "harbor")
    assert told.code == 2
    assert "name a claim" in told.err


def test_the_sandbox_payer_says_what_it_cannot_answer(call: Call, house: Path) -> None:
    folder = house / "payers/sandbox"
    (folder / "to-payer").mkdir(exist_ok=True)
    (folder / "to-payer" / "a.txt").write_text("no X12")
    told = call("sandbox", "run", "--folder", folder, "--plan", PLAN)
    assert told.code == 1
    assert "unreadable" in told.out
    told = call("sandbox", "run", "--folder", folder, "--plan", ROOT / "README.md")
    assert told.code == 2
    (folder / "state.json").write_text(json.dumps({"seed": "?"}))
    assert call("sandbox", "run", "--folder", folder, "--plan", PLAN).code == 4


def test_what_was_asked_about_a_claim_stands_in_its_timeline(call: Call, ask: Call, house: Path) -> None:
    batch = (PLAN.parent / "dental-batch.edi").read_bytes()
    (house / "submitters" / "harbor" / "in" / "batch.edi").write_bytes(batch)
    assert call("run", "--house", house).code == 0
    sent = [one for one in call("claims", "--house", house, "--json").json if one["sent_at"]]
    key = min(one["id"] for one in sent)
    told = ask("status", key, "--account", "harbor", "--json")
    assert told.code in (0, 1)
    [inquiry] = call("inquiries", "--house", house, "--json").json
    assert (inquiry["kind"], inquiry["claim"]) == ("276", key)
    moments = call("claims", key, "--house", house, "--json").json["timeline"]
    asked, answered = (one for one in moments if one["source"] == "inquiry")
    assert (asked["what"], asked["file"], asked["segments"]) == ("276", inquiry["file"], [])
    assert (answered["what"], answered["code"]) == ("277", inquiry["outcome"])
    assert answered["file"] == inquiry["answer_file"]
    assert [one.split("*")[0] for one in answered["segments"]] == ["TRN", "STC"]
    shown = call("claims", key, "--house", house).out
    assert "276" in shown
    assert "277" in shown
