"""Validation: claims accepted, rejected by edits or with their set; what the sender is told of it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from clearing_files import (
    OAK,
    Person,
    claim,
    claims_file,
    dental_set,
    dressed,
    ended,
    file,
    person,
)
from clearing_places import NOW, Place

from clearinghouse.alone import answer
from clearinghouse.checking import check
from clearinghouse.claim_facts import ClaimFacts, claim_facts
from edi.findings import Finding
from mappings.tables import guide_tables
from transactions.dental_claim import DentalClaim
from transactions.rules.book import RULES

GOLDEN = Path(__file__).parent.parent / "golden"
UNBALANCED = [line.replace("SV3*AD:D0120*100", "SV3*AD:D0120*90") for line in claim("BAD1")]
BAD_TOOTH = claim("BAD2", "80", "20260302", procedure="D2391")
"""A filling without its tooth."""
BROKEN = [line.replace("*Y*A*Y*Y", "*Y*A*Y*Q") for line in claim("BROKEN")]
"""A code the guide does not know, which rejects the whole set."""


def in_lines(text: str) -> str:
    return text.replace("~", "~\n")


def test_claims_are_accepted_or_rejected_one_by_one(place: Place) -> None:
    told = place.take("oak", claims_file(claim("C1"), UNBALANCED, claim("C2", "55"), BAD_TOOTH))
    assert (told["claims accepted"], told["claims rejected"], told["sets accepted"]) == (2, 2, 1)
    assert place.states() == {"C1": "sent", "BAD1": "rejected", "C2": "sent", "BAD2": "rejected"}
    assert [one.verdict for one in place.sets(sender=OAK)] == ["A"]
    assert [(one.claims, one.charge_cents) for one in place.sets(sender=OAK)] == [(4, 33500)]


def test_a_set_that_breaks_the_guide_takes_its_claims_along(place: Place) -> None:
    text = file(
        dental_set(person(claim("C1"), BROKEN, UNBALANCED), number="0001"),
        dental_set(person(claim("C2")), number="0002", reference="R2"),
    )
    told = place.take("oak", text)
    assert (told["sets accepted"], told["sets rejected"]) == (1, 1)
    assert (told["claims accepted"], told["claims set rejected"], told["claims rejected"]) == (1, 3, 0)
    assert place.states() == {
        "C1": "set rejected", "BROKEN": "set rejected", "BAD1": "set rejected", "C2": "sent",
    }
    verdicts = {one.set_control: one.verdict for one in place.sets(sender=OAK)}
    assert verdicts == {"0001": "R", "0002": "A"}
    assert "AK9*P*2*2*1" in place.lines("oak", "999")
    # The claim acknowledgment speaks of the accepted set only.
    assert [line for line in place.lines("oak", "277CA") if line.startswith("TRN")] == [
        "TRN*1*R2", "TRN*2*R2", "TRN*2*C2",
    ]


def test_a_group_rejected_at_its_end_takes_its_claims_along(place: Place) -> None:
    told = place.take("oak", file(dental_set(person(claim("C1"))), sets_told=7))
    assert (told["sets rejected"], told["claims set rejected"]) == (1, 1)
    assert "AK9*R*7*1*0*5" in place.lines("oak", "999")
    assert place.got("oak", "277CA") == []
    assert place.states() == {"C1": "set rejected"}
    assert [one.verdict for one in place.sets()] == ["R"]


def test_an_interchange_rejected_at_its_end_takes_its_claims_along(place: Place) -> None:
    text = file(dental_set(person(claim("C1"), UNBALANCED)), ended_with="IEA*1*000000009")
    told = place.take("oak", text)
    assert (told["interchanges rejected"], told["claims set rejected"]) == (1, 2)
    assert place.lines("oak", "TA1")[1].endswith("*R*001")
    assert place.got("oak") == place.got("oak", "TA1")
    assert set(place.states().values()) == {"set rejected"}
    # No verdict of a 999 was given on its set.
    assert [one.verdict for one in place.sets()] == [""]


def test_files_cut_anywhere_keep_the_ledger_and_the_answer_together(place: Place) -> None:
    text = file(
        dental_set(person(claim("C1"))), dental_set(person(claim("C2")), number="0002"), number=1
    )
    for number, cut in enumerate(range(120, len(text) - 1, 97), 1):
        place.drop("oak", f"cut{number}.edi", text[:cut].replace("000000001*0*T", f"{number:09d}*0*T"))
    told = place.run()
    assert told["interchanges rejected"] == told["received"] == told["files proven"]
    assert "routed" not in told
    assert set(place.states().values()) <= {"set rejected"}
    assert all("*R*0" in text for text in place.got("oak"))


@pytest.mark.parametrize(
    ("golden", "text"),
    [
        ("accepted", claims_file(claim("C1"), claim("C2", "55.5", "20260301"))),
        ("with a claim refused", claims_file(claim("C1"), UNBALANCED)),
        ("rejected by the guide", claims_file(claim("C1"), BROKEN)),
        (
            "with dependents",
            file(
                dental_set(
                    Person(
                        "XD1",
                        "MARLOW",
                        "JUNE",
                        [claim("C1")],
                        {"TIM": [claim("C2"), claim("C3")], "ANN": [BAD_TOOTH]},
                    ),
                    person(claim("C4", "12.5"), member="XD2", family="O'HARA", given="LI"),
                ),
                wants_ta1=True,
            ),
        ),
        ("cut off", claims_file(claim("C1"))[:-30]),
        ("of two groups", claims_file(claim("C1")) + claims_file(claim("C2"), number=2, reference="R2")),
    ],
)
def test_answers_stand_as_in_the_golden_files(place: Place, golden: str, text: str) -> None:
    place.take("oak", text)
    told = "\n".join(map(in_lines, place.got("oak")))
    assert told == (GOLDEN / f"clearing {golden}.edi").read_text()


def test_all_golden_answers_are_clean() -> None:
    for path in sorted(GOLDEN.glob("clearing *.edi")):
        found: list[Finding] = []
        verdict = check(io.BytesIO(path.read_bytes()), guide_tables(), NOW, found.append)
        assert verdict.clean, (path.name, found)


def test_a_ta1_is_written_where_it_is_asked_for(place: Place) -> None:
    place.take("oak", file(dental_set(person(claim("C1"))), wants_ta1=True))
    assert place.lines("oak", "TA1")[1] == "TA1*000000001*260303*0830*A*000"
    assert len(place.got("oak", "999")) == len(place.got("oak", "277CA")) == 1


def test_an_interchange_of_ta1_segments_is_never_answered(place: Place) -> None:
    lone = ["TA1*000000001*260303*0830*A*000"]
    for number, ending in ((31, "IEA*0*000000031"), (32, "IEA*0*000000099"), (33, "")):
        place.take("delta", file(number=number, sender="DELTAPAYER", before=lone, ended_with=ending))
    assert place.got("delta") == []


def test_a_999_is_never_answered(place: Place) -> None:
    from clearing_files import ack999

    place.take("delta", ack999(99))
    assert place.got("delta") == []


def test_findings_tell_rule_and_place_and_no_value(place: Place) -> None:
    place.take("oak", claims_file(claim("C1"), UNBALANCED, BROKEN))
    (known,) = place.files(direction="in")
    bad, code = sorted(place.findings(), key=lambda one: one.place["offset"])
    text = claims_file(claim("C1"), UNBALANCED, BROKEN)
    assert (bad.rule, bad.severity, bad.file) == ("B101", "error", known.id)
    assert bad.claim == place.claim("BAD1").id
    assert bad.place == {
        "offset": text.index("CLM*BAD1"), "segment_id": "CLM", "segment": 23, "loop": "2300",
        "path": "2300/CLM02", "element": 2, "set": "0001", "interchange": "000000001", "group": "1",
    }
    assert (code.rule, code.place["path"], code.place["element"]) == ("E207", "2300/CLM09", 9)
    assert code.place["offset"] == text.index("CLM*BROKEN")
    assert all("MARLOW" not in str(one.place) and "BAD1" not in str(one.place) for one in (bad, code))


def test_a_segment_id_that_may_be_a_name_is_not_kept(place: Place) -> None:
    text = claims_file(claim("C1", "100", "20260302", "MARLOWJUNE*19840213"))
    place.take("oak", text)
    assert place.findings()
    assert all("MARLOW" not in str(one.place) for one in place.findings())


def test_other_delimiters_and_line_ends_are_answered_in_kind(place: Place) -> None:
    second = [line.replace("D0120*70*", "D0120*60*") for line in claim("C\x02", "70")]
    data = dressed(claims_file(claim("C\x01"), second), "|>!'", "\r\n")
    data = data.replace(b"C\x01", b"C*1").replace(b"C\x02", b"C~2")
    place.drop("oak", "a.edi", data)
    told = place.run()
    assert (told["claims accepted"], told["claims rejected"]) == (1, 1)
    (answer_text,) = place.got("oak", "277CA")
    assert "TRN|2|C*1'" in answer_text
    assert "TRN|2|C~2'STC|A" in answer_text
    found: list[Finding] = []
    assert check(io.BytesIO(answer_text.encode()), guide_tables(), NOW, found.append).clean, found


@pytest.mark.parametrize("delimiters", [".>!'", "|-!~", "B>!~", "&:^~", "*:^\n"])
def test_delimiters_we_cannot_write_with(place: Place, delimiters: str) -> None:
    """Some stand in what we write ourselves, some stand in nothing X12 allows: answered in our own."""
    place.settings('name = "OAK STREET BILLING"', 'name = "OAK & STREET BILLING"')
    data = dressed(claims_file(claim("C1")), delimiters)
    place.drop("oak", "a.edi", data)
    place.run()
    for text in (one for one in place.got("oak") if not one.startswith("Report on file ")):
        found: list[Finding] = []
        assert check(io.BytesIO(text.encode("latin-1")), guide_tables(), NOW, found.append).clean, found


def test_a_name_no_segment_can_carry_is_marked(place: Place) -> None:
    """Our delimiters in the data of a sender whose own we cannot use."""
    place.settings('name = "OAK STREET BILLING"', 'name = "OAK & STREET BILLING"')
    text = claims_file(claim("C1")).replace("*MARLOW*JUNE*", "*MAR\x01OW*JU\x02E*")
    place.drop("oak", "a.edi", dressed(text, "&>!'").replace(b"\x01", b"*").replace(b"\x02", b"~"))
    place.run()
    if place.got("oak", "277CA"):
        assert "NM1*QC*1*MAR?OW*JU?E****MI*XD1000001" in place.lines("oak", "277CA")


def test_a_charge_beyond_reason_is_rejected_and_stops_nobody(place: Place) -> None:
    text = claims_file(claim("BIG", "999999999999999999"), claim("C1"))
    told = place.take("oak", text)
    assert (told["claims accepted"], told["claims rejected"]) == (1, 1)
    assert place.states() == {"BIG": "rejected", "C1": "sent"}


def test_many_findings_of_one_file_are_kept_up_to_a_number(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clearinghouse.entries.MAX_FINDINGS", 5)
    monkeypatch.setattr("clearinghouse.entries.BATCH", 3)
    claims = [[line.replace("D0120*100", "D0120*90") for line in claim(f"B{i}")] for i in range(20)]
    assert place.take("oak", claims_file(*claims))["claims rejected"] == 20
    assert len(place.findings()) == 5


def test_small_portions_make_no_difference(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clearinghouse.entries.BATCH", 3)
    monkeypatch.setattr("clearinghouse.claim_answers._CLAIMS", 2)
    monkeypatch.setattr("clearinghouse.claim_answers._CHUNK", 64)
    claims = [*(claim(f"C{i}") for i in range(10)), UNBALANCED]
    told = place.take("oak", claims_file(*claims))
    assert (told["claims accepted"], told["claims rejected"], told["routed"]) == (10, 1, 10)
    lines = place.lines("oak", "277CA")
    assert [line for line in lines if line.startswith("TRN*2*C")] == [f"TRN*2*C{i}" for i in range(10)]
    assert lines[-3].startswith(f"SE*{len(lines) - 4}*")


def test_several_groups_sets_and_unknown_ones(place: Place) -> None:
    text = claims_file(claim("C1"))
    known = text[text.index("GS*") : text.index("IEA")]
    other = "GS*HS*OAKSTREET*BITEWING*20260303*0830*2*X*004010X092~ST*270*0001~SE*2*0001~GE*1*2~"
    whole = text[: text.index("GS*")] + known + other + "IEA*2*000000001~"
    told = place.take("oak", whole)
    assert (told["sets accepted"] + told["sets rejected"], told["claims accepted"]) == (2, 1)
    lines = place.lines("oak", "999")
    assert [line for line in lines if line.startswith("AK9")] == ["AK9*A*1*1*1", "AK9*R*1*1*0*2"]
    assert place.files(direction="in")[0].kind == "837D+unknown"


def test_an_empty_set_and_an_empty_group(place: Place) -> None:
    place.take("oak", file(ended(["ST*837*0001*005010X224A2"])))
    assert "AK9*R*1*1*0" in place.lines("oak", "999")
    assert place.got("oak", "277CA") == []


def test_control_numbers_of_answers_count_on(place: Place) -> None:
    for number in (1, 2):
        place.take("oak", claims_file(claim(f"C{number}"), number=number))
    numbers = sorted(text[90:99] for text in place.got("oak"))
    assert numbers == [f"{number:09d}" for number in range(1, 5)]
    references = [text.split("~")[3] for text in place.got("oak", "277CA")]
    assert [line.split("*")[3] for line in references] == [
        "BITEWING-000000002-0001", "BITEWING-000000004-0001",
    ]


def test_answers_are_in_the_outbox_of_the_account(place: Place) -> None:
    from store import outbox

    place.take("oak", claims_file(claim("C1")))
    with place.house.store.read() as ledger:
        kinds = [one.kind for one in outbox.waiting(ledger, "oak", "any")]
        assert kinds == ["999", "277CA"]
        assert outbox.waiting(ledger, "elm", "any") == []


def test_a_file_that_we_fail_at_keeps_nobody_waiting(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.drop("oak", "a.edi", claims_file(claim("POISON")))
    place.drop("oak", "b.edi", claims_file(claim("C2"), number=2))

    def failing(found: DentalClaim, *more: object) -> ClaimFacts:
        if found.claim_id == "POISON":
            raise ZeroDivisionError
        return claim_facts(found)

    monkeypatch.setattr("clearinghouse.proof.claim_facts", failing)
    told = place.run()
    assert told["file 1 stopped by a fault of this program (ZeroDivisionError)"] == 1
    assert place.states() == {"C2": "sent"}
    assert [one.state for one in place.files(direction="in")] == ["received", "proven"]
    monkeypatch.setenv("BITEWING_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        place.run()
    monkeypatch.undo()
    place.run()
    assert place.states() == {"POISON": "sent", "C2": "sent"}


def test_a_file_damaged_in_the_archive_keeps_nobody_waiting(place: Place) -> None:
    place.drop("oak", "a.edi", claims_file(claim("C1")))
    place.run("intake")
    (sealed,) = (path for path in (place.folder / "archive").rglob("*") if path.is_file())
    sealed.write_bytes(sealed.read_bytes()[:-5])
    place.drop("oak", "b.edi", claims_file(claim("C2"), number=2))
    told = place.run()
    assert told["file 1 damaged in the archive"] == 1
    assert place.states() == {"C2": "sent"}


def test_a_file_alone_is_answered_into_a_folder(tmp_path: Path) -> None:
    text = claims_file(claim("C1"), UNBALANCED) + claims_file(claim("C2"), number=2)[:-30]
    paths = answer(io.BytesIO(text.encode()), guide_tables(), NOW, tmp_path)
    assert [path.name[:3] for path in paths] == ["999", "277", "TA1"]
    assert sorted(tmp_path.iterdir()) == sorted(paths)
    first = paths[0].read_text()
    assert "*ZZ*BITEWING       *ZZ*OAKSTREET      *" in first


def test_the_book_has_a_status_for_every_rule_that_rejects_a_claim() -> None:
    """So that no finding of a claim can keep its 277CA from being written."""
    from clearinghouse.claim_statuses import _status
    from edi.findings import Place as Where

    for rule in RULES.values():
        status = _status(Finding(rule, Where(loop="2310B")))
        assert status.category
        assert status.code
