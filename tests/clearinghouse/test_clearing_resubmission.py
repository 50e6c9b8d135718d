"""Replacements (7) and voids (8) of claims that the payer has, and what goes on paper instead."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest
from clearing_files import Answer, ack277, claim, claims_file, remittance
from clearing_kills import killed_at
from clearing_places import Place, copy_place

from clearinghouse.claim_changes import parse_change
from clearinghouse.claim_overview import show_claim
from clearinghouse.claim_paper import write_paper
from clearinghouse.errors import HouseError, SettingsError
from clearinghouse.house import House
from clearinghouse.resubmission import fix, replace, void
from store import expectations, tasks

CHANGES = [parse_change("2400/SV302=120"), parse_change("2300/CLM02=120")]
BACK = Answer("C1", -100, -80, status="22")
"""What it paid is taken back."""


def paid(place: Place, **more: object) -> None:
    """One claim of 100 dollars, of which the payer paid 80 under its number EX1."""
    place.take("oak", claims_file(claim("C1")))
    place.take("delta", remittance("EFT1", Answer("C1", 100, 80, **more)))  # type: ignore[arg-type]


def sent_to_delta(place: Place) -> str:
    """The last batch."""
    return place.got("delta", "837D")[-1]


def test_a_paid_claim_is_replaced(place: Place) -> None:
    paid(place)
    made = replace(place.house, None, 1, CHANGES)
    assert made.claim is not None
    assert (made.claim.parent, made.claim.origin, made.claim.frequency, made.claim.payer_claim_number) == (
        1, "replacement", "7", "EX1"
    )
    place.run()
    assert "~CLM*C1*120***11:B:7*Y*A*Y*Y~DTP*472*D8*20260302~REF*F8*EX1~LX*1~" in sent_to_delta(place)
    assert [one.state for one in place.claims(claim_id="C1")] == ["paid", "sent"]
    answer, _ = show_claim(place.house, "oak", 1)
    assert [one["id"] for one in answer["made_of_it"]] == [2]


def test_the_payer_s_answers_find_the_claim_and_its_replacement(place: Place) -> None:
    """It takes the first payment back and pays anew, under its old number."""
    paid(place)
    replace(place.house, None, 1, CHANGES)
    place.run()
    place.take("delta", remittance(
        "EFT2", Answer("C1", -100, -80, status="22"), Answer("C1", 120, 100), number=802
    ))
    first, second = place.claims(claim_id="C1")
    assert (first.state, first.paid_cents, second.state, second.paid_cents) == ("reversed", 0, "paid", 10000)


def test_a_claim_in_process_is_voided(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    (own,) = [one for one in place.sets() if one.sender == "BITEWING" and one.reference]
    place.take("delta", ack277(own.reference, ("C1", "A2:20:PR", "WQ", "100", "EX7")))
    assert place.states() == {"C1": "in process"}
    made = void(place.house, "oak", 1)
    assert made.claim is not None
    assert made.claim.origin == "void"
    place.run()
    assert "~CLM*C1*100***11:B:8*Y*A*Y*Y~DTP*472*D8*20260302~REF*F8*EX7~" in sent_to_delta(place)
    with pytest.raises(HouseError, match="claim 1 has a void already: claim 2, sent"):
        replace(place.house, None, 1, CHANGES)
    with pytest.raises(HouseError, match="claim 2 is sent"):
        void(place.house, None, 2)


def test_a_void_of_something_else_waits_on(place: Place) -> None:
    """The same number, another day of service: what is taken back is the first claim alone."""
    place.take("oak", claims_file(claim("C1"), number=1))
    place.take("delta", remittance("EFT1", Answer("C1", 100, 80)))
    other = claim("C1", "100", "20260301")
    other[0] = other[0].replace(":B:1", ":B:8")
    place.take("oak", claims_file([*other[:2], "REF*F8*EX9", *other[2:]], number=2))
    assert [one.state for one in place.claims()] == ["paid", "sent"]
    back = remittance("EFT2", Answer("C1", -100, -80, status="22"), number=802, other=[("FB", -80)])
    place.take("delta", back)
    assert [one.state for one in place.claims()] == ["reversed", "sent"]


def waiting(place: Place) -> tuple[list[str], list[str]]:
    """Kinds of open tasks, and of the answers that are expected."""
    with place.house.store.read() as ledger:
        open_tasks = [one.kind for one in tasks.search(ledger, None) if one.state == "open"]
        return open_tasks, [one.kind for one in expectations.search(ledger, state="open")]


@pytest.mark.parametrize("by", ["operator", "submitter"])
def test_a_void_is_done_when_the_payer_takes_its_payment_back(place: Place, by: str) -> None:
    """The payer answers the void by a reversal of what it had paid; the void has no answer of its own."""
    paid(place)
    if by == "operator":
        void(place.house, None, 1)
        place.run()
    else:
        place.take("oak", claims_file(
            ["CLM*C1*100***11:B:8*Y*A*Y*Y", "DTP*472*D8*20260302", "REF*F8*EX1", "LX*1",
             "SV3*AD:D0120*100****1"], number=2,
        ))
    assert [one.state for one in place.claims(claim_id="C1")] == ["paid", "sent"]
    counts = place.take("delta", remittance("EFT2", BACK, other=[("FB:1", -80)], number=802))
    assert counts["claims carried out"] == 1
    assert [one.state for one in place.claims(claim_id="C1")] == ["reversed", "voided"]
    assert waiting(place) == ([], [])
    assert place.whole()


def test_a_void_waits_on_where_the_payer_decides_anew(place: Place) -> None:
    paid(place)
    void(place.house, None, 1)
    place.run()
    place.take("delta", remittance(
        "EFT2", Answer("C1", -100, -80, status="22", number="EX1"), Answer("C1", 100, 70, number="EX1"),
        number=802,
    ))
    assert [one.state for one in place.claims(claim_id="C1")] == ["paid", "sent"]


def test_a_payment_taken_back_is_a_task_but_for_what_was_replaced(place: Place) -> None:
    """While the replacement is on its way or decided; one that the payer refused replaces nothing."""
    paid(place)
    place.take("delta", remittance("EFT2", BACK, other=[("FB:1", -80)], number=802))
    assert waiting(place)[0] == ["payment taken back"]
    replace(place.house, None, 1, CHANGES)
    place.run()
    assert waiting(place)[0] == []
    own = [one for one in place.sets() if one.sender == "BITEWING" and one.reference][-1]
    place.take("delta", ack277(own.reference, ("C1", "A3:21", "U", "120", "")))
    assert sorted(waiting(place)[0]) == ["claim rejected by payer", "payment taken back"]


def test_what_the_payer_does_not_have_is_not_replaced(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    with pytest.raises(HouseError, match=r"claim 1 is sent: .* to be waited for"):
        replace(place.house, None, 1, CHANGES)
    place.take("oak", claims_file(
        ["CLM*BAD*90***11:B:1*Y*A*Y*Y", "DTP*472*D8*20260302", "LX*1", "SV3*AD:D0120*100****1"], number=2
    ))
    with pytest.raises(HouseError, match="corrected with `bitewing claims fix`"):
        void(place.house, None, 2)
    with pytest.raises(HouseError, match="there is no claim 1 of account elm"):
        void(place.house, "elm", 1)


def test_without_the_payer_s_number_there_is_none(place: Place) -> None:
    place.take("oak", claims_file(claim("C1")))
    (own,) = [one for one in place.sets() if one.sender == "BITEWING" and one.reference]
    place.take("delta", ack277(own.reference, ("C1", "A2:20:PR", "WQ", "100", "")))
    with pytest.raises(HouseError, match="the payer has not told its number"):
        replace(place.house, None, 1, CHANGES)


def test_a_replacement_with_errors_changes_nothing(place: Place) -> None:
    paid(place)
    made = replace(place.house, None, 1, CHANGES[:1])
    assert made.claim is None
    assert "B101" in [one.rule.id for one in made.after]
    assert len(place.claims()) == 1


@pytest.mark.parametrize(
    ("rules", "origin", "says"),
    [
        ("{ replace = false }", "replace", "delta takes no replacement electronically"),
        ("{ void = false }", "void", "delta takes no void electronically"),
        ('{ paper_for = ["CO-29", "CO-45"] }', "replace", "wants on paper what it adjusted for CO-45"),
        ('{ paper_for = ["CO-29"] }', "replace", ""),
        ("{ replace = false }", "void", ""),
    ],
)
def test_what_the_payer_takes(place: Place, rules: str, origin: str, says: str) -> None:
    paid(place)
    place.settings('id = "DELTAPAYER"', f'id = "DELTAPAYER"\nresubmission = {rules}')

    def work() -> object:
        return replace(place.house, None, 1, CHANGES) if origin == "replace" else void(place.house, None, 1)

    if says:
        with pytest.raises(HouseError, match=says) as raised:
            work()
        assert "bitewing claims paper 1 --out FILE" in str(raised.value)
        assert len(place.claims()) == 1
    else:
        work()
        assert len(place.claims()) == 2


def test_a_reason_is_told_with_its_group(place: Place) -> None:
    place.settings('id = "DELTAPAYER"', 'id = "DELTAPAYER"\nresubmission = { paper_for = ["29"] }')
    with pytest.raises(SettingsError, match="expected reasons as group and reason, like CO-29"):
        place.house  # noqa: B018


def test_killed_at_every_boundary(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One replacement or none, never half, and none twice."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    before = copy_place(made, tmp_path / "before")
    paid(before)
    before.close()

    def work(house: House) -> None:
        assert replace(house, None, 1, CHANGES).claim is not None

    place, boundary, killed, seen = Place(tmp_path / "house"), 0, True, set()
    while killed:
        boundary += 1
        place.close()
        shutil.rmtree(place.folder, ignore_errors=True)
        shutil.copytree(before.folder, place.folder)
        killed = killed_at(place, boundary, work)
        place.run()
        found = [(one.state, one.parent, one.origin) for one in place.claims()]
        assert found[0] == ("paid", None, None)
        assert found[1:] in ([], [("sent", 1, "replacement")]), (boundary, found)
        assert sum("REF*F8*EX1" in text for text in place.got("delta")) == len(found) - 1
        assert place.whole()
        seen.add(len(found))
    place.close()
    assert seen == {1, 2}


def test_a_replacement_that_was_rejected_is_mended_not_made_twice(place: Place) -> None:
    paid(place)
    replace(place.house, None, 1, CHANGES)
    place.run()
    own = [one for one in place.sets() if one.sender == "BITEWING" and one.reference][-1]
    place.take("delta", ack277(
        own.reference, ("C1", "A3:21", "U", "120", ""), batch_status="A1:19:PR**U", number=702
    ))
    assert [one.state for one in place.claims()] == ["paid", "payer rejected"]
    mended = fix(place.house, None, 2, [parse_change("2300/NTE[ADD]02=SEE CHART")])
    assert mended.claim is not None
    assert (mended.claim.frequency, mended.claim.payer_claim_number) == ("7", "EX1")
    with pytest.raises(HouseError, match="claim 1 has a replacement already: claim 3, accepted"):
        void(place.house, None, 1)


# Paper.


def test_the_data_for_a_paper_form(place: Place, tmp_path: Path) -> None:
    place.take("oak", claims_file(claim("C1", "100", "20260302", "NTE*ADD*<SEE> NOTE")))
    out = tmp_path / "claim.txt"
    assert write_paper(place.house, "oak", 1, out) == 1
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    told = {line[:10].strip(): line[60:].strip() for line in out.read_text().splitlines()[1:] if line}
    wanted = {
        "1": "services rendered", "3a": "DLT01", "12": "MARLOW, JUNE / 7 BIRCH LANE / MADISON WI 53704",
        "13": "02/13/1984", "15": "XD1000001", "16": "GRP100", "18": "18", "23": "C1",
        "24 row 1": "03/02/2026", "29 row 1": "D0120", "31 row 1": "100.00", "32": "100.00",
        "35": "<SEE> NOTE", "38": "11", "49": "1382047169", "51": "391234567",
    }
    assert {number: told[number] for number in wanted} == wanted
    with pytest.raises(HouseError, match="is there already, and is not written over: name another file"):
        write_paper(place.house, None, 1, out)
    with pytest.raises(HouseError, match="cannot be written"):
        write_paper(place.house, None, 1, out / "in-a-file")
    page = tmp_path / "claim.html"
    write_paper(place.house, None, 1, page)
    assert "<td>35</td><td>remarks</td><td>&lt;SEE&gt; NOTE</td>" in page.read_text()
    answer, _ = show_claim(place.house, None, 1)
    assert [one["what"] for one in answer["timeline"]].count("written for paper") == 2


def test_more_services_than_a_sheet_holds(place: Place, tmp_path: Path) -> None:
    lines = [part for number in range(1, 13) for part in (f"LX*{number}", "SV3*AD:D0120*10****1")]
    place.take("oak", claims_file(["CLM*C1*120***11:B:1*Y*A*Y*Y", "DTP*472*D8*20260302", *lines]))
    out = tmp_path / "claim.txt"
    assert write_paper(place.house, None, 1, out) == 2
    text = out.read_text()
    assert (text.count("29 row 1 "), text.count("29 row 10 "), text.count("29 row 3 ")) == (2, 1, 1)


def test_paper_of_another_s_claim(place: Place, tmp_path: Path) -> None:
    place.take("oak", claims_file(claim("C1")))
    with pytest.raises(HouseError, match="no claim 1 of account elm"):
        write_paper(place.house, "elm", 1, tmp_path / "x")
    assert not (tmp_path / "x").exists()
