"""The demonstration, as a user types it: a whole day over a real SFTP server, to the cent."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BITEWING = [sys.executable, "-c", "import cli; cli.main()"]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("demo") / "house"
    done = subprocess.run([*BITEWING, "demo", str(folder), "--json"], capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_every_claim_reaches_its_end(shown: dict[str, object]) -> None:
    states: dict[str, int] = {}
    for claim in shown["claims"]:  # type: ignore[attr-defined]
        states[claim["state"]] = states.get(claim["state"], 0) + 1
    assert states == {"paid": 24, "denied": 4, "predetermined": 2, "rejected": 3, "payer rejected": 2}
    assert shown["complete"] is True


def test_the_money_adds_up_to_the_cent(shown: dict[str, object]) -> None:
    money = shown["money"]
    assert money == {
        "billed": 2097600,
        "paid": 677260,
        "adjusted": 1420340,
        "payments": 677260,
        "paid_to_claims": 677260,
        "other": 0,
        "holds": True,
    }
    payments = shown["remittances"]
    assert sum(payment["amount_cents"] for payment in payments) == 677260  # type: ignore[attr-defined]


INQUIRIES = {
    "HB-E-1001": "active", "HB-E-1002": "active", "HB-E-1003": "AAA 67", "HB-E-1004": "active",
    "HB-E-1005": "inactive", "HB-E-1006": "AAA 75", "HB-E-1007": "AAA 71", "LV-E-1": "active",
    "HB-R-1": "A1", "HB-R-2": "A3", "HB-R-3": "A1", "HB-R-4": "A6", "HB-R-5": "AAA 75",
    "HB-S-1": "F1 65", "HB-S-2": "F1 65", "HB-S-3": "F2 54", "HB-S-4": "F2 585", "HB-S-5": "F0 37",
    "HB-S-6": "A4 35", "LV-S-1": "F1 65",
}


def test_every_inquiry_is_answered(shown: dict[str, object]) -> None:
    inquiries = shown["inquiries"]
    told = {one["trace_number"]: one["outcome"] for one in inquiries}  # type: ignore[attr-defined]
    assert told == INQUIRIES
    assert {one["state"] for one in inquiries} == {"answered"}  # type: ignore[attr-defined]
    assert all(one["passed_file"] for one in inquiries)  # type: ignore[attr-defined]
    accounts = {one["trace_number"][:2]: one["account"] for one in inquiries}  # type: ignore[attr-defined]
    assert accounts == {"HB": "harbor", "LV": "lakeview"}


def test_every_answer_lies_in_the_outbox_of_who_asked(shown: dict[str, object]) -> None:
    answers = shown["answers"]
    told = sorted((one["account"], one["trace"]) for one in answers)  # type: ignore[attr-defined]
    expected = {**INQUIRIES, "HBREV5": ""}
    expected.pop("HB-R-5")
    owners = {"HB": "harbor", "LV": "lakeview"}
    assert told == sorted([(owners[one[:2]], one) for one in expected] + [("harbor", "HB-R-3")])
    says = {one["trace"]: one["says"] for one in answers}  # type: ignore[attr-defined]
    assert says["HB-S-2"] == "F1 65; paid 317.20 of 475.00; by 9730000001; line D2392 paid 118.80"
    assert says["HB-R-4"].startswith("A6 0L; number A20")
    assert says["HB-R-4"].endswith("; 2 x D1110 A6 0L")
    assert says["HB-E-1002"] == "active; patient's share 50 %"


def test_a_pended_review_is_decided_later(shown: dict[str, object]) -> None:
    review = next(i for i in shown["inquiries"] if i["trace_number"] == "HB-R-3")  # type: ignore[attr-defined]
    states = [moment["to_state"] for moment in review["timeline"] if moment["source"] == "event"]
    assert states == ["accepted", "routed", "sent", "acknowledged", "pending", "answered"]


def test_a_paid_claim_tells_its_whole_way(shown: dict[str, object]) -> None:
    claim = next(c for c in shown["claims"] if c["claim_id"] == "HB1004")  # type: ignore[attr-defined]
    states = [moment["to_state"] for moment in claim["timeline"] if moment["source"] == "event"]
    assert states == ["accepted", "routed", "sent", "acknowledged", "in process", "paid"]
    told = [(m["what"], m["code"]) for m in claim["timeline"] if m["source"] == "acknowledgment"]
    assert ("999", "A") in told
    assert ("277CA", "A1") in told
    assert claim["paid_cents"] + claim["adjusted_cents"] == claim["charge_cents"]


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    (tmp_path / "something").write_text("here")
    done = subprocess.run([*BITEWING, "demo", str(tmp_path)], capture_output=True, timeout=60)
    assert done.returncode == 2
    assert b"empty" in done.stderr
    assert b"Traceback" not in done.stderr
