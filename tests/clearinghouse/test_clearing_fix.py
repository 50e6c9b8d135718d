"""Corrections: a claim's elements changed by path, proven again, a new claim in the place of the old."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from clearing_files import Person, claim, claims_file, dental_set, file, person
from clearing_kills import killed_at
from clearing_places import Place, copy_place

from clearinghouse.claim_changes import Change, parse_change
from clearinghouse.claim_children import Made
from clearinghouse.errors import HouseError
from clearinghouse.house import House
from clearinghouse.resubmission import fix
from store import claims


def corrected(place: Place, key: int, *told: str, drops: tuple[str, ...] = ()) -> Made:
    changes = [*(Change(path, None) for path in drops), *map(parse_change, told)]
    return fix(place.house, None, key, changes)


def wire(place: Place, key: int) -> list[str]:
    """The segments of the file that a claim came in."""
    with place.house.store.read() as ledger:
        one = claims.get(ledger, None, key)
    assert one is not None
    (row,) = [file for file in place.files() if file.id == one.file]
    with place.house.store.archive.open(row.sha256) as stream:
        return stream.read().decode("latin-1").split("~")


WRONG_SUM = ["CLM*C1*90***11:B:1*Y*A*Y*Y", "DTP*472*D8*20260302", "LX*1", "SV3*AD:D0120*100****1"]


def test_a_rejected_claim_is_corrected_and_sent(place: Place) -> None:
    place.take("oak", claims_file(WRONG_SUM, claim("C2")))
    assert place.states() == {"C1": "rejected", "C2": "sent"}
    made = corrected(place, 1, "2300/CLM02=100.00")
    assert [one.rule.id for one in made.before if one.is_error] == ["B101"]
    assert [one for one in made.after if one.is_error] == []
    assert made.claim is not None
    new = made.claim
    assert (new.state, new.parent, new.origin, new.account, new.charge_cents) == (
        "accepted", 1, "fix", "oak", 10000
    )
    assert [one.state for one in place.claims(claim_id="C1")] == ["superseded", "accepted"]
    own = [one for one in place.files(direction="in") if one.id == new.file]
    assert [(one.kind, one.partner, one.account, one.note) for one in own] == [
        ("837D", "oak", "oak", "fix of claim 1")
    ]
    place.run()
    assert [one.state for one in place.claims(claim_id="C1")] == ["superseded", "sent"]
    assert any("CLM*C1*100.00***11:B:1*Y*A*Y*Y" in text for text in place.got("delta"))
    # Nobody waits for an answer to a file of ours, and the old bytes are there.
    assert len(place.got("oak", "277CA")) == 1
    assert "CLM*C1*90***11:B:1*Y*A*Y*Y" in wire(place, 1)
    assert place.whole()


def test_all_but_what_is_changed_stays_as_it_came(place: Place) -> None:
    place.take("oak", claims_file(WRONG_SUM))
    made = corrected(place, 1, "2300/CLM02=100")
    assert made.claim is not None
    lines = wire(place, made.claim.id)
    assert lines[3:-4] == [
        "BHT*0019*00*R1*20260303*0830*CH", "NM1*41*2*OAK STREET DENTAL*****46*OAKSTREET",
        "PER*IC*FRONT DESK*TE*6085550101", "NM1*40*2*BITEWING*****46*BITEWING", "HL*1**20*1",
        "NM1*85*2*OAK STREET DENTAL*****XX*1382047169", "N3*12 SUNNY HILL ROAD", "N4*MADISON*WI*537031234",
        "REF*EI*391234567", "HL*2*1*22*0", "SBR*P*18*GRP100******CI",
        "NM1*IL*1*MARLOW*JUNE****MI*XD1000001", "N3*7 BIRCH LANE", "N4*MADISON*WI*53704",
        "DMG*D8*19840213*F", "NM1*PR*2*EXAMPLE DENTAL PLAN*****PI*DLT01", "CLM*C1*100***11:B:1*Y*A*Y*Y",
        *WRONG_SUM[1:],
    ]


def test_what_is_still_wrong_changes_nothing(place: Place) -> None:
    place.take("oak", claims_file(WRONG_SUM))
    files = len(place.files())
    made = corrected(place, 1, "2300/CLM02=95")
    assert made.claim is None
    assert [one.rule.id for one in made.after if one.is_error] == ["B101"]
    assert (place.states(), len(place.files())) == ({"C1": "rejected"}, files)


def test_missing_segments_are_put_where_the_guide_has_them(place: Place) -> None:
    place.take("oak", claims_file(["CLM*C1*100***11:B:1*Y*A*Y*Y", "LX*1", "SV3*AD:D0120*100****1"]))
    assert place.states() == {"C1": "rejected"}
    made = corrected(
        place, 1, "2300/DTP[472]03=20260302", "2300/REF[G1]02=PA77", "2310B/NM1[82]02=1",
        "2310B/NM1[82]03=HAZEL", "2310B/NM1[82]04=MAY", "2310B/NM1[82]08=XX", "2310B/NM1[82]09=1992000012",
        "2400/REF[6R]02=L1",
    )
    assert made.claim is not None, [one.rule.id for one in made.after]
    lines = wire(place, made.claim.id)
    start = lines.index("CLM*C1*100***11:B:1*Y*A*Y*Y")
    assert lines[start + 1 : start + 8] == [
        "DTP*472*D8*20260302", "REF*G1*PA77", "NM1*82*1*HAZEL*MAY****XX*1992000012", "LX*1",
        "SV3*AD:D0120*100****1", "REF*6R*L1", "SE*25*0001",
    ]


def test_levels_above_the_claim_are_corrected_too(place: Place) -> None:
    children = {"PIP": [claim("C1")], "TOM": [claim("C2")]}
    family = Person("XD1", "MARLOW", "JUNE", (), children)
    place.take("oak", file(dental_set(family)))
    key = place.claim("C2").id
    place.settings('ids = ["DLT01", "dlt02"]', 'ids = ["DLT09"]')
    place.take("oak", claims_file(claim("C3"), number=2))
    assert place.claim("C3").state == "held"
    made = corrected(place, place.claim("C3").id, "2010BB/NM109=DLT09", "2010BA/NM109=XD9")
    assert made.claim is not None
    assert (made.claim.payer, made.claim.state) == ("DLT09", "accepted")
    with pytest.raises(HouseError, match="claim 2 is sent"):
        corrected(place, key, "2010CA/NM104=TIM")


TWO_LINES = [
    "CLM*C1*150***11:B:1*Y*A*Y*Y", "DTP*472*D8*20260302", "LX*1", "SV3*AD:D0120*100****1", "LX*2",
    "SV3*AD:D0140*60****1",
]


def test_a_line_is_named_by_its_count(place: Place) -> None:
    place.take("oak", claims_file(TWO_LINES))
    with pytest.raises(HouseError, match=r"the claim has 2 of them; say which: 2400#1/SV302"):
        corrected(place, 1, "2400/SV302=50")
    made = corrected(place, 1, "2400#2/SV302=50")
    assert made.claim is not None
    assert "SV3*AD:D0140*50****1" in wire(place, made.claim.id)


def test_components_and_what_is_taken_away(place: Place) -> None:
    more = ["REF*F8*X1", "NTE*ADD*ONE", "NTE*ADD*TWO"]
    place.take("oak", claims_file([WRONG_SUM[0], WRONG_SUM[1], *more, *WRONG_SUM[2:]]))
    assert place.states() == {"C1": "rejected"}
    made = corrected(
        place, 1, "2300/CLM02=100", "2300/CLM05-1=12", "2300/NTE[ADD]02#2=THREE",
        "2300/NTE[ADD]02#1=ONE MORE",
        drops=("2300/REF[F8]",),
    )
    assert made.claim is not None
    lines = wire(place, made.claim.id)
    start = lines.index("CLM*C1*100***12:B:1*Y*A*Y*Y")
    assert lines[start : start + 5] == [
        "CLM*C1*100***12:B:1*Y*A*Y*Y", "DTP*472*D8*20260302", "NTE*ADD*ONE MORE", "NTE*ADD*THREE", "LX*1",
    ]


def test_a_whole_loop_is_taken_away(place: Place) -> None:
    both = [*TWO_LINES[:5], "SV3*AD:D0140*60****1"]
    place.take("oak", claims_file(both))
    made = corrected(place, 1, "2300/CLM02=100", drops=("2400#2",))
    assert made.claim is not None
    assert made.claim.lines == 1
    assert not any(one.startswith(("LX*2", "SV3*AD:D0140")) for one in wire(place, made.claim.id))


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("2300/CLM99=1", "837D has no 2300/CLM99; the nearest is 2300/CLM"),
        ("2300/CLN02=1", "the nearest is "),
        ("nonsense=1", "is not a path"),
        ("2300/CLM05=1", "name one of its components"),
        ("2300=1", "a value belongs into an element"),
        ("2300/CLM=1", "a value belongs into an element"),
        ("2300/CLM01=A*B", "contains a delimiter"),
        ("2300/CLM01=A\x00B", "printable characters"),
        ("2000A/HL01=4", "this segment is ours"),
        ("2010CA/NM103=X", "the subscriber is the patient"),
        ("2300#2/CLM01=X", "2300 stands there once"),
        ("2400#3/SV302=5", "begin it with its LX"),
        ("2310B/PRV03=122300000X", "begin it with its NM1"),
        ("2300/REF02=X", "is not clear in 837D"),
        ("2300/NTE[ADD]02#4=X", "the claim has 0 of them"),
    ],
)
def test_paths_that_name_nothing(place: Place, told: str, says: str) -> None:
    place.take("oak", claims_file(WRONG_SUM))
    with pytest.raises(HouseError) as raised:
        corrected(place, 1, told, "2300/CLM02=100")
    assert says in str(raised.value)
    assert place.states() == {"C1": "rejected"}


def test_a_change_is_told_with_an_equals_sign() -> None:
    for told in ("2300/CLM02", "=5", " =5"):
        with pytest.raises(HouseError, match="PATH=VALUE"):
            parse_change(told)
    assert parse_change("2300/NTE[ADD]02=a=b") == Change("2300/NTE[ADD]02", "a=b")


def test_a_message_never_tells_the_value(place: Place) -> None:
    place.take("oak", claims_file(WRONG_SUM))
    with pytest.raises(HouseError) as raised:
        corrected(place, 1, "2010BA/NM109=SECRET*1")
    assert "SECRET" not in str(raised.value)


def test_a_claim_whose_neighbour_spoiled_the_set_goes_on_as_it_is(place: Place) -> None:
    spoiled = dental_set(person(claim("C1"), claim("C2", "100", "2026AB02")))
    place.take("oak", file(spoiled))
    assert set(place.states().values()) == {"set rejected"}
    made = corrected(place, place.claim("C1").id)
    assert made.claim is not None
    place.run()
    assert [one.state for one in place.claims(claim_id="C1")] == ["superseded", "sent"]
    made = corrected(place, place.claim("C2").id)
    assert made.claim is None
    made = corrected(place, place.claim("C2").id, "2300/DTP[472]03=20260302")
    assert made.claim is not None


def test_only_once_and_only_by_its_account(place: Place) -> None:
    place.take("oak", claims_file(WRONG_SUM))
    with pytest.raises(HouseError, match="there is no claim 1 of account elm"):
        fix(place.house, "elm", 1, [parse_change("2300/CLM02=100")])
    assert corrected(place, 1, "2300/CLM02=100").claim is not None
    with pytest.raises(HouseError, match="claim 1 is superseded"):
        corrected(place, 1, "2300/CLM02=100")


def test_a_correction_waits_for_approval_like_any_claim(place: Place) -> None:
    place.settings('id = "OAKSTREET"', 'id = "OAKSTREET"\napproval_over = 0')
    place.take("oak", claims_file(WRONG_SUM))
    made = corrected(place, 1, "2300/CLM02=100")
    assert made.claim is not None
    assert made.claim.state == "to approve"


def test_other_delimiters_and_line_ends(place: Place) -> None:
    signs = str.maketrans({"*": "|", ":": ">", "~": "'"})
    text = claims_file(WRONG_SUM).translate(signs).replace("'", "'\r\n")
    place.take("oak", text)
    made = corrected(place, 1, "2300/CLM02=100", "2300/CLM05-1=12")
    assert made.claim is not None
    place.run()
    assert any("CLM*C1*100***12:B:1*" in told for told in place.got("delta"))


def test_the_next_file_of_the_submitter_is_not_taken_for_ours(place: Place) -> None:
    """Our files have our own sender id and numbers: its ISA13 1 and 2 are still free."""
    place.take("oak", claims_file(WRONG_SUM, number=7))
    corrected(place, 1, "2300/CLM02=100")
    place.take("oak", claims_file(claim("C5"), number=1))
    assert place.claim("C5").state == "sent"


def test_killed_at_every_boundary(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One or none, never half."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)
    before = copy_place(made, tmp_path / "before")
    before.take("oak", claims_file(WRONG_SUM))
    before.close()

    def work(house: House) -> None:
        assert fix(house, None, 1, [parse_change("2300/CLM02=100")]).claim is not None

    place, boundary, killed, seen = Place(tmp_path / "house"), 0, True, set()
    while killed:
        boundary += 1
        place.close()
        shutil.rmtree(place.folder, ignore_errors=True)
        shutil.copytree(before.folder, place.folder)
        killed = killed_at(place, boundary, work)
        place.run()
        states = tuple(one.state for one in place.claims(claim_id="C1"))
        assert states in {("rejected",), ("superseded", "sent")}, (boundary, states)
        assert len(place.got("delta", "837D")) == len(states) - 1
        assert place.whole()
        seen.add(states)
        if states == ("rejected",):
            work(place.house)
            assert len(place.claims(claim_id="C1")) == 2
    place.close()
    assert len(seen) == 2
    assert 3 < boundary < 40
